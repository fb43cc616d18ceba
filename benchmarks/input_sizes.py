"""Measure time and memory against size for every input that is read from this machine.

    uv run python benchmarks/input_sizes.py [--sizes 1000 100000 1000000 10000000] [READER ...]

Each input is written in each size and read in a process of its own, which has read a small one before: the seconds
of the processor, and the peak of memory above what the process took before. ``times linear`` is how much more time
a byte takes in the largest size than in the one before it; 1 is linear. What a reader refuses is said instead.
"""

from __future__ import annotations

import argparse
import csv
import json
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

SIZES = (1_000, 100_000, 1_000_000, 10_000_000)
TEXT = (
    "The council of Brannock sold the old ferry on Monday for 40,000 pounds. “We could not repair it any more,” "
    "said Ann Lee, who had led the harbour for thirty years. The buyer, a museum, will show it from May.\n\n"
)
ARTICLE = 3_000  # bytes of an article in a table or a folder
PATIENCE = 600  # seconds
CHILD = """
import json, resource, sys, time
from llmclaims.schema.claims import Failure
from llmclaims.documents.readers import documents

def read(place):
    found = [one.message if isinstance(one, Failure) else "" for one in documents([place])]
    if process := sys.modules.get("llmclaims.documents.readers.pdf.process"):
        process._end_all()  # a process that has ended is counted
    return found

def usage():
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in both), [one.ru_maxrss for one in both]

read(sys.argv[1])
before, room = usage()
found = read(sys.argv[2])
after, most = usage()
peak = max(more - less for more, less in zip(most, room)) * 1024
print(json.dumps({"seconds": after - before, "peak": peak, "read": found.count(""),
                  "said": next(filter(None, found), "")}))
"""


def articles(size: int) -> Iterator[str]:
    """Yield articles of together ``size`` bytes, or one that is smaller."""
    for _ in range(max(1, size // ARTICLE)):
        yield text_of(min(size, ARTICLE))


def text_of(size: int) -> str:
    """Return a text of so many bytes, whole paragraphs but for the last."""
    return (TEXT * (size // len(TEXT.encode()) + 1)).encode()[:size].decode("utf-8", "ignore")


def write_text(folder: Path, size: int) -> Path:
    """Write one article."""
    path = folder / f"{size}.txt"
    path.write_text(text_of(size), encoding="utf-8")
    return path


def write_csv(folder: Path, size: int) -> Path:
    """Write a table of articles."""
    path = folder / f"{size}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([["text"], *([one] for one in articles(size))])
    return path


def write_jsonl(folder: Path, size: int) -> Path:
    """Write articles as lines."""
    path = folder / f"{size}.jsonl"
    with path.open("w", encoding="utf-8") as file:
        file.writelines(json.dumps({"text": one}) + "\n" for one in articles(size))
    return path


def write_parquet(folder: Path, size: int) -> Path:
    """Write a column of articles."""
    import pyarrow as pa
    from pyarrow import parquet

    path = folder / f"{size}.parquet"
    texts = [f"{number}. {one}" for number, one in enumerate(articles(size))]
    parquet.write_table(pa.table({"text": texts}), path, compression="none")
    return path


def write_folder(folder: Path, size: int) -> Path:
    """Write a file for each article."""
    path = folder / f"{size}"
    path.mkdir()
    for number, one in enumerate(articles(size)):
        (path / f"{number:05d}.txt").write_text(one, encoding="utf-8")
    return path


def write_html(folder: Path, size: int) -> Path:
    """Write a page with a paragraph for each of the text's."""
    path = folder / f"{size}.html"
    body = "".join(f"<p>{one}</p>\n" for one in text_of(size).split("\n\n") if one)
    page = (
        f"<!doctype html><html><head><title>Ferry</title></head><body><article>{body}</article></body></html>"
    )
    path.write_text(page, encoding="utf-8")
    return path


def write_pdf(folder: Path, size: int) -> Path:
    """Write pages of fifty lines."""
    path = folder / f"{size}.pdf"
    words = text_of(size).encode("ascii", "ignore").decode().split()
    lines = [" ".join(words[at : at + 12]) for at in range(0, len(words), 12)]
    pages = [lines[at : at + 50] for at in range(0, len(lines), 50)]
    numbers = [4 + 2 * at for at in range(len(pages))]
    kids = " ".join(f"{one} 0 R" for one in numbers)
    objects = {
        1: "<</Type/Catalog/Pages 2 0 R>>",
        2: f"<</Type/Pages/Count {len(pages)}/Kids[{kids}]>>",
        3: "<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    }
    for number, page in zip(numbers, pages, strict=True):
        drawn = "\n".join(f"({one}) Tj T*" for one in page)
        stream = f"BT /F1 10 Tf 14 TL 50 780 Td\n{drawn}\nET"
        objects[number] = (
            f"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents {number + 1} 0 R"
            "/Resources<</Font<</F1 3 0 R>>>>>>"
        )
        objects[number + 1] = f"<</Length {len(stream)}>>stream\n{stream}\nendstream"
    body, places = "%PDF-1.4\n", []
    for number in sorted(objects):
        places.append(len(body))
        body += f"{number} 0 obj\n{objects[number]}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    end = f"trailer<</Size {len(places) + 1}/Root 1 0 R>>\nstartxref\n{len(body)}\n%%EOF"
    path.write_text(f"{body}xref\n0 {len(places) + 1}\n0000000000 65535 f \n{table}{end}", encoding="ascii")
    return path


READERS: dict[str, Callable[[Path, int], Path]] = {
    "text": write_text,
    "csv": write_csv,
    "jsonl": write_jsonl,
    "parquet": write_parquet,
    "folder": write_folder,
    "html": write_html,
    "pdf": write_pdf,
}


def measured(warm: Path, place: Path) -> dict[str, float | str]:
    """Return what reading a place takes."""
    done = subprocess.run(
        [sys.executable, "-c", CHILD, str(warm), str(place)],
        capture_output=True,
        encoding="utf-8",
        check=True,
        timeout=PATIENCE,
    )
    found: dict[str, float | str] = json.loads(done.stdout)
    return found


def main() -> None:
    """Print a line for each reader and size."""
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("readers", metavar="READER", nargs="*", help=", ".join(READERS))
    parser.add_argument("--sizes", metavar="BYTES", type=int, nargs="+", default=SIZES)
    asked = parser.parse_args()
    print("| reader | bytes | CPU seconds | peak MB above | articles | times linear |")
    print("|---|---|---|---|---|---|")
    for name in asked.readers or READERS:
        with tempfile.TemporaryDirectory() as made:
            folder, before = Path(made), None
            (folder / "warm").mkdir()
            warm = READERS[name](folder / "warm", SIZES[0])
            for size in sorted(asked.sizes):
                found = measured(warm, READERS[name](folder, size))
                each = float(found["seconds"]) / size
                growth = f"{each / before:.2f}" if before else ""
                told = f"{float(found['seconds']):.3f} | {float(found['peak']) / 1e6:.1f} | {found['read']} | {growth}"
                print(f"| {name} | {size:,} | {found['said'] or told} |", flush=True)
                before = each or None


if __name__ == "__main__":
    main()
