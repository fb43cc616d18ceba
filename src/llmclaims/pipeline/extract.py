"""The line: article -> document -> paragraphs -> provider -> verifier -> (repair) -> records.

One asynchronous core, ``arecords``, yields every record in the order of the source as soon as everything
before it is finished. ``extract``, ``aextract``, ``stream`` and ``records`` are ways to read it.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import Counter, deque
from collections.abc import Callable
from contextlib import closing, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from itertools import islice
from typing import TYPE_CHECKING

from llmclaims.documents.document import Document
from llmclaims.documents.readers import Source, documents, sources_of
from llmclaims.errors import CassetteError, ConfigError, DocumentError
from llmclaims.inference.sync import iterate
from llmclaims.language.pieces import LONGEST
from llmclaims.linking.keywords import with_arguments_of
from llmclaims.linking.within_document import Related, open_linker, relate
from llmclaims.pipeline.options import Asked, Options, asked
from llmclaims.pipeline.outcome import Mined
from llmclaims.pipeline.paragraph import Line, line_for, mine
from llmclaims.pipeline.unanswered import Unanswered
from llmclaims.providers.beside import Beside
from llmclaims.runs.digest import sealed
from llmclaims.runs.extraction import Extraction, Run, Summary
from llmclaims.schema.annotations import kind_of
from llmclaims.schema.answer import schema_hash
from llmclaims.schema.claims import Claim, Failure, Rejection
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.paragraph import in_source_order

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator, Sequence

    from llmclaims.runs.extraction import Record

logger = logging.getLogger(__name__)

_Ask = Callable[[], "asyncio.Future[Document | Failure | None]"]
_Step = Document | Failure | asyncio.Task[Mined] | asyncio.Task[Related]
LOOKAHEAD = 1000
"""Paragraphs under way or finished behind the one that is written next: a slow answer idles nobody."""


_COUNTED = ("paragraphs", "done", "failed", "skipped", "proposed", "accepted", "rejected")


@dataclass(slots=True)
class _Tally:
    """Counts as the records go by; the only thing here that changes."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_COUNTED, 0))
    warnings: list[str] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    planned: int = 0
    unanswered: Unanswered = field(default_factory=Unanswered)

    def add(self, mined: Mined) -> None:
        """Count one paragraph."""
        state = (
            "done" if mined.failure is None else "skipped" if mined.failure.error == "Skipped" else "failed"
        )
        accepted = sum(isinstance(one, Claim) for one in mined.outcomes)
        found = {
            "paragraphs": 1,
            state: 1,
            "proposed": len(mined.outcomes),
            "accepted": accepted,
            "rejected": len(mined.outcomes) - accepted,
        }
        for key, count in found.items():
            self.counts[key] += count
        self.warnings.extend(mined.warnings)
        if mined.telling and mined.failure is None:
            self.unanswered.add(empty=not mined.outcomes)
        if mined.failure is not None and state == "failed":
            self.lost[mined.failure.message] += 1

    def add_related(self, related: Related) -> None:
        """Count what pass 2 added to a document."""
        accepted = sum(isinstance(one, Claim) for one in related.outcomes)
        self.counts["proposed"] += len(related.outcomes)
        self.counts["accepted"] += accepted
        self.counts["rejected"] += len(related.outcomes) - accepted
        self.warnings.extend(related.warnings)

    def incomplete(self, ended: str) -> list[str]:
        """What is missing of the run, each reason once: it ended early, paragraphs failed, sources were not read."""
        said = [f"The run ended early: {ended}"] if ended else []
        for failed, what in ((self.lost, self._failed()), (self.unread, self._unread())):
            reason = next((one for one in failed if one != ended), None)
            if reason is not None:
                first = ", the first of them" if len(failed) > 1 else ""
                said.append(f"{what}{first}: {reason}")
        return said

    def _failed(self) -> str:
        return f"{self.lost.total():,} of {self.counts['paragraphs']:,} paragraphs failed"

    def _unread(self) -> str:
        return f"{self.unread.total():,} of the sources could not be read"


async def arecords(
    source: Source | Iterable[Source], options: Options
) -> AsyncIterator[Run | Record | Summary]:
    """Every record of a run: first the Run, then documents with what was found in them, last the Summary.

    Raises:
        DocumentError: the only source cannot be read.
        ConfigError: the configuration or the schema cannot be used.
    """
    from llmclaims.inference.opening import open_runner

    began = time.monotonic()
    sources = sources_of(source)
    settings = options.settings
    tally = _Tally()
    stop = options.stop.is_set if options.stop else bool
    opener = options.opener or open_runner
    async with (
        opener(settings, "extract", options.recorder, stop=stop) as runner,
        open_linker(settings, options.schema, runner, options.recorder, stop, opener) as linker,
    ):
        line = replace(line_for(runner, settings, options.schema, stop), linker=linker)
        if line.checks and not line.speaks:
            names = ", ".join(check.id for check, _ in line.checks)
            tally.warnings.append(
                f"Not checked: {names}, which asks a model, and {settings.provider} is none."
            )
        if options.recorder and options.recorder.mode == "replay" and settings.disable:
            tally.warnings.append(
                f"The recording turns rules off: {', '.join(settings.disable)}; record it anew to have all of them."
            )
        elif settings.liberties and not (options.recorder and options.recorder.mode == "replay"):
            tally.warnings.append(settings.liberties)
        if not line.speaks and options.schema != DEFAULT_SCHEMA:
            raise ConfigError(
                "builtin fills Event, Statement and Relation only; choose a model with --provider."
            )
        yield _run(line)
        with closing(Beside(_found(sources, settings.published))) as reader:
            async for record in _recorded(reader.ask, line, tally, options):
                if isinstance(record, Failure) and record.paragraph is None:
                    tally.unread[record.message] += 1
                yield record
        tally.warnings.extend(tally.unanswered.warnings)
        incomplete = tally.incomplete(runner.ended)
        if options.log and incomplete:
            logger.warning(" ".join(incomplete))
        tally.warnings.extend(incomplete)
        yield Summary(
            **tally.counts,
            usage=runner.spent + linker.spent if linker else runner.spent,
            seconds=round(time.monotonic() - began, 3),
            warnings=tuple(tally.warnings),
            digest=None,
        )


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


async def _recorded(ask: _Ask, line: Line, tally: _Tally, options: Options) -> AsyncIterator[Record]:
    """All documents side by side; one after the other where each has its own cassette."""
    if options.recorder is None:
        async for record in _mined(ask, line, tally, options.progress):
            yield record
        return
    while (one := await ask()) is not None:
        try:
            with options.recorder.document(one) if isinstance(one, Document) else nullcontext():
                async for record in _mined(_only(one), line, tally, options.progress):
                    yield record
        except CassetteError as error:
            yield _unrecorded(one, error)


def _only(one: Document | Failure) -> _Ask:
    """A document that is read, as one asks for it: itself, then the end."""
    left = iter((one, None))

    def ask() -> asyncio.Future[Document | Failure | None]:
        given: asyncio.Future[Document | Failure | None] = asyncio.get_running_loop().create_future()
        given.set_result(next(left))
        return given

    return ask


def _unrecorded(one: Document | Failure, error: CassetteError) -> Failure:
    """A whole document without a cassette: the others are replayed all the same."""
    name = one.id if isinstance(one, Document) else one.document
    return Failure(document=name, paragraph=None, error=type(error).__name__, message=str(error))


async def _mined(
    ask: _Ask,
    line: Line,
    tally: _Tally,
    progress: Callable[[int, int], None] | None,
) -> AsyncIterator[Record]:
    """The records of some documents, in order, their paragraphs asked side by side."""
    pending: deque[_Step] = deque()
    plan = _Plan(ask, line, tally)
    try:
        while True:
            while (
                len(pending) < LOOKAHEAD
                and not _is_done(pending)
                and (step := await plan.next(pending[0] if pending else None)) is not None
            ):
                pending.append(step)
                await asyncio.sleep(0)  # it sets out at once, and what has come in is taken in between
            if not pending:
                return
            step = pending.popleft()
            if not isinstance(step, asyncio.Task):
                yield step
                continue
            mined = await step
            if isinstance(mined, Mined):
                tally.add(mined)
            else:
                tally.add_related(mined)
            if progress:
                progress(tally.counts["paragraphs"], tally.planned)
            for one in _told(mined):
                yield one
    finally:
        for step in pending:
            if isinstance(step, asyncio.Task):
                step.cancel()


def _is_done(pending: Sequence[_Step]) -> bool:
    """Whether the next record can be written: then it is, before more is begun."""
    return bool(pending) and not (isinstance(pending[0], asyncio.Task) and not pending[0].done())


def _told(mined: Mined | Related) -> Iterator[Record]:
    """The records of a paragraph, or of what pass 2 added to a document, in their order."""
    if isinstance(mined, Related):
        yield from mined.outcomes
    else:
        yield from in_source_order(mined.outcomes)
        if mined.failure is not None:
            yield mined.failure
    if mined.usage is not None:
        yield mined.usage


class _Plan:
    """The steps of a run, document by document; the next one is read while those before it are worked on."""

    def __init__(self, ask: _Ask, line: Line, tally: _Tally) -> None:
        self._ask, self._line, self._tally = ask, line, tally
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
            self._steps = iter(()) if one is None else _steps(one, self._line, self._tally)
        return step


def _steps(one: Document | Failure, line: Line, tally: _Tally) -> Iterator[_Step]:
    """A document, then the work on its paragraphs, each begun when its turn comes."""
    yield one
    if isinstance(one, Failure):
        return
    if one.encoding not in ("utf-8", "utf-8-sig", "ascii"):
        tally.warnings.append(f"{one.path}: read as {one.encoding}, which was detected, not declared.")
    if one.origin and one.origin.hidden:
        tally.warnings.append(
            f"{one.path}: left out {one.origin.hidden:,} words that it holds and does not show."
        )
    if one.in_pieces:
        tally.warnings.append(
            f"{one.path or one.id}: read in pieces where a paragraph has more than {LONGEST:,} characters"
            f" ({one.in_pieces:,} of them); a quote does not reach from one piece into the next."
        )
    tally.planned += len(one.body)
    mined: list[asyncio.Task[Mined]] = []
    for paragraph in one.body:
        mined.append(asyncio.create_task(mine(line, one, paragraph)))
        yield mined[-1]
    if line.linker is not None:
        yield asyncio.create_task(relate(line.linker, one, mined))


def _run(line: Line) -> Run:
    from llmclaims import __version__

    settings = line.settings
    name, provider = settings.for_stage("extract")
    kept = settings.model_dump(
        mode="json", include={"strict", "disable", "repair", "prompt", "repair_prompt"}
    )
    if line.checks and line.speaks:
        kept["checks"] = [check.id for check, _ in line.checks]
    prompts = (
        (line.prompt, line.repair, line.rest, *(prompt for _, prompt in line.checks)) if line.speaks else ()
    )
    if line.linker is not None:
        kept["link"] = True
        prompts = (*prompts, line.linker.prompt) if line.linker.prompt is not None else prompts
    return Run(
        provider=name,
        model=provider.model,
        parameters={"output": provider.output, **provider.parameters} if line.speaks else {},
        prompts={file: mark for prompt in prompts for file, mark in prompt.files.items()},
        schema={kind_of(model): schema_hash(model) for model in line.schema},
        version=__version__,
        settings=kept,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
    )


@with_arguments_of(asked)
def records(run: Asked) -> Iterator[Run | Record | Summary]:
    """Yield every record of a run as soon as everything before it is finished; arguments as for ``extract``."""
    return iterate(partial(arecords, run.source, replace(run.options, log=True)))


@with_arguments_of(asked)
def extract(run: Asked) -> Extraction:  # noqa: D417 - the arguments are those of ``asked``
    """Read one source or many and give back what was found, verified. Also works in a running event loop.

    Args:
        source: a path, "-" for standard input, a ``Document``, or a list of these.
        provider: who is asked, by name; None: as configured, else the built-in rules, which send nothing.
        model: which of the provider's models.
        base_url: the server to ask, in place of the provider's; a key that is meant for another server is
            not sent to it.
        schema: your own ``Cited`` model or models in place of Event, Statement and Relation.
        published: the day that relative dates count from, a ``datetime.date`` or ISO 8601.
        strict: refuse what would only be flagged, where a rule allows it.
        check: an id, or several, of checks that ask a model about what was accepted, like "M1".
        repair: False: the model may not correct the quotes of refused drafts.
        link: False: the claims of a document are not related to one another.
        concurrency: paragraphs asked about at a time.
        max_cost: what the run may cost at most, in the currency of the configured prices.
        cache: False: ask anew even where the answer is on disk.
        record: a folder in which every exchange with the model is kept.
        replay: a folder of recorded exchanges, in place of the network.
        progress: called with the paragraphs done and planned.
        stop: an event that ends the run early once it is set; what is finished is given back.
        config: a configuration file in place of the one that would be found.
        settings: a ``Settings`` in place of any file; the arguments above stand above it.

    Returns:
        What was found. A provider that fails raises nothing here: ``failures`` and ``summary.warnings`` say
        so, a warning is logged, and ``raise_for_failures`` makes an error of it.

    Raises:
        DocumentError: the only source cannot be read (among several it is a Failure in the result).
        ConfigError: the configuration, the schema or the arguments cannot be used, or exclude each other.
        CassetteError: a recording cannot be used.
    """
    return _collected(iterate(partial(arecords, run.source, replace(run.options, log=True))))


@with_arguments_of(asked)
async def aextract(run: Asked) -> Extraction:
    """``extract`` for code that is asynchronous itself; the same arguments and errors."""
    return _collected([one async for one in arecords(run.source, replace(run.options, log=True))])


@with_arguments_of(asked)
def stream(run: Asked) -> Iterator[Claim | Rejection | Failure]:
    """Yield claims, rejections and failures in the order of the source, each as soon as all before it are done.

    The same arguments and errors as ``extract``.
    """
    for record in iterate(partial(arecords, run.source, replace(run.options, log=True))):
        if isinstance(record, (Claim, Rejection, Failure)):
            yield record


def _collected(found: Iterable[Run | Record | Summary]) -> Extraction:
    run, summary = Run(provider="", model=""), Summary()
    kept: list[Record] = []
    for record in found:
        match record:
            case Run():
                run = record
            case Summary():
                summary = record
            case _:
                kept.append(record)
    return sealed(Extraction(run=run, records=tuple(kept), summary=summary))
