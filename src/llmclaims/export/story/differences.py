"""Amounts that differ between sources: conflicts, figures that a later report changes, and those told with other precision."""

from __future__ import annotations

import re
from dataclasses import dataclass
from itertools import combinations, product
from typing import TYPE_CHECKING, Literal, NamedTuple

from llmclaims.export.story.material import Groups, alike, pairs
from llmclaims.export.story.numbers import agree
from llmclaims.export.story.numbers import alike as stood_for
from llmclaims.language.lexicon import word_set

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.export.story.frames import Days, Frame
    from llmclaims.export.story.material import Material
    from llmclaims.export.story.numbers import Figure
    from llmclaims.language.values import Quantity
    from llmclaims.schema.claims import Claim

Grade = Literal["conflict", "later", "precision"]
_FEW_WORDS = 2
_OPENS_WITHOUT_SUBJECT = re.compile(r"\W*[^\W\d_]+ing\b")
_WEEK = 7
_APART = 60
"""Days after which what an article tells without a date is of another time."""


class Told(NamedTuple):
    """One number in one claim's words."""

    frame: Frame
    figure: Figure

    @property
    def name(self) -> str:
        """The claim and the unit, which is told once in it."""
        return f"{self.frame.claim.id} {self.figure.unit}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Value:
    """One amount with everybody who tells it, in the order of the sources; claims of one place are one telling."""

    quantity: Quantity
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """Hold different amounts of one thing.

    ``grade``: no two of them can both be right ("conflict"), one source changed its own in a later report ("later"), or the words leave room for one amount behind all ("precision").
    """

    grade: Grade
    values: tuple[Value, ...]


def differences(given: Material) -> list[Difference]:
    """Return the amounts that differ, the conflicts first, each kind in the order of the sources."""
    told = [
        Told(frame, figure)
        for frame in given.frames
        if frame.plain and frame.stance
        for figure in frame.figures
        if _only(frame, figure) and not _relative(given, frame, figure)
    ]
    made = [found for group in _groups(given, told) if (found := _difference(given, group)) is not None]
    ranks: list[Grade] = ["conflict", "later", "precision"]
    return sorted(made, key=lambda one: (ranks.index(one.grade), given.order[one.values[0].claims[0].id]))


def _only(frame: Frame, figure: Figure) -> bool:
    """Tell whether a claim has one number of this unit alone: of two nobody knows which is the other source's."""
    return sum(one.unit == figure.unit for one in frame.figures) == 1


def _relative(given: Material, frame: Frame, figure: Figure) -> bool:
    """Tell whether an amount is told beside another one: "three others", "two more"."""
    language = given.found.documents[str(frame.claim.document)].language
    return str(figure.quantity.unit).lower() in word_set(language, "story", "besides")


def _key(given: Material, one: Told) -> tuple[str, ...]:
    language = given.found.documents[str(one.frame.claim.document)].language
    return tuple(sorted({stood_for(word, language) for word in one.frame.things} | {one.figure.unit}))


def _groups(given: Material, told: Sequence[Told]) -> list[list[Told]]:
    """Return the numbers that count one thing: the same words around them, one unit, and no days that part them."""
    by_claim: dict[str, list[Told]] = {}
    for one in told:
        by_claim.setdefault(one.frame.claim.id, []).append(one)
    keys = {name: _key(given, found[0]) for name, found in by_claim.items()}
    groups = Groups()

    def fits(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
        short, long = sorted((set(one), set(other)), key=len)
        return len(short) >= _FEW_WORDS and short <= long and given.is_own(long - short)

    frames = [found[0].frame for found in by_claim.values() if len(found[0].frame.things) >= _FEW_WORDS]
    for own, others in alike(frames, lambda frame: keys[frame.claim.id], fits):
        for first, second in pairs(own, others):
            for mine, theirs in product(by_claim[first.claim.id], by_claim[second.claim.id]):
                if mine.figure.unit == theirs.figure.unit and _one_time(first, second):
                    groups.join(mine.name, theirs.name)
    found: dict[str, list[Told]] = {}
    for one in told:
        found.setdefault(groups.root(one.name), []).append(one)
    return [one for one in found.values() if len(one) > 1]


def _one_time(one: Frame, other: Frame) -> bool:
    """Tell whether two may be of one time: their days meet, or the one without a day was written near the other's."""
    if one.guards != other.guards or (one.modality and other.modality and one.modality != other.modality):
        return False
    if _bare(one) or _bare(other):
        first, second = one.reported, other.reported
        if first is None or second is None or abs((first[1] - second[1]).days) > _WEEK:
            return False
    if one.told and other.told:
        return any(_meet(mine, theirs) for mine in one.told for theirs in other.told)
    dated, open_ = (one, other) if one.told else (other, one)
    written = open_.reported
    if dated.told:
        return written is not None and all(_close(days, written) for days in dated.told)
    return written is None or dated.reported is None or _close(dated.reported, written)


def _bare(one: Frame) -> bool:
    """Tell whether nothing but the act and what is counted is told, so that only its time can say which event it is."""
    return len(one.things) <= _FEW_WORDS or _OPENS_WITHOUT_SUBJECT.match(str(one.claim.quote)) is not None


def _meet(one: Days, other: Days) -> bool:
    return one[0] <= other[1] and other[0] <= one[1]


def _close(one: Days, other: Days) -> bool:
    return abs((other[1] - one[1]).days) <= _APART


def _difference(given: Material, group: Sequence[Told]) -> Difference | None:
    tellings = _tellings(group)
    clash = [
        (one, other)
        for one, other in combinations(tellings, 2)
        if not agree(one.figure.quantity, other.figure.quantity)
    ]
    if any(one.frame.source == other.frame.source for one, other in clash):
        return None  # one voice in one article that gives two amounts tells of two things
    values: dict[tuple[object, ...], list[Told]] = {}
    for one in sorted(group, key=lambda told: given.order[told.frame.claim.id]):
        amount = one.figure.quantity
        values.setdefault((amount.number, amount.approximate, amount.low, amount.high), []).append(one)
    if len(values) == 1 or (not clash and len({one.frame.claim.document for one in tellings}) == 1):
        return None
    if not clash:
        grade: Grade = "precision"
    else:
        grade = "later" if all(_changed(one.frame, other.frame) for one, other in clash) else "conflict"
    return Difference(
        grade=grade,
        values=tuple(
            Value(quantity=told[0].figure.quantity, claims=tuple(one.frame.claim for one in told))
            for told in values.values()
        ),
    )


def _tellings(group: Sequence[Told]) -> list[Told]:
    """Return one claim of each place in the text: an event inside a statement is the same telling."""
    found: dict[tuple[str, int], Told] = {}
    for one in sorted(group, key=lambda told: told.frame.sort != "statement"):
        place = (one.frame.claim.start or 0) + one.figure.span[1]
        found.setdefault((str(one.frame.claim.document), place), one)
    return list(found.values())


def _changed(one: Frame, other: Frame) -> bool:
    """Tell whether one voice, or two articles in their own, give figures on different days: the later one replaces."""
    if one.voice != other.voice:
        return False
    mine, theirs = (found.told[0] if found.told else found.reported for found in (one, other))
    return mine is not None and theirs is not None and one.reported != other.reported
