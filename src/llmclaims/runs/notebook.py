"""How a run shows itself in a notebook: a table of claims, each quote in the words around it.

Articles and answers are data: all of it is escaped, and nothing of it becomes markup, a link or a style.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from html import escape
from itertools import chain, islice, pairwise
from typing import Any

from llmclaims.documents.document import Document
from llmclaims.runs.handles import handle, handles
from llmclaims.runs.tables import ends_of
from llmclaims.schema.annotations import Role, roles_of
from llmclaims.schema.claims import Claim, Failure, Rejection
from llmclaims.schema.plurals import plural

SHOWN = 100
"""Claims that are shown; a notebook with more of them in one cell is slow to open."""
_AROUND = 60
_HEAD = (Role.CUE, Role.TYPE, Role.TRIGGER)
"""What a claim's head says behind its speaker."""
_NO_MATHS = (
    "tex2jax_ignore mathjax_ignore"  # or a notebook sets what stands between two dollar signs as a formula
)
_LEFT = "text-align:left;vertical-align:top"


def preview(
    documents: Sequence[Document],
    claims: Sequence[Claim],
    rejections: Sequence[Rejection],
    failures: Sequence[Failure],
) -> str:
    """Return a run as an HTML fragment: its tally, its claims, and what was refused or failed, folded away."""
    texts = {one.id: one for one in documents}
    named = handles(claims)
    body = "".join(_row(claim, texts.get(claim.document or ""), named) for claim in claims[:SHOWN])
    rest = len(claims) - SHOWN
    more = f"<p>… and {plural(rest, 'more claim')}; .to_pandas() has them all.</p>" if rest > 0 else ""
    head = "".join(
        f'<th style="{_LEFT}">{name}</th>' for name in ("", "who, or what", "quote in context", "verdict")
    )
    return (
        f'<div class="{_NO_MATHS}">'
        f"<p>{escape(_tally(len(documents), claims))}, {plural(len(rejections), 'draft')} refused, {len(failures):,} failed</p>"
        f"<table><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>{more}"
        f"{_folded('refused', [_refused(one) for one in rejections])}"
        f"{_folded('failed', [_line(one.error, one.message) for one in failures])}</div>"
    )


def _tally(documents: int, claims: Sequence[Claim]) -> str:
    counts = Counter(claim.kind for claim in claims)
    kinds = ", ".join(plural(count, kind) for kind, count in counts.most_common())
    return f"{plural(documents, 'document')}, {plural(len(claims), 'claim')}{f' ({kinds})' if kinds else ''}"


def _row(claim: Claim, document: Document | None, named: Mapping[str, str]) -> str:
    verdict = " ".join((claim.verdict, *claim.codes))
    called = f"{_text(claim.kind)} <code>{_text(named[claim.id])}</code>"
    cells = (called, _text(_head(claim, named)), _context(claim, document), _text(verdict))
    return "<tr>" + "".join(f'<td style="{_LEFT}" dir="auto">{cell}</td>' for cell in cells) + "</tr>"


def _text(value: Any) -> str:
    """Return a value by itself, its direction kept from the text beside it."""
    return f"<bdi>{escape(str(value))}</bdi>"


def _head(claim: Claim, named: Mapping[str, str]) -> str:
    if ends := ends_of(claim):
        return f"{handle(ends.source, named)} {ends.type} {handle(ends.target, named)}"
    roles = roles_of(type(claim.body))
    told = (getattr(claim.body, roles[role], None) for role in _HEAD if role in roles)
    return " · ".join(str(one) for one in (claim.speaker, *told) if one is not None) or "–"


def _context(claim: Claim, document: Document | None) -> str:
    """Return the quote marked in the words of its paragraph; the quote alone where the text is not at hand."""
    if document is None or not document.text or not claim.spans or claim.paragraph is None:
        sides = claim.derived.get("evidence") or ()
        quotes = [claim.quote] if claim.quote else [one["quote"] for one in sides]
        return " / ".join(f"<mark>{escape(quote)}</mark>" for quote in quotes)
    home = document.paragraphs[claim.paragraph]
    first, last = max(home.start, claim.spans[0][0] - _AROUND), min(home.end, claim.spans[-1][1] + _AROUND)
    edges = (first, *chain.from_iterable(claim.spans), last)
    pieces = [escape(document.text[start:end]) for start, end in pairwise(edges)]
    marked = "".join(f"<mark>{piece}</mark>" if index % 2 else piece for index, piece in enumerate(pieces))
    return f"{'…' * (first > home.start)}{marked}{'…' * (last < home.end)}"


def _refused(one: Rejection) -> str:
    near = f" Nearest: “{one.nearest.text}”" if one.nearest else ""
    return _line(one.code, f"{one.message}{near}")


def _line(code: str, message: str) -> str:
    return f"<code>{escape(code)}</code> <bdi>{escape(message)}</bdi>"


def _folded(what: str, lines: list[str]) -> str:
    if not lines:
        return ""
    items = "".join(f"<li>{one}</li>" for one in islice(lines, SHOWN))
    more = f"<li>… and {len(lines) - SHOWN:,} more</li>" if len(lines) > SHOWN else ""
    return f"<details><summary>{len(lines):,} {what}</summary><ul>{items}{more}</ul></details>"
