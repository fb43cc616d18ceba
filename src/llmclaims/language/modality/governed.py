"""What a quote only demands, wishes, denies or hardly grants, and whether a claim drawn from it asserts just that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.attribution.cues import CLOSING, OPENING
from llmclaims.language.polarity import cancels_out, negative_word

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.language.clauses import Analysis, Passage
    from llmclaims.schema.annotations import Span

_GOVERNED = 14
_TELLING = 4
"""Content words behind a governor that a claim is compared with."""
_SHORT = 3
_STEM = 4


def asserted_anyway(found: Passage, told: Analysis) -> str | None:
    """Return the words of a quote whose object a claim asserts without them, as they stand in the source."""
    said = {
        token.text for at, token in enumerate(told.tokens) if not (at and token.capital)
    }  # names deny nothing
    for governor, licences in _governors(found):
        own = {text[:_STEM] for text in found.texts[slice(*governor)] if len(text) > _SHORT}
        if licences.intersection(said) or any(text[:_STEM] in own for text in told.texts):
            continue
        rest = {*found.texts[found.first : governor[0]], *found.texts[governor[1] : found.last]}
        if any(negative_word(text, found.words) and text not in rest for text in told.texts):
            continue
        governed = _telling(found, governor[1])
        stems = {text[:_STEM] for text in told.texts if len(text) > _SHORT}
        shared = [text for text in governed if text[:_STEM] in stems]
        if governed and len(shared) * 2 >= len(governed):
            return found.raw(*governor)
    return None


def condition_left_out(found: Passage, told: Analysis) -> str | None:
    """Return the "if" or "unless" of a quote whose main clause a claim asserts without it."""
    texts, words = found.texts, found.words
    for index in range(found.first, found.last - 1):
        before = texts[index - 1] if index > found.left else ""
        if texts[index] not in words.conditional_conjunctions or texts[index + 1] in words.idle_conditions:
            continue
        if before in words.open_cues | {"even", "as", "what"}:
            continue
        turned = texts[index] == "unless" and "if" in told.texts and not told.negations
        if not turned and not words.conditions.isdisjoint(told.texts):
            continue
        stems = {text[:_STEM] for text in told.texts if len(text) > _SHORT}
        told_anyway = _main_clause(found, index) or _telling(found, index + 1)
        if told_anyway and sum(text[:_STEM] in stems for text in told_anyway) * 2 >= len(told_anyway):
            return found.raw(index, index + 1)
    return None


def _main_clause(found: Passage, condition: int) -> list[str]:
    """Return the content words of the clause that a condition belongs to: before it, or behind its comma."""
    texts, words = found.texts, found.words
    start, end = found.first, condition
    if not any(len(text) > _SHORT for text in texts[start:end]):
        comma = next((i for i in range(condition, found.last) if texts[i] == ","), found.last)
        start, end = comma, found.last
    else:
        marks = OPENING | CLOSING
        ends = (i for i in range(end - 1, start, -1) if found.breaks[i] and texts[i - 1] != "that")
        start = next((i for i in ends if marks.isdisjoint(texts[i - 1 : i + 1])), start)
    skipped = words.transparent | words.prepositions
    return [
        text for text in texts[start:end] if len(text) > _SHORT and "'" not in text and text not in skipped
    ][:_TELLING]


def demanded_anyway(found: Passage, told: Analysis, cue: Span) -> str | None:
    """Return the cue of a demand or wish just before a quote, where a claim asserts the quote without it."""
    texts, words = found.texts, found.words
    opened = words.open_words | words.asking_words
    near = cue[1] <= found.first and found.first - cue[1] <= _GOVERNED and not found.analysis.broken(*cue)
    asks = any(index + words.demanding.at(texts, index) == cue[1] for index in range(*cue))
    asks |= texts[cue[1] - 1] in words.wishing or texts[cue[1] - 1] in {"asked", "asks"}
    if not near or not asks or not opened.isdisjoint(told.texts):
        return None
    if found.texts[found.first : found.last] == told.texts:
        return None  # no claim of its own
    telling = _telling(found, found.first)
    stems = {text[:_STEM] for text in told.texts if len(text) > _SHORT}
    shared = [text for text in telling if text[:_STEM] in stems]
    return found.raw(*cue) if telling and len(shared) * 2 >= len(telling) else None


def _governors(found: Passage) -> Iterator[tuple[Span, frozenset[str]]]:
    """Yield what governs inside a quote, each with the words by which a claim may keep it in another form."""
    texts, words = found.texts, found.words
    denied = words.denying_words | words.scarce
    opened = words.open_words | words.doubtful_nouns | words.hedge_adverbs | words.asking_words
    for index in range(found.first, found.last):
        before = texts[index - 1] if index > found.left else ""
        length = words.shunning.at(texts, index)
        if length:
            yield (index, index + length), denied
        elif texts[index] in words.scarce and before not in words.determiners | {"very", "no"}:
            if cancels_out(found, index + 1):
                continue
            yield (index, index + 1), denied
        elif length := words.demanding.at(texts, index):
            if before not in words.determiners and not before.endswith(("'s", "s'")):
                yield (index, index + length), opened
        elif texts[index] in words.doubtful_nouns and texts[index + 1 : min(index + 2, found.last)] == (
            "that",
        ):
            relative = texts[index + 2 : index + 3] and texts[index + 2] in words.auxiliaries
            if not relative:
                yield (index, index + 2), opened


def _telling(found: Passage, start: int) -> list[str]:
    """Return the first content words that stand behind a governor in its clause."""
    texts, words, telling = found.texts, found.words, []
    for index in range(start, min(start + _GOVERNED, found.last)):
        ends = found.breaks[index] and texts[index] != "that" and texts[index - 1] != "that" and index > start
        if ends and texts[index][-1].isalnum():
            break
        if len(texts[index]) > _SHORT and texts[index] not in words.transparent | words.prepositions:
            telling.append(texts[index])
    return telling[:_TELLING]
