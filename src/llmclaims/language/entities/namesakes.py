"""Bearers of one surname, and what in a mention or in the text around it speaks against one of them.

Spans are half-open, in code points of the document's text.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llmclaims.language.entities.misread import last_of
from llmclaims.language.entities.name_words import name_words
from llmclaims.language.entities.naming import covers

if TYPE_CHECKING:
    from llmclaims.language.entities.name_index import NameIndex
    from llmclaims.language.entities.name_words import NameWords
    from llmclaims.schema.annotations import Span

_WORD = re.compile(r"[\w’'-]+")


def namesake(known: NameIndex, span: Span, name: str) -> str:
    """Return what in a mention with a surname, or in the text around it, speaks against a bearer of that surname."""
    vocabulary = name_words(known.language)
    mention = known.text[slice(*span)]
    surname = last_of(name)
    if vocabulary is None or surname not in _WORD.findall(mention) or not surname[:1].isupper():
        return ""
    inner = [
        one
        for one in known.within(span)
        if last_of(one.name) == surname and one.kind in {"person", "unknown"}
    ]
    bearers = known.bearers.get(surname, ())
    given = {one.name for one in bearers if " " in one.name and one.kind == "person"}
    titles = {word.lower().rstrip(".") for word in _WORD.findall(mention)} & vocabulary.honorifics
    own = known.genders.get(name, "") or next(
        (one.gender for one in bearers if one.name == name and one.gender), ""
    )
    for one in inner:
        if one.gender and own and len(own) == 1 and one.gender != own and (titles or " " in one.name):
            return f"“{mention}” is not “{name}”"
        if (
            " " in one.name
            and " " in name
            and one.name in given
            and name in given
            and not _is_short(one.name, name)
        ):
            return f"“{one.name}” and “{name}” are two people"
    if mention.strip() != surname and not mention.endswith(f" {surname}"):
        return ""
    if titles or any(" " in one.name for one in inner):
        return ""
    return _titled_elsewhere(known, name, surname, given, vocabulary)


def _is_short(one: str, other: str) -> bool:
    return covers(one, other) or covers(other, one)


def _titled_elsewhere(
    known: NameIndex, name: str, surname: str, given: set[str], vocabulary: NameWords
) -> str:
    """Tell of a bearer of a surname whom the text calls "Mrs. Tarn" while the bare "Tarn" is somebody else's too."""
    titled = [one for one in known.bearers.get(surname, ()) if one.name == surname and one.left < one.start]
    first = name.split(maxsplit=1)[0].lower().rstrip(".")
    with_title = first in vocabulary.honorifics
    gender = "f" if first in vocabulary.female_titles else "m" if with_title else known.genders.get(name, "")
    others = {
        one
        for one in given
        if one != name and known.genders.get(one, "") in {"", "f" if gender == "m" else "m"}
    }
    called = [one for one in titled if one.gender and one.gender == gender]
    if gender and others and called and (with_title or name in given):
        return f"the text calls this one “{known.text[called[0].left : called[0].end]}”, and another one bears the name too"
    return ""
