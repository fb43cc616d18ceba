"""A name of the quote that its claim has exchanged for another of the document's."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from llmclaims.language.lexicon import TOKEN, tokens_of
from llmclaims.language.names import MARKS, STEM, bare

if TYPE_CHECKING:
    from llmclaims.language.lexicon import Words

_ENDS = frozenset({".", "!", "?", ":"})


class _Named(NamedTuple):
    """A name, and the words beside it: None at either end of the text."""

    name: str
    before: str | None
    after: str | None


@lru_cache(maxsize=32)
def _proper(text: str) -> frozenset[str]:
    """The words that a text has with a capital inside a sentence, and nowhere in lower case."""
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
    """A name of the quote that a claim lacks, and one that it has in its place.

    ``spoken`` are the names of the speaker, which a claim may bring in, ``text`` is the document's, which tells
    whether a first word is a name. In a quote with pronouns a new name may stand for one of them; there it
    must have the very place of the name that is gone.
    """
    proper = _proper(text)
    told = {bare(token) for token in tokens_of(claim)}
    lost = [one for one in _names(quote, proper, words) if not _stands_in(one.name, told, words)]
    if not lost:
        return None  # as most
    theirs = _names(claim, proper, words)
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


def _names(text: str, proper: frozenset[str], words: Words) -> list[_Named]:
    """The names of a text: no title, no date, and the first word of a sentence only if the document says so."""
    tokens = [token for token in TOKEN.findall(text.replace("’", "'")) if token not in MARKS]
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
    """Whether a name, an adjective of it or a well-known other name for it is among some words."""
    if any(other[:STEM] == name[:STEM] for other in others):
        return True
    return bool(words.aliases.get(name, frozenset()) & others)
