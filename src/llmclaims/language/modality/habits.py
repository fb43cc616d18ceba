"""What happens again and again, told as if it had happened once: "families pour in", "usually ends", "used to sell"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.clauses import is_final
from llmclaims.language.verbs import is_base_form, is_past

if TYPE_CHECKING:
    from llmclaims.language.clauses import Passage

_NOUN = 4
"""Words of a noun phrase without an article."""
_TIME = 12


def habit_over(found: Passage, start: int) -> str | None:
    """Return the words that say that the verb ``start`` tells no single event, as they stand in the source."""
    texts, words = found.texts, found.words
    before = texts[start - 1] if start > found.left else ""
    if before == "to" and texts[start - 2] == "used" and texts[start - 3] not in words.copulas:
        return found.raw(start - 2, start)
    if before in words.habitual:
        return found.raw(start - 1, start)
    if is_past(found, start) or texts[start].endswith("ing") or before.endswith("'s"):
        return None  # "Moss's attack on the budget"
    return _again(found, start) or _bare_plural(found, start)


def _again(found: Passage, start: int) -> str | None:
    """Return the "every August" in the clause of a verb of the present."""
    texts, words = found.texts, found.words
    present = texts[start].endswith("s") or is_base_form(found, start)
    before = texts[start - 1] if start > found.left else "to"
    if not present or before in words.determiners | words.auxiliaries | words.prepositions or before == "to":
        return None
    for index in range(max(start - _TIME, found.left), min(start + _TIME, found.right - 1)):
        if texts[index] in {"every", "each"} and texts[index + 1] in words.periods | words.date_words:
            return found.raw(index, index + 2)
    return None


def _bare_plural(found: Passage, start: int) -> str | None:
    """Return the plural without an article that is the subject of a verb of the present: "Families pour in"."""
    texts, words = found.texts, found.words
    subject = start - 1
    while subject > found.left and (
        texts[subject].endswith("ly") or texts[subject] in {"still", "also", "often"}
    ):
        subject -= 1
    if (
        subject < found.left
        or not is_base_form(found, start)
        or texts[start] in words.cues | words.auxiliaries
    ):
        return None
    if texts[start] in words.unchanging_verbs:
        return None  # "Farmers cut the fence"
    if texts[start].endswith("s") or not _is_plural(texts[subject]):
        return None
    first = subject
    while (
        first > found.left
        and texts[first - 1].isalpha()
        and not found.breaks[first]
        and subject - first < _NOUN
    ):
        first -= 1
    named = any(found.tokens[i].capital for i in range(first + (first == found.left), subject + 1))
    closed = words.determiners | words.possessives | words.pronouns | words.prepositions | words.auxiliaries
    opens = first == found.left or is_final(texts[first - 1]) or found.breaks[first]
    opens &= not {".", "!", "?"}.isdisjoint(texts[start : found.right + 1])  # no headline
    days = words.weekdays | words.months.keys() | {"today", "yesterday", "tonight", "now"}
    dated = not days.isdisjoint(texts[found.left : found.right])
    if not opens or named or dated or not closed.isdisjoint(texts[first : subject + 1]):
        return None
    return found.raw(first, start + 1)


def _is_plural(text: str) -> bool:
    return (text.endswith("s") and not text.endswith(("ss", "us", "is", "'s"))) or text in _PLURALS


_PLURALS = frozenset(("people", "children", "men", "women"))
