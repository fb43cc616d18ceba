"""The line over the answers that are on disk: nothing is sent, and no key is needed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.inference.sync import iterate
from llmclaims.pipeline.dry_run import Awaited, Outbox, check_options

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from llmclaims.documents.readers import Source
    from llmclaims.pipeline.options import Options
    from llmclaims.runs.records import Record, Run, Summary


def collected(
    source: Source | Iterable[Source],
    options: Options,
    *,
    missing: Callable[[Awaited], None] | None = None,
) -> Iterator[Run | Record | Summary]:
    """The records of a run from what is on disk alone; equal to a direct run's on the same answers.

    A paragraph without its answer is a Failure "Skipped", a missing repair, check or relation a warning in the
    Summary; the message of each holds ``outbox.AWAITED``. ``missing`` is called with each request that the next
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
