"""Dates, numbers and quantities to values, each licensed by the text.

A mention goes through ``timewords`` (its words and their classes), ``dates`` (the grammar), ``expressions``
(the parts put together) and ``anchors`` (what the day of writing fills in); ``numerals`` and ``numberwords``
read numbers, ``quantities`` their units. The words of a language are data (``data/<language>/normalise.json``).
"""

from llmclaims.normalise.anchors import TimeValue, time_value
from llmclaims.normalise.numberwords import Number, numbers
from llmclaims.normalise.quantities import Quantity, quantity_value
from llmclaims.normalise.years import years

__all__ = ["Number", "Quantity", "TimeValue", "numbers", "quantity_value", "time_value", "years"]
