"""Across documents: any number of runs in, the same records out with the relations between their claims."""

import logging
import os
import threading
import time
from collections.abc import AsyncIterator, Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from llmclaims.config.arguments import with_arguments_of
from llmclaims.config.settings import Settings
from llmclaims.config.version import version
from llmclaims.inference.prompts import Prompt, load_prompt
from llmclaims.inference.recording import Recorder
from llmclaims.inference.sync import iterate
from llmclaims.linking.candidates import Entry, candidates
from llmclaims.linking.merge_runs import Merged, merge, tallied
from llmclaims.linking.questions import STAGE, Answers, Pair, ask
from llmclaims.linking.relations import admitted, rejected
from llmclaims.linking.without_model import alike
from llmclaims.providers.base import is_wire
from llmclaims.runs.extraction import Extraction, load, sealed
from llmclaims.runs.records import Run
from llmclaims.schema.annotations import Cited
from llmclaims.schema.claims import Claim
from llmclaims.verification.relations.profiles import Profile, profile_of

logger = logging.getLogger(__name__)

Runs = Extraction | str | os.PathLike[str] | Iterable[Extraction | str | os.PathLike[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """The runs to relate, and how."""

    runs: Iterator[Extraction]
    settings: Settings
    recorder: Recorder | None
    progress: Callable[[int, int], None] | None
    stop: threading.Event | None


def asked(  # noqa: PLR0913 - what linking can be told, in one place
    runs: Runs,
    *,
    provider: str | None = None,
    model: str | None = None,
    base_url: str | None = None,
    schema: type[Cited] | Sequence[type[Cited]] | None = None,
    concurrency: int | None = None,
    max_cost: float | None = None,
    cache: bool | None = None,
    record: str | os.PathLike[str] | None = None,
    replay: str | os.PathLike[str] | None = None,
    progress: Callable[[int, int], None] | None = None,
    stop: threading.Event | None = None,
    config: str | os.PathLike[str] | None = None,
    settings: Settings | None = None,
) -> Asked:
    """Return what a linking of runs is asked for; see ``link`` for each argument.

    Raises:
        ConfigError: arguments that exclude each other, or a configuration that cannot be used.
        CassetteError: the recording cannot be used.
    """
    from llmclaims.inference.recording import check_together, open_recording

    named: dict[str, Any] = {
        "provider": provider,
        "model": model,
        "base_url": base_url,
        "concurrency": concurrency,
    }
    check_together(record, replay, named)
    chosen = Settings.asked(settings, config, stage=STAGE, max_cost=max_cost, cache=cache, **named)

    def prompts(settings: Settings) -> tuple[Prompt]:
        return (load_prompt(settings.link_prompt, (), settings.prompts),)

    recorder, chosen = open_recording(chosen, (), prompts, record=record, replay=replay)
    kinds = (schema,) if isinstance(schema, type) else schema or ()
    return Asked(runs=_loaded(runs, kinds), settings=chosen, recorder=recorder, progress=progress, stop=stop)


@dataclass(frozen=True, slots=True, kw_only=True)
class Linked:
    """The result of linking: the runs with their relations, and how many requests there were and failed."""

    extraction: Extraction
    added: tuple[Claim, ...] = ()
    requests: int = 0
    failed: int = 0


@with_arguments_of(asked)
def link(one: Asked) -> Extraction:  # noqa: D417 - the arguments are those of ``asked``
    """Relate the claims of different documents to one another; claims and what was refused stay as they are.

    Without a model (``builtin``) only what words, names and days show: the same statement or event, and a
    denial against its assertion. A model is asked about the pairs that share enough to be compared.

    Args:
        runs: results of ``extract``, or paths of saved ones, in any number and any order.
        provider: who is asked, by name; None: as configured (``[stages] link``, else ``provider``).
        model: which of the provider's models.
        base_url: the server to ask, in place of the provider's; a key that is meant for another server is
            not sent to it.
        schema: your own ``Cited`` model or models that stand in saved runs.
        concurrency: requests at a time.
        max_cost: what it may cost at most, in the currency of the configured prices.
        cache: False: ask anew even where the answer is on disk.
        record: a folder in which every exchange with the model is kept.
        replay: a folder of recorded exchanges, in place of the network.
        progress: called with the requests done and planned.
        stop: an event that ends the asking early once it is set.
        config: a configuration file in place of the one that would be found.
        settings: a ``Settings`` in place of any file; the arguments above stand above it.

    Returns:
        One run with every record of the runs once and, behind them, the relations across documents: each
        without a document or quote of its own, both sides' words under ``derived["evidence"]``. Pairs that
        nobody judged are told in ``summary.warnings``, and in the log.

    Raises:
        DocumentError: a file is no run, or was saved without its texts.
        ConfigError: the configuration cannot be used, or the runs were made under different rules.
        CassetteError: a recording cannot be used.
    """
    found = _whole(one)
    if found.failed:
        logger.warning(" ".join(found.extraction.summary.warnings))
    return found.extraction


@with_arguments_of(asked)
def linked(one: Asked) -> Linked:
    """Do what ``link`` does and return what it took; the same arguments and errors."""
    return _whole(one)


def _whole(one: Asked) -> Linked:
    merged = merge(one.runs)

    async def once() -> AsyncIterator[Linked]:
        yield await _linked(merged, one)

    (found,) = iterate(once)
    return found


def _loaded(runs: Any, schema: Sequence[type[Cited]]) -> Iterator[Extraction]:
    given = [runs] if isinstance(runs, (Extraction, str)) or hasattr(runs, "__fspath__") else runs
    for one in given:
        yield one if isinstance(one, Extraction) else load(one, schema=schema)


async def _linked(merged: Merged, one: Asked) -> Linked:
    from llmclaims.inference.runner_chain import open_runner

    began = time.monotonic()
    settings, recorder = one.settings, one.recorder
    stopped = one.stop.is_set if one.stop is not None else bool
    name, chosen = settings.for_stage(STAGE)
    found, prompt = Answers(), None
    profiles, pairs = _compared(merged)
    async with open_runner(settings, STAGE, recorder, stopped) as runner:
        if is_wire(runner.provider):
            prompt = load_prompt(settings.link_prompt, (), settings.prompts)
            judging = [Pair(merged.sides[pair.one], merged.sides[pair.other]) for pair in pairs]
            with recorder.between() if recorder is not None else nullcontext():
                await ask(runner, prompt, judging, found, one.progress)
        found.usage = runner.spent
    rest = [pair for pair in pairs if frozenset((pair.one, pair.other)) not in found.judged]
    computed = list(alike(rest, profiles, merged.sides, [*merged.across, *found.relations]))
    order = sorted(found.relations, key=lambda one: one.id)
    kept, clashing = admitted([*order, *computed], merged.across, merged.sides, merged.policy)
    refused = [*found.refused]
    refused += [rejected(one, why, found.drafts[one.id]) for one, why in clashing if one.id in found.drafts]
    settled = merge(
        [Extraction(run=merged.run(), records=(*merged.records, *merged.across, *kept, *refused))]
    )
    summary = replace(
        tallied(settled),
        usage=found.usage,
        seconds=round(time.monotonic() - began, 3),
        warnings=tuple(found.warnings()),
    )
    extraction = Extraction(
        run=_run(merged, name, chosen.model, prompt, settings),
        records=(*settled.records, *settled.across),
        summary=summary,
    )
    return Linked(
        extraction=sealed(extraction), added=tuple(kept), requests=found.requests, failed=found.failed
    )


def _compared(merged: Merged) -> tuple[dict[str, Profile], list[Any]]:
    """Return what each claim is compared by, and the pairs that share enough."""
    profiles = {
        name: profile
        for name, (claim, document) in merged.sides.items()
        if (profile := profile_of(claim, document)) is not None
    }
    entries = [Entry(name, merged.sides[name][1].id, profile) for name, profile in profiles.items()]
    return profiles, list(candidates(entries))


def _run(merged: Merged, name: str, model: str, prompt: Prompt | None, settings: Settings) -> Run:
    _, chosen = settings.for_stage(STAGE)
    before = merged.run()
    return replace(
        before,
        provider=name,
        model=model,
        parameters={"output": chosen.output, **chosen.parameters} if prompt is not None else {},
        prompts={**before.prompts, **(prompt.files if prompt is not None else {})},
        version=version(),
        started=datetime.now(UTC).isoformat(timespec="seconds"),
    )
