"""No key is shown, logged or written, in whatever form a server gives it back."""

from __future__ import annotations

import asyncio
import base64
import html
import json
import logging
import time
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

import pytest

import llmclaims
from llmclaims.config.provider_settings import ProviderSettings
from llmclaims.config.redaction import Redactor, environment_secrets, masked_url, plain_url, url_secrets
from llmclaims.config.settings import Settings
from llmclaims.errors import LlmClaimsError
from llmclaims.inference.runner import Runner
from llmclaims.providers.registry import connect
from tests.support.loopback import Answer, Content, Fault, Loopback, Messages, request_for

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

KEY = "sk-Proj/4f+Zr_91=xYtQ"
ANSWERS: dict[str, type[Answer]] = {"openai": Answer, "anthropic": Messages, "gemini": Content}


def base64_of(text: str) -> str:
    """A text in base64."""
    return base64.b64encode(text.encode()).decode()


FORMS: dict[str, Callable[[str], str]] = {
    "plain": str,
    "base64": base64_of,
    "base64 of a header": lambda key: base64_of(f"Bearer {key}"),
    "base64 of a user and a password": lambda key: base64_of(f"me:{key}\n"),
    "base64 for URLs": lambda key: base64.urlsafe_b64encode(f":{key}".encode()).decode(),
    "base64 without its end": lambda key: base64_of(key).rstrip("="),
    "base64 in a URL": lambda key: quote(base64_of(key), safe=""),
    "in a URL": lambda key: quote(key, safe=""),
    "twice in a URL": lambda key: quote(quote(key, safe=""), safe=""),
    "every letter in a URL": lambda key: "".join(f"%{ord(one):02x}" for one in key),
    "JSON's escapes": lambda key: "".join(f"\\u{ord(one):04x}" for one in key),
    "JSON's escapes, capital": lambda key: "".join(f"\\u{ord(one):04X}" for one in key),
    "some of JSON's escapes": lambda key: key.replace("/", "\\/").replace("+", "\\u002b"),
    "JSON in JSON": lambda key: json.dumps(json.dumps("".join(f"\\u{ord(one):04x}" for one in key))),
    "Python's escapes": lambda key: "".join(f"\\x{ord(one):02x}" for one in key),
    "JavaScript's escapes": lambda key: "".join(f"\\u{{{ord(one):x}}}" for one in key),
    "HTML, decimal": lambda key: "".join(f"&#{ord(one)};" for one in key),
    "HTML, hexadecimal": lambda key: "".join(f"&#x{ord(one):X};" for one in key),
    "hexadecimal": lambda key: key.encode().hex(),
    "hexadecimal, capital": lambda key: key.encode().hex().upper(),
}


@pytest.mark.parametrize("form", FORMS)
def test_a_key_is_found_in_every_form(form: str) -> None:
    """What is left holds no three characters of it in a row, and what stands around it is as it was."""
    spelled = FORMS[form](KEY)
    shown = Redactor([KEY])(f"it’s “{spelled}”, 100 % of it \\n")
    assert "***" in shown
    assert not any(spelled[place : place + 12] in shown for place in range(4, len(spelled) - 16))
    assert shown.startswith("it’s “")
    assert shown.endswith("”, 100 % of it \\n")


@pytest.mark.parametrize("form", [*FORMS, "JSON", "HTML"])
@pytest.mark.parametrize("key", ['pw"of\\the<sea>&shore', "100%25sure%2Fand%2541more"])
def test_a_key_of_signs_that_are_escapes_elsewhere_is_found(key: str, form: str) -> None:
    """Passwords have them, and so do the values of a query."""
    spelled = FORMS.get(form, {"JSON": json.dumps, "HTML": html.escape}.get(form, str))(key)
    shown = Redactor([key])(f"it is {spelled}.")
    assert "***" in shown
    assert not any(spelled[place : place + 8] in shown for place in range(4, len(spelled) - 12))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "nothing at all",
        '{"content": "{\\"quote\\": \\"caf\\u00e9, 5%25 &#8217; \\\\u0073\\"}"}',
        "sk-Proj/4f",
        "%%%\\\\u00",
    ],
)
def test_other_texts_stay_as_they_are(text: str) -> None:
    """Escapes that spell no key, and parts of a key that are words."""
    assert Redactor([KEY])(text) == text


def test_long_runs_of_escapes_take_no_time() -> None:
    """A reply made to be slow is not."""
    redact = Redactor([KEY])
    began = time.monotonic()
    for text in ("\\" * 300_000, "%25" * 100_000, "&#0000" * 50_000, "\\u00" * 80_000, "%" * 300_000):
        redact(text + KEY)
    assert time.monotonic() - began < 10


def test_what_may_be_secret_in_an_address() -> None:
    """The password and what stands in the query, apart from a version; neither is in the address that is shown."""
    url = "https://me:pa%40ss-word@host.example:8/v1/@cf/x?api-version=2024-10-21&code=s3cr%2Fet&flag"
    assert url_secrets(url) == {"pa%40ss-word", "pa@ss-word", "s3cr%2Fet", "s3cr/et", "flag"}
    assert plain_url(url) == "https://host.example:8/v1/@cf/x"
    assert masked_url(url).endswith("/x?api-version=2024-10-21&code=***&***")


def test_which_variables_hold_secrets() -> None:
    """Those that are named so, with a value that is no word."""
    environ = {
        "A_KEY": "0123456789ab",
        "B_TOKEN": "short",
        "HOME": "/home/somebody",
        "DB_PASSWORD": " pass-word-7-8 \n",
    }
    assert environment_secrets(environ) == {"0123456789ab", "pass-word-7-8"}


def ask(protocol: str, base_url: str, **changes: Any) -> None:
    """Ask a server once that does not answer."""
    given = {"protocol": protocol, "model": "m", "base_url": base_url, "max_attempts": 1} | changes
    settings = ProviderSettings(**given)

    async def once() -> None:
        async with Runner(connect("local", settings), settings) as runner:
            await runner.ask(request_for())

    asyncio.run(once())


@pytest.mark.parametrize("protocol", list(ANSWERS))
@pytest.mark.parametrize("status", [200, 401, 500])
def test_neither_errors_nor_logs_hold_a_key(
    protocol: str,
    status: int,
    loopback: Loopback,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    """Whatever a server repeats, in its words and headers; whatever an SDK logs, at whatever level."""
    monkeypatch.setenv("MY_LLM", KEY)
    secret = "query-s3cret-77"
    said = " ".join(form(one) for form in FORMS.values() for one in (KEY, secret))
    echo = {
        name: f"{KEY} {base64_of(KEY)} {secret}" for name in ("WWW-Authenticate", "X-Echo", "Retry-After")
    }
    loopback.default = Fault(status, json.dumps({"error": {"message": said}}).encode(), headers=echo)
    url = loopback.base_url.removesuffix("/v1") + f"?code={secret}"
    for name in ("httpcore2.http11", "httpcore2.connection", "openai._base_client", "anthropic._base_client"):
        logging.getLogger(name)
    with caplog.at_level(logging.DEBUG), pytest.raises(LlmClaimsError) as caught:
        ask(protocol, url, api_key_env="MY_LLM")
    assert loopback.paths[0].endswith(f"?code={secret}")
    text = caplog.text + str(caught.value)
    assert "HTTP Request: POST" in text
    for name, form in FORMS.items():
        for one in (KEY, secret):
            assert form(one)[4:16] not in text, name


@pytest.mark.parametrize("protocol", list(ANSWERS))
def test_neither_runs_nor_recordings_hold_a_key(
    protocol: str, loopback: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A failure's message, the run's file and the recording, whatever the server repeats."""
    monkeypatch.setenv("MY_LLM", KEY)
    secret = "query-s3cret-77"
    said = " ".join(form(one) for form in FORMS.values() for one in (KEY, secret))
    loopback.default = Fault(400, json.dumps({"error": {"message": said}}).encode())
    url = loopback.base_url.removesuffix("/v1").replace("//", "//me:pass-word-99@") + f"?code={secret}"
    provider = ProviderSettings(protocol=protocol, model="m", base_url=url, api_key_env="MY_LLM")
    article = tmp_path / "news.txt"
    article.write_text("The minister said “we will not go” on Tuesday in Lund, and she meant it.\n", "utf-8")
    settings = Settings(provider="local", providers={"local": provider})
    found = llmclaims.extract(article, settings=settings, record=tmp_path / "recording")
    assert found.failures
    found.save(tmp_path / "run.jsonl")
    written = b"".join(one.read_bytes() for one in tmp_path.rglob("*") if one.is_file()).decode()
    assert "***" in written
    for name, form in FORMS.items():
        for one in (KEY, secret, "pass-word-99"):
            assert form(one)[4:16] not in written, name
