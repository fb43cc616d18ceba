"""The tags that stand before a quote: "X said that ...", "According to X, ...", "X's refusal to ..."."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.attribution.cues import CLOSING, OPENING, Tag, is_cue, puts_it
from llmclaims.language.clauses import is_final
from llmclaims.language.noun_phrases import noun_phrase, subject

if TYPE_CHECKING:
    from llmclaims.language.clauses import Passage

_LEFT_REACH = 16
_BARE_SOURCE = 4
_VIEW_REACH = 5


def leading(found: Passage, start: int, *, direct: bool) -> Tag | None:
    """Return the tag whose cue governs what begins at a token; ``direct`` says that it is a quotation."""
    texts, words = found.texts, found.words
    floor = max(start - _LEFT_REACH - 4, 0)
    at, linked = _link(found, start, floor)
    for index in range(at, floor - 1, -1):
        text = texts[index]
        if is_final(text) or text == ";" or text in CLOSING | OPENING:
            return None
        length = words.according.at(texts, index) or _names_source(found, index)
        if length:
            return _according_before(found, index, start, length)
        tag = _nominal(found, index, start)
        if tag is not None:
            return tag
        if (text in words.cues or puts_it(texts, index)) and is_cue(found, index, 0):
            return _between_parts(found, index, start) or _left_tag(found, index)
        if text in words.subordinators and text not in {"that", *words.question_words}:
            return None
        aside = texts[index - 1] == "," and texts[index - 2] in words.cues  # "..., the authors say, and ..."
        if text in words.coordinators and not linked and not direct and not aside:
            return None
    return None


def _link(found: Passage, start: int, floor: int) -> tuple[int, bool]:
    """Return the last token before what links a quote to its cue, and whether the link is a colon or "that"."""
    texts, words = found.texts, found.words
    at = start - 1
    while at >= floor and (texts[at] in OPENING or texts[at] in {",", ":", "that", "—", "–", "("}):
        at -= 1
    linked = any(text in {":", "that"} for text in texts[at + 1 : start])
    if texts[at + 1 : at + 3] == (",", "that"):
        at = _before_aside(found, at, floor)
    if at >= floor and texts[at] in words.coordinators and linked:
        at -= 1  # "said that A and that B": B has the cue of A
    return at, linked


def _nominal(found: Passage, index: int, start: int) -> Tag | None:
    """Return a tag whose cue is no verb: "X's claim that", "concern that", "is convinced that", "in X's view,"."""
    texts, words = found.texts, found.words
    text, after = texts[index], texts[index + 1] if index + 1 < len(texts) else ""
    adjoins = index + 2 >= start - 1
    if text in words.cue_nouns and after in {"that", "to", ":"} and adjoins:
        return _genitive(found, index) or (
            Tag((index, index + 1), None, None, "left") if after == "that" else None
        )
    if text in words.cue_adjectives and after == "that" and adjoins:
        impersonal = texts[max(index - 2, 0)] in {"it", "there", "that"}
        return (
            None
            if impersonal
            else Tag((index, index + 1), subject(found, index, found.left)[0], None, "left")
        )
    led = after == ":" or not words.view_prepositions.isdisjoint(texts[max(index - _VIEW_REACH, 0) : index])
    return _genitive(found, index) if text in words.view_nouns and after in {",", ":"} and led else None


def _before_aside(found: Passage, end: int, floor: int) -> int:
    """Return the cue before an aside that a comma closes behind token ``end``: "warned, as did Orbis, that"; else ``end``."""
    texts, words = found.texts, found.words
    comma = next((index for index in range(end, floor, -1) if texts[index] == ","), None)
    if comma is None or any(is_final(text) or text in CLOSING for text in texts[comma:end]):
        return end
    return comma - 1 if texts[comma - 1] in words.cues and is_cue(found, comma - 1, 0) else end


def _names_source(found: Passage, index: int) -> int:
    """Return the length of "per" or "for" before somebody whose view follows: "Per Quist, ...", "For critics, ..."."""
    texts, tokens, words = found.texts, found.tokens, found.words
    if texts[index] not in words.fronted_sources or index + 1 >= len(texts):
        return 0
    before = texts[index - 1] if index else "."
    if not (is_final(before) or before in OPENING | CLOSING | {",", ";", ":", "—", "–", "("}):
        return 0
    slot, _ = noun_phrase(found, index + 1)
    if slot is None or slot[1] >= len(texts) or texts[slot[1]] != ",":
        return 0
    phrase = texts[slot[0] : slot[1]]
    named = all(token.capital or token.text == "." for token in tokens[slot[0] : slot[1]])
    person = phrase[-1] in words.titles | words.person_heads | words.common_speakers
    if texts[index] != "per":
        # "for" and "to" bring in a view only where something is judged: "For Moss, the hall is a bunker"
        judged = words.judging.intersection(texts[slot[1] + 1 : slot[1] + 1 + _LEFT_REACH])
        place = any(text in words.aliases or text.isdigit() for text in phrase)
        if not judged or place or texts[slot[1] + 1] == "it":
            return 0
    return 1 if named or person else 0


def _according_before(found: Passage, index: int, start: int, length: int) -> Tag | None:
    """Return the tag "According to X, ..." before a quote: the phrase ends at the comma."""
    slot, apposed = noun_phrase(found, index + length)
    cue = (index, index + length)
    if slot and slot[1] < start and "," in found.texts[slot[1] : start]:
        return Tag(cue, slot, apposed if apposed and apposed[1] < start else None, "left")
    near = 0 < start - cue[1] <= _BARE_SOURCE  # "According to Rathbun the property was returned"
    return Tag(cue, (cue[1], start), None, "left") if near else None


def _between_parts(found: Passage, index: int, start: int) -> Tag | None:
    """Return the inverted tag between two parts of a quotation: "“The lock,” said Moss, “is sound.”"."""
    texts, words = found.texts, found.words
    if not index or texts[index - 1] not in CLOSING or texts[index] in words.ask_cues:
        return None
    slot, apposed = noun_phrase(found, index + 1)
    last = (apposed or slot or (0, 0))[1]
    near = slot is not None and not any(text[-1].isalnum() for text in texts[last:start])
    return Tag((index, index + 1), slot, apposed, "left") if near and last <= start else None


def _left_tag(found: Passage, index: int) -> Tag | None:
    texts, words = found.texts, found.words
    before = [i for i in range(max(index - 3, 0), index) if texts[i] in words.copulas]
    adjacent = bool(before) and all(
        text.endswith("ly") or text in words.subject_skips for text in texts[before[-1] + 1 : index]
    )
    opens = index == 0 or is_final(texts[index - 1]) or texts[index - 1] in CLOSING
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
    if end and (
        texts[end - 1] in words.prepositions - {"to"}
        or (texts[index].endswith("ing") and texts[end - 1] == ",")
    ):
        return Tag((index, index + 1), None, None, "left")
    if end and texts[end - 1] in words.coordinators:
        end = _first_cue(found, end)
    slot, apposed = subject(found, end, 0)
    return Tag((index, index + 1), slot, apposed, "left", passive=bool(passive))


def _as_saying(found: Passage, cue: int, end: int) -> Tag:
    """Return the tag in "quotes a diver as saying" and "Khan was quoted as saying": whose words are reported."""
    texts = found.texts
    for index in range(end - 1, max(end - 10, found.left - 1), -1):
        if texts[index] in found.words.quoting:
            passive = index > found.left and texts[index - 1] in found.words.copulas
            slot = subject(found, index - 1, found.left)[0] if passive else (index + 1, end)
            return Tag((cue, cue + 1), slot if slot and slot[0] < slot[1] else None, None, "left")
    return Tag((cue, cue + 1), None, None, "left")


def _first_cue(found: Passage, end: int) -> int:
    """Return the cue whose subject goes on speaking in "X said that ... and suggested", or ``end`` itself."""
    texts, words = found.texts, found.words
    last, best = None, end
    for index in range(found.left, end - 1):
        if texts[index] in words.cues and is_cue(found, index, found.left):
            if last is None or "that" not in texts[last:index]:
                best = index
            last = index
    return best


def _genitive(found: Passage, index: int) -> Tag | None:
    """Return the tag "India's refusal to ...": the owner is the speaker."""
    texts, words = found.texts, found.words
    for at in range(index - 1, max(index - 4, -1), -1):
        text = texts[at]
        if text.endswith(("'s", "s'")):
            first = at
            while first > 0 and found.tokens[first - 1].capital and texts[first - 1][-1].isalnum():
                first -= 1
            return Tag((index, index + 1), (first, at + 1), None, "left")
        if text in words.possessives:
            return Tag((index, index + 1), None, None, "left")  # whose it is may stand far off
        if text in words.prepositions or not text[-1].isalnum():
            return None
    return None
