"""Faithful quotes are found at their place, altered ones never, and every refusal says why."""

from __future__ import annotations

import random
from collections import Counter
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from grounding_cases import Case, Frame, cases, frames, variants, wrong
from llmclaims.grounding import search as search_module
from llmclaims.grounding.boundaries import cuts as cuts_module
from llmclaims.grounding.folding.fold import fold
from llmclaims.grounding.prepared import Wording
from llmclaims.grounding.quotes import ground, ground_mention, prepare
from llmclaims.grounding.result import Grounding

_ALL = cases()
_FAMILIES = sorted({(case.family, case.spans is not None) for case in _ALL})
_ENGLISH = "We will build the new school by the river in May. Nobody has paid for the road so far.\n\nThe clerk left."


def _of(family: str, *, faithful: bool) -> list[Case]:
    return [case for case in _ALL if case.family == family and (case.spans is not None) == faithful]


@pytest.mark.parametrize(("family", "faithful"), _FAMILIES)
def test_each_family_of_cases(family, faithful):
    """Each faithful case is found at its spans; each unfaithful one is refused with its code."""
    problems = [problem for case in _of(family, faithful=faithful) if (problem := wrong(case))]
    assert not problems, "\n".join([f"{len(problems)} wrong", *problems[:20]])


def test_the_suite_is_as_large_as_it_says():
    """At least 1,500 cases, in both directions, in a dozen scripts, and no two of them the same."""
    assert len(_ALL) >= 1500
    assert len({(case.quote, case.text, case.within) for case in _ALL}) > 0.9 * len(_ALL)
    assert min(Counter(case.spans is not None for case in _ALL).values()) >= 700
    assert len({frame.language for frame in frames()}) >= 12
    assert cases() == _ALL


_NUMBERS = (
    # Separators of thousands, of decimals, of hours and of dates.
    *("1,000", "1.000", "1’000", "1 000", "1\u00a0000", "1\u202f000\u202f000", "12.8", "0,5", "12:30", "2026-04-18", "18/04/2026"),
    # Signs and units.
    *("−5", "+5", "±5", "~5", "≈5", "≥5", "$5", "€ 5", "5 €", "US$5", "5%", "5 %", "5°C", "5 °C", "18+", "№5", "#5", "٥٪"),
    # Fractions, powers, ratios, ordinals.
    *("3½", "2 ½", "5 1/2", "1/2", "10²", "10⁻⁶", "10^6", "3×5", "2:1", "5th", "1er", "80-х"),
    # Ranges and numbers in names.
    *("5–7", "5-7", "10~20", "5–7%", "$5-$7", "5 – 7", "B-52", "Covid-19", "9/11", "1990s", "5’er", "192.168.1.1"),
)  # fmt: skip


@pytest.mark.parametrize("number", _NUMBERS)
def test_a_number_is_never_cut(number):
    """No quote begins or ends inside a number, and the whole of it may be quoted."""
    text = f"At noon they rose to {number} again on Monday."
    at = text.index(number)
    assert ground(f"they rose to {number}", text).spans == [(8, at + len(number))]
    assert ground(f"{number} again on Monday", text).spans == [(at, len(text) - 1)]
    for inner in range(at + 1, at + len(number)):
        head, tail = text[8:inner].rstrip(), text[inner:-1].lstrip()
        assert all(end <= at for _, end in ground(head, text).spans), head  # a dash at the end is punctuation
        assert not ground(tail, text).found, tail


# ---- where a quote that stands twice is placed

_TWICE = "The bridge will be shut. Ms Okafor paid.\n\nThe bridge will be shut. Mr Lind did not."


def test_a_quote_that_stands_twice_is_flagged_with_every_place():
    """Nothing tells the two places apart: the first is taken, flagged, and the other one named."""
    got = ground("The bridge will be shut", _TWICE)
    assert (got.spans, got.others, got.flags) == ([(0, 23)], [[(42, 65)]], ("AMBIGUOUS_SPAN",))


def test_a_quote_that_stands_twice_is_placed_by_its_paragraph():
    """Within a paragraph it stands once, and nothing is ambiguous."""
    got = ground("The bridge will be shut", _TWICE, within=(42, len(_TWICE)))
    assert (got.spans, got.others, got.flags) == ([(42, 65)], [], ())


def test_a_quote_that_stands_twice_is_placed_by_the_mentions_beside_it():
    """The place closest to a mention wins, and the other one is named all the same."""
    at = _TWICE.index("Mr Lind")
    got = ground("The bridge will be shut", _TWICE, near=[(at, at + 7)])
    assert (got.spans, got.others, got.flags) == ([(42, 65)], [[(0, 23)]], ())


def test_the_paragraph_comes_before_the_mentions():
    """A mention in another paragraph does not draw the quote there."""
    got = ground("The bridge will be shut", _TWICE, within=(0, 40), near=[(66, 70)])
    assert got.spans == [(0, 23)]


def test_bounds_before_the_text_are_empty():
    """Offsets below zero are clamped, not counted from the end."""
    assert (
        ground("closed for repairs", "The old bridge was closed for repairs", within=(-10, -3)).code
        == "WRONG_PARAGRAPH"
    )


def test_a_near_miss_in_a_script_of_its_own():
    """Words behind a digit, and words with vowel signs, are told apart as they are written."""
    got = ground("12.8億円をかけてコーヒ工場を建てる", "港に12.8億円をかけてコーヒー工場を建てる。")
    assert got.differences == (("", "ー"),)
    got = ground("छोटा बजट मंज़ूर नहीं किया गया आज", "परिषद ने छोटा बजट मंज़ूर किया गया आज शाम को")
    assert (got.code, got.differences) == ("NEGATION_ALTERED", (("नहीं", ""),))


def test_a_quote_of_another_paragraph_is_refused_with_its_place():
    """It stands in the text, though not within the paragraph."""
    got = ground("Mr Lind did not", _TWICE, within=(0, 40))
    assert (got.found, got.code) == (False, "WRONG_PARAGRAPH")
    assert got.nearest is not None
    assert got.nearest.text == "Mr Lind did not"


def test_a_stitched_quote_of_another_paragraph_is_refused_with_its_place():
    """The same for a quote with an ellipsis."""
    text = "Nobody came.\n\nThe council will open the bridge, an arch, to cyclists in the spring."
    got = ground("The council will open the bridge ... to cyclists in the spring", text, within=(0, 12))
    assert got.code == "WRONG_PARAGRAPH"
    assert got.nearest is not None
    assert got.nearest.text == text[14:-1]


def test_many_places_are_all_named():
    """A quote that stands a thousand times names the other 999."""
    got = ground("it rained all day", "it rained all day. " * 1000)
    assert len(got.others) == 999


def test_a_quote_of_more_than_sixty_words_is_flagged():
    """Sixty words are still a quote; sixty-one are found, and flagged."""
    text = " ".join(f"word{at}" for at in range(80))
    assert ground(" ".join(text.split()[:60]), text).flags == ()
    assert ground(" ".join(text.split()[:61]), text).flags == ("TOO_LONG",)


def test_a_stitched_quote_is_flagged():
    """One span a part, and the flag that says so."""
    got = ground(
        "The council will open … to cyclists in May", "The council will open the bridge to cyclists in May."
    )
    assert (got.spans, got.tier, got.flags) == ([(0, 21), (33, 51)], "ellipsis", ("ELLIPSIS_STITCHED",))


# ---- mentions

_MENTIONS = (
    # A possessive ends a name.
    ("Ms Okafor's plan", "Ms Okafor", (0, 9)),
    # Half of a compound that leaves its meaning alone.
    ("the Israel-US talks", "US", (11, 13)),
    ("the Israel-US talks", "Israel", (4, 10)),
    # Who does it, before a verb that leans on it.
    ("“I’m working for you,” he said.", "I", (1, 2)),
    ("they'll go", "they", (0, 4)),
    # A Korean name before its particle.
    ("김민준은 서울에서 말했다", "서울", (5, 7)),
    # A Turkish name before its case ending.
    ("Bakan Ankara'da konuştu", "Ankara", (6, 12)),
    # A French name behind an elided article.
    ("Les rues d'Évreux", "Évreux", (11, 17)),
    # Letter case and typography may differ.
    ("the O’Brien report", "o'brien", (4, 11)),
    # Names of one or two letters.
    ("X and Y met in May", "Y", (6, 7)),
    ("王五在北京说", "王五", (0, 2)),
    # A year is a mention too.
    ("It opened in 2019.", "2019", (13, 17)),
)


@pytest.mark.parametrize(("text", "mention", "span"), _MENTIONS)
def test_mentions_are_found_at_their_place(text, mention, span):
    """Mentions follow the rules of quotes, of any length, and may be half of a compound."""
    assert ground_mention(mention, text).spans == [span]


_NO_MENTIONS = (
    # A prefix, a suffix or a number turns the other half.
    ("a non-nuclear fleet", "nuclear"),
    ("a carbon-free town", "carbon"),
    ("a 60-year plan", "year"),
    ("the Covid-19 ward", "Covid"),
    # The inside of a word, of a contraction, of a number.
    ("We can't pay", "can"),
    ("the Okaforian plan", "Okafor"),
    ("It cost 12.8 percent", "8 percent"),
    ("the U.S. army", "S. army"),
    # No words at all.
    ("a – b", "–"),
    ("a – b", ""),
)


@pytest.mark.parametrize(("text", "mention"), _NO_MENTIONS)
def test_mentions_that_are_cut_out_are_refused(text, mention):
    """What is no mention of its own is not found, and the refusal has a code and a sentence."""
    got = ground_mention(mention, text)
    assert not got.found
    assert got.code
    assert got.message.endswith(".")


def test_a_mention_names_its_other_places():
    """A name that stands three times is placed beside the quote, and the others are named, unflagged."""
    text = "Lind came. Lind saw. Lind left."
    got = ground_mention("Lind", text, near=[(12, 19)])
    assert (got.spans, got.others, got.flags) == ([(11, 15)], [[(0, 4)], [(21, 25)]], ())


# ---- what holds for any text

_VARIANTS = [dress for name, dress in variants() if "ligature" not in name]


@st.composite
def _dressed(draw: st.DrawFn) -> tuple[Frame, str]:
    """A paragraph, and its words in any mix of the faithful variants."""
    frame = draw(st.sampled_from(frames()))
    words = frame.words
    for dress in draw(st.lists(st.sampled_from(_VARIANTS), max_size=4)):
        words = dress(words)
    return frame, words


@settings(max_examples=300)
@given(_dressed(), st.booleans())
def test_any_mix_of_faithful_variants_is_found(dressed, in_source):
    """Dressed in the quote or in the source, the words are found where they stand."""
    frame, words = dressed
    text, span = frame.source(words if in_source else None)
    got = ground(frame.words if in_source else words, text)
    assert got.spans == [span], (got.code, got.spans, got.differences)
    assert _words(text[slice(*span)]) == _words(frame.words)


def _words(text: str) -> str:
    """Folded words without what a line's end may add."""
    return fold(text).text.replace("-", "").replace(" ", "")


@settings(max_examples=300)
@given(_dressed(), st.data())
def test_one_content_word_altered_is_never_found(dressed, data):
    """In any dress, a word replaced, dropped from the middle or added is a refusal that says so."""
    frame, words = dressed
    pieces = words.split(" ")
    if len(pieces) < 5:
        return
    at = data.draw(st.integers(1, len(pieces) - 2))
    how = data.draw(st.sampled_from(["replaced", "dropped", "added"]))
    if how == "replaced" or (how == "dropped" and not any(map(str.isalnum, pieces[at]))):
        pieces[at] = "zzyzx"
    elif how == "dropped":
        del pieces[at]
    else:
        pieces.insert(at, "zzyzx")
    text, _ = frame.source()
    got = ground(" ".join(pieces), text)
    assert not got.found
    assert got.code
    assert got.message.endswith(".")


_ODD = st.text(
    st.sampled_from(
        "ab .,'\"“”«»-–—…\n\t\u00ad\u200b\u200d\u0301\u064e\u05b8\ud800\udfff\U0001f468ßİıςأ中タ한ﬁﷺ²5$%ﾊﾞ\u1100\u1161[]()"
    ),
    max_size=40,
)


@settings(max_examples=1500)
@given(
    st.one_of(st.text(), _ODD),
    st.one_of(st.text(), _ODD),
    st.one_of(st.none(), st.tuples(st.integers(-3, 50), st.integers(-3, 50))),
)
def test_no_two_strings_make_it_raise(quote, text, within):
    """Any strings at all, lone surrogates too, and any bounds: an answer, whose offsets lie in the text."""
    for got in (
        ground(quote, text, within=within),
        ground_mention(quote, text, within=within),
        ground(text, text),
    ):
        _sound(got, text)


def _sound(got: Grounding, text: str) -> None:
    for place in [got.spans, *got.others]:
        assert all(0 <= start < end <= len(text) for start, end in place)
        assert all(one[1] <= two[0] for one, two in pairwise(place))
    assert got.found == bool(got.spans)
    assert (got.code is None) == got.found
    if got.nearest:
        assert text[got.nearest.start : got.nearest.end] == got.nearest.text


@settings(max_examples=300)
@given(st.data())
def test_every_run_of_words_is_found_in_its_own_text(data):
    """Words cut out of a text between blanks are found, and the span folds to the same words."""
    frame = data.draw(
        st.sampled_from([one for one in frames() if one.language not in ("zh", "ja", "th", "ko")])
    )
    words = frame.words.split(" ")
    start = data.draw(st.integers(0, len(words) - 4))
    end = data.draw(st.integers(start + 4, len(words)))
    quote = " ".join(words[start:end])
    text, _ = frame.source()
    got = ground(quote, text)
    if got.code == "CUTS_TOKEN":  # "20 | 000", "3,5 | Millionen": a token with a blank in it
        at = text.index(quote)
        assert any(one.isdigit() for one in text[max(at - 2, 0) : at + len(quote) + 2])
        return
    assert text[slice(*got.spans[0])] == quote


def test_the_order_of_quotes_does_not_matter():
    """The same verdicts on one prepared text forwards, backwards, shuffled, and each on its own."""
    text = "\n\n".join(frame.source()[0] for frame in frames())
    quotes = [case.quote for case in _ALL[::29]]
    alone = {quote: ground(quote, text) for quote in quotes}
    prepared = prepare(text)
    for order in (quotes, quotes[::-1], random.Random(5).sample(quotes, len(quotes))):
        assert {quote: ground(quote, prepared) for quote in order} == alone


_EDGES = st.text(st.sampled_from("ab9 .,;:!?()\"“”'’-–\n%$éΩя港\u0301\u00ad/&"), min_size=2, max_size=12)


@settings(max_examples=400)
@given(text=_EDGES, mention=st.booleans(), data=st.data())
def test_an_edge_that_is_told_at_a_glance_cuts_nothing(text, mention, data):
    """The common edges that are let through without a closer look are those that a closer look lets through."""
    at = data.draw(st.integers(1, len(text) - 1))
    if cuts_module._parted(text, at):
        with pytest.MonkeyPatch.context() as patched:
            patched.setattr(cuts_module, "_parted", lambda *_: False)
            assert not cuts_module.cuts(text, 0, at, mention=mention)
            assert not cuts_module.cuts(text, at, len(text), mention=mention)


@pytest.mark.parametrize("near", [(), ((20, 24),)])
@pytest.mark.parametrize("mention", [True, False])
def test_plain_words_are_found_as_any_others_are(mention, near):
    """Words that stand there as they are have the same places as by the search that knows all tiers."""
    source = "\n\n".join(frame.source()[0] for frame in frames())
    randomness = random.Random(7)
    for _ in range(400):
        start = randomness.randrange(len(source))
        words = source[start : start + randomness.choice((2, 4, 8, 16, 40))]
        quick, long = prepare(source), prepare(source)
        found = search_module.search(Wording(words, mention=mention), quick, None, near)
        assert found == search_module._searched(Wording(words, mention=mention), long, None, near), words


def test_a_mention_has_one_answer_however_often_it_is_asked_for():
    """The second answer about a mention is the first, and one with several places still goes by what is near."""
    text = "The mayor met the guard. The guard met the clerk."
    prepared = prepare(text)
    once = [ground_mention("mayor", prepared, near=near) for near in ((), ((30, 35),))]
    assert once[0] == once[1] == ground_mention("mayor", text)
    places = [ground_mention("guard", prepared, near=near).spans for near in (((0, 3),), ((40, 45),))]
    assert places == [[(18, 23)], [(29, 34)]]
