"""Conditions: what holds only if something else does, by its conjunction, its word order, or the clause before it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.attribution.cues import OPENING
from llmclaims.language.clauses import is_final
from llmclaims.language.verbs import is_base_form, is_past

if TYPE_CHECKING:
    from llmclaims.language.clauses import Passage

_IF_REACH = 12
_SUBJECT_REACH = 6
_CONDITION_REACH = 30
_BEHIND_REACH = 12


def conditional(found: Passage, start: int) -> str | None:
    """Return the words that make the clause of the token ``start`` conditional, as they stand in the source."""
    return (
        _subordinate(found, start)
        or _inverted(found, start)
        or _consequence(found, start)
        or _behind(found, start)
    )


def _subordinate(found: Passage, start: int) -> str | None:
    """Return the "if", "whether" or "unless" at the head of the clause."""
    texts, analysis = found.texts, found.analysis
    for index in found.before(start, _IF_REACH):
        if texts[index] in found.words.irrealis_subordinators or texts[index - 1 : index + 1] == (
            "in",
            "case",
        ):
            return found.raw(index, index + 1)
        if analysis.breaks[index] or texts[index] == ",":
            return None
    return None


def _inverted(found: Passage, start: int) -> str | None:
    """Return the auxiliary before its subject that stands for "if": "Had the firm known", in no question."""
    texts, words = found.texts, found.words
    for index in found.before(start, _SUBJECT_REACH):
        opens = index == found.left or texts[index - 1] in OPENING or is_final(texts[index - 1])
        if texts[index] in words.inverting and opens:
            asked = "?" in texts[start : found.right + 1]
            return None if asked or index + 1 == start else found.raw(index, index + 1)
        if found.breaks[index] or texts[index] in words.auxiliaries:
            return None
    return None


def _consequence(found: Passage, start: int) -> str | None:
    """Return the "if" of the clause before, in whose main clause the token is a verb of the present: "if X, they lose"."""
    texts, words, breaks = found.texts, found.words, found.breaks
    if not is_base_form(found, start) or texts[start] in words.determiners:
        return None
    comma = next(
        (i for i in range(start - 1, max(start - _SUBJECT_REACH, found.left), -1) if breaks[i]), None
    )
    if comma is None or texts[comma - 1] != "," or words.auxiliaries.intersection(texts[comma:start]):
        return None
    for index in range(comma - 2, max(comma - _CONDITION_REACH, found.left) - 1, -1):
        if texts[index] in words.conditional_conjunctions:
            opens = index == found.left or not texts[index - 1][-1].isalnum()
            return found.raw(index, index + 1) if opens else None
        if texts[index] in {";", ":", "“", "”"} or is_final(texts[index]):
            return None
    return None


def _behind(found: Passage, start: int) -> str | None:
    """Return the "if" or "unless" behind a verb of the present: "the firm closes if the levy fails"."""
    texts, words = found.texts, found.words
    before = texts[start - 1] if start > found.left else ""
    if is_past(found, start) or before in words.determiners | words.possessives or texts[start] in words.cues:
        return None
    if texts[start].endswith("ing") or texts[start] in words.modal_words:
        return None
    for index in range(start + 1, min(start + _BEHIND_REACH, found.right - 1)):
        if texts[index] in words.auxiliaries | words.speech_cues or texts[index] == "that":
            return None
        if texts[index] in {";", ":", "“", "”"} or is_final(texts[index]) or is_past(found, index):
            return None
        if texts[index] in words.conditional_conjunctions:
            return found.raw(index, index + 1) if is_condition(found, index) else None
    return None


def is_condition(found: Passage, index: int) -> bool:
    """Tell whether an "if" makes a condition: not in "asked if", "even if", "if any"."""
    texts, words = found.texts, found.words
    before, following = texts[index - 1] if index else "", "".join(texts[index + 1 : index + 2])
    return before not in words.open_cues | {"even", "as"} and following not in words.idle_conditions
