"""HTTP statuses and headers to the errors of this library: the same for every wire protocol."""

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from http import HTTPStatus

from llmclaims.errors import (
    ProviderAuthError,
    ProviderError,
    ProviderRateLimitError,
    ProviderUnavailableError,
    ProviderUnknownError,
)

_NUMBER = r"(\d{1,15}(?:\.\d{0,15})?|\.\d{1,15})"
_DURATION = re.compile(
    rf"(?:{_NUMBER}d)?(?:{_NUMBER}h)?(?:{_NUMBER}m(?!s))?(?:{_NUMBER}s)?(?:{_NUMBER}ms)?", re.ASCII
)
_UNITS = (86_400.0, 3_600.0, 60.0, 1.0, 0.001)
_LONGEST_WAIT = 31 * 86_400.0
"""Seconds; who asks for more says nothing that could be kept to."""
_EPOCH_SECONDS = 1e9
_EPOCH_MILLISECONDS = 1e12
_NO_CREDIT = re.compile(
    r"insufficient[_ ](?:quota|balance|credit|funds)|exceeded your current quota|billing",
    re.IGNORECASE,
)
_LOW_BALANCE = re.compile(r"credit balance is too low", re.IGNORECASE)
_WRONG_KEY = re.compile(r"\bAPI_KEY_INVALID\b")
"""Looked for in the code alone: the words of a refused request may repeat the article's."""
_REFUSED_INPUT = re.compile(r"moderation|flagged|content[_ ](?:policy|filter)|safety", re.IGNORECASE)
_TOO_LONG = re.compile(
    r"context[_ ](?:length|window|size)|maximum context|too many (?:input )?tokens|prompt is too long"
    r"|exceeds the maximum number of tokens",
    re.IGNORECASE,
)
_MODEL = re.compile(r"\bmodels?\b|\bdeployment\b", re.IGNORECASE)
_UNKNOWN_MODEL = re.compile(
    r"\b(?:unknown|invalid|unsupported|no such) model\b(?! (?:output|response))"
    r"|\b(?:model|deployment)\b.{0,120}?\b(?:do(?:es)? ?n[o']t exist|not exist|(?:was |is )?not found|is not a valid model)\b",
    re.IGNORECASE,
)
_UNKNOWN_MODEL_CODES = frozenset(
    {"model_not_found", "invalid_model", "model_not_supported", "deploymentnotfound", "model_not_available"}
)
_LONGEST_NOTICE = 400
"""Characters of the words that say a model is unknown; longer ones may repeat the article's."""
_PACE = re.compile(
    r"per[ _-]?(?:minute|min|second|sec)\b|/ ?min(?:ute)?\b|\b[RT]PM\b|\b(?:try again|retry) (?:in|after) \d",
    re.IGNORECASE,
)
"""Signs that a quota is one of pace, in whatever words: it comes back by waiting."""
_FORMAT = re.compile(
    r"response[_ ]format|json[_ -]?(?:schema|mode|object)|structured[_ ]output|output_(?:config|format)"
    r"|tool[_ ](?:choice|use|call)|function[_ ]call|\btools?\b.{0,200}support|support.{0,40}\btools?\b"
    r"|requested parameters",
    re.IGNORECASE,
)
_RESPONSES_ALONE = re.compile(r"\bonly\b.{0,60}\b(?:v1/responses|responses api)\b", re.IGNORECASE)
_MAYBE_FORMAT = re.compile(r"\bstrict\b|schema|grammar", re.IGNORECASE)
_FORMS = ("json", "json_schema", "tools")
_ONLY_SCHEMA = re.compile(r"must be\W{1,3}json_schema\b", re.IGNORECASE)
_MISSED_FORM = frozenset({"json_validate_failed", "tool_use_failed", "output_parse_failed"})
"""Codes for a sample of the model's that missed the form asked for: another sample may keep to it."""
_MAY_BE_CREDIT = (HTTPStatus.FORBIDDEN, HTTPStatus.TOO_MANY_REQUESTS)
_PASSING = (HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.CONFLICT, HTTPStatus.TOO_EARLY)
_LASTING = (HTTPStatus.NOT_IMPLEMENTED, HTTPStatus.HTTP_VERSION_NOT_SUPPORTED)
_NOWHERE = (HTTPStatus.NOT_FOUND, HTTPStatus.METHOD_NOT_ALLOWED)
_MAY_NAME_MODEL = (HTTPStatus.BAD_REQUEST, HTTPStatus.UNPROCESSABLE_ENTITY, *_NOWHERE)
_QUOTED = 300


@dataclass(frozen=True, slots=True)
class Fault:
    """What a provider answered in place of an answer.

    ``status`` is the HTTP status; ``words`` the provider's own words; ``code`` its machine-readable code;
    ``wait`` the seconds it asked to wait; ``again`` its explicit word on retrying, ``spent`` on whether the
    account's quota is used up rather than its pace too high, None where it gave none; ``output`` is the form of
    output that was asked for, ``keyed`` whether a key was sent.
    """

    provider: str
    model: str
    status: int
    words: str
    code: str = ""
    wait: float | None = None
    again: bool | None = None
    spent: bool | None = None
    output: str = ""
    keyed: bool = True


def provider_error(fault: Fault) -> ProviderError:
    """Return the error for a fault: by HTTP status (RFC 9110) first, then by what the provider says."""
    said = f"{fault.code} {fault.words}"
    status = fault.status
    if _is_unknown(fault):
        return _made(ProviderUnknownError, fault, _unknown("model"), retryable=False)
    if status == HTTPStatus.PAYMENT_REQUIRED or _spent(fault, said):
        return _made(
            ProviderAuthError,
            fault,
            "has no credit or quota left; add some to that account, or go on once it is renewed",
            retryable=False,
        )
    if (
        status == HTTPStatus.UNAUTHORIZED
        or (status == HTTPStatus.FORBIDDEN and not _REFUSED_INPUT.search(said))
        or (status == HTTPStatus.BAD_REQUEST and _WRONG_KEY.search(fault.code))
    ):
        what = "does not accept the key; check it" if fault.keyed else _keyless(fault)
        return _made(ProviderAuthError, fault, what, retryable=False)
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        return _made(
            ProviderRateLimitError, fault, "asks to slow down; lower its concurrency", retryable=True
        )
    if status in _PASSING or (status >= HTTPStatus.INTERNAL_SERVER_ERROR and status not in _LASTING):
        what = "is overloaded or down; run the command again later"
        return _made(ProviderUnavailableError, fault, what, retryable=True)
    if fault.code in _MISSED_FORM:
        return _made(ProviderError, fault, f"missed the form of output; {_other_form(fault)}", retryable=True)
    kind = ProviderUnknownError if status in _NOWHERE and not _FORMAT.search(said) else ProviderError
    error = _made(kind, fault, _refusal(fault, said), retryable=False)
    error.about_text = _is_too_long(fault, said) or bool(_REFUSED_INPUT.search(said))
    return error


def _keyless(fault: Fault) -> str:
    return (
        f'wants a key, and none was sent; write api_key_env = "NAME" into [providers.{fault.provider}], '
        "where NAME is the environment variable that holds it"
    )


def _is_unknown(fault: Fault) -> bool:
    """Tell whether there is no such model: said by code, or in few words by a status that refuses the request."""
    if not HTTPStatus.BAD_REQUEST <= fault.status < HTTPStatus.INTERNAL_SERVER_ERROR:
        return False
    if fault.code.lower() in _UNKNOWN_MODEL_CODES:
        return True
    few = fault.status in _MAY_NAME_MODEL and len(fault.words) <= _LONGEST_NOTICE
    return few and bool(_UNKNOWN_MODEL.search(fault.words))


def _spent(fault: Fault, said: str) -> bool:
    """Tell whether the account is used up; of a refused request only what cannot be about its text counts."""
    if fault.status == HTTPStatus.BAD_REQUEST:
        return bool(_LOW_BALANCE.search(said))
    about_credit = fault.spent
    if about_credit is None:
        about_credit = bool(_NO_CREDIT.search(said)) and not _PACE.search(said)
    return fault.status in _MAY_BE_CREDIT and about_credit


def _refusal(fault: Fault, said: str) -> str:
    """Say what a provider will not do, however often it is asked, and what to do about it."""
    status = fault.status
    if HTTPStatus.MULTIPLE_CHOICES <= status < HTTPStatus.BAD_REQUEST:
        return "answers with a redirect; set base_url to the address it names"
    if _RESPONSES_ALONE.search(said):
        return 'is asked over the Responses protocol alone; set protocol = "responses"'
    if _is_too_long(fault, said):
        return "finds the paragraph too long; split it, or choose a model with a longer context"
    if _FORMAT.search(said) or (status not in _NOWHERE and _MAYBE_FORMAT.search(said)):
        return f"does not take this form of output; {_other_form(fault)}"
    if status in _NOWHERE:
        return _unknown(said)
    if _REFUSED_INPUT.search(said):
        return "refuses this text; choose another provider for it"
    return "does not take this request; check its model and parameters"


def _is_too_long(fault: Fault, said: str) -> bool:
    return fault.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE or bool(_TOO_LONG.search(said))


def _unknown(said: str) -> str:
    what = "that model" if _MODEL.search(said) else "that address"
    return f"does not know {what}; check model and base_url"


def _other_form(fault: Fault) -> str:
    """Return the forms of output that are left to try."""
    forms = [one for one in _FORMS if one != (fault.output or "json_schema")]
    if _ONLY_SCHEMA.search(fault.words) and fault.output != "json_schema":
        forms = ["json_schema"]
    return "set output = " + " or ".join(f'"{one}"' for one in forms)


def _made(kind: type[ProviderError], fault: Fault, what: str, *, retryable: bool) -> ProviderError:
    own = " ".join(fault.words.split())[:_QUOTED]
    quoted = f": {own}" if own else ""
    return kind(
        f"{fault.provider} ({fault.model}) {what} [HTTP {fault.status}{quoted}].",
        provider=fault.provider,
        model=fault.model,
        retryable=retryable if fault.again is None or not retryable else fault.again,
        retry_after=fault.wait,
    )


def retry_after(headers: Mapping[str, str], now: float) -> float | None:
    """Return the seconds that a provider asks to wait, or None where it does not say.

    Reads ``retry-after-ms``, ``retry-after`` (seconds or an HTTP date, RFC 9110 10.2.3) and, of the
    ``x-ratelimit-reset-*`` headers, those whose ``x-ratelimit-remaining-*`` is used up ("6m0s", "250ms",
    seconds, or the time since the epoch). ``headers`` has lower-case names; ``now`` is in seconds since the epoch,
    and counts where the reply has no ``date`` of its own: a clock that is wrong here must not change the wait.
    """
    own = _stamp(headers.get("date", ""))
    now = now if own is None else own
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return _sensible(milliseconds / 1000)
    given = headers.get("retry-after")
    if given:
        seconds = _number(given)
        if seconds is None:
            seconds = (_stamp(given) or now) - now
        return _sensible(seconds)
    resets = {
        name.removeprefix("x-ratelimit-reset").lstrip("-"): value
        for name, value in headers.items()
        if name.startswith("x-ratelimit-reset")
    }
    used_up = {
        kind for kind in resets if _number(headers.get(f"x-ratelimit-remaining-{kind}".rstrip("-"))) == 0
    }
    waits = [_duration(value, now) for kind, value in resets.items() if kind in (used_up or resets)]
    return max((_sensible(wait) for wait in waits if wait is not None), default=None)


def _sensible(seconds: float) -> float:
    """Return a wait that can be kept to: none where it lies in the past, or further ahead than any limit does."""
    return seconds if 0 < seconds <= _LONGEST_WAIT else 0.0


def _number(text: str | None) -> float | None:
    try:
        number = float(text) if text else math.nan
    except ValueError:
        return None
    return number if math.isfinite(number) else None


def _stamp(date: str) -> float | None:
    """Return an HTTP date as seconds since the epoch, None where it is none."""
    try:
        when = parsedate_to_datetime(date)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp()
    except (ValueError, OverflowError, TypeError, IndexError):
        return None


def _duration(text: str, now: float) -> float | None:
    text = text.strip()
    number = _number(text)
    if number is not None:
        epoch = number / 1000 if number >= _EPOCH_MILLISECONDS else number
        return epoch - now if epoch >= _EPOCH_SECONDS else number
    found = _DURATION.fullmatch(text)
    if found and text:
        return sum(float(part) * unit for part, unit in zip(found.groups(), _UNITS, strict=True) if part)
    try:
        when = datetime.fromisoformat(text)
        return (when if when.tzinfo else when.replace(tzinfo=UTC)).timestamp() - now
    except (ValueError, OverflowError):
        return None
