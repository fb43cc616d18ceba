"""What "he", "she", "it" and "I" stand for: the subject before them, where only one can be meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.entities.name_words import name_words

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.language.entities.antecedents import Antecedent, Sentence
    from llmclaims.language.entities.name_index import NameIndex
    from llmclaims.schema.annotations import Span

_THINGS = frozenset({"thing", "unknown"})
_REACH = 3
"""How many paragraphs back a pronoun may point."""
SENTENCES_BACK = 60
"""How many sentences back somebody is looked for whom a pronoun means: paragraphs may be long."""


def antecedent(known: NameIndex, span: Span, gender: str) -> tuple[Span, ...]:
    """Return the mentions that a pronoun may stand for: none, one, or several that fit equally well.

    ``gender`` is "m", "f" or "it". A pronoun inside quotation marks is left alone.
    """
    place = known.sentence_at(span[0])
    if place is None:
        return ()
    read = known.sentences
    if any(start <= span[0] < end for start, end in read[place].quotations):
        return ()
    home = read[place].paragraph
    for index in range(place, -1, -1):
        one = read[index]
        if home - one.paragraph > _REACH or place - index > SENTENCES_BACK:
            return ()
        found = _in(known, one, span[0] if index == place else one.end, gender)
        if found is not None and index == place and gender == "it":
            earlier = _in(known, read[index - 1], read[index - 1].end, gender) if index else None
            return tuple(dict.fromkeys((*found, *(earlier or ()))))
        if found is not None:
            return found
    return ()


def quoted_speaker(known: NameIndex, span: Span) -> tuple[Span, ...]:
    """Find who says "I" inside quotation marks: the one outside them who speaks in the same sentence."""
    place = known.sentence_at(span[0])
    if place is None:
        return ()
    one = known.sentences[place]
    if not any(start <= span[0] < end for start, end in one.quotations):
        return ()
    speakers = [found for found in one.antecedents if found.speaks]
    if len(speakers) != 1:
        return ()
    speaker = speakers[0]
    if speaker.sort in {"he", "she"}:
        return antecedent(known, (speaker.start, speaker.end), "m" if speaker.sort == "he" else "f")
    return ((speaker.start, speaker.end),) if speaker.sort == "person" or speaker.naming else ()


def _in(known: NameIndex, one: Sentence, stop: int, gender: str) -> tuple[Span, ...] | None:
    """Return what a sentence gives: a choice, () to give up, None to look at the sentence before."""
    before = [found for found in one.antecedents if found.end <= stop]
    return _thing(known, before) if gender == "it" else _person(known, before, gender)


def _thing(known: NameIndex, before: Sequence[Antecedent]) -> tuple[Span, ...] | None:
    """Return the institution or country that was the subject; a person, or a noun without a name, ends the search."""
    subjects = [one for one in before if one.subject and one.sort != "it"]
    if not subjects:
        return None if not any(one.sort in _THINGS and one.naming for one in before) else ()
    first = subjects[0]
    rivals = [one for one in subjects[1:] if one.sort in _THINGS and not _told(known, first, one)]
    if first.sort not in _THINGS:
        return ()
    return tuple((one.start, one.end) for one in (first, *rivals))


def _told(known: NameIndex, first: Antecedent, other: Antecedent) -> bool:
    """Tell whether a subject stands in what an earlier one says, and not in a clause beside it."""
    before = known.text[first.end : other.start].split()
    vocabulary = name_words(known.language)
    return first.speaks and not (before and vocabulary and before[-1].lower() in vocabulary.joining)


def _person(known: NameIndex, before: Sequence[Antecedent], gender: str) -> tuple[Span, ...] | None:
    pronoun, other = ("he", "she") if gender == "m" else ("she", "he")
    people = [one for one in before if one.sort == "person" and _fits(known, one, gender) != "no"]
    subjects = [one for one in before if one.subject and one.sort not in {"it", "they", "thing"}]
    subjects = [one for one in subjects if one.sort in {pronoun, other, "unknown"} or one in people]
    if subjects:
        first = subjects[0]
        if first.sort == pronoun:
            return None
        if first.sort == "unknown":
            return ()  # a name that may be a man's, a firm's or a movement's
        if first.sort == other:
            named = [one for one in people if _fits(known, one, gender) == "yes"]
            return tuple((one.start, one.end) for one in named) if len(named) == 1 else ()
        rivals = [one for one in subjects[1:] if one.sort == "person" and not _told(known, first, one)]
        if _fits(known, first, gender) != "yes":
            rivals = [*rivals, *(one for one in people if _fits(known, one, gender) == "yes")]
        chosen = {_key(known, one): one for one in (first, *rivals)}
        return tuple((one.start, one.end) for one in chosen.values())
    chosen = {_key(known, one): one for one in people}
    if not chosen:
        return None
    return tuple((one.start, one.end) for one in chosen.values())


def _key(known: NameIndex, one: Antecedent) -> str:
    return one.naming.name.rsplit(" ", 1)[-1] if one.naming else known.text[one.start : one.end]


def _fits(known: NameIndex, one: Antecedent, gender: str) -> str:
    """Tell whether a person can be meant: "yes", "no", or "" where nothing says."""
    if one.naming is not None:
        told = one.naming.gender or known.genders.get(one.naming.name.rsplit(" ", 1)[-1], "")
    else:
        vocabulary = name_words(known.language)
        noun = known.text[one.start : one.end].rsplit(" ", 1)[-1].lower()
        female = vocabulary is not None and noun in vocabulary.female_titles
        told = "f" if female else "m" if vocabulary is not None and noun in vocabulary.male_titles else ""
    return "" if len(told) != 1 else "yes" if told == gender else "no"
