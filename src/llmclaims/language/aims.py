"""Whether words give an aim, what something is done for, or only look like it.

"To", "in order to", "so that" with a modal and their like give one. The same "to" also leads to the content of a verb
("agreed to pay"), to what came of something ("deep enough to drown in", "went on to win") and to a place.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.verbs import is_base_form

if TYPE_CHECKING:
    from llmclaims.language.clauses import Passage
    from llmclaims.schema.annotations import Span

_MODAL_REACH = 6
"""Words behind "so that" in which a modal says that it is an aim."""
_AIM_REACH = 8
"""Words from a connective to the trigger of the aim behind it: "to win the approval"."""
_OBJECT_REACH = 8
"""Words from a verb to the "to" behind its object: "urged the two villages by the lake to"."""
_DEGREE_REACH = 3
"""Words before a "to" in which a "too" or an "enough" says how much."""
_BUT_REACH = 12
"""Words from a "not to" to the "but" that says what is meant."""
_PHRASE = 5
"""Words of the longest phrase."""
_CONNECTS = frozenset(("to", "that", "of", "at", "hoping"))
"""Words that a connective of an aim ends in."""


def gives_aim(found: Passage, signal: Span) -> bool:
    """Tell whether a connective, a token span, gives an aim: "to", "in order to", "so that nobody would wake"."""
    told = _in_phrase(found, signal) or _so_that(found, signal)
    return told or (infinitive(found, signal) is not None and not tells_outcome(found, signal))


def may_give_aim(found: Passage, signal: Span) -> bool:
    """Tell whether a connective may give an aim as well as what came of something: "so they can be there"."""
    following = found.texts[signal[1] : signal[1] + _MODAL_REACH]
    return found.texts[signal[1] - 1] == "so" and not found.words.aim_open_modals.isdisjoint(following)


def _so_that(found: Passage, signal: Span) -> bool:
    """Tell whether a connective is "so that" with a modal behind it."""
    words = found.texts[slice(*signal)]
    following = found.texts[signal[1] : signal[1] + _MODAL_REACH]
    that = words[-2:] == ("so", "that") or (words[-1:] == ("so",) and following[:1] == ("that",))
    return that and not found.words.aim_modals.isdisjoint(following)


def infinitive(found: Passage, signal: Span) -> int | None:
    """Return the "to" of a connective where a verb stands behind it: of "to", "to make", "not to", "went on to"."""
    first, end = signal
    to = next((at for at in (first, first + 1, end - 1) if at < end and found.texts[at] == "to"), None)
    if to is None or to + 1 >= len(found.texts) or found.tokens[to + 1].capital:
        return None
    verb = (
        is_base_form(found, to + 1) or found.texts[to + 1] in found.words.bare_verbs
    )  # "to bring", "to feed"
    return to if verb else None


def tells_outcome(found: Passage, signal: Span) -> bool:
    """Tell whether the "to" of a connective leads to what came of something: "only to find", "went on to", "enough to"."""
    to = infinitive(found, signal)
    if to is None or _in_phrase(found, (to, to + 1)):
        return False
    words, near = found.words, found.texts[max(to - _DEGREE_REACH, found.left) : to]
    starts = range(max(to - _PHRASE, found.left), to)
    if any(words.aim_sequels.at(found.texts, start) == to + 1 - start for start in starts):
        return True
    if "enough" in near or "too" in near[:-1] or near[-1:] == ("as",):
        return True
    return near[-1:] == ("only",) and (near[-2:-1] == (",",) or found.texts[to + 1] in words.found_out)


def aim_before(found: Passage, trigger: Span) -> Span | None:
    """Return the connective that makes an event an aim, the nearest before its trigger; None without one."""
    for index in range(trigger[0] - 1, max(trigger[0] - 1 - _AIM_REACH, found.left - 1), -1):
        signal = (index - (found.texts[index] == "that" and index > found.left), index + 1)
        if found.texts[index] in _CONNECTS and gives_aim(found, signal):
            return signal
        if found.texts[index] in {";", ":", "."}:
            return None
    return None


def place_of(found: Passage, signal: Span, triggers: tuple[Span | None, ...]) -> Span:
    """Return which of its places in a quote a connective has here: where it gives an aim, else the nearest, before a trigger."""
    told, length = found.texts[slice(*signal)], signal[1] - signal[0]
    same = [
        (start, start + length)
        for start in range(found.first, found.last - length + 1)
        if found.texts[start : start + length] == told
    ]
    near = [
        one for trigger in triggers for one in same if trigger and one[0] <= trigger[0] <= one[0] + _AIM_REACH
    ]
    giving = [one for one in near if gives_aim(found, one)]
    return max(giving or near, default=signal)


def governor(found: Passage, signal: Span, source: Span | None) -> int | None:
    """Return the word whose content a "to" leads to, and not its aim: "agreed | to pay", "urged them | to leave"."""
    to = infinitive(found, signal)
    if to is None or to <= found.left or _in_phrase(found, (to, to + 1)):
        return None
    if found.texts[to - 1] in found.words.aim_contents and not _is_name(found, to - 1):
        return to - 1
    if source is None or source[1] >= to:
        return None
    for at in range(to - 2, max(source[1] - 2, to - _OBJECT_REACH), -1):
        if found.breaks[at + 1]:
            return None
        if found.texts[at] in found.words.commanding and found.texts[at + 1] not in found.words.prepositions:
            return at
    return None


def other_doer(found: Passage, signal: Span, source: Span) -> int | None:
    """Return the verb right before a "to" that is another than the source's: "stopped a van hired | to carry"."""
    to = infinitive(found, signal)
    if to is None or not source[1] < to or _in_phrase(found, (to, to + 1)):
        return None
    verbs = _is_verb(found, source[1] - 1) and _is_verb(found, to - 1)
    return to - 1 if verbs and not _is_name(found, to - 1) else None


def is_denied(found: Passage, signal: Span, *, avoided: bool) -> bool:
    """Tell whether the text says what something was not done for: "not in order to sell", "not to sell but to give".

    An aim may be ``avoided`` and no more: "went by night not to be seen".
    """
    texts = found.texts
    first = signal[0] + (texts[signal[0]] in {"not", "never"})
    before = texts[max(first - 2, found.left) : first]
    if before == ("rather", "than"):
        return True
    if before[-1:] not in {("not",), ("never",)} or before[:-1] in {("order",), ("as",)}:
        return False
    whole = found.words.aims.at(texts, first) > 0  # what is avoided comes "in order not to"
    return whole or not avoided or "but" in texts[signal[1] : signal[1] + _BUT_REACH]


def gives_reason(found: Passage, signal: Span, source: Span | None) -> bool:
    """Tell whether a "for" says why: "fined | for dumping", "thanked them | for having come"."""
    if found.texts[slice(*signal)] != ("for",):
        return False
    judged = source is not None and found.texts[source[1] - 1] in found.words.aim_reasons
    return judged or found.texts[signal[1] : signal[1] + 1] == ("having",)


def says_no_aim(found: Passage, signal: Span) -> bool:
    """Tell whether a connective has no word that could give an aim: words of grammar, of time or of place alone."""
    words = found.words
    empty = (
        words.function_words
        | words.determiners
        | words.pronouns
        | words.possessives
        | words.prepositions
        | words.auxiliaries
        | words.date_words
        | words.weekdays
        | words.months.keys()
        | words.coordinators
        | words.causal_particles
        | words.time_particles
    ) - words.aim_particles
    told = found.texts[slice(*signal)]
    return not any(text[0].isalpha() and text not in empty for text in told)


def _is_name(found: Passage, index: int) -> bool:
    return found.tokens[index].capital and index > found.left


def _is_verb(found: Passage, index: int) -> bool:
    text = found.texts[index]
    return (text.endswith("ed") and not text.endswith("eed")) or text in found.words.past_verbs


def _in_phrase(found: Passage, signal: Span) -> bool:
    """Tell whether a connective has a phrase of aim in it or is a part of one: "in order | to"."""
    starts = range(max(signal[0] - _PHRASE, found.left), signal[1])
    return any(found.words.aims.at(found.texts, start) > max(signal[0] - start, 0) for start in starts)
