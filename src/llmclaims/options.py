"""What a run is asked for, apart from its sources."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypedDict, Unpack

from llmclaims.config import Settings
from llmclaims.errors import ConfigError
from llmclaims.schema import DEFAULT_SCHEMA, Cited

if TYPE_CHECKING:
    import os
    import threading
    from collections.abc import Callable, Sequence

    from llmclaims.opening import Opener
    from llmclaims.recording import Recorder


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run was asked for, apart from its sources.

    ``opener`` None: runners as the configuration has them, see ``runner.open_runner``.
    """

    settings: Settings
    schema: tuple[type[Cited], ...] = DEFAULT_SCHEMA
    recorder: Recorder | None = None
    progress: Callable[[int, int], None] | None = None
    stop: threading.Event | None = None
    opener: Opener | None = None


class Arguments(TypedDict, total=False):
    """What ``extract``, ``aextract``, ``stream`` and ``records`` take beside the source; see ``extract``."""

    provider: str | None
    model: str | None
    schema: Sequence[type[Cited]] | None
    published: str | None
    settings: Settings | None
    record: str | os.PathLike[str] | None
    replay: str | os.PathLike[str] | None
    progress: Callable[[int, int], None] | None
    stop: threading.Event | None


def options_for(**arguments: Unpack[Arguments]) -> Options:
    """The options of a run from the arguments of ``extract``; a replay takes its settings from the recording.

    Raises:
        ConfigError: arguments that exclude each other, or a configuration that cannot be used.
        CassetteError: the recording cannot be used.
    """
    record, replay = arguments.get("record"), arguments.get("replay")
    if record is not None and replay is not None:
        raise ConfigError("record and replay exclude each other; give one of them.")
    provider, model = arguments.get("provider"), arguments.get("model")
    settings = arguments.get("settings")
    if settings is None:
        settings = Settings.load(provider=provider, model=model)
    else:
        named = {"provider": provider, "model": model}
        settings = settings.model_copy(update={key: name for key, name in named.items() if name is not None})
    if (published := arguments.get("published")) is not None:
        settings = settings.model_copy(update={"published": published})
    schema = tuple(arguments.get("schema") or DEFAULT_SCHEMA)
    recorder = None
    if record is not None or replay is not None:
        from llmclaims.recording import open_recording

        recorder, settings = open_recording(settings, schema, record=record, replay=replay)
    return Options(
        settings=settings,
        schema=schema,
        recorder=recorder,
        progress=arguments.get("progress"),
        stop=arguments.get("stop"),
    )
