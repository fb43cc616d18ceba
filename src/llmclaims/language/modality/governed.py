"""What a quote only demands, wishes, denies or hardly grants, and whether a claim drawn from it asserts just that."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.polarity import negative_word

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
    for governor, licences in _governors(found):
        own = {text[:_STEM] for text in found.texts[slice(*governor)] if len(text) > _SHORT}
        if licences.intersection(told.texts) or any(text[:_STEM] in own for text in told.texts):
            continue
        if any(negative_word(text, found.words) for text in told.texts):
            continue
        governed = _telling(found, governor[1])
        stems = {text[:_STEM] for text in told.texts if len(text) > _SHORT}
        shared = [text for text in governed if text[:_STEM] in stems]
        if governed and len(shared) * 2 >= len(governed):
            return found.raw(*governor)
    return None


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
