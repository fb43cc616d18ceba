"""Where the verbatim fields stand, for the shipped models and for a user's own."""

from __future__ import annotations

from typing import Annotated

import pytest

from llmclaims.schema.annotations import Cited, Mention, Name, Role, Verbatim
from llmclaims.schema.claims import Rejection
from tests.support.rule_drafts import codes, judge


class Promise(Cited):
    """A user's own model: nothing in it is called as in the shipped ones."""

    promiser: Annotated[Mention, Role.SPEAKER]
    said_with: Annotated[Mention | None, Role.CUE]
    verb: Annotated[Mention, Verbatim("quote"), Role.TRIGGER]
    to_whom: Name | None
    kind: Annotated[str, Role.SPEAKER_TYPE]
    yes_or_no: Annotated[str, Role.POLARITY]


def promise(**changes: str | None) -> Promise:
    """A promise in the words of the next text."""
    body = {
        "quote": "will repay every euro", "promiser": "Moss", "said_with": "said", "verb": "repay",
        "to_whom": "Delm", "kind": "person", "yes_or_no": "positive",
    }  # fmt: skip
    return Promise.model_validate(body | changes)


PROMISED = "“I will repay every euro,” Moss said. Holm doubted that the bank will not collapse."


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, []),  # as it stands
        ({"verb": "collapse"}, ["!TRIGGER_NOT_IN_QUOTE"]),  # its trigger in another sentence
        ({"promiser": "Holm"}, ["SPEAKER_TAG_MISMATCH"]),  # who only doubted it
        ({"promiser": "Stahl"}, ["!SPEAKER_NOT_IN_PARAGRAPH"]),  # who is elsewhere
        ({"to_whom": "Ostmark"}, []),  # a name from nowhere is left out
        ({"quote": "collapse", "verb": "collapse"}, ["!TOO_SHORT"]),  # one word
        ({"quote": "the bank will not collapse", "verb": "collapse", "promiser": "Holm", "said_with": None},
         ["!NEGATION_OUTSIDE_QUOTE"]),  # what he doubted
    ],
)  # fmt: skip
def test_users_own_model_is_checked_alike(changes: dict, expected: list[str]):
    """The rules work on roles, so a model with other field names gets the same verdicts."""
    assert codes(judge(PROMISED, promise(**changes))) == expected


def test_rejection_keeps_the_draft():
    """A refused draft is kept as it came."""
    outcome = judge(PROMISED, promise(verb="collapse"))
    assert isinstance(outcome, Rejection)
    assert outcome.draft["verb"] == "collapse"


class Deal(Cited):
    """A user's own model with words that must stand in the quote, without any role."""

    price: Annotated[Mention, Verbatim("quote")]


def test_field_that_must_stand_in_the_quote():
    """A field that is marked as standing in the quote is looked for there alone, and the refusal says so."""
    text = "Holm paid 40 crowns for the lock. Moss had asked for 60 crowns."
    assert codes(judge(text, Deal(quote="Holm paid 40 crowns for the lock", price="40 crowns"))) == []
    outcome = judge(text, Deal(quote="Holm paid 40 crowns for the lock", price="60 crowns"))
    assert isinstance(outcome, Rejection)
    assert outcome.code == "MENTION_NOT_IN_QUOTE"
    assert outcome.message == "price “60 crowns” does not stand in the quote."
