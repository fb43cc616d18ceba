"""On which side of the day of writing an event lies, by the verb that tells it: "would vote on Saturday", "voted on Saturday"."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.verb_chains import infinitive
from llmclaims.language.verbs import is_modal, is_past

if TYPE_CHECKING:
    from llmclaims.language.clauses import Passage
    from llmclaims.schema.annotations import Span

_BEFORE = 7
_BEHIND = 12
_PERFECT = frozenset({"have", "has", "had", "having"})
_PAST = frozenset({"was", "were", "did", "didn't", "wasn't", "weren't"})
_PRESENT = frozenset({"is", "are", "am", "'re"})


def lies_ahead(found: Passage, span: Span) -> bool | None:
    """Return True for what the words put behind the day of writing, False for what they put before it, None where they do not say.

    ``span`` is that of the trigger or cue, in the passage's tokens, half-open.
    """
    told = _by_helpers(found, span[0])
    if told is not None:
        return told
    if is_past(found, span[0]):
        return False
    return _by_main_verb(found, span)


def _by_helpers(found: Passage, first: int) -> bool | None:
    """Return what the auxiliaries before a verb say: "will", "had", "was"; "may have" is past."""
    texts = found.texts
    for index in found.before(first, _BEFORE):
        text = texts[index]
        if text in _PERFECT | _PAST:
            return False
        if text in {"been", "be", "being", "not", "never", "also"} or text.endswith("ly"):
            continue
        if text == "to":
            return False if infinitive(found, first) is None and is_past(found, max(index - 1, 0)) else None
        if is_modal(found, index):
            return True
        if text in _PRESENT:
            return True if texts[first].endswith("ing") and index == first - 1 else None
        return None
    return None


def _by_main_verb(found: Passage, span: Span) -> bool | None:
    """Return what the verb beside a noun says: "held talks", "talks will begin", "the storm killed"."""
    texts = found.texts
    for index in found.before(span[0], _BEFORE):
        if found.breaks[index + 1]:
            break
        if is_modal(found, index):
            return True
        if is_past(found, index) and texts[index - 1] not in found.words.determiners:
            return _by_helpers(found, index) is True
    for index in range(span[1], min(span[1] + _BEHIND, found.right)):
        if found.breaks[index]:
            return None
        if is_modal(found, index):
            return True
        if texts[index] in _PRESENT:
            return None
        if texts[index] in _PERFECT | _PAST or is_past(found, index):
            return False
    return None
