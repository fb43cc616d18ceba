"""The story on a terminal: tables that read well from 60 columns on."""

from __future__ import annotations

from itertools import zip_longest
from typing import TYPE_CHECKING, Any, TextIO

from llmclaims.export.shared.claim_view import place_of
from llmclaims.export.shared.terminal import Trimmed, console, printable, quotation_marks, two_columns
from llmclaims.export.story.numbers import amount
from llmclaims.export.story.values import Teller
from llmclaims.schema.plurals import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from rich.console import RenderableType

    from llmclaims.export.story.moments import Moment
    from llmclaims.export.story.points import Point
    from llmclaims.export.story.telling import Story
    from llmclaims.schema.claims import Claim

_BESIDE = 100
"""Columns from which the two sides of a point stand beside one another."""
_HEAD = 24
AMOUNTS = {
    "conflict": "Sources give different amounts",
    "later": "Changed in a later report of the same source",
    "precision": "May be one amount, told more or less exactly",
}
DAYS = {
    "conflict": "other days for one event",
    "several": "another day in the same words: one event, or several",
    "precision": "one event, told more or less exactly",
}
"""What each grade says."""

Piece = tuple[str, str]


def show(story: Story, out: TextIO) -> None:
    """Print the story as tables."""
    from rich.console import Group
    from rich.text import Text

    screen, teller = console(out), Teller(story)
    printed = _Screen(story, teller, screen.width)
    blocks: list[RenderableType] = [Text(overview(story), style="bold"), Text()]
    for part in (printed.points(), printed.agreed(), printed.numbers(), printed.timeline()):
        blocks += part
    blocks += [Text(one) for one in rest(story)]
    screen.print(Trimmed(Group(*blocks)), end="")


def overview(story: Story) -> str:
    """Say in a line how much there is."""
    grades = [one.grade for one in story.differences]
    facts = [
        plural(len(story.given.found.documents), "article"),
        plural(len(story.given.by_id), "claim"),
        plural(len(story.points), "disputed point"),
        f"{plural(grades.count('conflict'), 'amount')} and {plural(len(story.apart), 'date')} in conflict",
    ]
    return " · ".join(facts)


def rest(story: Story) -> Iterator[str]:
    """Yield what the tables leave out, counted."""
    left = [
        (len(story.undated), "event", "without a date"),
        (len(story.others), "claim", "in none of these parts"),
    ]
    told = [f"{plural(count, noun)} {why}" for count, noun, why in left if count]
    if told:
        yield f"Not shown here: {', '.join(told)}; the page and the JSON Lines list them."
    if story.given.unread:
        yield f"{plural(story.given.unread, 'part')} of the articles could not be worked on."


class _Screen:
    """Lays out the parts of a story for one width."""

    def __init__(self, story: Story, teller: Teller, width: int) -> None:
        self._story, self._teller, self._width = story, teller, width

    def points(self) -> list[RenderableType]:
        """Return the disputed points, each with its two sides."""
        return self._part(
            "Disputed points",
            [one for each in enumerate(self._story.points, 1) for one in self._point(*each)],
            len(self._story.points),
        )

    def _point(self, number: int, point: Point) -> Iterator[RenderableType]:
        from rich.text import Text

        yield Text(f"{number}. {_quoted(point.about)}", style="bold")
        sides = [list(self._side(point, one)) for one in (point.first, point.second)]
        if self._width >= _BESIDE:
            yield self._beside(sides)
        else:
            rows = [
                (name if place == 0 else "", pieces)
                for name, side in zip(("say it", "against it"), sides, strict=True)
                for place, pieces in enumerate(side)
            ]
            yield _rows(rows, self._width)
        yield Text()

    def _beside(self, sides: Sequence[Sequence[Sequence[Piece]]]) -> RenderableType:
        from rich.table import Table
        from rich.text import Text

        grid = Table.grid(padding=(0, 2, 0, 0), pad_edge=False)
        half = (self._width - 2) // 2
        for _ in sides:
            grid.add_column(width=half, overflow="fold")
        grid.add_row(*(Text(name, style="cyan") for name in ("Say it", "Against it")))
        for row in zip_longest(*sides, fillvalue=()):
            grid.add_row(*(Text.assemble(*pieces) for pieces in row))
        return grid

    def _side(self, point: Point, claims: Iterable[Claim]) -> Iterator[list[Piece]]:
        for told in tellings(claims):
            supports = ["supports it"] if told[0].id in point.supporting else []
            yield list(self._pieces(told, supports))

    def agreed(self) -> list[RenderableType]:
        """Return what several tell alike."""
        rows = [
            (str(number) if place == 0 else "", list(pieces))
            for number, point in enumerate(self._story.agreed, 1)
            for place, pieces in enumerate(self._side(point, point.first))
        ]
        return self._part(
            "Told alike, with nobody against it", [_rows(rows, self._width)], len(self._story.agreed)
        )

    def numbers(self) -> list[RenderableType]:
        """Return the amounts that differ."""
        from rich.text import Text

        made: list[RenderableType] = []
        for one in self._story.differences:
            rows = [
                (printable(amount(value.quantity)) if place == 0 else "", list(self._pieces(told)))
                for value in one.values
                for place, told in enumerate(tellings(value.claims))
            ]
            style = "bold red" if one.grade == "conflict" else "yellow"
            made += [Text(AMOUNTS[one.grade], style=style), _rows(rows, self._width), Text()]
        return self._part("Amounts that differ", made, len(self._story.differences))

    def timeline(self) -> list[RenderableType]:
        """Return what has a date, days that differ one under the other."""
        rows: list[tuple[str, list[Piece]]] = []
        for moment in self._story.moments:
            rows += self._moment(moment)
        return self._part("Timeline", [_rows(rows, self._width)] if rows else [], len(self._story.moments))

    def _moment(self, moment: Moment) -> Iterator[tuple[str, list[Piece]]]:
        style = "bold red" if moment.grade == "conflict" else "yellow"
        said = [(f"{DAYS[moment.grade]}\n", style)] if moment.grade in DAYS else []
        for number, day in enumerate(moment.days):
            for place, told in enumerate(tellings(day.claims)):
                head = f"{'or ' if number else ''}{when(day.days)}" if place == 0 else ""
                yield head, [*said, *self._pieces(told)]
                said = []

    def _pieces(self, told: Sequence[Claim], more: Sequence[str] = ()) -> Iterator[Piece]:
        """Yield who says it and how, the words, and where they stand."""
        first, teller = told[-1], self._teller
        cue = teller.claim(first)["cue"]
        yield printable(teller.who(first)), "bold"
        how = [*teller.how(first), *more]
        if cue and teller.denies(first):
            yield f" {printable(str(cue))}", "yellow"
            how = [one for one in how if one != "deny"]
        if how:
            yield f" ({printable(', '.join(how))})", "yellow"
        yield ": ", ""
        yield _quoted(first), "green"
        yield "\n" + " ".join(printable(teller.handle(one.id)) for one in told), "cyan"
        yield f"  {printable(source_of(teller, first))}", "dim"

    def _part(self, title: str, blocks: Sequence[RenderableType], count: int) -> list[RenderableType]:
        from rich.text import Text

        if not count:
            return [Text(f"{title}: none"), Text()]
        tail: list[Any] = [] if isinstance(blocks[-1], Text) else [Text()]
        return [Text(f"{title} ({count:,})", style="bold underline"), *blocks, *tail]


def _rows(rows: Sequence[tuple[str, Iterable[Piece]]], width: int) -> RenderableType:
    """Lay out heads, as wide as the widest of them needs, beside what they head."""
    return two_columns(rows, width, min(max((len(head) for head, _ in rows), default=0), _HEAD))


def tellings(claims: Iterable[Claim]) -> list[list[Claim]]:
    """Return claims of the same words in the same place together: an event and the statement that tells it."""
    found: dict[tuple[Any, ...], list[Claim]] = {}
    for one in claims:
        found.setdefault((one.document, one.start, one.end), []).append(one)
    return list(found.values())


def when(days: tuple[Any, Any]) -> str:
    """Return days as people read them: a day, a month, a year, or the first and the last."""
    first, last = days
    if first == last:
        return str(first.isoformat())
    if (first.day, last.month) == (1, first.month) and first.year == last.year and (last - first).days >= 27:
        return f"{first.year}-{first.month:02}"
    if (first.month, first.day, last.month, last.day) == (1, 1, 12, 31):
        return str(first.year) if first.year == last.year else f"{first.year} to {last.year}"
    return f"{first.isoformat()} to {last.isoformat()}"


def source_of(teller: Teller, claim: Claim) -> str:
    """Return where a claim stands: its article, paragraph, and the day of the article."""
    written = teller.claim(claim)["written"]
    parts = [teller.source(claim), place_of(claim), *([str(written)] if written else [])]
    return ", ".join(part for part in parts if part)


def _quoted(claim: Claim) -> str:
    quote = printable(claim.quote or "")
    return quote.join(quotation_marks(quote))
