"""What is open by its time or by its sentence: what is yet to come, what is asked, what is called for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.attribution.cues import CLOSING, OPENING
from llmclaims.language.clauses import is_final
from llmclaims.language.verbs import is_base_form, is_past

if TYPE_CHECKING:
    from llmclaims.language.clauses import Passage

_TIME_REACH = 6
_CLAUSE_REACH = 8


def outlook(found: Passage, start: int, end: int) -> str | None:
    """Return the words by which the token span ``start:end`` is yet to come, asked or called for, as they stand."""
    return (
        _future_time(found, start, end)
        or _time_clause(found, start, end)
        or _asked(found, start)
        or _imperative(found, start)
        or _proposed(found, start)
    )


def _names_future(found: Passage, index: int) -> int:
    """Return how many tokens at an index name a time to come: "next week", "tomorrow", "later this year"; 0 for none."""
    texts = found.texts
    if texts[index] == "tomorrow":
        return 1
    following = texts[index + 1 : index + 3]
    if (
        texts[index] == "next"
        and following[:1]
        and following[0] in found.words.periods | found.words.weekdays
    ):
        return 0 if index and texts[index - 1] == "the" else 2
    return 3 if texts[index] == "later" and following[:1] == ("this",) else 0


def _future_time(found: Passage, start: int, end: int) -> str | None:
    """Return a time to come behind a noun or a verb of the present: "begins in Brey next week"."""
    texts, words = found.texts, found.words
    if is_past(found, start) or texts[start] in words.modal_words | words.cues:
        return None
    for index in range(end, min(end + _TIME_REACH, found.right)):
        if found.breaks[index] or texts[index] in words.auxiliaries | {"to"}:
            return None
        if index > end - 1 and is_past(found, index) and texts[index] not in words.determiners:
            return None
        length = _names_future(found, index)
        if length:
            return found.raw(index, index + length)
    return None


def _looks_ahead(found: Passage, index: int, *, infinitives: bool) -> bool:
    """Tell whether a token shows that its clause is to come: "will", an infinitive, "tomorrow"."""
    text = found.texts[index]
    if text == "to" and index + 1 < found.right:
        return infinitives and is_base_form(found, index + 1)
    return text in found.words.future_modals or text.endswith("'ll") or bool(_names_future(found, index))


def _time_clause(found: Passage, start: int, end: int) -> str | None:
    """Return the "when", "once" or "before" over a verb of the present, beside a clause that is to come."""
    texts, words = found.texts, found.words
    if texts[start - 1] == "until" and start > found.left:
        return found.raw(start - 1, start)  # "held until trial"
    reach = found.before(start, _CLAUSE_REACH)
    head = next((i for i in reach if found.breaks[i]), None)
    if head is None or texts[head] not in words.time_conjunctions or not _in_the_present(found, head, start):
        return None
    between = texts[head + 1 : start]
    governing = words.determiners | words.possessives | words.prepositions
    finite = texts[start].endswith("s") and end < found.right and texts[end] in governing
    pronoun = between[-1] in words.pronouns
    if texts[head] in {"until", "before", "after"} and not (
        finite or pronoun or words.present_be.intersection(between)
    ):
        return None  # "after street clashes" has no verb
    onward = texts[head] in {"until", "before", "once"}
    outside = (i for i in range(found.left, found.right) if not head < i < start)
    base = is_base_form(found, start) and texts[start] not in words.unchanging_verbs
    if any(_looks_ahead(found, i, infinitives=onward) for i in outside) or (onward and pronoun and base):
        return found.raw(head, head + 1)
    return None


def _in_the_present(found: Passage, head: int, start: int) -> bool:
    """Tell whether a token can be the verb of a clause in the present tense whose conjunction stands at ``head``."""
    texts, words = found.texts, found.words
    between = texts[head + 1 : start]
    if not between or words.past_auxiliaries.intersection(between) or texts[start].endswith("ing"):
        return False
    passive = words.present_be.intersection(between)
    return between[-1] not in words.definite and not (is_past(found, start) and not passive)


def _asked(found: Passage, start: int) -> str | None:
    """Return the question mark behind what is asked: "Did the governor sack him?", but not "Why did he sack him?"."""
    texts, words = found.texts, found.words
    last = found.right - 1
    while last > start and texts[last] in CLOSING:
        last -= 1
    if texts[last] != "?":
        return None
    for index in range(start - 1, found.left - 1, -1):
        if texts[index] in words.interrogatives or texts[index] in words.subordinators:
            return None
        if texts[index] in words.definite and index == start - 1:
            return None  # "Did the attack fail?" takes the attack as given
        opens = index == found.left or texts[index - 1] in OPENING or texts[index - 1] == ","
        if opens:
            return found.raw(last, last + 1) if texts[index] in words.auxiliaries else None
    return None


def _imperative(found: Passage, start: int) -> str | None:
    """Return a verb that opens its sentence and has an object: "Sack the governor"."""
    texts, words, tokens = found.texts, found.words, found.tokens
    if not tokens[start].capital or not is_base_form(found, start) or texts[start].endswith("s"):
        return None
    opens = start == found.left or texts[start - 1] in OPENING or is_final(texts[start - 1])
    following = texts[start + 1] if start + 1 < len(texts) else ""
    objects = (words.determiners - {"that", "all"}) | words.possessives | words.object_pronouns
    return (
        found.raw(start, start + 1)
        if opens and following in objects and texts[start] not in objects
        else None
    )


def _proposed(found: Passage, start: int) -> str | None:
    """Return the proposal under which a verb of the present stands: "Under the plan, drivers pay a toll"."""
    texts, words = found.texts, found.words
    if texts[found.left] != "under" or is_past(found, start) or texts[start].endswith("ing"):
        return None
    comma = next((i for i in range(found.left, start) if texts[i] == ","), None)
    head = comma and words.proposals.intersection(texts[found.left : comma])
    told = comma and any(is_past(found, i) or texts[i] in {"was", "were"} for i in range(comma, start))
    return found.raw(found.left, comma) if comma and head and not told else None
