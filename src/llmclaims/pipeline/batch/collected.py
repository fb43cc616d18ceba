"""A batch's run as files answer it: which options that goes with, and its records from what is on disk."""

import json
from collections.abc import Callable, Iterable, Iterator

from llmclaims.documents.readers import Source
from llmclaims.errors import ConfigError
from llmclaims.inference.sync import iterate
from llmclaims.linking.questions import STAGE as LINK
from llmclaims.pipeline.batch.service import batches_of
from llmclaims.pipeline.dry_run import Awaited, Outbox
from llmclaims.pipeline.options import Options
from llmclaims.pipeline.session import checks_of
from llmclaims.runs.records import Record, Run, Summary
from llmclaims.schema.news import Relation
from llmclaims.verification.model_checks.run import STAGE as CHECK


def check_options(options: Options) -> None:
    """See that a run with these options can be answered by files.

    Raises:
        ConfigError: it cannot; the message says what to do instead.
    """
    settings = options.settings
    if options.recorder is not None:
        raise ConfigError("A batch cannot be recorded or replayed; leave out --record and --replay.")
    if not settings.cache:
        raise ConfigError("A batch's answers are read from the cache; leave out --no-cache.")
    stages = ["extract"]
    if CHECK in settings.stages and checks_of(settings):
        stages.append(CHECK)
    if settings.link and Relation in options.schema and LINK in settings.stages:
        stages.append(LINK)
    for stage in stages:
        name, provider = settings.for_stage(stage)
        if provider.protocol == "builtin":
            if stage == LINK:
                continue  # computed on the spot
            raise ConfigError(
                f"{name!r} is no model and needs no batch; name one with --provider, or run extract."
            )
        if batches_of(provider) is None:
            raise ConfigError(
                f"Provider {name!r} speaks the {provider.protocol} protocol, and a batch is written for "
                'protocol = "openai" alone; choose another provider, or run extract.'
            )
        try:
            json.dumps(provider.parameters, allow_nan=False)
        except (TypeError, ValueError) as error:
            raise ConfigError(f"The parameters of {name!r} are not JSON ({error}); correct them.") from error


def collected(
    source: Source | Iterable[Source],
    options: Options,
    *,
    missing: Callable[[Awaited], None] | None = None,
) -> Iterator[Run | Record | Summary]:
    """Yield the records of a run from what is on disk alone; equal to a direct run's on the same answers.

    A paragraph without its answer is a Failure "Skipped", a missing repair, check or relation a warning in the
    Summary; the message of each holds ``AWAITED``. ``missing`` is called with each request that the next
    ``write_requests`` would write, behind the records of its document.

    Raises:
        DocumentError: the only source cannot be read.
        ConfigError: these options do not go with a batch.
        PromptError: a prompt template cannot be used.
    """
    check_options(options)
    outbox = Outbox()
    for one in iterate(lambda: outbox.records(source, options)):
        if not isinstance(one, Awaited):
            yield one
        elif missing is not None:
            missing(one)
