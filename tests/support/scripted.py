"""A provider that answers from a script, and a document to ask it about."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Mapping
from typing import Any

import llmclaims
from llmclaims.config.provider_settings import ProviderSettings
from llmclaims.config.settings import Settings
from llmclaims.documents.document import Document
from llmclaims.providers.base import Reply, Request
from llmclaims.schema.usage import Usage
from tests.support.drafts import TEXT

LOCAL = Settings(
    provider="local",
    checks=(),
    request_characters=0,
    providers={
        "local": ProviderSettings(base_url="http://127.0.0.1:9/v1", model="m", concurrency=4, max_attempts=1)
    },
)


class Scripted:
    """A wire that answers by paragraph and stage; an exception in the script is raised."""

    name, model, protocol, base_url = "local", "m", "script", ""

    def __init__(
        self, script: Mapping[tuple[str, int], Any], delays: Mapping[int, float] | None = None
    ) -> None:
        self.script, self.delays, self.asked = script, delays or {}, []

    def body(self, request: Request) -> dict[str, Any]:
        """What identifies the task."""
        return {
            "stage": request.stage,
            "paragraph": request.paragraph.index,
            "messages": [m.content for m in request.messages],
        }

    async def send(self, body: Mapping[str, Any]) -> str:
        """The scripted answer."""
        place = (body["stage"], body["paragraph"])
        self.asked.append(place)
        await asyncio.sleep(self.delays.get(body["paragraph"], 0))
        answer = self.script.get(place, {})
        if isinstance(answer, Exception):
            raise answer
        return json.dumps(answer)

    def usage(self, raw: str) -> Usage:
        """Ten tokens in, one out, at an unknown price."""
        return Usage(requests=1, input_tokens=10, output_tokens=1, cost=None)

    def read(self, request: Request, raw: str) -> Reply:
        """The answer as it is."""
        items = json.loads(raw)
        broken = items.pop("truncated", False)
        return Reply(items, self.name, self.model, self.usage(raw), truncated=broken)

    async def close(self) -> None:
        """Nothing to release."""


def document() -> Document:
    """Two body paragraphs, at 1 and 2."""
    return Document.from_text(TEXT)


def adds_up(result: llmclaims.Extraction) -> bool:
    """The promise on numbers: nothing vanishes."""
    tally = result.summary
    return (
        tally.proposed == tally.accepted + tally.rejected
        and tally.accepted == len(result.claims)
        and tally.rejected == len(result.rejections)
        and tally.paragraphs == tally.done + tally.failed + tally.skipped
    )
