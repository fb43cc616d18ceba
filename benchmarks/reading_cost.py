"""What the second reading costs on top of the extraction, on the recorded seeds, in characters and in tokens of four.

    python benchmarks/reading_cost.py

Requests are counted as they are sent, with prompt and schema, answers as they came. A recording without a reading is
given one: the requests that a run would make of its claims, each answered with "carried".
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

import llmclaims
from llmclaims.config.provider_settings import ProviderSettings
from llmclaims.documents.document import Document
from llmclaims.inference.budget import length, tokens_of
from llmclaims.inference.prompts import load_prompt
from llmclaims.pipeline.second_reading import groups
from llmclaims.providers.openai import OpenAI
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.model_checks.entailment import ENTAILMENT
from llmclaims.verification.model_checks.run import request_for

ROOT = Path(__file__).parents[1]
CARRIED = {"claim": 10, "verdict": "carried", "field": "none", "reason": ""}


def stage_of(body: dict[str, Any]) -> str:
    """What a recorded request is about."""
    asked = set(body["response_format"]["json_schema"]["schema"]["properties"])
    return "reading" if asked == {"verdicts"} else "pass 2" if asked == {"relation"} else "extraction"


def recorded(cassette: Path) -> tuple[Counter[str], Counter[str]]:
    """Return the characters sent and received in each stage."""
    sent: Counter[str] = Counter()
    received: Counter[str] = Counter()
    for path in cassette.glob("*.yaml"):
        for one in yaml.safe_load(path.read_text(encoding="utf-8"))["interactions"]:
            body = json.loads(one["request"]["body"])
            reply = json.loads(one["response"]["body"]["string"])
            sent[stage_of(body)] += length(body)
            received[stage_of(body)] += len(reply["choices"][0]["message"]["content"])
    return sent, received


def reading(run: llmclaims.Extraction, document: Document) -> tuple[int, int]:
    """Return the characters that a reading of a run's claims would send and receive."""
    prompt = load_prompt(ENTAILMENT.prompt)
    wire = OpenAI("recorded", ProviderSettings(base_url="http://127.0.0.1:9/v1", model="language-model"))
    sent = received = 0
    for group in groups(document, together=True):
        shown = {one.index for one in group}
        asked = ENTAILMENT.questions([one for one in run.claims if one.paragraph in shown])
        if asked:
            sent += length(wire.body(request_for(ENTAILMENT, prompt, document, group, asked, DEFAULT_SCHEMA)))
            answer = {"verdicts": [CARRIED] * len(asked)}
            received += len(json.dumps(answer, separators=(",", ":")))
    return sent, received


def main() -> None:
    """Print a line a seed, and the share of the reading in all of them."""
    total: Counter[str] = Counter()
    for article in sorted((ROOT / "seeds").glob("*/article.txt")):
        name = article.parent.name
        sent, received = recorded(ROOT / "cassettes" / name)
        how = "recorded"
        if not sent["reading"]:
            run = llmclaims.extract(article, replay=ROOT / "cassettes" / name)
            sent["reading"], received["reading"] = reading(run, run.documents[0])
            how = "not recorded: all carried"
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


if __name__ == "__main__":
    main()
