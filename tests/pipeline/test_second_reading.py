"""What was found is read a second time, several paragraphs at once, and nothing is lost when that fails."""

from __future__ import annotations

import json
import threading
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmclaims.config.provider_settings import Stage
from llmclaims.config.settings import Settings
from llmclaims.documents.document import Document
from llmclaims.errors import ConfigError, ProviderUnavailableError
from llmclaims.pipeline.extract import extract, records
from llmclaims.pipeline.second_reading import TOGETHER, groups
from llmclaims.runs.extraction import Extraction, load
from llmclaims.verification.recheck import verify
from tests.support.batch_engine import model, settings_for, stage_of, write_articles
from tests.support.command_line import llmclaims
from tests.support.drafts import event, later, statement
from tests.support.loopback import EMPTY, Answer, Fault, Loopback
from tests.support.scripted import LOCAL, Scripted, adds_up, document

READ = LOCAL.model_copy(update={"checks": ("M1",), "link": False, "repair": False})


def carried(*numbers: int) -> dict[str, Any]:
    """Claims that the text carries, as a model says it."""
    return {"verdicts": [{"claim": one, "verdict": "carried"} for one in numbers]}


ANSWERS: dict[tuple[str, int], Any] = {
    ("extract", 1): {"event": [event()], "statement": [statement()]},
    ("extract", 2): {"statement": [later()]},
    ("check", 1): carried(1, 2, 3),
}


LOST = "check M1 was not made for all of its claims (the answer broke off)"


def _own(body: Any) -> str:
    """The paragraph that is asked about."""
    return str(body["messages"][-1]["content"].rpartition("<paragraph-")[2])


def read_apart(server: Loopback, cache: Path, **reader: Any) -> Settings:
    """Settings with a provider of its own for the second reading."""
    return Settings(
        provider="first",
        providers={"first": server.settings(), "second": server.settings(**reader)},
        stages={"check": Stage(provider="second", model="reader")},
        checks=("M1",),
        link=False,
        request_characters=0,
        cache_dir=str(cache),
    )


def said(result: Extraction) -> list[str | None]:
    """What was read of each claim, in the source's order."""
    return [claim.derived.get("checks", {}).get("M1") for claim in result.claims]


def test_it_is_made_wherever_a_model_extracts_and_can_be_left_out(serve: Any, tmp_path: Path) -> None:
    """By default, for a model alone; an argument or the configuration leaves it out."""
    wire = serve(ANSWERS)
    default = READ.model_copy(update={"checks": None, "cache": False})
    assert said(extract(document(), settings=default)) == ["carried"] * 3
    assert said(extract(document(), settings=READ, check=False)) == [None] * 3
    assert said(extract(document(), settings=default.model_copy(update={"checks": ()}))) == [None] * 3
    assert said(extract(document(), settings=default, check=True)) == ["carried"] * 3
    assert wire.asked.count(("check", 1)) == 2
    builtin = extract(document(), settings=Settings(request_characters=0))
    assert builtin.summary.warnings == ()
    assert set(said(builtin)) == {None}
    (tmp_path / "llmclaims.toml").write_text("checks = []", encoding="utf-8")
    assert Settings.load(tmp_path / "llmclaims.toml", environ={}).checks == ()


def test_the_command_leaves_it_out(tmp_path: Path, loopback: Loopback) -> None:
    """With ``--no-check``, which cannot stand beside ``--check``."""
    loopback.default = model
    (path,) = write_articles(tmp_path, 1)
    (tmp_path / "llmclaims.toml").write_text(
        f'provider = "here"\nlink = false\nrequest_characters = 0\n[providers.here]\nmodel = "m"\nbase_url = "{loopback.base_url}"\n',
        encoding="utf-8",
    )
    told = llmclaims("extract", path.name, "--estimate", cwd=tmp_path)
    assert "With repairs and M1 after every answer" in told.stdout
    done = llmclaims("extract", path.name, "--no-check", "-o", "run.jsonl", cwd=tmp_path)
    assert done.returncode == 0
    assert {stage_of(body) for body in loopback.requests} == {"extract", "repair"}
    both = llmclaims("extract", path.name, "--no-check", "--check", "M1", cwd=tmp_path)
    assert both.returncode == 2
    assert "exclude each other" in both.stderr


@given(st.lists(st.integers(min_value=1, max_value=3 * TOGETHER), min_size=1, max_size=30))
def test_paragraphs_are_grouped_by_their_length_alone(sizes: list[int]) -> None:
    """Each is in one group, in the source's order; no group is longer than it must be, and single ones are a choice."""
    body = "\n\n".join("x" * size for size in sizes)
    doc = Document.from_text(f"A title\n\n{body}\n")
    found = groups(doc, 0, read=True)
    assert [one for group in found for pack in group for one in pack] == list(doc.body)
    lengths = [[one.end - one.start for pack in group for one in pack] for group in found]
    assert all(sum(each) <= TOGETHER or len(each) == 1 for each in lengths)
    assert all(sum(one) + two[0] > TOGETHER for one, two in pairwise(lengths))
    assert groups(doc, 0, read=False) == [((one,),) for one in doc.body]


def test_a_paragraph_that_fails_costs_its_neighbours_no_reading(serve: Any) -> None:
    """What the others gave is read all the same."""
    down = ProviderUnavailableError("it is down", provider="local", retryable=True)
    serve(ANSWERS | {("extract", 2): down, ("check", 1): carried(1, 2)})
    result = extract(document(), settings=READ)
    assert said(result) == ["carried", "carried"]
    assert (result.summary.done, result.summary.failed) == (1, 1)
    assert adds_up(result)
    assert verify(result) == result


def test_records_stand_in_the_sources_order_whatever_is_slow(serve: Any) -> None:
    """The groups of several documents are worked on side by side."""
    text = "Title {}\n\n" + "\n\n".join(
        f"Ada Brandt opened lock {one} on Monday. {'So. ' * 300}" for one in range(4)
    )
    docs = [Document.from_text(text.format(one), id=f"d{one}") for one in range(2)]
    quotes = {
        ("extract", one): {
            "event": [event(quote=f"Ada Brandt opened lock {one - 1} on Monday", location=None)]
        }
        for one in range(1, 5)
    }
    wire = serve(quotes | {("check", 1): carried(1, 2), ("check", 3): carried(1, 2)}, {1: 0.05, 2: 0.02})
    result = extract(docs, settings=READ)
    assert [(one.document, one.paragraph) for one in result.claims] == [
        (doc, paragraph) for doc in ("d0", "d1") for paragraph in range(1, 5)
    ]
    assert said(result) == ["carried"] * 8
    assert sorted(one for one in wire.asked if one[0] == "check") == [("check", 1)] * 2 + [("check", 3)] * 2


class _Stopping(Scripted):
    """A wire that stops the run with the last answer before the reading."""

    stop: threading.Event

    async def send(self, body: Any) -> str:
        """The scripted answer."""
        answer = await super().send(body)
        if len(self.asked) == 2:
            self.stop.set()
        return answer


def test_a_run_that_is_stopped_keeps_what_it_has_and_goes_on_for_free(
    serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The claims are there without their reading; the same run again asks for that alone."""
    wire = _Stopping(ANSWERS)
    wire.stop = threading.Event()
    monkeypatch.setattr("llmclaims.providers.registry.connect", lambda *_args, **_named: wire)
    result = extract(document(), settings=READ, stop=wire.stop)
    assert wire.asked == [("extract", 1), ("extract", 2)]
    assert said(result) == [None] * 3
    assert result.summary.done == 2
    assert result.summary.warnings == (
        "The run ended early: it was interrupted.",
        "2 of 2 paragraphs were not read a second time.",
    )
    assert verify(result) == result
    again = serve(ANSWERS)
    assert said(extract(document(), settings=READ)) == ["carried"] * 3
    assert again.asked == [("check", 1)]


def test_the_budget_counts_the_reading(loopback: Loopback, tmp_path: Path) -> None:
    """Where it is spent before, the claims stand unread, and the summary says why once."""
    price = {"price": {"input": 0, "output": 50_000}, "parameters": {"max_tokens": 20}}
    loopback.default = model
    paths = write_articles(tmp_path / "articles", 1)
    settings = settings_for(
        loopback, tmp_path / "cache", checks=("M1",), repair=False, link=False, max_cost=2, provider=price
    )
    result = extract(paths, settings=settings)
    assert [stage_of(body) for body in loopback.requests] == ["extract", "extract"]
    assert said(result) == [None] * len(result.claims)
    assert result.claims
    ended, unread = result.summary.warnings
    assert "The run ended early" in ended
    assert unread == "2 of 2 paragraphs were not read a second time."
    more = extract(paths, settings=settings.model_copy(update={"max_cost": 9}))
    assert None not in said(more)
    assert more.summary.usage.requests == 1


@pytest.mark.parametrize(
    "answer",
    [
        Fault(status=500),
        Fault(body=b'{"choices": [', cut=True),
        Answer(text="They are all fine."),
    ],
)
def test_the_command_ends_with_1_where_a_reading_failed(
    tmp_path: Path, loopback: Loopback, answer: Answer | Fault
) -> None:
    """Whatever the server does: every claim is there and holds, and the same command asks for what is missing alone."""
    loopback.default = lambda body: answer if stage_of(body) == "check" else model(body)
    write_articles(tmp_path / "articles", 2)
    (tmp_path / "llmclaims.toml").write_text(
        'provider = "here"\nlink = false\nrequest_characters = 0\n[providers.here]\nmodel = "m"\nmax_attempts = 1\ntimeout = 1\n'
        f'base_url = "{loopback.base_url}"\n',
        encoding="utf-8",
    )
    failed = llmclaims("extract", "articles", "-o", "run.jsonl", cwd=tmp_path)
    assert failed.returncode == 1
    assert failed.stderr.count("check M1 could not be made, its claims are kept unchecked") == 2
    assert llmclaims("verify", "run.jsonl", cwd=tmp_path).returncode == 0
    unread = load(tmp_path / "run.jsonl")
    loopback.requests.clear()
    loopback.default = model
    assert llmclaims("extract", "articles", "-o", "again.jsonl", cwd=tmp_path).returncode == 0
    assert [stage_of(body) for body in loopback.requests] == ["check"] * 2
    again = load(tmp_path / "again.jsonl")
    assert [one.id for one in again.claims] == [one.id for one in unread.claims]
    assert (said(unread)[0], said(again)[0]) == (None, "not_carried")


def test_the_rest_of_a_reading_that_broke_off_is_asked_for(loopback: Loopback, tmp_path: Path) -> None:
    """What was not come to is not called read; the same run again asks for that alone, and for nothing behind it."""

    def answer(body: Any) -> Any:
        if stage_of(body) != "check":
            return (
                Answer(EMPTY | {"event": [event()], "statement": [statement()]})
                if "dam" in _own(body)
                else Answer(EMPTY)
            )
        return reading.pop(0)

    broken = Answer(text=json.dumps(carried(1, 2))[:-30], finish="length")
    reading: list[Any] = [broken, Fault(status=500), Answer(text="{", finish="length"), Answer(carried(1))]
    loopback.default = answer
    settings = settings_for(
        loopback, tmp_path / "cache", checks=("M1",), link=False, provider={"max_attempts": 1}
    )
    paths = write_articles(tmp_path / "articles", 1)
    for _ in range(2):
        found = extract(paths, settings=settings)
        assert said(found) == ["carried", None]
        assert found.summary.warnings == (f"{paths[0]}, paragraphs 1 to 2: {LOST}",)
    third = extract(paths, settings=settings)
    assert said(third) == ["carried", "carried"]
    assert third.summary.warnings == ()
    assert (third.summary.usage.requests, reading) == (1, [])
    assert verify(third) == third


def test_the_reading_has_its_own_provider_and_model(loopback: Loopback, tmp_path: Path) -> None:
    """As ``[stages] check`` says; who is never asked needs no key."""
    loopback.default = model
    settings = read_apart(loopback, tmp_path / "cache", model="")
    paths = write_articles(tmp_path / "articles", 1)
    result = extract(paths, settings=settings)
    asked = {(stage_of(body), body["model"]) for body in loopback.requests}
    assert asked == {("extract", "m"), ("repair", "m"), ("check", "reader")}
    assert {claim.checked[-1] for claim in result.claims} == {"reading:reader"}
    assert result.summary.usage.requests == len(loopback.requests)
    keyless = settings.model_copy(
        update={"providers": settings.providers | {"second": loopback.settings(api_key_env="NOT_SET")}}
    )
    with pytest.raises(ConfigError, match="NOT_SET"):
        extract(paths, settings=keyless)
    assert said(extract(paths, settings=keyless.model_copy(update={"checks": ()}))) == [None] * len(
        result.claims
    )


def test_a_reader_that_refuses_is_told_once(loopback: Loopback, tmp_path: Path) -> None:
    """The first refusal ends all readings, none of the claims, and is not repeated for every group."""

    def answer(body: Any) -> Any:
        if stage_of(body) == "check":
            return Fault(status=401, body=b'{"error": {"message": "no such key"}}')
        return model(body)

    loopback.default = answer
    settings = read_apart(loopback, tmp_path / "cache", concurrency=1)
    result = extract(write_articles(tmp_path / "articles", 5), settings=settings)
    assert said(result) == [None] * len(result.claims)
    assert result.summary.failed == 0
    first, rest = (one for one in result.summary.warnings if "answer broke off" not in one)
    assert "check M1 could not be made" in first
    assert rest.startswith("8 of 10 paragraphs were not read a second time: ")


def test_what_the_builtin_rules_find_can_be_read_by_a_model(loopback: Loopback, tmp_path: Path) -> None:
    """Where the configuration names both; the run says that it did."""
    loopback.default = lambda _: Answer(carried(*range(1, 20)))
    settings = Settings(
        providers={"local": loopback.settings()},
        stages={"check": Stage(provider="local", model="reader")},
        checks=("M1",),
        link=False,
        cache_dir=str(tmp_path / "cache"),
    )
    found = list(records(document(), settings=settings))
    result = extract(document(), settings=settings)
    assert len(found) > 3
    assert set(said(result)) == {"carried"}
    assert result.run.settings["checks"] == ["M1"]
    assert list(result.run.prompts) == ["entails.v3.md"]
    assert [stage_of(body) for body in loopback.requests] == ["check"]
    assert verify(result) == result
