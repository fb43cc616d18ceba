"""The arguments of ``extract`` made into the options of a run."""

import datetime as dt
import os
import threading
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from llmclaims.config.settings import Settings
from llmclaims.documents.document import checked_date
from llmclaims.documents.readers import Source
from llmclaims.errors import ConfigError
from llmclaims.inference.recording import check_together, open_recording
from llmclaims.pipeline.examples import as_data
from llmclaims.pipeline.options import Asked, Options
from llmclaims.pipeline.session import prompts_for
from llmclaims.schema.annotations import Cited
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.model_checks.entailment import ENTAILMENT


def asked(  # noqa: PLR0913 - what a run can be told, in one place
    source: "Source | Iterable[Source]",
    *,
    provider: str | None = None,
    model: str | None = None,
    base_url: str | None = None,
    schema: "type[Cited] | Sequence[type[Cited]] | None" = None,
    instructions: str | None = None,
    examples: "Sequence[tuple[str, Sequence[Cited]] | Mapping[str, Any]] | None" = None,
    published: str | dt.date | None = None,
    strict: bool | None = None,
    check: str | Sequence[str] | bool | None = None,
    repair: bool | None = None,
    link: bool | None = None,
    concurrency: int | None = None,
    max_cost: float | None = None,
    workers: int | None = None,
    cache: bool | None = None,
    record: str | os.PathLike[str] | None = None,
    replay: str | os.PathLike[str] | None = None,
    progress: "Callable[[int, int], None] | None" = None,
    stop: threading.Event | None = None,
    config: str | os.PathLike[str] | None = None,
    settings: "Settings | None" = None,
) -> Asked:
    """Return what a run is asked for; see ``pipeline.extract`` for each argument.

    Raises:
        ConfigError: arguments that exclude each other, or a configuration that cannot be used.
        CassetteError: the recording cannot be used.
    """
    from_recording: dict[str, Any] = {
        "provider": provider,
        "model": model,
        "base_url": base_url,
        "published": published,
        "strict": strict,
        "check": check,
        "repair": repair,
        "link": link,
        "concurrency": concurrency,
    }
    check_together(record, replay, from_recording)
    named = {one: value for one, value in from_recording.items() if one not in ("published", "check")}
    chosen = Settings.asked(
        settings,
        config,
        **named,
        instructions=instructions,
        examples=None if examples is None else as_data(examples),
        published=_day(published),
        checks=_checks(check),
        max_cost=max_cost,
        workers=workers,
        cache=cache,
    )
    kinds = _kinds(schema)
    recorder = None
    if record is not None or replay is not None:
        recorder, chosen = open_recording(
            chosen, kinds, lambda one: prompts_for(one, kinds), record=record, replay=replay
        )
    options = Options(settings=chosen, schema=kinds, recorder=recorder, progress=progress, stop=stop)
    return Asked(source, options)


def _checks(check: object) -> Any:
    """Return the ids of the checks that are asked for; None: as configured."""
    if isinstance(check, bool):
        return (ENTAILMENT.id,) if check else ()
    return (check,) if isinstance(check, str) else check


def _day(published: object) -> str | None:
    """Return the day as it is written."""
    if isinstance(published, dt.datetime):
        published = published.date()
    if isinstance(published, dt.date):
        return published.isoformat()
    if published is None or isinstance(published, str):
        return checked_date(published)
    raise ConfigError(
        f"published is {published!r}, which is no date: give a datetime.date, or a text like 2026-02-06."
    )


def _kinds(schema: object) -> tuple[type[Cited], ...]:
    if schema is None:
        return DEFAULT_SCHEMA
    kinds = tuple(schema) if isinstance(schema, (list, tuple, set, frozenset)) else (schema,)
    for one in kinds:
        if not (isinstance(one, type) and issubclass(one, Cited)):
            raise ConfigError(
                f"schema holds {one!r}, which is no model of claims; derive it from llmclaims.Cited."
            )
    if not kinds:
        raise ConfigError("schema is empty; name a model, or leave it out for Event, Statement and Relation.")
    return kinds
