"""The steps of a run whose articles are read in worker processes: a few articles each, in the order of the source."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import TYPE_CHECKING

from llmclaims.documents.document import Document
from llmclaims.documents.readers import Articles
from llmclaims.documents.readers.source import unread
from llmclaims.pipeline.cores.worker import ArticleWorker, Result, paragraphs_of, results_of
from llmclaims.providers.registry import BUILTIN
from llmclaims.schema.claims import Failure
from llmclaims.verification.same_rules import known_rules
from llmclaims.workers.pool import Pool
from llmclaims.workers.process import Died, Refused
from llmclaims.workers.spread import Spread

if TYPE_CHECKING:
    from collections.abc import Callable

    from llmclaims.linking.within_document import Linker
    from llmclaims.pipeline.cores.worker import Unit
    from llmclaims.pipeline.options import Options
    from llmclaims.pipeline.session import Session

Found = Document | Failure | Articles
Results = tuple[Result | logging.LogRecord, ...]
_A_PIECE = 25_000
"""Characters, or bytes of files, that a process is given at a time: a tenth of a second's work, or so. One article may
have more."""
_MOST = 32
"""Articles in a piece."""
AHEAD = 4
"""Pieces for each process that are under way, or wait for what stands before them."""
_SOON = 0.02
"""Seconds that a piece waits for another article: what comes slowly is read as it comes."""
_LOOK = 0.1
"""Seconds after which it is looked again whether the run is to end."""


def spread_of(session: Session, options: Options) -> Spread:
    """Return the processes that a run may have: those that only computes, by rules, is quicker with."""
    settings = options.settings
    _, provider = settings.for_stage("extract")
    alone = options.opener is None and options.recorder is None
    by_rules = provider.protocol == BUILTIN == session.runner.provider.name and not provider.fallback
    workers = settings.workers if alone and by_rules and not settings.stages else 1
    return Spread(workers, ArticleWorker, lambda: (settings, options.schema, known_rules()))


class Pieces:
    """Hand out articles as they are found, some together, and give what comes of them in the order of the source."""

    def __init__(
        self,
        ask: Callable[[], asyncio.Future[Found | None]],
        pool: Pool,
        session: Session,
        linker: Linker | None,
        planned: Callable[[int, int], None],
    ) -> None:
        """``planned`` is told how many paragraphs more there are, of how many articles, as soon as they are known."""
        self._ask = ask
        self._pool = pool
        self._session, self._linker = session, linker
        self._planned = planned
        self._coming: asyncio.Future[Found | None] | None = None
        self._is_over = False
        self._watch: asyncio.Task[None] | None = None

    async def next(self, first: object) -> asyncio.Task[Results] | None:
        """Return the next piece, begun; None at the end, or once ``first``, which is written next, is finished."""
        if self._watch is None:
            self._watch = asyncio.create_task(self._watched())
        units: list[Unit | Failure] = []
        size = 0
        while size < _A_PIECE and len(units) < _MOST and not self._is_over:
            self._coming = self._coming or self._ask()
            await self._waited(first, begun=bool(units))
            if not self._coming.done():
                break
            one, self._coming = self._coming.result(), None
            self._is_over = one is None
            if one is not None:
                units.append(one)
                size += _size(one)
        return asyncio.create_task(self._results(units)) if units else None

    def close(self) -> None:
        """Look no more whether the run is to end."""
        if self._watch is not None:
            self._watch.cancel()

    async def _waited(self, first: object, *, begun: bool) -> None:
        """Wait for the next article, and for how long depends on who waits meanwhile."""
        assert self._coming is not None
        if self._coming.done():
            return
        awaited: set[asyncio.Future[object]] = {self._coming}  # type: ignore[arg-type]  # whatever they give
        if isinstance(first, asyncio.Task) and not begun:
            awaited.add(first)
        await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED, timeout=_SOON if begun else None)

    async def _watched(self) -> None:
        """Tell the processes when the run is to end."""
        while not self._session.stop():  # noqa: ASYNC110 - the event is a thread's, or there is none
            await asyncio.sleep(_LOOK)
        await asyncio.to_thread(self._pool.stop)

    async def _results(self, units: list[Unit | Failure]) -> Results:
        """Return what comes of some articles, and what was logged about them."""
        sent = [one for one in units if not isinstance(one, Failure)]
        logged, each = await self._sent(sent)
        told = dict(zip(map(id, sent), each, strict=True))
        found: list[Result] = []
        for one in units:
            if isinstance(one, Failure):
                found.append(one)
            else:
                found += told[id(one)]
        self._planned(paragraphs_of(found), len(sent))
        return (*logged, *found)

    async def _sent(
        self, units: list[Unit]
    ) -> tuple[tuple[logging.LogRecord, ...], list[tuple[Result, ...]]]:
        """Return what a process made of some articles, each with its document in front; else what is made of them here."""
        if not units:
            return (), []
        try:
            answer = await asyncio.wrap_future(self._pool.submit(tuple(units)))
        except Refused:
            return (), [_headed(one, await results_of(one, self._session, self._linker)) for one in units]
        except Died:
            if self._pool.is_closed:  # nobody waits any more
                return (), [() for _ in units]
            if len(units) == 1:
                return (), [(_lost(units[0]),)]
            alone = [await self._sent([one]) for one in units]
            return tuple(record for logged, _ in alone for record in logged), [each[0] for _, each in alone]
        return answer.logged, [_headed(*both) for both in zip(units, answer.value, strict=True)]


def _headed(unit: Unit, results: tuple[Result, ...]) -> tuple[Result, ...]:
    """Return the results with the document in front, which was not sent back."""
    return (unit, *results) if isinstance(unit, Document) else results


def _size(one: Found) -> int:
    if isinstance(one, Document):
        return len(one.text)
    try:
        return 0 if isinstance(one, Failure) else Path(one.place).stat().st_size
    except OSError:  # whoever reads it says so
        return 0


def _lost(unit: Unit) -> Failure:
    """Return the failure for an article of which each process died that it was given to."""
    name = (unit.path or unit.id) if isinstance(unit, Document) else unit.name
    return unread(
        name,
        f"{name} ended each process that read it, as one that needs more memory than there is: the others are read; "
        "cut it up, or read it alone.",
    )
