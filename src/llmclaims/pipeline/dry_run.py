"""The line with runners that read the cache and send nothing: what is not on disk is noted, not asked.

Because the line itself decides what to ask next, repair rounds, rests of answers, checks and pass 2 are noted
once the answers before them are on disk.
"""

from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import aclosing
from dataclasses import dataclass, field, replace
from functools import partial
from itertools import accumulate
from typing import Any

from llmclaims.config.provider_settings import PRESETS, ProviderSettings
from llmclaims.config.settings import Settings
from llmclaims.documents.document import Document
from llmclaims.documents.readers import Source
from llmclaims.errors import ProviderError
from llmclaims.inference.budget import TYPICAL_ANSWER, answer_limit, length, tokens_of
from llmclaims.inference.recording import Recorder
from llmclaims.inference.retry import Ask
from llmclaims.inference.runner import Runner
from llmclaims.inference.runner_chain import open_runner
from llmclaims.linking.questions import STAGE as LINK
from llmclaims.pipeline.batch.custom_id import STAGES, custom_id
from llmclaims.pipeline.options import Options
from llmclaims.pipeline.run import arecords
from llmclaims.providers.base import Reply, Wire
from llmclaims.providers.registry import check_destination
from llmclaims.runs.records import Record, Run, Summary
from llmclaims.schema.claims import Failure
from llmclaims.verification.model_checks.run import RELATIONS
from llmclaims.verification.model_checks.run import STAGE as CHECK

AWAITED = (
    "no answer that can be used is on disk, and nothing was sent; hand in its answer, or ask for it again."
)
"""What a Failure or a warning says of a request that was noted and not sent."""

_WHOLE = (LINK, RELATIONS)
"""Stages that are about a whole document."""

ENOUGH = 5
"""Known answers of the model itself from which its typical answer is taken, rather than the built-in figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Awaited:
    """A request whose answer is not on disk. ``provider`` is a name in the configuration, ``key`` the cache's.

    ``paragraphs`` are all that it is about, ``paragraph`` the first; a check ``changes`` what there is to relate where it may overrule or refuse.
    """

    provider: str
    model: str
    stage: str
    document: Document = field(repr=False)
    paragraph: int
    key: str
    body: Mapping[str, Any] = field(repr=False)
    paragraphs: tuple[int, ...]
    changes: bool = False

    @property
    def characters(self) -> int:
        """Return the length of the body, written as JSON."""
        return length(self.body)

    @property
    def custom_id(self) -> str:
        """Where the answer belongs, as the service is told; see ``custom_id``."""
        return custom_id(self.document.id, self.paragraph, self.stage, self.key)


@dataclass(slots=True)
class Count:
    """Count what a dry run passes: documents, paragraphs, and the requests to each provider and model."""

    documents: int = 0
    paragraphs: int = 0
    unreadable: list[Failure] = field(default_factory=list)
    requests: Counter[tuple[str, str]] = field(default_factory=Counter)
    tokens: Counter[tuple[str, str]] = field(default_factory=Counter)

    def record(self, one: Run | Record | Summary) -> None:
        """Count a record of the run."""
        match one:
            case Document():
                self.documents += 1
                self.paragraphs += len(one.body)
            case Failure(paragraph=None):
                self.unreadable.append(one)

    def request(self, one: Awaited) -> None:
        """Count a request that would be sent."""
        self.requests[one.provider, one.model] += 1
        self.tokens[one.provider, one.model] += tokens_of(one.characters)


class Outbox:
    """Note what a run would ask, in the order of the source.

    What it goes by on the way tells how long an answer is; see ``typical``.
    """

    def __init__(self, *, read_cache: bool = True) -> None:
        """``read_cache`` False: as if no answer were on disk."""
        self._read_cache = read_cache
        self._sizes: Counter[int] = Counter()
        self._texts = self._characters = 0
        self._noted: defaultdict[int, list[Awaited]] = defaultdict(list)

    async def records(
        self, source: Source | Iterable[Source], options: Options
    ) -> AsyncIterator[Run | Record | Summary | Awaited]:
        """Yield every record of the run, and behind what was found in a document the requests that it still needs.

        Raises:
            DocumentError: the only source cannot be read.
            ConfigError: the configuration or the schema cannot be used.
        """
        before: Document | None = None
        line = arecords(source, replace(options, recorder=None, opener=self._opener))
        async with aclosing(line) as found:  # type: ignore[type-var]  # an async generator can be closed
            async for one in found:
                # A document or the summary comes when all that was asked about the document before it is known.
                if before is not None and isinstance(one, (Document, Summary)):
                    for each in due(self._noted.pop(id(before), ())):
                        yield each
                if isinstance(one, Document):
                    before = one
                yield one

    def _opener(
        self,
        settings: Settings,
        stage: str = "extract",
        recorder: Recorder | None = None,
        stop: Callable[[], bool] = bool,
        beside: Runner | None = None,
    ) -> Runner:
        offline = _unsent(settings, stage, read_cache=self._read_cache and settings.cache)
        return open_runner(offline, stage, recorder, stop, beside, make=partial(_Noting, outbox=self))

    def typical(self, settings: ProviderSettings) -> tuple[int, int]:
        """Output tokens to take for one answer, and how many known answers they are the median of.

        With fewer than ``ENOUGH`` of these it is a built-in figure for as much text as a request asks about, within what
        the parameters allow.
        """
        known = self._sizes.total()
        if known >= ENOUGH:
            lengths = sorted(self._sizes)
            upto = list(accumulate(self._sizes[one] for one in lengths))
            middle = [lengths[bisect_right(upto, place)] for place in ((known - 1) // 2, known // 2)]
            return round(sum(middle) / 2), known
        most = answer_limit(settings)
        text = self._characters / max(self._texts, 1)
        guess = round(TYPICAL_ANSWER * text / 1000)
        return guess if most is None else min(guess, most), 0

    def note(self, one: Awaited) -> None:
        """Take in a request that has no answer."""
        self._noted[id(one.document)].append(one)
        if one.stage not in _WHOLE:
            self._texts += 1
            self._characters += sum(len(one.document.paragraphs[place].text) for place in one.paragraphs)

    def known(self, reply: Reply) -> None:
        """Take in an answer that is on disk, as it was read there."""
        if reply.usage.output_tokens:
            self._sizes[reply.usage.output_tokens] += 1


def due(noted: Sequence[Awaited]) -> Iterator[Awaited]:
    """Those of a document's requests that can be asked now, in the order of the source.

    What follows from an answer that is still to come would be asked twice, and paid for twice: a check of
    claims that a repair may yet change, relations between them, a check of relations while some are to come.
    """
    rank = {stage: place for place, stage in enumerate(STAGES)}
    first: dict[int, int] = {}
    changes = any(one.changes for one in noted if one.stage == CHECK)
    linking = any(one.stage == LINK for one in noted)
    for one in noted:
        for place in one.paragraphs if one.stage not in _WHOLE and one.stage != CHECK else ():
            first[place] = min(rank[one.stage], first.get(place, rank[LINK]))
    for one in sorted(noted, key=lambda one: (one.stage in _WHOLE, one.paragraph, one.key)):
        if one.stage in _WHOLE:
            is_due = not first and not changes and not (one.stage == RELATIONS and linking)
        elif one.stage == CHECK:
            is_due = first.keys().isdisjoint(one.paragraphs)
        else:
            is_due = rank[one.stage] == first[one.paragraph]
        if is_due:
            yield one


class _Noting(Runner):
    """A runner that reads the cache and sends nothing."""

    def __init__(self, *arguments: Any, outbox: Outbox, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._outbox = outbox

    async def fetch(self, wire: Wire, ask: Ask) -> Reply:
        """Note the request."""
        request = ask.request
        self._outbox.note(
            Awaited(
                provider=wire.name,
                model=wire.model,
                stage=request.stage,
                document=request.document,
                paragraph=request.paragraph.index,
                key=ask.key,
                body=ask.body,
                paragraphs=tuple(one.index for one in request.paragraphs),
                changes=request.data.get("changes", False),
            )
        )
        raise ProviderError(AWAITED, provider=wire.name, model=wire.model)

    def hit(self, ask: Ask, reply: Reply) -> Reply:
        """Note the length of an answer that is known."""
        if ask.request.stage == "extract":
            self._outbox.known(reply)
        return super().hit(ask, reply)


def _unsent(settings: Settings, stage: str, *, read_cache: bool) -> Settings:
    """Return settings for a run that sends nothing: no key, no limit on the cost and no fallback."""
    name, _ = settings.for_stage(stage)
    one = settings.providers.get(name) or PRESETS[name]
    check_destination(name, one)  # with its key: a later command would send it
    alone = one.model_copy(update={"api_key_env": "", "fallback": None})
    changed = {"providers": {**settings.providers, name: alone}, "cache": read_cache, "max_cost": None}
    return settings.model_copy(update=changed)
