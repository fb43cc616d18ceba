"""How long a provider asks to wait, in every form that providers use."""

from __future__ import annotations

import pytest

from llmclaims.providers.http_errors import retry_after

NOW = 1_700_000_000.0  # Tue, 14 Nov 2023 22:13:20 GMT


@pytest.mark.parametrize(
    ("headers", "wait"),
    [
        ({}, None),  # not a word
        ({"retry-after": "7"}, 7.0),  # seconds
        ({"retry-after": "0.5"}, 0.5),  # a fraction, which the standard does not have
        ({"retry-after": "0"}, 0.0),  # at once
        ({"retry-after": "-3"}, 0.0),  # in the past
        ({"retry-after": "Tue, 14 Nov 2023 22:13:50 GMT"}, 30.0),  # a date
        ({"retry-after": "Tue, 14 Nov 2023 22:13:50 -0000"}, 30.0),  # a date without a zone
        ({"retry-after": "Tue, 14 Nov 2023 22:00:00 GMT"}, 0.0),  # a date that a wrong clock has passed
        # the server's own clock is an hour ahead of this one: it counts, as the date was made by it
        ({"retry-after": "Tue, 14 Nov 2023 23:13:50 GMT", "date": "Tue, 14 Nov 2023 23:13:20 GMT"}, 30.0),
        ({"x-ratelimit-reset": "1700003645", "date": "Tue, 14 Nov 2023 23:13:20 GMT"}, 45.0),  # here as well
        ({"retry-after": "Tue, 14 Nov 2023 22:13:50 GMT", "date": "today"}, 30.0),  # a date that is none
        ({"retry-after": "soon"}, 0.0),  # a word: it wants a pause, but not which
        ({"retry-after": "nan"}, 0.0),  # no number
        ({"retry-after-ms": "250", "retry-after": "1"}, 0.25),  # the finer one counts
        ({"retry-after-ms": "x", "retry-after": "1"}, 1.0),  # the one that can be read
        ({"x-ratelimit-reset-requests": "6m0s"}, 360.0),  # minutes and seconds
        ({"x-ratelimit-reset-tokens": "1h2m3.5s"}, 3723.5),  # all the units
        ({"x-ratelimit-reset-tokens": "120ms"}, 0.12),  # milliseconds, not minutes
        ({"x-ratelimit-reset-tokens": "1d"}, 86400.0),  # a day
        ({"x-ratelimit-reset-requests": "12"}, 12.0),  # bare seconds
        ({"x-ratelimit-reset": "1700000045"}, 45.0),  # seconds since the epoch
        ({"x-ratelimit-reset": "1700000045000"}, 45.0),  # milliseconds since the epoch
        ({"x-ratelimit-reset-requests": "2023-11-14T22:13:30Z"}, 10.0),  # ISO 8601
        ({"x-ratelimit-reset-requests": "2023-11-14T22:13:30"}, 10.0),  # ISO 8601 without a zone
        ({"x-ratelimit-reset-requests": "who knows"}, None),  # unreadable
        ({"x-ratelimit-reset-tokens": "1.2.3s"}, None),  # two points
        ({"x-ratelimit-reset-tokens": "..s"}, None),  # no digit
        ({"x-ratelimit-reset-tokens": "1.5m"}, 90.0),  # a fraction of a minute
        ({"x-ratelimit-reset-tokens": "9" * 400 + "s"}, None),  # more digits than a number has
        ({"x-ratelimit-reset-tokens": "999999999d"}, 0.0),  # longer than anybody waits
        ({"x-ratelimit-reset-tokens": "9999-12-31T23:59:59-23:59"}, 0.0),  # a date at the end of time
        ({"retry-after": "1e999"}, 0.0),  # beyond every number
        ({"retry-after": "1e300"}, 0.0),  # a number, and no time
        ({"retry-after": "-inf"}, 0.0),
        ({"retry-after": "Mon, 01 Jan 0001 00:00:00 +1400"}, 0.0),  # a date before there are dates
        ({"retry-after": "Fri, 31 Dec 99999 23:59:59 GMT"}, 0.0),  # a year that is none
        ({"retry-after-ms": "-5"}, 0.0),
        ({"retry-after-ms": "nan", "retry-after": "3"}, 3.0),
        ({"x-ratelimit-reset-requests": ""}, None),  # empty
        (  # of two limits the one that is used up counts
            {
                "x-ratelimit-reset-requests": "1s",
                "x-ratelimit-remaining-requests": "0",
                "x-ratelimit-reset-tokens": "6m0s",
                "x-ratelimit-remaining-tokens": "9000",
            },
            1.0,
        ),
        (
            {"x-ratelimit-reset-requests": "1s", "x-ratelimit-reset-tokens": "5s"},
            5.0,
        ),  # of two unknown the longer
        (
            {"retry-after": "2", "x-ratelimit-reset-tokens": "6m0s"},
            2.0,
        ),  # what is meant for this request stands first
    ],
)
def test_retry_after(headers: dict[str, str], wait: float | None) -> None:
    """Seconds, dates and durations all become seconds from now."""
    assert retry_after(headers, NOW) == (None if wait is None else pytest.approx(wait))
