"""Configuration: one file, a few environment variables, and what stands above what."""

from __future__ import annotations

from pathlib import Path

import pytest

from llmclaims.config.settings import Settings
from llmclaims.errors import ConfigError

FILE = """
provider = "local"
[providers.local]
base_url = "http://127.0.0.1:9/v1"
model = "small"
[providers.other]
base_url = "http://127.0.0.1:8/v1"
model = "large"
[stages]
link = { provider = "other" }
"""


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """A configuration file."""
    path = tmp_path / "llmclaims.toml"
    path.write_text(FILE, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("environ", "overrides", "provider", "model"),
    [
        ({}, {}, "local", "small"),  # the file alone
        ({"LLMCLAIMS_PROVIDER": "other"}, {}, "other", "large"),  # the environment stands above the file
        ({"LLMCLAIMS_PROVIDER": "other"}, {"provider": "local"}, "local", "small"),  # an argument above both
        ({"LLMCLAIMS_MODEL": "tiny"}, {}, "local", "tiny"),  # a model for the file's provider
        (
            {"LLMCLAIMS_MODEL": "tiny"},
            {"provider": "other"},
            "other",
            "large",
        ),  # that model was for another one
        ({}, {"provider": "ollama", "model": "m"}, "ollama", "m"),  # a preset needs no table
    ],
)
def test_what_stands_above_what(
    file: Path, environ: dict[str, str], overrides: dict[str, str], provider: str, model: str
) -> None:
    """Arguments, then the environment, then the file."""
    name, chosen = Settings.load(file, environ=environ, **overrides).for_stage("extract")
    assert (name, chosen.model) == (provider, model)


def test_a_stage_may_have_its_own_provider(file: Path) -> None:
    """The stage's table decides for that stage alone."""
    settings = Settings.load(file, environ={})
    assert settings.for_stage("link")[0] == "other"
    assert settings.for_stage("extract")[0] == "local"


def test_nothing_configured_means_builtin(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With no file and no environment no text leaves the machine."""
    monkeypatch.chdir(tmp_path)
    assert Settings.load(environ={}).for_stage("extract")[1].protocol == "builtin"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("provider = ", "not readable as TOML"),  # no TOML
        ("nonsense = 1", "nonsense"),  # a key that nobody knows
        ('[providers.x]\nprotocol = "carrier pigeon"', "providers.x.protocol"),  # a value that nobody knows
        ("[providers.x]\nconcurrency = 0", "providers.x.concurrency"),  # a number out of range
        ('[providers.x]\napi_key = "sk-1"', "providers.x.api_key"),  # keys are never in a file
    ],
)
def test_a_bad_file_names_the_entry(tmp_path: Path, text: str, words: str) -> None:
    """The error says which entry of which file."""
    path = tmp_path / "c.toml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=words):
        Settings.load(path, environ={})


@pytest.mark.parametrize(
    ("provider", "words"),
    [
        ("nobody", "is not configured"),  # no such name
        ("openai", "has no model"),  # a model is always chosen, never guessed
    ],
)
def test_a_provider_that_cannot_be_used_says_why(provider: str, words: str) -> None:
    """An unknown provider, or one without a model, is an error before anything is sent."""
    with pytest.raises(ConfigError, match=words):
        Settings(provider=provider).for_stage("extract")
