"""What providers say in place of an answer, and what becomes of it: tried again, waited for, or the way out named."""

from __future__ import annotations

import json
from typing import Any

import pytest

from llmclaims.errors import (
    ProviderAuthError,
    ProviderError,
    ProviderRateLimitError,
    ProviderUnavailableError,
    ProviderUnknownError,
)
from llmclaims.providers.endpoint import Endpoint
from llmclaims.providers.error_body import error_in


def mapped(status: int, body: Any, output: str = "json_schema", **headers: str) -> ProviderError:
    """The error for a response with such a body, a text or what is to be written as JSON."""
    end = Endpoint("local", "m", "http://127.0.0.1:1/v1", 5.0, output=output)
    text = body if isinstance(body, str) else json.dumps(body)
    return end.answered(status, headers, error_in(text))


def said(message: str, code: str | int = "", **more: Any) -> dict[str, Any]:
    """An error as most servers write it."""
    return {"error": {"message": message, "code": code, **more}}


def google(message: str, *details: dict[str, Any]) -> list[dict[str, Any]]:
    """An error as Google's own layer for OpenAI's protocol writes it."""
    return [said(message, 429, status="RESOURCE_EXHAUSTED", details=list(details))]


MINUTE = {"violations": [{"quotaId": "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"}]}
DAY = {"violations": [{"quotaId": "GenerateRequestsPerDayPerProjectPerModel-FreeTier"}]}
BILLING = "You exceeded your current quota, please check your plan and billing details."


@pytest.mark.parametrize(
    ("body", "kind", "wait"),
    [
        (google(f"{BILLING} Please retry in 9.5s.", {"retryDelay": "9s"}), ProviderRateLimitError, 9.0),
        (google(BILLING, MINUTE, {"retryDelay": "9s"}), ProviderRateLimitError, 9.0),
        (google(BILLING, DAY, {"retryDelay": "9s"}), ProviderAuthError, 9.0),  # the day's is gone all the same
        (said(BILLING, "insufficient_quota"), ProviderAuthError, None),  # a spent account
        (said("Insufficient Balance", "invalid_request_error"), ProviderAuthError, None),
        (said("Limit of 6000 tokens per minute (TPM). Please try again in 7s. Need more? See /settings/billing", "rate_limit_exceeded"), ProviderRateLimitError, 7.0),
        (said("Rate limit on requests per min (RPM). Add a payment method at /account/billing."), ProviderRateLimitError, None),
        (said("Over the token rate of your tier. Please retry after 26 seconds.", "429"), ProviderRateLimitError, 26.0),
        (said("Try again in 1 minute, 5 seconds."), ProviderRateLimitError, 65.0),
        (said("Please try again in 6ms."), ProviderRateLimitError, 0.006),
        (said("Please try again in 7m12.5s."), ProviderRateLimitError, 432.5),
        (said("Provider returned error", 429, metadata={"raw": "busy upstream, retry in 4s"}), ProviderRateLimitError, 4.0),
        ("slow down", ProviderRateLimitError, None),  # no JSON
        ({"error": "slow down"}, ProviderRateLimitError, None),  # a bare string
        ({"detail": [{"msg": "slow down"}]}, ProviderRateLimitError, None),  # a list of objects
        ("", ProviderRateLimitError, None),
        ("[]", ProviderRateLimitError, None),
        ("[" * 100_000, ProviderRateLimitError, None),
    ],
)  # fmt: skip
def test_a_pace_that_is_too_high_is_no_spent_account(
    body: Any, kind: type[ProviderError], wait: float | None
) -> None:
    """Whatever words it is dressed in: what comes back in a minute is waited for, what is spent ends the run."""
    error = mapped(429, body)
    assert (type(error), error.retry_after) == (kind, wait)


def test_a_header_about_waiting_counts_before_the_words() -> None:
    """It is meant for programs."""
    assert mapped(429, said("Try again in 20s."), **{"Retry-After": "3"}).retry_after == 3.0


@pytest.mark.parametrize(
    ("status", "body", "output", "says"),
    [
        (400, {"error": "'response_format.type' must be 'json_schema' or 'text'"}, "json", 'set output = "json_schema" ['),
        (400, said("This model does not support response format `json_schema`."), "json_schema", 'set output = "json" or "tools"'),
        (400, said("registry/library/small does not support tools"), "tools", 'set output = "json" or "json_schema"'),
        (404, said("No endpoints found that support tool use."), "tools", 'set output = "json" or "json_schema"'),
        (404, said("No endpoints found that can handle the requested parameters."), "json_schema", 'set output = "json" or "tools"'),
        (400, said('"auto" tool choice requires --enable-auto-tool-choice'), "tools", "set output ="),
        (400, said("Function calling is not enabled for this model"), "tools", "set output ="),
        (400, said("JSON mode is not enabled for this model"), "json", "set output ="),
        (422, said("Unsupported keyword in schema"), "json_schema", "set output ="),
        (400, said("unknown parameter top_k"), "json", "check its model and parameters"),
        (400, said("your access is restricted"), "json", "check its model and parameters"),  # holds "strict"
    ],
)  # fmt: skip
def test_a_form_of_output_that_is_not_taken(status: int, body: Any, output: str, says: str) -> None:
    """The message names the forms that are left to try, and nobody asks again."""
    error = mapped(status, body, output)
    assert type(error) is ProviderError
    assert says in str(error)
    assert not error.retryable


@pytest.mark.parametrize(
    ("status", "body"), [(404, "Not Found"), (404, said("The model `m` does not exist")), (405, "no")]
)
def test_an_address_or_a_model_that_is_not_there_stays_that(status: int, body: Any) -> None:
    """A 404 is about the form of output only where it says so."""
    assert type(mapped(status, body)) is ProviderUnknownError


@pytest.mark.parametrize("code", ["json_validate_failed", "tool_use_failed"])
def test_a_sample_that_missed_its_form_is_tried_again(code: str) -> None:
    """It is status 400, but another sample may keep to the form."""
    error = mapped(400, said("Failed to generate JSON.", code, failed_generation='{"event": ['))
    assert error.retryable
    assert "set output =" in str(error)


def test_a_server_that_is_busy_may_say_for_how_long() -> None:
    """In words, too."""
    error = mapped(503, said("Overloaded, please retry in 2 seconds."))
    assert (type(error), error.retry_after) == (ProviderUnavailableError, 2.0)
