"""The annotations that say what must be verbatim, and what a rule may take a field for.

A field's annotation carries all that the verifier needs: ``Quote``, ``Mention`` and ``Name`` say that the
value stands word for word in the source and where; a ``Role`` says what a rule may take the field for. The
rules work on these annotations and never on field names, so a user's own ``Cited`` model is checked alike.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from types import NoneType, UnionType
from typing import Annotated, Any, Literal, NamedTuple, Union, get_args, get_origin

from pydantic import BaseModel, ConfigDict, Field

from llmclaims.schema.listed import ListedEnum

Span = tuple[int, int]
"""Half-open ``(start, end)``, in Unicode code points of the document's untouched text, 0-based."""


@dataclass(frozen=True, slots=True)
class Verbatim:
    """Marks a string that stands word for word in the source; ``where`` bounds the place."""

    where: Literal["quote", "paragraph", "document"]


class Role(StrEnum, metaclass=ListedEnum):
    """What a rule may take a field for, whatever its name is."""

    REF = "ref"
    TRIGGER = "trigger"
    TYPE = "type"
    PARTICIPANT = "participant"
    PART = "part"
    LOCATION = "location"
    TIME = "time"
    QUANTITY = "quantity"
    MODALITY = "modality"
    POLARITY = "polarity"
    SPEAKER = "speaker"
    SPEAKER_NAME = "speaker_name"
    SPEAKER_TYPE = "speaker_type"
    CUE = "cue"
    ACT = "act"
    PROPOSITION = "proposition"
    SOURCE = "source"
    TARGET = "target"
    SIGNAL = "signal"


Quote = Annotated[str, Verbatim("quote"), Field(description="Words copied from the paragraph, unchanged")]
"""The words that a claim rests on: they stand in its paragraph."""

Mention = Annotated[str, Verbatim("paragraph")]
"""A string that stands word for word in the paragraph of the quote."""

Name = Annotated[str, Verbatim("document")]
"""A string that stands word for word somewhere in the document."""


class Cited(BaseModel):
    """Base of everything that the model fills: it has the words it rests on."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    quote: Quote


def kind_of(model: type[Cited]) -> str:
    """Return the name under which a model's claims are recorded: its class name in lower case."""
    return model.__name__.lower()


class Value(NamedTuple):
    """One filled leaf of a draft.

    ``path`` names it ("speaker", "participants.0.mention"); ``verbatim`` says where it must stand in the
    source, None when it need not; ``optional`` says that its field may be empty; ``free``, that any words may stand there.
    """

    path: str
    value: Any
    verbatim: Literal["quote", "paragraph", "document"] | None
    role: Role | None
    optional: bool = False
    free: bool = False


def values(draft: BaseModel) -> tuple[Value, ...]:
    """Every leaf of a draft that is filled (not None), in the order of its fields, with its annotations."""
    found: list[Value] = []
    _gather(draft, "", found)
    return tuple(found)


def by_role(draft: BaseModel) -> dict[Role, Value]:
    """Return the first filled value of each role."""
    found: dict[Role, Value] = {}
    for value in values(draft):
        if value.role is not None:
            found.setdefault(value.role, value)
    return found


@lru_cache(maxsize=256)
def roles_of(model: type[BaseModel]) -> Mapping[Role, str]:
    """Return the name of the field that has each role, among a model's own fields."""
    return {
        mark: name
        for name, field in model.model_fields.items()
        for mark in unwrap(field.annotation, tuple(field.metadata))[1]
        if isinstance(mark, Role)
    }


def _gather(model: BaseModel, prefix: str, found: list[Value]) -> None:
    for name, leaf in _leaves(type(model)):
        value = getattr(model, name)
        if isinstance(value, str):  # as most
            found.append(Value(prefix + name, value, leaf.verbatim, leaf.role, leaf.optional, leaf.free))
        elif value is not None:
            _walk(value, leaf, prefix + name, found)


@dataclass(frozen=True, slots=True)
class _Leaf:
    """What the annotations of a field, or of the items of a list in it, say; ``item`` None: the same as here."""

    verbatim: Literal["quote", "paragraph", "document"] | None
    role: Role | None
    optional: bool
    free: bool
    item: _Leaf | None


@lru_cache(maxsize=256)
def _leaves(model: type[BaseModel]) -> tuple[tuple[str, _Leaf], ...]:
    """Return the fields of a model with what their annotations say, read once."""
    return tuple(
        (name, _leaf(field.annotation, tuple(field.metadata))) for name, field in model.model_fields.items()
    )


def _leaf(annotation: Any, marks: tuple[Any, ...]) -> _Leaf:
    optional = takes_none(annotation)
    annotation, marks = unwrap(annotation, marks)
    inner = get_args(annotation)
    verbatim = [mark for mark in marks if isinstance(mark, Verbatim)]
    roles = [mark for mark in marks if isinstance(mark, Role)]
    # The annotation nearest to the field is the more specific one.
    return _Leaf(
        verbatim=verbatim[-1].where if verbatim else None,
        role=roles[-1] if roles else None,
        optional=optional,
        free=annotation is str and not verbatim,
        item=_leaf(inner[0], marks) if inner else None,
    )


def _walk(value: Any, leaf: _Leaf, path: str, found: list[Value]) -> None:
    if isinstance(value, BaseModel):
        _gather(value, f"{path}.", found)
    elif isinstance(value, (list, tuple)):
        inner = leaf.item or leaf
        for index, item in enumerate(value):
            if item is not None:
                _walk(item, inner, f"{path}.{index}", found)
    else:
        found.append(Value(path, value, leaf.verbatim, leaf.role, leaf.optional, leaf.free))


def unwrap(annotation: Any, marks: tuple[Any, ...] = ()) -> tuple[Any, tuple[Any, ...]]:
    """Return a bare type and its marks, taken out of ``Annotated`` and out of an optional."""
    while True:
        origin = get_origin(annotation)
        if origin is Annotated:
            annotation, *inner = get_args(annotation)
            marks = (*inner, *marks)
        elif origin in (Union, UnionType):
            rest = [arg for arg in get_args(annotation) if arg is not NoneType]
            if len(rest) != 1:
                return annotation, marks
            annotation = rest[0]
        else:
            return annotation, marks


def takes_none(annotation: Any) -> bool:
    """Tell whether None is a value of an annotation."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return takes_none(get_args(annotation)[0])
    return origin in (Union, UnionType) and any(
        one is NoneType or takes_none(one) for one in get_args(annotation)
    )
