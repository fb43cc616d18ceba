"""The order in which a PDF's words are read: that of the file where it is right, that of the places where it is not."""

from __future__ import annotations

import random
import re
from typing import TYPE_CHECKING

import pytest

from llmclaims.documents.readers.pdf.order import rows
from llmclaims.documents.readers.pdf.pieces import Piece
from tests.documents.test_pdf import TEXTS, document_of, sheet, text_of
from tests.support.hostile_pdfs import one_page

if TYPE_CHECKING:
    from collections.abc import Sequence

    from fpdf import FPDF

Line = tuple[float, float, str]
"""Where a line begins, in millimetres from the upper left corner, and its words."""
LEFT, RIGHT = TEXTS[:2], TEXTS[2:]


def column(pdf: FPDF, texts: Sequence[str], x: float, *, y: float = 40, width: float = 82) -> list[Line]:
    """The lines of some paragraphs in a column."""
    found: list[Line] = []
    for text in texts:
        words = text.split()
        while words:
            count = max(
                n
                for n in range(1, len(words) + 1)
                if n == 1 or pdf.get_string_width(" ".join(words[:n])) < width
            )
            found.append((x, y, " ".join(words[:count])))
            words, y = words[count:], y + 5
        y += 4
    return found


def draw(pdf: FPDF, lines: Sequence[Line]) -> None:
    """Set lines in the order given."""
    for x, y, text in lines:
        pdf.text(x, y, text)


def as_drawn(left: list[Line], right: list[Line]) -> list[Line]:
    """Column by column."""
    return left + right


def right_first(left: list[Line], right: list[Line]) -> list[Line]:
    """The right column before the left one."""
    return right + left


def in_turns(left: list[Line], right: list[Line]) -> list[Line]:
    """Row by row across the page."""
    return sorted(left + right, key=lambda line: (line[1], line[0]))


def in_no_order(left: list[Line], right: list[Line]) -> list[Line]:
    """Each line anywhere in the file."""
    return random.Random(1).sample(left + right, len(left) + len(right))


ORDERS = [as_drawn, right_first, in_turns, in_no_order]


@pytest.mark.parametrize("gutter", ["", "7", "- 12 -"])
@pytest.mark.parametrize("order", ORDERS, ids=[one.__name__ for one in ORDERS])
def test_two_columns_are_read_one_after_the_other(order, gutter, tmp_path):
    """However the file draws them, and with the page's number under the gap between them."""
    pdf = sheet()
    lines = order(column(pdf, LEFT, 15), column(pdf, RIGHT, 103))
    draw(pdf, lines)
    pdf.text(100, max(y for _, y, _ in lines) + 12, gutter)
    assert text_of(pdf, tmp_path).strip().split("\n\n") == [*TEXTS]


def test_a_column_drawn_a_little_lower_is_not_woven_in(tmp_path):
    """Rows of two columns that do not stand on one base line, drawn in turns."""
    pdf = sheet()
    draw(pdf, in_turns(column(pdf, LEFT, 15), column(pdf, RIGHT, 103, y=42)))
    assert text_of(pdf, tmp_path).strip().split("\n\n") == [*TEXTS]


def test_a_heading_across_parts_two_pairs_of_columns(tmp_path):
    """What stands above it is read first, then the heading, then what stands below; it is no title of the whole."""
    pdf = sheet()
    draw(pdf, column(pdf, TEXTS[:1], 15) + column(pdf, TEXTS[1:2], 103))
    pdf.set_font("Times", "B", 18)
    pdf.text(15, 95, "What became of the pier that the town had built")
    pdf.set_font("Times", size=11)
    draw(pdf, column(pdf, TEXTS[2:3], 15, y=105) + column(pdf, TEXTS[3:], 103, y=105))
    text = text_of(pdf, tmp_path)
    assert re.findall("The harbour|could not|What became|was built in|Osk said", text) == [
        "The harbour", "could not", "What became", "was built in", "Osk said",
    ]  # fmt: skip


def test_a_title_drawn_last_stands_first(tmp_path):
    """Only what was drawn out of turn is moved."""
    pdf = sheet()
    draw(pdf, column(pdf, LEFT, 15) + column(pdf, RIGHT, 103))
    pdf.set_font("Times", "B", 20)
    pdf.text(15, 28, "Pier shut")
    assert text_of(pdf, tmp_path).startswith("# Pier shut\n\nThe harbour board closed")


def test_large_words_within_a_column_do_not_cut_its_sentence(tmp_path):
    """A pull quote stands after the paragraph in the middle of which it is set."""
    pdf = sheet()
    first, *_ = lines = column(pdf, TEXTS[:2], 15)
    draw(pdf, lines[:2])
    pdf.set_font("Times", "I", 18)
    pdf.text(18, first[1] + 16, "Nobody looked beneath")
    pdf.set_font("Times", size=11)
    draw(pdf, [(x, y + 16, text) for x, y, text in lines[2:]])
    text = text_of(pdf, tmp_path)
    assert TEXTS[0] in text
    assert TEXTS[1] in text
    assert "Nobody looked beneath" in text


def test_a_caption_above_a_column_does_not_cut_its_sentence(tmp_path):
    """The sentence goes on from the foot of the left column to the right one; the caption stands by itself."""
    pdf = sheet()
    whole = column(pdf, [TEXTS[0]], 15, y=200)
    draw(pdf, whole[:2])
    pdf.text(103, 60, "A diver at the old pier of Elm in May.")
    draw(pdf, [(103, 80 + 5 * number, text) for number, (_, _, text) in enumerate(whole[2:])])
    blocks = text_of(pdf, tmp_path).strip().split("\n\n")
    assert sorted(blocks) == sorted([TEXTS[0], "A diver at the old pier of Elm in May."])


@pytest.mark.parametrize("order", [list, lambda cells: random.Random(2).sample(cells, len(cells))])
def test_a_table_is_read_row_by_row(order, tmp_path):
    """Cells are no columns of text, in whatever order they are drawn."""
    pdf = sheet()
    table = [
        ("Pier", "Built", "Cost"),
        ("Elm", "1911", "40,000"),
        ("Ash", "1921", "52,000"),
        ("Oak", "1934", "61,500"),
    ]
    cells = [
        (20 + 55 * place, 40 + 6 * row, cell)
        for row, line in enumerate(table)
        for place, cell in enumerate(line)
    ]
    draw(pdf, order(cells))
    assert "Elm 1911 40,000 Ash 1921 52,000 Oak 1934 61,500" in text_of(pdf, tmp_path)


@pytest.mark.parametrize("step", [1, 5])
def test_numbers_of_lines_are_no_text(step, tmp_path):
    """In the margin, each line's or every fifth's."""
    pdf = sheet()
    for number, (x, y, text) in enumerate(column(pdf, TEXTS * 2, 30, width=150), start=1):
        if number % step == 0:
            pdf.text(20, y, str(number))
        pdf.text(x, y, text)
    assert text_of(pdf, tmp_path).strip().split("\n\n") == [*TEXTS] * 2


def test_the_ranks_of_a_table_stay(tmp_path):
    """Numbers that count the rows of a table say something."""
    pdf = sheet()
    for number in range(1, 13):
        draw(
            pdf,
            [
                (20, 30 + 6 * number, str(number)),
                (40, 30 + 6 * number, f"Town {chr(64 + number)}"),
                (120, 30 + 6 * number, "40,000"),
            ],
        )
    assert "3 Town C 40,000" in text_of(pdf, tmp_path)


def test_the_head_of_a_chapter_is_no_text(tmp_path):
    """It stands on few pages of the whole, beside a Roman number, now left and now right of it."""
    pdf = sheet()
    for number in range(12):
        if number:
            pdf.add_page()
        head = "PREFACE" if number < 4 else f"CHAPTER OF {chr(65 + number)}"
        pdf.set_font("Times", size=8)
        pdf.text(20, 12, f"{head} {'i' * (number + 1)}" if number % 2 else f"{'i' * (number + 1)} {head}")
        pdf.set_font("Times", size=11)
        draw(pdf, column(pdf, TEXTS, 20, y=30, width=150))
    assert "PREFACE" not in text_of(pdf, tmp_path)


def test_an_initial_is_part_of_its_word(tmp_path):
    """A large first letter over two lines, beside which these are set in."""
    pdf = sheet()
    pdf.set_font("Times", "B", 34)
    pdf.text(20, 46, "T")
    pdf.set_font("Times", size=11)
    draw(
        pdf,
        [
            (29, 41, "he harbour board closed the old ferry pier on"),
            (29, 46, "Thursday, and said that it"),
            (20, 51, "would not be opened again."),
        ],
    )
    assert text_of(pdf, tmp_path).strip() == (
        "The harbour board closed the old ferry pier on Thursday, and said that it would not be opened again."
    )


LIGATURES = {"0001": "ffi", "0002": "fl", "0003": "ff"}


def with_ligatures(letters: str) -> bytes:
    """A page whose font has glyphs for several letters, as its map to Unicode says."""
    mapped = "".join(
        f"<{code[2:]}> <{''.join(f'{ord(one):04X}' for one in text)}>\n" for code, text in LIGATURES.items()
    )
    cmap = f"begincmap 1 begincodespacerange <00> <FF> endcodespacerange 3 beginbfchar {mapped} endbfchar 1 beginbfrange <20> <7E> <0020> endbfrange endcmap"
    widths = " ".join(["500"] * 126)
    font = f"<</Type/Font/Subtype/TrueType/BaseFont/Helvetica/FirstChar 1/LastChar 126/Widths[{widths}]/ToUnicode 9 0 R>>"
    content = f"BT /F1 11 Tf 72 600 Td ({letters}) Tj ET".encode("latin-1")
    stream = f"<</Length {len(cmap)}>> stream\n{cmap}\nendstream"
    return one_page(content, n5=font.encode(), n9=stream.encode())


def test_a_ligature_does_not_tear_its_word(tmp_path):
    """One glyph that stands for two or three letters, each of which pdfium gives the place of the whole."""
    text = text_of(
        with_ligatures("The o\\001cer of the \\002eet was o\\003 duty, and the o\\001ce was shut."), tmp_path
    )
    assert text.strip() == "The officer of the fleet was off duty, and the office was shut."


def test_letters_set_apart_are_words(tmp_path):
    """Wide tracking: only the blanks that were typed part words."""
    pdf = sheet()
    pdf.set_char_spacing(2.4)
    pdf.text(20, 40, "The harbour board closed the old ferry pier")
    assert text_of(pdf, tmp_path).strip() == "The harbour board closed the old ferry pier"


def test_letters_set_one_by_one_are_words(tmp_path):
    """No blank is in the file: the gaps part words."""
    pdf = sheet()
    x = 20.0
    for letter in "The harbour board closed the old ferry pier":
        if letter != " ":
            pdf.text(x, 40, letter)
        x += pdf.get_string_width(letter)
    assert text_of(pdf, tmp_path).strip() == "The harbour board closed the old ferry pier"


@pytest.mark.parametrize("turned", [0, 90, 180, 270])
@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_a_turned_page_is_read(turned, angle, tmp_path):
    """Whether the page is turned, its content is, or both: the words stand in the order in which they are read."""
    across = {0: "1 0 0 1 0 0", 90: "0 1 -1 0 595 0", 180: "-1 0 0 -1 595 842", 270: "0 -1 1 0 0 842"}[angle]
    words = [TEXTS[2][:62], TEXTS[2][63:120]]
    lines = b"".join(
        b"BT /F1 9 Tf 60 %d Td (%s) Tj ET\n" % (560 - 12 * n, one.encode()) for n, one in enumerate(words)
    )
    data = one_page(f"{across} cm ".encode() + lines, box=b"0 0 595 842").replace(
        b"/MediaBox", b"/Rotate %d /MediaBox" % turned
    )
    assert text_of(data, tmp_path).split() == " ".join(words).split()


def test_a_stamp_up_the_margin_is_left_out_and_a_table_set_sideways_is_not(tmp_path):
    """Two lines of another direction are a stamp; more are text, after that of the page."""
    for count, is_read in ((1, False), (4, True)):
        pdf = sheet()
        draw(pdf, column(pdf, TEXTS, 30, width=150))
        with pdf.rotation(90, 15, 200):
            for number in range(count):
                pdf.text(15, 200 + 5 * number, f"Sideways words of line {number} about the pier")
        assert ("Sideways words" in text_of(pdf, tmp_path)) is is_read


def test_a_page_that_is_a_picture_is_said(tmp_path):
    """Among pages with text, the numbers of those that show only a picture."""
    from PIL import Image

    pdf = sheet()
    draw(pdf, column(pdf, TEXTS, 30, width=150))
    pdf.add_page()
    pdf.image(Image.new("RGB", (40, 40), "grey"), 20, 20, 100, 100)
    pdf.add_page()
    found = document_of(pdf, tmp_path)
    assert found.origin.pictures == (2,)
    assert found.text.strip().split("\n\n") == [*TEXTS]


def piece(text: str, x0: float, x1: float, y: float) -> Piece:
    """A piece of ten points."""
    return Piece(text, x0, x1, y, 10)


@pytest.mark.parametrize("count", [1, 2, 7, 40])
def test_no_piece_is_lost_or_read_twice(count):
    """Wherever pieces stand and however they are drawn."""
    chance = random.Random(count)
    for _ in range(60):
        pieces = []
        for number in range(count):
            x, width = chance.randrange(500), chance.randrange(1, 300)
            pieces.append(piece(f"<{number}>", x, x + width, chance.randrange(0, 800, 7)))
        text = " ".join(line.text for line in rows(pieces))
        assert sorted(re.findall(r"<\d+>", text)) == sorted(one.text for one in pieces)
