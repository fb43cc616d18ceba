"""The terminal table: a run laid out for a person, document by document, claims in the source's order.

At 60 to 200 columns, in colour on a terminal and plain elsewhere (``NO_COLOR`` and ``COLUMNS`` count). What
articles and models wrote is data here: control characters show as escapes, and nothing of it is markup.
"""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TextIO

from rich.console import Console, Group
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from llmclaims.claim import Claim, Failure, Rejection
from llmclaims.document import Document
from llmclaims.export.printable import printable
from llmclaims.export.rows import Refusal, Row, refusal, rows
from llmclaims.export.tally import Tally, counted, kinds_of, plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from llmclaims.extraction import Record, Run, Summary

WIDTH = 80
"""Columns where the terminal does not say how many it has."""
_WIDEST, _NARROWEST = 140, 40
_WITH_PLACES = 100
"""Columns from which a claim's offsets have room beside its words."""

_TITLE, _HANDLE, _HEAD, _QUOTE, _FLAG, _BAD, _ASIDE = "bold", "cyan", "bold", "green", "yellow", "red", "dim"


@dataclass(slots=True)
class _Page:
    """One document's records as they come in; ``document`` None for what belongs to no single one."""

    document: Document | None = None
    claims: list[Claim] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def write(records: Iterable[Run | Record | Summary], out: TextIO, *, text: bool = True) -> None:  # noqa: ARG001 - a table never shows whole texts
    """Print each document as soon as the next one begins, the totals at the end."""
    console = _console(out)
    page, tally = _Page(), Tally()
    for one in records:
        tally.add(one)
        match one:
            case Document():
                _print(console, page)
                page = _Page(document=one)
            case Claim():
                page.claims.append(one)
            case Rejection():
                page.rejections.append(one)
            case Failure(paragraph=None):
                _print(console, page)
                page = _Page()
                console.print(Text(f"{printable(one.message)}\n", style=_BAD))
            case Failure():
                page.failures.append(one)
    _print(console, page)
    for line in tally.lines():
        console.print(Text(line))


def _console(out: TextIO) -> Console:
    columns = os.environ.get("COLUMNS", "")
    width = int(columns) if columns.isdecimal() and int(columns) else None
    if width is None and not out.isatty():
        width = WIDTH
    console = Console(file=out, width=width, markup=False, highlight=False, emoji=False)
    console.width = max(_NARROWEST, min(_WIDEST, console.width))
    return console


def _print(console: Console, page: _Page) -> None:
    if page.document is None and not (page.claims or page.rejections or page.failures):
        return
    blocks = [
        *_heading(page),
        *_claims(page.claims, console.width),
        *_refusals(page),
        *_failures(page.failures),
    ]
    console.print(Group(*blocks))
    console.print()


def _heading(page: _Page) -> Iterator[RenderableType]:
    document = page.document
    if document is None:
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
    yield Text(" · ".join(facts))


def _claims(claims: Sequence[Claim], width: int) -> Iterator[RenderableType]:
    made = rows(claims)
    if not made:
        return
    places = width >= _WITH_PLACES
    grid = _grid(made, width, places=places)
    paragraph: int | None = None
    for number, row in enumerate(made):
        turned = number == 0 or row.paragraph != paragraph
        paragraph = row.paragraph
        if turned:
            grid.add_row()
        place = Text(f"¶{row.paragraph}" if turned and row.paragraph is not None else "", style=_ASIDE)
        cells = [place, Text(row.handle, style=_HANDLE), _who(row), _words(row)]
        grid.add_row(*cells, *([Text(_offsets(row), style=_ASIDE)] if places else []))
    yield grid


def _grid(made: Sequence[Row], width: int, *, places: bool) -> Table:
    """Columns of fixed widths, so that they stand alike in every document."""
    place = max(3, *(len(f"¶{row.paragraph}") for row in made))
    handle = max(3, *(len(row.handle) for row in made))
    offsets = max(len(_offsets(row)) for row in made) if places else 0
    rest = width - place - handle - 6 - (offsets + 2 if places else 0)
    who = max(14, min(32, round(rest * 0.32)))
    grid = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
    for size in (place, handle, who, rest - who):
        grid.add_column(width=size, overflow="fold")
    if places:
        grid.add_column(width=offsets, justify="right")
    return grid


def _offsets(row: Row) -> str:
    return "" if row.start is None else f"{row.start}-{row.end}"


def _who(row: Row) -> Text:
    cell = Text(row.head, style=_HEAD)
    if row.aside:
        cell.append("\n" + " · ".join(row.aside), style="not bold")
    return cell


def _words(row: Row) -> Text:
    cell = Text()
    if row.quote:
        cell.append("“", style=_QUOTE)
        for piece, trigger in row.quote:
            cell.append(piece, style=f"bold {_QUOTE}" if trigger else _QUOTE)
        cell.append("”", style=_QUOTE)
    if row.details:
        cell.append("\n" * bool(row.quote) + " · ".join(row.details), style=_ASIDE)
    for code, sentence in row.flags:
        cell.append(f"\n! {code}" + (f": {sentence}" if sentence else ""), style=_FLAG)
    return cell


def _refusals(page: _Page) -> Iterator[RenderableType]:
    if not page.rejections:
        return
    refused = len(page.rejections)
    drafts = plural(refused + len(page.claims), "draft")
    reasons = counted(Counter(one.code for one in page.rejections))
    yield Text(f"\n{refused:,} of {drafts} rejected: {reasons}", style=_BAD)
    grid = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
    grid.add_column(overflow="fold", min_width=3)
    grid.add_column(overflow="fold")
    for one in map(refusal, page.rejections):
        place = "" if one.paragraph is None else f"¶{one.paragraph}"
        grid.add_row(Text(place, style=_ASIDE), _refused(one))
    yield grid


def _refused(one: Refusal) -> Text:
    draft = f"“{one.draft}”" if one.quoted else one.draft
    lines = [f"{one.code} · {one.kind} {draft}", one.message]
    if one.nearest:
        lines.append(f"nearest: “{one.nearest}”")
    return Text("\n".join(lines), style=_ASIDE)


def _failures(failures: Sequence[Failure]) -> Iterator[RenderableType]:
    """What could not be worked on; paragraphs with the same reason in one line."""
    reasons: dict[tuple[str, str], list[Failure]] = {}
    for failure in failures:
        reasons.setdefault((failure.error, failure.message), []).append(failure)
    for (error, message), alike in reasons.items():
        places = ", ".join(f"¶{one.paragraph}" for one in alike if one.paragraph is not None)
        what = "Not asked" if error == "Skipped" else "Failed"
        said = f"{what} {places}: {printable(message)}" if places else printable(message)
        yield Padding(Text(said, style=_BAD), (1, 0, 0, 0))
