"""brat's ``annotation.conf`` for the claims of a run: types, roles, relations and attributes."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import get_args

from llmclaims.schema.news import Act, EventType, Modality, Polarity, RelationType, SpeakerType

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_SYMMETRIC = frozenset(("same_as", "contradicts"))
_EVENT_ROLES = ("Actor", "Recipient", "Other", "Location", "Time", "Quantity")
_STATEMENT_ROLES = ("Speaker", "Cue", "Time")
_ASIDES = {"has_extent": "Extent", "has_name": "Name"}
"""Relations to words that are no role, with their type."""
_VALUES = {
    "Modality": get_args(Modality),
    "Polarity": get_args(Polarity),
    "Act": get_args(Act),
    "SpeakerType": get_args(SpeakerType),
    "Form": ("direct", "indirect", "mixed", "unattributed"),
    "Verdict": ("verified", "flagged"),
}


@dataclass(frozen=True, slots=True)
class Met:
    """What stands in the files: types of event lines with their roles, relations; ``lost`` are those without an end."""

    events: dict[str, dict[str, None]] = field(default_factory=dict)
    relations: dict[str, None] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)


@lru_cache(maxsize=1024)
def label_of(name: str, *, capital: bool = True) -> str:
    """A name that brat takes for a type, a role or an attribute: SpeakerType for speaker_type."""
    plain = _UNSAFE.sub("_", name).strip("_") or "Claim"
    if not capital or plain.isupper():
        return plain
    joined = "".join(part[:1].upper() + part[1:] for part in plain.split("_"))
    return joined if joined[:1].isalpha() else f"X{joined}"


def configuration(met: Met) -> str:
    """The file: what the schema has, and what else was met in the run."""
    events = {name: dict.fromkeys(_EVENT_ROLES) for name in get_args(EventType)}
    events["Statement"] = dict.fromkeys(_STATEMENT_ROLES)
    for name, roles in met.events.items():
        events[name] = events.get(name, {}) | dict(roles)
    entities = dict.fromkeys(role for roles in events.values() for role in roles) | dict.fromkeys(
        _ASIDES.values()
    )
    relations = [
        f"{name}\tArg1:<EVENT>, Arg2:<EVENT>" + (", <REL-TYPE>:symmetric" if name in _SYMMETRIC else "")
        for name in dict.fromkeys((*get_args(RelationType), "within", "asserted_by", *met.relations))
    ]
    relations += ["has_extent\tArg1:<EVENT>, Arg2:Extent", "has_name\tArg1:<ENTITY>, Arg2:Name"]
    lines = [
        "[entities]", *entities, "",
        "[relations]", *relations, "",
        "[events]", *(f"{name}\t{', '.join(f'{role}*:{role}' for role in roles)}" for name, roles in events.items()), "",
        "[attributes]", *(f"{name}\tArg:<EVENT>, Value:{'|'.join(values)}" for name, values in _VALUES.items()),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"
