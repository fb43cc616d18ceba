"""A flat record of a run, or of gold in the same form, as an item to compare."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmclaims.evaluation.items import Argument, End, Item

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmclaims.evaluation.items import Spans

KINDS = ("statement", "event", "relation")
_DERIVED = ("form", "time_value")
_ACCEPT = "_accept"
_PLACES = ("location", "time", "quantity")


def spans_of(found: Any) -> Spans:
    """Spans from JSON: a list of ``[start, end]``.

    Raises:
        ValueError: it is none.
    """
    spans = tuple((int(start), int(end)) for start, end in found or ())
    if any(start < 0 or end <= start for start, end in spans):
        raise ValueError(f"a span in {spans} is empty or negative")
    return spans


def item(record: Mapping[str, Any]) -> Item:
    """The item of a flat record: an event, a statement or a relation.

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
    found = []
    for number, one in enumerate(record.get("participants") or ()):
        place = mentions.get(f"participants.{number}.mention", ())
        found.append(Argument(role=one["role"], spans=place, text=one["mention"], name=one.get("name")))
    if record["record"] != "event":
        return found
    for field in _PLACES:
        text, others = record.get(field), accept.get(field, ())
        words = tuple(one for one in others if isinstance(one, str))
        if text:
            found.append(
                Argument(
                    role=field,
                    spans=mentions.get(field, ()),
                    text=text,
                    accept=words,
                    optional=None in others,
                )
            )
        elif words:  # nothing is right, and so are these words
            found.append(Argument(role=field, text=words[0], accept=words, optional=True))
    return found
