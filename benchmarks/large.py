"""Verify, export and score runs of ever more claims: the most memory, and the time, of the command line itself.

    python benchmarks/large.py [--claims N ...] [--only NAME ...] [--folder DIR]

A run is generated of the seeds, each read by ``builtin`` and said again and again under another title, so that each
article has its own ids and every claim holds; of two with the same words one statement is related. Each command is a
process of its own: start and imports are in its figures.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass, replace
from itertools import compress
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

from llmclaims.documents.document import Document
from llmclaims.linking.relations import relation_between
from llmclaims.pipeline.extract import extract
from llmclaims.runs.digest import Digest, counting
from llmclaims.runs.jsonl import to_record
from llmclaims.runs.lines import line
from llmclaims.runs.records import Run, Summary
from llmclaims.schema.claims import Claim, claim_id
from llmclaims.verification.claim_builder import ENDS, checked_by
from llmclaims.verification.relations.ends import SYMMETRIC
from serving import A_DOCUMENT, paragraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from llmclaims.verification.relations.evidence import Side

SEEDS = Path(__file__).parents[1] / "seeds"
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


class _Article:
    """One of the seeds under a title of its own, with what ``builtin`` finds in it: its records, and each as its line.

    ``each`` is how many of its claims are taken at most; these are no relations and have nothing to do with one another.
    """

    def __init__(self, seed: Path, each: int | None) -> None:
        """Read it, and find its claims."""
        text = f"{_title(0)}\n\n{seed.read_text(encoding='utf-8')}"
        self.document = Document.from_text(text, path=_path(0), language="en")
        found = [
            one for one in extract(self.document, provider="builtin").claims if not _is_renamed_elsewhere(one)
        ]
        if each is not None:
            known = {one.id for one in found}
            found = [one for one in found if not _named_in(one, known - {one.id})][:each]
        self.claims = found
        known = {one.id for one in found}
        self._bodies = [one.body.model_dump(mode="json") for one in found]
        self._forms = [_Form(to_record(one), _named_in(one, known)) for one in found]
        self._form = _Form(to_record(self.document), ())
        self.telling = next(one for one in found if one.kind == "statement")

    def named(self, place: int) -> tuple[Document, dict[str, str]]:
        """Return the article with the title of a place, and the ids of its claims there by their own."""
        text = self.document.text.replace(_title(0), _title(place))
        mark = hashlib.sha256(text.encode()).hexdigest()
        name = mark[: len(self.document.id)]
        document = replace(
            self.document, text=text, sha256=mark, id=name, title=_title(place), path=_path(place)
        )
        ids: dict[str, str] = {}
        for one, body in zip(
            self.claims, self._bodies, strict=True
        ):  # relations stand behind what they relate
            ends = {end: ids[body[end]] for end in ("source", "target") if one.kind == "relation"}
            ids[one.id] = claim_id(name, one.kind, one.spans, body | ends)
        return document, ids

    def lines(self, document: Document, ids: Mapping[str, str]) -> Iterator[tuple[str, bytes]]:
        """Yield each record, the document's first, as its line and as what the digest counts of it."""
        first = self.document
        yield self._form.named((getattr(first, name), getattr(document, name)) for name in _NAMES)
        for form in self._forms:
            yield form.named([(first.id, document.id), *((name, ids[name]) for name in form.names)])


_NAMES = ("sha256", "id", "title", "path")


def _title(place: int) -> str:
    return f"Harbour report {place:09d}"


def _path(place: int) -> str:
    return f"articles/{place:09d}.txt"


def _named_in(claim: Claim, known: Iterable[str]) -> list[str]:
    """Return the claims that a claim's record names."""
    text = line(to_record(claim))
    return [name for name in known if name in text]


def _is_renamed_elsewhere(claim: Claim) -> bool:
    """Tell whether a relation stands somewhere else, or the other way round, when its ends have other ids."""
    return claim.kind == "relation" and (not claim.spans or getattr(claim.body, "type", "") in SYMMETRIC)


class _Form:
    """A record as its line, and as what the digest counts of it; ``names`` are the claims that it names."""

    def __init__(self, record: dict[str, Any], names: Sequence[str]) -> None:
        """Of a record."""
        self._line, self._counted, self.names = line(record), counting(record).decode("ascii"), names

    def named(self, names: Iterable[tuple[str, str]]) -> tuple[str, bytes]:
        """Return both with other names in them, each behind the one that it takes the place of."""
        text, counted = self._line, self._counted
        for old, new in names:
            text, counted = text.replace(old, new), counted.replace(old, new)
        return text, counted.encode("ascii")


def _articles(each: int | None = None) -> list[_Article]:
    return [_Article(seed, each) for seed in sorted(SEEDS.glob("*/article.txt"))]


def write_run(path: Path, wanted: int, *, across: bool = True, each: int | None = None) -> tuple[int, int]:
    """Write a run of at least so many claims, in whole articles; how many there are, and relations between articles.

    The lines of an article are those of the seed with its own names in them: made each by itself, those of
    10 million claims would take an hour.
    """
    articles, settings = _articles(each), {"strict": False, "disable": [], "across": across}
    before: Side | None = None
    between = done = read = place = 0
    with (
        path.open("w", encoding="utf-8") as file,
        tempfile.TemporaryFile("w+", encoding="utf-8") as relations,
    ):
        put = _Sealed(file)
        put(to_record(Run(provider="builtin", model="rules-1", settings=settings)))
        while done < wanted:
            article = articles[place // 2 % len(articles)]  # each twice, so that there is something to relate
            document, ids = article.named(place)
            for text, counted in article.lines(document, ids):
                put.line(text, counted)
            done, read = done + len(article.claims), read + len(document.body)
            telling = replace(article.telling, document=document.id, id=ids[article.telling.id])
            if across and before is not None and place % 2:
                ends = sorted((before, (telling, document)), key=lambda one: one[0].id)
                relation = relation_between("same_as", *ends, basis="model", provider="server")
                checked = checked_by("", frozenset(), words_of=ENDS)
                relations.write(line(to_record(replace(relation, checked=checked))))
                between += 1
            before, place = (telling, document), place + 1
        relations.seek(0)
        for text in relations:
            put(json.loads(text))
        total = done + between
        put(to_record(Summary(paragraphs=read, done=read, proposed=total, accepted=total)))
    return done, between


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

    def line(self, text: str, counted: bytes) -> None:
        """Write a record that is a line already."""
        self._file.write(text)
        self._digest.take(counted)


def write_gold(path: Path, count: int = GOLD) -> None:
    """Annotation of the run's first articles: what the run has of them, without every tenth claim and the relations."""
    articles = _articles()
    with path.open("w", encoding="utf-8") as file:
        for place in range(count):
            article = articles[place // 2 % len(articles)]
            lines = [text for text, _ in article.lines(*article.named(place))]
            kept = [one.kind != "relation" and number % 10 > 0 for number, one in enumerate(article.claims)]
            file.writelines(compress(lines, [True, *kept]))


@dataclass(frozen=True, slots=True)
class Cost:
    """What a command took: the most resident memory in MB, its own and a worker's, seconds of CPU, seconds; its exit code."""

    memory: float
    worker: float
    cpu: float
    seconds: float
    code: int


_CHILD = """
import atexit, pathlib, resource, sys
from llmclaims.cli import main

def note():
    used, below = resource.getrusage(resource.RUSAGE_SELF), resource.getrusage(resource.RUSAGE_CHILDREN)
    most, worker = (one.ru_maxrss / (1e6 if sys.platform == "darwin" else 1e3 / 1.024) for one in (used, below))
    status = pathlib.Path("/proc/self/status")
    if status.exists():  # since the system also counts what the process was before it became this one
        most = int(status.read_text().split("VmHWM:")[1].split()[0]) * 1024 / 1e6
    pathlib.Path("cost.txt").write_text(
        f"{most} {worker} {sum(one.ru_utime + one.ru_stime for one in (used, below))}"
    )

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
    memory, worker, cpu = map(float, (folder / "cost.txt").read_text(encoding="ascii").split())
    return Cost(memory=memory, worker=worker, cpu=cpu, seconds=seconds, code=done.returncode)


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


def take_away(path: Path) -> int:
    """Remove what a command made, so that the disk holds one of them at a time; how many bytes it had."""
    size = size_of(path)
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)
    return size


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
            claims, between = write_run(folder / "run.jsonl", wanted)
            write_gold(folder / "gold.jsonl")
            size = size_of(folder / "run.jsonl")
            print(
                f"{claims:,} claims, {between:,} relations between articles, {size / 1e6:,.1f} MB", flush=True
            )
            for what, arguments in commands().items():
                if asked.only and not {what, what.split()[-1]} & set(asked.only):
                    continue
                cost = measured(arguments, folder)
                made = take_away(folder / arguments[-1]) if arguments[0] == "export" else 0
                print(
                    f"  {what:22s} {cost.memory:8.1f} MB {cost.cpu:8.1f} s CPU {cost.seconds:8.1f} s"
                    f" {made / 1e6:9.1f} MB written"
                    + (f"  {cost.worker:.1f} MB a worker" if cost.worker else "")
                    + (f"  exit {cost.code}" if cost.code else ""),
                    flush=True,
                )
                row = {"claims": wanted, "what": what, "memory": cost.memory, "cpu": cost.cpu}
                found.append(row | {"written": made, "run": size, "code": cost.code})
    if asked.json:
        asked.json.write_text(json.dumps(found, indent=1), encoding="utf-8")


if __name__ == "__main__":
    main()
