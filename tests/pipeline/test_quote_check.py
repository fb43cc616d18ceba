"""Quotes that others saved are read in each form, and judged as those of claims are."""

from __future__ import annotations

import base64
import json
from typing import TYPE_CHECKING, Any

import pytest

from llmclaims.errors import DocumentError
from llmclaims.pipeline.quote_check import Asked, Checked, Quoteless, Unreadable, check
from llmclaims.pipeline.quote_check.offsets import Offsets
from llmclaims.pipeline.quote_check.tally import Tally

if TYPE_CHECKING:
    from pathlib import Path

TEXT = (
    "The ferry 🚢 sank on Monday. “We didn’t check the hull,” said Ann Lee, the captain.\n"
    "The owner paid 40 million crowns for it. It rained all day. It rained all night."
)
HELD, ALTERED = "We didn't check the hull", "The owner paid 4 million crowns for it"


def outcomes(path: Path, content: Any, **asked: Any) -> list[Any]:
    """What is found of the quotes of a file: text as it is, else a record a line."""
    if not isinstance(content, (str, bytes)):
        content = "".join(f"{json.dumps(one, ensure_ascii=False)}\n" for one in content)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return list(check([str(path)], Asked(**asked)))


def code_of(one: Any) -> str | None:
    """The verdict in a word: the tier or the code, or what the outcome is instead."""
    if isinstance(one, Checked):
        return one.grounding.tier or one.grounding.code
    return type(one).__name__


COLUMNS = [
    # the plainest names
    {"source": TEXT, "quote": HELD},
    # whoever writes them, with capitals and blanks
    {"Source Text": TEXT, "Quote": HELD},
    # as the citations of an answer are called
    {"document": TEXT, "cited_text": HELD},
    # as extractions are called
    {"text": TEXT, "extraction_text": HELD},
    # a corpus of claims with evidence
    {"context": TEXT, "evidence": HELD, "label": "SUPPORTED"},
    # a label beside the text is not the text
    {"source": "The Daily Ferry", "text": TEXT, "quote": HELD},
    # a claim of one's own beside the quote is not the quote
    {"claim": "Nobody looked", "source": TEXT, "quote": HELD},
    # where nothing else is the quote, it is
    {"claim": HELD, "source": TEXT},
]


@pytest.mark.parametrize("row", COLUMNS)
def test_columns_are_known_by_their_usual_names(tmp_path: Path, row: dict[str, str]) -> None:
    """Nobody has to rename what a usual tool wrote."""
    assert [code_of(one) for one in outcomes(tmp_path / "rows.jsonl", [row])] == ["typographic"]


def test_columns_that_are_named_go_before_the_usual_ones(tmp_path: Path) -> None:
    """``--source-column`` and ``--quote-column`` choose, whatever else is there."""
    row = {
        "text": "Another text of the row.",
        "body_de": TEXT,
        "quote": "other words of the row",
        "words": HELD,
    }
    found = outcomes(tmp_path / "rows.jsonl", [row], source_column="body_de", quote_column="words")
    assert [code_of(one) for one in found] == ["typographic"]


ROWS = [
    ("a quote that stands there", HELD, "typographic"),
    ("its own marks around it", f"«{HELD}»", "typographic"),
    ("another number", ALTERED, "NUMBER_ALTERED"),
    ("the negation left out", "We did check the hull", "NEGATION_ALTERED"),
    ("another name", "said Bo Lee, the captain", "NAME_ALTERED"),
    ("nothing like it", "nobody ever wrote these strange words", "QUOTE_NOT_FOUND"),
    ("two words", "Ann Lee", "TOO_SHORT"),
    ("an emoji within", "The ferry 🚢 sank on Monday", "exact"),
]  # fmt: skip


@pytest.mark.parametrize(("_reason", "quote", "code"), ROWS)
def test_each_quote_has_the_verdict_of_the_gate(tmp_path: Path, _reason: str, quote: str, code: str) -> None:
    """The codes are those that a claim's quote would get."""
    (found,) = outcomes(tmp_path / "rows.jsonl", [{"source": TEXT, "quote": quote}])
    assert code_of(found) == code
    assert found.holds == code.islower()
    if code == "NUMBER_ALTERED":
        assert found.grounding.nearest.text == "The owner paid 40 million crowns for it"
        assert found.grounding.differences == (("4", "40"),)


def test_short_quotes_are_taken_when_asked(tmp_path: Path) -> None:
    """``--any-length`` takes names and single words; what is not there stays refused."""
    rows = [{"source": TEXT, "quote": one} for one in ("Ann Lee", "Monday", "Mon", "Tuesday")]
    found = outcomes(tmp_path / "rows.jsonl", rows, any_length=True)
    assert [code_of(one) for one in found] == ["exact", "exact", "CUTS_TOKEN", "QUOTE_NOT_FOUND"]


TABLES = [
    ("commas", f'source,quote\n"{TEXT}","{HELD}"\n'.encode()),
    ("semicolons, curly marks and CRLF", f'source;quote\r\n"{TEXT}";“{HELD}”\r\n'.encode()),
    ("a byte order mark", f'\ufeffsource;quote\n"{TEXT}";{HELD}\n'.encode()),
    ("UTF-16 as a spreadsheet saves it", f'source\tquote\r\n"{TEXT}"\t{HELD}\r\n'.encode("utf-16")),
    ("an old Western encoding", f'source;quote\r\n"{TEXT.replace("🚢 ", "")}";{HELD}\r\n'.encode("cp1252")),
]


@pytest.mark.parametrize(("_reason", "data"), TABLES)
def test_tables_of_spreadsheets_are_read(tmp_path: Path, _reason: str, data: bytes) -> None:
    """Whatever the delimiter, the encoding and the ends of lines."""
    assert [code_of(one) for one in outcomes(tmp_path / "rows.csv", data)] == ["typographic"]


VALUES = [
    ("JSON Lines", "\n".join([json.dumps({"source": TEXT, "quote": HELD})] * 2)),
    ("JSON Lines behind a byte order mark", "\ufeff" + "\n".join([json.dumps({"source": TEXT, "quote": HELD})] * 2)),
    ("a list of rows over many lines", json.dumps([{"source": TEXT, "quote": HELD}] * 2, indent=2)),
    ("one row over many lines", json.dumps({"source": TEXT, "quote": [HELD, HELD]}, indent=2)),
    ("one row in one line, with a list of quotes", json.dumps({"source": TEXT, "quotes": [HELD, HELD]})),
]  # fmt: skip


@pytest.mark.parametrize(("_reason", "content"), VALUES)
@pytest.mark.parametrize("name", ["rows.json", "rows.txt"])
def test_json_is_told_by_what_stands_in_it(tmp_path: Path, _reason: str, content: str, name: str) -> None:
    """Lines, lists and single records need no option."""
    assert [code_of(one) for one in outcomes(tmp_path / name, content)] == ["typographic", "typographic"]


UNREADABLE = [
    ("no JSON", "{not json}", "not JSON"),
    ("no object", "[1, 2]", "no JSON object"),
    ("bytes that are no UTF-8", b'{"source": "\xff"}', "UTF-8"),
    ("no quote", json.dumps({"source": TEXT, "other": "x"}), "--quote-column"),
    ("an empty quote", json.dumps({"source": TEXT, "quote": " "}), "quote is empty"),
    ("a quote that is a number", json.dumps({"source": TEXT, "quote": 7}), "quote is empty or no text"),
    ("no source", json.dumps({"quote": HELD}), "--source-column"),
    ("an empty source", json.dumps({"source": "", "quote": HELD}), "source is empty"),
    ("a path to nowhere", json.dumps({"path": "gone.txt", "quote": HELD}), "does not exist"),
    ("an answer that never came", json.dumps({"custom_id": "a", "result": {"type": "errored"}}), "no answer (errored)"),
]  # fmt: skip


@pytest.mark.parametrize(("_reason", "line", "told"), UNREADABLE)
def test_a_row_that_cannot_be_read_is_one_of_the_outcomes(
    tmp_path: Path, _reason: str, line: str | bytes, told: str
) -> None:
    """It says why, keeps its place, and costs the row behind it nothing."""
    good = json.dumps({"source": TEXT, "quote": HELD}).encode()
    line = line if isinstance(line, bytes) else line.encode()
    bad, found = outcomes(tmp_path / "rows.jsonl", line + b"\n" + good)
    assert isinstance(bad, Unreadable)
    assert told in bad.message
    assert bad.place.endswith("rows.jsonl#1")
    assert code_of(found) == "typographic"


def test_nothing_vanishes(tmp_path: Path) -> None:
    """Quotes are those that hold, those that do not, and those that cannot be read; records without one are counted."""
    rows = [{"source": TEXT, "quote": one} for one in (HELD, ALTERED, "", "Ann Lee")]
    tally = Tally()
    for one in outcomes(tmp_path / "rows.jsonl", [*rows, {"text": TEXT, "extractions": []}]):
        tally.add(one)
    assert (tally.quotes, tally.held, tally.refused, tally.unreadable, tally.quoteless) == (4, 1, 2, 1, 1)
    assert tally.codes == {"NUMBER_ALTERED": 1, "TOO_SHORT": 1}


NOTHING = [("empty", b""), ("blank lines", b"\n \n"), ("a header alone", b"source,quote\n")]


@pytest.mark.parametrize(("_reason", "content"), NOTHING)
def test_a_file_without_rows_is_an_error(tmp_path: Path, _reason: str, content: bytes) -> None:
    """What holds no quote cannot be said to hold."""
    with pytest.raises(DocumentError, match=r"empty|no rows"):
        outcomes(tmp_path / "rows.csv", content)


def test_a_run_of_our_own_is_sent_to_verify(tmp_path: Path) -> None:
    """Its claims are more than quotes."""
    with pytest.raises(DocumentError, match="llmclaims verify"):
        outcomes(tmp_path / "run.jsonl", [{"record": "run", "format": "llmclaims/1"}])


def test_one_bad_file_among_several_costs_the_others_nothing(tmp_path: Path) -> None:
    """It is one of the outcomes."""
    good = tmp_path / "good.jsonl"
    good.write_text(json.dumps({"source": TEXT, "quote": HELD}), encoding="utf-8")
    found = list(check([str(tmp_path / "gone.csv"), str(good)], Asked()))
    assert [code_of(one) for one in found] == ["Unreadable", "typographic"]


# ---- documents


@pytest.fixture
def articles(tmp_path: Path) -> Path:
    """A folder with a text and a page."""
    folder = tmp_path / "articles"
    (folder / "old").mkdir(parents=True)
    (folder / "ferry.txt").write_text(TEXT, encoding="utf-8")
    page = "<html><body><article><h1>Ferry sinks</h1>" + "".join(f"<p>{one}</p>" for one in TEXT.split("\n"))
    (folder / "old" / "page.html").write_text(page + "</article></body></html>", encoding="utf-8")
    return folder


NAMES = [
    ("a path from the folder", "old/page.html", "typographic"),
    ("a name", "page.html", "typographic"),
    ("a name without its suffix", "ferry", "typographic"),
    ("no such document", "boat.txt", "Unreadable"),
    ("a way out of the folder", "../rows.jsonl", "Unreadable"),
]


@pytest.mark.parametrize(("_reason", "name", "code"), NAMES)
@pytest.mark.parametrize("column", ["path", "document"])
def test_documents_in_a_folder_are_found_by_name(
    tmp_path: Path, articles: Path, _reason: str, name: str, code: str, column: str
) -> None:
    """Pages are read as ``llmclaims.read`` reads them, and nothing outside the folder is."""
    row = {column: name, "quote": HELD}
    assert [code_of(one) for one in outcomes(tmp_path / "rows.jsonl", [row], documents=(str(articles),))] == [
        code
    ]


def test_a_name_that_several_documents_have_is_no_answer(tmp_path: Path, articles: Path) -> None:
    """Nobody guesses which one is meant."""
    (articles / "old" / "ferry.txt").write_text("Another text.", encoding="utf-8")
    found = outcomes(
        tmp_path / "rows.jsonl", [{"document": "ferry", "quote": HELD}], documents=(str(articles),)
    )
    assert isinstance(found[0], Unreadable)
    assert "may be" in found[0].message


def test_paths_are_followed_from_the_file(tmp_path: Path, articles: Path) -> None:
    """Without documents that are named, a path column leads to them."""
    rows = [{"path": "articles/ferry.txt", "quote": one} for one in (HELD, ALTERED)]
    assert [code_of(one) for one in outcomes(tmp_path / "rows.jsonl", rows)] == [
        "typographic",
        "NUMBER_ALTERED",
    ]


@pytest.mark.parametrize(
    ("source", "said"),
    [
        ("port.txt", "exact"),  # beside the file of quotes
        ("the port.txt", "exact"),  # with a blank in it
        ("nosuch.txt", "nosuch.txt does not exist"),  # not there: no text of eight letters
        ("The strike ended at the harbour Inc.", "QUOTE_NOT_FOUND"),  # a text, whatever it ends in
    ],
)
def test_a_files_name_in_place_of_the_text_is_followed(tmp_path: Path, source: str, said: str) -> None:
    """A source that is a file's name stands for that file, and one that is not there is said to be missing."""
    for name in ("port.txt", "the port.txt"):
        (tmp_path / name).write_text("There was never a contract, she said.\n", encoding="utf-8")
    rows = json.dumps({"source": source, "quote": "There was never a contract"})
    (found,) = outcomes(tmp_path / "quotes.jsonl", rows)
    assert said in f"{code_of(found)} {getattr(found, 'message', '')}"


def test_one_document_is_the_source_of_all_rows(tmp_path: Path, articles: Path) -> None:
    """A list of quotes alone needs no column for it."""
    found = outcomes(tmp_path / "rows.csv", f"quote\n{HELD}\n", documents=(str(articles / "ferry.txt"),))
    assert [code_of(one) for one in found] == ["typographic"]


# ---- offsets


def place_of(words: str, unit: str = "code-points") -> tuple[int, int]:
    """Where words first stand in TEXT, in a unit."""
    size = {
        "code-points": len,
        "utf-16": lambda one: len(one.encode("utf-16-le")) // 2,
        "bytes": lambda one: len(one.encode()),
    }[unit]
    start = TEXT.index(words)
    return size(TEXT[:start]), size(TEXT[: start + len(words)])


def row_at(words: str, start: int, end: int) -> dict[str, Any]:
    """A row that says where its quote stands."""
    return {"source": TEXT, "quote": words, "start": start, "end": end}


AT, END = TEXT.index("The owner"), TEXT.index(" It rained")
OFFSETS = [
    ("where it stands", "The owner paid 40 million crowns", AT, AT + 32, "exact"),
    (
        "with the full stop, which the quote has not",
        "The owner paid 40 million crowns for it",
        AT,
        END,
        "exact",
    ),
    ("a letter late", "The owner paid 40 million crowns", AT + 1, AT + 33, "OFFSETS_DIFFER"),
    ("a word too many", "The owner paid 40 million", AT, AT + 32, "OFFSETS_DIFFER"),
    ("outside the text", "The owner paid 40 million crowns", 5_000, 5_032, "OFFSETS_DIFFER"),
    ("turned round", "The owner paid 40 million crowns", AT + 32, AT, "OFFSETS_DIFFER"),
    ("nowhere at all: that is the reason", ALTERED, AT, AT + 32, "NUMBER_ALTERED"),
    ("none given: it may stand anywhere", "The owner paid 40 million crowns", None, None, "exact"),
]


@pytest.mark.parametrize(("_reason", "quote", "start", "end", "code"), OFFSETS)
def test_a_quote_must_stand_at_its_offsets_when_asked(
    tmp_path: Path, _reason: str, quote: str, start: Any, end: Any, code: str
) -> None:
    """``--at-offsets`` holds a file to the places that it gives; without it only the words count."""
    row = row_at(quote, start, end)
    (found,) = outcomes(tmp_path / "rows.jsonl", [row], at_offsets=True)
    assert code_of(found) == code
    if code == "OFFSETS_DIFFER":
        assert f"the quote stands at {AT}-{AT + len(quote)}" in found.grounding.message
        assert found.grounding.nearest.start == AT
        (loose,) = outcomes(tmp_path / "rows.jsonl", [row])
        assert loose.holds


def test_offsets_choose_among_several_places(tmp_path: Path) -> None:
    """The place is the one that the file names, and no longer ambiguous where it is named exactly."""
    start = TEXT.rindex("It rained all")
    text = TEXT.replace("It rained all day", "It rained all night")
    row = {"source": text, "quote": "It rained all night", "start": start + 2, "end": start + 21}
    for asked in ({}, {"at_offsets": True}):
        (found,) = outcomes(tmp_path / "rows.jsonl", [row], **asked)
        assert found.grounding.spans == [(start + 2, start + 21)]
    (found,) = outcomes(tmp_path / "rows.jsonl", [{"source": text, "quote": "It rained all night"}])
    assert found.grounding.flags == ("AMBIGUOUS_SPAN",)


def test_a_lower_tier_at_the_offsets_counts(tmp_path: Path) -> None:
    """Curly marks at the place that is named, straight ones elsewhere: the named place is right."""
    text = "It isn’t open yet today. They say it isn't open yet today."
    row = {"source": text, "quote": "isn't open yet today", "start": 3, "end": 23}
    (found,) = outcomes(tmp_path / "rows.jsonl", [row], at_offsets=True)
    assert (found.grounding.tier, found.grounding.spans) == ("typographic", [(3, 23)])


@pytest.mark.parametrize("unit", ["utf-16", "bytes"])
def test_other_units_are_recognized(tmp_path: Path, unit: str) -> None:
    """Offsets that all fit another unit alone are told to be in it, and hold when it is named."""
    quotes = ("We didn’t check the hull", "The owner paid 40 million crowns for it")
    rows = [row_at(one, *place_of(one, unit)) for one in quotes]
    tally = Tally()
    found = outcomes(tmp_path / "rows.jsonl", rows, at_offsets=True)
    for one in found:
        assert code_of(one) == "OFFSETS_DIFFER"
        tally.add(one)
    assert tally.other_unit("code-points") == unit
    assert all(one.holds for one in outcomes(tmp_path / "rows.jsonl", rows, at_offsets=True, unit=unit))


def test_no_unit_is_told_where_the_offsets_are_simply_wrong(tmp_path: Path) -> None:
    """One that fits none of them takes the word from the others."""
    words = "The owner paid 40 million crowns for it"
    rows = [row_at(words, *place_of(words, "utf-16")), row_at(words, 3, 9)]
    tally = Tally()
    for one in outcomes(tmp_path / "rows.jsonl", rows, at_offsets=True):
        tally.add(one)
    assert tally.other_unit("code-points") is None


@pytest.mark.parametrize("text", ["plain", "ä", "🚢", "a🚢ä€b🚢", "é🚢" * 5])
@pytest.mark.parametrize("unit", ["utf-16", "bytes"])
def test_units_count_as_python_encodes(text: str, unit: str) -> None:
    """Each place of a text, and none within a character."""
    encoding, size = ("utf-16-le", 2) if unit == "utf-16" else ("utf-8", 1)
    offsets = Offsets(text, unit)
    at = {len(text[:end].encode(encoding)) // size: end for end in range(len(text) + 1)}
    for one in range(-1, max(at) + 3):
        found = offsets.span((0, one))
        assert (found[1] if found else None) == at.get(one)


WRONG = [
    ("a word", "twelve", "Unreadable"),
    ("a fraction", 1.5, "Unreadable"),
    ("a whole number as a data frame writes it", 3.0, "OFFSETS_DIFFER"),
]


@pytest.mark.parametrize(("_reason", "value", "code"), WRONG)
def test_offsets_that_are_no_numbers(tmp_path: Path, _reason: str, value: Any, code: str) -> None:
    """They make a row unreadable only where something rests on them."""
    row = row_at(HELD, value, value)
    assert [code_of(one) for one in outcomes(tmp_path / "rows.jsonl", [row], at_offsets=True)] == [code]
    assert outcomes(tmp_path / "rows.jsonl", [row])[0].holds


# ---- other programs


def test_annotated_documents_of_langextract(tmp_path: Path) -> None:
    """Each extraction is a quote with its interval; single words count, and null intervals are none."""

    def extraction(words: str, interval: tuple[int, int] | None) -> dict[str, Any]:
        place = interval and {"start_pos": interval[0], "end_pos": interval[1]}
        return {
            "extraction_class": "x",
            "extraction_text": words,
            "char_interval": place,
            "alignment_status": "match_exact" if place else None,
            "attributes": None,
        }

    document = {
        "extractions": [
            extraction("Ann Lee", place_of("Ann Lee")),
            extraction("The owner paid 40 million", place_of("The owner")),
            extraction(ALTERED, None),
            extraction("Bo", None),
            extraction("", None),
        ],
        "text": TEXT,
        "document_id": "doc_1",
    }
    lines = [document, {"extractions": None, "text": TEXT, "document_id": "doc_2"}]
    codes = [code_of(one) for one in outcomes(tmp_path / "a.jsonl", lines)]
    assert codes == ["exact", "exact", "NUMBER_ALTERED", "QUOTE_NOT_FOUND", "Unreadable", "Quoteless"]
    strict = outcomes(tmp_path / "a.jsonl", lines, at_offsets=True)
    assert [code_of(one) for one in strict][:2] == ["exact", "OFFSETS_DIFFER"]
    assert strict[1].quoted.name == "doc_1"
    assert strict[1].quoted.place.endswith("a.jsonl#1, extraction 2")


BLOCKS = ["The first block is here.", "The second one follows it.", "The third is last."]


def pdf() -> bytes:
    """A page with one sentence."""
    from fpdf import FPDF

    page = FPDF()
    page.add_page()
    page.set_font("helvetica", size=12)
    page.multi_cell(0, 8, "The harbour of Brannock stays shut until the wreck is lifted, said the mayor.")
    return bytes(page.output())


def request() -> dict[str, Any]:
    """A request with documents of three kinds and a search result; the last stands in a tool's result."""
    documents = [
        {"type": "text", "media_type": "text/plain", "data": TEXT},
        {"type": "base64", "media_type": "application/pdf", "data": base64.b64encode(pdf()).decode()},
        {"type": "content", "content": [{"type": "text", "text": one} for one in BLOCKS]},
    ]
    result = {
        "type": "search_result",
        "source": "s",
        "title": "r",
        "content": [{"type": "text", "text": BLOCKS[0]}],
    }
    tool = {"type": "tool_result", "tool_use_id": "t", "content": [result]}
    content = [
        *({"type": "document", "source": one, "citations": {"enabled": True}} for one in documents),
        tool,
    ]
    return {"model": "m", "messages": [{"role": "user", "content": content}]}


def cited(
    kind: str, words: str, index: int, start: int | None = None, end: int | None = None
) -> dict[str, Any]:
    """A citation as the service writes it."""
    names = {
        "char_location": ("document_index", "start_char_index", "end_char_index"),
        "page_location": ("document_index", "start_page_number", "end_page_number"),
        "content_block_location": ("document_index", "start_block_index", "end_block_index"),
        "search_result_location": ("search_result_index", "start_block_index", "end_block_index"),
    }[kind]
    return {"type": kind, "cited_text": words, **dict(zip(names, (index, start, end), strict=True))}


OWNER = "The owner paid 40 million crowns for it."
CITED = [
    ("at its place", cited("char_location", OWNER, 0, *place_of(OWNER)), "exact", "exact"),
    ("elsewhere", cited("char_location", OWNER, 0, 0, len(OWNER)), "exact", "OFFSETS_DIFFER"),
    ("altered", cited("char_location", ALTERED, 0, 0, 9), "NUMBER_ALTERED", "NUMBER_ALTERED"),
    ("on a page, over a line", cited("page_location", "stays shut until\r\nthe wreck is lifted", 1, 1, 2), "typographic", "typographic"),
    ("not on the page", cited("page_location", "stays open until the wreck is lifted", 1, 1, 2), "WORDS_ALTERED", "WORDS_ALTERED"),
    ("two blocks as one", cited("content_block_location", BLOCKS[1] + BLOCKS[2], 2, 1, 3), "exact", "exact"),
    ("another block", cited("content_block_location", BLOCKS[0], 2, 1, 2), "exact", "OFFSETS_DIFFER"),
    ("a search result", cited("search_result_location", BLOCKS[0], 0, 0, 1), "exact", "exact"),
    ("offsets that are no numbers", {**cited("char_location", OWNER, 0), "start_char_index": "a", "end_char_index": "b"}, "exact", "Unreadable"),
    ("a document that is not there", cited("char_location", OWNER, 9, 0, 5), "Unreadable", "Unreadable"),
    ("the open web", {"type": "web_search_result_location", "cited_text": OWNER, "url": "u"}, "Unreadable", "Unreadable"),
]  # fmt: skip


@pytest.mark.parametrize(("_reason", "citation", "code", "at_offsets"), CITED)
def test_citations_of_an_answer(
    tmp_path: Path, _reason: str, citation: dict[str, Any], code: str, at_offsets: str
) -> None:
    """The documents come from the request; the words of each citation are looked for in its own."""
    answer = {
        "type": "message",
        "role": "assistant",
        "content": [{"type": "text", "text": "x", "citations": [citation]}],
    }
    saved = json.dumps({"request": request(), "response": answer}, indent=1)
    assert [code_of(one) for one in outcomes(tmp_path / "saved.json", saved)] == [code]
    assert [code_of(one) for one in outcomes(tmp_path / "saved.json", saved, at_offsets=True)] == [at_offsets]


def test_answers_are_found_wherever_they_are_saved(tmp_path: Path) -> None:
    """Alone, as a line of a batch's results, or as the last message of a conversation."""
    block = {"type": "text", "text": "x", "citations": [cited("char_location", OWNER, 0, *place_of(OWNER))]}
    plain = {"type": "text", "text": "nothing is cited", "citations": None}
    answer = {"type": "message", "role": "assistant", "content": [plain, block]}
    ferry = tmp_path / "ferry.txt"
    ferry.write_text(TEXT, encoding="utf-8")
    alone = [answer, {"custom_id": "a", "result": {"type": "succeeded", "message": answer}}]
    found = outcomes(tmp_path / "answers.jsonl", alone, documents=(str(ferry),), at_offsets=True)
    assert [code_of(one) for one in found] == ["exact", "exact"]
    whole = {"messages": [*request()["messages"], {"role": "assistant", "content": [block]}]}
    assert [code_of(one) for one in outcomes(tmp_path / "whole.json", [whole])] == ["exact"]
    silent = outcomes(tmp_path / "silent.json", [{**answer, "content": [plain]}])
    assert [type(one) for one in silent] == [Quoteless]
