"""What is said on standard error: one sentence at a time."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

import click

from llmclaims.config.redaction import environment_secrets, redactor

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.runs.records import Record, Run, Summary


NOT_ASKED = "Not asked: "
"""What the message of a skipped paragraph begins with, before the reason."""


def say(sentence: str) -> None:
    """Print one sentence on standard error, the program's name in front."""
    from llmclaims.export.shared.terminal import printable

    click.echo(f"llmclaims: {printable(sentence)}", err=True)


_SHORTEST_SECRET = 8


def hidden(text: str) -> str:
    """The text without the values of the environment variables that are named like keys."""
    return redactor(environment_secrets(os.environ, _SHORTEST_SECRET))(text)


class Faults:
    """What could not be worked on, gathered so that one reason is said once."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._paths: dict[str, str] = {}
        self._places: dict[str, list[str]] = {}

    def add(self, one: Run | Record | Summary) -> None:
        """Keep a failure's reason and place."""
        from llmclaims.documents.document import Document
        from llmclaims.schema.claims import Failure

        if isinstance(one, Document):
            self._paths[one.id] = one.path or one.id
        elif isinstance(one, Failure):
            path = self._paths.get(one.document, one.document)
            place = "" if one.paragraph is None else f"{path}, paragraph {one.paragraph}: "
            self._places.setdefault(one.message, []).append(place)

    def have_said(self, sentence: str) -> bool:
        """Whether the reason that a sentence ends with was one of those said."""
        reason = sentence.partition(": ")[2]
        return bool(reason) and any(message.endswith(reason) for message in self._places)

    def say(self) -> None:
        """Say each reason, with the first place and the number of the others."""
        for message, places in self._places.items():
            if message.startswith(NOT_ASKED) and message.removeprefix(NOT_ASKED) in self._places:
                continue  # counted with what it was not asked for
            count = len(places) + len(self._places.get(f"{NOT_ASKED}{message}", ()))
            others = f" (and {count - 1:,} more)" if count > 1 else ""
            say(f"{places[0]}{message}{others}")


@contextlib.contextmanager
def say_warnings(*, shown: bool) -> Iterator[None]:
    """The library's own log warnings as sentences while a command runs, each said once.

    An error is said even where warnings are not ``shown``: something paid for may get lost.
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
