"""One table of time expressions: what each comes to on a given day of writing, in which tense, and on what ground."""

from __future__ import annotations

import pytest

from llmclaims.language.values import time_value
from llmclaims.language.values.time_points import atoms
from llmclaims.language.values.time_tokens import may_date, tokens
from tests.support.vectors import table

SAT = "2026-04-18"  # a Saturday in spring
LEAP = "2024-02-29"  # a Thursday that only leap years have
EVE = "2025-12-31"  # a Wednesday, the last day of its year
NONE = None
PAST, PLAN, ANY = False, True, None

# mention, day of writing, tense, value, anchor, granularity
TABLE = table("time_by_day", "mention", "dateline", "future", "value", "anchor", "granularity")


@pytest.mark.parametrize(("mention", "dateline", "future", "value", "anchor", "granularity"), TABLE)
def test_expression(mention, dateline, future, value, anchor, granularity):
    """Each expression comes to its value, and to nothing more than its words and the day of writing give."""
    found = time_value(mention, dateline=dateline, future=future)
    assert found is not None
    assert (found.value, found.anchor, found.granularity) == (value, anchor, granularity)


def test_enough_rows():
    """The table has what it promises, and no row twice."""
    assert len({row[:3] for row in TABLE}) == len(TABLE) >= 120


@pytest.mark.parametrize("row", [row for row in TABLE if row[1] and row[4] == "dateline"])
def test_publication_serves_as_well(row):
    """The date of publication gives the same values as a dateline of that day."""
    mention, day, future, value, _, _ = row
    found = time_value(mention, published=day, future=future)
    assert (found.value, found.anchor) == (value, "dct")


BOUNDED = [
    ("until Friday", "ON_OR_BEFORE"),  # a deadline
    ("through Sunday", "ON_OR_BEFORE"),  # the American way
    ("since 2019", "ON_OR_AFTER"),  # an open end
    ("more than a year ago", "BEFORE"),  # farther back than the value
    ("less than two years ago", "AFTER"),  # nearer
    ("mid-March", "MID"),  # a position
    ("about two months ago", "APPROX"),  # no bound
    ("Monday through Friday", None),  # both ends are in the value
]


@pytest.mark.parametrize(("mention", "mod"), BOUNDED)
def test_bound(mention, mod):
    """A word that leaves one side open is kept beside the value."""
    assert time_value(mention, dateline=SAT).mod == mod


MENTIONS = [
    row[0]
    for name in ("time_explicit", "time_anchored", "time_by_day", "time_modifiers")
    for row in table(name, "mention")
]


@pytest.mark.parametrize("mention", MENTIONS)
def test_the_quick_look_hides_no_date(mention):
    """What states a date, alone or in a sentence, has a word or a figure that the quick look goes by."""
    points = [point for atom in atoms(tokens(mention, "en")) for point in atom.points]
    if any(point.filled - {"time"} for point in points):
        assert may_date(mention, "en")
        assert may_date(f"The ferry was sold {mention}; nobody said why.", "en")


def test_the_quick_look_passes_by_what_has_no_date():
    """A sentence without a date, with a figure and a time of day in it, need not be read for one."""
    assert not may_date("The council of Lenn moved 412 barges at 5.30 p.m. because of the ice.", "en")
