"""Whatever a model put into a draft, what is written is JSON that every reader takes, and it is read back."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import pytest

from llmclaims.cli import main
from llmclaims.config.settings import Settings
from llmclaims.documents.document import Document
from llmclaims.errors import ConfigError
from llmclaims.export.formats import writer
from llmclaims.pipeline.extract import extract
from llmclaims.runs.extraction import Extraction, load, records
from llmclaims.runs.jsonl import to_record
from llmclaims.runs.lines import canonical, line, parsed
from llmclaims.schema.claims import Rejection
from llmclaims.verification.recheck import Note, Problem, recheck, verify
from tests.support.forgeries import honest


def _nested(depth: int) -> Any:
    found: Any = "end"
    for _ in range(depth):
        found = [found]
    return found


DRAFTS: dict[str, tuple[Any, Any]] = {
    "no number": (math.nan, "NaN"),
    "the infinities": ([math.inf, -math.inf], ["Infinity", "-Infinity"]),
    "half a character": ("\ud800", "\ud800"),
    "a number of many digits": (10**6000, hex(10**6000)),
    "keys that are no texts": ({1: math.nan}, {"1": "NaN"}),
}


def _strict(text: str) -> Any:
    def refused(name: str) -> Any:
        raise AssertionError(name)

    return json.loads(text, parse_constant=refused)


def _with(draft: Any) -> Extraction:
    run = honest()
    document = run.documents[0]
    refused = Rejection(
        kind="event",
        document=document.id,
        paragraph=1,
        code="SCHEMA_INVALID",
        message="x",
        nearest=None,
        draft=draft,
    )
    return Extraction(run=run.run, records=(document, refused), summary=run.summary)


@pytest.mark.parametrize("name", DRAFTS)
def test_a_draft_is_written_as_json(name: str) -> None:
    """What JSON has no form for is told by its name, and the line reads back."""
    draft, told = DRAFTS[name]
    record = to_record(_with(draft).rejections[0])
    assert _strict(line(record))["draft"] == told
    assert _strict(canonical(record).decode())["draft"] == told
    assert isinstance(parsed(line(record).encode()), dict)


@pytest.mark.parametrize("depth", [120, 500, 20_000])
def test_a_draft_nested_too_deeply_is_cut(depth: int) -> None:
    """What is kept of it can be read; the line says that the rest was left out."""
    found = line(to_record(_with(_nested(depth)).rejections[0]))
    assert "nested too deeply" in found
    assert isinstance(parsed(found.encode()), dict)


@pytest.mark.parametrize("name", ["html", "webannotation", "jsonl"])
def test_no_export_writes_what_is_no_json(name: str, tmp_path: Path) -> None:
    """A refused draft with NaN in it blanks no page and breaks no file."""
    path = tmp_path / "out"
    with path.open("w", encoding="utf-8", newline="\n") as out:
        writer(name)(records(_with({"quote": "x", "n": [math.nan, math.inf]})), out)
    text = path.read_text(encoding="utf-8")
    if name == "html":
        text = text.partition('type="application/json"')[2].partition(">")[2].partition("</script>")[0]
    for one in text.splitlines() if name == "jsonl" else [text]:
        _strict(one)


def test_equal_runs_have_one_digest_with_their_texts_or_without(tmp_path: Path) -> None:
    """The digest is of what was found; another paragraph gives another."""
    text = "The ferry did not sail on Monday, the owner said.\n"
    first, second = (extract(Document.from_text(text), provider="builtin") for _ in range(2))
    assert first.summary.digest == second.summary.digest
    first.save(tmp_path / "bare.jsonl", text=False)
    assert load(tmp_path / "bare.jsonl").summary.digest == first.summary.digest
    other = extract(Document.from_text(text + "\nIt sailed later, he said.\n"), provider="builtin")
    assert other.summary.digest != first.summary.digest


def test_a_choice_of_records_is_another_run(tmp_path: Path) -> None:
    """``verify`` says that the digest is of more; ``save`` takes the digest of what is there."""
    run = honest()
    chosen = Extraction(run=run.run, records=run.records[:-2], summary=run.summary)
    said = " ".join(verify(chosen).summary.warnings)
    assert "TALLY_WRONG" in said
    chosen.save(tmp_path / "run.jsonl")
    digest = load(tmp_path / "run.jsonl").summary.digest
    assert digest is not None
    assert digest != run.summary.digest


def _written(tmp_path: Path, run: Extraction) -> Path:
    path = tmp_path / "run.jsonl"
    run.save(path)
    return path


def test_a_digest_kept_elsewhere_is_compared(tmp_path: Path) -> None:
    """The right one holds in either case of letters, also where the file has none; another does not."""
    path = _written(tmp_path, honest())
    digest = str(load(path).summary.digest)
    assert not [one for one in recheck(path, digest=digest.upper()) if isinstance(one, Problem)]
    path.write_text(path.read_text(encoding="utf-8").replace(f',"digest":"{digest}"', ""), encoding="utf-8")
    assert [one.code for one in recheck(path) if isinstance(one, Problem)] == ["DIGEST_MISSING"]
    assert not [one for one in recheck(path, digest=digest) if isinstance(one, Problem)]
    assert [one.code for one in recheck(path, digest="0" * 64) if isinstance(one, Problem)] == [
        "DIGEST_WRONG"
    ]
    with pytest.raises(ConfigError, match="64 hexadecimal digits"):
        list(recheck(path, digest="abc"))


def test_rules_that_were_off_are_said_first(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 1 unless the reader asks for the run's own rules, and then they are named all the same."""
    document = Document.from_text("The ferry did not sail on Monday, the owner said.\n")
    run = extract(document, settings=Settings(provider="builtin", disable=("TOO_LONG",)))
    assert {claim.checked for claim in run.claims} == {("quote", "rules:en", "off:TOO_LONG")}
    path = str(_written(tmp_path, run))
    assert _code("verify", path) == 1
    assert "RULES_OFF: Made with rules turned off: TOO_LONG" in capsys.readouterr().out.splitlines()[0]
    assert _code("verify", path, "--policy", "as-run") == 0
    assert "TOO_LONG" in capsys.readouterr().out.splitlines()[0]


def _code(*arguments: str) -> Any:
    with pytest.raises(SystemExit) as ended:
        main(list(arguments))
    return ended.value.code


def test_a_language_that_the_text_does_not_show_is_not_believed(tmp_path: Path) -> None:
    """Named as one without rules, an English text is checked as English all the same."""
    text = "The ferry did not sail on Monday, the owner said. He was not pleased with the harbour.\n" * 3
    path = _written(tmp_path, extract(Document.from_text(text, language="de"), provider="builtin"))
    assert "DOCUMENT_CHANGED" in {one.code for one in recheck(path) if isinstance(one, Problem)}
    found = list(recheck(path, policy="as-run"))
    assert not [one for one in found if isinstance(one, Problem)]
    assert [one for one in found if isinstance(one, Note)]
