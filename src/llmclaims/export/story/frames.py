"""What a claim says apart from its dates and numbers, so that those can be put beside those of another claim."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from llmclaims.export.shared.merged_runs import filled, told_by
from llmclaims.export.story.numbers import Figure, figures_in
from llmclaims.language.lexicon import word_set
from llmclaims.language.values import time_value, years
from llmclaims.language.values.time_points import atoms
from llmclaims.language.values.time_tokens import tokens as time_tokens
from llmclaims.language.vocabulary import words
from llmclaims.schema.annotations import Role
from llmclaims.schema.intervals import bounds
from llmclaims.verification.relations.profiles import Profile, content, name_key, profile_of, stem

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from datetime import date

    from llmclaims.documents.document import Document
    from llmclaims.schema.annotations import Span
    from llmclaims.schema.claims import Claim

Days = tuple["date", "date"]
_FIRST = re.compile(r"\W*([^\W\d_]+)")
_LAST = re.compile(r"([^\W\d_]+)\s+(?:the\s+)?$", re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One event or statement.

    ``words`` are the stems of its quote in their order, without dates and numbers; a pronoun at its beginning that
    stands for its speaker is the speaker's name. ``things`` are the same without prepositions, as a set. ``voice``
    is who tells it, "" for the article itself. ``told`` are the days that its own words give, ``reported`` the day
    of its article. ``plain`` is whether it is told as a fact and neither planned, demanded nor supposed.
    """

    claim: Claim
    sort: str
    words: tuple[str, ...]
    things: frozenset[str]
    guards: frozenset[str]
    stance: bool | None
    act: str
    voice: str
    told: tuple[Days, ...]
    reported: Days | None
    figures: tuple[Figure, ...]
    plain: bool
    modality: str

    @property
    def source(self) -> tuple[str, str]:
        """Return the document and the voice in it: what can contradict itself only by telling of two things."""
        return str(self.claim.document), self.voice


def frame_of(claim: Claim, document: Document, known: Mapping[str, Claim]) -> Frame | None:
    """Return the frame of an event or a statement with a quote, None for anything else."""
    profile = profile_of(claim, document) if claim.quote else None
    if profile is None:
        return None
    quote, language = str(claim.quote), document.language
    dates = list(dates_in(quote, language))
    figures = figures_in(quote, language, dates)
    cuts = [*(_with_preposition(quote, one, language) for one in dates), *(one.span for one in figures)]
    stems, guards = content(_without(quote, cuts), language)
    front = _speaker_in_front(quote, claim, profile, language)
    told = tuple(dict.fromkeys(_days(claim, document, profile, dates)))
    vocabulary = words(language)
    prepositions = vocabulary.prepositions if vocabulary else frozenset()
    stems = (*front, *stems)
    tellers = told_by(claim, known)
    return Frame(
        claim=claim,
        sort=profile.sort,
        words=stems,
        things=frozenset(one for one in stems if one not in prepositions),
        guards=guards,
        stance=None if _is_in_denial(claim, known) else profile.stance,
        act=profile.act,
        voice=profile.speaker or (name_key(tellers[0], language) if tellers else ""),
        told=told,
        reported=_day(document.published or (document.dateline.value if document.dateline else None)),
        figures=figures,
        plain=profile.modality in ("", "asserted", "alleged") and profile.act in ("", "assert", "deny"),
        modality=profile.modality,
    )


def _is_in_denial(claim: Claim, known: Mapping[str, Claim]) -> bool:
    """Tell whether an event stands inside a statement that denies, so that nobody says it happened as it is told."""
    held = (filled(known[one]) for one in claim.derived.get("asserted_by") or () if one in known)
    return any(roles.get(Role.ACT) == "deny" or roles.get(Role.POLARITY) == "negative" for roles in held)


def dates_in(text: str, language: str) -> Iterator[Span]:
    """Yield the places of the dates in a text; a number that may count something is none."""
    found = None
    for atom in atoms(time_tokens(text, language)):
        if not atom.points:
            continue
        start, end = atom.tokens[0].start, atom.tokens[-1].end
        if atom.name == "year":
            found = {one.start for one in years(text, language)} if found is None else found
            if not any(start <= one < end for one in found):
                continue
        if atom.name == "month" and start == 0 and len(atom.tokens) == 1:
            continue  # "May the court decide"
        yield start, end


def _days(claim: Claim, document: Document, profile: Profile, dates: list[Span]) -> Iterator[Days]:
    value = claim.derived.get("time_value")
    if profile.sort == "event" and isinstance(value, str):
        found = bounds(value, claim.derived.get("time_mod"))
        if found:
            yield found
    for start, end in dates:
        read = _read(
            str(claim.quote)[start:end],
            document.language,
            document.dateline.value if document.dateline else None,
            document.published,
        )
        if read:
            yield read


@cache
def _read(words: str, language: str, dateline: str | None, published: str | None) -> Days | None:
    found = time_value(words, language=language, dateline=dateline, published=published)
    return bounds(found.value, found.mod) if found else None


def _day(value: str | None) -> Days | None:
    return bounds(value) if value else None


def _with_preposition(text: str, span: Span, language: str) -> Span:
    """Return a date's place with the preposition in front of it."""
    vocabulary, before = words(language), _LAST.search(text, 0, span[0])
    if vocabulary is None or before is None or before[1].lower() not in vocabulary.prepositions:
        return span
    return before.start(), span[1]


def _without(text: str, cuts: list[Span]) -> str:
    pieces, at = [], 0
    for start, end in sorted(cuts):
        pieces.append(text[at : max(start, at)])
        at = max(end, at)
    return " ".join((*pieces, text[at:]))


def _speaker_in_front(quote: str, claim: Claim, profile: Profile, language: str) -> tuple[str, ...]:
    """Return the stems of the speaker's name where a pronoun for the speaker opens the words."""
    first, direct = _FIRST.match(quote), claim.derived.get("form") == "direct"
    listed = "for_speaker_in_quotation" if direct else "for_speaker"
    if not profile.speaker or first is None or first[1].lower() not in word_set(language, "story", listed):
        return ()
    return tuple(stem(one) for one in profile.speaker.split())


def opens_with_speaker(frame: Frame, language: str) -> bool:
    """Tell whether the words begin with a pronoun that may stand for somebody named before."""
    first = _FIRST.match(str(frame.claim.quote))
    return first is not None and first[1].lower() in word_set(language, "story", "for_speaker")
