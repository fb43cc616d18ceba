"""What a reviewer decided about claims, read from files.

A decisions file is JSON Lines, one ``decision`` record a line, as the page writes it: ``claim`` (the claim's
id), ``decision`` (accept, correct or reject), ``note``, ``reviewer``, ``decided`` (a time in ISO 8601), ``run``
(the hash of the run that was reviewed) and, for a correction, ``body`` (the model filled anew, quote included).
An ``added`` record is a claim that the run missed (see ``added``). Files may be joined: of two decisions about one
claim the later line counts.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from llmclaims.errors import DocumentError
from llmclaims.runs.jsonl import read_records
from llmclaims.verification.added import Added, added_from

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping

    from llmclaims.runs.extraction import Extraction

ACCEPT, CORRECT, REJECT = "accept", "correct", "reject"


@dataclass(frozen=True, slots=True, kw_only=True)
class Decision:
    """One claim judged by a person; ``body`` is the corrected model's fields, ``line`` that of the file, from 1."""

    claim: str
    decision: str
    note: str = ""
    reviewer: str = ""
    run: str | None = None
    body: Mapping[str, Any] | None = None
    line: int = 0


def read_decisions(path: str | os.PathLike[str]) -> tuple[Decision | Added, ...]:
    """Return the decisions of a file, and the claims that were added, in its order.

    Raises:
        DocumentError: the file cannot be read, or a line of it is no decision.
    """
    return tuple(_decision(record, path, number) for number, record in read_records(path))


def _decision(record: Mapping[str, Any], path: str | os.PathLike[str], number: int) -> Decision | Added:
    def bad(what: str) -> DocumentError:
        return DocumentError(f"{path}:{number}: {what}; give a file of decisions that the page saved.")

    if record["record"] == "added":
        try:
            return added_from(record, number)
        except ValueError as error:
            raise bad(str(error)) from None
    if record["record"] != "decision":
        raise bad(f"a {record['record']} record, not a decision")
    words = {name: record.get(name) or "" for name in ("claim", "decision", "note", "reviewer")}
    if not all(isinstance(one, str) for one in words.values()) or not words["claim"]:
        raise bad("a decision names its claim, and says what it is in words")
    if words["decision"] not in (ACCEPT, CORRECT, REJECT):
        raise bad("a decision is accept, correct or reject")
    body = record.get("body")
    if words["decision"] == CORRECT and not isinstance(body, dict):
        raise bad("a correction brings the corrected fields as its body")
    run = record.get("run")
    return Decision(
        **words,
        run=run if isinstance(run, str) else None,
        body=body if words["decision"] == CORRECT else None,
        line=number,
    )


def about(run: Extraction, decisions: Iterable[Decision | Added]) -> tuple[Decision | Added, ...]:
    """Return the decisions on claims that a run has, and the claims that were added to its documents."""
    claims, documents = {one.id for one in run.claims}, {one.id for one in run.documents}
    return tuple(
        one
        for one in decisions
        if (one.document in documents if isinstance(one, Added) else one.claim in claims)
    )
