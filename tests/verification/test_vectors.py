"""Every draft of the vectors gets its verdict: a wrong claim with a perfect quote is named, its right twin passes."""

from __future__ import annotations

from typing import Any

import pytest

from llmclaims.documents.document import Document
from llmclaims.schema.claims import Claim
from llmclaims.schema.news import Event, Relation, Statement
from llmclaims.verification.rules.registry import rules
from llmclaims.verification.verifier import Policy, verify
from tests.support.vectors import rows

MODELS = {"event": Event, "statement": Statement, "relation": Relation}
TOPICS = (
    "retold", "realised", "subjects", "given", "causes_unsaid", "utterances", "near_traps",
    "claims", "speech", "polarity", "modality", "attribution", "unsupported", "mentions", "quote", "faithful",
    "contractions", "months", "affirmed", "roles", "roles_swapped", "acts", "causes",
    "details", "details_slots",
    "speakers", "doubted", "acts_open", "governed", "open_told", "purposes",
)  # fmt: skip
ROWS = [row for topic in TOPICS for row in rows(topic)]


STRICT = {code for rule in rules() for code in rule.strict}


def judged(row: dict[str, Any], *, strict: bool = False) -> tuple[str, list[str]]:
    """Return the verdict on a row's draft, and its codes."""
    document = Document.from_text(
        row["text"], published=row.get("published"), language=row.get("language", "en")
    )
    draft = MODELS[row["kind"]].model_validate(row["draft"])
    ends = {ref: verify(Event.model_validate(end), document) for ref, end in row.get("ends", {}).items()}
    assert all(isinstance(end, Claim) for end in ends.values())
    outcome = verify(draft, document, paragraph=row["paragraph"], policy=Policy(strict=strict), ends=ends)
    return (
        (outcome.verdict, list(outcome.codes)) if isinstance(outcome, Claim) else ("rejected", [outcome.code])
    )


@pytest.mark.parametrize("row", [row for row in ROWS if "emptied" in row], ids=lambda row: row["id"])
def test_name_from_nowhere_is_left_out(row: dict[str, Any]):
    """The claim stays, without the name, and says so."""
    draft = MODELS[row["kind"]].model_validate(row["draft"])
    outcome = verify(draft, Document.from_text(row["text"]), paragraph=row["paragraph"])
    assert isinstance(outcome, Claim)
    assert list(outcome.derived["emptied"]) == [row["emptied"]]


@pytest.mark.parametrize("row", ROWS, ids=[row["id"] for row in ROWS])
def test_draft_gets_its_verdict(row: dict[str, Any]):
    """A draft is verified without a flag, or flagged or rejected with the one code of its row."""
    assert judged(row) == (row["verdict"], [row["code"]] if row["code"] else [])


def test_a_strict_run_refuses_what_is_flagged():
    """Flags that their rules count as strict are refusals in a strict run, the others stay flags."""
    flagged = [row for row in ROWS if row["verdict"] == "flagged"]
    for row in flagged:
        verdict = "rejected" if row["code"] in STRICT else "flagged"
        assert judged(row, strict=True) == (verdict, [row["code"]]), row["id"]
    assert {"HEDGE_DROPPED", "NAME_SWAPPED"} <= STRICT & {row["code"] for row in flagged}


def test_the_vectors_are_many_and_each_has_its_reason():
    """Hundreds of wrong claims and of right ones, in ten news styles or more, each named and explained once."""
    assert sum(row["code"] is not None for row in ROWS) >= 800
    assert sum(row["code"] is None for row in ROWS) >= 800
    assert len({row["id"].split("-")[2] for row in rows("claims")}) >= 10
    assert len({row["id"] for row in ROWS}) == len(ROWS)
    assert all(row["reason"] for row in ROWS)
