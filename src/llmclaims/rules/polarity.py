"""Negation: outside the quote, beside the trigger, and between the quote and the claim (V10, V10b, V19).

A negator governs what follows it in its clause: "did not launch an attack" denies the attack, "did not name
the man killed in the attack" denies neither. So what stands between counts: verbs that only carry the
negation on ("launch", "allow", "want to") let it pass, verbs that presuppose what follows do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.rules.clauses import Analysis, Negation, Passage, analyse, is_final, passage
from llmclaims.rules.registry import FLAG, REJECT, Finding, rule
from llmclaims.schema import Role

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.rules.case import Case
    from llmclaims.rules.words import Words

_REACH = 8
_NOMINAL_REACH = 12
_MAX_OPAQUE = 1
_NEAR = 3
_DOUBLE_REACH = 5


@rule(
    "V10",
    {"NEGATION_OUTSIDE_QUOTE": REJECT},
    example="Quoting “requested military help” from “Iran has not requested military help” as something that happened",
    worded=True,
)
def negation_outside(case: Case) -> Iterator[Finding]:
    """A negator that governs the quote stands just left of it, and the polarity says positive."""
    if case.get(Role.POLARITY) != "positive" or case.get(Role.ACT) == "ask":
        return
    found = passage(case)
    if found is None:
        return
    negation = governing_outside(case, found)
    if negation is not None:
        words = found.raw(negation.start, negation.end)
        message = f"The words before the quote deny it (“{words}”), yet its polarity is positive."
        yield Finding(code="NEGATION_OUTSIDE_QUOTE", message=message)


@rule(
    "V10b",
    {"POLARITY_MISMATCH": REJECT, "POLARITY_UNLICENSED": FLAG},
    example="“no military assistance has been requested” with the trigger “requested” and polarity positive",
    worded=True,
)
def polarity_of_quote(case: Case) -> Iterator[Finding]:
    """The polarity agrees with the negators in the quote and its sentence."""
    polarity = case.get(Role.POLARITY)
    found = passage(case) if polarity is not None else None
    if found is None:
        return
    if polarity == "negative":
        if not negative_between(found, found.left, found.right):
            message = "The polarity is negative, but no word of the sentence denies anything."
            yield Finding(code="POLARITY_UNLICENSED", message=message)
        return
    negation = _negated_inside(case, found) if case.get(Role.ACT) != "ask" else None
    if negation is not None:
        words = found.raw(negation.start, negation.end)
        message = f"The quote denies what it tells of (“{words}”), yet its polarity is positive."
        yield Finding(code="POLARITY_MISMATCH", message=message)


@rule(
    "V19",
    {"CLAIM_POLARITY_FLIPPED": REJECT},
    example="“we have not received any request” with the claim “Pakistan received a request”",
    worded=True,
)
def claim_polarity(case: Case) -> Iterator[Finding]:
    """The quote and the claim drawn from it both deny, or neither does."""
    claim = case.get(Role.PROPOSITION)
    found = passage(case) if claim else None
    if found is None:
        return
    told = analyse(str(claim), case.document.language)
    in_claim = strong(told, 0, len(told.tokens))
    in_quote = strong(found.analysis, found.first, found.last)
    message = ""
    if in_claim and not in_quote:
        if not _denied_around(case, found, told):
            message = f"The claim denies (“{' '.join(told.texts[slice(*in_claim[0][:2])])}”) what the quote does not."
    elif not in_claim:
        denying = in_quote or _refusing(found)
        if denying and not _denied_anew(found, told) and _kept(found, denying[0], told):
            message = f"The quote denies (“{found.raw(*denying[0][:2])}”) what the claim asserts."
    pair = None if message or bool(in_quote) != bool(in_claim) else _opposites(found, told)
    if pair is not None:
        message = f"The quote says “{pair[0]}”, the claim says “{pair[1]}”."
    if message:
        yield Finding(code="CLAIM_POLARITY_FLIPPED", message=message)


def _refusing(found: Passage) -> list[Negation]:
    """The phrases in the quote that deny the verb after them: "failed to", "refuses to", "without"."""
    texts = found.analysis.texts
    return [
        negation
        for negation in found.analysis.negations
        if found.first <= negation.start < found.last
        and negation.kind == "governor"
        and texts[negation.end - 1] in {"to", "without"}
    ]


def _opposites(found: Passage, told: Analysis) -> tuple[str, str] | None:
    """A word of the quote that stands in the claim with a negative prefix, or the other way round."""
    mine = {text for text in found.analysis.texts[found.first : found.last] if text[0].isalpha()}
    theirs = {text for text in told.texts if text[0].isalpha()}
    for prefix in found.words.opposing_prefixes:
        for one in theirs - mine:
            if one.startswith(prefix) and one.removeprefix(prefix) in mine - theirs:
                return one.removeprefix(prefix), one
        for one in mine - theirs:
            if one.startswith(prefix) and one.removeprefix(prefix) in theirs - mine:
                return one, one.removeprefix(prefix)
    return None


def governing_outside(case: Case, found: Passage) -> Negation | None:
    """The negation left of the quote that governs it, None when there is none or the draft shows it."""
    cue = case.span(Role.CUE)
    shown = (
        found.analysis.span(cue[0] - case.paragraph.start, cue[1] - case.paragraph.start) if cue else (0, 0)
    )
    for negation in found.analysis.negations:
        that = found.analysis.texts[negation.end - 1] == "that"  # a quote may begin with it
        if negation.start < found.left or negation.end > found.first + that or negation.start >= found.first:
            continue
        if shown[0] <= negation.start < shown[1] and (
            negation.kind != "denial" or case.get(Role.ACT) == "deny"
        ):
            continue
        if negation.kind == "denial" and (
            case.get(Role.ACT) == "deny" or case.get(Role.MODALITY) == "alleged"
        ):
            continue
        if governs(found.analysis, negation, found.first, found.words, outside=True):
            return negation
        if cue and negation.end <= shown[0] and _negates_cue(found, negation, shown[0]):
            return negation
    return None


def _negates_cue(found: Passage, negation: Negation, cue: int) -> bool:
    """Whether a negation denies the saying itself: "did not say that", "declined to confirm that"."""
    between = found.analysis.texts[negation.end : cue]
    if negation.kind == "denial" or found.analysis.broken(negation.end, cue):
        return False
    return all(text.endswith("ly") or text in found.words.transparent for text in between)


def governs(
    analysis: Analysis, negation: Negation, target: int, words: Words, *, outside: bool = False
) -> bool:
    """Whether a negation governs the token ``target`` that stands right of it.

    ``outside`` says that the target is where a quote begins: what was cut off just before it counts more.
    """
    between = analysis.texts[negation.end : target]
    if negation.kind == "denial":
        return _denial_governs(analysis, negation, target, words)
    complement = negation.kind == "governor" and analysis.texts[negation.end - 1] in {"that", "of"}
    raised = between[:1] and between[0] in words.negation_raising  # "do not think that ..." denies what follows
    first = negation.end + bool(raised)
    first += complement or analysis.texts[first : first + 1] == ("that",)
    last = target - 1 if raised and analysis.texts[target] == "that" else target
    if analysis.broken(first, last) and not (outside and not between):
        return False
    if words.presupposing.intersection(between) or _doubled(analysis, negation, words):
        return False
    if negation.kind == "verbal" and between and not _bound(analysis, negation, words):
        return outside and words.quantifiers.issuperset(between)  # "not everyone | in the valley"
    opaque = _opaque(between, words)
    if negation.kind == "nominal":
        return _nominal_governs(analysis, negation, target, words, outside=outside)
    if analysis.texts[negation.end - 1] in words.prepositions - {"to"}:
        verb = analysis.texts[target] in words.auxiliaries or analysis.texts[target].endswith("ed")
        return not opaque or (len(opaque) <= _MAX_OPAQUE and not verb)
    if outside and len(between) <= _NEAR:
        return len(opaque) <= _MAX_OPAQUE + 1
    return len(between) <= _REACH and len(opaque) <= _MAX_OPAQUE


def _doubled(analysis: Analysis, negation: Negation, words: Words) -> bool:
    """Whether a second negation stands over a negation, so that what they say together is open."""
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
    """Whether "not" belongs to a verb: "has not", "didn't", "not to"; in "not guilty" it does not."""
    text = analysis.texts[negation.start]
    if text != "not":
        return True
    before = analysis.texts[negation.start - 1] if negation.start else ""
    after = analysis.texts[negation.end : negation.end + 1]
    clitic = before.endswith(("'s", "'re", "'m", "'ll", "'d", "'ve", "ly"))
    return clitic or before in words.auxiliaries or before == "to" or after == ("to",)


def _opaque(between: Sequence[str], words: Words) -> list[str]:
    """The words between a negation and its target that do not simply pass it on."""
    return [
        text
        for text in between
        if text[-1].isalnum() and text not in words.transparent and not text.endswith("ly")
    ]


def _nominal_governs(
    analysis: Analysis, negation: Negation, target: int, words: Words, *, outside: bool
) -> bool:
    """Whether "no", "nobody", "neither" governs a token: its own noun phrase and the verb after it."""
    between = analysis.texts[negation.end : target]
    opaque = _opaque(between, words)
    prepositions = words.prepositions - {"to"}
    if analysis.texts[target] in prepositions:
        return False
    verb = analysis.texts[target] in words.auxiliaries or analysis.texts[target].endswith("ed")
    if outside and verb and len(between) <= _NEAR + 1:
        return True  # "none of the hostages | were freed"
    if len(between) <= _NEAR:
        return not prepositions.intersection(between)
    auxiliary = next((index for index, text in enumerate(between) if text in words.auxiliaries), None)
    if auxiliary is None or len(between) > _NOMINAL_REACH:
        return len(opaque) <= _MAX_OPAQUE
    return not _opaque(between[auxiliary:], words)


def _denial_governs(analysis: Analysis, negation: Negation, target: int, words: Words) -> bool:
    """Whether "denied", "rejected claims" governs a token: what follows directly, or in its that-clause."""
    between = list(analysis.texts[negation.end : target])
    first = negation.end
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
    starts_clause = that or analysis.texts[negation.start] in {"denied", "denies", "denying", "deny"}
    return starts_clause and len(between) <= _REACH


def negative_between(found: Passage, start: int, end: int) -> bool:
    """Whether any word between two token indices denies, in the widest sense."""
    return any(start <= negation.start < end for negation in found.analysis.negations) or any(
        _negative_word(text, found.words) for text in found.analysis.texts[start:end]
    )


def _denied_anew(found: Passage, told: Analysis) -> bool:
    """Whether a claim denies in words of its own: "failed", "unable", "lack", which the quote does not have."""
    quote = set(found.analysis.texts[found.first : found.last])
    return bool(told.negations) or any(
        _negative_word(text, found.words) for text in told.texts if text not in quote | found.words.weak_negatives
    )


def _negative_word(text: str, words: Words) -> bool:
    if text in words.negative_words or text in words.verbal_negators or text in words.nominal_negators:
        return True
    if text.endswith(words.negative_suffixes):
        return True
    return len(text) > 4 and text.startswith(words.negative_prefixes) and not text.startswith(words.neutral_prefixes)


def strong(analysis: Analysis, start: int, end: int) -> list[Negation]:
    """The plain negators between two token indices: "not", "never", "no", and the like."""
    return [
        negation
        for negation in analysis.negations
        if start <= negation.start < end
        and (
            negation.kind in {"verbal", "nominal"} or analysis.texts[negation.start] in {"not", "no", "never"}
        )
    ]


def _denied_around(case: Case, found: Passage, told: Analysis) -> bool:
    """Whether the quote denies in words that the claim gives otherwise, or what governs it from outside does."""
    if case.get(Role.ACT) == "deny" or case.get(Role.POLARITY) == "negative":
        return negative_between(found, found.left, found.right)
    claim = set(told.texts)
    texts = found.analysis.texts[found.first : found.last]
    inside = any(found.first <= one.start < found.last for one in found.analysis.negations)
    anew = any(_negative_word(text, found.words) for text in texts if text not in claim | found.words.weak_negatives)
    return inside or anew or governing_outside(case, found) is not None


def _kept(found: Passage, negation: Negation, told: Analysis) -> bool:
    """Whether the claim still tells of what the quote denies: one clause, or the negated words again."""
    inner = found.analysis.breaks[found.first + 1 : found.last]
    if not any(inner):
        return True
    near = found.analysis.texts[negation.end : min(negation.end + 4, found.last)]
    stems = {text[:5] for text in told.texts if len(text) > 3}
    content = [text[:5] for text in near if len(text) > 3 and text not in found.words.transparent]
    return bool(stems.intersection(content))


def _negated_inside(case: Case, found: Passage) -> Negation | None:
    """The negation in the quote that its trigger, or without one its main clause, stands under."""
    analysis = found.analysis
    inside = [one for one in analysis.negations if found.first <= one.start and one.end <= found.last]
    trigger = case.span(Role.TRIGGER)
    if trigger is None:
        return _main_negation(found, inside) if not case.has(Role.TRIGGER) else None
    offset = case.paragraph.start
    start, end = analysis.span(trigger[0] - offset, trigger[1] - offset)
    for negation in inside:
        if negation.kind == "denial" or negation.start >= start:
            continue
        if governs(analysis, negation, start, found.words):
            return negation
    return next((one for one in inside if one.kind == "nominal" and one.start == end), None)


def _main_negation(found: Passage, inside: list[Negation]) -> Negation | None:
    """The negation of a quote's first main clause."""
    start, end = main_clause(found)
    texts = found.analysis.texts
    rest = texts[start : found.last]
    if {";", "but", "without"}.intersection(rest) or (
        "than" in rest and {"more", "less", "better", "greater"} & set(rest)
    ):
        return None  # two clauses of different polarity, or a figure of speech
    if len([one for one in inside if start <= one.start < end]) > 1:
        return None
    for negation in inside:
        if not start <= negation.start < end:
            continue
        before = texts[negation.start - 1] if negation.start > found.first else ""
        after = texts[negation.end : negation.end + 1]
        if negation.kind == "verbal":
            bound = before in found.words.auxiliaries or texts[negation.start].endswith(
                ("n't", "cannot", "never")
            )
            if (
                bound
                and after != ("to",)
                and not {"think", "believe", "know"}.intersection(texts[negation.end : negation.end + 2])
            ):
                return negation
        elif negation.kind == "nominal" and (
            negation.start - start <= 1 or before in found.words.auxiliaries
        ):
            return negation
    return None


def main_clause(found: Passage) -> tuple[int, int]:
    """The quote's first clause that no conjunction subordinates, as a half-open token span."""
    texts, breaks = found.analysis.texts, found.analysis.breaks
    start = found.first
    while start < found.last and (texts[start] == "that" or not texts[start][-1].isalnum()):
        start += 1
    while start < found.last:
        end = next((i for i in range(start + 1, found.last) if breaks[i] or is_final(texts[i])), found.last)
        fronted = texts[start] in found.words.subordinators or texts[start] in found.words.prepositions
        short = end - start <= 2 and end < found.last
        if end < found.last and texts[end - 1] == "," and (fronted or short):
            start = end
            continue
        if texts[start] in found.words.subordinators:
            comma = next((i for i in range(start, found.last - 1) if texts[i] == ","), None)
            if comma is None:
                return found.last, found.last
            start = comma + 1
            continue
        return start, end
    return found.last, found.last
