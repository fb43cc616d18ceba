"""The batch services of a job's providers, and how its batches stand there."""

from __future__ import annotations

import contextlib
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self

from llmclaims.pipeline.batch.service import NotThereError, Service

if TYPE_CHECKING:
    from openai.types import Batch as Seen

    from llmclaims.config.settings import Settings
    from llmclaims.pipeline.batch.job_file import Batch


class Services:
    """The batch services of a job's providers, each connected when it is needed."""

    def __init__(self, settings: Settings) -> None:
        """None is connected yet."""
        self._settings = settings
        self._open: dict[str, Service] = {}
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Release the connections."""
        self._stack.close()

    def of(self, name: str) -> Service:
        """The service of a provider by its name.

        Raises:
            ConfigError: it has none, or its key is missing.
        """
        if name not in self._open:
            settings = self._settings.named(name, "any")
            self._open[name] = self._stack.enter_context(Service(name, settings))
        return self._open[name]


def looked_at(one: Batch, services: Services, *, strict: bool = False) -> Batch:
    """A batch as it stands now; ``strict`` False: one that the service does not know is said to be unknown."""
    if one.final or not one.id:
        return one
    try:
        return seen_as(one, services.of(one.provider).retrieve(one.id))
    except NotThereError as error:
        if strict:
            raise
        return replace(one, status="unknown", message=str(error))


def seen_as(one: Batch, seen: Seen) -> Batch:
    """A batch as the service describes it."""
    return replace(one, **facts(seen))


def facts(seen: Seen) -> dict[str, Any]:
    """What a job keeps of a batch as the service describes it."""
    counts = seen.request_counts
    errors = (seen.errors.data if seen.errors else None) or []
    return {
        "id": seen.id,
        "status": str(seen.status),
        "completed": (counts.completed if counts else None) or 0,
        "failed": (counts.failed if counts else None) or 0,
        "output": seen.output_file_id or "",
        "errors": seen.error_file_id or "",
        "code": (errors[0].code or "") if errors else "",
        "message": (errors[0].message or "") if errors else "",
    }
