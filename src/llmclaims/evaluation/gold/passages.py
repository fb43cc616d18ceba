"""JSON Lines of passages: one object a line with ``text``, ``layers`` and the annotation of each layer.

``statements`` have ``content_spans``, ``speaker_spans``, ``cue_spans`` and ``quote_type``; ``source_clause_spans``
is a wider place in which a speaker counts as right. ``events`` have ``trigger_spans``, ``type`` and ``arguments``.
``relations`` have ``type`` (causal, purpose, temporal, support, contradict), ``head_spans`` and ``tail_spans`` or the
ids of events; a temporal one has a ``label`` (before, simultaneous; a vague pair is a trap). In a set with causes and
no purpose an aim counts as a cause. A relation whose ``explicit`` is false is optional. Fragments are read, never the
hull.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any, get_args

from llmclaims.errors import DocumentError
from llmclaims.evaluation.gold.files import first_object, objects
from llmclaims.evaluation.items import AIMS, Argument, End, Gold, Item, Passage, Spans, spans_of
from llmclaims.schema.news import EventType

_TYPES = {"causal": "causes", "purpose": "purpose", "support": "supports", "contradict": "contradicts"}
_LABELS = {"before": "before", "simultaneous": "overlaps", "vague": "before"}
_ROLES = {"Place": "location", "Time": "time"}
_KINDS = {"statements": "statement", "events": "event", "relations": "relation"}


def recognises(path: Path) -> bool:
    """Tell whether the first line has a text and says what was annotated in it."""
    return {"text", "layers"} <= set(first_object(path))


def read(paths: Sequence[Path], name: str) -> Gold:
    """Read one set from one or more files.

    Raises:
        DocumentError: a line is not whole.
    """
    passages, layers = [], set()
    for path in paths:
        for number, record in objects(path):
            try:
                passages.append(_passage(record))
                layers |= set(_layers(record))
            except (AttributeError, KeyError, TypeError, ValueError) as error:
                raise DocumentError(
                    f"{path}:{number}: not a whole passage ({error!r}); it needs text, layers and the spans of each."
                ) from error
    if "relation.causes" in layers and "relation.purpose" not in layers:
        layers.add(AIMS)
    return Gold(name=name, passages=tuple(passages), layers=frozenset(layers))


def _layers(record: dict[str, Any]) -> Iterator[str]:
    annotated = [layer for layer in record["layers"] if layer in _KINDS]
    yield from (_KINDS[layer] for layer in annotated)
    if "statements" in annotated:
        for one in record["statements"]:
            yield from (f"statement.{name}" for name in ("speaker", "cue") if f"{name}_spans" in one)
            if "quote_type" in one:
                yield "statement.form"
    if "events" in annotated:
        for one in record["events"]:
            if one.get("type") in get_args(EventType):
                yield "event.type"
            if one.get("arguments"):
                yield from ("event.participant", "event.location")
    if "relations" in annotated:
        yield from (f"relation.{kind}" for one in record["relations"] if (kind := _type(one)))


def _passage(record: dict[str, Any]) -> Passage:
    items: list[Item] = []
    if "statements" in record["layers"]:
        items += [_statement(one, number) for number, one in enumerate(record["statements"])]
    if "events" in record["layers"]:
        items += [_event(one, number) for number, one in enumerate(record["events"])]
    if "relations" in record["layers"]:
        items += [_relation(one, number) for number, one in enumerate(record["relations"]) if _type(one)]
    text = record["text"]
    ends = [end for one in items for spans in (one.spans, *one.places.values()) for _, end in spans]
    if max(ends, default=0) > len(text):
        raise ValueError(f"a span ends behind the text's {len(text)} code points")
    name = str(record.get("id") or "")
    return Passage(id=name, text=text, items=tuple(items), cluster=str(record.get("doc_id") or name))


def _places(one: dict[str, Any], **names: str) -> dict[str, Spans]:
    found = {name: spans_of(one.get(f"{key}_spans")) for name, key in names.items()}
    return {name: spans for name, spans in found.items() if spans}


def _statement(one: dict[str, Any], number: int) -> Item:
    places = _places(one, speaker="speaker", cue="cue", speaker_clause="source_clause")
    values = {"speaker": one.get("speaker"), "cue": one.get("cue"), "form": one.get("quote_type")}
    spans = spans_of(one["content_spans"])
    return Item(id=f"s{number}:{one.get('id')}", kind="statement", spans=spans, values=values, places=places)


def _event(one: dict[str, Any], number: int) -> Item:
    arguments = [
        Argument(
            role=_ROLES.get(each["role"], each["role"]),
            spans=spans_of(each["text_spans"]),
            text=each.get("text") or "",
        )
        for each in one.get("arguments") or ()
    ]
    return Item(
        id=f"event:{one.get('id') or f'#{number}'}",
        kind="event",
        values={"trigger": one.get("trigger"), "type": one.get("type")},
        places=_places(one, trigger="trigger"),
        arguments=tuple(arguments),
    )


def _type(one: dict[str, Any]) -> str | None:
    """Return the schema's name of a relation; None for one that the schema does not have."""
    if one["type"] == "temporal":
        return _LABELS.get(one.get("label") or "")
    return _TYPES.get(one["type"])


def _relation(one: dict[str, Any], number: int) -> Item:
    ends = []
    for side in ("head", "tail"):
        event = one.get(f"{side}_event")
        spans = spans_of(one[f"{side}_spans"])
        ends.append(End(ids=(f"event:{event}",)) if event else End(spans=spans))
    return Item(
        id=f"r{number}:{one.get('id')}",
        kind="relation",
        values={"type": _type(one), "signal": one.get("signal")},
        places=_places(one, signal="signal"),
        ends=(ends[0], ends[1]),
        optional=one.get("explicit") is False,
        unwanted=one.get("label") == "vague",
    )
