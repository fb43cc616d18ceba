"""Numbers below a thousand in words: what a language writes in one word, in several, or the other way round."""

import re
from fractions import Fraction
from typing import NamedTuple

from llmclaims.language.lexicon import lists
from llmclaims.language.values.digits import Items, behind_digits, starts

_JOIN = re.compile(r"\s{0,3}|[-‐‑]")
_HUNDRED = 100


class Read(NamedTuple):
    """What was read: its readings, the index of the item behind it, and what kind of number it is."""

    values: tuple[Fraction, ...]
    next: int
    ordinal: bool = False
    doubtful: bool = False


class SmallNumbers:
    """The words and digits of a text, and the small numbers that begin at one of them."""

    def __init__(self, text: str, language: str) -> None:
        """Split the text into its words and groups of digits."""
        self.text = text
        self.words = lists(language, "normalise")
        self.items = Items(text, language)
        self.starts = starts(language)
        self.behind = behind_digits(language)

    def lookup(self, table: str, index: int) -> Fraction | None:
        """Return the value of the word at ``index`` in a table of the language."""
        if index >= len(self.items):
            return None
        value = self.words[table].get(self.items[index].word)
        return None if value is None else Fraction(value)

    def follows(self, table: str, index: int) -> bool:
        """Tell whether the item at ``index`` directly follows the one before it and is one of the words."""
        return self.joined(index) and self.items[index].word in self.words[table]

    def joined(self, index: int) -> bool:
        """Tell whether nothing but a blank or a hyphen stands before the item at ``index``."""
        if not 0 < index < len(self.items):
            return False
        gap = self.text[self.items[index - 1].end : self.items[index].start]
        return _JOIN.fullmatch(gap) is not None

    def small(self, index: int) -> Read | None:
        """Return a number below a thousand in words: "seven", "twenty-five", "thirty-first", "doscientos veinte"."""
        value = self.lookup("cardinals", index)
        if value is None:
            return None
        if value >= _HUNDRED and value % _HUNDRED == 0:  # a language that has a word for it
            rest = self._following(index + 1, Fraction(_HUNDRED), "and")
            return Read((value + (rest.values[0] if rest else 0),), rest.next if rest else index + 1)
        if self.follows("teens", index + 1) and 0 < value < 10:  # "three" and "ten" are thirteen in Arabic
            return Read((value + 10,), index + 2)
        if self.words["units_first"] and 0 < value < 10 and self.follows("and", index + 1):
            tens = self.lookup("cardinals", index + 2)
            if tens is not None and tens % 10 == 0 and 20 <= tens < _HUNDRED:
                return Read((value + tens,), index + 3)
        if not value % 10 == 0 < value or not 20 <= value < _HUNDRED:
            return Read((value,), index + 1)
        following = self._following(
            index + 1, Fraction(20 if value in self.words["by_twenties"] else 10), "tens_and"
        )
        if following is not None:
            return following._replace(values=(value + following.values[0],))
        if self.joined(index + 1):
            unit = self.lookup("ordinals", index + 1)
            if unit is not None and 0 < unit < 10:
                return Read((value + unit,), index + 2, ordinal=True)
        return Read((value,), index + 1)

    def _following(self, index: int, limit: Fraction, conjunction: str) -> Read | None:
        """Return the smaller number behind one, perhaps behind "and"."""
        first = index + 1 if self.follows(conjunction, index) else index
        value = self.lookup("cardinals", first) if self.joined(first) else None
        found = self.small(first) if value is not None and 0 < value < limit else None
        return found if found and found.values[0] < limit and not found.ordinal else None
