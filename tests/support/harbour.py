"""An article of four paragraphs, the answer that a model should give about each, and the command run on it."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmclaims.cli import main
from tests.support.loopback import EMPTY, Answer

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.support.loopback import Loopback

SPEAKERS = ("Ada Lund", "Mira Koss", "Jon Vale", "Tess Orr")
SAYINGS = (
    "the first boat sailed on Monday",
    "the second boat stayed in port",
    "the third boat was sold",
    "the harbour closed at noon",
)
PARAGRAPHS = tuple(f"{who} said {what}." for who, what in zip(SPEAKERS, SAYINGS, strict=True))
ARTICLE = "Boats Leave The Harbour\n\n" + "\n\n".join(PARAGRAPHS) + "\n"


def statement(number: int) -> dict[str, Any]:
    """What there is to find in a paragraph."""
    return {
        "ref": "s1", "quote": SAYINGS[number], "speaker": SPEAKERS[number], "speaker_name": SPEAKERS[number],
        "speaker_type": "person", "cue": "said", "act": "assert", "polarity": "positive",
        "claim": f"{SAYINGS[number].capitalize()}.", "time": None,
    }  # fmt: skip


def event(number: int) -> dict[str, Any]:
    """What happens in a paragraph, for an answer of two items."""
    verb = SAYINGS[number].split()[3]
    return {
        "ref": "e1", "quote": SAYINGS[number], "trigger": verb, "type": "OTHER", "participants": [],
        "location": None, "time": None, "quantity": None, "modality": "asserted", "polarity": "positive",
    }  # fmt: skip


def asked_about(body: Mapping[str, Any]) -> int:
    """Which paragraph a request is about, from 0."""
    turn = body["messages"][-1]["content"]
    (text,) = re.findall(r"<paragraph-([\w-]+)>\n(.*?)\n</paragraph-\1>", turn, re.DOTALL)
    return PARAGRAPHS.index(text[1])


def whole(body: Mapping[str, Any]) -> Answer:
    """What a good model answers."""
    return Answer(EMPTY | {"statement": [statement(asked_about(body))]})


def configure(
    folder: Path, server: Loopback | str, name: str = "local", more: str = "", **given: Any
) -> None:
    """Write a configuration that asks a server, one request at a time, with three tries."""
    url = server if isinstance(server, str) else server.base_url
    settings = {"base_url": url, "model": "m", "max_attempts": 3, "concurrency": 1} | given
    lines = [f"{key} = {json.dumps(value)}" for key, value in settings.items()]
    text = (
        f'provider = "{name}"\nlink = false\nchecks = []\nrequest_characters = 0\n[providers.{name}]\n'
        + "\n".join(lines)
        + f"\n{more}"
    )
    (folder / "llmclaims.toml").write_text(text, encoding="utf-8")


def run(*options: str, output: str = "run.jsonl") -> int:
    """The command in this process, in the current folder: its exit code."""
    try:
        main(["extract", "boats.txt", "-o", output, "--no-repair", *options])
    except SystemExit as ended:
        return int(ended.code or 0)
    raise AssertionError("main exits")


def records(path: str | Path = "run.jsonl") -> list[dict[str, Any]]:
    """The records of a saved run."""
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()]


def between(path: str | Path = "run.jsonl") -> list[dict[str, Any]]:
    """The records without the first and the last, in which the times stand."""
    return records(path)[1:-1]
