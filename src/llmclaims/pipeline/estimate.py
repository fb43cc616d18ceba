"""What a run would take, before it: requests, tokens and cost. Nothing is sent, and no key is needed."""

import json
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from llmclaims.config.provider_settings import Price, ProviderSettings
from llmclaims.config.settings import Settings
from llmclaims.documents.document import Document
from llmclaims.documents.readers import Source, documents, sources_of
from llmclaims.errors import DocumentError
from llmclaims.inference.budget import cost_of, length, tokens_of
from llmclaims.inference.prompts import context
from llmclaims.inference.sync import iterate
from llmclaims.linking.questions import STAGE as LINK
from llmclaims.pipeline.answers import request_for
from llmclaims.pipeline.dry_run import ENOUGH, Awaited, Count, Outbox
from llmclaims.pipeline.options import Options
from llmclaims.pipeline.packs import Pack
from llmclaims.pipeline.repair import repair_model
from llmclaims.pipeline.second_reading import groups
from llmclaims.pipeline.session import Line, line_for
from llmclaims.providers.base import Request, Wire, is_wire
from llmclaims.providers.registry import check_destination, connect
from llmclaims.runs.records import Record, Run, Summary
from llmclaims.schema.annotations import Cited
from llmclaims.schema.answer import numbered_model
from llmclaims.schema.claims import Failure
from llmclaims.schema.news import DEFAULT_SCHEMA, Relation
from llmclaims.verification.model_checks.run import STAGE as CHECK
from llmclaims.verification.model_checks.run import request_for as check_request

__all__ = ["ENOUGH", "Estimate", "Further", "estimate"]


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
    model, or the built-in figure where ``known`` is 0. What follows from answers on disk (a repair round, a
    check, relations where a document's answers are all there) is counted exactly; ``repeated`` input tokens are the
    prompt and the schema that a request has sent before, and ``saving`` is what a provider's cache can take off the
    cost for them, None where the price of cached input is not set; ``further`` is the most that
    repairs and checks after the answers to come can be unless something fails. Tries after a failure and
    fallbacks are in neither.
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
    answer: int = 0
    known: int = 0
    cost: float | None = None
    repeated: int = 0
    saving: float | None = None
    further: Further = field(default_factory=Further)

    @property
    def most(self) -> float | None:
        """Return the cost with everything that may follow; None where the price is unknown."""
        return None if self.cost is None or self.further.cost is None else self.cost + self.further.cost


def estimate(
    source: Source | Iterable[Source],
    *,
    settings: Settings,
    schema: tuple[type[Cited], ...] = DEFAULT_SCHEMA,
    published: str | None = None,
    cached: bool = True,
) -> Estimate:
    """Return what ``extract`` would take with the same arguments; ``cached`` False: as if no answer were on disk.

    Raises:
        DocumentError: the only source cannot be read.
        ConfigError: the configuration, the schema or the cache cannot be used.
        PromptError: a prompt template cannot be used.
    """
    line = line_for(settings, schema)  # what cannot be used is said before all else
    name, chosen = settings.for_stage("extract")
    check_destination(name, chosen)  # with its key: the run would send it
    wire = connect(name, chosen.model_copy(update={"api_key_env": ""}))
    settings = settings.model_copy(update={"published": published or settings.published})
    if not is_wire(wire):
        there = _there(source, settings.published)
        return Estimate(
            provider=name,
            model=chosen.model,
            asks=False,
            documents=there.documents,
            unreadable=tuple(there.unreadable),
            paragraphs=there.paragraphs,
            cost=0.0,
        )
    outbox = Outbox(read_cache=cached)
    count = _Count(wire, line)
    for one in iterate(lambda: outbox.records(source, Options(settings=settings, schema=schema))):
        if isinstance(one, Awaited):
            count.request(one)
        else:
            count.record(one)
    return count.estimate(name, chosen, outbox)


def _there(source: Source | Iterable[Source], published: str | None) -> Count:
    """Count the documents and paragraphs that are there to read."""
    sources, found = sources_of(source), Count()
    for one in documents(sources, published):
        found.record(one)
    if len(sources) == 1 and len(found.unreadable) == 1 and not found.documents:
        raise DocumentError(found.unreadable[0].message)
    return found


@dataclass(slots=True)
class _Later:
    """Count requests of one kind that may follow: their tokens, without the ``answers`` to come that they quote."""

    requests: int = 0
    tokens: int = 0
    answers: float = 0.0

    def add(self, tokens: int, answers: float) -> None:
        """Count one request."""
        self.requests += 1
        self.tokens += tokens
        self.answers += answers


class _Count(Count):
    """Count the requests, too, that may follow from their answers."""

    def __init__(self, wire: Wire, line: Line) -> None:
        super().__init__()
        self._wire = wire
        self._line = line
        self._fresh = self._asking = 0
        self._repairs, self._checks, self._again = _Later(), _Later(), _Later()
        self._unread: list[tuple[Pack, ...]] = []

    def record(self, one: Run | Record | Summary) -> None:
        """Count a record of the run."""
        super().record(one)
        if isinstance(one, Document):
            self._unread = groups(one, self._line.request_characters, read=True)

    def request(self, one: Awaited) -> None:
        """Count a request, and what may be asked once its answer is there."""
        super().request(one)
        if one.stage == "extract":
            self._fresh += len(one.paragraphs)
            self._asking += 1
            if self._line.again is not None:
                self._again.add(tokens_of(one.characters), 1)
        if one.stage in ("extract", "rest", "again") and self._line.settings.repair:
            for index in one.paragraphs:  # each may have refused drafts, with its share of the answer
                self._repairs.add(self._tokens(self._repair(one.document, index)), 1 / len(one.paragraphs))
        if one.stage in ("extract", "rest", "again", "repair"):
            self._read_later(one)
        elif one.stage == LINK:
            self._read_relations_later(one)

    def _tokens(self, request: Request) -> int:
        return tokens_of(length(self._wire.body(request)))

    def _repair(self, document: Document, index: int) -> Request:
        """Return what may be asked about refused drafts, without them."""
        paragraph = document.paragraphs[index]
        request = request_for(None, self._line.schema, document, (paragraph,))
        messages = self._line.repair.messages(**context(document, paragraph), refused="")
        return replace(request, stage="repair", messages=messages, answer=repair_model())

    def _read_later(self, one: Awaited) -> None:
        """Count the checks of the paragraph's group, once for all of it, without the claims that they will show."""
        group = next((each for each in self._unread if _holds(each, one.paragraph)), ())
        if not group:
            return
        self._unread.remove(group)
        paragraphs = [each for pack in group for each in pack]
        for check, prompt in self._line.checks:
            request = check_request(check, prompt, one.document, paragraphs, (), self._line.schema)
            self._checks.add(self._tokens(request), len(group))

    def _repeated(self) -> int:
        """Return the tokens of the fixed part in every request about paragraphs but the first."""
        schema = json.dumps(numbered_model(self._line.schema).model_json_schema())
        return tokens_of(len(self._line.prompt.fixed) + len(schema)) * max(self._asking - 1, 0)

    def _read_relations_later(self, one: Awaited) -> None:
        """Count the checks of what one answer of pass 2 relates, without the claims that they will show."""
        shown = tuple(each for each in one.document.body if each.index in one.paragraphs)
        for check, prompt in self._line.checks:
            self._checks.add(
                self._tokens(check_request(check, prompt, one.document, shown, (), (Relation,))), 1
            )

    def estimate(self, name: str, chosen: ProviderSettings, outbox: Outbox) -> Estimate:
        """Return what was counted, in tokens and money."""
        answer, known = outbox.typical(chosen)
        settings = self._line.settings
        # A repair quotes the answer, and its own answer is about each part of that. A check quotes less of it, and
        # answers in a line a claim: in the recorded runs in a fifth of its length. What was missed is asked with the
        # quotes of what was found, and is less.
        repairs, checks, again = self._repairs, self._checks, self._again
        mended = round(answer * repairs.answers)
        missed = round(answer * again.answers)
        asked = repairs.tokens + mended + again.tokens + missed // 3, mended + missed // 4
        read = round(answer * checks.answers)
        reading = checks.tokens + read, -(-read // 4)
        repeated = self._repeated()
        return Estimate(
            provider=name,
            model=chosen.model,
            asks=True,
            documents=self.documents,
            unreadable=tuple(self.unreadable),
            paragraphs=self.paragraphs,
            requests=self.requests.total(),
            cached=self.paragraphs - self._fresh,
            input_tokens=self.tokens.total(),
            output_tokens=answer * self.requests.total(),
            answer=answer,
            known=known,
            cost=total(
                cost(self.tokens[who], answer * count, settings.named(*who))
                for who, count in self.requests.items()
            ),
            repeated=repeated,
            saving=_saving(repeated, chosen.price),
            further=Further(
                requests=repairs.requests + checks.requests + again.requests,
                input_tokens=asked[0] + reading[0],
                output_tokens=asked[1] + reading[1],
                cost=total((cost(*asked, chosen), cost(*reading, settings.for_stage(CHECK)[1]))),
            ),
        )


def _saving(repeated: int, price: Price | None) -> float | None:
    if price is None or price.cached_input is None:
        return None
    return repeated * (price.input - price.cached_input) / 1_000_000


def _holds(group: tuple[Pack, ...], index: int) -> bool:
    return any(one.index == index for pack in group for one in pack)


def cost(sent: int, received: int, settings: ProviderSettings) -> float | None:
    """Return what so many tokens cost, None where the price is unknown and something is sent."""
    if not sent:
        return 0.0
    return None if settings.price is None else cost_of(sent, received, settings.price)


def total(costs: Iterable[float | None]) -> float | None:
    """Return the sum, None where one of them is unknown."""
    found = list(costs)
    return None if None in found else sum(one for one in found if one is not None)
