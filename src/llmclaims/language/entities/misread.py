"""Who a pronoun or a surname cannot stand for, as far as the text itself says so.

Each function returns what speaks against a name in a few words, "" where nothing does: that somebody else is nearer
is no reason by itself. Spans are half-open, in code points of the document's text.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from llmclaims.language.entities.name_words import name_words
from llmclaims.language.entities.naming import covers
from llmclaims.language.entities.pronouns import SENTENCES_BACK
from llmclaims.language.lemmas import lemma
from llmclaims.language.lexicon import word_set

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.language.entities.antecedents import Antecedent, Sentence
    from llmclaims.language.entities.name_index import NameIndex
    from llmclaims.language.entities.name_words import NameWords
    from llmclaims.schema.annotations import Span

_WORD = re.compile(r"[\w’'-]+")
_REACH = 3
"""How many paragraphs back somebody may be named whom a pronoun means."""
_SELF = re.compile(r"\b(?:I[’']m|I am|my name is|me,|I,|call me|called me)\s*$", re.IGNORECASE)
_FREE_OBJECT = re.compile(
    r"\s*(?:$|[,.;:!?”\"—–)]|(?:and|or|but|for|to|on|in|at|with|by|from|after|before|as|that|when|while|if|because|into|out|up|away|off|down|again|twice)\b)"
)


def who_not(known: NameIndex, span: Span, name: str) -> str:
    """Return what speaks against a name for the pronoun at a span."""
    vocabulary = name_words(known.language)
    pronoun = known.text[slice(*span)].lower()
    if vocabulary is None or not name.strip():
        return ""
    gender = next((one for one, forms in vocabulary.pronouns.items() if pronoun in forms), "")
    if gender not in {"m", "f"}:
        return ""
    return (
        _other_gender(known, name, gender)
        or _other_pronoun(known, span, name, gender)
        or _named_later(known, span, name, gender)
        or _own_object(known, span, name, vocabulary)
        or _other_hand(known, span, name)
        or _nearer(known, span, name, gender)
        or _named_anew(known, span, name, gender)
    )


def last_of(name: str) -> str:
    """Return the last word of a name."""
    return name.rsplit(maxsplit=1)[-1].removesuffix("’s").removesuffix("'s")


def _is(name: str, other: str) -> bool:
    """Tell whether two names may be of one bearer."""
    return (
        last_of(name) == last_of(other)
        or covers(name, other)
        or covers(other, name)
        or name.split(maxsplit=1)[0] == other
    )


def _other_gender(known: NameIndex, name: str, gender: str) -> str:
    """Tell of a title, or a given name, of the other sex, and of an institution that "he" is said to be."""
    bearers = [
        one for one in known.distinct if one.name == name or (name.endswith(f" {one.name}") and one.name)
    ]
    if any(one.kind == "organisation" for one in bearers):
        return f"“{name}” is no person"
    exact = {one.gender for one in bearers if one.name == name and one.gender} or {
        one.gender for one in bearers if known.text[one.left : one.end].endswith(name) and one.gender
    }
    other = exact and exact == {"f" if gender == "m" else "m"}
    return f"“{name}” is a {'woman' if gender == 'm' else 'man'} in the text" if other else ""


def _other_pronoun(known: NameIndex, span: Span, name: str, gender: str) -> str:
    """Tell of a "she" that begins the sentence behind one in which a bearer is the only person, where a "he" is judged."""
    told = {sort for start, sort in known.taken_up.get(name, ()) if start != span[0]}
    other = "she" if gender == "m" else "he"
    return f"the text says “{other}” of “{name}”" if told == {other} else ""


def _people(known: NameIndex, span: Span, gender: str) -> Iterator[tuple[Sentence, Antecedent]]:
    """Yield the people who are named before a span, outside quotation marks, the nearest first."""
    place = known.sentence_at(span[0])
    if place is None:
        return
    home, inside = known.sentences[place].paragraph, _is_quoted(known, span)
    for index in range(place, -1, -1):
        one = known.sentences[index]
        if home - one.paragraph > _REACH or place - index > SENTENCES_BACK:
            return
        for found in reversed(one.antecedents):
            named = found.naming
            if named is None or found.sort != "person" or found.end > span[0] or (inside and found.speaks):
                continue
            told = named.gender or known.genders.get(last_of(named.name), "")
            if len(told) != 1 or told == gender:
                yield one, found


def _is_quoted(known: NameIndex, span: Span) -> bool:
    """Tell whether a span stands inside quotation marks, where the one who speaks is no "he"."""
    place = known.sentence_at(span[0])
    quotations = known.sentences[place].quotations if place is not None else ()
    return any(start <= span[0] < end for start, end in quotations)


def _named_later(known: NameIndex, span: Span, name: str, gender: str) -> str:
    """Tell of a name that the text does not have before the pronoun, or only in its headline, while it has others there."""
    place = known.sentence_at(span[0])
    body = known.bodies[0][0] if known.bodies else 0
    if place is None:
        return ""
    until = known.sentences[place].end
    if re.search(rf"(?<!\w){re.escape(last_of(name))}(?!\w)", known.text[body:until]):
        return ""
    rival = next((found for _, found in _people(known, span, gender) if found.naming), None)
    if rival is None or rival.naming is None:
        return ""
    return f"“{name}” is not named before it, “{rival.naming.name}” is"


def _own_object(known: NameIndex, span: Span, name: str, vocabulary: NameWords) -> str:
    """Tell of the subject of a verb whose object the pronoun is: "Moss met Velk and thanked him"."""
    if known.text[slice(*span)].lower() not in {"him", "her"} or not _FREE_OBJECT.match(known.text, span[1]):
        return ""
    place = known.sentence_at(span[0])
    if place is None:
        return ""
    one = known.sentences[place]
    before = [found for found in one.antecedents if found.subject and found.end <= span[0]]
    if not before or before[-1].naming is None:
        return ""
    subject = before[-1].naming.name
    words = [word.lower() for word in _WORD.findall(known.text[before[-1].end : span[0]])]
    words = [word for word in words if not word.endswith("ly") and word not in vocabulary.auxiliaries]
    own = len(words) == 1 or (len(words) > 1 and words[-2] in vocabulary.joining)
    verb = words[-1] if words else ""
    if not own or verb in vocabulary.prepositions | vocabulary.joining or not _is(name, subject):
        return ""
    return f"“{subject}” is the one who does it"


def _other_hand(known: NameIndex, span: Span, name: str) -> str:
    """Tell of the one to whom a letter went, or who got it, where the pronoun is the one who writes in it."""
    place = known.sentence_at(span[0])
    following = _WORD.search(known.text, span[1])
    if place is None or following is None:
        return ""
    writing = word_set(known.language, "details", "writing")
    near = _WORD.findall(known.text[max(span[0] - 20, 0) : span[0]])[-1:]
    if {following.group().lower(), *(word.lower() for word in near)}.isdisjoint(writing):
        return ""
    home = known.sentences[place].paragraph
    for index in range(place - 1, -1, -1):
        one = known.sentences[index]
        if home - one.paragraph > 1:
            return ""
        named = [found for found in one.antecedents if found.naming and found.sort == "person"]
        if len(named) >= 2:
            return _wrong_end(known, named, name)
    return ""


def _wrong_end(known: NameIndex, named: list[Antecedent], name: str) -> str:
    """Tell whether a name is that of the addressee of what the two people of a sentence sent or got."""
    first, second = named[0], named[1]
    if first.naming is None or second.naming is None:
        return ""
    between = [
        lemma(word.lower(), known.language) for word in _WORD.findall(known.text[first.end : second.start])
    ]
    if "that" in known.text[first.end : second.start].split():
        return ""  # "told the jury that Keel kept two sets of books"
    sent = not _lemmas(known.language, "sending").isdisjoint(between)
    got = not _lemmas(known.language, "getting").isdisjoint(between) and "from" in between
    addressee = first.naming.name if got else second.naming.name if sent else ""
    return f"“{addressee}” is the one it was written to" if addressee and _is(name, addressee) else ""


@cache
def _lemmas(language: str, key: str) -> frozenset[str]:
    return frozenset(lemma(word, language) for word in word_set(language, "details", key))


def _nearer(known: NameIndex, span: Span, name: str, gender: str) -> str:
    """Tell of the one person named since a name was last given, in another paragraph."""
    place = known.sentence_at(span[0])
    if place is None or _is_quoted(known, span):
        return ""
    home = known.sentences[place].paragraph
    near: dict[str, Antecedent] = {}
    for one, found in _people(known, span, gender):
        if found.naming is None:
            continue
        if _is(name, found.naming.name):
            far = one.paragraph < home and len(near) == 1 and next(iter(near.values())).subject
            return f"“{next(iter(near))}” is named between" if far else ""
        if found.naming.gender != gender:
            return ""
        near.setdefault(last_of(found.naming.name), found)
    return ""


def _named_anew(known: NameIndex, span: Span, name: str, gender: str) -> str:
    """Tell of a name with which the next sentence begins anew, where the pronoun's own sentence has another person before it."""
    place = known.sentence_at(span[0])
    if place is None or place + 1 >= len(known.sentences):
        return ""
    one, after = known.sentences[place], known.sentences[place + 1]
    if one.paragraph != after.paragraph or any(
        start < after.end and after.start < end for start, end in after.quotations
    ):
        return ""
    here = [found for sentence, found in _people(known, span, gender) if sentence is one and found.naming]
    rivals = [found for found in here if found.naming and not _is(name, found.naming.name)]
    own = [found for found in here if found.naming and _is(name, found.naming.name)]
    first = next((found for found in after.antecedents if found.subject), None)
    anew = (
        first is not None
        and first.naming is not None
        and first.start == after.start
        and _is(name, first.naming.name)
    )
    if not (anew and own and rivals):
        return ""
    return f"the next sentence names “{name}” anew, and “{rivals[0].naming.name if rivals[0].naming else ''}” is in this one"


def is_addressed(known: NameIndex, quotations: tuple[Span, ...], name: str) -> str:
    """Return the words in which a speaker's own quotations name a person who is said to speak in them."""
    for part in {last_of(name), name.split(maxsplit=1)[0]} if name.strip() else ():
        if not part[0].isupper() or part.lower().rstrip(".") in _titles(known):
            continue
        for start, end in quotations:
            for match in re.finditer(rf"(?<![\w’'-]){re.escape(part)}(?![\w-])", known.text[start:end]):
                before = known.text[start : start + match.start()]
                if not _SELF.search(before):
                    return part
    return ""


def _titles(known: NameIndex) -> frozenset[str]:
    vocabulary = name_words(known.language)
    return vocabulary.persons | vocabulary.honorifics if vocabulary else frozenset()
