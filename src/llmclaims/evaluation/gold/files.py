"""What the forms of annotation read: text, and JSON Lines with the line named when one is not whole."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from llmclaims.config.local_files import MOST, open_file, read_file
from llmclaims.errors import DocumentError


def text_of(path: Path) -> str:
    """Return a UTF-8 file's text with its line ends as they are.

    Raises:
        DocumentError: it cannot be read.
    """
    try:
        return read_file(path).decode("utf-8")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise DocumentError(f"{path}: cannot be read ({reason}); give annotation in UTF-8.") from error


def objects(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the JSON objects of a file with their line numbers, from 1.

    Raises:
        DocumentError: the file cannot be read, or a line is no JSON object.
    """
    for number, line in enumerate(text_of(path).split("\n"), start=1):
        if not line.strip():
            continue
        try:
            found = json.loads(line)
        except (ValueError, RecursionError) as error:
            reason = getattr(error, "msg", "too deep, or a number of too many digits")
            raise DocumentError(f"{path}:{number}: not JSON ({reason}); was the file cut off?") from error
        if not isinstance(found, dict):
            raise DocumentError(f"{path}:{number}: not a JSON object; give one object a line.")
        yield number, found


def first_object(path: Path) -> dict[str, Any]:
    """Return the first JSON object of a file; an empty one where it is no JSON Lines."""
    try:
        with open_file(path) as file:
            lines = iter(lambda: file.readline(MOST), b"")
            found = json.loads(next((line for line in lines if line.strip()), b"null"))
    except (OSError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}
