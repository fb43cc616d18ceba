"""Time values as people read them."""

import re
from calendar import day_name, month_name

_WEEKDAY = re.compile(r"XXXX-WXX-([1-7])")
_YEARLESS = re.compile(r"XXXX-(0[1-9]|1[0-2])(?:-(\d{2}))?")
_PARTS = {"MO": "morning", "MI": "midday", "AF": "afternoon", "EV": "evening", "NI": "night", "DT": "daytime"}
_PART = re.compile(rf"T({'|'.join(_PARTS)})\b")
WAY_OUT = "--published tells which"
"""What is to be done about a day that nothing tells."""


def is_open(value: str) -> bool:
    """Tell whether a value is a day or a month whose week or year nothing tells; the article's date would."""
    return bool(_WEEKDAY.fullmatch(value) or _YEARLESS.fullmatch(value))


def told(value: str) -> str:
    """Return a value of TIMEX3 in words where its notation hides what it says: a weekday, a part of a day, a range."""
    if found := _WEEKDAY.fullmatch(value):
        return f"a {day_name[int(found[1]) - 1]}"
    if found := _YEARLESS.fullmatch(value):
        return " ".join((month_name[int(found[1])], *([str(int(found[2]))] if found[2] else []), "of a year"))
    spelt = _PART.sub(lambda part: f", {_PARTS[part[1]]}", value)
    return spelt.replace("/", " to ")
