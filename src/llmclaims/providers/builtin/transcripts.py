"""Interviews and transcripts: paragraphs that begin with the label of who speaks."""

import re
from functools import lru_cache
from typing import NamedTuple

from llmclaims.documents.lead_ins import Label, label_of
from llmclaims.language.lexicon import Lists, any_of, lists
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.people import KnownNames, known_names

_FEWEST = 2
"""Labelled paragraphs that a transcript has at least; one could be anything."""
_LINE = re.compile(r"^[^\S\n]*(?=\S)(.+)$", re.MULTILINE)
_LEAD = 3_000
"""Characters in front of an interview that may say who is interviewed."""
_HEAD = 400
"""Characters of a labelled paragraph that are looked at."""


def _labels() -> Lists:
    found: Lists = lists("en", "zones")["labels"]
    return found


class Part(NamedTuple):
    """The label of a paragraph, in offsets of the document's text: the speaker as written, where the words begin."""

    start: int
    end: int
    content: int
    kind: str


@lru_cache(maxsize=16)
def parts_of(text: str) -> dict[int, Part]:
    """Return the labelled paragraphs of an interview or transcript, by where they begin; none of any other text.

    "Q:" and "A:" make an interview by themselves, once there are two. Names do where they are capitals, or where the
    words behind them are those of somebody who speaks: "I", "you", a question, a quotation.
    """
    found: list[tuple[int, Label, str]] = []
    for match in _LINE.finditer(text):
        line = match[1][:_HEAD]
        label = label_of(line)
        if label is not None:
            found.append((match.start(1), label, line))
    asked = [one for one in found if one[1].kind != "name"]
    named = [one for one in found if one[1].kind == "name"]
    kept = (
        asked
        if any(one[1].kind == "question" for one in asked)
        else [one for one in asked if ":" in one[2][: one[1].content]]
    )
    if len(asked) + len(named) < _FEWEST:
        kept = []
    if len(named) + len(kept) >= _FEWEST and named and (kept or _spoken(named)):
        kept = [*kept, *named]
    return {
        at: Part(at + label.start, at + label.end, at + label.content, label.kind)
        for at, label, _ in sorted(kept, key=lambda one: one[0])
    }


def is_speech(text: str) -> bool:
    """Tell whether words read like those of somebody who speaks: "I", "you", a question."""
    personal = rf"\b(?:{any_of(words('first_person'))}|you|your|thank|yes)\b|\?"
    return re.search(personal, text, re.IGNORECASE) is not None


def _spoken(named: list[tuple[int, Label, str]]) -> bool:
    """Tell whether labelled paragraphs read like speech, or their labels are names in capitals."""
    capitals = sum(line[label.start : label.end].isupper() for _, label, line in named)
    speech = sum(is_speech(line[label.content :]) or "“" in line or '"' in line for _, label, line in named)
    return capitals >= _FEWEST or 2 * speech >= len(named)


def speaker_of(text: str, part: Part, known: KnownNames, before: int) -> tuple[str | None, str] | None:
    """Return the name and kind of a label's speaker; None where the label is read like any other mention.

    ``before`` is where the interview begins: what stands in front of it may say who is interviewed.
    """
    if part.kind == "question":
        return None, "unnamed"
    if part.kind == "answer":
        return _interviewed(text[:before], known), "unnamed"
    label = text[part.start : part.end]
    name = _full(label.split()[-1], known)
    if name is not None:
        return name, "person"
    titled = label.split()[0].casefold().rstrip(".") in words("speakers.person") | words("honorifics")
    return (None, "person") if titled or label.split()[-1].casefold() in words("speakers.person") else None


def _full(surname: str, known: KnownNames) -> str | None:
    """Return the one full name of the text with a surname, which may be written in capitals."""
    wanted = surname.strip(".").casefold()
    found = {name for last, names in known.by_surname.items() if last.casefold() == wanted for name in names}
    written = {name for name in found if not name.isupper()}
    longest = [one for one in written if not any(one != other and other.endswith(one) for other in written)]
    return longest[0] if len(longest) == 1 else None


def _interviewed(text: str, known: KnownNames) -> str | None:
    """Return the one person of whom the text in front of an interview says that somebody talks to them."""
    found = [one for one in _talked_to(text[-_LEAD:]) if one in known.names]
    longest = [one for one in found if not any(one != other and other.endswith(one) for other in found)]
    return longest[0] if len(longest) == 1 else None


@lru_cache(maxsize=16)
def _talked_to(text: str) -> frozenset[str]:
    """Return the names of a text beside words for an interview: "spoke to Una Ek", "Una Ek answers our questions"."""
    asked = re.compile(rf"\b(?:{any_of(_labels()['interviewing'])})\b[^.!?\n]{{0,80}}?$", re.IGNORECASE)
    answers = re.compile(rf"[^.!?\n]{{0,60}}?\b(?:{any_of(_labels()['interviewed'])})\b", re.IGNORECASE)
    found = set()
    for names in known_names(text).by_surname.values():
        for name in names:
            for match in re.finditer(rf"(?<!\w){re.escape(name)}(?!\w)", text):
                if asked.search(text[max(match.start() - 120, 0) : match.start()]) or answers.match(
                    text, match.end()
                ):
                    found.add(name)
    return frozenset(found)
