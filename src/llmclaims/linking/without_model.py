"""Relations that need no model: from the dates of a document's events, and from words, names and days across documents.

Every event is tied to its neighbours in time and not to all that came after it: at most three relations an
event, however many there are. What lies further apart follows through them, or from ``derived.time_value``.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from itertools import groupby

from llmclaims.documents.document import Document
from llmclaims.language.spans import Enclosing
from llmclaims.linking.candidates import Candidate
from llmclaims.linking.relations import admitted, relation_between
from llmclaims.schema.claims import Claim
from llmclaims.verification.relations.ends import ends_of
from llmclaims.verification.relations.evidence import DATES, WORDS, Side
from llmclaims.verification.relations.profiles import Profile
from llmclaims.verification.relations.similarity import likeness
from llmclaims.verification.relations.temporal_order import days_of, order_of
from llmclaims.verification.verifier import Policy

Days = tuple["date", "date"]
Group = tuple[Days, list["Claim"]]


def dated_relations(
    claims: Sequence[Claim], document: Document, standing: Sequence[Claim] = (), policy: Policy = Policy()
) -> tuple[Claim, ...]:
    """Return the relations that the dates of a document's events give, in the order of time.

    ``standing`` are the document's other relations: two claims that one of them puts in time already get none
    here, and none is made that would close a circle with them.
    """
    dated = [(days, claim) for claim in claims if (days := days_of(claim, document)) is not None]
    dated.sort(key=lambda one: (one[0], one[1].start or 0, one[1].id))
    groups = [(days, [claim for _, claim in found]) for days, found in groupby(dated, key=lambda one: one[0])]
    told = {frozenset(ends_of(one)[1:]) for one in standing}
    made = [
        relation_between(kind, (source, document), (target, document), basis=DATES, provider="computed")
        for kind, source, target in _pairs(groups)
        if frozenset((source.id, target.id)) not in told and order_of(source, target, document) == kind
    ]
    sides = {claim.id: (claim, document) for claim in claims}
    kept, _ = admitted(made, standing, sides, policy)
    return tuple(kept)


def _pairs(groups: Sequence[Group]) -> Iterator[tuple[str, Claim, Claim]]:
    """Yield neighbours in time: each event and the first of the next day, each and the last of the day before."""
    seen: set[tuple[str, str]] = set()
    for earlier, later in _neighbours(groups):
        joined = [(one, later[0]) for one in earlier] + [(earlier[-1], one) for one in later]
        for source, target in joined:
            if (source.id, target.id) not in seen:
                seen.add((source.id, target.id))
                yield "before", source, target
    lasting_ones = [group for group in groups if _lasts(group)]
    enclosing = Enclosing([days for days, _ in lasting_ones])
    for days, found in groups:
        lasting = _holder([lasting_ones[at] for at in enclosing.around(*days)], days)
        if lasting is not None:
            for source in found:
                yield "overlaps", source, lasting


def _neighbours(groups: Sequence[Group]) -> Iterator[tuple[list[Claim], list[Claim]]]:
    """Yield each group with the one that begins next after its end, and the one that ended last before its start."""
    by_end = sorted(groups, key=lambda group: (group[0][1], group[0][0]))
    starts, ends = [days[0] for days, _ in groups], [days[1] for days, _ in by_end]
    pairs: dict[tuple[Days, Days], tuple[list[Claim], list[Claim]]] = {}
    for days, found in groups:
        after, before = bisect_right(starts, days[1]), bisect_left(ends, days[0]) - 1
        if after < len(groups):
            pairs[days, groups[after][0]] = found, groups[after][1]
        if before >= 0:
            pairs[by_end[before][0], days] = by_end[before][1], found
    yield from (pairs[key] for key in sorted(pairs))


def _lasts(group: Group) -> bool:
    """Tell whether an event lasts over several days, as its own words say."""
    days, found = group
    return days[0] < days[1] and "/" in str(found[0].derived.get("time_value"))


def _holder(groups: Sequence[Group], days: Days) -> Claim | None:
    """Return the event that lasts over some days, the shortest of those that hold them; None where there is none."""
    held = [(outer[1] - outer[0], outer, found[0]) for outer, found in groups if outer != days]
    return min(held, key=lambda one: one[:2])[2] if held else None


def alike(
    pairs: Sequence[Candidate],
    profiles: Mapping[str, Profile],
    sides: Mapping[str, Side],
    standing: Iterable[Claim] = (),
) -> Iterator[Claim]:
    """Yield the relations between candidates that need no model.

    Of claims that are all the same only as many pairs are told as tie them together, the likest first: a
    thousand papers with one dispatch make 999 relations and not half a million. ``standing`` are relations
    that are there already.
    """
    groups = _Groups()
    for relation in standing:
        kind, source, target = ends_of(relation)
        if kind == "same_as":
            groups.join(source, target)
    for pair in sorted(pairs, key=lambda one: (-one.score, one.one, one.other)):
        found = likeness(profiles[pair.one], profiles[pair.other])
        if found is None or (found.type == "same_as" and not groups.join(pair.one, pair.other)):
            continue
        ends = (pair.one, pair.other) if found.forward else (pair.other, pair.one)
        yield relation_between(
            found.type, sides[ends[0]], sides[ends[1]], basis=WORDS, provider="builtin", model="rules-1"
        )


class _Groups:
    """Which claims are tied together already (union-find)."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def join(self, one: str, other: str) -> bool:
        """Tie two together; return False when they were."""
        roots = self._root(one), self._root(other)
        if roots[0] == roots[1]:
            return False
        self._above[max(roots)] = min(roots)
        return True

    def _root(self, one: str) -> str:
        while (above := self._above.get(one, one)) != one:
            self._above[one] = self._above.get(above, above)
            one = above
        return one
