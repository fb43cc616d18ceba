"""Dates, numbers and quantities to values, each licensed by the text.

A time mention goes through ``time_tokens`` (its words and their classes), ``time_points`` (what they state),
``time_expressions`` (the parts put together), ``time_resolution`` and ``anchors`` (what the day of writing fills
in); ``digits`` and ``number_words`` read numbers, ``quantities`` their units.
"""

from llmclaims.language.values.anchors import belongs, time_value
from llmclaims.language.values.digits import Number, plain
from llmclaims.language.values.number_words import numbers
from llmclaims.language.values.quantities import Quantity, quantity_value
from llmclaims.language.values.time_resolution import TimeValue
from llmclaims.language.values.years import Year, years

__all__ = [
    "Number",
    "Quantity",
    "TimeValue",
    "Year",
    "belongs",
    "numbers",
    "plain",
    "quantity_value",
    "time_value",
    "years",
]
