"""What a check is: data that says how accepted claims are put to a model, and which answer is a doubt.

A check asks about numbered questions, those of several paragraphs in one call. M1 has a question a claim; a check
on how two claims agree would have a question a pair.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from llmclaims.schema.annotations import Role, roles_of
from llmclaims.schema.answer import envelope, list_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from pydantic import BaseModel

    from llmclaims.schema.annotations import Cited
    from llmclaims.schema.claims import Claim

ABSTAINED = "abstained"
"""What a claim's entry says where the model was unsure, said nothing, or could not be understood."""
UNSURE = "unsure"
"""The verdict with which a model abstains."""
NO_FIELD = "none"
"""What some models write for the field at fault where there is none."""
_NOT_SAID = (Role.REF, Role.SPEAKER_TYPE)
"""Roles of fields that claim nothing."""
_LONGEST_FIELD, _LONGEST_REASON = 60, 300
_FIELD = re.compile(rf"\w{{1,{_LONGEST_FIELD}}}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """What the model is shown under one number, and the places of the claims that its answer is about.

    About none: it is shown beside the others, and no verdict is asked for. ``under`` is a heading, shown once for all
    that follow one another under it.
    """

    about: tuple[int, ...]
    shown: str
    under: str = ""

    def without(self, beside: int) -> Question:
        """Return the question as it is where the first claims are shown ``beside`` the others alone."""
        return replace(self, about=tuple(place - beside for place in self.about if place >= beside))


@dataclass(frozen=True, slots=True)
class Opinion:
    """What became of one claim: the check's word for it, or "abstained", the field at fault and the reason of a ``model``."""

    word: str
    reason: str = ""
    field: str = ""
    model: str = ""

    @property
    def note(self) -> str:
        """What a doubt says: the field at fault, and the model's reason."""
        reason = self.reason or "the model gave no reason."
        return f"{self.field}: {reason}" if self.field else reason


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One model-based check; it flags, and one that ``decides`` also overrules and, in a strict run, refuses.

    ``id`` names it in the configuration, ``code`` is the flag that it leaves. ``prompt`` is the template,
    which is given ``$questions`` beside what the extraction's has. ``holds`` and ``doubts`` are the verdicts
    that the model may give beside "unsure". ``questions`` puts some accepted claims to the model; of relations that
    were found later the claims that they lead to come first, and what is asked about those alone is only shown.
    ``summary`` is for the reader. ``decides``: what soft rules refuse is put to it as well and accepted where it holds,
    and a strict run refuses what it doubts.
    """

    id: str
    code: str
    prompt: str
    holds: str
    doubts: str
    questions: Callable[[Sequence[Claim]], Sequence[Question]]
    summary: str
    decides: bool = False

    @property
    def words(self) -> tuple[str, str, str]:
        """All that a claim's entry can say."""
        return (self.holds, self.doubts, ABSTAINED)

    def answer(self, schema: tuple[type[Cited], ...]) -> type[BaseModel]:
        """Return the envelope of its answer: for each number a verdict, and for a doubt the field at fault and a reason."""
        return _envelope((self.holds, self.doubts, UNSURE), _fields(schema))

    def opinions(
        self, questions: Sequence[Question], items: Sequence[Any], *, whole: bool = True
    ) -> dict[int, Opinion]:
        """Return what became of each claim that was asked about, by its place.

        Unsure, missing, malformed and contradictory verdicts abstain; numbers nobody gave are left aside. Of
        several questions about one claim a doubt counts most, then an abstention. An answer that is not ``whole``
        says nothing of what it did not come to.
        """
        given = _by_number(items, len(questions))
        rank = (self.holds, ABSTAINED, self.doubts)
        found: dict[int, Opinion] = {}
        for number, question in enumerate(questions, start=1):
            if not whole and number not in given:
                continue
            opinion = self._opinion(given.get(number, []))
            for place in question.about:
                known = found.get(place)
                if known is None or rank.index(opinion.word) > rank.index(known.word):
                    found[place] = opinion
        return found

    def _opinion(self, verdicts: Sequence[Mapping[str, Any]]) -> Opinion:
        said = [one.get("verdict") for one in verdicts]
        word = said[0] if said and all(one == said[0] for one in said) else None
        if word not in (self.holds, self.doubts):
            return Opinion(ABSTAINED)
        reason, at_fault = _sentence(verdicts[0].get("reason")), verdicts[0].get("field")
        named = isinstance(at_fault, str) and _FIELD.fullmatch(at_fault) and at_fault != NO_FIELD
        return Opinion(str(word), reason, str(at_fault) if named else "")


def is_note(said: Any) -> bool:
    """Tell whether something has the form of an opinion's note: one line that is not empty and no longer than those are."""
    most = _LONGEST_FIELD + len(": ") + _LONGEST_REASON
    return isinstance(said, str) and 0 < len(said) <= most and said == " ".join(said.split())


def _fields(schema: tuple[type[Cited], ...]) -> tuple[str, ...]:
    """Return the names of the fields that can be at fault, each once."""
    said = {name for model in schema for role, name in roles_of(model).items() if role in _NOT_SAID}
    return tuple(dict.fromkeys(name for model in schema for name in model.model_fields if name not in said))


@cache
def _envelope(verdicts: tuple[str, ...], fields: tuple[str, ...]) -> type[BaseModel]:
    properties = {
        "claim": {"type": "integer"},
        "verdict": {"type": "string", "enum": list(verdicts)},
        "field": {"anyOf": [{"type": "string", "enum": list(fields)}, {"type": "null"}]},
        "reason": {"type": ["string", "null"]},
    }
    return envelope("Verdicts", {"verdicts": list_of(properties)})


def _by_number(items: Sequence[Any], count: int) -> dict[int, list[Mapping[str, Any]]]:
    found: dict[int, list[Mapping[str, Any]]] = {}
    for item in items:
        number = item.get("claim") if isinstance(item, dict) else None
        # True is an int to Python, but no number.
        if isinstance(number, int) and not isinstance(number, bool) and 1 <= number <= count:
            found.setdefault(number, []).append(item)
    return found


def _sentence(reason: Any) -> str:
    """Return a reason on one line, cut where it is too long."""
    text = " ".join(reason.split()) if isinstance(reason, str) else ""
    return text if len(text) <= _LONGEST_REASON else text[: _LONGEST_REASON - 1].rstrip() + "…"
