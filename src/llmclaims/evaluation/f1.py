"""The lines of the report, by section, and what each is called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.evaluation.measures import Measure

if TYPE_CHECKING:
    from collections.abc import Iterable

JOINED = "Statements, adjacent sentences of one attribution joined"
SINGLE = "Statements as they are"
EVENTS = "Events"
RELATIONS = "Relations"

SECTIONS: dict[str, tuple[Measure, ...]] = {
    JOINED: (
        Measure("joined.span", "span"),
        Measure("joined.characters", "characters"),
        Measure("joined.attribution", "attribution (span, speaker)"),
        Measure("joined.speaker", "speaker right, of matched", "rate"),
        Measure("joined.cue", "cue"),
    ),
    SINGLE: (
        Measure("single.span", "span"),
        Measure("floor.span", "floor (sentences): span"),
        Measure("single.characters", "characters"),
        Measure("floor.characters", "floor (sentences): characters"),
        Measure("single.attribution", "attribution (span, speaker)"),
        Measure("single.unflagged", "attribution, unflagged only"),
        Measure("single.speaker", "speaker right, of matched", "rate"),
        Measure("single.cue", "cue"),
        Measure("single.form", "form right, of matched", "rate"),
        Measure("single.act", "act, macro-F1 of matched", "macro"),
        Measure("single.polarity", "polarity, macro-F1 of matched", "macro"),
        Measure("single.nesting", "nesting (outer, inner)"),
        Measure("single.strict", "strict (0.9, all fields)"),
        Measure("single.lenient", "lenient (alternatives)"),
    ),
    EVENTS: (
        Measure("event.trigger", "trigger (Trig-I)"),
        Measure("event.unflagged", "trigger, unflagged only"),
        Measure("event.classified", "trigger and type (Trig-C)"),
        Measure("event.span", "span"),
        Measure("event.argument", "argument (Arg-I)"),
        Measure("event.argument_role", "argument and role (Arg-C)"),
        Measure("event.argument_named", "argument by mention or name"),
        Measure("event.modality", "modality, macro-F1 of matched", "macro"),
        Measure("event.asserted", "asserted rightly, of asserted", "rate"),
        Measure("event.polarity", "polarity, macro-F1 of matched", "macro"),
        Measure("event.time_value", "time value right, of matched", "rate"),
        Measure("event.quad", "quad category right, of matched", "rate"),
        Measure("event.strict", "strict (0.9, all fields)"),
        Measure("event.lenient", "lenient (trigger or clause)"),
    ),
    RELATIONS: (
        Measure("relation.all", "end to end"),
        Measure("relation.only", "relation only (both ends found)"),
        Measure("relation.order", "temporal awareness (before)"),
        Measure("relation.traps", "traps taken", "rate", less=True),
        Measure("relation.empty", "passages with none, alarmed", "rate", less=True),
    ),
}

HEADLINES = (
    "joined.span",
    "joined.attribution",
    "single.span",
    "single.attribution",
    "event.trigger",
    "event.classified",
    "event.argument",
    "relation.all",
    "relation.only",
)
"""The scores that a change is judged by."""


def measures(keys: Iterable[str]) -> list[tuple[str, Measure]]:
    """Each section's measures that ``keys`` has counts for; relations also by type where there are several."""
    found = set(keys)
    stems = {key.partition("=")[0] for key in found if "=" in key}
    lines = [
        (section, one)
        for section, known in SECTIONS.items()
        for one in known
        if one.key in (stems if one.kind == "macro" else found)
    ]
    kinds = sorted({key.partition("=")[2] for key in found if key.startswith("relation.all=")})
    if len(kinds) > 1:
        lines += [
            (RELATIONS, Measure(f"relation.{part}={kind}", f"{kind}, {words}"))
            for kind in kinds
            for part, words in (("all", "end to end"), ("only", "relation only"))
        ]
    return lines
