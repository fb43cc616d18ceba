"""A timeline of one run or of many: what happened when, in the source's words, and what has no date apart.

A list for people on a terminal and in a text file, elsewhere JSON Lines: one dated or undated claim a line.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any, NamedTuple, TextIO

from llmclaims.export.shared.by_document import NOT_SALIENT, left_out
from llmclaims.export.shared.lists import Form, is_text, placed, quoted, show
from llmclaims.export.shared.merged_runs import MergedRuns, filled, merged, told_by
from llmclaims.runs import ranking
from llmclaims.runs.handles import handles
from llmclaims.runs.records import Line
from llmclaims.schema.annotations import Role, roles_of
from llmclaims.schema.claims import Claim
from llmclaims.schema.intervals import bounds

_REAL = "asserted"
_YEAR_DIGITS = 4


class Entry(NamedTuple):
    """One claim on the timeline: the days that its value covers, None where it leaves them open."""

    days: tuple[date, date] | None
    claim: Claim


def write(
    records: Iterable[Line],
    out: TextIO,
    *,
    text: bool = True,  # noqa: ARG001 - a timeline never shows whole texts
    top: int | None = None,
    form: Form | None = None,
) -> None:
    """Write the timeline when all records are there; the order of the runs changes nothing.

    ``top``: only so many of its claims of each document, the most salient. ``form``: a list or JSON Lines, whatever
    ``out`` is.

    Raises:
        ConfigError: ``form`` is unknown.
    """
    found = merged(records)
    made = entries(found)
    if top is not None:
        chosen = {one.id for one in ranking.top((one.claim for one in made), top)}
        left_out("timeline", len(made) - len(chosen), "claim", NOT_SALIENT)
        made = [one for one in made if one.claim.id in chosen]
    if is_text(out, form):
        _print(found, made, out)
        return
    from llmclaims.runs.lines import line

    known = found.by_id()
    out.writelines(line(_record(found, one, known)) for one in made)


def entries(found: MergedRuns) -> list[Entry]:
    """Return every event, and every statement whose day is given: the dated ones by their days, then the undated.

    Events on the same days follow the order of the documents and of the text.
    """
    made = []
    for claim in found.claims:
        value = claim.derived.get("time_value")
        roles = roles_of(type(claim.body))
        if Role.TRIGGER in roles or (Role.SPEAKER in roles and value):
            made.append(Entry(_days(value) if isinstance(value, str) else None, claim))
    dated = [one for one in made if one.days]
    return [
        *sorted(dated, key=lambda one: one.days or ()),
        *(one for one in made if not one.days),
    ]


def _days(value: str) -> tuple[date, date] | None:
    """Return the days of a value; of a season or a fiscal year those of its calendar year, which is near enough to sort by."""
    found = bounds(value)
    if found is None:
        year = value.removeprefix("FY")[:_YEAR_DIGITS]
        found = bounds(year) if year.isdecimal() else None
    return found


def marks(claim: Claim) -> tuple[str, ...]:
    """Return what keeps a claim from being a plain fact: planned, alleged, negative, told by somebody, a doubtful date."""
    roles = filled(claim)
    modality = str(roles.get(Role.MODALITY) or _REAL)
    said = [modality] if modality != _REAL else []
    if roles.get(Role.POLARITY) == "negative":
        said.append("did not happen" if Role.TRIGGER in roles else "negative")
    return (*said, *(code for code in claim.codes if code in {"TEMPORAL_ANOMALY", "DATE_UNLICENSED"}))


def _head(claim: Claim) -> str:
    """Say what happened in a word, or who spoke and how."""
    roles = filled(claim)
    if Role.TRIGGER in roles:
        kind = str(roles.get(Role.TYPE) or "")
        return " ".join(part for part in (kind if kind != "OTHER" else "", str(roles[Role.TRIGGER])) if part)
    return " ".join(str(part) for part in (claim.speaker, roles.get(Role.CUE)) if part)


def _record(found: MergedRuns, one: Entry, known: Mapping[str, Claim]) -> dict[str, Any]:
    claim, derived = one.claim, one.claim.derived
    roles = filled(claim)
    return {
        "record": "dated" if one.days else "undated",
        "value": derived.get("time_value"),
        "first": one.days[0].isoformat() if one.days else None,
        "last": one.days[1].isoformat() if one.days else None,
        "granularity": derived.get("time_granularity"),
        "anchor": derived.get("time_anchor"),
        "mod": derived.get("time_mod"),
        "time": roles.get(Role.TIME),
        "kind": claim.kind,
        "what": _head(claim),
        "modality": roles.get(Role.MODALITY),
        "polarity": roles.get(Role.POLARITY),
        "told_by": list(told_by(claim, known)),
        "marks": list(marks(claim)),
        **found.place(claim),
    }


def _print(found: MergedRuns, made: Sequence[Entry], out: TextIO) -> None:
    from rich.text import Text

    from llmclaims.export.shared.time_text import is_open, told

    known, named = found.by_id(), handles(found.claims)
    blocks = []
    for title, dated in (("When", True), ("Without a date", False)):
        own = [one for one in made if bool(one.days) is dated]
        values = [str(one.claim.derived.get("time_value") or "") for one in own]
        head = Text(f"{title} ({len(own):,})", style="bold")
        if any(map(is_open, values)):
            head.append("  an article's date, given with --published, would tell which", style="not bold dim")
        rows = [
            (told(value), _pieces(found, one.claim, known, named))
            for value, one in zip(values, own, strict=True)
        ]
        blocks += [(head, rows)] if own else []
    show(found, blocks, out, "Nothing with a date, and no event.")


def _pieces(
    found: MergedRuns, claim: Claim, known: Mapping[str, Claim], named: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    from llmclaims.export.shared.terminal import printable

    yield printable(_head(claim)), "bold"
    said = marks(claim)
    if said:
        yield f"  {', '.join(said)}", "yellow"
    tellers = told_by(claim, known)
    if tellers:
        yield f"  told by {printable(', as told by '.join(tellers))}", "dim"
    yield "\n", ""
    yield quoted(claim)
    yield from placed(found, claim, named)
