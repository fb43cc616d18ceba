"""What each record must look like before anything is made of it: its fields are there and of their types."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

if TYPE_CHECKING:
    from collections.abc import Mapping

_MOST = 1 << 53
"""What every JSON reader keeps exactly."""

Count = Annotated[int, Field(ge=0, le=_MOST)]
Pair = Annotated[list[Count], Field(min_length=2, max_length=2)]


class _Shape(BaseModel):
    """Fields of exact types; others may stand beside them, since a later version may add some."""

    model_config = ConfigDict(strict=True, extra="allow", allow_inf_nan=False)


class _Settings(_Shape):
    strict: bool = False
    disable: list[str] = []
    checks: list[str] = []
    rules: list[str] = []
    across: bool = False


class _Run(_Shape):
    format: str
    provider: str
    model: str
    parameters: dict[str, Any]
    prompts: dict[str, str]
    kinds: dict[str, str] = Field(alias="schema")
    version: str
    settings: _Settings
    started: str | None


class _Document(_Shape):
    id: Annotated[str, Field(min_length=1)]
    path: str | None
    sha256: str
    title: str | None
    dateline: dict[str, Any] | None
    published: str | None
    language: str
    encoding: str
    paragraphs: list[Annotated[list[Count | str], Field(min_length=3, max_length=3)]]
    origin: dict[str, Any] | None = None
    text: str | None = None


class _Claim(_Shape):
    id: str
    document: str | None
    paragraph: Count | None
    page: Annotated[int, Field(ge=1, le=_MOST)] = 1  # only where the source has pages
    start: Count | None
    end: Count | None
    spans: list[Pair]
    quote: str | None
    tier: Literal["exact", "typographic", "case", "ellipsis"] | None
    verdict: str
    codes: list[str]
    checked: Annotated[list[str], Field(min_length=1)] = []  # older runs have none
    repaired: bool
    mentions: dict[str, list[Pair]]
    derived: dict[str, Any]
    provider: str
    model: str


class _Nearest(_Shape):
    start: Count
    end: Count
    text: str


class _Rejection(_Shape):
    kind: str
    document: str
    paragraph: Count | None
    code: Annotated[str, Field(min_length=1)]
    message: str
    nearest: _Nearest | None
    draft: Any


class _Failure(_Shape):
    document: str
    paragraph: Count | None
    error: str
    message: str
    attempts: Count


class _Tokens(_Shape):
    requests: Count
    input_tokens: Count | None
    cached_input_tokens: Count | None
    output_tokens: Count | None
    cost: Annotated[float, Field(ge=0)] | None


class _Usage(_Tokens):
    document: str
    paragraph: Count | None


class _Summary(_Shape):
    paragraphs: Count
    done: Count
    failed: Count
    skipped: Count
    proposed: Count
    accepted: Count
    rejected: Count
    usage: _Tokens
    seconds: Annotated[float, Field(ge=0)]
    warnings: list[str]
    digest: str | None = None


_SHAPES: Mapping[str, type[_Shape]] = {
    "run": _Run,
    "document": _Document,
    "rejection": _Rejection,
    "failure": _Failure,
    "usage": _Usage,
    "summary": _Summary,
}

NO_CLAIMS = frozenset(_SHAPES)
"""Kinds of records that are no claims."""


def malformed(record: Mapping[str, Any]) -> str | None:
    """Say what is wrong with the form of a record, None when nothing is."""
    try:
        _SHAPES.get(record["record"], _Claim).model_validate(record)
    except ValidationError as error:
        return unreadable(error)
    return None


def unreadable(error: Exception) -> str:
    """Say in one sentence why a record cannot be read: the first field that is wrong, and how."""
    if isinstance(error, ValidationError):
        first = error.errors(include_url=False, include_input=False)[0]
        reason = f"{'.'.join(str(part) for part in first['loc'])}: {first['msg']}"
    else:
        reason = " ".join(str(error).split()) or type(error).__name__
    return f"The record cannot be read ({reason})."
