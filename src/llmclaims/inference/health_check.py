"""Whether a provider works as it is configured: one tiny request in the form of output that a run would ask for."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmclaims.documents.document import Document
from llmclaims.errors import LlmClaimsError, ProviderUnavailableError
from llmclaims.providers.base import Message, Request, is_wire
from llmclaims.providers.registry import connect
from llmclaims.providers.time_limit import time_limit
from llmclaims.schema.answer import envelope, list_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from llmclaims.config.settings import ProviderSettings, Settings
    from llmclaims.providers.base import Reply

_SENTENCE = "It rained all day."
_TASK = 'Copy the sentence that you are given into "quote" of one item under "sentence".'


@dataclass(frozen=True, slots=True)
class Checked:
    """What came of a check: one sentence for a person, and the seconds that the answer took, None where there is none."""

    name: str
    model: str
    works: bool
    message: str
    seconds: float | None = None


def used(settings: Settings, stages: Iterable[str] | None = None) -> dict[str, ProviderSettings]:
    """Everybody whom a run under this configuration may ask, by name: each stage's provider and its fallbacks.

    ``stages`` None: all that the configuration names, and "extract".

    Raises:
        ConfigError: one of them is unknown or has no model.
    """
    found: dict[str, ProviderSettings] = {}
    for stage in ("extract", *settings.stages) if stages is None else stages:
        name, one = settings.for_stage(stage)
        found.setdefault(name, one)
        while one.fallback is not None and one.fallback not in found:
            name, one = one.fallback, settings.named(one.fallback)
            found[name] = one
    return found


def check(name: str, settings: ProviderSettings, *, environ: Mapping[str, str] | None = None) -> Checked:
    """Ask a provider one tiny question; whatever goes wrong is said in the outcome, never raised.

    It is asked once, without the cache and without retries. ``environ`` holds the key, by default the
    process's own environment.
    """
    if settings.protocol == "builtin":
        return Checked(
            name, settings.model, works=True, message=f"{name} works: it needs neither a model nor a network."
        )
    try:
        reply, seconds = asyncio.run(_asked(name, settings, environ))
    except LlmClaimsError as error:
        return Checked(name, settings.model, works=False, message=" ".join(str(error).split()))
    model = settings.model if reply.model == settings.model else f"{settings.model}, as {reply.model}"
    if not any(reply.items.values()):
        return Checked(
            name,
            settings.model,
            works=False,
            message=f"{name} ({model}) answers, but with nothing in the form asked for; choose another model or form of output.",
            seconds=seconds,
        )
    return Checked(
        name,
        settings.model,
        works=True,
        message=f"{name} ({model}) works: it answered in {seconds:.2f} s.",
        seconds=seconds,
    )


async def _asked(
    name: str, settings: ProviderSettings, environ: Mapping[str, str] | None
) -> tuple[Reply, float]:
    """Return the answer, and the seconds that it took.

    Raises:
        ConfigError, ProviderError, ReplyError: there is none.
    """
    wire = connect(name, settings, environ=environ)
    assert is_wire(wire)
    request = _question()
    body = wire.body(request)  # imports what the protocol needs, which is not to count as waiting
    started = time.perf_counter()
    try:
        async with time_limit(settings.timeout):
            raw = await wire.send(body)
        return wire.read(request, raw), time.perf_counter() - started
    except TimeoutError:
        raise ProviderUnavailableError(
            f"{name} ({settings.model}) did not answer within {settings.timeout:g} s; "
            "check base_url and whether it is busy, or raise timeout.",
            provider=name,
            model=settings.model,
            retryable=True,
        ) from None
    finally:
        await wire.close()


def _question() -> Request:
    document = Document.from_text(f"{_SENTENCE}\n", id="check")
    messages = (Message("system", _TASK), Message("user", _SENTENCE))
    answer = envelope("Answer", {"sentence": list_of({"quote": {"type": "string"}})})
    return Request("check", messages, answer, document, document.paragraphs[0], ())
