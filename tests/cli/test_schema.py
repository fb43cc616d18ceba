"""``llmclaims schema`` shows what a model is told, and the commands take what is taught from files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from llmclaims.config.settings import Settings
from llmclaims.errors import ConfigError
from tests.support.command_line import llmclaims
from tests.support.loopback import Answer

if TYPE_CHECKING:
    from pathlib import Path

    from tests.support.loopback import Loopback

MODELS = '''
from typing import Annotated
from llmclaims import Cited, Mention, Role

class Promise(Cited):
    """Somebody binds himself to do something."""

    promiser: Annotated[Mention, Role.SPEAKER]
'''
TEXT = "The mayor said on Monday: “I will pay for the bridge.”"
EXAMPLE = {"text": TEXT, "promise": [{"quote": "I will pay for the bridge", "promiser": "The mayor"}]}
ARTICLE = "“We shall reopen the quay by June,” harbour chief Ada Moss said.\n"
HELD = {"quote": "We shall reopen the quay by June", "promiser": "harbour chief Ada Moss"}
TAUGHT = ["--schema", "pledges:Promise", "--instructions", "told.md", "--examples", "shown.jsonl"]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder with an article, a model, and what it is taught with."""
    (tmp_path / "pledges.py").write_text(MODELS, encoding="utf-8")
    (tmp_path / "told.md").write_text("Only what costs $5 or more.\n", encoding="utf-8")
    (tmp_path / "shown.jsonl").write_text(json.dumps(EXAMPLE) + "\n", encoding="utf-8")
    (tmp_path / "speech.txt").write_text(ARTICLE, encoding="utf-8")
    return tmp_path


def table(loopback: Loopback) -> str:
    """A configuration that leads to the server on this machine."""
    url = f'base_url = "{loopback.base_url}"\nmodel = "m"\noutput = "json_schema"\n'
    return f'provider = "local"\n[providers.local]\n{url}'


def test_what_is_shown_is_what_is_sent(folder: Path, loopback: Loopback) -> None:
    """The system text and the schema are those of the request that a run then sends, letter by letter."""
    loopback.default = Answer({"paragraphs": [{"paragraph": 1, "promise": [HELD]}]})
    (folder / "c.toml").write_text(table(loopback), encoding="utf-8")
    shown = llmclaims("schema", *TAUGHT, "--config", "c.toml", "--json", cwd=folder)
    assert (shown.returncode, shown.stderr) == (0, "")
    assert loopback.requests == []
    found = json.loads(shown.stdout)
    done = llmclaims("extract", "speech.txt", *TAUGHT, "--config", "c.toml", "--no-check", cwd=folder)
    assert [json.loads(one)["record"] for one in done.stdout.splitlines()].count("promise") == 1, done.stderr
    (sent,) = loopback.requests
    assert found["system"] == sent["messages"][0]["content"]
    assert found["schema"] == sent["response_format"]["json_schema"]["schema"]
    assert found["turn"].splitlines()[-1] == "$paragraphs"
    assert "Only what costs $5 or more." in found["system"]
    assert TEXT in found["system"]
    assert {"instructions", "examples"} <= set(found["prompts"])


def test_each_part_has_its_length(folder: Path) -> None:
    """Characters, and tokens at four characters each; the same in the text as in the JSON."""
    found = json.loads(llmclaims("schema", *TAUGHT, "--json", cwd=folder).stdout)
    for part in ("system", "turn", "schema"):
        assert found["tokens"][part] == -(-found["characters"][part] // 4)
    assert found["characters"]["system"] == len(found["system"])
    text = llmclaims("schema", *TAUGHT, cwd=folder).stdout
    assert "To any model (none is chosen); 4 characters are counted as a token." in text
    assert f"{found['characters']['system']:,} characters, about {found['tokens']['system']:,} tokens" in text
    assert found["system"] in text
    assert found["turn"] in text


FORMS = [
    # the same in the forms of other protocols and outputs
    ("openai", "tools"),
    ("openai", "json"),
    ("anthropic", "json_schema"),
    ("gemini", "json_schema"),
]


@pytest.mark.parametrize(("protocol", "output"), FORMS)
def test_every_protocol_is_shown(protocol: str, output: str, folder: Path) -> None:
    """The guide stands in the system text once, and the schema has the model's field."""
    (folder / "c.toml").write_text(
        f'provider = "p"\n[providers.p]\nprotocol = "{protocol}"\nmodel = "m"\noutput = "{output}"\n'
    )
    done = llmclaims("schema", *TAUGHT, "--config", "c.toml", "--json", cwd=folder)
    found = json.loads(done.stdout)
    assert found["who"] == "p m"
    assert found["system"].count("promise: Somebody binds himself") == 1
    assert "promiser" in json.dumps(found["schema"])
    assert "$paragraphs" not in found["system"]


UNUSABLE: list[tuple[list[str], dict[str, str], str]] = [
    # no such file
    (["--instructions", "no.md"], {}, "no.md: instructions cannot be read (No such file or directory)"),
    (["--examples", "no.jsonl"], {}, "no.jsonl: examples cannot be read"),
    # nothing in it
    (["--instructions", "told.md"], {"told.md": " \n"}, "told.md: holds no instructions"),
    # no JSON, in the line that is said
    (["--examples", "shown.jsonl"], {"shown.jsonl": f"{json.dumps(EXAMPLE)}\nno\n"}, "shown.jsonl:2: not JSON"),
    # no list of objects
    (["--examples", "shown.jsonl"], {"shown.jsonl": "[1, 2]"}, "not a list of examples"),
    # an example whose words do not stand in its own text
    (["--examples", "shown.jsonl"], {"shown.jsonl": json.dumps(EXAMPLE | {"text": "The mayor said: “I will pay for a bridge.”"})},
     "quote “I will pay for the bridge” does not stand in its text, where the nearest is “I will pay for a bridge”"),
]  # fmt: skip


@pytest.mark.parametrize(("given", "files", "says"), UNUSABLE)
def test_what_cannot_be_taught_is_one_sentence(
    given: list[str], files: dict[str, str], says: str, folder: Path
) -> None:
    """It is said by each command that would tell it, with exit code 2."""
    for name, text in files.items():
        (folder / name).write_text(text, encoding="utf-8")
    schema = ["--schema", "pledges:Promise"]
    for command in (
        ["schema"],
        ["extract", "speech.txt", "--provider", "ollama", "--model", "m", "--estimate"],
    ):
        done = llmclaims(*command, *schema, *given, cwd=folder)
        assert (done.returncode, done.stdout) == (2, "")
        (line,) = done.stderr.splitlines()
        assert says in line


def test_a_list_is_as_good_as_lines(folder: Path) -> None:
    """Examples may be one JSON list over several lines."""
    (folder / "shown.json").write_text(
        json.dumps([EXAMPLE, {"text": "It rained."}], indent=2), encoding="utf-8"
    )
    done = llmclaims(
        "schema", "--schema", "pledges:Promise", "--examples", "shown.json", "--json", cwd=folder
    )
    assert '{"paragraph":2,"promise":[]}' in json.loads(done.stdout)["system"]


def test_a_configuration_names_both_files(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """They are found from its own folder, wherever the command is typed; an argument goes before them."""
    (folder / "c.toml").write_text('instructions = "told.md"\nexamples = "shown.jsonl"\n')
    (folder / "elsewhere").mkdir()
    monkeypatch.chdir(folder / "elsewhere")
    found = Settings.load("../c.toml")
    assert found.instructions == "Only what costs $5 or more.\n"
    assert [one["text"] for one in found.examples] == [TEXT]
    assert Settings.load("../c.toml", instructions="Others.").instructions == "Others."


def test_a_configuration_that_nobody_named_teaches_from_its_own_folder(
    folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It may not read the user's other files into a prompt, and what it teaches is said."""
    secret = folder / "secret.txt"
    secret.write_text("the key of the house\n")
    inner = folder / "inner"
    inner.mkdir()
    monkeypatch.chdir(inner)
    for leads_out in ("../secret.txt", str(secret)):
        (inner / "llmclaims.toml").write_text(f'instructions = "{leads_out}"\n')
        with pytest.raises(ConfigError, match="leads out of its folder"):
            Settings.load()
    (inner / "told.md").write_text("Only promises.\n")
    (inner / "llmclaims.toml").write_text('instructions = "told.md"\n')
    assert "teaches the model by instructions or examples of its own" in Settings.load().liberties
