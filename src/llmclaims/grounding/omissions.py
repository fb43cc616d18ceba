"""Find what an ellipsis may not leave out (V07): a word that turns what stands before or behind it.

Negators, hedges, conditions, modals and verbs of saying are looked for in the folded gap, so that it does not
matter how they are written. Modals and some verbs count only where they govern the words that are kept.
"""

import re
import unicodedata
from functools import cache

from llmclaims.grounding.boundaries.neighbours import UNSPACED
from llmclaims.grounding.boundaries.words import listed, tables, words_of
from llmclaims.grounding.folding.fold import fold

_DASH = re.compile(r"\s*[‒–—―−⸺⸻]\s*|[^\S\n]+-+\s*|-{2,}\s*|-[^\S\n]+")
"""A dash between words, which is a pause; a hyphen is inside one."""
_RUN = re.compile(r"[^ ]+")
_GOVERNS = re.compile(r"\s*(?:[,.:;!?\"]|'(?!\w)|that\b|\Z)")
_NUMERAL = re.compile(r"\W*\d")
_CLAUSE = re.compile(r"[,;:.!?()\"]")
_ADVERB = (
    "have|has|had|be|been|being|to|also|then|soon|now|still|only|just|first|even|ever|once|again|well|in turn"
)
_ENDS = re.compile(rf"(?:[ ,']+(?:{_ADVERB}|[a-z]+ly))*[ ,]*\Z", re.IGNORECASE)
"""What may stand between a verb and what it governs behind the gap."""
_ELIDED = re.compile(r"n'[^\W\d_]")
_COMPARED = re.compile(r" göre daha\b")
"""Turkish "than", which is "according to" elsewhere."""
_JOINED = re.compile("[وف]|ו?ש|ו")
"""Arabic and Hebrew "and", "so", "that", which are written as part of the next word."""
_ACCENTED = re.compile("[άέήίόύώ]")
_ACCENTS = str.maketrans("άέήίόύώ", "αεηιουω")
_TURKISH = re.compile(r"\w{2}m(?:[ae](?:d[ıi]|yaca[kğ]|yece[kğ]|z|mış|miş|yan|yen)|[ıiuü]yor)\w*\Z")
"""Turkish verbs that are negated by a syllable: "gelmedi", "gelmeyecek", "gelmiyor"."""
_HANGUL = re.compile("[\uac00-\ud7a3]")


def turning(before: str, between: str, behind: str, language: str = "") -> str | None:
    """Return the word in a gap that turns what stands around it, as folded; None when there is none.

    ``before`` and ``behind`` are the raw texts that are kept on its two sides, as far as they matter. Without a
    ``language`` a word that turns the meaning in any language counts.
    """
    harmless = tables("homographs").get(language, frozenset())
    own = tables("own_only").get(language, frozenset())
    gap = _COMPARED.sub(" daha", fold(_DASH.sub(", ", between)).text)
    if found := _phrase(gap):
        return found
    relative = _last(before) in words_of("relatives")
    for match in _RUN.finditer(_words(gap)):
        word = match.group()
        forms = _forms(word) - harmless
        if forms & own or (language == "tr" and any(map(_TURKISH.search, forms))):
            return word
        if any(map(_modal, forms)) and not _noun(gap, match):
            if not _month(match, gap) and not _related(gap, match, relative=relative):
                return word
        elif any(map(_known, forms)) and not _month(match, gap):
            if not forms & words_of("weak") or _GOVERNS.match(gap, match.end()):
                return word
        elif (
            forms & words_of("governors") and _ENDS.match(gap, match.end()) and _infinitive(gap, match.end())
        ):
            return word
    last = gap.split()[-1:]
    if last and last[0].lower() in words_of("approximators") and _NUMERAL.match(behind):
        return last[0]
    return _unspaced(gap)


def _phrase(gap: str) -> str | None:
    found = _phrases().search(gap)
    return found[0] if found else None


@cache
def _phrases() -> re.Pattern[str]:
    """Several words that turn what stands beside them."""
    be = r"(?:am|are|is|was|were|be|been|being|'s|'re|'m)"
    subjects = "it|he|she|they|we|i|you|there|this|that"
    foreign = "|".join(re.escape(one.replace("_", " ")) for one in sorted(words_of("phrases")))
    return re.compile(
        rf"\b(?:(?i:according(?: also)? to|(?:appear|seem)(?:s|ed|ing)?(?: not| now| already)? to"
        rf"|it (?:appear|seem)(?:s|ed)|(?:{'|'.join(sorted(words_of('hedging')))})(?: not)? to"
        rf"|{be}(?: \w+ly| now| also| still| not)? (?:set|due|about|yet) to"
        rf"|suspected of|(?:think|thinks|thought|hope|hopes|hoped|fear|fears|feared|feel|feels|felt|suspects?)"
        rf" (?:{subjects})|per (?:the|an?|his|her|its|their)|{foreign})\b|per [A-Z])"
    )


def _words(gap: str) -> str:
    """Return the gap with blanks for all that is not of a word; a mark on a letter is."""
    return "".join(
        one if one.isalnum() or one in "'-" or unicodedata.category(one)[0] == "M" else " " for one in gap
    )


def _forms(word: str) -> set[str]:
    """Return the forms of a word in lower case: also by the Turkish rule, without a break, marks or "and"."""
    bare = word.strip("'-")
    lowered = {bare.lower(), bare.replace("İ", "i").replace("I", "ı").lower()}
    joined = None if bare.isascii() else _JOINED.match(bare)
    return {bare, bare[joined.end() :]} if joined else lowered | {one.replace("-", "") for one in lowered}


@cache
def _operators() -> frozenset[str]:
    own = {fold(word).text for word in listed("operators") | listed("negators") - {"n"}}
    bare = {
        word.translate(_ACCENTS) for word in own if _ACCENTED.search(word)
    }  # Greek capitals have no accents
    return frozenset(own | bare)


def _known(word: str) -> bool:
    """Tell whether a word, in lower case, is an operator of any language."""
    if word in _operators() or word.endswith("n't") or _ELIDED.match(word):
        return True
    if not _HANGUL.match(word):
        return False
    return any(one in word for one in words_of("stems")) or word.startswith(tuple(words_of("beginnings")))


def _modal(word: str) -> bool:
    return word in words_of("weak") and word in listed("modals")


def _last(text: str) -> str:
    found = re.search(r"(\w+)\W*\Z", text)
    return found[1].lower() if found else ""


def _related(gap: str, match: re.Match[str], *, relative: bool) -> bool:
    """Tell whether a modal stands in a relative clause, or one like it, that ends before the gap does."""
    if _ENDS.match(gap, match.end()):
        return False
    clause = _CLAUSE.split(gap[: match.start()])
    opened = any(word in words_of("relatives") for word in clause[-1].lower().split())
    return opened or (relative and len(clause) == 1)


def _noun(gap: str, match: re.Match[str]) -> bool:
    """Tell whether what looks like a modal is a noun: "the will", "free will"."""
    return _last(gap[: match.start()]) in words_of("determiners") and match.group().lower() in (
        "can", "might", "must", "will",
    )  # fmt: skip


def _infinitive(gap: str, at: int) -> bool:
    return gap[at:].lower().split()[:1] == ["to"]


def _unspaced(gap: str) -> str | None:
    """Return an operator of a script without blanks, anywhere in the gap."""
    if not UNSPACED.search(gap):
        return None
    for harmless in words_of("not_negating"):
        gap = gap.replace(harmless, " ")
    return next((word for word in sorted(_operators()) if UNSPACED.match(word) and word in gap), None)


def _month(match: re.Match[str], gap: str) -> bool:
    """Tell whether a capital inside a sentence makes it the month of May, or the name of states."""
    before = gap[: match.start()].rstrip()[-1:]
    return match.group() in ("May", "States") and before not in tuple(".!?")
