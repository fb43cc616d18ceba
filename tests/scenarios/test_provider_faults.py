"""A provider that misbehaves in every known way: nothing is lost, all is said, and the next run sends the rest.

Each row is one run of the command over four paragraphs. The server does wrong when it is asked about the
second one, and is well again when the same command is run a second time: that run must find everything.
"""

from __future__ import annotations

import errno
import io
import json
import re
import sqlite3
import subprocess
import sys
import threading
import time
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

import pytest

import llmclaims
from llmclaims.config.settings import Settings
from llmclaims.inference import cache as cache_module
from llmclaims.inference import runner_chain
from tests.support.harbour import (
    ARTICLE,
    PARAGRAPHS,
    asked_about,
    between,
    configure,
    event,
    records,
    run,
    statement,
    whole,
)
from tests.support.loopback import EMPTY, Answer, Fault, Loopback
from tests.support.services import installed

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from tests.support.loopback import Reaction

pytestmark = pytest.mark.usefixtures("line")  # on each of the two clients

SICK = 1
"""The paragraph, from 0, about which the server answers badly."""
EVERY = len(PARAGRAPHS)


def error(message: str, code: str = "") -> bytes:
    """An error as the OpenAI protocol words it."""
    return json.dumps({"error": {"message": message, "code": code}}).encode()


def content(text: Any) -> bytes:
    """A reply with such a content."""
    message = {"role": "assistant", "content": text}
    return json.dumps({"model": "m", "choices": [{"index": 0, "message": message}]}).encode()


def later(seconds: float) -> datetime:
    """A moment from now."""
    return datetime.now(UTC) + timedelta(seconds=seconds)


GOOD = Answer(EMPTY | {"statement": [statement(SICK)]})
RAW = GOOD.reply({"model": "m"})
BOTH = json.dumps(EMPTY | {"statement": [statement(SICK)], "event": [event(SICK)]})
CUT = json.dumps({"statement": [statement(SICK)], "event": [event(SICK)]})[:-60]
"""A statement that is whole, and an event that is not."""


@dataclass(frozen=True)
class Row:
    """What goes wrong, and what must come of it.

    ``faults`` are served one after another about the sick paragraph, the last one for ever if ``lasting``.
    ``sent`` is the number of requests of the first run, ``again`` that of the second; ``wait`` what the
    provider asked to wait, in seconds; ``failed`` the error and a part of the message of the failure;
    ``skipped`` how many paragraphs behind it were not asked about.
    """

    name: str
    faults: tuple[Reaction | Callable[[], Reaction], ...]
    lasting: bool = False
    sent: int = EVERY + 1
    again: int = 0
    wait: float | None = None
    failed: tuple[str, str] | None = None
    skipped: int = 0
    timeout: float = 20.0


def busy(**headers: str) -> Callable[[], Fault]:
    """Status 429 with some headers."""
    return lambda: Fault(429, headers={name.replace("_", "-"): value for name, value in headers.items()})


def fails(name: str, fault: Reaction, kind: str, says: str, sent: int = EVERY) -> Row:
    """A fault that lasts and costs this one paragraph, until the next run."""
    return Row(name, (fault,), lasting=True, sent=sent, again=1, failed=(kind, says))


def ends(name: str, fault: Reaction, kind: str, says: str) -> Row:
    """A fault that ends the run: the paragraph behind it are not sent, in vain as it would be."""
    return Row(name, (fault,), lasting=True, sent=2, again=3, failed=(kind, says), skipped=2)


ROWS = [
    # told to wait so many seconds
    Row("429 seconds", (busy(Retry_After="7"),), wait=7),
    # told in milliseconds, which stands above the seconds
    Row("429 milliseconds", (busy(Retry_After_Ms="1500", Retry_After="9"),), wait=1.5),
    # told a date
    Row("429 date", (lambda: Fault(429, headers={"Retry-After": format_datetime(later(20), usegmt=True)}),), wait=20),
    # told when the requests of this minute are free again
    Row("429 reset of requests", (busy(x_ratelimit_reset_requests="6m0s", x_ratelimit_remaining_requests="0"),), wait=360),
    # the tokens are used up, the requests are not: the tokens decide
    Row("429 reset of tokens", (busy(x_ratelimit_reset_tokens="250ms", x_ratelimit_remaining_tokens="0", x_ratelimit_reset_requests="2h", x_ratelimit_remaining_requests="9"),), wait=0.25),
    # told as seconds since the epoch
    Row("429 reset since the epoch", (lambda: Fault(429, headers={"x-ratelimit-reset": str(time.time() + 30)}),), wait=30),
    # told as a moment in ISO 8601
    Row("429 reset in ISO 8601", (lambda: Fault(429, headers={"x-ratelimit-reset": later(40).isoformat()}),), wait=40),
    # told nothing: a wait of our own
    Row("429 bare", (Fault(429),)),
    # told nonsense: a wait of our own
    Row("429 nonsense", (busy(Retry_After="soon"),)),
    # told to come back tomorrow
    ends("429 tomorrow", Fault(429, headers={"Retry-After": "86400"}), "ProviderRateLimitError", "slow down"),
    # the account is empty, whatever the status says
    ends("429 quota", Fault(429, error("no money", "insufficient_quota")), "ProviderAuthError", "credit"),
    # the key expires in the middle of the run
    ends("401 key", Fault(401, error("key expired")), "ProviderAuthError", "key expired"),
    # a slip of the server
    Row("500 once", (Fault(500),)),
    # two different slips of the server
    Row("500 and 502", (Fault(500), Fault(502)), sent=EVERY + 2),
    # a server that is down for ever
    fails("500 for ever", Fault(500), "ProviderUnavailableError", "out of sorts", EVERY + 2),
    # a proxy with nothing behind it
    Row("503 once", (Fault(503, b"<html>busy</html>", content_type="text/html"),)),
    # the same with a time
    Row("503 with a time", (Fault(503, headers={"Retry-After": "4"}),), wait=4),
    # overloaded, in the status that no standard knows
    Row("529 once", (Fault(529, error("overloaded")),)),
    # overloaded for ever
    fails("529 for ever", Fault(529, error("overloaded")), "ProviderUnavailableError", "overloaded", EVERY + 2),
    # slow, but within the time limit
    Row("slow", (Answer(GOOD.items, delay=0.3),), sent=EVERY),
    # nothing comes, not even headers
    Row("hung before headers", (Fault(delay=5),), timeout=2),
    # headers come, and then nothing
    Row("hung after headers", (Fault(200, RAW, drip=5),), timeout=2),
    # it hangs each time
    Row("hung for ever", (Fault(delay=3),), lasting=True, sent=EVERY + 2, again=1, timeout=0.3,
        failed=("ProviderUnavailableError", "within 0.3 s")),
    # the connection is torn in the middle of the body
    Row("reset in the body", (Fault(cut=True, body=RAW[:100]),)),
    # the connection is torn before the first byte
    Row("reset at once", (Fault(cut=True, body=b""),)),
    # the reply itself breaks off, although the connection says that it is all
    Row("reply cut short", (Fault(200, RAW[:100]),)),
    # it always does
    fails("reply cut short for ever", Fault(200, RAW[:100]), "ReplyError", "no JSON object", EVERY + 1),
    # an answer in quite another form
    fails("another form", Answer(text='{"answer": 42}'), "ReplyError", "no JSON of the kind", EVERY + 1),
    # an answer in words
    fails("words", Answer(text="I found one statement."), "ReplyError", "no JSON of the kind", EVERY + 1),
    # a content that is null
    fails("null content", Fault(200, content(None)), "ReplyError", "empty answer", EVERY + 1),
    # a content that is empty, once
    Row("empty content", (Fault(200, content("")),)),
    # no choices
    fails("no choices", Fault(200, b'{"choices": []}'), "ReplyError", "no choices", EVERY + 1),
    # the model refuses
    fails("refusal", Answer(refusal="I would rather not"), "ProviderError", "I would rather not"),
    # the provider's filter stops the answer
    fails("content filter", Answer(text="", finish="content_filter"), "ProviderError", "content filter"),
    # the provider's filter refuses the question
    fails("400 filter", Fault(400, error("flagged", "content_policy_violation")), "ProviderError", "refuses this text"),
    # the answer is longer than allowed, and its rest can be had
    Row("length limit", (Answer(text=CUT, finish="length"), Answer(EMPTY | {"event": [event(SICK)]}))),
    # one item of the answer is spoilt, the others are kept and the rest is asked for
    Row("spoilt item", (Answer(text=BOTH.replace('"trigger": ', '"trigger" ')), Answer(EMPTY | {"event": [event(SICK)]}))),
    # an answer that looks whole and was cut all the same, as its provider says: there is no more to come
    Row("length limit, whole", (Answer(GOOD.items, finish="length"), Answer(EMPTY))),
    # a page for people, with status 200
    fails("HTML page", Fault(200, b"<html>Welcome!</html>", content_type="text/html"), "ReplyError", "no JSON object", EVERY + 1),
    # the right answer under a wrong content type
    Row("wrong content type", (Fault(200, RAW, content_type="text/plain; charset=latin-1"),), sent=EVERY),
    # an answer of ten megabytes
    Row("10 MB", (Answer(text=json.dumps(GOOD.items) + " " * 10_000_000),), sent=EVERY),
    # bytes that are no text
    Row("invalid UTF-8", (Fault(200, b"\xff\xfe" + RAW.replace(b"{", b"\xff")),)),
    # a byte that is no text where nobody looks
    Row("one invalid byte", (Fault(200, RAW.replace(b"chatcmpl-1", b"chat\xff")),), sent=EVERY),
    # a model that is not there
    fails("404 model", Fault(404, error("no such model")), "ProviderUnknownError", "check model and base_url"),
    # a paragraph that is too long for the model
    fails("400 context", Fault(400, error("m", "context_length_exceeded")), "ProviderError", "too long"),
    # a parameter that the server does not know
    fails("400 parameter", Fault(400, error("unknown parameter")), "ProviderError", "unknown parameter"),
    # an error in the form of a reply, with status 200
    Row("error with 200", (Fault(200, error("upstream")),)),
]  # fmt: skip


WIRES = [
    pytest.param({}, id="openai"),
    pytest.param({"protocol": "instructor", "model": "openai/m"}, id="instructor"),
    pytest.param(
        {"protocol": "instructor", "model": "mistral/m"}, id="mistral", marks=installed("mistralai")
    ),
]
"""Who asks: the wire itself, and two SDKs that speak the same protocol, through instructor."""


@pytest.fixture
def slept(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """Waits between tries take no time here; what was asked for is noted."""
    import asyncio

    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await asyncio.sleep(0)

    monkeypatch.setattr(runner_chain, "until_stopped", lambda _sleep, _stop: sleep)
    return waits


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the article in it, and the command is run there."""
    (tmp_path / "boats.txt").write_text(ARTICLE, encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def misbehave(row: Row) -> Callable[[Mapping[str, Any]], Reaction]:
    """The server's behaviour in a row."""
    faults = list(row.faults)

    def react(body: Mapping[str, Any]) -> Reaction:
        if asked_about(body) != SICK or not faults:
            return whole(body)
        fault = faults[0] if row.lasting else faults.pop(0)
        return fault() if callable(fault) else fault

    return react


def adds_up(summary: Mapping[str, Any]) -> bool:
    """Nothing vanishes."""
    return (
        summary["paragraphs"] == EVERY == summary["done"] + summary["failed"] + summary["skipped"]
        and summary["proposed"] == summary["accepted"] + summary["rejected"]
    )


@pytest.mark.parametrize("wire", WIRES)
@pytest.mark.parametrize("row", ROWS, ids=lambda row: row.name)
def test_a_fault_loses_nothing_and_is_said(
    row: Row,
    wire: Mapping[str, str],
    folder: Path,
    loopback: Loopback,
    slept: list[float],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """The first run keeps all that could be had and says what could not, the second sends only the rest."""
    configure(folder, loopback, timeout=row.timeout, **wire)
    loopback.default = misbehave(row)
    code = run()
    said = capsys.readouterr().err
    summary, failures = records()[-1], [one for one in records() if one["record"] == "failure"]
    assert len(loopback.requests) == summary["usage"]["requests"] == row.sent
    assert adds_up(summary)
    assert (code, summary["failed"], summary["skipped"]) == (
        int(bool(row.failed)),
        int(bool(row.failed)),
        row.skipped,
    )
    if row.failed:
        assert (failures[0]["error"], failures[0]["paragraph"]) == (row.failed[0], SICK + 1)
        assert row.failed[1] in failures[0]["message"]
        assert row.failed[1] in said
        assert [one["error"] for one in failures[1:]] == ["Skipped"] * row.skipped
    if row.skipped:
        assert any("ended early" in one and row.failed[1] in one for one in summary["warnings"])  # type: ignore[index]
    if row.wait is not None:
        assert max(slept) == pytest.approx(row.wait, abs=1.5 if row.wait >= 20 else 0.001)
    assert all(wait <= 60 for wait in slept) or row.wait == 360

    kept = [one for one in between() if one["record"] in ("statement", "event")]
    loopback.default = whole
    before = len(loopback.requests)
    assert run(output="second.jsonl") == 0
    assert len(loopback.requests) - before == row.again
    found = [one for one in between("second.jsonl") if one["record"] in ("statement", "event")]
    assert {one["paragraph"] for one in found} == {1, 2, 3, 4}
    assert [one for one in found if one in kept] == kept
    assert records("second.jsonl")[-1]["done"] == EVERY


@pytest.mark.parametrize(
    ("finish", "says"),
    [
        ("length", "raise the model's limit on output tokens"),
        ("stop", "no whole JSON"),  # no limit would mend it
        ("engine_error", "stopped with engine_error"),
    ],
)
def test_an_answer_that_breaks_off_twice_is_kept_and_said(
    folder: Path, loopback: Loopback, capsys: pytest.CaptureFixture[str], finish: str, says: str
) -> None:
    """The whole claims stay, the paragraph is not done, and each further run asks for the rest alone."""
    configure(folder, loopback)

    def react(body: Mapping[str, Any]) -> Reaction:
        return Answer(text=CUT, finish=finish) if asked_about(body) == SICK else whole(body)

    loopback.default = react
    assert run() == 1
    assert re.search(rf"its rest broke off, too.*{says}", said := capsys.readouterr().err), said
    assert [one["paragraph"] for one in between() if one["record"] == "statement"] == [1, 2, 3, 4]
    (failure,) = (one for one in between() if one["record"] == "failure")
    assert (failure["paragraph"], failure["error"], failure["attempts"]) == (2, "ReplyError", 2)
    assert len(loopback.requests) == EVERY + 1
    loopback.default = lambda body: Answer(EMPTY | {"event": [event(SICK)]})
    assert run() == 0
    assert len(loopback.requests) == EVERY + 2
    assert "event" in {one["record"] for one in between()}
    listed = loopback.requests[-1]["messages"][-1]["content"]
    assert "the second boat stayed in port" in listed.rpartition("<listed-")[2]


def test_a_redirect_is_not_followed(
    folder: Path, loopback: Loopback, slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither the key nor the article goes to a host that nobody named."""
    monkeypatch.setenv("LOCAL_KEY", "k-planted-0123456789")
    configure(folder, loopback, api_key_env="LOCAL_KEY")
    with Loopback() as other:
        target = other.base_url.replace("127.0.0.1", "localhost") + "/chat/completions"
        loopback.default = Fault(307, headers={"Location": target})
        assert run() == 1
        assert other.requests == []
    assert len(loopback.requests) == EVERY
    assert all("redirect" in one["message"] for one in between() if one["record"] == "failure")


@pytest.mark.refused_network
@pytest.mark.parametrize(
    ("url", "says"),
    [
        ("http://no-such-host.invalid/v1", "no-such-host.invalid"),  # the name does not resolve
        ("http://127.0.0.1:9/v1", "127.0.0.1:9"),  # nobody listens
    ],
)
def test_nobody_is_there(
    url: str,
    says: str,
    folder: Path,
    loopback: Loopback,
    slept: list[float],
    capsys: pytest.CaptureFixture[str],
) -> None:
    """One paragraph is tried in vain for all, one sentence says so, and the next run finds all."""
    configure(folder, url)
    assert run("--config", "llmclaims.toml") == 1
    said = capsys.readouterr().err
    assert f"cannot be reached at http://{says}" in said
    assert "(and 3 more)" in said
    summary = records()[-1]
    assert (summary["failed"], summary["skipped"]) == (1, EVERY - 1)
    loopback.default = whole
    configure(folder, loopback)
    assert run() == 0
    assert len(loopback.requests) == EVERY


def test_a_clock_that_jumps_changes_no_wait(
    folder: Path, loopback: Loopback, slept: list[float], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Somebody sets the clock a day forward and back during the run: the wait is the one that was asked for."""
    jumps = iter([86_400.0, -86_400.0] * 1000)
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + next(jumps))
    configure(folder, loopback, requests_per_minute=6000)
    loopback.default = misbehave(Row("", (busy(Retry_After="7"),)))
    assert run() == 0
    assert 6.9 < max(slept) <= 7
    assert records()[-1]["seconds"] < 60


def test_a_fallback_answers_while_the_first_is_down(
    folder: Path, loopback: Loopback, slept: list[float]
) -> None:
    """Each claim names who really answered, and what was answered by either is not asked again."""
    with Loopback() as other:
        other.default = whole
        more = f'fallback = "spare"\n[providers.spare]\nbase_url = "{other.base_url}"\nmodel = "n"\n'
        configure(folder, loopback, more=more)
        loopback.default = misbehave(Row("", (Fault(500),), lasting=True))
        assert run() == 0
        who = [(one["provider"], one["model"]) for one in between() if one["record"] == "statement"]
        assert who == [("local", "m"), ("spare", "n"), ("local", "m"), ("local", "m")]
        assert (len(loopback.requests), len(other.requests)) == (EVERY + 2, 1)
        assert run(output="second.jsonl") == 0
        assert (len(loopback.requests), len(other.requests)) == (EVERY + 5, 1)
    assert between("second.jsonl") == between()


def test_a_full_disk_under_the_output(
    folder: Path, loopback: Loopback, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One sentence, no traceback, and all that was paid for is in the cache for the next run."""
    configure(folder, loopback)
    loopback.default = whole

    class Full(io.StringIO):
        def write(self, text: str) -> int:
            if '"record":"statement"' in text:
                raise OSError(errno.ENOSPC, "No space left on device")
            return super().write(text)

    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", Full())
        assert run(output="-") == 1
    (sentence,) = (line for line in capsys.readouterr().err.splitlines() if "No space left" in line)
    assert "run the same command again" in sentence
    sent = len(loopback.requests)
    assert sent > 0
    assert run() == 0
    assert len(loopback.requests) == EVERY
    assert records()[-1]["usage"]["cache_hits"] == sent


LIMITED = """
import resource, sys
from llmclaims.cli import main
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, 1_000_000))
main(sys.argv[1:])
"""


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such limit")
def test_a_full_disk_under_the_cache(folder: Path, loopback: Loopback) -> None:
    """A cache that finds no room is said once and costs the run no answer."""
    configure(folder, loopback)
    loopback.default = lambda body: Answer(
        whole(body).items, text=json.dumps(whole(body).items) + " " * 600_000
    )
    done = subprocess.run(
        [sys.executable, "-c", LIMITED, "extract", "boats.txt", "--no-repair"],
        capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0, done.stderr
    assert sum(one["record"] == "statement" for one in found) == EVERY
    assert done.stderr.count("The run goes on without it") == 1
    assert "Traceback" not in done.stderr


def lock(folder: Path) -> sqlite3.Connection:
    """Another process that has stopped in the middle of writing to the cache."""
    other = sqlite3.connect(folder / "kept/replies/cache.db", isolation_level=None, check_same_thread=False)
    other.execute("BEGIN IMMEDIATE")
    return other


@pytest.mark.parametrize(("seconds", "again"), [(0.3, 0), (None, EVERY)])
def test_a_cache_that_somebody_keeps_locked(
    seconds: float | None, again: int, folder: Path, loopback: Loopback,
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
) -> None:  # fmt: skip
    """A moment is waited out; a lock that lasts is said once, and the run has its results all the same."""
    monkeypatch.setattr(cache_module, "_LOCK_TIMEOUT", 60 if seconds else 0.3)
    configure(folder, loopback)
    text = (folder / "llmclaims.toml").read_text(encoding="utf-8")
    (folder / "llmclaims.toml").write_text(f'cache_dir = "kept"\n{text}', encoding="utf-8")
    cache_module.Cache(folder / "kept").close()
    others: list[sqlite3.Connection] = []

    def react(body: Mapping[str, Any]) -> Reaction:
        if not others:
            others.append(lock(folder))
            if seconds:
                threading.Timer(seconds, others[0].rollback).start()
        return whole(body)

    loopback.default = react
    assert run() == 0
    said = capsys.readouterr().err
    assert said.count("kept it locked") == (not seconds)
    assert sum(one["record"] == "statement" for one in between()) == EVERY
    others[0].close()
    loopback.requests.clear()
    assert run() == 0
    assert len(loopback.requests) == again


def test_a_cache_that_cannot_be_written(
    folder: Path, loopback: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    """Said before anything is paid for: exit code 2, nothing sent, nothing written."""
    configure(folder, loopback)
    (folder / "file").write_text("", encoding="utf-8")
    text = (folder / "llmclaims.toml").read_text(encoding="utf-8")
    (folder / "llmclaims.toml").write_text(f'cache_dir = "file"\n{text}', encoding="utf-8")
    assert run() == 2
    assert "name another folder with cache_dir" in capsys.readouterr().err
    assert loopback.requests == []
    assert not (folder / "run.jsonl").exists()


def test_two_runs_at_once_share_a_cache(folder: Path, loopback: Loopback) -> None:
    """Both find everything, neither spoils the other, and a third one sends nothing."""
    loopback.default = lambda body: Answer(whole(body).items, delay=0.02)
    settings = Settings(
        provider="local",
        providers={"local": loopback.settings(concurrency=1)},
        cache_dir="kept",
        repair=False,
        link=False,
        checks=(),
        request_characters=0,
    )
    results: list[llmclaims.Extraction] = []

    def work() -> None:
        results.append(llmclaims.extract("boats.txt", settings=settings))

    threads = [threading.Thread(target=work) for _ in range(2)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(results) == 2
    assert results[0].claims == results[1].claims
    assert results[0].summary.done == results[1].summary.done == EVERY
    assert EVERY <= len(loopback.requests) <= 2 * EVERY
    loopback.requests.clear()
    third = llmclaims.extract("boats.txt", settings=settings)
    assert (third.claims, third.summary.usage.cache_hits, loopback.requests) == (results[0].claims, EVERY, [])
