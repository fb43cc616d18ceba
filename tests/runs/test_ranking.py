"""The claims that matter most, document by document."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmclaims.errors import ConfigError
from llmclaims.runs.extraction import Extraction
from llmclaims.runs.ranking import Top, ranks
from llmclaims.runs.records import Run
from llmclaims.schema.claims import Claim
from llmclaims.schema.news import Relation, Statement


def statement(name: str, worth: float | None, document: str = "a") -> Claim:
    """A statement that matters so much."""
    body = Statement.model_construct(ref="s", quote=name, speaker=None, claim=name)
    derived = {} if worth is None else {"salience": worth}
    return Claim(
        id=name, kind="statement", document=document, paragraph=0, spans=((0, 1),), quote=name, body=body, mentions={},
        tier="exact", derived=derived,
    )  # fmt: skip


def relation(one: Claim, other: Claim) -> Claim:
    """A relation between two of them."""
    body = Relation.model_construct(type="supports", source=one.id, target=other.id, quote="", signal=None)
    home = one.document if one.document == other.document else None
    worth = min(one.salience or 0, other.salience or 0)
    return replace(
        one, id=f"{one.id}-{other.id}", kind="relation", document=home, body=body, derived={"salience": worth}
    )


def run(*claims: Claim) -> Extraction:
    """A run of nothing but claims."""
    return Extraction(run=Run(provider="p", model="m"), records=claims)


def ids(claims: tuple[Claim, ...]) -> list[str]:
    """Their ids."""
    return [one.id for one in claims]


def test_the_most_salient_come_first_and_equal_ones_as_they_stand():
    """Two of four, of which two matter alike."""
    found = run(statement("low", 0.1), statement("one", 0.5), statement("two", 0.5), statement("best", 0.9))
    assert ids(found.top(3)) == ["best", "one", "two"]
    assert ids(found.top(99)) == ["best", "one", "two", "low"]


def test_each_document_has_its_own():
    """A long article does not push the claims of a short one out; what matters is told within a document."""
    found = run(
        statement("a1", 0.9), statement("a2", 0.8), statement("b1", 0.2, "b"), statement("b2", 0.3, "b")
    )
    assert ids(found.top(1)) == ["a1", "b2"]


def test_a_relation_between_documents_comes_with_both_its_ends():
    """It is not counted, and is not there without one of them."""
    one, other, third = statement("a1", 0.9), statement("b1", 0.8, "b"), statement("b2", 0.1, "b")
    found = run(one, other, third, relation(one, other), relation(one, third))
    assert ids(found.top(1)) == ["a1", "b1", "a1-b1"]


def test_nothing_and_less_than_nothing():
    """A run without claims has no top; less than one claim is asked for by mistake."""
    assert run().top(5) == ()
    with pytest.raises(ConfigError, match="give 1 or more"):
        run(statement("a", 0.5)).top(0)


def test_claims_of_an_older_run_cannot_be_ranked():
    """The error says what to do; beside others of their document they rank last."""
    with pytest.raises(ConfigError, match=r"document a do not say how salient they are.*extract again"):
        run(statement("a", None)).top(1)
    assert ids(run(statement("a", None), statement("b", 0.1)).top(2)) == ["b", "a"]


@st.composite
def _runs(draw):
    worth = st.sampled_from([0.0, 0.2, 0.5, 0.5, 0.9])
    made = [
        statement(f"s{at}", draw(worth), draw(st.sampled_from("ab"))) for at in range(draw(st.integers(2, 8)))
    ]
    made.sort(key=lambda one: one.document)
    ends = st.integers(0, len(made) - 1)
    pairs = draw(st.lists(st.tuples(ends, ends), unique=True, max_size=6))
    related = [relation(made[one], made[other]) for one, other in pairs]
    inner = {home: [one for one in related if one.document == home] for home in ("a", "b", None)}
    first, second = ([one for one in made if one.document == home] for home in "ab")
    mixed = [draw(st.permutations(first + inner["a"])), draw(st.permutations(second + inner["b"]))]
    return [*mixed[0], *mixed[1], *inner[None]]


@given(_runs(), st.integers(1, 9))
def test_a_relation_never_comes_without_its_ends(claims, n):
    """However salient they are and wherever they stand; each document has as many as were asked for, or all it has."""
    found = run(*claims).top(n)
    known = set(ids(found))
    for one in found:
        if one.kind == "relation":
            assert {one.body.source, one.body.target} <= known
    for home in "ab":
        whole = sum(one.document == home for one in claims)
        assert sum(one.document == home for one in found) == min(n, whole)
    places = ranks(claims)
    assert known == {name for name, place in places.items() if place <= n}
    chosen, shown = Top(n), []
    for home in ("a", "b", None):
        shown += chosen.among([one for one in claims if one.document == home])
    assert set(ids(shown)) == known
    assert chosen.left == len(claims) - len(shown)
