"""Measure time against size for every stage behind the readers: from text to document, claims, rules and exports.

    uv run python benchmarks/stage_sizes.py [--sizes 1000 10000 100000 1000000] [--shape NAME] [STAGE ...]

Each stage is given text of each size and timed in seconds of the processor. ``lines`` is an article of many short
paragraphs, ``one`` the same words in a single one; the other shapes repeat what costs most. For ``wording`` it is a draft
whose claim has that many characters, for ``drafts`` as many drafts on one paragraph as have them together.
``times linear`` is how much more time a character takes than in the size before; 1 is linear.
"""

from __future__ import annotations

import argparse
import io
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import llmclaims
from llmclaims.export.formats import target_of, writer
from llmclaims.runs.extraction import records
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.paragraph import Proposal, Reading, verify_answer
from llmclaims.verification.recheck import recheck

if TYPE_CHECKING:
    from collections.abc import Callable

SIZES = (1_000, 10_000, 100_000, 1_000_000)
SENTENCES = (
    "The council of Brannock sold the old ferry on Monday for 40,000 pounds.",
    "“We could not repair it any more,” said Ann Lee, who had led the harbour for thirty years.",
    "The buyer, a museum, will show it from May because visitors had asked for it.",
    "According to Bo Lund, its director, nobody expected 3 percent of the price.",
)
PICTURES = (
    "jsonl",
    "table",
    "html",
    "webannotation",
    "brat",
    "labelstudio",
    "graphml",
    "timeline",
    "speakers",
)
WARM = "Ann Lee said on Monday that the ferry was sold."


SHAPES = {
    "transcript": "UNA BRECHT: We went to the weir today.\n\n",
    "quotations": "“We stay put,” said Una Brecht. ",
    "reports": "he said, ",
    "events": "The guard shelled the port of Lenn on 4 March 2021 and killed seven people. ",
    "digits": "7, 7, ",
    "sums": "$7$7",
    "names": "Una Brecht, ",
    "marks": "“we ‘stay ",
    "blanks": " \u200b",
    "word": "weir",
}
"""Texts that repeat one thing, by name."""


def shaped(size: int, shape: str) -> str:
    """Return a text of so many characters in a shape."""
    if shape in SHAPES:
        return (SHAPES[shape] * (size // len(SHAPES[shape]) + 1))[:size]
    return text_of(size, "\n\n" if shape == "lines" else " ")


def text_of(size: int, between: str) -> str:
    """Return a text of so many characters, its sentences numbered so that no two are alike."""
    found: list[str] = []
    length = number = 0
    while length < size:
        found.append(f"{SENTENCES[number % len(SENTENCES)]} It was number {number}.")
        length += len(found[-1]) + len(between)
        number += 1
    return between.join(found)[:size]


def read(text: str) -> Callable[[], object]:
    """Cut a text into paragraphs with their zones."""
    return lambda: llmclaims.Document.from_text(text)


def sentences(text: str) -> Callable[[], object]:
    """Cut paragraphs into sentences."""
    document = llmclaims.Document.from_text(text)
    return lambda: [document.sentences(one) for one in document.paragraphs]


def ground(text: str) -> Callable[[], object]:
    """Fold a text and look for two quotes in it, one of them altered."""

    def run() -> None:
        prepared = llmclaims.prepare(text)
        for quote in (SENTENCES[2], SENTENCES[2].replace("museum", "dealer")):
            llmclaims.ground(quote, prepared)

    return run


def extract(text: str) -> Callable[[], object]:
    """Propose by the builtin rules, verify, and relate."""
    document = llmclaims.Document.from_text(text)
    return lambda: llmclaims.extract(document, provider="builtin")


def wording(text: str) -> Callable[[], object]:
    """Verify one draft with a claim of that size."""
    document = llmclaims.Document.from_text(WARM)
    draft = llmclaims.Statement(
        ref="s1", quote="the ferry was sold", speaker="Ann Lee", speaker_name="Ann Lee", speaker_type="person",
        cue="said", act="assert", polarity="positive", claim=text, time=None,
    )  # fmt: skip
    return lambda: llmclaims.verify(draft, document)


def drafts(text: str) -> Callable[[], object]:
    """Verify as many drafts of one paragraph as have that size together, each with words of its own."""
    document = llmclaims.Document.from_text(f"{WARM} “We stay put,” Una Brecht said.")
    draft = {
        "ref": "s1", "quote": "We stay put", "speaker": "Una Brecht", "speaker_name": None, "speaker_type": "person",
        "cue": "said", "act": "assert", "polarity": "positive", "time": None,
    }  # fmt: skip
    count = max(len(text) // len(str(draft)), 1)
    items = [Proposal(kind="statement", item=draft | {"claim": f"We stay put, {at}."}) for at in range(count)]
    reading = Reading(document=document, paragraph=document.body[0].index, schema=DEFAULT_SCHEMA)
    return lambda: verify_answer(items, reading)


def check(text: str) -> Callable[[], object]:
    """Check a saved run again."""
    path = Path(tempfile.mkdtemp()) / "run.jsonl"
    llmclaims.extract(llmclaims.Document.from_text(text), provider="builtin").save(path)
    return lambda: list(recheck(path))


def picture(name: str) -> Callable[[str], Callable[[], object]]:
    """Export a run to a format."""

    def made(text: str) -> Callable[[], object]:
        run = llmclaims.extract(llmclaims.Document.from_text(text), provider="builtin")
        write = writer(name)
        stream = target_of(write) == "stream"
        return lambda: write(records(run), io.StringIO() if stream else Path(tempfile.mkdtemp()))

    return made


STAGES: dict[str, Callable[[str], Callable[[], object]]] = {
    "read": read,
    "sentences": sentences,
    "ground": ground,
    "wording": wording,
    "drafts": drafts,
    "extract": extract,
    "verify": check,
    **{f"export {name}": picture(name) for name in PICTURES},
}


def seconds(run: Callable[[], object]) -> float:
    """Return the processor's seconds that a call takes."""
    began = time.process_time()
    run()
    return time.process_time() - began


def main() -> None:
    """Print a line for each stage and size."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("stages", metavar="STAGE", nargs="*", help=", ".join(STAGES))
    parser.add_argument("--sizes", metavar="CHARACTERS", type=int, nargs="+", default=SIZES)
    parser.add_argument("--shape", choices=("lines", "one", *SHAPES), default="lines")
    asked = parser.parse_args()
    print("| stage | characters | CPU seconds | times linear |")
    print("|---|---|---|---|")
    for name in asked.stages or STAGES:
        STAGES[name](shaped(min(SIZES), asked.shape))()  # imports and words are read
        before = None
        for size in sorted(asked.sizes):
            took = seconds(STAGES[name](shaped(size, asked.shape)))
            growth = f"{took / size / before:.2f}" if before else ""
            print(f"| {name} | {size:,} | {took:.3f} | {growth} |", flush=True)
            before = took / size or None


if __name__ == "__main__":
    main()
