"""Read PDFs in a process of their own: what one of them does to the engine, or to memory, is its own failure.

Run as a module by ``pdf_process``, with the seconds that it may wait for a file. A line of JSON on standard input
(``size``, ``seconds``, ``memory``, ``spans``) is followed by so many bytes of a PDF; a line of JSON on standard output answers
it. The process ends when its input does, whatever it is busy with, and says ``gone`` when it ends by itself.
"""

import contextlib
import json
import os
import queue
import sys
import threading
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

from llmclaims.documents.readers.pdf.letters import boxes_of, pages_of
from llmclaims.documents.readers.pdf.paragraphs import paragraphs
from llmclaims.documents.readers.pdf.texts import document_text, pages_in

Spans = Sequence[tuple[int, int]]

_pdfium: Any = import_module("pypdfium2")  # without types of its own
MOST_PAGES = 3000
_GROWN = 4  # a part of the memory allowed: who holds it after a file makes room for a fresh process


def main() -> None:
    """Answer requests until there are no more for a while."""
    idle = None  # until there was one: it was started for it
    requests: queue.SimpleQueue[tuple[bytes, int, Spans]] = queue.SimpleQueue()
    threading.Thread(target=_receive, args=(requests,), daemon=True).start()
    _answer({})  # it is ready
    begun = _in_use()
    while True:
        try:
            data, memory, spans = requests.get(timeout=idle)
        except queue.Empty:
            break
        _answer(_read(data, spans))
        del data
        idle = float(sys.argv[1])
        if _in_use() > begun + memory // _GROWN:
            break
    _answer({"gone": True})
    os._exit(0)


def _receive(requests: queue.SimpleQueue[tuple[bytes, int, Spans]]) -> None:
    """Take in what is asked; when nobody can ask any more, end the process in the middle of its work."""
    with contextlib.suppress(OSError, ValueError, MemoryError):
        while line := sys.stdin.buffer.readline():
            asked = json.loads(line)
            _limit(asked["seconds"], asked["memory"] + 2 * asked["size"])
            requests.put((sys.stdin.buffer.read(asked["size"]), asked["memory"], asked["spans"]))
    os._exit(0)


def _answer(said: dict[str, Any]) -> None:
    sys.stdout.buffer.write(json.dumps(said).encode("ascii") + b"\n")
    sys.stdout.buffer.flush()


def _limit(seconds: int, memory: int) -> None:
    """Allow the next file so many seconds of the processor and bytes of memory, where the platform can."""
    try:
        import resource
    except ImportError:  # Windows
        return
    used = resource.getrusage(resource.RUSAGE_SELF)
    for kind, most in (
        (resource.RLIMIT_CPU, int(used.ru_utime + used.ru_stime) + seconds),
        (resource.RLIMIT_AS, _in_use() + memory),
        (resource.RLIMIT_CORE, 0),
    ):
        hard = resource.getrlimit(kind)[1]
        with contextlib.suppress(OSError, ValueError):  # a platform that knows the limit and does not keep it
            resource.setrlimit(kind, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


def _in_use() -> int:
    """Bytes of address space that the process has; 0 where that is not told."""
    try:
        return int(Path("/proc/self/statm").read_text(encoding="ascii").split()[0]) * os.sysconf(
            "SC_PAGE_SIZE"
        )
    except (OSError, ValueError, AttributeError):
        return 0


def _read(data: bytes, spans: Spans = ()) -> dict[str, Any]:
    try:
        return _text(data, spans)
    except MemoryError:
        return {"fault": "memory"}
    except Exception:  # noqa: BLE001 - a file may do anything, and this process is there to bear it
        return {"fault": "page"}


def _text(data: bytes, spans: Spans) -> dict[str, Any]:
    """Return the title and text that a PDF shows, with its pages, and how many words it hides, or its fault.

    ``spans`` are parts of the text, whose boxes are asked for.
    """
    try:
        file = _pdfium.PdfDocument(data)
    except _pdfium.PdfiumError as error:
        return {"fault": "locked" if "password" in str(error).lower() else "unreadable"}
    try:
        if len(file) > MOST_PAGES:
            return {"fault": "pages"}
        found = [pages_of(file[number], number) for number in range(len(file))]
        title, texts = paragraphs([page for pages, _, _ in found for page in pages])
        whole = document_text(title, texts)
        boxes = [boxes_of(file, whole.within(start, end)) for start, end in spans]
    finally:
        file.close()
    return {
        "title": title.text if title else None,
        "text": whole.text,
        "pages": pages_in(whole),
        "pictures": [number for number, (_, _, is_picture) in enumerate(found, start=1) if is_picture],
        "hidden": sum(words for _, words, _ in found),
        "boxes": boxes,
    }


if __name__ == "__main__":
    main()
