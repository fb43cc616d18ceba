"""A run's records document by document, and its text in forms that other formats can hold.

Every change here replaces one character by one other, so that offsets stay what they were.
"""

import logging
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from llmclaims.documents.decoding import encodable
from llmclaims.documents.document import Document
from llmclaims.errors import ConfigError
from llmclaims.runs.records import Line, Run, Summary
from llmclaims.schema.claims import Claim, Failure, Rejection
from llmclaims.schema.plurals import plural

logger = logging.getLogger("llmclaims")

_NOT_XML = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CARRIAGE = re.compile(r"\r(?=\n)")


@dataclass(slots=True)
class Group:
    """One document with what was found in it; ``document`` None holds the relations across documents."""

    document: Document | None
    claims: list[Claim] = field(default_factory=list)
    rejections: list[Rejection] = field(default_factory=list)
    failures: list[Failure] = field(default_factory=list)


def by_document(records: Iterable[Line]) -> Iterator[Run | Summary | Group]:
    """Yield the records of each document together, one document in memory at a time; the run and its tally as they come.

    Raises:
        ConfigError: the records are not in a run's order.
    """
    group: Group | None = None
    for one in records:
        home = _home(one, group)
        if home is not group and group is not None:
            yield group
        group = home
        match one:
            case Run() | Summary():
                yield one
            case Claim() if group:
                group.claims.append(one)
            case Rejection() if group:
                group.rejections.append(one)
            case Failure() if group:
                group.failures.append(one)
    if group is not None:
        yield group


def _home(one: Line, group: Group | None) -> Group | None:
    """Return the group that a record goes to."""
    match one:
        case Run() | Summary():
            return None
        case Document():
            return Group(one)
        case _ if group and group.document and group.document.id == one.document:
            return group
        case Claim(document=str(name)):
            raise ConfigError(
                f"A claim of document {name} does not follow its document; "
                "export a file that llmclaims wrote, as it is."
            )
        case _:  # across documents, or of a file that could not be read
            return group if group and group.document is None else Group(None)


def texts_of(document: Document, layout: str) -> str:
    """Return the document's text, for a format that is nothing without it.

    Raises:
        ConfigError: the run was saved without its texts.
    """
    if not document.text:
        raise ConfigError(
            f"{layout} needs the articles' text, and {document.path or document.id} was saved without it; "
            "extract again without --no-text."
        )
    return document.text


def for_xml(text: str) -> str:
    """Return text that XML 1.0 can hold: what it cannot becomes U+FFFD."""
    return _NOT_XML.sub("\ufffd", text)


def with_newlines(text: str) -> str:
    """Return text whose lines end in a line feed alone, for tools that would drop the carriage return and shift offsets."""
    return _CARRIAGE.sub(" ", encodable(text)).replace("\r", "\n")


def item_of(path: str, claim: Claim) -> tuple[str, ...]:
    """Return what a field of a list's item is called: its item's role, and "name" for that; () for another field."""
    head, _, rest = path.partition(".")
    index, _, leaf = rest.partition(".")
    held = getattr(claim.body, head, None)
    if not (index.isdigit() and isinstance(held, (list, tuple)) and int(index) < len(held)):
        return ()
    role = str(getattr(held[int(index)], "role", head))
    return (role, leaf) if leaf == "name" else (role,)


NOT_SALIENT = "they are not among the most salient of their article."
"""Why a format that was asked for the top does not hold a claim."""


def left_out(layout: str, count: int, noun: str, why: str) -> None:
    """Tell, through the log, what a format does not hold and why; say nothing where the count is 0."""
    if count:
        logger.warning("%s: %s left out: %s", layout, plural(count, noun), why)
