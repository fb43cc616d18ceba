"""Tallies of many batches as one, and what a worker spent between two of them."""

from __future__ import annotations

from llmclaims.runs.records import Summary
from llmclaims.schema.usage import Usage

_COUNTS = ("paragraphs", "done", "failed", "skipped", "proposed", "accepted", "rejected")


def plus(one: Summary, other: Summary) -> Summary:
    """The tally of two runs; a warning that both have stands once."""
    return Summary(
        **{name: getattr(one, name) + getattr(other, name) for name in _COUNTS},
        usage=one.usage + other.usage,
        seconds=round(one.seconds + other.seconds, 3),
        warnings=tuple(dict.fromkeys((*one.warnings, *other.warnings))),
    )


def minus(one: Usage, other: Usage) -> Usage:
    """What one is more than the other; an unknown cost makes the difference unknown."""
    return Usage(
        one.requests - other.requests,
        one.cache_hits - other.cache_hits,
        one.input_tokens - other.input_tokens,
        one.cached_input_tokens - other.cached_input_tokens,
        one.output_tokens - other.output_tokens,
        None if one.cost is None or other.cost is None else one.cost - other.cost,
    )
