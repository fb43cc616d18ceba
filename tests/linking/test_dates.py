"""Order and overlap that the dates of a document's events give: computed, linear, acyclic, and checked again."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmclaims.documents.document import Document
from llmclaims.linking.without_model import dated_relations
from llmclaims.schema.claims import Claim
from llmclaims.verification.relations.evidence import problem_between
from llmclaims.verification.relations.temporal_order import days_of
from tests.support.linking_runs import event, run_of

EARLY, LATE = "on April 3, 2026", "on May 2, 2026"


def placed(*whens: str, **changed: object) -> tuple[list[Claim], Document]:
    """One event a time expression, in one document: "Ana Ruiz opened gate 1 on April 3, 2026."."""
    sentences = [f"Ana Ruiz opened gate {number} {when}." for number, when in enumerate(whens, start=1)]
    drafts = [
        event(sentence[:-1], "opened", {"Ana Ruiz": "actor"}, when.partition(" ")[2], **changed)
        for sentence, when in zip(sentences, whens, strict=True)
    ]
    run = run_of("Gates of the town\n\nPellan, June 1, 2026: " + " ".join(sentences) + "\n", "gates", *drafts)
    return list(run.events), run.documents[0]


def told(
    claims: list[Claim], document: Document, standing: tuple[Claim, ...] = ()
) -> list[tuple[str, str, str]]:
    """The computed relations by type and the numbers of the gates."""
    gates = {one.id: str(one.quote).split("gate ")[1].split()[0] for one in claims}
    found = dated_relations(claims, document, standing)
    return [(one.body.type, gates[one.body.source], gates[one.body.target]) for one in found]


PAIRS = [
    # one day before another
    ((EARLY, LATE), [("before", "1", "2")]),
    # the order of time, not of the text
    ((LATE, EARLY), [("before", "2", "1")]),
    # a month before a day
    (("in March 2026", EARLY), [("before", "1", "2")]),
    # a month that holds the day says nothing
    (("in April 2026", EARLY), []),
    # one day: neither order nor a shared moment
    ((EARLY, EARLY), []),
    # from then on, which is not then
    (("since March 2026", EARLY), []),
    # at some time before it
    (("by April 3, 2026", LATE), []),
    # no year to be had from nowhere
    (("in spring", LATE), []),
    # within the days that another lasts
    (("on August 2-3, 2026", "on August 2, 2026"), [("overlaps", "2", "1")]),
]


@pytest.mark.parametrize(("whens", "expected"), PAIRS)
def test_two_dates_give_what_they_give(whens, expected) -> None:
    """Before where one ends before the other begins, overlaps within one that lasts, else nothing."""
    assert told(*placed(*whens)) == expected


@pytest.mark.parametrize(
    "changed", [{"modality": "hypothetical"}, {"modality": "generic"}, {"modality": "alleged"}]
)
def test_what_did_not_happen_has_no_place_in_time(changed) -> None:
    """Only what is told as done or planned is put in order."""
    claims, document = placed(EARLY, **changed)
    assert all(days_of(one, document) is None for one in claims)


def test_three_days_make_a_chain() -> None:
    """The first and the last follow through the one between: two relations, not three."""
    assert told(*placed(EARLY, LATE, "on April 20, 2026")) == [("before", "1", "3"), ("before", "3", "2")]


def test_a_pair_that_the_text_relates_is_left_alone() -> None:
    """A cause between two already puts them in time."""
    claims, document = placed(EARLY, LATE)
    (before,) = dated_relations(claims, document)
    assert dated_relations(claims, document, (before,)) == ()


_DAYS = st.lists(st.integers(0, 40), min_size=1, max_size=25)


@given(_DAYS)
@settings(max_examples=25)
def test_order_is_linear_acyclic_and_true(days) -> None:
    """At most three relations an event; none against the dates; every one holds when it is checked again."""
    first = date(2026, 3, 1)
    whens = [f"on {first + timedelta(days=one):%B} {(first + timedelta(days=one)).day}, 2026" for one in days]
    claims, document = placed(*whens)
    found = dated_relations(claims, document)
    sides = {one.id: (one, document) for one in claims}
    places = {one.id: days_of(one, document) for one in claims}
    assert len(found) <= 3 * len(claims)
    assert len({one.id for one in found}) == len(found)
    for relation in found:
        source, target = places[relation.body.source], places[relation.body.target]
        assert source is not None
        assert target is not None
        assert source[1] < target[0]
        assert problem_between(relation, sides) is None
    assert _chained(found) >= len(set(days)) - 1
    assert dated_relations(list(reversed(claims)), document) == found


def _chained(found: tuple[Claim, ...]) -> int:
    """How many different sources lead on to a later day."""
    return len({one.body.source for one in found})
