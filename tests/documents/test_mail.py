"""Mails and saved pages: their own words are the article; what they carry besides is left out, and said."""

from __future__ import annotations

from email.message import EmailMessage
from quopri import encodestring
from typing import TYPE_CHECKING

import pytest

import llmclaims
from llmclaims import Document, Failure
from llmclaims.documents.readers import documents

if TYPE_CHECKING:
    from pathlib import Path

WEIR = "The weir was mended on Friday. “It was sound,” said Uma Rask, who built it."


def message(subject: str = "Weir mended") -> EmailMessage:
    """A mail without its text."""
    made = EmailMessage()
    made["Subject"], made["From"], made["To"] = subject, "Ina Moll <ina@news.example>", "desk@news.example"
    made["Date"] = "Fri, 06 Feb 2026 23:30:00 +0100"
    return made


def plain(text: str, subject: str = "Weir mended") -> bytes:
    """A mail with a text."""
    made = message(subject)
    made.set_content(text, cte="quoted-printable")
    return made.as_bytes()


def with_all() -> bytes:
    """The same in plain text and in HTML, with an image in it and two attachments."""
    made = message("=?utf-8?Q?Weir_mended?=")
    made.set_content(WEIR)
    made.add_alternative(f"<p>{WEIR}</p><img src='cid:i'>", subtype="html")
    made.add_attachment("The mayor said it was attached.", filename="a.txt")
    made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="a.pdf")
    return made.as_bytes()


def html_alone() -> bytes:
    """HTML, in base64."""
    made = message()
    page = f"<html><head><title>News</title><style>.h{{display:none}}</style></head><body><div class=h>Preheader.</div><div>{WEIR}</div></body></html>"
    made.set_content(page, subtype="html", cte="base64")
    return made.as_bytes()


FORWARD = f"See below.\n\n---------- Forwarded message ---------\nFrom: Port Press <p@port.example>\nDate: Thu, Feb 5, 2026 at 9:00 AM\nSubject: Quay\nTo: Ina <ina@news.example>\n\n{WEIR}\n"
MARKED = "Begin forwarded message:\n\n" + "".join(
    f"> {line}\n"
    for line in (
        "From: Port Press <p@port.example>",
        "Subject: Quay",
        "Date: 5 February 2026 at 9:00:00 CET",
        "",
        WEIR,
    )
)
FLOWED = "Subject: Weir mended\nFrom: Ina Moll <i@n.example>\nDate: Fri, 06 Feb 2026 09:00:00 +0100\nMIME-Version: 1.0\nContent-Type: text/plain; charset=utf-8; format=flowed\nContent-Transfer-Encoding: 8bit\n\n"
MAILS = {
    # name: bytes, title, byline, day, left out
    "plain": (plain(f"{WEIR}\n\n-- \nIna Moll said to call\n"), "Weir mended", "Ina Moll", "2026-02-06", "a signature"),
    "several parts": (with_all(), "Weir mended", "Ina Moll", "2026-02-06", "2 attachments"),
    "html": (html_alone(), "Weir mended", "Ina Moll", "2026-02-06", None),
    "forwarded": (plain(FORWARD, "Fwd: Quay"), "Quay", "Port Press", "2026-02-05", "what was written above the forwarded message"),
    "forwarded, marked": (plain(MARKED, "Fwd: Quay"), "Quay", "Port Press", "2026-02-05", None),
    "an answer": (plain(f"{WEIR}\n\nOn Thu, Feb 5, 2026 at 9:00 AM Bo wrote:\n> The mayor said old words.\n", "Re: Weir mended"), "Weir mended", "Ina Moll", "2026-02-06", "the lines that it quotes"),
    "an answer of Outlook's": (plain(f"{WEIR}\n\n-----Original Message-----\nFrom: Bo\nSent: Thursday\n\nThe mayor said old words.", "RE: Weir mended"), "Weir mended", "Ina Moll", "2026-02-06", "the message that it answers"),
    "broken to be sent": ((FLOWED + WEIR.replace("Friday. ", "Friday. \n").replace("Rask, ", "Rask, \n")).encode(), "Weir mended", "Ina Moll", "2026-02-06", None),
    "without an encoding": (f"Subject: Weir mended\nFrom: Ina Moll <i@n.example>\nDate: 6 Feb 2026 09:00:00 +0100\n\n{WEIR}".encode(), "Weir mended", "Ina Moll", "2026-02-06", None),
}  # fmt: skip


@pytest.mark.parametrize("name", MAILS)
def test_a_mail_s_own_words_are_the_article(name: str, tmp_path: Path) -> None:
    """The subject is the title, the sender the byline, the date the day."""
    data, title, byline, day, left_out = MAILS[name]
    path = tmp_path / "a.eml"
    path.write_bytes(data)
    (only,) = documents([path])
    assert isinstance(only, Document)
    assert only.text.split("\n\n") == [f"# {title}", f"By {byline}", WEIR + "\n"]
    assert only.published == day
    assert only.origin is not None
    assert only.origin.left_out == left_out


def test_a_mail_is_told_by_its_header(tmp_path: Path) -> None:
    """Under any name; a memo that begins with such lines is a text, and read as it stands."""
    (tmp_path / "a.txt").write_bytes(plain(WEIR))
    (tmp_path / "b.txt").write_text(f"To: all\nFrom: the mayor\nSubject: Weir\n\n{WEIR}", encoding="utf-8")
    mail, memo = documents([tmp_path])
    assert isinstance(mail, Document)
    assert isinstance(memo, Document)
    assert mail.title == "Weir mended"
    assert memo.origin is None


def test_what_was_left_out_is_said_with_the_run(tmp_path: Path) -> None:
    """And the run is checked again with what it says of itself."""
    (tmp_path / "a.eml").write_bytes(with_all())
    result = llmclaims.extract(tmp_path / "a.eml")
    assert result.summary.warnings[-1].endswith("a.eml: left out 2 attachments.")
    result.save(tmp_path / "run.jsonl")
    assert llmclaims.verify(llmclaims.load(tmp_path / "run.jsonl")).failures == ()


def saved(page: str, more: str = "") -> bytes:
    """A page as a browser saves it, with a sheet of its own; ``Date`` is the day it was saved."""
    body = encodestring(page.encode()).decode()
    return (
        "From: <Saved by Blink>\nSnapshot-Content-Location: https://news.example/weir\nSubject: Weir\n"
        'Date: Sun, 1 Mar 2026 10:00:00 -0000\nMIME-Version: 1.0\nContent-Type: multipart/related; type="text/html"; boundary="B"\n\n'
        "--B\nContent-Type: text/html\nContent-Transfer-Encoding: quoted-printable\nContent-Location: https://news.example/weir\n\n"
        f"{body}\n--B\nContent-Type: text/css\nContent-Location: cid:css-1@mhtml.blink\n\n.ad{{display:none}}\n{more}--B--\n"
    ).encode()


PAGE = (
    '<!doctype html><html><head><title>Weir mended</title><link rel="stylesheet" href="cid:css-1@mhtml.blink">'
    '<meta property="article:published_time" content="2026-02-06"></head><body><article><h1>Weir mended</h1>'
    f'<p>{WEIR}</p><p class="ad">Buy now, the shop said.</p><p>The town had waited for it since the autumn floods.</p></article></body></html>'
)


@pytest.mark.parametrize("name", ["a.mht", "a.mhtml", "a"])
def test_a_saved_page_is_read_as_the_page(name: str, tmp_path: Path) -> None:
    """With the styles that were saved beside it; the day on which it was saved is not its own."""
    (tmp_path / name).write_bytes(saved(PAGE))
    (only,) = documents([tmp_path / name])
    assert isinstance(only, Document)
    assert (only.title, only.published) == ("Weir mended", "2026-02-06")
    assert WEIR in only.text
    assert "Buy now" not in only.text
    assert only.origin is not None
    assert (only.origin.url, only.origin.hidden) == ("https://news.example/weir", 5)


def attachment_alone() -> bytes:
    """A mail that says nothing."""
    made = message()
    made.add_attachment(b"%PDF-1.4", maintype="application", subtype="pdf", filename="a.pdf")
    return made.as_bytes()


NO_MAIL = [
    (attachment_alone(), "a mail without a text of its own (1 attachment left out)"),
    (WEIR.encode(), "is no mail that can be read"),
    (b"From ina@n.example Fri Feb  6 09:00:00 2026\n" + plain(WEIR), "is a mailbox of many messages"),
    (b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=B\n\n--B\nContent-Type: text/css\n\na{}\n--B--\n", "holds no page"),
]  # fmt: skip


@pytest.mark.parametrize(("data", "said"), NO_MAIL, ids=[one[1] for one in NO_MAIL])
def test_other_messages_are_refused(data: bytes, said: str, tmp_path: Path) -> None:
    """With one sentence each."""
    (tmp_path / "a.eml").write_bytes(data)
    (only,) = documents([tmp_path / "a.eml"])
    assert isinstance(only, Failure)
    assert said in only.message
