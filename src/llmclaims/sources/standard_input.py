"""Standard input: read as what it begins like, since it has no name."""

from __future__ import annotations

import io
import sys
from typing import TYPE_CHECKING, cast

from llmclaims.sources.articles import HEAD, Raw

if TYPE_CHECKING:
    from typing import BinaryIO

STANDARD_INPUT = "-"


def standard_input() -> Raw:
    """Standard input, its beginning looked at and not yet taken."""
    stream = sys.stdin.buffer
    buffered = stream if hasattr(stream, "peek") else io.BufferedReader(cast("io.RawIOBase", stream))
    return Raw(
        STANDARD_INPUT, cast("BinaryIO", buffered), cast("io.BufferedReader", buffered).peek(HEAD)[:HEAD]
    )
