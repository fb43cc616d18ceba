"""Words as they are spelt: straight apostrophes, and each contracted "not" whole, however it was typed."""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from llmclaims.language.lexicon import TOKEN, any_of, lists, split

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence


@lru_cache(maxsize=32)  # a claim's words, and its paragraph's, are asked for by several rules
def tokens_of(phrase: str) -> tuple[str, ...]:
    """Return the words and punctuation marks of a string, in lower case and with straight apostrophes."""
    return spelt_out(TOKEN.findall(straightened(phrase).lower()))


def straightened(text: str) -> str:
    """Return a text of the same length with straight apostrophes, also where a contracted "not" has a mangled one."""
    text = text.replace("’", "'")
    return _mangled().sub(_straight, text) if _MANGLING.search(text) else text


_MANGLING = re.compile(r"[‘′´`ʼ＇?â&]")


@cache
def _mangled() -> re.Pattern[str]:
    """Match a contracted "not" whose apostrophe is another mark, or what is left of one decoded or encoded wrongly."""
    stems = any_of(word.removesuffix("'t") for word in _contractions()[0])
    return re.compile(rf"\b({stems})(?:[‘′´`ʼ＇?]|â€[™˜]|&(?:#39|#x27|rsquo|apos);)t\b", re.IGNORECASE)


def _straight(match: re.Match[str]) -> str:
    word = match.group()
    return (
        f"{match[1]}'{word[-1]}".ljust(len(word)) if f"{match[1]}'t".lower() in _contractions()[0] else word
    )


@cache
def _contractions() -> tuple[frozenset[str], dict[str, str], dict[str, dict[str, frozenset[str]]]]:
    """Load the contracted forms of "not", those forms without their apostrophe, and which of these are words too."""
    data = lists("en", "contractions")
    known = frozenset(f"{stem}n't" for stem in split(data["stems"]))
    doubtful = {
        word: {place: frozenset(split(words)) for place, words in places.items()}
        for word, places in data["doubtful"].items()
    }
    plain = {
        word.replace("'", ""): word for word in known if word.replace("'", "") not in split(data["words"])
    }
    return known, plain, doubtful


def spelt_out(texts: Sequence[str]) -> tuple[str, ...]:
    """Return tokens with each contracted "not" as it is spelt: "dont" is "don't", "wan't" is "want"."""
    known, plain, doubtful = _contractions()
    unknown = [text for text in texts if text[-3:] == "n't" and text not in known]
    if not unknown and plain.keys().isdisjoint(texts):
        return tuple(texts)
    found = list(texts)
    for index, text in enumerate(texts):
        if text[-3:] == "n't" and text not in known:
            found[index] = text.replace("'", "")
        elif text in plain and _is_contracted(texts, index, doubtful.get(text, {})):
            found[index] = plain[text]
    return tuple(found)


def _is_contracted(texts: Sequence[str], index: int, places: Mapping[str, frozenset[str]]) -> bool:
    """Tell whether a form without apostrophe is no word of its own here: "the wont", "we cant"."""
    before = texts[index - 1] if index else ""
    after = texts[index + 1] if index + 1 < len(texts) else ""
    if after in places.get("not_before", ()) or before in places.get("not_after", ()):
        return False
    return "after" not in places or before in places["after"]
