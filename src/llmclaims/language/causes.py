"""Whether a sentence says that one event brought the other about, where no connective of cause is given for it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.aims import gives_aim

if TYPE_CHECKING:
    from llmclaims.language.clauses import Passage
    from llmclaims.schema.annotations import Span

_BETWEEN = 6
"""Words between a subject's head and its verb: "the hail at noon delighted"."""
_RESULT = 24
"""Words between a verb and the participle of its result: "tore a roof off the hall in Brey, soaking forty stalls"."""


def says_itself(found: Passage, cause: Span, effect: Span) -> bool:
    """Tell whether the words between two triggers, or the effect's own verb, say the cause: token spans of a paragraph."""
    quoted = found.first <= min(cause[0], effect[0]) and max(cause[1], effect[1]) <= found.last
    told = quoted and (_results(found, cause, effect) or _joined(found, cause, effect))
    return told or _done_by(found, cause, effect)


def _done_by(found: Passage, cause: Span, effect: Span) -> bool:
    """Tell whether the cause is the subject of the effect's own verb: "the thunder scared two foals"."""
    subject, (verb, end) = cause[1], effect
    if not (found.left <= cause[0] < subject <= verb < end <= found.right) or verb - subject > _BETWEEN:
        return False
    texts, words = found.texts, found.words
    heads = texts[subject - 1]
    is_noun = not heads.endswith("ed") and heads not in words.past_verbs - words.unchanging_verbs
    is_verb = any(tells.endswith("ed") or tells in words.past_verbs for tells in texts[verb:end])
    verbs = (words.auxiliaries | words.past_verbs) - words.past_auxiliaries
    return (
        is_noun
        and is_verb
        and verbs.isdisjoint(texts[subject:verb])
        and not found.analysis.broken(subject, verb)
    )


def _results(found: Passage, cause: Span, effect: Span) -> bool:
    """Tell whether the effect is a participle behind the cause's clause: ", soaking forty stalls", not ", wearing a hat"."""
    texts, words, verb = found.texts, found.words, effect[0]
    if not texts[verb].endswith("ing") or texts[verb] in words.circumstances | words.citing_participles:
        return False
    comma = verb - 1
    if texts[comma] == "and":  # "killing two and injuring ten"
        listed = range(comma - 1, cause[1], -1)
        comma = next((i - 1 for i in listed if texts[i].endswith("ing") and texts[i - 1] == ","), comma)
    while comma > cause[1] and (texts[comma].endswith("ly") or texts[comma] in words.participle_adverbs):
        comma -= 1
    near = found.left <= cause[0] and cause[1] <= comma <= cause[1] + _RESULT
    own = not any(found.breaks[i] and texts[i] not in words.prepositions for i in range(cause[1], comma))
    return near and texts[comma] == "," and own


def _joined(found: Passage, cause: Span, effect: Span) -> bool:
    """Tell whether a connective or a verb of causing stands between the two, on the cause's side."""
    words = found.words
    first, last = min(cause, effect), max(cause, effect)
    between = f" {' '.join(found.texts[first[1] : last[0]])} "
    if ";" in between or "." in between or not found.left <= first[0] < last[1] <= found.right:
        return False
    told = words.forward_causes if cause < effect else words.backward_causes
    weak = words.causal_particles | ({"so", "so that"} if _is_aimed(found, first[1], last[0]) else {"so"})
    if any(f" {one} " in between for one in told if one not in weak or one == "because"):
        return True
    reacting = found.texts[first[1] - 1] in words.reacting and effect < cause
    return reacting and found.texts[first[1]] in words.reacting_to


def _is_aimed(found: Passage, start: int, end: int) -> bool:
    """Tell whether a "so that" between two places gives an aim: "so that nobody would wake"."""
    places = ((at, at + 2) for at in range(start, end - 1) if found.texts[at : at + 2] == ("so", "that"))
    return any(gives_aim(found, one) for one in places)


def reacts(found: Passage, signal: Span, effect: Span) -> bool:
    """Tell whether a preposition says why: "protest | against", or "after" behind what is done for a reason.

    In "cancelled the match after a lamp had burst" the burst is why; "sang after" and "resigned, two days after" only tell
    the order.
    """
    texts, words = found.texts, found.words
    before = texts[signal[0] - 1] if signal[0] > found.left else ""
    if before in words.reacting and texts[signal[0]] in words.reacting_to:
        return True
    measured = before == "," or before in words.periods or before.removesuffix("s") in words.periods
    direct = texts[signal[0] : signal[1]] in {("after",), ("following",)} and not measured
    return direct and effect[1] <= signal[0] and texts[effect[0]] in words.reactions
