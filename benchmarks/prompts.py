"""Ask a model about passages of human-annotated news, so that a prompt can be scored on what it was not tuned on.

    python benchmarks/prompts.py GOLD_FOLDER --set A --out DIR [--config FILE] [--prompt NAME.vN] [--characters N] [--joined]
    llmclaims eval DIR/gold DIR/run.jsonl

Of every file a fixed number of passages is chosen by a hash of their words, a set of its own for each letter: what
was read to tune a prompt never stands in what it is scored on afterwards. The model is asked as in a run, about so
many characters of a passage at a time (0: one paragraph in each request). DIR then holds the run and the annotation of
the passages, and what was sent and received for each character read is printed, in characters: tokens times four
where a server counts tokens. Nothing of the data stands in this repository; `benchmarks/builtin_gold.py` says what the
folder holds and where the data sets come from.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
from collections import defaultdict
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmclaims.config.settings import Settings
from llmclaims.documents.document import Document, Paragraph
from llmclaims.inference.budget import CHARACTERS_A_TOKEN
from llmclaims.inference.runner_chain import open_runner
from llmclaims.pipeline.packs import packed
from llmclaims.pipeline.paragraph import read_pack
from llmclaims.pipeline.session import Session, line_for
from llmclaims.runs.extraction import Extraction
from llmclaims.runs.records import Run, Summary
from llmclaims.schema.answer import numbered_model
from llmclaims.schema.claims import Claim
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.source_order import in_source_order

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.pipeline.paragraph_result import ParagraphResult

SIZES = {"polnear": 10, "gum_news": 6, "wikievents": 8, "because_masc": 5, "cnc": 10}
"""Passages of each file in one set; half of those of the Causal News Corpus, single sentences, tell of no cause."""

JOINED = ("polnear", "gum_news", "wikievents")
"""Files whose passages follow one another in their articles."""

Chosen = tuple[dict[str, Any], Document]


def chosen(folder: Path, letter: str, *, twos: bool = False) -> list[Chosen]:
    """The passages of one set, file by file; with ``twos`` pairs of those that follow one another."""
    number = ord(letter.upper()) - ord("A")
    found: list[Chosen] = []
    for name, size in SIZES.items():
        lines = (folder / f"{name}.dev.jsonl").read_text(encoding="utf-8").splitlines()
        groups: dict[bool, list[Chosen]] = defaultdict(list)
        if twos and name not in JOINED:
            continue
        records = [json.loads(line) for line in lines]
        for record in joined(records) if twos else records:
            document = Document.from_text(record["text"], id=record["id"], language="en")
            # Of sparse annotation of events, passages that hold one.
            if document.body and (name != "wikievents" or record["events"]):
                groups[name == "cnc" and bool(record["relations"])].append((record, document))
        for group in groups.values():
            share = size // len(groups)
            group.sort(key=lambda one: hashlib.sha256(one[1].text.encode()).hexdigest())
            found += group[number * share : (number + 1) * share]
    return found


def joined(picked: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
    """Passages that follow one another in an article put together by twos, with what is annotated in both."""
    found: list[dict[str, Any]] = []
    ordered = sorted(picked, key=lambda one: (one["doc_id"], one["doc_offset"]))
    for first, second in pairwise(ordered):
        gap = second["doc_offset"] - first["doc_offset"] - len(first["text"])
        same = first["doc_id"] == second["doc_id"] and 0 <= gap <= 2
        if same and not (found and found[-1]["second"] == first["id"]):
            moved = _moved(second, len(first["text"]) + 2)
            found.append(
                {
                    **first,
                    **{layer: [*first[layer], *moved[layer]] for layer in ANCHORS},
                    "text": f"{first['text']}\n\n{second['text']}",
                    "second": second["id"],
                }
            )
    return found


def _moved(value: Any, by: int, key: str = "") -> Any:
    """An annotation with its spans so many characters further on."""
    if isinstance(value, dict):
        return {name: _moved(one, by, name) for name, one in value.items()}
    if isinstance(value, list) and len(value) == 2 and all(isinstance(one, int) for one in value):
        return [one + by for one in value] if "span" in key or "part" in key else value
    return [_moved(one, by, key) for one in value] if isinstance(value, list) else value


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
    """The annotation of what is asked about alone, by file."""
    found: dict[str, list[dict[str, Any]]] = defaultdict(list)
    for record, document in picked:
        layers = {
            layer: [item for one in document.body for item in _inside(record[layer], one, layer)]
            for layer in ANCHORS
        }
        body = [[one.start, one.end] for one in document.body]
        found[record["dataset"]].append({**record, **layers, "paragraphs": body})
    return found


async def asked(picked: Sequence[Chosen], settings: Settings) -> Extraction:
    """Each passage asked about, verified and repaired as in a run."""
    async with open_runner(settings) as runner:
        session = Session(line=line_for(settings, DEFAULT_SCHEMA), runner=runner, reader=runner)
        read = [
            (document, read_pack(session, document, pack))
            for _, document in picked
            for pack in packed(document.body, session.request_characters)
        ]
        results = await asyncio.gather(*(pack for _, pack in read))
        usage = runner.spent
    found: dict[str, list[ParagraphResult]] = defaultdict(list)
    for (document, _), pack in zip(read, results, strict=True):
        found[document.id] += pack
    records: list[Any] = []
    for _, document in picked:
        records.append(document)
        for result in found[document.id]:
            records += in_source_order(result.outcomes)
            records += [result.failure] if result.failure else []
    every = [result for each in found.values() for result in each]
    outcomes = [outcome for result in every for outcome in result.outcomes]
    failed = sum(result.failure is not None for result in every)
    accepted = sum(isinstance(outcome, Claim) for outcome in outcomes)
    name, provider = settings.for_stage("extract")
    return Extraction(
        run=Run(provider=name, model=provider.model, prompts=dict(session.line.prompt.files)),
        records=tuple(records),
        summary=Summary(
            paragraphs=len(every),
            done=len(every) - failed,
            failed=failed,
            proposed=len(outcomes),
            accepted=accepted,
            rejected=len(outcomes) - accepted,
            usage=usage,
        ),
    )


def cost(settings: Settings, result: Extraction, characters: int) -> str:
    """What was sent and received for each character read, and what of it is the same in every request."""
    line = line_for(settings, DEFAULT_SCHEMA)
    schema = json.dumps(numbered_model(DEFAULT_SCHEMA).model_json_schema(), separators=(",", ":"))
    usage = result.summary.usage
    sent, received = (
        CHARACTERS_A_TOKEN * one / characters for one in (usage.input_tokens, usage.output_tokens)
    )
    return (
        f"{usage.requests} requests about {characters:,} characters: {sent:.1f} sent and {received:.1f} received for each\n"
        f"fixed prompt {len(line.prompt.fixed):,} + schema {len(schema):,} characters"
    )


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
    parser.add_argument("--joined", action="store_true", help="two passages of an article as one text")
    parser.add_argument("--characters", type=int, help="characters of paragraphs in one request")
    given = parser.parse_args()
    settings = Settings.load(given.config, provider=given.provider)
    settings = settings.changed(prompt=given.prompt, request_characters=given.characters)
    picked = chosen(given.gold, given.set, twos=given.joined)
    (given.out / "gold").mkdir(parents=True, exist_ok=True)
    for name, records in annotation(picked).items():
        lines = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
        (given.out / "gold" / f"{name}.jsonl").write_text(lines, encoding="utf-8")
    result = asyncio.run(asked(picked, settings))
    result.save(given.out / "run.jsonl")
    characters = sum(one.end - one.start for _, document in picked for one in document.body)
    print(
        f"{len(picked)} passages, {result.summary.paragraphs} paragraphs, {result.summary.failed} without an answer"
    )
    print(f"{result.summary.proposed} drafts, {result.summary.rejected} refused")
    print(cost(settings, result, characters))


if __name__ == "__main__":
    main()
