"""Tell the notes in which a paper speaks of its own article: corrections, clarifications, what was added when.

A note is told by its label, or by a first clause whose subject is the article itself. News about somebody else's
correction ("The minister corrected the record", "the firm said") is none.
"""

import re
from functools import cache
from typing import NamedTuple

from llmclaims.language.lexicon import any_of, lists

_LONGEST = 150  # words of a note
_OPENING = " \t\xa0*•–—-_([{"


class _Patterns(NamedTuple):
    """What a note begins with, and the speaker's tag that makes news of it."""

    labelled: re.Pattern[str]
    update: re.Pattern[str]
    said: re.Pattern[str]
    opening: tuple[re.Pattern[str], ...]


@cache
def _patterns() -> _Patterns:
    words = lists("en", "zones")["notes"]
    dates = (*lists("en", "zones")["months"], *lists("en", "zones")["weekdays"])
    item, other = any_of(words["own_items"]), any_of(words["items"])
    changed, purpose = any_of(words["changed"]), any_of(words["purposes"])
    wrong, edition = any_of(words["errors"]), f"(?:{any_of(words['editions'])})"
    how = any_of(words["wrongly"])
    own = rf"(?:this(?: {edition})?(?: of (?:this|the|our))? (?:[\w’'-]+ )?(?:{item})|the(?: {edition} of the)? (?:{other}))"
    version = rf"(?:an?|the) {edition} of (?:this|the|our|an?) (?:[\w’'-]+ )?(?:{item})\b"
    passive = r"(?:has|have|had)(?: since| also| now)? been|was|is|were|will be"
    before = r"(?:(?:in|on|due to|because of|owing to|as a result of)\b[^.:;]{0,60}?[ ,]+)?"
    opening = (
        rf"{own} (?:{passive}) (?:{changed})\b",
        rf"this (?:{item}) (?:{passive}) (?:{any_of(words['taken_away'])})\b",
        rf"this (?:{item}) (?:was |has been )?(?:{how}) [a-z]*(?:ed|said|gave|had|named|read|put)\b",
        rf"[^.:;“\"]{{3,90}} (?:{passive}) (?:{changed}) in this (?:{item})\b",
        rf"(?:this (?:{edition}(?: of (?:this|the) (?:{item}))?|{item}) )(?:{any_of(words['changes'])})\b",
        rf"{before}(?:an?|the|our) (?:{any_of(words['parts'])}) (?:on|in|to|of|with|for|accompanying) (?:{version}|this (?:{item}))",
        rf"{before}{version}",
        rf"{before}(?:an?|the|our) (?:{other})\b[^.:;“\"]{{0,90}}\b(?:{wrong})\b",
        rf"(?:{changed}),? (?:(?:at|on|with|by|to|{any_of(name.casefold() for name in dates)})\b|[0-9]).{{0,60}}\b(?:{purpose})\b",
        rf"we(?: have|'ve|’ve)?(?: since)? (?:{changed}) (?:this|the) (?:{item})\b",
        rf"(?:{any_of(words['openers'])})\b",
    )
    date = r"(?:\s*\([^()]{1,40}\)|,?\s+[^:.]{1,40}?(?=\s*[:—–]))?"
    return _Patterns(
        re.compile(rf"(?:{any_of(words['labels'])}){date}\s*(?::|\s[-—–]\s|—|–)"),
        re.compile(rf"(?:{any_of(words['weak_labels'])})(?:,?\s[^:“\"]{{1,40}}?)?\s*(?::|\s[-—–])\s+"),
        re.compile(
            rf",[”\"]?\s[^,.;]{{1,60}}\b(?:{any_of(lists('en', 'abbreviations')['reporting'])})\b[^,;]*$"
        ),
        tuple(re.compile(one) for one in opening),
    )


def is_note(text: str, words: int) -> bool:
    """Tell whether a paragraph of so many words speaks of the article that it stands in."""
    if words > _LONGEST:
        return False
    found = _patterns()
    plain = " ".join(text.split()).lstrip(_OPENING).casefold().replace("’", "'")
    if found.labelled.match(plain):
        return True
    weak = found.update.match(plain)
    plain = plain[weak.end() :] if weak else plain
    if not any(one.match(plain) for one in found.opening):
        return False
    first = re.split(r"(?<=[a-z)][.!?])\s", plain, maxsplit=1)[0]
    return found.said.search(first) is None
