"""What cannot be read: as a Failure, and any exception as a few words."""

from __future__ import annotations

from llmclaims.schema.claims import Failure

_MOST = 200  # characters that are told of an exception


def unread(place: str, message: str) -> Failure:
    """Return the failure of a whole source, or of one row of a table."""
    return Failure(document=place, paragraph=None, error="DocumentError", message=message)


def reason(error: Exception) -> str:
    """Say in a few words what went wrong in a reader."""
    match error:
        case MemoryError():
            return "it takes more memory than there is"
        case RecursionError():
            return "it is nested too deep"
        case OSError() if error.strerror:
            return error.strerror
    said = " ".join(str(error).split())[:_MOST].rstrip(".")
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
