"""What words, names and days show of two claims of different documents: only what is certain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.verification.relations.profiles import Profile

_LEAST = 3
"""Words that two claims must have before their likeness says anything."""
_NEAR = 0.8
_UNTYPED = ("", "OTHER")


@dataclass(frozen=True, slots=True)
class Likeness:
    """A relation between two claims; ``forward`` says that it leads from the first to the second."""

    type: str
    forward: bool = True


def likeness(one: Profile, other: Profile) -> Likeness | None:
    """Return the relation between two claims that their words, names and days alone show, None where they show none."""
    if one.sort != other.sort:
        return None
    return _events(one, other) if one.sort == "event" else _statements(one, other)


def _statements(one: Profile, other: Profile) -> Likeness | None:
    """Compare statements: the same words are one proposition, with opposite stances a dispute.

    ``contradicts`` is kept for two that speak of one day and of nothing but facts; otherwise the one that
    denies disputes the other.
    """
    if one.stance is None or other.stance is None or not _near(one, other):
        return None
    if one.stance == other.stance:
        same = one.speaker and one.speaker == other.speaker and one.act == other.act
        return Likeness("same_as") if same else None
    if not {one.act, other.act} <= {"assert", "deny"}:
        return None
    if _one_day(one.said, other.said) and not one.guards:
        return Likeness("contradicts")
    if one.speaker == other.speaker:
        return None  # minds change, and an author is not the other paper's
    return Likeness("disputes", forward=not one.stance)


def _near(one: Profile, other: Profile) -> bool:
    """Tell whether one claim's words are the other's, in their order, with little or nothing in between.

    Order counts, since "Iran thanked Pakistan" has the words of "Pakistan thanked Iran"; so do numbers, modals and hedges.
    """
    short, long = sorted((one.sequence, other.sequence), key=len)
    if len(short) < _LEAST or one.guards != other.guards or _numbers(short) != _numbers(long):
        return False
    return 2 * len(short) >= _NEAR * (len(short) + len(long)) and _runs_through(short, long)


def _runs_through(short: Sequence[str], long: Sequence[str]) -> bool:
    rest = iter(long)
    return all(any(word == found for found in rest) for word in short)


def _numbers(sequence: Sequence[str]) -> list[str]:
    return sorted(word for word in sequence if word[:1].isdigit())


def _one_day(one: tuple[object, object] | None, other: tuple[object, object] | None) -> bool:
    return one is not None and one == other and one[0] == one[1]


def _events(one: Profile, other: Profile) -> Likeness | None:
    """Compare events: one has the same participants on the same days, and one trigger or type."""
    if one.days is None or one.days != other.days or one.modality != other.modality:
        return None
    if one.stance != other.stance or not _same_people(one, other) or _apart(one.places, other.places):
        return None
    trigger = one.trigger == other.trigger != ""
    typed = one.type == other.type and one.type not in _UNTYPED
    exact = one.days[0] == one.days[1]
    if trigger and (exact or one.type == other.type):
        return Likeness("same_as")
    return (
        Likeness("same_as") if typed and exact and one.names == other.names and len(one.names) > 1 else None
    )


def _same_people(one: Profile, other: Profile) -> bool:
    """Tell whether the named are the same, nobody on the other side; one may name fewer."""
    if not one.actors or not other.actors:
        return False
    few, many = sorted((one, other), key=lambda found: (len(found.names), sorted(found.names)))
    crossed = (few.actors & many.recipients) - many.actors or (few.recipients & many.actors) - many.recipients
    return few.names <= many.names and bool(few.actors & many.actors) and not crossed


def _apart(mine: frozenset[str], theirs: frozenset[str]) -> bool:
    """Tell whether two places are named that have no word in common."""
    if not mine or not theirs:
        return False
    words = [{word for place in places for word in place.split()} for places in (mine, theirs)]
    return not words[0] & words[1]
