"""``llmclaims providers``: who is there, in which key's variable, and in one sentence whether it works."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from typing import TYPE_CHECKING, Any

import pytest

from llmclaims.cli import main
from llmclaims.providers.instructor.services import SERVICES
from tests.support.loopback import Answer, Content, Fault, Loopback, Messages, Output

if TYPE_CHECKING:
    from pathlib import Path

KEY = "sk-planted-0123456789abcdef"
GOOD = {"sentence": [{"quote": "It rained all day."}]}


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder to run in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def printed_by(capsys: pytest.CaptureFixture[str], *args: str) -> tuple[int, str, str]:
    """The exit code of a command, and what it printed where."""
    with pytest.raises(SystemExit) as left:
        main(args)
    printed = capsys.readouterr()
    return int(left.value.code or 0), printed.out, printed.err


def configured(folder: Path, server: Loopback, **given: Any) -> None:
    """A configuration whose provider is the server on this machine."""
    table = {"model": "NAME", "base_url": server.base_url, "api_key_env": "MINE_KEY"} | given
    lines = [f"{key} = {json.dumps(value)}" for key, value in table.items()]
    text = 'provider = "mine"\n[providers.mine]\n' + "\n".join(lines) + "\n"
    (folder / "llmclaims.toml").write_text(text, encoding="utf-8")


@pytest.mark.parametrize("output", ["json_schema", "tools", "json"])
@pytest.mark.parametrize(
    ("protocol", "answer"),
    [("openai", Answer), ("responses", Output), ("anthropic", Messages), ("gemini", Content)],
)
def test_one_that_works(
    folder: Path,
    loopback: Loopback,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    protocol: str,
    answer: type[Answer],
    output: str,
) -> None:
    """One tiny request in the configured form of output, its time, and exit code 0."""
    monkeypatch.setenv("MINE_KEY", KEY)
    loopback.default = answer(GOOD)
    configured(folder, loopback, protocol=protocol, output=output)
    code, printed, said = printed_by(capsys, "providers", "--check")
    assert (code, said) == (0, "")
    assert re.fullmatch(r"mine \(NAME(, as MODEL-001)?\) works: it answered in \d+\.\d\d s\.\n", printed)
    assert len(loopback.requests) == 1
    assert len(loopback.raw_requests[0]) < 1500


def error(words: str, code: str = "") -> bytes:
    """An error as servers of the OpenAI protocol give it."""
    return json.dumps({"error": {"message": words, "code": code}}).encode()


@pytest.mark.parametrize(
    ("reaction", "changes", "says"),
    [
        (None, {"api_key_env": "OTHER_KEY"}, "needs a key; set the environment variable OTHER_KEY"),
        (None, {"base_url": "localhost:1"}, "is no address"),
        (None, {"base_url": "${NO_SUCH_SERVER}/v1"}, "environment variable NO_SUCH_SERVER, which is not set"),
        (Fault(401, error(f"Incorrect key {KEY}")), {}, "does not accept the key"),
        (Fault(429, error("none left", "insufficient_quota")), {}, "no credit"),
        (Fault(404, error("The model NAME does not exist")), {}, "does not know that model"),
        (Fault(404, b"<html>not here</html>"), {}, "does not know that address"),
        (Fault(405, b"Method Not Allowed"), {}, "does not know that address"),
        (None, {"base_url": "http://127.0.0.1:9/v1"}, "cannot be reached at http://127.0.0.1:9/v1"),
        (Fault(delay=1.0), {"timeout": 0.2}, "did not answer within 0.2 s"),
        (Fault(200, b"<html>Welcome</html>", content_type="text/html"), {}, "sent no JSON object; check that base_url is an API"),
        (Fault(200, b'{"status": "ok"}'), {}, "sent no choices; check that base_url is a chat API"),
        (Fault(400, error("response_format json_schema is not supported")), {}, 'set output = "json" or "tools"'),
        (Fault(400, error("unknown parameter top_k")), {}, "check its model and parameters"),
        (Answer(text="It rained all day."), {}, "holds no JSON of the kind asked for"),
        (Answer({"sentence": []}), {}, "nothing in the form asked for"),
        (Fault(429, error("slow down")), {}, "asks to slow down"),
        (Fault(503, error("busy")), {}, "is overloaded or down"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_one_sentence(
    folder: Path,
    loopback: Loopback,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    reaction: Answer | Fault | None,
    changes: dict[str, Any],
    says: str,
) -> None:
    """One line on standard output, exit code 1, one request at the most, and never the key."""
    monkeypatch.setenv("MINE_KEY", KEY)
    if reaction is not None:
        loopback.default = reaction
    configured(folder, loopback, **changes)
    code, printed, said = printed_by(capsys, "providers", "--check", "--config", "llmclaims.toml")
    assert (code, said) == (1, "")
    assert says in printed
    assert printed.count("\n") == 1
    assert printed.endswith(".\n")
    assert "mine" in printed or "base_url" in printed
    assert KEY not in printed
    assert len(loopback.requests) <= 1


def test_everybody_who_may_be_asked_is_checked(
    folder: Path, loopback: Loopback, capsys: pytest.CaptureFixture[str]
) -> None:
    """The provider in use, its fallback, and those of the stages; one that fails makes the exit code 1."""
    loopback.default = Answer(GOOD)
    text = (
        'provider = "first"\n[stages]\ncheck = { provider = "third", model = "OTHER" }\n'
        f'[providers.first]\nmodel = "A"\nbase_url = "{loopback.base_url}"\nfallback = "second"\n'
        '[providers.second]\nmodel = "B"\nbase_url = "http://127.0.0.1:9/v1"\n'
        f'[providers.third]\nbase_url = "{loopback.base_url}"\n[providers.unused]\nmodel = "D"\n'
    )
    (folder / "llmclaims.toml").write_text(text, encoding="utf-8")
    code, printed, _ = printed_by(capsys, "providers", "--check", "--json")
    rows = [json.loads(line) for line in printed.splitlines()]
    assert code == 1
    assert [(row["name"], row["model"], row["works"]) for row in rows] == [
        ("first", "A", True), ("second", "B", False), ("third", "OTHER", True),
    ]  # fmt: skip
    assert [row["seconds"] is None for row in rows] == [False, True, False]


def test_one_by_name(folder: Path, loopback: Loopback, capsys: pytest.CaptureFixture[str]) -> None:
    """A name, and a model where none is configured, are enough."""
    loopback.default = Answer(GOOD)
    configured(folder, loopback, api_key_env="")
    code, printed, _ = printed_by(capsys, "providers", "builtin", "--check")
    assert (code, printed) == (0, "builtin works: it needs neither a model nor a network.\n")
    code, printed, _ = printed_by(capsys, "providers", "--check", "mine", "--model", "tiny")
    assert (code, loopback.requests[0]["model"]) == (0, "tiny")
    assert printed.startswith("mine (tiny) works: ")
    code, printed, said = printed_by(capsys, "providers", "--check", "nobody")
    assert (code, printed) == (2, "")
    assert "'nobody' is not configured; choose one of " in said
    code, _, said = printed_by(capsys, "providers", "--check", "ollama")
    assert code == 2
    assert "has no model; name one with --model" in said


def test_the_list_in_a_pipe_is_one_line_a_provider(folder: Path) -> None:
    """However narrow the terminal is said to be, no address is broken in two, and no key is shown."""
    address = "https://a-host-with-a-rather-long-name.example/" + "deployments/of-something/" * 6 + "v1"
    (folder / "llmclaims.toml").write_text(
        f'[providers.mine]\nmodel = "m"\napi_key_env = "MINE_KEY"\nbase_url = "{address}"\n', encoding="utf-8"
    )
    done = subprocess.run(
        [sys.executable, "-c", "from llmclaims.cli import main; main()", "providers"],
        cwd=folder, env=os.environ | {"COLUMNS": "40", "MINE_KEY": KEY}, capture_output=True, check=True, encoding="utf-8",
    )  # fmt: skip
    told, _, through = done.stdout.partition("\n\n")
    lines = told.splitlines()
    assert [line.split() for line in lines if "mine" in line] == [["mine", "m", "MINE_KEY", "set", address]]
    assert [line.split()[:2] for line in lines if line.startswith("*")] == [["*", "builtin"]]
    assert len(lines) == 13
    assert len(through.splitlines()) == 1 + len(SERVICES)
    assert KEY not in done.stdout


def test_the_list_for_programs(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One JSON object a line, which says whether a key is set and never what it is."""
    monkeypatch.setenv("ANTHROPIC_API_KEY", KEY)
    code, printed, _ = printed_by(capsys, "providers", "--json")
    rows = {row["name"]: row for row in map(json.loads, printed.splitlines())}
    assert code == 0
    assert rows["anthropic"] == {
        "name": "anthropic", "used": False, "protocol": "anthropic", "model": None, "key": "ANTHROPIC_API_KEY",
        "key_set": True, "address": "https://api.anthropic.com", "missing": None,
    }  # fmt: skip
    assert (rows["gemini"]["key_set"], rows["ollama"]["key_set"], rows["builtin"]["used"]) == (
        False,
        None,
        True,
    )
    assert KEY not in printed
    assert printed_by(capsys, "providers", "groq", "--json")[1].count("\n") == 1
    assert printed_by(capsys, "providers", "nobody")[0] == 2


def test_what_instructor_reaches_is_listed(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each service with its key's variable, its address, and the extra to install where its SDK is missing."""
    monkeypatch.setenv("XAI_API_KEY", KEY)
    monkeypatch.setattr("llmclaims.providers.instructor.services.is_installed", lambda name: name != "cohere")
    code, printed, _ = printed_by(capsys, "providers", "instructor")
    assert code == 0
    assert KEY not in printed
    lines = {line.split()[0]: line for line in printed.splitlines()[1:]}
    assert "XAI_API_KEY set" in lines["xai"]
    assert "https://api.x.ai" in lines["xai"]
    assert "pip install" not in lines["xai"]
    assert 'pip install "llmclaims[cohere]"' in lines["cohere"]
    assert "credentials of its SDK" in lines["bedrock"]
    assert "${AZURE_OPENAI_ENDPOINT}" in lines["azure_openai"]
    code, printed, _ = printed_by(capsys, "providers", "--json")
    rows = [json.loads(line) for line in printed.splitlines()]
    told = {row["model"]: row for row in rows if row["protocol"] == "instructor"}
    assert told["cohere/NAME"]["missing"] == "cohere"
    assert told["xai/NAME"]["key_set"] is True


def test_a_service_that_is_chosen_is_listed_with_its_own_key(
    folder: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The variable is the service's, where the configuration names none; a model without a service is seen as it is written."""
    monkeypatch.setenv("LLMCLAIMS_PROVIDER", "instructor")
    monkeypatch.setenv("LLMCLAIMS_MODEL", "deepseek/NAME")
    _, printed, _ = printed_by(capsys, "providers")
    (used,) = (line for line in printed.splitlines() if line.startswith("*"))
    assert "deepseek/NAME" in used
    assert "DEEPSEEK_API_KEY not set" in used
    monkeypatch.setenv("LLMCLAIMS_MODEL", "NAME")
    code, printed, _ = printed_by(capsys, "providers")
    assert code == 0
    assert "* instructor" in printed
