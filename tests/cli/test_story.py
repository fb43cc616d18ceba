"""``llmclaims story``: runs in, one picture out, on a terminal, as a page, or as JSON Lines."""

from __future__ import annotations

import json

import pytest

from llmclaims.cli import command
from llmclaims.errors import ConfigError
from tests.support.story_runs import article, ten

NOT_LINKED = (
    "The runs are related by their words; `llmclaims link RUN... --provider NAME -o links.jsonl` has a model"
)


@pytest.fixture
def saved(tmp_path, monkeypatch):
    """Two runs that nobody has linked, in the current folder."""
    monkeypatch.chdir(tmp_path)
    article("a", "May 4", "The bridge is safe for lorries, Lena Ort said.").save("a.jsonl")
    article("b", "May 5", "The bridge is not safe for lorries, Tom Rey said.").save("b.jsonl")
    return tmp_path


def _call(*arguments):
    return command.main(["story", *arguments], prog_name="llmclaims", standalone_mode=False)


def test_runs_that_nobody_linked_are_linked(saved, capsys):
    """Two runs become one story with the relation between them, and a sentence says how they were related."""
    assert _call("a.jsonl", "b.jsonl") == 0
    said = capsys.readouterr()
    found = [json.loads(line) for line in said.out.splitlines()]
    (point,) = [one for one in found if one["record"] == "point"]
    assert [one["who"] for one in point["says"]] == ["Lena Ort"]
    assert [one["who"] for one in point["against"]] == ["Tom Rey"]
    assert [one["type"] for one in found if one["record"] == "relation"] == ["disputes"]
    assert NOT_LINKED in said.err


def test_a_linked_run_is_taken_as_it_is(saved, capsys):
    """Nothing is linked anew where link did it, and nothing is said."""
    ten().save("links.jsonl")
    assert _call("links.jsonl", "-o", "out.jsonl", "-q") == 0
    assert capsys.readouterr().err == ""
    relations = [
        line
        for line in (saved / "out.jsonl").read_text(encoding="utf-8").splitlines()
        if line.startswith('{"record":"relation"')
    ]
    assert len(relations) == len(ten().relations)


def test_the_page_is_written_for_its_name(saved, capsys):
    """``-o story.html`` is the page, and what it is made of is left alone."""
    assert _call("a.jsonl", "b.jsonl", "-o", "story.html") == 0
    page = (saved / "story.html").read_text(encoding="utf-8")
    assert page.startswith("<!DOCTYPE html>")
    assert "script-src 'sha256-" in page
    assert "Written to story.html" in capsys.readouterr().err
    with pytest.raises(ConfigError, match="one of the files that are read"):
        _call("a.jsonl", "b.jsonl", "-o", "a.jsonl")


@pytest.mark.parametrize(
    ("name", "begins"),
    [("out.jsonl", '{"record":"story"'), ("out.txt", "2 articles · "), ("out.html", "<!DOCTYPE html>")],
)
def test_the_name_of_a_file_says_what_it_holds(saved, name, begins):
    """Data, tables or the page: as the file's name ends."""
    assert _call("a.jsonl", "b.jsonl", "-o", name, "-q") == 0
    assert (saved / name).read_text(encoding="utf-8").startswith(begins)


def test_tables_go_to_a_pipe_when_asked_for(saved, capsys):
    """``--to table`` prints what a terminal shows."""
    assert _call(".", "--to", "table") == 0
    assert "1. “The bridge is safe for lorries”" in capsys.readouterr().out


def test_runs_without_texts_are_compared_all_the_same(saved, capsys):
    """What cannot be linked is said, and the story is told by the words of the claims."""
    for name in ("a", "b"):
        article(
            name,
            "May 4",
            "The bridge is safe for lorries, Lena Ort said."
            if name == "a"
            else "The bridge is not safe for lorries, Tom Rey said.",
        ).save(f"{name}.jsonl", text=False)
    assert _call("a.jsonl", "b.jsonl") == 0
    said = capsys.readouterr()
    assert "compared by their words alone, since they cannot be linked: " in said.err
    assert '"record":"point"' in said.out


def test_a_story_that_is_too_large_says_what_to_do(saved):
    """More claims than ``--most`` are refused in a sentence."""
    with pytest.raises(ConfigError, match="more than 1 claims"):
        _call("a.jsonl", "b.jsonl", "--most", "1")
