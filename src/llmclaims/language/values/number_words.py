"""Numbers in a text, in digits and in words, as exact values.

One pass over the words; a number is read greedily from left to right and a word looked at a bounded number
of times, so time grows with the length of the text alone. Values are ``Fraction``: 3,000, "3000" and "three
thousand" are equal, and so are "a third" and "one third". A minus sign is not read, since it looks like the
dash of a range.
"""

from __future__ import annotations

import re
import unicodedata
from fractions import Fraction
from functools import lru_cache

from llmclaims.language.values.digits import ROMAN, Number, may_hold
from llmclaims.language.values.small_numbers import Read, SmallNumbers

_DASH = re.compile(r"\s?[-‐‑–—/]\s?")
_HUNDRED = 100


@lru_cache(maxsize=128)  # a paragraph is asked about once for each of its drafts
def numbers(text: str, language: str = "en") -> tuple[Number, ...]:
    """Return every number of a text, in order and without overlap.

    Digits of any script are read, with the separators of the language ("3.000" is 3 in English; where the
    language is unknown it is 3000 and may be 3), with scales ("$4.2bn", "1.5 million"), fractions and
    ordinals. In "2025-26" the second number is 2026 and may be 26. A time such as "5.30 pm" is two numbers.
    """
    return _Reader(text, language).read() if may_hold(text, language) else ()


class _Reader(SmallNumbers):
    """Reads the numbers of one text."""

    def read(self) -> tuple[Number, ...]:
        """Return every number, from left to right."""
        found: list[Number] = []
        behind = 0
        for index in self.items.opening(self.starts):
            read = self._number(index) if index >= behind else None
            if read is None:
                continue
            start, end = self.items[index].start, self.items[read.next - 1].end
            value, *also = dict.fromkeys(read.values)
            doubtful = read.doubtful or self._doubtful(index, read.next)
            found.append(Number(value, start, end, self.text[start:end], doubtful, read.ordinal, tuple(also)))
            behind = read.next
        return tuple(found)

    def _number(self, index: int) -> Read | None:
        """Return the number that begins at an item, None when none does."""
        item = self.items[index]
        if item.values:
            return self._from_digits(index)
        word = item.word
        if word in self.words["articles"]:
            return self._from_article(index)
        for table in ("cardinals", "scales", "half"):
            if word in self.words[table]:
                return self._fraction(index) or self._cardinal(index)
        ordinal = self.lookup("ordinals", index)
        if ordinal is not None:
            return Read((ordinal,), index + 1, ordinal=True)
        for table in ("vague", "doubtful"):
            value = self.lookup(table, index)
            if value is not None:
                return Read((value,), index + 1, doubtful=True)
        roman = ROMAN.get(self.text[item.start : item.end])
        named = roman and self.joined(index) and self.text[self.items[index - 1].start].isupper()
        return Read((Fraction(roman),), index + 1, doubtful=True) if named and roman else None

    def _from_digits(self, index: int) -> Read:
        """Return a number that begins with digits: with a fraction, a scale, a suffix, or the end of a range of years."""
        item = self.items[index]
        following = self.items[index + 1] if index + 1 < len(self.items) else None
        if not (following and (following.values or following.word in self.behind)) and not (
            index and self.items[index - 1].values
        ):
            return Read(item.values, index + 1)
        glued = following is not None and following.start == item.end
        if (
            following
            and glued
            and unicodedata.category(self.text[following.start]) == "No"
            and following.values
        ):
            if following.values[0].denominator > 1:
                return Read((item.values[0] + following.values[0],), index + 2)
            return Read(item.values, index + 1)
        if following and glued and following.word in self.words["ordinal_suffixes"]:
            return Read(item.values, index + 2, ordinal=True)
        year = self._second_year(index)
        if year is not None:
            return Read((year, *item.values), index + 1)
        return (
            self._fraction(index)
            or self._suffixed(index)
            or self._cardinal(index)
            or Read(item.values, index + 1)
        )

    def _suffixed(self, index: int) -> Read | None:
        """Return digits with an abbreviated scale: "4.2bn", "$3 m"; an unclear one has both readings."""
        scale = self.lookup("suffixes", index + 1)
        if scale is None or not self.joined(index + 1):
            return None
        item, suffix = self.items[index], self.items[index + 1]
        before = self.text[max(item.start - 2, 0) : item.start].strip()
        money = bool(before) and unicodedata.category(before[-1]) == "Sc"
        if suffix.word in self.words["unclear_suffixes"] and not money:
            if suffix.start > item.end:
                return None
            return Read((*item.values, *(value * scale for value in item.values)), index + 2)
        return Read(tuple(value * scale for value in item.values), index + 2)

    def _second_year(self, index: int) -> Fraction | None:
        """Return the full year that "26" means in "2025-26"."""
        item = self.items[index]
        if index == 0 or item.end - item.start != 2 or not self.items[index - 1].values:
            return None
        before = self.items[index - 1]
        gap, first, second = self.text[before.end : item.start], before.values[0], item.values[0]
        full = first - first % _HUNDRED + second
        is_date = (
            self.text[item.end : item.end + 1] in tuple("-/")
            and self.text[item.end + 1 : item.end + 2].isdigit()
        )
        if _DASH.fullmatch(gap) is None or is_date or before.end - before.start != 4:
            return None
        if first % _HUNDRED == _HUNDRED - 1 and second == 0:
            return first + 1
        return full if first < full and 1500 <= first < 2200 else None

    def _from_article(self, index: int) -> Read | None:
        """Return a number that begins with an article: "a hundred", "a third", "a half"."""
        if not self.joined(index + 1):
            return None
        if self.lookup("scales", index + 1) is not None or self.follows("half", index + 1):
            return self._cardinal(index + 1)
        bottom = self.lookup("denominators", index + 1)
        if bottom is None:
            return None
        part, ordinal = 1 / bottom, self.lookup("ordinals", index + 1)
        if self.follows("of", index + 2):
            return Read((part,), index + 2)
        if ordinal is None:
            return Read((part,), index + 2, doubtful=True)
        return Read((ordinal, part), index + 2, ordinal=True)

    def _fraction(self, index: int) -> Read | None:
        """Return a fraction in words: "two thirds", "three-quarters", "one fifth", "two-third"."""
        if not self.joined(index + 1):
            return None
        top = self.items[index].values[0] if self.items[index].values else self.lookup("cardinals", index)
        if not top or top.denominator != 1:
            return None
        bottom = (
            self.lookup("denominators_plural", index + 1)
            if top > 1
            else self.lookup("denominators", index + 1)
        )
        hyphen = self.text[self.items[index].end] not in " \u00a0" if index + 1 < len(self.items) else False
        if bottom is None and hyphen:
            bottom = self.lookup("denominators", index + 1)
        return None if bottom is None or top > bottom else Read((top / bottom,), index + 2)

    def _cardinal(self, index: int) -> Read | None:
        """Return a whole number with what belongs to it: "two and a half million", "half a million", "3 hundred"."""
        item = self.items[index]
        if item.word in self.words["half"]:
            after = index + 2 if self.follows("articles", index + 1) else index + 1
            scale = self.lookup("scales", after) if self.joined(after) else None
            return Read((Fraction(1, 2) * (scale or 1),), after + 1 if scale else index + 1)
        small = self.small(index)
        if small is not None and small.ordinal:
            return small
        if small is not None:
            values, after = small.values, small.next
        else:
            values, after = (item.values, index + 1) if item.values else ((Fraction(1),), index)
        if self.follows("and", after) and self.follows("articles", after + 1) and self.joined(after + 2):
            part = self.lookup("denominators", after + 2)
            if part is not None and self.lookup("ordinals", after + 2) is None:
                values, after = tuple(value + 1 / part for value in values), after + 3
        bare = after == index
        reads = [self._scaled(value, after, bare=bare) for value in values]
        return reads[0]._replace(values=tuple(read.values[0] for read in reads if read.next == reads[0].next))

    def _scaled(self, value: Fraction, index: int, *, bare: bool) -> Read:
        """Return what follows a first number: its scales, and the smaller numbers behind them.

        ``bare`` says that no word gave the first number and ``index`` is the scale itself ("hundred people").
        """
        total, current = Fraction(0), value
        limit: Fraction | None = None  # the last scale of a thousand or more: what follows must be smaller
        room: Fraction | None = None  # what may still be added
        hundreds = pending = False
        done = Read((value,), index)
        while True:
            scale = self.lookup("scales", index) if bare or self.joined(index) else None
            bare = False
            if scale is None:
                rest = None if pending else self._rest(index, room)
                if rest is None:
                    return Read((total + current,), index) if pending else done
                current, index, pending = current + rest.values[0], rest.next, True
                if rest.ordinal:
                    return Read((total + current,), index, ordinal=True)
                continue
            if not current or (hundreds if scale <= _HUNDRED else limit is not None and scale >= limit):
                return done
            current, hundreds = current * scale, scale <= _HUNDRED
            room = scale if scale >= _HUNDRED else None
            if not hundreds:
                total, current, limit = total + current, Fraction(0), scale
            index, pending = index + 1, False
            done = Read((total + current,), index)

    def _rest(self, index: int, limit: Fraction | None) -> Read | None:
        """Return the smaller number behind a scale, "fifty" in "two hundred and fifty", None when there is none."""
        if limit is None:
            return None
        first = index + 1 if self.follows("and", index) else index
        if not self.joined(first):
            return None
        rest = self.small(first)
        if rest is None:
            ordinal = self.lookup("ordinals", first) if first > index else None
            rest = Read((ordinal,), first + 1, ordinal=True) if ordinal else None
        return rest if rest and 0 < rest.values[0] < limit else None

    def _doubtful(self, index: int, following: int) -> bool:
        """Tell whether a single word's neighbours say that it may count nothing: "no one", "a second"."""
        word = self.items[index].word
        if following != index + 1 or not word:
            return False
        before = self.items[index - 1] if self.joined(index) else None
        after = self.items[following] if self.joined(following) else None
        if before and (
            before.word in self.words["doubtful_before"].get(word, ()) or (before.values and after is None)
        ):
            return True
        return (
            after.word in self.words["doubtful_after"].get(word, ())
            if after
            else word in self.words["doubtful_alone"]
        )
