"""Articles made from the seeds with other names, figures and nouns: nearly every sentence is new, so that no cache helps."""

from __future__ import annotations

import random
import re
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SEEDS = Path(__file__).parent.parent / "seeds"
_NOUNS = (
    ("authority", "agency", "board", "council", "department", "bureau", "commission"),
    ("spillway", "sluice", "bridge", "tunnel", "causeway", "gallery", "outlet"),
    ("crack", "leak", "fault", "rift", "breach", "gap", "split"),
    ("report", "study", "paper", "survey", "review", "account", "audit"),
    ("letter", "memo", "notice", "message", "telegram", "reminder", "circular"),
    ("warning", "complaint", "request", "petition", "remark", "appeal", "plea"),
    ("country", "region", "province", "republic", "kingdom", "territory", "state"),
    ("institute", "foundation", "academy", "university", "museum", "league", "society"),
    ("water", "grain", "timber", "gravel", "salt", "coal", "milk"),
    ("farms", "mills", "yards", "docks", "schools", "clinics", "stations"),
    ("lawsuit", "strike", "fine", "ban", "levy", "recall", "hearing"),
)
_PLACES = (
    "quarry",
    "ferry",
    "harvest",
    "railway",
    "market",
    "theatre",
    "orchard",
    "lighthouse",
    "printing works",
)
_TOKEN = re.compile(r"\b(?:[A-Z][a-z]{2,}|[a-z]+|\d+)\b")
_NAME = re.compile(r"(?<=[a-z,] )[A-Z][a-z]{2,}\b")
_SENTENCE = re.compile(r"[^.\n]*(?<!\bMr)[a-z0-9]\.(?=[ \n]|$)")
_DATES = re.compile(
    r"(?:Jan|Febr)uary|March|April|May|June|July|August|(?:Septem|Octo|Novem|Decem)ber|[A-Z][a-z]+day|Mr|Dam"
)
_ONSETS, _VOWELS, _ENDS = (
    "BCDFGHKLMNPRSTV",
    ("a", "e", "i", "o", "u", "ar", "el", "or"),
    ("n", "l", "r", "s", "nd"),
)


def articles(count: int) -> Iterator[str]:
    """So many articles, the seeds in turn; the same ones each time."""
    return map(article, range(count))


def article(number: int) -> str:
    """One of them, some 3,000 characters long; ``number`` counts from 0."""
    text = _seeds()[number % len(_seeds())]
    chance = random.Random(number)
    swap = _swap({one for one in _NAME.findall(text) if not _DATES.fullmatch(one)}, chance)

    def told(match: re.Match[str]) -> str:
        found = _TOKEN.sub(swap, match[0])
        return (
            found if found != match[0] else f"{found[:-1]} near the {_name(chance)} {chance.choice(_PLACES)}."
        )

    return _TOKEN.sub(swap, _SENTENCE.sub(told, text))


@cache
def _seeds() -> tuple[str, ...]:
    return tuple(path.read_text(encoding="utf-8") for path in sorted(SEEDS.glob("*/article.txt")))


def _swap(names: set[str], chance: random.Random) -> Callable[[re.Match[str]], str]:
    """What stands for a word in one article: always the same for the same word."""
    swapped = {one: chance.choice(alike) for alike in _NOUNS for one in alike}
    swapped |= {one: _name(chance) for one in sorted(names)}

    def swap(match: re.Match[str]) -> str:
        word = match[0]
        return _figure(word, chance) if word.isdigit() else swapped.get(word, word)

    return swap


def _figure(digits: str, chance: random.Random) -> str:
    return str(
        chance.randrange(1, 29)
        if len(digits) < 3
        else chance.randrange(10 ** (len(digits) - 1), 3 * 10 ** (len(digits) - 1))
    )


def _name(chance: random.Random) -> str:
    parts = (chance.choice(_VOWELS), chance.choice(_ENDS), chance.choice(_VOWELS), chance.choice(_ENDS))
    return chance.choice(_ONSETS) + "".join(parts)
