"""What a story is made of: the claims of some runs with their frames, and which of them say nearly the same words."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, pairwise, product
from typing import TYPE_CHECKING

from llmclaims.export.shared.merged_runs import MergedRuns, merged
from llmclaims.export.story.frames import Frame, frame_of
from llmclaims.schema.claims import Claim, Failure
from llmclaims.verification.relations.ends import relates
from llmclaims.verification.relations.profiles import capitals, topic

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence

    from llmclaims.documents.document import Document
    from llmclaims.runs.records import Line

_SHARE, _LEAST = 0.3, 3
"""A word is the affair's own when so many of its articles have it, and no fewer than three."""
_NEAR = 0.8
_SHORTEST = 3
MANY = 50
"""Claims of the very same words that are each held against each."""


@dataclass(frozen=True)
class Material:
    """The runs, their relations, and the frames of their events and statements in the order of the sources.

    ``own_words`` and ``own_names`` are the affair's (see ``near``); ``unread`` counts what could not be worked on.
    """

    found: MergedRuns
    relations: tuple[Claim, ...]
    frames: tuple[Frame, ...]
    own_words: frozenset[str]
    own_names: frozenset[str]
    unread: int = 0

    @cached_property
    def by_id(self) -> Mapping[str, Claim]:
        """The claims, relations apart, by their ids."""
        return {one.id: one for one in self.found.claims if not relates(one.body)}

    @cached_property
    def frame_by_id(self) -> Mapping[str, Frame]:
        """The frames by their claims' ids."""
        return {one.claim.id: one for one in self.frames}

    @cached_property
    def order(self) -> Mapping[str, int]:
        """Where each claim stands among the others, in the order of the sources."""
        return {one.id: place for place, one in enumerate(self.found.claims)}

    @cached_property
    def _in_paragraphs(self) -> Mapping[tuple[str | None, int | None], list[Frame]]:
        found: dict[tuple[str | None, int | None], list[Frame]] = {}
        for one in self.frames:
            found.setdefault((one.claim.document, one.claim.paragraph), []).append(one)
        return found

    def beside(self, claim: Claim) -> list[Frame]:
        """Return the frames of a claim's paragraph, its own among them."""
        return self._in_paragraphs.get((claim.document, claim.paragraph), [])

    def near(self, one: tuple[str, ...], other: tuple[str, ...]) -> bool:
        """Tell whether one's words are the other's in their order, with nothing between that tells them apart.

        A name that much of the affair has tells nothing apart: "the mine" is "the Kestrel Ridge mine" in articles
        about it.
        """
        short, long = sorted((one, other), key=len)
        if len(short) < _SHORTEST or not _runs_through(short, long):
            return False
        return 2 * len(short) >= _NEAR * (len(short) + len(long)) or self.is_own(
            Counter(long) - Counter(short)
        )

    def is_own(self, extra: Iterable[str]) -> bool:
        """Tell whether words are the affair's own, a name among them."""
        words = frozenset(extra)
        return not words or (words <= self.own_words and bool(words & self.own_names))


def material(records: Iterable[Line]) -> Material:
    """Return what a story is made of; the order of the runs changes nothing."""
    loose: dict[str, Claim] = {}
    unread: set[tuple[str, int | None]] = set()

    def seen() -> Iterator[Line]:
        for one in records:
            if isinstance(one, Failure):
                unread.add((one.document, one.paragraph))
            if isinstance(one, Claim) and one.document is None:
                loose.setdefault(one.id, one)
            yield one

    found = merged(seen())
    known = found.by_id()
    inner = [one for one in found.claims if relates(one.body)]
    frames = [
        frame
        for one in found.claims
        if one.document in found.documents
        and (frame := frame_of(one, found.documents[str(one.document)], known)) is not None
    ]
    words, names = _own(found)
    return Material(
        found=found,
        relations=(*inner, *(loose[name] for name in sorted(loose))),
        frames=tuple(frames),
        own_words=words,
        own_names=names,
        unread=len(unread),
    )


def _own(found: MergedRuns) -> tuple[frozenset[str], frozenset[str]]:
    """Return the words, and among them the names, that much of the affair has."""
    quotes: dict[str, list[str]] = {}
    for one in found.claims:
        quotes.setdefault(str(one.document), []).append(one.quote or "")
    counts: tuple[Counter[str], Counter[str]] = Counter(), Counter()
    for document in found.documents.values():
        text = _words_of(document, quotes)
        counts[0].update(topic(text, document.language))
        counts[1].update(capitals((text,), document.language))
    least = max(_LEAST, _SHARE * len(found.documents))
    words, names = (frozenset(one for one, count in kind.items() if count >= least) for kind in counts)
    return words, names & words


def _words_of(document: Document, quotes: Mapping[str, list[str]]) -> str:
    return document.text or "\n".join(quotes.get(document.id, ()))


def _runs_through(short: tuple[str, ...], long: tuple[str, ...]) -> bool:
    rest = iter(long)
    return all(any(word == found for found in rest) for word in short)


def alike(
    frames: Iterable[Frame],
    key: Callable[[Frame], tuple[str, ...]],
    fits: Callable[[tuple[str, ...], tuple[str, ...]], bool],
) -> Iterator[tuple[list[Frame], list[Frame]]]:
    """Yield the frames of each key with themselves, and with those of each key that fits it.

    Every key is held against those alone that have its rarest word: the shorter of two that fit is part of the other.
    """
    held: dict[tuple[str, ...], list[Frame]] = {}
    for one in frames:
        held.setdefault(key(one), []).append(one)
    having: dict[Hashable, list[tuple[str, ...]]] = {}
    for words in held:
        for word in set(words):
            having.setdefault(word, []).append(words)
    done: set[tuple[tuple[str, ...], tuple[str, ...]]] = set()
    for words, own in held.items():
        if not words:
            continue
        yield own, own
        rarest = min(set(words), key=lambda word: (len(having[word]), word))
        for other in having[rarest]:
            pair = (min(words, other), max(words, other))
            if other != words and pair not in done and fits(words, other):
                done.add(pair)
                yield own, held[other]


def pairs(own: Sequence[Frame], others: Sequence[Frame]) -> Iterator[tuple[Frame, Frame]]:
    """Yield the pairs to hold against one another of frames that ``alike`` gives.

    Where very many have the very same words, each of the rest is held against the one before it alone.
    """
    if own is others:
        yield from combinations(own[:MANY], 2)
        yield from pairwise(own[MANY - 1 :])
    else:
        yield from product(own[:MANY], others[:MANY])


class Groups:
    """Claims that are put together one pair after another; ``apart`` are pairs that may not come together."""

    def __init__(self) -> None:
        """Begin with every claim for itself."""
        self._above: dict[str, str] = {}
        self._members: dict[str, list[str]] = {}
        self._apart: dict[str, set[str]] = {}

    def keep_apart(self, one: str, other: str) -> None:
        """Keep two groups from being joined."""
        first, second = self.root(one), self.root(other)
        self._apart.setdefault(first, set()).add(second)
        self._apart.setdefault(second, set()).add(first)

    def join(self, one: str, other: str) -> bool:
        """Put two together; return False where something keeps them apart."""
        first, second = self.root(one), self.root(other)
        if first == second:
            return True
        if second in self._apart.get(first, ()):
            return False
        for foe in self._apart.pop(second, set()):
            self._apart[foe].discard(second)
            self.keep_apart(first, foe)
        self._above[second] = first
        self._members[first] = [*self.members(first), *self._members.pop(second, [second])]
        return True

    def root(self, one: str) -> str:
        """Return what stands for the group of a claim."""
        while (above := self._above.get(one, one)) != one:
            self._above[one] = self._above.get(above, above)
            one = above
        return one

    def members(self, one: str) -> list[str]:
        """Return the claims of a group by the one that stands for it."""
        return self._members.get(one, [one])
