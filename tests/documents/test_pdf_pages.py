"""The page on which a quote of a PDF stands: in the claim, what is saved and exported, and as boxes on it."""

from __future__ import annotations

import csv
import json
from typing import TYPE_CHECKING

import pytest

import llmclaims
from llmclaims.documents.document import Origin
from llmclaims.documents.readers import read
from llmclaims.documents.readers.pdf.boxes import boxes
from llmclaims.errors import DocumentError
from tests.documents.test_pdf import document_of, newspaper, sheet
from tests.support.command_line import printed_by

if TYPE_CHECKING:
    from pathlib import Path

SAID = [
    "The harbour of Elm will stay shut until the spring, said Ida Brun, who leads the board of the harbour.",
    "The board of the town met on Monday and heard what the divers had found under the pier in the last weeks.",
    "The dockers were not asked before the vote, said Bo Voss, the chair of the union, when he left the hall.",
]


@pytest.fixture
def three_pages(tmp_path: Path) -> Path:
    """A PDF with a statement on its first page and on its third; a footnote on the first."""
    pdf = sheet()
    for number, text in enumerate(SAID):
        if number:
            pdf.add_page()
        pdf.set_font("Times", size=11)
        pdf.set_xy(20, 30)
        pdf.multi_cell(120, 5, text)
    pdf.page = 1
    pdf.set_font("Times", size=8)
    pdf.text(20, 250, "1 The harbour was built in 1911, said Per Lund.")
    path = tmp_path / "elm.pdf"
    path.write_bytes(bytes(pdf.output()))
    return path


def called(capsys, *args: object) -> tuple[int, str]:
    """A command's exit code, and what it printed."""
    code, *printed = printed_by(capsys, *map(str, args))
    return code, "".join(printed)


def saved(path: Path, tmp_path: Path) -> Path:
    """A run over a file."""
    file = tmp_path / "run.jsonl"
    llmclaims.extract(path).save(file)
    return file


def records(file: Path, kind: str) -> list[dict]:
    """The records of a kind in a run."""
    return [one for one in map(json.loads, file.read_text("utf-8").splitlines()) if one["record"] == kind]


def test_every_claim_says_its_page(three_pages, tmp_path):
    """That on which its quote begins; a note at the end of the text is on the page where it stands."""
    pages = {one.quote: one.page for one in llmclaims.extract(three_pages).statements}
    assert pages["The harbour of Elm will stay shut until the spring"] == 1
    assert pages["The dockers were not asked before the vote"] == 3
    text = read(three_pages)
    assert [text.page_at(text.text.index(words)) for words in ("Ida Brun", "divers", "Voss", "Per Lund")] == [
        1,
        2,
        3,
        1,
    ]
    assert text.page_at(0) == 1


def test_pages_with_nothing_on_them_count(tmp_path):
    """As a reader of the file counts, whatever the pages show."""
    pdf = sheet()
    pdf.add_page()
    pdf.add_page()
    pdf.set_font("Times", size=11)
    pdf.text(20, 40, SAID[0])
    assert document_of(pdf, tmp_path).page_at(5) == 3


def test_a_paragraph_over_two_pages_is_on_both(tmp_path):
    """Each of its words on the page where it stands."""
    found = document_of(newspaper(1, 12), tmp_path)
    pages = [found.page_at(offset) for offset in range(len(found.text))]
    assert pages == sorted(pages)
    assert set(pages) == {1, 2, 3}
    whole = next(one for one in found.paragraphs if found.page_at(one.start) != found.page_at(one.end - 1))
    assert whole.zone == "body"


def test_a_saved_run_keeps_its_pages_and_holds(three_pages, tmp_path, capsys):
    """Read back they are the same; verified, also against the file itself, and with the text left out."""
    result = llmclaims.extract(three_pages)
    result.save(tmp_path / "run.jsonl")
    again = llmclaims.load(tmp_path / "run.jsonl")
    assert again.claims == result.claims
    assert again.documents[0].origin == result.documents[0].origin
    assert llmclaims.verify(again).claims == result.claims
    result.save(tmp_path / "without.jsonl", text=False)
    for name in ("run.jsonl", "without.jsonl"):
        assert called(capsys, "verify", tmp_path / name, "--documents", three_pages.parent)[0] == 0


def changed(file: Path, kind: str, change) -> Path:
    """A run with its records of a kind changed, and no digest."""
    found = [json.loads(one) for one in file.read_text("utf-8").splitlines()]
    for one in found:
        if one["record"] == kind:
            change(one)
        one.pop("digest", None)
    file.write_text("".join(json.dumps(one) + "\n" for one in found), "utf-8")
    return file


@pytest.mark.parametrize(
    ("kind", "change"),
    [
        ("statement", lambda one: one.update(page=2)),  # another page
        ("statement", lambda one: one.pop("page")),  # none, although the document has them
        ("statement", lambda one: one.update(page=None)),  # nor may it be null
        ("statement", lambda one: one.update(page=0)),  # pages are counted from 1
        ("document", lambda one: one["origin"].pop("pages")),  # no pages, although the claims have them
        ("document", lambda one: one["origin"].update(pages=[["a", 1]])),  # no offset
    ],
)
def test_a_page_that_does_not_fit_is_found(kind, change, three_pages, tmp_path, capsys):
    """A claim's page is computed again from where its document says that pages begin."""
    code, printed = called(capsys, "verify", changed(saved(three_pages, tmp_path), kind, change))
    assert code == 1
    assert any(
        one in printed for one in ("PAGE_CHANGED", "RECORD_CHANGED", "RECORD_INVALID", "DOCUMENT_CHANGED")
    )


def test_a_run_from_before_claims_had_pages_holds(three_pages, tmp_path, capsys):
    """Neither its document nor its claims say anything of pages."""

    def older(one: dict) -> None:
        one.pop("page", None)
        (one.get("origin") or {}).pop("pages", None)

    file = saved(three_pages, tmp_path)
    for kind in ("document", "statement", "event"):
        changed(file, kind, older)
    assert [one.page for one in llmclaims.load(file).claims] == [None] * len(
        records(file, "statement") + records(file, "event")
    )
    for more in ((), ("--documents", three_pages.parent)):
        printed = called(capsys, "verify", file, *more)[1]
        assert "CHANGED" not in printed.replace("DIGEST", "")


def test_where_there_are_no_pages_nothing_is_said_of_them(tmp_path):
    """Records of texts and web pages are what they were."""
    (tmp_path / "elm.txt").write_text(SAID[0], "utf-8")
    (tmp_path / "elm.html").write_text(
        f"<html><body><article><p>{SAID[0]}</p></article></body></html>", "utf-8"
    )
    for name in ("elm.txt", "elm.html"):
        file = saved(tmp_path / name, tmp_path)
        assert all("page" not in one for one in records(file, "statement"))
        origin = records(file, "document")[0].get("origin") or {}
        assert not {"pages", "pictures"} & origin.keys()
    assert Origin(format="html").pages == ()


def test_the_page_is_shown_and_exported(three_pages, tmp_path, capsys):
    """In the terminal table, the sheets, the page to review and the annotations."""
    file = saved(three_pages, tmp_path)
    assert "p. 3 ¶" in called(capsys, "export", file, "--to", "table")[1]
    called(capsys, "export", file, "--to", "csv", "-o", tmp_path / "sheets")
    with (tmp_path / "sheets" / "claims.csv").open(encoding="utf-8-sig", newline="") as sheet_:
        assert {row["page"] for row in csv.DictReader(sheet_)} >= {"1", "3"}
    called(capsys, "export", file, "--to", "html", "-o", tmp_path / "review.html")
    assert '"page":3' in (tmp_path / "review.html").read_text("utf-8").replace(" ", "")
    called(capsys, "export", file, "--to", "webannotation", "-o", tmp_path / "annotations.json")
    items = json.loads((tmp_path / "annotations.json").read_text("utf-8"))["first"]["items"]
    fragments = [
        one for item in items for one in item["target"]["selector"] if one["type"] == "FragmentSelector"
    ]
    assert {one["value"] for one in fragments} >= {"page=1", "page=3"}
    assert {one["conformsTo"] for one in fragments} == {"http://tools.ietf.org/rfc/rfc3778"}


def test_boxes_stand_where_the_words_are_drawn(three_pages):
    """A box a line, in points from the lower left corner of its page."""
    found = read(three_pages)
    words = "said Bo Voss, the chair of the union"
    start = found.text.index(words)
    first, *more = boxes(found, [(start, start + len(words))])
    assert {one.page for one in (first, *more)} == {3}
    assert first.x0 >= 20 / 25.4 * 72 - 1
    top = 842 - 30 / 25.4 * 72  # of the cell in which the paragraph begins
    assert top - 45 < first.y0 < first.y1 <= top + 2
    for one, two in zip([first, *more], more, strict=False):
        assert two.y1 < one.y1  # the next line stands below
    width = sum(one.x1 - one.x0 for one in (first, *more))
    pdf = sheet()
    assert width == pytest.approx(pdf.get_string_width(words) / 25.4 * 72, rel=0.05)


def test_the_boxes_of_a_title_and_of_a_word_broken_at_the_end_of_a_line(tmp_path):
    """What is put in or taken out of the text moves no box."""
    pdf = sheet()
    pdf.set_font("Times", "B", 20)
    pdf.text(20, 20, "Pier shut")
    pdf.set_font("Times", size=11)
    for number, line in enumerate(
        ("The board said that the consid-", "erable damage was hidden by mussels.")
    ):
        pdf.text(20, 40 + 5 * number, line)
    found = document_of(pdf, tmp_path)
    assert found.text.startswith("# Pier shut\n\nThe board said that the considerable")
    start = found.text.index("considerable")
    (title,), (before, after) = (
        boxes(found, [span]) for span in ((2, 11), (start, start + len("considerable")))
    )
    assert title.y0 > before.y1 > after.y1
    assert after.x0 == pytest.approx(20 / 25.4 * 72, abs=1)
    assert before.x0 > after.x1


def test_boxes_need_the_very_file(three_pages, tmp_path):
    """Another PDF, or none, is said in a sentence; a file that was moved is named."""
    found = read(three_pages)
    moved = three_pages.rename(tmp_path / "moved.pdf")
    with pytest.raises(DocumentError, match="cannot be read: say with pdf="):
        boxes(found, [(0, 5)])
    assert boxes(found, [(0, 5)], pdf=moved)
    other = tmp_path / "other.pdf"
    other.write_bytes(newspaper(1, 8))
    with pytest.raises(DocumentError, match="is not the PDF that the text was read from"):
        boxes(found, [(0, 5)], pdf=other)
