"""What stands in front of a paragraph's own words: the time of a live blog's entry, the label of who speaks.

Both are told by their shape alone; offsets count from the beginning of the paragraph (Unicode code points).
"""

import re
from functools import cache
from itertools import chain
from typing import NamedTuple

from llmclaims.language.lexicon import any_of, lists

_FOLLOWING = re.compile(r"[\"'“‘«(\[]*([^\W\d_][\w’'.-]*)(?:\s+([\w’'-]+))?")
_QUESTION = re.compile(r"(?:What|Why|How|Who|Where|When)(?:[’']s)?(?:\s[a-z]+){1,3}:\s+(?=[^\W\d_a-z])")
_BULLET = re.compile(r"(?:[-*•–—·▪●◦‣]|\(?[0-9]{1,2}[.)]|\(?[a-z]\))\s+(?=\S)")
_LONGEST_LABEL = 70  # characters, with what the speaker is called behind the name


@cache
def _clock() -> re.Pattern[str]:
    words = lists("en", "zones")["clock"]
    zones = any_of(words["zones"])
    clock = (
        r"(?:(?:[01]?[0-9]|2[0-4])[.:h][0-5][0-9](?:[.:][0-5][0-9])?(?![0-9]|[.,:][0-9])(?P<half>\s?[ap]\.?m\b\.?)?"
        r"|(?:[01]?[0-9])(?P<hour>\s?[ap]\.?m\b\.?))"
    )
    return re.compile(
        rf"[•*\[(]?\s*(?P<verb>(?:{any_of(words['verbs'])})\b:?\s+(?:at\s+)?)?{clock}(?P<zone>\s?\(?(?:{zones})\b\)?)?[\])]?"
        r"(?P<mark>\s*[-–—|](?=\s)|\s*:(?=\s)|,?(?=\s)|$)\s*",
        re.IGNORECASE,
    )


def clock_end(text: str) -> int:
    """Return where the time ends that a live blog's entry begins with, 0 where it has none.

    A time that belongs to the sentence ("10.32 million", "9:15 trains were late") is none.
    """
    match = _clock().match(text)
    if match is None or match.end() == len(text):
        return len(text) if match else 0
    words = lists("en", "zones")
    following = _FOLLOWING.match(text, match.end())
    if following is None:
        return match.end() if match["mark"].strip() else 0
    first, second = following[1], following[2] or ""
    if not first[0].isupper() or (match["zone"] is None and first.rstrip(".") in words["clock"]["zones"]):
        return 0
    if match["mark"].strip(" ,"):
        return match.end()
    dated = first.rstrip(".") in words["weekdays"] or first.rstrip(".") in words["months"]
    opens = first in lists("en", "abbreviations")["starters"]
    counted = {first.casefold(), "" if opens else second.casefold()} & set(words["clock"]["units"])
    return 0 if dated or counted else match.end()


class Label(NamedTuple):
    """The label of who speaks: ``start`` and ``end`` of the name as written, ``content`` where the words begin.

    ``kind`` is "question" or "answer" for a part in an interview, "name" for anything that may be a name.
    """

    start: int
    end: int
    content: int
    kind: str


@cache
def _label() -> re.Pattern[str]:
    words = lists("en", "zones")["labels"]
    one = r"(?:[^\W\d_a-zß-ÿ][\w’'-]*\.?|(?:[^\W\d_]\.){2,})"
    particle = rf"(?:(?:{any_of(lists('en', 'zones')['name_particles'])}|of|OF)\s+)?"
    name = rf"(?:(?:the|The|THE)\s+)?{one}(?:\s+{particle}{one}){{0,4}}"
    role = r"(?:,\s[^:.;?!“”\"\n]{2,50}|\s\([^()\n]{2,40}\))?"
    return re.compile(
        rf"[^\S\n]*[*_>“\"‘]*(?:(?P<part>(?:{any_of(words['questions'])}|{any_of(words['answers'])})(?:\s[0-9]{{1,2}})?)(?:[*_]*\s?:|(?<=[QA])\.)"
        rf"|(?P<name>{name}){role}[*_]*\s?:)[*_]*(?=\s+\S)\s*"
    )


def label_of(text: str) -> Label | None:
    """Return the label that a paragraph begins with; None for "UPDATE:", "Background:" and the like, and for places."""
    match = _label().match(text)
    if match is None or match.end() > _LONGEST_LABEL:
        return None
    words = lists("en", "zones")
    if match["part"]:
        questions = {one.casefold() for one in words["labels"]["questions"]}
        kind = "question" if match["part"].rstrip(" 0123456789").casefold() in questions else "answer"
        return Label(*match.span("part"), match.end(), kind)
    return None if _is_tag(match["name"]) else Label(*match.span("name"), match.end(), "name")


@cache
def _tags() -> frozenset[str]:
    """Return words that no speaker's label begins or ends with: kinds of news, parts of an article, months, days."""
    words = lists("en", "zones")
    known = (words["not_places"], words["labels"]["no_speakers"], words["months"], words["weekdays"])
    return frozenset(one.casefold() for one in chain.from_iterable(known))


def _is_tag(label: str) -> bool:
    """Tell whether a label says what a paragraph is about, and not who speaks."""
    plain = label.casefold().removeprefix("the ")
    if any(plain == city.casefold() for city in lists("en", "zones")["cities"]):
        return True
    return not _tags().isdisjoint({plain, plain.split()[0], plain.split()[-1]})


def is_item(text: str) -> bool:
    """Tell whether a paragraph is an item of a list, by its bullet or number."""
    return _BULLET.match(text) is not None


def lead_in_end(text: str) -> int:
    """Return where a paragraph's own words begin behind a bullet or a time, and behind "UPDATE:"; 0 without them."""
    bullet = _BULLET.match(text)
    start = bullet.end() if bullet else clock_end(text)
    match = _label().match(text, start) if start < len(text) else None
    if match is not None and match["name"] and _is_tag(match["name"]):
        return match.end()
    question = _QUESTION.match(text, start)
    return question.end() if question else start
