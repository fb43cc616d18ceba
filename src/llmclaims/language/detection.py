"""Tell the language of a text, by its script and its commonest words (``data/mul/detection.json``)."""

from __future__ import annotations

import re
from collections import Counter
from functools import cache

from llmclaims.language.lexicon import lists

_SAMPLE = 20_000  # characters
_SCRIPT_SHARE = 0.5  # of the letters, for a script to decide
_FOREIGN_SHARE = 0.005  # letters of another language in the same script
_MIN_STOP_WORDS, _LEAD = 3, 1.3  # how often a language's commonest words occur, and how far ahead of English
_MIN_WORDS, _ENGLISH_SHARE = 40, 0.06  # in so long a text English has at least that share of them
_LATIN_SAMPLE, _HITS, _LATIN_LEAD = 4000, 4, 1.3
"""Characters that tell a language, the words that must speak for it, and how far ahead of the next one."""
_LETTERS = re.compile(r"[^\W\d_]+")


def detect_language(text: str) -> str:
    """Tell the language of a text by its script and its commonest words, as an ISO 639-1 code.

    "en" unless they clearly say otherwise; "und" when they only say that it is something else.
    """
    sample = text[:_SAMPLE].casefold()
    letters = sum(character.isalpha() for character in sample)
    for script in lists("mul", "detection")["scripts"]:
        ranges = "".join(f"{first}-{last}" for first, last in script["ranges"])
        share = len(re.findall(f"[{ranges}]", sample)) * script.get("weight", 1)
        if letters and share > _SCRIPT_SHARE * letters:
            foreign = len(re.findall(f"[{script['not']}]", sample)) if "not" in script else 0
            return "und" if foreign > _FOREIGN_SHARE * letters else str(script["language"])
    words = _LETTERS.findall(sample)
    counts = {code: sum(word in stops for word in words) for code, stops in stop_words().items()}
    best = max(counts, key=lambda code: counts[code])
    if best != "en" and counts[best] >= _MIN_STOP_WORDS and counts[best] > _LEAD * counts["en"]:
        return best
    return "und" if len(words) >= _MIN_WORDS and counts["en"] < _ENGLISH_SHARE * len(words) else "en"


@cache
def stop_words() -> dict[str, frozenset[str]]:
    """Return the commonest words of each language that a document is told to be in."""
    return {code: frozenset(words) for code, words in lists("mul", "detection")["stop_words"].items()}


def latin_language(text: str) -> str:
    """Tell the language of a text in Latin letters, of all that there are lists for; "" in doubt.

    ``detect_language`` tells fewer and takes doubt for English.
    """
    words = Counter(_LETTERS.findall(text[:_LATIN_SAMPLE].lower()))
    counts = {name: sum(words[word] for word in own) for name, own in _function_words().items()}
    first, second, *_ = sorted(counts, key=lambda name: -counts[name])
    sure = counts[first] >= _HITS and counts[first] >= _LATIN_LEAD * counts[second]
    return first if sure else ""


@cache
def _function_words() -> dict[str, frozenset[str]]:
    return {
        name: frozenset(words.split()) for name, words in lists("mul", "detection")["function_words"].items()
    }
