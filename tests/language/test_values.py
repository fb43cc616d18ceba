"""Dates, numbers and quantities to values."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmclaims.language.lexicon import lists
from llmclaims.language.values import bounds, numbers, plain, quantity_value, time_value, years

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
    ("the night of May 6-7, 2025", "2025-05-06TNI/2025-05-07TNI", "time"),  # a night over two days
    ("killed 12 in June 2025", "2025-06", "month"),  # the count is no day
    ("the week of June 3, 2025", "2025-W23", "week"),  # the week that holds a day
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
    ("over the next decade", "P10Y", "duration"),  # a period that begins now
    ("2000 years", "P2000Y", "duration"),  # a count, not a year
    ("every six hours", "PT6H", "set"),  # a repetition
    ("every day", "P1D", "set"),  # its shortest form
    ("every day at 5 p.m.", "P1D", "set"),  # with a time of day
    ("every day in June 2025", "2025-06", "month"),  # the month says more
    ("June 3, 2025, 17 p.m.", "2025-06-03", "day"),  # no such time
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
    ("the 5th of next month", None, "2026-05-05", "day"),  # a day with its month
    ("February 27", None, "2026-02-27", "day"),  # the nearest one
    ("by May 2", None, "2026-05-02", "day"),  # the nearest one lies ahead
    ("May 2", False, "2025-05-02", "day"),  # the last one, for what is past
    ("February 27", True, "2027-02-27", "day"),  # the next one, for what is planned
    ("December 28", None, "2025-12-28", "day"),  # over the turn of the year
    ("since early March", None, "2026-03", "month"),  # a month without a year
    ("by the end of June", None, "2026-06", "month"),  # a month ahead
    ("third quarter", False, "2025-Q3", "quarter"),  # the last one that began
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
    ("in the coming weeks", "FUTURE_REF", "unresolved"),  # not next week
    ("in past years", "PXY", "unresolved"),  # not last year
    ("two to three weeks", "PXW", "unresolved"),  # between two numbers
    ("three or four days", "PXD", "unresolved"),  # one of two numbers
    ("a week or two", "PXW", "unresolved"),  # the same the other way round
    ("in the second half of the year", "XXXX-H2", "unresolved"),  # half of which year
    ("over the weekend", "XXXX-WXX-WE", "unresolved"),  # before or after is not said
    ("Christmas", "XXXX-XX-XX", "unresolved"),  # its day is not in the words
    ("New Year’s Eve", "XXXX-XX-XX", "unresolved"),  # with a curly apostrophe
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


# Numbers: the text, the values that must be licensed, the doubtful ones, the second readings.
NUMBERS = [
    ("3,000", "3000", "", ""),  # grouped
    ("3000", "3000", "", ""),  # not grouped
    ("three thousand", "3000", "", ""),  # in words
    ("3\u202f000", "3000", "", ""),  # a narrow no-break space groups
    ("3'000", "3000", "", ""),  # the Swiss way
    ("1,234,567.89", "1234567.89", "", ""),  # groups and decimals
    ("12,34,567", "1234567", "", ""),  # Indian groups
    ("3.000", "3", "", ""),  # in English a decimal point
    ("2.6", "2.6", "", ""),  # a decimal fraction
    ("2,3", "2 3", "", ""),  # in English no number but two
    ("10,00", "10 0", "", ""),  # a broken group is two numbers
    ("٣٬٠٠٠", "3000", "", ""),  # Arabic digits and separator
    ("٣٫٥", "3.5", "", ""),  # and decimal sign
    ("12-day", "12", "", ""),  # with a hyphen
    ("F-16 and G7", "16 7", "", ""),  # inside names
    ("1.5 million", "1500000", "", ""),  # with a scale
    ("1,500,000", "1500000", "", ""),  # the same in digits
    ("$4.2bn", "4200000000", "", ""),  # with a glued suffix
    ("$4.2 billion", "4200000000", "", ""),  # the same in words
    ("300 thousand", "300000", "", ""),  # digits and a word
    ("$2m", "2000000", "", ""),  # money makes the suffix clear
    ("2m", "2", "", "2000000"),  # metres or a million
    ("5K", "5", "", "5000"),  # a race or five thousand
    ("5 lakh", "500000", "", ""),  # a South Asian scale
    ("Rs 12 crore", "120000000", "", ""),  # a larger one
    ("two dozen", "24", "", ""),  # dozens
    ("half a dozen", "6", "", ""),  # half of one
    ("twenty-five", "25", "", ""),  # with a hyphen
    ("twenty five", "25", "", ""),  # without
    ("two hundred and fifty", "250", "", ""),  # with "and"
    ("two hundred fifty", "250", "", ""),  # without
    ("one hundred and two hundred", "100 200", "", ""),  # "and" between two numbers
    ("a hundred", "100", "", ""),  # an article counts one
    ("a million people", "1000000", "", ""),  # before a noun
    ("five, hundred", "5 100", "", ""),  # a comma parts
    ("two dozen five", "24 5", "", ""),  # nothing is added to a dozen
    ("three million two hundred thousand", "3200000", "", ""),  # falling scales
    ("two hundred and fifty thousand five hundred and one", "250501", "", ""),  # a long one
    ("one million one million", "1000000 1000000", "", ""),  # scales that do not fall are two numbers
    ("half a million", "500000", "", ""),  # half of a scale
    ("a half-million", "500000", "", ""),  # with a hyphen
    ("two and a half million", "2500000", "", ""),  # a mixed number
    ("2½", "2.5", "", ""),  # with a fraction sign
    ("½", "0.5", "", ""),  # alone
    ("half of them", "0.5", "", ""),  # a fraction in words
    ("a third of the bill", "1/3", "", ""),  # with an article
    ("a third man", "3", "", "1/3"),  # an ordinal with an article
    ("two thirds", "2/3", "", ""),  # in the plural
    ("two-thirds", "2/3", "", ""),  # with a hyphen
    ("three-quarters", "0.75", "", ""),  # quarters
    ("one-fifth", "0.2", "", ""),  # with a hyphen
    ("the third man", "3", "", ""),  # an ordinal
    ("the 2nd", "2", "", ""),  # an ordinal in digits
    ("the twenty-first", "21", "", ""),  # a long one
    ("his first trip", "1", "", ""),  # one that counts
    ("at first", "", "1", ""),  # one that does not
    ("2025-26", "2025 2026", "", "26"),  # the second year in full
    ("1999-00", "1999 2000", "", "0"),  # over a century
    ("2025-08-02", "2025 8 2", "", ""),  # a date in digits
    ("August 2-3", "2 3", "", ""),  # a range of days
    ("the 1990s", "1990", "", ""),  # a decade
    ("5:30 p.m.", "5 30", "", ""),  # a time
    ("5.30 pm", "5 30", "", ""),  # a time with a full stop
    ("10²", "10 2", "", ""),  # an exponent is not a digit of the number
    ("CO₂", "2", "", ""),  # nor is an index
    ("3.5.2025", "3 5 2025", "", ""),  # a date with dots
    ("192.168.0.1", "192 168 0 1", "", ""),  # an address
    ("007", "7", "", ""),  # leading zeros
    (".45", "45", "", "0.45"),  # a bare decimal point
    ("50-50", "50 50", "", ""),  # two equal parts
    ("9 percent", "9", "", ""),  # a percentage keeps its own number
    ("five of the seven", "5 7", "", ""),  # two numbers
    ("one man", "1", "", ""),  # "one" that counts
    ("one of the seven", "7", "1", ""),  # "one" that picks
    ("no one", "", "1", ""),  # "one" that is a pronoun
    ("one another", "", "1", ""),  # another pronoun
    ("a second", "", "2", ""),  # a unit of time
    ("per second", "", "2", ""),  # the same
    ("both sides", "", "2", ""),  # two, but no number was said
    ("once", "", "1", ""),  # formerly
    ("twice", "2", "", ""),  # a count of times
    ("hundreds of people", "", "100", ""),  # vague
    ("tens of thousands", "", "10 1000", ""),  # vague twice
    ("World War II", "", "2", ""),  # a Roman numeral behind a name
    ("Second World War", "2", "", ""),  # the same in words
    ("no numbers here", "", "", ""),  # none
]

# Quantities: the mention, its value as text, its lower and upper bound.
QUANTITIES = [
    ("3,000 Pakistanis", "3000 Pakistanis", None, None),  # the noun that is counted
    ("14 millimeters", "14 mm", None, None),  # a unit of measure
    ("$4.2 million", "4200000 dollar", None, None),  # a currency that may be anybody's dollar
    ("US$3 m", "3000000 USD", None, None),  # a currency that is said
    ("C$12", "12 CAD", None, None),  # another dollar
    ("€5bn", "5000000000 EUR", None, None),  # a sign in front
    ("5 billion euros", "5000000000 EUR", None, None),  # a word behind
    ("Rs. 500 crore", "5000000000 rupee", None, None),  # an abbreviation in front
    ("at least 40 cubic meters of water per second", "~40 m3/s", 40, None),  # a power and a rate
    ("70 km/h", "70 km/h", None, None),  # a rate with a slash
    ("30 miles per hour", "30 mi/h", None, None),  # a rate in words
    ("9 percent deeper", "9 %", None, None),  # a percentage
    ("9%", "9 %", None, None),  # its sign
    ("two percentage points", "2 pp", None, None),  # two words for a unit
    ("20°C", "20 °C", None, None),  # a degree sign
    ("two thirds of the bill", "2/3 bill", None, None),  # a share of something
    ("about half", "~0.5", None, None),  # a share of nothing said
    ("some two hundred growers", "~200 growers", None, None),  # a hedge
    ("nearly 300 people", "~300 people", None, None),  # another hedge
    ("200 people or so", "~200 people", None, None),  # a hedge behind
    ("an estimated 500 homes", "~500 homes", None, None),  # a hedge with an article
    ("more than 1,200", "~1200", 1200, None),  # a lower bound
    ("up to 60 workers", "~60 workers", None, 60),  # an upper bound
    ("100 people or more", "~100 people", 100, None),  # a bound behind
    ("between 5 and 7 km", "5..7 km", 5, 7),  # both bounds
    ("5-7 days", "5..7 d", 5, 7),  # with a dash
    ("3 to 5 million euros", "3000000..5000000 EUR", 3000000, 5000000),  # one scale for both
    ("12 foreign aid workers", "12 workers", None, None),  # the last word of a noun group
    ("five of the seven hostages", "5 hostages", None, None),  # a part of a group
    ("a couple of days", "2 d", None, None),  # a pair
    ("3,000 Pakistanis in 2025", "3000 Pakistanis", None, None),  # the first number counts
    ("40", "40", None, None),  # no unit
    ("12.5 kg", "12.5 kg", None, None),  # an abbreviation
    ("60 square kilometres", "60 km2", None, None),  # British spelling
]

# Mentions that give no number.
COUNTLESS = [
    "hundreds",  # vague
    "dozens of homes",  # vague, with a noun
    "many people",  # no number word
    "the second man",  # an ordinal
    "",  # nothing
]

CONTEXT = {"dateline": "2026-04-18"}


@pytest.mark.parametrize(("mention", "value", "granularity"), EXPLICIT)
def test_explicit(mention, value, granularity):
    """What the words say in full needs no anchor, and none changes it."""
    alone = time_value(mention)
    assert alone is not None
    assert (alone.value, alone.anchor, alone.granularity, alone.flags) == (value, "explicit", granularity, ())
    assert time_value(mention, dateline="2026-04-18", published="2026-04-19", year=1999, future=True) == alone


@pytest.mark.parametrize(("mention", "future", "value", "granularity"), ANCHORED)
def test_anchored(mention, future, value, granularity):
    """The day of writing, from the dateline or from the date of publication, completes a mention."""
    by_line = time_value(mention, dateline="2026-04-18", future=future)
    by_date = time_value(mention, published="2026-04-18", future=future)
    assert by_line is not None
    assert by_date is not None
    assert (by_line.value, by_line.granularity, by_line.flags) == (value, granularity, ())
    assert by_line.anchor == ("explicit" if granularity == "duration" else "dateline")
    assert by_date.value == value
    assert by_date.anchor == ("explicit" if granularity == "duration" else "dct")


@pytest.mark.parametrize(("mention", "value", "anchor"), UNRESOLVED)
def test_unresolved(mention, value, anchor):
    """Without an anchor nothing is filled in, and the value says what is open."""
    found = time_value(mention)
    assert found is not None
    assert (found.value, found.anchor, found.flags) == (value, anchor, ())


STILL_OPEN = [row for row in UNRESOLVED if row[1].count("X") and row[2] == "anaphora"]


@pytest.mark.parametrize(("mention", "value", "anchor"), STILL_OPEN)
def test_anaphora_stays_open(mention, value, anchor):
    """What points at another event is not reckoned from the day of writing."""
    found = time_value(mention, dateline="2026-04-18", published="2026-04-18", year=2025)
    assert found is not None
    assert (found.value, found.anchor) == (value, anchor)


@pytest.mark.parametrize("mention", TIMELESS)
def test_no_time(mention):
    """A mention without a word of time has no value."""
    assert time_value(mention, **CONTEXT) is None


INFERRED = [
    ("January 24", "2026-01-24"),  # a day
    ("June", "2026-06"),  # a month
    ("third quarter", "2026-Q3"),  # a quarter
    ("August 2-3", "2026-08-02/2026-08-03"),  # a range
    ("Friday, February 6", "2026-02-06"),  # a weekday that agrees
]


@pytest.mark.parametrize(("mention", "value"), INFERRED)
def test_year_inferred(mention, value):
    """The nearest explicit year fills in a year, and the value says that it did."""
    found = time_value(mention, year=2026)
    assert found is not None
    assert (found.value, found.anchor, found.flags) == (value, "inferred", ("YEAR_INFERRED",))


def test_nearest_year_is_the_last_resort():
    """A year from elsewhere in the document gives way to the day of writing and dates no weekday."""
    assert time_value("January 24", dateline="2026-04-18", year=2019).value == "2026-01-24"
    assert time_value("Thursday", year=2026).value == "XXXX-WXX-4"
    assert time_value("last June", year=2026).value == "XXXX-06"
    assert time_value("Thursday, February 6", year=2026).value == "XXXX-02-06"
    assert time_value("February 29", year=2025).value == "XXXX-02-29"


MODIFIED = [
    ("early 2024", "2024", "START"),  # a position
    ("the late 1990s", "199X", "END"),  # another
    ("mid-June 2025", "2025-06", "MID"),  # with a hyphen
    ("since 1990", "1990", "ON_OR_AFTER"),  # an open end
    ("since early March 2025", "2025-03", "ON_OR_AFTER"),  # the bound counts more than the position
    ("until 2023", "2023", "ON_OR_BEFORE"),  # an open beginning
    ("by June 3, 2025", "2025-06-03", "ON_OR_BEFORE"),  # a deadline
    ("before 2020", "2020", "BEFORE"),  # excluded
    ("after January 5, 2024", "2024-01-05", "AFTER"),  # excluded too
    ("around 2015", "2015", "APPROX"),  # about
    ("more than three weeks", "P3W", "MORE_THAN"),  # of a duration
    ("at least two years", "P2Y", "EQUAL_OR_MORE"),  # of a duration
    ("from 2006 to 2009", "2006/2009", None),  # both ends are in the value
    ("earlier in 2024", "2024", None),  # no bound, since it lies inside
    ("in 2024", "2024", None),  # none
]


@pytest.mark.parametrize(("mention", "value", "mod"), MODIFIED)
def test_modifier(mention, value, mod):
    """Words around a date become TIMEX3's modifier and leave the value alone."""
    found = time_value(mention)
    assert (found.value, found.mod) == (value, mod)


FLAGGED = [
    ("Thursday, February 6, 2026", "2026-02-06", ("WEEKDAY_MISMATCH",)),  # it was a Friday
    ("February 30, 2025", "2025-02", ("IMPOSSIBLE_DATE",)),  # no such day: the month stays
    ("June 31, 2025", "2025-06", ("IMPOSSIBLE_DATE",)),  # nor this one
    ("in 2015 and 2020", "2015", ("SEVERAL_DATES",)),  # two years, no range
    ("January 13 and 20, 2026", "2026-01-13", ("SEVERAL_DATES",)),  # two days, no range
]


@pytest.mark.parametrize(("mention", "value", "flags"), FLAGGED)
def test_flags(mention, value, flags):
    """A date that cannot be, or one of several, is flagged."""
    found = time_value(mention)
    assert (found.value, found.flags) == (value, flags)


PARTIAL = [
    ("today", "XXXX-02-06"),  # the day itself
    ("yesterday", "XXXX-02-05"),  # the day before
    ("ten days ago", "XXXX-01-27"),  # over the turn of the month
    ("last month", "XXXX-01"),  # the month before
    ("next month", "XXXX-03"),  # the month after
    ("tonight", "XXXX-02-06TNI"),  # with a part of the day
]


@pytest.mark.parametrize(("mention", "value"), PARTIAL)
def test_dateline_without_a_year(mention, value):
    """A dateline of month and day dates what needs no year."""
    found = time_value(mention, dateline="XXXX-02-06")
    assert (found.value, found.anchor) == (value, "dateline")


def test_dateline_without_a_year_leaves_the_rest_open():
    """A leap day in between, or a weekday, cannot be reckoned without the year."""
    assert time_value("tomorrow", dateline="XXXX-02-28").value == "XXXX-XX-XX"
    assert time_value("Thursday", dateline="XXXX-02-06").value == "XXXX-WXX-4"


def test_publication_completes_the_dateline():
    """A dateline of 31 December in an article of 1 January belongs to the old year."""
    found = time_value("today", dateline="XXXX-12-31", published="2026-01-01")
    assert (found.value, found.anchor) == ("2025-12-31", "dateline")


@pytest.mark.parametrize("anchor", ["", "soon", "2026-02-30", "XXXX-13-40", "2026"])
def test_useless_anchor(anchor):
    """An anchor that is not a date fills in nothing."""
    assert time_value("Thursday", dateline=anchor, published=anchor).value == "XXXX-WXX-4"


def test_far_date_without_a_tense_has_no_year():
    """In April, October may be the last one or the next one."""
    assert time_value("October 7", **CONTEXT).value == "XXXX-10-07"
    assert time_value("October 7", future=False, **CONTEXT).value == "2025-10-07"
    assert time_value("since October 7", **CONTEXT).value == "2025-10-07"


def test_friday_the_thirteenth():
    """A day of the month beside a weekday must agree with the anchor."""
    assert time_value("Friday the 17th", **CONTEXT).value == "2026-04-17"
    assert time_value("Friday the 13th", **CONTEXT).value == "XXXX-XX-13"


@pytest.mark.parametrize(("text", "certain", "doubtful", "also"), NUMBERS)
def test_numbers(text, certain, doubtful, also):
    """Every number of a text is read once, at its own words, with its exact value."""
    found = numbers(text)
    assert [plain(number.value) for number in found if not number.doubtful] == certain.split()
    assert [plain(number.value) for number in found if number.doubtful] == doubtful.split()
    assert [plain(value) for number in found for value in number.also] == also.split()
    assert all(text[number.start : number.end] == number.text for number in found)


def test_equal_by_value():
    """Different spellings of a number are equal."""
    spelt = ["3,000", "3000", "3.000,00", "three thousand", "3k"]
    languages = ["en", "en", "de", "en", "en"]
    read = [numbers(text, language)[0] for text, language in zip(spelt, languages, strict=True)]
    assert all(Fraction(3000) in number.readings for number in read)


def test_language_without_words():
    """A language without word lists keeps its digits, both readings of an unclear separator, and ISO dates."""
    (number,) = numbers("3.000", "xx")
    assert (number.value, number.also) == (3000, (3,))
    assert [plain(number.value) for number in numbers("1.234,5 drei", "xx")] == ["1234.5"]
    assert time_value("2025-08-02", language="xx").value == "2025-08-02"
    assert time_value("Thursday", language="xx") is None
    assert quantity_value("40 Häuser", "xx").unit == "Häuser"
    assert numbers("5", "../en")[0].value == 5


@pytest.mark.parametrize(("mention", "shown", "low", "high"), QUANTITIES)
def test_quantities(mention, shown, low, high):
    """A mention's amount, unit, vagueness and bounds."""
    found = quantity_value(mention)
    assert str(found) == shown
    assert (found.low, found.high) == (low, high)


@pytest.mark.parametrize("mention", COUNTLESS)
def test_no_quantity(mention):
    """A mention that gives no number has no quantity."""
    assert quantity_value(mention) is None


YEARS = [
    ("In 2023, Renn left.", [2023]),  # behind a preposition
    ("on January 15, 2026,", [2026]),  # behind a day
    ("3 June 2021", [2021]),  # behind a month
    ("built (1974) and sold", [1974]),  # in brackets
    ("2020-2023 was long; from 2020-2023", [2020, 2023]),  # a range needs an opening too
    ("on 2025-08-02 and 3.5.2024", [2025, 2024]),  # dates in digits
    ("the 2024 elections", [2024]),  # in front of a noun
    ("the 2000 farms", []),  # a count
    ("of 1800 people", []),  # another count
    ("$2000, 1,974 and 2024%", []),  # money, a group, a share
    ("No. 2024", []),  # a number of something
]


@pytest.mark.parametrize(("text", "expected"), YEARS)
def test_years(text, expected):
    """Four digits are a year where their neighbours show it."""
    found = years(text)
    assert [year.value for year in found] == expected
    assert all(text[year.start : year.end] == str(year.value) for year in found)


BOUNDS = [
    ("2026-02-06", None, "2026-02-06", "2026-02-06"),  # a day
    ("2026-02-06TEV", None, "2026-02-06", "2026-02-06"),  # a part of it
    ("2024-02", None, "2024-02-01", "2024-02-29"),  # a month
    ("2025-Q3", None, "2025-07-01", "2025-09-30"),  # a quarter
    ("2025-H2", None, "2025-07-01", "2025-12-31"),  # half a year
    ("2026-W16", None, "2026-04-13", "2026-04-19"),  # a week
    ("2026-W16-WE", None, "2026-04-18", "2026-04-19"),  # a weekend
    ("2023", "START", "2023-01-01", "2023-12-31"),  # a year, its position aside
    ("199X", None, "1990-01-01", "1999-12-31"),  # a decade
    ("18XX", None, "1800-01-01", "1899-12-31"),  # a century
    ("2025-06/2025-08", None, "2025-06-01", "2025-08-31"),  # an interval
]


@pytest.mark.parametrize(("value", "mod", "first", "last"), BOUNDS)
def test_bounds(value, mod, first, last):
    """A full value covers its days."""
    assert tuple(day.isoformat() for day in bounds(value, mod)) == (first, last)


OPEN_BOUNDS = [
    ("XXXX-02-06", None),  # no year
    ("P3W", None),  # a duration
    ("PAST_REF", None),  # a reference
    ("2025-SU", None),  # a season
    ("FY2023", None),  # a fiscal year
    ("2023", "ON_OR_BEFORE"),  # an open side
    ("2025-02-30", None),  # no such day
    ("2025-Q7", None),  # no such quarter
    ("0000", None),  # no such year
    ("2025/2024", None),  # backwards
    ("", None),  # nothing
]


@pytest.mark.parametrize(("value", "mod"), OPEN_BOUNDS)
def test_no_bounds(value, mod):
    """A value that leaves its days open has none."""
    assert bounds(value, mod) is None


# Words of the data file, so that generated mentions are full of near-expressions.
_VOCABULARY = sorted(
    {
        *(word for words in lists("en", "normalise")["time"].values() for word in words),
        *(word.title() for word in lists("en", "normalise")["time"]["months"]),
        *(word.title() for word in lists("en", "normalise")["time"]["weekdays"]),
        *(
            "2025",
            "1999",
            "3",
            "12",
            "31",
            "15th",
            "2nd",
            "2025-26",
            "2024-02-29",
            "02/03/2024",
            "5 p.m.",
            "17:30",
        ),
        *(
            "three",
            "a",
            "first",
            "twenty-one",
            "half",
            ",",
            "-",
            "to",
            "the",
            "Q3",
            "1990s",
            "40,000",
            "9999",
        ),
    }
)
_MENTIONS = st.lists(st.sampled_from(_VOCABULARY), max_size=8).map(" ".join) | st.text(max_size=40)


def _licensed_years(mention: str) -> set[int]:
    """The years in four digits that stand in a mention, the second ones of "2025-26" included."""
    return {int(value) for number in numbers(mention) for value in number.readings if value.denominator == 1}


@settings(max_examples=200, deadline=None)
@given(_MENTIONS)
def test_value_is_licensed_by_the_mention(mention):
    """Without an anchor every year, month and day of a value stands in the mention."""
    found = time_value(mention)
    if found is None or found.value.startswith("P") or "BC" in found.value:
        return
    months = {
        **lists("en", "normalise")["time"]["months"],
        **lists("en", "normalise")["time"]["month_abbreviations"],
    }
    words = re.findall(r"[a-z]+", mention.lower())
    named = {months[word] for word in words if word in months}
    stated = _licensed_years(mention)
    counted = re.search(r"before|after|prior|week", mention, re.IGNORECASE) is not None
    for point in found.value.split("/"):
        match = re.match(r"(?:FY)?(\d{4})?(?:X{4})?(?:-(\d\d))?(?:-(\d\d))?", point)
        year, month, day = (int(part) if part else None for part in match.groups())
        if counted:
            continue  # "the day after May 5, 2024" is reckoned, and tested by its own rows
        assert year is None or year in stated
        assert month is None or month in named | stated
        assert day is None or day in stated


@settings(max_examples=200, deadline=None)
@given(_MENTIONS, st.sampled_from([None, True, False]))
def test_value_with_an_anchor_keeps_what_the_mention_says(mention, future):
    """An anchor only fills in: no part that the words alone give is ever replaced."""
    alone = time_value(mention)
    anchored = time_value(mention, dateline="2026-04-18", year=2019, future=future)
    assert (alone is None) == (anchored is None)
    if alone is None or len(alone.value.split("/")[0]) != len(anchored.value.split("/")[0]):
        return
    if alone.anchor in {"explicit", "anaphora"}:
        assert anchored == alone
    if re.fullmatch(r"[\dX]{4}-[\dX]{2}-[\dX]{2}", alone.value):
        assert all(old in ("X", new) for old, new in zip(alone.value, anchored.value, strict=True))


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200), st.text(max_size=12), st.sampled_from(["en", "de", "", "x/y"]))
def test_nothing_raises(text, anchor, language):
    """No text, anchor or language raises, and every number stands where it says."""
    time_value(text, language=language, dateline=anchor, published=anchor, year=2020)
    quantity_value(text, language)
    bounds(text)
    assert all(text[year.start : year.end] == str(year.value) for year in years(text, language))
    found = numbers(text, language)
    assert all(text[number.start : number.end] == number.text for number in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


@settings(max_examples=200, deadline=None)
@given(st.integers(min_value=0, max_value=10**12))
def test_integers_round_trip(value):
    """An integer is read the same with and without groups, and written back as it was."""
    assert [number.value for number in numbers(f"x {value:,} y")] == [value]
    assert [number.value for number in numbers(f"x {value} y")] == [value]
    assert plain(Fraction(value)) == str(value)


def test_very_long_digits():
    """A run of digits longer than Python reads is taken in pieces, not refused."""
    assert numbers("9" * 6000)
    assert time_value("9" * 6000) is None
