"""A review's report laid out for a person: where the runs err, in tables that fit 80 columns."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, TextIO

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from llmclaims.export.shared.terminal import Trimmed, console, printable
from llmclaims.schema.plurals import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from rich.console import RenderableType

    from llmclaims.evaluation.reviewed.report import Corrected, Group, ReviewReport

_MOST = 3
"""So many changes of a field, notes and missed claims of a kind are shown; how many more there are is said."""
_LONGEST = 60
"""Characters of a value that are shown."""


def write_review(found: ReviewReport, out: TextIO) -> None:
    """Print how much was decided, then where the runs err."""
    screen = console(out)
    for block in _blocks(found):
        screen.print(Trimmed(block), end="")


def _blocks(found: ReviewReport) -> Iterator[RenderableType]:
    yield from (Text(one) for one in _head(found))
    for name, groups in found.sections.items():
        if len(groups) > 1 or name == "By kind":
            yield Text(f"\n{name}", style="bold")
            yield _table(groups)
    if found.fields:
        yield Text("\nCorrected fields", style="bold")
        for one in found.fields:
            yield from _corrected(one)
    if found.notes:
        yield Text("\nRejected", style="bold")
        for kind, notes in groupby(sorted(found.notes, key=lambda one: one[0]), key=lambda one: one[0]):
            rows = [(note or "(no note)", times) for _, note, times in notes]
            yield from _listed(kind, rows)
    if found.missed:
        yield Text("\nMissed", style="bold")
        for kind, some in groupby(sorted(found.missed), key=lambda one: one[0]):
            yield from _listed(kind, [(f"“{words}”", 1) for _, words in some])


def _head(found: ReviewReport) -> Iterator[str]:
    whole = found.whole
    if not whole.decided:
        yield f"No claim decided, {found.undecided:,} undecided."
    else:
        parts = [
            f"{count:,} {word}"
            for word, count in (
                ("accepted", whole.accepted),
                ("corrected", whole.corrected),
                ("rejected", whole.rejected),
            )
            if count
        ]
        yield (
            f"{plural(whole.decided, 'claim')} of {plural(found.articles, 'article')} decided "
            f"({', '.join(parts)}), {found.undecided:,} undecided."
        )
        yield f"Right as found: {_share(whole)}"
    if whole.missed:
        yield f"Missed: {plural(whole.missed, 'claim')} added."
    if found.refused:
        yield (
            f"{found.refused:,} of what was corrected or added does not hold by the rules: "
            "verify --decisions says why."
        )


def _share(group: Group) -> str:
    within = "" if group.interval is None else f" (95 %: {_between(group)})"
    return f"{group.accepted:,} of {group.decided:,}, {group.right:.2f}{within}"


def _between(group: Group) -> str:
    return "–" if group.interval is None else f"{group.interval[0]:.2f}–{group.interval[1]:.2f}"


def _table(groups: Sequence[Group]) -> Table:
    missed = any(one.missed for one in groups)
    table = Table(box=None, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", overflow="fold")
    for head in ("right", "95 %", "decided", "corrected", "rejected", *(("missed",) * missed)):
        table.add_column(head, justify="right", no_wrap=True)
    for one in groups:
        counts = (one.decided, one.corrected, one.rejected, *((one.missed,) * missed))
        right = "–" if one.right is None else f"{one.right:.2f}"
        table.add_row(Text(printable(one.name)), right, _between(one), *(f"{count:,}" for count in counts))
    return table


def _corrected(one: Corrected) -> Iterator[RenderableType]:
    yield Text(printable(f"{one.kind} {one.field}: {one.times:,} of {one.of:,}"))
    rows = [(f"{_cut(before)} → {_cut(after)}", times) for before, after, times in one.changes]
    yield from _rows(rows)


def _listed(kind: str, rows: Sequence[tuple[str, int]]) -> Iterator[RenderableType]:
    yield Text(printable(f"{kind}: {sum(times for _, times in rows):,}"))
    yield from _rows([(_cut(words, 2 * _LONGEST), times) for words, times in rows])


def _rows(rows: Sequence[tuple[str, int]]) -> Iterator[RenderableType]:
    for words, times in rows[:_MOST]:
        yield Padding(Text(printable(words) + (f" ({times:,} times)" if times > 1 else "")), (0, 0, 0, 2))
    if left := rows[_MOST:]:
        yield Padding(Text(f"and {len(left):,} more", style="dim"), (0, 0, 0, 2))


def _cut(words: str, most: int = _LONGEST) -> str:
    return words if len(words) <= most else words[: most - 1].rstrip() + "…"
