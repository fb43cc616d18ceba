"""Read documents from files of many kinds, folders, standard input, addresses, or a Document.

A file or folder an input: ``text``, ``html``, ``pdf``, ``office`` (Word), ``mail`` (also pages saved as one file), ``xml``
(feeds, NITF, NewsML), ``tables`` (CSV, JSON, JSON Lines, Parquet), ``files`` (also folders and standard input) and
``url``; ``refused`` says what to do with the rest. ``registry`` says which one reads what; an entry point in the group
``llmclaims.sources`` adds another. Whatever the input, a document's text is what its offsets refer to.
"""

import io
import logging
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import replace
from typing import overload

from llmclaims.documents.document import Document
from llmclaims.documents.readers.files import holds_few, in_folder, opened, standard_input
from llmclaims.documents.readers.registry import chosen
from llmclaims.documents.readers.source import STANDARD_INPUT, Articles, reason, unread
from llmclaims.errors import ConfigError, DocumentError, LlmClaimsError
from llmclaims.schema.claims import Failure

__all__ = ["STANDARD_INPUT", "Articles", "Source", "documents", "read", "sources_of"]

_log = logging.getLogger(__name__)

Source = str | os.PathLike[str] | Document | Articles


def sources_of(source: Source | Iterable[Source]) -> list[Source]:
    """List the sources, of which there may be one or many.

    Raises:
        ConfigError: something among them is no source.
    """
    one = (str, os.PathLike, Document, Articles)
    if isinstance(source, one):
        return [source]
    if not isinstance(source, Iterable) or isinstance(source, (bytes, Mapping, io.IOBase)):
        raise _no_source(source)
    found = list(source)
    for each in found:
        if not isinstance(each, one):
            raise _no_source(each)
    return found


def _no_source(one: object) -> ConfigError:
    return ConfigError(
        f"{type(one).__name__} is no source; give a path, a Document (Document.from_text makes one of a text), "
        "or a list of these."
    )


@overload
def documents(sources: Iterable[Source], published: str | None = None) -> Iterator[Document | Failure]: ...
@overload
def documents(
    sources: Iterable[Source], published: str | None = None, *, leave: Callable[[], bool]
) -> Iterator[Document | Failure | Articles]: ...
def documents(
    sources: Iterable[Source], published: str | None = None, *, leave: Callable[[], bool] = bool
) -> Iterator[Document | Failure | Articles]:
    """Yield the documents of each source in turn, each read when its turn comes; what cannot be read is a Failure.

    ``published`` (ISO 8601) goes before every date that a source states itself. While ``leave`` says True, a file that
    holds few articles is not opened but given as it is, for somebody else to read.
    """
    for source in sources:
        if isinstance(source, Document):
            yield replace(source, published=published) if published else source
            continue
        asked = source if isinstance(source, Articles) else Articles(source)
        asked = replace(asked, published=published or asked.published)
        try:
            yield from _documents(asked, leave)
        except DocumentError as error:
            yield unread(asked.name, str(error))
        except LlmClaimsError:
            raise  # the configuration, which is the same for every source
        except Exception as error:  # noqa: BLE001 - whatever one input does to its reader costs the others nothing
            _log.debug("%s cannot be read.", asked.name, exc_info=True)
            yield unread(
                asked.name, f"{asked.name} cannot be read ({reason(error)}): save it anew as plain text."
            )


def read(source: str | os.PathLike[str] | Articles, *, published: str | None = None) -> Document:
    """Read the one article of a file of any kind.

    Raises:
        DocumentError: it cannot be read, or holds several articles.
        ConfigError: ``published`` is not a date.
    """
    found = documents([source], published)
    only = next(found, None)
    if only is None or next(found, None) is not None:
        raise DocumentError(f"{source} holds several articles: llmclaims.extract reads them all.")
    if isinstance(only, Failure):
        raise DocumentError(only.message)
    return only


def _documents(asked: Articles, leave: Callable[[], bool]) -> Iterator[Document | Failure | Articles]:
    """Yield the documents of one place."""
    if asked.name == STANDARD_INPUT:
        raw = standard_input()
        yield from chosen(raw).read(raw, asked)
    elif asked.name.lower().startswith(("http://", "https://")):
        from llmclaims.documents.readers.url import fetched

        raw = fetched(asked)
        yield from chosen(raw).read(raw, asked)
    elif os.path.isdir(asked.place):  # noqa: PTH112 - of a path no file can have, pathlib raises here on some versions
        for found in in_folder(asked.name):
            if isinstance(found, Failure):
                yield found
            else:
                place = replace(asked, place=found, folder=asked.folder or asked.name)
                yield from documents([place], asked.published, leave=leave)
    elif leave() and holds_few(asked.place):
        yield asked
    else:
        with opened(asked.place) as raw:
            yield from chosen(raw).read(raw, asked)
