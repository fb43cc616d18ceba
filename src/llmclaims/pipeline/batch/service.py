"""A provider's batch service: files up, batches made, looked at and cancelled, files down. One layer of tries.

OpenAI's Files and Batches, and every server that has ``/files`` and ``/batches`` under its ``base_url``.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import os
import time
from http import HTTPStatus
from typing import TYPE_CHECKING, Final, Self, TypeVar

from llmclaims.config.destinations import check_provider
from llmclaims.errors import ConfigError, ProviderError
from llmclaims.inference.rate_limit import pause
from llmclaims.inference.retry import PATIENCE
from llmclaims.pipeline.batch.job_file import sync_folder
from llmclaims.providers.endpoint import Endpoint, causes, key_of
from llmclaims.providers.error_body import error_in
from llmclaims.providers.openai import BASE_URL, base_url
from llmclaims.providers.time_limit import time_limit

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping
    from pathlib import Path

    from openai import AsyncOpenAI
    from openai.types import Batch, FileObject
    from tenacity import RetryCallState

    from llmclaims.config.settings import ProviderSettings

Result = TypeVar("Result")

ENDPOINT: Final = "/v1/chat/completions"
WINDOW: Final = "24h"
_PAGE = 100
_QUOTED = 200
_REFUSED = frozenset(range(400, 500)) - {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT}
"""Statuses that say for certain that nothing was made."""
_NOWHERE = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
_BYTES_A_SECOND = 100_000
"""A slower line than this does not carry a large file in time."""
_LARGEST_FILE = 4 * 2**30
"""Bytes of answers in one file: 50,000 requests, each with the longest answer that a model gives."""


class NotThereError(ProviderError):
    """The service does not know the file or the batch of that id."""


class Service:
    """The batch service of one provider; a context manager. Every method blocks, and tries as the settings say."""

    def __init__(
        self,
        name: str,
        settings: ProviderSettings,
        *,
        environ: Mapping[str, str] | None = None,
        sleep: Callable[[float], None] = time.sleep,
    ) -> None:
        """Nothing is connected before the first call; ``name`` is the provider's in the configuration.

        Raises:
            ConfigError: the protocol has no batch service here, the key is missing, the address is none, or a
                configuration that nobody named would send a key where it may not.
        """
        if settings.protocol != "openai":
            raise ConfigError(
                f"Provider {name!r} speaks the {settings.protocol} protocol, and batches go over the openai "
                "protocol alone; choose another provider, or extract without a batch."
            )
        check_provider(name, settings, environ)
        environ = os.environ if environ is None else environ
        self.name = name
        self._settings = settings
        key = key_of(name, settings.api_key_env, environ)
        self._end = Endpoint(name, "batch service", base_url(settings, environ), settings.timeout, key)
        self._sleep = sleep
        self._client: AsyncOpenAI | None = None
        self._loop: asyncio.Runner | None = None

    def __repr__(self) -> str:
        """Who it is; never the key."""
        return f"Service({self.name!r})"

    def __enter__(self) -> Self:
        """Itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Release the connections."""
        if self._loop is not None:
            with self._loop:
                if self._client is not None:
                    self._loop.run(self._client.close())

    def upload(self, path: Path) -> str:
        """Send a file of requests; the id that the service gives it. It is read as it is sent.

        Raises:
            ProviderError: the service did not take it.
        """
        patience = max(self._settings.timeout, path.stat().st_size / _BYTES_A_SECOND)

        async def once(client: AsyncOpenAI) -> FileObject:
            with path.open("rb") as file:
                named = (path.name, file, "application/jsonl")
                return await client.files.create(file=named, purpose="batch")

        return self._tried(once, self._no_service, patience).id

    def create(self, file: str, about: Mapping[str, str], known: Collection[str] = ()) -> Batch:
        """Make a batch of an uploaded file, once: where an answer got lost, the batch is looked for first.

        ``about`` is kept with the batch; ``known`` are batches made of the same file before.

        Raises:
            NotThereError: the service has no such file any more.
            ProviderError: the service did not take it.
        """
        unsure = False

        async def once(client: AsyncOpenAI) -> Batch:
            nonlocal unsure
            if unsure and (found := (await _made_of({file}, client, known)).get(file)):
                return found
            unsure = True  # until an answer says otherwise, it may have been made
            try:
                return await client.batches.create(
                    completion_window=WINDOW,
                    endpoint=ENDPOINT,
                    input_file_id=file,
                    metadata=dict(about),
                )
            except Exception as error:
                unsure = getattr(error, "status_code", None) not in _REFUSED
                raise

        return self._tried(
            once, lambda words: (self._no_file if "file" in words.lower() else self._no_service)(words)
        )

    def find(self, files: Collection[str], known: Collection[str] = ()) -> dict[str, Batch]:
        """The batches made of some uploaded files, apart from those ``known``, by the file's id.

        Raises:
            ProviderError: the service does not list its batches.
        """
        return self._tried(lambda client: _made_of(files, client, known), self._no_service) if files else {}

    def retrieve(self, batch: str) -> Batch:
        """How a batch stands now.

        Raises:
            NotThereError: the service does not know it.
            ProviderError: the service does not say.
        """
        return self._tried(lambda client: client.batches.retrieve(batch), self._unknown(batch))

    def cancel(self, batch: str) -> Batch:
        """End a batch early, and how it stands then; what was answered until then can still be had.

        Raises:
            NotThereError: the service does not know it.
            ProviderError: the service does not do it, as with a batch that is final.
        """
        return self._tried(lambda client: client.batches.cancel(batch), self._unknown(batch))

    def download(self, file: str, path: Path) -> None:
        """Write a file of the service to ``path``, which is there only when it is whole.

        Raises:
            NotThereError: the service does not know it.
            ProviderError: it did not come.
        """
        part = path.with_name(path.name + ".part")

        async def once(client: AsyncOpenAI) -> None:
            async with (
                time_limit(self._settings.timeout) as more,
                client.files.with_streaming_response.content(file) as response,
            ):
                with part.open("wb") as out:
                    async for piece in response.iter_bytes():
                        out.write(piece)
                        more(len(piece) / _BYTES_A_SECOND)
                    out.flush()
                    os.fsync(out.fileno())
            part.replace(path)
            sync_folder(path.parent)

        self._tried(once, self._unknown(file), patience=_LARGEST_FILE / _BYTES_A_SECOND)

    def delete(self, file: str) -> None:
        """Remove a file from the service; nothing happens where there is none.

        Raises:
            ProviderError: the service does not do it.
        """
        with contextlib.suppress(NotThereError):
            self._tried(lambda client: client.files.delete(file), self._unknown(file))

    def _tried(
        self,
        call: Callable[[AsyncOpenAI], Awaitable[Result]],
        nowhere: Callable[[str], ProviderError],
        patience: float | None = None,
    ) -> Result:
        """The one layer of tries; ``nowhere`` makes the error of a status 404 out of the service's words.

        ``patience`` is in seconds a try, by default the provider's time limit.
        """
        from openai import BaseModel  # takes a second to import
        from tenacity import Retrying, retry_if_exception

        began = time.monotonic()

        def once() -> Result:
            try:
                found = self._awaited(call, patience or self._settings.timeout)
            except Exception as error:
                mapped = self._mapped(error, nowhere)
                if mapped is None:
                    raise
                raise mapped from error
            if isinstance(found, str) or (isinstance(found, BaseModel) and not getattr(found, "id", None)):
                raise self._no_object()
            return found

        def enough(state: RetryCallState) -> bool:
            elapsed = time.monotonic() - began + state.upcoming_sleep
            return state.attempt_number >= self._settings.max_attempts or elapsed > PATIENCE

        again = retry_if_exception(lambda error: isinstance(error, ProviderError) and error.retryable)
        return Retrying(retry=again, stop=enough, wait=pause, sleep=self._sleep, reraise=True)(once)

    def _awaited(self, call: Callable[[AsyncOpenAI], Awaitable[Result]], patience: float) -> Result:
        """One call in its time: on a loop, since nothing ends a blocking call whose reply only drips."""

        async def in_time() -> Result:
            client = self._connected()
            async with time_limit(patience):
                return await call(client)

        self._loop = self._loop or asyncio.Runner()
        return self._loop.run(in_time())

    def _mapped(self, error: Exception, nowhere: Callable[[str], ProviderError]) -> Exception | None:
        """Every exception of the SDK, and of the HTTP client under it, as one of ours; None for others."""
        import openai  # takes a second to import

        if isinstance(error, openai.APIStatusError):
            body = error_in(error.response.text or error.message)
            if error.status_code in _NOWHERE or _no_such_file(body.words):
                return nowhere(self._end.hidden(body.words))
            return self._end.answered(error.status_code, error.response.headers, body)
        if isinstance(error, (openai.APITimeoutError, TimeoutError)):
            return self._end.late()
        if isinstance(error, json.JSONDecodeError):
            return self._no_object()
        if isinstance(error, openai.OpenAIError) or _is_transport(error):
            return self._end.unreachable(error)
        return None

    def _no_object(self) -> ProviderError:
        return self._error(f"{self._end.who} sent no such object; check base_url.", ProviderError)

    def _no_service(self, words: str) -> ProviderError:
        return self._error(
            f"{self.name} has no batch service at {self._end.url} [HTTP 404{_quoted(words)}]; check base_url, or "
            "use --write-requests and --read-answers with an engine that works on files.",
            ProviderError,
        )

    def _no_file(self, words: str) -> ProviderError:
        """Worth another try: a file that was just uploaded may not be everywhere yet."""
        return self._error(
            f"{self.name} does not know the uploaded requests{_quoted(words)}.", NotThereError, retryable=True
        )

    def _unknown(self, what: str) -> Callable[[str], ProviderError]:
        return lambda words: self._error(
            f"{self.name} does not know {what}{_quoted(words)}; use the key of the account that it was made with.",
            NotThereError,
        )

    def _error(self, sentence: str, kind: type[ProviderError], *, retryable: bool = False) -> ProviderError:
        return kind(sentence, provider=self.name, retryable=retryable)

    def _connected(self) -> AsyncOpenAI:
        if self._client is None:
            from openai import AsyncOpenAI  # takes a second to import

            from llmclaims.providers.connection import connected  # imports httpx2

            self._client = AsyncOpenAI(
                api_key=self._end.key,
                base_url=self._end.url,
                max_retries=0,
                timeout=None,
                http_client=connected(self._end, largest=_LARGEST_FILE),
            )
            if self._end.url != BASE_URL:  # the SDK takes these from the environment for any server
                self._client.organization = self._client.project = None
        return self._client


async def _made_of(files: Collection[str], client: AsyncOpenAI, known: Collection[str]) -> dict[str, Batch]:
    """Looks through every batch of the account: nobody promises in what order they are listed."""
    found: dict[str, Batch] = {}
    async for batch in client.batches.list(limit=_PAGE):
        if batch.input_file_id in files and batch.id not in known:
            found.setdefault(batch.input_file_id, batch)
    return found


def _no_such_file(words: str) -> bool:
    """What some services say, with status 400, of a file that is not there, or not there yet."""
    return "cannot find file" in words.lower()


def _is_transport(error: BaseException) -> bool:
    """A connection that broke while a file came: the SDK lets its HTTP client's own exceptions through."""
    return any(type(one).__module__.partition(".")[0] in ("httpx", "httpx2") for one in causes(error))


def _quoted(words: str) -> str:
    said = " ".join(words.split())[:_QUOTED]
    return f": {said}" if said else ""
