"""Lists for people, as ``timeline``, ``speakers`` and ``entities`` write them beside their JSON Lines."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Literal, TextIO

from rich.cells import cell_len
from rich.console import Group
from rich.text import Text

from llmclaims.errors import ConfigError
from llmclaims.export.shared.claim_view import place_of
from llmclaims.export.shared.merged_runs import MergedRuns
from llmclaims.export.shared.terminal import Trimmed, console, printable, quotation_marks, two_columns
from llmclaims.schema.claims import Claim

Form = Literal["text", "jsonl"]
Pieces = Iterator[tuple[str, str]]
"""Texts with their styles, which make a cell."""
_LEAST = 12
"""The first column may always have so many columns of the screen."""


def is_text(out: TextIO, form: str | None) -> bool:
    """Tell whether a list is wanted and not JSON Lines: as ``form`` says, else on a terminal.

    Raises:
        ConfigError: ``form`` is neither of the two.
    """
    if form not in (None, "text", "jsonl"):
        raise ConfigError(f"form={form} is unknown: give form=text or form=jsonl.")
    return out.isatty() if form is None else form == "text"


def show(
    found: MergedRuns,
    blocks: Sequence[tuple[Text, Sequence[tuple[str, Pieces]]]],
    out: TextIO,
    nothing: str,
    *,
    share: int = 4,
) -> None:
    """Print blocks of rows under their titles, ``nothing`` where there is none.

    The first column takes one part of ``share`` of a line at most. One article is named once, above all.
    """
    screen = console(out)
    heads = [max((cell_len(head) for head, _ in rows), default=0) for _, rows in blocks]
    first = min(max(heads, default=0), max(_LEAST, screen.width // share))
    laid: list[Any] = []
    if blocks and len(found.documents) == 1:
        (document,) = found.documents.values()
        names = dict.fromkeys(one for one in (document.title, document.path) if one)
        laid += [*(Text(printable(one)) for one in names or [document.id]), Text()]
    for (title, rows), head in zip(blocks, heads, strict=True):
        laid += [title, two_columns(rows, screen.width, first if head else 0), Text()]
    screen.print(Trimmed(Group(*(laid or [Text(nothing)]))), end="")


def quoted(claim: Claim) -> tuple[str, str]:
    """Return a claim's words between marks that are not the source's own."""
    quote = printable(claim.quote or "")
    return quote.join(quotation_marks(quote)), "green"


def placed(found: MergedRuns, claim: Claim, handles: Mapping[str, str]) -> Pieces:
    """Yield a claim's handle and place, with its article where there are several."""
    source = [found.source(claim)] if len(found.documents) != 1 else []
    yield "\n" + printable(handles[claim.id]), "cyan"
    yield f"  {printable(' · '.join([place_of(claim), *source]))}", "dim"
