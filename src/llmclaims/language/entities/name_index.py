"""The names of one document, ready to be looked up by their words, their titles and their places."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from llmclaims.language.entities.antecedents import Sentence, sentences_of
from llmclaims.language.entities.mentions import Naming, namings_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from llmclaims.schema.annotations import Span


@dataclass(frozen=True, slots=True)
class Place:
    """A name and where it stands: ``document.text[start:end] == name``."""

    name: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Resolution:
    """What a mention stands for.

    ``name`` is None where several fit; ``candidates`` then lists them. ``by`` says what showed it: "name" (the
    mention gives the name), "part" (a part of it: a surname, an abbreviation), "pronoun", "description" or
    "filled" (the name that was filled in, where the text leaves it open).
    """

    name: Place | None
    by: str
    candidates: tuple[Place, ...] = field(default=())

    @property
    def places(self) -> tuple[Place, ...]:
        """Return the name, or all that it may be."""
        return (self.name,) if self.name else self.candidates

    def record(self) -> dict[str, object]:
        """Return the resolution as plain values, for ``derived``."""
        if self.name is not None:
            return {**_plain(self.name), "by": self.by}
        return {"name": None, "by": self.by, "candidates": [_plain(one) for one in self.candidates]}


def _plain(place: Place) -> dict[str, object]:
    return {"name": place.name, "start": place.start, "end": place.end}


@dataclass(frozen=True)
class NameIndex:
    """The names of a text by their words, roles and places; look-ups do not read the text again."""

    text: str
    bodies: tuple[Span, ...]
    language: str
    namings: tuple[Naming, ...]

    @cached_property
    def sentences(self) -> tuple[Sentence, ...]:
        """Return the sentences of the body, in order."""
        return sentences_of(self.text, self.bodies, self.language, self.namings)

    @cached_property
    def taken_up(self) -> dict[str, list[tuple[int, str]]]:
        """Return by name where a "he" or "she" begins the sentence behind one with that name as its only person."""
        found: dict[str, list[tuple[int, str]]] = {}
        for before, after in pairwise(self.sentences):
            first = after.antecedents[0] if after.antecedents else None
            opens = first is not None and first.sort in {"he", "she"} and first.start == after.start
            if first is None or not opens or before.paragraph != after.paragraph or before.quotations:
                continue
            named = [one for one in before.antecedents if one.sort not in {"thing", "it", "they"}]
            alone = named[0].naming if len(named) == 1 and named[0].subject else None
            if alone is not None:
                found.setdefault(alone.name, []).append((first.start, first.sort))
        return found

    @cached_property
    def distinct(self) -> tuple[Naming, ...]:
        """Return the names that differ in words, kind, gender or the title before them, each at its first place."""
        first: dict[tuple[str, str, str, str], Naming] = {}
        for one in self.namings:
            first.setdefault((one.name, one.kind, one.gender, self.text[one.left : one.start]), one)
        return tuple(first.values())

    @cached_property
    def bearers(self) -> dict[str, tuple[Naming, ...]]:
        """Return the distinct names by their last word, without the "’s" of an owner."""
        return _grouped(
            self.distinct, lambda one: [one.name.rsplit(maxsplit=1)[-1].removesuffix("’s").removesuffix("'s")]
        )

    @cached_property
    def by_last(self) -> dict[str, tuple[Naming, ...]]:
        """Return names by their last word, each name once: its first place."""
        first = {one.name: one for one in reversed(self.namings)}
        ordered = sorted(first.values(), key=lambda one: one.start)
        return _grouped(ordered, lambda one: [one.name.rsplit(" ", 1)[-1]], most=_NAMESAKES)

    @cached_property
    def by_first(self) -> dict[str, tuple[Naming, ...]]:
        """Return people by their given names, each once."""
        first = {one.name: one for one in reversed(self.namings) if one.kind == "person" and " " in one.name}
        ordered = sorted(first.values(), key=lambda one: one.start)
        return _grouped(ordered, lambda one: [one.name.split(" ", 1)[0]], most=_NAMESAKES)

    @cached_property
    def by_name(self) -> dict[str, tuple[Naming, ...]]:
        """Return every place of each name, in order."""
        return _grouped(self.namings, lambda one: [one.name])

    @cached_property
    def by_role(self) -> dict[str, tuple[Naming, ...]]:
        """Return people by the words that the text puts beside their names."""
        return _grouped(self.namings, lambda one: one.roles if one.kind == "person" else (), most=_SAME_ROLE)

    @cached_property
    def by_word(self) -> dict[str, tuple[Naming, ...]]:
        """Return organisations by the words of their names, in lower case."""
        return _grouped(
            self.namings,
            lambda one: set(one.name.lower().split()) if one.kind == "organisation" else (),
            most=_SAME_ROLE,
        )

    @cached_property
    def spelt_out(self) -> dict[str, Naming]:
        """Return the names behind the abbreviations that the text explains: "World Food Programme (WFP)"."""
        found: dict[str, Naming] = {}
        for one in self.namings:
            match = _IN_BRACKETS.match(self.text, one.end)
            if match and " " in one.name:
                found.setdefault(match[1], one)
        return found

    @cached_property
    def genders(self) -> dict[str, str]:
        """Return what titles and given names say of the bearers of a last word or of a whole name: "f", "m" or both."""
        found: dict[str, set[str]] = {}
        for one in self.namings:
            for key in {one.name, one.name.rsplit(" ", 1)[-1]} if one.gender else ():
                found.setdefault(key, set()).add(one.gender)
        return {key: "".join(sorted(told)) for key, told in found.items()}

    @cached_property
    def shown(self) -> dict[Span, Resolution | None]:
        """Return what mentions were found to stand for, by their places: kept as long as the index is."""
        return {}

    @cached_property
    def _starts(self) -> list[int]:
        return [one.start for one in self.namings]

    @cached_property
    def _starts_by_name(self) -> dict[str, list[int]]:
        return {name: [one.start for one in found] for name, found in self.by_name.items()}

    @cached_property
    def _sentence_starts(self) -> list[int]:
        return [one.start for one in self.sentences]

    def within(self, span: Span) -> tuple[Naming, ...]:
        """Return the names inside a span, in order."""
        inside = self.namings[bisect_left(self._starts, span[0]) : bisect_left(self._starts, span[1])]
        return tuple(one for one in inside if one.end <= span[1])

    def sentence_at(self, offset: int) -> int | None:
        """Return the index of the sentence that holds an offset, None outside the body."""
        index = bisect_right(self._sentence_starts, offset) - 1
        return index if index >= 0 and offset < self.sentences[index].end else None

    @cached_property
    def _starts_of_other(self) -> dict[str, list[int]]:
        """Return where other words stand that were asked for as a name: kept as long as the index is."""
        return {}

    def place_of(self, name: str, offset: int) -> Place | None:
        """Find where a name stands: the last place before an offset, else the first behind it."""
        starts = self._starts_by_name.get(name) or self._starts_of_other.get(name)
        if starts is None:
            found = re.compile(rf"(?<!\w){re.escape(name)}(?!\w)").finditer(self.text)
            starts = [match.start() for match in found]
            body = self.bodies[0][0] if self.bodies else 0
            starts = [start for start in starts if start >= body] or starts
            self._starts_of_other[name] = starts
        if not starts:
            return None
        index = bisect_left(starts, offset)
        start = starts[max(index - 1, 0)]
        return Place(name, start, start + len(name))


_NAMESAKES, _SAME_ROLE = 40, 500
"""Names with one surname or given name, and places of names with one title, that are looked at: of more, nobody
could say who is meant.
"""
_IN_BRACKETS = re.compile(r" \(([A-Z][A-Za-z.&-]+)\)")


@lru_cache(maxsize=16)
def index_names(text: str, bodies: tuple[Span, ...], language: str) -> NameIndex:
    """Index the names in the ``bodies`` of a text; none are found for a language without data."""
    return NameIndex(text, bodies, language, namings_of(text, bodies, language))


def _grouped(
    found: Iterable[Naming], keys: Callable[[Naming], Iterable[str]], most: int | None = None
) -> dict[str, tuple[Naming, ...]]:
    """Return names by some keys of each, the first ``most`` of a key, None: all."""
    groups: dict[str, list[Naming]] = {}
    for one in found:
        for key in keys(one):
            group = groups.setdefault(key, [])
            if most is None or len(group) < most:
                group.append(one)
    return {key: tuple(group) for key, group in groups.items()}
