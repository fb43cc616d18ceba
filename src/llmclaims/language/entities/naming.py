"""What the words of one mention name: a full name, a part of one, or a description of somebody."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache
from typing import TYPE_CHECKING

from llmclaims.language.entities.mentions import bare
from llmclaims.language.entities.name_index import Place, Resolution

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from llmclaims.language.entities.mentions import Naming
    from llmclaims.language.entities.name_index import NameIndex
    from llmclaims.language.entities.name_words import NameWords
    from llmclaims.schema.annotations import Span

_WORD = re.compile(r"[\w’'-]+")
_POSSESSOR = re.compile(r"[’']s?\s+\w|[’'](?=\s)")
_SEPARATORS = (",", "(", "–", "—", "”", '"')


@lru_cache(maxsize=2048)
def covers(long: str, short: str) -> bool:
    """Tell whether the words of a shorter name stand in the longer one, in order, with the same last word."""
    whole, part = long.split(), short.split()
    if not part or whole[-1] != part[-1] or len(part) > len(whole):
        return False
    rest = iter(whole)
    return all(word in rest for word in part)  # an iterator goes on behind what it found


def meant(known: NameIndex, span: Span, vocabulary: NameWords) -> Resolution | None:
    """Return what a mention that is no pronoun stands for, None where the document names nobody for it."""
    head = _head(known, span, vocabulary)
    return _named(known, head, vocabulary) if head else _described(known, span, vocabulary)


def unique(places: Iterable[Place]) -> tuple[Place, ...]:
    """Return each name once, in the order of the text."""
    found: dict[str, Place] = {}
    for place in sorted(places, key=lambda one: (one.start, one.name)):
        found.setdefault(place.name, place)
    return tuple(found.values())


def _head(known: NameIndex, span: Span, vocabulary: NameWords) -> Naming | None:
    """Return the name that is the head of a mention: not of "3,000 Pakistanis", "Trump’s lawyer" or "aides to Trump"."""
    inner = known.within(span)
    if inner and (inner[0].left, inner[0].end) == span and not is_demonym(inner[0].name, vocabulary):
        return inner[0]  # the mention is the name
    return _head_among(known, inner, span, vocabulary)


def _head_among(
    known: NameIndex, inner: Sequence[Naming], span: Span, vocabulary: NameWords
) -> Naming | None:
    """Return the name in a mention that is its head."""
    for one in inner:
        if is_demonym(one.name, vocabulary):  # "the Iranian ambassador, Reza Moghadam"
            continue
        before = known.text[span[0] : one.left]
        after = known.text[one.end : span[1]]
        if _POSSESSOR.match(after):  # its head may be the next name: "Pakistan’s Foreign Office"
            if any(0 <= other.left - one.end <= len("’s ") for other in inner):
                continue
            return None
        words = [bare(word) for word in _WORD.findall(before)]
        following = [word for word in map(bare, _WORD.findall(after)) if word.strip("’'")]
        apposed = before.rstrip().endswith(",")
        if not apposed and set(words) & (vocabulary.prepositions | vocabulary.joining):
            return None
        if apposed and vocabulary.joining & set(following[:1]):
            return None
        if words and (words[0].isdigit() or (words[0] in vocabulary.indefinite and one.kind != "person")):
            return None
        if _closes(after, following, vocabulary):
            return one
        if not _titled_next(known, one, inner, vocabulary):
            return None
    return None


def _titled_next(known: NameIndex, one: Naming, inner: Sequence[Naming], vocabulary: NameWords) -> bool:
    """Tell whether a title and another name follow: "Trump campaign spokesman Jason Miller"."""
    after = next((other for other in inner if other.left >= one.end), None)
    if after is None:
        return False
    between = [bare(word) for word in _WORD.findall(known.text[one.end : after.start])]
    stops = vocabulary.prepositions | vocabulary.joining
    return bool(between) and between[-1] in vocabulary.persons and not stops.intersection(between)


def _closes(after: str, following: Sequence[str], vocabulary: NameWords) -> bool:
    """Tell whether a name is the last word of its noun group: not of "Trump aides" or "Trump and Putin"."""
    if not following:
        return True
    if vocabulary.joining & set(following):
        return after.lstrip().startswith(_SEPARATORS) and following[0] not in vocabulary.joining
    return (
        after.lstrip().startswith(_SEPARATORS)
        or following[0] in vocabulary.prepositions | vocabulary.relatives
    )


def _named(known: NameIndex, one: Naming, vocabulary: NameWords) -> Resolution | None:
    """Return the full name of a naming: itself, or the only longer one that it is a part of."""
    alone = " " not in one.name
    if alone and (bare(one.name) in vocabulary.persons or is_demonym(one.name, vocabulary)):
        return None
    own = Place(one.name, one.start, one.end)
    if alone and one.name in known.spelt_out:
        return Resolution(_placed(known, known.spelt_out[one.name].name, one.start), "part")
    kinds = {
        "person",
        "unknown" if one.kind == "place" else one.kind,
    }  # "Korea" is no short for "South Korea"
    longer = {
        other.name: other
        for other in known.by_last.get(one.name.rsplit(" ", 1)[-1], ())
        if other.name != one.name and other.kind in kinds and covers(other.name, one.name)
    }
    if not longer and alone and one.kind == "unknown":
        longer = {other.name: other for other in known.by_first.get(one.name, ())}
    fitting = _fitting(known, one, _without_parts(longer), vocabulary)
    found = unique(_placed(known, name, one.start) for name in fitting)
    if not found:
        return Resolution(own, "name")
    if one.kind == "place":
        return Resolution(None, "part", unique((*found, own)))
    return Resolution(found[0], "part") if len(found) == 1 else Resolution(None, "part", found)


def _fitting(known: NameIndex, one: Naming, longer: Mapping[str, Naming], vocabulary: NameWords) -> list[str]:
    """Return the longer names that a title in front does not rule out, those that have the same title where some do."""
    names = [name for name in longer if not one.gender or known.genders.get(name, "") in {"", one.gender}]
    roles = one.roles - vocabulary.honorifics
    if len(names) < 2 or not roles:
        return names
    titled = [name for name in names if any(place.roles & roles for place in known.by_name[name])]
    return titled or names


@lru_cache(maxsize=2048)
def is_demonym(name: str, vocabulary: NameWords) -> bool:
    """Tell whether a word is an adjective or the people of a place ("Israeli"), and no name."""
    lower = name.lower()
    if lower in vocabulary.demonyms or lower.removesuffix("s") in vocabulary.demonyms:
        return True
    return lower not in vocabulary.countries and any(
        lower.removesuffix(ending) + added in vocabulary.countries
        for ending in vocabulary.demonym_endings
        if lower.endswith(ending)
        for added in ("", "a", "y", "e")
    )


def _without_parts(names: dict[str, Naming]) -> dict[str, Naming]:
    """Return names without those that are parts of others: "Ali Khan" beside "Shafqat Ali Khan"."""
    return {
        name: one
        for name, one in names.items()
        if not any(name != other and covers(other, name) for other in names)
    }


def _described(known: NameIndex, span: Span, vocabulary: NameWords) -> Resolution | None:
    """Return a description with a definite article: the one bearer of that title, or the one institution of that name."""
    words = [bare(word) for word in _WORD.findall(known.text[slice(*span)])]
    cut = next((i for i, word in enumerate(words) if i and word in vocabulary.prepositions), len(words))
    noun = words[cut - 1] if cut > 1 else ""
    if not noun or words[0] not in vocabulary.definite | vocabulary.owners:
        return None
    wanted = {word for word in (*words[1 : cut - 1], *words[cut:]) if word not in vocabulary.never}
    if noun in vocabulary.persons:
        same = vocabulary.roles.get(noun, frozenset({noun}))
        bearers = [one for role in sorted(same) for one in known.by_role.get(role, ()) if wanted <= one.roles]
    elif noun in vocabulary.organisation_nouns and words[0] in vocabulary.definite:
        bearers = [one for one in known.by_word.get(noun, ()) if wanted <= set(one.name.lower().split())]
    else:
        return None
    earlier = {one.name: one for one in [one for one in bearers if one.start < span[0]] or bearers}
    full = [_named(known, replace(one, roles=frozenset()), vocabulary) for one in earlier.values()]
    found = unique(place for one in full if one for place in one.places)
    if len(found) == 1:
        return Resolution(_placed(known, found[0].name, span[0]), "description")
    return Resolution(None, "description", found) if found else None


def _placed(known: NameIndex, name: str, offset: int) -> Place:
    """Return the place of a name that is known to stand in the document."""
    found = known.place_of(name, offset)
    assert found is not None
    return found
