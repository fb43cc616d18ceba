"""PDFs that somebody made to harm their reader, each a few bytes of cause for much effect."""

from __future__ import annotations

import zlib
from functools import cache

_FONT = b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>"


def stream(body: bytes, entries: bytes = b"", *, packed: bool = False) -> bytes:
    """A stream object of these bytes."""
    if packed:
        body, entries = zlib.compress(body, 9), entries + b" /Filter /FlateDecode"
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (entries, len(body), body)


def pdf(objects: dict[int, bytes], trailer: bytes = b"", *, root: int = 1) -> bytes:
    """A file of these objects, with a table of where they stand."""
    out, places = bytearray(b"%PDF-1.7\n"), {}
    for number, body in objects.items():
        places[number] = len(out)
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start, size = len(out), max(objects) + 1
    out += b"xref\n0 %d\n0000000000 65535 f \n" % size
    for number in range(1, size):
        out += b"%010d 00000 %s \n" % (places.get(number, 0), b"n" if number in places else b"f")
    return bytes(
        out
        + b"trailer\n<< /Size %d /Root %d 0 R %s >>\nstartxref\n%d\n%%%%EOF\n" % (size, root, trailer, start)
    )


def one_page(
    content: bytes,
    resources: bytes = b"",
    *,
    box: bytes = b"0 0 612 792",
    packed: bool = False,
    **more: bytes,
) -> bytes:
    """A file of one page that paints this."""
    objects = {
        1: b"<< /Type /Catalog /Pages 2 0 R >>",
        2: b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        3: b"<< /Type /Page /Parent 2 0 R /MediaBox [%s] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> %s >> >>"
        % (box, resources),
        4: stream(content, packed=packed),
        5: _FONT,
    }
    return pdf(objects | {int(name[1:]): body for name, body in more.items()})


def said(text: str, x: float = 72, y: float = 700, size: float = 11) -> bytes:
    """The operators that paint a text."""
    return b"BT /F1 %g Tf %g %g Td (%s) Tj ET\n" % (size, x, y, text.encode("latin-1"))


ARTICLE = said("The harbour board closed the pier on Thursday, said its chair.")


@cache
def nested_forms(deep: int = 12, times: int = 20) -> bytes:
    """Forms that each draw the next many times: a few hundred bytes that paint times ** deep letters."""
    forms = {}
    for level in range(deep):
        inside = b"/X Do " * times if level < deep - 1 else said("x")
        resources = b"/Font << /F1 5 0 R >>" + (
            b" /XObject << /X %d 0 R >>" % (11 + level) if level < deep - 1 else b""
        )
        forms[f"n{10 + level}"] = stream(
            inside, b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << %s >>" % resources
        )
    return one_page(b"/X Do", b"/XObject << /X 10 0 R >>", **forms)


@cache
def round_forms() -> bytes:
    """Two forms that draw each other."""
    form = b"/Type /XObject /Subtype /Form /BBox [0 0 612 792] /Resources << /XObject << /A 10 0 R /B 11 0 R >> >>"
    return one_page(
        ARTICLE + b"/A Do",
        b"/XObject << /A 10 0 R >>",
        n10=stream(b"/B Do " * 30 + b"/A Do", form),
        n11=stream(b"/A Do " * 30, form),
    )


@cache
def many_letters(count: int = 200_000) -> bytes:
    """One page of so many letters in lines of a hundred."""
    lines = (said("abcde fgh " * 10, 20, 20 + 12 * n, 10) for n in range(count // 100))
    return one_page(b"".join(lines), box=b"0 0 800 %d" % (count // 8), packed=True)


@cache
def strewn_letters(count: int = 200_000) -> bytes:
    """One page of so many letters, each set by itself."""
    letters = (said("x", 10 + n * 37 % 9000, 10 + n * 91 % 7700, 4) for n in range(count))
    return one_page(b"".join(letters), box=b"0 0 10000 10000", packed=True)


@cache
def one_line(count: int = 200_000) -> bytes:
    """One line of so many letters."""
    parts = (said("ab cd" * 1000, n * 11_120, 700, 4) for n in range(count // 5000))
    return one_page(b"".join(parts), box=b"0 0 1000000 792", packed=True)


@cache
def piled(count: int = 200_000) -> bytes:
    """Letters nearly in the same place."""
    letters = (b"1 0 0 1 %g 700 Tm (%c) Tj " % (72 + n % 90 / 10, 97 + n % 26) for n in range(count))
    return one_page(b"BT /F1 11 Tf " + b"".join(letters) + b"ET", packed=True)


@cache
def white_on_shapes(letters: int = 20_000) -> bytes:
    """White letters before half as many small dark shapes."""
    boxes = b"0 g " + b"".join(b"%d %d 1 1 re f " % (n % 600, n // 600) for n in range(letters // 2))
    return one_page(
        boxes + b"1 g " + b"".join(said("x", 10 + n % 590, 10 + n * 7 % 770) for n in range(letters)),
        packed=True,
    )


@cache
def bomb(size: int = 1_000_000_000) -> bytes:
    """A page whose content unpacks to spaces without end."""
    packer = zlib.compressobj(9)
    body = b"".join([*(packer.compress(b" " * 1_000_000) for _ in range(size // 1_000_000)), packer.flush()])
    return one_page(b"", n6=b"<< >>").replace(
        b"4 0 obj\n" + stream(b""),
        b"4 0 obj\n<< /Length %d /Filter /FlateDecode >>\nstream\n%s\nendstream" % (len(body), body),
    )


@cache
def twice_packed(size: int = 2_000_000_000) -> bytes:
    """A bomb packed three times, so that the file is small."""
    packer = zlib.compressobj(9)
    body = b"".join([*(packer.compress(b" " * 1_000_000) for _ in range(size // 1_000_000)), packer.flush()])
    body = zlib.compress(zlib.compress(body, 9), 9)
    entries = b"<< /Length %d /Filter [/FlateDecode /FlateDecode /FlateDecode] >>\nstream\n%s\nendstream" % (
        len(body),
        body,
    )
    return one_page(b"").replace(b"4 0 obj\n" + stream(b""), b"4 0 obj\n" + entries)


@cache
def page_count(said_to_be: int = 2_000_000_000) -> bytes:
    """A file that claims more pages than it has."""
    return one_page(ARTICLE).replace(b"/Count 1", b"/Count %d" % said_to_be)


@cache
def same_page(times: int = 2_900) -> bytes:
    """One heavy page that stands in the tree many times."""
    content = stream(b"".join(said("abcde fgh " * 10, 20, 780 - n * 7, 6) for n in range(100)), packed=True)
    return pdf(
        {
            1: b"<< /Type /Catalog /Pages 2 0 R >>",
            2: b"<< /Type /Pages /Kids [%s] /Count %d >>" % (b"3 0 R " * times, times),
            3: b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>",
            4: content,
            5: _FONT,
        }
    )


@cache
def heavy_contents(times: int = 3_000) -> bytes:
    """A page whose content is the same stream many times over."""
    body = one_page(said("abcde fgh " * 400, 20, 700, 6) * 10, packed=True)
    return body.replace(b"/Contents 4 0 R", b"/Contents [%s]" % (b"4 0 R " * times))


@cache
def deep_tree(deep: int = 50_000) -> bytes:
    """A tree of pages as deep as a well."""
    objects = {1: b"<< /Type /Catalog /Pages 10 0 R >>", 5: _FONT, 4: stream(ARTICLE)}
    for level in range(deep):
        objects[10 + level] = b"<< /Type /Pages /Count 1 /Kids [%d 0 R] >>" % (11 + level)
    objects[10 + deep] = (
        b"<< /Type /Page /MediaBox [0 0 612 792] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
    )
    return pdf(objects)


@cache
def round_tree() -> bytes:
    """A tree of pages that is its own child."""
    return one_page(ARTICLE).replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]")


@cache
def deep_arrays(deep: int = 1_000_000) -> bytes:
    """Arrays in arrays in arrays."""
    return one_page(b"[" * deep + b"]" * deep + ARTICLE, packed=True)


@cache
def deep_object(deep: int = 1_000_000) -> bytes:
    """An object nested without end, outside a page's content."""
    return one_page(ARTICLE, n9=b"[" * deep + b"]" * deep).replace(
        b"/Type /Catalog", b"/Type /Catalog /Names 9 0 R"
    )


@cache
def deep_states(deep: int = 2_000_000) -> bytes:
    """States of the painter saved and never given back."""
    return one_page(b"q " * deep + ARTICLE, packed=True)


@cache
def huge_box() -> bytes:
    """A page as large as a country."""
    return one_page(ARTICLE, box=b"0 0 99999999999999999999 99999999999999999999")


@cache
def odd_box() -> bytes:
    """A page that is turned inside out."""
    return one_page(ARTICLE, box=b"612 792 -1e38 nan")


@cache
def round_xref() -> bytes:
    """A table whose predecessor is itself."""
    whole = one_page(ARTICLE)
    start = whole.rindex(b"xref\n0")
    return whole.replace(b"/Root 1 0 R", b"/Root 1 0 R /Prev %d" % start)


@cache
def long_xref(count: int = 8_388_607) -> bytes:
    """A table that says it is long."""
    return (
        one_page(ARTICLE)
        .replace(b"/Size 6", b"/Size %d" % count)
        .replace(b"xref\n0 6", b"xref\n0 %d" % count)
    )


@cache
def round_length() -> bytes:
    """A stream whose length is the stream."""
    return one_page(ARTICLE).replace(b"/Length %d" % len(ARTICLE), b"/Length 4 0 R")


@cache
def object_streams(count: int = 1_000_000) -> bytes:
    """A packed stream that says it holds a million objects."""
    inside = b"".join(b"%d 0 " % (100 + n) for n in range(count)) + b"null "
    return one_page(
        ARTICLE, n9=stream(inside, b"/Type /ObjStm /N %d /First %d" % (count, len(inside) - 5), packed=True)
    )


@cache
def picture_bomb() -> bytes:
    """A picture of a hundred gigapixels, drawn often."""
    picture = stream(
        b"\0" * 100,
        b"/Type /XObject /Subtype /Image /Width 300000 /Height 300000 /BitsPerComponent 8 /ColorSpace /DeviceRGB",
        packed=True,
    )
    return one_page(ARTICLE + b"/I Do " * 1000, b"/XObject << /I 10 0 R >>", n10=picture)


@cache
def long_map(count: int = 60_000) -> bytes:
    """A font whose letters each stand for a thousand."""
    lines = b"".join(b"<%02X> <%s>\n" % (n % 256, b"0041" * 250) for n in range(count // 250))
    cmap = (
        b"/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <00> <FF> endcodespacerange\n%d beginbfchar\n%sendbfchar endcmap end"
        % (count // 250, lines)
    )
    return one_page(
        said("abcdefghij" * 1000, 0),
        packed=True,
        n5=_FONT.replace(b">>", b"/ToUnicode 9 0 R >>"),
        n9=stream(cmap, packed=True),
    )


@cache
def inline_strings(size: int = 50_000_000) -> bytes:
    """One string without an end."""
    return one_page(b"BT /F1 11 Tf (" + b"a" * size, packed=True)


@cache
def many_shapes(count: int = 1_000_000) -> bytes:
    """A drawing of a million strokes."""
    return one_page(ARTICLE + b"0 0 5 5 re f " * count, packed=True)


@cache
def one_word(count: int = 200_000) -> bytes:
    """Lines of one word that never ends, with a hyphen after each."""
    lines = (said("a" * 98 + "-", 20, 20 + 12 * n, 10) for n in range(count // 99))
    return one_page(b"".join(lines), box=b"0 0 800 %d" % (count // 8), packed=True)


@cache
def marks(count: int = 100_000) -> bytes:
    """Letters that all stand raised above one another."""
    return one_page(
        b"BT /F1 11 Tf 10 700 Td (a) Tj "
        + b"3 Ts /F1 6 Tf (1) Tj 0 Ts /F1 11 Tf (a) Tj " * (count // 2)
        + b"ET",
        packed=True,
        box=b"0 0 2000000 792",
    )


@cache
def columns(count: int = 2_000) -> bytes:
    """Pieces in a slant, so that there is a gap beside each."""
    return one_page(
        b"".join(said("x", 10 + n * 20, 10 + (n * 7919) % 40000, 4) for n in range(count)),
        packed=True,
        box=b"0 0 50000 50000",
    )


@cache
def drawn_font() -> bytes:
    """A font whose letter is drawn with the font itself, many times."""
    glyph = stream(b"1000 0 d0 BT /F1 1 Tf " + b"(a) Tj " * 50 + b"ET")
    font = b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 9 9] /FontMatrix [1 0 0 1 0 0] /FirstChar 97 /LastChar 97 "
    font += b"/Widths [9] /Encoding << /Differences [97 /a] >> /CharProcs << /a 9 0 R >> /Resources << /Font << /F1 5 0 R >> >> >>"
    return one_page(ARTICLE + said("aaaa" * 100, y=650), n5=font, n9=glyph)


@cache
def wide_rows() -> bytes:
    """A content whose rows are said to be two billion bytes wide."""
    packed = zlib.compress(ARTICLE)
    entries = b"/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 2147483647 /Colors 32 /BitsPerComponent 16 >>"
    return one_page(b"").replace(b"4 0 obj\n" + stream(b""), b"4 0 obj\n" + stream(packed, entries))


@cache
def many_letters_of_a_font() -> bytes:
    """A font that has widths for two billion letters."""
    return one_page(ARTICLE, n5=_FONT.replace(b">>", b"/FirstChar 0 /LastChar 2147483647 /Widths [500] >>"))


@cache
def endless_map() -> bytes:
    """A map of letters over all numbers there are, and one that uses itself."""
    cmap = b"begincmap /Own usecmap 1 begincodespacerange <00000000> <FFFFFFFF> endcodespacerange 2 beginbfrange "
    cmap += b"<00000000> <FFFFFFFF> <0041> <0000> <FFFF> <0041> endbfrange endcmap"
    return one_page(ARTICLE, n5=_FONT.replace(b">>", b"/ToUnicode 9 0 R >>"), n9=stream(cmap))


@cache
def own_stream() -> bytes:
    """Objects in a packed stream that extends itself and holds itself."""
    inside = b"9 0 4 5 null null"
    return one_page(ARTICLE, n9=stream(inside, b"/Type /ObjStm /N 2 /First 8 /Extends 9 0 R", packed=True))


@cache
def own_filter() -> bytes:
    """A stream whose filters are a thousand times the same."""
    body = ARTICLE
    for _ in range(200):
        body = zlib.compress(body, 0)
    entries = b"/Filter [%s]" % (b"/FlateDecode " * 200)
    return one_page(b"").replace(b"4 0 obj\n" + stream(b""), b"4 0 obj\n" + stream(body, entries))


@cache
def pattern_in_itself() -> bytes:
    """A pattern that is painted with itself, and a mask that masks itself."""
    pattern = stream(
        b"/Pattern cs /P1 scn 0 0 9 9 re f " * 20,
        b"/Type /Pattern /PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep 0.001 /YStep 0.001 /Resources << /Pattern << /P1 10 0 R >> >>",
    )
    mask = b"<< /Type /ExtGState /SMask << /S /Alpha /G 12 0 R >> >>"
    form = stream(
        b"/G1 gs 0 0 9 9 re f",
        b"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Group << /S /Transparency >> /Resources << /ExtGState << /G1 11 0 R >> >>",
    )
    return one_page(
        ARTICLE + b"/Pattern cs /P1 scn 0 0 600 700 re f /G1 gs",
        b"/Pattern << /P1 10 0 R >> /ExtGState << /G1 11 0 R >>",
        n10=pattern,
        n11=mask,
        n12=form,
    )


@cache
def locked() -> bytes:
    """A file with a lock that nobody can open, whose numbers are out of all bounds."""
    lock = (
        b"<< /Filter /Standard /V 5 /R 6 /Length 2147483647 /P -1 /O (%s) /U (%s) /OE (x) /UE (x) /Perms (x) >>"
        % (b"o" * 48, b"u" * 48)
    )
    return pdf(
        {1: b"<< /Type /Catalog /Pages 2 0 R >>", 2: b"<< /Type /Pages /Kids [] /Count 0 >>", 6: lock},
        b"/Encrypt 6 0 R /ID [(a) (b)]",
    )


@cache
def many_files(count: int = 20_000) -> bytes:
    """A file that was added to again and again, each table pointing to the one before."""
    out = bytearray(one_page(ARTICLE))
    before = out.rindex(b"xref\n0")
    for _ in range(count):
        place = len(out)
        out += b"xref\n0 0\ntrailer\n<< /Size 6 /Root 1 0 R /Prev %d >>\nstartxref\n%d\n%%%%EOF\n" % (
            before,
            place,
        )
        before = place
    return bytes(out)


@cache
def round_resources() -> bytes:
    """Resources, a parent and a font that are each their own."""
    return (
        one_page(ARTICLE, b"/XObject 3 0 R")
        .replace(b"/Parent 2 0 R", b"/Parent 3 0 R")
        .replace(b"/Helvetica", b"/Helvetica /FontDescriptor 5 0 R /Encoding 5 0 R")
    )


@cache
def letters_out_of_bounds() -> bytes:
    """Letters of no size, of endless size, and turned inside out."""
    odd = b"".join(
        b"BT /F1 %s Tf %s Tm (odd) Tj ET\n" % one
        for one in (
            (b"0", b"1 0 0 1 72 600"),
            (b"1e38", b"1e38 0 0 1e38 0 0"),
            (b"-11", b"-1 0 0 -1 72 500"),
            (b"11", b"0 0 0 0 72 400"),
            (b"11", b"1e-38 0 0 1e-38 1e38 -1e38"),
            (b"999999999999", b"1 0 0 1 9 9"),
        )
    )
    return one_page(ARTICLE + odd)
