"""Make the document of an article whose parts stand apart: in a feed, a mail, a row, an office document."""

import hashlib
from dataclasses import dataclass, replace

from llmclaims.documents.document import Document, Origin
from llmclaims.documents.readers.source import Articles, day_of


@dataclass(frozen=True, slots=True, kw_only=True)
class Parts:
    """An article in its parts; ``published`` is the date as it stands there, ``text`` has a paragraph a block.

    ``hidden`` counts the words that the source holds and does not show, ``left_out`` says what else it holds that
    is not in the text ("2 attachments"), ``published_is_guess`` that the date is not declared to be that of
    publication.
    """

    text: str
    title: str | None = None
    byline: str | None = None
    published: str | None = None
    published_from: str | None = None
    url: str | None = None
    hidden: int = 0
    left_out: str | None = None
    published_is_guess: bool = False


def document_of(
    parts: Parts,
    asked: Articles,
    *,
    form: str,
    path: str,
    data: bytes | None = None,
    identity: str | None = None,
) -> Document:
    """Return the document: the title in front, the byline under it, then the text.

    ``form`` names the input, ``path`` is where it stands, ``data`` the bytes that it alone was made of.

    Raises:
        ConfigError: the date that the caller gave is none.
    """
    body = f"By {parts.byline}\n\n{parts.text}" if parts.byline else parts.text
    day = day_of(parts.published)
    made = Document.from_text(
        with_title(parts.title, body), id=identity, published=asked.published or day, path=path
    )
    origin = Origin(
        format=form,
        sha256=hashlib.sha256(data).hexdigest() if data is not None else None,
        title=parts.title,
        byline=parts.byline,
        published=parts.published,
        published_from=parts.published_from if parts.published else None,
        url=parts.url,
        hidden=parts.hidden,
        left_out=parts.left_out,
        published_is_guess=bool(day) and parts.published_is_guess and not asked.published,
    )
    return replace(made, origin=origin)


def with_title(title: str | None, text: str) -> str:
    """Return the text with its title in front, marked as one, unless it begins with it."""
    line = " ".join((title or "").split()).strip("#= ")
    first = text.lstrip().partition("\n")[0]
    return text if not line or " ".join(first.split()).strip("#= ") == line else f"# {line}\n\n{text}"
