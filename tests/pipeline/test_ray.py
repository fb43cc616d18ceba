"""Ray: rows that are the records of a direct run, limits that are shared, and workers that may die."""

from __future__ import annotations

import asyncio
import json
import os
import pickle
import re
import signal
import threading
import tomllib
from collections import Counter
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

pytest.importorskip("pyarrow", reason="needs pyarrow")

import pyarrow as pa
import pyarrow.parquet as pq

import llmclaims
import llmclaims.pipeline.ray
from llmclaims.config.provider_settings import Price, ProviderSettings
from llmclaims.config.settings import Settings
from llmclaims.documents.readers import Articles
from llmclaims.errors import ConfigError, DocumentError
from llmclaims.pipeline.examples import as_data
from llmclaims.pipeline.ray.limits import DrawnBudget, Purse, share
from llmclaims.pipeline.ray.rows import row_schema
from llmclaims.pipeline.ray.worker import Work, Worker
from llmclaims.runs.jsonl import to_record
from llmclaims.runs.lines import line
from llmclaims.runs.records import Run
from llmclaims.schema.annotations import Cited, Mention
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.recheck import Problem, Tally, recheck
from tests.support import ROOT
from tests.support.doc_pages import blocks
from tests.support.loopback import EMPTY, Answer, Fault

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from tests.support.loopback import Loopback

needs_ray = pytest.mark.skipif(
    find_spec("ray") is None, reason="needs Ray: uv run --group scale pytest -n0 tests/pipeline/test_ray.py"
)
quietly = pytest.mark.filterwarnings("default")  # Ray's own warnings are not ours
KEY = "sk-planted-for-the-workers-0123456789"


class Departure(Cited):
    """A model of the user's own, which Ray carries to its workers by value."""

    boat: Mention


def paragraph(number: int) -> str:
    """One paragraph with one thing said in it."""
    return f"Ada Lund said boat {number} left the harbour on Monday."


def articles(count: int, paragraphs: int = 3) -> list[dict[str, Any]]:
    """Rows of articles, no two paragraphs alike."""
    return [
        {
            "id": f"a{one:03d}",
            "text": "\n\n".join(
                [f"Boats Leave {one}", *(paragraph(one * paragraphs + each) for each in range(paragraphs))]
            ),
        }
        for one in range(count)
    ]


def boats(body: Mapping[str, Any]) -> list[int]:
    """The number of the boat in each paragraph that is asked about."""
    turn = body["messages"][-1]["content"]
    texts = re.findall(r"<paragraph-([\w-]+)>\n(.*?)\n</paragraph-\1>", turn, re.DOTALL)
    return [int(re.findall(r"boat (\d+)", text)[0]) for _, text in texts]


def asked_about(body: Mapping[str, Any]) -> int:
    """The number of the boat in the one paragraph that is asked about."""
    (number,) = boats(body)
    return number


def answered(body: Mapping[str, Any]) -> Answer:
    """What a model says: a statement that stands there, and about every third paragraph one that does not."""
    own = "departure" in json.dumps(body["response_format"])
    entries = [
        {"paragraph": place, **_items(number, own=own)} for place, number in enumerate(boats(body), start=1)
    ]
    return Answer({"paragraphs": entries})


def _items(number: int, *, own: bool) -> dict[str, Any]:
    if own:
        quote = f"boat {number} left the harbour"
        return {"departure": [{"quote": quote, "boat": f"boat {number}"}]}
    statement = {
        "ref": "s1", "quote": f"boat {number} left the harbour on Monday", "speaker": "Ada Lund",
        "speaker_name": "Ada Lund", "speaker_type": "person", "cue": "said", "act": "assert",
        "polarity": "positive", "claim": f"Boat {number} left the harbour on Monday.", "time": "Monday",
    }  # fmt: skip
    invented = statement | {"ref": "s2", "quote": f"boat {number} will never come back"}
    return {"statement": [statement, invented] if number % 3 == 0 else [statement]}


def settings_for(server: Loopback, cache: Path, characters: int = 0, **more: Any) -> Settings:
    """Settings that lead to the server; so many ``characters`` of paragraphs go in one request."""
    local = server.settings(**({"concurrency": 4, "max_attempts": 1} | more))
    return Settings(
        checks=(),
        provider="local",
        providers={"local": local},
        cache_dir=str(cache),
        link=False,
        repair=False,
        request_characters=characters,
    )


@pytest.fixture
def worker_for() -> Iterator[Any]:
    """Makes workers, and ends them."""
    made: list[Worker] = []

    def make(told: Work) -> Worker:
        made.append(Worker(told))
        return made[-1]

    yield make
    for one in made:
        one.close()


def work(settings: Settings, schema: tuple[type[Cited], ...] = DEFAULT_SCHEMA, **more: Any) -> Work:
    """What a worker is told."""
    columns = Articles("", id_column="id")
    return Work(settings=settings, schema=schema, articles=columns, workers=1, started="2026-01-01", **more)


def worked(worker: Worker, *batches: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The rows that a worker makes of batches, all under way at once."""

    async def run() -> list[Any]:
        return await asyncio.gather(*(worker(pa.Table.from_pylist(list(one))) for one in batches))

    return [row for table in asyncio.run(run()) for row in table.to_pylist()]


def direct(rows: Sequence[Mapping[str, Any]], settings: Settings, **more: Any) -> list[str]:
    """The lines of claims, rejections and failures that a direct run writes about the same articles."""
    found = [llmclaims.Document.from_text(one["text"], id=one["id"], language=None) for one in rows]
    result = llmclaims.extract(found, settings=settings, **more)
    kept = [one for one in result.records if not isinstance(one, llmclaims.Document)]
    return [line(to_record(one)).rstrip("\n") for one in kept]


def found_lines(rows: Iterable[Mapping[str, Any]]) -> list[str]:
    """The same lines out of rows."""
    beside = ("run", "summary", "document")
    return [one["line"] for one in rows if one["record"] not in beside]


@pytest.mark.parametrize(("characters", "requests"), [(0, 18), (1500, 6)])
def test_rows_are_the_records_of_a_direct_run_byte_for_byte(
    characters: int, requests: int, loopback: Loopback, tmp_path: Path, worker_for: Any
) -> None:
    """Claims and rejections of both ways are the same lines in the same order within an article."""
    loopback.default = answered
    rows = articles(6)
    expected = direct(rows, settings_for(loopback, tmp_path / "direct", characters))
    made = worked(worker_for(work(settings_for(loopback, tmp_path / "ray", characters))), rows[:3], rows[3:])
    assert found_lines(made) == expected
    assert Counter(one["record"] for one in made) == {
        "run": 2, "document": 6, "statement": 18, "rejection": 6, "usage": requests, "summary": 2,
    }  # fmt: skip


def test_the_order_and_size_of_batches_change_no_claim(
    loopback: Loopback, tmp_path: Path, worker_for: Any
) -> None:
    """What is known of an article does not depend on what it was given with."""
    loopback.default = answered
    rows = [*articles(4), {"id": None, "text": None}]
    worker = worker_for(work(settings_for(loopback, tmp_path)))
    one = worked(worker, rows)
    other = worked(worker, *([each] for each in reversed(rows)))
    assert sorted(found_lines(one)) == sorted(found_lines(other))


POISON = {
    # nothing there
    "none": None,
    # no text at all
    "number": 7,
    # a list where a text should be
    "list": ["Ada Lund said boat 1 left the harbour on Monday."],
    # only white space
    "blank": " \n\t ",
    # bytes that are not UTF-8
    "bytes": b"Ada Lund said boat 1 \xff\xfe left.",
}


@pytest.mark.parametrize("name", POISON)
def test_a_poisoned_row_costs_itself_only(
    name: str, loopback: Loopback, tmp_path: Path, worker_for: Any
) -> None:
    """It is a failure in its own name; the articles beside it are read."""
    loopback.default = answered
    worker = worker_for(work(settings_for(loopback, tmp_path)))
    ids = pa.array(["bad", "good"])
    good = articles(1)[0]["text"]
    texts = [pa.array([POISON[name]]), pa.array([good])]
    made: list[dict[str, Any]] = []
    for place, text in enumerate(texts):  # a column has one type: two batches
        batch = pa.table({"id": ids.slice(place, 1), "text": text})
        made += asyncio.run(worker(batch)).to_pylist()
    (failure,) = [one for one in made if one["record"] == "failure"]
    assert (failure["document"], failure["error"]) == ("bad", "DocumentError")
    assert sum(one["record"] == "statement" for one in made) == 3


def test_text_that_is_not_utf8_costs_its_row_only(
    loopback: Loopback, tmp_path: Path, worker_for: Any
) -> None:
    """A column of texts with broken bytes in one of them is read for the others."""
    loopback.default = answered
    broken = pa.Array.from_buffers(
        pa.binary(), 2, pa.array([b"a\xff\xfe", articles(1)[0]["text"].encode()]).buffers()
    ).view(pa.string())
    batch = pa.table({"id": ["bad", "good"], "text": broken})
    made = asyncio.run(worker_for(work(settings_for(loopback, tmp_path)))(batch)).to_pylist()
    assert [one["document"] for one in made if one["record"] == "failure"] == ["bad"]
    assert sum(one["record"] == "statement" for one in made) == 3


def test_a_huge_article_and_a_failing_paragraph_are_rows_like_others(
    loopback: Loopback, tmp_path: Path, worker_for: Any
) -> None:
    """A megabyte in one row, and a server that is ill about one paragraph: the tally says both."""
    broken, filler = "said boat 4 left", "word " * 200_000

    def react(body: Mapping[str, Any]) -> Answer | Fault:
        asked = body["messages"][-1]["content"].rpartition("<paragraph-")[2]
        if broken in asked:
            return Fault(400)
        items = answered(body).items if "boat" in asked else EMPTY
        return Answer(items, usage=None)

    loopback.default = react
    huge = {"id": "huge", "text": f"{paragraph(90)} {filler}"}
    made = worked(worker_for(work(settings_for(loopback, tmp_path))), [huge, *articles(2)])
    (failure,) = [one for one in made if one["record"] == "failure"]
    assert (failure["document"], failure["paragraph"]) == ("a001", 2)
    (tally,) = [json.loads(one["line"]) for one in made if one["record"] == "summary"]
    assert tally["paragraphs"] > 6 + len(filler) // 20_000  # it is read in pieces
    assert (tally["done"], tally["failed"]) == (tally["paragraphs"] - 1, 1)
    assert tally["proposed"] == tally["accepted"] + tally["rejected"]


def test_what_nobody_foresaw_costs_one_article(
    loopback: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, worker_for: Any
) -> None:
    """An exception out of the line itself is a failure of the article that raised it."""
    from llmclaims.pipeline.ray import worker as module

    whole = module.arecords

    def breaking(sources: Sequence[llmclaims.Document], options: Any) -> Any:
        if any(one.id == "a001" for one in sources):
            raise ZeroDivisionError("in a rule")
        return whole(sources, options)

    loopback.default = answered
    monkeypatch.setattr(module, "arecords", breaking)
    made = worked(worker_for(work(settings_for(loopback, tmp_path))), articles(3))
    (failure,) = [one for one in made if one["record"] == "failure"]
    assert (failure["document"], failure["error"]) == ("a001", "ZeroDivisionError")
    assert {one["document"] for one in made if one["record"] == "statement"} == {"a000", "a002"}


def test_lone_surrogates_pass_through_to_the_file(
    loopback: Loopback, tmp_path: Path, worker_for: Any
) -> None:
    """What no UTF-8 file can hold is escaped in the line and replaced in the columns, and verify accepts it."""
    rows = [{"id": "s", "text": f"Boats\n\n{paragraph(1)} \ud800 it was."}]
    found = articles_of(rows)
    loopback.default = answered
    worker = worker_for(work(settings_for(loopback, tmp_path)))
    made = asyncio.run(worker(found)).to_pylist()
    assert "\\ud800" in next(one["line"] for one in made if one["record"] == "document")
    llmclaims.ray.run_file(made, tmp_path / "run.jsonl")
    assert list(recheck(tmp_path / "run.jsonl")) == [Tally(1, 1)]


class _Column:
    """A column of Python strings: Arrow's own strings cannot hold a lone surrogate, Ray's can."""

    def __init__(self, values: Sequence[Any]) -> None:
        self._values = values

    def __iter__(self) -> Iterator[Any]:
        cells = [type("Cell", (), {"as_py": lambda _self, value=value: value})() for value in self._values]
        return iter(cells)


def articles_of(rows: Sequence[Mapping[str, Any]]) -> Any:
    """A batch that holds its values as they are."""
    names = list(rows[0])
    columns = [_Column([row[name] for row in rows]) for name in names]
    return type("Batch", (), {"column_names": names, "columns": columns})()


def test_all_rows_have_one_schema(loopback: Loopback, tmp_path: Path, worker_for: Any) -> None:
    """A batch of failures and a batch of claims are put under one another as they are."""
    loopback.default = answered
    worker = worker_for(work(settings_for(loopback, tmp_path)))
    tables = [
        asyncio.run(worker(pa.Table.from_pylist(list(one))))
        for one in (articles(1), [{"id": "x", "text": ""}])
    ]
    assert [table.schema for table in tables] == [row_schema()] * 2
    assert pa.concat_tables(tables).num_rows == sum(table.num_rows for table in tables)


def test_a_worker_keeps_its_runner_and_counts_each_request_once(
    loopback: Loopback, tmp_path: Path, worker_for: Any
) -> None:
    """Batches side by side stay within the limit together, and their tallies add up to what was asked."""
    loopback.default = lambda body: Answer(answered(body).items, delay=0.02)
    worker = worker_for(work(settings_for(loopback, tmp_path, concurrency=2)))
    rows = articles(6)
    made = worked(worker, rows[:2], rows[2:4], rows[4:], rows[:1])
    usage = [json.loads(one["line"])["usage"] for one in made if one["record"] == "summary"]
    assert loopback.most_at_once == 2
    assert sum(one["requests"] for one in usage) == len(loopback.requests)
    assert sum(one["requests"] + one["cache_hits"] for one in usage) == 21
    assert sum(one["input_tokens"] for one in usage) == 100 * len(loopback.requests)


SHARED = ProviderSettings(
    model="m",
    base_url="http://127.0.0.1:1/v1",
    concurrency=9,
    requests_per_minute=600,
    tokens_per_minute=90_001,
)


def test_a_worker_tells_what_is_taught(loopback: Loopback, tmp_path: Path, worker_for: Any) -> None:
    """Instructions and examples travel with the settings, and its claims are those of a direct run."""
    loopback.default = answered
    shown = [("Boat 7 left the harbour.", [Departure(quote="Boat 7 left the harbour", boat="Boat 7")])]
    taught = {"instructions": "Boats alone.", "examples": as_data(shown)}
    settings = settings_for(loopback, tmp_path / "ray").changed(**taught)
    sent = pickle.loads(pickle.dumps(work(settings, (Departure,))))
    found = found_lines(worked(worker_for(sent), articles(2)))
    assert sum('"record":"departure"' in one for one in found) == 6
    for one in loopback.requests:
        assert "Boats alone." in one["messages"][0]["content"]
        assert '"boat":"Boat 7"' in one["messages"][0]["content"]
    direct_settings = settings_for(loopback, tmp_path / "direct")
    other = direct(
        articles(2), direct_settings, schema=Departure, instructions="Boats alone.", examples=shown
    )
    assert found == other


def test_limits_are_divided_among_workers() -> None:
    """Together the workers keep each limit, of the provider, of its fallback and of a stage's own."""
    settings = Settings(
        provider="a",
        providers={"a": SHARED.model_copy(update={"fallback": "b"}), "b": SHARED, "c": SHARED},
        stages={"link": {"provider": "c"}},
    )
    found = share(settings, 4)
    for name in ("a", "b", "c"):
        one = found.providers[name]
        assert (one.concurrency, one.requests_per_minute, one.tokens_per_minute) == (2, 150, 22_500)
    assert share(settings.model_copy(update={"concurrency": 8}), 4).for_stage("extract")[1].concurrency == 2
    assert share(Settings(provider="vllm", model="m"), 4).for_stage("extract")[1].concurrency == 8
    assert share(Settings(), 64).for_stage("extract")[1].concurrency == 1  # builtin asks nobody


def test_a_model_chosen_for_the_articles_is_not_that_of_another_stage() -> None:
    """The shared settings name the same model for each stage as those that were given."""
    settings = Settings(
        provider="a", model="big", providers={"a": SHARED}, stages={"link": {"provider": "a"}}
    )
    found = share(settings, 3)
    assert [found.for_stage(one)[1].model for one in ("extract", "link")] == ["big", "m"]


def test_folders_are_named_in_full() -> None:
    """A worker that was started elsewhere finds the same folders; one under ~ stays each node's own."""
    found = share(Settings(cache_dir="kept", prompts="mine"), 1)
    assert (found.cache_dir, found.prompts) == (str(Path.cwd() / "kept"), str(Path.cwd() / "mine"))
    assert share(Settings(cache_dir="~/kept"), 1).cache_dir == "~/kept"


@pytest.mark.parametrize(
    ("settings", "workers", "says"),
    [
        # nobody would work
        (Settings(), 0, "one at least"),
        # each would send one a minute, which is more than all may
        (Settings(provider="a", providers={"a": SHARED}), 700, "concurrency = 9 of provider 'a'"),
        # a limit without a price cannot be kept by anybody
        (Settings(provider="a", providers={"a": SHARED}, max_cost=1.0), 2, "price of 'a' is unknown"),
        # a provider that is not there
        (Settings(provider="nowhere"), 2, "not configured"),
    ],
)
def test_what_cannot_be_shared_is_said(settings: Settings, workers: int, says: str) -> None:
    """It is said before anything is sent."""
    with pytest.raises(ConfigError, match=says):
        share(settings, workers)


class _Handle:
    """A purse as Ray hands it out, in this process."""

    def __init__(self, limit: float) -> None:
        self._purse = Purse(limit)
        self.draw = self

    async def remote(self, amount: float) -> float:
        """A call of ``draw``."""
        return self._purse.draw(amount)


def test_all_workers_draw_on_one_limit_and_keep_it(
    loopback: Loopback, tmp_path: Path, worker_for: Any
) -> None:
    """Two workers, one of them new as after a death: what both spend stays within the limit, the rest is said."""

    def full(body: Mapping[str, Any]) -> Answer:
        usage = {"prompt_tokens": len(json.dumps(body)) // 4, "completion_tokens": 20}
        return Answer(answered(body).items, usage=usage | {"total_tokens": sum(usage.values())})

    loopback.default = full
    price = Price(input=100.0, output=1000.0)
    settings = settings_for(loopback, tmp_path, price=price, parameters={"max_completion_tokens": 20})
    purse = _Handle(10.0)
    rows = articles(20)
    workers = [worker_for(work(settings, max_cost=10.0, purse=purse)) for _ in range(2)]
    made = worked(workers[0], rows[:3]) + worked(workers[1], rows[3:])
    usage = [json.loads(one["line"])["usage"]["cost"] for one in made if one["record"] == "summary"]
    assert usage[0] > 1.0
    assert 8.0 < sum(usage) <= 10.0  # it is used, not only kept
    skipped = [one for one in made if one["record"] == "failure"]
    assert {one["error"] for one in skipped} == {"Skipped"}
    assert all("all workers share" in one["message"] for one in skipped)
    assert len(skipped) + len(loopback.requests) == 60


def test_an_empty_purse_gives_nothing_and_a_growing_forecast_draws_again() -> None:
    """A request that turns out dearer than what was drawn for it draws more, as long as there is some."""
    from llmclaims.inference.budget import Forecast
    from llmclaims.schema.usage import Usage

    async def run() -> list[float]:
        purse = Purse(1.0)
        drawn: list[float] = []

        async def draw(amount: float) -> float:
            drawn.append(purse.draw(amount))
            return drawn[-1]

        budget = DrawnBudget(1.0, 0.01, draw)
        forecast = Forecast(ProviderSettings(model="m", price=Price(input=0, output=100.0)))
        first = await budget.hold(forecast, 100)
        waiting = asyncio.create_task(budget.hold(forecast, 100))
        await asyncio.sleep(0)
        forecast.learn(100, Usage(requests=1, input_tokens=10, output_tokens=4000))
        first.settle(0.4)
        (await waiting).settle(0.4)
        with pytest.raises(llmclaims.errors.ProviderError, match="all workers share"):
            await budget.hold(forecast, 100)
        return drawn

    drawn = asyncio.run(run())
    assert sum(drawn) == pytest.approx(1.0)
    assert Purse(0.0).draw(5.0) == 0.0


def test_no_key_travels(monkeypatch: pytest.MonkeyPatch) -> None:
    """What a worker is sent holds the name of the variable and not the key in it; without one it says which."""
    monkeypatch.setenv("LOCAL_KEY", KEY)
    provider = SHARED.model_copy(update={"api_key_env": "LOCAL_KEY"})
    told = work(share(Settings(provider="a", providers={"a": provider}), 2))
    sent = pickle.dumps(told)
    assert b"LOCAL_KEY" in sent
    assert KEY.encode() not in sent
    monkeypatch.delenv("LOCAL_KEY")
    with pytest.raises(ConfigError, match="LOCAL_KEY"):
        Worker(pickle.loads(sent))


def test_rows_in_any_order_are_a_run_that_verify_accepts(
    loopback: Loopback, tmp_path: Path, worker_for: Any
) -> None:
    """Shuffled, doubled and read from Parquet without Ray, they give the file of a direct run."""
    loopback.default = answered
    rows = articles(5)
    settings = settings_for(loopback, tmp_path / "cache")
    made = worked(worker_for(work(settings)), rows[:2], rows[2:], [{"id": "n", "text": None}])
    shuffled = sorted(made, key=lambda one: hash((one["part"], one["line"])))
    pq.write_table(pa.Table.from_pylist([*shuffled, *made], schema=row_schema()), tmp_path / "rows.parquet")
    llmclaims.ray.run_file(pq.read_table(tmp_path / "rows.parquet").to_pylist(), tmp_path / "run.jsonl")
    assert list(recheck(tmp_path / "run.jsonl")) == [Tally(5, 15)]
    run = llmclaims.load(tmp_path / "run.jsonl")
    assert isinstance(run.run, Run)
    assert run.run.started == "2026-01-01"
    assert (run.summary.paragraphs, run.summary.accepted, run.summary.rejected) == (15, 15, 5)
    assert [one.document for one in run.failures] == ["n"]
    kept = [line(to_record(one)).rstrip("\n") for one in run.records if isinstance(one, llmclaims.Claim)]
    assert sorted(kept) == sorted(one for one in direct(rows, settings) if '"record":"statement"' in one)


def test_a_claim_that_was_changed_does_not_pass(loopback: Loopback, tmp_path: Path, worker_for: Any) -> None:
    """The file of Ray's rows is checked like any other."""
    loopback.default = answered
    made = worked(worker_for(work(settings_for(loopback, tmp_path))), articles(1))
    changed = [one | {"line": one["line"].replace("left the harbour", "left the harbor ")} for one in made]
    mixed = [new if old["record"] == "statement" else old for old, new in zip(made, changed, strict=True)]
    llmclaims.ray.run_file(mixed, tmp_path / "run.jsonl")
    assert any(isinstance(one, Problem) for one in recheck(tmp_path / "run.jsonl"))


def test_rows_that_are_missing_are_missed(loopback: Loopback, tmp_path: Path, worker_for: Any) -> None:
    """A choice of rows, rows of two runs, or none are no run: no file gets its name."""
    loopback.default = answered
    settings = settings_for(loopback, tmp_path / "cache")
    made = worked(worker_for(work(settings)), articles(2))
    other = worked(worker_for(work(settings.model_copy(update={"strict": True}))), articles(3))
    chosen = [one for one in made if one["record"] != "rejection"]
    for rows, says in (
        (chosen, "Rows of 1 batch are missing"),
        (made + other, "different settings"),
        ([], "no rows"),
    ):
        with pytest.raises(DocumentError, match=says):
            llmclaims.ray.run_file(rows, tmp_path / "run.jsonl")
    assert not (tmp_path / "run.jsonl").exists()


def test_without_ray_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    """The message says what to install."""
    monkeypatch.setitem(__import__("sys").modules, "ray.data", None)
    with pytest.raises(ConfigError, match=r"llmclaims\[ray\]"):
        llmclaims.ray.extract(None, workers=1)


# ---- on a real cluster of several processes


@pytest.fixture(scope="module")
def cluster() -> Iterator[Any]:
    """A Ray of this machine alone, with a key in the environment that its workers inherit."""
    # The workers are of this environment: Ray need not have uv make them another.
    os.environ.update(RAY_USAGE_STATS_ENABLED="0", RAY_ENABLE_UV_RUN_RUNTIME_ENV="0", LOCAL_KEY=KEY)
    import ray
    import ray.data

    ray.init(
        num_cpus=2, include_dashboard=False, object_store_memory=200 * 2**20, _node_ip_address="127.0.0.1",
        logging_level="ERROR", log_to_driver=False,
    )  # fmt: skip
    ray.data.DataContext.get_current().enable_progress_bars = False
    yield ray
    ray.shutdown()
    os.environ.pop("LOCAL_KEY", None)


def workers_of(ancestor: int) -> list[int]:
    """The processes in which our cluster's workers run: descendants of this one that go by that name."""
    above, found = {}, []
    for place in Path("/proc").iterdir():
        if not place.name.isdigit():
            continue
        try:
            title = (place / "cmdline").read_bytes()
            parent = (place / "stat").read_text(encoding="utf-8").rpartition(")")[2].split()[1]
        except (OSError, IndexError):
            continue  # it ended meanwhile
        above[int(place.name)] = int(parent)
        if title.startswith(b"ray::MapWorker(MapBatches(Worker))"):
            found.append(int(place.name))
    return [one for one in found if ancestor in lineage(one, above)]


def lineage(process: int, above: Mapping[int, int]) -> list[int]:
    """A process's parent, the parent's parent, and so on."""
    found = []
    while process := above.get(process, 0):
        found.append(process)
    return found


@needs_ray
@quietly
@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="finds the process to kill in /proc")
def test_a_killed_worker_loses_no_paragraph_and_pays_nothing_twice(
    cluster: Any, loopback: Loopback, tmp_path: Path
) -> None:
    """One of two workers is killed in mid-run: the rows are those of a direct run, and no key was sent along."""
    killed: list[int] = []
    moment = threading.Lock()

    def answer(body: Mapping[str, Any]) -> Answer:
        if len(loopback.requests) >= 40 and moment.acquire(blocking=False):  # one of them does it
            killed.extend(workers_of(os.getpid())[:1])
            handle = os.pidfd_open(killed[0])  # this process alone, whatever becomes of its number
            signal.pidfd_send_signal(handle, signal.SIGKILL)
            os.close(handle)
        return Answer(answered(body).items, delay=0.05)

    loopback.default = answer
    rows = articles(32)
    settings = settings_for(loopback, tmp_path / "ray", api_key_env="LOCAL_KEY", max_attempts=3)
    dataset = cluster.data.from_items([*rows, {"id": "bad", "text": None}])
    lazy = llmclaims.ray.extract(
        dataset, workers=2, settings=settings, id_column="id", batch_size=2, block_size=8
    )
    made = lazy.materialize()
    found = made.take_all()
    asked = Counter(asked_about(one) for one in loopback.requests)
    assert killed
    assert set(asked) == set(range(96))
    assert sum(asked.values()) <= 96 + 2  # what the dead worker had on the wire, two at most
    assert loopback.most_at_once <= 4 + 2
    llmclaims.ray.run_file(made, tmp_path / "run.jsonl")
    assert list(recheck(tmp_path / "run.jsonl")) == [Tally(32, 96)]
    loopback.default = answered
    expected = direct(rows, settings_for(loopback, tmp_path / "direct"))
    assert sorted(one for one in found_lines(found) if '"record":"failure"' not in one) == sorted(expected)
    assert [one["document"] for one in found if one["record"] == "failure"] == ["bad"]
    assert {one["authorization"] for one in loopback.headers[:96]} == {f"Bearer {KEY}"}
    assert KEY.encode() not in dataset_bytes(lazy)
    assert KEY not in json.dumps(found)


def dataset_bytes(dataset: Any) -> bytes:
    """The plan of a Dataset as Ray pickles it for others."""
    import ray.cloudpickle

    return ray.cloudpickle.dumps(dataset._logical_plan)


@needs_ray
@quietly
def test_a_model_of_your_own_travels_by_value(cluster: Any, loopback: Loopback, tmp_path: Path) -> None:
    """A class that the workers cannot import is filled and verified; rows go through Parquet to a run file."""
    loopback.default = answered
    script = {"__name__": "__main__", "Cited": Cited, "Mention": Mention}
    exec(compile("class Departure(Cited):\n    boat: Mention", "script", "exec", dont_inherit=True), script)
    boats: Any = script["Departure"]
    rows = articles(3)
    price = Price(input=1.0, output=1.0)
    settings = settings_for(loopback, tmp_path / "ray", price=price).model_copy(update={"max_cost": 5.0})
    pq.write_table(pa.Table.from_pylist([one | {"other": 1} for one in rows]), tmp_path / "articles.parquet")
    made = llmclaims.ray.extract(
        cluster.data.read_parquet(str(tmp_path / "articles.parquet")),
        workers=1, settings=settings, schema=[boats], id_column="id",
    )  # fmt: skip
    made.write_parquet(str(tmp_path / "rows"))
    again = cluster.data.read_parquet(str(tmp_path / "rows"))
    assert again.schema().base_schema.names == row_schema().names
    llmclaims.ray.run_file(again, tmp_path / "run.jsonl")
    assert list(recheck(tmp_path / "run.jsonl", schema=[Departure])) == [Tally(3, 9)]
    loopback.default = answered
    expected = direct(rows, settings_for(loopback, tmp_path / "direct", price=price), schema=[Departure])
    assert found_lines(again.take_all()) == expected


@needs_ray
@quietly
def test_the_page_shows_what_happens(
    cluster: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whoever runs the first script of the page has the claims, the failure and a run that holds."""
    page = (ROOT / "docs" / "howto" / "ray.md").read_text(encoding="utf-8")
    files = {block.title: block.body for block in blocks(page)}
    monkeypatch.chdir(tmp_path)
    Path("articles.jsonl").write_text(files["articles.jsonl"], encoding="utf-8")
    script = files["claims.py"]
    for name in ("articles.jsonl", "rows"):  # our workers were started in another folder
        script = script.replace(f'"{name}"', repr(str(tmp_path / name)))
    exec(compile(script, "claims.py", "exec", dont_inherit=True), {"__name__": "__main__"})
    printed = capsys.readouterr().out
    assert "dam statement we will close the dam on Monday" in printed
    assert "blank failure blank: its text is empty" in printed
    assert list(recheck("run.jsonl")) == [Tally(2, len(llmclaims.load("run.jsonl").claims))]


def test_every_block_of_the_page_can_be_read() -> None:
    """Its Python is Python, and its configuration a configuration."""
    page = (ROOT / "docs" / "howto" / "ray.md").read_text(encoding="utf-8")
    for block in blocks(page):
        if block.language == "python":
            compile(block.body, block.title or "", "exec")
        elif block.language == "toml":
            settings = Settings.model_validate(tomllib.loads(block.body))
            assert share(settings, 8).for_stage("extract")[1].concurrency == 32


@needs_ray
@quietly
def test_what_is_wrong_is_said_before_the_workers_start(cluster: Any) -> None:
    """A column that is not there, a model for builtin, too many workers."""
    dataset = cluster.data.from_items([{"body": "x"}])
    with pytest.raises(ConfigError, match="no column text"):
        llmclaims.ray.extract(dataset, workers=1, settings=Settings())
    with pytest.raises(ConfigError, match="builtin fills"):
        llmclaims.ray.extract(dataset, workers=1, settings=Settings(), schema=[Departure], text_column="body")
    with pytest.raises(ConfigError, match="Example 1, departure 1: boat “Boat 8” does not stand in its text"):
        llmclaims.ray.extract(
            dataset, workers=1, provider="vllm", model="m", schema=[Departure], text_column="body",
            examples=[("Boat 7 left the harbour.", [Departure(quote="Boat 7 left the harbour", boat="Boat 8")])],
        )  # fmt: skip
    with pytest.raises(ConfigError, match="among 99 workers"):
        llmclaims.ray.extract(
            dataset, workers=99, settings=Settings(provider="vllm", model="m"), text_column="body"
        )


@needs_ray
@quietly
def test_a_worker_without_its_key_ends_the_job_with_the_reason(
    cluster: Any, loopback: Loopback, tmp_path: Path
) -> None:
    """No row of failures for every article: the job ends, and says which variable is missing where."""
    settings = settings_for(loopback, tmp_path, api_key_env="OTHER_KEY")
    made = llmclaims.ray.extract(cluster.data.from_items(articles(1)), workers=1, settings=settings)
    with pytest.raises(Exception, match="OTHER_KEY"):
        made.take_all()
    assert loopback.requests == []


@needs_ray
@quietly
def test_a_model_that_cannot_travel_is_said(cluster: Any) -> None:
    """A class that drags a lock along, as one from inside a function may."""
    lock = threading.Lock()

    class Held(Cited):
        boat: Mention

        @property
        def held(self) -> bool:
            return lock.locked()

    settings = Settings(provider="vllm", model="m")
    with pytest.raises(ConfigError, match="Held cannot be sent"):
        llmclaims.ray.extract(
            cluster.data.from_items([{"text": "x"}]), workers=1, settings=settings, schema=[Held]
        )
