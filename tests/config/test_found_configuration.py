"""What an ``llmclaims.toml`` that merely lies in the folder changes is said, and it cannot hold a run up."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import pytest

import llmclaims
from llmclaims.cli import main
from llmclaims.config.settings import Settings
from llmclaims.errors import ConfigError, DocumentError
from llmclaims.providers.http_errors import Fault, provider_error

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.loopback import Loopback


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to work in, with an article and nothing of the user's own."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path / "own"))
    (tmp_path / "toll.txt").write_text("The toll is too high, Ana Rook said on the quay.\n", encoding="utf-8")
    return tmp_path


LIBERTIES = [
    # a rule that would have refused something is off
    ('disable = ["SPEAKER_MISSING", "V13"]', "turns rules off (SPEAKER_MISSING, V13)"),
    # answers that came with the articles would be taken for a model's
    ('cache_dir = "kept"', "takes answers from 'kept'"),
    # somebody else's words go to the model
    ('prompts = "asked"', "asks with the prompts in 'asked'"),
]


@pytest.mark.parametrize(("line", "says"), LIBERTIES)
def test_what_nobody_asked_for_is_said(line: str, says: str, folder: Path) -> None:
    """In Python as on the command line, once; not where the user names the file."""
    (folder / "asked").mkdir()
    (folder / "llmclaims.toml").write_text(line, encoding="utf-8")
    (said,) = llmclaims.extract("toll.txt").summary.warnings
    assert says in said
    assert "llmclaims.toml, which nobody named" in said
    assert llmclaims.extract("toll.txt", config="llmclaims.toml").summary.warnings == ()


def test_an_ordinary_file_is_used_without_a_word(folder: Path) -> None:
    """What changes neither the rules nor the answers needs no warning."""
    (folder / "llmclaims.toml").write_text('provider = "builtin"\nstrict = true\nlink = false\n')
    assert llmclaims.extract("toll.txt").summary.warnings == ()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="a named pipe")
def test_a_pipe_in_its_place_is_told(folder: Path) -> None:
    """It would be read for ever."""
    os.mkfifo(folder / "llmclaims.toml")
    with pytest.raises(ConfigError, match="a pipe, not a file"):
        Settings.load()


@pytest.mark.parametrize("command", [["link", "run.jsonl"], ["mcp"]])
def test_nobody_is_announced_who_is_refused(
    command: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """The text goes nowhere, and nothing says that it does."""
    (folder / "llmclaims.toml").write_text(
        'provider = "p"\n[providers.p]\nbase_url = "https://collector.example/v1"\nmodel = "m"\n'
    )
    llmclaims.extract("toll.txt", provider="builtin").save("run.jsonl")
    with pytest.raises(SystemExit) as ended:
        main(command)
    assert ended.value.code == 2
    said = capsys.readouterr().err
    assert "the text goes to" not in said
    assert "would send the text of articles to collector.example" in said


@pytest.mark.parametrize(
    ("url", "named"),
    [
        ("https://api.openai.com:8443/v1", "api.openai.com:8443;"),
        ("http://api.openai.com/v1", "http://api.openai.com;"),
        ("http://127.0.0.1:9/${HOME}", "an address that holds the variable HOME;"),
    ],
)
def test_the_refusal_shows_what_is_wrong_with_an_address(url: str, named: str, folder: Path) -> None:
    """A known host, but another port or no encryption; a variable that would go along."""
    (folder / "llmclaims.toml").write_text(
        f'provider = "p"\n[providers.p]\nbase_url = "{url}"\nmodel = "m"\napi_key_env = "OPENAI_API_KEY"\n'
    )
    with pytest.raises(ConfigError, match="nobody named that file") as refused:
        llmclaims.extract("toll.txt")
    assert f"to {named}" in str(refused.value)


@pytest.mark.parametrize("status", [401, 403])
def test_a_key_that_was_never_sent_is_not_called_wrong(status: int) -> None:
    """The sentence says that one is wanted, and where to name it."""
    said = str(provider_error(Fault("gate", "m", status, "no token", keyed=False)))
    assert "wants a key, and none was sent; write api_key_env" in said
    assert "[providers.gate]" in said
    assert "does not accept the key" in str(provider_error(Fault("gate", "m", status, "no token")))


def test_a_gateway_without_its_key_is_told(folder: Path, loopback: Loopback) -> None:
    """Over the wire too, where a key that is for another server stayed behind."""
    from tests.support.loopback import Fault as Refused

    loopback.default = Refused(401)
    found = llmclaims.extract(
        "toll.txt", provider="openai", model="m", base_url=loopback.base_url, cache=False
    )
    assert "wants a key, and none was sent" in found.failures[0].message


WRONG = [
    ({"settings": {"strict": True}}, "make a Settings of it"),
    ({"config": 3}, "config is 3, which is no path"),
    ({"provider": "ollama", "model": "m", "base_url": 8080}, "base_url is 8080, which is no text"),
]


@pytest.mark.parametrize(("given", "says"), WRONG)
def test_an_argument_of_another_type_is_told(given: dict[str, object], says: str, folder: Path) -> None:
    """One sentence, in place of what broke inside."""
    with pytest.raises(ConfigError, match=says):
        llmclaims.extract("toll.txt", **given)  # type: ignore[arg-type]


def test_a_text_in_place_of_a_path_is_told(folder: Path) -> None:
    """However long it is: it is not printed, and the way to give a text is named."""
    for text in ("A first line.\nA second one.", "A line of many.\n" * 400):
        with pytest.raises(DocumentError, match=r"Document\.from_text") as told:
            llmclaims.extract(text)
        assert len(str(told.value)) < 120
    with pytest.raises(DocumentError, match="empty path"):
        llmclaims.extract("")
    with pytest.raises(ConfigError, match="is no source"), (folder / "toll.txt").open() as file:
        llmclaims.extract(file)


@pytest.mark.parametrize("option", [["--max-cost", "nan"], ["--max-cost", "inf"], ["--timeout", "nan"]])
def test_a_limit_that_is_no_number_is_told(
    option: list[str], folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """It would limit nothing."""
    with pytest.raises(SystemExit) as ended:
        main(["extract", "toll.txt", *option])
    assert ended.value.code == 2
    assert "is no amount" in capsys.readouterr().err
