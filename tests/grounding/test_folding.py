"""Typography folds alike, everything else counts, and every folded character leads back to its raw ones."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmclaims.grounding.folding.fold import caseless, fold, without

_ALIKE = (
    # Quotation marks, apostrophes and primes.
    ("“a” „b“ «c» ‘d’ ‹e› 「f」", "'a' 'b' 'c' 'd' 'e' 'f'"),
    ("it’s itʼs it‛s it`s", "it's it's it's it's"),
    ("''a'' ``b``", "'a' 'b'"),
    # Feet and inches stay apart.
    ("5″ 5' 5''", '5" 5\' 5"'),
    # Blanks inside angle marks, as in French; not outside them, as in German.
    ("il dit « oui » et", "il dit 'oui' et"),
    ("er sagt »ja!« und", "er sagt 'ja!' und"),
    # Hyphens, dashes and minus signs, and the blanks around dashes.
    ("a – b—c ― d -- e", "a-b-c-d-e"),
    ("at −5 and –5", "at -5 and -5"),
    # A tilde in a range, but not in front of a number.
    ("10~20 10～20 10〜20 ~5", "10-20 10-20 10-20 ~5"),
    # Dots.
    ("a··· b‧‧‧c 。。。", "a...b...c..."),
    ("a… b ... c . . . d …… e..", "a...b...c...d...e.."),
    # A dash, a full stop and a blank.
    ("a -. b", "a-. b"),
    # White space.
    ("a\u00a0b\u2009 c\r\n\td\u3000e", "a b c d e"),
    ("vive !", "vive!"),
    # What is ignored.
    ("a\u00adb\u200bc\u200e \u202bd\ufeff", "abc d"),
    ("كِتَابٌ שָׁלוֹם", "كتاب שלום"),
    # Words over a line break: the soft hyphen goes, a hyphen may.
    ("wo\u00ad\nrd wo-\nrd", "word wo-rd"),
    ("محِ\u00ad\nاَف", "محاف"),
    # Composition, ligatures, forms and widths.
    ("e\u0301 \u1112\u1161\u11ab", "é 한"),
    ("ﬁn oﬃce ĳ ǆ և ﹩ ﻻ Ａ１, ｶﾞ", "fin office ij dž եւ $ لا A1, ガ"),
    # Lines of scripts without blanks.
    ("图书\n馆 2026 年\n开", "图书馆2026年开"),
)


@pytest.mark.parametrize(("raw", "folded"), _ALIKE)
def test_typography_folds_alike(raw, folded):
    """Each row is written in the one way that all its variants have in common."""
    assert fold(raw).text == folded


@pytest.mark.parametrize(
    "raw",
    [
        # Diacritics.
        "café",
        # Superscripts and fractions.
        "10² m³ 2½",
        # Look-alikes of other alphabets.
        "раураl",
        # Case and the ways to write a number.
        "US 20,000 20000",
        # Other digits.
        "٣٥",
        # Mathematical letters.
        "𝐛𝐨𝐥𝐝",
    ],
)
def test_everything_else_counts(raw):
    """What carries meaning is left as it is."""
    assert fold(raw).text == raw


def test_offsets_lead_back_to_the_raw_text():
    """A folded run of characters has the raw offsets of what it stands for."""
    raw = "x “caf\u0065\u0301 ﬁne”\u00a0\u200b – z"
    folded = fold(raw)
    at = folded.text.index("café fine")
    start, end = folded.raw_start(at), folded.raw_end(at + 9)
    assert raw[start:end] == "cafe\u0301 ﬁne"
    assert folded.splits(folded.text.index("fine") + 1)
    assert not folded.splits(at)
    assert [folded.folded(folded.raw_start(i)) for i in (0, at, at + 9)] == [0, at, at + 9]


def test_a_hyphen_at_the_end_of_a_line_is_soft():
    """It may belong to the word or to the line; other hyphens may not."""
    folded = fold("well-known co-\noperative 1-\n2")
    assert [folded.text[at - 2 : at + 3] for at in folded.soft] == ["co-op"]
    assert without(folded, "-").text == "wellknown cooperative 12"


@pytest.mark.parametrize(
    ("raw", "turkic", "lower"),
    [
        # Full case folding, with offsets.
        ("Straße ΟΔΟΣ İ", False, "strasse οδοσ i\u0307"),
        # The dotted and the dotless i.
        ("IŞIK İlk", True, "ışık ilk"),
    ],
)
def test_case_is_dropped_by_the_rule_of_the_language(raw, turkic, lower):
    """Turkish pairs its letters otherwise than Unicode does by default."""
    folded = caseless(fold(raw), turkic=turkic)
    assert folded.text == lower
    assert folded.raw_end(len(lower)) == len(raw)


_LEFT_OUT = {
    # Brackets of editors of old texts, which are no quotation marks.
    *"⸂⸃⸄⸅⸉⸊⸌⸍⸜⸝⸠⸡",
    # A plain blank and a plain hyphen: the others become them.
    *" -",
}


def test_every_quotation_mark_dash_and_blank_is_folded():
    """Whatever Unicode calls a quotation mark, a dash or a blank becomes a plain one, but for some that are not."""
    left = set()
    for code in range(0x20000):
        category = unicodedata.category(chr(code))
        if category in ("Pi", "Pf", "Pd", "Zs") and fold(f"a{chr(code)}b").text not in ("a'b", "a-b", "a b"):
            left.add(chr(code))
    assert left <= _LEFT_OUT


_CHARACTERS = "ab .'\"“”«»-–—…\n\u00ad\u200b\u0301\u064e\u05b8\ud800\U0001f468ßİ中タ한ﬁﷺ5ﾊﾞ\u1100\u1161"


@settings(max_examples=500)
@given(st.one_of(st.text(), st.text(st.sampled_from(_CHARACTERS))))
def test_offsets_are_in_order_for_any_text(text):
    """Every folded character stands for some raw ones, none before those of the character before it."""
    for folded in (fold(text), caseless(fold(text), turkic=False), without(fold(text), "- ")):
        starts = [folded.raw_start(at) for at in range(len(folded.text))]
        ends = [folded.raw_end(at + 1) for at in range(len(folded.text))]
        assert starts == sorted(starts)
        assert ends == sorted(ends)
        assert all(0 <= start < end <= len(text) for start, end in zip(starts, ends, strict=True))
        assert 0 <= folded.folded(len(text)) <= len(folded.text)


@settings(max_examples=500)
@given(st.text(st.sampled_from("ab5 '\"`-.!?;:\n,"), max_size=12))
def test_plain_characters_take_no_shortcut_to_another_result(text):
    """A text folds the same whether or not there is a letter beyond ASCII in it."""
    assert fold(f"xx{text}xx").text[1:] == fold(f"éx{text}xx").text[1:]
