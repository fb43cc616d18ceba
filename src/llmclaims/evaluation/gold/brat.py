"""brat standoff: an ``.ann`` file beside each ``.txt``.

A statement is a text-bound annotation called Statement, Content, Quote or Attribution; its speaker and cue are
roles of an event line (``E1 Statement:T1 Speaker:T2 Cue:T3``) or relations (``R1 Speaker Arg1:T1 Arg2:T2``).
Every other event line is an event: its trigger, its type, and its roles (Actor, Actor2, Recipient, Location, Time,
Quantity). Attributes (``A1 Modality E1 asserted``) are fields, and ``Optional`` marks what readers may differ on.
A relation (``R1 causes Arg1:E1 Arg2:E2``) has a name of the schema; ``*`` lines are ``same_as``. Offsets are code
points, as brat counts them; fragments are separated by semicolons.
"""

import re
from collections import defaultdict
from collections.abc import Container, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import get_args

from llmclaims.errors import DocumentError
from llmclaims.evaluation.gold.files import text_of
from llmclaims.evaluation.items import Argument, End, Gold, Item, Passage, Spans, spans_of, words_at
from llmclaims.schema.news import EventType, RelationType

_STATEMENT = frozenset(("statement", "content", "quote", "attribution"))
_LINKS = {"speaker": "speaker", "source": "speaker", "cue": "cue"}
_ROLES = {"place": "location", "agent": "actor", "patient": "recipient"}
_NUMBERED = re.compile(r"\d+$")
_FIELDS = {
    "statement": frozenset(("form", "act", "polarity")),
    "event": frozenset(("modality", "polarity", "time_value")),
}


@dataclass(slots=True)
class _Sheet:
    """The lines of one file, by what they are."""

    bounds: dict[str, tuple[str, Spans]] = field(default_factory=dict)
    events: dict[str, tuple[str, list[tuple[str, str]]]] = field(default_factory=dict)
    relations: list[tuple[str, str, str, str]] = field(default_factory=list)
    attributes: dict[str, dict[str, str]] = field(default_factory=lambda: defaultdict(dict))


def recognises(path: Path) -> bool:
    """Tell whether its text stands beside it."""
    return path.with_suffix(".txt").is_file()


def read(paths: Sequence[Path], name: str) -> Gold:
    """Read one set from the files of a folder.

    Raises:
        DocumentError: a line is not brat's, or a span leaves the text.
    """
    passages, layers = [], set()
    for path in paths:
        text = text_of(path.with_suffix(".txt"))
        sheet = _sheet(path)
        items = [*_bound(sheet, text), *_relations(sheet)]
        for one in items:
            layers |= _layers(one)
            if any(end > len(text) for spans in (one.spans, *one.places.values()) for _, end in spans):
                raise DocumentError(
                    f"{path}: {one.id} ends behind the text; were the two files changed apart?"
                )
        passages.append(Passage(id=path.stem, text=text, items=tuple(items)))
    return Gold(name=name, passages=tuple(passages), layers=frozenset(layers))


def _sheet(path: Path) -> _Sheet:
    sheet = _Sheet()
    for number, line in enumerate(text_of(path).splitlines(), start=1):
        try:
            _take(sheet, line)
        except (ValueError, IndexError) as error:
            raise DocumentError(
                f"{path}:{number}: not a line of brat standoff ({error}); see brat's manual."
            ) from error
    return sheet


def _take(sheet: _Sheet, line: str) -> None:
    """Put one line where it belongs; notes and what else brat has are passed over."""
    if not line.strip() or line[0] not in "TERAM*":
        return
    name, rest = line.split("\t")[:2]
    words = rest.split()
    match name[0]:
        case "T":
            label, places = rest.split(" ", 1)
            parts = [part.split() for part in places.split(";")]
            sheet.bounds[name] = (label, spans_of([(int(a), int(b)) for a, b in parts]))
        case "E":
            roles = [(role, target) for role, target in (one.split(":") for one in words)]
            sheet.events[name] = (roles[0][0], roles)
        case "R":
            ends = dict(one.split(":") for one in words[1:])
            sheet.relations.append((name, words[0], ends["Arg1"], ends["Arg2"]))
        case "A" | "M":
            sheet.attributes[words[1]][words[0].lower()] = words[2] if len(words) > 2 else "true"
        case _:
            for one, other in pairwise(words[1:]):
                sheet.relations.append((f"*{one}", "same_as", one, other))


def _bound(sheet: _Sheet, text: str) -> list[Item]:
    """Statements and events: what has words of its own."""
    links: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for _, label, one, other in sheet.relations:
        if label.lower() in _LINKS:
            links[one].append((label, other))
    found, used = [], set()
    for name, (label, roles) in sheet.events.items():
        trigger = roles[0][1]
        used.add(trigger)
        attributes = sheet.attributes.get(trigger, {}) | sheet.attributes.get(name, {})
        spans, others = _spans(sheet, trigger), [*roles[1:], *links[name], *links[trigger]]
        if label.lower() in _STATEMENT:
            found.append(_statement(name, spans, _places(sheet, others, _LINKS), attributes, text))
        else:
            found.append(_event(name, spans, _places(sheet, others), attributes | {"type": label}, text))
    for name, (label, spans) in sheet.bounds.items():
        if label.lower() in _STATEMENT and name not in used:
            places = _places(sheet, links[name], _LINKS)
            found.append(_statement(name, spans, places, sheet.attributes.get(name, {}), text))
    return found


def _places(
    sheet: _Sheet, roles: Sequence[tuple[str, str]], known: Container[str] | None = None
) -> list[tuple[str, Spans]]:
    """Return the roles, or those that are ``known``, without brat's numbers, and where their words stand."""
    named = [(_NUMBERED.sub("", role).lower(), target) for role, target in roles]
    return [(role, _spans(sheet, target)) for role, target in named if known is None or role in known]


def _statement(
    name: str, spans: Spans, roles: list[tuple[str, Spans]], attributes: dict[str, str], text: str
) -> Item:
    places = {_LINKS[role]: place for role, place in roles}
    values = attributes | {role: words_at(text, place) for role, place in places.items()}
    optional = "optional" in attributes
    return Item(id=name, kind="statement", spans=spans, values=values, places=places, optional=optional)


def _event(
    name: str, trigger: Spans, roles: list[tuple[str, Spans]], attributes: dict[str, str], text: str
) -> Item:
    return Item(
        id=name,
        kind="event",
        values=attributes | {"trigger": words_at(text, trigger)},
        places={"trigger": trigger},
        arguments=tuple(
            Argument(role=_ROLES.get(role, role), spans=place, text=words_at(text, place))
            for role, place in roles
        ),
        optional="optional" in attributes,
    )


def _spans(sheet: _Sheet, name: str) -> Spans:
    """Return the spans of a text-bound annotation, or of the trigger of an event."""
    if name in sheet.events:
        name = sheet.events[name][1][0][1]
    if name not in sheet.bounds:
        raise DocumentError(f"{name} is named in a brat file and not defined in it; add its line.")
    return sheet.bounds[name][1]


def _relations(sheet: _Sheet) -> list[Item]:
    types = get_args(RelationType)
    owner = {roles[0][1]: name for name, (_, roles) in sheet.events.items()}
    return [
        Item(
            id=name,
            kind="relation",
            values={"type": label.lower()},
            ends=(End(ids=(owner.get(one, one),)), End(ids=(owner.get(other, other),))),
        )
        for name, label, one, other in sheet.relations
        if label.lower() in types
    ]


def _layers(one: Item) -> set[str]:
    found = {one.kind} | {
        f"{one.kind}.{name}" for name in one.values if name in _FIELDS.get(one.kind, frozenset())
    }
    if one.kind == "statement":
        found |= {f"statement.{name}" for name in one.places}
    if one.kind == "relation":
        found.add(f"relation.{one.values['type']}")
    if one.kind == "event":
        if one.values["type"] in get_args(EventType):
            found.add("event.type")
        roles = {argument.role for argument in one.arguments}
        places = {"location", "time", "quantity"}
        found |= {f"event.{role if role in places else 'participant'}" for role in roles}
        if roles & {"actor", "recipient", "other"}:
            found.add("event.role")
    return found
