"""What can be said across documents without a model: from words, names and days alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.linking.relations import relation_between
from llmclaims.verification.relations.ends import ends_of
from llmclaims.verification.relations.evidence import WORDS
from llmclaims.verification.relations.similarity import likeness

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from llmclaims.linking.candidates import Candidate
    from llmclaims.schema.claims import Claim
    from llmclaims.verification.relations.evidence import Side
    from llmclaims.verification.relations.profiles import Profile


def alike(
    pairs: Sequence[Candidate],
    profiles: Mapping[str, Profile],
    sides: Mapping[str, Side],
    standing: Iterable[Claim] = (),
) -> Iterator[Claim]:
    """The relations between candidates that need no model.

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
        """Tie two together; False when they were."""
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
