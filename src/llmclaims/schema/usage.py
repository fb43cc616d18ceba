"""Tokens and money, as the provider counted them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Usage:
    """What answers took: tokens as the provider counted them; ``cost`` None where a price is unknown.

    ``input_tokens`` includes ``cached_input_tokens``. ``cache_hits`` counts answers that were paid for
    earlier and cost nothing now. ``cost`` is in the currency of the configured prices.
    """

    requests: int = 0
    cache_hits: int = 0
    input_tokens: int = 0
    cached_input_tokens: int = 0
    output_tokens: int = 0
    cost: float | None = 0.0

    def __add__(self, other: Usage) -> Usage:
        """Sum of two; an unknown cost makes the sum unknown."""
        cost = None if self.cost is None or other.cost is None else self.cost + other.cost
        return Usage(
            self.requests + other.requests,
            self.cache_hits + other.cache_hits,
            self.input_tokens + other.input_tokens,
            self.cached_input_tokens + other.cached_input_tokens,
            self.output_tokens + other.output_tokens,
            cost,
        )


_MOST = 10**12
"""More tokens than any reply can have taken: a larger count is an error of whoever counted."""


def count(value: object) -> int | None:
    """Return a number of tokens as a provider gives it; None for anything that is no such number."""
    if isinstance(value, str) and len(value) <= len(str(_MOST)) and value.isascii() and value.isdigit():
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not 0 <= value <= _MOST:
        return None
    return int(value)
