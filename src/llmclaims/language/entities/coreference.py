"""Who a mention means: "Khan", "he" or "the spokesperson" to a name that stands in the document.

Precision comes first: where the text leaves open who is meant, the mention stays unresolved and those it may
be are listed. A country or a city that speaks for its government keeps its name, as it is written.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.entities.name_index import NameIndex, Resolution
from llmclaims.language.entities.name_words import name_words
from llmclaims.language.entities.naming import covers, meant, unique
from llmclaims.language.entities.pronouns import antecedent, quoted_speaker

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.language.entities.name_words import NameWords
    from llmclaims.schema.annotations import Span


def resolve(known: NameIndex, span: Span, filled: str | None = None) -> Resolution | None:
    """Return what the mention at a span stands for, None when the text names nobody for it.

    ``filled`` is a name that somebody proposes. It counts only where it stands in the document: it decides
    where the text shows nobody, or leaves open which of several a pronoun means. Where it is none of those
    that the text shows, it becomes one more candidate; a surname that two people have stays open all the same.
    """
    own = _own(known, span)
    place = known.place_of(filled, span[0]) if filled else None
    if place is None or (own and own.name and _same(own.name.name, place.name)):
        return own
    if own is None:
        return Resolution(place, "filled")
    if own.by in {"name", "part"} or (own.by == "description" and own.name is None):
        return own
    among = [one for one in own.candidates if _same(one.name, place.name)]
    if len(among) == 1:
        return Resolution(among[0], "filled")
    return Resolution(None, own.by, unique((*own.places, place)))


def _same(one: str, other: str) -> bool:
    """Tell whether one name is the other, or a part of it."""
    return covers(one, other) or covers(other, one)


def _own(known: NameIndex, span: Span) -> Resolution | None:
    """Return what the text alone shows; several drafts have the same mentions."""
    if span not in known.shown:
        known.shown[span] = _read(known, span)
    return known.shown[span]


def _read(known: NameIndex, span: Span) -> Resolution | None:
    vocabulary = name_words(known.language)
    mention = known.text[slice(*span)].strip().lower()
    if vocabulary is None or not mention:
        return None
    for gender, pronouns in vocabulary.pronouns.items():
        if mention in pronouns:
            return _followed(known, antecedent(known, span, gender), vocabulary)
    if mention in vocabulary.first_person:
        return _followed(known, quoted_speaker(known, span), vocabulary)
    return meant(known, span, vocabulary)


def _followed(known: NameIndex, found: Sequence[Span], vocabulary: NameWords) -> Resolution | None:
    """Return the names behind the antecedents of a pronoun: one is an answer, several are candidates."""
    answers = [meant(known, span, vocabulary) for span in found]
    places = unique(place for one in answers if one for place in one.places)
    if len(places) == 1:  # nobody, where somebody without a name may be meant as well
        return Resolution(places[0], "pronoun") if all(one and one.name for one in answers) else None
    return Resolution(None, "pronoun", places) if places else None
