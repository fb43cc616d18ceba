"""Small runs about the same days, made without a model, for the tests of linking."""

from __future__ import annotations

from typing import Any

from llmclaims.documents.document import Document
from llmclaims.runs.extraction import Extraction
from llmclaims.runs.records import Run, Summary
from llmclaims.schema.annotations import Cited
from llmclaims.schema.claims import Claim
from llmclaims.schema.news import Event, Statement
from llmclaims.verification.recheck import verify

HERALD = """Harbour Bridge Closed

Pellan, April 18, 2026: The port authority closed the Harbour Bridge on April 17, 2026. “The bridge is safe for heavy lorries,” said Ines Corvalle. Dario Velk denied that the council had known about the crack.
"""
COURIER = """Who Knew of the Crack?

Pellan, April 18, 2026: The port authority closed the Harbour Bridge on April 17, 2026, after an inspection. “The bridge is not safe for heavy lorries,” Mila Ostrand said. Ines Corvalle said the bridge is safe for heavy lorries. The council had known about the crack, said Tobias Renn.
"""
GAZETTE = """Repair of the Bridge Begins

Pellan, May 4, 2026: Engineers began the repair of the Harbour Bridge on May 3, 2026. “The bridge is not safe for heavy lorries,” Mila Ostrand said.
"""


def event(quote: str, trigger: str, actors: dict[str, str], time: str, **changed: Any) -> Event:
    """An event; ``actors`` maps each participant's mention to its role."""
    people = [{"role": role, "mention": mention, "name": None} for mention, role in actors.items()]
    fields = {
        "ref": "e1", "quote": quote, "trigger": trigger, "type": "OTHER", "participants": people, "location": None,
        "time": time, "quantity": None, "modality": "asserted", "polarity": "positive",
    }  # fmt: skip
    return Event.model_validate(fields | changed)


def statement(quote: str, speaker: str, cue: str = "said", **changed: Any) -> Statement:
    """Somebody's statement, its claim the quote as a sentence."""
    fields = {
        "ref": "s1", "quote": quote, "speaker": speaker, "speaker_name": speaker, "speaker_type": "person",
        "cue": cue, "act": "assert", "polarity": "positive", "claim": f"{quote[0].upper()}{quote[1:]}.", "time": None,
    }  # fmt: skip
    return Statement.model_validate(fields | changed)


def run_of(text: str, name: str, *drafts: Cited) -> Extraction:
    """The run of one document in which these drafts were accepted."""
    document = Document.from_text(text, path=f"{name}.txt", language="en")
    found = [verify(draft, document) for draft in drafts]
    claims = [one for one in found if isinstance(one, Claim)]
    assert len(claims) == len(drafts), found
    claims.sort(key=lambda one: (one.start or 0, one.end or 0, one.kind, one.id))
    paragraphs = len(document.body)
    tally = {"paragraphs": paragraphs, "done": paragraphs, "proposed": len(claims), "accepted": len(claims)}
    return Extraction(
        run=Run(provider="scripted", model="m"), records=(document, *claims), summary=Summary(**tally)
    )


def herald() -> Extraction:
    """A closure, an assurance and a denial."""
    return run_of(
        HERALD,
        "herald",
        event(
            "The port authority closed the Harbour Bridge on April 17, 2026",
            "closed",
            {"The port authority": "actor", "the Harbour Bridge": "recipient"},
            "April 17, 2026",
        ),
        statement("The bridge is safe for heavy lorries", "Ines Corvalle"),
        statement("the council had known about the crack", "Dario Velk", "denied", act="deny"),
    )


def courier() -> Extraction:
    """The same closure, the assurance again, its opposite, and what was denied."""
    return run_of(
        COURIER,
        "courier",
        event(
            "The port authority closed the Harbour Bridge on April 17, 2026",
            "closed",
            {"The port authority": "actor", "the Harbour Bridge": "recipient"},
            "April 17, 2026",
        ),
        statement("The bridge is not safe for heavy lorries", "Mila Ostrand", polarity="negative"),
        statement("the bridge is safe for heavy lorries", "Ines Corvalle"),
        statement("The council had known about the crack", "Tobias Renn"),
    )


def gazette() -> Extraction:
    """Two weeks later: a repair, and the doubt once more."""
    return run_of(
        GAZETTE,
        "gazette",
        event(
            "Engineers began the repair of the Harbour Bridge on May 3, 2026",
            "began",
            {"Engineers": "actor"},
            "May 3, 2026",
        ),
        statement("The bridge is not safe for heavy lorries", "Mila Ostrand", polarity="negative"),
    )


def told(run: Extraction) -> set[tuple[str, str, str]]:
    """The relations across documents by type, source words and target words; symmetric ones in the order of the words."""
    found = set()
    for relation in run.relations:
        if relation.document is None:
            kind = relation.body.type  # type: ignore[attr-defined]
            sides = [f"{side['document'][:0]}{side['quote']}" for side in relation.derived["evidence"]]
            found.add((kind, *(sorted(sides) if kind in {"same_as", "contradicts"} else sides)))
    return found
