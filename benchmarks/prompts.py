"""Ask a model about paragraphs of human-annotated news, so that a prompt can be scored on what it was not tuned on.

    python benchmarks/prompts.py GOLD_FOLDER --set A --out DIR [--config FILE] [--prompt NAME.vN]
    llmclaims eval DIR/gold DIR/run.jsonl

Of every file a fixed number of paragraphs is chosen by a hash of their words, a set of its own for each letter: what
was read to tune a prompt (A) never stands in what it is scored on afterwards (B, C, ...). The model is asked one
request a paragraph, as in a run, with the rest of the passage as its context. DIR then holds the run and the
annotation of the chosen paragraphs alone, and the tokens of each request are printed. Nothing of the data stands in
this repository; `benchmarks/builtin_gold.py` says what the folder holds and where the data sets come from.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
from collections import defaultdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmclaims.config.settings import Settings
from llmclaims.documents.document import Document, Paragraph
from llmclaims.inference.prompts import load_prompt
from llmclaims.inference.runner_chain import open_runner
from llmclaims.pipeline.paragraph import read_paragraph
from llmclaims.pipeline.session import Session, line_for
from llmclaims.runs.extraction import Extraction
from llmclaims.runs.records import Run, Summary
from llmclaims.schema.answer import answer_model
from llmclaims.schema.claims import Claim
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.source_order import in_source_order

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

SIZES = {"polnear": 24, "gum_news": 10, "wikievents": 12, "cnc": 20}
"""Paragraphs of each file in one set; half of those of the Causal News Corpus tell of no cause."""

WORDS = 12
"""Shorter paragraphs are left out: most are captions and bylines."""

Chosen = tuple[dict[str, Any], Document, Paragraph]


def chosen(folder: Path, letter: str) -> list[Chosen]:
    """The paragraphs of one set, file by file."""
    number = ord(letter.upper()) - ord("A")
    found: list[Chosen] = []
    for name, size in SIZES.items():
        lines = (folder / f"{name}.dev.jsonl").read_text(encoding="utf-8").splitlines()
        groups: dict[bool, list[Chosen]] = defaultdict(list)
        for one in _candidates(json.loads(line) for line in lines):
            groups[name == "cnc" and bool(one[0]["relations"])].append(one)
        for group in groups.values():
            share = size // len(groups)
            group.sort(key=lambda one: hashlib.sha256(one[2].text.encode()).hexdigest())
            found += group[number * share : (number + 1) * share]
    return found


def _candidates(records: Iterator[dict[str, Any]]) -> Iterator[Chosen]:
    """Paragraphs long enough; of sparse event annotation only those that hold an event."""
    for record in records:
        document = Document.from_text(record["text"], id=record["id"], language="en")
        for paragraph in document.body:
            sparse = record["dataset"] == "wikievents" and not _inside(record["events"], paragraph, "events")
            if len(paragraph.text.split()) >= WORDS and not sparse:
                yield record, document, paragraph


ANCHORS = {
    "statements": ("content_spans",),
    "events": ("trigger_spans",),
    "relations": ("head_spans", "tail_spans"),
}
"""By which spans an annotated item is told to stand in a paragraph."""


def _inside(items: Sequence[dict[str, Any]], paragraph: Paragraph, layer: str) -> list[dict[str, Any]]:
    """The annotated items that stand in a paragraph; of a longer one the part that does."""
    found = []
    for item in items:
        clipped = {
            key: [
                [max(start, paragraph.start), min(end, paragraph.end)]
                for start, end in item[key]
                if start < paragraph.end and end > paragraph.start
            ]
            for key in ANCHORS[layer]
        }
        if all(clipped.values()):
            found.append({**item, **clipped})
    return found


def annotation(picked: Sequence[Chosen]) -> dict[str, list[dict[str, Any]]]:
    """The annotation of the chosen paragraphs alone, by file."""
    passages: dict[str, list[Chosen]] = defaultdict(list)
    for one in picked:
        passages[one[1].id].append(one)
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for group in passages.values():
        record = group[0][0]
        layers = {
            layer: [item for _, _, paragraph in group for item in _inside(record[layer], paragraph, layer)]
            for layer in ANCHORS
        }
        found[record["dataset"]].append(
            {**record, **layers, "paragraphs": [[one[2].start, one[2].end] for one in group]}
        )
    return found


async def asked(picked: Sequence[Chosen], settings: Settings) -> Extraction:
    """One request a paragraph, verified and repaired as in a run."""
    async with open_runner(settings) as runner:
        session = Session(line=line_for(settings, DEFAULT_SCHEMA), runner=runner, reader=runner)
        results = await asyncio.gather(
            *(read_paragraph(session, document, paragraph) for _, document, paragraph in picked)
        )
        usage = runner.spent
    records: list[Any] = []
    for document in {one[1].id: one[1] for one in picked}.values():
        records.append(document)
        for (_, owner, _), result in zip(picked, results, strict=True):
            if owner.id == document.id:
                records += in_source_order(result.outcomes)
                records += [result.failure] if result.failure else []
    outcomes = [outcome for result in results for outcome in result.outcomes]
    failed = sum(result.failure is not None for result in results)
    accepted = sum(isinstance(outcome, Claim) for outcome in outcomes)
    name, provider = settings.for_stage("extract")
    return Extraction(
        run=Run(provider=name, model=provider.model, prompts=dict(session.line.prompt.files)),
        records=tuple(records),
        summary=Summary(
            paragraphs=len(results),
            done=len(results) - failed,
            failed=failed,
            proposed=len(outcomes),
            accepted=accepted,
            rejected=len(outcomes) - accepted,
            usage=usage,
        ),
    )


def tokens(settings: Settings) -> tuple[int, int]:
    """Characters of the fixed prompt and of the answer's schema; four of them are about one token."""
    prompt = load_prompt(settings.prompt, DEFAULT_SCHEMA, settings.prompts)
    schema = json.dumps(answer_model(DEFAULT_SCHEMA).model_json_schema(), separators=(",", ":"))
    return len(prompt.fixed), len(schema)


def main() -> None:
    """Ask, and write the run and its annotation."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("gold", type=Path)
    parser.add_argument("--set", default="A", help="a letter; each holds paragraphs of its own")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--config", type=Path)
    parser.add_argument("--provider")
    parser.add_argument("--prompt")
    given = parser.parse_args()
    settings = Settings.load(given.config, provider=given.provider)
    if given.prompt:
        settings = settings.model_copy(update={"prompt": given.prompt})
    picked = chosen(given.gold, given.set)
    (given.out / "gold").mkdir(parents=True, exist_ok=True)
    for name, records in annotation(picked).items():
        lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        (given.out / "gold" / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    result = asyncio.run(asked(picked, settings))
    result.save(given.out / "run.jsonl")
    fixed, schema = tokens(settings)
    print(f"{len(picked)} paragraphs, {result.summary.failed} without an answer")
    print(f"{result.summary.proposed} drafts, {result.summary.rejected} refused")
    print(f"fixed prompt {fixed} + schema {schema} characters, about {(fixed + schema) // 4} tokens")


if __name__ == "__main__":
    main()
