"""The terminal table: a run laid out for a person, document by document, claims in the source's order.

At 60 to 200 columns, in colour on a terminal and plain elsewhere (``NO_COLOR`` and ``COLUMNS`` count). What
articles and models wrote is data here: control characters show as escapes, and nothing of it is markup.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from itertools import groupby
from typing import TYPE_CHECKING, TextIO

from rich.console import Group
from rich.table import Table
from rich.text import Text

from llmclaims.documents.document import Document
from llmclaims.export.shared.by_document import Group as Page
from llmclaims.export.shared.claim_view import Row, place_of, rows
from llmclaims.export.shared.summary_text import Tally, counted, kinds_of
from llmclaims.export.shared.terminal import Trimmed, console, printable, quotation_marks
from llmclaims.runs.lines import dumped
from llmclaims.runs.ranking import Top
from llmclaims.schema.claims import Claim, Failure, Rejection
from llmclaims.schema.plurals import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import Console, RenderableType

    from llmclaims.runs.records import Line

_GAP = 2
_LONGEST_DRAFT = 300
_WITH_PLACES = 100
"""Columns from which a claim's offsets have room beside its words."""

_TITLE, _HANDLE, _HEAD, _QUOTE, _FLAG, _BAD, _ASIDE = "bold", "cyan", "bold", "green", "yellow", "red", "dim"


def write(records: Iterable[Line], out: TextIO, *, text: bool = True, top: int | None = None) -> None:  # noqa: ARG001 - a table never shows whole texts
    """Print each document as soon as the next one begins, the totals at the end.

    ``top``: only so many claims of each document, the most salient, in the source's order; the counts are of all.
    """
    screen, chosen = console(out), None if top is None else Top(top)
    page, tally = Page(None), Tally()
    for one in records:
        tally.add(one)
        match one:
            case Document():
                _print(screen, page, chosen)
                page = Page(one)
            case Claim():
                if one.document is None and page.document is not None:  # a relation across documents
                    _print(screen, page, chosen)
                    page = Page(None)
                page.claims.append(one)
            case Rejection():
                page.rejections.append(one)
            case Failure(paragraph=None):
                _print(screen, page, chosen)
                page = Page(None)
                screen.print(Trimmed(Text(f"{printable(one.message)}\n", style=_BAD)), end="")
            case Failure():
                page.failures.append(one)
    _print(screen, page, chosen)
    for line in tally.lines():
        screen.print(Trimmed(Text(line)), end="")


def _print(screen: Console, page: Page, chosen: Top | None) -> None:
    blocks = [
        *_heading(page),
        *_claims(page.claims, screen.width, chosen),
        *_refusals(page),
        *_failures(page.failures),
    ]
    if blocks:
        screen.print(Trimmed(Group(*blocks, Text())), end="")


def _heading(page: Page) -> Iterator[RenderableType]:
    document = page.document
    if document is None:
        if page.claims:
            yield Text("Between the documents", style=_TITLE)
        return
    path = printable(document.path or "standard input")
    if document.path == "-":
        path = "standard input"
    yield Text(printable(document.title or path), style=_TITLE)
    facts = [path] if document.title else []
    if document.dateline:
        facts.append(printable(document.dateline.text).rstrip(" :—–-"))
    if document.published:
        facts.append(f"published {document.published}")
    facts.append(kinds_of(page.claims) or "no claims")
    if usual := _usual(page.claims):
        facts.append(f"checked by {usual}")
    yield Text(" · ".join(facts))


def _claims(claims: Sequence[Claim], width: int, chosen: Top | None) -> Iterator[RenderableType]:
    """Yield a grid for each paragraph, all with the same columns; of those that are chosen, with a count."""
    made = rows(claims)
    usual = _usual(claims)
    if chosen is not None:
        shown = {one.id for one in chosen.among(claims)}
        made = tuple(
            replace(row, aside=(*row.aside, *_worth(claim)))
            for claim, row in zip(claims, made, strict=True)
            if claim.id in shown
        )
    places = width >= _WITH_PLACES
    sizes = _sizes(made, width, places=places)
    for where, group in groupby(made, key=place_of):
        grid = _grid(sizes, places=places)
        for number, row in enumerate(group):
            place = where if number == 0 else ""
            cells = [
                Text(place, style=_ASIDE),
                Text(row.handle, style=_HANDLE),
                _who(row),
                _words(row, usual),
            ]
            grid.add_row(*cells, *([Text(_offsets(row), style=_ASIDE)] if places else []))
        yield Text()
        yield grid
    if len(made) < len(claims):
        some = f"{len(made):,} of {plural(len(claims), 'claim')} shown, the most salient"
        yield Text(f"\n{some}; a run that is saved with -o keeps them all", style=_ASIDE)


def _worth(claim: Claim) -> tuple[str, ...]:
    return () if claim.salience is None else (f"salience {claim.salience:.2f}",)


def _sizes(made: Sequence[Row], width: int, *, places: bool) -> tuple[int, ...]:
    """Return the widths of the columns: paragraph, handle, who or what, words, offsets."""
    place = max((len(place_of(row)) for row in made), default=0)
    handle = max((len(row.handle) for row in made), default=0)
    offsets = max((len(_offsets(row)) for row in made), default=0) if places else 0
    rest = width - place - handle - 3 * _GAP - (offsets + _GAP if places else 0)
    who = max(14, min(32, round(rest * 0.32)))
    return (place, handle, who, rest - who, offsets)[: 5 if places else 4]


def _grid(sizes: Sequence[int], *, places: bool) -> Table:
    grid = Table.grid(padding=(0, _GAP, 0, 0), pad_edge=False)
    for size in sizes[:4]:
        grid.add_column(width=size, overflow="fold")
    if places:
        grid.add_column(width=sizes[4], justify="right", no_wrap=True)
    return grid


def _offsets(row: Row) -> str:
    return "" if row.start is None else f"{row.start}-{row.end}"


def _who(row: Row) -> Text:
    cell = Text(row.head, style=_HEAD)
    if row.aside:
        cell.append("\n" + ", ".join(row.aside), style="not bold")
    return cell


def _usual(claims: Sequence[Claim]) -> str:
    """Return what most of a document's claims were checked by: only those that were checked otherwise say so."""
    ((usual, _), *_) = Counter(one.checked for one in claims).most_common(1) or [((), 0)]
    return printable(", ".join(usual))


def _words(row: Row, usual: str) -> Text:
    cell = Text()
    if row.quote:
        before, after = quotation_marks("".join(piece for piece, _ in row.quote))
        cell.append(before, style=_QUOTE)
        for piece, trigger in row.quote:
            cell.append(piece, style=f"bold {_QUOTE}" if trigger else _QUOTE)
        cell.append(after, style=_QUOTE)
    if row.details:
        cell.append("\n" * bool(row.quote) + "; ".join(row.details), style=_ASIDE)
    if row.checked != usual:
        cell.append(f"\nchecked by {row.checked or 'nothing that it names'}", style=_ASIDE)
    for code, sentence in row.flags:
        cell.append(f"\n! {code}" + (f": {sentence}" if sentence else ""), style=_FLAG)
    return cell


def _refusals(page: Page) -> Iterator[RenderableType]:
    if not page.rejections:
        return
    refused = len(page.rejections)
    drafts = plural(refused + len(page.claims), "draft")
    reasons = counted(Counter(one.code for one in page.rejections))
    yield Text(f"\n{refused:,} of {drafts} rejected: {reasons}", style=_BAD)
    grid = Table.grid(padding=(0, _GAP, 0, 0), pad_edge=False)
    grid.add_column(overflow="fold", min_width=3)
    grid.add_column(overflow="fold")
    for one in page.rejections:
        place = "" if one.paragraph is None else f"¶{one.paragraph}"
        grid.add_row(Text(place, style=_ASIDE), _refused(one))
    yield grid


def _refused(one: Rejection) -> Text:
    """Return a refused draft, by its quote or as a whole, with the reason and the nearest words of the text."""
    quote = one.draft.get("quote") if isinstance(one.draft, dict) else None
    if isinstance(quote, str) and quote.strip():
        plain = printable(quote)
        draft = plain.join(quotation_marks(plain))
    else:
        plain = printable(dumped(one.draft))
        rest = len(plain) - _LONGEST_DRAFT
        plain = plain if rest <= 0 else f"{plain[:_LONGEST_DRAFT]} … and {plural(rest, 'character')} more"
        draft = plain
    lines = [f"{printable(one.code)}: {printable(one.kind)} {draft}", printable(one.message)]
    near = printable(one.nearest.text) if one.nearest else ""
    if near and near != plain:
        lines.append(f"nearest: {near.join(quotation_marks(near))}")
    return Text("\n".join(lines), style=_ASIDE)


def _failures(failures: Sequence[Failure]) -> Iterator[RenderableType]:
    """Yield what could not be worked on; paragraphs with the same reason in one line."""
    reasons: dict[tuple[str, str], list[Failure]] = {}
    for failure in failures:
        reasons.setdefault((failure.error, failure.message), []).append(failure)
    for (error, message), alike in reasons.items():
        places = ", ".join(f"¶{one.paragraph}" for one in alike if one.paragraph is not None)
        tries = max(one.attempts for one in alike)
        what = "Left out" if error == "Skipped" else f"Failed after {tries} tries" if tries > 1 else "Failed"
        yield Text(f"\n{what}, {places}: {printable(message)}", style=_BAD)
