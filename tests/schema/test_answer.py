"""The schema that a model sees is compact, and strict where that is wanted; reading an answer is permissive."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from llmclaims.errors import ConfigError
from llmclaims.schema.annotations import Cited, Mention, Name
from llmclaims.schema.answer import answer_model, envelope, numbered_model, schema_hash, with_every_key
from llmclaims.schema.news import DEFAULT_SCHEMA

if TYPE_CHECKING:
    from collections.abc import Callable

    from pydantic import BaseModel


class Promise(Cited):
    """A user's own model."""

    promiser: Mention
    beneficiary: Name | None = None


def _objects(node: Any) -> list[dict[str, Any]]:
    """Every object schema in a schema."""
    if isinstance(node, list):
        return [found for item in node for found in _objects(item)]
    if not isinstance(node, dict):
        return []
    own = [node] if node.get("type") == "object" else []
    return own + [found for item in node.values() for found in _objects(item)]


@pytest.mark.parametrize("make", [answer_model, numbered_model])
@pytest.mark.parametrize("schema", [DEFAULT_SCHEMA, (Promise,), (*DEFAULT_SCHEMA, Promise)])
def test_the_schema_is_what_strict_structured_output_accepts(
    schema: tuple[type[Cited], ...], make: Callable[[tuple[type[Cited], ...]], type[BaseModel]]
) -> None:
    """Every object closes its keys and requires all of them; nothing has a default or a reference."""
    shown = with_every_key(make(schema)).model_json_schema()
    for found in _objects(shown):
        assert found["additionalProperties"] is False
        assert found["required"] == list(found["properties"])
    text = json.dumps(shown)
    for unknown_to_strict in ("$ref", "$defs", "oneOf", '"default"', "minItems", "pattern"):
        assert unknown_to_strict not in text


def test_openai_takes_the_schema_unchanged() -> None:
    """The vendor's own strict converter has nothing to add to it."""
    from openai.lib._pydantic import _ensure_strict_json_schema

    shown = with_every_key(numbered_model(DEFAULT_SCHEMA)).model_json_schema()
    again = _ensure_strict_json_schema(json.loads(json.dumps(shown)), path=(), root=shown)
    assert again == shown


def test_the_schema_is_compact() -> None:
    """Under 900 tokens at four characters a token: it is paid for with every paragraph."""
    text = json.dumps(numbered_model(DEFAULT_SCHEMA).model_json_schema(), separators=(",", ":"))
    assert len(text) < 3600


def test_what_goes_without_saying_may_be_left_out() -> None:
    """Null, an empty list and a field's own default; what a claim cannot do without may not."""
    (entry,) = (
        one["items"] for one in numbered_model(DEFAULT_SCHEMA).model_json_schema()["properties"].values()
    )
    assert entry["required"] == ["paragraph"]
    needed = {
        kind: one["items"]["required"] for kind, one in entry["properties"].items() if kind != "paragraph"
    }
    assert needed == {
        "event": ["quote", "trigger", "type"],
        "statement": ["quote", "speaker_type"],
        "relation": ["quote", "type", "source", "target"],
    }
    assert '"null"' not in json.dumps(entry)


def test_a_bad_item_does_not_cost_its_neighbours() -> None:
    """Any items are read; each is judged by itself later."""
    read = answer_model((Promise,)).model_validate(
        {"promise": [{"quote": "a b c", "promiser": "a"}, 7, None]}
    )
    assert read.model_dump()["promise"] == [{"quote": "a b c", "promiser": "a"}, 7, None]


class Rejection(Cited):
    """Its name is a record's."""


class Vote(Cited):
    """Its field is a record's."""

    verdict: Mention


class Paragraph(Cited):
    """Its name is that of an answer's own key."""


class Part(Cited):
    """One of its fields is called like an answer's own key."""

    paragraphs: Mention


class Chain(Cited):
    """It holds itself."""

    next: Chain | None = None


@pytest.mark.parametrize(
    ("schema", "words"),
    [
        ((Paragraph,), "rename the class"),  # the number of a paragraph has that key
        ((Part,), "Part.paragraphs collides"),  # and the list of them this one
        ((Chain,), "holds itself"),  # no form of an answer ends
        ((Rejection,), "rename the class"),  # a class that would be recorded under a name of ours
        ((Vote,), "Vote.verdict collides"),  # a field that a claim's record has itself
        ((Promise, Promise), "that name is taken"),  # two models that could not be told apart
    ],
)
def test_colliding_names_are_refused(schema: tuple[type[Cited], ...], words: str) -> None:
    """A user's names that the run file uses itself are a configuration error."""
    with pytest.raises(ConfigError, match=words):
        answer_model(schema)


def test_the_hash_follows_the_schema() -> None:
    """Equal schemas have equal hashes, a changed one another."""
    one = envelope("A", {"x": {"type": "array", "items": {"type": "string"}}})
    same = envelope("A", {"x": {"type": "array", "items": {"type": "string"}}})
    other = envelope("A", {"x": {"type": "array", "items": {"type": "integer"}}})
    assert schema_hash(one) == schema_hash(same) != schema_hash(other)
