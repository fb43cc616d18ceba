"""Attribution tags: the reporting cue that governs a quote, and the slots in which its speaker stands.

Slots are those of news style: ``X said (that) ...``, ``..., said X``, ``...,” X added``, ``according to X``,
``X's refusal to ...``. A quotation of several sentences has one tag; one that goes on behind the tag's full
stop ("...,” he said. “...") is still his.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.attribution.cues import CLOSING, OPENING, Tag, is_cue, puts_it
from llmclaims.language.attribution.preposed import leading
from llmclaims.language.clauses import Passage, is_final
from llmclaims.language.noun_phrases import abbreviates, noun_phrase, subject
from llmclaims.language.quotations import quotations

if TYPE_CHECKING:
    from llmclaims.schema.annotations import Span

_TAG_LENGTH = 30
_LINK_LENGTH = 2
_LABEL_LENGTH = 4


def find_tags(found: Passage) -> list[Tag]:
    """Return the tags that govern a quote: behind its quotation or clause, before it, and of the quotation before."""
    start, end, direct = region(found)
    tags = (
        _right(found, end, direct=direct),
        leading(found, start, direct=direct),
        _continued(found, start) if direct else None,
    )
    return [tag for tag in tags if tag is not None] or _label(found)


def tag_of(found: Passage, cue: Span) -> Tag | None:
    """Return the tag that a draft's own cue makes when it stands just before the quote, whatever the word is."""
    start, end = cue
    between = [text for text in found.texts[end : found.first] if text[-1].isalnum()]
    if end > found.first or len(between) > _LINK_LENGTH or found.analysis.broken(start + 1, end - 1):
        return None
    before = found.texts[start - 1] if start > found.left else ""
    if (
        not before
        or before in found.words.determiners
        or before.endswith(("'s", "s'"))
        or not before[-1].isalnum()
    ):
        return None
    slot, apposed = subject(found, start, found.left)
    return Tag(cue, slot, apposed, "left") if slot else None


def _label(found: Passage) -> list[Tag]:
    """Return the speaker's name before a colon: "WALLACE: ..." in a transcript, "Ada Quist: “...”", "The mayor: ..."."""
    texts = found.texts
    for colon in range(found.first - 1, 0, -1):
        if texts[colon] != ":":
            continue
        start = _label_start(found, colon)
        if start is not None:
            initial = colon - start == 1 and len(texts[start]) == 1  # "Q: ... A: ..." names nobody
            return [Tag((colon, colon + 1), None if initial else (start, colon), None, "left")]
    at = region(found)[0]
    quoted = at > 0 and texts[at - 1] in OPENING
    while at > 0 and texts[at - 1] in OPENING:
        at -= 1
    if at < 1 or texts[at - 1] != ":":
        return []
    return _name_before(found, at - 1, quoted=quoted)


def _label_start(found: Passage, colon: int) -> int | None:
    """Find where the label in capitals before a colon begins, at the head of the paragraph or of a sentence."""
    texts = found.texts
    start = colon
    while start > max(colon - _LABEL_LENGTH - 1, 0) and (
        texts[start - 1][-1].isalnum() or (texts[start - 1] == "." and abbreviates(found, start - 1))
    ):
        start -= 1
    head = start == 0 or is_final(texts[start - 1]) or texts[start - 1] in CLOSING | OPENING
    named = start < colon and found.words.headings.isdisjoint(texts[start:colon])
    return start if head and named and found.raw(start, colon).isupper() else None


def _name_before(found: Passage, colon: int, *, quoted: bool) -> list[Tag]:
    """Return the tag of a colon that has a name, or what a speaker is, and nothing more before it in its sentence."""
    texts, tokens, words = found.texts, found.tokens, found.words
    start = colon
    while start > 0 and colon - start <= _LABEL_LENGTH and texts[start - 1][-1].isalnum():
        start -= 1
    if not 0 < colon - start <= _LABEL_LENGTH or (
        start and not is_final(texts[start - 1]) and texts[start - 1] not in CLOSING
    ):
        return []
    named = quoted and all(
        token.capital and token.text not in words.determiners for token in tokens[start:colon]
    )
    speakers = words.titles | words.person_heads | words.common_speakers
    described = texts[colon - 1] in speakers and words.determiners.issuperset(texts[start : colon - 1])
    return [Tag((colon, colon + 1), (start, colon), None, "left")] if named or described else []


def region(found: Passage) -> tuple[int, int, bool]:
    """Return the token span that a tag would stand beside: the quotation around the quote, or the quote itself."""
    tokens = found.tokens
    first, last = tokens[found.first].start, tokens[found.last - 1].end
    for start, end in quotations(found.text):
        if not (start <= first and last <= end + 1):
            continue
        inner = found.analysis.span(start, end)
        if inner[0] <= found.first and found.last <= inner[1] + 1:
            return inner[0], inner[1], inner[1] - inner[0] > 2 or found.text[end - 1 : end] in ",.!?"
    return found.first, found.last, False


def _right(found: Passage, end: int, *, direct: bool) -> Tag | None:
    texts = found.texts
    start = end
    while start < len(texts) and (texts[start] in CLOSING or texts[start] in {",", "—", "–", "-", "?", "!"}):
        start += 1
    closed = any(text in CLOSING for text in texts[end:start])
    if direct:
        return _tag_at(found, start) if closed or start > end else None
    for index in range(max(end - 1, found.first), found.right):
        if texts[index] == "," or (index >= end and texts[index] in CLOSING):
            at = index + 1
            while at < found.right and texts[at] in CLOSING | {","}:
                at += 1
            tag = None if _is_subject(found, index) else _tag_at(found, at, closing=True)
            if tag:
                return tag
        if index >= end and (is_final(texts[index]) or texts[index] in {";", ":"} or texts[index] in OPENING):
            return None
        if index + 1 >= end and found.words.according.at(texts, index + 1) and index + 1 < found.right:
            return _according(found, index + 1)
    return None


def _is_subject(found: Passage, comma: int) -> bool:
    """Tell whether a quote is only the subject of the cue behind its comma: "The mayor, who leads the town, said"."""
    texts, tokens, words = found.texts, found.tokens, found.words
    first = next((index for index in range(found.first, comma) if texts[index] == ","), None)
    if first is None or "," in texts[first + 1 : comma]:
        return False
    if texts[first + 1] not in words.relatives and not texts[first + 1].endswith("ed"):
        return False
    named = all(token.capital for token in tokens[found.first : first])
    short = texts[found.first] in words.determiners and first - found.first <= _LABEL_LENGTH
    return named or (short and words.auxiliaries.isdisjoint(texts[found.first : first]))


def _according(found: Passage, index: int) -> Tag:
    length = found.words.according.at(found.texts, index)
    slot, apposed = noun_phrase(found, index + length)
    return Tag((index, index + length), slot, apposed, "right")


def _tag_at(found: Passage, start: int, *, closing: bool = False) -> Tag | None:
    """Return a tag that begins at a token: "said X", "X said", "according to X"; ``closing`` ones end their clause."""
    texts, words = found.texts, found.words
    if start >= len(texts):
        return None
    if words.according.at(texts, start):
        return _according(found, start)
    if texts[start] in words.coordinators or texts[start] in words.subordinators:
        return None
    stop = min(start + _TAG_LENGTH, len(texts))
    for index in range(start, stop):
        text = texts[index]
        final = is_final(text) and not (text == "." and abbreviates(found, index))
        if final or text in {";", ":"} or text in OPENING:
            return None
        if text in words.subordinators and index > start and texts[index - 1] != ",":
            return None
        if (text in words.speech_cues or puts_it(texts, index)) and is_cue(found, index, start):
            tag = _right_tag(found, start, index, closing=closing)
            if tag:
                return tag
    return None


def _right_tag(found: Passage, start: int, index: int, *, closing: bool) -> Tag | None:
    texts, words = found.texts, found.words
    following = texts[index + 1] if index + 1 < len(texts) else "."
    ends = texts[index] in words.addressing_cues or _ends(found, index + 1)
    if following == "that" or (closing and index > start and not ends):
        return None
    if all(text.endswith("ly") or text in words.auxiliaries for text in texts[start:index]):
        slot, apposed = noun_phrase(found, index + 1)
        return Tag((index, index + 1), slot, apposed, "right") if slot else None
    slot, apposed = subject(found, index, start)
    return Tag((index, index + 1), slot, apposed, "right") if slot else None


def _ends(found: Passage, index: int) -> bool:
    """Tell whether what follows a closing tag's cue belongs to the tag: its end, a time, a place, an addressee."""
    texts, words = found.texts, found.words
    if index >= len(texts) or not texts[index][-1].isalnum():
        return True
    return (
        texts[index] in words.prepositions
        or texts[index] in words.weekdays
        or texts[index] in words.parentheticals
        or texts[index] in words.tag_ends
        or texts[index].endswith(("ly", "ing"))
        or found.tokens[index].capital
    )


def _continued(found: Passage, start: int) -> Tag | None:
    """Return the tag of the quotation before, when the full stop behind it is all that parts the two."""
    texts = found.texts
    at = start - 1
    while at >= 0 and texts[at] in OPENING:
        at -= 1
    if at < 1 or texts[at] != ".":
        return None
    close = next(
        (i for i in range(at - 1, max(at - _TAG_LENGTH, -1), -1) if texts[i] in CLOSING | OPENING), None
    )
    if close is None or texts[close] not in CLOSING:
        return None
    if any(is_final(texts[i]) and not abbreviates(found, i) for i in range(close + 1, at)):
        return None
    return _tag_at(found, close + 1)
