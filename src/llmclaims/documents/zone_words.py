"""The word lists that zones and datelines rest on (``data/<language>/zones.json``), made ready for matching."""

from __future__ import annotations

import json
import re
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Iterable


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
def word_lists(language: str = "en") -> dict[str, Any]:
    """Load the word lists of a language (``data/<language>/zones.json``) once."""
    source = files("llmclaims").joinpath("data", language, "zones.json")
    lists: dict[str, Any] = json.loads(source.read_text(encoding="utf-8"))
    return lists


def any_of(words: Iterable[str]) -> str:
    """Write a regular expression that matches one of some words, the longest first."""
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


@cache
def zone_words() -> Words:
    """Make the word lists ready once."""
    lists = word_lists()
    credit = (
        rf"(?:^|[\s(\[|.])(?:{any_of(lists['caption_credits'])})(?: by| courtesy)?\s*[:©]\s*"
        rf"(?:[^\W\d_a-z]|[@©]|(?:{any_of(lists['credit_words'])})\b)\S*(?:\s+\S+){{0,7}}$"
    )
    source = (
        rf"(?:[(\[|]\s?|/\s?)(?:[\w.'’ -]{{0,40}}[/,]\s?)?(?:{any_of(lists['caption_sources'])})"
        r"(?:\s?/\s?[\w ]{1,20})?[)\]]?\.?$"
    )
    name = r"[^\W\d_a-z][\w.'’-]*"
    bio = (
        rf"(?P<name>{name}(?:\s+(?:{any_of(lists['name_particles'])}|{name})){{0,4}}?)\s*(?P<verb>[,;]|\bis\b|\bwas\b)"
        rf"\s+(?:a|an|the)\s+(?:[\w'’-]+\s+){{0,5}}?(?:{any_of(lists['roles'])})\b"
    )
    return Words(
        sections=frozenset(lists["boilerplate_sections"]),
        furniture=frozenset(lists["boilerplate_lines"]),
        openers=tuple(lists["boilerplate_openers"]),
        phrases=tuple(lists["boilerplate_phrases"]),
        caption_openers=tuple(lists["caption_openers"]),
        credit=re.compile(credit),
        source=re.compile(source, re.IGNORECASE),
        agencies=frozenset(agency.casefold() for agency in lists["agencies"]),
        byline_openers=tuple(word + " " for word in lists["byline_openers"]),
        roles=frozenset(lists["roles"]),
        particles=frozenset(lists["name_particles"]),
        writer_phrases=tuple(lists["writer_phrases"]),
        bio_phrases=tuple(lists["bio_phrases"]),
        bio_headings=frozenset(lists["bio_headings"]),
        bio=re.compile(bio),
    )
