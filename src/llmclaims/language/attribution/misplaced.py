"""Whether a mention near a cue is certainly not its subject: an object, an author's reader, a name inside another clause.

Each check names a place in the sentence that is not the subject's, and says nothing where the grammar is open.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmclaims.language.attribution.cues import CLOSING, OPENING
from llmclaims.language.attribution.tags import region
from llmclaims.language.clauses import is_final
from llmclaims.language.noun_phrases import abbreviates, noun_phrase
from llmclaims.language.verbs import is_past

if TYPE_CHECKING:
    from llmclaims.language.attribution.cues import Tag
    from llmclaims.language.clauses import Passage
    from llmclaims.language.vocabulary import Words
    from llmclaims.schema.annotations import Span

_REACH = 40
_HEAD = 6
"""Words of a noun phrase before the participle that describes it."""
_PARTICIPLE = 16
"""Words between a participle and a name that it governs."""
_AIMED = frozenset(("for", "on", "with", "at", "to", "against", "upon", "about", "over", "behind"))
_BE = 3
_SUBJECT = 2


@dataclass(frozen=True, slots=True)
class _Near:
    """A cue with a mention before it, and the first token of their sentence."""

    found: Passage
    cue: Span
    place: Span
    first: int


def misplaced(found: Passage, cue: Span, place: Span) -> str | None:
    """Return why a mention is not the subject of a cue, as the end of a sentence; None when it may be.

    ``cue`` and ``place`` (the mention) are half-open token spans of the paragraph.
    """
    if place[0] < cue[1] and cue[0] < place[1]:
        return None
    if found.texts[place[1] - 1].endswith(("'s", "s'")):
        return None  # "Moss's claim that"
    if place[0] >= cue[1]:
        return _addressed(found, cue, place)
    first = sentence_start(found, cue[0])
    if place[0] < first:
        return None
    near = _Near(found, cue, place, first)
    return next((reason for check in _CHECKS if (reason := check(near))), None)


def sentence_start(found: Passage, index: int) -> int:
    """Return the first token of the sentence or quotation that a token stands in."""
    texts = found.texts
    for at in range(index - 1, max(index - _REACH, -1), -1):
        stop = is_final(texts[at]) and not (texts[at] == "." and found.tokens[at + 1].text[0].islower())
        short = len(texts[at - 1]) <= _BE and found.tokens[at - 1].capital
        abbreviated = texts[at] == "." and (short or abbreviates(found, at))
        if (stop and not abbreviated) or texts[at] in (OPENING | CLOSING) - {"'"}:
            return at + 1
    return max(index - _REACH, 0)


def _plain_start(found: Passage, place: Span) -> int:
    """Return where a mention begins with the articles and titles before it."""
    words, at = found.words, place[0]
    while at and found.texts[at - 1] in words.determiners - {"that"} | words.titles:
        at -= 1
    return at


def _addressed(found: Passage, cue: Span, place: Span) -> str | None:
    """Find "told X that", "wrote to X that", where X was told."""
    texts, words = found.texts, found.words
    if words.addressing_cues.isdisjoint(texts[slice(*cue)]) and texts[cue[1] : cue[1] + 1] != ("to",):
        return None
    between = texts[cue[1] : place[0]]
    told = all(text in words.determiners | words.titles | {"to"} for text in between)
    follows = texts[place[1] : place[1] + 1]
    return "was told it" if told and follows in {("that",), (":",), (",",)} else None


def _described(near: _Near) -> str | None:
    """Find a name inside the participle that describes the subject: "A memo seen by the Herald says"."""
    found, texts, words, first = near.found, near.found.texts, near.found.words, near.first
    at, behind = _plain_start(found, near.place), texts[near.place[1] : near.cue[0]]
    if texts[first] not in words.determiners and not texts[first][0].isdigit():
        return None
    head = next((i for i in range(first + 1, min(first + _HEAD, at)) if _is_participle(found, i)), None)
    if head is None or at - head > _PARTICIPLE or not _own(texts[first:head], words):
        return None
    if near.place[1] == near.cue[0] and (
        texts[at] in words.subject_pronouns or texts[at - 2 : at] == (",", "and")
    ):
        return None  # "..., X said, and he denied": another clause begins
    governed = texts[at - 1] in words.prepositions or texts[at - 1] == "and"
    governed |= (
        texts[at - 1] == "," and not words.prepositions.isdisjoint(texts[head:at]) and behind[:1] == (",",)
    )
    months = any(
        found.tokens[i].capital and texts[i] in words.months for i in range(head, at)
    )  # "in May 1987"
    plain = months or not words.auxiliaries.intersection(texts[head:at]) or "," in texts[head:at]
    ends = words.relatives | words.subject_pronouns
    if not (governed and plain) or ends.intersection(behind) or not _own(behind[:-_SUBJECT], words):
        return None
    preposition = next((text for text in reversed(texts[head:at]) if text in words.prepositions), "")
    participle = next(texts[i] for i in range(at - 1, head - 1, -1) if _is_participle(found, i))
    issued = preposition == "by" and participle in words.issuing
    return None if issued else f"stands in what describes the subject (“{found.raw(head, at)}”)"


def _own(texts: tuple[str, ...], words: Words) -> bool:
    """Tell whether words belong to one noun phrase: no finite verb, no relative clause."""
    return (words.auxiliaries | words.relatives).isdisjoint(texts)


def _is_participle(found: Passage, index: int) -> bool:
    """Tell whether a token can be a participle behind its noun: no word of grammar before it."""
    texts, words = found.texts, found.words
    if texts[index - 1] in words.determiners | words.auxiliaries | words.coordinators - {"and"}:
        return False
    return is_past(found, index) or texts[index].endswith("wn") or texts[index] in words.participles


def _object(near: _Near) -> str | None:
    """Find the object of the verb before ", saying": "defended Hadwin, saying", "spoke up for Hadwin, saying"."""
    found, texts, words = near.found, near.found.texts, near.found.words
    if not texts[near.cue[0]].endswith("ing") or texts[near.cue[0] - 1] not in {",", "and"}:
        return None
    at = _plain_start(found, near.place)
    inverted = texts[at - 1] in words.cues and not texts[at - 2][-1].isalnum()  # "...,” said Moss, adding"
    verb = is_past(found, at - 1) and texts[at - 1] not in words.auxiliaries and not inverted
    verb |= texts[at - 1] in _AIMED and any(is_past(found, i) for i in range(near.first + 1, at - 1))
    before = range(near.first, at - 1)
    subject = any(texts[i] in words.pronouns | words.determiners or found.tokens[i].capital for i in before)
    return f"stands behind “{texts[at - 1]}”, not as the subject" if verb and subject else None


def _remembers(near: _Near) -> str | None:
    """Find the one who recalls or hears what another says: "Ms. Tarrow recalls her uncle telling her"."""
    texts, words = near.found.texts, near.found.words
    if not texts[near.cue[0]].endswith("ing") or not texts[near.cue[0] - 1][-1].isalnum():
        return None
    verb = next((i for i in range(near.place[1], near.cue[0]) if texts[i] in words.perceiving), None)
    own = texts[near.cue[0] - 1] in words.prepositions | words.coordinators | words.auxiliaries
    return (
        f"only “{texts[verb]}” what another said"
        if verb is not None and near.cue[0] - verb > 1 and not own
        else None
    )


def _inverted(near: _Near) -> str | None:
    """Find the subject behind a cue between commas: "Hill farms, said Moss, often lose a foal"."""
    found, texts, words = near.found, near.found.texts, near.found.words
    if texts[near.cue[0] - 1] != "," or texts[near.cue[0]] not in words.speech_cues - words.addressing_cues:
        return None
    slot, _ = noun_phrase(found, near.cue[1])
    if texts[near.cue[0]].endswith("ing") or slot is None or texts[slot[0]] in words.prepositions:
        return None
    ends = slot[1] < len(texts) and texts[slot[1]] in {",", "."}
    ends &= slot[1] <= found.first or slot[0] >= found.last  # "Moss, the chair, said | the farms lose foals"
    named = found.tokens[slot[1] - 1].capital or texts[slot[0]] in words.determiners | words.subject_pronouns
    return f"is parted from it by a comma, and “{found.raw(*slot)}” follows it" if ends and named else None


def _by_agent(near: _Near) -> str | None:
    """Find the subject of a passive report: "The churn was said by Kestrin to have soured"."""
    found, texts, words = near.found, near.found.texts, near.found.words
    passive = not words.copulas.isdisjoint(texts[max(near.cue[0] - _BE, near.place[1]) : near.cue[0] + 1])
    if not passive or texts[near.cue[1] : near.cue[1] + 1] != ("by",):
        return None
    return f"is not who said it: “by {found.raw(near.cue[1] + 1, near.cue[1] + 2)}” is"


def _inside(near: _Near) -> str | None:
    """Find the subject of the clause before a second verb: "X said that Y had lost, but admitted that"."""
    found, texts, words = near.found, near.found.texts, near.found.words
    joint = near.cue[0] - 1
    while joint > near.place[1] and (
        texts[joint].endswith("ly") or texts[joint] in words.subject_skips | {"yet"}
    ):
        joint -= 1
    at = _plain_start(found, near.place)
    joined = texts[joint] in words.coordinators or texts[joint : joint + 2] == (",", "yet")
    if not joined or texts[at - 1] != "that":
        return None
    own = any(texts[i] in words.auxiliaries or is_past(found, i) for i in range(near.place[1], joint))
    reports = texts[at - 2] in words.cues | words.cue_nouns | {"certainty", "confidence"}
    return "is the subject of what was said before, not of this verb" if own and reports else None


def _apposed(near: _Near) -> str | None:
    """Find what only depends on a description: "Runa Lisk, an elder on the parish board said"."""
    found, texts, words = near.found, near.found.texts, near.found.words
    at = _plain_start(found, near.place)
    comma = next((i for i in range(at - 1, near.first, -1) if texts[i] == ","), None)
    if comma is None or texts[at - 1] not in words.prepositions - {"by"}:
        return None
    described = texts[comma + 1] in words.determiners - {"that", "this"} and comma + 1 < at - 1
    named = found.tokens[comma - 1].capital and found.tokens[near.first].capital
    plain = not any(texts[i] in words.auxiliaries or is_past(found, i) for i in range(near.first, at))
    closes = words.auxiliaries.isdisjoint(texts[near.place[1] : near.cue[0] - _SUBJECT])
    if described and named and plain and closes:
        return f"only describes “{found.raw(near.first, comma)}”"
    return None


def _relayed(near: _Near) -> str | None:
    """Find who passes on what another says: "According to X, quoting Y, ..." with X and "quoting"."""
    found, texts, words = near.found, near.found.texts, near.found.words
    if texts[near.cue[0]] not in {"quoting", "citing"} or not words.according.at(texts, near.first):
        return None
    slot, _ = noun_phrase(found, near.cue[1])
    return f"passes on what “{found.raw(*slot)}” says" if slot and slot[1] <= found.first else None


def _related(near: _Near) -> str | None:
    """Find the subject of the main clause before a relative one: "The Post has seen a note that claims"."""
    found, texts, words = near.found, near.found.texts, near.found.words
    relative = near.cue[0] - 1
    if texts[relative] not in words.plain_relatives or relative - near.place[1] <= _SUBJECT:
        return None
    between = range(near.place[1], relative)
    verb = any(texts[i] in words.auxiliaries or is_past(found, i) for i in between)
    head = found.raw(relative - 1, relative)
    named = texts[relative - 1] not in words.cues and texts[relative - 1][-1].isalnum()
    return f"is not whom “{head} {texts[relative]}” is about" if verb and named else None


_CHECKS = (_described, _related, _object, _remembers, _inverted, _by_agent, _inside, _apposed, _relayed)


def resumed(found: Passage, cue: Span) -> str | None:
    """Return why a report inside a quotation does not reach a quote: its holder goes on behind "but" for himself."""
    texts, start = found.texts, region(found)[0]
    opens = texts[found.first - 1] if found.first > found.left else ""
    own = opens if opens in {"but", ";"} else texts[found.first]
    ends = own == ";" or (own == "but" and "," in texts[cue[1] : found.first])
    if not ends or not start <= cue[0] < found.first or start == found.first:
        return None
    return f"does not say what follows “{own}”"


def passed_on(found: Passage, cue: Span, place: Span, nearest: Tag) -> str | None:
    """Return why a quote is not the speaker's own: a report of another's words stands over it, inside theirs.

    ``nearest`` is the tag next to the quote, ``cue`` the draft's own.
    """
    texts, words, inner = found.texts, found.words, nearest.cue
    slot = nearest.slot or (sentence_start(found, inner[0]), inner[0])
    if slot[0] >= slot[1] or texts[inner[0] - 1] in words.prepositions | words.determiners:
        return None
    nearer = (cue[1] <= inner[0] or cue[0] >= found.last) and "," not in texts[inner[1] : found.first]
    if not nearer or words.unendorsed.isdisjoint(texts[slice(*inner)]):
        return None
    said = set(texts[slice(*slot)])
    first_person = {"i", "we", "i'm", "i've", "i'd", "we've", "we'd"}
    told = nearest.passive or not words.copulas.isdisjoint(texts[inner[0] - 1 : inner[0]])
    if (said & first_person and not told) or said & set(texts[slice(*place)]) - words.determiners:
        return None
    quoted = (
        any(texts[i] in OPENING | CLOSING for i in range(inner[1], cue[0]))
        if cue[0] >= found.last
        else any(texts[i] in OPENING for i in range(cue[1], inner[0]))
    )
    if said & words.subject_pronouns and not quoted:
        return None  # "she said he had told her" may be about himself
    return f"passes on what “{found.raw(*slot)}” says (“{found.raw(*inner)}”)"
