"""Hedges, modal verbs and conditions of a quote, and whether a claim drawn from it leaves them out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.negators import is_superlative
from llmclaims.language.verbs import is_base_form, is_modal, passes

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.language.clauses import Analysis, Passage
    from llmclaims.schema.annotations import Span

_CUT_REACH = 3
_STEM = 5
_HEADS = 3


def hedged_anew(found: Passage, told: Analysis) -> bool:
    """Tell whether a claim has a hedge or modal word that the quote does not: it may stand for the quote's own."""
    words, fresh = found.words, _fresh(found, told)
    if not fresh:
        return False
    hedging = words.modal_words - words.sure_modals | words.hedge_adverbs | words.hedge_adjectives
    if hedging.intersection(fresh):
        return True
    return any(
        text.endswith("n't")
        and text not in words.sure_modals
        and (text[:-3] in words.modal_words or text in words.modals)
        for text in fresh
    )


def _fresh(found: Passage, told: Analysis) -> list[str]:
    """Return the words of a claim that its quote does not have."""
    quote = set(found.texts[found.first : found.last])
    return [text for text in told.texts if text not in quote]


def surer(found: Passage, told: Analysis) -> frozenset[str]:
    """Return the modal verbs of a claim alone that say it for certain, "will", "can": no stand-in for a hedge."""
    return found.words.sure_modals.intersection(_fresh(found, told))


def is_hedge(found: Passage, marker: Span, stronger: frozenset[str]) -> bool:
    """Tell whether a marker leaves open what a stronger modal verb does not; "could" may be the past of "can"."""
    text = found.texts[marker[0]]
    if text in found.words.modals:
        return text in found.words.hedge_modals and not (text == "could" and "can" in stronger)
    return True


def left_out(found: Passage, marker: Span, told: Analysis) -> bool:
    """Tell whether a claim has what a marker governs, but not the marker."""
    texts, words = found.texts, found.words
    own = [text for text in texts[slice(*marker)] if text not in words.light]
    if not own and not {"have", "has", "had", texts[marker[0]]}.isdisjoint(told.texts):
        return False  # "have to"
    if texts[marker[0]].endswith("'ll") and not words.future_modals.isdisjoint(told.texts):
        return False
    if any(text in told.texts for text in own):
        return False
    governed = [
        text for text in texts[marker[1] : found.last] if text[-1].isalnum() and text not in words.transparent
    ]
    heads = tuple(text[:_STEM] for text in governed[:_HEADS])
    return not heads or any(text.startswith(heads) for text in told.texts)


def condition_of(found: Passage) -> str | None:
    """Return the "if" or "unless" that stands just before or just behind a quote."""
    texts, words = found.texts, found.words
    if found.first > found.left and texts[found.first - 1] in words.irrealis_subordinators - {"whether"}:
        return found.raw(found.first - 1, found.first)
    after = found.last + 1 if texts[found.last : found.last + 1] == (",",) else found.last
    if texts[after : after + 1] == ("only",):
        after += 1
    if after < found.right and texts[after] in words.irrealis_subordinators - {"whether", "lest"}:
        return found.raw(after, after + 1)
    return None


def markers(found: Passage) -> Iterator[Span]:
    """Return the hedges and modal verbs of a quote, as half-open token spans."""
    words, texts = found.words, found.texts
    for index in range(found.first, found.last):
        length = words.hedge_phrases.at(texts, index)
        if length:
            yield index, index + length
        elif texts[index] in words.hedge_adverbs or texts[index] in words.alleged or is_modal(found, index):
            if not _only_stresses(found, index):
                yield index, index + 1
        elif texts[index] in {"have", "has"} and _obliges(found, index):
            yield index, index + 2


def _obliges(found: Passage, index: int) -> bool:
    """Tell whether "have to" says what is still to be done: not in "I have to admit", "all we have to show"."""
    texts, words = found.texts, found.words
    to = texts[index + 1 : index + 2] == ("to",) and index + 2 < found.last and is_base_form(found, index + 2)
    return to and texts[index - 1] in words.subject_pronouns and not _only_stresses(found, index)


def _only_stresses(found: Passage, index: int) -> bool:
    """Tell whether a modal verb takes nothing back: "I must admit that", "I can't praise it any louder"."""
    texts, words = found.texts, found.words
    verb = index + 1
    while verb + 1 < found.last and (texts[verb] == "to" or texts[verb].endswith("ly")):
        verb += 1
    admits = verb < found.last and texts[verb] in words.admitting and texts[index] in words.owning_modals
    degree = "".join(texts[index + 2 : index + 3])
    utmost = texts[index - 1] in words.nominal_negators and texts[index + 1 : index + 2] == ("be",)
    if utmost and (degree in words.comparatives or degree.endswith("er")):
        return True  # "Nothing could be further from the truth"
    return admits or is_superlative(texts, index, words)


def marker_outside(found: Passage, shown: Span) -> Span | None:
    """Return the hedge or modal verb that was cut off just before a quote, unless it is ``shown``."""
    words, analysis = found.words, found.analysis
    for index in range(max(found.first - _CUT_REACH, found.left), found.first):
        if shown[0] <= index < shown[1]:
            continue
        length = words.hedge_phrases.at(analysis.texts, index)
        single = analysis.texts[index] in words.hedge_adverbs or is_modal(found, index)
        end = index + (length or 1)
        if (length or single) and end <= found.first and passes(found, end, found.first, opaque=0):
            return index, end
    return None
