"""A worker: an actor that takes batches of articles and gives back their records as rows."""

import asyncio
import hashlib
import json
import threading
import time
from collections.abc import Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from functools import reduce
from operator import add
from typing import Any

from llmclaims.config.provider_settings import ProviderSettings
from llmclaims.config.settings import Settings
from llmclaims.documents.document import Document
from llmclaims.documents.readers import Articles
from llmclaims.documents.readers.tables.columns import named
from llmclaims.documents.readers.tables.rows import Row, documents
from llmclaims.errors import ConfigError, PromptError
from llmclaims.inference.budget import Budget
from llmclaims.inference.runner import Runner
from llmclaims.inference.runner_chain import open_runner
from llmclaims.pipeline.options import Options
from llmclaims.pipeline.ray.limits import DRAWS, DrawnBudget
from llmclaims.pipeline.ray.rows import plus, to_table
from llmclaims.pipeline.run import arecords
from llmclaims.providers.base import Provider, Wire
from llmclaims.runs.records import Record, Run, Summary
from llmclaims.schema.annotations import Cited
from llmclaims.schema.claims import Failure
from llmclaims.schema.usage import Usage

FORMAT = "ray"
"""The ``format`` in the origin of a document that was a row of a Dataset."""
_ID_LENGTH = 12


@dataclass(frozen=True, slots=True, kw_only=True)
class Work:
    """What all workers of a run are told. It holds no key: those are in each worker's own environment.

    ``settings`` are a worker's share of all limits but ``max_cost``, which the actor ``purse`` keeps for all
    ``workers``. ``started`` is when the run was asked for.
    """

    settings: Settings
    schema: tuple[type[Cited], ...]
    articles: Articles
    workers: int
    started: str
    max_cost: float | None = None
    purse: Any = None


class Lasting(Runner):
    """A runner that outlives the runs it serves: what it learnt of a provider's pace stays."""

    async def __aexit__(self, *_: object) -> None:
        """Do nothing: it ends with its worker."""

    async def end(self) -> None:
        """Release what it holds."""
        await super().__aexit__()


class Worker:
    """Go over batches, several at once, with one runner and so within its share of every limit.

    Its requests run on a loop in a thread of their own: Ray holds up its own while results wait to be taken, and
    an answer that came meanwhile must not be late.
    """

    def __init__(self, work: Work) -> None:
        """Connect to the provider.

        Raises:
            ConfigError: it has no key in the worker's environment, or cannot be used otherwise.
        """
        self._work = work
        self._runners: dict[str, Runner] = {}
        self._made: list[Lasting] = []
        self._told = Usage()
        self._budget = _budget(work)
        self._options = Options(settings=work.settings, schema=work.schema, opener=self._open)
        self._open(work.settings)
        # Who only computes waits for nobody, and is quicker with one batch after another than with all mixed up.
        speaks = work.settings.stages or work.settings.for_stage("extract")[1].protocol != "builtin"
        self._turn = nullcontext() if speaks else asyncio.Lock()
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="llmclaims", daemon=True)
        self._thread.start()

    async def __call__(self, batch: Any) -> Any:
        """Return the records of a batch, a ``pyarrow.Table`` of articles, as a table of rows."""
        return await asyncio.wrap_future(asyncio.run_coroutine_threadsafe(self._rows(batch), self._loop))

    async def _rows(self, batch: Any) -> Any:
        began = time.monotonic()
        values = list(_values(batch))
        found = [article for one in values for article in read(one, self._work.articles)]
        async with self._turn:
            run, articles, tally = await self._records([one for one in found if isinstance(one, Document)])
        told = iter(articles)
        records = [record for one in found for record in ([one] if isinstance(one, Failure) else next(told))]
        tally = replace(tally, usage=self._untold(), seconds=round(time.monotonic() - began, 3))
        return to_table([run, *records, tally], _name(values))

    async def _records(self, articles: Sequence[Document]) -> tuple[Run, list[list[Record]], Summary]:
        """Return the run, the records of each article, and the tally: what goes wrong with one costs the others nothing."""
        try:
            return await self._together(articles)
        except (ConfigError, PromptError):
            raise  # it is the same for every article
        except Exception as error:
            if not articles:
                raise
            if len(articles) > 1:
                each = [await self._records([one]) for one in articles]
                told = [records for _, alone, _ in each for records in alone]
                return each[0][0], told, reduce(plus, (tally for *_, tally in each))
            run, _, tally = await self._together([])
            return run, [[articles[0], _unforeseen(articles[0], error)]], tally

    async def _together(self, articles: Sequence[Document]) -> tuple[Run, list[list[Record]], Summary]:
        """Do the same with articles with which nothing goes wrong."""
        run, tally = Run(provider="", model=""), Summary()
        told: list[list[Record]] = []
        async for one in arecords(articles, self._options):
            match one:
                case Run():
                    run = replace(one, started=self._work.started)
                case Summary():
                    tally = one
                case Document():
                    told.append([one])
                case _:
                    told[-1].append(one)
        return run, told, tally

    def close(self) -> None:
        """Release connections, the cache and the loop; a worker in a cluster ends with its process instead."""
        for one in self._made:
            asyncio.run_coroutine_threadsafe(one.end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def _make(self, provider: Provider | Wire, settings: ProviderSettings, **rest: Any) -> Lasting:
        shared = {} if self._budget is None else {"budget": self._budget}
        self._made.append(Lasting(provider, settings, **rest | shared))
        return self._made[-1]

    def _open(self, settings: Settings, stage: str = "extract", *_: object, **rest: Any) -> Runner:
        """Return the worker's own runner of a stage, for every article the same."""
        if stage not in self._runners:
            beside = rest.get("beside")
            self._runners[stage] = open_runner(settings, stage, beside=beside, make=self._make)
        return self._runners[stage]

    def _untold(self) -> Usage:
        """Return what was spent since this was last asked: over all batches it adds up to what the worker spent."""
        spent = reduce(add, (one.spent for one in self._runners.values()), Usage())
        before, self._told = self._told, spent
        return _minus(spent, before)


def _budget(work: Work) -> Budget | None:
    if work.max_cost is None:
        return None

    async def draw(amount: float) -> float:
        drawn: float = await work.purse.draw.remote(amount)
        return drawn

    return DrawnBudget(work.max_cost, work.max_cost / work.workers / DRAWS, draw)


def read(values: dict[str, Any], articles: Articles) -> Iterator[Document | Failure]:
    """Yield the article in a row; a row that cannot be read is a Failure in its name.

    That name is its identity where it has one, else a hash of the row: the same in whatever batch it is.
    """
    identity = values.get(articles.id_column) if articles.id_column is not None else None
    name = (
        str(identity)
        if isinstance(identity, str | int) and str(identity).strip()
        else f"row {_name([values])}"
    )
    for one in documents(
        [Row(number=1, values=values)], replace(articles, place=name), FORMAT, named(articles)
    ):
        if isinstance(one, Document):
            yield replace(one, path=None)
        else:
            message = one.message.removeprefix(f"{one.document}: ")
            yield replace(one, document=name, message=f"{name}: {message}")


def _unforeseen(one: Document, error: Exception) -> Failure:
    """Return the failure for a mistake of ours, or of a rule of the user's."""
    kind = type(error).__name__
    message = f"{one.id}: could not be worked on ({kind}: {error}); the other articles are; please report it."
    return Failure(document=one.id, paragraph=None, error=kind, message=message)


def _values(batch: Any) -> Iterator[dict[str, Any]]:
    """Yield the rows of a table; a text that is not UTF-8 comes as bytes and costs no other row."""
    names = batch.column_names
    for cells in zip(*batch.columns, strict=True):
        yield {name: _value(cell) for name, cell in zip(names, cells, strict=True)}


def _value(cell: Any) -> Any:
    try:
        return cell.as_py()
    except UnicodeDecodeError:
        return cell.as_buffer().to_pybytes()


def _name(values: Sequence[dict[str, Any]] | Iterable[dict[str, Any]]) -> str:
    """Return a short hash of rows: what is done again after a worker died has the name it had before."""
    told = json.dumps(list(values), sort_keys=True, default=repr)
    return hashlib.sha256(told.encode()).hexdigest()[:_ID_LENGTH]


def _minus(one: Usage, other: Usage) -> Usage:
    """Return what one is more than the other; an unknown cost makes the difference unknown."""
    return Usage(
        one.requests - other.requests,
        one.cache_hits - other.cache_hits,
        one.input_tokens - other.input_tokens,
        one.cached_input_tokens - other.cached_input_tokens,
        one.output_tokens - other.output_tokens,
        None if one.cost is None or other.cost is None else one.cost - other.cost,
    )
