"""Dates, numbers and quantities to values."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmclaims.language.lexicon import lists
from llmclaims.language.values import numbers, plain, quantity_value, time_value, years
from tests.support.vectors import table

# Mentions whose words alone give the value: mention, value, granularity.
EXPLICIT = table("time_explicit", "mention", "value", "granularity")

# Mentions that the day of writing completes, here Saturday 18 April 2026: mention, future, value, granularity.
ANCHORED = table("time_anchored", "mention", "future", "value", "granularity")

# Mentions that nothing licenses further: no anchor is given. Mention, value, anchor.
UNRESOLVED = table("time_unresolved", "mention", "value", "anchor")

# Mentions that hold no time at all.
TIMELESS = table("time_none", "mention")


# Numbers: the text, the values that must be licensed, the doubtful ones, the second readings.
NUMBERS = table("numbers", "text", "certain", "doubtful", "also")

# Quantities: the mention, its value as text, its lower and upper bound.
QUANTITIES = table("quantities", "mention", "shown", "low", "high")

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


MODIFIED = table("time_modifiers", "mention", "value", "mod")


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


@pytest.mark.parametrize(
    ("language", "text", "expected"), table("numbers_by_language", "language", "text", "expected")
)
def test_numbers_of_a_language(language, text, expected):
    """Figures and number words are read as the language writes them."""
    assert [str(one.value) for one in numbers(text, language)] == expected


YEARS = table("years", "text", "expected")


@pytest.mark.parametrize(("text", "expected"), YEARS)
def test_years(text, expected):
    """Four digits are a year where their neighbours show it."""
    found = years(text)
    assert [year.value for year in found] == expected
    assert all(text[year.start : year.end] == str(year.value) for year in found)


def test_years_of_an_unknown_language():
    """Without words, brackets show a year, and no other four digits do."""
    assert [
        year.value for year in years("The mill of 1200 farms opened in 1998 (rebuilt 2004, 2011).", "und")
    ] == []
    assert [year.value for year in years("The mill opened in 1998 (2004).", "und")] == [2004]


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


@settings(max_examples=200)
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


@settings(max_examples=200)
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


@settings(max_examples=150)
@given(st.text(max_size=200), st.text(max_size=12), st.sampled_from(["en", "de", "", "x/y"]))
def test_nothing_raises(text, anchor, language):
    """No text, anchor or language raises, and every number stands where it says."""
    time_value(text, language=language, dateline=anchor, published=anchor, year=2020)
    quantity_value(text, language)
    assert all(text[year.start : year.end] == str(year.value) for year in years(text, language))
    found = numbers(text, language)
    assert all(text[number.start : number.end] == number.text for number in found)
    assert all(one.end <= two.start for one, two in pairwise(found))


@settings(max_examples=200)
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
