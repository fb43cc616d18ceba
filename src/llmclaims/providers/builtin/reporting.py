"""Reporting verbs and nouns as the lists have them, and a reporting expression found in a sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache

from llmclaims.providers.builtin.lexicon import forms, table
from llmclaims.providers.builtin.noun_phrases import Phrase


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
    ``start`` and ``end`` are the tokens that cue and speaker take up together, the end exclusive.
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


@cache
def reporting_verbs() -> dict[str, list[tuple[tuple[str, ...], str, Entry]]]:
    """By first word: the other words of a reporting verb's form, its tag and its entry; longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str, Entry]]] = {}
    for act, verbs in table("cues")["verbs"].items():
        for lemma, frames in verbs.items():
            if not frames:
                continue
            entry = Entry(lemma, act, frozenset(frames.split()))
            for tag, form in forms(lemma).items():
                first, *rest = form.split()
                found.setdefault(first, []).append((tuple(rest), tag, entry))
    for entries in found.values():
        entries.sort(key=lambda item: -len(item[0]))
    return found


@cache
def reporting_nouns() -> dict[str, Entry]:
    """The reporting nouns, by word."""
    return {
        noun: Entry(noun, act, frozenset(frames.split()))
        for act, nouns in table("cues")["nouns"].items()
        for noun, frames in nouns.items()
    }


def shift(cue: Cue, by: int) -> Cue:
    """The same cue in a sentence with ``by`` tokens more in front."""
    speaker = cue.speaker and Phrase(cue.speaker.first + by, cue.speaker.last + by, cue.speaker.outer + by)
    return replace(
        cue, first=cue.first + by, last=cue.last + by, start=cue.start + by, end=cue.end + by, speaker=speaker
    )
