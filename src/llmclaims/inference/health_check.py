"""Whether a provider works as it is configured: one tiny request in the form of output that a run would ask for."""

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass

from llmclaims.config.provider_settings import ProviderSettings
from llmclaims.documents.document import Document
from llmclaims.errors import LlmClaimsError, ProviderUnavailableError
from llmclaims.providers.base import Message, Reply, Request, is_wire
from llmclaims.providers.registry import BUILTIN, connect
from llmclaims.providers.time_limit import time_limit
from llmclaims.schema.answer import envelope, list_of

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


def check(name: str, settings: ProviderSettings, *, environ: Mapping[str, str] | None = None) -> Checked:
    """Ask a provider one tiny question; whatever goes wrong is said in the outcome, never raised.

    It is asked once, without the cache and without retries. ``environ`` holds the key, by default the
    process's own environment.
    """

    def checked(message: str, *, works: bool, seconds: float | None = None) -> Checked:
        return Checked(name, settings.model, works=works, message=message, seconds=seconds)

    if settings.protocol == BUILTIN:
        return checked(f"{name} works: it needs neither a model nor a network.", works=True)
    try:
        reply, seconds = asyncio.run(_asked(name, settings, environ))
    except LlmClaimsError as error:
        return checked(" ".join(str(error).split()), works=False)
    model = settings.model if reply.model == settings.model else f"{settings.model}, as {reply.model}"
    if any(reply.items.values()):
        return checked(
            f"{name} ({model}) works: it answered in {seconds:.2f} s.", works=True, seconds=seconds
        )
    what = "answers, but with nothing in the form asked for; choose another model or form of output."
    return checked(f"{name} ({model}) {what}", works=False, seconds=seconds)


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
    return Request("check", messages, answer, document, document.paragraphs[:1], ())
