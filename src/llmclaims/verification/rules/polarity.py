"""Negation: outside the quote, beside the trigger, and between the quote and the claim (V10, V10b, V19).

A negator governs what follows it in its clause: "did not launch an attack" denies the attack, "did not name
the man killed in the attack" denies neither. So what stands between counts: verbs that only carry the
negation on ("launch", "allow", "want to") let it pass, verbs that presuppose what follows do not.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.clauses import Analysis, Passage, analyse
from llmclaims.language.negation import definite_before, governs, is_given
from llmclaims.language.negators import Negation
from llmclaims.language.operators import Told, flipped
from llmclaims.language.polarity import (
    cancels_out,
    delays,
    denied_anew,
    laid_bare,
    main_negation,
    may_deny,
    negative_between,
    negative_word,
    opposites,
    plain_negators,
    refusing,
)
from llmclaims.language.verbs import is_past
from llmclaims.schema.annotations import Role
from llmclaims.verification.rules.registry import FLAG, REJECT, Finding, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.verification.rules.case import Case


@rule(
    "V10",
    {"NEGATION_OUTSIDE_QUOTE": REJECT, "NEGATION_NEAR_QUOTE": FLAG},
    strict=["NEGATION_NEAR_QUOTE"],
    soft=["NEGATION_OUTSIDE_QUOTE", "NEGATION_NEAR_QUOTE"],
    example="Quoting “requested military help” from “Iran has not requested military help” as something that happened",
    worded=True,
)
def negation_outside(case: Case) -> Iterator[Finding]:
    """A negator that governs the quote stands just left of it, and the polarity says positive."""
    if case.get(Role.POLARITY) != "positive" or case.get(Role.ACT) == "ask":
        return
    found = case.passage
    if found is None:
        return
    negation = _governing_outside(case, found)
    if negation is None:
        return
    words = found.raw(negation.start, negation.end)
    if _sure(case, found, negation):
        message = f"The words before the quote deny it (“{words}”), yet its polarity is positive."
        yield Finding(code="NEGATION_OUTSIDE_QUOTE", message=message)
    else:
        message = f"The words before the quote may deny this (“{words}”), yet its polarity is positive."
        yield Finding(code="NEGATION_NEAR_QUOTE", message=message)


def _sure(case: Case, found: Passage, negation: Negation) -> bool:
    """Tell whether a negation that governs a quote's beginning governs its trigger too, and not only what stands between."""
    trigger = case.tokens(Role.TRIGGER)
    shared = found.texts[negation.end - 1] in {"to", "that"}  # "refused | to pay"
    if trigger is None or trigger[0] == found.first or negation.end > found.first + shared:
        return True
    return not _is_known(found, negation, trigger[0], found.first)


def _is_known(found: Passage, negation: Negation, target: int, first: int) -> bool:
    """Tell whether a token is the noun of something known, "the leak", that its verb may or may not deny: no verb itself.

    ``first`` is where its verb would begin.
    """
    words, texts = found.words, found.texts
    if is_past(found, target) or not words.auxiliaries.isdisjoint(texts[first:target]):
        return False
    definite = definite_before(found, negation.end, target)
    return definite is not None and texts[definite - 1] not in words.effecting | words.taking


def _governing_outside(case: Case, found: Passage) -> Negation | None:
    """Return the negation left of the quote that governs it, None when there is none or the draft shows it."""
    cue, trigger = case.tokens(Role.CUE), case.tokens(Role.TRIGGER)
    shown = cue or (0, 0)
    for negation in found.analysis.negations:
        if negation.start < found.left or negation.start >= found.first:
            continue
        if trigger is not None and is_given(found, negation, trigger[0]):
            continue
        if shown[0] <= negation.start < shown[1] and (
            negation.kind != "denial" or case.get(Role.ACT) == "deny"
        ):
            continue
        if negation.kind == "denial" and (
            case.get(Role.ACT) == "deny" or case.get(Role.MODALITY) == "alleged"
        ):
            continue
        if negation.kind == "denial" and _reported(case, found, negation, shown):
            continue
        that = found.analysis.texts[negation.end - 1] == "that"  # a quote may begin with it
        if negation.end > found.first + that:
            return negation  # cut in two: "no | plan to sell"
        if governs(found, negation, found.first, outside=True):
            return negation
        if cue and negation.end <= shown[0] and _negates_cue(found, negation, shown[0]):
            return negation
    return None


def _reported(case: Case, found: Passage, negation: Negation, cue: tuple[int, int]) -> bool:
    """Tell whether a denial turns on somebody else's report, which the draft gives: "rejected a claim that"."""
    texts, words = found.analysis.texts, found.words
    noun = texts[cue[0]] in words.denied_objects and cue[1] - cue[0] == 1
    between = texts[negation.end : cue[0]]
    if not noun or negation.end > cue[0] or words.prepositions.intersection(between):
        return False
    denier = case.span(Role.SPEAKER)
    starts = found.analysis.tokens[negation.start].start + case.paragraph.start
    return not any(text.endswith("ing") for text in between) and (denier is None or denier[0] > starts)


def _negates_cue(found: Passage, negation: Negation, cue: int) -> bool:
    """Tell whether a negation denies the saying itself: "did not say that", "declined to confirm that"."""
    between = found.analysis.texts[negation.end : cue]
    if negation.kind == "denial" or found.analysis.broken(negation.end, cue):
        return False
    return all(text.endswith("ly") or text in found.words.transparent for text in between)


@rule(
    "V10b",
    {"POLARITY_MISMATCH": REJECT, "POLARITY_UNLICENSED": FLAG},
    soft=["POLARITY_MISMATCH", "POLARITY_UNLICENSED"],
    example="“no military assistance has been requested” with the trigger “requested” and polarity positive",
    worded=True,
    listed=True,
)
def polarity_of_quote(case: Case) -> Iterator[Finding]:
    """The polarity agrees with the negators in the quote and its sentence."""
    polarity = case.get(Role.POLARITY)
    if case.told is not None and polarity == "positive":
        yield from _of_listed(case, case.told)
    found = case.passage if polarity is not None else None
    if found is None:
        return
    if polarity == "negative":
        if not may_deny(found, case.tokens(Role.TRIGGER)):
            message = "The polarity is negative, but no word of the sentence denies this."
            yield Finding(code="POLARITY_UNLICENSED", message=message)
        return
    negation = _negated_inside(case, found) if case.get(Role.ACT) != "ask" else None
    if negation is None:
        return
    words = found.raw(negation.start, negation.end)
    trigger = case.tokens(Role.TRIGGER)
    if trigger is not None and _is_known(found, negation, trigger[0], negation.end):
        message = f"The quote may deny what it tells of (“{words}”), yet its polarity is positive."
        yield Finding(code="POLARITY_UNLICENSED", message=message)
    elif _kept_in_claim(case):
        texts, lacking = found.texts, {"have", "has", "had", "with"}
        lacks = texts[negation.start - 1] in lacking or texts[negation.start] in {"few", "little"}
        if negation.kind != "nominal" or not lacks:  # "had no oars" may be told as positive
            message = f"The quote and the claim deny (“{words}”), yet the polarity is positive."
            yield Finding(code="POLARITY_UNLICENSED", message=message)
    else:
        message = f"The quote denies what it tells of (“{words}”), yet its polarity is positive."
        yield Finding(code="POLARITY_MISMATCH", message=message)


@rule(
    "V19",
    {"CLAIM_POLARITY_FLIPPED": REJECT},
    soft=["CLAIM_POLARITY_FLIPPED"],
    example="“we have not received any request” with the claim “Pakistan received a request”",
    worded=True,
    listed=True,
)
def claim_polarity(case: Case) -> Iterator[Finding]:
    """The quote and the claim drawn from it both deny, or neither does."""
    claim = case.get(Role.PROPOSITION)
    if claim and case.told is not None and (message := _listed_flip(case, case.told, str(claim))):
        yield Finding(code="CLAIM_POLARITY_FLIPPED", message=message)
    found = case.passage if claim else None
    if found is None:
        return
    told = analyse(str(claim), case.document.language)
    in_claim = plain_negators(told, 0, len(told.tokens))
    in_quote = plain_negators(found.analysis, found.first, found.last)
    message = ""
    if in_claim and not in_quote:
        if not _denied_around(case, found, told):
            message = f"The claim denies (“{' '.join(told.texts[slice(*in_claim[0][:2])])}”) what the quote does not."
    elif not in_claim:
        denying = in_quote or refusing(found)
        if denying and _flips(found, denying[0], told):
            message = f"The quote denies (“{found.raw(*denying[0][:2])}”) what the claim asserts."
    pair = None if message or bool(in_quote) != bool(in_claim) else opposites(found, told)
    if pair is not None:
        message = f"The quote says “{pair[0]}”, the claim says “{pair[1]}”."
    bare = None if message else laid_bare(found, told)
    if bare:
        message = f"The quote denies “{bare}”, the claim asserts it."
    if message:
        yield Finding(code="CLAIM_POLARITY_FLIPPED", message=message)


def _of_listed(case: Case, quote: Told) -> Iterator[Finding]:
    """Find a negator right before the trigger, in a language with lists alone."""
    at = quote.place_of(str(case.get(Role.TRIGGER) or ""))
    if at is not None and at - 1 in quote.negators:
        message = (
            f"The quote denies what it tells of (“{quote.texts[at - 1]}”), yet its polarity is positive."
        )
        yield Finding(code="POLARITY_MISMATCH", message=message)


def _listed_flip(case: Case, quote: Told, claim: str) -> str:
    """Compare a quote and its claim in a language with lists alone."""
    denied = case.get(Role.ACT) == "deny" or case.get(Role.POLARITY) == "negative"
    return flipped(quote, Told(claim, quote.known), denied=denied)


def _denied_around(case: Case, found: Passage, told: Analysis) -> bool:
    """Tell whether the quote denies in words that the claim gives otherwise, or what governs it from outside does."""
    if case.get(Role.ACT) == "deny" or case.get(Role.POLARITY) == "negative":
        return negative_between(found, found.left, found.right)
    claim = set(told.texts)
    texts = found.analysis.texts[found.first : found.last]
    if claim.issuperset(text for text in texts if text[-1].isalnum()):
        return _governing_outside(case, found) is not None  # the quote's own words, and a denial before them
    inside = any(found.first <= one.start < found.last for one in found.analysis.negations)
    anew = any(
        negative_word(text, found.words) for text in texts if text not in claim | found.words.weak_negatives
    )
    return inside or anew or _governing_outside(case, found) is not None


def _flips(found: Passage, negation: Negation, told: Analysis) -> bool:
    """Tell whether a claim that does not deny turns round what its quote denies."""
    if cancels_out(found, negation.end):
        return "without" in told.texts  # one of two negations is left
    return not delays(found, negation) and not denied_anew(found, told) and _kept(found, negation, told)


def _kept(found: Passage, negation: Negation, told: Analysis) -> bool:
    """Tell whether the claim still tells of what the quote denies: one clause, or the negated words again."""
    inner = found.analysis.breaks[found.first + 1 : found.last]
    if not any(inner):
        return True
    near = found.analysis.texts[negation.end : min(negation.end + 4, found.last)]
    stems = {text[:5] for text in told.texts if len(text) > 3}
    content = [text[:5] for text in near if len(text) > 3 and text not in found.words.transparent]
    return bool(stems.intersection(content))


def _kept_in_claim(case: Case) -> bool:
    """Tell whether a claim denies as its quote does, so that only its label is at odds."""
    claim = case.get(Role.PROPOSITION)
    told = analyse(str(claim), case.document.language) if claim else None
    return told is not None and bool(plain_negators(told, 0, len(told.tokens)))


def _negated_inside(case: Case, found: Passage) -> Negation | None:
    """Return the negation in the quote that its trigger, or without one its main clause, stands under."""
    analysis = found.analysis
    inside = [one for one in analysis.negations if found.first <= one.start and one.end <= found.last]
    inside = [one for one in inside if not delays(found, one)]
    trigger = case.tokens(Role.TRIGGER)
    if trigger is None:
        return main_negation(found, inside) if not case.has(Role.TRIGGER) else None
    start, end = trigger
    for negation in inside:
        if negation.kind == "denial" or negation.start >= start or is_given(found, negation, start):
            continue
        if governs(found, negation, start):
            return negation
    return next((one for one in inside if one.kind == "nominal" and one.start == end), None)
