"""The arithmetic of docs/at-scale.md: what so many articles take, from what is measured here and what you give.

    python benchmarks/plan.py [--articles N] [--paragraphs N] [--input-price X --output-price Y] ...

Measured on the recorded runs in cassettes/: requests, characters, claims and bytes of real answers of a language
model, and the processor's time for checking them again. Tokens are characters by the rule that --estimate goes by. Prices,
limits and the number of cores are yours: the defaults are round numbers that make the arithmetic easy to follow, and
nobody's price list.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

import yaml
from pyarrow import parquet

from large import size_of
from llmclaims.export.formats import writer
from llmclaims.inference.budget import CHARACTERS_A_TOKEN, length
from llmclaims.pipeline.extract import extract
from llmclaims.runs.extraction import load
from llmclaims.runs.jsonl import iterate
from llmclaims.verification.recheck import Problem, Tally, recheck

ROOT = Path(__file__).parents[1]


@dataclass(slots=True)
class Measured:
    """Sums over the recorded runs."""

    articles: int = 0
    paragraphs: int = 0
    claims: int = 0
    requests: int = 0
    sent: int = 0
    received: int = 0
    raw: int = 0
    jsonl: int = 0
    parquet: int = 0
    cpu: float = 0.0

    def a_paragraph(self, amount: float) -> float:
        """An amount by paragraph."""
        return amount / self.paragraphs


def measure() -> Measured:
    """Replay each recorded article, and count what went to and fro."""
    found = Measured()
    for article in sorted((ROOT / "seeds").glob("*/article.txt")):
        recorded = ROOT / "cassettes" / article.parent.name
        with tempfile.TemporaryDirectory() as name:
            path, tables = Path(name, "run.jsonl"), Path(name, "tables")
            extract(article, replay=recorded).save(path)
            tables.mkdir()
            writer("parquet")(iterate(path), tables)
            run = load(path)
            began = time.process_time()
            *wrong, tally = recheck(path)
            found.cpu += time.process_time() - began
            assert not [one for one in wrong if isinstance(one, Problem)]
            assert isinstance(tally, Tally)
            found.jsonl += size_of(path)
            found.parquet += sum(_columns(one) for one in tables.iterdir())
        found.articles += 1
        found.paragraphs += run.summary.paragraphs
        found.claims += run.summary.accepted
        for cassette in recorded.glob("*.yaml"):
            _exchanges(cassette, found)
    return found


def _columns(path: Path) -> int:
    """Bytes of a file's rows, without what each file begins and ends with."""
    about = parquet.read_metadata(path)
    groups = [about.row_group(number) for number in range(about.num_row_groups)]
    return sum(one.column(place).total_compressed_size for one in groups for place in range(one.num_columns))


def _exchanges(cassette: Path, found: Measured) -> None:
    for one in yaml.safe_load(cassette.read_text(encoding="utf-8"))["interactions"]:
        body, reply = one["request"]["body"], one["response"]["body"]["string"]
        answer = json.loads(reply)["choices"][0]["message"]["content"]
        found.requests += 1
        found.sent += length(json.loads(body))
        found.received += len(answer)
        found.raw += len(reply.encode())


def arguments() -> argparse.Namespace:
    """The parameters of the plan."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    number = {"type": float, "metavar": "N"}
    parser.add_argument("--articles", default=100e6, **number)
    parser.add_argument("--paragraphs", help="an article; by default those of the recorded ones", **number)
    parser.add_argument("--input-price", default=1.0, help="a million tokens", **number)
    parser.add_argument("--output-price", default=4.0, help="a million tokens", **number)
    parser.add_argument("--batch-share", default=0.5, help="what a batch costs of that", **number)
    parser.add_argument("--requests-per-minute", default=10_000, **number)
    parser.add_argument("--tokens-per-minute", default=10_000_000, **number)
    parser.add_argument("--batch-requests", default=50_000, help="in one batch", **number)
    parser.add_argument("--batch-bytes", default=200e6, help="of one batch", **number)
    parser.add_argument("--cores", default=64, help="that verify", **number)
    return parser.parse_args()


def main() -> None:
    """Print what is measured, then the plan, as tables of Markdown."""
    asked, one = arguments(), measure()
    sent, received = (one.a_paragraph(each) / CHARACTERS_A_TOKEN for each in (one.sent, one.received))
    measured = {
        "requests": f"{one.a_paragraph(one.requests):.2f}",
        "tokens sent (estimated)": f"{sent:,.0f}",
        "tokens received (estimated)": f"{received:,.0f}",
        "claims": f"{one.a_paragraph(one.claims):.1f}",
        "bytes of JSON Lines, text included": f"{one.a_paragraph(one.jsonl):,.0f}",
        "bytes of Parquet": f"{one.a_paragraph(one.parquet):,.0f}",
        "bytes of raw replies": f"{one.a_paragraph(one.raw):,.0f}",
        "bytes of requests in files": f"{one.a_paragraph(one.sent):,.0f}",
        "CPU of checking again, milliseconds": f"{one.a_paragraph(one.cpu) * 1e3:.0f}",
    }
    print(
        f"Recorded: {one.articles} articles, {one.paragraphs} paragraphs, {one.claims} claims.\n\n| a paragraph | |\n|---|---|"
    )
    print("\n".join(f"| {name} | {value} |" for name, value in measured.items()))
    paragraphs = asked.articles * (asked.paragraphs or one.paragraphs / one.articles)
    requests = paragraphs * one.a_paragraph(one.requests)
    tokens = paragraphs * sent, paragraphs * received
    cost = tokens[0] / 1e6 * asked.input_price + tokens[1] / 1e6 * asked.output_price
    minutes = requests / asked.requests_per_minute, sum(tokens) / asked.tokens_per_minute
    size = one.sent / one.requests
    batches = requests / min(asked.batch_requests, asked.batch_bytes / size)
    planned = {
        "paragraphs": f"{paragraphs:,.0f}",
        "requests": f"{requests:,.0f}",
        "tokens sent": f"{tokens[0] / 1e12:,.2f} trillion",
        "tokens received": f"{tokens[1] / 1e12:,.2f} trillion",
        f"cost at {asked.input_price:g} and {asked.output_price:g} a million": f"{cost:,.0f}",
        f"in batches, at {asked.batch_share:g} of that": f"{cost * asked.batch_share:,.0f}",
        f"days at {asked.requests_per_minute:,.0f} requests a minute": f"{minutes[0] / 1440:,.1f}",
        f"days at {asked.tokens_per_minute:,.0f} tokens a minute": f"{minutes[1] / 1440:,.1f}",
        f"batches of {asked.batch_requests:,.0f} requests and {asked.batch_bytes / 1e6:,.0f} MB": f"{batches:,.0f}",
        "claims": f"{paragraphs * one.a_paragraph(one.claims):,.0f}",
        "JSON Lines": f"{paragraphs * one.a_paragraph(one.jsonl) / 1e12:,.1f} TB",
        "Parquet": f"{paragraphs * one.a_paragraph(one.parquet) / 1e12:,.1f} TB",
        "cache of replies": f"{paragraphs * one.a_paragraph(one.raw) / 1e12:,.1f} TB",
        f"days of checking on {asked.cores:.0f} cores": f"{paragraphs * one.a_paragraph(one.cpu) / asked.cores / 86400:,.1f}",
    }
    print(f"\n| {asked.articles:,.0f} articles | |\n|---|---|")
    print("\n".join(f"| {name} | {value} |" for name, value in planned.items()))


if __name__ == "__main__":
    main()
