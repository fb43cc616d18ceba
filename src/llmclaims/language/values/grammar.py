"""The grammar of time expressions: patterns over the word classes of ``timewords``, one letter a word.

Where two patterns fit, the first in the table wins. Every pattern is tried once at a place and has no nested
repetition, so time grows with the length of the mention alone.
"""

import re

_REL = "(?:T?t?[lnt])?"
_COUNT = "(?:a?[DNYp]o?|ha?|a)-?"
_DAY = "[DO]"
_TO = ",?[-2&]"
_YEAR = "(?:,?o?T?f?Y(?!-?[UR]))?"

_PATTERNS = {
    "weekdays_ago": "[DNp]w[gG]",
    "set": f"y(?:[DNO]|{_COUNT})?[URWMSPK]|v-?[ay]U|F(?![UR])|w",
    "recent": "x[UR]",
    "ago": f"(?:{_COUNT})?[URC][gG]",
    "age": f"{_COUNT}[UR]-?L",
    "offset": f"(?:{_COUNT}|T)?[UR][rz]",
    "portion": "T?O[DNp]-?[UR]",
    "from_weekday": f"{_COUNT}[UR][qi]W|WU(?!o)",
    "lasting": "T?t?[ln][DNYp]o?-?[URC]|Tl[UC]|[uo]TnU",
    "anaphora": "T?k[DN]?[URPMWSVK]|Tn[UPK]|nP",
    "days_of_month": f"{_REL}M{_DAY}{_TO}T?{_DAY}(?!-?[UR]|o?M|c){_YEAR}",
    "days_before_month": f"{_REL}{_DAY}{_TO}T?{_DAY}o?M{_YEAR}",
    "month_and_day": f"{_REL}M,?T?{_DAY}(?!-?[UR]|o?T?M){_YEAR}|{_REL}{_DAY}o?M{_YEAR}",
    "months": f"{_REL}M{_TO}M(?!{_DAY}){_YEAR}",
    "month": f"{_REL}M{_YEAR}",
    "iso": "I",
    "numeric": "X",
    "before_christ": "[DNY]j|T?O-?Cj",
    "day_of_relative": "T?[DO]o[lnt]U",
    "century": "T?O-?C",
    "quarter": f"{_REL}f?O-?f?K{_YEAR}|{_REL}Q{_YEAR}|YQ",
    "half_year": "T?O-?ho?T?(?:Y|[lnt]?U)|%(?:o?Y)?",
    "season": f"{_REL}S{_YEAR}(?:-Y)?|YS|T?[lnt]V{_YEAR}|TV{_YEAR}|VO?,?o?Y",
    "fiscal_year": "fU?Y(?:-Y)?",
    "years": f"Y{_TO}Y(?!-?[UR])",
    "year": "Y(?!o?-?[UR])",
    "decade": "E",
    "relative": "T?t?[lnt][UWPKC]",
    "weekday": "W(?:TO(?!o?M))?",
    "deictic": "d",
    "part": "P",
    "clocks": f"[DN]{_TO}c",
    "clock": "c",
    "vague_lasting": "[uo]U|T?t?[lnt]R|T?R|[DNp]-?[2&-][DNp]-?[URC]|a[URC]&[DN]",
    "lasts": f"{_COUNT}[URC]",
    "bare_unit": "TU",
    "holiday": "H",
    "reference": "x",
    "anaphora_word": "z",
}
GRAMMAR = re.compile("|".join(f"(?P<{name}>{pattern})" for name, pattern in _PATTERNS.items()))
