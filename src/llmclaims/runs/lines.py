"""One line of a run file: written so that every JSON reader takes it, read so strictly that it has one meaning."""

import json
import math
import os
import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, BinaryIO

from llmclaims.config.local_files import open_file
from llmclaims.errors import DocumentError

DEPTH = 100
"""Levels of nesting that a record may have."""
_LONGEST = 1 << 28
"""Bytes that a line may have."""
_FAR = 1 << 30
"""Bytes that are passed over, at least, before the end of a longer line is given up."""
_MOST_BITS = 14_000
"""Bits of a number that every Python reads back: its limit is 4,300 digits."""
_UNSAFE = re.compile("[\x7f-\x9f\u2028\u2029]")
"""Controls that a terminal obeys, and what ends a line for some readers; JSON allows both as they are."""


def line(record: Mapping[str, Any]) -> str:
    """Write a record as one line of UTF-8-safe JSON, with its newline.

    A lone surrogate cannot be written as UTF-8, so a record that holds one is written in ASCII escapes.
    """
    found = dumped(record, separators=(",", ":"))
    return _UNSAFE.sub(lambda match: f"\\u{ord(match.group()):04x}", found) + "\n"


def canonical(record: Mapping[str, Any]) -> bytes:
    """Give the bytes that stand for a record whatever the order of its keys and its white space."""
    return dumped(record, ascii_only=True, sort_keys=True, separators=(",", ":")).encode("ascii")


def dumped(value: Any, *, ascii_only: bool = False, **options: Any) -> str:
    """Write a value as JSON that UTF-8 can hold and every reader takes, whatever a model put into it.

    NaN and the infinities become their names, a number of over 4,000 digits its hexadecimal form, what is nested
    too deeply a sentence, and what JSON does not know its text.
    """
    try:
        found = _encoder(ascii_only=ascii_only, **options).encode(value)
        if found.count("[") + found.count("{") > DEPTH and _is_deep(value):
            found = json.dumps(_tamed(value), ensure_ascii=ascii_only, default=str, **options)
    except (ValueError, TypeError, RecursionError):
        found = json.dumps(_tamed(value), ensure_ascii=ascii_only, default=str, **options)
    try:
        found.encode()
    except UnicodeEncodeError:
        return dumped(value, ascii_only=True, **options)
    return found


@cache
def _encoder(**options: Any) -> json.JSONEncoder:
    return json.JSONEncoder(ensure_ascii=options.pop("ascii_only"), allow_nan=False, default=str, **options)


def _is_deep(value: Any) -> bool:
    level = [value]
    for _ in range(DEPTH):
        level = [
            inner
            for one in level
            if isinstance(one, (dict, list, tuple))
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
        if not level:
            return False
    return any(isinstance(one, (dict, list, tuple)) for one in level)


def _tamed(value: Any, depth: int = 0) -> Any:
    """Return the value without what JSON has no form for."""
    if isinstance(value, (dict, list, tuple)) and depth >= DEPTH:
        return "… (nested too deeply to be kept)"
    if isinstance(value, dict):
        return {str(key): _tamed(inner, depth + 1) for key, inner in value.items()}
    if isinstance(value, (list, tuple)):
        return [_tamed(inner, depth + 1) for inner in value]
    if isinstance(value, float) and not math.isfinite(value):
        return "NaN" if math.isnan(value) else "Infinity" if value > 0 else "-Infinity"
    if isinstance(value, int) and value.bit_length() > _MOST_BITS:
        return hex(value)
    return value


def numbered(path: str | os.PathLike[str]) -> Iterator[tuple[int, bytes | str]]:
    """Yield the lines of a file that are not blank with their numbers, from 1; too long a one as what is wrong.

    A byte order mark in front is no part of the first line.

    Raises:
        DocumentError: the file cannot be read.
    """
    try:
        with open_file(path) as file:
            number = 0
            while data := file.readline(_LONGEST):
                number += 1
                if len(data) == _LONGEST and not data.endswith(b"\n"):
                    if not passed_over(file, _LONGEST):
                        yield (
                            number,
                            f"longer than {_FAR:,} bytes, and the rest was not read",
                        )
                        return
                    yield number, f"longer than {_LONGEST:,} bytes"
                    continue
                data = data.removeprefix(b"\xef\xbb\xbf") if number == 1 else data
                if data.strip():
                    yield number, data
    except OSError as error:
        raise DocumentError(
            f"{path}: cannot be read ({error.strerror}); give a claims file in JSON Lines."
        ) from error


def passed_over(file: BinaryIO, longest: int) -> bool:
    """Go to the end of a line that has more than ``longest`` bytes; False where it is far away or never comes."""
    passed = 0
    while passed < _FAR:
        data = file.readline(longest)
        if not data or data.endswith(b"\n"):
            return True
        passed += len(data)
    return False


def parsed(data: bytes | str) -> dict[str, Any] | str:
    """Read one record, or say in words what is wrong with it.

    What has two meanings (a key that stands twice) or none for most readers (NaN, too deep, too many digits) is
    no record either.
    """
    if isinstance(data, str):
        return data
    try:
        record = _DECODER.decode(data.decode())
    except UnicodeDecodeError as error:
        return f"not UTF-8 (byte {error.start})"
    except json.JSONDecodeError as error:
        return f"not JSON ({error.msg.removesuffix(' at')} at character {error.pos + 1})"
    except RecursionError:
        return _DEEP
    except _UnclearError as error:
        return str(error)
    except ValueError:
        return "not JSON that can be read (a number has too many digits)"
    if not isinstance(record, dict) or not isinstance(record.get("record"), str):
        return "not a record of a claims file"
    if data.count(b"[") + data.count(b"{") > DEPTH and _is_deep(record):
        return _DEEP
    return record


_DEEP = f"nested more than {DEPTH} levels deep"


class _UnclearError(ValueError):
    """JSON that has more than one meaning, or none."""


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        seen: set[str] = set()
        twice = next(key for key, _ in pairs if key in seen or seen.add(key))  # type: ignore[func-returns-value]
        raise _UnclearError(f"not clear: the key {twice!r} stands in it twice")
    return found


def _constant(name: str) -> Any:
    raise _UnclearError(f"not JSON ({name} is no number)")


def _finite(digits: str) -> float:
    found = float(digits)
    if math.isinf(found):
        raise _UnclearError(f"not JSON that can be read ({digits[:20]} is too large a number)")
    return found


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_constant, parse_float=_finite)
