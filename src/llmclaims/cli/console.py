"""Standard error: one sentence at a time, each reason once."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

import click

from llmclaims.config.redaction import environment_secrets, redactor
from llmclaims.schema.plurals import plural

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.runs.records import Line


def say(sentence: str) -> None:
    """Print one sentence on standard error, the program's name in front; a bar there makes room."""
    from llmclaims.cli.progress import aside
    from llmclaims.export.shared.terminal import printable

    with aside():
        click.echo(f"llmclaims: {printable(sentence)}", err=True)


_SHORTEST_SECRET = 8


def hidden(text: str) -> str:
    """Return the text without the values of environment variables that are named like keys."""
    return redactor(environment_secrets(os.environ, _SHORTEST_SECRET))(text)


def aligned(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return a line a row, its cells in columns."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows
    ]


class Faults:
    """The failures of a run, gathered so that each reason is printed once."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._paths: dict[str, str] = {}
        self._places: dict[str, list[str]] = {}
        self._documents: dict[str, set[str]] = {}

    def add(self, one: Line) -> None:
        """Keep a failure's reason and place."""
        from llmclaims.documents.document import Document
        from llmclaims.schema.claims import Failure

        if isinstance(one, Document):
            self._paths[one.id] = one.path or one.id
        elif isinstance(one, Failure):
            path = self._paths.get(one.document, one.document)
            place = "" if one.paragraph is None else f"{path}, paragraph {one.paragraph}: "
            self._places.setdefault(one.message, []).append(place)
            self._documents.setdefault(one.message, set()).add(one.document)

    def have_said(self, sentence: str) -> bool:
        """Tell whether the reason that a sentence ends with was printed."""
        reason = sentence.partition(": ")[2]
        return bool(reason) and any(message.endswith(reason) for message in self._places)

    def say(self) -> None:
        """Print each reason, with its first place and the number of the others."""
        from llmclaims.pipeline.paragraph_result import NOT_ASKED

        for message, places in self._places.items():
            if message.startswith(NOT_ASKED) and message.removeprefix(NOT_ASKED) in self._places:
                continue  # counted with what it was not asked for
            count = len(places) + len(self._places.get(f"{NOT_ASKED}{message}", ()))
            documents = len(self._documents[message])
            among = f", in {plural(documents, 'document')}" if 1 < documents < count else ""
            others = f" (and {count - 1:,} more{among})" if count > 1 else ""
            say(f"{places[0]}{message}{others}")


@contextlib.contextmanager
def say_warnings(*, shown: bool) -> Iterator[None]:
    """Print the library's log warnings as sentences while a command runs, each once.

    Errors are printed even where warnings are not ``shown``: something paid for may get lost.
    """
    import logging

    said: set[str] = set()

    class Sayer(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            message = record.getMessage()
            if (shown or record.levelno >= logging.ERROR) and message not in said:
                said.add(message)
                say(message)

    logger, handler = logging.getLogger("llmclaims"), Sayer(logging.WARNING)
    logger.addHandler(handler)
    try:
        yield
    finally:
        logger.removeHandler(handler)
