"""Falsified answers through the provider seam: every kind is made, and what the rules name stays named."""

from __future__ import annotations

import pytest

import llmclaims
from llmclaims.config.provider_settings import ProviderSettings
from llmclaims.config.settings import Settings
from llmclaims.providers import registry
from llmclaims.schema.claims import Rejection
from right_answers import right_answers
from sabotage import clean, examples, measure
from saboteur import KINDS, Saboteur, material

CERTAIN = {
    "digit", "name in claim", "speaker from another paragraph", "negation added to claim", "two quotes spliced",
    "quote from another paragraph", "quote from another article", "one word altered", "number not in text",
    "date from nowhere", "trigger outside quote", "participant elsewhere", "bio or boilerplate quoted",
    "prompt example echoed", "relation with missing end", "cause without signal", "duplicate",
    "question sold as assertion", "unit",
}  # fmt: skip
"""What deterministic rules name without fail on the sample articles."""


@pytest.fixture(scope="module")
def given():
    """The right answers of the sample articles that the verifier accepts without a flag."""
    return material(clean(right_answers()), examples())


@pytest.fixture(scope="module")
def rows(given):
    """Ten falsified answers of each kind, judged."""
    return {row.kind: row for row in measure(given, 10)[0]}


def test_gold_is_accepted(given):
    """At least nine tenths of the sample articles' gold claims are accepted without a flag."""
    assert len(given.rights) > 0.9 * len(right_answers())


def test_the_kinds_are_fixed():
    """There are twenty-five kinds of falsification, so that the denominator cannot move."""
    assert len(KINDS) == 25


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_kind_finds_material(rows, kind):
    """Each kind of falsification can be made of the sample articles."""
    assert rows[kind].tried > 0


@pytest.mark.parametrize("kind", sorted(CERTAIN))
def test_certain_kinds_are_always_caught(rows, kind):
    """What a deterministic rule names is named every time."""
    assert rows[kind].caught == 1.0


def test_falsified_answer_through_a_whole_run(given, monkeypatch):
    """A run over a provider that falsifies one claim refuses that one and keeps the others."""
    right = next(one for one in given.rights if one.kind == "statement" and one.draft["speaker"])
    beside = [one for one in given.by_paragraph[right.document.id, right.paragraph] if one is not right]
    wrong = KINDS["speaker from another paragraph"](right, 0, given)
    saboteur = Saboteur(
        {(right.document.id, right.paragraph): [*((one.kind, one.draft) for one in beside), *wrong]}
    )
    monkeypatch.setattr(registry, "connect", lambda *_args, **_named: saboteur)
    settings = Settings(
        provider="local", providers={"local": ProviderSettings(base_url="http://127.0.0.1:9/v1", model="m")}
    )
    result = llmclaims.extract(right.document, settings=settings)
    assert [one.code for one in result.rejections if isinstance(one, Rejection)] == [
        "SPEAKER_NOT_IN_PARAGRAPH"
    ]
    assert len(result.claims) == len(beside)
