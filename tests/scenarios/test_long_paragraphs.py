"""A paragraph about which a model has more to say than one answer holds: it is asked again about ever smaller parts."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.harbour import between, configure, records, run
from tests.support.loopback import EMPTY, Answer, Loopback

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

SPEAKERS = ("Ada Lund", "Mira Koss", "Jon Vale", "Tess Orr", "Ole Brandt")
THINGS = ("crane", "ferry", "pilot boat", "tug", "barge", "lighter")
SAYINGS = tuple(
    f"the {THINGS[number % len(THINGS)]} at berth {number} was painted again and will sail to the outer harbour in spring"
    for number in range(150)
)
SENTENCES = tuple(f"{SPEAKERS[number % 5]} said {saying}." for number, saying in enumerate(SAYINGS))
AN_ANSWER = 12
"""Claims that the server's answers have room for."""


def claim(number: int) -> dict[str, Any]:
    """What there is to find in a sentence."""
    who = SPEAKERS[number % 5]
    return {
        "ref": f"s{number}", "quote": SAYINGS[number], "speaker": who, "speaker_name": who, "speaker_type": "person",
        "cue": "said", "act": "assert", "polarity": "positive", "claim": f"{SAYINGS[number].capitalize()}.", "time": None,
    }  # fmt: skip


def shown(body: Mapping[str, Any]) -> tuple[str, str]:
    """The text that a request asks about, and the claims that it lists."""
    turn = body["messages"][-1]["content"]
    (text,) = re.findall(r"<paragraph-([\w-]+)>\n(.*?)\n</paragraph-\1>", turn, re.DOTALL)
    return text[1], turn.rpartition("<listed-")[2] if "<listed-" in turn else ""


def limited(body: Mapping[str, Any]) -> Answer:
    """What a model with a limit answers: the claims of the text that are not listed, the first dozen of them and a half."""
    text, listed = shown(body)
    found = [claim(number) for number, one in enumerate(SAYINGS) if one in text and one not in listed]
    whole = json.dumps(EMPTY | {"statement": found[: AN_ANSWER + 1]})
    if len(found) <= AN_ANSWER:
        return Answer(text=whole, usage=None)
    return Answer(text=whole[: whole.rindex('"speaker"')], finish="length", usage=None)


@pytest.fixture
def harbour(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Loopback]:
    """An article with one paragraph of 15,000 characters, and a server."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "boats.txt").write_text(f"Boats\n\n{' '.join(SENTENCES)}\n", encoding="utf-8")
    with Loopback() as server:
        configure(tmp_path, server)
        server.default = limited
        yield server


def test_every_claim_of_a_long_paragraph_is_there(harbour: Loopback) -> None:
    """Parts end with a sentence, all of them are asked about, and their claims are the paragraph's own, once each."""
    assert run() == 0
    found = [one for one in between() if one["record"] == "statement"]
    assert {one["quote"] for one in found} == set(SAYINGS)
    assert {one["paragraph"] for one in found} == {1}
    assert [
        one["record"] for one in between() if one["record"] not in ("document", "statement", "usage")
    ] == []
    texts = [shown(body)[0] for body in harbour.requests]
    assert texts[0] == texts[1] == " ".join(SENTENCES)
    assert all(text.startswith(SPEAKERS) and text.endswith("in spring.") for text in texts)
    assert len(texts[0]) > 15_000
    assert len(texts[2]) < 8_000
    assert len(texts) < 3 * len(SAYINGS) / AN_ANSWER
    summary = records()[-1]
    assert (summary["done"], summary["failed"], summary["accepted"]) == (1, 0, len(SAYINGS))
    assert "was asked for in parts" in " ".join(summary["warnings"])


def test_a_second_run_pays_for_nothing(harbour: Loopback) -> None:
    """Every answer is kept, those that broke off too, and the same claims come of them."""
    assert run() == 0
    asked = len(harbour.requests)
    assert run(output="again.jsonl") == 0
    assert len(harbour.requests) == asked
    assert [one for one in between("again.jsonl") if one["record"] != "usage"] == [
        one for one in between() if one["record"] != "usage"
    ]


def test_a_model_that_says_the_same_for_ever_is_not_asked_for_ever(harbour: Loopback) -> None:
    """An answer that brings no claim that was not there ends it: the paragraph is not done, and what was there stays."""
    stuck = json.dumps(EMPTY | {"statement": [claim(3)] * 3})
    harbour.default = Answer(text=stuck[: stuck.rindex('"speaker"')], finish="length", usage=None)
    assert run() == 1
    assert len(harbour.requests) == 2
    assert {one["quote"] for one in between() if one["record"] == "statement"} == {SAYINGS[3]}
    (failure,) = (one for one in between() if one["record"] == "failure")
    assert "raise the model's limit on output tokens" in failure["message"]


def test_a_part_that_fails_costs_itself_alone(harbour: Loopback) -> None:
    """The other parts' claims are there, the paragraph is not done, and the next run asks for what is missing."""
    last = SENTENCES[-1]

    def react(body: Mapping[str, Any]) -> Answer:
        text, _ = shown(body)
        return (
            limited(body)
            if last not in text or len(text) > 9_000
            else Answer(text="I cannot.", finish="stop", usage=None)
        )

    harbour.default = react
    assert run() == 1
    found = {one["quote"] for one in between() if one["record"] == "statement"}
    assert set(SAYINGS[:70]) <= found < set(SAYINGS)
    (failure,) = (one for one in between() if one["record"] == "failure")
    assert failure["paragraph"] == 1
    harbour.default = limited
    assert run() == 0
    assert {one["quote"] for one in between() if one["record"] == "statement"} == set(SAYINGS)
