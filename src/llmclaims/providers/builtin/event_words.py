"""Event verbs and nouns as the lists have them, and events that a noun names: 'Saturday's attack in London'."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from llmclaims.providers.builtin.clauses import clause_end, paired
from llmclaims.providers.builtin.lexicon import PhraseTable, by_first_word, forms, table, words
from llmclaims.providers.builtin.noun_phrases import Phrase, is_auxiliary
from llmclaims.providers.builtin.tokens import Token, is_adverb, is_finite
from llmclaims.schema.annotations import Span


@dataclass(frozen=True, slots=True)
class Kind:
    """An entry of the lists: the PLOVER type, and the letters that say how the word is used."""

    type: str
    use: str


@dataclass(frozen=True, slots=True)
class Happening:
    """An event in one sentence, as token indices.

    ``first`` and ``end`` bound its clause, ``trigger`` and ``trigger_end`` its trigger. ``passive`` turns
    subject and object round.
    """

    first: int
    end: int
    trigger: int
    trigger_end: int
    kind: Kind
    subject: Phrase | None
    object: Phrase | None
    passive: bool
    noun: bool
    helpers: Span


@dataclass(frozen=True, slots=True)
class Verb:
    """An event verb at ``tokens[first:end]``; ``left`` is the last token before it and its auxiliaries, -1 for none."""

    first: int
    end: int
    kind: Kind
    left: int


@cache
def event_verbs() -> PhraseTable[tuple[str, Kind]]:
    """Return the forms of the event verbs, each with its tag and its entry."""
    return by_first_word(
        (form, (tag, Kind(type_, use)))
        for type_, listed in table("events")["verbs"].items()
        for lemma, _, use in (item.partition(":") for item in listed.split())
        for tag, form in forms(lemma.replace("_", " ")).items()
    )


@cache
def event_nouns() -> dict[str, Kind]:
    """Return the event nouns and their types."""
    found: dict[str, Kind] = {}
    for type_, listed in table("events")["nouns"].items():
        for noun in listed.split():
            found.setdefault(noun, Kind(type_, ""))
    return found


@cache
def light_forms() -> frozenset[str]:
    """Return forms of verbs that only carry the noun behind them: launch, hold, carry out."""
    listed = table("events")["light_verbs"].split()
    return frozenset(
        form.split()[0]
        for verb in listed
        for tag, form in forms(verb.replace("_", " ")).items()
        if tag != "s"
    )


def noun_event(tokens: Sequence[Token], index: int) -> Happening | None:
    """Return the event that the noun at a token names, None when it names none or many."""
    token = tokens[index]
    kind = event_nouns().get(token.lower)
    if kind is None or token.capital or not index:
        return None
    before, after = tokens[index - 1], tokens[index + 1] if index + 1 < len(tokens) else None
    if _compound(tokens, index) or not before.word or (after and after.text in {"-", "/"}):
        return None
    if before.among("modals") or (before.among("infinitive") and token.tagged("base")):
        return None
    if any(t.among("anaphoric") for t in tokens[max(0, index - 3) : index]):
        return None
    specific = _specific(tokens, index)
    occurs = after is not None and after.among("events.occurring")
    placed = after is not None and after.among("event_prepositions")
    strict = token.among("events.noun_ambiguous")
    if _military(tokens, index):
        kind = Kind("ASSAULT", "")
    carried = any(t.lower in light_forms() for t in tokens[max(0, index - 4) : index])
    if not (occurs or carried or (placed and (specific or not strict)) or (specific and not strict)):
        return None
    first = _noun_start(tokens, index)
    end = clause_end(tokens, index + 1, index)
    verb = next((i for i in range(index + 1, end) if _ends_noun(tokens, i)), end)
    if not occurs and sum(t.word for t in tokens[first:verb]) >= 3:
        end = verb
    return Happening(
        first, end, index, index + 1, kind, None, None, passive=False, noun=True, helpers=(first, index)
    )


def _compound(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a noun only qualifies the next one: 'attack ads', 'the protest movement'."""
    after = tokens[index + 1] if index + 1 < len(tokens) else None
    if after is None or not after.word or is_finite(tokens, index + 1) or is_adverb(after):
        return False
    loose = words("prepositions", "subordinators", "coordinators", "noun_followers", "time_words", "weekdays")
    return after.lower not in loose and not after.tagged("part", "ing")


def _military(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a strike is one with weapons: 'a drone strike', 'strikes on the harbour', but not 'a strike on Monday'."""
    kinds = table("events")["compounds"].get(tokens[index].lower)
    if kinds is None:
        return False
    if tokens[index - 1].lower in kinds.split():
        return True
    target = tokens[index + 2].lower if index + 2 < len(tokens) else ""
    aimed = index + 1 < len(tokens) and tokens[index + 1].among("on_against")
    return aimed and bool(target) and target not in words("weekdays", "months") and not target[0].isdigit()


def _ends_noun(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the noun phrase of an event ends here: at a verb that no participle can be, or at an 'and'."""
    token = tokens[index]
    if token.among("and"):
        return not paired(tokens, index)
    following = tokens[index + 1].lower if index + 1 < len(tokens) else ""
    reduced = token.tagged("part") and not token.finite and following in words("prepositions")
    return is_finite(tokens, index) and not reduced


def _noun_start(tokens: Sequence[Token], index: int) -> int:
    """Find where the noun phrase of an event noun begins: at its determiner, or behind a verb or a preposition."""
    first = index
    stops = words("prepositions", "subordinators", "coordinators", "particles")
    while first > 0 and index - first < 6:
        token = tokens[first - 1]
        if (
            (not token.word and token.text not in "'’")
            or token.lower in stops
            or is_finite(tokens, first - 1)
            or (is_auxiliary(token) and not token.among("possessive_ending"))
        ):
            break
        if token.tagged("ing", "base", "past") and tokens[first].among("determiners", "possessives"):
            break
        first -= 1
        if token.among("determiners", "possessives"):
            break
    return first


def _specific(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a noun means one occurrence: something definite or dated stands in front of it."""
    for at in range(index - 1, max(-1, index - 5), -1):
        lower = tokens[at].lower
        if (
            lower in words("weekdays", "possessives", "definite")
            or lower in words("months")
            or tokens[at].text[0].isdigit()
        ):
            return True
        if lower in words("prepositions") or not tokens[at].word:
            return False
    return False
