"""A configuration that merely lies in the working folder sends neither text nor keys where its user did not ask."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from platformdirs import user_config_path

from llmclaims import Settings, extract
from llmclaims.cli import main
from llmclaims.errors import ConfigError
from llmclaims.providers.registry import connect_chain

SECRET = "wJalr-nobody-may-see-this"
AT = 'provider = "it"\n[providers.it]\nmodel = "m"\n'
VARIABLES = ("AWS_SECRET_ACCESS_KEY", "OPENAI_API_KEY", "GROQ_API_KEY", "AZURE_OPENAI_API_KEY", "MY_KEY")


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A working folder with an article, and secrets in the environment."""
    work = tmp_path / "work"
    work.mkdir()
    monkeypatch.chdir(work)
    for name in VARIABLES:
        monkeypatch.setenv(name, SECRET)
    monkeypatch.setenv("MY_SERVER", "http://127.0.0.1:8080")
    monkeypatch.setenv("FAR_SERVER", "https://far.example")
    Path("a.txt").write_text("The harbour is shut.\n")


def toml(**entries: str) -> str:
    """A configuration whose provider has these entries."""
    return AT + "".join(f'{name} = "{value}"\n' for name, value in entries.items())


REFUSED = [
    # somebody else's server, with a secret of any name, with a known key, and with none
    (toml(base_url="https://evil.example/v1", api_key_env="AWS_SECRET_ACCESS_KEY"), "evil.example"),
    (toml(base_url="https://evil.example/v1", api_key_env="OPENAI_API_KEY"), "evil.example"),
    (toml(base_url="https://evil.example/v1"), "evil.example"),
    # a secret that is not the service's own, and a key that belongs to another service
    (toml(api_key_env="AWS_SECRET_ACCESS_KEY"), "openai protocol"),
    (toml(base_url="https://api.openai.com/v1", api_key_env="AWS_SECRET_ACCESS_KEY"), "api.openai.com"),
    (toml(base_url="https://api.groq.com/openai/v1", api_key_env="OPENAI_API_KEY"), "api.groq.com"),
    (toml(protocol="anthropic", api_key_env="OPENAI_API_KEY"), "anthropic protocol"),
    # a preset's table with another address
    ('provider = "openai"\n[providers.openai]\nmodel = "m"\nbase_url = "https://evil.example/v1"\n', "evil.example"),
    # names that look like a known one: user names, longer names, letters of another script, codes
    (toml(base_url="http://api.openai.com@evil.example/v1"), "evil.example"),
    (toml(base_url="https://api.openai.com:443@evil.example/v1", api_key_env="OPENAI_API_KEY"), "evil.example"),
    (toml(base_url="https://api.openai.com.evil.example/v1", api_key_env="OPENAI_API_KEY"), "evil.example"),
    (toml(base_url="https://evil.example/api.openai.com/v1", api_key_env="OPENAI_API_KEY"), "evil.example"),
    (toml(base_url="https://xapi.openai.com/v1", api_key_env="OPENAI_API_KEY"), "xapi.openai.com"),
    (toml(base_url="https://api.open\u0430i.com/v1", api_key_env="OPENAI_API_KEY"), "api.open"),
    (toml(base_url="https://api.openai.com\uff0eevil.example/v1", api_key_env="OPENAI_API_KEY"), "evil.example"),
    (toml(base_url="https://evil.example\\\\@api.openai.com/v1", api_key_env="OPENAI_API_KEY"), ""),
    (toml(base_url="https://api.openai.com%2eevil.example/v1", api_key_env="OPENAI_API_KEY"), "evil.example"),
    (toml(base_url="https://api.openai.com./v1", api_key_env="OPENAI_API_KEY"), "api.openai.com"),
    # without encryption, and at another port
    (toml(base_url="http://api.openai.com/v1", api_key_env="OPENAI_API_KEY"), "api.openai.com"),
    (toml(base_url="https://api.openai.com:8443/v1", api_key_env="OPENAI_API_KEY"), "api.openai.com"),
    # an address made of a variable: a secret would be asked for as a host
    (toml(base_url="${AWS_SECRET_ACCESS_KEY}/v1"), "AWS_SECRET_ACCESS_KEY"),
    (toml(base_url="https://evil.example/${AWS_SECRET_ACCESS_KEY}"), "evil.example"),
    (toml(base_url="${AZURE_OPENAI_ENDPOINT}.evil.example/v1", api_key_env="AZURE_OPENAI_API_KEY"), "AZURE_OPENAI_ENDPOINT"),
    (toml(base_url="${AZURE_OPENAI_ENDPOINT}/v1", api_key_env="AWS_SECRET_ACCESS_KEY"), "AZURE_OPENAI_ENDPOINT"),
    (toml(base_url="https://theirs.openai.azure.com/v1", api_key_env="AZURE_OPENAI_API_KEY"), "theirs.openai.azure.com"),
    (toml(base_url="${FAR_SERVER}/v1"), "FAR_SERVER"),
    # what only looks local: public addresses in old forms, a metadata service, a name that ends like one
    (toml(base_url="http://3627734734/v1"), "3627734734"),
    (toml(base_url="http://0xd83ad78e/v1"), "0xd83ad78e"),
    (toml(base_url="http://127.0.0.1.evil.example/v1"), "evil.example"),
    (toml(base_url="http://localhost.evil.example/v1"), "evil.example"),
    (toml(base_url="http://169.254.169.254/v1"), "169.254.169.254"),
    (toml(base_url="http://[2606:4700::1111]/v1"), "2606:4700::1111"),
    (toml(base_url="http://ai/v1"), "ai"),
    # a key over the own network goes to a machine that anybody may have put there
    (toml(base_url="http://192.168.1.9/v1", api_key_env="AWS_SECRET_ACCESS_KEY"), "192.168.1.9"),
    # by way of a fallback
    (toml(base_url="http://127.0.0.1:9/v1", fallback="other") + '[providers.other]\nmodel = "m"\nbase_url = "https://evil.example/v1"\n', "evil.example"),
]  # fmt: skip
ALLOWED = [
    # the known services, each with its own key, and by their own address
    'provider = "openai"\nmodel = "m"\n',
    toml(api_key_env="OPENAI_API_KEY"),
    toml(base_url="https://api.openai.com/v1", api_key_env="OPENAI_API_KEY"),
    toml(base_url="https://API.OpenAI.com:443/v1/", api_key_env="OPENAI_API_KEY"),
    'provider = "groq"\n[providers.groq]\nmodel = "m"\nconcurrency = 2\n',
    'provider = "azure"\n[providers.azure]\nmodel = "m"\n',
    # this machine, with whatever key
    toml(base_url="http://127.0.0.1:8000/v1", api_key_env="MY_KEY"),
    toml(base_url="http://[::1]:8000/v1", api_key_env="MY_KEY"),
    toml(base_url="http://localhost/v1", api_key_env="MY_KEY"),
    toml(base_url="${MY_SERVER}/v1", api_key_env="MY_KEY"),
    # the own network, with none
    toml(base_url="http://192.168.1.9:11434/v1"),
    toml(base_url="http://ollama:11434/v1"),
    toml(base_url="http://gpu.lan/v1"),
    # a provider that is not asked sends nothing
    '[providers.it]\nmodel = "m"\nbase_url = "https://gateway.example/v1"\napi_key_env = "MY_KEY"\n',
]


def asked() -> None:
    """All that a run does before it sends anything."""
    connect_chain(Settings.load(), "extract")


@pytest.mark.parametrize(("text", "host"), REFUSED)
def test_what_nobody_named_sends_nothing_elsewhere(text: str, host: str) -> None:
    """File, host and variable are named, and the way to allow it; no value is shown."""
    Path("llmclaims.toml").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError) as error:
        asked()
    said = str(error.value)
    assert said.startswith("llmclaims.toml: [providers.")
    assert host in said
    assert "--config llmclaims.toml" in said
    assert str(user_config_path("llmclaims")) in said
    assert all(
        name in said for name in VARIABLES if f'api_key_env = "{name}"' in text and "fallback" not in text
    )
    assert SECRET not in said
    assert len(said.splitlines()) == 1


@pytest.mark.parametrize("text", ALLOWED)
def test_what_is_known_or_local_needs_no_word(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The ordinary configurations of a project work as they lie there."""
    monkeypatch.setenv("AZURE_OPENAI_ENDPOINT", "https://mine.openai.azure.com")
    Path("llmclaims.toml").write_text(text, encoding="utf-8")
    asked()


EVIL = toml(base_url="https://evil.example/v1", api_key_env="AWS_SECRET_ACCESS_KEY")


def test_who_names_the_file_is_believed() -> None:
    """By ``--config``, by ``config=``, or by where it lies: the user's own folder, a link to it included."""
    Path("llmclaims.toml").write_text(EVIL)
    connect_chain(Settings.load("llmclaims.toml"), "extract")
    connect_chain(Settings.asked(None, "llmclaims.toml"), "extract")
    own = user_config_path("llmclaims") / "llmclaims.toml"
    own.parent.mkdir(parents=True)
    Path("llmclaims.toml").rename(own)
    asked()
    Path("llmclaims.toml").symlink_to(own)
    asked()


def test_a_stage_and_a_provider_of_the_command_are_looked_at_too(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever is asked, by whatever choice, stands in the same file."""
    named = EVIL.replace('provider = "it"\n', "")
    Path("llmclaims.toml").write_text(named + '[stages]\nlink = { provider = "it" }\n')
    asked()
    with pytest.raises(ConfigError, match=r"evil\.example"):
        connect_chain(Settings.load(), "link")
    Path("llmclaims.toml").write_text(named)
    with pytest.raises(ConfigError, match=r"evil\.example"):
        connect_chain(Settings.load(provider="it"), "extract")
    monkeypatch.setenv("LLMCLAIMS_PROVIDER", "it")
    with pytest.raises(ConfigError, match=r"evil\.example"):
        asked()


def test_an_address_of_the_call_is_the_users_but_the_key_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    """``base_url`` says where to ask; the file's variable does not go along."""
    Path("llmclaims.toml").write_text(EVIL)
    settings = Settings.asked(base_url="https://mine.example/v1")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")  # it would be asked for
    connect_chain(settings, "extract")


PLACES = [
    # prompts and cache elsewhere, by every way out of the folder
    'prompts = "/etc"',
    'prompts = "../prompts"',
    'prompts = "~/prompts"',
    'cache_dir = "../cache"',
    'cache_dir = "kept/../../cache"',
    # a template that is a path
    'prompt = "../../secret"',
    'repair_prompt = "/etc/secret"',
    'relate_prompt = "a/b"',
]


@pytest.mark.parametrize("entry", PLACES)
def test_its_folders_stay_in_its_folder(entry: str) -> None:
    """What lies in a folder neither reads nor writes elsewhere; named, it may."""
    Path("llmclaims.toml").write_text(f"{entry}\n")
    with pytest.raises(ConfigError, match=r"--config llmclaims\.toml"):
        Settings.load()
    Settings.load("llmclaims.toml")


def test_a_link_out_of_the_folder_is_a_way_out() -> None:
    """What a folder leads to decides, not how it looks."""
    Path("prompts").symlink_to("/etc")
    Path("llmclaims.toml").write_text('prompts = "prompts"\n')
    with pytest.raises(ConfigError, match="leads out of its folder"):
        Settings.load()


COMMANDS: list[list[str]] = [
    ["extract", "a.txt"],
    ["extract", "a.txt", "--estimate"],
    ["extract", "a.txt", "--record", "kept"],
    ["batch", "submit", "a.txt", "--job", "news"],
    ["batch", "submit", "a.txt", "--write-requests", "out"],
]


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_stops_before_it_starts(command: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    """Exit code 2, one sentence, and nothing on the way out."""
    Path("llmclaims.toml").write_text(EVIL)
    with pytest.raises(SystemExit) as left:
        main(command)
    assert left.value.code == 2
    said = capsys.readouterr().err
    assert len(said.splitlines()) == 1
    assert "AWS_SECRET_ACCESS_KEY" in said
    assert "evil.example" in said
    assert SECRET not in said


def test_python_is_stopped_alike() -> None:
    """The library reads the same file, and says how to name it."""
    Path("llmclaims.toml").write_text(EVIL)
    with pytest.raises(ConfigError, match=r"config='llmclaims\.toml'"):
        extract("a.txt")


def test_no_error_shows_what_a_variable_holds(monkeypatch: pytest.MonkeyPatch) -> None:
    """Even a file that somebody named must not print a secret as an address that is none."""
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", f"user:{SECRET}@host")
    Path("mine.toml").write_text(toml(base_url="${AWS_SECRET_ACCESS_KEY}/v1"))
    given: dict[str, Any] = {"config": "mine.toml"}
    with pytest.raises(ConfigError) as error:
        extract("a.txt", **given)
    assert "AWS_SECRET_ACCESS_KEY" in str(error.value)
    assert SECRET not in str(error.value)
