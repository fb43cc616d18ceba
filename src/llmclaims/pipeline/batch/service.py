"""The batch services of a job's providers: one layer of tries around each call, and how their batches stand."""

from __future__ import annotations

import asyncio
import contextlib
import time
from dataclasses import replace
from typing import TYPE_CHECKING, Any, Self, TypeVar

from llmclaims.errors import ConfigError, ProviderError
from llmclaims.inference.rate_limit import pause
from llmclaims.inference.retry import PATIENCE
from llmclaims.pipeline.batch.job_file import sync_folder
from llmclaims.providers.openai_batches import LARGEST_FILE
from llmclaims.providers.registry import BUILTIN, check_destination, wire_class
from llmclaims.providers.time_limit import time_limit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping
    from pathlib import Path

    from openai.types import Batch as Seen
    from tenacity import RetryCallState

    from llmclaims.config.provider_settings import ProviderSettings
    from llmclaims.config.settings import Settings
    from llmclaims.pipeline.batch.job_file import Batch
    from llmclaims.providers.openai_batches import Batches

Result = TypeVar("Result")

_QUOTED = 200
_BYTES_A_SECOND = 100_000
"""A slower line than this does not carry a large file in time."""


class NotThereError(ProviderError):
    """The service does not know the file or the batch of that id."""


class Service:
    """Speak to the batch service of one provider; every method blocks, and tries as the settings say."""

    def __init__(
        self,
        name: str,
        settings: ProviderSettings,
        *,
        environ: Mapping[str, str] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Take in the settings; ``name`` is the provider's in the configuration.

        Raises:
            ConfigError: the protocol has no batch service, the key is missing, the address is none, or a
                configuration that nobody named would send a key where it may not.
        """
        batches = batches_of(settings)
        if batches is None:
            raise ConfigError(
                f"Provider {name!r} speaks the {settings.protocol} protocol, and batches go over the openai "
                "protocol alone; choose another provider, or extract without a batch."
            )
        check_destination(name, settings, environ)
        self.name = name
        self._settings = settings
        self._api: Batches = batches(name, settings, environ)
        self._sleep = sleep
        self._loop: asyncio.Runner | None = None

    def __repr__(self) -> str:
        """Name it; never the key."""
        return f"Service({self.name!r})"

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Release the connections."""
        if self._loop is not None:
            with self._loop:
                self._loop.run(self._api.close())

    def upload(self, path: Path) -> str:
        """Send a file of requests, and return the id that the service gives it.

        Raises:
            ProviderError: the service did not take it.
        """
        patience = max(self._settings.timeout, path.stat().st_size / _BYTES_A_SECOND)
        return self._tried(lambda: self._api.upload(path), self._no_service, patience).id

    def create(self, file: str, about: Mapping[str, str], known: Collection[str] = ()) -> Seen:
        """Make a batch of an uploaded file, once: where an answer got lost, the batch is looked for first.

        ``about`` is kept with the batch; ``known`` are batches made of the same file before.

        Raises:
            NotThereError: the service has no such file any more.
            ProviderError: the service did not take it.
        """
        return self._tried(
            self._api.creation(file, about, known),
            lambda words: (self._no_file if "file" in words.lower() else self._no_service)(words),
        )

    def find(self, files: Collection[str], known: Collection[str] = ()) -> dict[str, Seen]:
        """Return the batches made of some uploaded files, apart from those ``known``, by the file's id.

        Raises:
            ProviderError: the service does not list its batches.
        """
        return self._tried(lambda: self._api.made_of(files, known), self._no_service) if files else {}

    def retrieve(self, batch: str) -> Seen:
        """Return how a batch stands now.

        Raises:
            NotThereError: the service does not know it.
            ProviderError: the service does not say.
        """
        return self._tried(lambda: self._api.retrieve(batch), self._unknown(batch))

    def cancel(self, batch: str) -> Seen:
        """End a batch early, and return how it stands then; what was answered until then can still be had.

        Raises:
            NotThereError: the service does not know it.
            ProviderError: the service does not do it, as with a batch that is final.
        """
        return self._tried(lambda: self._api.cancel(batch), self._unknown(batch))

    def download(self, file: str, path: Path) -> None:
        """Write a file of the service to ``path``, which is there only when it is whole.

        Raises:
            NotThereError: the service does not know it.
            ProviderError: it did not come.
        """
        part = path.with_name(path.name + ".part")

        async def once() -> None:
            async with time_limit(self._settings.timeout) as more:
                await self._api.download(file, part, lambda length: more(length / _BYTES_A_SECOND))
            part.replace(path)
            sync_folder(path.parent)

        self._tried(once, self._unknown(file), patience=LARGEST_FILE / _BYTES_A_SECOND)

    def delete(self, file: str) -> None:
        """Remove a file from the service; nothing happens where there is none.

        Raises:
            ProviderError: the service does not do it.
        """
        with contextlib.suppress(NotThereError):
            self._tried(lambda: self._api.delete(file), self._unknown(file))

    def _tried(
        self,
        call: Callable[[], Awaitable[Result]],
        nowhere: Callable[[str], ProviderError],
        patience: float | None = None,
    ) -> Result:
        """Call with the one layer of tries; ``nowhere`` makes the error of a status 404 out of the service's words.

        ``patience`` is in seconds a try, by default the provider's time limit.
        """
        from tenacity import Retrying, retry_if_exception

        began = time.monotonic()

        def once() -> Result:
            try:
                found = self._awaited(call, patience or self._settings.timeout)
            except Exception as error:
                mapped = self._api.mapped(error, nowhere)
                if mapped is None:
                    raise
                raise mapped from error
            self._api.checked(found)
            return found

        def enough(state: RetryCallState) -> bool:
            elapsed = time.monotonic() - began + state.upcoming_sleep
            return state.attempt_number >= self._settings.max_attempts or elapsed > PATIENCE

        again = retry_if_exception(lambda error: isinstance(error, ProviderError) and error.retryable)
        return Retrying(retry=again, stop=enough, wait=pause, sleep=self._sleep, reraise=True)(once)

    def _awaited(self, call: Callable[[], Awaitable[Result]], patience: float) -> Result:
        """Call once, in its time: on a loop, since nothing ends a blocking call whose reply only drips."""

        async def in_time() -> Result:
            async with time_limit(patience):
                return await call()

        self._loop = self._loop or asyncio.Runner()
        return self._loop.run(in_time())

    def _no_service(self, words: str) -> ProviderError:
        return ProviderError(
            f"{self.name} has no batch service at {self._api.end.url} [HTTP 404{_quoted(words)}]; check base_url, or "
            "use --write-requests and --read-answers with an engine that works on files.",
            provider=self.name,
        )

    def _no_file(self, words: str) -> ProviderError:
        """Return an error that is worth another try: a new file may not be everywhere yet."""
        sentence = f"{self.name} does not know the uploaded requests{_quoted(words)}."
        return NotThereError(sentence, provider=self.name, retryable=True)

    def _unknown(self, what: str) -> Callable[[str], ProviderError]:
        return lambda words: NotThereError(
            f"{self.name} does not know {what}{_quoted(words)}; use the key of the account that it was made with.",
            provider=self.name,
        )


class Services:
    """Hold the batch services of a job's providers, each connected when it is needed."""

    def __init__(self, settings: Settings) -> None:
        """Take in the settings; none is connected yet."""
        self._settings = settings
        self._open: dict[str, Service] = {}
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Release the connections."""
        self._stack.close()

    def of(self, name: str) -> Service:
        """Return the service of a provider by its name.

        Raises:
            ConfigError: it has none, or its key is missing.
        """
        if name not in self._open:
            settings = self._settings.named(name, "any")
            self._open[name] = self._stack.enter_context(Service(name, settings))
        return self._open[name]


def looked_at(one: Batch, services: Services, *, strict: bool = False) -> Batch:
    """Return a batch as it stands now; ``strict`` False: one that the service does not know is said to be unknown."""
    if one.final or not one.id:
        return one
    try:
        return seen_as(one, services.of(one.provider).retrieve(one.id))
    except NotThereError as error:
        if strict:
            raise
        return replace(one, status="unknown", message=str(error))


def seen_as(one: Batch, seen: Seen) -> Batch:
    """Return a batch as the service describes it."""
    return replace(one, **facts(seen))


def facts(seen: Seen) -> dict[str, Any]:
    """Return what a job keeps of a batch as the service describes it."""
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


def batches_of(settings: ProviderSettings) -> Callable[..., Batches] | None:
    """Return what speaks to the batch service of a provider's protocol, None where there is none."""
    return None if settings.protocol == BUILTIN else wire_class(settings.protocol).batches


def _quoted(words: str) -> str:
    said = " ".join(words.split())[:_QUOTED]
    return f": {said}" if said else ""
