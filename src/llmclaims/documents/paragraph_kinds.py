"""Tell what a paragraph of a news article shows by itself: its measures; a caption, a byline, a biography."""

import re
from collections.abc import Sequence
from functools import cache
from typing import NamedTuple

from llmclaims.documents.datelines import is_date_line
from llmclaims.documents.notes import is_note
from llmclaims.language.lexicon import any_of, lists
from llmclaims.language.segmentation import split_sentences


class Words(NamedTuple):
    """The word lists of one language, made ready for matching."""

    sections: frozenset[str]
    furniture: frozenset[str]
    openers: tuple[str, ...]
    phrases: tuple[str, ...]
    caption_openers: tuple[str, ...]
    credit: re.Pattern[str]
    source: re.Pattern[str]
    agencies: frozenset[str]
    byline_openers: tuple[str, ...]
    roles: frozenset[str]
    particles: frozenset[str]
    writer_phrases: tuple[str, ...]
    bio_phrases: tuple[str, ...]
    bio_headings: frozenset[str]
    bio: re.Pattern[str]


@cache
def zone_words() -> Words:
    """Make the word lists ready once."""
    zones = lists("en", "zones")
    credit = (
        rf"(?:^|[\s(\[|.])(?:{any_of(zones['caption_credits'])})(?: by| courtesy)?\s*[:©]\s*"
        rf"(?:[^\W\d_a-z]|[@©]|(?:{any_of(zones['credit_words'])})\b)\S*(?:\s+\S+){{0,7}}$"
    )
    source = (
        rf"(?:[(\[|]\s?|/\s?)(?:[\w.'’ -]{{0,40}}[/,]\s?)?(?:{any_of(zones['caption_sources'])})"
        r"(?:\s?/\s?[\w ]{1,20})?[)\]]?\.?$"
    )
    name = r"[^\W\d_a-z][\w.'’-]*"
    bio = (
        rf"(?P<name>{name}(?:\s+(?:{any_of(zones['name_particles'])}|{name})){{0,4}}?)\s*(?P<verb>[,;]|\bis\b|\bwas\b)"
        rf"\s+(?:a|an|the)\s+(?:[\w'’-]+\s+){{0,5}}?(?:{any_of(zones['roles'])})\b"
    )
    return Words(
        sections=frozenset(zones["boilerplate_sections"]),
        furniture=frozenset(zones["boilerplate_lines"]),
        openers=tuple(zones["boilerplate_openers"]),
        phrases=tuple(zones["boilerplate_phrases"]),
        caption_openers=tuple(zones["caption_openers"]),
        credit=re.compile(credit),
        source=re.compile(source, re.IGNORECASE),
        agencies=frozenset(agency.casefold() for agency in zones["agencies"]),
        byline_openers=tuple(word + " " for word in zones["byline_openers"]),
        roles=frozenset(zones["roles"]),
        particles=frozenset(zones["name_particles"]),
        writer_phrases=tuple(zones["writer_phrases"]),
        bio_phrases=tuple(zones["bio_phrases"]),
        bio_headings=frozenset(zones["bio_headings"]),
        bio=re.compile(bio),
    )


_FINAL = ".!?…‽؟۔।॥。！？｡"
_CLOSING = "\"'”’»›」』】）)]*"
_SYMBOLS = "#*=_-–—•·|▶►»›>~+ \t"
_COUNTED = re.compile(r"^\(?[0-9]+\)?\s+|\s*[(\[]?[0-9]+[)\]]?$|[\s:.…»>!*]+$")
_TAG = re.compile(r"<[^<>]*>")
_CJK = re.compile(r"[\u2e80-\u9fff\uac00-\ud7af\uff66-\uff9f]")
_NAME_TOKEN = re.compile(r"(?:[^\W\d_]\.?){1,3}$|[^\W\d_][^\W\d_'’.-]*(?:['’-][^\W\d_]+)*\.?$")
_NAMES_APART = re.compile(r",\s+|\s+and\s+|\s*&\s*|\s*\|\s*")


# Sizes in words unless said otherwise, set by reading news texts and what the rules made of them.
_SAMPLE = 3000  # characters of a paragraph looked at for sentences
_CHARACTERS_A_WORD = 12  # in scripts that write no spaces between words
_BYLINE, _BYLINE_SENTENCES, _ROLE_LINE, _NAME_WORDS = 20, 2, 10, 5
_BIO, _NOTE, _CLOSING_BIO = 120, 40, 80
_CAPTION, _SOURCED_CAPTION, _CAPTION_SENTENCES, _CREDIT_TAIL = 60, 45, 4, 14
_OPENED, _OPENED_SENTENCES, _PHRASED = 40, 3, 80  # boilerplate told by its first words, or by a phrase
_PROSE, _SHORT_PROSE = 20, 3


class Line(NamedTuple):
    """One paragraph as the rules see it."""

    text: str
    plain: str  # lower case, white space collapsed, without symbols around it
    words: int
    sentences: int
    final: bool  # ends in final punctuation
    kind: str | None  # what it says of itself wherever it stands: caption, section, boilerplate, dateline


def line_of(text: str) -> Line:
    """Measure one paragraph."""
    plain = " ".join(text.split()).strip(_SYMBOLS).casefold()
    words = max(len(text.split()), len(text) // _CHARACTERS_A_WORD, len(_CJK.findall(text)) // 2)
    final = text.rstrip(_CLOSING)[-1:] in tuple(_FINAL)
    sentences = len(split_sentences(text[:_SAMPLE]))
    return Line(text, plain, words, sentences, final, _kind(text, plain, words, sentences))


def _kind(text: str, plain: str, words: int, sentences: int) -> str | None:
    """Tell what a paragraph says of itself, wherever it stands; None where it could be anything."""
    lists = zone_words()
    bare = _COUNTED.sub("", plain) if words <= _OPENED and len(plain) <= _SAMPLE // 10 else plain
    if bare in lists.sections:
        return "section"
    if is_date_line(text, words):
        return "dateline"
    if bare in lists.furniture or not any(character.isalpha() for character in _TAG.sub("", plain)):
        return "boilerplate"
    if is_note(text, words):
        return "boilerplate"
    if _is_caption(text, plain, words, sentences):
        return "caption"
    if words <= _OPENED and sentences <= _OPENED_SENTENCES and plain.startswith(lists.openers):
        return "boilerplate"
    unquoted = words <= _PHRASED and not any(mark in text for mark in '"“«„')
    return "boilerplate" if unquoted and any(phrase in plain for phrase in lists.phrases) else None


def _is_caption(text: str, plain: str, words: int, sentences: int) -> bool:
    """Tell whether a paragraph is the caption or the credit of a picture."""
    lists = zone_words()
    if words > _CAPTION or sentences > _CAPTION_SENTENCES:
        return False
    tail = " ".join(text.split()[-_CREDIT_TAIL:])
    if plain.startswith(lists.caption_openers) or lists.credit.search(tail):
        return True
    return words <= _SOURCED_CAPTION and "/" in tail and lists.source.search(tail) is not None


def _is_name(text: str) -> bool:
    """Tell whether a text is one or more personal names and nothing else."""
    particles = zone_words().particles
    for part in _NAMES_APART.split(text.strip(_SYMBOLS)):
        tokens = part.split()
        if not 1 < len(tokens) <= _NAME_WORDS:
            return False
        if not all(
            token in particles or (token[0].isupper() and _NAME_TOKEN.match(token)) for token in tokens
        ):
            return False
    return True


def is_byline(line: Line, *, strong: bool = False) -> bool:
    """Tell whether a paragraph names its writer; ``strong`` asks for more than a name that stands alone."""
    lists = zone_words()
    text = line.text.strip(_SYMBOLS)
    if line.words > _BYLINE or line.sentences > _BYLINE_SENTENCES or not text:
        return False
    if line.plain.rstrip(".") in lists.agencies:
        return True
    opener = next((word for word in lists.byline_openers if line.plain.startswith(word)), None)
    if opener is not None:
        rest = text[len(opener) :].strip()
        return rest[:1].isupper() and (not line.final or _is_name(rest.rstrip(".")))
    if line.final or line.words > _ROLE_LINE:
        return False
    capitals = sum(word[0].isupper() for word in text.split())
    titled = "," in text and capitals > 1 and not lists.roles.isdisjoint(re.findall(r"[\w-]+", line.plain))
    signed = line.text[0] in "-–—" and _is_name(text)
    return titled or signed or (not strong and _is_name(text))


def subject_of(line: Line) -> tuple[str, bool] | None:
    """Return whom a paragraph that reads like a biography is about, and whether it says what they are.

    None for any other paragraph.
    """
    if line.words > _BIO:
        return None
    match = zone_words().bio.match(line.text)
    if match is not None:
        return match["name"], match["verb"] == "is"
    opening = line.text.split()[0].rstrip(",;:")
    described = any(phrase in line.plain for phrase in zone_words().bio_phrases)
    return (opening, False) if described and opening[:1].isupper() else None


def is_bio(line: Line, before: Sequence[Line], *, closing: bool) -> bool:
    """Tell whether a paragraph is about the writer and not about somebody in the story.

    It says so, or its subject stands in a byline; at the end of an article (``closing``) it is enough that
    it says what somebody is whom the story has not named.
    """
    if line.words <= _NOTE and any(phrase in line.plain for phrase in zone_words().writer_phrases):
        return True
    subject = subject_of(line)
    if subject is None:
        return False
    name, says_what = subject
    if any(part in other.text.split() for part in name.split() for other in before if is_byline(other)):
        return True
    unnamed = not any(name.split()[-1] in other.text for other in before)
    return closing and says_what and line.words <= _CLOSING_BIO and " " in name and unnamed


def furniture(line: Line) -> str | None:
    """Name the zone of a line that can be told by itself."""
    if line.kind is not None:
        return "boilerplate" if line.kind == "section" else line.kind
    return "byline" if is_byline(line) else None


def is_prose(line: Line) -> bool:
    """Tell whether a paragraph is running text: a full sentence, what introduces a quotation, or long."""
    closed = line.words >= _SHORT_PROSE and (line.final or line.text[-1] in ":：")
    return line.kind is None and (line.words >= _PROSE or closed) and not is_byline(line)
