"""What each paragraph of a news article is: title, byline, body, caption and so on; and its dateline.

A zone is decided from where the paragraph stands, from its shape (words, final punctuation) and from word
lists (``data/en/zones.json``). Only ``body`` is mined, so doubt is decided for the body: a paragraph of
full sentences in the middle of an article stays body unless it is plainly something else.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

from llmclaims.sentences import split_sentences

if TYPE_CHECKING:
    from collections.abc import Sequence

_FINAL = ".!?…‽؟۔।॥。！？｡"
_CLOSING = "\"'”’»›」』】）)]*"
_OPENING = "\"'“‘«‹„「『([*_"
_SYMBOLS = "#*=_-–—•·|▶►»›>~+ \t"
_BULLET = re.compile(r"(?:[-*•–·▪●◦‣]|[0-9]{1,3}[.)])\s+\S")
_HEADING_MARK = re.compile(r"#{1,6}\s|={2,}[^=]+={2,}$")
_TAG = re.compile(r"<[^<>]*>")
_CJK = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uff66-\uff9f]")
_NAME_TOKEN = re.compile(r"(?:[^\W\d_]\.?){1,3}$|[^\W\d_][^\W\d_'’.-]*(?:['’-][^\W\d_]+)*\.?$")
_HEADER_LINES = 10
_SAMPLE = 3000


@dataclass(frozen=True, slots=True)
class Dateline:
    """Where and when an article says it was filed.

    ``text`` is the source's words, ``place`` and ``value`` what they say, None where they do not: ``value``
    is ISO 8601 or, where a part is missing, a TIMEX3 value such as ``XXXX-02-06``. ``start`` and ``end`` are
    Unicode code points of the document: ``end`` is where the body of that paragraph starts, or the end of a
    line that is only a dateline.
    """

    place: str | None
    text: str
    value: str | None
    start: int
    end: int


class Zoning(NamedTuple):
    """The zone of each paragraph, the index of the title's paragraph, and the dateline."""

    zones: tuple[str, ...]
    title: int | None
    dateline: Dateline | None


class _Line(NamedTuple):
    """One paragraph as the rules see it."""

    text: str
    plain: str  # lower case, white space collapsed, without markup around it
    words: int
    sentences: int
    final: bool  # ends in final punctuation
    kind: str | None  # what it says of itself wherever it stands: caption, section, boilerplate, dateline


@cache
def word_lists(language: str = "en") -> dict[str, Any]:
    """Load the word lists of a language (``data/<language>/zones.json``) once."""
    source = files("llmclaims").joinpath("data", language, "zones.json")
    lists: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return lists


def classify(text: str, spans: Sequence[tuple[int, int]]) -> Zoning:
    """Give each paragraph of a text its zone.

    ``spans`` are the paragraphs' half-open offsets into ``text`` (Unicode code points), in order.
    """
    lines = [_line(text[start:end]) for start, end in spans]
    if len(lines) == 1:
        return Zoning(("body",), None, _find_dateline(text, spans, ["body"]))
    title = _title(lines)
    zones: list[str | None] = [None] * len(lines)
    if title is not None:
        zones[title] = "title"
    first = _header(lines, zones, title)
    _trailer(lines, zones, first)
    _middle(lines, zones, first)
    decided = [zone or "body" for zone in zones]
    if "body" not in decided:
        decided = [_rescued(zone, line) for zone, line in zip(decided, lines, strict=True)]
        title = title if title is not None and decided[title] == "title" else None
    return Zoning(tuple(decided), title, _find_dateline(text, spans, decided))


def _rescued(zone: str, line: _Line) -> str:
    """The zone in a text that would have no body at all: what has words enough is mined after all."""
    return "body" if zone in {"title", "subtitle"} and line.words >= 4 else zone


def _line(text: str) -> _Line:
    """Measure one paragraph."""
    plain = " ".join(text.split()).strip(_SYMBOLS).casefold()
    cjk = len(_CJK.findall(text))
    words = max(len(text.split()), len(text) // 12, cjk // 2)
    stripped = text.rstrip(_CLOSING)
    final = bool(stripped) and (stripped[-1] in _FINAL)
    sentences = len(split_sentences(text[:_SAMPLE]))
    return _Line(text, plain, words, sentences, final, _kind(text, plain, words, sentences))


def _kind(text: str, plain: str, words: int, sentences: int) -> str | None:
    """What a paragraph says of itself, wherever it stands; None where it could be anything."""
    lists = word_lists()
    bare = re.sub(r"^\(?[0-9]+\)?\s+|\s*[(\[]?[0-9]+[)\]]?$|[\s:.…»>!*]+$", "", plain)
    if bare in lists["boilerplate_sections"]:
        return "section"
    if not any(character.isalpha() for character in _TAG.sub("", plain)) or bare in lists["boilerplate_lines"]:
        return "dateline" if _date_value(text) and words <= 3 else "boilerplate"
    if _is_caption(text, plain, words, sentences):
        return "caption"
    quoted = any(mark in text for mark in '"“«„')
    if words <= 40 and sentences <= 3 and plain.startswith(tuple(lists["boilerplate_openers"])):
        return "boilerplate"
    if words <= 80 and not quoted and any(phrase in plain for phrase in lists["boilerplate_phrases"]):
        return "boilerplate"
    return "dateline" if _is_date_line(text, words) else None


def _is_caption(text: str, plain: str, words: int, sentences: int) -> bool:
    """Whether a paragraph is the caption or the credit of a picture."""
    lists = word_lists()
    if words > 60 or sentences > 4:
        return False
    if plain.startswith(tuple(lists["caption_openers"])):
        return True
    tail = " ".join(text.split()[-14:])
    credit = "|".join(re.escape(word) for word in lists["caption_credits"])
    if re.search(rf"(?:^|[\s(\[|.])(?:{credit})(?: by| courtesy)?\s*[:©]\s*\S", tail, re.IGNORECASE):
        return True
    source = "|".join(re.escape(word) for word in lists["caption_sources"])
    end = rf"[(\[/|]\s?(?:[\w.'’ -]{{0,40}}[/,]\s?)?(?:{source})(?:\s?/\s?[\w ]{{1,20}})?[)\]]?\.?$"
    return words <= 45 and re.search(end, tail, re.IGNORECASE) is not None and "/" in tail


def _title(lines: Sequence[_Line]) -> int | None:
    """The index of the title: the first line that is not furniture, if it reads like one."""
    for index, line in enumerate(lines[:_HEADER_LINES]):
        if line.kind is not None or _is_byline(line, strong=True):
            continue
        return index if index + 1 < len(lines) and _is_title(line, lines[index + 1]) else None
    return None


def _is_title(line: _Line, following: _Line) -> bool:
    """Whether a first line reads like a title: short, and without the full stop of a sentence."""
    if line.words > 30 or line.text[-1] in ":," or _BULLET.match(line.text):
        return False
    if match_dateline(line.text) is not None:
        return False
    if not line.final:
        return True
    if line.sentences == 1 and line.text.rstrip(_CLOSING)[-1] in "?!？！…":
        return line.words <= 18 and line.text[0] not in "\"“'‘"
    if _HEADING_MARK.match(line.text):
        return True
    return line.words <= 18 and line.words < following.words and _title_case(line.text)


def _title_case(text: str) -> bool:
    """Whether nearly all longer words of a text begin in upper case."""
    words = [word for word in re.findall(r"[^\W\d_]+", text) if len(word) >= 4]
    return len(words) >= 3 and sum(word[0].isupper() for word in words) >= 0.8 * len(words)


def _is_name(text: str) -> bool:
    """Whether a text is one or more personal names and nothing else."""
    particles = word_lists()["name_particles"]
    for part in re.split(r",\s+|\s+and\s+|\s*&\s*|\s*\|\s*", text.strip(_SYMBOLS)):
        tokens = part.split()
        if not 2 <= len(tokens) <= 5:
            return False
        for token in tokens:
            if not (token in particles or (token[0].isupper() and _NAME_TOKEN.match(token))):
                return False
    return True


def _is_byline(line: _Line, *, strong: bool = False) -> bool:
    """Whether a paragraph names its writer; ``strong`` asks for more than a name that stands alone."""
    lists = word_lists()
    text = line.text.strip(_SYMBOLS)
    if line.words > 20 or line.sentences > 2 or not text:
        return False
    if text.rstrip(".").casefold() in {agency.casefold() for agency in lists["agencies"]}:
        return True
    opener = next((word for word in lists["byline_openers"] if line.plain.startswith(word + " ")), None)
    if opener is not None and not (line.final and line.words > 12):
        rest = text[len(opener) :].strip()
        return rest[:1].isupper() and (opener != "by" or not line.final or _is_name(rest.rstrip(".")))
    if line.final or line.words > 10:
        return False
    words = set(re.findall(r"[\w-]+", line.plain))
    if words & set(lists["roles"]) and "," in text and sum(w[0].isupper() for w in text.split()) >= 2:
        return True
    if re.match(r"[-–—]{1,2}\s*\S", line.text) and _is_name(text):
        return True
    return not strong and _is_name(text)


def _is_bio(line: _Line) -> bool:
    """Whether a paragraph reads like the writer's biography."""
    lists = word_lists()
    if line.words > 120:
        return False
    if any(phrase in line.plain for phrase in lists["bio_phrases"]):
        return True
    roles = "|".join(re.escape(role) for role in lists["roles"])
    pattern = rf"^[^.!?]{{2,60}}?(?:,|;|\bis|\bwas)\s+(?:a|an|the)\s+(?:[\w'’-]+\s+){{0,5}}?(?:{roles})s?\b"
    return re.match(pattern, line.plain) is not None


def _header(lines: Sequence[_Line], zones: list[str | None], title: int | None) -> int:
    """Give the lines before the body their zones; returns the index where the body may start."""
    first = 0 if title is None else title + 1
    for index in range(first if title is not None else 0):
        zones[index] = zones[index] or _furniture(lines[index]) or "subtitle"
    end = _header_end(lines, first)
    for index in range(first, end):
        line = lines[index]
        zones[index] = _furniture(line) or ("bio" if _is_bio(line) else "subtitle")
    if end < len(lines) and end == first and title is not None and _is_standfirst(lines, end):
        zones[end] = "subtitle"
        end += 1
    return end


def _is_standfirst(lines: Sequence[_Line], index: int) -> bool:
    """Whether the line behind the title goes on with it instead of opening the body."""
    line = lines[index]
    if line.final or line.kind is not None or line.words > 45 or index + 1 == len(lines):
        return False
    return line.text[-1] not in ":,;" and not _BULLET.match(line.text) and match_dateline(line.text) is None


def _furniture(line: _Line) -> str | None:
    """The zone of a line that can be told by itself, near the top of an article."""
    if line.kind is not None:
        return "boilerplate" if line.kind == "section" else line.kind
    return "byline" if _is_byline(line) else None


def _header_end(lines: Sequence[_Line], first: int) -> int:
    """Where the header stops: behind the last byline, date or biography that stands before the body."""
    end = first
    prose = 0
    for index in range(first, min(len(lines), first + _HEADER_LINES)):
        line = lines[index]
        if line.kind in {"caption", "boilerplate", "section"}:
            continue
        if line.kind == "dateline" or _is_byline(line, strong=True) or (index > 0 and _is_bio(line)):
            end = index + 1
        elif _is_byline(line):
            if not prose:
                end = index + 1
        elif line.final or line.words > 45:
            prose += 1
            if line.sentences > 2 or line.words > 45 or prose > 2 or match_dateline(line.text) is not None:
                break
    return end


def _trailer(lines: Sequence[_Line], zones: list[str | None], first: int) -> None:
    """Mark what follows the body: comment forms, related links, notices, the writer's biography."""
    body = next((index for index in range(first, len(lines)) if _is_prose(lines[index])), len(lines))
    last = max((index for index in range(first, len(lines)) if _is_prose(lines[index])), default=first)
    tail = last + 1
    while tail > body + 1 and _closing_bio(lines, body, tail - 1):
        tail -= 1
        zones[tail] = "bio"
    for index in range(body + 1, len(lines)):
        marked = lines[index].kind == "section" or (index >= tail and lines[index].kind == "boilerplate")
        if marked and _resumes(lines, index + 1) is None:
            for behind in range(index, len(lines)):
                zones[behind] = "bio" if _is_closing_note(lines, behind) else "boilerplate"
            break
    for index in range(tail, len(lines)):
        zones[index] = zones[index] or _trailing_zone(lines[index])


def _is_prose(line: _Line) -> bool:
    """Whether a paragraph is running text: at least one full sentence, or long."""
    return line.kind is None and (line.words >= 20 or (_ends_clause(line) and line.words >= 3)) and not _is_byline(line)


def _ends_clause(line: _Line) -> bool:
    """Whether a paragraph ends as a sentence does, or with the colon that introduces a quotation."""
    return line.final or line.text[-1] in ":："


def _resumes(lines: Sequence[_Line], start: int) -> int | None:
    """Where real body goes on behind a marker: several sentences, or three full ones in a row."""
    row = 0
    for index in range(start, len(lines)):
        line = lines[index]
        if line.kind is not None or _is_bio(line):
            continue
        if line.final and line.sentences >= 2 and line.words >= 20:
            return index
        row = row + 1 if line.final and line.words >= 10 else 0
        if row == 3:
            return index - 2
    return None


def _closing_bio(lines: Sequence[_Line], body: int, index: int) -> bool:
    """Whether the last paragraph is about the writer and not about somebody in the story."""
    line = lines[index]
    if not _is_bio(line) or line.words > 80:
        return False
    if any(phrase in line.plain for phrase in word_lists()["bio_phrases"][:20]):
        return True
    name = re.match(r"(?:[^\W\d_][\w.'’-]*\s+){0,3}?([^\W\d_][\w'’-]+)(?=,|;|\s+(?:is|was)\b)", line.text)
    if name is None or not name.group(1)[0].isupper():
        return False
    return not any(name.group(1) in other.text for other in lines[body:index])


def _is_closing_note(lines: Sequence[_Line], index: int) -> bool:
    """Whether a paragraph behind the body is a biography: it reads like one, or its heading says so."""
    headed = lines[index - 1].plain.rstrip(":") in word_lists()["bio_headings"]
    return lines[index].kind is None and (headed or (_is_bio(lines[index]) and lines[index].words >= 6))


def _trailing_zone(line: _Line) -> str | None:
    """The zone of a line behind the last sentence of the body; None leaves it to the body."""
    if line.kind is not None or _is_byline(line):
        return _furniture(line)
    if line.plain.rstrip(":") in word_lists()["bio_headings"]:
        return "boilerplate"
    short = line.words <= 7 and not line.final and not _BULLET.match(line.text)
    return "boilerplate" if short and line.text[0] not in _OPENING else None


def _middle(lines: Sequence[_Line], zones: list[str | None], first: int) -> None:
    """Give zones to what stands between header and trailer: section headings, captions, body."""
    index = first
    while index < len(lines):
        line = lines[index]
        if zones[index] is not None:
            index += 1
        elif line.kind is not None:
            zones[index] = "boilerplate" if line.kind == "section" else line.kind
            index += 1
        elif not _is_heading(line):
            index += 1
        else:
            end = index
            while end < len(lines) and zones[end] is None and lines[end].kind is None and _is_heading(lines[end]):
                end += 1
            for item in range(index, end):
                zones[item] = _heading_zone(lines[item], run=end - index)
            index = end


def _is_heading(line: _Line) -> bool:
    """Whether a line could head a section: short, no final punctuation, not a list item."""
    if _HEADING_MARK.match(line.text):
        return True
    if _BULLET.match(line.text) or line.words > 12 or line.text[-1] in ":;,–—-":
        return False
    if line.final:
        return line.text[-1] in "?？" and line.words <= 8 and line.text[0] not in _OPENING
    return True


def _heading_zone(line: _Line, *, run: int) -> str | None:
    """The zone of a heading-like line in a run of such lines: verse and lists are body."""
    if _HEADING_MARK.match(line.text):
        return "subtitle"
    if run <= 2:
        return None if line.text[0].islower() and line.words > 2 else "subtitle"
    return None if line.words >= 4 else "boilerplate"


class _DatePatterns(NamedTuple):
    """Regular expressions made of the month and weekday names of one language."""

    date: re.Pattern[str]
    weekday: re.Pattern[str]
    prefix: re.Pattern[str]


@cache
def _date_patterns() -> _DatePatterns:
    """Compile the date and dateline patterns once."""
    lists = word_lists()
    month = "|".join(sorted(lists["months"], key=len, reverse=True))
    day = "|".join(sorted(lists["weekdays"], key=len, reverse=True))
    ordinal = r"(?:st|nd|rd|th)?"
    year = r"(?:,?\s+(?P<{0}>[12][0-9]{{3}})\b)?"
    dates = [
        rf"(?P<m1>{month})\b\.?\s+(?P<d1>[0-3]?[0-9]){ordinal}(?![0-9]|:[0-9]){year.format('y1')}",
        rf"(?P<d2>[0-3]?[0-9]){ordinal}\s+(?:of\s+)?(?P<m2>{month})\b\.?{year.format('y2')}",
        r"(?P<y3>[12][0-9]{3})-(?P<m3>[01][0-9])-(?P<d3>[0-3][0-9])",
        rf"(?P<m4>{month})\b\.?\s+(?P<y4>[12][0-9]{{3}})",
    ]
    date = rf"\b(?:{'|'.join(dates)})"
    weekday = rf"\b(?P<weekday>{day})\b\.?"
    whole = rf"(?:(?:{day})\b\.?,?\s+)?{re.sub(r'[?]P<[a-z0-9]+>', '?:', date)}|(?:{day})\b\.?"
    token = rf"(?!(?:{month}|{day})\b)[^\W\d_a-zß-ÿ](?:[^\W\d_]|['’.-](?=[^\W\d_])|\.)*"
    place = rf"{token}(?:\s+(?:de\s+|of\s+|al-|el-)?{token}){{0,3}}"
    places = rf"{place}(?:(?:,\s+|\s?/\s?|\s+and\s+){place}){{0,2}}"
    agency = r"\(\s*(?P<agency>[^\W\d_a-z][\w./ &-]{1,30})\s*\)"
    mark = r"(?P<mark>\s*[—–]|\s*--+|\s+-(?=\s)|(?<=\))\s*-|\s*:(?=\s)|\s+_(?=\s)|(?<=\))\s*(?=[A-Z“\"]))"
    prefix = (
        rf"(?:(?P<place>{places})(?:,?\s+(?P<date>{whole}))?|(?P<lead>{whole})(?:[,:]?\s+(?P<where>{places}))?|"
        rf"(?=\())(?:,?\s*{agency})?{mark}\s*"
    )
    return _DatePatterns(re.compile(date), re.compile(weekday), re.compile(prefix))


def _date_value(text: str) -> str | None:
    """The first date in a text as ISO 8601, what is missing written as TIMEX3 does; None without one."""
    lists = word_lists()
    patterns = _date_patterns()
    match = patterns.date.search(text)
    if match is None:
        weekday = patterns.weekday.search(text)
        return f"XXXX-WXX-{lists['weekdays'][weekday['weekday']]}" if weekday else None
    found = {name[0]: value for name, value in match.groupdict().items() if value is not None}
    year = found.get("y", "XXXX")
    month = found["m"] if found["m"].isdigit() else f"{lists['months'][found['m']]:02d}"
    if not 1 <= int(month) <= 12 or not 1 <= int(found.get("d", 1)) <= 31:
        return None
    return f"{year}-{month}-{int(found['d']):02d}" if "d" in found else f"{year}-{month}"


def _is_date_line(text: str, words: int) -> bool:
    """Whether a line holds a date or a place of filing and nothing else."""
    if words > 14:
        return False
    found = match_dateline(text)
    if found is not None and found.end == len(text):
        return True
    if _date_value(text) is None:
        return False
    patterns = _date_patterns()
    rest = patterns.weekday.sub(" ", patterns.date.sub(" ", text))
    allowed = word_lists()["date_line_words"]
    tokens = re.findall(r"[^\W\d_]+(?:\.[^\W\d_])?", rest.casefold())
    return all(token in allowed for token in tokens)


def match_dateline(text: str) -> Dateline | None:
    """The dateline that a paragraph begins with; offsets count from the beginning of ``text``."""
    match = _date_patterns().prefix.match(text)
    if match is None:
        return None
    place = match["place"] or match["where"]
    date = match["date"] or match["lead"]
    if text[match.end() : match.end() + 1].islower():
        return None
    colon = match["mark"].strip() in {":", ""}
    if not _is_licensed(place, date, match["agency"], colon=colon):
        return None
    value = _date_value(date) if date else None
    return Dateline(place, match.group().rstrip(), value, 0, match.end())


def _is_licensed(place: str | None, date: str | None, agency: str | None, *, colon: bool) -> bool:
    """Whether what looks like a dateline is one: a date, a known agency, a known city or capitals say so."""
    lists = word_lists()
    if place is not None and place.casefold() in lists["not_places"]:
        return False
    known = agency is not None and agency.split("/")[-1].strip() in lists["agencies"]
    if place is None:
        return known or (date is not None and not colon)
    if date is not None or known:
        return True
    city = re.split(r"[,/]", place)[0].strip()
    if city.casefold() in {name.casefold() for name in lists["cities"]}:
        return True
    return not colon and city.isupper() and len(city) > 2 and len(city.split()) <= 3


def _find_dateline(text: str, spans: Sequence[tuple[int, int]], zones: Sequence[str]) -> Dateline | None:
    """The article's dateline: in front of one of the first two body paragraphs, or on a line of its own."""
    line: Dateline | None = None
    bodies = 0
    for (start, end), zone in zip(spans, zones, strict=True):
        if zone == "dateline" and line is None and not bodies:
            found = match_dateline(text[start:end])
            place = found.place if found else None
            line = Dateline(place, text[start:end], _date_value(text[start:end]), start, end)
        if zone != "body":
            continue
        bodies += 1
        found = match_dateline(text[start:end])
        if found is not None and found.end < end - start:
            value = found.value or (line.value if line else None)
            return Dateline(found.place, found.text, value, start, start + found.end)
        if bodies == 2:
            break
    return line
