"""The server for assistants, asked by the SDK's own client, as a process over standard input and output."""

from __future__ import annotations

import asyncio
import json
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import pytest

from llmclaims import Settings
from llmclaims.cli import mcp, mcp_tools
from llmclaims.errors import ConfigError, DocumentError

pytest.importorskip("mcp")

TEXT = (
    "The ferry sank on Monday. “We did not check the hull,” said Ann Lee, the captain.\n\n"
    "Bo Lund, the mayor, said the harbour would stay shut.\n"
)
STATEMENT = {
    "quote": "We did not check the hull",
    "speaker": "Ann Lee",
    "speaker_type": "person",
    "cue": "said",
    "act": "assert",
    "polarity": "negative",
    "claim": "The crew did not check the hull.",
}


def asked(calls: list[tuple[str, dict[str, Any]]], *options: str) -> list[Any]:
    """What a server in a process of its own answers to some calls, its list of tools first."""
    from mcp import Client
    from mcp.client.stdio import StdioServerParameters, stdio_client

    async def talk() -> list[Any]:
        program = "from llmclaims.cli import main; main()"
        server = StdioServerParameters(command=sys.executable, args=["-c", program, "mcp", *options])
        async with Client(stdio_client(server)) as client:
            found = [await client.list_tools()]
            return found + [await client.call_tool(name, arguments) for name, arguments in calls]

    return asyncio.run(talk())


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder that the server may read, and a file beside it that it may not."""
    root = tmp_path_factory.mktemp("served")
    (root / "articles").mkdir()
    (root / "articles" / "ferry.txt").write_text(TEXT, encoding="utf-8")
    (root / "secret.txt").write_text("The password is nobody's business.", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def answers(folder):
    """One conversation with a server, for all that is asked of it."""
    calls = {
        "found": ("verify_quote", {"quote": "We did not check the hull", "text": TEXT}),
        "altered": ("verify_quote", {"quote": "We did check the hull", "text": TEXT}),
        "right": ("check_claim", {"kind": "statement", "claim": STATEMENT, "text": TEXT}),
        "speaker": (
            "check_claim",
            {"kind": "statement", "claim": STATEMENT | {"speaker": "Cy Ek"}, "text": TEXT},
        ),
        "fields": ("check_claim", {"kind": "statement", "claim": {"quote": "We did"}, "text": TEXT}),
        "extract": ("extract", {"text": TEXT, "published": "2026-02-06"}),
        "file": ("extract", {"path": str(folder / "articles" / "ferry.txt")}),
        "outside": ("extract", {"path": str(folder / "articles" / ".." / "secret.txt")}),
        "neither": ("verify_quote", {"quote": "We did"}),
        "long": ("verify_quote", {"quote": "We did", "text": "x" * 500_001}),
    }
    tools, *found = asked(list(calls.values()), "--allow-path", str(folder / "articles"))
    return {"tools": tools} | dict(zip(calls, found, strict=True))


def test_the_tools_are_listed_with_what_they_need(answers):
    """Three tools that change nothing; the fields of a claim are told where they are filled."""
    tools = {tool.name: tool for tool in answers["tools"].tools}
    assert list(tools) == ["extract", "verify_quote", "check_claim"]
    assert all(tool.annotations.read_only_hint for tool in tools.values())
    assert not any(tool.annotations.open_world_hint for tool in tools.values())
    assert "- speaker_type" in tools["check_claim"].description
    assert "a list of objects with role, mention, name" in tools["check_claim"].description
    assert set(tools["verify_quote"].input_schema["required"]) == {"quote"}


def test_a_quote_that_stands_there(answers):
    """Its place in code points, its tier and its paragraph."""
    found = answers["found"].structured_content
    (span,) = found["spans"]
    assert TEXT[span["start"] : span["end"]] == span["text"] == "We did not check the hull"
    assert (found["found"], found["tier"], found["paragraph"], found["zone"]) == (True, "exact", 0, "body")


def test_a_quote_that_was_altered_comes_with_what_differs(answers):
    """The code, a sentence, the nearest words and the difference."""
    found = answers["altered"].structured_content
    assert (found["found"], found["code"]) == (False, "NEGATION_ALTERED")
    assert found["nearest"]["text"] == "We did not check the hull"
    assert found["differences"] == [{"quote": "", "text": "not"}]


def test_a_claim_is_checked_whole(answers):
    """The right one holds; with a speaker from nowhere it is refused by the rule that says so."""
    right, wrong = answers["right"].structured_content, answers["speaker"].structured_content
    assert (right["verdict"], right["claim"]["speaker"]) == ("verified", "Ann Lee")
    assert wrong["verdict"] == "refused"
    assert wrong["codes"] == ["SPEAKER_NOT_IN_PARAGRAPH"]
    assert "Cy Ek" in wrong["message"]


def test_an_article_is_read(answers):
    """Statements with their words; everything adds up, and the builtin rules say that they read."""
    found = answers["extract"].structured_content
    quotes = [one["quote"] for one in found["claims"] if one["record"] == "statement"]
    assert quotes == ["We did not check the hull", "the harbour would stay shut"]
    summary = found["summary"]
    assert summary["provider"] == "builtin"
    assert (
        summary["proposed"]
        == summary["accepted"] + summary["rejected"]
        == len(found["claims"]) + len(found["rejections"])
    )
    assert found["document"]["published"] == "2026-02-06"
    assert "text" not in found["document"]


def test_a_file_is_read_where_that_is_allowed_and_nowhere_else(answers):
    """Of a file the text comes with the claims, since their offsets count in it."""
    assert answers["file"].structured_content["document"]["text"] == TEXT
    outside = answers["outside"]
    assert outside.is_error
    assert "may not be read here" in outside.content[0].text
    assert "password" not in outside.content[0].text


@pytest.mark.parametrize(
    ("name", "said"),
    [
        # a field that must be filled
        ("fields", "The claim's speaker_type: Field required"),
        # no text at all
        ("neither", "Give either text or path, and not both"),
        # more text than is taken
        ("long", "The text has 500,001 characters or bytes, and 500,000 are allowed"),
    ],
)
def test_a_call_that_cannot_be_answered_is_an_error_in_a_sentence(name, said, answers):
    """The assistant reads what to do next."""
    assert answers[name].is_error
    assert said in answers[name].content[0].text


def looping(folder: Path) -> str:
    """The program of a server whose reader never ends on a file with a certain word; it notes its process."""
    (folder / "slow.py").write_text(
        "import os, pathlib\n"
        "import llmclaims.documents.readers as sources\n"
        "read = sources.read\n"
        "def slow(path, **named):\n"
        "    if 'hostile' in pathlib.Path(path).name:\n"
        f"        pathlib.Path({str(folder / 'pid.part')!r}).write_text(str(os.getpid()))\n"
        f"        os.replace({str(folder / 'pid.part')!r}, {str(folder / 'pid')!r})\n"
        "        import re\n"
        "        re.match('(a*)*b', 'a' * 40)\n"  # holds the interpreter's lock for hours
        "    return read(path, **named)\n"
        "sources.read = slow\n"
        "if __name__ == '__main__':\n"
        "    from llmclaims.cli import main\n"
        "    main()\n"
    )
    return str(folder / "slow.py")


@pytest.fixture
def hostile(tmp_path: Path) -> Path:
    """A folder with a file that is never read to its end, and one that is."""
    (tmp_path / "hostile.txt").write_text(TEXT, encoding="utf-8")
    (tmp_path / "ferry.txt").write_text(TEXT, encoding="utf-8")
    return tmp_path


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are told by /proc")
def test_a_hostile_file_stops_no_other_call(hostile: Path) -> None:
    """It is given up when its time is over, and its process is gone; what is asked beside it is answered at once."""
    from mcp import Client
    from mcp.client.stdio import StdioServerParameters, stdio_client

    async def talk() -> tuple[list[Any], Any]:
        args = [looping(hostile), "mcp", "--allow-path", str(hostile), "--timeout", "12"]
        async with Client(stdio_client(StdioServerParameters(command=sys.executable, args=args))) as client:
            stuck = asyncio.create_task(client.call_tool("extract", {"path": str(hostile / "hostile.txt")}))
            while not (hostile / "pid").exists():  # noqa: ASYNC110 - another process writes it
                await asyncio.sleep(0.05)
            quote = {"quote": "We did not check the hull", "path": str(hostile / "ferry.txt")}
            found = [await client.call_tool("verify_quote", quote) for _ in range(2)]
            assert not stuck.done()
            return found, await stuck

    found, stuck = asyncio.run(talk())
    assert [one.structured_content["found"] for one in found] == [True, True]
    assert stuck.is_error
    assert "took longer than 12 s and was ended" in stuck.content[0].text
    assert is_gone(int((hostile / "pid").read_text()))


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="processes are told by /proc")
def test_closing_the_input_ends_the_server_whatever_it_is_doing(hostile: Path) -> None:
    """The client is gone: nothing is worked on for nobody, in no process."""
    call = {"name": "extract", "arguments": {"path": str(hostile / "hostile.txt")}}
    hello = {
        "protocolVersion": "2025-06-18",
        "capabilities": {},
        "clientInfo": {"name": "test", "version": "1"},
    }
    messages = [
        {"jsonrpc": "2.0", "id": 1, "method": "initialize", "params": hello},
        {"jsonrpc": "2.0", "method": "notifications/initialized"},
        {"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": call},
    ]
    command = [sys.executable, looping(hostile), "mcp", "--allow-path", str(hostile)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, cwd=hostile) as process:
        assert process.stdin
        process.stdin.write("".join(f"{json.dumps(one)}\n" for one in messages).encode())
        process.stdin.flush()
        end = time.monotonic() + 100
        while not (hostile / "pid").exists():
            assert time.monotonic() < end
            time.sleep(0.05)
        process.stdin.close()
        process.wait(60)
    assert is_gone(int((hostile / "pid").read_text()))


def is_gone(pid: int) -> bool:
    """Whether a process ends within a while; a zombie has."""
    end = time.monotonic() + 30
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
        except OSError:
            return True
        if state == "Z":
            return True
        time.sleep(0.05)
    return False


def desk(*folders) -> mcp_tools.Desk:
    """The tools without their server."""
    return mcp_tools.Desk(Settings(), folders)


def test_links_out_of_the_folder_are_not_followed(folder):
    """What a path leads to decides, not how it looks; whether a file exists is not told."""
    link = folder / "articles" / "link.txt"
    try:
        link.symlink_to(folder / "secret.txt")
    except OSError:
        pytest.skip("this system makes no links")
    said = set()
    for path in (
        link,
        folder / "secret.txt",
        folder / "nothing.txt",
        folder / "articles",
        "/etc/passwd",
        "a\x00b",
    ):
        with pytest.raises(ConfigError) as error:
            desk(folder / "articles").extract(path=str(path))
        said.add(str(error.value).replace(str(path), "PATH"))
    link.unlink()
    assert len(said) == 1


def test_no_file_is_read_by_default(folder):
    """Without --allow-path there is no folder."""
    with pytest.raises(ConfigError, match="may not be read here"):
        desk().extract(path=str(folder / "articles" / "ferry.txt"))


def test_a_url_is_no_path(folder):
    """The server fetches nothing."""
    with pytest.raises(ConfigError, match="may not be read here"):
        desk(folder).extract(path="https://example.org/article")


LIMITS = [
    # a quote that is no quote
    (lambda: desk().verify_quote("x" * 10_001, text=TEXT), "The quote has 10,001"),
    # a claim that holds a book
    (
        lambda: desk().check_claim("statement", STATEMENT | {"claim": "x" * 10_001}, text=TEXT),
        "The claim has",
    ),
    # nothing but blanks
    (lambda: desk().verify_quote("We did", text=" \n"), "The text is empty"),
    # a date that is none
    (lambda: desk().extract(text=TEXT, published="Friday"), "not a date"),
]


@pytest.mark.parametrize(("call", "said"), LIMITS)
def test_what_is_given_is_limited(call, said):
    """In size and in form, each with its sentence."""
    with pytest.raises((ConfigError, DocumentError), match=said):
        call()


def test_an_event_may_leave_out_what_may_be_empty():
    """Only what every event has must be filled."""
    event = {"quote": "The ferry sank on Monday", "trigger": "sank", "type": "OTHER", "modality": "asserted"}
    found = desk().check_claim("event", event | {"polarity": "positive"}, text=TEXT)
    assert (found["verdict"], found["claim"]["participants"]) == ("verified", [])


def test_a_folder_that_is_none_is_named(folder):
    """Before the server starts."""
    with pytest.raises(ConfigError, match="is no folder"):
        desk(folder / "nowhere")


def test_without_the_sdk_the_extra_is_named(monkeypatch):
    """One sentence says what to install."""
    monkeypatch.setitem(sys.modules, "mcp.server", None)
    with pytest.raises(
        ConfigError, match=r"^The server needs the mcp extra: pip install 'llmclaims\[mcp\]'\.$"
    ):
        mcp.server(Settings())
