"""A user's own model is taught: instructions and examples get into the prompt, and no word of them into a run."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any, Literal

import pytest

import llmclaims
from llmclaims.config.settings import Settings
from llmclaims.documents.document import Document
from llmclaims.errors import CassetteError, ConfigError
from llmclaims.inference.manifest import files_of
from llmclaims.pipeline.batch.job_file import about, changed
from llmclaims.pipeline.examples import as_data
from llmclaims.pipeline.extract import records
from llmclaims.pipeline.options import Options
from llmclaims.pipeline.session import line_for, prompts_for
from llmclaims.schema.annotations import Cited, Mention, Name, Role
from llmclaims.schema.news import Event
from tests.support.loopback import Answer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.loopback import Loopback


class Promise(Cited):
    """Somebody binds himself to do something."""

    promiser: Annotated[Mention, Role.SPEAKER]
    beneficiary: Name | None = None
    subject: str = ""
    strength: Literal["firm and public", "vague and private"] = "firm and public"


TEXT = "The mayor of Port Orvel said on Monday: “I will pay for the bridge.” Bo Lund cheered."
TAUGHT = Promise(quote="I will pay for the bridge", promiser="The mayor of Port Orvel", beneficiary="Bo Lund",
                 subject="cost of a bridge")  # fmt: skip
ITEM = TAUGHT.model_dump()
ARTICLE = Document.from_text(
    "“We shall reopen the quay by June,” harbour chief Ada Moss said, and the crews heard it gladly.\n"
)
HELD = {"quote": "We shall reopen the quay by June", "promiser": "harbour chief Ada Moss"}


def settings_for(loopback: Loopback, folder: Path, *, said: Any = HELD) -> Settings:
    """Settings under which the server on this machine is asked, which answers with one promise."""
    loopback.default = Answer({"paragraphs": [{"paragraph": 1, "promise": [said]}]})
    one = loopback.settings(output="json")
    return Settings(
        provider="local", providers={"local": one}, cache_dir=str(folder / "cache"), checks=(), repair=False
    )


def sent(loopback: Loopback) -> list[str]:
    """The fixed part of each request."""
    return [request["messages"][0]["content"] for request in loopback.requests]


FUNCTIONS = [llmclaims.extract, llmclaims.aextract, llmclaims.stream, records]


@pytest.mark.parametrize("function", FUNCTIONS, ids=lambda one: one.__name__)
def test_what_is_taught_is_told(function: Any, loopback: Loopback, tmp_path: Path) -> None:
    """In every form of the call the instructions, the text and its answer stand at the end of the fixed part."""
    import asyncio
    import inspect

    given = {
        "instructions": "Only what costs $5 or more.",
        "examples": [(TEXT, [TAUGHT]), ("It rained.", [])],
    }
    found = function(ARTICLE, schema=Promise, settings=settings_for(loopback, tmp_path), **given)
    found = asyncio.run(found) if inspect.isawaitable(found) else found
    kept = list(found) if inspect.isgenerator(found) else found.records
    assert [one.quote for one in kept if isinstance(one, llmclaims.Claim)] == [HELD["quote"]]
    (fixed,) = sent(loopback)
    told = fixed[fixed.index("Instructions for this task") :]
    assert "Only what costs $5 or more." in told
    assert f"<paragraph-1>\n{TEXT}\n</paragraph-1>\n<paragraph-2>\nIt rained.\n</paragraph-2>" in told
    (shown,) = [one for one in told.splitlines() if one.startswith("Its answer: ")]
    assert json.loads(shown.removeprefix("Its answer: ")) == {
        "paragraphs": [
            {"paragraph": 1, "promise": [{key: value for key, value in ITEM.items() if key != "strength"}]},
            {"paragraph": 2, "promise": []},
        ]
    }


WRONG: list[tuple[dict[str, Any], tuple[str, ...]]] = [
    # the quote has another word
    ({"text": TEXT, "promise": [ITEM | {"quote": "I will pay for the bridges"}]},
     ("Example 2, promise 1", "quote “I will pay for the bridges”", "nearest is “I will pay for the bridge”")),
    # a copied field is spelt otherwise
    ({"text": TEXT, "promise": [ITEM, ITEM | {"quote": "will pay for the bridge", "promiser": "The mayor of Port Orwell"}]},
     ("Example 2, promise 2", "promiser “The mayor of Port Orwell”", "nearest is “The mayor of Port Orvel”")),
    # a name that a claim could go without is no less wrong
    ({"text": TEXT, "promise": [ITEM | {"beneficiary": "Bo Lundt"}]}, ("beneficiary “Bo Lundt”", "nearest is “Bo Lund”")),
    # its words stand there, and a rule refuses it
    ({"text": TEXT, "promise": [ITEM | {"quote": "the bridge"}]},
     ("Example 2, promise 1", "quote “the bridge”", "too short", "TOO_SHORT", "nearest in its text: “the bridge”")),
    # a claim twice
    ({"text": TEXT, "promise": [ITEM, ITEM]}, ("Example 2, promise 2", "DUPLICATE")),
    # no model can be filled with it
    ({"text": TEXT, "promise": [ITEM | {"strength": "loud"}]}, ("Example 2, promise 1", "strength: Input should be")),
    ({"text": TEXT, "promise": [{"promiser": "The mayor"}]}, ("quote: Field required",)),
    ({"text": TEXT, "promise": [ITEM | {"benefits": "Bo Lund"}]}, ("benefits: Extra inputs",)),
    ({"text": TEXT, "promise": ["I will pay"]}, ("the item: Input should be",)),
    # no whole example
    ({"promise": [ITEM]}, ("Example 2 has no text",)),
    ({"text": TEXT, "promise": ITEM}, ("Example 2, promise:", "is no list")),
    ({"text": TEXT, "promises": [ITEM]}, ("kind 'promises'", "promise is")),
    # two paragraphs, of which a model would be asked one by one
    ({"text": f"It rained.\n\n{TEXT}", "promise": [ITEM]}, ("Example 2 has 2 paragraphs",)),
]  # fmt: skip


@pytest.mark.parametrize(("example", "says"), WRONG, ids=lambda one: str(one)[:50])
def test_a_wrong_example_is_told_before_anything_is_sent(
    example: dict[str, Any], says: tuple[str, ...], loopback: Loopback, tmp_path: Path
) -> None:
    """One sentence with its number, the field and the nearest words of its own text."""
    right = {"text": "It rained."}
    with pytest.raises(ConfigError) as error:
        llmclaims.extract(
            ARTICLE, schema=Promise, settings=settings_for(loopback, tmp_path), examples=[right, example]
        )
    message = str(error.value)
    assert all(one in message for one in says), message
    assert len(message.splitlines()) == 1
    assert loopback.requests == []


def test_a_doubtful_example_is_shown_and_said(loopback: Loopback, tmp_path: Path) -> None:
    """What a rule only flags is no error: the run warns of it once, with its number and the reason."""
    text = "Ada Moss heard it. “I will pay for the bridge,” Bo Lund said."
    shown = Promise(quote="I will pay for the bridge", promiser="Ada Moss")
    settings = settings_for(loopback, tmp_path)
    found = llmclaims.extract(
        ARTICLE, schema=Promise, settings=settings, examples=[("It rained.", []), (text, [shown])]
    )
    (said,) = [one for one in found.summary.warnings if "Example" in one]
    assert said.startswith("Example 2, promise 1 is shown to the model, and would be flagged SPEAKER_")
    assert len(loopback.requests) == 1


NO_EXAMPLES = [
    # text is no list
    (TEXT, "examples is no list"),
    # no pair
    ([(TEXT,)], "Example 1 is no pair"),
    ([(TEXT, TAUGHT)], "Example 1 is no pair"),
    # a claim that is not filled
    ([("It rained.", []), (TEXT, [ITEM])], "Example 2 holds {'quote'"),
]


@pytest.mark.parametrize(("given", "says"), NO_EXAMPLES)
def test_what_is_no_example_is_told(given: Any, says: str) -> None:
    """A slip in the form names the example."""
    with pytest.raises(ConfigError, match=says):
        as_data(given)


ECHOES: list[tuple[dict[str, Any], str]] = [
    # the example's quote
    (HELD | {"quote": "I will pay for the bridge"}, "PROMPT_ECHO"),
    # its speaker, and a name that would else be left out
    (HELD | {"promiser": "The mayor of Port Orvel"}, "PROMPT_ECHO"),
    (HELD | {"beneficiary": "Bo Lund"}, "PROMPT_ECHO"),
    # what it put in words of its own
    (HELD | {"subject": "cost of a bridge"}, "PROMPT_ECHO"),
    # words of one's own that no example has, and a short term that one has
    (HELD | {"subject": "opening of the quay"}, ""),
    # an enumeration's value is the model's, not the example's
    (HELD | {"strength": "vague and private"}, ""),
]


@pytest.mark.parametrize(("said", "code"), ECHOES, ids=lambda one: str(one)[-40:])
def test_no_word_of_an_example_gets_into_a_run(
    said: dict[str, Any], code: str, loopback: Loopback, tmp_path: Path
) -> None:
    """What stands in an example and not in the article is refused by name."""
    shown = TAUGHT.model_copy(update={"strength": "vague and private"})
    found = llmclaims.extract(
        ARTICLE,
        schema=Promise,
        settings=settings_for(loopback, tmp_path, said=said),
        examples=[(TEXT, [shown])],
    )
    assert [one.code for one in found.rejections] == ([code] if code else [])


def test_what_stands_in_the_article_too_is_kept(loopback: Loopback, tmp_path: Path) -> None:
    """An example about the same place and people takes nothing away from a run."""
    article = Document.from_text(
        "“I will pay for the bridge,” Bo Lund said again, and the town took the cost of a bridge lightly.\n"
    )
    said = {"quote": "I will pay for the bridge", "promiser": "Bo Lund", "subject": "cost of a bridge"}
    settings = settings_for(loopback, tmp_path, said=said)
    found = llmclaims.extract(article, schema=Promise, settings=settings, examples=[(TEXT, [TAUGHT])])
    assert [one.quote for one in found.of("promise")] == ["I will pay for the bridge"]


def test_a_mixed_schema_is_taught_both_kinds() -> None:
    """An example has the claims of either kind, and a kind that it has none of is shown empty."""
    crash = Event(quote="a truck hit the old bridge", trigger="hit", type="OTHER")
    given = as_data([("On Friday a truck hit the old bridge.", [crash]), (TEXT, [TAUGHT])])
    fixed = line_for(Settings(provider="ollama", model="m", examples=given), (Event, Promise)).prompt.fixed
    assert (
        '"event":[{"quote":"a truck hit the old bridge","trigger":"hit","type":"OTHER"}],"promise":[]'
        in fixed
    )
    assert '{"paragraph":2,"event":[],"promise":[{"quote":"I will pay' in fixed


CHANGED = [
    # other instructions, other examples
    ({"instructions": "Firm ones."}, "prompt 'instructions'"),
    ({"examples": [(TEXT, [])]}, "prompt 'examples'"),
    # one of them left out
    ({"instructions": ""}, "prompt 'instructions'"),
    ({"examples": []}, "prompt 'examples'"),
]


@pytest.mark.parametrize(("other", "says"), CHANGED, ids=lambda one: str(one)[:40])
def test_a_replay_wants_what_was_taught(
    other: dict[str, Any], says: str, loopback: Loopback, tmp_path: Path
) -> None:
    """A recording is replayed with the same instructions and examples, and says which are not the same."""
    given: dict[str, Any] = {
        "schema": Promise,
        "instructions": "All of them.",
        "examples": [(TEXT, [TAUGHT])],
    }
    first = llmclaims.extract(
        ARTICLE, settings=settings_for(loopback, tmp_path), record=tmp_path / "kept", **given
    )
    again = llmclaims.extract(ARTICLE, replay=tmp_path / "kept", **given)
    assert again.claims == first.claims != ()
    with pytest.raises(CassetteError, match=says):
        llmclaims.extract(ARTICLE, replay=tmp_path / "kept", **(given | other))


def test_a_run_and_a_batch_job_say_what_was_taught(loopback: Loopback, tmp_path: Path) -> None:
    """Both keep a hash of it among the prompts, so that a change is seen."""
    settings = settings_for(loopback, tmp_path)
    taught = settings.changed(instructions="All of them.", examples=as_data([(TEXT, [TAUGHT])]))
    run = llmclaims.extract(ARTICLE, schema=Promise, settings=taught).run
    assert {"instructions", "examples"} <= set(run.prompts)
    assert dict(run.prompts) == files_of(prompts_for(taught, (Promise,)))
    line = Options(settings=taught, schema=(Promise,))
    other = replace(line, settings=taught.changed(instructions="Some of them."))
    assert changed(about(line), about(line)) == ""
    assert changed(about(line), about(other)) == "prompt 'instructions'"


def test_rules_that_read_are_told_nothing(tmp_path: Path) -> None:
    """Where no model reads, the run says that instructions were for one."""
    found = llmclaims.extract(
        ARTICLE, instructions="Only promises.", settings=Settings(cache_dir=str(tmp_path))
    )
    assert any(one.startswith("Not told: instructions and examples") for one in found.summary.warnings)
