"""The answer that is asked for: a compact JSON schema to see, a permissive model to read with.

In the schema a key may be left out where it would be null, an empty list or a field's own default; it carries a
description only where a field's name does not say it. ``with_every_key`` makes of it what strict structured output
accepts: every key required, null where there is nothing. Validation accepts any items: each is judged by itself
later, so that a bad one never costs its neighbours.
"""

import hashlib
import json
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any, ClassVar

from pydantic import BaseModel, ConfigDict, create_model

from llmclaims.errors import ConfigError
from llmclaims.schema.annotations import Cited, kind_of
from llmclaims.schema.claims import RECORD_KEYS

PARAGRAPHS, PARAGRAPH = "paragraphs", "paragraph"
"""The keys of an answer about numbered paragraphs: its entries, and the number of the paragraph that one is about."""
RECORDS = frozenset(("run", "document", "rejection", "failure", "usage", "summary", PARAGRAPH, PARAGRAPHS))
_NOISE = frozenset(("title", "discriminator", "$defs"))
_NULL = {"type": "null"}


class _Envelope(BaseModel):
    model_config = ConfigDict(extra="ignore")
    whole: ClassVar[Mapping[str, Any]]


@lru_cache(maxsize=64)
def answer_model(schema: tuple[type[Cited], ...]) -> type[BaseModel]:
    """Make the envelope for some models: a key a kind, each a list of items.

    Raises:
        ConfigError: a model's name or field is one that a record of a run uses itself.
    """
    return envelope("Answer", _kinds(schema))


@lru_cache(maxsize=64)
def numbered_model(schema: tuple[type[Cited], ...]) -> type[BaseModel]:
    """Make the envelope for some models about numbered paragraphs: an entry for each, with its items by kind.

    Raises:
        ConfigError: a model's name or field is one that a record of a run uses itself.
    """
    return envelope("Answer", {PARAGRAPHS: list_of({PARAGRAPH: {"type": "integer"}, **_kinds(schema)})})


def _kinds(schema: tuple[type[Cited], ...]) -> dict[str, Any]:
    check_schema(schema)
    try:
        items = {kind_of(model): _object(model.model_json_schema()) for model in schema}
    except RecursionError:
        raise ConfigError(
            "A model holds itself, which no form of an answer can show; take that field out."
        ) from None
    return {kind: {"type": "array", "items": item} for kind, item in items.items()}


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
        taken = sorted(set(model.model_fields) & ({*RECORD_KEYS, PARAGRAPHS} - {"quote"}))
        if taken:
            raise ConfigError(f"{model.__name__}.{taken[0]} collides with a record's own field; rename it.")


def envelope(name: str, properties: Mapping[str, Any]) -> type[BaseModel]:
    """Make a model that shows ``properties`` as its JSON schema and accepts any list under each key.

    A property that takes null, a list, or one with a default may be left out; the keys of the envelope itself may not.
    """
    whole = {"type": "object", "properties": dict(properties), "required": list(properties)}
    return _shown(name, {"title": name, **whole, "additionalProperties": False}, every=False)


@lru_cache(maxsize=64)
def with_every_key(answer: type[BaseModel]) -> type[BaseModel]:
    """Return an envelope in the form that strict structured output demands: no key may be left out of the answer."""
    return _shown(answer.__name__, answer.whole, every=True)  # type: ignore[attr-defined]


def _shown(name: str, whole: Mapping[str, Any], *, every: bool) -> type[BaseModel]:
    fields: dict[str, Any] = {key: (list[Any], []) for key in whole["properties"]}
    made = create_model(name, __base__=_Envelope, **fields)
    own = {**_form(whole, every=every), "required": list(whole["properties"])}

    def shown(_cls: Any, _core: Any, _handler: Any) -> dict[str, Any]:
        return json.loads(json.dumps(own))  # type: ignore[no-any-return]

    made.whole = whole
    made.__get_pydantic_json_schema__ = classmethod(shown)  # type: ignore[assignment]
    made.model_rebuild(force=True)
    return made


def _form(node: Any, *, every: bool) -> Any:
    """Return a schema node with every key required, or without those that may be left out and what stands for them."""
    if isinstance(node, list):
        return [_form(one, every=every) for one in node]
    if not isinstance(node, dict):
        return node
    found = {
        key: one if key == "enum" else _form(one, every=every)
        for key, one in node.items()
        if key != "default"
    }
    if isinstance(properties := node.get("properties"), dict):
        spare = set() if every else {key for key, one in properties.items() if _is_spare(one)}
        found["properties"] = {
            key: _without_null(one) if key in spare else one for key, one in found["properties"].items()
        }
        found["required"] = [key for key in properties if key not in spare]
    return found


def _is_spare(node: Mapping[str, Any]) -> bool:
    """Tell whether a property may be left out."""
    kinds = node.get("type")
    return "default" in node or kinds == "array" or "null" in (kinds or ()) or _NULL in node.get("anyOf", ())


def _without_null(node: dict[str, Any]) -> dict[str, Any]:
    """Return a property that is there only when it is not null."""
    if isinstance(kinds := node.get("type"), list):
        left = [one for one in kinds if one != "null"]
        return {**node, "type": left[0] if len(left) == 1 else left}
    if _NULL in node.get("anyOf", ()):
        left = [one for one in node["anyOf"] if one != _NULL]
        rest = {key: one for key, one in node.items() if key != "anyOf"}
        return {**left[0], **rest} if len(left) == 1 else {**rest, "anyOf": left}
    return node


def list_of(properties: Mapping[str, Any]) -> dict[str, Any]:
    """Return the JSON schema of a list of objects that have these properties and no others."""
    return {
        "type": "array",
        "items": {"type": "object", "properties": dict(properties), "additionalProperties": False},
    }


def schema_hash(model: type[BaseModel]) -> str:
    """Return a short hash of a model's JSON schema, for provenance."""
    text = json.dumps(model.model_json_schema(), sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _object(schema: Mapping[str, Any]) -> dict[str, Any]:
    return _inlined(schema, schema.get("$defs", {}), top=True)  # type: ignore[no-any-return]


def _inlined(node: Any, defs: Mapping[str, Any], *, top: bool = False) -> Any:
    """Return a schema node in a compact form, its references put in their place."""
    if isinstance(node, list):
        return [_inlined(item, defs) for item in node]
    if not isinstance(node, dict):
        return node
    if "$ref" in node:
        return _inlined(defs[node["$ref"].rsplit("/", 1)[-1]], defs)
    found = {"anyOf" if key == "oneOf" else key: value for key, value in node.items() if key not in _NOISE}
    if "properties" in node:
        found["properties"] = {key: _inlined(value, defs) for key, value in node["properties"].items()}
        found.pop("required", None)
        found["additionalProperties"] = False
        if top:
            found.pop("description", None)  # the prompt says it
        return found
    return _nullable({key: _inlined(value, defs) if key != "enum" else value for key, value in found.items()})


def _nullable(node: dict[str, Any]) -> dict[str, Any]:
    """``{"anyOf": [{"type": "string"}, {"type": "null"}]}`` in its short form, which strict output accepts too."""
    if node.get("default", "") is None:  # the type says it
        node.pop("default")
    options = node.get("anyOf")
    if options and len(options) == 2 and _NULL in options:
        (one,) = (option for option in options if option != _NULL)
        if set(one) <= {"type", "description"} and isinstance(one.get("type"), str):
            rest = {key: value for key, value in node.items() if key != "anyOf"}
            return {**one, **rest, "type": [one["type"], "null"]}
    return node
