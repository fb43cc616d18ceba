"""What the second reading costs on top of the extraction, on the recorded seeds, in characters and in tokens of four.

    python benchmarks/reading_cost.py

Requests are counted as they are sent, with prompt and schema, answers as they came. A recording without a reading, or with
one by an earlier prompt, is given one: the requests that a run would make of its claims, each answered with "carried".
Then it says what the requests consist of, for each character of the articles' bodies.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any

import yaml

import llmclaims
from llmclaims.config.provider_settings import ProviderSettings
from llmclaims.inference.budget import length, tokens_of
from llmclaims.inference.prompts import load_prompt
from llmclaims.pipeline.second_reading import groups, relation_passages
from llmclaims.providers.openai import OpenAI
from llmclaims.schema.claims import Claim, PartUsage
from llmclaims.schema.news import DEFAULT_SCHEMA, Relation
from llmclaims.verification.model_checks.entailment import ENTAILMENT
from llmclaims.verification.model_checks.run import Passage, questions_of, request_for

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.schema.annotations import Cited

ROOT = Path(__file__).parents[1]
CARRIED = {"claim": 10, "verdict": "carried"}
PARTS = ("prompt", "form", "context and text", "claims")


def stage_of(body: dict[str, Any]) -> str:
    """What a recorded request is about."""
    asked = set(body["response_format"]["json_schema"]["schema"]["properties"])
    return "reading" if asked == {"verdicts"} else "pass 2" if asked == {"relation"} else "extraction"


def recorded(cassette: Path) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield each exchange: its stage, the body that was sent, and the answer."""
    for path in cassette.glob("*.yaml"):
        for one in yaml.safe_load(path.read_text(encoding="utf-8"))["interactions"]:
            body = json.loads(one["request"]["body"])
            reply = json.loads(one["response"]["body"]["string"])
            yield stage_of(body), body, reply["choices"][0]["message"]["content"]


def manifest_of(cassette: Path) -> dict[str, Any]:
    """Return what a recording says of how it was made."""
    return json.loads((cassette / "run.json").read_text(encoding="utf-8"))  # type: ignore[no-any-return]


def unread(article: Path, cassette: Path) -> llmclaims.Extraction:
    """Return a recorded run as it was before anything was read a second time, by whatever prompt."""
    manifest = manifest_of(cassette)
    manifest["settings"]["checks"] = []
    manifest["prompts"] = {name: one for name, one in manifest["prompts"].items() if "entails" not in name}
    with TemporaryDirectory() as folder:
        copied = shutil.copytree(cassette, Path(folder) / cassette.name)
        (copied / "run.json").write_text(json.dumps(manifest), encoding="utf-8")
        return llmclaims.extract(article, replay=copied)


def reading(run: llmclaims.Extraction) -> Iterator[tuple[str, dict[str, Any], str]]:
    """Yield the exchanges of a reading of a run's claims: those of its paragraphs, then what pass 2 related."""
    prompt = load_prompt(ENTAILMENT.prompt)
    wire = OpenAI("recorded", ProviderSettings(base_url="http://127.0.0.1:9/v1", model="language-model"))
    (document,) = run.documents
    last = max(place for place, one in enumerate(run.records) if isinstance(one, PartUsage) and one.paragraph)
    found = [one for one in run.records[:last] if isinstance(one, Claim)]
    related = [one for one in run.records[last:] if isinstance(one, Claim) and one.quote is not None]
    asked: list[tuple[Passage, list[Claim], tuple[type[Cited], ...]]] = [
        (
            Passage(paragraphs=group, claims=()),
            [one for one in found if one.paragraph in {each.index for each in group}],
            DEFAULT_SCHEMA,
        )
        for group in (sum(packs, ()) for packs in groups(document, 0, read=True))
    ]
    asked += [
        (passage, [related[place] for place in passage.claims], (Relation,))
        for passage in relation_passages(document, found, related)
    ]
    for passage, claims, schema in asked:
        questions = questions_of(ENTAILMENT, claims, passage.beside)
        if claims:
            request = request_for(ENTAILMENT, prompt, document, passage.paragraphs, questions, schema)
            answer = {"verdicts": [CARRIED] * len(claims)}
            yield "reading", wire.body(request), json.dumps(answer, separators=(",", ":"))


def parts_of(body: dict[str, Any]) -> Counter[str]:
    """Return what the characters of a reading's request are for."""
    system, turn = (one["content"] for one in body["messages"])
    before, _, claims = turn.rpartition("<claims-")
    found = Counter({"prompt": len(system), "context and text": len(before), "claims": len(claims)})
    found["form"] = length(body) - found.total()
    return found


def main() -> None:
    """Print a line a seed, the share of the reading in all of them, and what its requests consist of."""
    total: Counter[str] = Counter()
    parts: Counter[str] = Counter()
    read = 0
    for article in sorted((ROOT / "seeds").glob("*/article.txt")):
        name = article.parent.name
        cassette = ROOT / "cassettes" / name
        exchanges, how = list(recorded(cassette)), "recorded"
        run = unread(article, cassette)
        if f"{ENTAILMENT.prompt}.md" not in manifest_of(cassette)["prompts"]:
            exchanges = [*(one for one in exchanges if one[0] != "reading"), *reading(run)]
            how = "not recorded: all carried"
        sent, received = Counter[str](), Counter[str]()
        for stage, body, answer in exchanges:
            sent[stage] += length(body)
            received[stage] += len(answer)
            parts += parts_of(body) if stage == "reading" else Counter()
        read += sum(one.end - one.start for one in run.documents[0].body)
        both = {stage: sent[stage] + received[stage] for stage in ("extraction", "reading", "pass 2")}
        total.update(both)
        tokens = ", ".join(
            f"{stage} {tokens_of(sent[stage]):,} + {tokens_of(received[stage]):,}" for stage in both
        )
        print(
            f"{name}: {tokens} tokens sent and received; reading {both['reading'] / both['extraction']:.1%} ({how})"
        )
    print(
        f"all: the reading takes {total['reading'] / total['extraction']:.1%} on top of the extraction, "
        f"{total['reading'] / (total['extraction'] + total['pass 2']):.1%} on top of extraction and pass 2"
    )
    shares = ", ".join(f"{part} {parts[part] / read:.2f}" for part in PARTS)
    print(f"sent by the reading for each character of text: {parts.total() / read:.2f} ({shares})")


if __name__ == "__main__":
    main()
