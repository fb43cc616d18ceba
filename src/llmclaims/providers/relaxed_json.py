"""JSON as models write it: trailing commas, comments, Python's words and quotes. Read, never completed.

A repairer would also close what broke off and choose between repeated keys, and both would put words into an
answer that nobody wrote. So what is not a whole value under these rules is none.
"""

import json
import math
import re
from typing import Any

DEEPEST = 40
"""Levels of nesting that are kept; what lies deeper is kept as text."""
_DEEPEST_READ = 200
"""Levels that the relaxed reader follows."""
_LONGEST = 2_000_000
"""Characters of a value that is read though it is not the standard's: that takes a hundred times as long."""
_LONGEST_NUMBER = 300
"""Digits of a whole number; a longer one is kept as text, since Python refuses to read or write it."""
_TOKEN = re.compile(
    r"""(?P<string>"(?:[^"\\]|\\.)*")|(?P<single>'(?:[^'\\]|\\.)*')|(?P<mark>[{}\[\],:])|(?P<space>\s+)
    |(?P<comment>//[^\n]*|\#[^\n]*|/\*.*?\*/)|(?P<number>[-+]?(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)
    |(?P<word>-?[A-Za-z_$][\w$]*)""",
    re.DOTALL | re.VERBOSE,
)
_WORDS = {"null": "null", "None": "null", "undefined": "null", "true": "true", "True": "true"} | {
    "false": "false",
    "False": "false",
}
_NOT_FINITE = frozenset(("NaN", "nan", "Infinity", "-Infinity", "inf"))
_OPEN, _CLOSE = "{[", "}]"
_STRAY = re.compile(r'\\(?:(["\\/bfnrt]|u[0-9a-fA-F]{4})|(.))', re.DOTALL)


class Repeated(list[Any]):
    """The different values that one object gives under the same key, in their order."""


def decode(text: str, start: int = 0, *, relaxed: bool = True) -> tuple[Any, int]:
    """Read the value at ``start``; give it back with the place where it ends.

    A key that comes twice with different values gets all of them, as ``Repeated``. A number that is not finite,
    and what lies deeper than ``DEEPEST``, is given as text. ``relaxed`` False: as the standard has it.

    Raises:
        ValueError: no whole value stands there.
    """
    try:
        value, end = _DECODER.raw_decode(text, start)
    except (ValueError, RecursionError) as error:
        if not relaxed:
            raise ValueError("no JSON value") from error
    else:
        return shallow(value), end
    return decode_relaxed(text, start)


def decode_relaxed(text: str, start: int = 0) -> tuple[Any, int]:
    """Read a value that is known not to be the standard's, as ``decode`` does.

    Raises:
        ValueError: no whole value stands there, or it is longer than ``_LONGEST``.
    """
    standard, end = _standard(text, start)
    try:
        return shallow(_DECODER.decode(standard)), end
    except RecursionError:
        raise ValueError("it is nested too deep") from None


def shallow(value: Any, levels: int = DEEPEST) -> Any:
    """Return the same value, with what lies deeper than so many levels written out as text."""
    if not isinstance(value, (dict, list)):
        return value
    if not levels:
        return _written(value)
    below = levels - 1
    if isinstance(value, dict):
        return {
            key: shallow(one, below) if isinstance(one, (dict, list)) else one for key, one in value.items()
        }
    return type(value)(shallow(one, below) if isinstance(one, (dict, list)) else one for one in value)


def _written(value: Any) -> str:
    try:
        return json.dumps(value, ensure_ascii=False)
    except RecursionError:
        return "(nested too deep to be written)"


def _standard(text: str, start: int) -> tuple[str, int]:
    """Return the value at ``start`` in standard JSON, and where it ends.

    Raises:
        ValueError: it holds something else, or does not end.
    """
    written: list[str] = []
    position, depth, before = start, 0, ""
    while position - start < _LONGEST and (found := _TOKEN.match(text, position)):
        kind, token, position = str(found.lastgroup), found.group(), found.end()
        if kind in ("space", "comment"):
            continue
        if token in _CLOSE and before == "," and written[-2] not in _OPEN:
            written.pop()
        elif before and before in _CLOSE and (token in _OPEN or kind == "string"):
            written.append(",")  # forgotten between two values that are whole
        depth += (token in _OPEN) - (token in _CLOSE)
        written.append(token if kind == "mark" else _scalar(kind, token, text, position))
        before = token
        if depth > _DEEPEST_READ:
            break
        if depth <= 0:
            return "".join(written), position
    raise ValueError("it is no JSON, does not end, or is too long")


def _scalar(kind: str, token: str, text: str, end: int) -> str:
    if kind in ("string", "single"):
        return _string(token)
    if kind == "number":
        return _plain(token)
    if re.compile(r"\s*:").match(text, end):  # a key without its quotation marks
        return json.dumps(token)
    if token in _NOT_FINITE:
        return json.dumps(token)
    if token in _WORDS:
        return _WORDS[token]
    raise ValueError(f"{token!r} is no JSON")


def _string(token: str) -> str:
    """Return a string in standard JSON: an escape that JSON does not have stands for its character or for itself."""
    inner = token[1:-1]
    if token[0] == "'":
        inner = re.sub(r'(?<!\\)"', r"\"", inner)

    def escape(found: re.Match[str]) -> str:
        known, other = found.groups()
        if known:
            return found.group()
        return "\\\\" + other if other.isalnum() else other

    return json.dumps(json.loads(f'"{_STRAY.sub(escape, inner)}"', strict=False))


def _plain(token: str) -> str:
    """Return a number in standard JSON: "+1", ".5" and "1." are no numbers there."""
    number = re.sub(r"\.(?=$|[eE])", "", re.sub(r"(?<!\d)\.", "0.", token.removeprefix("+")))
    return re.sub(r"^(-?)0+(?=\d)", r"\1", number)


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) == len(pairs):
        return made
    every: dict[str, dict[str, Any]] = {}
    for key, value in pairs:
        every.setdefault(key, {}).setdefault(_written(value), value)
    given = {key: list(values.values()) for key, values in every.items()}
    return {key: one[0] if len(one) == 1 else Repeated(one) for key, one in given.items()}


_DECODER = json.JSONDecoder(
    strict=False,
    object_pairs_hook=_object,
    parse_float=lambda text: number if math.isfinite(number := float(text)) else text,
    parse_int=lambda text: int(text) if len(text) <= _LONGEST_NUMBER else text,
    parse_constant=str,
)
