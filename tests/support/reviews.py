"""A reviewed run for the tests of what a review teaches: two invented articles, four paragraphs, one error of each sort."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from llmclaims import Document, Relation
from llmclaims.runs.extraction import Extraction
from llmclaims.runs.records import Run, Summary
from llmclaims.schema.claims import Claim
from llmclaims.verification.added import Added
from llmclaims.verification.decisions import Decision
from tests.support.html_runs import event, held, statement

MILL = """Mill Reopens After Flood

The Corran mill reopened on Tuesday because the river had fallen. “We lost two weeks,” the miller Jan Osk said.

The miller Jan Osk said the wheel would turn by June. The village council denied that it had closed the road.

The weather stays dry.
"""
BAKERY = """Bakery Moves

The bakery Tolle moved to Mill Street in May. Its owner Pia Roth said that bread would cost more.

Two ovens were sold.
"""


def reviewed_run() -> tuple[Extraction, dict[str, Claim]]:
    """The run, and its claims by what the tests call them."""
    mill, bakery = (
        Document.from_text(text, path=path) for text, path in ((MILL, "mill.txt"), (BAKERY, "bakery.txt"))
    )
    reopened = held(event("The Corran mill reopened on Tuesday", "reopened", time="Tuesday"), mill, 1)
    fallen = held(event("the river had fallen", "fallen"), mill, 1)
    why = held(
        Relation(quote="reopened on Tuesday because the river had fallen", type="causes", source="b", target="a", signal="because"),
        mill, 1, a=reopened, b=fallen,
    )  # fmt: skip
    lost = held(statement("We lost two weeks", "the miller Jan Osk", speaker_name="Jan Osk"), mill, 1)
    turn = held(statement("the wheel would turn by June", "The miller Jan Osk"), mill, 2)
    closed = held(event("it had closed the road", "closed", modality="alleged", polarity="negative"), mill, 2)
    dry = held(event("The weather stays dry", "stays"), mill, 3)
    moved = held(event("The bakery Tolle moved to Mill Street in May", "moved", time="May"), bakery, 1)
    cost = held(statement("bread would cost more", "Its owner Pia Roth"), bakery, 1)
    sold = held(event("Two ovens were sold", "sold", modality="planned"), bakery, 2)
    named = {
        "reopened": reopened, "fallen": fallen, "why": why, "lost": lost, "turn": turn, "closed": closed, "dry": dry,
        "moved": moved, "cost": cost, "sold": sold,
    }  # fmt: skip
    asked = {name: replace(one, provider="tests", model="reader") for name, one in named.items()}
    of = {name: [one for one in asked.values() if one.document == name.id] for name in (mill, bakery)}
    run = Run(
        provider="tests", model="reader", prompts={"extract.v3.md": "aaa", "examples": "bbb"},
        schema={"event": "1", "statement": "2", "relation": "3"}, settings={"prompt": "extract.v3"},
    )  # fmt: skip
    records = (mill, *of[mill], bakery, *of[bakery])
    return Extraction(run=run, records=records, summary=Summary(accepted=len(asked))), asked


def decided(named: dict[str, Claim], **given: Any) -> list[Decision]:
    """A decision on each claim: accepted, unless ``given`` has its note (rejected) or its corrected fields."""
    found = []
    for name, claim in named.items():
        said = given.get(name, "accept")
        if said is None:
            continue
        if isinstance(said, dict):
            body = claim.body.model_dump(mode="json") | said
            found.append(Decision(claim=claim.id, decision="correct", body=body))
        elif said == "accept":
            found.append(Decision(claim=claim.id, decision="accept"))
        else:
            found.append(Decision(claim=claim.id, decision="reject", note=said))
    return found


def missed(run: Extraction, words: str, kind: str, **body: Any) -> Added:
    """A claim that the run has not, in the document that holds its words."""
    document = next(one for one in run.documents if words in one.text)
    at = document.text.index(words)
    return Added(kind=kind, document=document.id, spans=((at, at + len(words)),), body=body, line=99)


DENIED = {"speaker": "The village council", "speaker_type": "organisation", "cue": "denied", "act": "deny"}
"""What the mill's article has and the run has not."""
ERRORS = {
    "closed": "it is denied",
    "turn": {"act": "commit"},
    "sold": {"modality": "asserted"},
    "dry": "no event",
}
"""What was wrong in the run."""
