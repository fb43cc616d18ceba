"""The table of typographic folding: one character for one, one for several, and those that are ignored."""

import re
import unicodedata
from functools import cache, lru_cache

DROPPED = "\u00ad"
"""Stands for every character that is ignored, until it is dropped."""

_SINGLE = "'`´‘’‚‛′‵‹›ʹʻʼˈ׳՚❛❜❮❯❟＇᾽᾿΄〈〉︿﹀\u2bbd\ua78c"
_DOUBLE = '"“”„‟«»″‶‴‷⁗״❝❞❠〝〞〟＂「」『』｢｣《》︽︾⹂﹁﹂﹃﹄\u02ba\u02ee\U0001f676\U0001f677\U0001f678'
_DASHES = (
    "-‐‑‒–—―−˗➖⁃⁓﹘﹣－︱︲֊־᐀᠆⸗⸚⸺⸻⹀⹃⹝゠〜〰─━┄┅┈┉╌╍\U00010d6e\U00010ead"  # every dash, minus and hyphen
)
_SPACES = "\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\xa0\u1680\u2028\u2029\u202f\u205f\u3000" + "".join(
    map(chr, range(0x2000, 0x200B))
)
_IGNORED = [
    *range(0x200B, 0x2010), 0xAD, 0x34F, 0x61C, *range(0x180B, 0x180F), *range(0x202A, 0x202F),
    *range(0x2060, 0x2065), *range(0x2066, 0x2070), 0xFEFF, *range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0),
    *range(0x610, 0x61B), 0x640, *range(0x64B, 0x660), 0x670, *range(0x6D6, 0x6DD), *range(0x6DF, 0x6E5),
    *range(0x6E7, 0x6E9), *range(0x6EA, 0x6EE),
    *range(0x898, 0x8A0), *range(0x8CA, 0x8E2), *range(0x8E3, 0x900),
    *range(0x591, 0x5BE), 0x5BF, 0x5C1, 0x5C2, 0x5C4, 0x5C5, 0x5C7, 0x17B4, 0x17B5, *range(0xFFF9, 0xFFFC),
]  # fmt: skip
_FORMS = [
    0x132, 0x133, 0x13F, 0x140, 0x149, *range(0x1C4, 0x1CD), *range(0x1F1, 0x1F4), 0x587,
    0xE33, 0xEB3, 0xEDC, 0xEDD, 0x2024, 0x203C, *range(0x2047, 0x204A),
    *range(0xFB00, 0xFB07), *range(0xFB13, 0xFB18), *range(0xFB1D, 0xFDFC), *range(0xFE10, 0xFE1A),
    *range(0xFE33, 0xFE49), *range(0xFE4D, 0xFE6C), *range(0xFE70, 0xFEFD), *range(0xFF01, 0xFFEF),
]  # fmt: skip
"""Ligatures, presentation, small and full-width forms, which mean what their compatibility mapping says."""
_YIDDISH = {"\u05f0": "\u05d5\u05d5", "\u05f1": "\u05d5\u05d9", "\u05f2": "\u05d9\u05d9"}
"""Ligatures that Unicode has no mapping for."""

CJK = "\u2e80-\u2fdf\u3005-\u3007\u3021-\u3029\u3031-\u3035\u3040-\u30ff\u3100-\u312f\u31a0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Characters of scripts that break lines anywhere, for a regular expression's set."""


@cache
def single() -> dict[int, str]:
    """Return one character for one character."""
    table = dict.fromkeys(map(ord, _SINGLE), "'") | dict.fromkeys(map(ord, _DOUBLE), '"')
    table |= dict.fromkeys(map(ord, _DASHES), "-") | dict.fromkeys(map(ord, _SPACES), " ")
    table |= dict.fromkeys(_IGNORED, DROPPED) | dict.fromkeys(map(ord, "…⋯‥⋮︙︰᠁"), "…") | {0x223C: "~"}
    for code in _FORMS:
        plain = unicodedata.normalize("NFKC", chr(code)).translate(table)
        if len(plain) == 1 and code not in table:
            table[code] = plain
    return table


@cache
def changed() -> frozenset[str]:
    """Return the characters that become another one."""
    return frozenset(chr(code) for code, plain in single().items() if plain != chr(code))


@cache
def several() -> dict[str, str]:
    """Return one character that stands for several."""
    table = single()
    found = dict(_YIDDISH)
    for code in _FORMS:
        plain = unicodedata.normalize("NFKC", chr(code)).translate(table).replace(DROPPED, "")
        if len(plain) > 1 and plain[0] != " " and code not in table:
            found[chr(code)] = plain
    return found


@lru_cache(maxsize=1024)
def plain(character: str) -> str:
    """Fold one character by the table: ``DROPPED`` if it is ignored, itself if it counts as it is."""
    return single().get(ord(character), character) if character else ""


@cache
def signs() -> re.Pattern[str]:
    """Return marks that are ignored, such as vowel signs, which belong to the letter before them."""
    return re.compile(
        "[" + "".join(chr(code) for code in _IGNORED if unicodedata.category(chr(code))[0] == "M") + "]+"
    )


@cache
def marks() -> str:
    """Return the marks on letters (category M) that are not ignored, for a regular expression's set."""
    codes = [*range(0x300, 0x2100), *range(0x302A, 0x309B), *range(0xA66F, 0xAC00), *range(0xFB1E, 0xFE30)]
    codes += range(0x11000, 0x12000)
    ignored = set(_IGNORED)
    return "".join(chr(c) for c in codes if unicodedata.category(chr(c))[0] == "M" and c not in ignored)
