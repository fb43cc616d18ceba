"""What a run is asked for: the arguments of ``extract``, which the command has as options."""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from llmclaims.config.settings import Settings
from llmclaims.documents.readers import Source
from llmclaims.inference.recording import Recorder
from llmclaims.inference.runner_chain import Opener
from llmclaims.schema.annotations import Cited
from llmclaims.schema.news import DEFAULT_SCHEMA


@dataclass(frozen=True, slots=True)
class HowFar:
    """How far a run is: paragraphs done, of those of the documents read so far, and whether no document is left to read."""

    done: int
    planned: int
    documents: int
    all_read: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """What a run was asked for, apart from its sources.

    ``opener`` None: runners as the configuration has them, see ``runner.open_runner``. ``log``: a run that is
    not complete says so in the log, once. ``watch`` is told more than ``progress``, each time a paragraph is done.
    """

    settings: Settings
    schema: tuple[type[Cited], ...] = DEFAULT_SCHEMA
    recorder: Recorder | None = None
    progress: Callable[[int, int], None] | None = None
    watch: Callable[[HowFar], None] | None = None
    stop: threading.Event | None = None
    opener: Opener | None = None
    log: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """The sources of a run, and its options."""

    source: Source | Iterable[Source]
    options: Options
