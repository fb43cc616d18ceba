"""Write down everything that the program puts out for the seeds: two checkouts that say the same give the same files.

    python benchmarks/outputs.py FOLDER

Runs of the seeds (``builtin`` and replayed), the linked run, ``verify`` and ``eval`` of them, every export of one of
them, the help pages, and the verdicts on the vectors of the tests. What must differ (times, the library's version,
the digest that covers both) is taken out. Compare two folders with ``diff -r``.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
LINE = [sys.executable, "-c", "from llmclaims.cli import main; main()"]
BESIDE_TEXT = ("parquet", "duckdb")
TEXTS = (
    "jsonl",
    "table",
    "timeline",
    "speakers",
    "entities",
    "html",
    "webannotation",
    "brat",
    "labelstudio",
    "plover",
)
FORMATS = (*TEXTS, "graphml", "csv", *BESIDE_TEXT)
COMMANDS = (
    "extract",
    "verify",
    "link",
    "export",
    "eval",
    "batch",
    "rules",
    "providers",
    "init",
    "cache",
    "mcp",
)
CHANGING = (
    (
        re.compile(
            r'([\\"]+)(started|seconds|library_version|version|digest)([\\"]+):\s?([\\"]+[^"\\]*[\\"]+|[0-9.e-]+)'
        ),
        r"\1\2\3:0",
    ),
    (re.compile(r"\b[0-9a-f]{64}\b"), "HASH"),
    (
        re.compile(
            r'urn:uuid:[0-9a-f-]{36}(", "type": "(AnnotationPage|AnnotationCollection|prov:Activity))'
        ),
        r"UUID\1",
    ),
    (re.compile(r"\b\d+\.\d+ ?s\b"), "0 s"),
)


def run(folder: Path, name: str, *arguments: str) -> None:
    """Run the command line in ``folder`` and keep what it says, and how it ended, in ``name``.txt."""
    environment = {
        "PATH": os.environ["PATH"],
        "HOME": str(folder / "home"),
        "COLUMNS": "110",
        "LC_ALL": "C.UTF-8",
    }
    done = subprocess.run([*LINE, *arguments], cwd=folder, env=environment, capture_output=True, check=False)
    said = f"{done.stdout.decode()}\n---- stderr\n{done.stderr.decode()}\n---- exit code {done.returncode}\n"
    (folder / f"{name}.txt").write_text(said, encoding="utf-8")


def runs(folder: Path) -> None:
    """Write the runs of the seeds, what links them, and what is said of them."""
    for seed in sorted(ROOT.glob("seeds/*/article.txt")):
        name = seed.parent.name
        shutil.copy(seed, folder / f"{name}.article.txt")
        run(folder, f"builtin-{name}", "extract", f"{name}.article.txt", "-o", f"builtin-{name}.jsonl")
        run(folder, f"table-{name}", "extract", f"{name}.article.txt", "--format", "table")
        cassette = str(ROOT / "cassettes" / name)
        replayed = f"replayed-{name}.jsonl"
        run(
            folder, f"replayed-{name}", "extract", f"{name}.article.txt", "--replay", cassette, "-o", replayed
        )
        for gold in sorted(seed.parent.glob("*.jsonl")):
            run(folder, f"eval-{name}", "eval", str(gold), replayed)
    replayed = [str(one) for one in sorted(Path(one.name) for one in folder.glob("replayed-*.jsonl"))]
    between = str(ROOT / "cassettes" / "between-the-seeds")
    run(folder, "linked", "link", *replayed, "--replay", between, "-o", "linked.jsonl")
    for one in sorted(folder.glob("*.jsonl")):
        run(folder, f"verify-{one.stem}", "verify", one.name)


def exports(folder: Path) -> None:
    """Write one run in every format, those that are no text as the rows that they hold."""
    source = min(folder.glob("replayed-*.jsonl")).name
    for form in FORMATS:
        run(folder, f"export-{form}", "export", source, "--to", form, "-o", f"export-{form}")
    import pyarrow.parquet as pq

    for one in sorted((folder / "export-parquet").rglob("*.parquet")):
        rows = pq.read_table(one).to_pylist()
        Path(f"{one}.json").write_text(json.dumps(rows, default=str, indent=1), encoding="utf-8")
        one.unlink()
    import duckdb

    path = folder / "export-duckdb"
    with duckdb.connect(str(path), read_only=True) as base:
        tables = sorted(name for (name,) in base.execute("SHOW TABLES").fetchall())
        rows = {name: base.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}
    path.with_suffix(".json").write_text(json.dumps(rows, default=str, indent=1), encoding="utf-8")
    path.unlink()


def helps(folder: Path) -> None:
    """Write every help page, the list of rules, and a new configuration."""
    run(folder, "help", "--help")
    for command in COMMANDS:
        run(folder, f"help-{command}", command, "--help")
    for command in ("submit", "status", "collect", "cancel"):
        run(folder, f"help-batch-{command}", "batch", command, "--help")
    run(folder, "rules", "rules")
    run(folder, "providers", "providers")


def verdicts(folder: Path) -> None:
    """Write what ``verify`` says of every draft in ``tests/vectors``: its code, its message, its place."""
    import llmclaims

    for table in sorted((ROOT / "tests" / "vectors").glob("*.jsonl")):
        said = []
        for line in table.read_text(encoding="utf-8").split("\n")[:-1]:
            row = json.loads(line)
            if "draft" not in row:
                continue
            document = llmclaims.Document.from_text(row["text"], id="d", published=row.get("published"))
            draft = getattr(llmclaims, row["kind"].capitalize()).model_validate(row["draft"])
            drafted = {ref: llmclaims.Event.model_validate(end) for ref, end in row.get("ends", {}).items()}
            ends = {ref: llmclaims.verify(end, document) for ref, end in drafted.items()}
            outcome = llmclaims.verify(draft, document, paragraph=row.get("paragraph"), ends=ends)
            codes = [*getattr(outcome, "codes", ()), getattr(outcome, "code", "")]
            said.append({"id": row["id"], "codes": codes, "outcome": repr(outcome)})
        if said:
            lines = "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in said)
            (folder / f"verdicts-{table.name}").write_text(lines, encoding="utf-8")


def cleaned(folder: Path) -> None:
    """Take out what differs from run to run."""
    for one in folder.rglob("*"):
        if not one.is_file():
            continue
        try:
            text = one.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        for pattern, instead in CHANGING:
            text = pattern.sub(instead, text)
        one.write_text(text.replace(str(folder), "FOLDER").replace(str(ROOT), "ROOT"), encoding="utf-8")


def main() -> None:
    """Write all of it into the folder that is named."""
    folder = Path(sys.argv[1]).resolve()
    folder.mkdir(parents=True)
    (folder / "home").mkdir()
    runs(folder)
    exports(folder)
    helps(folder)
    verdicts(folder)
    shutil.rmtree(folder / "home")
    cleaned(folder)


if __name__ == "__main__":
    main()
