"""The line: article -> document -> paragraphs -> provider -> verifier -> (repair) -> records.

``arecords`` yields every record in the order of the source as soon as everything before it is finished.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import deque
from collections.abc import Callable
from contextlib import closing, nullcontext
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from llmclaims.documents.document import Document
from llmclaims.documents.readers import Articles, Source, documents, sources_of
from llmclaims.errors import CassetteError, DocumentError
from llmclaims.linking.within_document import Related
from llmclaims.pipeline.article import Group, begun, notes, taught_from
from llmclaims.pipeline.cores.pieces import AHEAD, Pieces, Results, spread_of
from llmclaims.pipeline.cores.worker import paragraphs_of, results_of
from llmclaims.pipeline.paragraph_result import ParagraphResult
from llmclaims.pipeline.session import opened, run_head, warnings_for
from llmclaims.pipeline.tally import Tally
from llmclaims.providers.background import BackgroundReader
from llmclaims.runs.records import Run, Summary
from llmclaims.schema.claims import Failure
from llmclaims.verification.source_order import in_source_order

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Sequence

    from llmclaims.linking.within_document import Linker
    from llmclaims.pipeline.cores.worker import Result
    from llmclaims.pipeline.options import HowFar, Options
    from llmclaims.pipeline.session import Session
    from llmclaims.runs.records import Record
    from llmclaims.schema.usage import Usage
    from llmclaims.workers.spread import Spread

logger = logging.getLogger(__name__)

Found = Document | Failure | Articles
_Ask = Callable[[], "asyncio.Future[Found | None]"]
_Step = Document | Failure | Group | asyncio.Task[Related] | asyncio.Task[Results]
LOOKAHEAD, GROUPS_AHEAD = 1000, 200
"""Paragraphs, or groups of them, under way or finished behind what is written next: a slow answer idles nobody."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """Hold what a run reads its documents with."""

    session: Session
    linker: Linker | None
    tally: Tally
    options: Options
    spread: Spread


async def arecords(
    source: Source | Iterable[Source], options: Options
) -> AsyncIterator[Run | Record | Summary]:
    """Yield every record of a run: first the Run, then documents with what was found in them, last the Summary.

    Raises:
        DocumentError: the only source cannot be read.
        ConfigError: the configuration or the schema cannot be used.
    """
    began = time.monotonic()
    sources = sources_of(source)
    tally = Tally()
    stop = options.stop.is_set if options.stop else bool
    async with opened(options, stop) as (session, linker):
        tally.warnings.extend(warnings_for(session, options))
        yield run_head(session, linker)
        with closing(spread_of(session, options)) as spread:
            work = _Work(session=session, linker=linker, tally=tally, options=options, spread=spread)
            found = _found(sources, options.settings.published, lambda: spread.is_there)
            with closing(BackgroundReader(tally.counting(found))) as articles:
                async for record in _recorded(articles.ask, work):
                    if isinstance(record, Failure) and record.paragraph is None:
                        tally.unread[record.message] += 1
                    yield record
        if options.watch:
            options.watch(tally.far)  # that nothing is left to read is often known only now
        incomplete = tally.incomplete(session.runner.ended)
        if options.log and incomplete:
            logger.warning(" ".join(incomplete))
        yield Summary(
            **tally.counts,
            usage=_spent(session, linker),
            seconds=round(time.monotonic() - began, 3),
            warnings=(*tally.warnings, *tally.signs, *incomplete),
            digest=None,
        )


def _spent(session: Session, linker: Linker | None) -> Usage:
    """Return what all that were asked spent; the stages that have no runner of their own are told by the run's."""
    spent = session.runner.spent + linker.spent if linker else session.runner.spent
    return spent if session.reader is session.runner else spent + session.reader.spent


def _found(
    sources: Sequence[Source], published: str | None, is_spread: Callable[[], bool]
) -> Iterator[Found]:
    """Read the documents of all sources; once others read them, only find their files.

    Raises:
        DocumentError: the only source cannot be read.
    """
    first: list[Found] = []
    alone = len(sources) == 1
    found = documents(sources, published, leave=lambda: is_spread() and not (alone and not first))
    if alone:
        first.extend(islice(found, 2))
        if len(first) == 1 and isinstance(first[0], Failure):
            raise DocumentError(first[0].message)
        yield from first
    yield from found


async def _recorded(ask: _Ask, work: _Work) -> AsyncIterator[Record]:
    """Read all documents side by side; one after the other where each has its own cassette."""
    recorder = work.options.recorder
    if recorder is None:
        async for record in _spread(ask, work):
            yield record
        return
    while (one := await ask()) is not None:
        try:
            with recorder.document(one) if isinstance(one, Document) else nullcontext():
                async for record in _read(_Plan(_only(one), work), work):
                    yield record
        except CassetteError as error:
            yield _unrecorded(one, error)


async def _spread(ask: _Ask, work: _Work) -> AsyncIterator[Record]:
    """Read documents here, and from when that pays in other processes."""
    if work.spread.waits:
        await asyncio.to_thread(work.spread.pool)
    plan = _Plan(ask, work, lambda: work.spread.pool() is not None)
    async for record in _read(plan, work):
        yield record
    pool = work.spread.pool()
    if pool is None:
        return
    with closing(Pieces(ask, pool, work.session, work.linker, work.tally.plan)) as pieces:
        async for record in _read(pieces, work, AHEAD * pool.count):
            yield record


def _only(one: Found) -> _Ask:
    """Return what gives a document that is already read, then the end."""
    left = iter((one, None))

    def ask() -> asyncio.Future[Found | None]:
        given: asyncio.Future[Found | None] = asyncio.get_running_loop().create_future()
        given.set_result(next(left))
        return given

    return ask


def _unrecorded(one: Found, error: CassetteError) -> Failure:
    """Return the failure of a whole document without a cassette: the others are replayed all the same."""
    name = one.id if isinstance(one, Document) else one.document if isinstance(one, Failure) else one.name
    return Failure(document=name, paragraph=None, error=type(error).__name__, message=str(error))


async def _read(plan: _Plan | Pieces, work: _Work, ahead: int = LOOKAHEAD) -> AsyncIterator[Record]:
    """Yield the records of some documents, in order, their paragraphs asked, or the documents read, side by side."""
    pending: deque[_Step] = deque()
    ahead = GROUPS_AHEAD if work.session.reads else ahead
    try:
        while True:
            while (
                len(pending) < ahead
                and not _is_done(pending)
                and (step := await plan.next(pending[0] if pending else None)) is not None
            ):
                pending.append(step)
                await asyncio.sleep(0)  # let it start; process finished replies first
            if not pending:
                return
            step = pending.popleft()
            if not isinstance(step, asyncio.Task):
                yield step
                continue
            found = await step
            for result in found if isinstance(found, tuple) else (found,):
                for one in _counted(result, work):
                    yield one
    finally:
        for step in pending:
            if isinstance(step, asyncio.Task):
                step.cancel()


def _is_done(pending: Sequence[_Step]) -> bool:
    """Tell whether the next record can be written: then it is, before more is begun."""
    return bool(pending) and not (isinstance(pending[0], asyncio.Task) and not pending[0].done())


def _counted(result: Result | logging.LogRecord, work: _Work) -> Iterator[Record]:
    """Count what came of a document, a paragraph or what pass 2 added, and yield its records in their order."""
    tally = work.tally
    match result:
        case Document():
            _begin(result, work)
            yield result
            return
        case Failure():
            yield result
            return
        case logging.LogRecord():
            logging.getLogger(result.name).handle(result)
            return
        case ParagraphResult():
            tally.add(result)
        case Related():
            tally.add_related(result)
    _tell(work.options, tally.far)
    if isinstance(result, ParagraphResult):
        yield from in_source_order(result.outcomes)
        if result.failure is not None:
            yield result.failure
    else:
        yield from result.outcomes
    if result.usage is not None:
        yield result.usage


def _tell(options: Options, far: HowFar) -> None:
    """Say how far the run is to whoever wants to know."""
    if options.progress:
        options.progress(far.done, far.planned)
    if options.watch:
        options.watch(far)


class _Plan:
    """Yield the steps of a run, document by document; the next one is read while those before it are worked on."""

    def __init__(self, ask: _Ask, work: _Work, is_over: Callable[[], bool] = bool) -> None:
        """``is_over`` tells, between two documents, that the rest is somebody else's."""
        self._ask, self._work = ask, work
        self._steps: Iterator[_Step] = iter(())
        self._coming: asyncio.Future[Found | None] | None = None
        self._ends = is_over
        self._is_over = False

    async def next(self, first: _Step | None) -> _Step | None:
        """Return the next step; None at the end, or once ``first``, the step that is written next, is finished."""
        while (step := next(self._steps, None)) is None and not self._is_over:
            if self._coming is None and self._ends():
                self._is_over = True
                return None
            self._coming = self._coming or self._ask()
            if not self._coming.done():
                awaited = {self._coming, first} if isinstance(first, asyncio.Task) else {self._coming}
                await asyncio.wait(awaited, return_when=asyncio.FIRST_COMPLETED)
                if not self._coming.done():
                    return None
            one, self._coming = self._coming.result(), None
            self._is_over = one is None
            self._steps = iter(()) if one is None else _steps(one, self._work)
        return step


def _steps(one: Found, work: _Work) -> Iterator[_Step]:
    """Yield a document, then the work on its paragraphs, each group begun when its turn comes."""
    if isinstance(
        one, Articles
    ):  # it was left to other processes, which were not there yet when it was asked for
        yield asyncio.create_task(_read_here(one, work))
        return
    yield one
    if isinstance(one, Document):
        _begin(one, work)
        work.tally.plan(len(one.body))
        yield from begun(one, work.session, work.linker)


async def _read_here(one: Articles, work: _Work) -> Results:
    found = await results_of(one, work.session, work.linker)
    work.tally.plan(paragraphs_of(found))
    return found


def _begin(one: Document, work: _Work) -> None:
    work.tally.documents += 1
    work.tally.warnings.extend(notes(one))
    work.tally.warnings.extend(taught_from(one, work.options.settings.examples))
