"""The word lists that zones and datelines rest on (``data/<language>/zones.json``), made ready for matching."""

import re
from functools import cache
from typing import NamedTuple

from llmclaims.language.lexicon import any_of, lists


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
