"""What makes words a question: their question mark, or the verb of asking that governs them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.clauses import is_final

if TYPE_CHECKING:
    from llmclaims.language.clauses import Passage

_ASKED_REACH = 14


def asked(found: Passage) -> str | None:
    """Return what makes a quote a question: its question mark, or the verb of asking that governs it."""
    texts, words = found.texts, found.words
    for index in range(found.last - 1, min(found.right + 1, len(texts))):
        if is_final(texts[index]) and not (texts[index] == "." and index + 1 < found.right):
            if texts[index] == "?":
                return "?"
            break
        if index >= found.last and texts[index] in {";", ":", "”", "“", '"'}:
            break
    start = found.first
    opener = next(
        (i for i in range(start, max(start - _ASKED_REACH, found.left - 1), -1)
         if texts[i] in words.question_words and i < found.last and (i == start or not _crossed(found, i + 1, start))),
        None,
    )  # fmt: skip
    if opener is None:
        return None
    if start - opener <= 1 and _is_open(found, opener):
        return found.raw(opener, opener + 1)
    for index in range(opener - 1, max(opener - 8, found.left - 1), -1):
        wanted = texts[index] == "know" and texts[index - 1 : index] == ("to",)
        asks = texts[index] in words.ask_cues and not _describes(found, index, opener)
        if asks or wanted:
            return found.raw(index, opener + 1)
        if (
            is_final(texts[index])
            or texts[index] in {";", ",", "”", "“"}
            or texts[index] in words.subordinators
        ):
            return None
    return None


def _describes(found: Passage, cue: int, opener: int) -> bool:
    """Tell whether a "who" describes the one who is questioned: "are questioning a diver who admitted it"."""
    texts, words = found.texts, found.words
    whom = texts[cue].startswith(("question", "grill", "quiz")) and opener > cue + 1
    return whom and texts[opener] in words.relatives


def _is_open(found: Passage, opener: int) -> bool:
    """Tell whether "whether" or "if" makes its clause the object of a verb or preposition, so that it is left open."""
    texts, words = found.texts, found.words
    if opener == found.left or texts[opener + 1 : opener + 3] == ("or", "not"):
        return False
    before = texts[opener - 1]
    if texts[opener] == "whether":
        return before[-1].isalnum() and before not in words.coordinators
    return texts[opener] == "if" and before in words.open_cues


def _crossed(found: Passage, first: int, last: int) -> bool:
    """Tell whether punctuation that ends a clause stands between two tokens."""
    breaks = found.breaks
    joined = found.texts[last - 1] in found.words.coordinators
    return any(breaks[first : last - 1 if joined else last + 1])
