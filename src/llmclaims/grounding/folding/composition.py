"""Canonical composition (NFC) with a map back: a letter and its marks are one, however they are written."""

import re
import unicodedata
from functools import cache

from llmclaims.grounding.folding.characters import marks
from llmclaims.grounding.folding.offsets import Folded, Making

_WIDTH = re.compile("[\uff10-\uff9f]")
_LONGEST = 32
"""Marks on one letter that are composed together (Unicode's stream-safe format has 30): more would take long."""
_BETWEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff]")
"""Ignored characters that may stand between a letter and its mark."""
_WIDTHS = str.maketrans(
    {
        chr(c): unicodedata.normalize("NFKC", chr(c))
        for c in (*range(0xFF10, 0xFF5B), *range(0xFF66, 0xFFA0))
        if chr(c).isalnum()
    }
)
"""Letters in full or half width, which compose with marks only when they are as wide as these."""


def composed(text: str) -> Folded | None:
    """Return the canonical composition (NFC) of a text; None where it is composed already."""
    if _WIDTH.search(text):
        text = text.translate(_WIDTHS)
    if unicodedata.is_normalized("NFC", text) and not _parted().search(text):
        return None
    made = Making(text)
    for cluster in _clusters(text).finditer(text):
        plain = _BETWEEN.sub("", cluster.group())
        made.replace(*cluster.span(), unicodedata.normalize("NFC", plain) if plain else cluster.group())
    return made.folded()


@cache
def _parted() -> re.Pattern[str]:
    """Return a mark, or part of a Korean syllable, that an ignored character parts from its letter."""
    return re.compile(f"{_BETWEEN.pattern}[{marks()}\u1160-\u11ff]")


def _clusters(text: str) -> re.Pattern[str]:
    """Letters with the marks that follow them, and single characters that compose to another."""
    characters = sorted(set(text))
    follow = re.escape("".join(filter(_continues, characters)))
    alone = "".join(one for one in characters if not unicodedata.is_normalized("NFC", one))
    single = f"|[{re.escape(alone)}]" if alone else ""
    between = f"(?:{_BETWEEN.pattern}){{0,8}}"
    return re.compile(
        f"(?s:.)(?:{between}[{follow}]){{1,{_LONGEST}}}{single}" if follow else f"[{re.escape(alone)}]"
    )


@cache
def _continues(character: str) -> bool:
    """Tell whether a character may compose with the one before it."""
    return unicodedata.category(character)[0] == "M" or "\u1160" <= character <= "\u11ff"
