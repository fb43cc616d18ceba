"""Paragraphs that should have given something and gave nothing: one of them is normal, most of them are a sign.

A model that is too small, or whose context is cut, answers every paragraph with empty lists, in good order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from llmclaims.providers.prompt_length import fewest_tokens

_LONG = 25
"""Words, or what counts as one in a script without spaces."""
_QUOTED = re.compile(
    '“[^”]{12,500}”|"[^"]{12,500}"|«[^»]{12,500}»|»[^«]{12,500}«|„[^“”]{12,500}[“”]|[「『][^」』]{6,500}[」』]'
)


def telling(text: str) -> bool:
    """Whether a paragraph is long and quotes somebody: a model that reads it finds something to list."""
    return bool(_QUOTED.search(text)) and fewest_tokens(text) >= _LONG


@dataclass(slots=True)
class Unanswered:
    """Counts the telling paragraphs of a run, and those of them about which nothing was proposed."""

    asked: int = 0
    empty: int = 0

    def add(self, *, empty: bool) -> None:
        """Count one telling paragraph that was answered."""
        self.asked += 1
        self.empty += empty

    @property
    def warnings(self) -> tuple[str, ...]:
        """One sentence where more than half of them came back empty."""
        if self.empty * 2 <= self.asked:
            return ()
        many = f"{self.empty} of {self.asked} paragraphs came back empty"
        return (
            f"{many} although they are long and quote somebody: is the model or its context length right?",
        )
