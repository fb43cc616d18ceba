"""What is compared: annotated and proposed items in one shape, and how much two sets of spans share."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from llmclaims.schema.annotations import Span

Spans = tuple[Span, ...]

KINDS = ("statement", "event", "relation")
AIMS = "relation.aims"
"""The layer of a set that annotates an aim as a cause, from the aim to what is done for it."""
_DERIVED = ("form", "time_value")
_ACCEPT = "_accept"
_PLACES = ("location", "time", "quantity")


@dataclass(frozen=True, slots=True, kw_only=True)
class Argument:
    """Who or what takes part in an event: a participant, its place, its time or its quantity.

    ``role`` is actor, recipient, other, location, time or quantity, or the annotation's own word. ``accept``
    holds other right words; ``optional`` when leaving it out is right too.
    """

    role: str
    spans: Spans = ()
    text: str = ""
    name: str | None = None
    accept: tuple[str, ...] = ()
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class End:
    """One end of a relation: the ids of the items that it may be, or where annotation gives none, its spans."""

    ids: tuple[str, ...] = ()
    spans: Spans = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One annotated or proposed event, statement or relation, or a claim of the user's own kind.

    Spans are half-open, in code points of the passage's text. ``values`` holds the fields by name, ``places``
    where a field's words stand. Only annotation has the rest: ``accept`` gives other right values of a field,
    ``alternatives`` other right spans; ``optional`` counts neither as a miss nor as a false alarm; items of
    one ``group`` may be covered by a single answer; an ``unwanted`` one is a trap that should not be found.
    """

    id: str
    kind: str
    spans: Spans = ()
    values: Mapping[str, Any] = field(default_factory=dict)
    places: Mapping[str, Spans] = field(default_factory=dict)
    arguments: tuple[Argument, ...] = ()
    ends: tuple[End, End] | None = None
    tier: str | None = None
    flagged: bool = False
    optional: bool = False
    unwanted: bool = False
    accept: Mapping[str, tuple[Any, ...]] = field(default_factory=dict)
    alternatives: tuple[Spans, ...] = ()
    group: str | None = None

    def key(self) -> tuple[Any, ...]:
        """Return a sort key that does not depend on where an item stood in its list."""
        ends = tuple((end.ids, end.spans) for end in self.ends or ())
        return (self.spans, sorted(self.places.items()), ends, repr(sorted(self.values.items())), self.id)


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One text with its items. ``cluster`` names the article that it was cut from, by default itself."""

    id: str
    text: str
    items: tuple[Item, ...] = ()
    sha256: str | None = None
    cluster: str = ""

    def of(self, kind: str) -> list[Item]:
        """Return the items of one kind, in an order that does not depend on the file's."""
        return sorted((item for item in self.items if item.kind == kind), key=Item.key)


@dataclass(frozen=True, slots=True, kw_only=True)
class Gold:
    """One annotated set. ``layers`` names what was annotated, and nothing else is scored.

    A layer is a kind ("statement") or a kind and a field ("statement.speaker", "event.type", "event.span",
    "event.participant", "relation.causes" for each annotated type; "relation.aims" where an aim is annotated as a cause,
    from the aim to what is done for it). ``whole`` says that a statement may span
    several sentences, so that the scores after joining are the ones to compare with published figures.
    """

    name: str
    passages: tuple[Passage, ...]
    layers: frozenset[str]
    whole: bool = True

    def has_author(self) -> bool:
        """Tell whether what the article says in its own voice is annotated."""
        return any(unattributed(item) for passage in self.passages for item in passage.of("statement"))

    def kinds(self, prefix: str) -> frozenset[str]:
        """Return the annotated fields of a kind: what stands behind ``prefix`` and a point."""
        return frozenset(
            one.removeprefix(prefix + ".") for one in self.layers if one.startswith(prefix + ".")
        )


def unattributed(statement: Item) -> bool:
    """Tell whether a statement is told as the article's own."""
    return statement.values.get("speaker_type") == "author"


def size(spans: Spans) -> int:
    """Count the code points in spans, each once."""
    return sum(end - start for start, end in merged(spans))


def merged(spans: Iterable[Span]) -> Spans:
    """Return the same code points as spans in order that neither touch nor overlap."""
    found: list[Span] = []
    for start, end in sorted(spans):
        if found and start <= found[-1][1]:
            found[-1] = (found[-1][0], max(found[-1][1], end))
        elif start < end:
            found.append((start, end))
    return tuple(found)


def shared(one: Spans, other: Spans) -> int:
    """Count the code points that two sets of spans have in common."""
    if len(one) == len(other) == 1:  # most are, and a long article has many pairs
        return max(0, min(one[0][1], other[0][1]) - max(one[0][0], other[0][0]))
    both, left, right = 0, list(merged(one)), list(merged(other))
    while left and right:
        (a, b), (c, d) = left[-1], right[-1]
        both += max(0, min(b, d) - max(a, c))
        (left if a > c else right).pop()  # it begins later, so nothing that is left reaches it
    return both


def iou(one: Spans, other: Spans) -> float:
    """Return the intersection over union of two sets of spans: 0 where nothing is shared, 1 where they are the same."""
    both = shared(one, other)
    return both / (size(one) + size(other) - both) if both else 0.0


def words_at(text: str, spans: Spans) -> str:
    """Return the words at some spans, fragments with an ellipsis between."""
    return " … ".join(text[start:end] for start, end in spans)


def spans_of(found: Any) -> Spans:
    """Read spans from JSON: a list of ``[start, end]``.

    Raises:
        ValueError: it is none.
    """
    spans = tuple((int(start), int(end)) for start, end in found or ())
    if any(start < 0 or end <= start for start, end in spans):
        raise ValueError(f"a span in {spans} is empty or negative")
    return spans


def item_of(record: Mapping[str, Any]) -> Item:
    """Return the item of a flat record of a run, or of gold in the same form.

    Raises:
        KeyError, TypeError, ValueError: the record is not whole.
    """
    mentions = {path: spans_of(spans) for path, spans in record.get("mentions", {}).items()}
    derived = record.get("derived") or {}
    values = {name: value for name, value in record.items() if not name.endswith(_ACCEPT)}
    values |= {name: derived[name] for name in _DERIVED if name in derived}
    accept = {
        name.removesuffix(_ACCEPT): tuple(found)
        for name, found in record.items()
        if name.endswith(_ACCEPT) and found
    }
    return Item(
        id=str(record["id"]),
        kind=record["record"],
        spans=spans_of(record["spans"]),
        values=values,
        places={name: spans for name, spans in mentions.items() if "." not in name},
        arguments=tuple(_arguments(record, mentions, accept)),
        ends=_ends(record, accept),
        tier=record.get("tier"),
        flagged=bool(record.get("codes")),
        optional=bool(record.get("optional")),
        unwanted=bool(record.get("hard_negative")),
        accept=accept,
        alternatives=tuple((span,) for span in spans_of(record.get("alt_spans"))),
        group=record.get("group"),
    )


def _ends(record: Mapping[str, Any], accept: Mapping[str, tuple[Any, ...]]) -> tuple[End, End] | None:
    if record["record"] != "relation":
        return None
    source, target = (End(ids=(record[name], *accept.get(name, ()))) for name in ("source", "target"))
    return source, target


def _arguments(
    record: Mapping[str, Any], mentions: Mapping[str, Spans], accept: Mapping[str, tuple[Any, ...]]
) -> list[Argument]:
    found: list[Argument] = []
    if record["record"] != "event":
        return found
    for number, one in enumerate(record.get("participants") or ()):
        spans = mentions.get(f"participants.{number}.mention", ())
        found.append(Argument(role=one["role"], spans=spans, text=one["mention"], name=one.get("name")))
    for place in _PLACES:
        text, others = record.get(place), accept.get(place, ())
        words = tuple(one for one in others if isinstance(one, str))
        if text:
            found.append(
                Argument(
                    role=place,
                    spans=mentions.get(place, ()),
                    text=text,
                    accept=words,
                    optional=None in others,
                )
            )
        elif words:  # nothing is right, and so are these words
            found.append(Argument(role=place, text=words[0], accept=words, optional=True))
    return found
