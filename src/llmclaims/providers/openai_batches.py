"""OpenAI's Files and Batches, and every server that has ``/files`` and ``/batches`` below its ``base_url``.

Each method is one call; the tries around it are ``pipeline.batch.service``'s.
"""

from __future__ import annotations

import json
import os
from http import HTTPStatus
from typing import TYPE_CHECKING, Any, Final

from llmclaims.errors import ProviderError
from llmclaims.providers.endpoint import causes
from llmclaims.providers.error_body import error_in

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Mapping
    from pathlib import Path

    import httpx2
    from openai import AsyncOpenAI
    from openai.types import Batch, FileDeleted, FileObject

    from llmclaims.providers.endpoint import Endpoint

URL: Final = "/v1/chat/completions"
"""What a line asks for. The form demands it whatever the path of ``base_url`` is, Azure and vLLM included."""
WINDOW: Final = "24h"
LARGEST_FILE = 4 * 2**30
"""Bytes of answers in one file: 50,000 requests, each with the longest answer that a model gives."""
_PAGE = 100
_REFUSED = frozenset(range(400, 500)) - {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT}
"""Statuses that say for certain that nothing was made."""
_NOWHERE = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)


class Batches:
    """Hold one provider's batch service; for one event loop."""

    def __init__(self, end: Endpoint, client: Callable[[Endpoint, httpx2.AsyncClient], AsyncOpenAI]) -> None:
        """Take in the address, and what makes the SDK's client; nothing is connected before the first call."""
        self.end = end
        self._make = client
        self._client: AsyncOpenAI | None = None

    async def upload(self, path: Path) -> FileObject:
        """Send a file of requests; it is read as it is sent."""
        with path.open("rb") as file:
            named = (path.name, file, "application/jsonl")
            return await self._connected().files.create(file=named, purpose="batch")

    def creation(
        self, file: str, about: Mapping[str, str], known: Collection[str]
    ) -> Callable[[], Awaitable[Batch]]:
        """Return what makes a batch, once however often it is called: where an answer got lost, it looks first."""
        unsure = False

        async def once() -> Batch:
            nonlocal unsure
            if unsure and (found := (await self.made_of({file}, known)).get(file)):
                return found
            unsure = True  # until an answer says otherwise, it may have been made
            try:
                return await self._connected().batches.create(
                    completion_window=WINDOW, endpoint=URL, input_file_id=file, metadata=dict(about)
                )
            except Exception as error:
                unsure = getattr(error, "status_code", None) not in _REFUSED
                raise

        return once

    async def made_of(self, files: Collection[str], known: Collection[str]) -> dict[str, Batch]:
        """Look through every batch of the account: nobody promises in what order they are listed."""
        found: dict[str, Batch] = {}
        async for batch in self._connected().batches.list(limit=_PAGE):
            if batch.input_file_id in files and batch.id not in known:
                found.setdefault(batch.input_file_id, batch)
        return found

    async def retrieve(self, batch: str) -> Batch:
        """Ask how a batch stands."""
        return await self._connected().batches.retrieve(batch)

    async def cancel(self, batch: str) -> Batch:
        """End a batch early."""
        return await self._connected().batches.cancel(batch)

    async def download(self, file: str, path: Path, came: Callable[[int], None]) -> None:
        """Write a file of the service to ``path``; ``came`` is told of each piece's length."""
        async with self._connected().files.with_streaming_response.content(file) as response:
            with path.open("wb") as out:
                async for piece in response.iter_bytes():
                    out.write(piece)
                    came(len(piece))
                out.flush()
                os.fsync(out.fileno())

    async def delete(self, file: str) -> FileDeleted:
        """Remove a file from the service."""
        return await self._connected().files.delete(file)

    async def close(self) -> None:
        """Release the connections."""
        if self._client is not None:
            await self._client.close()

    def mapped(self, error: Exception, nowhere: Callable[[str], ProviderError]) -> Exception | None:
        """Return an exception of the SDK, or of its HTTP client, as one of ours; None for any other.

        ``nowhere`` makes the error of a status 404 out of the service's words.
        """
        import openai  # takes a second to import

        if isinstance(error, openai.APIStatusError):
            words = error_in(error.response.text or error.message).words
            # Some services say so, with status 400, of a file that is not there, or not there yet.
            if error.status_code in _NOWHERE or "cannot find file" in words.lower():
                return nowhere(self.end.hidden(words))
        if isinstance(error, TimeoutError):
            return self.end.late()
        if isinstance(error, json.JSONDecodeError):
            return self.no_object()
        if isinstance(error, openai.OpenAIError) or _is_transport(error):
            return self.end.of_sdk(error, openai)
        return None

    def checked(self, found: Any) -> None:
        """See that what came is an object of the service.

        Raises:
            ProviderError: it is none.
        """
        from openai import BaseModel  # takes a second to import

        if isinstance(found, str) or (isinstance(found, BaseModel) and not getattr(found, "id", None)):
            raise self.no_object()

    def no_object(self) -> ProviderError:
        """Return the error for an answer that is no object of the service."""
        sentence = f"{self.end.who} sent no such object; check base_url."
        return ProviderError(sentence, provider=self.end.name)

    def _connected(self) -> AsyncOpenAI:
        if self._client is None:
            from llmclaims.providers.connection import connected  # imports httpx2

            self._client = self._make(self.end, connected(self.end, largest=LARGEST_FILE))
        return self._client


def _is_transport(error: BaseException) -> bool:
    """Tell a connection that broke while a file came: the SDK lets its HTTP client's own exceptions through."""
    return any(type(one).__module__.partition(".")[0] in ("httpx", "httpx2") for one in causes(error))
