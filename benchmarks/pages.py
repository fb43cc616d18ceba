"""How much of an article is read from a web page, and how much of what stands around it, beside trafilatura alone.

    uv run python benchmarks/pages.py FOLDER [--half first|second] [--show] [--workers 2]

FOLDER holds pages and one ``pages.jsonl``, a page a line: ``{"file": "a.html", "required": ["…"], "unwanted": ["…"]}``.
``file`` is a path in the folder; ``required`` are passages of the article, ``unwanted`` passages of what is not: other
stories, menus, comments, notices. White space and soft hyphens do not count. ``docs/howto/evaluating.md`` makes such a folder out of
trafilatura's own evaluation data in a few lines. Nothing of the pages is in this repository.

"Mined" is what a model would be shown: the paragraphs of the body. "Read" counts the title, captions and the like too.
Trafilatura's is ``trafilatura.extract(page)`` with its default settings. A page that is refused, or gives nothing, has
kept no required passage. Intervals are 95 %, by drawing pages anew. ``--half`` takes the pages whose name's hash is even
or odd: the reader was made with a look at the first half alone. ``--show`` prints each passage that is lost or let in.
"""

import argparse
import hashlib
import json
import logging
import random
import sys
import time
import unicodedata
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from pathlib import Path
from typing import NamedTuple

LIST = "pages.jsonl"
DRAWS = 1_000
HALVES = ("first", "second")


class Page(NamedTuple):
    """A page, and what of it is wanted."""

    path: Path
    required: tuple[str, ...]
    unwanted: tuple[str, ...]


class Found(NamedTuple):
    """What was read of one page: its words, the same with every zone, and the seconds of the processor; ``error``: why nothing was."""

    text: str
    read: str
    seconds: float
    error: str = ""


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--half", choices=HALVES)
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--workers", type=int, default=2)
    asked = parser.parse_args()
    pages = [one for one in pages_of(asked.folder) if asked.half in (None, half_of(one.path.name))]
    with ProcessPoolExecutor(asked.workers) as pool:
        ours = list(pool.map(partial(measured, by_llmclaims), pages, chunksize=4))
        theirs = list(pool.map(partial(measured, by_trafilatura), pages, chunksize=4))
    if asked.show:
        show(pages, ours)
    required, unwanted = (sum(len(getattr(one, kind)) for one in pages) for kind in ("required", "unwanted"))
    print(f"{len(pages)} pages, {required} required and {unwanted} unwanted passages")
    print(f"{'':12s}{'required, mined':>24s}{'unwanted, mined':>24s}{'required, read':>24s}", end="")
    print(f"{'nothing':>9s}{'ms CPU':>11s}")
    for name, found in (("llmclaims", ours), ("trafilatura", theirs)):
        print(row(name, pages, found))


def pages_of(folder: Path) -> list[Page]:
    """Read the list of a folder's pages."""
    lines = (folder / LIST).read_text(encoding="utf-8").splitlines()
    rows = [json.loads(line) for line in lines if line.strip()]
    return [Page(folder / one["file"], tuple(one["required"]), tuple(one["unwanted"])) for one in rows]


def half_of(name: str) -> str:
    """Tell in which half a page is."""
    return HALVES[hashlib.sha256(name.encode()).digest()[0] % 2]


def measured(read: Callable[[bytes, str], tuple[str, str]], page: Page) -> Found:
    """Read a page and take the time of the processor."""
    data = page.path.read_bytes()
    begun = time.process_time()
    try:
        text, every = read(data, page.path.name)
    except Exception as error:  # noqa: BLE001 - what stops a reader costs it the page, and is counted
        return Found("", "", time.process_time() - begun, f"{type(error).__name__}: {error}")
    return Found(spaced(text), spaced(every), time.process_time() - begun)


def by_llmclaims(data: bytes, name: str) -> tuple[str, str]:
    """Return the paragraphs that are mined, and all of them."""
    from llmclaims.documents.readers.html import document
    from llmclaims.documents.readers.source import Articles

    found = document(data, Articles(place=name), name=name)
    return " ".join(one.text for one in found.body), " ".join(one.text for one in found.paragraphs)


def by_trafilatura(data: bytes, _name: str) -> tuple[str, str]:
    """Return what trafilatura gives by itself."""
    import trafilatura

    logging.getLogger("trafilatura").setLevel(logging.CRITICAL)
    found = trafilatura.extract(data) or ""
    return found, found


def spaced(text: str) -> str:
    """Return a text with its white space collapsed, in composed characters, without soft hyphens."""
    return unicodedata.normalize("NFC", " ".join(text.replace("\u00ad", "").split()))


def held(passages: Sequence[str], text: str) -> int:
    """Count the passages that stand in a text."""
    return sum(spaced(one) in text for one in passages)


def row(name: str, pages: Sequence[Page], found: Sequence[Found]) -> str:
    """Write one line of the table."""
    pairs = list(zip(pages, found, strict=True))
    shares = (
        [(held(page.required, one.text), len(page.required)) for page, one in pairs],
        [(held(page.unwanted, one.text), len(page.unwanted)) for page, one in pairs],
        [(held(page.required, one.read), len(page.required)) for page, one in pairs],
    )
    cells = "".join(f"{share(counts):>24s}" for counts in shares)
    nothing = sum(not one.text for one in found)
    milliseconds = 1_000 * sum(one.seconds for one in found) / max(len(found), 1)
    return f"{name:12s}{cells}{nothing:9d}{milliseconds:11.0f}"


def share(counts: Sequence[tuple[int, int]]) -> str:
    """Write a share of passages in per cent, with its interval over pages."""
    draw = random.Random(0)  # the same figures each time
    drawn = sorted(ratio(draw.choices(counts, k=len(counts))) for _ in range(DRAWS))
    low, high = drawn[int(DRAWS * 0.025)], drawn[int(DRAWS * 0.975)]
    return f"{ratio(counts):.1f} % [{low:.1f}, {high:.1f}]"


def ratio(counts: Sequence[tuple[int, int]]) -> float:
    """Return the share of all that was held, in per cent."""
    return 100 * sum(one for one, _ in counts) / max(sum(of for _, of in counts), 1)


def show(pages: Sequence[Page], found: Sequence[Found]) -> None:
    """Print what is lost and what is let in, a passage a line."""
    for page, one in zip(pages, found, strict=True):
        lost = [("lost", text) for text in page.required if spaced(text) not in one.text]
        let_in = [("let in", text) for text in page.unwanted if spaced(text) in one.text]
        for kind, text in [*lost, *let_in]:
            zone = " (in another zone)" if kind == "lost" and spaced(text) in one.read else ""
            print(f"{page.path.name}\t{kind}{zone}\t{spaced(text)}")
        if one.error:
            print(f"{page.path.name}\trefused\t{one.error}")
    sys.stdout.flush()


if __name__ == "__main__":
    main()
