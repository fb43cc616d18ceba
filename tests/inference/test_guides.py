"""What a prompt says of a user's own model: its fields and nothing of other kinds."""

from __future__ import annotations

import datetime as dt
import re
from enum import Enum
from typing import Annotated, Any, Literal

import pytest
from pydantic import BaseModel, Field, create_model

from llmclaims.config.settings import Settings
from llmclaims.inference.guides import guide
from llmclaims.inference.prompts import load_prompt
from llmclaims.pipeline.repair import AGAIN, REST, again_request, rest_request
from llmclaims.pipeline.session import line_for
from llmclaims.providers.base import Message, Request
from llmclaims.schema.annotations import Cited, Mention, Name, Quote, Role, Verbatim
from llmclaims.schema.answer import numbered_model
from llmclaims.schema.news import DEFAULT_SCHEMA, Event
from tests.support.scripted import document

PROMPT = Settings.model_fields["prompt"].default
OTHERS = re.compile(
    r"\b(events?|statements?|refs?|relations?|triggers?|participants?|cues?)\b", re.IGNORECASE
)
"""Words of the kinds that come with the program."""
FROM_ANYWHERE = "names from anywhere in the article"


class Promise(Cited):
    """Somebody binds himself to do something."""

    promiser: Annotated[Mention, Role.SPEAKER]
    beneficiary: Name | None


class Size(Enum):
    """How large."""

    LARGE = "large"
    SMALL = "small"


class Share(BaseModel):
    """A part."""

    holder: Mention
    percent: float | None = None


FIELDS: list[tuple[Any, Any, str]] = [
    # copied, from where its annotation says
    (Mention, ..., "copied from the paragraph."),
    (Name, ..., "copied from anywhere in the article."),
    (Annotated[Mention, Verbatim("quote")], ..., "copied from the quote."),
    # a field that may be empty
    (Name | None, ..., "copied from anywhere in the article, if there is one."),
    # what the user says of it
    (Mention, Field(description="the sum, with its currency."), "copied from the paragraph; the sum, with its currency."),
    # words of the model's own
    (str, ..., "in your own words."),
    # an enumeration, with the value that may be left out
    (Literal["firm", "vague"], "firm", "one of firm (usual), vague."),
    (Size, Size.SMALL, "one of large, small (usual)."),
    # values that are no words
    (float | None, None, "a number, if there is one."),
    (bool, False, "true or false (usual: false)."),
    (dt.date, ..., "a date as YYYY-MM-DD."),
    # lists
    (list[Mention], ..., "a list, each copied from the paragraph."),
    # roles that mean something
    (Annotated[Literal["positive", "negative"], Role.POLARITY], "positive",
     "one of positive (usual), negative (the text says that it is not so)."),
    (Annotated[Mention | None, Role.TIME], None, "copied from the paragraph, if there is one; the words that say when."),
    (Annotated[Mention, Role.SPEAKER], ..., "copied from the paragraph; who says it, as written there."),
    # what the user says goes before what a role says
    (Annotated[Mention, Role.SPEAKER], Field(description="who binds himself"), "copied from the paragraph; who binds himself."),
]  # fmt: skip


@pytest.mark.parametrize(("annotation", "default", "says"), FIELDS, ids=lambda one: str(one)[:40])
def test_a_field_is_told_from_its_annotations(annotation: Any, default: Any, says: str) -> None:
    """Where its words come from or which values it takes, and what it means, in one line."""
    model = create_model("Pledge", __base__=Cited, __doc__="A pledge.", held=(annotation, default))
    assert guide(model) == f"pledge: A pledge.\n- held: {says}\n"


def test_a_model_in_a_model_is_told_field_by_field() -> None:
    """Each of its keys has a line of its own below it."""
    model = create_model("Sale", __base__=Cited, shares=(list[Share], ...))
    assert guide(model).splitlines()[1:] == [
        "- shares: a list, each with these keys:",
        "  - holder: copied from the paragraph.",
        "  - percent: a number, if there is one.",
    ]


def test_a_model_without_a_docstring_is_told_by_its_name() -> None:
    """Something must stand there; and a quote that the user describes is told, too."""
    model = create_model(
        "PriceRise", __base__=Cited, quote=(Annotated[Quote, Field(description="a clause")], ...)
    )
    assert guide(model) == "pricerise: price rise\n- quote: copied from the quote; a clause.\n"


def test_a_prompt_speaks_of_the_users_model_alone() -> None:
    """A model that looks for promises is told nothing of events, statements, refs and relations."""
    prompt = load_prompt(PROMPT, (Promise,))
    assert "promise: Somebody binds himself to do something.\n- promiser: copied" in prompt.fixed
    assert (
        OTHERS.findall(prompt.fixed + prompt.turn + str(numbered_model((Promise,)).model_json_schema())) == []
    )
    assert FROM_ANYWHERE not in prompt.fixed


def test_the_schema_that_comes_along_keeps_its_prompt() -> None:
    """What holds for all its kinds is said once."""
    fixed = load_prompt(PROMPT, DEFAULT_SCHEMA).fixed
    assert fixed.count(FROM_ANYWHERE) == 1
    assert "=== all ===" not in fixed


def test_the_second_reading_is_told_what_a_kind_means() -> None:
    """Whoever judges a claim of the user's own kind knows its fields; without such a kind nothing is added."""
    settings = Settings(provider="ollama", model="m")
    ((_, own),) = line_for(settings, (Event, Promise)).checks
    ((_, usual),) = line_for(settings, DEFAULT_SCHEMA).checks
    assert own.fixed.startswith(usual.fixed)
    added = own.fixed.removeprefix(usual.fixed)
    assert guide(Promise).strip() in added
    assert "event:" not in added


def test_a_mixed_schema_has_the_guides_of_both() -> None:
    """A kind that comes along and one of the user's own stand beside each other."""
    fixed = load_prompt(PROMPT, (Event, Promise)).fixed
    assert fixed.index("event: a happening") < fixed.index("promise: Somebody binds himself")
    assert fixed.count(FROM_ANYWHERE) == 1


@pytest.mark.parametrize("name", [REST, AGAIN])
def test_what_is_asked_for_later_is_in_the_words_of_its_schema(name: str) -> None:
    """The rest of an answer, and what it missed: where nothing has a ref, none is asked for, nor a happening."""
    asked = [_later(name, (Promise,)), _later(name, DEFAULT_SCHEMA)]
    assert [bool(OTHERS.search(one)) for one in asked] == [False, True]
    assert [" a happening inside a clause" in one for one in asked] == [False, name == AGAIN]


def _later(name: str, schema: tuple[type[Cited], ...]) -> str:
    home = document()
    request = Request(
        "extract", (Message("user", "turn"),), numbered_model(schema), home, home.paragraphs[:1], schema
    )
    prompt = load_prompt(name)
    if name == REST:
        return rest_request(request, prompt, ()).messages[-1].content
    return again_request(request, prompt, (), schema).messages[-1].content


def test_a_guide_of_the_users_own_goes_before_the_written_one(tmp_path: Any) -> None:
    """A file for the kind in the folder of prompts says it in the user's words."""
    (tmp_path / f"promise.{PROMPT.rpartition('.')[2]}.md").write_text("promise: mine\n", encoding="utf-8")
    settings = Settings(provider="ollama", model="m", prompts=str(tmp_path))
    assert "promise: mine\n\nFor all" in line_for(settings, (Promise,)).prompt.fixed
