"""What a run would take, before it: requests, tokens and cost. Nothing is sent, and no key is needed."""

from __future__ import annotations

import statistics
from contextlib import nullcontext
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, cast

from llmclaims.bridge import iterate
from llmclaims.budget import CHARACTERS_A_TOKEN, TYPICAL_ANSWER, answer_limit, cost_of, length
from llmclaims.checks.asking import STAGE
from llmclaims.claim import Failure
from llmclaims.errors import DocumentError, ProviderError, ReplyError
from llmclaims.mining import line_for, mine, request_for
from llmclaims.prompts import context
from llmclaims.providers import Wire
from llmclaims.providers.registry import connect
from llmclaims.repair import repair_model
from llmclaims.schema import DEFAULT_SCHEMA
from llmclaims.sources import documents, sources_of

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Iterable, Iterator

    from llmclaims.cache import Cache
    from llmclaims.config import Price, ProviderSettings, Settings
    from llmclaims.document import Document, Paragraph
    from llmclaims.mining import Line
    from llmclaims.providers import Reply, Request
    from llmclaims.runner import Runner
    from llmclaims.schema import Cited
    from llmclaims.sources import Source

ENOUGH = 5
"""Known answers of the model itself from which its typical answer is taken, rather than the built-in figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Further:
    """Repair rounds and checks that answers may lead to, if each of them does; ``cost`` as in Estimate."""

    requests: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a run would take. Tokens and cost are estimates; ``cost`` is None where the price is unknown.

    ``asks`` False: no model would be asked. ``cached`` paragraphs have their answer on disk and cost nothing.
    ``answer`` is the number of output tokens taken for one answer: the median of ``known`` answers of this
    model, or the built-in figure where ``known`` is 0. What follows an answer on disk, a repair round or a
    check, is counted exactly; what may follow the answers to come is ``further``, which is the most that it
    can be unless something fails. Tries after a failure and fallbacks are in neither.
    """

    provider: str
    model: str
    asks: bool
    documents: int = 0
    unreadable: tuple[Failure, ...] = ()
    paragraphs: int = 0
    requests: int = 0
    cached: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    answer: int = TYPICAL_ANSWER
    known: int = 0
    cost: float | None = None
    further: Further = field(default_factory=Further)

    @property
    def most(self) -> float | None:
        """The cost with everything that may follow; None where the price is unknown."""
        return None if self.cost is None or self.further.cost is None else self.cost + self.further.cost


def estimate(
    source: Source | Iterable[Source],
    *,
    settings: Settings,
    schema: tuple[type[Cited], ...] = DEFAULT_SCHEMA,
    published: str | None = None,
    cached: bool = True,
) -> Estimate:
    """What ``extract`` would take with the same arguments; ``cached`` False: as if no answer were on disk.

    Raises:
        DocumentError: the only source cannot be read.
        ConfigError: the configuration, the schema or the cache cannot be used.
        PromptError: a prompt template cannot be used.
    """
    name, chosen = settings.for_stage("extract")
    wire = connect(name, chosen.model_copy(update={"api_key_env": ""}))
    sources = sources_of(source)
    unreadable: list[Failure] = []
    read = _readable(documents(sources, published or settings.published), unreadable)
    line = line_for(cast("Runner", None), settings, schema)  # what cannot be used is said before all else
    if not isinstance(wire, Wire):
        counted = [len(document.body) for document in read]
        found = Estimate(
            provider=name,
            model=chosen.model,
            asks=False,
            documents=len(counted),
            paragraphs=sum(counted),
            cost=0.0,
        )
    else:
        with _opened(settings) if cached and settings.cache else nullcontext() as cache:
            count = _Count(wire, cache, line)
            for _ in iterate(lambda: count.all(read)):
                pass
        found = count.estimate(name, chosen)
    if len(sources) == 1 and len(unreadable) == 1 and not found.documents:
        raise DocumentError(unreadable[0].message)
    return replace(found, unreadable=tuple(unreadable))


class _Count:
    """Requests as they go by. It stands in the place of the runner, and whatever is not on disk it counts."""

    def __init__(self, wire: Wire, cache: Cache | None, line: Line) -> None:
        self.provider = wire
        self.documents = 0
        self.paragraphs = 0
        self.cached = 0
        self.characters: list[int] = []
        self.further: list[int] = []
        self.answers: list[int] = []
        self._cache = cache
        self._line = replace(line, runner=cast("Runner", self))

    async def all(self, read: Iterable[Document]) -> AsyncIterator[None]:
        """Go through what a run would go through."""
        for document in read:
            self.documents += 1
            for paragraph in document.body:
                self.paragraphs += 1
                mined = await mine(self._line, document, paragraph)
                if mined.failure and mined.failure.error == "Skipped":
                    self.further += [
                        length(self.provider.body(one)) for one in self._later(document, paragraph)
                    ]
                else:
                    self.cached += 1
                yield
        if self._cache:
            self._cache.close()  # the connection of this thread

    async def ask(self, request: Request) -> Reply:
        """The answer on disk; one that would have to be asked for is counted."""
        body = self.provider.body(request)
        raw = self._cache.get(self._key(body)) if self._cache else None
        reply = None if raw is None else self._read(request, raw)
        if reply is None:
            self.characters.append(length(body))
            raise ProviderError("it is only counted.")
        if request.stage == "extract" and reply.usage.output_tokens:
            self.answers.append(reply.usage.output_tokens)
        return replace(reply, attempts=0)

    def _later(self, document: Document, paragraph: Paragraph) -> Iterator[Request]:
        """What may be asked once the paragraph's answer is there, without what will be quoted of it."""
        request = request_for(self._line.prompt, self._line.schema, document, paragraph)
        shown = context(document, paragraph)
        if self._line.settings.repair:
            messages = self._line.repair.messages(**shown, refused="")
            yield replace(request, stage="repair", messages=messages, answer=repair_model())
        for check, prompt in self._line.checks:
            messages = prompt.messages(**shown, questions="")
            yield replace(request, stage=STAGE, messages=messages, answer=check.answer())

    def estimate(self, name: str, settings: ProviderSettings) -> Estimate:
        """What was counted, in tokens and money."""
        known = self.answers if len(self.answers) >= ENOUGH else []
        answer = round(statistics.median(known)) if known else TYPICAL_ANSWER
        if not known and (most := answer_limit(settings)) is not None:
            answer = min(answer, most)
        sent, received = _tokens(self.characters), answer * len(self.characters)
        # What is asked later quotes the answer, and its own answer is about each part of that.
        more = _tokens(self.further) + answer * len(self.further), answer * len(self.further)
        price = settings.price
        return Estimate(
            provider=name,
            model=settings.model,
            asks=True,
            documents=self.documents,
            paragraphs=self.paragraphs,
            requests=len(self.characters),
            cached=self.cached,
            input_tokens=sent,
            output_tokens=received,
            answer=answer,
            known=len(known),
            cost=_cost(sent, received, price),
            further=Further(
                requests=len(self.further),
                input_tokens=more[0],
                output_tokens=more[1],
                cost=_cost(*more, price),
            ),
        )

    def _key(self, body: dict[str, object]) -> str:
        from llmclaims.cache import request_key  # imports diskcache

        return request_key(self.provider.protocol, self.provider.base_url, body)

    def _read(self, request: Request, raw: str) -> Reply | None:
        """The answer where the runner would believe it."""
        try:
            reply = self.provider.read(request, raw)
        except (ProviderError, ReplyError):
            return None
        return None if reply.truncated and not any(reply.items.values()) else reply


def _tokens(characters: Iterable[int]) -> int:
    return sum(-(-one // CHARACTERS_A_TOKEN) for one in characters)


def _cost(sent: int, received: int, price: Price | None) -> float | None:
    if not sent:
        return 0.0  # where nothing is sent no price is needed
    return None if price is None else cost_of(sent, received, price)


def _opened(settings: Settings) -> Cache:
    from llmclaims.cache import Cache  # imports diskcache

    return Cache(settings.cache_dir)


def _readable(found: Iterable[Document | Failure], unreadable: list[Failure]) -> Iterator[Document]:
    for one in found:
        if isinstance(one, Failure):
            unreadable.append(one)
        else:
            yield one
