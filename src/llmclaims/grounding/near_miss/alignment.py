"""Where a quote comes closest to a source: runs of its words vote on a place, and words are aligned there."""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import Match, SequenceMatcher
from itertools import pairwise

from llmclaims.grounding.boundaries.neighbours import UNSPACED
from llmclaims.grounding.folding.fold import CJK, Folded, marks

Span = tuple[int, int]
_Comparison = tuple[int, int, tuple[tuple[str, str], ...], float]

_OWN = f"{CJK}\u0e00-\u0edf"
_LETTERS = f"[^\\W{_OWN}]+(?:[{marks()}]+[^\\W{_OWN}]*)*"
_TOKEN = re.compile(
    f"[{_OWN}]|[$€£¥₹#±+]?(?:(?<![^ (\\['])-)?{_LETTERS}(?:(?:[.,:/]|'(?![\uac00-\ud7a3])){_LETTERS})*[%‰°]?|[$€£¥₹₽₩₪₺%‰]"
)
_SLOW = re.compile("[^\x00-\u02ff\u0370-\u0482\u048a-\u052f\u1e00-\u1fff\u2010-\u20cf]")
_WORD = r"\w+(?:[.,:/']\w+)*[%‰°]?"
_FAST = re.compile(rf"{_WORD}|[$€£¥₹#±+]{_WORD}|(?<![^ (\['])-{_WORD}|[$€£¥₹₽₩₪₺%‰]")
"""Words of Latin, Greek and Cyrillic texts, which are runs of letters and need no more than this."""
_RUN, _RUNS, _WORDS, _OFTEN = 3, 12, 16, 200
"""Words in a run, runs and words that vote, and places from which on they are too common to vote."""
LONGEST, _SLACK, NEAR = 300, 24, 3


@dataclass(frozen=True, slots=True)
class Alignment:
    """A raw span of the source, what differs there, and how alike it is (0 to 1)."""

    place: Span
    pairs: tuple[tuple[str, str], ...]
    likeness: float

    @property
    def small(self) -> bool:
        """Whether one place differs, a few words wide."""
        return len(self.pairs) == 1 and all(len(side.split()) <= NEAR for side in self.pairs[0])


def tokens_of(text: str, start: int, end: int) -> list[Span]:
    """Return the words between two offsets, numbers with their signs, and the characters of scripts without blanks."""
    pattern = _TOKEN if _SLOW.search(text, start, end) else _FAST
    return [match.span() for match in pattern.finditer(text, start, end)]


def differing(words: str, source: str) -> str:
    """Of a quote too long to be aligned, the part where it first leaves the source."""
    if len(words) <= LONGEST * NEAR:
        return words
    lowered = words.casefold()
    at = source.find(lowered[:_SLACK])
    same, step = 0, 1
    while at >= 0 and step:
        if source.startswith(lowered[same : same + step], at + same) and same + step <= len(lowered):
            same, step = same + step, step * 2
        else:
            step //= 2
    start = max(min(same, len(words)) - 5 * _SLACK, 0)
    start = words.find(" ", start, same) + 1 if start else 0
    return words[start : start + LONGEST * NEAR].rpartition(" ")[0]


def aligned(
    words: str, quote: Sequence[Span], source: Folded, caseless: Folded, bounds: Span
) -> Alignment | None:
    """Return the source where most of the quote stands, narrowed to the words that answer it."""
    low, high = bounds
    start = _start(words, quote, caseless.text, (low, high))
    if start is None:
        return None
    slack = _SLACK + len(words) // 8
    first = caseless.outer(max(start - slack, low))
    last = caseless.outer(min(start + len(words) + slack, high))
    tokens = tokens_of(source.text, first, last)
    if not tokens or not quote:
        return None
    mine = [words[begin:end] for begin, end in quote]
    theirs = [source.text[begin:end] for begin, end in tokens]
    at = next((at for at, (_, end) in enumerate(tokens) if end > caseless.outer(max(start, 0))), 0)
    a, b, pairs, likeness = _beside_one(mine, theirs, at) or _compared(mine, theirs)
    return Alignment((source.raw_start(tokens[a][0]), source.raw_end(tokens[b][1])), pairs, likeness)


def _start(words: str, quote: Sequence[Span], source: str, bounds: Span) -> int | None:
    """Find where the quote would begin: what most of its runs of words, else of its rarer words, agree on."""
    runs = [(quote[at][0], quote[min(at + _RUN, len(quote)) - 1][1]) for at in range(0, len(quote), _RUN)]
    step = max(len(runs) // _RUNS, 1)
    width = len(words) // 4 + 16
    for single in (False, True):
        anchors = sorted(quote, key=lambda one: one[0] - one[1])[:_WORDS] if single else runs[::step]
        votes: dict[int, float] = defaultdict(float)
        starts: dict[int, int] = {}
        sure = None
        for start, end in anchors:
            places = [at - start for at in _places(words[start:end].casefold(), source, bounds)]
            if len(places) == 1:
                if sure == places[0] and not single:
                    return sure  # two runs that stand nowhere else agree
                sure = places[0]
            for at in places:
                votes[at // width] += (end - start) / (8 + len(places))
                starts.setdefault(at // width, at)
        if votes:
            best = max(votes, key=lambda slot: (votes[slot] + votes.get(slot + 1, 0), -slot))
            return starts[best + 1 if votes.get(best + 1, 0) > votes[best] else best]
    return None


def _places(words: str, source: str, bounds: Span) -> Iterator[int]:
    """Find where words stand on their own; only the first of very many."""
    at = source.find(words, *bounds)
    for _ in range(_OFTEN):
        if at < 0:
            return
        end = at + len(words)
        if (
            len(words) == 1
            or not (source[at - 1 : at].isalnum() or source[end : end + 1].isalnum())
            or UNSPACED.match(words)
        ):
            yield at
        at = source.find(words, at + 1, bounds[1])


def _beside_one(quote: Sequence[str], source: Sequence[str], at: int) -> _Comparison | None:
    """As `_compared`, for a quote that differs in one place only, a few words wide, and begins about a given word."""
    size = len(quote)
    best: _Comparison | None = None
    for first in range(max(at - NEAR, 0), min(at + NEAR + 1, len(source))):
        head = 0
        while head < size and first + head < len(source) and quote[head] == source[first + head]:
            head += 1
        for stop in range(first + size - NEAR, min(first + size + NEAR, len(source)) + 1) if head else ():
            room = min(size, stop - first) - head
            tail = 0
            while tail < room and quote[-1 - tail] == source[stop - 1 - tail]:
                tail += 1
            if not tail or max(size, stop - first) - head - tail > NEAR:
                continue
            likeness = 2 * (head + tail) / (size + stop - first)
            if best is None or likeness > best[3]:
                pair = text_of(quote[head : size - tail]), text_of(source[first + head : stop - tail])
                best = first, stop - 1, (pair,) if any(pair) else (), likeness
    return best


def _compared(quote: Sequence[str], source: Sequence[str]) -> _Comparison:
    """Return the first and the last word of the source that answer the quote, the differences, and the likeness."""
    mine, theirs = [one.casefold() for one in quote], [one.casefold() for one in source]
    matcher = SequenceMatcher(None, theirs, mine, autojunk=False)
    blocks = [block for block in matcher.get_matching_blocks() if block.size]
    if not blocks:
        return 0, min(len(source), len(quote)) - 1, ((" ".join(quote), " ".join(source[: len(quote)])),), 0.0
    blocks = _together(blocks)
    # What the quote has before its first and behind its last match answers as many words of the source, or as
    # many as say the same when blanks are put in or left out.
    (a, b), final = (blocks[0].a, blocks[0].b), blocks[-1]
    first = max(a - _answering(mine[:b][::-1], theirs[max(a - b - NEAR, 0) : a][::-1]), 0)
    done, matched_to = final.a + final.size, final.b + final.size
    rest = mine[matched_to:]
    last = min(done + _answering(rest, theirs[done : done + len(rest) + NEAR]), len(source)) - 1
    edges = [(first, 0, 0), *[(block.a, block.b, block.size) for block in blocks], (last + 1, len(quote), 0)]
    pairs = []
    for (a, b, size), (c, d, _) in pairwise(edges):
        if a + size < c or b + size < d:
            pairs.append((text_of(quote[b + size : d]), text_of(source[a + size : c])))
    matched = sum(block.size for block in blocks)
    return first, last, tuple(pairs), 2 * matched / (len(quote) + last - first + 1)


def text_of(words: Sequence[str]) -> str:
    """Return words side by side, those of scripts without blanks as they are written."""
    said = " ".join(words)
    return "".join(words) if not said.isascii() and any(map(UNSPACED.match, words)) else said


def _answering(mine: Sequence[str], theirs: Sequence[str]) -> int:
    """Count how many words of the source answer those at one end of the quote, both read from the match outwards."""
    said = sorted("".join(mine))
    for count in range(1, len(theirs) + 1) if 0 < len(mine) <= NEAR else ():
        if sorted("".join(theirs[:count])) == said:
            return count
    return len(mine)


def _together(blocks: Sequence[Match]) -> list[Match]:
    """Return the largest run of equal words and those beside it: a word that stands far off is another one."""
    best = max(range(len(blocks)), key=lambda at: blocks[at].size)
    first = last = best
    while first > 0 and _beside(blocks[first - 1], blocks[first]):
        first -= 1
    while last + 1 < len(blocks) and _beside(blocks[last], blocks[last + 1]):
        last += 1
    return list(blocks[first : last + 1])


def _beside(one: Match, following: Match) -> bool:
    return following.a - one.a <= following.b - one.b + NEAR


def pieces_of(words: str, quote: Sequence[Span], source: str) -> int:
    """Count how many unbroken runs of the source, three words or more each, the whole quote is made of; 0 if not."""
    lowered = words.casefold()
    if len(lowered) != len(words):
        return 0
    count = at = 0
    while at < len(quote):
        low, high = min(_RUN, len(quote)) - 1, len(quote) - at
        while low < high:  # the longest run that begins here, by halving
            middle = (low + high + 1) // 2
            run = lowered[quote[at][0] : quote[at + middle - 1][1]]
            stands = next(_places(run, source, (0, len(source))), None) is not None
            low, high = (middle, high) if stands else (low, middle - 1)
        if low < _RUN:
            return 0
        at += low
        count += 1
    return count
