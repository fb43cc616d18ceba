"""Whatever file a command is given: one that never ends is refused, one beyond all measure is not taken in."""

from __future__ import annotations

import json
import os
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from llmclaims import Settings, load, read
from llmclaims.config.local_files import open_file, read_file
from llmclaims.documents.readers import Articles, documents
from llmclaims.documents.readers.tables.lines import Lines
from llmclaims.errors import LlmClaimsError
from llmclaims.evaluation.gold import read_gold
from llmclaims.export.shared.entity_clusters import read_table
from llmclaims.inference.cassettes import _Persister
from llmclaims.inference.manifest import read_manifest
from llmclaims.inference.prompts import load_prompt
from llmclaims.pipeline.batch import job_file, replies
from llmclaims.runs import lines

if TYPE_CHECKING:
    from collections.abc import Callable

posix = pytest.mark.skipif(os.name != "posix", reason="pipes with names are Unix's")

READERS: dict[str, tuple[str, Callable[[Path], object]]] = {
    "a run": ("run.jsonl", load),
    "a run's lines": ("run.jsonl", lambda path: list(lines.numbered(path))),
    "an article": ("article.txt", read),
    "annotation": ("gold.ann", read_gold),
    "a table of names": ("names.csv", read_table),
    "a configuration": ("llmclaims.toml", Settings.load),
    "a recording": ("run.json", lambda path: read_manifest(path.parent)),
    "a cassette": (
        "one.yaml",
        lambda path: _Persister(lambda _: "").load_cassette(str(path), None),
    ),
    "a job": ("news.batch.json", job_file.load),
    "answers": ("answers.jsonl", lambda path: list(replies._lines(path))),
}
"""Each kind of file that a command reads: a name for it, and who reads it."""
DEEP = ("a run", "annotation", "a configuration", "a recording", "a job")


def outcome(read_it: Callable[[Path], object], path: Path) -> BaseException | object:
    """What reading came to, within a time; a reader that waits for ever fails the test and does not hold it."""
    found: list[object] = []

    def run() -> None:
        try:
            found.append(read_it(path))
        except BaseException as error:  # noqa: BLE001 - the error is what is looked at
            found.append(error)

    worker = threading.Thread(target=run, daemon=True)
    worker.start()
    worker.join(30)
    assert found, "it waits for ever"
    return found[0]


@posix
@pytest.mark.parametrize("kind", READERS)
def test_a_pipe_with_a_name_is_refused_by_every_reader(kind: str, tmp_path: Path) -> None:
    """Nobody may ever write to it; the sentence says what it is."""
    name, read_it = READERS[kind]
    os.mkfifo(tmp_path / name)
    found = outcome(read_it, tmp_path / name)
    assert isinstance(found, LlmClaimsError)
    if kind != "annotation":  # of which only files are looked at
        assert "it is a pipe, not a file" in str(found)


@pytest.mark.parametrize("kind", DEEP)
@pytest.mark.parametrize("text", ["[" * 100_000, '{"format": ' + "9" * 5000 + "}"], ids=["deep", "digits"])
def test_json_that_breaks_its_reader_is_that_files_fault(kind: str, text: str, tmp_path: Path) -> None:
    """Nested deeper than a program goes, or a number of more digits than it reads."""
    name, read_it = READERS[kind]
    (tmp_path / name).write_text(f"a = {text}" if name.endswith(".toml") else text, encoding="utf-8")
    assert isinstance(outcome(read_it, tmp_path / name), LlmClaimsError)


def test_annotation_in_json_that_breaks_its_reader(tmp_path: Path) -> None:
    """The line is named."""
    whole = {"record": "document", "id": "a", "path": "a.txt"}
    (tmp_path / "gold.jsonl").write_text(json.dumps(whole) + "\n" + "[" * 100_000 + "\n", encoding="utf-8")
    with pytest.raises(LlmClaimsError, match=r"gold\.jsonl:2: not JSON"):
        read_gold(tmp_path / "gold.jsonl")


def test_a_file_is_read_whole_up_to_a_size(tmp_path: Path) -> None:
    """At the limit it is taken, one byte behind it is refused; nothing is cut."""
    (tmp_path / "a").write_bytes(b"0123456789")
    assert read_file(tmp_path / "a", 10) == b"0123456789"
    with pytest.raises(OSError, match="larger than 9 bytes"):
        read_file(tmp_path / "a", 9)


@posix
def test_what_a_shell_hands_over_is_read_whole() -> None:
    """It has no size that is known before its end."""
    reader, writer = os.pipe()
    with os.fdopen(writer, "wb") as out:
        out.write(b"provider = 'builtin'\n")
    assert read_file(f"/dev/fd/{reader}") == b"provider = 'builtin'\n"
    os.close(reader)
    reader, writer = os.pipe()
    with os.fdopen(writer, "wb") as out:
        out.write(b"provider = 'builtin'\n")
    assert Settings.load(f"/dev/fd/{reader}").provider == "builtin"
    os.close(reader)


def test_a_line_that_never_ends_ends_the_reading_of_a_run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A longer one is passed over; one without an end is not looked for to the end of the disk."""
    monkeypatch.setattr(lines, "_LONGEST", 10)
    monkeypatch.setattr(lines, "_FAR", 40)
    path = tmp_path / "run.jsonl"
    path.write_bytes(b"x" * 35 + b"\n{}\n")
    assert list(lines.numbered(path)) == [(1, "longer than 10 bytes"), (2, b"{}\n")]
    path.write_bytes(b"x" * 60 + b"\n{}\n")
    (only,) = lines.numbered(path)
    assert only == (1, "longer than 40 bytes, and the rest was not read")


def test_a_row_that_never_ends_ends_the_reading_of_a_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rows before it are read, and it is said that nothing behind it was."""
    monkeypatch.setattr(Lines.__init__, "__defaults__", (200,))
    row = json.dumps({"text": "The ferry was late, said Odo Lind."})
    path = tmp_path / "rows.jsonl"
    path.write_text(f"{row}\n{'x' * 1000}\n{row}\n", encoding="utf-8")
    first, long, last = documents([Articles(str(path))])
    assert (first.text, "longer than 200" in long.message) == (last.text, True)
    path.write_text(f"{row}\n{'x' * 5000}\n{row}\n", encoding="utf-8")
    first, long = documents([Articles(str(path))])
    assert first.text
    assert "nothing behind it was read" in long.message


@posix
def test_a_prompt_is_a_file(tmp_path: Path) -> None:
    """A pipe with a prompt's name is passed over, and the shipped one is used."""
    os.mkfifo(tmp_path / "link.v1.md")
    found = outcome(lambda path: load_prompt("link.v1", folder=str(path)), tmp_path)
    assert not isinstance(found, BaseException)


@posix
def test_a_folder_is_none_of_these(tmp_path: Path) -> None:
    """What it is stands in the sentence."""
    with pytest.raises(OSError, match="it is a folder, not a file"):
        open_file(tmp_path)
