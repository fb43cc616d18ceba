"""How often the language of a text is told, and told rightly, by the length of the text.

    uv run python benchmarks/languages.py

Texts are those of ``tests/vectors/languages.jsonl``: a headline, a sentence and a short article in each of 43 languages,
and the articles again in pieces of a few words. What is not told is "und", and no rules of a language are applied.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from llmclaims.language.detection import UNKNOWN, detect_language

if TYPE_CHECKING:
    from collections.abc import Sequence

ROWS = Path(__file__).parent.parent / "tests" / "vectors" / "languages.jsonl"
WORDS = (3, 4, 6, 8, 12)


def pieces(text: str, words: int) -> list[str]:
    """Cut a text into pieces of so many words; one without blanks has none."""
    found = text.split()
    return [" ".join(found[at : at + words]) for at in range(0, len(found) - words + 1, words)]


def counted(texts: Sequence[tuple[str, str]]) -> str:
    """Count what is told rightly, not at all, and wrongly, of texts with their languages."""
    told = [(language, detect_language(text)) for language, text in texts]
    right = sum(one == other for one, other in told)
    unsure = sum(other == UNKNOWN for _, other in told)
    return f"{len(told):6d}{right:8d}{unsure:8d}{len(told) - right - unsure:8d}"


def main() -> None:
    """Print the table."""
    rows = [json.loads(line) for line in ROWS.read_text(encoding="utf-8").splitlines()]
    print(f"{len(rows)} languages".ljust(20) + f"{'texts':>6s}{'right':>8s}{'unsure':>8s}{'wrong':>8s}")
    for kind in ("headline", "sentence", "article"):
        print(f"{kind:20s}" + counted([(row["language"], row[kind]) for row in rows]))
    for words in WORDS:
        cut = [(row["language"], piece) for row in rows for piece in pieces(row["article"], words)]
        print(f"{words} words".ljust(20) + counted(cut))


if __name__ == "__main__":
    main()
