"""Decode the bytes of a text: by a mark, as UTF-8, or by what they look like."""

import codecs
import re
import unicodedata

from llmclaims.errors import DocumentError
from llmclaims.language.detection import detect_language
from llmclaims.language.lexicon import word_set

# UTF-32 before UTF-16, whose little-endian mark begins like it.
BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_FORMATS = (
    (b"%PDF-", "a PDF"),
    (b"PK\x03\x04", "a zip archive or an office document"),
    (b"\x1f\x8b", "a gzip archive"),
    (b"{\\rtf", "a rich text document"),
)
_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f]")
_CONTROL_BYTE = re.compile(_CONTROL.pattern.encode("ascii") + b"|[\x80-\xff]")
_CONTROL_SHARE = 0.05  # of the characters: more than that is no text
# UTF-16 without a mark: zero bytes on one side of the pairs, how many more than on the other, and what few texts hold.
_ZERO_SHARE, _ZERO_LEAD, _ODD_SHARE = 0.02, 2, 0.005
_SURROGATE = re.compile("[\ud800-\udfff]")
_NO_TEXT = frozenset({"Cc", "Cn", "Co", "Cs"})
_WESTERN = "cp1252"
_CHAOS = 0.1  # how much more disorder charset-normalizer may see in it than in its own choice


def encodable(text: str) -> str:
    """Return text that can be written as UTF-8: each lone surrogate becomes U+FFFD, so that offsets stay."""
    return text if text.isascii() else _SURROGATE.sub("\ufffd", text)


def decoded(data: bytes, name: str) -> tuple[str, str]:
    """Decode the bytes of a text; returns the encoding with it. ``name`` is what errors call them.

    Raises DocumentError when they are no text, or in an encoding that cannot be told.
    """
    for magic, kind in _FORMATS:
        if data.startswith(magic):
            raise DocumentError(f"{name} is {kind}: save the article as plain text first.")
    for mark, encoding in BYTE_ORDER_MARKS:
        if data.startswith(mark):
            try:
                return data[len(mark) :].decode(encoding), encoding
            except UnicodeDecodeError as error:
                raise DocumentError(
                    f"{name} says that it is {encoding} but is not: save it as UTF-8."
                ) from error
    binary = DocumentError(f"{name} is binary, not text: save the article as UTF-8 text.")
    if b"\x00" in data:
        wide = _utf_16(data)
        if wide is None:
            raise binary
        return wide
    try:
        text, encoding = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, encoding = _detect_encoding(data, name)
    if len(_CONTROL.findall(text)) > _CONTROL_SHARE * len(text):
        raise binary
    return text, encoding


def _utf_16(data: bytes) -> tuple[str, str] | None:
    """Decode UTF-16 that has no byte order mark: its spaces and Latin letters have a zero byte on one side."""
    zeros = data[::2].count(0), data[1::2].count(0)
    encoding = "utf-16-be" if zeros[0] > zeros[1] else "utf-16-le"
    if max(zeros) < max(_ZERO_SHARE * len(data) / 2, _ZERO_LEAD * min(zeros)):
        return None
    if len(_CONTROL_BYTE.findall(data)) < _CONTROL_SHARE * len(data):  # bytes of a text, with a stray zero
        return None
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    odd = sum(unicodedata.category(one) in _NO_TEXT and one not in "\t\n\r\f\v\x85" for one in text)
    return None if odd > _ODD_SHARE * len(text) else (text, encoding)


def _detect_encoding(data: bytes, name: str) -> tuple[str, str]:
    """Decode bytes that are not UTF-8."""
    from charset_normalizer import from_bytes as detect  # slow to import, needed for few files

    matches = detect(data)
    best = matches.best()
    unknown = DocumentError(f"{name} is in an encoding that cannot be told: save it as UTF-8 text.")
    if best is None:
        raise unknown
    for match in matches:
        # Few accents fit many encodings of Europe: a Western language decides for the commonest.
        if _WESTERN in {match.encoding, *match.could_be_from_charset} and match.chaos <= best.chaos + _CHAOS:
            text = data.decode(_WESTERN, "replace")
            if _is_western(text) and "\ufffd" not in text:
                return text, _WESTERN
    try:
        return data.decode(best.encoding), best.encoding
    except UnicodeDecodeError as error:  # of a long file only parts are looked at
        raise unknown from error


def _is_western(text: str) -> bool:
    """Tell whether a text is in a language that the Western encoding is made for."""
    return detect_language(text) in word_set("mul", "detection", "western")
