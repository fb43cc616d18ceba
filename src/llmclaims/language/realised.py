"""Which "would" tells what came true: "Ten years later he would win", "Who would have thought that she would win?"."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from llmclaims.language.clauses import Passage

_REACH = 16
"""Words from a time that is told to the verb that tells what came then."""


def came_true(found: Passage, index: int) -> bool:
    """Tell whether the modal verb at an index tells what came true."""
    texts, words = found.texts, found.words
    if words.realised_futures.at(texts, index):
        return True
    if texts[index] != "would":
        return False
    left = range(found.left, index)
    if any(words.marvelling.at(texts, i) for i in left):
        return True
    open_before = words.cues | words.irrealis_subordinators | words.modals
    if texts[index + 1 : index + 2] == ("have",) or not open_before.isdisjoint(texts[found.left : index]):
        return False
    return any(
        _is_later(found, i) or texts[i - 1 : i + 1] == ("last", "time") for i in found.before(index, _REACH)
    )


def _is_later(found: Passage, index: int) -> bool:
    """Tell whether a token ends "ten years later", "two days afterwards"."""
    texts, words = found.texts, found.words
    if texts[index] not in {"later", "afterwards", "afterward"}:
        return False
    return index > found.left and texts[index - 1].removesuffix("s") in words.periods | words.spells
