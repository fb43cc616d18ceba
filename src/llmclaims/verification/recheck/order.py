"""The order in which a run's records stand: that of the source, which is the same in every run on the same answers.

Under a document stands paragraph by paragraph: claims by their place, relations behind what they relate, refused
drafts, the failure, what the answers took. Behind all paragraphs stands what pass 2 found.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmclaims.runs.lines import line
from llmclaims.schema.claims import Claim
from llmclaims.verification.relations.ends import relates

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

Key = tuple[Any, ...]
Entry = tuple[int, "Mapping[str, Any]", Claim | None]
"""A line's number, its record, and the claim that was read from it, if it is one."""

_LAST = 1 << 60
_RANKS = {"rejection": 2, "failure": 3, "usage": 4}


def misplaced(entries: Iterable[Entry], *, merged: bool) -> list[int]:
    """Find the lines under one document that stand before what they should follow.

    ``merged``: the file is one that ``link`` wrote, where everything of a paragraph stands together.
    """
    found = []
    last: Key | None = None
    late = False
    for number, record, claim in entries:
        key = _merged(record, claim) if merged else _main(record, claim)
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
    return (claim.start or 0, claim.end or 0, claim.kind, claim.id)


def _main(record: Mapping[str, Any], claim: Claim | None) -> Key | None:
    """The place among what the paragraphs gave; None for what belongs to none."""
    paragraph = record["paragraph"]
    if paragraph is None:
        return None
    if claim is not None:
        return (paragraph, int(relates(claim.body)), *_place(claim))
    return (paragraph, _RANKS[record["record"]])


def _tail(record: Mapping[str, Any], claim: Claim | None) -> Key | None:
    """The place among what pass 2 gave; None for what it cannot give."""
    if claim is not None:
        if not relates(claim.body):
            return None
        return (0, *_place(claim)) if claim.paragraph is not None else (2,)
    if record["record"] == "rejection":
        return (1,)
    return (3,) if record["record"] == "usage" and record["paragraph"] is None else None


def _merged(record: Mapping[str, Any], claim: Claim | None) -> Key:
    late = claim is not None and claim.paragraph is None
    paragraph = _LAST if record["paragraph"] is None else record["paragraph"]
    if claim is not None:
        return (late, paragraph, int(relates(claim.body)), *_place(claim))
    return (late, paragraph, _RANKS[record["record"]], line(record))
