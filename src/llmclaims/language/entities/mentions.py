"""Every name that a document's body gives: where it stands, whose it is, and what its bearer is called.

A name is a run of capitalised words, titles taken off ("Prime Minister Shehbaz Sharif" names Shehbaz Sharif).
Offsets are code points of the document's text, 0-based, end exclusive.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Literal

from llmclaims.language.entities.name_words import NameWords, name_words
from llmclaims.language.lexicon import any_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.schema.annotations import Span

Kind = Literal["person", "organisation", "place", "unknown"]

_TOKEN = re.compile(r"[^\s.]+(?:\.[^\s.]+)*\.?")
_APPOSITION = re.compile(r",\s+([^,.;:()—“”\"]{3,90})")
_TAIL = re.compile(r"((?:[\w’'-]+[ \u00a0]+){1,6})$")
_BEFORE_COMMA = re.compile(r"((?:[\w’'-]+\s+){0,6}[\w’'-]+),\s+$")
_RUNS = re.compile(r"[\w’'-]+")
_AGE = re.compile(r", \d{2},")
_NEXT_WORD = re.compile(r"\s+([\w’'-]+)")
_LEAST_ACRONYM = 2
_PERSON_WORDS = range(2, 6)
_ROLE_REACH = 6
_NEAR = 100
"""Characters beside a name in which its titles and its apposition stand."""


@dataclass(frozen=True, slots=True)
class Naming:
    """One place of a name.

    ``left`` is where its titles begin. ``roles`` holds the words that the text puts beside it, in lower case:
    titles in front, the head and complements of an apposition. ``gender`` is "f", "m" or "".
    """

    name: str
    start: int
    end: int
    left: int
    kind: Kind
    roles: frozenset[str] = frozenset()
    gender: str = ""

    @property
    def span(self) -> Span:
        """Find where the name itself stands."""
        return self.start, self.end


def namings_of(text: str, bodies: Sequence[Span], language: str) -> tuple[Naming, ...]:
    """Return the names in some parts of a text, in order; none for a language without data."""
    vocabulary = name_words(language)
    if vocabulary is None:
        return ()
    found = []
    run, _ = _patterns(vocabulary)
    for first, last in bodies:
        at = first
        while match := run.search(text, at, last):
            whole = _whole(text, match, last, vocabulary)
            one = _naming(text, (first, last), whole, vocabulary)
            if one is not None:
                found.append(one)
            at = whole[1]
    persons = {one.name for one in found if one.kind == "person" and " " in one.name}
    surnames = {name.rsplit(" ", 1)[-1] for name in persons}
    given = {name.split(" ", 1)[0] for name in persons}
    inside = {one.name for one in found if not _initial(text, one.left)}
    return tuple(
        replace(one, kind="person") if one.kind == "unknown" and one.name in surnames else one
        for one in found
        if one.kind in {"person", "place"}
        or (one.kind == "organisation" and one.name.isupper())
        or one.name in surnames | given | inside
        or not _initial(text, one.left)
        or " " in one.name
        or _acts(text, one.end, vocabulary)
    )


@cache
def _patterns(vocabulary: NameWords) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return what finds a run of capitalised words, and what is joined to an organisation's name: "of Peace"."""
    word = (
        rf"(?:(?:[A-Z]\.){{2,}}|(?:{any_of(vocabulary.abbreviated_titles)})\.|[A-Z]\.(?=[ \u00a0][A-Z])"
        r"|(?:Mc|Mac|O[’']|D[’']|L[’'])?[^\W\d_a-zß-öø-ÿ][\w]*(?:[-‐‑][\w]+)*(?:(?<=s)[’'](?=[ ][A-Z]))?)"
    )
    particle = f"(?:{any_of(vocabulary.name_particles)})"
    run = rf"(?<![\w.’'-]){word}(?:[ \u00a0](?:{particle}[ -]){{0,2}}{word})*"
    joined = rf"[ \u00a0](?:of|for|on)(?: the)?[ \u00a0]({word}(?:[ \u00a0]{word})*)"
    return re.compile(run), re.compile(joined)


def _initial(text: str, offset: int) -> bool:
    """Tell whether a sentence begins at an offset, where any word has a capital."""
    before = text[max(0, offset - 6) : offset].rstrip(" \u00a0“‘\"'(")
    return not before or before[-1] in ".!?:\n”"


def _acts(text: str, offset: int, vocabulary: NameWords) -> bool:
    """Tell whether a verb or an age follows, so that the word before it is no adjective."""
    if _AGE.match(text, offset):
        return True
    match = _NEXT_WORD.match(text, offset)
    if match is None:
        return False
    word = match[1].lower()
    return word in vocabulary.verbs | vocabulary.auxiliaries or (word.endswith("ed") and match[1] == word)


def _whole(text: str, match: re.Match[str], last: int, vocabulary: NameWords) -> Span:
    """Return a run with what belongs to an organisation's name behind it: "Board of Peace"."""
    start, end = match.span()
    parts = match.group().lower().split()
    if parts[-1] in vocabulary.organisations and not set(parts[:-1]) & vocabulary.honorifics:
        joined = _patterns(vocabulary)[1].match(text, end, last)
        if joined and joined[1].split()[0].lower() not in vocabulary.never:
            return start, joined.end()
    return start, end


@lru_cache(maxsize=4096)
def bare(word: str) -> str:
    """Return a word in lower case without the point of an abbreviation."""
    return word.lower().rstrip(".").removesuffix("’s").removesuffix("'s")


def _naming(text: str, body: Span, whole: Span, vocabulary: NameWords) -> Naming | None:
    start, end = whole
    tokens = [(match.group(), match.start(), match.end()) for match in _TOKEN.finditer(text, start, end)]
    first = 0
    while first < len(tokens) and _opens(tokens[first][0], vocabulary):
        first += 1
    tokens = tokens[first:]
    titles = [
        i
        for i, token in enumerate(tokens[:-1])
        if token[0][0].isupper() and bare(token[0]) in vocabulary.persons | vocabulary.honorifics
    ]
    organised = any(
        bare(token[0]) in vocabulary.organisations for token in tokens[(titles or [-1])[-1] + 1 :]
    )
    cut = titles[-1] + 1 if titles else 0
    if not tokens or (
        len(tokens) == cut + 1 and bare(tokens[-1][0]) in vocabulary.persons | vocabulary.honorifics
    ):
        return None
    left = tokens[0][1]
    titled = {bare(token[0]) for token in tokens[:cut]}
    tokens = tokens[cut:]
    if (
        tokens[-1][0].endswith(".")
        and "." not in tokens[-1][0][:-1]
        and bare(tokens[-1][0]) not in vocabulary.honorifics
    ):
        end -= 1
    name, at = text[tokens[0][1] : end].rstrip(), tokens[0][1]
    spoken = titled | _roles_before(text[max(body[0], left - _NEAR) : left], vocabulary)
    spoken |= _roles_after(text[at + len(name) : min(body[1], at + len(name) + _NEAR)], vocabulary)
    kind = _kind(name, spoken, text[max(body[0], left - 4) : left], vocabulary, organised=organised)
    gender = _gender(name, spoken, vocabulary) if kind != "organisation" else ""
    return Naming(name, at, at + len(name), left, kind, frozenset(spoken), gender)


def _opens(word: str, vocabulary: NameWords) -> bool:
    """Tell whether a word with a capital only begins a sentence: "US" is no pronoun."""
    shouted = word.isupper() and len(word) >= _LEAST_ACRONYM
    return not shouted and bare(word) in vocabulary.never - vocabulary.honorifics


def _roles_before(before: str, vocabulary: NameWords) -> set[str]:
    """Return what stands in front: "spokesperson ...", "its chair, ...", "the Iranian ambassador, ..."."""
    last = _RUNS.findall(before)[-1:]
    if not last or bare(last[0]) not in vocabulary.persons:
        return set()
    match = _TAIL.search(before)
    if match:
        words = match[1].split()
        if bare(words[-1]) in vocabulary.persons and words[-1][0].islower():
            return _group(words, vocabulary)
    match = _BEFORE_COMMA.search(before)
    if match:
        words = match[1].split()
        determiners = vocabulary.definite | vocabulary.owners
        if bare(words[-1]) in vocabulary.persons and any(word.lower() in determiners for word in words[:-1]):
            return _group(words, vocabulary)
    return set()


def _group(words: list[str], vocabulary: NameWords) -> set[str]:
    """Return the last words of a list back to the determiner or verb in front of the noun group."""
    found: set[str] = set()
    for word in reversed(words[-_ROLE_REACH:]):
        plain = bare(word)
        if plain in vocabulary.never or plain in vocabulary.verbs or plain in vocabulary.owners:
            break
        found.add(plain)
    return found


def _roles_after(after: str, vocabulary: NameWords) -> set[str]:
    """Return what stands in an apposition: ", the director of the authority"."""
    match = _APPOSITION.match(after)
    if not match:
        return set()
    words = [bare(word) for word in match[1].split()]
    opened = words[0] in vocabulary.definite | vocabulary.indefinite | vocabulary.owners
    head = next((i for i, word in enumerate(words[:5]) if word in vocabulary.persons), None)
    if head is None or not (opened or head == 0 or words[0].isalpha()):
        return set()
    if any(word in vocabulary.verbs | vocabulary.auxiliaries for word in words[: head + 1]):
        return set()
    return {word for word in words if word not in vocabulary.never}


def _kind(name: str, spoken: set[str], before: str, vocabulary: NameWords, *, organised: bool) -> Kind:
    parts = name.split()
    lowered = [bare(part) for part in parts]
    if name.lower() in vocabulary.places or (len(parts) == 1 and name.lower() in vocabulary.countries):
        return "place"
    named = lowered[0] in vocabulary.female_names | vocabulary.male_names and len(parts) > 1
    if spoken & (vocabulary.persons | vocabulary.honorifics):
        return "person"
    if organised and not named:
        return "organisation"
    if named:
        return "person"
    letters = name.replace(".", "")
    if len(parts) == 1:
        acronym = letters.isupper() and len(letters) >= _LEAST_ACRONYM
        return "organisation" if acronym else "unknown"
    if lowered[0] in vocabulary.place_starts or lowered[-1] in vocabulary.place_ends:
        return "place"
    known = set(lowered) & vocabulary.countries or any(part.isupper() and len(part) > 2 for part in parts)
    if known or before.lower().endswith("the ") or len(parts) not in _PERSON_WORDS:
        return "unknown"
    return "person"


def _gender(name: str, spoken: set[str], vocabulary: NameWords) -> str:
    if spoken & vocabulary.female_titles:
        return "f"
    if spoken & vocabulary.male_titles:
        return "m"
    first = bare(name.split(maxsplit=1)[0]) if " " in name else ""
    return "f" if first in vocabulary.female_names else "m" if first in vocabulary.male_names else ""
