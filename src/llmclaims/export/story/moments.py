"""The timeline: what happened when, every telling of one event together, and the days that differ side by side."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations
from typing import TYPE_CHECKING, Any, Literal

from llmclaims.export.story.material import Groups, alike, pairs
from llmclaims.export.story.numbers import agree
from llmclaims.language.lexicon import word_set
from llmclaims.language.tokens import tokens_of
from llmclaims.verification.relations.ends import ends_of
from llmclaims.verification.relations.profiles import stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from llmclaims.export.story.frames import Days, Frame
    from llmclaims.export.story.material import Material
    from llmclaims.schema.claims import Claim

Grade = Literal["same", "conflict", "several", "precision"]
_REAL = "asserted"
_FEW_WORDS = 2
_APART = 60
"""Days between which two tellings of the same words may be one event on a day that somebody has wrong."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """Some days with the claims that give them, in the order of the sources."""

    days: Days
    claims: tuple[Claim, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """Hold one event with its days.

    ``grade``: "same" has one; of others no two can be right ("conflict"), or they may be
    several events of a kind that happens again ("several"), or one is only told more exactly ("precision").
    """

    grade: Grade
    days: tuple[Day, ...]


def moments(given: Material) -> list[Moment]:
    """Return what has a date, in the order of the days."""
    dated = [one for one in given.frames if len(one.told) == 1 and _happens(one) and not _inside(given, one)]
    tied = _tied(given, dated)
    made = [found for group in tied for found in _moments(given, group)]
    return sorted(made, key=lambda one: (one.days[0].days, given.order[one.days[0].claims[0].id]))


def undated(given: Material, made: Iterable[Moment]) -> list[Claim]:
    """Return the events without a day, and those with several."""
    shown = {claim.id for moment in made for day in moment.days for claim in day.claims}
    return [one.claim for one in given.frames if one.sort == "event" and one.claim.id not in shown]


def _happens(one: Frame) -> bool:
    """Tell whether a frame says that something happens: an event, or a statement of a fact and no demand or blame."""
    return one.sort == "event" or one.plain


def _inside(given: Material, one: Frame) -> bool:
    """Tell whether a statement's date is that of an event inside it, which stands on the timeline itself."""
    return one.sort == "statement" and any(
        one.claim.id in (other.claim.derived.get("asserted_by") or ()) and len(other.told) == 1
        for other in given.beside(one.claim)
    )


def _tied(given: Material, dated: Sequence[Frame]) -> list[list[Frame]]:
    """Return the tellings of one event together: joined by ``same_as``, or by the same words, and told as equally real."""
    groups, known = Groups(), {one.claim.id for one in dated}
    for relation in given.relations:
        kind, source, target = ends_of(relation)
        if kind == "same_as" and source in known and target in known:
            groups.join(source, target)
    by_kind: dict[Any, list[Frame]] = {}
    for one in dated:
        if len(one.things) >= _FEW_WORDS and one.stance is not None:
            real = one.guards, one.stance, one.modality or _REAL, one.plain
            by_kind.setdefault(real, []).append(one)
    for frames in by_kind.values():
        for own, others in alike(frames, lambda one: one.words, given.near):
            for one, other in pairs(own, others):
                if _one_event(one, other):
                    groups.join(one.claim.id, other.claim.id)
    found: dict[str, list[Frame]] = {}
    for one in dated:
        found.setdefault(groups.root(one.claim.id), []).append(one)
    return list(found.values())


def _one_event(one: Frame, other: Frame) -> bool:
    """Tell whether two tellings in near words, equally real, may be of one event: on days that lie near."""
    if not one.plain and one.modality != "planned":
        return False
    mine, theirs = one.told[0], other.told[0]
    if mine[0] <= theirs[1] and theirs[0] <= mine[1]:
        return True
    if any(
        a.unit == b.unit and not agree(a.quantity, b.quantity) for a in one.figures for b in other.figures
    ):
        return False  # with another amount on another day it is another one
    gap = max((theirs[0] - mine[1]).days, (mine[0] - theirs[1]).days)
    return gap <= _APART


def _moments(given: Material, group: Sequence[Frame]) -> list[Moment]:
    """Return one moment, or where an article itself tells of several days, one a day."""
    by_days: dict[Days, list[Frame]] = {}
    for one in group:
        by_days.setdefault(one.told[0], []).append(one)
    days = [
        Day(
            days=when,
            claims=tuple(one.claim for one in sorted(told, key=lambda one: given.order[one.claim.id])),
        )
        for when, told in sorted(by_days.items())
    ]
    if len(days) == 1:
        return [Moment(grade="same", days=tuple(days))]
    joined = {frozenset(ends_of(one)[1:]) for one in given.relations if ends_of(one)[0] == "same_as"}
    if any(_told_apart(one, other) for one, other in combinations(group, 2)) or _again(given, group):
        return [Moment(grade="same", days=(one,)) for one in days]
    apart = [
        (one, other)
        for one, other in combinations(group, 2)
        if one.told[0][1] < other.told[0][0] or other.told[0][1] < one.told[0][0]
    ]
    if not apart:
        return [Moment(grade="precision", days=tuple(days))]
    sure = any(frozenset((one.claim.id, other.claim.id)) in joined for one, other in apart)
    recurs = not sure and any(_may_recur(given, one) for one in group)
    return [Moment(grade="several" if recurs else "conflict", days=tuple(days))]


def _told_apart(one: Frame, other: Frame) -> bool:
    """Tell whether one voice in one article gives both days: it tells of two events."""
    return one.source == other.source and (
        one.told[0][1] < other.told[0][0] or other.told[0][1] < one.told[0][0]
    )


def _again(given: Material, group: Iterable[Frame]) -> bool:
    return any(_has(given, one, "again") for one in group)


def _has(given: Material, one: Frame, listed: str) -> bool:
    language = given.found.documents[str(one.claim.document)].language
    return not word_set(language, "story", listed).isdisjoint(tokens_of(str(one.claim.quote)))


def _may_recur(given: Material, one: Frame) -> bool:
    """Tell whether the words name an act that the same people do more than once: a visit, an attack, a meeting."""
    language = given.found.documents[str(one.claim.document)].language
    return not frozenset(map(stem, word_set(language, "story", "may_recur"))).isdisjoint(one.words)
