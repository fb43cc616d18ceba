"""Whole runs over a provider that answers from a script: order, failures, repair, and the tally."""

from __future__ import annotations

import asyncio
import json
import os
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

import llmclaims
from llmclaims.config.settings import Settings
from llmclaims.documents.document import Document
from llmclaims.errors import ConfigError, DocumentError, ProviderAuthError, ProviderUnavailableError
from llmclaims.inference.async_cache import AsyncCache
from llmclaims.pipeline import paragraph as paragraph_module
from llmclaims.pipeline.extract import aextract, extract, stream
from llmclaims.runs.extraction import load
from llmclaims.schema.claims import Claim, Failure
from llmclaims.schema.usage import Usage
from tests.support.drafts import TEXT, event, later, relation, statement
from tests.support.scripted import LOCAL, adds_up, document


def test_claims_come_back_with_the_words_they_rest_on(serve: Any) -> None:
    """Every span of every claim is the source's own text."""
    serve(
        {
            ("extract", 1): {"event": [event()], "statement": [statement()]},
            ("extract", 2): {"statement": [later()]},
        }
    )
    doc = document()
    result = extract(doc, settings=LOCAL)
    assert [claim.kind for claim in result.claims] == ["event", "statement", "statement"]
    for claim in result.claims:
        (span,) = claim.spans
        assert doc.text[slice(*span)] == claim.quote == claim.body.quote
    assert adds_up(result)
    assert result.summary.usage.cost is None


def test_the_order_is_the_sources_whoever_finishes_first(serve: Any) -> None:
    """A slow first paragraph does not let the second one overtake it in the output."""
    serve({("extract", 1): {"event": [event()]}, ("extract", 2): {"statement": [later()]}}, delays={1: 0.2})
    assert [claim.paragraph for claim in extract(document(), settings=LOCAL).claims] == [1, 2]


def test_one_paragraph_that_fails_is_a_record_and_not_the_end(serve: Any) -> None:
    """The other paragraphs' claims are there, the failure says what happened."""
    down = ProviderUnavailableError("it is down", provider="local", retryable=True)
    serve({("extract", 1): down, ("extract", 2): {"statement": [later()]}})
    result = extract(document(), settings=LOCAL)
    assert [(one.paragraph, one.error) for one in result.failures] == [(1, "ProviderUnavailableError")]
    assert [claim.paragraph for claim in result.claims] == [2]
    assert (result.summary.done, result.summary.failed, result.summary.skipped) == (1, 1, 0)
    assert adds_up(result)


def test_the_repair_may_correct_a_quote_and_nothing_else(serve: Any) -> None:
    """A near miss is asked about once; the corrected quote is verified again and the claim says so."""
    near = statement(quote="We did not touch a dam")
    repair = {
        "repairs": [
            {"draft": 1, "action": "correct", "quote": "We did not touch the dam", "claim": "Invented."}
        ]
    }
    wire = serve({("extract", 1): {"event": [event()], "statement": [near]}, ("repair", 1): repair})
    result = extract(document(), settings=LOCAL)
    found = {claim.kind: claim for claim in result.claims}
    assert found["statement"].repaired
    assert found["statement"].body.claim == near["claim"]  # type: ignore[attr-defined]
    assert not found["event"].repaired
    assert wire.asked.count(("repair", 1)) == 1
    assert adds_up(result)


def test_a_draft_counts_once_whatever_the_repair_says(serve: Any) -> None:
    """A second wrong quote, a withdrawal and an answer about nothing leave one rejection a draft."""
    drafts = [
        statement(quote="We did not touch a dam"),
        statement(ref="s2", quote="They never saw the lock at all"),
    ]
    repairs = [
        {"draft": 1, "action": "correct", "quote": "We did touch the dam"},
        {"draft": 2, "action": "withdraw", "quote": None},
        {"draft": 9, "action": "correct", "quote": "x"},
        "nonsense",
    ]
    serve({("extract", 1): {"statement": drafts}, ("repair", 1): {"repairs": repairs}})
    result = extract(document(), settings=LOCAL)
    assert result.claims == ()
    assert next(one.code for one in result.rejections) == "NEGATION_ALTERED"
    assert "withdrew" in result.rejections[1].message
    assert result.summary.proposed == 2
    assert adds_up(result)


def test_the_rest_of_an_answer_is_asked_for_once(serve: Any) -> None:
    """What was complete is kept, the rest joins it, and a ref that is given twice means two claims."""
    about = relation(source="s1", target="e1")
    other = statement(ref="e1", quote="Ada Brandt opened the lower lock on Monday", polarity="positive",
                      speaker=None, speaker_name=None, speaker_type="author", cue=None, act="assert",
                      claim="Ada Brandt opened the lower lock on Monday.")  # fmt: skip
    script = {
        ("extract", 1): {"event": [event()], "relation": [about], "truncated": True},
        ("rest", 1): {"statement": [statement(), other]},
    }
    wire = serve(script)
    result = extract(document(), settings=LOCAL)
    assert wire.asked.count(("rest", 1)) == 1
    assert [claim.kind for claim in result.claims] == ["event", "statement", "statement", "relation"]
    (found,) = result.relations
    assert (found.body.source, found.body.target) == (result.statements[1].id, result.events[0].id)  # type: ignore[attr-defined]
    assert result.failures == ()
    assert "the rest was asked for once more" in result.summary.warnings[0]
    assert adds_up(result)
    wire = serve(script)
    assert extract(document(), settings=LOCAL).claims == result.claims
    assert wire.asked == []


@pytest.mark.parametrize(
    "rest", [{"truncated": True}, {"event": [event()], "truncated": True}, ProviderUnavailableError("down")]
)
def test_a_rest_that_does_not_come_is_a_failure_beside_the_claims(serve: Any, rest: Any) -> None:
    """The paragraph is not done, its claims are there, and the next run asks for what is missing alone."""
    settings = LOCAL.model_copy(update={"link": False})
    script: dict[tuple[str, int], Any] = {
        ("extract", 1): {"statement": [statement()], "truncated": True},
        ("rest", 1): rest,
    }
    serve(script)
    result = extract(document(), settings=settings)
    (failure,) = result.failures
    assert failure.error == "ReplyError"
    assert failure.message.startswith("The answer broke off, and its rest ")
    assert "statement" in {claim.kind for claim in result.claims}
    assert (result.summary.done, result.summary.failed) == (1, 1)
    assert adds_up(result)
    script[("rest", 1)] = {"event": [event()] if "event" not in str(rest) else []}
    wire = serve(script)
    again = extract(document(), settings=settings)
    assert wire.asked == [("rest", 1)]
    assert again.failures == ()
    assert {claim.kind for claim in again.claims} == {"event", "statement"}


def test_why_a_run_ended_early_stands_in_its_summary(serve: Any) -> None:
    """Whoever opens the file later reads why paragraphs are missing."""
    serve({("extract", 1): ProviderAuthError("the key was refused", provider="local")})
    result = extract(document(), settings=LOCAL.model_copy(update={"concurrency": 1}))
    assert result.summary.warnings == ("The run ended early: the key was refused",)


@pytest.mark.parametrize("source", [None, 5, b"text", [None], ["a.txt", 3.5]])
def test_what_is_no_source_is_said(source: Any) -> None:
    """One sentence that names the kinds of sources, before anything is read."""
    with pytest.raises(ConfigError, match=r"is no source; give a path, a Document"):
        extract(source)


def test_a_rule_that_is_not_there_cannot_be_switched_off(serve: Any) -> None:
    """A slip in ``disable`` would leave the rule on and nobody the wiser."""
    serve({})
    with pytest.raises(ConfigError, match="NEGATION_OUTSIDE_QOUTE"):
        extract(document(), settings=LOCAL.model_copy(update={"disable": ("NEGATION_OUTSIDE_QOUTE",)}))
    extract(document(), settings=LOCAL.model_copy(update={"disable": ("V10", "DUPLICATE", "M1")}))


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="Unix alone has named pipes")
def test_saving_to_a_pipe_or_a_link_writes_there(serve: Any, tmp_path: Path) -> None:
    """What stands at the place is written to, never replaced by a file of its name."""
    serve({})
    result = extract(document(), settings=LOCAL)
    result.save(tmp_path / "run.jsonl")
    pipe, link, real = tmp_path / "pipe", tmp_path / "link", tmp_path / "real"
    os.mkfifo(pipe)
    received: list[bytes] = []
    reader = threading.Thread(target=lambda: received.append(pipe.read_bytes()))
    reader.start()
    result.save(pipe)
    reader.join(10)
    real.write_text("old", encoding="utf-8")
    link.symlink_to(real)
    result.save(link)
    assert pipe.is_fifo()
    assert link.is_symlink()
    assert received == [real.read_bytes()] == [(tmp_path / "run.jsonl").read_bytes()]


def test_what_echoes_the_prompt_is_refused_and_not_asked_again(serve: Any) -> None:
    """A quote that stands in the prompt and not in the article is PROMPT_ECHO."""
    echo = statement()
    echo["quote"] = "A program compares every copied word with the text"
    wire = serve({("extract", 1): {"statement": [echo]}})
    result = extract(document(), settings=LOCAL)
    assert [one.code for one in result.rejections] == ["PROMPT_ECHO"]
    assert ("repair", 1) not in wire.asked


def test_a_refused_key_ends_the_run_early(serve: Any) -> None:
    """One request finds out; the rest are skipped, told apart, and counted."""
    serve(
        {
            ("extract", index): ProviderAuthError("the key was refused", provider="local")
            for index in range(300)
        }
    )
    many = Document.from_text(
        "\n".join(f"Paragraph number {index} says a little something." for index in range(200)) + "\n"
    )
    result = extract(many, settings=LOCAL)
    assert result.claims == ()
    assert result.summary.skipped > 150
    assert adds_up(result)
    assert {one.error for one in result.failures} == {"ProviderAuthError", "Skipped"}


def test_a_second_run_sends_only_what_is_missing(serve: Any) -> None:
    """What was answered is not paid for again; what failed is asked again."""
    script: dict[tuple[str, int], Any] = {("extract", 1): {"event": [event()]}}
    script[("extract", 2)] = ProviderUnavailableError("down", provider="local", retryable=True)
    serve(script)
    extract(document(), settings=LOCAL)
    script[("extract", 2)] = {"statement": [later()]}
    wire = serve(script)
    result = extract(document(), settings=LOCAL)
    assert wire.asked == [("extract", 2), ("link", 1)]  # only now all claims are there to be related
    assert result.summary.usage.cache_hits == 1
    assert len(result.claims) == 2


def test_many_sources_survive_one_that_cannot_be_read(serve: Any, tmp_path: Path) -> None:
    """The unreadable one is a failure under its path; alone it is an error."""
    good, bad = tmp_path / "good.txt", tmp_path / "none.txt"
    good.write_text(TEXT, encoding="utf-8")
    serve({("extract", 1): {"event": [event()]}})
    result = extract([bad, good], settings=LOCAL)
    assert [one.document for one in result.failures] == [str(bad)]
    assert len(result.claims) == 1
    with pytest.raises(DocumentError, match=r"none\.txt"):
        extract(bad, settings=LOCAL)


def test_stream_gives_claims_as_they_are_ready(serve: Any) -> None:
    """The first paragraph's claim is there while the second is still being asked."""
    serve({("extract", 1): {"event": [event()]}, ("extract", 2): {"statement": [later()]}}, delays={2: 30})
    found = stream(document(), settings=LOCAL)
    first = next(found)
    assert isinstance(first, Claim)
    assert first.paragraph == 1
    found.close()  # type: ignore[attr-defined]


def test_stopping_skips_what_was_not_asked(serve: Any) -> None:
    """A run that is told to stop writes what is done and counts the rest as skipped."""
    stop = threading.Event()
    stop.set()
    serve({})
    result = extract(document(), settings=LOCAL, stop=stop)
    assert result.summary.skipped == 2
    assert adds_up(result)
    assert all(isinstance(one, Failure) and one.error == "Skipped" for one in result.failures)


def test_aextract_is_the_same_run(serve: Any) -> None:
    """The asynchronous face gives the same claims."""
    serve({("extract", 1): {"event": [event()]}})
    one = asyncio.run(aextract(document(), settings=LOCAL))
    assert one.claims == extract(document(), settings=LOCAL).claims


def test_two_runs_on_the_same_answers_are_byte_identical(serve: Any, tmp_path: Path) -> None:
    """Apart from the times in the first and the last line."""
    script = {
        ("extract", 1): {"event": [event()], "statement": [statement(), 5]},
        ("extract", 2): {"statement": [later()]},
    }
    lines = []
    for name, delays in (("a", {1: 0.1}), ("b", {2: 0.1})):
        serve(script, delays)
        extract(document(), settings=LOCAL.model_copy(update={"cache": False})).save(tmp_path / name)
        lines.append((tmp_path / name).read_text(encoding="utf-8").splitlines()[1:-1])
    assert lines[0] == lines[1]


def test_a_saved_run_loads_as_it_was(serve: Any, tmp_path: Path) -> None:
    """What is written and read is the same result."""
    serve(
        {
            ("extract", 1): {"event": [event()], "statement": [statement(), 5]},
            ("extract", 2): ProviderUnavailableError("down"),
        }
    )
    result = extract(document(), settings=LOCAL)
    result.save(tmp_path / "run.jsonl")
    assert load(tmp_path / "run.jsonl") == result


def test_record_and_replay_exclude_each_other() -> None:
    """One folder, one direction."""
    with pytest.raises(ConfigError, match="exclude"):
        extract(document(), record="a", replay="b")


def test_a_replay_counts_dates_from_where_the_recording_did(tmp_path: Path, loopback: Any) -> None:
    """The date given with ``published`` is part of the recording: a replay needs no option for it."""
    settings = Settings(provider="local", providers={"local": loopback.settings()}, repair=False)
    first = extract(document(), settings=settings, published="2026-02-06", record=tmp_path / "run")
    again = extract(document(), replay=tmp_path / "run")
    assert first.failures == again.failures == ()


def test_every_paragraph_says_what_its_answers_took(serve: Any, tmp_path: Path) -> None:
    """Answer, repair and pass 2 count; from the cache the same, although the second run itself took nothing."""
    altered = statement(quote="The dam was utterly unsafe")
    first_answer = {"event": [event()], "statement": [altered]}
    serve({("extract", 1): first_answer, ("extract", 2): {"statement": [later()]}})
    settings = LOCAL.model_copy(update={"cache_dir": str(tmp_path / "cache")})
    first, second = (extract(document(), settings=settings) for _ in range(2))
    took = [(one.paragraph, one.usage.requests, one.usage.input_tokens) for one in first.usages]
    assert took == [(1, 2, 20), (2, 1, 10), (None, 1, 10)]
    assert second.usages == first.usages
    assert first.summary.usage.requests == 4
    assert (second.summary.usage.requests, second.summary.usage.cache_hits) == (0, 4)


def test_what_nobody_counted_is_null_and_not_nothing(serve: Any, tmp_path: Path) -> None:
    """A provider that does not count its tokens, at an unknown price; read back it is the same."""
    wire = serve({("extract", 1): {"event": [event()]}})
    wire.usage = lambda _: Usage(requests=1, cost=None)
    result = extract(document(), settings=LOCAL)
    result.save(tmp_path / "run.jsonl")
    lines = [json.loads(one) for one in (tmp_path / "run.jsonl").read_text(encoding="utf-8").splitlines()]
    first = next(one for one in lines if one["record"] == "usage")
    assert first == {
        "record": "usage", "document": document().id, "paragraph": 1, "requests": 1, "input_tokens": None,
        "cached_input_tokens": None, "output_tokens": None, "cost": None,
    }  # fmt: skip
    assert load(tmp_path / "run.jsonl").usages == result.usages


def test_what_no_model_was_asked_about_took_nothing() -> None:
    """The builtin rules leave no usage."""
    assert extract(document(), settings=Settings(provider="builtin")).usages == ()


def test_free_slots_are_filled_before_more_is_verified(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where many answers come at once, the next requests are out while most of them wait to be verified."""
    verified = paragraph_module._verified
    sent_by_then: list[int] = []

    def noted(*arguments: Any) -> Any:
        sent_by_then.append(len(wire.asked))
        return verified(*arguments)

    monkeypatch.setattr(paragraph_module, "_verified", noted)
    monkeypatch.setattr(AsyncCache, "put", _at_once)
    monkeypatch.setattr(AsyncCache, "settle", _at_once)
    text = "Title\n\n" + "\n\n".join(f"The ferry of quay {number} sank in May." for number in range(40))
    wire = serve({}, delays=dict.fromkeys(range(50), 0.05))
    send, all_asked = wire.send, asyncio.Event()

    async def once_all_are_asked(body: Mapping[str, Any]) -> str:
        answer: str = await send(body)
        if len(wire.asked) >= 20:  # however slow the machine is: then the answers come at once
            all_asked.set()
        await all_asked.wait()
        return answer

    wire.send = once_all_are_asked
    slots = {"local": LOCAL.providers["local"].model_copy(update={"concurrency": 20})}
    settings = LOCAL.model_copy(update={"providers": slots, "link": False, "cache": False})
    extract(Document.from_text(text), settings=settings)
    assert len(wire.asked) == len(sent_by_then) == 40
    assert sent_by_then[5] > 30  # of 25 or so without a look at the network between two


async def _at_once(*_: object) -> None:
    """A disk that takes no time."""


def test_what_breaks_on_one_paragraph_is_that_paragraphs_failure(
    serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A fault of the program itself is said, and the others go on."""
    serve({("extract", 1): {"event": [event()]}, ("extract", 2): {"statement": [later()]}})
    verify = paragraph_module.verify_answer

    def break_on_events(proposals: Any, reading: Any) -> Any:
        if any(one.kind == "event" for one in proposals):
            raise RecursionError("too deep")
        return verify(proposals, reading)

    monkeypatch.setattr(paragraph_module, "verify_answer", break_on_events)
    result = llmclaims.extract(Document.from_text(TEXT, id="d"), settings=LOCAL)
    (failure,) = [one for one in result.records if isinstance(one, Failure)]
    assert (failure.paragraph, failure.error) == (1, "ReplyError")
    assert "RecursionError: too deep" in failure.message
    assert [one.paragraph for one in result.claims] == [2]
    counts = result.summary
    assert counts.done + counts.failed + counts.skipped == counts.paragraphs
    assert counts.failed == 1


def test_a_repair_that_breaks_costs_no_claim(serve: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """What was verified before it stays, and the refusal, too."""
    invented = statement() | {"ref": "s9", "quote": "nobody ever said this at all"}
    serve({("extract", 1): {"statement": [statement(), invented]}, ("repair", 1): {"repairs": []}})
    monkeypatch.setattr(paragraph_module, "corrected", lambda *_: 1 / 0)
    result = llmclaims.extract(Document.from_text(TEXT, id="d"), settings=LOCAL)
    assert (len(result.claims), len(result.rejections)) == (1, 1)
    assert "ZeroDivisionError" in result.summary.warnings[0]


def test_a_repair_that_breaks_off_is_said(serve: Any) -> None:
    """The drafts that it left out stay refused, and nobody takes that for the model's word."""
    invented = statement() | {"quote": "nobody ever said this at all"}
    serve({("extract", 1): {"statement": [invented]}, ("repair", 1): {"repairs": [], "truncated": True}})
    result = llmclaims.extract(Document.from_text(TEXT, id="d"), settings=LOCAL)
    assert "the answer about its refused drafts broke off" in result.summary.warnings[0]


def test_a_relation_that_breaks_the_program_costs_the_relations_alone(
    serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Pass 2 is one document's; the claims of pass 1 stay."""
    from llmclaims.linking import within_document

    serve({("extract", 1): {"statement": [statement()], "event": [event()]}})
    monkeypatch.setattr(within_document, "windows", lambda *_: 1 / 0)
    settings = LOCAL.model_copy(update={"link": True})
    result = llmclaims.extract(Document.from_text(TEXT, id="d"), settings=settings)
    assert len(result.claims) == 2
    assert "relating its claims broke the program (ZeroDivisionError" in result.summary.warnings[0]


@pytest.mark.parametrize(("empties", "warns"), [(4, True), (1, False)])
def test_paragraphs_that_come_back_empty_are_counted(serve: Any, empties: int, *, warns: bool) -> None:
    """A model that answers nearly nothing in good order is said once, with a count."""
    told = "The harbour master came down to the quay in the morning, looked at the ropes for a while, and said to all"
    text = "\n\n".join(f"{told} of the {number} crews: “We will not sail today.”" for number in range(5))
    item = statement() | {"quote": "We will not sail today.", "speaker": None, "cue": None}
    serve({("extract", number): {"statement": [item]} for number in range(empties, 5)})
    result = llmclaims.extract(Document.from_text(text, id="d"), settings=LOCAL)
    said = [one for one in result.summary.warnings if "came back empty" in one]
    assert bool(said) is warns
    if warns:
        assert said[0].startswith("4 of 5 long paragraphs in which somebody is quoted came back empty")
