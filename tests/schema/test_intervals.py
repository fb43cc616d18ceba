"""The days that a time value covers."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmclaims import Document, Event, verify
from llmclaims.schema.intervals import bounds, earlier
from tests.support.vectors import table

BOUNDS = table("bounds", "value", "mod", "first", "last")


@pytest.mark.parametrize(("value", "mod", "first", "last"), BOUNDS)
def test_bounds(value, mod, first, last):
    """A full value covers its days."""
    assert tuple(day.isoformat() for day in bounds(value, mod)) == (first, last)


OPEN_BOUNDS = table("bounds_open", "value", "mod")


@pytest.mark.parametrize(("value", "mod"), OPEN_BOUNDS)
def test_no_bounds(value, mod):
    """A value that leaves its days open has none."""
    assert bounds(value, mod) is None


@given(st.text(max_size=30), st.text(max_size=30))
def test_nothing_raises(text, other):
    """Whatever stands in a file, it has days or none, and is before another or not."""
    bounds(text)
    earlier(text, other)


INTERVALS = [
    # what is said, with 5 March 2026 as the day of writing; first and last day; why
    ("on Tuesday", (date(2026, 3, 3), date(2026, 3, 3)), "one day is first and last"),
    ("in January 2025", (date(2025, 1, 1), date(2025, 1, 31)), "a month, with its last day"),
    ("from March 1 to March 4", (date(2026, 3, 1), date(2026, 3, 4)), "both included"),
    ("since March 1", None, "it is open on one side"),
    ("last winter", None, "its months depend on the hemisphere"),
]


@pytest.mark.parametrize(("time", "days", "_why"), INTERVALS, ids=[why for _, _, why in INTERVALS])
def test_a_claim_tells_its_days(time, days, _why):
    """So that events of a range of dates can be found with one comparison."""
    document = Document.from_text(
        f"Rows\n\nThe firm closed the gate {time}.\n", published="2026-03-05", language="en"
    )
    draft = Event(
        quote=f"The firm closed the gate {time}",
        trigger="closed",
        type="OTHER",
        participants=[],
        time=time,
        modality="asserted",
        polarity="positive",
    )
    assert verify(draft, document).interval == days
