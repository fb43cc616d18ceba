"""The seam to what answers: a Request goes in, a Reply comes out.

A ``Provider`` is anything that does that. A ``Wire`` speaks a protocol over a network and is split in three,
so that the runner can cache, retry and count between the parts: ``body`` and ``read`` are pure, ``send`` is
one try. A new protocol is one file with an ``HttpWire`` and one line in ``config/provider_settings.py``, or an entry point.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeGuard

from pydantic import BaseModel

from llmclaims.documents.document import Document, Paragraph
from llmclaims.schema.annotations import Cited
from llmclaims.schema.usage import Usage


@dataclass(frozen=True, slots=True)
class Message:
    """Hold one message of a conversation."""

    role: str
    content: str


@dataclass(frozen=True, slots=True)
class Request:
    """Hold one task: as a conversation for a model, and as data for a provider that reads no prompt.

    ``answer`` is the permissive envelope: its JSON schema is strict and is what the model sees, its
    validation accepts any items, because each item is checked by itself later.
    """

    stage: str
    messages: tuple[Message, ...]
    answer: type[BaseModel]
    document: Document
    paragraphs: tuple[Paragraph, ...]
    schema: tuple[type[Cited], ...]
    data: Mapping[str, Any] = field(default_factory=dict)

    @property
    def paragraph(self) -> Paragraph:
        """Return the first of the paragraphs that it is about, and the only one of most."""
        return self.paragraphs[0]

    @property
    def can_be_split(self) -> bool:
        """Tell whether each of its paragraphs can be asked about by itself where the answer to all is none."""
        return self.stage == "extract" and len(self.paragraphs) > 1


@dataclass(frozen=True, slots=True)
class Reply:
    """Hold an answer: for each key of the envelope the items as they came, unchecked.

    ``usage`` is what the answer itself took, whether it was paid for now or in an earlier run. ``truncated`` says
    that the answer was not whole and ``items`` holds what was complete; ``stopped`` why it ended before its end, in
    the provider's word, "" where that says nothing of it; ``attempts`` is how many requests it took. Of an answer about
    numbered paragraphs each item has its number under "paragraph", and ``entries`` are those answered to their end.
    """

    items: Mapping[str, Sequence[Any]]
    provider: str
    model: str
    usage: Usage = Usage()
    truncated: bool = False
    attempts: int = 1
    stopped: str = ""
    entries: frozenset[int] = frozenset()


class Provider(Protocol):
    """Answer requests, with a model or without."""

    name: str
    model: str

    async def __call__(self, request: Request) -> Reply:
        """Answer one request.

        Raises:
            ProviderError: no answer could be had.
            ReplyError: the answer is unreadable as a whole.
        """
        ...


class Wire(Protocol):
    """Speak a protocol over a network, in three parts so that the runner stands between them."""

    name: str
    model: str
    protocol: str
    base_url: str

    def body(self, request: Request) -> dict[str, Any]:
        """Return the JSON body that asks for the answer; equal requests give equal bodies."""
        ...

    async def send(self, body: Mapping[str, Any]) -> str:
        """Send the body once, and return the raw reply, as JSON text.

        Raises:
            ProviderError: no reply; ``retryable`` and ``retry_after`` say how to go on.
        """
        ...

    def read(self, request: Request, raw: str) -> Reply:
        """Read a raw reply, salvaging the complete items of one that broke off.

        Raises:
            ReplyError: nothing in it can be read.
            ProviderError: it is no answer: an error in the form of a reply, or a refusal.
        """
        ...

    def usage(self, raw: str) -> Usage:
        """Return what a raw reply took, readable or not: it was paid for. Never raises."""
        ...

    async def close(self) -> None:
        """Release the connections."""
        ...


def is_wire(provider: Provider | Wire) -> TypeGuard[Wire]:
    """Tell whether a provider speaks a protocol over a network; any other sends nothing."""
    return hasattr(provider, "send")
