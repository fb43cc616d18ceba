"""What a run would take, before it: requests, tokens and cost. Nothing is sent, and no key is needed."""

from __future__ import annotations

import statistics
from contextlib import nullcontext
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from llmclaims.budget import CHARACTERS_A_TOKEN, TYPICAL_ANSWER, answer_limit, cost_of, length
from llmclaims.claim import Failure
from llmclaims.envelope import answer_model
from llmclaims.errors import DocumentError, ProviderError, ReplyError
from llmclaims.mining import request_for
from llmclaims.prompts import load_prompt
from llmclaims.providers import Wire
from llmclaims.providers.registry import connect
from llmclaims.schema import DEFAULT_SCHEMA
from llmclaims.sources import documents, sources_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from llmclaims.cache import Cache
    from llmclaims.config import ProviderSettings, Settings
    from llmclaims.document import Document
    from llmclaims.providers import Request
    from llmclaims.schema import Cited
    from llmclaims.sources import Source

ENOUGH = 5
"""Known answers of the model itself from which its typical answer is taken, rather than the built-in figure."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Estimate:
    """What a run would take. Tokens and cost are estimates; ``cost`` is None where the price is unknown.

    ``asks`` False: no model would be asked. ``cached`` paragraphs have their answer on disk and cost nothing.
    ``answer`` is the number of output tokens taken for one answer: the median of ``known`` answers of this
    model, or the built-in figure where ``known`` is 0. Repair rounds, checks and fallbacks are not in it,
    because they depend on what is answered.
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
    prompt = load_prompt(settings.prompt, schema, settings.prompts)
    answer_model(schema)  # a schema that cannot be used is said before anything is read
    sources = sources_of(source)
    unreadable: list[Failure] = []
    read = _readable(documents(sources, published or settings.published), unreadable)
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
        count = _Count(wire)
        with _opened(settings) if cached and settings.cache else nullcontext() as cache:
            for document in read:
                count.documents += 1
                for paragraph in document.body:
                    count.add(request_for(prompt, schema, document, paragraph), cache)
        found = count.estimate(name, chosen)
    if len(sources) == 1 and unreadable:
        raise DocumentError(unreadable[0].message)
    return replace(found, unreadable=tuple(unreadable))


class _Count:
    """Requests as they go by."""

    def __init__(self, wire: Wire) -> None:
        self.wire = wire
        self.documents = 0
        self.characters: list[int] = []
        self.cached = 0
        self.answers: list[int] = []

    def add(self, request: Request, cache: Cache | None) -> None:
        """Count one request, as known where the runner would find its answer."""
        body = self.wire.body(request)
        raw = cache.get(self._key(body)) if cache else None
        if raw is not None and self._readable(request, raw):
            self.cached += 1
            if tokens := self.wire.usage(raw).output_tokens:
                self.answers.append(tokens)
        else:
            self.characters.append(length(body))

    def estimate(self, name: str, settings: ProviderSettings) -> Estimate:
        """What was counted, in tokens and money."""
        known = self.answers if len(self.answers) >= ENOUGH else []
        answer = round(statistics.median(known)) if known else TYPICAL_ANSWER
        if not known and (most := answer_limit(settings)) is not None:
            answer = min(answer, most)
        sent = sum(-(-characters // CHARACTERS_A_TOKEN) for characters in self.characters)
        received = answer * len(self.characters)
        cost = None if settings.price is None else cost_of(sent, received, settings.price)
        return Estimate(
            provider=name,
            model=settings.model,
            asks=True,
            documents=self.documents,
            paragraphs=len(self.characters) + self.cached,
            requests=len(self.characters),
            cached=self.cached,
            input_tokens=sent,
            output_tokens=received,
            answer=answer,
            known=len(known),
            cost=cost if self.characters else 0.0,  # where nothing is sent no price is needed
        )

    def _key(self, body: dict[str, object]) -> str:
        from llmclaims.cache import request_key  # imports diskcache

        return request_key(self.wire.protocol, self.wire.base_url, body)

    def _readable(self, request: Request, raw: str) -> bool:
        try:
            self.wire.read(request, raw)
        except (ProviderError, ReplyError):
            return False
        return True


def _opened(settings: Settings) -> Cache:
    from llmclaims.cache import Cache  # imports diskcache

    return Cache(settings.cache_dir)


def _readable(found: Iterable[Document | Failure], unreadable: list[Failure]) -> Iterator[Document]:
    for one in found:
        if isinstance(one, Failure):
            unreadable.append(one)
        else:
            yield one
