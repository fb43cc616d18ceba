"""``llmclaims check`` as a person and a script meet it."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from rich.cells import cell_len

from tests.support.command_line import llmclaims, printed_by

if TYPE_CHECKING:
    from pathlib import Path

TEXT = "The ferry 🚢 sank on Monday. “We didn’t check the hull,” said Ann Lee. The owner paid 40 million crowns for it."
GOOD = {"source": TEXT, "quote": "We didn't check the hull"}
BAD = {"source": TEXT, "quote": "The owner paid 4 million crowns for it"}
BLANK = {"source": TEXT, "quote": ""}


@pytest.fixture
def saved(tmp_path: Path) -> Any:
    """Write rows as JSON Lines and give the path."""

    def save(*rows: dict[str, Any], name: str = "quotes.jsonl") -> str:
        path = tmp_path / name
        path.write_text("".join(f"{json.dumps(one)}\n" for one in rows), encoding="utf-8")
        return str(path)

    return save


CODES = [
    ("all hold", [GOOD, GOOD], 0),
    ("one does not", [GOOD, BAD], 1),
    ("one cannot be read", [GOOD, BLANK], 1),
    ("none can be read", [BLANK, {"other": 1}], 2),
    ("there is none", [{"text": TEXT, "extractions": []}], 0),
]


@pytest.mark.parametrize(("_reason", "rows", "code"), CODES)
@pytest.mark.parametrize("layout", ["list", "jsonl"])
def test_the_exit_code_tells(capsys, saved, _reason, rows, code, layout):
    """A script can rely on it, whatever is printed."""
    assert printed_by(capsys, "check", saved(*rows), "--format", layout)[0] == code


def test_a_pipe_gets_a_record_a_quote_and_a_summary(capsys, saved):
    """With spans of the source where it holds, with the nearest words and what differs where it does not."""
    code, out, err = printed_by(capsys, "check", saved(GOOD, BAD, BLANK))
    good, bad, blank, summary = map(json.loads, out.splitlines())
    assert (code, err) == (1, "")
    assert (good["holds"], good["tier"]) == (True, "typographic")
    assert [TEXT[start:end] for start, end in good["spans"]] == good["text"] == ["We didn’t check the hull"]
    assert (bad["holds"], bad["code"]) == (False, "NUMBER_ALTERED")
    assert TEXT[bad["nearest"]["start"] : bad["nearest"]["end"]] == "The owner paid 40 million crowns for it"
    assert bad["differences"] == [{"quote": "4", "source": "40"}]
    assert blank["record"] == "unreadable"
    assert summary["quotes"] == summary["held"] + summary["refused"] + summary["unreadable"] == 3
    assert summary["codes"] == {"NUMBER_ALTERED": 1}


def test_a_person_gets_what_does_not_hold_and_the_totals(capsys, saved):
    """The quote above the source's words, then what could not be read, then one line; with ``--all`` the others too."""
    path = saved(GOOD, BAD, BLANK, BLANK)
    _, out, _ = printed_by(capsys, "check", path, "--format", "list")
    said = " ".join(out.split())
    assert "#2: NUMBER_ALTERED: The quote has “4” where the source has “40”." in said
    assert (
        "quote “The owner paid 4 million crowns for it” source “The owner paid 40 million crowns for it”"
        in said
    )
    assert "not read: its quote is empty" in said
    assert "(and 1 more)" in said
    assert out.splitlines()[-1] == "4 quotes: 1 holds, 1 does not (NUMBER_ALTERED 1), 2 could not be read."
    assert "hull" not in out
    assert "hull" in printed_by(capsys, "check", path, "--format", "list", "--all")[1]
    assert "4 quotes" not in printed_by(capsys, "check", path, "--format", "list", "--quiet")[1]


def test_a_terminal_gets_the_list_with_what_differs_marked(capsys, monkeypatch, saved):
    """Without being asked, the words that differ are set off on both lines."""
    screen = io.StringIO()
    monkeypatch.setattr(screen, "isatty", lambda: True)
    monkeypatch.setattr("sys.stdout", screen)
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.delenv("NO_COLOR", raising=False)
    printed_by(capsys, "check", saved(BAD))
    out = screen.getvalue()
    assert "paid \x1b[1;4m4\x1b[0m million" in out
    assert "paid \x1b[1;4m40\x1b[0m million" in out


@pytest.mark.parametrize("columns", [40, 80, 140])
def test_the_list_fits(capsys, monkeypatch, saved, columns):
    """Long quotes are folded, and what a file holds cannot steer the terminal."""
    monkeypatch.setenv("COLUMNS", str(columns))
    evil = {
        "source": f"{TEXT} \x1b]0;owned\x07 \u202e{'long words ' * 50}",
        "quote": "said\x1b[31m Bo Lee. " + "long " * 99,
    }
    _, out, _ = printed_by(capsys, "check", saved(BAD, evil), "--format", "list")
    assert max(cell_len(line) for line in out.splitlines()[:-1]) <= columns
    assert not {"\x1b", "\x07", "\u202e"} & set(out)


def test_records_go_to_a_file_and_the_totals_to_the_screen(capsys, saved, tmp_path):
    """``-o`` writes what a pipe gets."""
    path, out = saved(GOOD, BAD), tmp_path / "checked.jsonl"
    code, printed, err = printed_by(capsys, "check", path, "-o", str(out))
    assert (code, printed) == (1, "")
    assert out.read_text(encoding="utf-8") == printed_by(capsys, "check", path)[1]
    assert err.splitlines() == ["2 quotes: 1 holds, 1 does not (NUMBER_ALTERED 1).", f"Written to {out}"]
    assert "read" in printed_by(capsys, "check", path, "-o", path)[2]


def test_offsets_in_another_unit_are_said(capsys, saved):
    """And the option that takes them."""
    start = TEXT.index("The owner")
    row = {"source": TEXT, "quote": "The owner paid 40 million", "start": start + 1, "end": start + 26}
    code, _, err = printed_by(capsys, "check", saved(row), "--at-offsets")
    assert code == 1
    assert "UTF-16 code units: add --offset-unit utf-16" in err
    assert printed_by(capsys, "check", saved(row), "--at-offsets", "--offset-unit", "utf-16")[0] == 0
    assert printed_by(capsys, "check", saved(row))[0] == 0


NOTHING = [
    (["gone.jsonl"], "gone.jsonl does not exist"),
    (["empty.jsonl"], "empty.jsonl is empty"),
    (["quotes.jsonl", "--documents", "nowhere"], "nowhere does not exist"),
    ([], "Missing argument"),
]


@pytest.mark.parametrize(("arguments", "told"), NOTHING)
def test_what_cannot_start_says_why(capsys, saved, tmp_path, monkeypatch, arguments, told):
    """In one sentence, with the exit code 2 and nothing on standard output."""
    monkeypatch.chdir(tmp_path)
    saved(GOOD)
    saved(name="empty.jsonl")
    code, out, err = printed_by(capsys, "check", *arguments)
    assert (code, out) == (2, "")
    assert told in err
    assert err.count("\n") == 1


def test_standard_input_is_read(tmp_path):
    """A pipe needs no file."""
    done = llmclaims("check", "-", cwd=tmp_path, stdin=f"{json.dumps(GOOD)}\n")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout.splitlines()[0])["place"] == "-#1"
