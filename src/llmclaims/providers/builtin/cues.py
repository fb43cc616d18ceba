"""Reporting expressions as the lists have them, and those that are no verbs: 'according to', 'Khan's refusal to …'."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from llmclaims.providers.builtin.lexicon import PhraseTable, by_first_word, forms, table
from llmclaims.providers.builtin.noun_phrases import Phrase, owner_before, subject_after
from llmclaims.providers.builtin.tokens import Token, is_adverb, phrases_at


@dataclass(frozen=True, slots=True)
class Entry:
    """A reporting verb as the lists have it: its act, and the frames of what may follow it."""

    lemma: str
    act: str
    frames: frozenset[str]


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting expression at ``tokens[first:last + 1]``.

    ``voice`` is active, passive, participle, noun or according; ``inverted`` says that the speaker follows.
    ``start`` and ``end`` are the tokens that cue and speaker take up together, the end exclusive. ``about`` is the
    subject of a passive.
    """

    first: int
    last: int
    entry: Entry
    voice: str
    speaker: Phrase | None
    start: int
    end: int
    inverted: bool = False
    shared: bool = False
    about: Phrase | None = None


@cache
def reporting_verbs() -> PhraseTable[tuple[str, Entry]]:
    """Return the forms of the reporting verbs, each with its tag and its entry."""
    return by_first_word(
        (form, (tag, Entry(lemma, act, frozenset(frames.split()))))
        for act, verbs in table("cues")["verbs"].items()
        for lemma, frames in verbs.items()
        if frames
        for tag, form in forms(lemma).items()
    )


@cache
def _reporting_nouns() -> dict[str, Entry]:
    """Return the reporting nouns, by word."""
    return {
        noun: Entry(noun, act, frozenset(frames.split()))
        for act, nouns in table("cues")["nouns"].items()
        for noun, frames in nouns.items()
    }


def shift(cue: Cue, by: int) -> Cue:
    """Return the same cue in a sentence with ``by`` tokens more in front."""
    moved = [
        one and Phrase(one.first + by, one.last + by, one.outer + by) for one in (cue.speaker, cue.about)
    ]
    edges = replace(cue, first=cue.first + by, last=cue.last + by, start=cue.start + by, end=cue.end + by)
    return replace(edges, speaker=moved[0], about=moved[1])


@cache
def _according() -> PhraseTable[Entry]:
    """Return the phrases that name a source as 'according to' does."""
    return by_first_word((one, Entry(one, "assert", frozenset({"q"}))) for one in table("cues")["according"])


def according(tokens: Sequence[Token], index: int) -> Cue | None:
    """Find 'according to X' and its like at a token, with X as the speaker."""
    put = _as_put(tokens, index)
    if put:
        return put
    end, entry = next(iter(phrases_at(tokens, index, _according())), (index, None))
    speaker = subject_after(tokens, end) if entry else None
    if entry is None or speaker is None:
        return None
    stop = apposition_end(tokens, speaker.last + 1)
    return Cue(index, end - 1, entry, "according", speaker, index, stop, inverted=True)


def _as_put(tokens: Sequence[Token], index: int) -> Cue | None:
    """Find 'as X put it' at a token."""
    if not tokens[index].among("saying_links"):
        return None
    near = range(index + 2, min(len(tokens) - 1, index + 12))
    verb = next((i for i in near if tokens[i].among("cues.put") and tokens[i + 1].among("it_subject")), None)
    if verb is None or any(not t.word for t in tokens[index:verb]):
        return None
    entry = Entry("put", "assert", frozenset({"q"}))
    speaker = Phrase(index + 1, verb - 1, index + 1)
    return Cue(verb, verb + 1, entry, "according", speaker, index, verb + 2, inverted=True)


def as_source(tokens: Sequence[Token], before: int, last: int) -> bool:
    """Tell whether a clause with 'as' only names a source: 'As Brun told the Post, …', not 'as he said the dam was safe'."""
    if before < 0 or not tokens[before].among("saying_links"):
        return False
    if before and tokens[before - 1].word:
        return False
    near = range(last + 1, min(len(tokens), last + 12))
    mark = next((i for i in near if not tokens[i].word), None)
    return (
        mark is not None
        and tokens[mark].text in {",", ":"}
        and not any(t.finite for t in tokens[last + 1 : mark])
    )


def said_as(tokens: Sequence[Token], cue: Cue) -> Cue:
    """Return the cue of a clause with 'as' as one that stands beside a content: up to its comma."""
    end = next((i for i in range(cue.end, len(tokens)) if not tokens[i].word), cue.end)
    return replace(cue, voice="according", start=cue.start - 1, end=end, inverted=True)


def owned_noun(tokens: Sequence[Token], index: int) -> Cue | None:
    """Find a reporting noun with its owner before it: 'Khan's refusal to …', 'their claim that …'."""
    if (
        index + 2 < len(tokens)
        and tokens[index + 1].among("infinitive")
        and not _infinitive(tokens[index + 2])
    ):
        return None
    entry = _reporting_nouns().get(tokens[index].lower)
    if entry is None or index + 2 >= len(tokens) or tokens[index + 1].lower not in entry.frames or not index:
        return None
    owner = index - 1
    while (
        owner > 0
        and index - owner < 4
        and not tokens[owner].among("possessives", "possessive_ending")
        and tokens[owner].word
    ):
        owner -= 1
    token = tokens[owner]
    if token.among("owners"):
        return Cue(index, index, entry, "noun", Phrase(owner, owner, owner), owner, index + 1)
    if token.among("possessive_ending") or (
        token.text in {"'", "’"} and tokens[owner - 1].lower.endswith("s")
    ):
        phrase = owner_before(tokens, owner)
        return Cue(index, index, entry, "noun", phrase, owner, index + 1) if phrase else None
    return None


def _infinitive(token: Token) -> bool:
    """Tell whether 'to' in front of a word makes an infinitive of it, not the beginning of a noun phrase."""
    if token.tagged("base") or is_adverb(token):
        return True
    return token.verb is None and not token.capital and not token.among("noun_markers", "object_pronouns")


def apposition_end(tokens: Sequence[Token], index: int) -> int:
    """Find where the words end that follow a speaker's name and belong to it: brackets, 'a longtime adviser to …'."""
    if index < len(tokens) and tokens[index].text == "(":
        index = next(
            (i + 1 for i in range(index, min(len(tokens), index + 20)) if tokens[i].text == ")"), index
        )
    return index
