"""Tell what bytes are by how they begin, whatever their name says."""

import json
import re

_PAGE = re.compile(rb"<(?:!doctype\s+html|html|head|body)\b", re.IGNORECASE)
_PART = re.compile(
    rb"<(p|div|article|section|main|header|h[1-6]|ul|ol|table|blockquote|span)\b[^<>]*>", re.IGNORECASE
)
_XML = re.compile(
    rb"<\?xml[\s?]|<!DOCTYPE\s+(?!html\b)\w|<(?:\w+:)?(?:rss|rdf|feed|nitf|newsml|newsitem|newsmessage|packageitem|"
    rb"urlset|sitemapindex|svg|opml|tei|plist)\b[^<>]*>",
    re.IGNORECASE,
)
_JSON = re.compile(
    rb'(?:\[\s*)*(?:\{\s*"(?:[^"\\]|\\.){0,200}"\s*:|\[\s*\{\s*"|\{\s*\}\s*$|\[\s*\]\s*$|\[\s*\[\s*[\["{])'
)
_FIELD = re.compile(rb"([A-Za-z][A-Za-z0-9-]{1,40}):(?=[ \t\r\n])")
_MAIL_ONLY = frozenset(
    (b"mime-version", b"message-id", b"received", b"return-path", b"delivered-to", b"dkim-signature")
)
_MAIL = _MAIL_ONLY | {b"from", b"to", b"cc", b"subject", b"date", b"sender", b"reply-to", b"content-type"}
_LEAST_FIELDS = 3
_MBOX = re.compile(rb"From \S+\s+(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun)\b")

REFUSED: tuple[tuple[bytes, str, str], ...] = (
    (b"\x1f\x8b", "a gzip archive", "unpack it (gunzip), and give what is in it"),
    (b"BZh", "a bzip2 archive", "unpack it (bunzip2), and give what is in it"),
    (b"\xfd7zXZ\x00", "an xz archive", "unpack it (unxz), and give what is in it"),
    (b"\x28\xb5\x2f\xfd", "a zstd archive", "unpack it (unzstd), and give what is in it"),
    (b"7z\xbc\xaf\x27\x1c", "a 7z archive", "unpack it, and give the files in it"),
    (b"Rar!\x1a\x07", "a rar archive", "unpack it, and give the files in it"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
        "a document of an older Office program or of Outlook, or one locked with a password",
        "save a text anew as .docx, a table as .csv, a mail as .eml",
    ),
    (b"{\\rtf", "rich text (RTF)", "save it as .docx or as plain text"),
    (b"%!PS", "PostScript", "make a PDF of it"),
    (b"\x89PNG\r\n\x1a\n", "an image (PNG)", "give its text, by a program that reads letters in images"),
    (b"\xff\xd8\xff", "an image (JPEG)", "give its text, by a program that reads letters in images"),
    (b"GIF8", "an image (GIF)", "give its text, by a program that reads letters in images"),
    (b"II*\x00", "an image (TIFF)", "give its text, by a program that reads letters in images"),
    (b"MM\x00*", "an image (TIFF)", "give its text, by a program that reads letters in images"),
    (b"ID3", "a sound recording", "give a transcript of it"),
    (b"\xff\xfb", "a sound recording", "give a transcript of it"),
    (b"OggS", "a sound recording", "give a transcript of it"),
    (b"fLaC", "a sound recording", "give a transcript of it"),
    (b"\x1aE\xdf\xa3", "a film", "give a transcript of it"),
    (b"SQLite format 3\x00", "a database (SQLite)", "write its articles to a .csv or .jsonl file"),
    (b"\x7fELF", "a program", "give the text of an article"),
    (b"wOF", "a font", "give the text of an article"),
)
"""How the files begin that are no article and no list of articles, what they are, and what to do."""

_BY_SUFFIX = {
    (".odt", ".ott", ".fodt"): ("an OpenDocument text", "save it as .docx or as plain text"),
    (".ods", ".xls", ".xlsx", ".xlsm"): ("a spreadsheet", "save the table as .csv"),
    (".ppt", ".pptx", ".odp", ".key"): ("a presentation", "save its text as plain text"),
    (".doc", ".dot", ".pages", ".wpd"): (
        "a document of a word processor",
        "save it as .docx or as plain text",
    ),
    (".rtf",): ("rich text (RTF)", "save it as .docx or as plain text"),
    (".epub", ".mobi", ".azw3"): ("an electronic book", "save its text as plain text"),
    (".msg", ".pst"): ("mail in Outlook's own form", "save the message as .eml"),
}
_BINARY_SHARE = 0.02


def begins_like_page(head: bytes) -> bool:
    """Tell whether bytes begin like an HTML page, whatever their encoding writes between the letters."""
    return _PAGE.match(_without_comments(head)) is not None


def begins_like_markup(head: bytes) -> bool:
    """Tell whether bytes begin like an HTML page, or like a piece of one whose first element is closed again."""
    if begins_like_page(head):
        return True
    rest = _bare(head)
    found = _PART.match(rest)
    return (
        found is not None
        and re.search(rb"</" + re.escape(found[1]) + rb"\s*>", rest, re.IGNORECASE) is not None
    )


def begins_like_xml(head: bytes) -> bool:
    """Tell whether bytes begin like XML that is no page."""
    return _XML.match(_bare(head)) is not None or _XML.match(_without_comments(head)) is not None


def begins_like_json(head: bytes) -> bool:
    """Tell whether bytes begin like a JSON object or array: ``[Reuters]`` and ``{Reuters}`` are the text of an article."""
    return _JSON.match(_bare(head)) is not None


def begins_like_list(head: bytes) -> bool:
    """Tell whether bytes begin like a JSON array, which is no row of JSON Lines."""
    return _bare(head).startswith(b"[")


def begins_like_rows(head: bytes) -> bool:
    """Tell whether the first line is a JSON object, whole or longer than the head is."""
    first, newline, rest = _bare(head).partition(b"\n")
    if not first.lstrip().startswith(b"{"):
        return False
    try:
        return isinstance(json.loads(first), dict)
    except RecursionError:
        return True
    except ValueError:
        return not newline and not rest and first.lstrip()[1:].lstrip().startswith(b'"')


def begins_like_mail(head: bytes) -> bool:
    """Tell whether bytes begin with the header of a mail, one field of which no other text has; or like a mailbox."""
    if _MBOX.match(head):
        return True
    names: list[bytes] = []
    for line in _bare(head).splitlines():
        if not line.strip():
            break
        if line[:1] in b" \t" and names:
            continue
        found = _FIELD.match(line)
        if found is None:
            return False
        names.append(found[1].lower())
    known = _MAIL.intersection(names)
    return len(known) >= _LEAST_FIELDS and not known.isdisjoint(_MAIL_ONLY)


def is_mailbox(head: bytes) -> bool:
    """Tell whether bytes begin like a mailbox of many messages."""
    return _MBOX.match(head) is not None


def refusal(head: bytes, suffix: str = "") -> tuple[str, str] | None:
    """Return what a file is that nothing here reads, and what to do with it; None where it may be read.

    By its name it is told only where its bytes are no text.
    """
    for magic, what, then in REFUSED:
        if head.startswith(magic) and (len(magic) > 3 or _is_binary(head)):
            return what, then
    if head[4:8] == b"ftyp":
        return "a film or a sound recording", "give a transcript of it"
    if head[:4] == b"RIFF" and head[8:12] in (b"WEBP", b"WAVE", b"AVI "):
        return "an image, a film or a sound recording", "give its text"
    for suffixes, found in _BY_SUFFIX.items():
        if suffix in suffixes and (_is_binary(head) or suffix == ".fodt"):
            return found
    return None


def refused_suffixes() -> tuple[str, ...]:
    """Return the ends of names that files have which nothing here reads."""
    return tuple(one for suffixes in _BY_SUFFIX for one in suffixes)


def _is_binary(head: bytes) -> bool:
    control = sum(one < 9 or 13 < one < 27 for one in head)
    return control > _BINARY_SHARE * len(head)


def _bare(head: bytes) -> bytes:
    """Return the letters alone: without a byte order mark, zero bytes of wide encodings, and white space in front."""
    return head.removeprefix(b"\xef\xbb\xbf").replace(b"\x00", b"").lstrip(b"\xff\xfe").lstrip()


def _without_comments(head: bytes) -> bytes:
    rest = _bare(head)
    if rest[:5].lower() == b"<?xml":
        rest = rest.partition(b">")[2].lstrip()
    while rest.startswith(b"<!--"):
        rest = rest[4:].partition(b"-->")[2].lstrip()
    return rest
