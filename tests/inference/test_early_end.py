"""A provider that is not there, or does not know what it is asked for, ends the run instead of failing all of it."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import TYPE_CHECKING, Any

import pytest

import llmclaims
from llmclaims.config.provider_settings import ProviderSettings
from llmclaims.config.settings import Settings
from llmclaims.errors import ProviderUnknownError
from llmclaims.inference.retry import FEW
from llmclaims.inference.runner import Runner
from llmclaims.providers.base import Reply
from llmclaims.providers.http_errors import Fault as Refusal
from llmclaims.providers.http_errors import provider_error
from llmclaims.providers.openai import OpenAI
from tests.support.loopback import EMPTY, Answer, Fault, Loopback, request_for

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("line")  # on each of the two clients

PARAGRAPHS = 40
QUICKLY = 60.0
"""Seconds that such a run may take on a machine that has much else to do; alone it takes three."""


def article(folder: Path, count: int = PARAGRAPHS) -> Path:
    """An article of so many paragraphs."""
    path = folder / "article.txt"
    path.write_text("\n\n".join(f"Speaker {number} said it was over." for number in range(count)))
    return path


def dead_url() -> str:
    """An address at which nobody listens."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{taken.getsockname()[1]}/v1"


def asking(folder: Path, **changes: object) -> Settings:
    """Settings under which one server is asked."""
    one = ProviderSettings(**{"base_url": dead_url(), "model": "m", "output": "json"} | changes)
    return Settings(
        provider="server", providers={"server": one}, cache_dir=str(folder / "cache"), request_characters=0
    )


@pytest.mark.parametrize("changes", [{}, {"max_attempts": 1}, {"concurrency": 32}])
def test_a_server_that_is_not_there_ends_the_run_soon(tmp_path: Path, changes: dict[str, int]) -> None:
    """One paragraph failed, the others were not asked; it takes seconds, and is said once with a way out."""
    began = time.monotonic()
    found = llmclaims.extract(article(tmp_path), settings=asking(tmp_path, **changes))
    assert time.monotonic() - began < QUICKLY
    assert (found.summary.failed, found.summary.skipped) == (1, PARAGRAPHS - 1)
    assert {one.error for one in found.failures} == {"ProviderUnreachableError", "Skipped"}
    assert len(found.summary.warnings) == 1
    assert "cannot be reached at http://127.0.0.1:" in found.summary.warnings[0]
    assert "check the network and base_url" in found.summary.warnings[0]
    assert found.summary.usage.requests <= PARAGRAPHS


@pytest.mark.refused_network
def test_a_name_that_nobody_has_ends_the_run_too(tmp_path: Path) -> None:
    """A host that cannot be looked up is as absent as a closed port."""
    settings = asking(tmp_path, base_url="http://models.example.invalid/v1")
    found = llmclaims.extract(article(tmp_path, 12), settings=settings)
    assert (found.summary.failed, found.summary.skipped) == (1, 11)


def test_a_fallback_takes_over_from_a_server_that_is_not_there(tmp_path: Path, loopback: Loopback) -> None:
    """Nothing fails and nothing is skipped: the other one answers, every paragraph."""
    settings = asking(tmp_path, fallback="second")
    loopback.default = Answer(EMPTY)
    both = settings.providers | {"second": loopback.settings()}
    found = llmclaims.extract(article(tmp_path, 12), settings=settings.model_copy(update={"providers": both}))
    assert (found.summary.done, found.failures, found.summary.warnings) == (12, (), ())


class Time:
    """A clock that only sleeping moves."""

    def __init__(self) -> None:
        """Start at nought."""
        self.now = 0.0

    def clock(self) -> float:
        """Now, in seconds."""
        return self.now

    async def sleep(self, seconds: float) -> None:
        """Move the clock at once."""
        self.now += seconds
        await asyncio.sleep(0)


class Down(OpenAI):
    """A server that refuses connections between two moments, in seconds."""

    def __init__(self, since: float, until: float, time: Time) -> None:
        """``time`` is what the moments are told by."""
        super().__init__(
            "server", ProviderSettings(base_url="http://127.0.0.1:9/v1", model="m", output="json")
        )
        self.since, self.until, self.time = since, until, time
        self.tries = 0

    async def send(self, body: Mapping[str, Any]) -> str:
        """Answer, or refuse the connection."""
        self.tries += 1
        if self.since <= self.time.now < self.until:
            raise self.end.unreachable(ConnectionRefusedError(111, "Connection refused"))
        return Answer().reply(body).decode()


def asked(wire: Down, *rounds: int) -> list[Any]:
    """What so many questions at once come to, round after round; what is raised stands in place of a reply."""

    async def run() -> list[Any]:
        settings = ProviderSettings(model="m")
        async with Runner(wire, settings, sleep=wire.time.sleep, clock=wire.time.clock) as runner:
            found: list[Any] = []
            for count in rounds:
                questions = (runner.ask(request_for(f"Number {len(found)}.")) for _ in range(count))
                found += await asyncio.gather(*questions, return_exceptions=True)
                wire.time.now += 1
            return found

    return asyncio.run(run())


def test_a_server_that_is_started_a_moment_later_is_waited_for() -> None:
    """It may be starting at the same time as the run: a second costs no answer."""
    assert all(isinstance(one, Reply) for one in asked(Down(0, 1.0, Time()), 20))


def test_a_server_that_answered_before_keeps_its_tries() -> None:
    """A restart of four seconds in the middle of a run costs waiting, and no answer."""
    found = asked(Down(1.0, 5.0, Time()), 1, 8)
    assert [type(one) for one in found] == [Reply] * 9


def test_a_server_that_never_comes_is_given_up_for_all() -> None:
    """One question was tried in vain; the others say that nothing was sent for them."""
    wire = Down(0, 1e9, Time())
    found = asked(wire, 40)
    assert sorted(one.attempts > 0 for one in found) == [False] * 39 + [True]
    assert wire.tries < 20


UNKNOWN = [
    # OpenAI, Groq and OpenRouter by code, with either status
    (404, "model_not_found", "The model `nova` does not exist or you do not have access to it."),
    (403, "model_not_found", "Project `p` does not have access to model `nova`"),
    (400, "model_not_supported", "The requested model is not supported by any provider"),
    # Mistral says it with the status of a bad request
    (400, "invalid_model", "Invalid model: nova"),
    # DeepSeek and OpenRouter in words alone
    (400, "invalid_request_error", "Model Not Exist"),
    (400, "", "nova is not a valid model ID, or the model nova is not found"),
    # Ollama, vLLM, Anthropic, Gemini
    (404, "", 'model "nova" not found, try pulling it first'),
    (404, "NotFoundError", "The model `nova` does not exist."),
    (404, "not_found_error", "model: nova"),
    (404, "NOT_FOUND", "models/nova is not found for API version v1beta"),
    # Azure names a deployment
    (404, "DeploymentNotFound", "The API deployment for this resource does not exist."),
    # a base_url that leads elsewhere fails every request alike
    (404, "", "<html>nothing here</html>"),
    (405, "", "Method Not Allowed"),
]
KNOWN = [
    # the words repeat the article, at length
    (400, "invalid_prompt", "refused: " + "the model said it was not found and does not exist " * 9),
    # about a model that is there
    (400, "", "The model m does not support response_format json_schema"),
    (400, "context_length_exceeded", "This model's maximum context length is 4096 tokens"),
    # it is loading, and will be there
    (503, "", "model nova not found yet: loading"),
]


@pytest.mark.parametrize(("status", "code", "words"), UNKNOWN)
def test_an_unknown_model_is_told_in_every_tongue(status: int, code: str, words: str) -> None:
    """Whatever the status, the sentence says what to check."""
    error = provider_error(Refusal("server", "nova", status, words, code))
    assert isinstance(error, ProviderUnknownError)
    assert "check model and base_url" in str(error)


@pytest.mark.parametrize(("status", "code", "words"), KNOWN)
def test_what_is_wrong_with_one_request_is_not_told_of_the_model(status: int, code: str, words: str) -> None:
    """The run goes on with the other paragraphs."""
    assert not isinstance(
        provider_error(Refusal("server", "nova", status, words, code)), ProviderUnknownError
    )


@pytest.mark.parametrize(
    ("fault", "says"),
    [
        # a model that does not exist
        (Fault(404, b'{"error": {"message": "model m not found"}}'), "does not know that model"),
        # a key that is refused
        (Fault(401, b'{"error": {"message": "no such key"}}'), "wants a key, and none was sent"),
    ],
)
def test_what_every_request_would_meet_ends_the_run(
    fault: Fault, says: str, tmp_path: Path, loopback: Loopback
) -> None:
    """What was on its way failed; nothing more is sent, and the reason is given once."""
    loopback.default = fault
    settings = Settings(
        provider="s",
        providers={"s": loopback.settings(concurrency=4)},
        cache_dir=str(tmp_path),
        request_characters=0,
    )
    found = llmclaims.extract(article(tmp_path), settings=settings)
    assert len(loopback.requests) <= 4
    assert found.summary.failed == len(loopback.requests)
    assert found.summary.skipped == PARAGRAPHS - found.summary.failed
    assert [says in one for one in found.summary.warnings] == [True]


def test_a_model_that_goes_missing_later_costs_its_own_paragraphs(tmp_path: Path, loopback: Loopback) -> None:
    """A server that answered before is believed to answer again."""
    loopback.script = [Answer(EMPTY), Fault(404), Answer(EMPTY)]
    settings = Settings(
        provider="s",
        providers={"s": loopback.settings(concurrency=1)},
        cache_dir=str(tmp_path),
        request_characters=0,
    )
    found = llmclaims.extract(article(tmp_path, 3), settings=settings)
    assert (found.summary.done, found.summary.failed, found.summary.skipped) == (2, 1, 0)


LASTING = [
    # it is there, and has nothing but errors
    (Fault(500, b'{"error": {"message": "CUDA error"}}'), "overloaded or down"),
    (Fault(200, b'{"error": {"message": "no worker", "code": 503}}'), "overloaded or down"),
    # too many at once, whatever is asked
    (Fault(429, b'{"error": {"message": "slow down"}}'), "asks to slow down"),
    # what is configured does not fit, and not what is asked
    (Fault(400, b'{"error": {"message": "response_format is not supported"}}'), "does not take this form"),
    (Fault(400, b'{"error": {"message": "unknown field: seed"}}'), "does not take this request"),
    (Fault(307, headers={"Location": "https://elsewhere.example/v1"}), "redirect"),
]


@pytest.mark.parametrize(("fault", "says"), LASTING)
def test_a_server_that_only_fails_ends_the_run(
    fault: Fault, says: str, tmp_path: Path, loopback: Loopback
) -> None:
    """A few paragraphs are enough to see that the others would fail alike; they are not asked about."""
    loopback.default = fault
    server = loopback.settings(concurrency=1, max_attempts=1)
    found = llmclaims.extract(
        article(tmp_path),
        settings=Settings(
            provider="s", providers={"s": server}, cache_dir=str(tmp_path), request_characters=0
        ),
    )
    assert (
        FEW <= found.summary.failed == len(loopback.requests) < PARAGRAPHS / 2
    )  # some were on their way by then
    assert found.summary.skipped == PARAGRAPHS - found.summary.failed
    assert [says in one for one in found.summary.warnings] == [True]


def test_one_answer_is_enough_to_go_on(tmp_path: Path, loopback: Loopback) -> None:
    """A server that has answered is asked about every paragraph, however often it fails after that."""
    loopback.script = [*[Fault(500)] * (FEW - 1), Answer(EMPTY)]
    loopback.default = Fault(500)
    server = loopback.settings(concurrency=1, max_attempts=1)
    found = llmclaims.extract(
        article(tmp_path, 12),
        settings=Settings(
            provider="s", providers={"s": server}, cache_dir=str(tmp_path), request_characters=0
        ),
    )
    assert (found.summary.done, found.summary.failed, found.summary.skipped) == (1, 11, 0)


OF_THE_TEXT = [
    Fault(400, b'{"error": {"message": "flagged by content filter", "code": "content_filter"}}'),
    Fault(400, b'{"error": {"message": "maximum context length is 512", "code": "context_length_exceeded"}}'),
    Fault(413),
]


@pytest.mark.parametrize("fault", OF_THE_TEXT)
def test_what_lies_in_the_text_ends_nothing(fault: Fault, tmp_path: Path, loopback: Loopback) -> None:
    """Paragraphs that a provider will not read say nothing about those behind them."""
    loopback.script = [fault] * (FEW + 3)
    loopback.default = Answer(EMPTY)
    server = loopback.settings(concurrency=1)
    found = llmclaims.extract(
        article(tmp_path, 12),
        settings=Settings(
            provider="s", providers={"s": server}, cache_dir=str(tmp_path), request_characters=0
        ),
    )
    assert (found.summary.done, found.summary.failed, found.summary.skipped) == (4, FEW + 3, 0)


def test_an_outage_is_not_tried_with_every_paragraph(tmp_path: Path, loopback: Loopback) -> None:
    """While nothing was ever answered, what waits for another try keeps the others from theirs."""
    loopback.default = Fault(503, headers={"Retry-After": "0.01"})
    server = loopback.settings(concurrency=2, max_attempts=4)
    found = llmclaims.extract(
        article(tmp_path),
        settings=Settings(
            provider="s", providers={"s": server}, cache_dir=str(tmp_path), request_characters=0
        ),
    )
    assert found.summary.failed + found.summary.skipped == PARAGRAPHS
    assert found.summary.skipped >= PARAGRAPHS / 2
    assert len(loopback.requests) <= 4 * found.summary.failed
