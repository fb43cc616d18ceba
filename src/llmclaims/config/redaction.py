"""Take secrets out of all that is shown, logged or written.

A server that refuses a key often repeats it, plain or encoded: in base64 (of a header, say), percent-encoded,
as JSON or HTML escapes, in hexadecimal. All of these are found, in any mixture.
"""

import base64
import logging
import re
from collections.abc import Iterable, Mapping
from functools import cached_property, lru_cache
from urllib.parse import unquote, unquote_plus, urlsplit

MASK = "***"
SHORTEST_KEY = 12
"""Characters; a shorter key ("ollama") is a word that an answer may use, and stays in what is kept."""
_ENCODED = 6
"""Characters; the codes of a shorter secret stand in ordinary text."""
_SECRET_NAME = re.compile(r"KEY|TOKEN|SECRET|PASSWORD", re.IGNORECASE)
_OPEN_PARAMETERS = frozenset(("api-version", "api_version", "version", "deployment", "model", "region"))
"""Query parameters that are no secrets; whatever has another name is taken for one."""
_MARKS = ("\\u00", "\\u{", "\\U", "\\x", "\\X", "\\/", "\\+", "&#", "%")
"""Where none of these stands no character is escaped: most texts are done with at a glance."""
_ESCAPE = re.compile(
    r"\\{1,8}(?:u0{0,4}|U0{0,6}|u\{0{0,4}|[xX])([2-7][0-9a-fA-F])\}?|%(?:25){0,4}([2-7][0-9a-fA-F])"
    r"|&#0{0,4}(\d{2,3});?|&#[xX]0{0,4}([2-7][0-9a-fA-F]);?|\\{1,8}([/+])"
)
"""Escapes of ASCII alone, which keys are made of: those of other letters are many in some languages."""
_NAMED = {'"': "&quot;", "'": "&apos;", "&": "&amp;", "<": "&lt;", ">": "&gt;"}
_SIGNS = frozenset((*_NAMED, "\\"))
"""Signs that JSON or HTML write in a way of their own. Few secrets have one, and escaped they are in most texts."""


class Redactor:
    """Takes some secrets out of texts."""

    def __init__(self, secrets: Iterable[str]) -> None:
        """``secrets`` are the values; an empty one is none."""
        self._secrets = sorted({one for one in secrets if one}, key=len, reverse=True)

    def __call__(self, text: str) -> str:
        """Return the text with *** for every secret in it, however it is encoded."""
        if not self._secrets:
            return text
        for secret in self._secrets:
            text = text.replace(secret, MASK)
        if self._hidden_in(text):
            for pattern in self._patterns:
                text = pattern.sub(MASK, text)
        return text

    def _hidden_in(self, text: str) -> bool:
        """Tell whether a secret may stand encoded in a text: what is quick to tell for most secrets and texts."""
        if any(not _SIGNS.isdisjoint(one) for one in self._encoded):
            return True
        plain = _ESCAPE.sub(_meant, text) if any(mark in text for mark in _MARKS) else text
        return any(one in plain for one in (*self._encoded, *self._codes))

    @cached_property
    def _encoded(self) -> list[str]:
        return [one for one in self._secrets if len(one) >= _ENCODED]

    @cached_property
    def _codes(self) -> list[str]:
        """What stands in a text without its escapes, where it holds a secret encoded."""
        found = [code for secret in self._encoded for code in _base64(secret)]
        found += [code.translate(_TO_URL) for code in found]
        hexes = [secret.encode("utf-8", "surrogatepass").hex() for secret in self._encoded]
        meant = [_ESCAPE.sub(_meant, one) for one in self._encoded]  # one may hold what looks like an escape
        return [*found, *hexes, *(one.upper() for one in hexes), *meant]

    @cached_property
    def _patterns(self) -> list[re.Pattern[str]]:
        found = []
        for secret in self._encoded:
            found.append(_spelled(secret))
            found += [_spelled(code) for code in _base64(secret)]
            found.append(re.compile(secret.encode("utf-8", "surrogatepass").hex(), re.IGNORECASE))
        return found


def _meant(escape: re.Match[str]) -> str:
    """Return the character that an escape stands for."""
    unicode, percent, decimal, hexadecimal, itself = escape.groups()
    if itself:
        return itself
    return chr(int(decimal) if decimal else int(unicode or percent or hexadecimal, 16))


_TO_URL = str.maketrans("+/", "-_")


def _base64(secret: str) -> list[str]:
    """Return the part of a secret's base64 that its neighbours do not change, for each of three alignments."""
    data = secret.encode("utf-8", "surrogatepass")
    found = []
    for offset, unsure in ((0, 0), (1, 2), (2, 3)):
        code = base64.b64encode(bytes(offset) + data).decode("ascii")
        found.append(code[unsure : (offset + len(data)) * 8 // 6])
    return found


def _spelled(secret: str) -> re.Pattern[str]:
    """Match a text in which any character may be escaped; the repeats are bounded, so that it stays linear."""
    return re.compile("".join(_character(one) for one in secret))


def _character(one: str) -> str:
    others = {"+": "[+-]", "/": "[/_]"}.get(one, re.escape(one))
    code = ord(one)
    forms = [
        others,
        rf"\\{{1,8}}(?:{re.escape(one)}|u0{{0,4}}{_hexadecimal(code)}|U0{{0,6}}{_hexadecimal(code)}|[xX]{_hexadecimal(code)}|u\{{0{{0,4}}{_hexadecimal(code)}\}})",
        rf"&#0{{0,4}}(?:{code}|[xX]0{{0,4}}{_hexadecimal(code)});?",
        _NAMED.get(one, others),
        "".join(rf"%(?:25){{0,4}}{_hexadecimal(byte)}" for byte in one.encode("utf-8", "surrogatepass")),
    ]
    return f"(?:{'|'.join(forms)})"


def _hexadecimal(code: int) -> str:
    return "".join(f"[{one}{one.upper()}]" if one.isalpha() else one for one in f"{code:02x}")


@lru_cache(maxsize=64)
def redactor(secrets: frozenset[str]) -> Redactor:
    """Return the redactor of some secrets, made once."""
    return Redactor(secrets)


def environment_secrets(environ: Mapping[str, str], shortest: int = SHORTEST_KEY) -> frozenset[str]:
    """Return the values of the variables that are named like a secret, from ``shortest`` characters on."""
    values = {value.strip() for name, value in environ.items() if _SECRET_NAME.search(name)}
    return frozenset(value for value in values if len(value) >= shortest)


def url_secrets(url: str) -> frozenset[str]:
    """Return the possible secrets of an address: its user name and password, and the values in its query."""
    rest, _, query = url.partition("#")[0].partition("?")
    hidden = [value if sign else name for name, sign, value in _pairs(query) if not _is_open(name)]
    found = {form for one in hidden for form in (one, unquote(one), unquote_plus(one))}
    user, at, _ = _netloc(rest).rpartition("@")
    if at:
        name, _, password = user.partition(":")
        found |= {password, unquote(password)} if password else {name, unquote(name)}
    return frozenset(one for one in found if one)


def masked_url(url: str) -> str:
    """Return an address with *** for what may be a secret in its query, equal when a key is renewed."""
    rest, mark, query = url.partition("?")
    shown = [
        f"{name}{sign}{value}" if _is_open(name) else f"{name}={MASK}" if sign else MASK
        for name, sign, value in _pairs(query)
    ]
    return rest + mark + "&".join(shown)


def plain_url(url: str) -> str:
    """Return an address without user name, password and query, as messages show it."""
    rest = re.split(r"[?#]", url, maxsplit=1)[0]
    user, at, _ = _netloc(rest).rpartition("@")
    return rest.replace(user + at, "", 1) if at else rest


def _netloc(url: str) -> str:
    try:
        return urlsplit(url if "://" in url else f"//{url}").netloc
    except ValueError:  # brackets that do not pair
        return url.partition("://")[2].partition("/")[0]


def _pairs(query: str) -> list[tuple[str, str, str]]:
    return [one.partition("=") for one in query.split("&")] if query else []


def _is_open(name: str) -> bool:
    return unquote(name).lower() in _OPEN_PARAMETERS


def guard_logs(names: Iterable[str], secrets: frozenset[str]) -> None:
    """Keep secrets out of what some packages log, at whatever level, in their loggers that exist by now."""
    if not secrets:
        return
    guard, roots = _Guard(secrets), tuple(names)
    known = [*roots, *logging.root.manager.loggerDict]
    for name in known:
        if name.partition(".")[0] in roots:
            logging.getLogger(name).addFilter(guard)  # which adds an equal one once


class _Guard(logging.Filter):
    """Redacts each record, its exception included. Two for the same secrets are equal."""

    def __init__(self, secrets: frozenset[str]) -> None:
        super().__init__()
        self._secrets = secrets

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Guard) and other._secrets == self._secrets

    def __hash__(self) -> int:
        return hash(self._secrets)

    def filter(self, record: logging.LogRecord) -> bool:
        redact = redactor(self._secrets)
        record.msg, record.args = redact(record.getMessage()), None
        if record.exc_info:
            record.exc_text = redact(record.exc_text or logging.Formatter().formatException(record.exc_info))
            record.exc_info = None
        return True
