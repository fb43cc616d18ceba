"""What a run still has to ask, as files of OpenAI Batch JSON Lines. Nothing is sent, and no key is needed."""

import os
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

from llmclaims.config.settings import Settings
from llmclaims.documents.readers import Source
from llmclaims.inference.budget import cost_of
from llmclaims.inference.sync import iterate
from llmclaims.linking.questions import STAGE as LINK
from llmclaims.pipeline.batch.collected import check_options
from llmclaims.pipeline.batch.request_files import OPENAI, Limits, Part, Parts, make_empty
from llmclaims.pipeline.dry_run import Awaited, Count, Outbox
from llmclaims.pipeline.options import Options
from llmclaims.runs.spill import OnDisk
from llmclaims.schema.claims import Failure
from llmclaims.verification.model_checks.run import RELATIONS
from llmclaims.verification.model_checks.run import STAGE as CHECK

Priced = Literal["batch_price", "price", ""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What is still to be asked. Tokens and cost are estimates; ``cost`` is None where a price is unknown.

    ``waiting`` counts the paragraphs with something missing; requests about relations between claims that are all
    known are in ``requests`` alone. ``priced`` says which price was taken: "batch_price", or "price" where a
    provider has no other, "" where the cost is unknown. ``unreadable`` are sources, ``oversized`` paragraphs
    whose request is longer than a file may be. What follows from the answers to come is not in it.
    """

    parts: tuple[Part, ...]
    documents: int
    paragraphs: int
    requests: int
    waiting: int
    input_tokens: int
    output_tokens: int
    cost: float | None
    unreadable: tuple[Failure, ...]
    oversized: tuple[Failure, ...] = ()
    priced: Priced = ""


def write_requests(
    source: Source | Iterable[Source],
    options: Options,
    folder: str | os.PathLike[str],
    limits: Limits = OPENAI,
    *,
    keep: bool = True,
) -> Plan:
    """Write what a run with these options would ask now and finds no answer to on disk.

    When the answers are there, the next call writes what follows from them, and an empty plan says that nothing
    is missing. Equal sources, options and answers give equal files, in the order of the source. A file grows as
    ``NAME.part``; after an error or an interruption none is left. ``options.stop`` stops nothing: half a plan is
    none. ``keep`` False: the same plan, and no file.

    Raises:
        DocumentError: the only source cannot be read.
        ConfigError: these options do not go with a batch, or the folder cannot be used or holds requests.
        PromptError: a prompt template cannot be used.
    """
    check_options(options)
    folder = Path(folder)
    if keep:
        make_empty(folder)
    outbox = Outbox()
    tally = _Tally()
    with Parts(folder, limits, keep=keep) as parts, OnDisk() as seen:
        for one in iterate(lambda: outbox.records(source, replace(options, stop=None))):
            if not isinstance(one, Awaited):
                tally.record(one)
                continue
            if one.key in seen:
                continue  # the same article twice
            seen.put(one.key, None)
            if parts.add(one):
                tally.request(one)
            else:
                tally.oversized.append(_too_long(one, limits))
        return tally.plan(parts.finished(), options.settings, outbox)


@dataclass(slots=True)
class _Tally(Count):
    """Count the paragraphs with something missing, too, and what no file can hold."""

    waiting: int = 0
    oversized: list[Failure] = field(default_factory=list)
    _last: tuple[int, int] = (0, 0)

    def request(self, one: Awaited) -> None:
        """Count a request; those of a paragraph follow one another."""
        Count.request(self, one)  # super() does not know a class with slots
        place = (self.documents, one.paragraph)
        if one.stage == CHECK:
            self.waiting += len(one.paragraphs)  # none of them waits for anything else
        elif one.stage not in (LINK, RELATIONS) and place != self._last:
            self.waiting += len(one.paragraphs)
            self._last = place

    def plan(self, parts: tuple[Part, ...], settings: Settings, outbox: Outbox) -> Plan:
        """Return what was counted, in tokens and money."""
        received, cost, priced = 0, 0.0, set[Priced]()
        known = True
        for asked, requests in self.requests.items():
            provider = settings.named(*asked)
            output = requests * outbox.typical(provider)[0]
            received += output
            price = provider.batch_price or provider.price
            if price is None:
                known = False
                continue
            cost += cost_of(self.tokens[asked], output, price)
            priced.add("batch_price" if provider.batch_price else "price")
        return Plan(
            parts=parts,
            documents=self.documents,
            paragraphs=self.paragraphs,
            requests=self.requests.total(),
            waiting=self.waiting,
            input_tokens=self.tokens.total(),
            output_tokens=received,
            cost=cost if known else None,
            unreadable=tuple(self.unreadable),
            oversized=tuple(self.oversized),
            priced="" if not known or not priced else "price" if "price" in priced else "batch_price",
        )


def _too_long(one: Awaited, limits: Limits) -> Failure:
    return Failure(
        document=one.document.id,
        paragraph=one.paragraph,
        error="ConfigError",
        message=f"Its request ({one.stage}) is longer than the {limits.bytes:,} bytes that a file may have; "
        "raise that limit, or ask for this article with extract.",
    )
