"""Asking: retries, waiting, limits, the cache, money, and what ends a run."""

from __future__ import annotations

import asyncio
import json
import logging
import threading
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from llmclaims.config.provider_settings import Price, ProviderSettings
from llmclaims.config.settings import Settings
from llmclaims.errors import (
    ConfigError,
    ProviderAuthError,
    ProviderError,
    ProviderRateLimitError,
    ProviderUnavailableError,
    ReplyError,
)
from llmclaims.inference.cache import Cache
from llmclaims.inference.runner import PATIENCE, Runner
from llmclaims.inference.runner_chain import open_runner
from llmclaims.providers.base import Reply, Request
from llmclaims.providers.openai import OpenAI
from llmclaims.schema.usage import Usage
from tests.support.loopback import EMPTY, FULL, STATEMENT, Answer, Fault, Loopback, request_for

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("line")  # on each of the two clients

BUSY = Fault(503)
REFUSED = Fault(401, b'{"error": {"message": "no such key"}}')


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        """Start at some moment."""
        self.now = 1000.0
        self.slept: list[float] = []

    def clock(self) -> float:
        """Now, in seconds."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Move the clock at once."""
        self.slept.append(seconds)
        self.now += seconds
        await asyncio.sleep(0)


def runner_for(
    loopback: Loopback, time: Time | None = None, cache: Cache | None = None, **changes: Any
) -> Runner:
    """A runner that asks the loopback server and does not really wait."""
    time = time or Time()
    read_cache = changes.pop("read_cache", True)
    fallback = changes.pop("fallback", None)
    settings = loopback.settings(**changes)
    wire = OpenAI("local", settings)
    return Runner(
        wire,
        settings,
        cache=cache,
        read_cache=read_cache,
        fallback=fallback,
        sleep=time.sleep,
        clock=time.clock,
    )


def ask(runner: Runner, *texts: str) -> list[Any]:
    """Ask all at once; what is raised stands in the place of the reply."""

    async def run() -> list[Any]:
        async with runner:
            asked = (runner.ask(request_for(text)) for text in texts or ("One.",))
            return await asyncio.gather(*asked, return_exceptions=True)

    return asyncio.run(run())


def test_an_answer_with_what_it_took(loopback: Loopback) -> None:
    """Items, who answered, and what was spent."""
    runner = runner_for(loopback, price=Price(input=1, output=1))
    (reply,) = ask(runner)
    assert reply.items == FULL
    assert (reply.provider, reply.model, reply.attempts, reply.truncated) == ("local", "m", 1, False)
    assert runner.usage == reply.usage == Usage(1, 0, 100, 40, 20, 0.00012)


@pytest.mark.parametrize(
    ("faults", "waits"),
    [
        ([Fault(429, headers={"Retry-After": "3"})], [3.0]),  # as told
        ([Fault(429, headers={"Retry-After-Ms": "1500"})], [1.5]),  # as told, finely
        ([Fault(503, headers={"Retry-After": "2"}), Fault(429, headers={"x-ratelimit-reset-tokens": "6m0s"})], [2.0, 360.0]),
        ([Fault(500)], [None]),  # not told: some time of its own choice
        ([Fault(500), Fault(502), Fault(cut=True)], [None, None, None]),  # one after another
    ],
)  # fmt: skip
def test_what_passes_is_asked_again(
    loopback: Loopback, faults: list[Fault], waits: list[float | None]
) -> None:
    """A passing fault costs a wait, as long as the provider asks for, and nothing else."""
    loopback.script = list(faults)
    time = Time()
    (reply,) = ask(runner_for(loopback, time))
    assert reply.items == FULL
    assert reply.attempts == len(faults) + 1 == len(loopback.requests)
    assert len(time.slept) == len(waits)
    for slept, wait in zip(time.slept, waits, strict=True):
        assert slept == wait if wait is not None else 0 <= slept <= 60
    assert len({json.dumps(one, sort_keys=True) for one in loopback.requests}) == 1  # the very same request


def test_it_gives_up_after_so_many_tries(loopback: Loopback) -> None:
    """The last error comes out, with the number of requests that were sent."""
    loopback.default = BUSY
    runner = runner_for(loopback, max_attempts=3)
    (error,) = ask(runner)
    assert type(error) is ProviderUnavailableError
    assert error.attempts == len(loopback.requests) == 3
    assert runner.usage == Usage(requests=3)


def test_it_gives_up_after_so_long(loopback: Loopback) -> None:
    """Waits that add up to more than anybody would wait end the tries."""
    loopback.default = Fault(503, headers={"Retry-After": str(PATIENCE / 2)})
    time = Time()
    (error,) = ask(runner_for(loopback, time, max_attempts=50))
    assert type(error) is ProviderUnavailableError
    assert sum(time.slept) <= PATIENCE
    assert error.attempts == 3


@pytest.mark.parametrize("status", [400, 413, 422])
def test_what_does_not_pass_is_not_asked_again(loopback: Loopback, status: int) -> None:
    """The paragraph fails at once, and only that paragraph."""
    loopback.script = [Fault(status)]
    error, reply = ask(runner_for(loopback, concurrency=1), "One.", "Two.")
    assert type(error) is ProviderError
    assert error.attempts == 1
    assert isinstance(reply, Reply)


def test_a_refused_key_ends_the_run(loopback: Loopback) -> None:
    """Every later request fails with the same words, and nothing more is sent."""
    loopback.default = REFUSED
    errors = ask(runner_for(loopback, concurrency=1), *(f"Number {number}." for number in range(20)))
    assert {type(error) for error in errors} == {ProviderAuthError}
    assert len({str(error) for error in errors}) == 1
    assert len(loopback.requests) == 1
    assert [error.attempts for error in errors] == [1] + [0] * 19


def test_being_told_to_come_back_tomorrow_ends_the_run(loopback: Loopback) -> None:
    """A wait that nobody waits for is not waited for, by this request or by the others."""
    loopback.default = Fault(429, headers={"Retry-After": "86400"})
    time = Time()
    errors = ask(runner_for(loopback, time, concurrency=1), *(f"Number {number}." for number in range(5)))
    assert {type(error) for error in errors} == {ProviderRateLimitError}
    assert len(loopback.requests) == 1
    assert time.slept == []


def test_one_retry_after_holds_for_all(loopback: Loopback) -> None:
    """While one request is told to wait, the others do not run into the same refusal."""
    loopback.script = [Fault(429, headers={"Retry-After": "30"})]
    time, over = Time(), asyncio.Event()
    waits: list[float] = []

    async def sleep(seconds: float) -> None:
        waits.append(seconds)
        await over.wait()

    async def run() -> list[Reply]:
        settings = loopback.settings(concurrency=1)
        async with Runner(OpenAI("local", settings), settings, sleep=sleep, clock=time.clock) as runner:
            asked = [
                asyncio.create_task(runner.ask(request_for(text))) for text in ("One.", "Two.", "Three.")
            ]
            while len(waits) < 2:  # noqa: ASYNC110 - nothing else tells
                await asyncio.sleep(0.001)
            assert len(loopback.requests) == 1
            time.now += 30
            over.set()
            return await asyncio.gather(*asked)

    assert all(reply.items == FULL for reply in asyncio.run(asyncio.wait_for(run(), 20)))
    assert waits == [30.0, 30.0]
    assert len(loopback.requests) == 4


def test_the_timeout_applies_to_the_whole_request(loopback: Loopback) -> None:
    """A server that keeps the connection but says nothing is given up, and asked again."""
    loopback.script = [Fault(delay=5)]
    (reply,) = ask(runner_for(loopback, timeout=0.3))
    assert reply.attempts > 1  # of six: on a busy machine an answer may be late, too
    loopback.script = [Fault(delay=5)]
    (error,) = ask(runner_for(loopback, timeout=0.3, max_attempts=1))
    assert type(error) is ProviderUnavailableError
    assert "0.3 s" in str(error)


def test_a_server_that_drips_is_given_up(loopback: Loopback) -> None:
    """A byte now and then keeps a connection alive for ever, but not a request."""
    loopback.script = [Fault(200, Answer().reply({"model": "m"}), drip=0.02)]
    (reply,) = ask(runner_for(loopback, timeout=0.3))
    assert reply.attempts > 1


def test_a_timeout_counts_from_when_the_request_is_sent(loopback: Loopback) -> None:
    """Waiting for a slot behind others is not the server's fault."""
    loopback.default = Answer(delay=0.15)
    replies = ask(runner_for(loopback, timeout=0.6, concurrency=1, max_attempts=1), *"ABCDEFGH")
    assert all(isinstance(reply, Reply) for reply in replies)


def test_no_more_at_once_than_configured(loopback: Loopback) -> None:
    """The server never sees more than the configured number, and does see that many."""
    loopback.default = Answer(delay=0.1)
    replies = ask(runner_for(loopback, concurrency=4), *(f"Number {number}." for number in range(30)))
    assert all(isinstance(reply, Reply) for reply in replies)
    assert loopback.most_at_once == 4


def test_a_request_that_waits_for_another_try_holds_no_slot(loopback: Loopback) -> None:
    """The others are asked in the meantime: a slow or failing request idles nobody."""
    loopback.script = [Fault(500)]
    order: list[str] = []
    released = asyncio.Event()

    async def sleep(_: float) -> None:
        await released.wait()

    async def one(runner: Runner, text: str) -> None:
        await runner.ask(request_for(text))
        order.append(text)
        if len(order) == 3:
            released.set()

    async def run() -> None:
        settings = loopback.settings(concurrency=1)
        async with Runner(OpenAI("local", settings), settings, sleep=sleep) as runner:
            await asyncio.wait_for(asyncio.gather(*(one(runner, text) for text in "ABCD")), 10)

    asyncio.run(run())
    assert order == ["B", "C", "D", "A"]


def test_requests_a_minute_are_held_on_our_side(loopback: Loopback) -> None:
    """Sixty a minute: after a short burst one a second, whatever the server would take."""
    time = Time()
    ask(
        runner_for(loopback, time, requests_per_minute=60, concurrency=1),
        *(f"Number {n}." for n in range(20)),
    )
    assert sum(time.slept) == pytest.approx(14.0)


def test_tokens_a_minute_are_held_on_our_side(loopback: Loopback) -> None:
    """120 tokens an answer at 1,200 a minute are six seconds each: as the server counts, not as we estimate."""
    time = Time()
    texts = [f"Number {number}." for number in range(31)]
    ask(runner_for(loopback, time, tokens_per_minute=1200, concurrency=1), *texts)
    assert 30 * 6 - 6 <= sum(time.slept) <= 30 * 6 * 1.5


def test_a_second_run_sends_nothing(loopback: Loopback, tmp_path: Path) -> None:
    """What was answered comes from the cache, through the same reading, and costs nothing."""
    texts = [f"Number {number}." for number in range(5)]
    with Cache(tmp_path) as cache:
        first = ask(runner_for(loopback, cache=cache, price=Price(input=1, output=1)), *texts)
        runner = runner_for(loopback, cache=cache, price=Price(input=1, output=1))
        second = ask(runner, *texts)
    assert len(loopback.requests) == 5
    assert [one.items for one in first] == [one.items for one in second]
    assert runner.usage == Usage(cache_hits=5, cost=0.0)
    assert {one.attempts for one in second} == {0}


def test_a_run_after_failures_sends_only_what_is_missing(loopback: Loopback, tmp_path: Path) -> None:
    """Paragraphs that failed are asked again, the others are not."""
    texts = [f"Number {number}." for number in range(6)]

    def grumpy(body: Any) -> Answer | Fault:
        return BUSY if body["messages"][-1]["content"] in texts[2:4] else Answer()

    loopback.default = grumpy
    with Cache(tmp_path) as cache:
        first = ask(runner_for(loopback, cache=cache, max_attempts=1), *texts)
        assert [isinstance(one, Reply) for one in first] == [True, True, False, False, True, True]
        loopback.requests.clear()
        loopback.default = Answer()
        second = ask(runner_for(loopback, cache=cache), *texts)
    assert all(isinstance(one, Reply) for one in second)
    assert sorted(one["messages"][-1]["content"] for one in loopback.requests) == texts[2:4]


def test_the_cache_can_be_passed_over_but_still_learns(loopback: Loopback, tmp_path: Path) -> None:
    """Without reading, everything is asked; the new answers replace the old ones."""
    with Cache(tmp_path) as cache:
        ask(runner_for(loopback, cache=cache))
        loopback.default = Answer(EMPTY)
        (fresh,) = ask(runner_for(loopback, cache=cache, read_cache=False))
        (kept,) = ask(runner_for(loopback, cache=cache))
    assert len(loopback.requests) == 2
    assert fresh.items == kept.items == EMPTY


def test_another_model_address_or_output_is_another_question(loopback: Loopback, tmp_path: Path) -> None:
    """A kept answer is only used for exactly what was asked."""
    with Cache(tmp_path) as cache:
        for changes in ({}, {"model": "n"}, {"output": "tools"}, {"parameters": {"temperature": 0}}):
            ask(runner_for(loopback, cache=cache, **changes))
        other = loopback.base_url.replace("127.0.0.1", "localhost")
        ask(runner_for(loopback, cache=cache, base_url=other))
    assert len(loopback.requests) == 5


@pytest.mark.parametrize(
    "unreadable", [Answer(text=""), Answer(text="no idea"), Fault(200, b"{"), Fault(200, b"")]
)
def test_an_unreadable_answer_is_asked_for_once_more(
    loopback: Loopback, tmp_path: Path, unreadable: Answer | Fault
) -> None:
    """Another sample may be readable; if not, the paragraph fails, and both were paid for and kept."""
    loopback.script = [unreadable]
    with Cache(tmp_path) as cache:
        (reply,) = ask(runner_for(loopback, cache=cache))
        assert (reply.items, reply.attempts) == (FULL, 2)
        loopback.default = unreadable
        (error,) = ask(runner_for(loopback, cache=cache), "Another.")
        assert type(error) is ReplyError
        assert error.attempts == 2
        loopback.default = Answer()
        (reply,) = ask(runner_for(loopback, cache=cache), "Another.")
        assert reply.items == FULL  # what is in the cache is no answer, so it was asked again


def test_what_an_unreadable_answer_cost_is_counted(loopback: Loopback) -> None:
    """Two answers were paid for, although one was of no use; a refusal is paid for, too."""
    loopback.script = [Answer(text="no idea"), Answer(refusal="I would rather not"), Answer()]
    runner = runner_for(loopback, price=Price(input=1, output=1), concurrency=1)
    reply, error = ask(runner, "One.", "Two.")
    assert isinstance(error, ProviderError)
    assert (reply.attempts, reply.usage.requests, reply.usage.input_tokens) == (2, 1, 100)
    assert (runner.usage.requests, runner.usage.input_tokens) == (3, 300)
    assert runner.usage.cost == pytest.approx(0.00036)


def test_an_answer_is_kept_before_it_is_read(loopback: Loopback, tmp_path: Path) -> None:
    """Whatever goes wrong with an answer after it came, it was kept."""
    with Cache(tmp_path) as cache:
        runner = runner_for(loopback, cache=cache)

        def read(*_: object) -> Reply:
            raise RuntimeError("a bug in our own code")

        runner.provider.read = read  # type: ignore[union-attr, method-assign]
        (error,) = ask(runner)
        assert isinstance(error, RuntimeError)
        (reply,) = ask(runner_for(loopback, cache=cache))
    assert reply.attempts == 0
    assert len(loopback.requests) == 1


def test_answers_on_their_way_to_the_disk_survive_an_interruption(loopback: Loopback, tmp_path: Path) -> None:
    """Ctrl-C between the arrival of answers and their turn to be written loses none."""
    written, go_on = threading.Event(), threading.Event()

    class Slow(Cache):
        def put(self, key: str, raw: str) -> None:
            written.set()
            go_on.wait(10)
            super().put(key, raw)

    async def run(cache: Cache) -> None:
        async with runner_for(loopback, cache=cache) as runner:
            came: list[str] = []
            put = runner._kept.put

            async def noted(key: str, raw: str) -> None:
                came.append(key)
                await put(key, raw)

            runner._kept.put = noted  # type: ignore[method-assign]
            tasks = [
                asyncio.create_task(runner.ask(request_for(text))) for text in ("One.", "Two.", "Three.")
            ]
            while not (written.is_set() and len(came) == 3):  # noqa: ASYNC110
                await asyncio.sleep(0.001)
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            assert all(task.cancelled() for task in tasks)
            go_on.set()

    with Slow(tmp_path) as cache:
        asyncio.run(run(cache))
        assert cache.stats().replies == 3


def test_a_cache_that_fails_is_said_once_and_costs_no_answer(
    loopback: Loopback, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    """A disk that fills up during a run does not end it."""
    with Cache(tmp_path) as cache:
        runner = runner_for(loopback, cache=cache)

        def full(*_: str) -> None:
            raise ConfigError("The cache in x cannot be used (disk full); free space.")

        cache.put = full  # type: ignore[method-assign]
        with caplog.at_level(logging.WARNING, logger="llmclaims"):
            replies = ask(runner, "One.", "Two.", "Three.")
    assert all(reply.items == FULL for reply in replies)
    assert len(caplog.records) == 1
    assert "disk full" in caplog.text


def test_a_fallback_answers_in_its_own_name(loopback: Loopback) -> None:
    """When a provider does not answer, the next one is asked, and the reply says who it was."""
    loopback.default = BUSY
    with Loopback() as other:
        settings = other.settings(model="n")
        second = Runner(OpenAI("second", settings), settings)
        (reply,) = ask(runner_for(loopback, max_attempts=2, fallback=second))
    assert (reply.provider, reply.model, reply.items) == ("second", "n", FULL)
    assert (len(loopback.requests), len(other.requests)) == (2, 1)


@pytest.mark.parametrize("fault", [REFUSED, Answer(refusal="no"), Answer(text="?"), Fault(404)])
def test_a_fallback_stands_in_for_every_kind_of_failure(loopback: Loopback, fault: Fault | Answer) -> None:
    """A refused key, a refused text, an unreadable answer: somebody else may do better."""
    loopback.default = fault
    with Loopback() as other:
        second = Runner(OpenAI("second", other.settings()), other.settings())
        replies = ask(runner_for(loopback, fallback=second), "One.", "Two.")
    assert [reply.provider for reply in replies] == ["second", "second"]


def test_the_configuration_names_the_chain(loopback: Loopback, monkeypatch: pytest.MonkeyPatch) -> None:
    """From settings to an answer: preset, key, model, fallback, cache."""
    monkeypatch.setenv("MY_KEY", "k-0123456789")
    loopback.default = lambda body: Answer() if body["model"] == "small" else Fault(404)
    providers = {
        "big": loopback.settings(model="large", api_key_env="MY_KEY", fallback="small"),
        "small": loopback.settings(model="small"),
    }
    settings = Settings(provider="big", providers=providers)
    (reply,) = ask(open_runner(settings))
    assert (reply.provider, reply.model) == ("small", "small")
    assert loopback.headers[0]["authorization"] == "Bearer k-0123456789"
    (again,) = ask(open_runner(settings))
    assert again.attempts == 0


def test_a_chain_that_bites_its_tail(loopback: Loopback) -> None:
    """Two providers that fall back on each other are a mistake in the configuration."""
    providers = {"a": loopback.settings(fallback="b"), "b": loopback.settings(fallback="a")}
    with pytest.raises(ConfigError, match="falls back on itself"):
        open_runner(Settings(provider="a", providers=providers))


def test_a_stopped_run_finishes_what_is_under_way_and_sends_nothing_more(loopback: Loopback) -> None:
    """One answer comes, the requests behind it are never sent and say so; no fallback is asked either."""
    loopback.default = Answer(delay=0.05)
    with Loopback() as other:

        def stop() -> bool:
            return bool(loopback.requests)

        settings = loopback.settings(concurrency=1)
        second = Runner(OpenAI("second", other.settings()), other.settings(), stop=stop)
        runner = Runner(OpenAI("local", settings), settings, fallback=second, stop=stop)
        reply, *errors = ask(runner, "One.", "Two.", "Three.")
        assert other.requests == []
    assert reply.items == FULL
    assert [(type(error), error.attempts) for error in errors] == [(ProviderError, 0)] * 2
    assert "ended before its turn" in str(errors[0])
    assert len(loopback.requests) == 1


def test_a_stopped_run_does_not_try_again(loopback: Loopback) -> None:
    """What fails after the stop fails with its own words, without another wait."""
    loopback.default = BUSY
    settings = loopback.settings()
    runner = Runner(OpenAI("local", settings), settings, stop=lambda: bool(loopback.requests))
    (error,) = ask(runner)
    assert type(error) is ProviderUnavailableError
    assert error.attempts == len(loopback.requests) == 1


class Plain:
    """A provider that is asked without a network."""

    name, model = "plain", "rules"

    async def __call__(self, request: Request) -> Reply:
        """An empty answer."""
        return Reply(EMPTY, self.name, self.model)


def test_a_provider_without_a_network_is_simply_awaited() -> None:
    """No cache, no limits: a reply."""
    runner = Runner(Plain(), ProviderSettings(protocol="builtin", model="rules"))
    (reply,) = ask(runner)
    assert (reply.provider, reply.items) == ("plain", EMPTY)


def test_builtin_opens_no_cache(tmp_path: Path) -> None:
    """The embedded provider needs no folder, so one that cannot be used does not matter."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    runner = open_runner(Settings(cache_dir=str(tmp_path / "file")))
    assert runner.provider.name == "builtin"


def test_a_huge_answer_is_read(loopback: Loopback) -> None:
    """Ten megabytes are an answer like any other."""
    many = [replace_ref(number) for number in range(30_000)]
    loopback.default = Answer(EMPTY | {"statement": many})
    (reply,) = ask(runner_for(loopback))
    assert len(reply.items["statement"]) == 30_000


def replace_ref(number: int) -> dict[str, Any]:
    """One statement among many."""
    return STATEMENT | {"ref": f"s{number}", "claim": "x" * 150}


def test_a_reply_is_frozen(loopback: Loopback) -> None:
    """What came cannot be changed by whoever works with it, only replaced."""
    (reply,) = ask(runner_for(loopback))
    with pytest.raises(AttributeError):
        reply.model = "other"
    assert replace(reply, model="other").items is reply.items


CUT_PROMPT = "The harbour master said that the ferry stays in port until Friday. " * 400


def test_a_prompt_that_was_cut_is_asked_again_when_the_server_is_mended(
    loopback: Loopback, tmp_path: Path
) -> None:
    """The answer to a part of the prompt is paid for once, is no answer, and is not taken from the disk."""
    with Cache(tmp_path) as cache:
        loopback.default = Answer(EMPTY, usage={"prompt_tokens": 2_051, "completion_tokens": 9})
        (error,) = ask(runner_for(loopback, cache=cache), CUT_PROMPT)
        assert isinstance(error, ProviderError)
        assert "num_ctx" in str(error)
        assert (error.attempts, len(loopback.requests)) == (1, 1)
        loopback.default = Answer(FULL, usage={"prompt_tokens": 6_100, "completion_tokens": 90})
        (reply,) = ask(runner_for(loopback, cache=cache), CUT_PROMPT)
        (again,) = ask(runner_for(loopback, cache=cache), CUT_PROMPT)
    assert (reply.items, reply.attempts, again.attempts) == (FULL, 1, 0)
    assert len(loopback.requests) == 2


def test_a_reply_on_disk_that_breaks_the_reader_is_asked_for_again(
    loopback: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What is on disk is anybody's, and must not end every later run."""
    with Cache(tmp_path) as cache:
        ask(runner_for(loopback, cache=cache))
        runner = runner_for(loopback, cache=cache)
        read = runner.provider.read  # type: ignore[union-attr]
        tries = iter([OverflowError("too large"), None])

        def break_once(*given: Any) -> Reply:
            if error := next(tries):
                raise error
            return read(*given)

        monkeypatch.setattr(runner.provider, "read", break_once)
        (reply,) = ask(runner)
    assert (reply.items, len(loopback.requests)) == (FULL, 2)


def test_usage_that_is_no_number_poisons_nothing(loopback: Loopback, tmp_path: Path) -> None:
    """The answer is read, its cost unknown, and it comes from the disk the next time."""
    raw = Answer(usage={"prompt_tokens": 7}).reply({"model": "m"}).replace(b"7}", b"1e999}")
    loopback.default = Fault(200, raw)
    with Cache(tmp_path) as cache:
        (first,) = ask(runner_for(loopback, cache=cache))
        (again,) = ask(runner_for(loopback, cache=cache))
    assert (first.items, again.items) == (FULL, FULL)
    assert (first.usage.cost, first.usage.input_tokens, len(loopback.requests)) == (None, 0, 1)


def test_a_sample_that_missed_its_form_is_tried_again(loopback: Loopback) -> None:
    """Some servers refuse what their model wrote with status 400: it is asked once more."""
    body = b'{"error": {"message": "Failed to generate JSON", "code": "json_validate_failed"}}'
    loopback.script = [Fault(400, body)]
    (reply,) = ask(runner_for(loopback))
    assert (reply.items, reply.attempts) == (FULL, 2)
