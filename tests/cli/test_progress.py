"""The bar: documents and paragraphs done, of all where that is known, and nothing that is not so."""

from __future__ import annotations

import re
import sys
from dataclasses import replace

import pytest

from llmclaims.cli import progress
from llmclaims.cli.console import say
from llmclaims.documents.document import Document
from llmclaims.inference.sync import iterate
from llmclaims.pipeline.arguments import asked
from llmclaims.pipeline.options import HowFar
from llmclaims.pipeline.run import arecords
from llmclaims.schema.claims import Failure
from tests.support.loopback import EMPTY, Answer
from tests.support.terminals import on_a_terminal

ARTICLE = "Ferry {n}\n\nThe ferry {n} sank on Monday.\n\nNobody on board was hurt, the harbour said.\n"
DOCUMENT = Document.from_text("The ferry sank.\n")
LOST = Failure(document="a.txt", paragraph=None, error="DocumentError", message="gone")


def drawn(screen: str) -> list[str]:
    """What the bar said, each time that it was drawn."""
    plain = re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "\n", re.sub(r"\x1b\[[0-9;]*m", "", screen))
    return [line.split("━")[0].strip() for line in re.split(r"[\r\n]+", plain) if "━" in line]


@pytest.fixture
def folder(tmp_path, loopback):
    """Three articles, and a server that takes its time with each paragraph."""
    for n in range(3):
        (tmp_path / f"{n}.txt").write_text(ARTICLE.format(n=n), encoding="utf-8")
    (tmp_path / "llmclaims.toml").write_text(
        'provider = "mine"\nrequest_characters = 0\nlink = false\nchecks = []\n[providers.mine]\nmodel = "m"\nconcurrency = 1\n'
        f'base_url = "{loopback.base_url}"\n',
        encoding="utf-8",
    )
    loopback.default = Answer(EMPTY, delay=0.25)
    return tmp_path


def test_files_are_counted_first(folder):
    """All three are known before the first is done, and the paragraphs once all are read."""
    code, screen = on_a_terminal(folder, "extract", "0.txt", "1.txt", "2.txt", "-o", "run.jsonl")
    assert code == 0
    said = drawn(screen)
    assert {re.match(r"\d+/(\d+) documents", one)[1] for one in said if "documents" in one} == {"3"}
    assert any("/6 paragraphs" in one or "/9 paragraphs" in one for one in said)
    assert re.search(r"[\d-]+:[\d-]+ left", re.sub(r"\x1b\[[0-9;]*m", "", screen))


def test_a_table_says_how_much_is_done_and_claims_no_whole(folder):
    """How many rows there are is known when the last is read, and not before."""
    rows = "".join(f'"The ferry {n} sank on Monday, the harbour said."\n' for n in range(4))
    (folder / "all.csv").write_text(f"text\n{rows}", encoding="utf-8")
    _, screen = on_a_terminal(folder, "extract", "all.csv", "-o", "run.jsonl")
    assert all("so far" in one or "/4 " in one for one in drawn(screen))


@pytest.mark.parametrize("width", ["60", "80", "120"])
def test_a_bar_fits_the_screen(folder, width):
    """Nothing of it is cut at any width."""
    _, screen = on_a_terminal(folder, "extract", "0.txt", "1.txt", "-o", "run.jsonl", COLUMNS=width)
    assert drawn(screen)
    assert "…" not in screen.partition("1 document")[0]


TOLD = [
    ([DOCUMENT], 3, HowFar(2, 9, 1, False), "0/3 documents, 2 paragraphs"),  # the rest is not read yet
    ([DOCUMENT] * 2, 3, HowFar(4, 9, 3, True), "1/3 documents, 4/9 paragraphs"),
    (
        [DOCUMENT, LOST, DOCUMENT],
        4,
        HowFar(4, 9, 2, False),
        "2/4 documents, 4 paragraphs",
    ),  # one could not be read
    ([DOCUMENT], 1, HowFar(2, 9, 1, False), "2/9 paragraphs"),
    (
        [DOCUMENT],
        None,
        HowFar(2, 9, 1, False),
        "0 documents, 2 paragraphs so far",
    ),  # standard input, until its end
    ([DOCUMENT], None, HowFar(2, 9, 1, True), "2/9 paragraphs"),
    (
        [DOCUMENT] * 3,
        2,
        HowFar(5, 9, 3, False),
        "2 documents, 5 paragraphs so far",
    ),  # a file that held several
]


@pytest.mark.parametrize(("records_", "total", "far", "said"), TOLD)
def test_what_is_told_is_so(records_, total, far, said, monkeypatch):
    """A whole is named only where it is the whole."""
    made = progress.RunBar(shown=False)
    words: list[str] = []
    monkeypatch.setattr(made, "_draw", lambda text, _part: words.append(text))
    made._total = total
    for one in records_:
        made.saw(one)
    made.watch(far)
    assert words == [said]


def test_a_run_tells_how_far_it_is():
    """The last that is told is everything, and no number is smaller than the one before it."""
    documents = [Document.from_text(ARTICLE.format(n=n), path=f"{n}.txt") for n in range(4)]
    seen: list[HowFar] = []
    run = asked(documents, provider="builtin")
    list(iterate(lambda: arecords(run.source, replace(run.options, watch=seen.append))))
    assert seen[-1].all_read
    assert (seen[-1].done, seen[-1].documents) == (seen[-1].planned, 4)
    assert [one.done for one in seen] == sorted(one.done for one in seen)
    assert all(one.planned == seen[-1].planned for one in seen if one.all_read)


def test_a_sentence_takes_the_place_of_the_bar(monkeypatch, capsys):
    """What is said while a bar shows stands on a line of its own."""
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    closed: list[bool] = []
    with progress.bar("request", shown=True) as made:
        monkeypatch.setattr(made, "close", lambda: closed.append(True))
        say("something is wrong")
        assert closed == [True]
    assert "llmclaims: something is wrong" in capsys.readouterr().err
