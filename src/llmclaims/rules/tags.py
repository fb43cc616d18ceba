"""Attribution tags: the reporting cue that governs a quote, and the slots in which its speaker stands.

Slots are those of news style: ``X said (that) ...``, ``..., said X``, ``...,” X added``, ``according to X``,
``X's refusal to ...``. A quotation of several sentences has one tag; one that goes on behind the tag's full
stop ("...,” he said. “...") is still his.
"""

from __future__ import annotations

from dataclasses import dataclass

from llmclaims.rules.clauses import Passage, is_final
from llmclaims.rules.form import quotations

_LEFT_REACH = 16
_TAG_LENGTH = 30
_SUBJECT_LENGTH = 16
_BARE_SOURCE = 4
_LINK_LENGTH = 2
_SHORT_TITLE = 4
_OPENING = frozenset("“„«「『‘\"'`")
_CLOSING = frozenset("”»」』’\"'")
_RELATIVE = frozenset({"who", "whom", "whose", "which", "that"})


@dataclass(frozen=True, slots=True)
class Tag:
    """A cue with the place of its speaker, in half-open token spans of the paragraph.

    ``slot`` is the noun phrase next to the cue, None where the grammar leaves it open; ``apposed`` is the
    phrase beside it that names the same speaker. ``passive`` says that the subject was told or asked.
    """

    cue: tuple[int, int]
    slot: tuple[int, int] | None
    apposed: tuple[int, int] | None
    side: str
    passive: bool = False


def find_tags(found: Passage) -> list[Tag]:
    """The tags that govern a quote: behind its quotation or clause, before it, and of the quotation before."""
    start, end, direct = region(found)
    tags = (
        _right(found, end, direct=direct),
        _left(found, start, direct=direct),
        _continued(found, start) if direct else None,
    )
    return [tag for tag in tags if tag is not None] or _label(found)


def tag_of(found: Passage, cue: tuple[int, int]) -> Tag | None:
    """The tag that a draft's own cue makes when it stands just before the quote, whatever the word is."""
    start, end = cue
    between = [text for text in found.analysis.texts[end : found.first] if text[-1].isalnum()]
    if end > found.first or len(between) > _LINK_LENGTH or found.analysis.broken(start + 1, end - 1):
        return None
    before = found.analysis.texts[start - 1] if start > found.left else ""
    if not before or before in found.words.determiners or before.endswith(("'s", "s'")) or not before[-1].isalnum():
        return None
    slot, apposed = _subject(found, start, found.left)
    return Tag(cue, slot, apposed, "left") if slot else None


def _label(found: Passage) -> list[Tag]:
    """The speaker's name in capitals that begins a paragraph of a transcript: "WALLACE: ..."."""
    texts = found.analysis.texts
    start = next((index for index, text in enumerate(texts[:3]) if text[-1].isalnum()), 0)
    colon = next(
        (index for index in range(start + 1, min(start + 6, len(texts))) if texts[index] == ":"), None
    )
    if colon is None or colon >= found.first or not found.raw(start, colon).isupper():
        return []
    return [Tag((colon, colon + 1), (start, colon), None, "left")]


def region(found: Passage) -> tuple[int, int, bool]:
    """The token span that a tag would stand beside: the quotation around the quote, or the quote itself."""
    tokens = found.analysis.tokens
    first, last = tokens[found.first].start, tokens[found.last - 1].end
    for start, end in quotations(found.text):
        inner = found.analysis.span(start, end)
        if inner[0] <= found.first and found.last <= inner[1] + 1 and start <= first and last <= end + 1:
            return inner[0], inner[1], inner[1] - inner[0] > 2 or found.text[end - 1 : end] in ",.!?"
    return found.first, found.last, False


def _right(found: Passage, end: int, *, direct: bool) -> Tag | None:
    texts = found.analysis.texts
    start = end
    while start < len(texts) and (texts[start] in _CLOSING or texts[start] in {",", "—", "–", "-", "?", "!"}):
        start += 1
    closed = any(text in _CLOSING for text in texts[end:start])
    if direct:
        return _tag_at(found, start) if closed or start > end else None
    for index in range(max(end - 1, found.first), found.right):
        if texts[index] == "," or (index >= end and texts[index] in _CLOSING):
            at = index + 1
            while at < found.right and texts[at] in _CLOSING | {","}:
                at += 1
            tag = _tag_at(found, at, closing=True)
            if tag:
                return tag
        if index >= end and (
            is_final(texts[index]) or texts[index] in {";", ":"} or texts[index] in _OPENING
        ):
            return None
        if index + 1 >= end and found.words.according.at(texts, index + 1) and index + 1 < found.right:
            return _according(found, index + 1)
    return None


def _according(found: Passage, index: int) -> Tag:
    length = found.words.according.at(found.analysis.texts, index)
    slot, apposed = _noun_phrase(found, index + length)
    return Tag((index, index + length), slot, apposed, "right")


def _tag_at(found: Passage, start: int, *, closing: bool = False) -> Tag | None:
    """A tag that begins at a token: "said X", "X said", "according to X"; ``closing`` ones end their clause."""
    texts, words = found.analysis.texts, found.words
    if start >= len(texts):
        return None
    if words.according.at(texts, start):
        return _according(found, start)
    if texts[start] in words.coordinators or texts[start] in words.subordinators:
        return None
    stop = min(start + _TAG_LENGTH, len(texts))
    for index in range(start, stop):
        text = texts[index]
        final = is_final(text) and not (text == "." and _abbreviates(found, index))
        if final or text in {";", ":"} or text in _OPENING:
            return None
        if text in words.subordinators and index > start and texts[index - 1] != ",":
            return None
        if (text in words.speech_cues or _puts_it(texts, index)) and is_cue(found, index, start):
            tag = _right_tag(found, start, index, closing=closing)
            if tag:
                return tag
    return None


def _right_tag(found: Passage, start: int, index: int, *, closing: bool) -> Tag | None:
    texts, words = found.analysis.texts, found.words
    following = texts[index + 1] if index + 1 < len(texts) else "."
    if following == "that" or (closing and index > start and not _ends(found, index + 1)):
        return None
    if all(text.endswith("ly") or text in words.auxiliaries for text in texts[start:index]):
        slot, apposed = _noun_phrase(found, index + 1)
        return Tag((index, index + 1), slot, apposed, "right") if slot else None
    slot, apposed = _subject(found, index, start)
    return Tag((index, index + 1), slot, apposed, "right") if slot else None


def _ends(found: Passage, index: int) -> bool:
    """Whether what follows a closing tag's cue belongs to the tag: its end, a time, a place, an addressee."""
    texts, words = found.analysis.texts, found.words
    if index >= len(texts) or not texts[index][-1].isalnum():
        return True
    return (
        texts[index] in words.prepositions
        or texts[index] in words.weekdays
        or texts[index] in words.parentheticals
        or texts[index] in {"reporters", "journalists", "later", "earlier", "then", "when", "while", "as"}
        or texts[index].endswith(("ly", "ing"))
        or found.analysis.tokens[index].capital
    )


def _left(found: Passage, start: int, *, direct: bool) -> Tag | None:
    texts, words = found.analysis.texts, found.words
    at = start - 1
    floor = max(start - _LEFT_REACH - 4, 0)
    while at >= floor and (texts[at] in _OPENING or texts[at] in {",", ":", "that", "—", "–", "("}):
        at -= 1
    linked = any(text in {":", "that"} for text in texts[at + 1 : start])
    if at >= floor and texts[at] in words.coordinators and linked:
        at -= 1  # "said that A and that B": B has the cue of A
    for index in range(at, floor - 1, -1):
        text = texts[index]
        if is_final(text) or text == ";" or text in _CLOSING | _OPENING:
            return None
        if words.according.at(texts, index):
            return _according_before(found, index, start)
        noun = text in words.cue_nouns and index + 1 < len(texts) and texts[index + 1] in {"that", "to", ":"}
        if noun and index + 2 >= start - 1:
            tag = _genitive(found, index)
            if tag or texts[index + 1] == "that":
                return tag or Tag((index, index + 1), None, None, "left")
        if (text in words.cues or _puts_it(texts, index)) and is_cue(found, index, 0):
            return _left_tag(found, index)
        attitude = text in words.cue_adjectives and texts[index + 1 : index + 2] == ("that",) and index + 2 >= start - 1
        if attitude and texts[index - 2 : index - 1] not in {("it",), ("there",), ("that",)}:
            return Tag((index, index + 1), _subject(found, index, found.left)[0], None, "left")
        if text in words.view_nouns and texts[index + 1 : index + 2] == (",",) and _genitive(found, index):
            return _genitive(found, index)
        if text in words.subordinators and text not in {"that", *words.question_words}:
            return None
        parenthetic = texts[index - 1] == "," and texts[index - 2] in words.cues  # "..., the authors say, and ..."
        if text in words.coordinators and not linked and not direct and not parenthetic:
            return None
    return None


def _according_before(found: Passage, index: int, start: int) -> Tag | None:
    """ "According to X, ..." before a quote: the phrase ends at the comma."""
    length = found.words.according.at(found.analysis.texts, index)
    slot, apposed = _noun_phrase(found, index + length)
    cue = (index, index + length)
    if slot and slot[1] < start and "," in found.analysis.texts[slot[1] : start]:
        return Tag(cue, slot, apposed if apposed and apposed[1] < start else None, "left")
    near = 0 < start - cue[1] <= _BARE_SOURCE  # "According to Rathbun the property was returned"
    return Tag(cue, (cue[1], start), None, "left") if near else None


def _left_tag(found: Passage, index: int) -> Tag | None:
    texts, words = found.analysis.texts, found.words
    before = [
        i
        for i in range(max(index - 3, 0), index)
        if texts[i] in {"was", "were", "been", "being", "be", "is", "are"}
    ]
    adjacent = bool(before) and all(
        text.endswith("ly") or text in {"also", "then", "not", "never"}
        for text in texts[before[-1] + 1 : index]
    )
    opens = index == 0 or is_final(texts[index - 1]) or texts[index - 1] in _CLOSING
    asked = (
        texts[index] == "asked"
        and texts[index + 1 : index + 2] != ()
        and texts[index + 1] in words.question_words
    )
    passive = (
        (adjacent and texts[index].endswith(("ed", "ld"))) or opens or (texts[index - 1] == "," and asked)
    )
    end = before[-1] if adjacent and before else index
    if end and texts[end - 1] == "as":
        return _as_saying(found, index, end - 1)
    if end and (texts[end - 1] in words.prepositions - {"to"} or (texts[index].endswith("ing") and texts[end - 1] == ",")):
        return Tag((index, index + 1), None, None, "left")
    if end and texts[end - 1] in words.coordinators:
        end = _first_cue(found, end)
    slot, apposed = _subject(found, end, 0)
    return Tag((index, index + 1), slot, apposed, "left", passive=bool(passive))


def _as_saying(found: Passage, cue: int, end: int) -> Tag:
    """"quotes a diver as saying" and "Khan was quoted as saying": whose words are reported."""
    texts = found.analysis.texts
    for index in range(end - 1, max(end - 10, found.left - 1), -1):
        if texts[index] in {"quoted", "quotes", "quote", "quoting", "cited", "cites", "reported", "described"}:
            passive = index > found.left and texts[index - 1] in {"was", "were", "is", "are", "been", "being"}
            slot = _subject(found, index - 1, found.left)[0] if passive else (index + 1, end)
            return Tag((cue, cue + 1), slot if slot and slot[0] < slot[1] else None, None, "left")
    return Tag((cue, cue + 1), None, None, "left")


def _first_cue(found: Passage, end: int) -> int:
    """The cue whose subject goes on speaking in "X said that ... and suggested", or ``end`` itself."""
    texts, words = found.analysis.texts, found.words
    last, best = None, end
    for index in range(found.left, end - 1):
        if texts[index] in words.cues and is_cue(found, index, found.left):
            if last is None or "that" not in texts[last:index]:
                best = index
            last = index
    return best


def _puts_it(texts: tuple[str, ...], index: int) -> bool:
    """"As Moss put it"."""
    return texts[index] in {"put", "puts"} and texts[index + 1 : index + 2] == ("it",)


def _genitive(found: Passage, index: int) -> Tag | None:
    """ "India's refusal to ...": the owner is the speaker."""
    texts, words = found.analysis.texts, found.words
    for at in range(index - 1, max(index - 4, -1), -1):
        text = texts[at]
        if text.endswith(("'s", "s'")):
            first = at
            while first > 0 and found.analysis.tokens[first - 1].capital and texts[first - 1][-1].isalnum():
                first -= 1
            return Tag((index, index + 1), (first, at + 1), None, "left")
        if text in {"his", "her", "their", "its"}:
            return Tag((index, index + 1), None, None, "left")  # whose it is may stand far off
        if text in words.prepositions or not text[-1].isalnum():
            return None
    return None


def _continued(found: Passage, start: int) -> Tag | None:
    """The tag of the quotation before, when the full stop behind it is all that parts the two."""
    texts = found.analysis.texts
    at = start - 1
    while at >= 0 and texts[at] in _OPENING:
        at -= 1
    if at < 1 or texts[at] != ".":
        return None
    close = next(
        (i for i in range(at - 1, max(at - _TAG_LENGTH, -1), -1) if texts[i] in _CLOSING | _OPENING), None
    )
    if close is None or texts[close] not in _CLOSING:
        return None
    if any(is_final(text) for text in texts[close + 1 : at]):
        return None
    return _tag_at(found, close + 1)


def is_cue(found: Passage, index: int, floor: int) -> bool:
    """Whether a word of the cue list is used as a verb here: "reports say", not "the reports" or "United States"."""
    token, texts, words = found.analysis.tokens[index], found.analysis.texts, found.words
    if token.capital and index > floor and texts[index - 1][-1].isalnum():
        return False
    before = texts[index - 1] if index else ""
    if before in words.determiners and before not in {
        "that",
        "this",
        "these",
        "those",
        "all",
        "both",
        "some",
        "many",
        "others",
    }:
        return False
    if (
        before in words.prepositions
        and not token.text.endswith("ing")
        and before not in {"to", "by", "as", "after", "before", "without", "in", "while"}
    ):
        return False
    return before != "so" or token.text not in {"called"}


def _subject(found: Passage, cue: int, floor: int) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """The noun phrase before a cue, and the one beside it that names the same speaker."""
    texts, words = found.analysis.texts, found.words
    end = cue
    while end > floor and (
        texts[end - 1] in words.auxiliaries
        or texts[end - 1].endswith(("ly", "n't"))
        or texts[end - 1] in words.parentheticals
        or texts[end - 1]
        in {
            "not",
            "never",
            "to",
            "later",
            "earlier",
            "repeatedly",
            "once",
            "went",
            "on",
            "forced",
            "tried",
            "continued",
        }
    ):
        end -= 1
    if end > floor and texts[end - 1] in _RELATIVE:
        end -= 1
        if end > floor and texts[end - 1] == ",":
            end -= 1
    elif end > floor and texts[end - 1] == ",":
        comma = next((i for i in range(end - 2, max(end - 25, floor - 1), -1) if texts[i] == ","), None)
        if comma is None or any(is_final(text) or text in _CLOSING for text in texts[comma:end]):
            return _chunk_before(found, end - 1, floor), None
        first = next(
            (
                i
                for i in range(comma, max(comma - 40, floor) - 1, -1)
                if i == floor or is_final(texts[i]) or texts[i] in _CLOSING | {";"}
            ),
            floor,
        )
        relative = (
            texts[comma + 1] in _RELATIVE
            or texts[comma + 1] in words.prepositions
            or texts[comma + 1].endswith(("ing", "ed"))
        )
        head = _chunk_before(found, comma, floor)
        return head, (first, comma) if relative else (first, end)
    slot = _chunk_before(found, end, floor)
    if slot is None:
        return None, None
    apposed = None
    if slot[0] - 1 > floor and texts[slot[0] - 1] == "," and found.analysis.tokens[slot[0]].capital:
        beside = _chunk_before(found, slot[0] - 1, floor)
        if beside and not _named(found, beside):
            apposed = beside
    return slot, apposed


def _named(found: Passage, phrase: tuple[int, int]) -> bool:
    """Whether a phrase ends in a name, and not in what somebody is: "Malaysia's Prime Minister" does not."""
    last = found.analysis.tokens[phrase[1] - 1]
    return last.capital and last.text not in found.words.titles


def _chunk_before(found: Passage, end: int, floor: int) -> tuple[int, int] | None:
    """The noun phrase that ends before a token: leftwards to the next clause boundary."""
    texts, analysis = found.analysis.texts, found.analysis
    start = end
    while start > max(end - _SUBJECT_LENGTH, floor):
        if start < end and analysis.breaks[start] and not _joins(found, start):
            if texts[start] in {"who", "which", "whose"} and not analysis.tokens[start].capital:
                return None  # "one of the doctors who signed the letter said": the head is out of sight
            relative = texts[start] == "that" and start > floor and texts[start - 1] not in found.words.cues
            if relative and texts[start - 1][-1].isalnum() and start + 1 < end:
                return None  # "the banks that lent the money said"
            break
        if texts[start - 1] in found.words.saying and not analysis.tokens[start - 1].capital:
            break
        if texts[start - 1] == ")" and start == end:
            opened = next(
                (i for i in range(start - 2, max(start - 8, floor) - 1, -1) if texts[i] == "("), None
            )
            if opened is None:
                break
            start = end = opened
            continue
        if not texts[start - 1][-1].isalnum() and texts[start - 1] not in {".", "-", "&", "/", "%", "$"}:
            break
        if texts[start - 1] == "." and not _abbreviates(found, start - 1):
            break
        start -= 1
    if start < end and texts[start] in found.words.coordinators | found.words.subordinators:
        start += 1
    return (start, end) if start < end else None


def _joins(found: Passage, index: int) -> bool:
    """Whether "and" joins two names into one noun phrase."""
    tokens = found.analysis.tokens
    return (
        tokens[index].text == "and"
        and 0 < index < len(tokens) - 1
        and tokens[index - 1].capital
        and tokens[index + 1].capital
    )


def _abbreviates(found: Passage, index: int) -> bool:
    """Whether a full stop belongs to a title or an initial: "Mr. Renn", "U.S. officials"."""
    tokens = found.analysis.tokens
    before = tokens[index - 1] if index else None
    if before is None:
        return False
    short = len(before.text) <= _SHORT_TITLE and before.text in found.words.titles
    initial = before.capital and len(before.text) <= 2
    return short or initial or "." in before.text


def _noun_phrase(found: Passage, start: int) -> tuple[tuple[int, int] | None, tuple[int, int] | None]:
    """The noun phrase that begins at a token, and the apposition behind its comma."""
    end = _phrase_end(found, start)
    if end == start:
        return None, None
    texts = found.analysis.texts
    if end < len(texts) and texts[end] == ",":
        after = _phrase_end(found, end + 1)
        if after > end + 1:
            return (start, end), (end + 1, after)
    return (start, end), None


def _phrase_end(found: Passage, start: int) -> int:
    texts, words = found.analysis.texts, found.words
    end = start
    while end < min(start + _SUBJECT_LENGTH, len(texts)):
        text = texts[end]
        if text == "." and _abbreviates(found, end):
            end += 1
            continue
        if not text[-1].isalnum() and text not in {"-", "&", "/"}:
            break
        if text in words.subordinators or text in {"but"}:
            break
        end += 1
    return end
