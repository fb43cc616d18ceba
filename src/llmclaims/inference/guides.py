"""What a model is told beside a template: the guide of a model that has no guide file, and what the user teaches.

A guide is written from the model's docstring, its fields' descriptions and its annotations, so that it says nothing of
other kinds. What is taught comes last in the fixed part of a prompt: instructions, then examples with their answers.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
import re
from dataclasses import dataclass
from enum import Enum
from numbers import Number
from typing import TYPE_CHECKING, Any, Literal, get_args, get_origin

from pydantic import BaseModel

from llmclaims.schema.annotations import Cited, Role, Verbatim, kind_of, takes_none, unwrap
from llmclaims.schema.answer import PARAGRAPH, PARAGRAPHS

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from pydantic.fields import FieldInfo

INSTRUCTIONS, EXAMPLES = "instructions", "examples"
"""Their names among the files that a prompt is made of."""
_COPIED = {
    "quote": "copied from the quote",
    "paragraph": "copied from the paragraph",
    "document": "copied from anywhere in the article",
}
_MEANS = {
    Role.REF: "a handle of its own (a1, a2), only where another claim names it",
    Role.TRIGGER: "the one to three words that name what happens",
    Role.LOCATION: "where",
    Role.TIME: "the words that say when",
    Role.QUANTITY: "how much or how many, with the unit",
    Role.SPEAKER: "who says it, as written there",
    Role.SPEAKER_NAME: "the name of who says it",
    Role.CUE: "the words that report it (said, according to)",
    Role.PROPOSITION: (
        "what is claimed, as one sentence that stands alone, with names for pronouns and nothing added; only where "
        "the quote is no such sentence"
    ),
    Role.SOURCE: "the handle of the claim that it goes from",
    Role.TARGET: "the handle of the claim that it goes to",
    Role.SIGNAL: "the words that show it",
}
"""What a field is for, where it has no description and its role says so."""
_CHOICES: dict[tuple[Role, str], str] = {
    (Role.POLARITY, "negative"): "the text says that it is not so",
    (Role.MODALITY, "asserted"): "told as a fact",
    (Role.MODALITY, "alleged"): "reportedly, accused of",
    (Role.MODALITY, "planned"): "will, is set to",
    (Role.MODALITY, "hypothetical"): "if, should, would, demanded, possible",
    (Role.MODALITY, "generic"): "a habit",
    (Role.SPEAKER_TYPE, "author"): "the text itself, nobody is reported",
}
"""What a word of an enumeration stands for, where its role says so."""
_QUOTE = Cited.model_fields["quote"].description
_HEAD = "Instructions for this task; where they differ from what stands above, they hold:"
_SHOWN = "An example, from no article that you are asked about: no word of it belongs in an answer."


@dataclass(frozen=True, slots=True, kw_only=True)
class Example:
    """Hold a paragraph with its claims by kind, as an answer has them; ``doubts`` say what is flagged in it."""

    text: str
    claims: Mapping[str, Sequence[Mapping[str, Any]]]
    doubts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Taught:
    """Hold what a user adds to a prompt."""

    instructions: str = ""
    examples: tuple[Example, ...] = ()

    def parts(self) -> dict[str, str]:
        """Return the text of each part that there is, by its name."""
        told = self.instructions.strip()
        found = {INSTRUCTIONS: f"{_HEAD}\n{told}"} if told else {}
        return found | ({EXAMPLES: self._shown()} if self.examples else {})

    def _shown(self) -> str:
        """Return the examples as one request and its answer, in the form that is asked for."""
        texts = [
            f"<paragraph-{number}>\n{one.text.strip()}\n</paragraph-{number}>"
            for number, one in enumerate(self.examples, start=1)
        ]
        entries = [{PARAGRAPH: number, **one.claims} for number, one in enumerate(self.examples, start=1)]
        answer = json.dumps({PARAGRAPHS: entries}, ensure_ascii=False, separators=(",", ":"))
        return "\n".join([_SHOWN, *texts, f"Its answer: {answer}"])


def mark_of(text: str) -> str:
    """Return the hash of a text that a prompt is made of."""
    return hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:12]


def guide(model: type[Cited]) -> str:
    """Return what a model of the user's is about: its docstring, then a line a field."""
    told = " ".join((model.__doc__ or "").split()) or _words(model.__name__)
    lines = [f"{kind_of(model)}: {told}", *_fields(model, "")]
    return "\n".join(lines) + "\n"


def _words(name: str) -> str:
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()


def _fields(model: type[BaseModel], indent: str) -> Iterator[str]:
    for name, field in model.model_fields.items():
        if name == "quote" and not indent and field.description == _QUOTE:
            continue  # the template tells of it
        inner = _inner(field.annotation)
        yield f"{indent}- {field.alias or name}: {_told(field)}{'.' if inner is None else ':'}"
        if inner is not None:
            yield from _fields(inner, indent + "  ")


def _told(field: FieldInfo) -> str:
    """Return how a field is filled, then what it means."""
    bare, marks = unwrap(field.annotation, tuple(field.metadata))
    several = get_origin(bare) in (list, tuple, set, frozenset)
    if several:
        bare, marks = unwrap(get_args(bare)[0] if get_args(bare) else str, marks)
    role = next((mark for mark in reversed(marks) if isinstance(mark, Role)), None)
    meaning = (field.description or (_MEANS.get(role, "") if role else "")).rstrip(".")
    how = _how(bare, marks, role, field.default)
    if several:
        how = f"a list, each {how}" if how else "a list"
    if takes_none(field.annotation) and how:
        how += ", if there is one"
    return "; ".join(part for part in (how, meaning) if part)


def _how(bare: Any, marks: Sequence[Any], role: Role | None, usual: Any) -> str:
    """Return where the words of a field come from, or which values it takes."""
    if where := next((mark.where for mark in reversed(marks) if isinstance(mark, Verbatim)), None):
        return _COPIED[where]
    if words := _enumeration(bare):
        return "one of " + ", ".join(_choice(role, word, usual) for word in words)
    if isinstance(bare, type) and issubclass(bare, BaseModel):
        return "with these keys"
    if bare is bool:
        return f"true or false{f' (usual: {usual})'.lower() if isinstance(usual, bool) else ''}"
    if bare is dt.datetime or bare is dt.date:
        return "a date as YYYY-MM-DD"
    if isinstance(bare, type) and issubclass(bare, Number):
        return "a number"
    return "" if role in _MEANS else "in your own words"


def _enumeration(bare: Any) -> list[Any]:
    if get_origin(bare) is Literal:
        return list(get_args(bare))
    return [one.value for one in bare] if isinstance(bare, type) and issubclass(bare, Enum) else []


def _choice(role: Role | None, word: Any, usual: Any) -> str:
    usual = usual.value if isinstance(usual, Enum) else usual
    notes = ["usual"] if word == usual else []
    notes += [_CHOICES[role, word]] if role and (role, word) in _CHOICES else []
    return f"{word} ({': '.join(notes)})" if notes else str(word)


def _inner(annotation: Any) -> type[BaseModel] | None:
    """Return the model that a field, or each item of it, is filled with."""
    bare, _ = unwrap(annotation)
    if get_origin(bare) in (list, tuple, set, frozenset) and get_args(bare):
        bare, _ = unwrap(get_args(bare)[0])
    return bare if isinstance(bare, type) and issubclass(bare, BaseModel) else None
