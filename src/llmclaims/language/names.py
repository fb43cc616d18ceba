"""Names of a claim: those that nothing in the document licenses, and those put in the place of others."""

from __future__ import annotations

from functools import cache, lru_cache
from typing import TYPE_CHECKING, NamedTuple

from llmclaims.language.lexicon import TOKEN
from llmclaims.language.spans import holds
from llmclaims.language.tokens import tokens_of

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.language.vocabulary import Words
    from llmclaims.schema.annotations import Span

_STEM = 4
_MARKS = frozenset("“‘\"'([”’")
_INITIALS = 2
_ENDS = frozenset({".", "!", "?", ":"})


class _Known(NamedTuple):
    """What names a document has: its words in lower case, its text so, and the initials of its longer names."""

    words: frozenset[str]
    text: str
    initials: frozenset[str]
    acronyms: frozenset[str]


@lru_cache(maxsize=32)
def _known(text: str, words: Words) -> _Known:
    found: set[str] = set()
    initials: set[str] = set()
    acronyms: set[str] = set()
    plain: set[str] = set()  # words in lower case that were looked at
    run = ""
    for token in TOKEN.findall(text.replace("’", "'")):
        if token in plain:
            run = ""
            continue
        lowered = token.lower()
        if lowered == token and lowered not in words.name_joining and not token[0].isupper():
            plain.add(token)
        if lowered not in found:
            found.add(bare(lowered))
            found.update(part for part in bare(lowered).split("-") if part)
        if token.isupper() and len(token) >= _INITIALS:
            acronyms.add(bare(lowered))
        if token[0].isupper():
            run += lowered[0]
            initials.update(run[-length:] for length in range(_INITIALS, min(len(run), 8) + 1))
        elif lowered not in words.name_joining:
            run = ""
    return _Known(frozenset(found), " ".join(text.lower().split()), frozenset(initials), frozenset(acronyms))


@lru_cache(maxsize=4096)
def bare(token: str) -> str:
    """Return a word without its possessive ending and the points of an abbreviation."""
    token = token.removesuffix("'s").removesuffix("'") or token
    return token.replace(".", "") if "." in token[1:] and not token[0].isdigit() else token


def unlicensed_names(claim: str, text: str, words: Words, counted: Sequence[Span] = ()) -> list[str]:
    """Return the capitalised words of ``claim`` that occur nowhere in ``text``, those in ``counted`` spans (numbers) aside.

    A word at the head of a sentence is judged only where it cannot be a common noun. Adjectives and people of
    a place that is named, well-known other names for it, and initials of a name are licensed.
    """
    known = _known(text, words)
    matches = list(TOKEN.finditer(claim))
    tokens = [match.group().replace("’", "'") for match in matches]
    lowered = [bare(token.lower()) for token in tokens]
    covered = _aliased(tokens, lowered, known, words)
    covered |= {i for i, match in enumerate(matches) if counted and holds(counted, match.start())}
    found = []
    for index, token in enumerate(tokens):
        if not token[0].isupper() or index in covered or _licensed(lowered[index], token, known, words):
            continue
        if _opens(tokens, lowered, index, words) and not _is_name(tokens, lowered, index, words):
            continue
        found.append(token)
    return found


def _opens(tokens: list[str], lowered: list[str], index: int, words: Words) -> bool:
    """Tell whether a word begins a sentence, where any word is capitalised: not behind "Mr." or an opening mark."""
    before = index - 1
    while before >= 0 and tokens[before] in _MARKS:
        before -= 1
    if before < 0 or tokens[before] in {"!", "?", ":"}:
        return True
    if tokens[before] != ".":
        return False
    return before == 0 or not (lowered[before - 1] in words.titles or len(lowered[before - 1]) <= _INITIALS)


def _aliased(tokens: list[str], lowered: list[str], known: _Known, words: Words) -> set[int]:
    """Return the words of names of several words that the document gives another name for, such as "United States"."""
    covered: set[int] = set()
    letters = [
        "" if word in words.name_joining else word[0] if token[0].isupper() else "?"  # in no acronym
        for token, word in zip(tokens, lowered, strict=True)
    ]
    opening = [
        index for index, word in enumerate(lowered) if letters[index] != "?" or word in _first_words(words)
    ]
    for index in opening:
        aliased = lowered[index] in _first_words(words)
        for length in range(2, min(5, len(lowered) - index + 1)):
            initials = "".join(letters[index : index + length])
            short = len(initials) >= _INITIALS and initials in known.acronyms
            if short or (aliased and _has_alias(" ".join(lowered[index : index + length]), known, words)):
                covered.update(range(index, index + length))
    return covered


@cache
def _first_words(words: Words) -> frozenset[str]:
    """Return the words that names of several words with another name begin with."""
    return frozenset(name.split(" ")[0] for name in words.aliases)


def _has_alias(name: str, known: _Known, words: Words) -> bool:
    group = words.aliases.get(name)
    return group is not None and any(
        other in known.text if " " in other else other.replace(".", "") in known.words for other in group
    )


def _licensed(name: str, token: str, known: _Known, words: Words) -> bool:
    if name in known.words or name in words.months or name in words.weekdays or name in words.titles:
        return True
    if len(name) <= 1 or not name[0].isalpha() or name in words.contracted_pronouns:
        return True
    if "-" in name and all(part in known.words or part in words.function_words for part in name.split("-")):
        return True
    if _has_alias(name, known, words) or (token.isupper() and name in known.initials):
        return True
    return any(
        name[:cut] in known.words and name[cut:] in words.name_endings for cut in range(_STEM, len(name))
    ) or any(name + ending in known.words for ending in words.name_endings if len(name) >= _STEM)


def _is_name(tokens: Sequence[str], lowered: Sequence[str], index: int, words: Words) -> bool:
    """Tell whether the first word of a sentence is a name: followed by another, or bare in front of its verb.

    ``lowered`` are the tokens in lower case without possessive endings and points.
    """
    name = lowered[index]
    if name in words.function_words or name in words.common_speakers or name in words.modal_words:
        return False
    following = tokens[index + 1] if index + 1 < len(tokens) else ""
    if following[:1].isupper() and following.lower() not in words.function_words:
        return True
    if tokens[index].endswith(("'s", "s'")) or _is_spelt_as_name(tokens[index]):
        return True
    if name in words.common_nouns:
        return False
    if name.endswith(words.common_suffixes) and name not in words.suffixed_names:
        return False
    if name in words.names_in_s:
        return True
    after = index + 1
    plural = name.endswith("s") and not name.endswith(words.singular_endings)
    if following.lower() in {"and", ","}:
        return not plural and _joined(tokens, after, words)
    while after < len(tokens) and _is_adverb(tokens[after].lower(), words):
        after += 1
    verb = tokens[after].lower() if after < len(tokens) else ""
    if plural:  # unless the verb is singular
        return verb in words.singular_verbs
    return _is_finite(verb, words)


def _is_spelt_as_name(token: str) -> bool:
    """Tell whether capitals inside a word show that it is no common one: "OPEC", "YouTube"."""
    return len(token) >= _INITIALS and "-" not in token and any(mark.isupper() for mark in token[1:])


def _joined(tokens: Sequence[str], after: int, words: Words) -> bool:
    """Tell whether a word is the first of several names: "Orbis and Quillon"."""
    rest = [token for token in tokens[after + 1 : after + 3] if token not in words.definite]
    following = rest[0] if rest else ""
    return (
        tokens[after].lower() == "and"
        and following[:1].isupper()
        and following.lower() not in words.function_words
    )


def _is_adverb(token: str, words: Words) -> bool:
    """Tell whether a word may stand between a subject and its verb: "also", "later", "never"."""
    timing = words.time_particles - words.prepositions
    return token.endswith("ly") or token in words.parentheticals | timing | words.verbal_negators


def _is_finite(verb: str, words: Words) -> bool:
    """Tell whether a word can only be a verb with its subject before it, or is one of speech."""
    return (
        verb in words.auxiliaries - {"are", "were"}
        or verb in words.modals
        or verb in words.speech_cues
        or verb in words.past_verbs
        or verb in words.singular_verbs
        or (verb.endswith("ed") and len(verb) > len("need") and not verb.endswith("eed"))
    )


class _Named(NamedTuple):
    """A name, and the words beside it: None at either end of the text."""

    name: str
    before: str | None
    after: str | None


@lru_cache(maxsize=32)
def _proper(text: str) -> frozenset[str]:
    """Return the words that a text has with a capital inside a sentence, and nowhere in lower case."""
    capital: set[str] = set()
    plain: set[str] = set()
    seen: set[str] = set()
    before = ""
    for token in TOKEN.findall(text.replace("’", "'")):
        if token[0].islower():
            if token not in seen:
                seen.add(token)
                plain.add(bare(token))
        elif token[0].isupper() and (before.islower() or before == ","):
            capital.add(bare(token.lower()))
        before = token
    return frozenset(capital - plain)


def swapped_name(claim: str, quote: str, spoken: str, text: str, words: Words) -> tuple[str, str] | None:
    """Return a name of the quote that a claim lacks, and one that it has in its place.

    ``spoken`` are the names of the speaker, which a claim may bring in, ``text`` is the document's, which tells
    whether a first word is a name. In a quote with pronouns a new name may stand for one of them; there it
    must have the very place of the name that is gone.
    """
    proper = _proper(text)
    told = {bare(token) for token in tokens_of(claim)}
    lost = [one for one in _names_of(quote, proper, words) if not _stands_in(one.name, told, words)]
    if not lost:
        return None
    theirs = _names_of(claim, proper, words)
    plain = {bare(token) for token in tokens_of(quote)}
    known = plain | {bare(token) for token in tokens_of(spoken)}
    new = [one for one in theirs if not _stands_in(one.name, known, words)]
    short = {"".join(one.name[0] for one in lost), "".join(one.name[0] for one in new)}
    if short & (told | plain):
        return None
    for gone in lost:
        for put in theirs:
            first = gone.before is None and put.before is None
            if (gone.before, gone.after) == (put.before, put.after) or (first and put in new):
                return gone.name, put.name
    if not new or plain & words.pronouns - words.demonstratives or plain & words.possessives:
        return None
    return lost[0].name, new[0].name


def _names_of(text: str, proper: frozenset[str], words: Words) -> list[_Named]:
    """Return the names of a text: no title, no date, and the first word of a sentence only if the document says so."""
    tokens = [token for token in TOKEN.findall(text.replace("’", "'")) if token not in _MARKS]
    found = []
    for index, token in enumerate(tokens):
        if not token[0].isupper():
            continue
        name = bare(token.lower())
        opens = index == 0 or tokens[index - 1] in _ENDS
        plain = (
            name in words.function_words
            or name in words.titles
            or name in words.months
            or name in words.weekdays
        )
        if not plain and len(name) > 1 and (not opens or name in proper):
            before = bare(tokens[index - 1].lower()) if index else None
            after = bare(tokens[index + 1].lower()) if index + 1 < len(tokens) else None
            found.append(_Named(name, before, after))
    return found


def _stands_in(name: str, others: set[str], words: Words) -> bool:
    """Tell whether a name, an adjective of it or a well-known other name for it is among some words."""
    if any(other[:_STEM] == name[:_STEM] for other in others):
        return True
    return bool(words.aliases.get(name, frozenset()) & others)
