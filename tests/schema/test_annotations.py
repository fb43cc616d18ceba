"""The annotations say what is verbatim and what a rule may take a field for."""

from __future__ import annotations

from typing import Annotated

from llmclaims.schema.annotations import Cited, Mention, Name, Role, kind_of, values
from llmclaims.schema.news import Event, Participant


class Promise(Cited):
    """A user's own model."""

    promiser: Annotated[Mention, Role.SPEAKER]
    beneficiary: Name | None
    witnesses: list[Name]
    amount: int | None


def _promise() -> Promise:
    return Promise(quote="I will pay", promiser="Ada", beneficiary=None, witnesses=["Bo", "Cy"], amount=3)


def test_a_users_model_is_read_by_its_annotations() -> None:
    """Quote, Mention and Name are found in a user's model, through optionals and lists."""
    found = {value.path: (value.value, value.verbatim, value.role) for value in values(_promise())}
    assert found == {
        "quote": ("I will pay", "quote", None),
        "promiser": ("Ada", "paragraph", Role.SPEAKER),
        # beneficiary is None: nothing is claimed, so nothing is checked
        "witnesses.0": ("Bo", "document", None),
        "witnesses.1": ("Cy", "document", None),
        "amount": (3, None, None),
    }


def test_nested_mentions_have_paths() -> None:
    """A participant's mention is named by its place in the list."""
    event = Event(
        ref="e1", quote="Ada met Bo", trigger="met", type="CONSULT",
        participants=[Participant(role="actor", mention="Ada", name=None), Participant(role="actor", mention="Bo", name="Bo")],
        location=None, time=None, quantity=None, modality="asserted", polarity="positive",
    )  # fmt: skip
    paths = {value.path: value.verbatim for value in values(event) if value.verbatim}
    assert paths == {
        "quote": "quote",
        "trigger": "quote",
        "participants.0.mention": "paragraph",
        "participants.1.mention": "paragraph",
        "participants.1.name": "document",
    }


def test_a_kind_is_the_class_name_in_lower_case() -> None:
    """Records of a user's own model carry its name."""
    assert kind_of(Promise) == "promise"
