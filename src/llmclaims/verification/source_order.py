"""The order in which a run's records stand: that of the source, which is the same in every run on the same answers.

Under a document stands paragraph by paragraph: claims by their place, relations behind what they relate, refused
drafts, the failure, what the answers took. Behind all paragraphs stands what pass 2 found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmclaims.runs.lines import line
from llmclaims.schema.claims import Claim, Rejection
from llmclaims.verification.relations.ends import relates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from llmclaims.verification.paragraph import Outcome

Key = tuple[Any, ...]
Entry = tuple[int, "Mapping[str, Any]", Claim | None]
"""A line's number, its record, and the claim that was read from it, if it is one."""

_LAST = 1 << 60
_RANKS = {"rejection": 2, "failure": 3, "usage": 4}


def in_source_order(outcomes: Iterable[Outcome]) -> list[Outcome]:
    """Sort outcomes: claims by their place, relations behind what they relate, then the rejections as they were proposed."""
    claims = [one for one in outcomes if isinstance(one, Claim)]
    claims.sort(key=_place)
    return [*claims, *(one for one in outcomes if isinstance(one, Rejection))]


def merged_key(one: Claim | Mapping[str, Any]) -> Key:
    """Return the place of a claim, or of another record, in a file that ``link`` wrote."""
    paragraph = one.paragraph if isinstance(one, Claim) else one["paragraph"]
    place = _LAST if paragraph is None else paragraph
    if isinstance(one, Claim):
        return (paragraph is None, place, *_place(one))
    return (False, place, _RANKS[one["record"]], line(one))


def misplaced(entries: Iterable[Entry], *, merged: bool) -> list[int]:
    """Find the lines under one document that stand before what they should follow.

    ``merged``: the file is one that ``link`` wrote, where everything of a paragraph stands together.
    """
    found = []
    last: Key | None = None
    late = False
    for number, record, claim in entries:
        key = merged_key(claim or record) if merged else _main(record, claim)
        if not merged and (late or key is None or (last is not None and key < last)):
            tail = _tail(record, claim)
            if tail is not None:
                last, key, late = (last if late else None), tail, True
        if key is None or (last is not None and key < last):
            found.append(number)
        else:
            last = key
    return found


def _place(claim: Claim) -> Key:
    return (int(relates(claim.body)), claim.start or 0, claim.end or 0, claim.kind, claim.id)


def _main(record: Mapping[str, Any], claim: Claim | None) -> Key | None:
    """Return the place among what the paragraphs gave; None for what belongs to none."""
    paragraph = record["paragraph"]
    if paragraph is None:
        return None
    if claim is not None:
        return (paragraph, *_place(claim))
    return (paragraph, _RANKS[record["record"]])


def _tail(record: Mapping[str, Any], claim: Claim | None) -> Key | None:
    """Return the place among what pass 2 gave; None for what it cannot give."""
    if claim is not None:
        if not relates(claim.body):
            return None
        return (0, *_place(claim)) if claim.paragraph is not None else (2,)
    if record["record"] == "rejection":
        return (1,)
    return (3,) if record["record"] == "usage" and record["paragraph"] is None else None
