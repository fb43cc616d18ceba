"""Noun phrases beside a reporting cue: its subject, or what follows it, and the apposition that names the same one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.clauses import is_final

if TYPE_CHECKING:
    from llmclaims.language.clauses import Passage
    from llmclaims.schema.annotations import Span


_SUBJECT_LENGTH = 16
_INNER_MARKS = frozenset(".-&/%$")
_SHORT_TITLE = 4
_CLOSING = frozenset("”»」』’\"'")


def subject(found: Passage, cue: int, floor: int) -> tuple[Span | None, Span | None]:
    """Return the noun phrase before a cue, and the one beside it that names the same speaker."""
    texts = found.texts
    end = verb_start(found, cue, floor)
    if end > floor and texts[end - 1] in found.words.relatives:
        end -= 1
        if end > floor and texts[end - 1] == ",":
            end -= 1
    elif end > floor and texts[end - 1] == ",":
        return _before_aside(found, end - 1, floor)
    slot = _chunk_before(found, end, floor)
    if slot is None or slot[0] - 1 <= floor or texts[slot[0] - 1] != ",":
        return slot, None
    beside = _chunk_before(found, slot[0] - 1, floor) if found.tokens[slot[0]].capital else None
    return slot, beside if beside and not _named(found, beside) else None


def verb_start(found: Passage, cue: int, floor: int) -> int:
    """Find where the verb group of a cue begins: before its auxiliaries and adverbs."""
    texts, words = found.texts, found.words
    end = cue
    while end > floor:
        text = texts[end - 1]
        auxiliary = text in words.auxiliaries and not found.tokens[end - 1].capital
        adverb = text in words.parentheticals or text in words.subject_skips or text.endswith(("ly", "n't"))
        if not auxiliary and not adverb:
            break
        end -= 1
    return end


def _before_aside(found: Passage, closing: int, floor: int) -> tuple[Span | None, Span | None]:
    """Return the subject before an aside that a comma closes: "Moss, the chair of the union, said"."""
    texts, words = found.texts, found.words
    comma = next((i for i in range(closing - 1, max(closing - 24, floor - 1), -1) if texts[i] == ","), None)
    if comma is None or any(_closes(found, index) for index in range(comma, closing + 1)):
        return _chunk_before(found, closing, floor), None
    first = comma
    while first > max(comma - 40, floor) and not (is_final(texts[first]) or texts[first] in _CLOSING | {";"}):
        first -= 1
    inner = texts[comma + 1]
    relative = inner in words.relatives or inner in words.prepositions or inner.endswith(("ing", "ed"))
    return _chunk_before(found, comma, floor), (first, comma) if relative else (first, closing + 1)


def _closes(found: Passage, index: int) -> bool:
    """Tell whether a token ends a sentence or a quotation: no full stop of a title, no apostrophe of "the drivers' side"."""
    text, tokens = found.texts[index], found.tokens
    if is_final(text):
        return not abbreviates(found, index)
    owner = (
        text == "'" and found.texts[index - 1].endswith("s") and tokens[index - 1].end == tokens[index].start
    )
    return text in _CLOSING and not (
        owner and found.texts[index + 1 : index + 2] and found.texts[index + 1][0].isalpha()
    )


def _named(found: Passage, phrase: Span) -> bool:
    """Tell whether a phrase ends in a name, and not in what somebody is: "Malaysia's Prime Minister" does not."""
    last = found.tokens[phrase[1] - 1]
    return last.capital and last.text not in found.words.titles


def _chunk_before(found: Passage, end: int, floor: int) -> Span | None:
    """Return the noun phrase that ends before a token: leftwards to the next clause boundary."""
    texts = found.texts
    end = start = _before_parenthesis(found, end, floor)
    while start > max(end - _SUBJECT_LENGTH, floor):
        if start < end and found.breaks[start] and not _joins(found, start):
            if _relative(found, start, end, floor):
                return None  # "one of the doctors who signed the letter said": the head is out of sight
            break
        before = texts[start - 1]
        if _reports(found, start, end):
            break
        if not before[-1].isalnum() and before not in _INNER_MARKS:
            break
        if before == "." and not abbreviates(found, start - 1):
            break
        start -= 1
    if start < end and texts[start] in found.words.coordinators | found.words.subordinators:
        start += 1
    return (start, end) if start < end else None


def _reports(found: Passage, start: int, end: int) -> bool:
    """Tell whether a cue stands before a token with a subject of its own: "Moss noted | the findings"."""
    tokens, words = found.tokens, found.words
    before = tokens[start - 1]
    if before.capital or before.text in words.saying:
        return not before.capital
    subject = tokens[start - 2] if start > 1 else None
    return (
        before.text in words.speech_cues
        and start < end
        and tokens[start].text in words.determiners
        and subject is not None
        and (subject.capital or subject.text in words.pronouns)
    )


def _before_parenthesis(found: Passage, end: int, floor: int) -> int:
    """Find where a phrase ends without the parenthesis behind it: "Lindsey Graham (R-S.C.) told"."""
    texts = found.texts
    if end - 1 > floor and texts[end - 1] == ")":
        return next((i for i in range(end - 2, max(end - 8, floor) - 1, -1) if texts[i] == "("), end)
    return end


def _relative(found: Passage, start: int, end: int, floor: int) -> bool:
    """Tell whether a relative clause begins at a token, so that the head of the phrase stands before it."""
    texts, tokens = found.texts, found.tokens
    if texts[start] in found.words.relatives - {"that"}:
        return not tokens[start].capital
    noun = start > floor and texts[start - 1][-1].isalnum() and texts[start - 1] not in found.words.cues
    return texts[start] == "that" and noun and start + 1 < end


def _joins(found: Passage, index: int) -> bool:
    """Tell whether "and" joins two names into one noun phrase."""
    tokens = found.tokens
    return (
        tokens[index].text == "and"
        and 0 < index < len(tokens) - 1
        and tokens[index - 1].capital
        and tokens[index + 1].capital
    )


def abbreviates(found: Passage, index: int) -> bool:
    """Tell whether a full stop belongs to a title, an initial or a month: "Mr. Renn", "U.S. officials", "Sept. 4"."""
    tokens = found.tokens
    before = tokens[index - 1] if index else None
    if before is None:
        return False
    short = len(before.text) <= _SHORT_TITLE and before.text in found.words.titles
    initial = before.capital and len(before.text) <= 2
    following = found.texts[index + 1] if index + 1 < len(tokens) else ""
    months = found.words.months
    cut = any(
        len(name) > len(before.text) and months.get(before.text) == month for name, month in months.items()
    )
    dated = cut and following[:1].isdigit()
    return short or initial or dated or "." in before.text


def noun_phrase(found: Passage, start: int) -> tuple[Span | None, Span | None]:
    """Return the noun phrase that begins at a token, and the apposition behind its comma."""
    end = _phrase_end(found, start)
    if end == start:
        return None, None
    texts = found.texts
    if end < len(texts) and texts[end] == ",":
        after = _phrase_end(found, end + 1)
        if after > end + 1 and not _participle(found, end + 1):
            return (start, end), (end + 1, after)
    return (start, end), None


def _participle(found: Passage, index: int) -> bool:
    """Tell whether what follows a comma tells what the speaker does, "citing", "standing beside", and not who it is."""
    token = found.tokens[index]
    return token.text.endswith("ing") and not token.capital and token.text not in found.words.titles


def _phrase_end(found: Passage, start: int) -> int:
    texts, words = found.texts, found.words
    end = start
    while end < min(start + _SUBJECT_LENGTH, len(texts)):
        text = texts[end]
        if text == "." and abbreviates(found, end):
            end += 1
            continue
        if not text[-1].isalnum() and text not in {"-", "&", "/"}:
            break
        if text in words.subordinators or text == "but":
            break
        end += 1
    return end
