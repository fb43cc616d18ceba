"""Event verbs and nouns as the lists have them, and events that a noun names: 'Saturday's attack in London'."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from llmclaims.providers.builtin.clauses import clause_end, paired
from llmclaims.providers.builtin.lexicon import PhraseTable, by_first_word, forms, table, words
from llmclaims.providers.builtin.noun_phrases import Phrase, is_auxiliary
from llmclaims.providers.builtin.tokens import Token, is_adverb, is_finite, phrases_at
from llmclaims.schema.annotations import Span

_LIGHT_REACH = 9
QUOTED = 3
"""Words of the shortest quote."""


@dataclass(frozen=True, slots=True)
class Kind:
    """An entry of the lists: the PLOVER type, the letters that say how the word is used, the list its object must be of."""

    type: str
    use: str
    objects: str = ""


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
        (form, (tag, Kind(type_, *_use(use))))
        for type_, listed in table("events")["verbs"].items()
        for lemma, _, use in (item.partition(":") for item in listed.split())
        for tag, form in _spellings(lemma.replace("_", " "))
    )


def _spellings(lemma: str) -> list[tuple[str, str]]:
    """Return the forms of a verb by tag, those in -l in both spellings: "travelled" and "traveled"."""
    made = list(forms(lemma).items())
    head = lemma.split(maxsplit=1)[0]
    if len(head) < 5 or not re.search("[aeo]l$", head):
        return made
    doubled = head + "l"
    return made + [
        (tag, form.replace(doubled, head, 1) if form.startswith(doubled) else form.replace(head, doubled, 1))
        for tag, form in made
        if tag in {"past", "part", "ing"}
    ]


def _use(told: str) -> tuple[str, str]:
    """Return the letters of an entry, and the list behind its "@"; who says what the object is says that there is one."""
    letters, _, objects = told.partition("@")
    return letters + ("n" if objects else ""), objects


@cache
def event_nouns() -> dict[str, Kind]:
    """Return the event nouns and their types."""
    found: dict[str, Kind] = {}
    for type_, listed in table("events")["nouns"].items():
        for noun in listed.split():
            found.setdefault(noun, Kind(type_, ""))
    return found


@cache
def _light_verbs() -> PhraseTable[str]:
    """Return forms of verbs that only carry the noun behind them, with the role of their subject: launch, take part in."""
    return by_first_word(
        (form, role)
        for role, listed in table("events")["light_verbs"].items()
        for verb in listed.split()
        for form in forms(verb.replace("_", " ")).values()
    )


def light_verb(tokens: Sequence[Token], noun: int) -> tuple[int, str] | None:
    """Return the verb that carries an event noun, and its subject's role: "launched an attack", "took part in the talks"."""
    for at in range(noun - 1, max(-1, noun - _LIGHT_REACH), -1):
        for end, role in phrases_at(tokens, at, _light_verbs()):
            between = tokens[end:noun]
            plain = all(token.word or token.text in "'’-" for token in between)
            if end <= noun and plain and not any(token.among("prepositions") for token in between):
                return at, role
    return None


def carried_by(tokens: Sequence[Token], subject: Phrase, verb: int) -> bool:
    """Tell whether the passive at a token only carries its subject: "The attack was launched by rebels"."""
    head = next(
        (i for i in range(subject.first + 1, subject.last + 1) if tokens[i].among("prepositions")), None
    )
    noun = tokens[subject.last if head is None else head - 1]
    carries = next(iter(phrases_at(tokens, verb, _light_verbs())), None)
    return carries is not None and noun.lower in event_nouns()


def noun_event(tokens: Sequence[Token], index: int) -> Happening | None:
    """Return the event that the noun at a token names, None when it names none or many."""
    token = tokens[index]
    kind = event_nouns().get(token.lower)
    if kind is None or (token.capital and index):
        return None
    before, after = (
        tokens[index - 1] if index else None,
        tokens[index + 1] if index + 1 < len(tokens) else None,
    )
    if _compound(tokens, index) or (after and after.text in {"-", "/"}):
        return None
    if before is None:
        if after is None or not (after.among("event_prepositions") or is_finite(tokens, 1)):
            return None
    elif not before.word or before.among("modals") or (before.among("infinitive") and token.tagged("base")):
        return None
    if any(t.among("anaphoric") for t in tokens[max(0, index - 3) : index]):
        return None
    specific = _specific(tokens, index)
    occurs = _takes_place(tokens, index + 1) or _exists(tokens, index)
    placed = after is not None and after.among("event_prepositions")
    strict = token.among("events.noun_ambiguous")
    if _military(tokens, index):
        kind = Kind("ASSAULT", "")
    carried = light_verb(tokens, index) is not None
    if not (occurs or carried or (placed and (specific or not strict)) or (specific and not strict)):
        return None
    first = _noun_start(tokens, index)
    end = _before_comma(tokens, index, clause_end(tokens, index + 1, index))
    verb = next((i for i in range(index + 1, end) if _ends_noun(tokens, i)), end)
    free = first > 0 and tokens[first - 1].word and not tokens[first - 1].among("coordinators")
    if not occurs and (free or sum(t.word for t in tokens[first:verb]) >= QUOTED):
        end = verb
    end = _scheduled(tokens, end)
    return Happening(
        first, end, index, index + 1, kind, None, None, passive=False, noun=True, helpers=(first, index)
    )


def _before_comma(tokens: Sequence[Token], index: int, end: int) -> int:
    """Return where a noun's phrase ends at the latest: at a comma, unless that stands inside a place, "in Osk, Delm"."""
    for at in range(index + 1, end):
        if tokens[at].text == ",":
            place = at + 1 < end and tokens[at - 1].capital and tokens[at + 1].capital
            dated = tokens[at - 1].text[0].isdigit() or tokens[at - 1].among("weekdays")
            if not place and not dated:
                return at
        article = tokens[at].among("indefinite_articles") and at > index + 1
        if (
            article
            and not tokens[at - 1].among("prepositions", "coordinators")
            and tokens[at - 1].verb is None
        ):
            return at  # "called the strikes on the port a crime"
    return end


def _takes_place(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether the verb behind a noun says that it took or takes place: "erupted", "will begin"."""
    if index < len(tokens) and (tokens[index].finite or tokens[index].among("modals")):
        index += 1
    return index < len(tokens) and tokens[index].among("events.occurring")


def _exists(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a "there was" says that it took place: "There was an explosion"."""
    for at in range(max(0, index - 5), index - 1):
        if tokens[at].among("existential") and tokens[at + 1].among("be"):
            return not any(token.among("prepositions") for token in tokens[at + 2 : index])
    return False


def stem(word: str) -> str:
    """Return what a noun and its verb share: "attack" and "attacked", "explosion" and "exploded"."""
    return word[:4]


def widened(tokens: Sequence[Token], event: Happening) -> Happening:
    """Return the event of a noun with enough words in front of it to be quoted: "by the blast"."""
    first = event.first
    while first > 0 and sum(t.word for t in tokens[first : event.end]) < QUOTED:
        before = tokens[first - 1]
        if not before.word or before.quotation != tokens[first].quotation or before.among("coordinators"):
            break
        first -= 1
    return replace(event, first=first)


def _scheduled(tokens: Sequence[Token], end: int) -> int:
    """Return where an event ends that a relative clause puts on the calendar: "talks, which are scheduled for May 3 in Lund"."""
    inside = tokens[end : end + 6]
    if len(inside) < 4 or inside[0].text != "," or not inside[1].among("relative_objects"):
        return end
    if not any(token.among("events.scheduled") for token in inside[2:]):
        return end
    return next((i for i in range(end + 2, len(tokens)) if tokens[i].text in _MARKS), len(tokens))


_MARKS = frozenset(',;:.?!()”"')


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
