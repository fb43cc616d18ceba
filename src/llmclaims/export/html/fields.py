"""Which fields of a model a reviewer may fill, and with what: read off its annotations."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from pydantic import BaseModel

from llmclaims.schema.annotations import Role, Verbatim, unwrap

if TYPE_CHECKING:
    from pydantic.fields import FieldInfo

    from llmclaims.schema.annotations import Cited

_KEPT = frozenset((Role.REF, Role.SOURCE, Role.TARGET))
"""Handles and ids: a reviewer rejects a claim that names the wrong ones."""


@cache
def role_fields(model: type[Cited]) -> dict[str, str]:
    """Role -> name of the field that has it."""
    return {
        str(mark): name
        for name, field in model.model_fields.items()
        for mark in field.metadata
        if isinstance(mark, Role)
    }


def fields_of(model: type[Cited]) -> list[dict[str, Any]]:
    """The fields but for the quote, in their order, each as ``_field`` says."""
    return [_field(name, field) for name, field in model.model_fields.items() if name != "quote"]


def _field(name: str, field: FieldInfo) -> dict[str, Any]:
    """One field: ``input`` is words, choice, items or json; ``where`` its words must stand, None anywhere."""
    inner, marks = unwrap(field.annotation, tuple(field.metadata))
    where = [mark.where for mark in marks if isinstance(mark, Verbatim)]
    found: dict[str, Any] = {
        "name": name,
        "input": "json",
        "optional": inner is not field.annotation and _optional(field.annotation),
        "where": where[-1] if where else None,
        "fixed": bool(_KEPT.intersection(mark for mark in marks if isinstance(mark, Role))),
        "hint": field.description,
    }
    item = get_args(inner)[0] if get_origin(inner) is list else None
    if get_origin(inner) is Literal and all(isinstance(one, str) for one in get_args(inner)):
        return found | {"input": "choice", "choices": list(get_args(inner))}
    if inner is str:
        return found | {"input": "words"}
    if isinstance(item, type) and issubclass(item, BaseModel):
        parts = [_field(key, one) for key, one in item.model_fields.items()]
        if all(one["input"] in ("words", "choice") for one in parts):
            return found | {"input": "items", "parts": parts}
    return found


def _optional(annotation: Any) -> bool:
    """Whether None is a value of it."""
    return type(None) in get_args(annotation) or any(_optional(one) for one in get_args(annotation))
