"""The schema that a model sees is strict and compact; reading an answer is permissive."""

from __future__ import annotations

import json
from typing import Any

import pytest

from llmclaims.errors import ConfigError
from llmclaims.schema.annotations import Cited, Mention, Name
from llmclaims.schema.answer import answer_model, envelope, schema_hash
from llmclaims.schema.news import DEFAULT_SCHEMA


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


@pytest.mark.parametrize("schema", [DEFAULT_SCHEMA, (Promise,), (*DEFAULT_SCHEMA, Promise)])
def test_the_schema_is_what_strict_structured_output_accepts(schema: tuple[type[Cited], ...]) -> None:
    """Every object closes its keys and requires all of them; nothing has a default or a reference."""
    shown = answer_model(schema).model_json_schema()
    for found in _objects(shown):
        assert found["additionalProperties"] is False
        assert found["required"] == list(found["properties"])
    text = json.dumps(shown)
    for unknown_to_strict in ("$ref", "$defs", "oneOf", '"default"', "minItems", "pattern"):
        assert unknown_to_strict not in text


def test_openai_takes_the_schema_unchanged() -> None:
    """The vendor's own strict converter has nothing to add to it."""
    from openai.lib._pydantic import _ensure_strict_json_schema

    shown = answer_model(DEFAULT_SCHEMA).model_json_schema()
    again = _ensure_strict_json_schema(json.loads(json.dumps(shown)), path=(), root=shown)
    assert again == shown


def test_the_schema_is_compact() -> None:
    """Under 900 tokens at four characters a token: it is paid for with every paragraph."""
    text = json.dumps(answer_model(DEFAULT_SCHEMA).model_json_schema(), separators=(",", ":"))
    assert len(text) < 3600


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


@pytest.mark.parametrize(
    ("schema", "words"),
    [
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
