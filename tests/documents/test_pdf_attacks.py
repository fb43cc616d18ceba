"""PDFs that would end or fill whatever reads them: each is that document's failure, and the next one is read."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
import sys
import threading
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

import pytest

import llmclaims
from llmclaims.documents.readers import pdf, read
from llmclaims.documents.readers.pdf import process as pdf_process
from llmclaims.documents.readers.pdf.overlap import covered
from llmclaims.documents.readers.pdf.process import Limits
from llmclaims.errors import DocumentError
from tests.support import hostile_pdfs as hostile

SAID = "The harbour board closed the pier on Thursday, said its chair."
TIME, MEMORY = "takes more than 1 seconds to read", "MB of memory to read, or breaks its reader"
PAGE, NO_TEXT = "has a page that cannot be read", "shows no text"

# each with what becomes of it: the words that are read, or the failure that is said
ATTACKS = {
    "forms that draw each other twenty times over": (hostile.nested_forms, MEMORY),
    "two forms in a circle": (hostile.round_forms, MEMORY),
    "a content that unpacks to 150 MB": (partial(hostile.bomb, 150_000_000), MEMORY),
    "a bomb that is packed three times": (partial(hostile.twice_packed, 150_000_000), MEMORY),
    "a letter that stands for a thousand": (hostile.long_map, MEMORY),
    "letters that cover one another": (partial(hostile.piled, 40_000), TIME),
    "a heavy page three thousand times": (partial(hostile.same_page, 2_900), TIME),
    "more pages than an article has": (partial(hostile.same_page, 3_001), "has more than 3,000 pages"),
    "a tree of pages that is its own child": (hostile.round_tree, PAGE),
    "a deep tree of pages": (partial(hostile.deep_tree, 5_000), PAGE),
    "a string without an end": (partial(hostile.inline_strings, 1_000_000), NO_TEXT),
    "two billion pages, it says": (hostile.page_count, SAID),
    "arrays in arrays": (hostile.deep_arrays, SAID),
    "an object in an object": (partial(hostile.deep_object, 200_000), SAID),
    "states that are never given back": (partial(hostile.deep_states, 100_000), SAID),
    "a page as large as a country": (hostile.huge_box, SAID),
    "a page turned inside out": (hostile.odd_box, SAID),
    "a table of objects that goes round": (hostile.round_xref, SAID),
    "a table of eight million objects": (hostile.long_xref, SAID),
    "a length that is its own": (hostile.round_length, SAID),
    "a stream of many objects": (partial(hostile.object_streams, 50_000), SAID),
    "a picture of ninety gigapixels": (hostile.picture_bomb, SAID),
    "a drawing of many strokes": (partial(hostile.many_shapes, 50_000), SAID),
    "the same content many times": (partial(hostile.heavy_contents, 5), "abcde fgh"),
    "a letter of a font drawn with itself": (hostile.drawn_font, NO_TEXT),
    "rows of two billion bytes": (hostile.wide_rows, NO_TEXT),
    "a map of four billion letters": (hostile.endless_map, ""),
    "a stream of objects that holds itself": (hostile.own_stream, SAID),
    "two hundred filters": (hostile.own_filter, SAID),
    "a pattern painted with itself": (hostile.pattern_in_itself, SAID),
    "a lock out of all bounds": (hostile.locked, "is locked with a password"),
    "a file added to two thousand times": (partial(hostile.many_files, 2_000), SAID),
    "resources in a circle": (hostile.round_resources, SAID),
    "letters out of all bounds": (hostile.letters_out_of_bounds, SAID),
}


def save(data: bytes, tmp_path, name: str = "article.pdf"):
    """A file of these bytes."""
    path = tmp_path / name
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("name", ATTACKS)
def test_a_hostile_pdf_is_its_own_failure(name, tmp_path, monkeypatch):
    """It is read, or one sentence says why not; this process stays as it was, and the next PDF is read."""
    make, result = ATTACKS[name]
    monkeypatch.setattr(pdf, "LIMITS", Limits(seconds=1 if result is TIME else 20, memory=60_000_000))
    path = save(make(), tmp_path)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        found = read(path).text
    except DocumentError as error:
        found = str(error)
        assert found.startswith(str(path))
        assert found.endswith(".")
    assert result in found
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 50_000  # kilobytes
    monkeypatch.setattr(pdf, "LIMITS", Limits())
    assert SAID in read(save(hostile.one_page(hostile.ARTICLE), tmp_path)).text


def in_python(code: str, *arguments: str, **more) -> subprocess.Popen:
    """A program of a user's own."""
    return subprocess.Popen(
        [sys.executable, "-c", code, *map(str, arguments)], stdout=subprocess.PIPE, text=True, **more
    )


def is_there(process: int) -> bool:
    """Whether a process runs."""
    try:
        state = Path(f"/proc/{process}/stat").read_text(encoding="ascii", errors="replace")
        return state.rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False


def wait_until(holds, seconds: float = 30) -> bool:
    """Whether something comes true in time."""
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def press_until_it_ends(process, end):
    """Send a signal as a person presses Ctrl-C: again, where it came while Python was busy with what ignores it."""
    for _ in range(60):
        process.send_signal(end)
        with suppress(subprocess.TimeoutExpired):
            process.communicate(timeout=2)
            return
    raise AssertionError("it goes on")


BUSY = """
import signal, sys, threading
signal.signal(signal.SIGINT, signal.default_int_handler)  # a job in the background is begun with it ignored
from llmclaims.documents.readers import pdf, read
from llmclaims.documents.readers.pdf import process as pdf_process
from llmclaims.documents.readers.pdf.process import Limits
pdf.LIMITS = Limits(seconds=100)
started = pdf_process._started
def say():
    child = started()
    print(child.pid, flush=True)
    return child
pdf_process._started = say
read(sys.argv[1])
"""


needs_proc = pytest.mark.skipif(not Path("/proc/self").is_dir(), reason="asks /proc which processes run")


@needs_proc
@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_the_process_ends_with_the_one_that_started_it(end, tmp_path):
    """However a run is ended in the middle of a PDF, nothing of it stays behind."""
    path = save(hostile.piled(), tmp_path)
    parent = in_python(BUSY, path, stderr=subprocess.DEVNULL)
    child = int(parent.stdout.readline())
    assert is_there(child)
    press_until_it_ends(parent, end)
    assert wait_until(lambda: not is_there(child))


@needs_proc
def test_ctrl_c_is_not_sent_to_the_process(tmp_path):
    """What to do about a signal is decided in one place: the reader is in no group of the terminal's."""
    read(save(hostile.one_page(hostile.ARTICLE), tmp_path))
    assert os.getpgid(pdf_process._spare[-1].pid) != os.getpgid(0)


def test_many_pdfs_share_a_process(tmp_path, monkeypatch):
    """A folder of PDFs starts one; a file that was its end takes no other with it."""
    pdf_process._end_all()
    started = []
    start = pdf_process._started
    monkeypatch.setattr(pdf_process, "_started", lambda: started.append(start()) or started[-1])
    monkeypatch.setattr(pdf, "LIMITS", Limits(memory=120_000_000))
    for number in range(6):
        save(
            hostile.round_forms() if number == 3 else hostile.one_page(hostile.ARTICLE),
            tmp_path,
            f"{number}.pdf",
        )
    result = llmclaims.extract(tmp_path)
    assert [one.path[-5:] for one in result.documents] == [f"{n}.pdf" for n in (0, 1, 2, 4, 5)]
    assert [one.document[-5:] for one in result.failures] == ["3.pdf"]
    assert len(started) == 2


def test_a_process_that_went_home_is_replaced(tmp_path, monkeypatch):
    """One that waited long has ended by itself: the next file does not notice."""
    path = save(hostile.one_page(hostile.ARTICLE), tmp_path)
    pdf_process._end_all()
    monkeypatch.setattr(pdf_process, "_IDLE", 0.01)
    read(path)
    assert pdf_process._spare[-1].wait(timeout=30) == 0
    assert SAID in read(path).text


def test_pdfs_are_read_in_many_threads(tmp_path):
    """Each thread has a process of its own while it reads."""
    path = save(hostile.one_page(hostile.ARTICLE), tmp_path)
    found = []
    threads = [threading.Thread(target=lambda: found.append(read(path).text)) for _ in range(4)]
    for one in threads:
        one.start()
    for one in threads:
        one.join(60)
    assert found == [read(path).text] * 4
    assert len(pdf_process._spare) <= 2


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
def test_a_copy_of_the_process_starts_its_own(tmp_path):
    """After a fork both read, and neither takes the other's answer."""
    path = save(hostile.one_page(hostile.ARTICLE), tmp_path)
    code = """
import os, sys
from llmclaims.documents.readers import read
first = read(sys.argv[1]).text
copy = os.fork()
same = all(read(sys.argv[1]).text == first for _ in range(3))
if copy == 0:
    os._exit(0 if same else 1)
print(same, os.waitpid(copy, 0)[1], flush=True)
"""
    assert in_python(code, path).communicate(timeout=60)[0].split() == ["True", "0"]


def test_a_script_without_a_guard_reads_a_pdf_once(tmp_path):
    """The user's own main module is not run again, and a module beside the articles is not taken for one of Python's."""
    save(hostile.one_page(hostile.ARTICLE), tmp_path)
    (tmp_path / "json.py").write_text("raise SystemExit('taken in')", encoding="utf-8")
    folder = tmp_path / "scripts"
    folder.mkdir()
    script = folder / "main.py"
    script.write_text(
        "from llmclaims.documents.readers import read\nprint('once', len(read('article.pdf').text))",
        encoding="utf-8",
    )
    ran = subprocess.run(
        [sys.executable, script], cwd=tmp_path, capture_output=True, text=True, timeout=60, check=True
    )
    assert ran.stdout.split() == ["once", str(len(SAID) + 1)]


def test_where_no_process_can_be_started_one_sentence_says_so(tmp_path, monkeypatch):
    """A Python that is gone, or one that does not run our module."""
    pdf_process._end_all()
    path = save(hostile.one_page(hostile.ARTICLE), tmp_path)
    for python in ("/nowhere/python", "/bin/false"):
        monkeypatch.setattr(sys, "executable", python)
        with pytest.raises(
            DocumentError, match="needs a process of its own to be read, and none can be started"
        ):
            read(path)


LARGE = [
    hostile.many_letters,
    hostile.strewn_letters,
    hostile.one_line,
    hostile.one_word,
    hostile.marks,
    hostile.white_on_shapes,
]


@pytest.mark.parametrize("make", LARGE, ids=[one.__name__ for one in LARGE])
def test_time_grows_as_the_letters_of_a_page_do(make, tmp_path):
    """However they stand, twice the letters take about twice the time: none of it is squared."""

    def seconds(size):
        path = save(make.__wrapped__(size), tmp_path)
        begin = time.perf_counter()
        try:
            read(path)
        except DocumentError as error:
            assert NO_TEXT in str(error)  # noqa: PT017 - white letters on white paper
        return time.perf_counter() - begin

    few, many = (min(seconds(size) for _ in range(2)) for size in (3_000, 24_000))
    assert many < 30 * few + 2


def test_points_under_boxes_are_found_as_one_by_one():
    """The quick way says of every point what comparing it with each box does, edges too."""
    points = [(x / 2, y / 2) for x in range(20) for y in range(20)]
    boxes = [(n * 7 % 10, n * 3 % 9, n * 7 % 10 + n % 3, n * 3 % 9 + n % 2) for n in range(9)] + [
        (5, 5, 4, 4)
    ]
    expected = [any(x0 <= x <= x1 and y0 <= y <= y1 for x0, y0, x1, y1 in boxes) for x, y in points]
    assert covered(points, boxes) == expected
    assert covered(points, []) == [False] * len(points)
    assert True in expected
