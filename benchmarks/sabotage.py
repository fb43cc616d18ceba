"""What the verifier catches of answers in which one thing was falsified, by kind.

    python benchmarks/sabotage.py [GOLD_FOLDER] [--number 100] [--missed KIND]

Right answers come from ``seeds/`` and, with a folder, from annotated news (see ``right_answers``). Each kind of
``saboteur.KINDS`` falsifies one thing in up to NUMBER of those that the verifier accepts without a flag; the
answers go through the provider seam and the verifier as in a run. Where the material has fewer places, the table
says how many there were.
"""

from __future__ import annotations

import argparse
import asyncio
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmclaims.inference.prompts import load_prompt
from llmclaims.providers.base import Request
from llmclaims.schema.answer import answer_model
from llmclaims.schema.claims import Claim
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.paragraph import Proposal, Reading, verify_answer
from llmclaims.verification.verifier import verify
from right_answers import MODELS, Right, right_answers
from saboteur import KINDS, Material, Saboteur, material

if TYPE_CHECKING:
    from llmclaims.inference.prompts import Prompt
    from llmclaims.verification.paragraph import Outcome

MAX_VARIANTS = 40


@dataclass
class Row:
    """One kind's result."""

    kind: str
    tried: int = 0
    refused: int = 0
    flagged: int = 0

    @property
    def caught(self) -> float:
        """Refused or flagged, as a share."""
        return (self.refused + self.flagged) / self.tried if self.tried else 0.0


def clean(rights: list[Right]) -> list[Right]:
    """The right answers that the verifier accepts without a flag."""
    kept = []
    for right in rights:
        outcome = verify(right.model(), right.document, paragraph=right.paragraph)
        if isinstance(outcome, Claim) and not outcome.codes:
            kept.append(right)
    return kept


def cases(kind: str, given: Material, number: int) -> list[tuple[Right, list[tuple[str, dict[str, Any]]]]]:
    """Up to ``number`` falsified answers of one kind, each place once before any is used again."""
    found: list[tuple[Right, list[tuple[str, dict[str, Any]]]]] = []
    seen: set[str] = set()
    for variant in range(MAX_VARIANTS):
        for right in given.rights:
            items = KINDS[kind](right, variant, given)
            key = f"{right.document.id} {right.paragraph} {items}"
            if items and key not in seen:
                seen.add(key)
                found.append((right, items))
            if len(found) >= number:
                return found
    return found


async def outcome_of(right: Right, items: list[tuple[str, dict[str, Any]]], prompt: Prompt) -> Outcome:
    """What becomes of the falsified item, the last one of its answer."""
    index = items[-1][1].get("@paragraph", right.paragraph)
    provider = Saboteur({(right.document.id, index): items})
    schema = (*DEFAULT_SCHEMA, MODELS["cause"]) if items[-1][0] == "cause" else DEFAULT_SCHEMA
    request = Request(
        stage="extract", messages=(), answer=answer_model(schema), document=right.document,
        paragraphs=right.document.paragraphs[index : index + 1], schema=schema,
    )  # fmt: skip
    reply = await provider(request)
    proposals = [Proposal(kind=kind, item=item) for kind in reply.items for item in reply.items[kind]]
    reading = Reading(document=right.document, paragraph=index, schema=schema, prompt=prompt.fixed)
    outcomes = dict(
        zip(map(id, (one.item for one in proposals)), verify_answer(proposals, reading), strict=True)
    )
    return outcomes[id(reply.items[items[-1][0]][-1])]


def measure(
    given: Material, number: int, missed: str | None = None
) -> tuple[list[Row], Counter[tuple[str, str]]]:
    """Falsify, verify and count; ``missed`` prints what passed of one kind."""
    prompt = load_prompt("extract.v1", DEFAULT_SCHEMA)
    rows, codes = [], Counter()
    for kind in KINDS:
        row = Row(kind)
        for right, items in cases(kind, given, number):
            outcome = asyncio.run(outcome_of(right, items, prompt))
            row.tried += 1
            if isinstance(outcome, Claim):
                row.flagged += bool(outcome.codes)
                codes.update((kind, code) for code in outcome.codes[:1])
                if kind == missed and not outcome.codes:
                    print(f"[{right.source}] {items[-1]}\n    {right.home.text}\n")
            else:
                row.refused += 1
                codes[kind, outcome.code] += 1
        rows.append(row)
    return rows, codes


def examples() -> list[tuple[str, dict[str, Any]]]:
    """The drafts of the prompt's worked examples, relations aside."""
    import json

    path = Path(__file__).parents[1] / "prompts"
    found = sorted(path.glob("*example*"))
    worked = [one for file in found for one in json.loads(file.read_text(encoding="utf-8"))]
    return [(kind, item) for one in worked for kind in ("event", "statement") for item in one["answer"][kind]]


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, help="folder with annotated *.dev.jsonl files")
    parser.add_argument("--number", type=int, default=100, help="cases a kind")
    parser.add_argument("--missed", help="print what passed of this kind")
    options = parser.parse_args()
    given = material(clean(right_answers(options.folder)), examples())
    rows, codes = measure(given, options.number, options.missed)
    print(f"{'falsified':32}{'tried':>6}{'refused':>9}{'flagged':>9}{'passed':>8}{'caught':>9}   named by")
    for row in rows:
        named = ", ".join(
            f"{code} {count}" for (kind, code), count in codes.most_common() if kind == row.kind
        )
        passed = row.tried - row.refused - row.flagged
        print(
            f"{row.kind:32}{row.tried:6}{row.refused:9}{row.flagged:9}{passed:8}{row.caught:9.1%}   {named[:110]}"
        )


if __name__ == "__main__":
    main()
