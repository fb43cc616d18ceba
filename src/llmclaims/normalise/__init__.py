"""Dates, numbers and quantities to values, each licensed by the text.

A mention goes through ``timewords`` (its words and their classes), ``grammar`` and ``dates`` (what they
state), ``expressions`` (the parts put together), ``resolver`` and ``anchors`` (what the day of writing fills in);
``numerals`` and ``numberwords`` read numbers, ``quantities`` their units. The words of a language are data (``data/<language>/normalise.json``).
"""

from llmclaims.normalise.anchors import time_value
from llmclaims.normalise.bounds import bounds
from llmclaims.normalise.numberwords import numbers
from llmclaims.normalise.numerals import Number, plain
from llmclaims.normalise.quantities import Quantity, quantity_value
from llmclaims.normalise.resolver import TimeValue
from llmclaims.normalise.years import Year, years

__all__ = [
    "Number",
    "Quantity",
    "TimeValue",
    "Year",
    "bounds",
    "numbers",
    "plain",
    "quantity_value",
    "time_value",
    "years",
]
