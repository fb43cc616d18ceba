"""What a review says of a run: how much was right, and where it was not."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.cells import cell_len

from llmclaims.evaluation.reviewed import report, write_review
from llmclaims.evaluation.reviewed.report import wilson
from llmclaims.verification.review import review
from tests.support.reviews import DENIED, ERRORS, decided, missed, reviewed_run


@pytest.fixture(name="found")
def fixture_found():
    """The report on a run with two corrections, two rejections and one claim that was missed."""
    run, named = reviewed_run()
    added = missed(run, "it had closed the road", "statement", **DENIED)
    return report([(run, review(run, [*decided(named, **ERRORS), added]))])


def test_claims_are_counted_by_kind_flag_and_who_was_asked(found):
    """Each section has every decided claim, and names where most errors are first."""
    kinds = {
        one.name: (one.accepted, one.corrected, one.rejected, one.missed) for one in found.sections["By kind"]
    }
    assert kinds == {"event": (3, 1, 2, 0), "statement": (2, 1, 0, 1), "relation": (1, 0, 0, 0)}
    assert (found.whole.decided, found.whole.right, found.articles) == (10, 0.6, 2)
    (asked,) = found.sections["By who was asked"]
    assert asked.name == "tests reader, extract.v3 aaa, examples bbb"


def test_few_claims_have_no_interval(found):
    """A share of six has one, a share of three has none."""
    groups = {one.name: one for one in found.sections["By kind"]}
    assert groups["statement"].interval is None
    low, high = groups["event"].interval or (0, 0)
    assert 0.1 < low < 0.5 < high < 0.9


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [
        (0, 10, 0.0, 0.278),  # nothing right: the interval still has a width
        (10, 10, 0.722, 1.0),  # all right
        (81, 263, 0.255, 0.366),  # an example of Newcombe's, 1998
    ],
)
def test_intervals_are_wilsons(hits, n, low, high):
    """As published tables have them."""
    assert wilson(hits, n) == pytest.approx((low, high), abs=0.001)


def test_corrections_say_from_what_to_what(found):
    """A corrected field is named with its old and new value, of how many claims."""
    fields = {(one.kind, one.field): (one.times, one.of, one.changes) for one in found.fields}
    assert fields == {
        ("event", "modality"): (1, 6, (("planned", "asserted", 1),)),
        ("statement", "act"): (1, 3, (("assert", "commit", 1),)),
    }


def test_reasons_and_missed_words_are_kept(found):
    """What was written at a rejected claim, and the words of what was missed."""
    assert sorted(found.notes) == [("event", "it is denied", 1), ("event", "no event", 1)]
    assert found.missed == (("statement", "it had closed the road"),)


def test_a_correction_that_does_not_hold_is_counted_and_teaches_no_field():
    """It was wrong as found, and what it was corrected to is not in the text."""
    run, named = reviewed_run()
    found = report([(run, review(run, decided(named, lost={"speaker": "Nobody Atall"})))])
    assert (found.whole.corrected, found.refused, found.fields) == (1, 1, ())


def test_a_relation_whose_end_was_corrected_is_corrected_in_its_own_field_alone():
    """Its end has another id now, and is still the same end."""
    run, named = reviewed_run()
    wrong = {"fallen": {"type": "RETREAT"}, "why": {"signal": None}}
    found = report([(run, review(run, decided(named, **wrong)))])
    assert {(one.kind, one.field) for one in found.fields} == {("event", "type"), ("relation", "signal")}


def test_a_claim_of_two_runs_counts_for_each():
    """Two models that say the same are both right; what one of them has is missed by neither."""
    run, named = reviewed_run()
    given = [*decided(named, **ERRORS), missed(run, "it had closed the road", "statement", **DENIED)]
    found = report([(run, review(run, given))] * 2)
    assert (found.whole.decided, found.whole.missed) == (20, 1)


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_the_tables_fit(found, monkeypatch, columns):
    """No line is longer than the terminal, and everything is there."""
    monkeypatch.setenv("COLUMNS", str(columns))
    out = StringIO()
    write_review(found, out)
    text = out.getvalue()
    assert max(cell_len(line) for line in text.splitlines()) <= columns
    for words in (
        "Right as found: 6 of 10, 0.60",
        "assert → commit",
        "it is denied",
        "“it had closed the road”",
    ):
        assert words in text
