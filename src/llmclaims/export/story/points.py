"""Disputed points: what somebody says, with everybody who says the same or supports it, and everybody against it.

A point is one proposition and what stands against it: two statements that a relation ``disputes`` or ``contradicts``
joins, or whose words are the same with the opposite stance. Statements of the same words are one proposition,
however many say it. What stands against the same proposition is on one side only where both are about the same;
so no point is a chain of quarrels that lead from one thing to another.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from llmclaims.export.story.frames import opens_with_speaker
from llmclaims.export.story.material import Groups, alike
from llmclaims.verification.relations.ends import ends_of
from llmclaims.verification.relations.profiles import stem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from llmclaims.export.story.frames import Frame
    from llmclaims.export.story.material import Material
    from llmclaims.schema.claims import Claim

AGAINST = frozenset(("disputes", "contradicts"))
_SAME, _SUPPORTS = "same_as", "supports"
_FEW_WORDS, _ENOUGH = 2, 3
_TOPIC = 0.5


@dataclass(frozen=True, slots=True)
class Tie:
    """Why two claims stand together or against one another: a relation of the runs, or the words alone."""

    type: str
    source: str
    target: str
    relation: Claim | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One disputed point, or with nothing on the second side what several tell alike.

    ``first`` and ``second`` are the sides, the claims in the order of the sources; ``supporting`` are those among
    them that support it in other words.
    """

    first: tuple[Claim, ...]
    second: tuple[Claim, ...] = ()
    supporting: frozenset[str] = frozenset()
    ties: tuple[Tie, ...] = ()

    @property
    def about(self) -> Claim:
        """The claim whose words head the point: the first of those who say it."""
        return next((one for one in self.first if one.id not in self.supporting), self.first[0])


@dataclass(slots=True)
class _Ties:
    """What joins the claims, by the groups of the same proposition."""

    groups: Groups = field(default_factory=Groups)
    same: list[Tie] = field(default_factory=list)
    against: list[Tie] = field(default_factory=list)
    supports: list[Tie] = field(default_factory=list)


def points(given: Material) -> tuple[list[Point], list[Point]]:
    """Return the disputed points, and then what several tell alike with nobody against it."""
    ties = _ties(given)
    disputed = _stars(given, ties)
    taken = {ties.groups.root(one.id) for point in disputed for one in (*point.first, *point.second)}
    return disputed, list(_agreed(given, ties, taken))


def _ties(given: Material) -> _Ties:
    """Return what the relations and the words tie together; two that stand against one another never become one."""
    made = _Ties()
    same: list[Tie] = []
    told: set[tuple[bool, frozenset[str]]] = set()
    for tie in (*_by_relation(given), *_by_words(given), *_denials(given)):
        key = tie.type in AGAINST, frozenset((tie.source, tie.target))
        if tie.relation is None and key in told:
            continue  # a relation of the runs says so already
        told.add(key)
        if tie.type in AGAINST:
            made.against.append(tie)
            made.groups.keep_apart(tie.source, tie.target)
        else:
            (same if tie.type == _SAME else made.supports).append(tie)
    made.same = [tie for tie in same if made.groups.join(tie.source, tie.target)]
    return made


def _by_relation(given: Material) -> Iterator[Tie]:
    for one in given.relations:
        kind, source, target = ends_of(one)
        ends = [given.frame_by_id.get(end) for end in (source, target)]
        if None in ends or (kind == _SAME and any(end.sort == "event" for end in ends if end)):
            continue
        if kind in AGAINST or kind in (_SAME, _SUPPORTS):
            yield Tie(kind, source, target, one)


def _by_words(given: Material) -> Iterator[Tie]:
    """Yield ties between claims of the same words: one proposition, or a proposition and its denial."""
    able = [one for one in given.frames if one.stance is not None and one.plain and _is_told(one)]
    able = [one for one in able if len(one.things) >= _ENOUGH]
    for own, others in alike(able, lambda one: one.words, given.near):
        by_saying = [_first_by_saying(frames) for frames in (own, others)]
        for said, frames in by_saying[0].items():
            for first, second in pairwise(frames) if own is others else ():
                if not _overlap(first, second):
                    yield Tie(_SAME, first.claim.id, second.claim.id)
            for other, theirs in by_saying[1].items():
                yield from _between(said, frames, other, theirs)


Saying = tuple[Any, ...]


def _first_by_saying(frames: Iterable[Frame]) -> dict[Saying, list[Frame]]:
    """Return frames by what they say beside their words: guards, amounts, days, and whether it is held true."""
    found: dict[Saying, list[Frame]] = {}
    for one in frames:
        amounts = tuple((figure.quantity.number, figure.unit) for figure in one.figures)
        found.setdefault((one.guards, amounts, one.told, one.stance), []).append(one)
    return found


def _between(said: Saying, own: Sequence[Frame], other: Saying, theirs: Sequence[Frame]) -> Iterator[Tie]:
    """Yield the ties between those who say one thing and those who say another in near words."""
    if said[:2] != other[:2]:
        return
    if said[3] == other[3]:
        if said[2] == other[2] and not _overlap(own[0], theirs[0]):
            yield Tie(_SAME, own[0].claim.id, theirs[0].claim.id)
        return
    for_, against = ((said, own), (other, theirs)) if said[3] else ((other, theirs), (said, own))
    if against[0][2] and against[0][2] != for_[0][2]:
        return  # "not on Monday" says nothing against Tuesday, nor against a day that is not told
    pair = next(
        ((one, two) for one in against[1] for two in for_[1] if one.voice != two.voice or not one.voice), None
    )
    if pair is not None and (pair[0].source != pair[1].source):
        yield Tie("disputes", pair[0].claim.id, pair[1].claim.id)


def _overlap(one: Frame, other: Frame) -> bool:
    """Tell whether two claims share words of the text: a report and what is reported in it are told once."""
    mine, theirs = one.claim, other.claim
    if mine.document != theirs.document:
        return False
    return (mine.start or 0) < (theirs.end or 0) and (theirs.start or 0) < (mine.end or 0)


def _is_told(one: Frame) -> bool:
    """Tell whether a frame can stand for a side: a statement, or an event that the article itself tells."""
    return one.sort == "statement" or not one.claim.derived.get("asserted_by")


def _denials(given: Material) -> Iterator[Tie]:
    """Yield what is denied beside where somebody else says it: "denied that she is hiding the files".

    The denial stands in the same paragraph, begins with a pronoun, and every other word of it is the other's.
    """
    for denial in given.frames:
        if denial.act != "deny" or denial.stance is not False:
            continue
        language = given.found.documents[str(denial.claim.document)].language
        rest = denial.things.difference(map(stem, denial.voice.split()))
        if len(rest) < _FEW_WORDS or not opens_with_speaker(denial, language):
            continue
        for one in given.beside(denial.claim):
            if one.sort == "statement" and one.stance and one.voice != denial.voice and rest <= one.things:
                yield Tie("disputes", denial.claim.id, one.claim.id)


def _stars(given: Material, ties: _Ties) -> list[Point]:
    """Return the points: each time the proposition with most against it that is not told yet, with its two sides."""
    left: dict[str, dict[str, list[Tie]]] = {}
    for tie in ties.against:
        one, other = ties.groups.root(tie.source), ties.groups.root(tie.target)
        left.setdefault(one, {}).setdefault(other, []).append(tie)
        left.setdefault(other, {}).setdefault(one, []).append(tie)
    made = []
    while left:
        center = max(left, key=lambda one: _weight(given, ties, one, left[one]))
        foes = left.pop(center)
        for foe in foes:
            left[foe].pop(center)
        friends: dict[str, None] = {center: None}
        told = [tie for found in foes.values() for tie in found]
        for foe in foes:
            for other in [one for one in left.get(foe, ()) if _one_topic(given, center, one)]:
                told += left[foe].pop(other)
                left[other].pop(foe)
                friends[other] = None
        left = {one: rest for one, rest in left.items() if rest}
        made.append(_point(given, ties, list(friends), list(foes), told))
    return sorted(made, key=lambda one: (-len(one.first) - len(one.second), given.order[one.about.id]))


def _weight(given: Material, ties: _Ties, group: str, foes: Mapping[str, Any]) -> tuple[Any, ...]:
    """Return how fit a proposition is to head a point: by what is against it, by being asserted, by who says it."""
    members = ties.groups.members(group)
    first = min(members, key=given.order.__getitem__)
    asserted = any(given.frame_by_id[one].stance is not False for one in members)
    return len(foes), asserted, len(members), -given.order[first]


def _one_topic(given: Material, one: str, other: str) -> bool:
    mine, theirs = given.frame_by_id[one].things, given.frame_by_id[other].things
    return len(mine & theirs) >= _TOPIC * min(len(mine), len(theirs)) > 0


def _point(
    given: Material, ties: _Ties, friends: Sequence[str], foes: Sequence[str], told: Sequence[Tie]
) -> Point:
    sides = []
    supporting: set[str] = set()
    used = list(told)
    opposite = set(friends), set(foes)
    for own, others in ((friends, opposite[1]), (foes, opposite[0])):
        members = {one for group in own for one in ties.groups.members(group)}
        used += [tie for tie in ties.same if tie.source in members and tie.target in members]
        for tie in ties.supports:
            helper = ties.groups.root(tie.source)
            if tie.target in members and helper not in others and helper not in own:
                more = set(ties.groups.members(helper))
                supporting |= more - members
                members |= more
                used.append(tie)
        sides.append(_in_order(given, members))
    return Point(first=sides[0], second=sides[1], supporting=frozenset(supporting), ties=tuple(used))


def _in_order(given: Material, members: Iterable[str]) -> tuple[Claim, ...]:
    return tuple(given.by_id[one] for one in sorted(members, key=given.order.__getitem__))


def _agreed(given: Material, ties: _Ties, taken: set[str]) -> Iterator[Point]:
    """Yield what is told alike, or supported, by several voices or articles with nobody against it."""
    roots = {
        ties.groups.root(end) for tie in (*ties.same, *ties.supports) for end in (tie.source, tie.target)
    }
    helped = {ties.groups.root(tie.target) for tie in ties.supports}
    for root in sorted(
        roots - taken, key=lambda one: given.order[min(ties.groups.members(one), key=given.order.__getitem__)]
    ):
        if root not in helped and len(ties.groups.members(root)) == 1:
            continue
        point = _point(given, ties, [root], [], [])
        voices = {given.frame_by_id[one.id].source for one in point.first}
        if len(voices) > 1:
            yield point
