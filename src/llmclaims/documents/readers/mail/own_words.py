"""Tell a mail's own words from what it forwards or answers, and from the signature under it."""

import re
from typing import NamedTuple

from llmclaims.documents.readers.source import day_of
from llmclaims.language.lexicon import any_of, lists

_SIGNATURE = re.compile(r"(?m)^-- ?\r?\n")
_QUOTED = re.compile(r"(?m)^[ \t]{0,3}>.*(?:\r?\n|\Z)")
_FIELD = re.compile(r"\*?([A-Z][A-Za-z-]{1,20})\*?:\*?[ \t]*(.*)")
_WROTE = re.compile(r"(?m)^[^\n>]{0,40}\b[0-9]{1,4}\b[^\n>]{0,200}(?:\n[^\n>]{0,100})?:[ \t]*\r?\n(?=\s*>)")
_ORDINAL_DAY = re.compile(r"^\s*[A-Za-z]{3,9},?\s+(?=[A-Za-z]{3,9}\.?\s+[0-9]{1,2},?\s+[0-9]{4})")


class Own(NamedTuple):
    """The words that are the article; ``sender``, ``sent`` and ``subject`` are those of a message that is forwarded."""

    text: str
    sender: str | None = None
    sent: str | None = None
    subject: str | None = None
    left_out: tuple[str, ...] = ()


def own_words(text: str, *, forwards: bool) -> Own:
    """Return what is the article in a mail's text.

    Of a mail that ``forwards`` another it is the other one, where a line says that it begins; of an answer it is what
    stands above and between the words that it answers.
    """
    left: list[str] = []
    found = _mark().search(text)
    forwarded = Own("")
    if found is not None and forwards:
        forwarded = _message(text[found.end() :])
        if text[: found.start()].strip():
            left.append("what was written above the forwarded message")
        text = forwarded.text
    elif found is not None:
        text = text[: found.start()]
        left.append("the message that it answers")
    bare = _QUOTED.sub("", _WROTE.sub("", text))
    if bare.strip() and bare != text:
        text = bare
        left.append("the lines that it quotes")
    if (sign := _SIGNATURE.search(text)) and text[: sign.start()].strip():
        text = text[: sign.start()]
        left.append("a signature")
    return forwarded._replace(text=text, left_out=tuple(left))


def _mark() -> re.Pattern[str]:
    marks = any_of(lists("en", "mail")["forwarded"])
    return re.compile(rf"(?mi)^[ \t]*[-_]{{0,20}}[ \t]*(?:{marks})[ \t]*:?[ \t]*[-_]{{0,20}}[ \t]*\r?$")


def _message(text: str) -> Own:
    """Return a forwarded message, told apart from the lines of its header; some programs mark each line of it with ``>``."""
    if all(line.lstrip().startswith(">") for line in text.splitlines() if line.strip()):
        text = re.sub(r"(?m)^[ \t]*>[ \t]?", "", text)
    fields: dict[str, str] = {}
    known = lists("en", "mail")["fields"]
    lines = text.lstrip("\r\n").splitlines(keepends=True)
    count, last = 0, ""
    for line in lines:
        found = _FIELD.match(line.strip())
        if found is not None and found[1].casefold() in known:
            last = known[found[1].casefold()]
            fields.setdefault(last, found[2].strip())
        elif not line.strip() and (not fields or count == len(lines) - 1):
            pass
        elif last and line.strip() and line[:1] in " \t":
            fields[last] += f" {line.strip()}"
        else:
            break
        count += 1
    rest = "".join(lines[count:]) if fields else text
    sent = _ORDINAL_DAY.sub("", fields.get("date", "")).replace(" at ", " ")
    return Own(
        rest,
        sender=fields.get("from"),
        sent=sent if day_of(sent) else (fields.get("date") or None),
        subject=fields.get("subject"),
    )
