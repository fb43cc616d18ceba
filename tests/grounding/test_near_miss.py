"""A refusal names what was altered, where the closest words stand, and what differs."""

from __future__ import annotations

import pytest

from llmclaims.grounding.quotes import ground

_TEXT = (
    "The council met on Monday.\n\nMs Okafor said that the bridge will not be sold for 5 million euros in May, and "
    "that nobody had asked her. The port may be shut by 2031, she added.\n\nThe bridge will be painted green."
)

_ALTERED = (
    # A negation left out.
    ("the bridge will be sold for 5 million euros", "NEGATION_ALTERED", (("", "not"),)),
    # A number changed.
    ("will not be sold for 6 million euros", "NUMBER_ALTERED", (("6", "5"),)),
    # A unit changed.
    ("will not be sold for 5 million dollars in May", "WORDS_ALTERED", (("dollars", "euros"),)),
    # A modal changed.
    ("The port will be shut by 2031", "MODAL_ALTERED", (("will", "may"),)),
    # A name changed.
    ("Ms Adeyemi said that the bridge will not", "NAME_ALTERED", (("Adeyemi", "Okafor"),)),
    # A word changed, added, dropped.
    ("the bridge will not be given for 5 million", "WORDS_ALTERED", (("given", "sold"),)),
    ("the old bridge will not be sold for 5 million", "WORDS_ALTERED", (("old", ""),)),
    ("and that nobody asked her", "WORDS_ALTERED", (("", "had"),)),
    # Other punctuation between the same words.
    ("in May: and that nobody had asked her", "WORDS_ALTERED", ()),
)


@pytest.mark.parametrize(("quote", "code", "differences"), _ALTERED)
def test_what_was_altered_is_named(quote, code, differences):
    """The code says what kind of word it was, the differences hold both wordings, the sentence names them."""
    got = ground(quote, _TEXT)
    assert (got.code, got.differences) == (code, differences)
    assert all(word in got.message for pair in differences for word in pair)
    assert got.nearest is not None
    assert got.nearest.text == _TEXT[got.nearest.start : got.nearest.end]
    assert all(theirs in got.nearest.text for _, theirs in differences)


@pytest.mark.parametrize(
    ("quote", "text", "nearest", "differences"),
    [
        # A hyphen is named with the words beside it.
        ("It was a first rate plan for all", "It was a first-rate plan for all.", "It was a first-rate plan for all", (("first rate", "first-rate"),)),
        # A blank left out or put in, at the beginning too.
        ("Wewill build the school", "We will build the school.", "We will build the school", (("Wewill", "We will"),)),
        ("Cer ca de mil alunos podem", "Foi em junho. Cerca de mil alunos podem ir.", "Cerca de mil alunos podem", (("Cer ca", "Cerca"),)),
        # A closing quotation mark in front of a particle is of no word.
        ("새 다리는 내일까지 열지 않는다", "시장은 “새 다리는 내년까지 열지 않는다”고 했다.", "새 다리는 내년까지 열지 않는다", (("내일까지", "내년까지"),)),
    ],
)  # fmt: skip
def test_the_smallest_difference_is_named(quote, text, nearest, differences):
    """The nearest words are those that answer the quote, and no more of them differ than must."""
    got = ground(quote, text)
    assert got.nearest is not None
    assert (got.nearest.text, got.differences) == (nearest, differences)


def test_the_nearest_words_are_those_of_the_quote():
    """From the word that answers the first one to the word that answers the last one."""
    got = ground("the bridge will be bought for 7 million euros in June", _TEXT)
    assert got.nearest is not None
    assert got.nearest.text == "the bridge will not be sold for 5 million euros in May"


def test_the_paragraph_is_looked_at_first():
    """Of two places that are about as close, the one in the paragraph explains the refusal."""
    at = _TEXT.index("The bridge will be painted")
    got = ground("The bridge will be sold green", _TEXT, within=(at, len(_TEXT)))
    assert got.nearest is not None
    assert got.nearest.start == at


def test_sentences_that_are_spliced_are_no_quote():
    """Words that stand in several places are told apart from words that were altered."""
    got = ground("The port may be shut by 2031. Ms Okafor said that the bridge", _TEXT)
    assert got.code == "NOT_CONTIGUOUS"
    assert "2 separate places" in got.message


def test_what_stands_nowhere_has_no_nearest_words():
    """A quote without a word of the source says that there is nothing like it."""
    got = ground("completely unrelated sentences everywhere", _TEXT)
    assert (got.code, got.nearest, got.differences) == ("QUOTE_NOT_FOUND", None, ())


def test_a_long_quote_is_explained_where_it_first_differs():
    """Of thousands of words the one that was altered is named."""
    words = [f"word{at}" for at in range(5000)]
    text = " ".join(words)
    words[4000] = "changed"
    got = ground(" ".join(words), text)
    assert ("changed", "word4000") in got.differences


@pytest.mark.parametrize(
    ("text", "quote", "differences"),
    [
        # Scripts without blanks differ letter by letter.
        ("新图书馆将在明年向公众开放", "新图书馆将在今年向公众开放", (("今", "明"),)),
        ("県内の学校では教員が必要になる", "県内の学校では医員が必要になる", (("医", "教"),)),
        # Others word by word.
        (
            "Мы ещё не получили ответа губернатора",
            "Мы ещё не получили письма губернатора",
            (("письма", "ответа"),),
        ),
    ],
)
def test_differences_in_other_scripts(text, quote, differences):
    """What differs is as small as the script allows."""
    assert ground(quote, text).differences == differences


@pytest.mark.parametrize(
    ("quote", "text", "code"),
    [
        # German, French, Russian, Hindi and Chinese have negations too.
        ("Wir werden die Brücke verkaufen", "Wir werden die Brücke nicht verkaufen", "NEGATION_ALTERED"),
        ("le pont sera jamais vendu cette année", "le pont sera vendu cette année", "NEGATION_ALTERED"),
        ("Мы ещё получили ответа от него", "Мы ещё не получили ответа от него", "NEGATION_ALTERED"),
        ("图书馆将在明年不向公众开放", "图书馆将在明年向公众开放", "NEGATION_ALTERED"),
    ],
)
def test_negations_of_other_languages(quote, text, code):
    """A negation put in or left out is named as what it is."""
    assert ground(quote, text).code == code
