"""One table of time expressions: what each comes to on a given day of writing, in which tense, and on what ground."""

from __future__ import annotations

import pytest

from llmclaims.language.values import time_value

SAT = "2026-04-18"  # a Saturday in spring
LEAP = "2024-02-29"  # a Thursday that only leap years have
EVE = "2025-12-31"  # a Wednesday, the last day of its year
NONE = None
PAST, PLAN, ANY = False, True, None

# mention, day of writing, tense, value, anchor, granularity
TABLE = [
    # weekdays against the day of writing, in both tenses
    ("Thursday", LEAP, PAST, "2024-02-29", "dateline", "day"),  # the day itself
    ("Thursday", LEAP, PLAN, "2024-02-29", "dateline", "day"),  # the same to come
    ("Friday", LEAP, PAST, "2024-02-23", "dateline", "day"),  # almost a week back
    ("Friday", LEAP, PLAN, "2024-03-01", "dateline", "day"),  # over the leap day
    ("on Wednesday", LEAP, PAST, "2024-02-28", "dateline", "day"),  # yesterday by its name
    ("on Wednesday", LEAP, PLAN, "2024-03-06", "dateline", "day"),  # next week
    ("Thursday", EVE, PLAN, "2026-01-01", "dateline", "day"),  # over the turn of the year
    ("Monday", EVE, PAST, "2025-12-29", "dateline", "day"),  # of the same week
    ("next Tuesday", SAT, ANY, "2026-04-21", "dateline", "day"),  # the first one after today
    ("next Tuesday", EVE, PAST, "2026-01-06", "dateline", "day"),  # the word is stronger than the tense
    ("last Tuesday", SAT, PLAN, "2026-04-14", "dateline", "day"),  # so is "last"
    ("until Friday", SAT, PLAN, "2026-04-24", "dateline", "day"),  # a deadline to come
    ("until Friday", SAT, PAST, "2026-04-17", "dateline", "day"),  # one that has passed
    ("by Wednesday", EVE, PLAN, "2025-12-31", "dateline", "day"),  # today at the latest
    ("since last Thursday", SAT, ANY, "2026-04-16", "dateline", "day"),  # an open end
    ("as of Friday", SAT, ANY, "2026-04-17", "dateline", "day"),  # with two words
    ("Friday next week", SAT, ANY, "2026-04-24", "dateline", "day"),  # its week is said
    ("Monday’s", SAT, ANY, "2026-04-13", "dateline", "day"),  # a possessive
    ("Tues.", LEAP, PAST, "2024-02-27", "dateline", "day"),  # abbreviated
    ("Thursday", NONE, PLAN, "XXXX-WXX-4", "unresolved", "day"),  # no day of writing
    ("next Tuesday", NONE, ANY, "XXXX-WXX-2", "unresolved", "day"),  # nor here
    (
        "a week from Friday",
        SAT,
        PLAN,
        "XXXX-WXX-5",
        "unresolved",
        "day",
    ),  # which Friday it counts from is not said
    ("a week on Monday", SAT, PLAN, "XXXX-WXX-1", "unresolved", "day"),  # the British way
    ("Tuesday week", SAT, PLAN, "XXXX-WXX-2", "unresolved", "day"),  # its short form
    # days counted from today
    ("today", LEAP, ANY, "2024-02-29", "dateline", "day"),  # a leap day
    ("tomorrow", LEAP, ANY, "2024-03-01", "dateline", "day"),  # over it
    ("yesterday", "2024-03-01", ANY, "2024-02-29", "dateline", "day"),  # back to it
    ("tomorrow", EVE, ANY, "2026-01-01", "dateline", "day"),  # a new year
    ("ten days ago", "2026-01-05", ANY, "2025-12-26", "dateline", "day"),  # back over it
    ("two years ago", LEAP, ANY, "2022", "dateline", "year"),  # no day is said
    ("two weeks ago", SAT, ANY, "2026-W14", "dateline", "week"),  # a week
    ("three months ago", "2026-01-31", ANY, "2025-10", "dateline", "month"),  # a month
    ("more than a year ago", SAT, ANY, "2025", "dateline", "year"),  # with a bound
    ("a decade ago", SAT, ANY, "201X", "dateline", "decade"),  # ten years
    ("earlier today", SAT, ANY, "2026-04-18", "dateline", "day"),  # with an adverb
    ("a few days ago", SAT, ANY, "XXXX-XX-XX", "unresolved", "day"),  # no number
    ("several weeks ago", SAT, ANY, "XXXX-WXX", "unresolved", "week"),  # nor here
    ("tonight", NONE, ANY, "XXXX-XX-XXTNI", "unresolved", "time"),  # no day of writing
    ("yesterday", NONE, ANY, "XXXX-XX-XX", "unresolved", "day"),  # never the day of the machine
    # counted from another event: nothing here gives it
    ("the day before", SAT, ANY, "XXXX-XX-XX", "anaphora", "day"),  # of what is told
    ("a week earlier", SAT, ANY, "XXXX-WXX", "anaphora", "week"),  # the same with a count
    ("a month later", SAT, ANY, "XXXX-XX", "anaphora", "month"),  # behind it
    ("three days earlier", LEAP, ANY, "XXXX-XX-XX", "anaphora", "day"),  # in days
    ("the following day", EVE, ANY, "XXXX-XX-XX", "anaphora", "day"),  # in words
    ("the previous night", SAT, ANY, "XXXX-XX-XXTNI", "anaphora", "time"),  # a night
    ("that night", SAT, ANY, "XXXX-XX-XXTNI", "anaphora", "time"),  # pointed at
    ("the same day", SAT, ANY, "XXXX-XX-XX", "anaphora", "day"),  # of something else
    ("days later", SAT, ANY, "XXXX-XX-XX", "anaphora", "day"),  # without a number
    (
        "the day after May 30, 2025",
        SAT,
        ANY,
        "2025-05-31",
        "explicit",
        "day",
    ),  # the event's date is in the words
    ("two weeks before January 3, 2025", SAT, ANY, "2024-12-20", "explicit", "day"),  # backwards over a year
    # months and days
    ("August 2-3", SAT, PAST, "2025-08-02/2025-08-03", "dateline", "day"),  # the last August
    ("August 2-3", SAT, PLAN, "2026-08-02/2026-08-03", "dateline", "day"),  # the next one
    ("August 2-3", NONE, ANY, "XXXX-08-02/XXXX-08-03", "unresolved", "day"),  # no year anywhere
    ("Jan. 3-5", SAT, ANY, "2026-01-03/2026-01-05", "dateline", "day"),  # abbreviated
    ("3-5 January", SAT, ANY, "2026-01-03/2026-01-05", "dateline", "day"),  # the day first
    ("3rd March 2020", SAT, ANY, "2020-03-03", "explicit", "day"),  # an ordinal first
    ("March the 3rd", SAT, ANY, "2026-03-03", "dateline", "day"),  # spoken
    ("the Fourth of July", SAT, ANY, "2026-07-04", "dateline", "day"),  # in words
    ("Thursday 16 April", SAT, ANY, "2026-04-16", "dateline", "day"),  # a weekday that fits
    ("Friday 13 March 2020", SAT, ANY, "2020-03-13", "explicit", "day"),  # with its year
    ("December 30", "2026-01-02", PAST, "2025-12-30", "dateline", "day"),  # over the turn of the year
    ("January 2", EVE, PLAN, "2026-01-02", "dateline", "day"),  # forward over it
    ("February 29", "2025-03-01", ANY, "XXXX-02-29", "unresolved", "day"),  # no leap year is near
    ("September 11", SAT, ANY, "XXXX-09-11", "unresolved", "day"),  # too far on both sides
    ("Sept. 11, 2001", SAT, ANY, "2001-09-11", "explicit", "day"),  # its year is said
    ("April 3 and 4", SAT, ANY, "2026-04-03/2026-04-04", "dateline", "day"),  # neighbours
    ("last June", SAT, ANY, "2025-06", "dateline", "month"),  # the one that is over
    ("last June", "2025-07-10", ANY, "2025-06", "dateline", "month"),  # last month
    ("next June", EVE, ANY, "2026-06", "dateline", "month"),  # the one to come
    ("last June", NONE, ANY, "XXXX-06", "unresolved", "month"),  # nothing to count from
    ("from May to July", SAT, PLAN, "2026-05/2026-07", "dateline", "month"),  # months to come
    ("from May to July", SAT, PAST, "2025-05/2025-07", "dateline", "month"),  # months that are over
    (
        "December 2024 to February 2025",
        SAT,
        ANY,
        "2024-12/2025-02",
        "explicit",
        "month",
    ),  # over a year’s turn
    ("April through June 2025", SAT, ANY, "2025-04/2025-06", "explicit", "month"),  # one year for both
    ("mid-March", SAT, ANY, "2026-03", "dateline", "month"),  # a part of the month
    ("mid-March 2019", SAT, ANY, "2019-03", "explicit", "month"),  # its year is said
    ("since March", SAT, ANY, "2026-03", "dateline", "month"),  # an open end
    ("later this month", SAT, ANY, "2026-04", "dateline", "month"),  # this one
    ("the end of next month", EVE, ANY, "2026-01", "dateline", "month"),  # of the next year
    ("last month", "2026-01-31", ANY, "2025-12", "dateline", "month"),  # of the last year
    ("the 5th of next month", EVE, ANY, "2026-01-05", "dateline", "day"),  # a day of it
    (
        "April ’19",
        SAT,
        ANY,
        "XXXX-04",
        "unresolved",
        "month",
    ),  # the century is not said, and the year is not 2026
    # digits
    ("2025-08-02", SAT, ANY, "2025-08-02", "explicit", "day"),  # ISO 8601
    ("2026/04/18", NONE, ANY, "2026-04-18", "explicit", "day"),  # the year first
    ("18-04-2026", NONE, ANY, "2026-04-18", "explicit", "day"),  # no month 18: the day first
    ("25/12/2024", SAT, ANY, "2024-12-25", "explicit", "day"),  # British, since there is no month 25
    ("12/25/2024", SAT, ANY, "2024-12-25", "explicit", "day"),  # American for the same reason
    ("02/06/2026", SAT, ANY, "2026", "explicit", "year"),  # June or February: only the year is sure
    ("3.5.2025", SAT, ANY, "2025-05-03", "explicit", "day"),  # dots put the day first
    ("2024-12", SAT, ANY, "2024-12", "explicit", "month"),  # a month
    # weeks and weekends
    ("last week", EVE, ANY, "2025-W52", "dateline", "week"),  # the week before
    ("this week", EVE, ANY, "2026-W01", "dateline", "week"),  # ISO counts it to the new year
    ("early next week", SAT, ANY, "2026-W17", "dateline", "week"),  # a part of it
    ("this weekend", SAT, ANY, "2026-W16-WE", "dateline", "weekend"),  # today and tomorrow
    ("next weekend", SAT, ANY, "2026-W17-WE", "dateline", "weekend"),  # the one after
    ("the weekend", SAT, ANY, "XXXX-WXX-WE", "unresolved", "weekend"),  # which one is not said
    ("the week of June 3, 2025", NONE, ANY, "2025-W23", "explicit", "week"),  # the week of a day
    # years, decades, centuries
    ("early 2024", NONE, ANY, "2024", "explicit", "year"),  # a part of the year
    ("since 2019", NONE, ANY, "2019", "explicit", "year"),  # an open end
    ("through 2030", NONE, ANY, "2030", "explicit", "year"),  # an open beginning
    ("late last year", EVE, ANY, "2024", "dateline", "year"),  # counted
    ("next year", EVE, ANY, "2026", "dateline", "year"),  # tomorrow, as it happens
    ("between 2015 and 2019", NONE, ANY, "2015/2019", "explicit", "year"),  # a range
    ("1914-18", NONE, ANY, "1914/1918", "explicit", "year"),  # in short
    ("the 1990s", NONE, ANY, "199X", "explicit", "decade"),  # a decade
    ("mid-1980s", NONE, ANY, "198X", "explicit", "decade"),  # a part of it
    ("the ’60s", NONE, ANY, "XX6X", "unresolved", "decade"),  # the century is not said
    ("the 21st century", NONE, ANY, "20XX", "explicit", "century"),  # a century
    ("late 19th century", NONE, ANY, "18XX", "explicit", "century"),  # a part of it
    ("44 BC", NONE, ANY, "BC0044", "explicit", "year"),  # before the common era
    # quarters, halves, seasons, fiscal years
    ("Q1", SAT, PAST, "2026-Q1", "dateline", "quarter"),  # the last first quarter
    ("last quarter", "2026-01-10", ANY, "2025-Q4", "dateline", "quarter"),  # over the turn of the year
    ("first quarter of next year", SAT, ANY, "2027-Q1", "dateline", "quarter"),  # its year is counted
    ("second half of 2025", NONE, ANY, "2025-H2", "explicit", "half"),  # half a year
    ("H1 2026", NONE, ANY, "2026-H1", "explicit", "half"),  # in short
    ("in the spring of 2024", NONE, ANY, "2024-SP", "explicit", "season"),  # a season
    ("winter 2023/24", NONE, ANY, "2023-WI", "explicit", "season"),  # named after the year it begins in
    ("last summer", SAT, ANY, "XXXX-SU", "unresolved", "season"),  # north or south of the equator
    ("fiscal year 2024-25", NONE, ANY, "FY2024", "explicit", "year"),  # no calendar year
    ("FY 2024/25", NONE, ANY, "FY2024", "explicit", "year"),  # in short
    ("the fiscal third quarter", SAT, ANY, "FYXXXX-Q3", "unresolved", "quarter"),  # its year begins anywhere
    # times of day and their zones
    ("overnight", SAT, ANY, "XXXX-XX-XXTNI", "unresolved", "time"),  # the night before, or the one to come
    ("Monday night", SAT, PAST, "2026-04-13TNI", "dateline", "time"),  # a part of the day
    ("last night", "2026-01-01", ANY, "2025-12-31TNI", "dateline", "time"),  # of the year before
    ("tomorrow morning", EVE, ANY, "2026-01-01TMO", "dateline", "time"),  # of the next one
    ("at dawn on Sunday", SAT, PAST, "2026-04-12TMO", "dateline", "time"),  # in front
    ("noon Friday", SAT, PAST, "2026-04-17T12:00", "dateline", "time"),  # a word for an hour
    ("5 p.m. Tuesday", SAT, PLAN, "2026-04-21T17:00", "dateline", "time"),  # in American style
    ("12 a.m. on June 3, 2025", NONE, ANY, "2025-06-03T00:00", "explicit", "time"),  # midnight
    (
        "14:00 CET on Monday",
        SAT,
        PAST,
        "2026-04-13T14:00+01:00",
        "dateline",
        "time",
    ),  # a zone with one offset
    ("10:30 GMT Tuesday", SAT, PAST, "2026-04-14T10:30Z", "dateline", "time"),  # universal time
    ("9:30 a.m. EST on June 3, 2025", NONE, ANY, "2025-06-03T09:30-05:00", "explicit", "time"),  # in America
    (
        "9:30 a.m. IST on June 3, 2025",
        NONE,
        ANY,
        "2025-06-03T09:30",
        "explicit",
        "time",
    ),  # Indian, Irish or Israeli
    ("2026-04-18T09:30:00Z", NONE, ANY, "2026-04-18T09:30Z", "explicit", "time"),  # ISO 8601 with a zone
    ("2026-04-18T09:30+02:00", NONE, ANY, "2026-04-18T09:30+02:00", "explicit", "time"),  # with an offset
    ("at 5 p.m.", SAT, ANY, "XXXX-XX-XXT17:00", "unresolved", "time"),  # of which day is not said
    # durations and repetitions
    ("48 hours", SAT, ANY, "PT48H", "explicit", "duration"),  # hours
    ("over the past two weeks", SAT, ANY, "P2W", "explicit", "duration"),  # up to now
    ("two and a half years", SAT, ANY, "P2.5Y", "explicit", "duration"),  # broken
    ("a fortnight", SAT, ANY, "P2W", "explicit", "duration"),  # two weeks
    ("for months", SAT, ANY, "PXM", "unresolved", "duration"),  # no number
    ("every Monday", SAT, ANY, "XXXX-WXX-1", "unresolved", "set"),  # a set of days
    ("twice a week", SAT, ANY, "P1W", "explicit", "set"),  # a frequency
    ("every two years", SAT, ANY, "P2Y", "explicit", "set"),  # a longer one
    ("quarterly", SAT, ANY, "P3M", "explicit", "set"),  # in one word
    # what no calendar gives
    ("recently", SAT, ANY, "PAST_REF", "unresolved", "reference"),  # vague, past
    ("currently", SAT, ANY, "PRESENT_REF", "unresolved", "reference"),  # vague, now
    ("in the coming days", SAT, ANY, "FUTURE_REF", "unresolved", "reference"),  # vague, to come
    ("Ramadan", SAT, ANY, "XXXX-XX-XX", "unresolved", "day"),  # moves through the year
    ("Independence Day", SAT, ANY, "XXXX-XX-XX", "unresolved", "day"),  # every country has its own
    ("Easter Sunday 2026", SAT, ANY, "2026", "explicit", "year"),  # only its year stands in the words
]


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
