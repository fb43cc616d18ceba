"""Money before it is spent: a limit that counts what is in flight, and what a run would take."""

from __future__ import annotations

import asyncio
import json
import re
import statistics
from pathlib import Path
from typing import Any

import pytest
import yaml

import llmclaims
from llmclaims.config.provider_settings import Price, ProviderSettings
from llmclaims.config.settings import Settings
from llmclaims.errors import ConfigError, DocumentError, ProviderError, ProviderUnavailableError
from llmclaims.inference.budget import LONGEST_ANSWER, TYPICAL_ANSWER, Budget, Forecast, Hold
from llmclaims.inference.cache import Cache
from llmclaims.inference.runner import Runner
from llmclaims.inference.runner_chain import open_runner
from llmclaims.pipeline.estimate import ENOUGH, estimate
from llmclaims.providers.openai import OpenAI
from llmclaims.schema.usage import Usage
from tests.support import ROOT
from tests.support.loopback import EMPTY, FULL, Answer, Fault, Loopback, request_for

ONE = Price(input=0, output=50_000)
"""With this price an answer of loopback, 20 tokens, costs 1."""
CAPPED: dict[str, Any] = {"price": ONE, "parameters": {"max_tokens": 20}}
"""With these settings an answer costs 1, and is forecast to."""
DEAR = Answer(usage={"prompt_tokens": 100, "completion_tokens": 5_000})
NOTHING = Answer(items=EMPTY)

ARTICLE = """Bridge Closed After Storm

The harbour office closed the bridge on Monday. “It will stay shut for a week,” Ada Lund said.

Lund added that two lorries had been blown over. Nobody was hurt.

The mayor called for a second crossing.
"""


def runner_for(loopback: Loopback, limit: float | None, **changes: Any) -> Runner:
    """A runner with so much to spend."""
    settings = loopback.settings(**(CAPPED | changes))
    return Runner(OpenAI("local", settings), settings, budget=Budget(limit), sleep=lambda _: asyncio.sleep(0))


def ask(runner: Runner, number: int) -> list[Any]:
    """Ask so much at once; what is raised stands in the place of the reply."""

    async def run() -> list[Any]:
        async with runner:
            asked = (runner.ask(request_for(f"Number {one}.")) for one in range(number))
            return await asyncio.gather(*asked, return_exceptions=True)

    return asyncio.run(run())


def refused(outcomes: list[Any]) -> list[ProviderError]:
    """The errors among the outcomes."""
    return [one for one in outcomes if isinstance(one, ProviderError)]


@pytest.mark.parametrize(
    ("limit", "sent"),
    [
        (0, 0),  # nothing may be spent
        (0.5, 0),  # less than one request costs
        (1, 1),  # exactly one
        (3.9, 3),  # three, and a rest that is left alone
        (9, 8),  # more than all cost
        (None, 8),  # no limit
    ],
)
def test_a_limit_is_never_passed(loopback: Loopback, limit: float | None, sent: int) -> None:
    """Eight at once: as many are sent as can be paid, the others fail without having been sent."""
    runner = runner_for(loopback, limit)
    outcomes = ask(runner, 8)
    assert len(loopback.requests) == runner.usage.requests == sent
    assert runner.usage.cost == pytest.approx(sent)
    errors = refused(outcomes)
    assert len(errors) == 8 - sent
    assert all(error.attempts == 0 and "higher --max-cost" in str(error) for error in errors)
    assert len({str(error) for error in errors}) <= 1  # one reason, to be said once


def test_what_is_set_aside_and_not_needed_is_used(loopback: Loopback) -> None:
    """Forecasts ten times too high let requests go one after another, not fewer of them than can be paid."""
    runner = runner_for(loopback, 15.5, parameters={"max_tokens": 200})
    loopback.default = Answer(
        usage={"prompt_tokens": 100, "completion_tokens": 20},
        delay=0.02,
    )
    outcomes = ask(runner, 8)
    assert len(loopback.requests) == 6  # the seventh might cost 10, with 6 spent
    assert loopback.most_at_once == 1
    assert len(refused(outcomes)) == 2


def test_an_unknown_model_is_tried_before_many_are_sent(loopback: Loopback) -> None:
    """Answers seven times longer than any recorded one do not take the limit by surprise."""
    loopback.default = DEAR
    runner = runner_for(loopback, 2.5, price=Price(input=0, output=200), parameters={})
    ask(runner, 8)
    assert len(loopback.requests) == 2
    assert runner.usage.cost == pytest.approx(2.0)


def test_failures_that_nobody_bills_cost_nothing(loopback: Loopback) -> None:
    """An overloaded server does not use up the budget."""
    loopback.script = [Fault(503)] * 3
    (reply,) = ask(runner_for(loopback, 1), 1)
    assert reply.attempts == 4


def test_an_answer_that_came_too_late_may_have_been_paid_for(loopback: Loopback) -> None:
    """After a timeout what was set aside counts as spent: a second try does not fit."""
    loopback.default = Answer(delay=0.6)
    runner = runner_for(loopback, 1.5, timeout=0.25, max_attempts=3)
    (error,) = ask(runner, 1)
    assert "limit of 1.5" in str(error)
    assert error.attempts == len(loopback.requests) == 1


def test_an_answer_that_does_not_say_what_it_took_counts_as_forecast(loopback: Loopback) -> None:
    """A server that counts no tokens is held to the limit all the same."""
    loopback.default = Answer(usage=None)
    outcomes = ask(runner_for(loopback, 3), 8)
    assert len(loopback.requests) == 3
    assert len(refused(outcomes)) == 5


def test_nobody_waits_for_a_turn_that_will_not_come(loopback: Loopback) -> None:
    """Once the budget has ended a pace of one a minute holds nobody up."""
    slept: list[float] = []

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    settings = loopback.settings(**CAPPED, requests_per_minute=1, concurrency=1)
    runner = Runner(OpenAI("local", settings), settings, budget=Budget(0), sleep=sleep)
    assert len(refused(ask(runner, 20))) == 20
    assert len(slept) <= 1


def test_a_hold_is_settled_once() -> None:
    """What was replaced by the real cost is not counted again."""

    async def run() -> Budget:
        budget = Budget(5)
        hold = await budget.hold(Forecast(ProviderSettings(**CAPPED)), 100)
        assert hold.amount == pytest.approx(1)
        hold.settle(0.25)
        hold.settle(None)
        return budget

    assert asyncio.run(run()).spent == pytest.approx(0.25)
    Hold().settle(None)  # nothing was set aside


def test_a_forecast_learns_from_answers() -> None:
    """The longest answer and the densest text so far are what the next request is taken for."""
    forecast = Forecast(ProviderSettings(price=Price(input=1_000_000, output=1_000_000)))
    assert forecast.cost(400) == pytest.approx(100 + LONGEST_ANSWER)
    forecast.learn(400, Usage(1, 0, 200, 0, 5_000, None))
    forecast.learn(400, Usage(1, 0, 120, 0, 10, None))
    assert forecast.cost(400) == pytest.approx(200 + 5_000)
    assert forecast.tokens(400) == pytest.approx(130)  # the last answer's, for the pace


def test_the_built_in_figures_are_those_of_the_recorded_answers() -> None:
    """Typical and longest answer are measured on the cassettes."""
    lengths, shares = [], []
    for path in sorted((ROOT / "cassettes").glob("*/*.yaml")):
        for one in yaml.load(path.read_text("utf-8"), Loader=yaml.CSafeLoader)["interactions"]:
            schema = json.loads(one["request"]["body"])["response_format"]["json_schema"]["schema"]
            if "paragraphs" not in schema["properties"]:
                continue  # a repair, a reading, or relations between claims
            reply = json.loads(one["response"]["body"]["string"])
            lengths.append(len(reply["choices"][0]["message"]["content"]))
            turn = json.loads(one["request"]["body"])["messages"][-1]["content"]
            texts = re.findall(r"<paragraph-([\w-]+)>\n(.*?)\n</paragraph-\1>", turn, re.DOTALL)
            shares.append(lengths[-1] / 4 / sum(len(text) for _, text in texts) * 1000)
    assert len(lengths) == 3
    assert round(statistics.median(shares)) == TYPICAL_ANSWER
    assert round(max(lengths) / 4) == LONGEST_ANSWER


def settings_for(loopback: Loopback, cache_dir: Path, **changes: Any) -> Settings:
    """A run's settings that lead to the loopback server; ``max_cost`` and the provider's own may be changed."""
    own = {name: changes.pop(name) for name in ("max_cost", "cache", "repair", "checks") if name in changes}
    own |= {"cache_dir": str(cache_dir), "request_characters": 0}
    return Settings(provider="local", providers={"local": loopback.settings(**(CAPPED | changes))}, **own)


@pytest.fixture
def article(tmp_path: Path) -> Path:
    """An article of three paragraphs."""
    path = tmp_path / "bridge.txt"
    path.write_text(ARTICLE, encoding="utf-8")
    return path


def test_a_run_that_is_out_of_money_goes_on_later(loopback: Loopback, article: Path) -> None:
    """What was not asked is skipped and said; with more to spend only that is sent."""
    loopback.default = NOTHING
    first = llmclaims.extract(article, settings=settings_for(loopback, article.parent, max_cost=2))
    assert (first.summary.done, first.summary.skipped, first.summary.failed) == (2, 1, 0)
    assert first.summary.usage.cost == pytest.approx(2)
    (failure,) = first.failures
    assert failure.error == "Skipped"
    assert "limit of 2" in failure.message
    assert "free from the cache" in failure.message
    # two answers are free, so that one more can be paid
    second = llmclaims.extract(article, settings=settings_for(loopback, article.parent, max_cost=1))
    assert (second.summary.done, second.summary.usage.cache_hits) == (3, 2)
    assert len(loopback.requests) == 3


def test_what_is_cached_is_free_even_with_nothing_to_spend(loopback: Loopback, article: Path) -> None:
    """A run whose answers are all on disk needs no money."""
    loopback.default = NOTHING
    llmclaims.extract(article, settings=settings_for(loopback, article.parent))
    again = llmclaims.extract(article, settings=settings_for(loopback, article.parent, max_cost=0))
    assert (again.summary.done, again.summary.usage.cost) == (3, 0)


def test_a_replay_costs_nothing(loopback: Loopback, article: Path) -> None:
    """A limit has nothing to stop where nothing is sent."""
    loopback.default = NOTHING
    kept = article.parent / "kept"
    settings = settings_for(loopback, article.parent)
    llmclaims.extract(article, settings=settings, record=kept)
    replayed = llmclaims.extract(article, settings=Settings(max_cost=0), replay=kept)
    assert replayed.summary.done == 3


def chain(loopback: Loopback, limit: float, **fallback: Any) -> Settings:
    """Settings of a provider that costs 1 a request, and of whoever stands in for it."""
    providers = {"first": loopback.settings(**CAPPED, fallback="second", max_attempts=1)}
    providers |= {"second": loopback.settings(**fallback)} if fallback else {}
    return Settings(provider="first", providers=providers, max_cost=limit)


def test_whoever_stands_in_spends_the_same_money(loopback: Loopback) -> None:
    """The first provider's answers and the other's are paid from one budget."""
    loopback.default = lambda body: Fault(500) if body["model"] == "m" else Answer()
    runner = open_runner(chain(loopback, 2, model="n", **CAPPED))
    outcomes = ask(runner, 5)
    assert sum(body["model"] == "n" for body in loopback.requests) == 2
    assert len(refused(outcomes)) == 3
    assert not any(isinstance(one, ProviderUnavailableError) for one in outcomes)


def test_nobody_stands_in_for_money_that_is_spent(loopback: Loopback) -> None:
    """A fallback is for a provider that fails: rules do not read what the budget no longer pays for."""
    settings = chain(loopback, 2)
    first = settings.providers["first"].model_copy(update={"fallback": "builtin"})
    outcomes = ask(open_runner(settings.model_copy(update={"providers": {"first": first}})), 5)
    assert [one.provider for one in outcomes if not isinstance(one, Exception)] == ["first"] * 2
    assert len(refused(outcomes)) == 3


def test_a_limit_needs_every_price(loopback: Loopback, tmp_path: Path) -> None:
    """Without a price, of the provider or of its fallback, nothing is sent and the sentence names who lacks it."""
    with pytest.raises(ConfigError, match=r"price of 'local' is unknown; add price = .*\[providers.local\]"):
        open_runner(settings_for(loopback, tmp_path, max_cost=1, price=None))
    with pytest.raises(ConfigError, match="price of 'second'"):
        open_runner(chain(loopback, 1, model="n"))
    open_runner(settings_for(loopback, tmp_path, price=None))  # without a limit no price is needed
    open_runner(Settings(max_cost=1))  # builtin costs nothing


def test_an_estimate_is_of_what_would_be_sent(loopback: Loopback, article: Path) -> None:
    """As many requests as the run sends, a token for each four characters of them, and nobody is asked."""
    price = Price(input=2, output=8)
    settings = settings_for(loopback, article.parent, price=price, parameters={}, api_key_env="NOT_SET")
    found = estimate(article, settings=settings)
    assert loopback.requests == []
    loopback.default = NOTHING
    llmclaims.extract(article, settings=settings_for(loopback, article.parent, price=price, parameters={}))
    sent = [len(json.dumps(body, ensure_ascii=False)) for body in loopback.requests]
    assert (found.asks, found.documents, found.paragraphs, found.requests) == (True, 1, 3, len(sent))
    assert found.input_tokens == sum(-(-one // 4) for one in sent)
    text = sum(len(paragraph) for paragraph in ARTICLE.split("\n\n")[1:]) - 1
    assert (found.output_tokens, found.known) == (3 * round(TYPICAL_ANSWER * text / 3 / 1000), 0)
    assert found.cost == pytest.approx((found.input_tokens * 2 + found.output_tokens * 8) / 1e6)


def test_what_may_follow_is_counted_apart(loopback: Loopback, article: Path) -> None:
    """A repair may follow each answer to come, and a check those of a group; after an answer on disk it is known whether they do."""
    settings = settings_for(loopback, article.parent, checks=())
    found = estimate(article, settings=settings)
    assert (found.requests, found.further.requests) == (3, 3)
    assert found.most == pytest.approx(6)  # at 20 tokens an answer, as the parameters allow
    checked = settings.model_copy(update={"checks": ("M1",)})
    assert estimate(article, settings=checked).further.requests == 4
    alone = settings.model_copy(update={"repair": False})
    assert (estimate(article, settings=alone).further.requests, estimate(article, settings=alone).most) == (
        0,
        3,
    )
    unknown = estimate(article, settings=settings_for(loopback, article.parent, price=None))
    assert unknown.most is None

    wrong = FULL | {"statement": [{**FULL["statement"][0], "quote": "It will stay open for a week"}]}
    loopback.default = lambda body: Answer(wrong if "shut for a week" in str(body) else EMPTY)
    llmclaims.extract(article, settings=alone.model_copy(update={"link": False}))
    known = estimate(article, settings=settings)
    assert (known.cached, known.requests, known.further.requests) == (
        3,
        2,
        0,
    )  # two paragraphs show those words
    assert known.cost == known.most == pytest.approx(2)


def test_what_is_on_disk_is_counted_apart(loopback: Loopback, article: Path) -> None:
    """Kept answers are free, unless the cache is not read or the run records."""
    other = article.with_name("other.txt")
    other.write_text(ARTICLE.replace("bridge", "tunnel"), encoding="utf-8")
    loopback.default = NOTHING
    settings = settings_for(loopback, article.parent)
    llmclaims.extract(article, settings=settings)
    both = estimate([article, other], settings=settings)
    assert (both.documents, both.paragraphs, both.requests, both.cached) == (2, 6, 3, 3)
    assert both.cost == pytest.approx(3)  # at 20 tokens each, as the parameters allow
    assert estimate(article, settings=settings).cost == 0
    unread = settings.model_copy(update={"cache": False})
    assert estimate(article, settings=unread).requests == 3
    assert estimate(article, settings=settings, cached=False).requests == 3


def test_known_answers_are_better_than_a_built_in_figure(loopback: Loopback, article: Path) -> None:
    """With enough of them on disk, their median is what an answer is taken for."""
    text = "Title Of It\n\n" + "\n\n".join(f"Ada Lund said {one} boats came." for one in range(ENOUGH))
    article.write_text(text, encoding="utf-8")
    sizes = iter((900, 70, 80, 90, 10))
    loopback.default = lambda body: Answer(
        items=EMPTY, usage={"prompt_tokens": 100, "completion_tokens": next(sizes)}
    )
    settings = settings_for(loopback, article.parent, parameters={})
    llmclaims.extract(article, settings=settings)
    other = article.with_name("other.txt")
    other.write_text(ARTICLE, encoding="utf-8")
    found = estimate([article, other], settings=settings)
    assert (found.cached, found.known, found.answer) == (ENOUGH, ENOUGH, 80)
    assert (found.requests, found.output_tokens) == (3, 3 * 80)


def test_an_unreadable_answer_on_disk_is_not_counted_as_one(loopback: Loopback, article: Path) -> None:
    """What the run would ask again is not free."""
    loopback.default = Answer(text="I am sorry.")
    settings = settings_for(loopback, article.parent, max_attempts=1)
    llmclaims.extract(article, settings=settings)
    with Cache(article.parent) as cache:
        assert cache.stats().replies == 3
    assert estimate(article, settings=settings).requests == 3


def test_an_unknown_price_is_unknown(loopback: Loopback, article: Path) -> None:
    """Not nothing: tokens are said, the cost is not."""
    found = estimate(article, settings=settings_for(loopback, article.parent, price=None))
    assert found.input_tokens > 0
    assert found.cost is None


def test_rules_cost_nothing(article: Path) -> None:
    """With builtin no model is asked."""
    found = estimate(article, settings=Settings())
    assert (found.asks, found.paragraphs, found.requests, found.cost) == (False, 3, 0, 0.0)


def test_a_file_that_cannot_be_read_is_named(loopback: Loopback, article: Path) -> None:
    """Alone it is an error, among others it is listed."""
    settings = settings_for(loopback, article.parent)
    missing = article.with_name("no.txt")
    found = estimate([missing, article], settings=settings)
    assert (found.documents, found.requests) == (1, 3)
    assert "no.txt does not exist" in found.unreadable[0].message
    with pytest.raises(DocumentError, match=r"no\.txt does not exist"):
        estimate(missing, settings=settings)
