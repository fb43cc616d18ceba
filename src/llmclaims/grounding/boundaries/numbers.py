"""Where a number goes on: over separators, signs and units, over a blank, and in words."""

import re

from llmclaims.grounding.boundaries.neighbours import APOSTROPHES, EN, HYPHENS, beside, head, is_word, tail
from llmclaims.grounding.boundaries.words import words_of
from llmclaims.grounding.folding.fold import plain

CURRENCY = "$€£¥₹₽₩₪₺¢₴₦₫฿"
_BEFORE, _BEHIND = CURRENCY + "+±#№~<>≤≥≈٪", CURRENCY + "%‰°٪"
_SEPARATORS = ".,:/'·٫٬⁄^×*=÷~∼∶⁻⁺"
_GROUP_LEFT = re.compile(r"(?<!\d)\d{1,3}[^\S\r\n]\Z")
_GROUP_RIGHT = re.compile(r"[^\S\r\n]\d{3}(?!\d)")
_FRACTION = re.compile(r"[^\S\r\n](?:[\xbc-\xbe\u2150-\u215f]|\d[/\u2044]\d)")
_RANGE_LEFT = re.compile(r"\d[^\S\r\n][-–−](?:[^\S\r\n])?\Z")
_RANGE_RIGHT = re.compile(r"[^\S\r\n]?[-–−][^\S\r\n]\d")
_ORDINALS = re.compile(r"\.[-–−]\d")


def goes_on_behind(text: str, left: int, right: int, *, mention: bool) -> bool:
    """Tell whether a number that ends at ``left`` goes on behind the blank: "20| 000", "5| %", "2| million"."""
    a, follows = text[left], text[right + 1 : right + 2]
    if a.isalpha():
        return not mention and spelled(text, right)
    if a.isdigit():
        if tail(text, right + 1) in words_of("magnitudes"):
            return not mention
        if _FRACTION.match(text, right) or (_RANGE_RIGHT.match(text, right) and not mention):
            return True
        grouped = _GROUP_RIGHT.match(text, right) and _GROUP_LEFT.search(
            text[max(left - 3, 0) : left + 1] + " "
        )
        return bool(grouped) or (follows in tuple(_BEHIND) and not text[right + 2 : right + 3].isdigit())
    if plain(a) == "-":
        return bool(_RANGE_LEFT.search(text, max(left - 2, 0), right) and follows.isdigit()) and not mention
    return a in CURRENCY and follows.isdigit()


def goes_on_before(text: str, left: int, right: int, *, mention: bool) -> bool:
    """Tell whether what begins at ``right`` belongs to a number before the blank at ``left``."""
    before = text[left - 1 : left]
    if text[right].isalpha():
        word = tail(text, right)
        if before.isdigit():
            return not mention and word in words_of("magnitudes")
        return not mention and spelled(text, left)
    if before.isdigit() and _FRACTION.match(text, left):
        return True
    if text[right].isdigit():
        if _RANGE_LEFT.search(text, max(left - 3, 0), left + 1) and not mention:
            return True
        grouped = _GROUP_LEFT.search(text[max(left - 4, 0) : left + 1]) and _GROUP_RIGHT.match(
            " " + text[right : right + 4]
        )
        return bool(grouped) or (before in tuple(CURRENCY) and not text[left - 2 : left - 1].isdigit())
    if plain(text[right]) == "-":
        return before.isdigit() and bool(_RANGE_RIGHT.match(text, left)) and not mention
    return text[right] in _BEHIND and before.isdigit()


def spelled(text: str, blank: int) -> bool:
    """Tell whether the words on the two sides of a blank are of one number: "two | hundred", "deux | cents"."""
    cardinals = words_of("cardinals")
    behind = tail(text, blank + 1)
    return (behind in cardinals or behind in words_of("magnitudes")) and head(text, blank) in cardinals


def number(text: str, left: int, right: int) -> bool:
    """Tell whether a digit and the sign beside it are of one number: "12|.8", "$|5", "5|%", "−|5", "5|-year"."""
    a, b = plain(text[left]), plain(text[right])
    if a.isdigit():
        after = beside(text, right, 1)
        if b in _BEHIND or text[right] in "′″" or (b in _SEPARATORS and after.isdigit()):
            return True
        if b == "-":
            return (
                after.isdigit()
                or after in tuple(CURRENCY)
                or (text[right] in HYPHENS + EN and is_word(after))
            )
        if b == "+" or (b == "." and _ORDINALS.match(text, right)):
            return True
        return (b == "/" and is_word(after)) or (b in "'\"" and _unit(text, right))
    before = beside(text, left, -1)
    if a in _BEFORE or (a in _SEPARATORS and before.isdigit()):
        return True
    if a in ".,":
        return not is_word(before) and before not in tuple(".,!?…")  # .5 without its zero
    if a == "-":
        return before.isdigit() or (
            text[left] in HYPHENS + EN and (text[left] in HYPHENS or not is_word(before))
        )
    return a == "/" and is_word(before)


def _unit(text: str, at: int) -> bool:
    """Tell whether a straight mark behind a digit is feet or inches: there is no quotation that it could close."""
    line = text[max(at - 400, 0) : at].rpartition("\n")[2]
    if text[at] == '"':
        return line.count('"') % 2 == 0 and not any(one in line for one in "“„«")
    if text[at] != "'":
        return text[at] in APOSTROPHES and text[at + 1 : at + 2].isalpha()
    return text[at + 1 : at + 2].isalpha() or not re.search(r"(?<!\w)['‘]", line)
