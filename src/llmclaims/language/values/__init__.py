"""Dates, numbers and quantities to values, each licensed by the text.

A mention goes through ``timewords`` (its words and their classes), ``grammar`` and ``dates`` (what they
state), ``expressions`` (the parts put together), ``resolver`` and ``anchors`` (what the day of writing fills in);
``numerals`` and ``numberwords`` read numbers, ``quantities`` their units. The words of a language are data (``data/<language>/normalise.json``).
"""

from llmclaims.language.values.anchors import time_value
from llmclaims.language.values.digits import Number, plain
from llmclaims.language.values.intervals import bounds
from llmclaims.language.values.number_words import numbers
from llmclaims.language.values.quantities import Quantity, quantity_value
from llmclaims.language.values.time_resolution import TimeValue
from llmclaims.language.values.years import Year, years

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
