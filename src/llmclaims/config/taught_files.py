"""What a user teaches a model, from files: instructions as plain text, examples as JSON Lines or one JSON list."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from llmclaims.config.destinations import check_places
from llmclaims.config.local_files import read_file
from llmclaims.errors import ConfigError

INSTRUCTIONS, EXAMPLES = "instructions", "examples"


def read_instructions(path: str | os.PathLike[str]) -> str:
    """Return the text of a file of instructions.

    Raises:
        ConfigError: it cannot be read, or is empty.
    """
    return _text(path, INSTRUCTIONS)


def read_examples(path: str | os.PathLike[str]) -> tuple[dict[str, Any], ...]:
    """Return the objects of a file of examples: ``{"text": ..., KIND: [{...}]}``, one a line or all in a list.

    Raises:
        ConfigError: it cannot be read, or is no JSON.
    """
    text = _text(path, EXAMPLES)
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        found = [_line(path, *one) for one in enumerate(text.splitlines(), start=1) if one[1].strip()]
    found = [found] if isinstance(found, dict) else found
    if not isinstance(found, list) or not all(isinstance(one, dict) for one in found):
        raise ConfigError(
            f'{path}: not a list of examples; write an object a line, as {{"text": "...", "promise": [...]}}.'
        )
    return tuple(found)


def with_files(data: Mapping[str, Any], file: Path, *, inside: bool) -> dict[str, Any]:
    """Return a configuration's data with the text of the files that it names, found from its own folder.

    ``inside``: they must stand in that folder or below it.

    Raises:
        ConfigError: one of them leads out of the folder, or cannot be used.
    """
    named = {one: data[one] for one in (INSTRUCTIONS, EXAMPLES) if isinstance(data.get(one), str)}
    if inside:
        check_places(file, named.items(), ())
    read = {INSTRUCTIONS: read_instructions, EXAMPLES: read_examples}
    return {
        **data,
        **{one: read[one](file.parent / Path(name).expanduser()) for one, name in named.items()},
    }


def _text(path: str | os.PathLike[str], what: str) -> str:
    try:
        text = read_file(path).decode("utf-8-sig").replace("\r\n", "\n")
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(f"{path}: {what} cannot be read ({reason}); name a text file in UTF-8.") from error
    if not text.strip():
        raise ConfigError(f"{path}: holds no {what}; write some, or leave it out.")
    return text


def _line(path: str | os.PathLike[str], number: int, line: str) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError) as error:
        reason = getattr(error, "msg", "too deep")
        raise ConfigError(f"{path}:{number}: not JSON ({reason}); write one example a line.") from error
