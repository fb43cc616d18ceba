"""Dates, numbers and quantities to values."""

from __future__ import annotations

import re
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmclaims.normalise import numbers, quantity_value, time_value, years
from llmclaims.normalise.numerals import load_words, plain

# Mentions whose words alone give the value: mention, value, granularity.
EXPLICIT = [
    ("January 15, 2026", "2026-01-15", "day"),  # month, day, year
    ("on January 15, 2026,", "2026-01-15", "day"),  # with its preposition and comma
    ("15 January 2026", "2026-01-15", "day"),  # day first
    ("15th January 2026", "2026-01-15", "day"),  # an ordinal day first
    ("the 15th of January, 2026", "2026-01-15", "day"),  # the long form
    ("the second of June 2025", "2025-06-02", "day"),  # an ordinal in words
    ("Jan. 15, 2026", "2026-01-15", "day"),  # an abbreviated month
    ("Sept 3, 2024", "2024-09-03", "day"),  # the odd abbreviation of September
    ("JUNE 3, 2024", "2024-06-03", "day"),  # capitals
    ("june 3, 2024", "2024-06-03", "day"),  # no capital where the word can be nothing else
    ("May 5 2024", "2024-05-05", "day"),  # no comma
    ("Thursday, February 5, 2026", "2026-02-05", "day"),  # a weekday that agrees
    ("April 18, 2026:", "2026-04-18", "day"),  # a dateline's end
    ("2025-08-02", "2025-08-02", "day"),  # ISO 8601
    ("25/12/2024", "2024-12-25", "day"),  # only one reading: there is no month 25
    ("12/25/2024", "2024-12-25", "day"),  # the same the American way
    ("05/05/2024", "2024-05-05", "day"),  # both readings agree
    ("3.5.2025", "2025-05-03", "day"),  # with dots the day comes first
    ("February 29, 2024", "2024-02-29", "day"),  # a leap day
    ("June 2025", "2025-06", "month"),  # month and year
    ("June of 2025", "2025-06", "month"),  # with "of"
    ("June, 2025", "2025-06", "month"),  # with a comma
    ("the 12-day war in June 2025", "2025-06", "month"),  # a duration beside a date
    ("The 12-day war of June 2025", "2025-06", "month"),  # the same with "of"
    ("mid-June 2025", "2025-06", "month"),  # a position inside the month
    ("in May 2024", "2024-05", "month"),  # a month that is also a verb
    ("the first week of May 2024", "2024-05", "month"),  # the week is not computed, the month stays
    ("the last days of June 2025", "2025-06", "month"),  # "last" belongs to the days
    ("2025-08", "2025-08", "month"),  # ISO 8601 month: not a range, since 08 is before 25
    ("2023", "2023", "year"),  # a bare year
    ("in 1974", "1974", "year"),  # with its preposition
    ("since 1990", "1990", "year"),  # an open beginning is the modifier's matter
    ("until 2023", "2023", "year"),  # an open end too
    ("early 2024", "2024", "year"),  # a position inside the year
    ("the year 2000", "2000", "year"),  # a round year
    ("2024's", "2024", "year"),  # a possessive
    ("the 2024 election", "2024", "year"),  # in front of a noun
    ("Christmas 2024", "2024", "year"),  # a feast's day is not in the words, its year is
    ("fiscal 2023", "FY2023", "year"),  # a fiscal year is no calendar year
    ("fiscal year 2023", "FY2023", "year"),  # spelt out
    ("FY2023", "FY2023", "year"),  # abbreviated
    ("44 BC", "BC0044", "year"),  # before the common era
    ("the 1990s", "199X", "decade"),  # a decade
    ("the late 1990s", "199X", "decade"),  # a part of it
    ("the 1900s", "190X", "decade"),  # TIMEX3 reads ten years
    ("the 19th century", "18XX", "century"),  # the nineteenth has the years 18..
    ("the twenty-first century", "20XX", "century"),  # in words
    ("Q3 2025", "2025-Q3", "quarter"),  # a quarter's short name
    ("the third quarter of 2025", "2025-Q3", "quarter"),  # in words
    ("third-quarter 2025", "2025-Q3", "quarter"),  # with a hyphen
    ("the 4th quarter of 2024", "2024-Q4", "quarter"),  # an ordinal in digits
    ("the first fiscal quarter of 2024", "FY2024-Q1", "quarter"),  # of a fiscal year
    ("the first half of 2025", "2025-H1", "half"),  # half a year
    ("H2 2025", "2025-H2", "half"),  # its short name
    ("winter 2022", "2022-WI", "season"),  # a season with its year
    ("the winter of 2022-23", "2022-WI", "season"),  # a winter over two years
    ("the fall of 2021", "2021-FA", "season"),  # "fall" only with a year or "last"
    ("spring 2025", "2025-SP", "season"),  # another season
    ("August 2-3, 2025", "2025-08-02/2025-08-03", "day"),  # two days
    ("August 2–3, 2025", "2025-08-02/2025-08-03", "day"),  # with an en dash
    ("August 2 and 3, 2025", "2025-08-02/2025-08-03", "day"),  # neighbouring days
    ("between 3 and 9 May 2024", "2024-05-03/2024-05-09", "day"),  # day first
    ("from 3 to 9 May 2024", "2024-05-03/2024-05-09", "day"),  # with "from" and "to"
    ("from November 30, 2026, to January 22, 2027", "2026-11-30/2027-01-22", "day"),  # two full dates
    ("June 28 to July 3, 2025", "2025-06-28/2025-07-03", "day"),  # one year for both
    ("between June 28, 2025 and July 3, 2025", "2025-06-28/2025-07-03", "day"),  # "between" and "and"
    ("June-August 2025", "2025-06/2025-08", "month"),  # months
    ("from June to August 2025", "2025-06/2025-08", "month"),  # months in words
    ("1990-1995", "1990/1995", "year"),  # years
    ("2025-26", "2025/2026", "year"),  # the short form
    ("the 2023/24 season", "2023/2024", "year"),  # with a slash
    ("from 2020 to 2023", "2020/2023", "year"),  # in words
    ("between 2020 and 2023", "2020/2023", "year"),  # with "between"
    ("5 p.m. on June 3, 2025", "2025-06-03T17:00", "time"),  # a time of day
    ("June 3, 2025, at 17:30", "2025-06-03T17:30", "time"),  # on the 24-hour clock
    ("June 3, 2025, at 5.30pm", "2025-06-03T17:30", "time"),  # with a full stop
    ("12 a.m. on June 3, 2025", "2025-06-03T00:00", "time"),  # midnight in American style
    ("12:30 p.m. on June 3, 2025", "2025-06-03T12:30", "time"),  # after noon
    ("June 3, 2025, 14:00 GMT", "2025-06-03T14:00Z", "time"),  # universal time
    ("noon on June 3, 2025", "2025-06-03T12:00", "time"),  # a word for a time
    ("the night of June 3, 2025", "2025-06-03TNI", "time"),  # a part of the day
    ("2025-08-02T17:05", "2025-08-02T17:05", "time"),  # ISO 8601 with a time
    ("for three weeks", "P3W", "duration"),  # a duration
    ("the last three months", "P3M", "duration"),  # a period that ends now
    ("over the past five years", "P5Y", "duration"),  # with a preposition
    ("within ten days", "P10D", "duration"),  # a limit
    ("five years", "P5Y", "duration"),  # bare
    ("a year", "P1Y", "duration"),  # an article counts one
    ("half an hour", "PT0.5H", "duration"),  # half of a unit
    ("two and a half years", "P2.5Y", "duration"),  # with a half
    ("a two-hour delay", "PT2H", "duration"),  # with a hyphen
    ("30 seconds", "PT30S", "duration"),  # seconds
    ("a couple of weeks", "P2W", "duration"),  # a pair
    ("two decades", "P20Y", "duration"),  # decades in years
    ("a fortnight", "P2W", "duration"),  # two weeks
    ("2000 years", "P2000Y", "duration"),  # a count, not a year
    ("every six hours", "PT6H", "set"),  # a repetition
    ("every day", "P1D", "set"),  # its shortest form
    ("once a week", "P1W", "set"),  # a frequency
    ("annually", "P1Y", "set"),  # in one word
    ("the day after January 15, 2026", "2026-01-16", "day"),  # counted from a full date
    ("two weeks before June 3, 2025", "2025-05-20", "day"),  # backwards
    ("three years after 2020", "2023", "year"),  # in years
]

# Mentions that the day of writing completes, here Saturday 18 April 2026: mention, future, value, granularity.
ANCHORED = [
    ("Thursday", None, "2026-04-16", "day"),  # the last one
    ("on Thursday", True, "2026-04-23", "day"),  # the next one, for what is planned
    ("on Thursday", False, "2026-04-16", "day"),  # the last one, for what is past
    ("Saturday", None, "2026-04-18", "day"),  # the day itself
    ("Saturday", True, "2026-04-18", "day"),  # also for what is planned
    ("last Saturday", None, "2026-04-11", "day"),  # "last" is never the day itself
    ("next Saturday", None, "2026-04-25", "day"),  # nor is "next"
    ("last Thursday", True, "2026-04-16", "day"),  # the word is stronger than the tense
    ("this Thursday", None, "2026-04-16", "day"),  # of the same week
    ("this past Thursday", None, "2026-04-16", "day"),  # two words for "last"
    ("this coming Thursday", None, "2026-04-23", "day"),  # two words for "next"
    ("Thurs.", None, "2026-04-16", "day"),  # abbreviated
    ("Friday evening", None, "2026-04-17TEV", "time"),  # a part of the day
    ("5 p.m. Tuesday", None, "2026-04-14T17:00", "time"),  # a time of day before it
    ("Tuesday at 5 p.m.", True, "2026-04-21T17:00", "time"),  # and behind it
    ("Monday to Friday", None, "2026-04-13/2026-04-17", "day"),  # the end follows the beginning
    ("between Monday and Wednesday", True, "2026-04-20/2026-04-22", "day"),  # the same to come
    ("9 a.m. to 5 p.m. Tuesday", None, "2026-04-14T09:00/2026-04-14T17:00", "time"),  # one day, two times
    ("today", None, "2026-04-18", "day"),  # the day of writing
    ("yesterday", None, "2026-04-17", "day"),  # the day before
    ("tomorrow", None, "2026-04-19", "day"),  # the day after
    ("the day before yesterday", None, "2026-04-16", "day"),  # two days before
    ("the day after tomorrow", None, "2026-04-20", "day"),  # two days after
    ("tonight", None, "2026-04-18TNI", "time"),  # the night to come
    ("last night", None, "2026-04-17TNI", "time"),  # the night before
    ("this morning", None, "2026-04-18TMO", "time"),  # the same day
    ("yesterday afternoon", None, "2026-04-17TAF", "time"),  # two words for one time
    ("ten days ago", None, "2026-04-08", "day"),  # days back
    ("a week ago", None, "2026-W15", "week"),  # a week back
    ("two months ago", None, "2026-02", "month"),  # months back
    ("six months ago", None, "2025-10", "month"),  # over the turn of the year
    ("five years ago", None, "2021", "year"),  # years back
    ("two decades ago", None, "200X", "decade"),  # decades back
    ("three weeks from now", None, "2026-W19", "week"),  # ahead
    ("last week", None, "2026-W15", "week"),  # the calendar week before
    ("this week", None, "2026-W16", "week"),  # the same one
    ("last weekend", None, "2026-W15-WE", "weekend"),  # the weekend before
    ("next month", None, "2026-05", "month"),  # a month ahead
    ("last month", None, "2026-03", "month"),  # a month back
    ("last year", None, "2025", "year"),  # a year back
    ("this year's", None, "2026", "year"),  # a possessive
    ("earlier this year", None, "2026", "year"),  # with an adverb
    ("late last year", None, "2025", "year"),  # with a position
    ("the past decade", None, "P10Y", "duration"),  # not a calendar decade
    ("last quarter", None, "2026-Q1", "quarter"),  # the quarter before
    ("last June", None, "2025-06", "month"),  # the last one that is over
    ("next June", None, "2026-06", "month"),  # the next one
    ("this June", None, "2026-06", "month"),  # of the same year
    ("June last year", None, "2025-06", "month"),  # a month with its year
    ("in June of last year", None, "2025-06", "month"),  # with prepositions
    ("June 3 last year", None, "2025-06-03", "day"),  # a day with its year
    ("Friday last week", None, "2026-04-10", "day"),  # a weekday with its week
    ("the 5th of next month", None, "XXXX-XX-XX", "day"),  # placeholder
    ("February 27", None, "2026-02-27", "day"),  # the nearest one
    ("by May 2", None, "2026-05-02", "day"),  # the nearest one lies ahead
    ("May 2", False, "2025-05-02", "day"),  # the last one, for what is past
    ("February 27", True, "2027-02-27", "day"),  # the next one, for what is planned
    ("December 28", None, "2025-12-28", "day"),  # over the turn of the year
    ("since early March", None, "2026-03", "month"),  # a month without a year
    ("by the end of June", None, "2026-06", "month"),  # a month ahead
    ("third quarter", False, "2025-Q3", "quarter"),  # the last one that began
    ("in the second half of the year", None, "XXXX-H2", "half"),  # placeholder
    ("the first half of this year", None, "2026-H1", "half"),  # half of a year that is known
    ("the winter of last year", None, "2025-WI", "season"),  # a season with its year
    ("Friday, April 17", None, "2026-04-17", "day"),  # a weekday that picks the year
    ("April 20-22", None, "2026-04-20/2026-04-22", "day"),  # a range without a year
    ("December 30 to January 2", True, "2026-12-30/2027-01-02", "day"),  # a range over the turn of the year
    ("last week, on April 9", None, "2026-04-09", "day"),  # the date says more than the week
]

# Mentions that nothing licenses further: no anchor is given. Mention, value, anchor.
UNRESOLVED = [
    ("Thursday", "XXXX-WXX-4", "unresolved"),  # a weekday alone
    ("last Thursday", "XXXX-WXX-4", "unresolved"),  # "last" without a day of writing
    ("Friday evening", "XXXX-WXX-5TEV", "unresolved"),  # with a part of the day
    ("5 p.m. Tuesday", "XXXX-WXX-2T17:00", "unresolved"),  # with a time
    ("Monday to Friday", "XXXX-WXX-1/XXXX-WXX-5", "unresolved"),  # a range of weekdays
    ("February 6", "XXXX-02-06", "unresolved"),  # a day without a year
    ("by May 2", "XXXX-05-02", "unresolved"),  # with a preposition
    ("June", "XXXX-06", "unresolved"),  # a month without a year
    ("last June", "XXXX-06", "unresolved"),  # "last" before a month
    ("August 2-3", "XXXX-08-02/XXXX-08-03", "unresolved"),  # two days without a year
    ("third quarter", "XXXX-Q3", "unresolved"),  # a quarter without a year
    ("the fiscal third quarter", "FYXXXX-Q3", "unresolved"),  # a fiscal one
    ("the winter", "XXXX-WI", "unresolved"),  # a season without a year
    ("last summer", "XXXX-SU", "unresolved"),  # which months depends on the hemisphere
    ("yesterday", "XXXX-XX-XX", "unresolved"),  # no day of writing
    ("tonight", "XXXX-XX-XXTNI", "unresolved"),  # only the part of the day is known
    ("next month", "XXXX-XX", "unresolved"),  # a month of some year
    ("last week", "XXXX-WXX", "unresolved"),  # a week
    ("last year", "XXXX", "unresolved"),  # a year
    ("ten days ago", "XXXX-XX-XX", "unresolved"),  # counted from an unknown day
    ("two days later", "XXXX-XX-XX", "anaphora"),  # counted from another event
    ("Three days later", "XXXX-XX-XX", "anaphora"),  # at the beginning of a sentence
    ("the day after", "XXXX-XX-XX", "anaphora"),  # without a count
    ("a year before", "XXXX", "anaphora"),  # in years
    ("the following week", "XXXX-WXX", "anaphora"),  # the week after another one
    ("the next day", "XXXX-XX-XX", "anaphora"),  # the day after another one
    ("that day", "XXXX-XX-XX", "anaphora"),  # pointing back
    ("the same month", "XXXX-XX", "anaphora"),  # pointing back
    ("during those days", "XXXX-XX-XX", "anaphora"),  # pointing back, in the plural
    ("at the time", "XXXX", "anaphora"),  # a phrase
    ("a week after the vote", "XXXX-WXX", "anaphora"),  # counted from an event
    ("recently", "PAST_REF", "unresolved"),  # vague, past
    ("in recent weeks", "PAST_REF", "unresolved"),  # vague, in weeks
    ("now", "PRESENT_REF", "unresolved"),  # vague, present
    ("soon", "FUTURE_REF", "unresolved"),  # vague, future
    ("for several weeks", "PXW", "unresolved"),  # a duration without a number
    ("for years", "PXY", "unresolved"),  # not even a vague number
    ("Christmas", "XXXX-XX-XX", "unresolved"),  # its day is not in the words
    ("the end of the year", "XXXX", "unresolved"),  # which year is not said
    ("at 5 p.m.", "XXXX-XX-XXT17:00", "unresolved"),  # which day is not said
    ("the ’90s", "XX9X", "unresolved"),  # which century is not said
    ("on Fridays", "XXXX-WXX-5", "unresolved"),  # a repetition has no single date
    ("every Thursday", "XXXX-WXX-4", "unresolved"),  # the same in the singular
    ("September 11 attacks", "XXXX-09-11", "unresolved"),  # known to readers, not said
]

# Mentions that hold no time at all.
TIMELESS = [
    "",  # nothing
    "Pakistan",  # a name
    "3,000 Pakistanis",  # a number
    "until the harvest",  # an event
    "may be revoked",  # a verb, not the month
    "they march on",  # another verb
    "prices fall",  # a verb, not the season
    "a 12-year-old boy",  # an age
    "the first half",  # of a match
    "9/11",  # two readings and no year
    "the second man",  # an ordinal
    "1,500 people",  # a grouped number is no year
    "31,000",  # nor is this
]


def _contexts() -> dict[str, str]:
    return {"dateline": "2026-04-18"}


@pytest.mark.parametrize(("mention", "value", "granularity"), EXPLICIT)
def test_explicit(mention, value, granularity):
    """What the words say in full needs no anchor, and none changes it."""
    alone = time_value(mention)
    assert alone is not None
    assert (alone.value, alone.anchor, alone.granularity, alone.flags) == (value, "explicit", granularity, ())
    assert time_value(mention, dateline="2026-04-18", published="2026-04-19", year=1999, future=True) == alone
