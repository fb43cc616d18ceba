"""What the text, the drafts and the claims cost grows in proportion to them, however they are made."""

from __future__ import annotations

import sys
import time
from typing import TYPE_CHECKING, Any

import pytest

from llmclaims.documents.document import Document
from llmclaims.grounding.quotes import ground, ground_mention, prepare
from llmclaims.language.paragraphs import LONGEST
from llmclaims.language.spans import Enclosing
from llmclaims.pipeline.extract import extract
from llmclaims.providers.builtin.extractor import propose
from llmclaims.schema.claims import Claim, Rejection
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.paragraph import Proposal, Reading, verify_answer
from llmclaims.verification.recheck import Problem, recheck
from llmclaims.verification.relations.conflicts import Ordered

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

LINEAR = 2.8
"""Twice the input may cost so many times as much: 2 is linear, 4 is quadratic."""

TEXTS = [
    ("she said, ", "every cue reports all that follows it"),
    ("they said he ", "pronouns in front of verbs"),
    ("claimed that ", "reports in reports"),
    ("The weir at Osk held. ", "sentences without end in one paragraph"),
    ("“We stay,” said Una Brecht. ", "quotations, each with its tag"),
    ("Una Brecht said: “We stay put.” ", "one quotation many times, with its speaker"),
    ("“The weir held,” she said, “and we stayed.” ", "quotations in two parts"),
    ("“", "opening marks alone"),
    ("‘a “b ", "marks inside marks that nothing closes"),
    ("(a (", "brackets inside brackets"),
    ("… ", "ellipses"),
    ("7, ", "digits"),
    ("$7 million and ", "sums"),
    ("twenty-one hundred and ", "number words"),
    ("on 4 March 2021, ", "dates"),
    ("last Tuesday and ", "days of the week"),
    ("not ", "negators"),
    ("might possibly ", "hedges"),
    ("if it would ", "conditions"),
    ("that ", "conjunctions"),
    ("Osk ", "capitalised words"),
    ("U. N. Brecht, ", "initials"),
    ("the minister, a ", "appositions"),
    (" \u200b", "blanks and invisible characters in turn"),
    ("a\u0301", "marks on letters"),
    ("\u200f", "marks of direction"),
    ("水", "a script without blanks"),
    ("ก", "another one"),
    ("👩\u200d🚀 ", "emoji that are joined"),
    ("weir-\n", "hyphens at line ends"),
    ("The guard shelled the port of Osk on Monday. ", "events"),
    ("shelled the port and ", "events that one subject has"),
]


def lines(work: Callable[[], object]) -> int:
    """The lines of Python that some work runs: the same on every machine, however loaded."""
    count = 0

    def trace(*_: Any) -> Any:
        nonlocal count
        count += 1
        return trace

    before = sys.gettrace()
    sys.settrace(trace)
    try:
        work()
    finally:
        sys.settrace(before)
    return count


def growth(work: Callable[[int], Callable[[], object]], size: int) -> float:
    """How many times as much work twice the size is; what is loaded once is loaded before."""
    work(2 * size)()
    return lines(work(2 * size)) / lines(work(size))


def repeated(unit: str, size: int) -> str:
    """A unit over and over, so many characters."""
    return (unit * (size // len(unit) + 1))[:size]


def mined(text: str) -> Callable[[], object]:
    """Reading a text, drafting its claims by rules and verifying them."""

    def work() -> list[Claim | Rejection]:
        document = Document.from_text(f"A weir holds\n\n{text}", published="2026-03-02")
        found: list[Claim | Rejection] = []
        for one in document.body:
            drafts = propose(document, one)
            items = [Proposal(kind=kind, item=item) for kind, items in drafts.items() for item in items]
            found += verify_answer(
                items, Reading(document=document, paragraph=one.index, schema=DEFAULT_SCHEMA)
            )
        return found

    return work


@pytest.mark.parametrize(("unit", "why"), TEXTS, ids=[why for _, why in TEXTS])
def test_twice_the_text_is_twice_the_work(unit: str, why: str):
    """A text that repeats anything costs in proportion to its length, from reading it to verified claims."""
    assert growth(lambda size: mined(repeated(unit, size)), 1500) < LINEAR


PARAGRAPH = "The guard shelled the port of Osk on Monday, and “we stay put,” Una Brecht said."
STATEMENT = {
    "ref": "s1", "quote": "we stay put", "speaker": "Una Brecht", "speaker_name": None, "speaker_type": "person",
    "cue": "said", "act": "assert", "polarity": "positive", "claim": "We stay put.", "time": None,
}  # fmt: skip
EVENT = {
    "ref": "e1", "quote": "The guard shelled the port of Osk on Monday", "trigger": "shelled", "type": "OTHER",
    "participants": [], "location": None, "time": None, "quantity": None, "modality": "asserted",
    "polarity": "positive",
}  # fmt: skip


def judged(*items: dict[str, Any], text: str = PARAGRAPH) -> Sequence[Claim | Rejection]:
    """What becomes of drafts on one paragraph."""
    document = Document.from_text(f"A weir holds\n\n{text}", published="2026-03-02")
    kinds = [
        "event" if "trigger" in item else "relation" if "source" in item else "statement" for item in items
    ]
    proposals = [Proposal(kind=kind, item=item) for kind, item in zip(kinds, items, strict=True)]
    reading = Reading(document=document, paragraph=document.body[0].index, schema=DEFAULT_SCHEMA)
    return verify_answer(proposals, reading)


LOOPS = [
    "7, 7, ",
    "$7$7",
    "7% ",
    "2019 ",
    "May 4, ",
    "forty two ",
    "Osk ",
    "not ",
    "“a” ",
    "they ",
    "no one said ",
    "…",
]
FIELDS = [
    *((STATEMENT, name) for name in ("quote", "speaker", "speaker_name", "cue", "claim", "time")),
    *((EVENT, name) for name in ("quote", "trigger", "location", "time", "quantity")),
]


@pytest.mark.parametrize("unit", LOOPS)
def test_a_wording_that_loops_costs_in_proportion(unit: str):
    """A claim or a quote as a looping model writes it, as long as one may be, is judged in linear time."""

    def work(size: int) -> Callable[[], object]:
        text = repeated(unit, size)
        return lambda: judged(
            STATEMENT | {"claim": text},
            STATEMENT | {"quote": text},
            EVENT | {"quantity": text, "time": text},
            STATEMENT | {"quote": f"{text} Una Brecht", "claim": text},
            text=f"Una Brecht said {text} Una Brecht",
        )

    assert growth(work, 400) < LINEAR


@pytest.mark.parametrize(("draft", "field"), FIELDS, ids=[field for _, field in FIELDS])
def test_an_endless_field_is_refused_at_once(draft: dict[str, Any], field: str):
    """A field of 80,000 characters is refused by its length, with the draft whole and the message short."""
    text = repeated("7, 7, ", 80_000)
    [outcome] = judged(draft | {field: text})
    assert isinstance(outcome, Rejection)
    assert outcome.code == "TOO_LONG"
    assert outcome.draft[field] == text
    assert field in outcome.message
    assert "80,000" in outcome.message
    assert len(outcome.message) < 200


def test_too_many_fields_are_refused():
    """A draft with thousands of participants is refused, its neighbour is not."""
    crowd = [{"role": "actor", "mention": "The guard", "name": None}] * 3000
    refused, kept = judged(EVENT | {"participants": crowd}, EVENT)
    assert isinstance(refused, Rejection)
    assert refused.code == "TOO_LONG"
    assert isinstance(kept, Claim)


def test_a_message_quotes_the_beginning_alone():
    """A message about a long wording holds its beginning, and the whole stays in the draft."""
    text = "We met " + repeated("Osk, ", 3000) + " 4711 times."
    [outcome] = judged(STATEMENT | {"claim": text})
    assert isinstance(outcome, Rejection)
    assert len(outcome.message) < 1500
    assert outcome.draft["claim"] == text


def numbered(count: int, width: int = 60) -> list[str]:
    """Words that differ, ``width`` of them for each eight tokens of a quote."""
    return [f"w{chr(97 + index % 26)}{chr(97 + index // 26 % 26)}x" for index in range(count + width)]


def shelled(place: int) -> str:
    """An event's words that differ from all others'."""
    return f"the guard shelled {numbered(place)[place]} town before noon"


def many(name: str, count: int) -> Callable[[], object]:
    """Verifying many drafts of one paragraph."""
    words = numbered(400)
    text = f"Una Brecht said {' '.join(words)}."
    if name == "the same":
        return lambda: judged(*[STATEMENT] * count)
    if name == "other words":
        items = [STATEMENT | {"quote": " ".join(words[at % 390 : at % 390 + 6])} for at in range(count)]
        return lambda: judged(*items, text=text)
    if name == "around one another":
        items = [STATEMENT | {"quote": " ".join(words[at % 150 : 400 - at % 150])} for at in range(count)]
        return lambda: judged(*items, text=text)
    if name == "refused":
        items = [EVENT | {"quote": f"The guard shelled the {words[at % 390]} of Osk"} for at in range(count)]
        return lambda: judged(*items)
    events = [EVENT | {"ref": f"e{at}", "quote": shelled(at)} for at in range(60)]
    pairs = [(at % 60, (at * 7 + at // 60 + 1) % 60) for at in range(count)]
    relations = [
        {
            "type": "before",
            "source": f"e{one}",
            "target": f"e{two}",
            "quote": shelled(one),
            "signal": "before",
        }
        for one, two in pairs
    ]
    return lambda: judged(*events, *relations, text=", ".join(map(shelled, range(60))))


@pytest.mark.parametrize("name", ["the same", "other words", "around one another", "refused", "relations"])
def test_twice_the_drafts_are_twice_the_work(name: str):
    """Drafts on one paragraph, however they repeat, hold or circle one another, cost in proportion to their number."""
    assert growth(lambda count: many(name, count), 60) < LINEAR


@pytest.mark.parametrize("step", [1, 7, 499])
def test_circles_are_found_without_a_look_at_all_edges(step: int):
    """Edges that lead forward are added in a step each, and one that closes a circle is refused."""
    graph = Ordered()
    names = [str(at) for at in range(1000)]
    assert (
        lines(lambda: [graph.add(one, two) for one, two in zip(names, names[step:], strict=False)]) < 60_000
    )
    assert not graph.add(names[step], names[0])
    assert graph.add(names[0], names[2 * step])


def test_order_is_kept_when_edges_lead_back():
    """Whatever the order in which edges come, just those are refused that close a circle."""
    graph = Ordered()
    assert [graph.add(*edge) for edge in ("cd", "bc", "ab", "da", "db", "ad", "dd")] == [
        True, True, True, False, False, True, False,
    ]  # fmt: skip


def test_spans_around_a_span_are_all_found():
    """Just the spans that hold a span are given, of many that begin before it."""
    spans = [(at, at + 3) for at in range(500)] + [(0, 900), (250, 400), (251, 252)]
    enclosing = Enclosing(spans)
    assert sorted(spans[at] for at in enclosing.around(251, 253)) == [
        (0, 900),
        (250, 253),
        (250, 400),
        (251, 254),
    ]
    assert list(enclosing.around(901, 902)) == []
    assert list(Enclosing([]).around(1, 2)) == []


def test_a_name_that_stands_everywhere_is_looked_for_beside_its_quote():
    """Where a name stands thousands of times, its place beside the quote is found without a look at the others."""

    def work(count: int) -> Callable[[], object]:
        text = "UNA BRECHT: we stay. " * count
        prepared = prepare(text)
        middle = count // 2 * 21
        ground_mention("UNA BRECHT", prepared, near=((middle + 12, middle + 19),))

        def look() -> None:
            found = ground_mention("UNA BRECHT", prepared, near=((middle + 12, middle + 19),))
            assert found.spans == [(middle, middle + 10)]

        return look

    assert lines(work(6000)) < 1.2 * lines(work(3000))


@pytest.mark.parametrize("times", [3, 999, 1000, 1001, 2500])
def test_a_place_does_not_hang_on_what_was_asked_before(times: int):
    """The same words beside the same mention have the same places, in a fresh text and in one that knows them."""
    text = "so it goes again. " * times
    near = ((18 * (times // 2), 18 * (times // 2) + 2),)
    fresh = ground("it goes again", text, near=near)
    known = prepare(text)
    ground("it goes again", known)
    for _ in range(3):
        assert ground("it goes again", known, near=near) == fresh
    assert fresh.spans == [(near[0][0] + 3, near[0][0] + 16)]


@pytest.mark.parametrize("unit", ["she said, ", "“We stay,” said Una Brecht. ", "shelled the port and "])
def test_claims_that_nearly_repeat_one_another_hold(unit: str, tmp_path: Path):
    """A run on a text that repeats itself holds when it is checked again, in work that grows with the run."""

    def work(size: int) -> Callable[[], object]:
        path = tmp_path / f"{size}.jsonl"
        extract(Document.from_text(f"A weir holds\n\n{repeated(unit, size)}"), provider="builtin").save(path)
        return lambda: list(recheck(path))

    assert not [one for one in work(2000)() if isinstance(one, Problem)]
    assert growth(work, 1500) < LINEAR


ENDLESS = [
    ("a" * 70_000, 4, "one word"),
    ("word " * 14_000, 4, "words without a full stop"),
    ("The weir at Osk held. " * 3_000, 4, "sentences"),
    ("水坝守住了。" * 9_000, 3, "a script without blanks"),
]


@pytest.mark.parametrize(("text", "pieces", "why"), ENDLESS, ids=[why for *_, why in ENDLESS])
def test_a_paragraph_without_end_is_read_in_pieces(text: str, pieces: int, why: str):
    """Every character lies in a piece, no piece is too long, sentences stay whole, and the count is said."""
    document = Document.from_text(f"A weir holds\n\n{text}\n\nThe end of it came at noon on Monday.")
    paragraphs = document.paragraphs[1:-1]
    assert len(paragraphs) == pieces
    assert max(one.end - one.start for one in paragraphs) <= LONGEST
    assert "".join(one.text for one in paragraphs).replace(" ", "") == text.replace(" ", "")
    assert all(one.text == document.text[one.start : one.end] for one in paragraphs)
    assert document.in_pieces == 1
    if "." in text or "。" in text:
        assert all(one.text[-1] in ".。" for one in paragraphs)


def test_a_run_says_what_was_read_in_pieces():
    """The run's warning names the article and counts its endless paragraphs; other articles have none."""
    long = Document.from_text("The weir at Osk held. " * 1_000 + "\n\nIt held on Monday.", path="long.txt")
    short = Document.from_text(
        "The weir at Osk held.\n\nIt held on Monday.\nAnd on Tuesday.", path="short.txt"
    )
    [warning] = extract([long, short], provider="builtin").summary.warnings
    assert warning.startswith("long.txt: ")
    assert "(1 of them)" in warning


PATTERNS = [
    ("\n" * 40_000, "line ends"),
    (" \u200b" * 20_000, "blanks and invisible characters"),
    ("A. " * 15_000, "initials"),
    ("'" * 40_000, "apostrophes"),
    ("-" * 40_000, "hyphens"),
    ("1" * 40_000, "a number without end"),
    ("Aa" * 20_000, "one word"),
    ("<a" * 20_000, "tags that nothing closes"),
    ("# " * 20_000, "marks of headings"),
]


@pytest.mark.parametrize(("text", "why"), PATTERNS, ids=[why for _, why in PATTERNS])
def test_no_pattern_runs_away(text: str, why: str):
    """What is matched by patterns, whose work no line shows, ends soon: 40 kB took minutes where one looked back."""
    began = time.process_time()
    mined(f"{text}\n\nUna Brecht said: “We stay put.”")()
    assert time.process_time() - began < 20
