"""What an article says early, often and in its title matters more, whoever proposed it and whatever stands beside it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmclaims.documents.document import Document
from llmclaims.linking.relations import relation_between
from llmclaims.pipeline.extract import extract
from llmclaims.runs.extraction import Extraction, load
from llmclaims.schema.claims import Claim
from llmclaims.verification.claim_builder import ENDS, checked_by
from llmclaims.verification.recheck import Problem, recheck
from llmclaims.verification.salience import salience, salience_between

TEXT = """Storm Sinks the Ferry Halcyon Off Marrow Point

The ferry Halcyon sank off Marrow Point on Tuesday, and eleven people were rescued by a trawler.

The Halcyon sank within an hour, said Petra Voll, the harbour master. She praised the crew of the trawler.

A baker in the town repainted his shop in May. The ferry had carried goats to the islands for thirty years.

The council will discuss a new timetable in June. Police arrested the captain on Wednesday.
"""
DOCUMENT = Document.from_text(TEXT, id="halcyon", language="en")


def worth(
    quote: str, trigger: str | None = None, mention: str | None = None, document: Document = DOCUMENT
) -> float:
    """The salience of some words of a document, of which ``trigger`` is one; ``mention`` may stand anywhere."""
    text = document.text
    start = text.index(quote)
    return salience(
        document,
        [(start, start + len(quote))],
        mentions=[_place(text, mention)] if mention else [],
        trigger=_place(text, trigger, start) if trigger else None,
    )


def _place(text: str, words: str, start: int = 0) -> tuple[int, int]:
    at = text.index(words, start)
    return at, at + len(words)


ABOVE = [
    # (what matters more, what matters less, why)
    (("The ferry Halcyon sank off Marrow Point", "sank"), ("repainted his shop in May", "repainted"), "in the title"),
    (("The Halcyon sank within an hour", "sank"), ("She praised the crew", "praised"), "its word stood before"),
    (("eleven people were rescued", "rescued"), ("discuss a new timetable", "discuss"), "in the lead"),
    (("had carried goats", "carried", "ferry"), ("had carried goats", "carried", "islands"), "who did it comes often"),
]  # fmt: skip


@pytest.mark.parametrize(("more", "less", "why"), ABOVE, ids=[why for *_, why in ABOVE])
def test_what_the_article_is_about_stands_above_the_rest(more, less, why):
    """An event of the headline, of the lead or of somebody who comes up again matters more than an aside."""
    assert worth(*more) > worth(*less), why


def test_details_count():
    """Of two claims in the same words, the one that says who, where or when matters more."""
    spans = [_place(TEXT, "repainted his shop in May")]
    some = [salience(DOCUMENT, spans, details=share) for share in (0.0, 0.5, 1.0)]
    assert some == sorted(set(some))


def test_grammar_and_dates_say_nothing():
    """“The”, “was” and the days of the week make nothing matter, however often they come."""
    text = "The pump was on.\n\nOn Friday it was there. The Friday of the pump was the last.\n"
    document = Document.from_text(text, language="en")
    assert worth("it was there", document=document) < worth("The pump was on", document=document)
    assert worth("On Friday it was there", document=document) == worth(
        "it was there", document=document, mention="Friday"
    )


def test_a_language_without_word_lists_has_a_salience_too():
    """Early words and words of the title matter more there as well."""
    text = "Lautta upposi myrskyssä\n\nLautta upposi tiistaina Marrowin edustalla.\n\nLeipuri maalasi kauppansa toukokuussa.\n"
    document = Document.from_text(text, language="fi")
    first = worth("Lautta upposi tiistaina", document=document)
    assert first > worth("Leipuri maalasi kauppansa", document=document) > 0


_PARTS = (
    "The ferry sank. ",
    "Ann Lee said so. ",
    "\n\n",
    "水が出た。",
    "on Friday ",
    "7",
    "— ",
    "the ",
    "FERRY SINKS\n\n",
)


@given(
    st.one_of(st.text(min_size=1, max_size=80), st.lists(st.sampled_from(_PARTS), min_size=1).map("".join)),
    st.sampled_from(["en", "de", "und"]),
    st.data(),
)
def test_it_is_between_0_and_1_and_the_same_each_time(text, language, data):
    """For any text and any places in it."""
    ends = st.integers(0, len(text))
    quote, mention, trigger = (tuple(sorted((data.draw(ends), data.draw(ends)))) for _ in range(3))
    found, again = (
        salience(Document.from_text(text, language=language), [quote], mentions=[mention], trigger=trigger)
        for _ in range(2)
    )
    assert 0 <= found <= 1
    assert found == again == round(found, 3)


def test_every_process_finds_the_same(tmp_path):
    """Whatever order a process keeps its sets in, the claims are the same bytes."""
    (tmp_path / "ferry.txt").write_text(TEXT, encoding="utf-8")
    code = "from llmclaims.cli import main; main(['extract', 'ferry.txt', '--provider', 'builtin', '-q'])"
    runs = [
        subprocess.run([sys.executable, "-c", code], cwd=tmp_path, env={"PYTHONHASHSEED": seed}, capture_output=True, check=True)
        for seed in ("1", "2")
    ]  # fmt: skip
    claims = [[line for line in one.stdout.splitlines() if b'"derived"' in line] for one in runs]
    assert claims[0] == claims[1]
    assert all(0 < json.loads(line)["derived"]["salience"] <= 1 for line in claims[0])


@pytest.fixture(scope="module")
def run() -> Extraction:
    """A run over the article."""
    return extract(DOCUMENT, provider="builtin")


def test_every_claim_has_one(run):
    """Events, statements and relations."""
    assert {claim.kind for claim in run.claims} >= {"event", "statement"}
    assert all(
        claim.salience is not None and claim.salience == claim.derived["salience"] for claim in run.claims
    )


def test_a_relation_matters_as_much_as_the_lesser_of_its_ends(run):
    """One that code makes has it too; where an end says nothing, as in an older run, neither does the relation."""
    one, other = sorted(run.events[:2], key=lambda event: event.salience)
    assert one.salience < other.salience
    made = relation_between("overlaps", (other, DOCUMENT), (one, DOCUMENT), basis="model")
    assert made.salience == one.salience
    older = replace(other, derived={})
    assert relation_between("overlaps", (older, DOCUMENT), (one, DOCUMENT), basis="model").salience is None
    assert salience_between([one, None]) is None


def changed(run: Extraction, path, change) -> list[str]:
    """The codes of what does not hold when the claims of a run are changed and its digest is taken anew."""
    records = [replace(one, derived=change(one)) if isinstance(one, Claim) else one for one in run.records]
    Extraction(run=run.run, records=tuple(records), summary=run.summary).save(path)
    return [one.code for one in recheck(path) if isinstance(one, Problem)]


def related(run: Extraction) -> Extraction:
    """The run with a relation that rests on its ends' own words."""
    first, second = run.events[:2]
    found = relation_between("overlaps", (first, DOCUMENT), (second, DOCUMENT), basis="model")
    found = replace(found, checked=checked_by("", frozenset(), words_of=ENDS))
    counts = replace(run.summary, proposed=run.summary.proposed + 1, accepted=run.summary.accepted + 1)
    return replace(run, records=(*run.records, found), summary=counts)


def test_verify_finds_another_salience(run, tmp_path):
    """Of a claim with a quote, and of a relation without one."""
    whole = related(run)
    assert changed(whole, tmp_path / "same.jsonl", lambda one: one.derived) == []
    for kind in ("event", "statement", "relation"):
        codes = changed(
            whole, tmp_path / f"{kind}.jsonl",
            lambda one, kind=kind: {**one.derived, **({"salience": 0.987} if one.kind == kind else {})},
        )  # fmt: skip
        assert set(codes) == {"DERIVED_CHANGED"}, kind


def test_a_run_that_is_older_than_salience_still_holds(run, tmp_path):
    """Claims that do not say how salient they are hold as they are."""
    path = tmp_path / "older.jsonl"

    def older(one: Claim) -> dict:
        return {name: value for name, value in one.derived.items() if name != "salience"}

    assert changed(related(run), path, older) == []
    assert {claim.salience for claim in load(path).claims} == {None}


def test_a_run_without_its_text_keeps_it(run, tmp_path):
    """What was saved without the articles ranks its claims as before."""
    run.save(tmp_path / "no-text.jsonl", text=False)
    kept = load(tmp_path / "no-text.jsonl")
    assert [one.salience for one in kept.claims] == [one.salience for one in run.claims]
