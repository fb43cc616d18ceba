"""Verify, export and score runs of ever more claims: the most memory, and the time, of the command line itself.

    python benchmarks/large.py [--claims N ...] [--only NAME ...] [--folder DIR]

A run is generated of articles of ten paragraphs (benchmarks/serving.py) with two events and two statements in
each, which the verifier let in like any other, and one article in two with a relation to the one before it. All
articles have the same words under a title of their own, so that each has its own ids and every claim holds. Each
command is a process of its own: start and imports are in its figures.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from llmclaims.documents.document import Document
from llmclaims.linking.relations import relation_between
from llmclaims.runs.digest import Digest
from llmclaims.runs.jsonl import to_record
from llmclaims.runs.lines import line
from llmclaims.runs.records import Run, Summary
from llmclaims.schema.claims import Claim, claim_id
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.claim_builder import ENDS, Provenance, checked_by
from llmclaims.verification.paragraph import Proposal, Reading, verify_answer
from llmclaims.verification.source_order import in_source_order
from serving import A_DOCUMENT, claims, paragraph

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.verification.relations.evidence import Side

A_FOLDER = 1_000
"""Articles in one folder."""
SIZES = (10_000, 100_000, 1_000_000)
GOLD = 200
"""Articles of the run that are annotated."""


def article(place: int) -> str:
    """One article of ten paragraphs under a title of its own; ``place`` counts from 0."""
    numbers = range(place * A_DOCUMENT, (place + 1) * A_DOCUMENT)
    return f"Harbour report {place + 1}\n\n" + "".join(f"{paragraph(number)}\n\n" for number in numbers)


def write_articles(paragraphs: int, folder: Path) -> None:
    """Write the articles, a thousand to a folder, each forgotten when it is written."""
    for place in range(-(-paragraphs // A_DOCUMENT)):
        path = folder / f"{place // A_FOLDER:05d}" / f"{place:08d}.txt"
        path.parent.mkdir(exist_ok=True)
        path.write_text(article(place), encoding="utf-8")


def titled(place: int) -> Document:
    """An article whose words are those of all others, its title apart."""
    text = f"Harbour report {place:09d}\n\n" + "".join(
        f"{paragraph(number)}\n\n" for number in range(A_DOCUMENT)
    )
    return Document.from_text(text, path=f"articles/{place:09d}.txt", language="en")


def pattern() -> list[Claim]:
    """The claims of such an article, as verified."""
    document, found = titled(0), []
    for number, one in enumerate(document.body):
        made = Provenance(provider="server")
        items = [
            Proposal(kind=kind, item=item, provenance=made)
            for kind, items in claims(number).items()
            for item in items
        ]
        reading = Reading(document=document, paragraph=one.index, schema=DEFAULT_SCHEMA)
        outcomes = verify_answer(items, reading)
        assert all(isinstance(outcome, Claim) for outcome in outcomes), outcomes
        found += [outcome for outcome in in_source_order(outcomes) if isinstance(outcome, Claim)]
    return found


def blocks(wanted: int, each: int | None = None) -> Iterator[tuple[Document, list[Claim]]]:
    """Documents with their claims, ``wanted`` claims between them, ``each`` in one: by default all of an article."""
    alike = pattern()[:each]
    bodies = [one.body.model_dump(mode="json") for one in alike]
    for place in range(-(-wanted // len(alike))):
        document = titled(place)
        yield (
            document,
            [
                replace(one, document=document.id, id=claim_id(document.id, one.kind, one.spans, body))
                for one, body in zip(alike, bodies, strict=True)
            ][: wanted - place * len(alike)],
        )


def write_run(path: Path, wanted: int, *, across: bool = True, each: int | None = None) -> int:
    """Write a run of so many claims, relations between articles not counted; how many of these there are."""
    settings = {"strict": False, "disable": [], "across": across}
    before: Side | None = None
    between = done = documents = 0
    with (
        path.open("w", encoding="utf-8") as file,
        tempfile.TemporaryFile("w+", encoding="utf-8") as relations,
    ):
        put = _Sealed(file)
        put(Run(provider="server", model="model", settings=settings))
        for document, found in blocks(wanted, each):
            put(document, *found)
            done, documents = done + len(found), documents + 1
            side = (next(one for one in found if one.kind == "statement"), document)
            if across and before is not None and documents % 2 == 0:
                ends = sorted((before, side), key=lambda one: one[0].id)
                relation = relation_between("same_as", *ends, basis="model", provider="server")
                checked = checked_by("", frozenset(), words_of=ENDS)
                relations.write(line(to_record(replace(relation, checked=checked))))
                between += 1
            before = side
        relations.seek(0)
        for text in relations:
            put.line(text)
        total, read = done + between, documents * A_DOCUMENT
        put(Summary(paragraphs=read, done=read, proposed=total, accepted=total))
    return between


class _Sealed:
    """Writes records, and the digest of all of them into the summary."""

    def __init__(self, file: TextIO) -> None:
        """Into a file."""
        self._file = file
        self._digest = Digest()

    def __call__(self, *records: Any) -> None:
        """Write records."""
        for one in records:
            self.line(line(to_record(one)))

    def line(self, text: str) -> None:
        """Write a record that is a line already."""
        record = json.loads(text)
        self._digest.add(record)
        if record["record"] == "summary":
            text = line(record | {"digest": self._digest.hexadecimal()})
        self._file.write(text)


def write_gold(path: Path, articles: int = GOLD) -> None:
    """Annotation of the run's first articles: what the run has of them, without every tenth claim."""
    alike = len(pattern())
    with path.open("w", encoding="utf-8") as file:
        for document, found in blocks(articles * alike):
            file.write(line(to_record(document)))
            file.writelines(line(to_record(one)) for number, one in enumerate(found) if number % 10)


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: the most resident memory in MB, seconds of the processor, seconds; its exit code."""

    memory: float
    cpu: float
    seconds: float
    code: int


_CHILD = """
import atexit, pathlib, resource, sys
from llmclaims.cli import main

def note():
    used = resource.getrusage(resource.RUSAGE_SELF)
    most = used.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3 / 1.024)
    status = pathlib.Path("/proc/self/status")
    if status.exists():  # since the system also counts what the process was before it became this one
        most = int(status.read_text().split("VmHWM:")[1].split()[0]) * 1024 / 1e6
    pathlib.Path("cost.txt").write_text(f"{most} {used.ru_utime + used.ru_stime}")

atexit.register(note)
main()
"""


def measured(arguments: Sequence[str], folder: Path) -> Cost:
    """Run ``llmclaims`` with these arguments in a process of its own."""
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, "-c", _CHILD, *arguments], cwd=folder, stdout=subprocess.DEVNULL, check=False
    )
    seconds = time.perf_counter() - began
    memory, cpu = map(float, (folder / "cost.txt").read_text(encoding="ascii").split())
    return Cost(memory=memory, cpu=cpu, seconds=seconds, code=done.returncode)


def commands() -> dict[str, list[str]]:
    """What is measured, by name: arguments, with the run as ``run.jsonl`` and all else beside it."""
    from llmclaims.export.formats import SHIPPED

    exports = {
        f"export {name}": ["export", "run.jsonl", "--to", name, "-o", f"out-{name}"] for name in SHIPPED
    }
    return {"verify": ["verify", "run.jsonl"], **exports, "eval": ["eval", "gold.jsonl", "run.jsonl"]}


def size_of(path: Path) -> int:
    """Bytes of a file, or of all files of a folder."""
    if path.is_dir():
        return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())
    return path.stat().st_size if path.exists() else 0


def main() -> None:
    """Measure, and print a line each."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--claims", type=int, nargs="+", default=SIZES, metavar="N")
    parser.add_argument("--only", nargs="+", metavar="NAME", help="such as verify, or parquet")
    parser.add_argument("--folder", type=Path, help="where the files are made; by default a temporary folder")
    parser.add_argument(
        "--json", type=Path, metavar="FILE", help="the figures as JSON, for benchmarks/plan.py"
    )
    asked = parser.parse_args()
    found = []
    for wanted in asked.claims:
        with tempfile.TemporaryDirectory(dir=asked.folder) as name:
            folder = Path(name)
            between = write_run(folder / "run.jsonl", wanted)
            write_gold(folder / "gold.jsonl")
            size = size_of(folder / "run.jsonl")
            print(
                f"{wanted:,} claims, {between:,} relations between articles, {size / 1e6:,.1f} MB", flush=True
            )
            for what, arguments in commands().items():
                if asked.only and not {what, what.split()[-1]} & set(asked.only):
                    continue
                cost = measured(arguments, folder)
                made = size_of(folder / arguments[-1]) if arguments[0] == "export" else 0
                print(
                    f"  {what:22s} {cost.memory:8.1f} MB {cost.cpu:8.1f} s CPU {cost.seconds:8.1f} s"
                    f" {made / 1e6:9.1f} MB written" + (f"  exit {cost.code}" if cost.code else ""),
                    flush=True,
                )
                row = {"claims": wanted, "what": what, "memory": cost.memory, "cpu": cost.cpu}
                found.append(row | {"written": made, "run": size, "code": cost.code})
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
