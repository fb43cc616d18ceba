"""From an item of an answer to a draft: read as its model has it where only its writing differs.

Models leave out what is null, write "" or "null" for it, a list as a string, a word of an enumeration in capitals,
a field's name in another style. Such an item is complete, so it is read. No word of a quote, a mention or a claim is
touched, and one thing is added: what is claimed is the quote itself where the item puts it in no words of its own.
"""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass, replace
from enum import Enum
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from pydantic import BaseModel, ValidationError

from llmclaims.schema.annotations import Role, kind_of, roles_of, takes_none, unwrap
from llmclaims.verification.claim_builder import rejection
from llmclaims.verification.rules.registry import Finding

if TYPE_CHECKING:
    from llmclaims.documents.document import Document
    from llmclaims.schema.annotations import Cited
    from llmclaims.schema.claims import Rejection

_NULLS = frozenset(("", "null", "none"))
_ENDS = (".", "!", "?", "…", "。", "！", "？", "؟", "।")


@dataclass(frozen=True, slots=True)
class _Field:
    """What a field takes: ``none``, one of some ``words``, a list of ``items``, or another ``model``.

    ``spare``: it has a default, which stands for null.
    """

    none: bool
    words: dict[str, Any]
    items: _Field | None = None
    model: type[BaseModel] | None = None
    spare: bool = False


def draft_from(
    item: Any, model: type[Cited], document: Document, paragraph: int | None = None
) -> Cited | Rejection:
    """Validate one item of an answer, which never costs its neighbours: a draft, or SCHEMA_INVALID."""
    try:
        draft = model.model_validate(_with_claim(_as_meant(item, model, document.text), model))
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "the item"
        why = f"{place}: {first['msg']}."
    else:
        if not (place := _not_finite(draft)):
            return draft
        why = f"{place}: a number must be finite."
    return _invalid(item, why, kind_of(model), document.id, paragraph)


def unasked(kind: str, item: Any, document: str, paragraph: int | None = None) -> Rejection:
    """Refuse an item under a key of an answer that stands for no kind that was asked for."""
    return _invalid(item, f"{kind!r} is not a kind that was asked for.", kind, document, paragraph)


def _invalid(item: Any, why: str, kind: str, document: str, paragraph: int | None) -> Rejection:
    finding = Finding(code="SCHEMA_INVALID", message=why)
    return rejection(finding, item, kind=str(kind), document=document, paragraph=paragraph)


def _as_meant(item: Any, model: type[BaseModel], text: str = "") -> Any:
    """Return the item as its model has it; what is not plainly meant stays as it came, for validation to refuse.

    A word for null that stands in ``text`` may be a mention, and is kept.
    """
    if not isinstance(item, dict):
        return item
    fields = _fields(model)
    found: dict[str, Any] = {}
    for key, value in item.items():
        name = str(key) if key in fields else _styles(model).get(_style(str(key)), str(key))
        if name in found or (name != key and name in item):
            return item  # two keys for one field
        found[name] = _meant(value, fields[name], text) if name in fields else value
        if found[name] is None and name in fields and fields[name].spare:
            del found[name]
    for name, field in fields.items():
        if name not in found and not field.spare:
            if field.none:
                found[name] = None
            elif field.items:
                found[name] = []
    return found


def _with_claim(item: Any, model: type[Cited]) -> Any:
    """Return the item with its quote as a sentence where it says no more than that."""
    name = roles_of(model).get(Role.PROPOSITION)
    if name is None or not isinstance(item, dict) or item.get(name) or not isinstance(item.get("quote"), str):
        return item
    quote = item["quote"].strip()
    end = "" if quote.endswith(_ENDS) else "."
    return {**item, name: quote[:1].upper() + quote[1:] + end}


def _not_finite(draft: BaseModel) -> str:
    """Return the path of the first number of a draft that is not finite, "" where there is none: JSON cannot hold it."""
    return _endless(draft.model_dump(), "")


def _endless(value: Any, path: str) -> str:
    if isinstance(value, float):
        return "" if math.isfinite(value) else path.removeprefix(".")
    inner = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    return next((found for key, one in inner if (found := _endless(one, f"{path}.{key}"))), "")


def _meant(value: Any, field: _Field, text: str) -> Any:
    if isinstance(value, str):
        value = _read(value, field, text)
    if field.items:
        if value is None and not field.none:
            return []
        listed = [value] if isinstance(value, dict) else value
        return [_meant(one, field.items, text) for one in listed] if isinstance(listed, list) else value
    return _as_meant(value, field.model, text) if field.model else value


def _read(value: str, field: _Field, text: str) -> Any:
    """Return what a string stands for: null, a word of an enumeration, a list or an object; else itself."""
    bare = value.strip()
    if (
        (field.none or field.items or field.spare)
        and bare.casefold() in _NULLS
        and (not bare or bare not in text)
    ):
        return None
    if field.words and value not in field.words.values():
        return field.words.get(_style(value), value)
    if (field.items and bare.startswith("[")) or (field.model and bare.startswith("{")):
        try:
            return json.loads(bare)
        except (ValueError, RecursionError):
            return value
    return value


def _style(name: str) -> str:
    """Return a name without its style: "speakerName", "Speaker name" and "speaker_name" are one."""
    return re.sub(r"[\s_-]+", "", name).casefold()


@lru_cache(maxsize=256)
def _styles(model: type[BaseModel]) -> dict[str, str]:
    """Return the fields of a model by their names without style."""
    return {_style(name): name for name in _fields(model)}


@lru_cache(maxsize=256)
def _fields(model: type[BaseModel]) -> dict[str, _Field]:
    """Return the fields of a model that are given by their own names."""
    return {
        name: replace(_field(info.annotation), spare=not info.is_required())
        for name, info in model.model_fields.items()
        if info.alias is None and info.validation_alias is None
    }


def _field(annotation: Any) -> _Field:
    none = takes_none(annotation)
    bare, _ = unwrap(annotation)
    origin = get_origin(bare)
    if origin is Literal:
        given = get_args(bare)
        words = {_style(one): one for one in given if isinstance(one, str)}
        return _Field(none, words if len(words) == len(given) else {})
    if origin in (list, tuple, set, frozenset):
        return _Field(none, {}, items=_field(get_args(bare)[0]) if get_args(bare) else None)
    if isinstance(bare, type) and issubclass(bare, Enum):
        words = {_style(str(one.value)): one.value for one in bare if isinstance(one.value, str)}
        return _Field(none, words if len(words) == len(bare) else {})
    return _Field(none, {}, model=bare if isinstance(bare, type) and issubclass(bare, BaseModel) else None)
