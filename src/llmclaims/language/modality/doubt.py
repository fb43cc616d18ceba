"""What the text tells only to doubt it or to leave it open: a rumour, a made-up story, what nobody can prove, what was prevented."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.attribution.cues import CLOSING, OPENING
from llmclaims.language.verbs import is_past

if TYPE_CHECKING:
    from llmclaims.language.clauses import Analysis, Passage
    from llmclaims.schema.annotations import Span

_CLAUSE = 16
"""Words between the "that" of a story and what it tells."""
_STORY = 8
"""Words between the noun of a story and its "that": "talk spread in the valley that"."""
_KEPT = 9
_NEAR = 3


def doubt_over(found: Passage, start: int) -> str | None:
    """Return the words that leave open whether the token ``start`` happened, as they stand in the source."""
    place = _fronted(found, start) or _under_that(found, start) or _in_a_work(found, start)
    return found.raw(*place) if place else None


def _fronted(found: Passage, start: int) -> Span | None:
    """Return a hedge that opens the sentence and has its comma: "Allegedly, Tasker and his cousin carried off"."""
    texts, words, left = found.texts, found.words, found.left
    if texts[left] not in words.hedge_adverbs or texts[left + 1] != ",":
        return None
    return None if words.subordinators.intersection(texts[left + 2 : start]) else (left, left + 1)


def _in_a_work(found: Passage, start: int) -> Span | None:
    """Return the title over a plot that is told in the present: "In “The Weir” by Moss, a mayor robs a bank"."""
    texts, words, left = found.texts, found.words, found.left
    title = next((i for i in range(left + 1, min(left + 1 + _NEAR, start)) if texts[i] in OPENING), None)
    comma = next((i for i in range(left, min(left + _CLAUSE, start)) if texts[i] == ","), None)
    if texts[left] != "in" or title is None or comma is None or "by" not in texts[title:comma]:
        return None
    told = is_past(found, start) or not words.auxiliaries.isdisjoint(texts[comma:start])
    return None if told else (left, comma)


def _under_that(found: Passage, start: int) -> Span | None:
    """Return what stands over the "that" of a clause: a doubtful story, or a verb of proof that is denied."""
    texts, words = found.texts, found.words
    that = next((i for i in found.before(start, _CLAUSE) if texts[i] == "that"), None)
    if (
        that is None
        or that == found.left
        or not _same_clause(found, _behind_aside(found, that + 1, start), start)
    ):
        return None
    if _second_verb(found, that + 1, start):
        return None  # "Reports that Moss may have lied have not changed the mood": the mood is not in doubt
    if _behind_clause(found, that + 1, start):
        return None
    for index in range(max(that - _NEAR, found.left), that):
        if index + words.hedge_phrases.at(texts, index) == that + 1:
            return index, that + 1
    denied = any(0 <= that - 1 - one.end < _NEAR for one in found.analysis.negations)
    if texts[that - 1] in words.proving and denied:
        return max(that - 2, found.left), that + 1
    relative = (
        is_past(found, that + 1) or texts[that + 1] in words.auxiliaries
    )  # "the story that won the prize"
    if texts[that - 1] in words.doubtful_nouns and not relative:
        return that - 1, that + 1
    story = next((i for i in found.before(that - 1, _STORY) if texts[i] in words.doubtful_nouns), None)
    if story is None or not (story - found.left <= _NEAR or found.breaks[story]):
        return None
    return None if words.spreading.isdisjoint(texts[story:that]) else (story, that + 1)


def _behind_clause(found: Passage, first: int, start: int) -> bool:
    """Tell whether the clause behind a "that" has ended before a token: "the rumour that it would fail caused a run"."""
    texts, words = found.texts, found.words
    verb = next((i for i in range(first, start) if texts[i] in words.auxiliaries or is_past(found, i)), None)
    for index in range(verb + 1, start + 1) if verb is not None else ():
        if texts[index] in words.coordinators or texts[index] in words.relatives or texts[index] == ",":
            return False
        bound = texts[index - 1] in words.auxiliaries or texts[index - 1].endswith("ly")
        if is_past(found, index) and not bound and texts[index - 1] not in words.determiners:
            return True
    return False


def _behind_aside(found: Passage, first: int, end: int) -> int:
    """Return the token behind an aside that two commas set in: "that, over six years, he stole"."""
    texts = found.texts
    if texts[first] != ",":
        return first
    return next((index + 1 for index in range(end - 1, first, -1) if texts[index] == ","), first)


def _second_verb(found: Passage, first: int, target: int) -> bool:
    """Tell whether a target is the second verb behind a "that", each with auxiliaries: the verb of the main clause."""
    words, texts = found.words, found.texts
    helped = [
        i for i in range(first, target) if texts[i] in words.auxiliaries and not found.tokens[i].capital
    ]
    parted = any(found.texts[after - 1] not in words.auxiliaries | {"not"} for after in helped[1:])
    return parted and target - helped[-1] <= _NEAR and words.coordinators.isdisjoint(texts[first:target])


def _same_clause(found: Passage, first: int, target: int) -> bool:
    """Tell whether no clause ends between two tokens; a quotation mark ends none."""
    marks = OPENING | CLOSING
    return not any(
        found.breaks[i] and found.texts[i] not in marks and found.texts[i - 1] not in marks
        for i in range(first + 1, target + 1)
    )


def kept_from(found: Passage, start: int) -> str | None:
    """Return the verb that says that what the token ``start`` names was prevented: "kept the fire from reaching it"."""
    texts, words = found.texts, found.words
    if texts[start - 1] == "to" and start > found.left:
        return _too(found, start)
    if texts[start - 1] == "any" and start - 2 >= found.left and texts[start - 2] in words.negative_words:
        return found.raw(start - 2, start)  # "declined any role"
    after = next(
        (i for i in range(start + 1, min(start + _STORY, found.right)) if texts[i] in words.copulas), None
    )
    length = words.called_off.at(texts, after + 1) if after is not None else 0
    if after is not None and length and not found.analysis.broken(start + 1, after):
        return found.raw(after, after + 1 + length)
    if not texts[start].endswith("ing") or texts[start - 1] != "from":
        return None
    verb = next((i for i in found.before(start - 1, _KEPT) if texts[i] in words.keeping), None)
    if verb is None or found.analysis.broken(verb + 1, start):
        return None
    undone = any(0 <= verb - one.end < _NEAR for one in found.analysis.negations)
    return None if undone else found.raw(verb, verb + 1)


def _too(found: Passage, start: int) -> str | None:
    """Return the "too late" before an infinitive that was not reached: not "only too glad to help"."""
    texts = found.texts
    too = next((i for i in found.before(start - 1, _NEAR) if texts[i] == "too"), None)
    if too is None or too == start - 2 or found.analysis.broken(too + 1, start):
        return None
    return None if texts[too - 1] in _WEIGHING else found.raw(too, start - 1)


_WEIGHING = frozenset(("not", "never", "only", "all", "none", "hardly"))


def open_before(found: Passage, told: Analysis, shown: Span) -> str | None:
    """Return what a quote was cut off from that leaves it open, where a claim drawn from it has nothing of it.

    That is a wish, a "whether", an "until" that is yet to come, a condition, or a story that is doubted. ``shown``
    is the cue that the draft names, a half-open token span.
    """
    texts, words, end = found.texts, found.words, found.first
    while end > found.left and (texts[end - 1] in OPENING or texts[end - 1] == "that"):
        end -= 1
    start = end - 3 if texts[max(end - 3, 0) : end] == ("whether", "or", "not") else end - 1
    if start < found.left or shown[0] <= start < shown[1]:
        return None
    opened = words.open_words.isdisjoint(told.texts)
    wish = texts[start] == "whether" or (texts[start] in words.wishing and _governs(found, start))
    if (wish or _is_doubted(found, start)) and opened:
        return found.raw(start, end)
    if (_yet_to_come(found, start) or _conditional(found, start)) and words.conditions.isdisjoint(told.texts):
        return (
            found.raw(start, end) if texts[start] != "," else found.raw(_sentence_head(found, start), start)
        )
    return None


def _is_doubted(found: Passage, index: int) -> bool:
    """Tell whether a quote is the content of a story that the sentence doubts: "no truth in the claim that"."""
    texts, words = found.texts, found.words
    story = texts[index] in words.doubtful_nouns and texts[index + 1] == "that"
    return story and not words.rubbishing.isdisjoint(texts[found.left : index])


def _yet_to_come(found: Passage, index: int) -> bool:
    """Tell whether an "until" or "once" stands before a verb of the present, beside what is to come."""
    if found.texts[index] not in {"until", "once"} or any(
        is_past(found, i) for i in range(found.first, found.last)
    ):
        return False
    ahead = found.words.future_modals | {"won't"}
    return any(text in ahead or text.endswith("'ll") for text in found.texts[found.left : index])


def _conditional(found: Passage, index: int) -> bool:
    """Tell whether the comma before a quote closes the "if" that opens its sentence."""
    head = _sentence_head(found, index)
    return (
        found.texts[index] == ","
        and head < index
        and found.texts[head] in found.words.conditional_conjunctions
    )


def _sentence_head(found: Passage, index: int) -> int:
    """Return the first word of the sentence or quotation that a token stands in."""
    head = index
    while head > found.left and found.texts[head - 1] not in OPENING | CLOSING:
        head -= 1
    return head


def _governs(found: Passage, index: int) -> bool:
    """Tell whether a word of wishing is a verb here: not "the hope" or "with hopes"."""
    return (
        found.texts[index - 1] not in found.words.determiners | found.words.prepositions
        or index == found.left
    )
