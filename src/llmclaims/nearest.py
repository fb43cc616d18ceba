"""Why a quote is not there: the source words that come closest, and what differs, word by word.

This explains refusals and verifies nothing. A word index points at the place (votes of the quote's rarest
words on where the quote would begin), an alignment of words finds its ends and the differences.
"""

from __future__ import annotations

import json
import re
from bisect import bisect_left
from collections import Counter, defaultdict
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from llmclaims.fold import CJK

if TYPE_CHECKING:
    from collections.abc import Sequence

    from difflib import Match

    from llmclaims.fold import Folded
    from llmclaims.grounding import Prepared

Span = tuple[int, int]

CLOSE = 0.85
"""Likeness from which a window is a near miss whose difference is named (V08)."""
_TOKEN = re.compile(f"[{CJK}\u0e00-\u0edf]|[$€£¥₹#±+]?(?:(?<![^ (\\['])-)?\\w+(?:[.,:/'-]\\w+)*[%‰°]?")
_VOTERS, _COMMON, _LONGEST, _SLACK, _NEAR = 24, 4000, 400, 6, 3
_NUMBER = re.compile(r"\d|^(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen|half|third|quarter)s?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Finding:
    """A refusal's code and sentence, the nearest raw span, and pairs of (quote's words, source's words)."""

    code: str
    message: str
    place: Span | None = None
    differences: tuple[tuple[str, str], ...] = ()


class Index:
    """The words of a folded text and where each stands."""

    def __init__(self, folded: Folded) -> None:
        """Read a text once."""
        self.folded = folded
        self.starts: list[int] = []
        self.ends: list[int] = []
        self.words: list[str] = []
        self.at: dict[str, list[int]] = defaultdict(list)
        for number, match in enumerate(_TOKEN.finditer(folded.text)):
            self.starts.append(match.start())
            self.ends.append(match.end())
            self.words.append(match.group())
            self.at[match.group().casefold()].append(number)

    def raw(self, first: int, last: int) -> Span:
        """The raw span from one token to another, both included."""
        return self.folded.raw_start(self.starts[first]), self.folded.raw_end(self.ends[last])


def diagnose(words: str, parts: Sequence[str], prepared: Prepared, within: Span | None) -> Finding:
    """The closest words of the source, in the paragraph if there are any, and what to call the difference."""
    quote = _TOKEN.findall(" ".join(parts) if len(parts) > 1 else words)[:_LONGEST]
    index = prepared.index
    bounds = _tokens(index, within) if within else (0, len(index.words))
    window = _window(quote, index, bounds) or _window(quote, index, (0, len(index.words)))
    if window is None:
        return Finding("QUOTE_NOT_FOUND", "The quote does not stand in the source, nor anything like it.")
    first, last, pairs, likeness = _aligned(quote, index, window)
    place = index.raw(first, last)
    pieces = _pieces(quote, index, bounds) if likeness < CLOSE or len(pairs) > 1 else 0
    if pieces > 1:
        message = f"The source has these words in {pieces} separate places; quote one unbroken run."
        return Finding("NOT_CONTIGUOUS", message, place, pairs)
    if not pairs:
        return Finding("WORDS_ALTERED", "The words are there, but not with this punctuation between them.", place)
    small = len(pairs) == 1 and all(len(side.split()) <= _NEAR for side in pairs[0])
    if likeness < CLOSE and not small:
        return Finding("QUOTE_NOT_FOUND", "The quote does not stand in the source; the nearest words differ.", place, pairs)
    return Finding(_code(pairs, quote), _said(pairs), place, pairs)


def _tokens(index: Index, within: Span) -> Span:
    folded = index.folded
    return (
        bisect_left(index.starts, folded.folded(within[0])),
        bisect_left(index.starts, folded.folded(within[1])),
    )


def _window(quote: Sequence[str], index: Index, bounds: Span) -> Span | None:
    """Where the quote would stand, as a range of tokens: the start that most of its rarer words agree on."""
    lowered = [word.casefold() for word in quote]
    present = sorted((len(index.at[word]), at) for at, word in enumerate(lowered) if word in index.at)
    votes: Counter[int] = Counter()
    width = max(len(quote) // 8, 1) + 1
    for count, at in present[:_VOTERS]:
        if count > _COMMON and votes:
            break
        places = index.at[lowered[at]]
        for token in places[bisect_left(places, bounds[0]) : bisect_left(places, bounds[1])]:
            votes[(token - at) // width] += 1
    if not votes:
        return None
    best = max(votes, key=lambda slot: (votes[slot] + votes.get(slot + 1, 0), -slot))
    start = best * width
    slack = _SLACK + len(quote) // 4
    return max(start - slack, bounds[0]), min(start + width + len(quote) + slack, bounds[1])


def _aligned(
    quote: Sequence[str], index: Index, window: Span
) -> tuple[int, int, tuple[tuple[str, str], ...], float]:
    """The window narrowed to the words that answer the quote, the differences, and the likeness (0 to 1)."""
    low, high = window
    source = index.words[low:high]
    blocks = [
        block
        for block in SequenceMatcher(None, source, list(quote), autojunk=False).get_matching_blocks()
        if block.size
    ]
    if not blocks:
        lowered = [word.casefold() for word in quote]
        at = next((at for at in range(low, high) if index.words[at].casefold() in lowered), low)
        return at, at, ((" ".join(quote), index.words[at]),), 0.0
    blocks = _together(blocks)
    # What the quote has before its first and behind its last match answers as many words of the source.
    first = max(blocks[0].a - blocks[0].b, 0)
    final = blocks[-1]
    last = min(final.a + final.size - 1 + len(quote) - final.b - final.size, len(source) - 1)
    pairs = []
    matched = 0
    chosen = source[first : last + 1]
    for tag, a, b, c, d in SequenceMatcher(None, chosen, list(quote), autojunk=False).get_opcodes():
        if tag == "equal":
            matched += b - a
        else:
            pairs.append((" ".join(quote[c:d]), " ".join(chosen[a:b])))
    size = len(quote) + last - first + 1
    return low + first, low + last, tuple(pairs), 2 * matched / size


def _together(blocks: Sequence[Match]) -> list[Match]:
    """The largest run of equal words and those beside it: a word that stands far off is another one."""
    best = max(range(len(blocks)), key=lambda at: blocks[at].size)
    first = last = best
    while first > 0 and _beside(blocks[first - 1], blocks[first]):
        first -= 1
    while last + 1 < len(blocks) and _beside(blocks[last], blocks[last + 1]):
        last += 1
    return list(blocks[first : last + 1])


def _beside(one: Match, following: Match) -> bool:
    skipped = following.a - one.a - one.size
    return skipped <= following.b - one.b - one.size + _NEAR


def _pieces(quote: Sequence[str], index: Index, bounds: Span) -> int:
    """How many unbroken runs of the source, three words or more each, the whole quote is made of; 0 if not."""
    low, high = bounds
    count = at = 0
    while at < len(quote):
        longest = max(
            (_run(quote, index, at, token) for token in index.at.get(quote[at].casefold(), ())[:_COMMON] if low <= token < high),
            default=0,
        )
        if longest < min(3, len(quote)):
            return 0
        at += longest
        count += 1
    return count


def _run(quote: Sequence[str], index: Index, at: int, token: int) -> int:
    size = 0
    while at + size < len(quote) and token + size < len(index.words) and quote[at + size] == index.words[token + size]:
        size += 1
    return size


def _code(pairs: Sequence[tuple[str, str]], quote: Sequence[str]) -> str:
    """What kind of word was altered, the gravest first."""
    changed = [word for pair in pairs for side in pair for word in side.split()]
    lowered = [word.casefold() for word in changed]
    if any(word in _listed("negators") or word.endswith("n't") for word in lowered):
        return "NEGATION_ALTERED"
    if any(_NUMBER.search(word) for word in changed):
        return "NUMBER_ALTERED"
    if any(word in _listed("modals") for word in lowered):
        return "MODAL_ALTERED"
    if any(word[:1].isupper() and word != quote[0] for word in changed):
        return "NAME_ALTERED"
    return "WORDS_ALTERED"


def _said(pairs: Sequence[tuple[str, str]]) -> str:
    """The differences as a sentence."""
    said = []
    for mine, theirs in pairs[:4]:
        if not mine:
            said.append(f"leaves out “{theirs}”")
        elif not theirs:
            said.append(f"adds “{mine}”")
        else:
            said.append(f"has “{mine}” where the source has “{theirs}”")
    more = f", and {len(pairs) - 4} more" if len(pairs) > 4 else ""  # noqa: PLR2004 - those shown
    return f"The quote {', '.join(said)}{more}."


@cache
def _listed(kind: str) -> frozenset[str]:
    """Negators, or modals and hedges, in English."""
    data = json.loads(files("llmclaims").joinpath("data/en/rules.json").read_text(encoding="utf-8"))
    keys = {"negators": ("verbal_negators", "nominal_negators"), "modals": ("modals", "hedge_adverbs", "hedge_adjectives")}
    return frozenset(word for key in keys[kind] for word in str(data[key]).split()) | (
        {"without"} if kind == "negators" else set()
    )
