"""A saved run is checked again without a model, and every change to it is named."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from llmclaims.documents.document import Document
from llmclaims.documents.readers import read
from llmclaims.errors import DocumentError
from llmclaims.pipeline.extract import extract
from llmclaims.runs.extraction import load
from llmclaims.schema.claims import Claim
from llmclaims.schema.news import Statement
from llmclaims.verification.recheck import Problem, Tally, recheck, verify
from tests.support import SEEDS

ARTICLES = sorted(SEEDS.glob("*/article.txt"))
CHANGES = 1000


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A saved run over the seeds."""
    path = tmp_path_factory.mktemp("run") / "run.jsonl"
    extract(ARTICLES, provider="builtin").save(path)
    return path


def problems(path: Path, **named: Any) -> list[Problem]:
    """What does not hold in a file."""
    return [one for one in recheck(path, **named) if isinstance(one, Problem)]


def lines(path: Path) -> list[dict[str, Any]]:
    """The records of a file."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_run_that_nobody_touched_holds(run: Path) -> None:
    """No problem, and the tally says how much was checked."""
    found = list(recheck(run))
    assert found[:-1] == []
    assert isinstance(found[-1], Tally)
    assert found[-1].documents == len(ARTICLES)
    assert found[-1].claims == len(load(run).claims) > 60


def _other(number: int, draw: random.Random) -> int:
    return number + draw.choice((-7, -2, -1, 1, 2, 9))


def _word(text: str, draw: random.Random) -> str:
    """A text with one word doubled, dropped or put in another's place."""
    words = text.split(" ")
    at = draw.randrange(len(words))
    change = draw.choice(("double", "drop", "swap"))
    if change == "double" or len(words) == 1:
        return " ".join([*words[: at + 1], *words[at:]])
    if change == "drop":
        return " ".join(words[:at] + words[at + 1 :])
    words[at] = "nobody" if words[at] != "nobody" else "everybody"
    return " ".join(words)


def _quote(record: dict[str, Any], draw: random.Random) -> None:
    record["quote"] = _word(record["quote"], draw)


def _offset(record: dict[str, Any], draw: random.Random) -> None:
    span = record["spans"][draw.randrange(len(record["spans"]))]
    at = draw.randrange(2)
    span[at] = _other(span[at], draw)


def _hull(record: dict[str, Any], draw: random.Random) -> None:
    key = draw.choice(("start", "end"))
    record[key] = _other(record[key], draw)


def _mention(record: dict[str, Any], draw: random.Random) -> None:
    path = draw.choice(sorted(record["mentions"]))
    at = draw.randrange(2)
    record["mentions"][path][0][at] = _other(record["mentions"][path][0][at], draw)


def _speaker(record: dict[str, Any], draw: random.Random) -> None:
    record["speaker"] = draw.choice(("the minister", "Nobody", None if record["speaker"] else "He"))


def _claim(record: dict[str, Any], draw: random.Random) -> None:
    record["claim"] = _word(record["claim"], draw)


def _number(record: dict[str, Any], draw: random.Random) -> None:
    record["paragraph"] = _other(record["paragraph"], draw)


def _document(record: dict[str, Any], draw: random.Random) -> None:
    record["document"] = "".join(draw.sample(record["document"], len(record["document"]))) + "0"


def _choice(record: dict[str, Any], draw: random.Random) -> None:
    record["polarity"] = "negative" if record["polarity"] == "positive" else "positive"


def _verdict(record: dict[str, Any], draw: random.Random) -> None:
    record["codes"] = [*record["codes"], draw.choice(("TOO_LONG", "AMBIGUOUS_SPAN"))]


def _derived(record: dict[str, Any], draw: random.Random) -> None:
    record["derived"] = {**record["derived"], draw.choice(("form", "time_value")): "direct or 1999"}


def _ends(record: dict[str, Any], draw: random.Random) -> None:
    record.update({"source": record["target"], "target": record["source"]})
    if draw.random() < 0.5:
        record["type"] = "subevent_of" if record["type"] != "subevent_of" else "about"


def _evidence(record: dict[str, Any], draw: random.Random) -> None:
    side = record["derived"]["evidence"][draw.randrange(2)]
    change = draw.choice(("quote", "spans", "claim", "document"))
    if change == "quote":
        side["quote"] = _word(side["quote"], draw)
    elif change == "spans":
        side["spans"][0][draw.randrange(2)] += draw.choice((-3, -1, 1, 4))
    else:
        side[change] = side[change][::-1] + "0"


KINDS: dict[str, tuple[Callable[[dict[str, Any], random.Random], None], Callable[[dict[str, Any]], Any]]] = {
    "quote": (_quote, lambda record: record["quote"] is not None),
    "offset": (_offset, lambda record: record["spans"]),
    "hull": (_hull, lambda record: record["start"] is not None),
    "mention": (_mention, lambda record: record["mentions"]),
    "speaker": (_speaker, lambda record: record["record"] == "statement"),
    "claim": (_claim, lambda record: record["record"] == "statement"),
    "paragraph": (_number, lambda record: record["paragraph"] is not None),
    "document": (_document, bool),
    "polarity": (_choice, lambda record: "polarity" in record),
    "codes": (_verdict, bool),
    "derived": (_derived, bool),
    "ends": (_ends, lambda record: record["record"] == "relation"),
    "evidence": (_evidence, lambda record: "evidence" in record["derived"]),
}


def _edited(records: list[dict[str, Any]], draw: random.Random) -> Iterator[tuple[int, str, dict[str, Any]]]:
    """One random change to each claim of a run: its place, what was changed, and the changed record."""
    for at, record in enumerate(records):
        if "spans" not in record:
            continue
        name = draw.choice([name for name, (_, fits) in KINDS.items() if fits(record)])
        edited = json.loads(json.dumps(record))
        KINDS[name][0](edited, draw)
        if edited != record:
            yield at, name, edited


def test_every_change_to_a_claim_is_named(run: Path, tmp_path: Path) -> None:
    """A thousand random changes, one a claim: each is found, in its own line."""
    records = lines(run)
    draw = random.Random(7)
    path = tmp_path / "edited.jsonl"
    made, missed = 0, []
    while made < CHANGES:
        changes = {at: (name, edited) for at, name, edited in _edited(records, draw)}
        changed = [changes[at][1] if at in changes else record for at, record in enumerate(records)]
        path.write_text("".join(json.dumps(one) + "\n" for one in changed), encoding="utf-8")
        named = {one.line for one in problems(path)}
        missed += [change for at, change in changes.items() if at + 1 not in named]
        made += len(changes)
    assert missed == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (
            lambda record: record | {"text": record["text"].replace("Brannock", "Brannick")},
            "DOCUMENT_CHANGED",
        ),
        (
            lambda record: record | {"text": record["text"] + " "},
            "DOCUMENT_CHANGED",
        ),  # one blank behind the end
        (
            lambda record: record | {"title": "Another"},
            "DOCUMENT_CHANGED",
        ),  # a title that the text does not give
        (lambda record: record | {"sha256": "0" * 64}, "DOCUMENT_CHANGED"),  # a hash of something else
        (
            lambda record: {key: record[key] for key in record if key != "text"},
            "DOCUMENT_MISSING",
        ),  # no text at all
    ],
)
def test_a_changed_document_is_named(run: Path, tmp_path: Path, change: Any, code: str) -> None:
    """The text is what its hash was taken of, and the record says of it what it gives."""
    records = lines(run)
    at = next(at for at, record in enumerate(records) if "Brannock" in str(record.get("text")))
    records[at] = change(records[at])
    path = tmp_path / "edited.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    assert code in {one.code for one in problems(path) if one.line == at + 1}


def test_a_claim_that_was_taken_out_is_missed_in_the_tally(run: Path, tmp_path: Path) -> None:
    """Deleting a line of a run does not go unnoticed."""
    records = lines(run)
    at = next(at for at, record in enumerate(records) if record["record"] == "statement")
    path = tmp_path / "edited.jsonl"
    path.write_text(
        "".join(json.dumps(one) + "\n" for one in records[:at] + records[at + 1 :]), encoding="utf-8"
    )
    assert "TALLY_WRONG" in {one.code for one in problems(path)}


def test_a_run_that_did_not_end_says_so(run: Path, tmp_path: Path) -> None:
    """A file without its last line is not a whole run."""
    path = tmp_path / "cut.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in lines(run)[:-1]), encoding="utf-8")
    assert [one.code for one in problems(path)] == ["SUMMARY_MISSING"]


def test_it_can_be_checked_against_the_documents_themselves(tmp_path: Path) -> None:
    """A run saved without texts is checked with the folder of articles; a changed article no longer fits."""
    folder = tmp_path / "articles"
    folder.mkdir()
    article = folder / "one.txt"
    article.write_bytes(ARTICLES[0].read_bytes())
    path = tmp_path / "run.jsonl"
    extract(article, provider="builtin").save(path, text=False)
    assert "DOCUMENT_MISSING" in {one.code for one in problems(path)}
    assert problems(path, documents=folder) == []
    article.write_text("Something else stands here now.\n", encoding="utf-8")
    assert "DOCUMENT_MISSING" in {one.code for one in problems(path, documents=folder)}


@pytest.mark.parametrize(
    ("encoding", "old", "new"),
    [
        ("utf-8", "left early", "was robbed"),  # words that no claim rests on
        ("cp1252", "left early", "was robbed"),  # in an encoding that has no byte order mark
    ],
)
def test_a_text_that_is_not_the_documents_is_named(tmp_path: Path, encoding: str, old: str, new: str) -> None:
    """The text that a run carries is compared with the document, also where all claims hold in that."""
    folder = tmp_path / "articles"
    folder.mkdir()
    text = f"The café will not open on Monday, said Ida Brandt. Her brother {old}.\n"
    (folder / "one.txt").write_bytes(text.encode(encoding))
    path = tmp_path / "run.jsonl"
    extract(folder / "one.txt", provider="builtin").save(path)
    assert problems(path, documents=folder) == []
    path.write_text(path.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")
    beside = next(one for one in problems(path, documents=folder) if one.code == "DOCUMENT_CHANGED")
    assert beside.message == "The text in the run is not that of the document at hand."
    alone = next(one for one in problems(path) if one.code == "DOCUMENT_CHANGED")
    assert alone.message == "The text is not the one that its hash was taken of."


def test_a_claim_that_fits_no_model_names_the_field(run: Path, tmp_path: Path) -> None:
    """A record that the model of its kind does not take says which field is wrong."""
    records = lines(run)
    at = next(at for at, one in enumerate(records) if one["record"] == "event" and one["participants"])
    records[at]["participants"][0]["role"] = "king"
    path = tmp_path / "run.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    named = next(one for one in problems(path) if one.line == at + 1)
    assert named.code == "RECORD_INVALID"
    assert "participants.0.role" in named.message


def test_the_library_checks_a_result_too() -> None:
    """A claim whose body was changed comes back as a rejection; the others stay claims; the sum is the same."""
    result = extract(ARTICLES[0], provider="builtin")
    assert verify(result) == result
    claim = result.statements[0]
    assert isinstance(claim.body, Statement)
    forged = replace(claim, body=claim.body.model_copy(update={"claim": "Something else."}))
    checked = verify(
        replace(result, records=tuple(forged if one is claim else one for one in result.records))
    )
    assert [one.code for one in checked.rejections[: -len(result.rejections) or None]] == ["CLAIM_CHANGED"]
    assert len(checked.claims) == len(result.claims) - 1
    assert checked.summary.accepted + checked.summary.rejected == result.summary.proposed


def test_one_draft_can_be_checked_by_itself() -> None:
    """``verify(draft, document)`` finds the paragraph, and refuses what the document does not say."""
    document = Document.from_text("The ferry did not sail on Monday, the owner said.\n")
    fields: dict[str, Any] = {
        "ref": "s1", "speaker": "the owner", "speaker_name": None, "speaker_type": "person", "cue": "said",
        "act": "assert", "polarity": "negative", "claim": "The ferry did not sail on Monday.", "time": None,
    }  # fmt: skip
    good = verify(Statement(quote="The ferry did not sail on Monday", **fields), document)
    assert isinstance(good, Claim)
    assert good.spans == ((0, 32),)
    bad = verify(Statement(quote="The ferry did sail on Monday", **fields), document)
    assert not isinstance(bad, Claim)
    assert bad.code == "NEGATION_ALTERED"
    with pytest.raises(TypeError, match="give the Document"):
        verify(Statement(quote="x", **fields))  # type: ignore[call-overload]


def test_reading_is_what_from_text_gives() -> None:
    """A document that went through a run file is the one that was read."""
    result = extract(ARTICLES[0], provider="builtin")
    assert result.documents[0] == read(ARTICLES[0])


@pytest.mark.parametrize(
    "change",
    [
        lambda records: records[1:],  # the run's own record is gone
        lambda records: [records[0] | {"format": "llmclaims/9"}, *records[1:]],  # a format that nobody knows
        lambda records: [],  # nothing at all
    ],
)
def test_what_is_no_run_is_not_said_to_hold(run: Path, tmp_path: Path, change: Any) -> None:
    """A file that is no run is an error, never "all hold"."""
    path = tmp_path / "other.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in change(lines(run))), encoding="utf-8")
    with pytest.raises(DocumentError, match="give one that extract wrote"):
        problems(path)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-8", "cp1252"])
def test_a_file_in_any_encoding_holds(tmp_path: Path, encoding: str) -> None:
    """The hash is of the bytes: a byte order mark or another encoding is no change."""
    article = tmp_path / "one.txt"
    text = "The café did not open on Monday, the owner said. “We are tired,” she added.\n" * 3
    article.write_bytes(text.encode(encoding))
    path = tmp_path / "run.jsonl"
    extract(article, provider="builtin").save(path)
    assert problems(path) == []
    assert problems(path, documents=tmp_path) == []
