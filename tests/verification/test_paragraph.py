"""A whole answer: as many outcomes as items, and what stands between the drafts."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmclaims.documents.document import Document
from llmclaims.schema.claims import Claim, Rejection
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.paragraph import Proposal, Reading, verify_answer
from llmclaims.verification.source_order import in_source_order
from tests.support.drafts import TEXT, event, relation, statement

DOCUMENT = Document.from_text(TEXT)
READING = Reading(document=DOCUMENT, paragraph=DOCUMENT.body[0].index, schema=DEFAULT_SCHEMA)


def judge(*items: tuple[str, Any]) -> list[Claim | Rejection]:
    """The outcomes of some items of an answer about the first body paragraph."""
    return list(verify_answer([Proposal(kind=kind, item=item) for kind, item in items], READING))


def codes(outcomes: list[Claim | Rejection]) -> list[str]:
    """A code for each outcome, "ok" for a claim."""
    return ["ok" if isinstance(one, Claim) else one.code for one in outcomes]


def test_a_right_answer_is_accepted_whole() -> None:
    """An event, a statement and the relation between them hold, and the relation names them by id."""
    found = judge(("event", event()), ("statement", statement()), ("relation", relation()))
    assert codes(found) == ["ok", "ok", "ok"]
    first, second, third = (one for one in found if isinstance(one, Claim))
    assert (third.body.source, third.body.target) == (second.id, first.id)  # type: ignore[attr-defined]


@pytest.mark.parametrize(
    "item",
    [
        7,  # no object at all
        None,  # nothing
        {},  # an object without fields
        event(type="PARTY"),  # a type that is not in the codebook
        event(start=3),  # an offset, which a model is never asked for
        event(participants="Ada"),  # a list was asked for
    ],
)
def test_a_bad_item_never_costs_its_neighbours(item: Any) -> None:
    """What is not of the schema is SCHEMA_INVALID, kept as it came; the next item is judged all the same."""
    found = judge(("event", item), ("statement", statement()))
    assert codes(found) == ["SCHEMA_INVALID", "ok"]
    assert isinstance(found[0], Rejection)
    assert found[0].draft == item


def test_a_kind_that_was_not_asked_for_is_kept_as_a_rejection() -> None:
    """Nothing vanishes, not even what nobody asked for."""
    assert codes(judge(("weather", {"quote": "x"}))) == ["SCHEMA_INVALID"]


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"target": "e9"}, "ENDPOINT_MISSING"),  # an end that nobody proposed
        ({"target": "s1"}, "SELF_LOOP"),  # a claim related to itself
        ({"source": "e1", "target": "s1"}, "SIGNATURE"),  # "about" goes from a statement to an event
        ({"quote": "We did touch the dam"}, "NEGATION_ALTERED"),  # words that do not stand there
    ],
)
def test_a_relation_that_does_not_hold_is_refused(changes: dict[str, str], code: str) -> None:
    """Its ends stay; it goes with its reason."""
    found = judge(("event", event()), ("statement", statement()), ("relation", relation(**changes)))
    assert codes(found) == ["ok", "ok", code]


def test_a_relation_goes_with_its_rejected_end() -> None:
    """Nothing relates to what was refused."""
    found = judge(
        ("event", event(quote="Ada Brandt closed the lower lock")),
        ("statement", statement()),
        ("relation", relation()),
    )
    assert codes(found)[1:] == ["ok", "ENDPOINT_MISSING"]


def test_the_same_claim_twice_is_one_claim_and_one_duplicate() -> None:
    """The second is a rejection that says so."""
    assert codes(judge(("statement", statement()), ("statement", statement(ref="s2")))) == ["ok", "DUPLICATE"]


@given(
    st.permutations(
        [
            ("event", event()),
            ("statement", statement()),
            ("event", event(quote="Ada Brandt shut it")),
            ("x", 1),
        ]
    )
)
def test_the_order_of_an_answer_changes_no_verdict(items: list[tuple[str, Any]]) -> None:
    """Each draft gets the verdict and the span that it gets alone."""
    for item, outcome in zip(items, judge(*items), strict=True):
        (alone,) = judge(item)
        assert type(alone) is type(outcome)
        if isinstance(alone, Claim) and isinstance(outcome, Claim):
            assert (alone.id, alone.spans, alone.codes) == (outcome.id, outcome.spans, outcome.codes)


def test_output_is_in_the_order_of_the_source() -> None:
    """Claims by their place, relations behind what they relate, rejections last."""
    found = judge(("relation", relation()), ("statement", statement()), ("event", 3), ("event", event()))
    ordered = in_source_order(found)
    assert [one.kind for one in ordered] == ["event", "statement", "relation", "event"]
    assert isinstance(ordered[-1], Rejection)


def test_a_relation_to_a_duplicate_points_to_the_claim_that_stays() -> None:
    """The handle of a second draft of the same statement stands for the first, whichever comes first."""
    found = judge(
        ("event", event()),
        ("statement", statement()),
        ("statement", statement(ref="s2")),
        ("relation", relation(source="s2")),
    )
    assert codes(found) == ["ok", "ok", "DUPLICATE", "ok"]
    kept, related = found[1], found[3]
    assert isinstance(kept, Claim)
    assert isinstance(related, Claim)
    assert related.body.source == kept.id  # type: ignore[attr-defined]


def test_a_relation_of_a_claim_with_its_own_duplicate_is_a_loop() -> None:
    """Two handles of one claim do not make two claims."""
    found = judge(
        ("statement", statement()),
        ("statement", statement(ref="s2")),
        ("relation", relation(type="same_as", target="s2")),
    )
    assert codes(found)[2] == "SELF_LOOP"
