"""The answer that is asked for: a strict, compact JSON schema to see, a permissive model to read with.

The schema is what strict structured output accepts (every key required, no defaults, no other keys, ``anyOf``
for what may be null) and carries a description only where a field's name does not say it. Validation accepts
any items: each is judged by itself later, so that a bad one never costs its neighbours.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

from pydantic import BaseModel, ConfigDict, create_model

from llmclaims.errors import ConfigError
from llmclaims.schema.annotations import Cited, kind_of
from llmclaims.schema.claims import RECORD_KEYS

RECORDS = frozenset(("run", "document", "rejection", "failure", "usage", "summary"))
_NOISE = frozenset(("title", "default", "discriminator", "$defs"))


class _Envelope(BaseModel):
    model_config = ConfigDict(extra="ignore")


@lru_cache(maxsize=64)
def answer_model(schema: tuple[type[Cited], ...]) -> type[BaseModel]:
    """Make the envelope for some models: a key a kind, each a list of items.

    Raises:
        ConfigError: a model's name or field is one that a record of a run uses itself.
    """
    check_schema(schema)
    items = {kind_of(model): _object(model.model_json_schema()) for model in schema}
    return envelope("Answer", {kind: {"type": "array", "items": item} for kind, item in items.items()})


def check_schema(schema: Sequence[type[Cited]]) -> None:
    """Refuse models whose names would collide.

    Raises:
        ConfigError: a class is not a ``Cited`` model, or a name is taken.
    """
    kinds = [kind_of(model) for model in schema]
    for model, kind in zip(schema, kinds, strict=True):
        if not (isinstance(model, type) and issubclass(model, Cited)):
            raise ConfigError(
                f"{model!r} is not a model that cites its source; derive it from llmclaims.Cited."
            )
        if kind in RECORDS or kinds.count(kind) > 1:
            raise ConfigError(
                f"A model cannot be called {model.__name__}: that name is taken; rename the class."
            )
        taken = sorted(set(model.model_fields) & (set(RECORD_KEYS) - {"quote"}))
        if taken:
            raise ConfigError(f"{model.__name__}.{taken[0]} collides with a record's own field; rename it.")


def envelope(name: str, properties: Mapping[str, Any]) -> type[BaseModel]:
    """Make a model that shows ``properties`` as its strict JSON schema and accepts any list under each key."""
    fields: dict[str, Any] = {key: (list[Any], []) for key in properties}
    made = create_model(name, __base__=_Envelope, **fields)
    strict = {
        "title": name,
        "type": "object",
        "properties": dict(properties),
        "required": list(properties),
        "additionalProperties": False,
    }

    def shown(_cls: Any, _core: Any, _handler: Any) -> dict[str, Any]:
        return json.loads(json.dumps(strict))  # type: ignore[no-any-return]

    made.__get_pydantic_json_schema__ = classmethod(shown)  # type: ignore[assignment]
    made.model_rebuild(force=True)
    return made


def list_of(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON schema of a list of objects that have all these properties and no others."""
    item = {"type": "object", "properties": dict(properties), "required": list(properties)}
    return {"type": "array", "items": {**item, "additionalProperties": False}}


def schema_hash(model: type[BaseModel]) -> str:
    """Return a short hash of a model's JSON schema, for provenance."""
    text = json.dumps(model.model_json_schema(), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _object(schema: Mapping[str, Any]) -> dict[str, Any]:
    return _strict(schema, schema.get("$defs", {}), top=True)  # type: ignore[no-any-return]


def _strict(node: Any, defs: Mapping[str, Any], *, top: bool = False) -> Any:
    """Return a schema node in the strict, compact form, its references put in their place."""
    if isinstance(node, list):
        return [_strict(item, defs) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _strict(defs[node["$ref"].rsplit("/", 1)[-1]], defs)
    found = {"anyOf" if key == "oneOf" else key: value for key, value in node.items() if key not in _NOISE}
    if "properties" in node:
        found["properties"] = {key: _strict(value, defs) for key, value in node["properties"].items()}
        found["required"] = list(found["properties"])
        found["additionalProperties"] = False
        if top:
            found.pop("description", None)  # the prompt says it
        return found
    return _nullable({key: _strict(value, defs) if key != "enum" else value for key, value in found.items()})


def _nullable(node: dict[str, Any]) -> dict[str, Any]:
    """``{"anyOf": [{"type": "string"}, {"type": "null"}]}`` in its short form, which strict output accepts too."""
    options = node.get("anyOf")
    if options and len(options) == 2 and {"type": "null"} in options:
        (one,) = (option for option in options if option != {"type": "null"})
        if set(one) <= {"type", "description"} and isinstance(one.get("type"), str):
            rest = {key: value for key, value in node.items() if key != "anyOf"}
            return {**one, **rest, "type": [one["type"], "null"]}
    return node
