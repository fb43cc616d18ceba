"""A review makes examples that are right, short and of other articles than those that are scored."""

from __future__ import annotations

import json

import pytest

from llmclaims import Settings
from llmclaims.pipeline import reviewed_examples
from llmclaims.pipeline.examples import taught
from llmclaims.pipeline.reviewed_examples import choose_examples
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.review import review
from tests.support.reviews import BAKERY, DENIED, ERRORS, MILL, decided, missed, reviewed_run


def chosen(*, apart=(), most=4, wrong=None, add=True):
    """What is chosen of a review with these errors."""
    run, named = reviewed_run()
    added = [missed(run, "it had closed the road", "statement", **DENIED)] if add else []
    given = [*decided(named, **(ERRORS if wrong is None else wrong)), *added]
    return choose_examples([(run, review(run, given))], apart=apart, most=most)


def test_the_paragraph_with_most_errors_is_shown_first_as_it_should_have_been():
    """The corrected, the added and no rejected claim; each error is named."""
    first = chosen().lessons[0]
    said = first.example["statement"]
    assert [one["act"] for one in said] == ["commit", "deny"]
    assert first.example["event"] == []
    assert first.teaches == {("statement", "act"), ("statement", "missed"), ("event", "rejected")}


def test_what_was_right_is_not_shown():
    """A paragraph without an error teaches nothing, and one that repeats what is shown is spared."""
    found = chosen()
    texts = [one.example["text"] for one in found.lessons]
    assert not any("reopened" in text for text in texts)
    assert found.spare == 2  # the dry weather repeats a rejected event, the ovens are of the other article


def test_examples_come_from_half_of_the_articles_at_most():
    """Of two articles one is left to be scored."""
    assert len(chosen().documents) == 1


def test_no_example_is_taken_from_what_is_scored():
    """Not from an article that is annotated, whole or in passages with other line breaks."""
    passage = MILL.split("\n\n")[2].replace(" ", "\n")
    found = chosen(apart=[passage])
    assert [one.example["text"] for one in found.lessons] == ["Two ovens were sold."]
    assert found.left == {"the article is scored on": 2}
    assert not chosen(apart=[MILL, BAKERY]).lessons


def test_a_paragraph_with_an_undecided_claim_is_none():
    """Nobody knows whether its example would be right; that is said."""
    found = chosen(wrong={**ERRORS, "closed": None})
    assert not any("wheel" in one.example["text"] for one in found.lessons)
    assert found.left["not every claim there is decided"] == 1


def test_a_claim_that_its_paragraph_does_not_carry_is_none():
    """A correction that the rules refuse makes no example."""
    found = chosen(wrong={"turn": {"act": "commit"}, "lost": {"speaker": "Pia Roth"}}, add=False)
    assert [one.teaches for one in found.lessons] == [{("statement", "act")}]


def test_relations_go_with_their_ends():
    """What relates two claims of the paragraph names them by handles of its own."""
    (lesson,) = chosen(wrong={"lost": {"act": "criticize"}}, add=False).lessons
    cause, effect = lesson.example["relation"][0]["source"], lesson.example["relation"][0]["target"]
    handles = {one["trigger"]: one["ref"] for one in lesson.example["event"]}
    assert handles == {"fallen": cause, "reopened": effect}


def test_a_long_paragraph_is_left_out(monkeypatch):
    """Each request would carry it; that is said."""
    monkeypatch.setattr(reviewed_examples, "LONGEST", 40)
    found = chosen()
    assert all(len(one.example["text"]) <= 40 for one in found.lessons)
    assert found.left[reviewed_examples.LONG] == 1


@pytest.mark.parametrize("most", [1, 4])
def test_extract_takes_them(most):
    """They pass the check that every example passes before anything is sent, without a doubt."""
    lessons = chosen(most=most).lessons
    assert 1 <= len(lessons) <= most
    examples = tuple(json.loads(json.dumps(one.example)) for one in lessons)
    assert [one.doubts for one in taught(Settings(examples=examples), DEFAULT_SCHEMA).examples] == [()] * len(
        lessons
    )
