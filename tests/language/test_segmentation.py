"""Sentences and paragraphs as spans of an untouched text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmclaims.language.paragraphs import paragraph_spans
from llmclaims.language.segmentation import split_sentences

SENTENCES = [
    # two plain sentences
    ["The bridge is closed.", "Nobody was hurt."],
    # titles and initials
    ["Gov. Ana Velk met Dr. J. P. Oder.", "Mrs. Lund was not there."],
    # an initial before a nickname
    ["Robert C. “Bob” Orr won.", "He thanked nobody."],
    # a country's abbreviation inside a sentence and at its end
    ["U.S. officials left.", "The plane was sold in the U.S.", "The price is secret."],
    # hours, with a weekday or a time zone behind
    ["It began at 5 p.m. Tuesday.", "It ended at 9 a.m. Eastern time.", "Nobody slept."],
    # an hour that ends its sentence
    ["The vote ended at 5 p.m.", "Police cleared the hall."],
    # a month before its day
    ["The court sat on Sept. 11.", "It rose in Oct.", "The judge was ill."],
    # decimals, money, versions
    ["It cost $2.5 million, or 3.14 percent.", "Version 2.0 is next."],
    # "No." before a number and as an answer
    ["He is No. 1 in the list.", "She said no.", "Then she left."],
    # a company's form in mid-sentence
    ["Orvessa Steel Corp. bought the mine.", "It paid cash."],
    # two-letter parties and states
    ["Sen. Lund (D-Va.) spoke first.", "Mr. Orr, R-Ohio, spoke last."],
    # the closing quotation mark belongs to the sentence before
    ["“We will go.”", "They went."],
    # a quotation that opens behind a full stop
    ["“It is late,” he said.", "“We should go home.”"],
    # a question's tag in lower case
    ["“Is it over?” she asked.", "“Not yet.”"],
    # a question's tag that begins with a name
    ["“Who was it?” Velk asked.", "“I do not know,” Orr said."],
    # an exclamation that is over
    ["“Never!”", "The crowd cheered."],
    # a question in running text
    ["Who pays?", "The council does."],
    # a quotation within a quotation
    ["“He said, ‘I am done.’”", "Nobody believed him."],
    # LaTeX-like and straight quotation marks
    ["''We are ready,'' he said.", '"So are we."', "They shook hands."],
    # brackets that hold a sentence
    ["(The firm denies it.)", "The case goes on."],
    # an ellipsis inside and between sentences
    ["He was … not sure.", "Well...", "Nobody was."],
    # an ellipsis with spaces, before a lower-case word
    ["It would be ... the end of it.", "They agreed."],
    # footnote marks
    ["The dam broke.[3]", "Nobody had looked.[12]"],
    # a name with an exclamation mark
    ["Yahoo! Japan sold its shares.", "They fell."],
    # a numbered item
    ["1. Close the gate.", "Then call for help."],
    # acronyms in a row
    ["He worked for the F.B.I. and the N.S.A. in D.C.", "He retired early."],
    # Latin abbreviations
    ["Tools, e.g. a hammer, are sold here.", "Others, i.e. most, are not."],
    # a sentence that ends in a year
    ["It opened in 1999.", "It closed in 2003."],
    # a sentence that begins with a number
    ["The storm hit at night.", "9,000 people lost power."],
    # dashes behind an abbreviation
    ["He came from Roanoke, Va. - a long way.", "She did not."],
    # Chinese, without spaces
    ["台风登陆。", "市长说约九千人停电！", "谁来付钱？"],
    # Chinese, the tag behind the quotation
    ["“我们不走。”他说。", "他们走了。"],
    # Arabic
    ["هل انتهى الأمر؟", "لا أحد يعرف."],
    # Urdu
    ["وہ چلے گئے۔", "کوئی نہیں آیا۔"],
    # Hindi
    ["बाँध टूट गया।", "कोई घायल नहीं हुआ।"],
    # German, with umlauts at the beginning
    ["Der Damm hält.", "Über die Kosten schweigt die Firma."],
]


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

PARAGRAPHS = [
    # single lines with blank lines between
    (
        "Storm Hits Coast\n\nThe storm came.\n\nPolice came too.\n",
        ["Storm Hits Coast", "The storm came.", "Police came too."],
    ),
    # single lines without blank lines
    (
        "Storm Hits Coast\nThe storm came.\nPolice came too.",
        ["Storm Hits Coast", "The storm came.", "Police came too."],
    ),
    # carriage returns, alone and with line feeds
    ("The storm came.\r\nPolice came.\rNobody left.", ["The storm came.", "Police came.", "Nobody left."]),
    # Unicode's own separators
    (
        "The storm came.\u2028Police came.\u2029Nobody left.\x85It is over.",
        ["The storm came.", "Police came.", "Nobody left.", "It is over."],
    ),
    # hard-wrapped blocks
    (f"{WRAPPED}\n\nPolice closed the road.\n", [WRAPPED, "Police closed the road."]),
    # the same with carriage returns
    (WRAPPED.replace("\n", "\r\n"), [WRAPPED.replace("\n", "\r\n")]),
    # a title above a wrapped block
    (f"Storm Hits Coast\n{WRAPPED}", ["Storm Hits Coast", WRAPPED]),
    # a wrapped paragraph goes on over a page's end
    (
        WRAPPED.replace("people, the\n", "people, the\n\f"),
        [WRAPPED.replace("people, the\n", "people, the\n\f")],
    ),
    # paragraphs told by the indentation of their first line
    (
        f"    {WRAPPED}\n    Police closed the road to the harbour and asked everybody\nto stay.",
        [WRAPPED, "Police closed the road to the harbour and asked everybody\nto stay."],
    ),
    # paragraphs told by a hanging indentation
    (
        "\t" + WRAPPED.replace("\n", "\n\t\t") + "\n\tPolice closed the road.",
        [WRAPPED.replace("\n", "\n\t\t"), "Police closed the road."],
    ),
    # paragraphs without blank lines, told by a short last line
    (f"{WRAPPED}\n{WRAPPED}", [WRAPPED, WRAPPED]),
    # verse
    (
        "The sea is grey, the sea is wide,\nIt carries boats from side to side,\nAnd nobody can tell the tide",
        None,
    ),
    # a list
    ("What is known:\n- three houses fell\n- nine people are missing\n* the ferry stays", None),
    # a list in a hard-wrapped text
    (
        f"{WRAPPED}\n- three houses fell\n- nine people are missing",
        [WRAPPED, "- three houses fell", "- nine people are missing"],
    ),
    # German: nouns in upper case do not hide the wrapping
    (GERMAN, [GERMAN]),
    # one paragraph
    ("The storm came.", ["The storm came."]),
    # blank lines that are not quite empty, and a byte order mark inside
    ("\ufeffThe storm came.\n \t\u200b\n\xa0\nPolice came.\xa0", ["The storm came.", "Police came."]),
    # nothing
    (" \n\t\n", []),
]


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
