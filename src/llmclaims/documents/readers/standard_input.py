"""Standard input: read as what it begins like, since it has no name."""

from __future__ import annotations

import io
import os
import sys
from typing import TYPE_CHECKING

from llmclaims.documents.readers.source import Raw, looked_at
from llmclaims.errors import DocumentError

if TYPE_CHECKING:
    from typing import BinaryIO

STANDARD_INPUT = "-"


def standard_input() -> Raw:
    """Open standard input, its beginning looked at and not yet taken.

    Raises:
        DocumentError: it is closed, or cannot be read.
    """
    try:
        head, stream = looked_at(_stream())
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise DocumentError(
            f"Standard input cannot be read ({reason}): send the article to it, or name a file."
        ) from error
    return Raw(STANDARD_INPUT, stream, head)


def _stream() -> BinaryIO:
    """Standard input apart from Python's own reader, whose lock a thread that waits would hold at exit."""
    if sys.stdin is None:
        raise ValueError("it is closed")
    try:
        number = sys.stdin.fileno()
    except io.UnsupportedOperation:  # a program has put something else in its place
        return sys.stdin.buffer
    return os.fdopen(number, "rb", closefd=False)
