"""What a negation governs: the words behind it in its clause, as far as what stands between lets it pass.

A negator governs what follows it: "did not launch an attack" denies the attack, "did not name the man killed in
the attack" denies neither. Verbs that only carry the negation on ("launch", "allow", "want to") let it pass,
verbs that presuppose what follows do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.attribution.cues import OPENING
from llmclaims.language.negators import could_not

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.language.clauses import Analysis, Passage
    from llmclaims.language.negators import Negation
    from llmclaims.language.vocabulary import Words

_REACH = 8
_FARTHEST = 24
_NOMINAL_REACH = 12
_MAX_OPAQUE = 1
_NEAR = 3
_DOUBLE_REACH = 5


def governs(found: Passage, negation: Negation, target: int, *, outside: bool = False) -> bool:
    """Tell whether a negation governs the token ``target`` that stands right of it.

    ``outside`` says that the target is where a quote begins: what was cut off just before it counts more.
    """
    analysis, words = found.analysis, found.words
    if target - negation.end > _FARTHEST or _counterfactual(found, negation, target):
        return False
    target -= outside and _quote_marks(analysis, negation.end, target)
    between = analysis.texts[negation.end : target]
    if negation.kind == "denial":
        return _denial_governs(analysis, negation, target, words)
    complement = negation.kind == "governor" and analysis.texts[negation.end - 1] in {"that", "of"}
    raised = between[:1] and between[0] in words.negation_raising  # "do not think that" denies it
    first = negation.end + bool(raised)
    first += complement or analysis.texts[first : first + 1] == ("that",)
    last = target - 1 if raised and analysis.texts[target] == "that" else target
    last -= outside and _goes_on(analysis, target)
    cut = analysis.broken(first, last) and not (outside and not between)
    if (
        cut
        or _beyond_relative(analysis, negation, target, words)
        or is_past_belief(analysis.texts, negation.end)
    ):
        return False
    if words.presupposing.intersection(between) or _doubled(analysis, negation, words):
        return False
    if negation.kind == "verbal" and between and not _bound(analysis, negation, words):
        return outside and words.quantifiers.issuperset(between)  # "not everyone | in the valley"
    opaque = _opaque(between, words)
    if negation.kind == "nominal":
        aside = analysis.texts[negation.start - 1 : negation.start] == ("with",) and len(between) > 1
        return not aside and _nominal_governs(analysis, negation, target, words, outside=outside)
    if analysis.texts[negation.end - 1] in words.prepositions - {"to"}:
        verb = analysis.texts[target] in words.auxiliaries or analysis.texts[target].endswith("ed")
        return not opaque or (len(opaque) <= _MAX_OPAQUE and not verb)
    if outside and len(between) <= _NEAR:
        return len(opaque) <= _MAX_OPAQUE + 1
    return len(between) <= _REACH and len(opaque) <= _MAX_OPAQUE


def _counterfactual(found: Passage, negation: Negation, target: int) -> bool:
    """Tell whether what is denied came true: "Without the rescue of X, Y could not have", "could not ... without the rescue"."""
    texts, words = found.texts, found.words
    without = next((i for i in range(negation.start, target) if texts[i] == "without"), None)
    if without is None or texts[without + 1] not in words.definite:
        return False
    return not {"could", "would", "might"}.isdisjoint(texts[found.left : found.right])


def is_given(found: Passage, negation: Negation, target: int) -> bool:
    """Tell whether a noun is taken as given by what denies around it: "no part in the fight", "refused to attend the sale"."""
    texts, words = found.texts, found.words
    if words.presupposing.intersection(texts[negation.end : target]) or _described(found, negation, target):
        return True
    start = definite_before(found, negation.end, target)
    if start is None or any(not text[-1].isalnum() for text in texts[start:target]):
        return False
    before = start - 1 - (texts[start - 1] in words.quantifiers | {"half", "both"})
    led = (
        texts[before] in {"to", "of", "on"} and texts[before - 1] in words.answering
    )  # "no response to the attack"
    if negation.kind == "nominal" and not _finite(texts[negation.end : start], words):
        return led  # "No one from the embassy attended"
    if before >= negation.end and texts[before] in words.presupposing_objects:
        return True
    relative = texts[target + 1 : target + 3]  # "avoided the crash that killed two"
    told = relative[:1] and relative[0] in words.plain_relatives and _finite(relative[1:], words)
    return before >= negation.start and (texts[before] in words.placing or led or bool(told))


def definite_before(found: Passage, first: int, target: int) -> int | None:
    """Return the "the", "this" or "his" of the noun phrase that ends with a token."""
    reach = range(target - 1, max(target - _NEAR - 1, first) - 1, -1)
    return next((i for i in reach if found.texts[i] in found.words.definite), None)


def _described(found: Passage, negation: Negation, target: int) -> bool:
    """Tell whether a token stands in what describes somebody or something known: "could not save the boy who was bitten"."""
    texts, words = found.texts, found.words
    relative = next(
        (i for i in range(target - 1, negation.end, -1) if texts[i] in words.plain_relatives), None
    )
    cleft = "it" in texts[max(negation.start - 2, 0) : negation.start]  # "It was not the army that fired"
    if cleft or relative is None or definite_before(found, negation.end, relative - 1) is None:
        return False
    if negation.kind == "denial" and texts[relative - 1] in words.denied_objects:
        return False  # "dismissed the report that"
    return texts[relative] != "that" or _finite(texts[relative + 1 : target + 1], words)


def _quote_marks(analysis: Analysis, start: int, target: int) -> int:
    """Return how many tokens before a target are opening quotation marks: "did not “share his faith"."""
    at = target
    while at > start and analysis.texts[at - 1] in OPENING:
        at -= 1
    return target - at


def is_past_belief(texts: Sequence[str], index: int) -> bool:
    """Tell whether a token is the "believe" of "could not believe": what follows is so."""
    return 0 < index < len(texts) and texts[index] == "believe" and could_not(texts, index - 1)


def _goes_on(analysis: Analysis, target: int) -> bool:
    """Tell whether a quote begins with "as a" or with "that" for a noun, which begin no clause of their own."""
    text, after = analysis.texts[target], "".join(analysis.texts[target + 1 : target + 2])
    return (text == "as" and after in {"a", "an"}) or (
        text == "that" and after in {"on", "in", "for", "with", "at"}
    )


def _beyond_relative(analysis: Analysis, negation: Negation, target: int, words: Words) -> bool:
    """Tell whether a target is the verb of the main clause, behind a relative one that has the negation for itself."""
    texts = analysis.texts
    start = negation.start
    while start and texts[start - 1] in words.auxiliaries:
        start -= 1
    if (
        not start
        or texts[start - 1] not in words.plain_relatives
        or not _opaque(texts[negation.end : target], words)
    ):
        return False
    if texts[target - 1] in words.prepositions | words.determiners:
        return False
    return texts[target] in words.auxiliaries or any(
        text.endswith("ed") for text in texts[target - 1 : target + 1]
    )


def _doubled(analysis: Analysis, negation: Negation, words: Words) -> bool:
    """Tell whether a second negation stands over a negation, so that what they say together is open."""
    if analysis.texts[negation.start] == "nor":
        return False  # "neither ... nor" is one negation
    first = max(negation.start - _DOUBLE_REACH, 0)
    while first < negation.start and analysis.broken(first + 1, negation.start):
        first += 1
    before = range(first, negation.start)
    return any(one.end - 1 in before for one in analysis.negations) or any(
        analysis.texts[index] in words.preventing for index in before
    )


def _bound(analysis: Analysis, negation: Negation, words: Words) -> bool:
    """Tell whether "not" belongs to a verb: "has not", "didn't", "not to"; in "not guilty" it does not."""
    text = analysis.texts[negation.start]
    if text != "not":
        return True
    before = analysis.texts[negation.start - 1] if negation.start else ""
    after = analysis.texts[negation.end : negation.end + 1]
    clitic = before.endswith(("'s", "'re", "'m", "'ll", "'d", "'ve", "ly"))
    return clitic or before in words.auxiliaries or before == "to" or after == ("to",)


def _opaque(between: Sequence[str], words: Words) -> list[str]:
    """Return the words between a negation and its target that do not simply pass it on."""
    return [
        text
        for text in between
        if text[-1].isalnum() and text not in words.transparent and not text.endswith("ly")
    ]


def _nominal_governs(
    analysis: Analysis, negation: Negation, target: int, words: Words, *, outside: bool
) -> bool:
    """Tell whether "no", "nobody", "neither" governs a token: its own noun phrase and the verb after it."""
    between = analysis.texts[negation.end : target]
    opaque = _opaque(between, words)
    prepositions = words.prepositions - {"to"}
    if analysis.texts[negation.start] in prepositions:  # "at no time (in the year) did X"
        if outside and not between:
            return True
        inverted = next((index for index, text in enumerate(between) if text in words.auxiliaries), None)
        near = inverted is not None and inverted <= _REACH and len(between) - inverted <= _NOMINAL_REACH
        if near and not analysis.broken(negation.end, target):
            return not prepositions.intersection(between[-1:])
    if analysis.texts[target] in prepositions:  # "not everyone | in the valley feels safe"
        opens = analysis.breaks[negation.start] or analysis.texts[negation.start - 1] == "that"
        return outside and opens and words.quantifiers.issuperset(between)
    if not outside and analysis.texts[negation.end - 1] == "of" and words.determiners.issuperset(between):
        return False  # "none of the injuries were serious": there were injuries
    verb = analysis.texts[target] in words.auxiliaries or analysis.texts[target].endswith("ed")
    if outside and verb and len(between) <= _NEAR + 1:
        return True  # "none of the hostages | were freed"
    verb = verb or analysis.texts[target] in words.past_verbs
    partitive = "of" in between[:2] or analysis.texts[negation.end - 1] == "of"
    if verb and partitive and len(between) <= 2 * _NEAR + 2 and not _finite(between, words):
        return True  # "not one of the ships reached"
    if len(between) <= _NEAR:
        return not prepositions.intersection(between)
    auxiliary = next((index for index, text in enumerate(between) if text in words.auxiliaries), None)
    if auxiliary is None or len(between) > _NOMINAL_REACH:
        return len(opaque) <= _MAX_OPAQUE
    return not _opaque(between[auxiliary:], words)


def _finite(between: Sequence[str], words: Words) -> bool:
    """Tell whether a word that may be a verb stands among some words."""
    return any(
        text in words.auxiliaries or text in words.past_verbs or (text.endswith("ed") and len(text) > _NEAR)
        for text in between
    )


def _judged(texts: Sequence[str], index: int, words: Words) -> int:
    """Return the length of what something is dismissed as, before its object: "dismissed | as fiction | the report that"."""
    if texts[index : index + 1] != ("as",):
        return 0
    places = range(index + 2, min(index + 2 + _NEAR, len(texts)))
    heads = words.definite | words.denied_objects
    return next((at - index for at in places if texts[at] in heads), 0)


def _denial_governs(analysis: Analysis, negation: Negation, target: int, words: Words) -> bool:
    """Tell whether "denied", "rejected claims" governs a token: what follows directly, or in its that-clause."""
    first = negation.end + _judged(analysis.texts, negation.end, words)
    between = list(analysis.texts[first:target])
    objects = (
        between[:1] and between[0] != "that" and (between[0] in words.determiners | words.denied_objects)
    )
    if objects and "that" in between:
        cut = between.index("that")
        if not words.denied_objects.intersection(between[:cut]):
            return False
        first, between = first + cut, between[cut:]
    elif words.denied_objects.intersection(between[:2]) and "of" in between:
        cut = between.index("of")
        first, between = first + cut, between[cut:]
    that = bool(between) and between[0] == "that"
    if analysis.broken(first + (1 if that else 0), target):
        return False
    starts_clause = that or analysis.texts[negation.start] in words.denying
    return starts_clause and len(between) <= _REACH
