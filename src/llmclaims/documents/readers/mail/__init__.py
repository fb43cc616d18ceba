"""Mail (``.eml``) and pages that a browser saved as one file (``.mht``): both are messages of several parts.

Of a mail its body is the article, the subject its title, the sender its byline and the date its day. What it carries
besides (attachments, a signature, what it answers) is left out, and said.
"""

import base64
import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage
from email.utils import parseaddr
from typing import cast

from llmclaims.documents.decoding import decoded
from llmclaims.documents.document import Document
from llmclaims.documents.readers.html import document as page_of
from llmclaims.documents.readers.html.fragment import Fragment, fragment
from llmclaims.documents.readers.mail.own_words import Own, own_words
from llmclaims.documents.readers.signatures import is_mailbox
from llmclaims.documents.readers.source import Articles, Raw
from llmclaims.documents.readers.written import Parts, document_of
from llmclaims.errors import DocumentError

_SUBJECT = re.compile(r"^\s*(?:(?:re|fwd?|aw|wg|tr)\s*(?:\[\d+\])?:\s*)+", re.IGNORECASE)
_FORWARDED = re.compile(r"^\s*(?:(?:re|aw):\s*)?(?:fwd?|wg|tr)\s*:", re.IGNORECASE)
_ADDRESS = re.compile(r"""(href\s*=\s*)(["'])(cid:[^"']+|https?://[^"']+)\2""", re.IGNORECASE)
_KINDS = ("text/plain", "text/html")
_LARGEST_SHEET = 1_000_000  # bytes


def read(raw: Raw, asked: Articles) -> Iterator[Document]:
    """Yield the document that a message is.

    Raises:
        DocumentError: it is no message, or holds no text.
    """
    data = raw.whole()
    if is_mailbox(data):
        raise DocumentError(
            f"{raw.name} is a mailbox of many messages: save each as .eml, and give the folder."
        )
    message = message_from_bytes(data.lstrip(b"\xef\xbb\xbf\r\n\t "), policy=policy.default)
    if not message.keys() or not (message.get_content_type() in _KINDS or message.is_multipart()):
        raise DocumentError(
            f"{raw.name} is no mail that can be read: give its text, or save it anew as .eml."
        )
    if message.get_content_type() == "multipart/related" and "@" not in _header(message, "From"):
        yield _saved_page(message, raw, asked)
    else:
        yield _mail(message, data, raw, asked)


def _saved_page(message: EmailMessage, raw: Raw, asked: Articles) -> Document:
    """Return the page that a browser saved, with the styles that it saved beside it."""
    parts = [one for one in message.walk() if not one.is_multipart()]
    page = next((one for one in parts if one.get_content_type() == "text/html"), None)
    if page is None:
        raise DocumentError(f"{raw.name} holds no page: save the article as a page or as text.")
    text, url = _text_of(page, raw.name), _header(page, "Content-Location") or None
    sheets = {
        (_header(one, "Content-Location") or f"cid:{_header(one, 'Content-ID').strip('<>')}"): _bytes_of(one)
        for one in parts
        if one.get_content_type() == "text/css"
    }

    def inlined(found: re.Match[str]) -> str:
        sheet = sheets.get(found[3])
        if sheet is None or len(sheet) > _LARGEST_SHEET:
            return found[0]
        return f"{found[1]}{found[2]}data:text/css;base64,{base64.b64encode(sheet).decode()}{found[2]}"

    data = _ADDRESS.sub(inlined, text).encode("utf-8", "replace")
    url = url or _header(message, "Snapshot-Content-Location") or None
    return page_of(data, asked, name=raw.name, charset="utf-8", url=url)


def _mail(message: EmailMessage, data: bytes, raw: Raw, asked: Articles) -> Document:
    subject = " ".join(_header(message, "Subject").split())
    body = message.get_body(preferencelist=("plain", "html"))
    found = _shown(cast("EmailMessage", body), raw.name) if body is not None else Fragment("", 0)
    if not found.text.strip() and body is not None and body.get_content_type() == "text/plain":
        other = message.get_body(preferencelist=("html",))
        found = _shown(cast("EmailMessage", other), raw.name) if other is not None else found
    own = own_words(found.text, forwards=_FORWARDED.match(subject) is not None)
    attachments = sum(1 for _ in message.iter_attachments()) if message.is_multipart() else 0
    left_out = _counted(own, attachments)
    if not own.text.strip():
        what = f" ({left_out} left out)" if left_out else ""
        raise DocumentError(f"{raw.name} is a mail without a text of its own{what}: give the article's text.")
    sender, stated = own.sender or _header(message, "From"), own.sent or _header(message, "Date")
    title = own.subject if own.subject is not None else subject
    return document_of(
        Parts(
            text=own.text.strip("\r\n") + "\n",
            title=_SUBJECT.sub("", title) or None,
            byline=_name(sender),
            published=stated or None,
            published_from="mail Date",
            hidden=found.hidden,
            left_out=left_out,
        ),
        asked,
        form="mail",
        path=raw.name,
        data=data,
    )


def _counted(own: Own, attachments: int) -> str | None:
    several = f"{attachments} attachments" if attachments > 1 else "1 attachment"
    return " and ".join([*([several] if attachments else []), *own.left_out]) or None


def _shown(part: EmailMessage, name: str) -> Fragment:
    """Return the text of a part; lines that were broken only to be sent are put together again."""
    text = _text_of(part, name)
    if part.get_content_type() == "text/html":
        return fragment(text, name)
    if str(part.get_param("format") or "").lower() == "flowed" and not part.is_multipart():
        glue = "" if str(part.get_param("delsp") or "").lower() == "yes" else " "
        text = re.sub(r"(?m)(?<!^--)(?<=[^ \n\r]) \r?\n(?![>\s])", glue, text)
    return Fragment(text, 0)


def _text_of(part: EmailMessage, name: str) -> str:
    """Return a part's text, in the encoding that it states, or that it looks like."""
    data = _bytes_of(part)
    stated = part.get_content_charset()
    if stated:
        try:
            return data.decode(stated)
        except (LookupError, UnicodeError, ValueError):
            pass  # it says what it is not
    return decoded(data, name)[0] if data.strip() else ""


def _bytes_of(part: EmailMessage) -> bytes:
    found = part.get_payload(decode=True)
    return found if isinstance(found, bytes) else b""


def _header(message: EmailMessage, name: str) -> str:
    """Return a header as text; what cannot be read of it is as good as missing."""
    try:
        return str(message.get(name) or "").strip()
    except Exception:  # noqa: BLE001 - the library's own slips on a header that is none
        return ""


def _name(sender: str) -> str | None:
    """Return the name of a sender; an address alone is none."""
    name, _ = parseaddr(sender)
    bare = " ".join(name.split()).strip("\"'")
    return bare if bare and "@" not in bare else None
