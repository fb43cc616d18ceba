"""Days and months that are no dates but part of a name: a paper's, a feast's, a person's, that of a day in history."""

import re

from llmclaims.providers.builtin.lexicon import table, words

_WORD = r"[^\W\d_][\w’'-]*\.?"
_BEFORE = re.compile(rf"(?:(?<!\b[Ii]n\s)\b({_WORD})\s+)?\b({_WORD})[\s(“\"‘]+$")
_AFTER = re.compile(rf"\s+({_WORD})")


def names_something(text: str, start: int, end: int) -> bool:
    """Tell whether what looks like a time in ``text[start:end]`` only names something: "the Sunday Herald", "May Holt"."""
    told = text[start:end]
    before, after = _BEFORE.search(text, max(0, start - 40), start), _AFTER.match(text, end)
    earlier, last = (before[1] or "", before[2]) if before else ("", "")
    following = after[1].rstrip(".") if after else ""
    if told.lower() in table("expressions")["famous_days"]:
        return following.lower() in words("expressions.famous_nouns")
    first = told.split()[0].rstrip(",").lower()
    if first in words("weekdays"):
        return _weekday(told, earlier, last, following)
    if told[-1].isdigit():
        return following[:1].isupper() and following.lower() in words("expressions.name_nouns")
    month = told.split()[-1].lower()
    return month in words("months") and _month(month, last, following)


def _weekday(told: str, earlier: str, last: str, following: str) -> bool:
    """Tell whether a day of the week is part of a name or of a custom: "Black Friday", "Mail on Sunday", "Friday prayers"."""
    if last.lower() in words("expressions.day_names") and last[:1].isupper():
        return True
    on_paper = last == "on" and earlier.lower() in words("expressions.papers_on") and earlier[:1].isupper()
    if on_paper or last.lower() in {"a", "one", "any"}:
        return True
    lower = following.lower()
    if following[:1].isupper():
        named = lower in words("expressions.name_nouns") and last.lower() not in {"on", "since", "by"}
        return named or (last.lower() in {"the", "a"} and " " not in told)
    return lower in words("expressions.custom_nouns") and " " not in told


def _month(month: str, last: str, following: str) -> bool:
    """Tell whether a month that no day stands beside is a person or the beginning of a name: "in April Rost's office"."""
    if last.lower() == "by" and month in words("expressions.no_deadline"):
        return True
    if not following[:1].isupper():
        return False
    lower = following.lower()
    titled = lower in words("honorifics") or lower in words("speakers.person") or lower in words("weekdays")
    return lower in words("expressions.name_nouns") or not titled
