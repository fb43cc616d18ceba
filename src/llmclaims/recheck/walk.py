"""The records of a saved run in turn, one document at a time."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

from llmclaims.errors import DocumentError
from llmclaims.extraction import FORMAT
from llmclaims.recheck.between import Between
from llmclaims.recheck.claims import Checks, Numbered, problems_of, read_claim
from llmclaims.recheck.problem import Problem, Tally
from llmclaims.recheck.texts import document_of
from llmclaims.schema import DEFAULT_SCHEMA, Cited, kind_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from llmclaims.claim import Claim
    from llmclaims.document import Document
    from llmclaims.recheck.texts import TextOf


def checked(
    numbered: Iterable[Numbered], text_of: TextOf | None, schema: Sequence[type[Cited]]
) -> Iterator[Problem | Tally]:
    """What does not hold in a run's records, numbered by their lines; the tally last.

    Raises:
        DocumentError: the records are not a run's.
    """
    models = {kind_of(model): model for model in (*DEFAULT_SCHEMA, *schema)}
    checks = Checks(models=models, text_of=text_of)
    counts: Counter[str] = Counter()
    group: list[Numbered] = []
    with Between(models) as between:
        for number, record in _of_a_run(numbered):
            kind = record["record"]
            counts[kind if kind in _COUNTED else "claim"] += 1
            if kind == "run":
                checks = checks.of(record)
                between.keeps = bool((record.get("settings") or {}).get("across"))
            elif kind in ("summary", "document"):
                yield from _document(group, checks, between)
                group = [(number, record)] if kind == "document" else []
                if kind == "summary":
                    yield from _summary(number, record, counts)
            elif kind not in _COUNTED and record.get("document") is not None:
                group.append((number, record))
            elif kind not in _COUNTED:
                between.add_relation(number, record)
        yield from _document(group, checks, between)
        yield from between.problems(checks)
    if not counts["summary"]:
        yield Problem(0, None, "summary", "SUMMARY_MISSING", "The file has no summary: its run did not end.")
    yield Tally(counts["document"], counts["claim"])


_COUNTED = frozenset(("run", "document", "rejection", "failure", "usage", "summary"))
"""Records that are no claims."""


def _of_a_run(numbered: Iterable[Numbered]) -> Iterator[Numbered]:
    """The records as they come, when the first one says that they are a run in this format."""
    first = True
    for number, record in numbered:
        if first and (record["record"] != "run" or record.get("format") != FORMAT):
            raise DocumentError(
                f"The file does not begin with a run in the format {FORMAT}; give one that extract wrote."
            )
        first = False
        yield number, record
    if first:
        raise DocumentError("The file is empty; give one that extract wrote.")


def _summary(number: int, record: Mapping[str, Any], counts: Mapping[str, int]) -> Iterator[Problem]:
    found = {
        "accepted": counts["claim"],
        "rejected": counts["rejection"],
        "proposed": counts["claim"] + counts["rejection"],
    }
    for key, count in found.items():
        if record.get(key) != count:
            message = f"{key} is {record.get(key)}, the file holds {count}."
            yield Problem(number, None, "summary", "TALLY_WRONG", message)
    parts = [record.get(key) for key in ("done", "failed", "skipped")]
    if record.get("paragraphs") != sum(part for part in parts if isinstance(part, int)):
        yield Problem(number, None, "summary", "TALLY_WRONG", "paragraphs is not done + failed + skipped.")


def _document(group: Sequence[Numbered], checks: Checks, between: Between) -> Iterator[Problem]:
    """Check one document's record and all claims that follow it."""
    document: Document | None = None
    claims: dict[int, Claim] = {}
    for number, record in group:
        if record["record"] == "document":
            document, changed = document_of(number, record, checks.text_of)
        else:
            claim, changed = read_claim(number, record, checks.models)
            if claim is not None:
                claims[number] = claim
        if changed:
            yield changed
    yield from problems_of(list(claims.items()), document, checks)
    if group:
        between.add_claims(group[0][0], document, claims, dict(group))
