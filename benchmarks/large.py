"""Verify, export and score runs of ever more claims: the most memory, and the time, of the command line itself.

    python benchmarks/large.py [--claims N ...] [--only NAME ...] [--folder DIR]

A run is generated of articles of ten paragraphs (benchmarks/serving.py) with two events and two statements in
each, which the verifier let in like any other, and one article in two with a relation to the one before it. All
articles have the same words under a title of their own, so that each has its own ids and every claim holds. Each
command is a process of its own: start and imports are in its figures.
"""

from __future__ import annotations

import argparse
import hashlib
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
from llmclaims.runs.digest import Digest, counting
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
    from collections.abc import Iterable, Iterator, Sequence

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
    """Write a run of so many claims, relations between articles not counted; how many of these there are.

    The lines of an article are those of the first one with its own names in them: made each by itself, those of
    10 million claims would take an hour.
    """
    settings = {"strict": False, "disable": [], "across": across}
    first, alike = next(blocks(len(pattern()), each))
    telling = next((one for one in alike if one.kind == "statement"), alike[0])
    bodies = [one.body.model_dump(mode="json") for one in alike]
    forms = [_Form(to_record(one)) for one in (first, *alike)]
    before: Side | None = None
    between = done = 0
    with (
        path.open("w", encoding="utf-8") as file,
        tempfile.TemporaryFile("w+", encoding="utf-8") as relations,
    ):
        put = _Sealed(file)
        put(to_record(Run(provider="server", model="model", settings=settings)))
        for place in range(-(-wanted // len(alike))):
            document = _retitled(first, place)
            named = {name: getattr(document, name) for name in ("sha256", "id", "title", "path")}
            put.form(forms[0], [(getattr(first, name), one) for name, one in named.items()])
            found = list(zip(alike, bodies, forms[1:], strict=True))[: wanted - done]
            ids = {one.id: claim_id(document.id, one.kind, one.spans, body) for one, body, _ in found}
            for one, _, form in found:
                put.form(form, [(first.id, document.id), (one.id, ids[one.id])])
            done += len(found)
            side = replace(telling, document=document.id, id=ids.get(telling.id, "")), document
            if across and before is not None and place % 2 and telling.id in ids:
                ends = sorted((before, side), key=lambda one: one[0].id)
                relation = relation_between("same_as", *ends, basis="model", provider="server")
                checked = checked_by("", frozenset(), words_of=ENDS)
                relations.write(line(to_record(replace(relation, checked=checked))))
                between += 1
            before = side
        relations.seek(0)
        for text in relations:
            put(json.loads(text))
        total, read = done + between, (place + 1) * A_DOCUMENT
        put(to_record(Summary(paragraphs=read, done=read, proposed=total, accepted=total)))
    return between


def _retitled(first: Document, place: int) -> Document:
    """Another article with the words of the first one under a title of its own."""
    title = f"Harbour report {place:09d}"
    text = first.text.replace(str(first.title), title)
    mark = hashlib.sha256(text.encode()).hexdigest()
    return replace(
        first, text=text, sha256=mark, id=mark[: len(first.id)], title=title, path=f"articles/{place:09d}.txt"
    )


class _Form:
    """A record as its line, and as what the digest counts of it."""

    def __init__(self, record: dict[str, Any]) -> None:
        """Of a record."""
        self.line, self.counted = line(record), counting(record).decode("ascii")


class _Sealed:
    """Writes records, and the digest of all of them into the summary."""

    def __init__(self, file: TextIO) -> None:
        """Into a file."""
        self._file = file
        self._digest = Digest()

    def __call__(self, record: dict[str, Any]) -> None:
        """Write a record."""
        self._digest.add(record)
        sealed = {"digest": self._digest.hexadecimal()} if record["record"] == "summary" else {}
        self._file.write(line(record | sealed))

    def form(self, form: _Form, names: Iterable[tuple[str, str]]) -> None:
        """Write a record with other names in it, each behind the one that it takes the place of."""
        text, counted = form.line, form.counted
        for old, new in names:
            text, counted = text.replace(old, new), counted.replace(old, new)
        self._file.write(text)
        self._digest.take(counted.encode("ascii"))


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
