"""Small annotated passages for the tests of scoring, built from offsets."""

from __future__ import annotations

from llmclaims.evaluation.items import End, Gold, Item, Passage

TEXT = "abcdefghi " * 12
LAYERS = frozenset(
    (
        "statement",
        "statement.speaker",
        "statement.cue",
        "statement.form",
        "statement.act",
        "statement.polarity",
        "event",
        "event.span",
        "event.type",
        "event.modality",
        "event.polarity",
        "event.participant",
        "event.location",
        "event.role",
        "relation",
        *(f"relation.{kind}" for kind in ("causes", "before", "overlaps", "same_as")),
    )
)


def said(name, *spans, speaker=None, cue=None, **more):
    """Return a statement; ``speaker`` and ``cue`` are (words, start, end)."""
    values = more.pop("values", {})
    places = {}
    for field, given in (("speaker", speaker), ("cue", cue)):
        if given:
            words, *place = given
            values = {field: words, **values}
            places[field] = (tuple(place),)
    return Item(id=name, kind="statement", spans=spans, values=values, places=places, **more)


def event(name, start, end, trigger=None, **more):
    """Return an event whose trigger is at ``trigger``, by default its first three letters."""
    values = {"type": "OTHER", "modality": "asserted", "polarity": "positive", **more.pop("values", {})}
    place = trigger or (start, start + 3)
    values.setdefault("trigger", TEXT[slice(*place)])
    return Item(
        id=name, kind="event", spans=((start, end),), values=values, places={"trigger": (place,)}, **more
    )


def relation(name, kind, source, target, **more):
    """Return a relation between two ids."""
    ends = (End(ids=(source,)), End(ids=(target,)))
    return Item(id=name, kind="relation", values={"type": kind}, ends=ends, **more)


def gold_of(*items, text=TEXT, layers=LAYERS, whole=False):
    """Return a set of one passage."""
    return Gold(name="g", passages=(Passage(id="p", text=text, items=items),), layers=layers, whole=whole)


def run_of(*items, text=TEXT):
    """Return the passages of a run that found these items."""
    return [Passage(id="r", text=text, items=items)]
