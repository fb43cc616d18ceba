"""What a run is asked with: its prompts and checks, the runner that answers, and the head that tells of them."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Iterator
from contextlib import AbstractAsyncContextManager, asynccontextmanager, nullcontext
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from llmclaims.config.settings import Settings
from llmclaims.config.version import version
from llmclaims.errors import ConfigError
from llmclaims.inference.guides import guide
from llmclaims.inference.manifest import files_of, kinds_of
from llmclaims.inference.prompts import Prompt, load_prompt
from llmclaims.inference.recording import Recorder
from llmclaims.inference.runner import Runner
from llmclaims.inference.runner_chain import Opener, open_runner, stage_runner
from llmclaims.linking.within_document import Linker, open_linker
from llmclaims.pipeline.examples import taught
from llmclaims.pipeline.options import Options
from llmclaims.pipeline.repair import AGAIN, REST
from llmclaims.providers.base import is_wire
from llmclaims.providers.registry import BUILTIN
from llmclaims.runs.records import Run
from llmclaims.schema.annotations import Cited
from llmclaims.schema.answer import answer_model
from llmclaims.schema.news import DEFAULT_SCHEMA, Relation
from llmclaims.verification.model_checks import Check, chosen, known
from llmclaims.verification.model_checks.entailment import ENTAILMENT
from llmclaims.verification.model_checks.run import STAGE as CHECK
from llmclaims.verification.rules.registry import own_modules, rules

_OWN_KINDS = "How the other kinds were to be filled:"


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """Hold what a run asks about each of its paragraphs."""

    settings: Settings
    schema: tuple[type[Cited], ...]
    prompt: Prompt
    repair: Prompt
    rest: Prompt
    checks: tuple[tuple[Check, Prompt], ...] = ()
    again: Prompt | None = None
    doubts: tuple[str, ...] = ()
    """What the verifier flags in the examples."""

    @property
    def request_characters(self) -> int:
        """Return how many characters of paragraphs a model is asked about at once; 0: one paragraph."""
        return self.settings.request_characters if self.prompt.several else 0

    @property
    def prompts(self) -> tuple[Prompt, ...]:
        """Return the prompts that it is extracted with."""
        return (self.prompt, self.repair, self.rest, *((self.again,) if self.again else ()))


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """Hold a line, the runner that it is asked with, and what its paragraphs share while they are read.

    ``reader`` answers the checks.
    """

    line: Line
    runner: Runner
    reader: Runner
    stop: Callable[[], bool] = bool
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)

    @property
    def speaks(self) -> bool:
        """Tell whether the provider reads the prompt at all."""
        return is_wire(self.runner.provider)

    @property
    def request_characters(self) -> int:
        """Return how many characters of paragraphs are asked about at once; 0: one paragraph."""
        return self.line.request_characters if self.speaks else 0

    @property
    def reads(self) -> bool:
        """Tell whether what was found is read a second time, by a model."""
        return bool(self.line.checks) and is_wire(self.reader.provider)


def checks_of(settings: Settings) -> tuple[Check, ...]:
    """Return the checks that a run with these settings makes: those named, else the second reading where a model extracts.

    Raises:
        ConfigError: one that is named is not there, or no model is chosen.
    """
    names = settings.checks
    if names is None:
        by_rules = settings.for_stage("extract")[1].protocol == BUILTIN
        names = () if by_rules else (ENTAILMENT.id,)
    return chosen(names, settings.disable)


def line_for(settings: Settings, schema: tuple[type[Cited], ...]) -> Line:
    """Return the line of a run with these settings.

    Raises:
        ConfigError: the schema or an example cannot be used, or a check or a rule that is named is not there.
        PromptError: a prompt template cannot be used.
    """
    answer_model(schema)  # a schema that cannot be used is said before anything is asked
    _check_names(settings.disable)
    lesson = taught(settings, schema)
    return Line(
        settings=settings,
        schema=schema,
        prompt=load_prompt(settings.prompt, schema, settings.prompts, lesson),
        repair=load_prompt(settings.repair_prompt, (), settings.prompts),
        rest=load_prompt(REST, (), settings.prompts),
        again=load_prompt(AGAIN, (), settings.prompts) if settings.passes > 1 else None,
        checks=tuple(
            (check, _with_own_kinds(load_prompt(check.prompt, (), settings.prompts), schema))
            for check in checks_of(settings)
        ),
        doubts=tuple(doubt for one in lesson.examples for doubt in one.doubts),
    )


def _with_own_kinds(prompt: Prompt, schema: tuple[type[Cited], ...]) -> Prompt:
    """Return a check's prompt with what the user's own kinds are filled with, which its template cannot know."""
    own = [guide(model) for model in schema if model not in DEFAULT_SCHEMA]
    return replace(prompt, fixed="\n\n".join((prompt.fixed, _OWN_KINDS, *own)).strip()) if own else prompt


def open_reader(
    settings: Settings,
    runner: Runner,
    recorder: Recorder | None,
    stop: Callable[[], bool],
    opener: Opener | None,
) -> AbstractAsyncContextManager[Runner]:
    """Open who answers the checks, ``runner`` itself where none are asked for; errors as for ``stage_runner``."""
    if not checks_of(settings):
        return nullcontext(runner)
    return stage_runner(settings, CHECK, runner, recorder, stop, opener)


@asynccontextmanager
async def opened(options: Options, stop: Callable[[], bool]) -> AsyncIterator[tuple[Session, Linker | None]]:
    """Open the line of a run: its session, and what pass 2 is done with.

    Raises:
        ConfigError, PromptError: the configuration, the schema or a prompt cannot be used.
    """
    settings, schema, recorder = options.settings, options.schema, options.recorder
    opener = options.opener or open_runner
    async with (
        opener(settings, "extract", recorder, stop=stop) as runner,
        open_reader(settings, runner, recorder, stop, opener) as reader,
        open_linker(settings, schema, runner, recorder, stop, opener) as linker,
    ):
        yield session_for(settings, schema, runner, reader, stop), linker


def session_for(
    settings: Settings,
    schema: tuple[type[Cited], ...],
    runner: Runner,
    reader: Runner,
    stop: Callable[[], bool],
) -> Session:
    """Return the session of a run that ``runner`` answers, and ``reader`` reads a second time.

    Raises:
        ConfigError, PromptError: as ``line_for``, or it is a schema that it cannot fill.
    """
    session = Session(line=line_for(settings, schema), runner=runner, reader=reader, stop=stop)
    if not session.speaks and schema != DEFAULT_SCHEMA:
        raise ConfigError("builtin fills Event, Statement and Relation only; choose a model with --provider.")
    return session


def prompts_for(settings: Settings, schema: tuple[type[Cited], ...]) -> tuple[Prompt, ...]:
    """Return every prompt that a run with these settings may send, pass 2 included; errors as ``line_for``."""
    line = line_for(settings, schema)
    prompts = (*line.prompts, *(prompt for _, prompt in line.checks))
    if settings.link and Relation in schema:
        return (*prompts, load_prompt(settings.relate_prompt, (), settings.prompts))
    return prompts


def warnings_for(session: Session, options: Options) -> Iterator[str]:
    """Say what of the configuration does not hold in this run, or loosens its checks."""
    settings = options.settings
    if settings.checks and not session.reads:
        names = ", ".join(check.id for check, _ in session.line.checks)
        yield f"Not checked: {names}, which asks a model, and {settings.chosen(CHECK)[0]} is none."
    yield from session.line.doubts if session.speaks else ()
    if (settings.instructions or settings.examples) and not session.speaks:
        yield f"Not told: instructions and examples, which a model reads, and {session.runner.provider.name} is none."
    replayed = options.recorder is not None and options.recorder.mode == "replay"
    if replayed and settings.disable:
        yield f"The recording turns rules off: {', '.join(settings.disable)}; record it anew to have all of them."
    elif settings.liberties and not replayed:
        yield settings.liberties


def run_head(session: Session, linker: Linker | None) -> Run:
    """Return the head of the run."""
    line, settings = session.line, session.line.settings
    name, provider = settings.for_stage("extract")
    kept = settings.model_dump(
        mode="json",
        include={"strict", "disable", "repair", "prompt", "repair_prompt", "request_characters", "passes"},
    )
    prompts = line.prompts if session.speaks else ()
    if session.reads:
        kept["checks"] = [check.id for check, _ in line.checks]
        prompts = (*prompts, *(prompt for _, prompt in line.checks))
    if own := own_modules():
        kept["rules"] = list(own)
    if linker is not None:
        kept["link"] = True
        prompts = (*prompts, linker.prompt) if linker.prompt is not None else prompts
    return Run(
        provider=name,
        model=provider.model,
        parameters={"output": provider.output, **provider.parameters} if session.speaks else {},
        prompts=files_of(prompts),
        schema=kinds_of(line.schema),
        version=version(),
        settings=kept,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
    )


def _check_names(disable: Iterable[str]) -> None:
    """Refuse to switch off what is not there: it would be a slip that nobody notices."""
    names = set(disable)
    if not names:
        return
    taken = {name for one in rules() for name in (one.id, *one.codes)}
    taken |= {name for one in known().values() for name in (one.id, one.code)}
    if unknown := sorted(names - taken):
        raise ConfigError(
            f"disable names {unknown[0]!r}, which is no rule; `llmclaims rules` lists them all."
        )
