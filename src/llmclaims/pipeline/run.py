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
from llmclaims.documents.readers import Source, documents, sources_of
from llmclaims.errors import CassetteError, DocumentError
from llmclaims.inference.runner_chain import open_runner
from llmclaims.language.paragraphs import LONGEST
from llmclaims.linking.within_document import Related, open_linker, relate, with_dates
from llmclaims.pipeline.paragraph_result import ParagraphResult
from llmclaims.pipeline.second_reading import groups, read_group, read_relations
from llmclaims.pipeline.session import Session, open_reader, run_head, session_for, warnings_for
from llmclaims.pipeline.tally import Tally
from llmclaims.providers.background import BackgroundReader
from llmclaims.runs.records import Run, Summary
from llmclaims.schema.claims import Claim, Failure
from llmclaims.verification.source_order import in_source_order

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Sequence

    from llmclaims.inference.runner import Runner
    from llmclaims.linking.within_document import Linker
    from llmclaims.pipeline.options import Options
    from llmclaims.runs.records import Record
    from llmclaims.schema.usage import Usage

logger = logging.getLogger(__name__)

_Ask = Callable[[], "asyncio.Future[Document | Failure | None]"]
_Group = asyncio.Task[tuple[ParagraphResult, ...]]
_Step = Document | Failure | _Group | asyncio.Task[Related]
LOOKAHEAD, GROUPS_AHEAD = 1000, 200
"""Paragraphs, or groups of them, under way or finished behind what is written next: a slow answer idles nobody."""
_FEW = 8
"""Pages that a sentence names."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Work:
    """Hold what a run reads its documents with."""

    session: Session
    linker: Linker | None
    tally: Tally
    options: Options


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
    settings, schema, recorder = options.settings, options.schema, options.recorder
    tally = Tally()
    stop = options.stop.is_set if options.stop else bool
    opener = options.opener or open_runner
    async with (
        opener(settings, "extract", recorder, stop=stop) as runner,
        open_reader(settings, runner, recorder, stop, opener) as reader,
        open_linker(settings, schema, runner, recorder, stop, opener) as linker,
    ):
        session = session_for(settings, schema, runner, reader, stop)
        tally.warnings.extend(warnings_for(session, options))
        yield run_head(session, linker)
        work = _Work(session=session, linker=linker, tally=tally, options=options)
        with closing(BackgroundReader(_found(sources, settings.published))) as articles:
            async for record in _recorded(articles.ask, work):
                if isinstance(record, Failure) and record.paragraph is None:
                    tally.unread[record.message] += 1
                yield record
        incomplete = tally.incomplete(runner.ended)
        if options.log and incomplete:
            logger.warning(" ".join(incomplete))
        yield Summary(
            **tally.counts,
            usage=_spent(runner, reader, linker),
            seconds=round(time.monotonic() - began, 3),
            warnings=(*tally.warnings, *tally.signs, *incomplete),
            digest=None,
        )


def _spent(runner: Runner, reader: Runner, linker: Linker | None) -> Usage:
    """Return what all that were asked spent; the stages that have no runner of their own are told by the run's."""
    spent = runner.spent + linker.spent if linker else runner.spent
    return spent if reader is runner else spent + reader.spent


def _found(sources: Sequence[Source], published: str | None) -> Iterator[Document | Failure]:
    """Read the documents of all sources.

    Raises:
        DocumentError: the only source cannot be read.
    """
    found = documents(sources, published)
    if len(sources) == 1 and (first := list(islice(found, 2))):
        if len(first) == 1 and isinstance(first[0], Failure):
            raise DocumentError(first[0].message)
        yield from first
    yield from found


async def _recorded(ask: _Ask, work: _Work) -> AsyncIterator[Record]:
    """Read all documents side by side; one after the other where each has its own cassette."""
    recorder = work.options.recorder
    if recorder is None:
        async for record in _read(ask, work):
            yield record
        return
    while (one := await ask()) is not None:
        try:
            with recorder.document(one) if isinstance(one, Document) else nullcontext():
                async for record in _read(_only(one), work):
                    yield record
        except CassetteError as error:
            yield _unrecorded(one, error)


def _only(one: Document | Failure) -> _Ask:
    """Return what gives a document that is already read, then the end."""
    left = iter((one, None))

    def ask() -> asyncio.Future[Document | Failure | None]:
        given: asyncio.Future[Document | Failure | None] = asyncio.get_running_loop().create_future()
        given.set_result(next(left))
        return given

    return ask


def _unrecorded(one: Document | Failure, error: CassetteError) -> Failure:
    """Return the failure of a whole document without a cassette: the others are replayed all the same."""
    name = one.id if isinstance(one, Document) else one.document
    return Failure(document=name, paragraph=None, error=type(error).__name__, message=str(error))


async def _read(ask: _Ask, work: _Work) -> AsyncIterator[Record]:
    """Yield the records of some documents, in order, their paragraphs asked side by side."""
    pending: deque[_Step] = deque()
    plan = _Plan(ask, work)
    ahead = GROUPS_AHEAD if work.session.reads else LOOKAHEAD
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


def _counted(result: ParagraphResult | Related, work: _Work) -> Iterator[Record]:
    """Count a paragraph, or what pass 2 added to a document, and yield its records in their order."""
    tally = work.tally
    if isinstance(result, ParagraphResult):
        tally.add(result)
    else:
        tally.add_related(result)
    if work.options.progress:
        work.options.progress(tally.counts["paragraphs"], tally.planned)
    if isinstance(result, ParagraphResult):
        yield from in_source_order(result.outcomes)
        if result.failure is not None:
            yield result.failure
    else:
        yield from result.outcomes
    if result.usage is not None:
        yield result.usage


class _Plan:
    """Yield the steps of a run, document by document; the next one is read while those before it are worked on."""

    def __init__(self, ask: _Ask, work: _Work) -> None:
        self._ask, self._work = ask, work
        self._steps: Iterator[_Step] = iter(())
        self._coming: asyncio.Future[Document | Failure | None] | None = None
        self._is_over = False

    async def next(self, first: _Step | None) -> _Step | None:
        """Return the next step; None at the end, or once ``first``, the step that is written next, is finished."""
        while (step := next(self._steps, None)) is None and not self._is_over:
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


def _steps(one: Document | Failure, work: _Work) -> Iterator[_Step]:
    """Yield a document, then the work on its paragraphs, each group begun when its turn comes."""
    yield one
    if isinstance(one, Failure):
        return
    work.tally.warnings.extend(_notes(one))
    work.tally.planned += len(one.body)
    work.tally.documents += 1
    read: list[_Group] = []
    for group in groups(one, work.session.request_characters, read=work.session.reads):
        read.append(asyncio.create_task(read_group(work.session, one, group)))
        yield read[-1]
    if work.linker is not None:
        yield asyncio.create_task(_related(work.session, work.linker, one, read))


def _notes(one: Document) -> Iterator[str]:
    """Say how a document was read, where that is not as it stands."""
    if one.encoding not in ("utf-8", "utf-8-sig", "ascii"):
        yield f"{one.path}: read as {one.encoding}, which was detected, not declared."
    if one.origin and one.origin.hidden:
        yield f"{one.path}: left out {one.origin.hidden:,} words that it holds and does not show."
    if one.origin and one.origin.pictures:
        yield f"{one.path}: nothing was read of {_numbered(one.origin.pictures)}: where it is a scan, have it read by OCR first."
    if one.origin and one.origin.left_out:
        yield f"{one.path}: left out {one.origin.left_out}."
    if one.origin and one.origin.published_is_guess:
        yield (
            f"{one.path}: {one.published} ({one.origin.published_from}) is taken for its day, which nothing in it declares: "
            "--published gives another."
        )
    if one.in_pieces:
        yield (
            f"{one.path or one.id}: read in pieces where a paragraph has more than {LONGEST:,} characters"
            f" ({one.in_pieces:,} of them); a quote does not reach from one piece into the next."
        )


def _numbered(pages: Sequence[int]) -> str:
    few = ", ".join(map(str, pages[:_FEW]))
    more = f" and {len(pages) - _FEW:,} more" if len(pages) > _FEW else ""
    return f"page {few}, a picture" if len(pages) == 1 else f"pages {few}{more}, pictures"


async def _related(session: Session, linker: Linker, document: Document, read: Sequence[_Group]) -> Related:
    """Relate a document's claims once its paragraphs are done; nothing where one of them ended the run."""
    if read:
        await asyncio.wait(read)
    if any(task.cancelled() or task.exception() is not None for task in read):
        return Related()
    results = [result for task in read for result in task.result()]
    claims = [one for result in results for one in result.outcomes if isinstance(one, Claim)]
    related = await relate(linker, document, claims, sum(one.failure is not None for one in results))
    related = await read_relations(session, document, claims, related)
    return with_dates(linker, document, claims, related)
