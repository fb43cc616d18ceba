"""A reporting cue and the slot of its speaker: what an attribution tag is made of."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmclaims.language.verbs import reads_as_noun

if TYPE_CHECKING:
    from llmclaims.language.clauses import Passage
    from llmclaims.schema.annotations import Span

OPENING = frozenset("“„«「『‘\"'`")
_SHORT = 3
_HEADLINE = 4
"""Longer words of a headline, all of them with a capital."""
CLOSING = frozenset("”»」』’\"'")


@dataclass(frozen=True, slots=True)
class Tag:
    """A cue with the place of its speaker, in half-open token spans of the paragraph.

    ``slot`` is the noun phrase next to the cue, None where the grammar leaves it open; ``apposed`` is the
    phrase beside it that names the same speaker. ``passive`` says that the subject was told or asked.
    """

    cue: Span
    slot: Span | None
    apposed: Span | None
    side: str
    passive: bool = False


def is_cue(found: Passage, index: int, floor: int) -> bool:
    """Tell whether a word of the cue list is used as a verb here: "reports say", not "the reports" or "United States"."""
    token, texts, words = found.tokens[index], found.texts, found.words
    if token.capital and index > floor and texts[index - 1][-1].isalnum() and not _in_title_case(found):
        return False
    before = texts[index - 1] if index else ""
    if before in words.determiners and before not in words.cue_determiners:
        return False
    if (
        before in words.prepositions
        and not token.text.endswith("ing")
        and before not in words.cue_prepositions
    ):
        return False
    return (before != "so" or token.text != "called") and not reads_as_noun(found, index)


def puts_it(texts: tuple[str, ...], index: int) -> bool:
    """Tell whether a word reports as in "As Moss put it"."""
    return texts[index] in {"put", "puts"} and texts[index + 1 : index + 2] == ("it",)


def _in_title_case(found: Passage) -> bool:
    """Tell whether the quote's sentence is a headline that writes its words with capitals."""
    told = [token.capital for token in found.tokens[found.left : found.right] if len(token.text) > _SHORT]
    return len(told) >= _HEADLINE and all(told)
