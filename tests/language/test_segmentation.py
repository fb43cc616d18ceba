"""Sentences and paragraphs as spans of an untouched text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmclaims.language.paragraphs import paragraph_spans
from llmclaims.language.segmentation import split_sentences
from tests.support.vectors import table

SENTENCES = table("sentences", "sentences")


@pytest.mark.parametrize("sentences", SENTENCES, ids=lambda sentences: sentences[0][:30])
def test_sentences(sentences):
    """A text is split where a reader would split it."""
    glue = "" if "。" in sentences[0] else " "
    text = glue.join(sentences)
    assert [text[start:end] for start, end in split_sentences(text)] == sentences


def test_spans_count_from_start():
    """The start is added, for a paragraph that is part of a document."""
    assert split_sentences("One. Two.", 100) == ((100, 104), (105, 109))


@pytest.mark.parametrize("text", ["", " ", "\n\t\n"])
def test_no_text_has_no_sentence(text):
    """White space alone holds no sentence."""
    assert split_sentences(text) == ()


def test_marks_alone_are_no_sentence():
    """Dots between two sentences go with the one before."""
    text = "It is over. ... The next thing is this."
    assert [text[a:b] for a, b in split_sentences(text)] == ["It is over. ...", "The next thing is this."]


def test_blank_line_ends_a_sentence():
    """A heading without a full stop is not glued to the text under it."""
    text = "A heading\n\nThe text."
    assert [text[a:b] for a, b in split_sentences(text)] == ["A heading", "The text."]


def _covers(text, spans):
    """Check order, trimming and coverage of spans."""
    covered = [False] * len(text)
    last = 0
    for start, end in spans:
        assert last <= start < end
        assert text[start:end] == text[start:end].strip()
        covered[start:end] = [True] * (end - start)
        last = end
    return covered


@given(
    st.text(alphabet=st.one_of(st.sampled_from(' .!?…"”’)]“(\n\r\u2028。؟۔।Aa1U-\ud800😀'), st.characters()))
)
def test_sentences_cover_any_text(text):
    """Whatever the text, spans are ordered and trimmed and leave out nothing but white space."""
    covered = _covers(text, split_sentences(text))
    assert all(inside or character.isspace() for inside, character in zip(covered, text, strict=True))


@given(
    st.text(alphabet=st.one_of(st.sampled_from(" \t\n\r\f\v\x85\u2028\ufeff\u200bAa.,-"), st.characters()))
)
def test_paragraphs_cover_any_text(text):
    """Whatever the text, paragraphs are ordered and leave out nothing that can be seen."""
    covered = _covers(text, paragraph_spans(text))
    invisible = "\ufeff\u200b\u2060"
    assert all(
        inside or character.isspace() or character in invisible
        for inside, character in zip(covered, text, strict=True)
    )


@pytest.mark.parametrize(
    "unit", ["J. ", ".", "!)", "a. ", "“", "\n ", "A.\n", "1. ", "x y\n", "[1].", "\f\n"]
)
def test_hostile_repetition(unit):
    """A long run of what the rules look at is still split, and nothing is lost."""
    text = unit * 20_000
    covered = _covers(text, split_sentences(text))
    assert sum(covered) >= sum(not character.isspace() for character in text)
    assert sum(_covers(text, paragraph_spans(text))) >= 0


STORM = "The storm reached the coast on Monday night, tearing roofs from"
WRAPPED = f"""{STORM}
houses and cutting the power of some nine thousand people, the
mayor of Tarn said on the radio."""

GERMAN = """Der Sturm erreichte die Küste in der Nacht und deckte viele alte
Häuser ab. Neuntausend Menschen waren ohne Strom, wie der neue
Bürgermeister am Morgen im Rundfunk sagte. Niemand wurde bisher
verletzt."""

PARAGRAPHS = table("paragraphs", "text", "paragraphs")


@pytest.mark.parametrize(("text", "paragraphs"), PARAGRAPHS)
def test_paragraphs(text, paragraphs):
    """A paragraph is a line, or a block where the text is hard-wrapped; None stands for every line."""
    expected = text.splitlines() if paragraphs is None else paragraphs
    assert [text[start:end] for start, end in paragraph_spans(text)] == expected


def test_wrapped_letter_in_an_unwrapped_article():
    """A wrapped block of four lines is joined although the article around it has one line a paragraph."""
    letter = WRAPPED.replace("\nmayor of", " old\nmayor of the little town of") + " Nobody\nanswered her."
    article = "The council met again and voted. " * 6
    text = f"{article}\n{article}\n\n{letter}\n\n{article}"
    assert [text[start:end] for start, end in paragraph_spans(text)] == [article.strip()] * 2 + [
        letter,
        article.strip(),
    ]
