"""What stands in the body of an error, in any of its forms: its words, its code, how long to wait, what is used up.

OpenAI, Anthropic and Google nest it differently; others send a bare string, a list, or FastAPI's ``detail``.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from llmclaims.providers.event_stream import dicts
from llmclaims.providers.relaxed_json import decode

_WORDS = ("message", "detail", "msg", "error", "error_description")
_CODES = ("code", "type", "status")
_SECONDS = {"d": 86_400.0, "h": 3_600.0, "m": 60.0, "s": 1.0, "ms": 0.001}
_UNIT = r"(ms|d(?=ays?\b)|h(?=ours?\b)|m(?=in(?:ute)?s?\b)|s(?=ec(?:ond)?s?\b)|[dhms](?![a-z]))[a-z]{0,6}"
_AMOUNT = rf"(\d{{1,9}}(?:\.\d{{1,9}})?)\s?{_UNIT}"
_WAIT = re.compile(
    rf"\b(?:try again|retry|retrying|wait)\b[^\d]{{0,40}}?((?:{_AMOUNT}[\s,]{{0,3}}){{1,4}})", re.IGNORECASE
)
_PART = re.compile(_AMOUNT, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class ErrorBody:
    """``wait`` in seconds and ``spent`` (is an account used up?) are None where the body does not say."""

    words: str = ""
    code: str = ""
    wait: float | None = None
    spent: bool | None = None


def error_in(body: Any) -> ErrorBody:
    """Read the body of an error: its text, or what was decoded of it. Never raises."""
    text = ""
    if isinstance(body, str):
        text = body
        try:
            body = decode(text.strip(), relaxed=False)[0]
        except ValueError:
            return ErrorBody(words=text, wait=_wait(text))
    error = _innermost(body)
    if not isinstance(error, dict):
        words = error if isinstance(error, str) else text or _written(error)
        return ErrorBody(words=words, wait=_wait(words))
    words = next((_written(error[key]) for key in _WORDS if error.get(key)), "") or text
    if upstream := _upstream(error):
        words = f"{words}: {upstream}"
    details = dicts(error.get("details"))
    violations = [one for detail in details for one in dicts(detail.get("violations"))]
    codes = [str(error[key]) for key in _CODES if isinstance(error.get(key), (str, int)) and error[key]]
    codes.sort(key=str.isdigit)  # a number only repeats the status
    reasons = [str(one["reason"]) for one in details if one.get("reason")]
    delay = next((one["retryDelay"] for one in details if isinstance(one.get("retryDelay"), str)), "")
    return ErrorBody(
        words=words,
        code=" ".join([*codes[:1], *reasons]),
        wait=_sum(delay) if _PART.match(delay) else _wait(words),
        # The words of every 429 of Google's speak of the plan and of billing details, so they say nothing.
        spent=any("PerDay" in str(one.get("quotaId")) for one in violations) if details else None,
    )


def _innermost(body: Any) -> Any:
    """Return the error itself, out of the lists and objects around it."""
    for _ in range(4):
        if isinstance(body, list):
            body = body[0] if body else ""
        elif isinstance(body, dict) and isinstance(body.get("error"), (dict, list)):
            body = body["error"]
    return body


def _upstream(error: Mapping[str, Any]) -> str:
    """Return what the provider behind a router said."""
    metadata = error.get("metadata")
    raw = metadata.get("raw") if isinstance(metadata, dict) else None
    return _written(raw) if raw else ""


def _wait(words: str) -> float | None:
    """Return the seconds that some words ask to wait ("Please try again in 7m12.5s"); None where they do not say."""
    found = _WAIT.search(words)
    return _sum(found.group(1)) if found else None


def _sum(text: str) -> float:
    return sum(float(number) * _SECONDS[unit.lower()] for number, unit in _PART.findall(text))


def _written(value: Any) -> str:
    return value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
