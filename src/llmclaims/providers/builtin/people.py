"""Names of a document: who is meant by 'Khan', 'he' or 'the spokesperson', and what kind of speaker that is."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from llmclaims.language.entities.name_words import name_words
from llmclaims.language.lexicon import any_of
from llmclaims.providers.builtin.lexicon import table, words
from llmclaims.providers.builtin.speaker_nouns import names_a_person, names_people
from llmclaims.providers.builtin.tokens import Token

_WORD = r"(?:(?:[A-Z]\.){2,}|[A-Z]\.(?=\s)|(?:Mc|Mac|O[’']|D[’']|L[’'])?[A-Z][\w]*(?:[-‑][\w]+)*)"
_DOMAIN = re.compile(r"[\w-]+\.(?:com|org|net|info|gov|edu|tv|co\.\w\w|[a-z]{2})", re.IGNORECASE)
_NAMESAKES = 12
"""How many full names of one surname are looked at; of more, nobody could say who is meant."""


@dataclass(frozen=True, slots=True)
class KnownNames:
    """The names of a document: each as it stands, and the full names by their last word."""

    names: frozenset[str]
    by_surname: dict[str, tuple[str, ...]]
    roles: dict[str, tuple[str, ...]]


@cache
def _name() -> re.Pattern[str]:
    """Return what finds a run of capitalised words, with small particles between them."""
    particle = rf"(?:{any_of(words('inner_particles'))})(?=[ -][A-Z])"
    return re.compile(rf"(?<![\w.]){_WORD}(?:[ \u00a0](?:{_WORD}|{particle}))*")


def _bare(name: str) -> str:
    """Return a name without what stands before its last title: 'Iranian Foreign Minister X' names X."""
    parts = name.split()
    titles = words("speakers.person")
    cut = max((n for n, part in enumerate(parts[:-1]) if part.lower().rstrip(".") in titles), default=-1)
    parts = parts[cut + 1 :]
    while parts and parts[0].lower() in words("not_names", "weekdays", "months"):
        parts.pop(0)
    while len(parts) > 2 and parts[0].lower() in words("speakers.organisation"):
        parts.pop(0)
    return " ".join(parts)


@lru_cache(maxsize=16)
def known_names(text: str, start: int = 0) -> KnownNames:
    """Return the names in ``text[start:]``; ``start`` leaves out a headline, where every word has a capital."""
    names: set[str] = set()
    roles: dict[str, list[str]] = {}
    person = words("speakers.person")
    for match in _name().finditer(text, start):
        whole = match.group()
        bare = _bare(whole)
        if not bare or bare.lower() in words("not_names") or bare.lower() in person:
            continue
        names.add(bare)
        titles = whole[: len(whole) - len(bare)] if whole.endswith(bare) else ""
        for role in _roles(
            titles, text[max(0, match.start() - 24) : match.start()], text[match.end() : match.end() + 60]
        ):
            roles.setdefault(role, []).append(bare)
    by_surname: dict[str, list[str]] = {}
    for name in sorted(names):
        parts = name.split()
        if len(parts) > 1 and not any(part.lower() in words("speakers.organisation") for part in parts):
            by_surname.setdefault(parts[-1], []).append(name)
    return KnownNames(
        frozenset(names),
        {last: tuple(found) for last, found in by_surname.items()},
        {role: tuple(dict.fromkeys(found)) for role, found in roles.items()},
    )


def _roles(titles: str, before: str, after: str) -> set[str]:
    """Return what a name is called: by titles in front of it, or in an apposition behind it."""
    person = words("speakers.person")
    found = {part.lower().rstrip(".") for part in titles.split()} & person
    if before.endswith(" ") and before.split()[-1:] and before.rsplit(maxsplit=1)[-1] in person:
        found.add(before.rsplit(maxsplit=1)[-1])
    leading = (before + titles).split()[-1:] or [""]
    placed = leading[0].lower() in words("place_prepositions", "occasion_prepositions")
    if after.startswith(", ") and not placed:  # 'in Sund, the mayor said' does not call Sund a mayor
        apposition = re.split(r"[,.;:—()]", after[2:])[0].split()
        if apposition[:1] and apposition[0] in words("articles") | person:
            found |= set(apposition[:4]) & person
    synonyms: dict[str, str] = table("speakers")["titles_as_roles"]
    return {role for word in found for role in synonyms.get(word, word).split()}


def full_name(mention: str, known: KnownNames) -> str | None:
    """Return the full name that a mention stands for, None when it names nobody or could be several."""
    found = _name().findall(mention)
    if not found:
        return None
    bare = _bare(max(reversed(found), key=lambda name: len(_bare(name).split())))
    if not bare:
        return None
    parts = bare.split()
    if len(parts) > 1:
        return bare if bare in known.names else None
    longer = known.by_surname.get(parts[0], ())
    if len(longer) > _NAMESAKES:
        return None
    unique = [
        name for name in longer if not any(name != other and name.endswith(other) for other in longer)
    ] or list(longer)
    if len(unique) == 1:
        return unique[0]
    return None if unique else bare


def named(tokens: Sequence[Token], mention: str, known: KnownNames) -> str | None:
    """Return the full name of a noun phrase whose head is a name: not of 'two Syrian soldiers' or '3,000 Pakistanis'."""
    if _office(tokens):
        return mention[tokens[tokens[0].among("articles")].start - tokens[0].start :]
    if any(token.among("joining") for token in tokens) and not _two_titles(tokens):
        return None  # 'Lund and Holm' are two
    last = next(
        (
            i
            for i, token in enumerate(tokens)
            if i
            and token.among("prepositions")
            and not token.capital
            and not tokens[i - 1].among("possessive_ending")
        ),
        len(tokens),
    )
    head = [token for token in tokens[:last] if token.word and not token.among("possessive_ending")]
    if len(head) == 1 and _DOMAIN.fullmatch(head[0].text):
        return head[0].text
    if not head or not head[-1].capital or head[0].text[0].isdigit() or head[0].among("number_words"):
        return None
    plain = words("speakers.group", "speakers.document", "subject_pronouns")
    if head[-1].lower in plain | words("speakers.person") and len(head) < 2:
        return None
    if head[-1].among("speakers.person"):
        return full_name(mention, known)
    if len(head) == 2 and len(tokens) == 3 and tokens[1].among("possessive_ending") and head[0].capital:
        return mention  # "Moody's Analytics"
    title = max((i for i, t in enumerate(head[:-1]) if names_a_person(t.lower) and not t.capital), default=-1)
    spelled = " ".join(token.text for token in head[title + 1 :])  # 'the foreign ministry spokesman Jon Dahl'
    return full_name(spelled, known) or full_name(mention, known)


def gender(mention: str) -> str:
    """Return "f" or "m" where a title or a first name says so: 'Mrs. Lund', 'Ana Lund', 'the chairman'; else "".

    Only what stands before a preposition counts: 'the wife of Per Lund' is a woman.
    """
    vocabulary = name_words("en")
    parts = [part.lower().rstrip(".,") for part in mention.split()]
    end = next((i for i, part in enumerate(parts) if i and part in words("prepositions")), len(parts))
    owned = max((i for i, part in enumerate(parts[:end]) if part.endswith(("'s", "’s"))), default=-1)
    own = parts[owned + 1 : end]
    if vocabulary is None or not own:
        return ""
    for listed, told in ((vocabulary.female_titles, "f"), (vocabulary.male_titles, "m")):
        if not listed.isdisjoint(own):
            return told
    first = next((part for part in own if part in vocabulary.female_names | vocabulary.male_names), "")
    return "" if not first or own[-1] == first != own[0] else "f" if first in vocabulary.female_names else "m"


def _place(name: str) -> bool:
    """Tell whether a name is that of a country or a city: 'South Africa', 'New York'."""
    vocabulary = name_words("en")
    parts = name.lower().split()
    if vocabulary is None or not parts:
        return False
    return " ".join(parts) in vocabulary.places or parts[-1] in vocabulary.countries | vocabulary.place_ends


def people_in(text: str, start: int, end: int, known: KnownNames) -> list[str]:
    """Return the full names of people in ``text[start:end]``, those of firms and offices left out."""
    found = [full_name(match.group(), known) for match in _name().finditer(text, start, end)]
    people = {name for names in known.by_surname.values() for name in names}
    return list(dict.fromkeys(name for name in found if name in people and not _place(name)))


def _two_titles(tokens: Sequence[Token]) -> bool:
    """Tell whether 'and' joins two titles of one person: 'co-founder and chief executive Ida Brun', not 'the mayor and Ida Brun'."""
    joint = next((i for i, t in enumerate(tokens) if t.among("and")), 0)
    if not joint or tokens[0].among("determiners") or not tokens[-1].capital:
        return False
    before, after = tokens[joint - 1], tokens[joint + 1 :]
    return names_a_person(before.lower) and any(names_a_person(t.lower) for t in after[:-1])


def _office(tokens: Sequence[Token]) -> bool:
    """Tell whether a preposition or 'and' is part of an institution's name: 'the Department of Trade and Industry'."""
    article = bool(tokens) and tokens[0].among("articles")
    spelled = tokens[1:] if article else tokens
    marks = {"'", "’"}  # 'the Growers’ Union'
    joints = [i for i, token in enumerate(spelled) if token.among("name_joints") or token.text in marks]
    if not joints or not 0 < joints[0] < len(spelled) - 1 or not (spelled[0].capital and spelled[-1].capital):
        return False
    if not all(t.capital or t.among("name_joints") or t.text in marks for t in spelled) or any(
        names_a_person(t.lower) for t in spelled
    ):
        return False
    institutions = words("speakers.organisation") - words("speakers.countries")
    first = joints[0]
    if spelled[first].among("and") or spelled[first].text in marks:
        return article and spelled[-1].lower in institutions
    return spelled[first - 1].lower in institutions


def speaker_type(mention: str, tokens: Sequence[Token], known: KnownNames) -> str:
    """Return what kind of source a mention is: person, organisation, document, group or unnamed."""
    lowers = [token.lower for token in tokens if token.word]
    if not lowers:
        return "unnamed"
    if len(lowers) == 1 and lowers[0] in words("single_persons"):
        return "person"
    if len(lowers) == 1 and lowers[0] in words("plural_persons"):
        return "group"
    if len(lowers) == 1 and (lowers[0] in words("it_subject") or _DOMAIN.fullmatch(lowers[0])):
        return "organisation"
    head = _head(tokens)
    if head in words("speakers.unnamed"):
        return "unnamed"
    if head in words("speakers.document") and not (
        len(lowers) > 1 and all(t.capital for t in tokens if t.word)
    ):
        return "group" if head.endswith("s") and tokens[0].among("number_words", "several") else "document"
    return _type_of_head(head, mention, tokens, known)


def _type_of_head(head: str, mention: str, tokens: Sequence[Token], known: KnownNames) -> str:
    capitals = [token for token in tokens if token.capital and not token.among("articles")]
    linked = next((i for i, t in enumerate(tokens) if i and t.among("prepositions")), len(tokens))
    if any(token.among("and") for token in tokens[:linked]) and not (_two_titles(tokens) or _office(tokens)):
        return "group"
    if head in words("speakers.countries") or (
        head in words("speakers.organisation") and head not in words("speakers.group")
    ):
        return "organisation"
    if head in words("speakers.group") or tokens[0].among("speakers.group") or names_people(head):
        return "group"
    if names_a_person(head):
        indefinite = tokens[0].among("indefinite") and len(capitals) < 2
        return "unnamed" if indefinite else "person"
    name = full_name(mention, known)
    if _place(mention) or _office(tokens):
        return "organisation"
    if capitals:
        acronym = head.isalpha() and tokens[-1].text.isupper() and len(head) > 1
        titled = any(t.lower.rstrip(".") in words("speakers.person") for t in tokens[:-1])
        if titled or (name and len(name.split()) > 1 and not tokens[0].among("the")):
            return "person"
        return "organisation" if acronym or tokens[0].among("the") else "person"
    if head.endswith("s"):
        return "group"
    return "unnamed"


def _head(tokens: Sequence[Token]) -> str:
    """Return the head word of a noun phrase: the last one before a preposition."""
    head = ""
    for token in tokens:
        if head and token.among("prepositions", "postpositives"):
            break
        if token.word and not token.among("possessive_ending"):
            head = token.lower
    return head
