"""A model for tests of the batch service: the same answers over HTTP, and from files of requests.

About an article of ``article`` it proposes one quote that is not quite right, which its repair mends, breaks off
now and then, and relates two claims when it is asked to.
"""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmclaims.config.settings import Settings
from llmclaims.runs.jsonl import to_record
from llmclaims.runs.lines import line
from tests.support.drafts import TEXT, event, later, relation, statement
from tests.support.loopback import EMPTY, Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping

    from tests.support.loopback import Loopback

NEAR = "We did not touch a dam"


def article(number: int) -> str:
    """One of any number of articles; every third one's first answer breaks off."""
    return TEXT.replace("Harbour reopens", f"Harbour reopens, part {number}")


def write_articles(folder: Path, count: int) -> list[Path]:
    """So many articles as files."""
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{number:03d}.txt" for number in range(count)]
    for number, path in enumerate(paths):
        path.write_text(article(number), encoding="utf-8")
    return paths


def stage_of(body: Mapping[str, Any]) -> str:
    """What a request is about."""
    asked = set(body["response_format"]["json_schema"]["schema"]["properties"])
    if asked == {"repairs"}:
        return "repair"
    if asked == {"verdicts"}:
        return "check_relations" if "\n(1) " in body["messages"][-1]["content"] else "check"
    if asked == {"relation"}:
        return "link"
    return "rest" if "<listed-" in body["messages"][-1]["content"] else "extract"


def model(body: Mapping[str, Any]) -> Answer:
    """What it answers."""
    turn, stage = body["messages"][-1]["content"], stage_of(body)
    if stage == "repair":
        return Answer({"repairs": [{"draft": 1, "action": "correct", "quote": "We did not touch the dam"}]})
    if stage == "check":
        return Answer({"verdicts": [{"claim": 1, "reason": "As told.", "verdict": "not_carried"}]})
    if stage == "check_relations":
        return Answer({"verdicts": [{"claim": 3, "verdict": "carried"}]})
    if stage == "link":
        return Answer({"relation": [relation(source="s1", target="e1")]})
    texts = re.findall(r"<paragraph-([\w-]+)>\n(.*?)\n</paragraph-\1>", turn, re.DOTALL)
    entries = [{"paragraph": place, **_found(text, stage)} for place, (_, text) in enumerate(texts, start=1)]
    whole = {"paragraphs": entries}
    (number,) = re.findall(r"part (\d+)", turn)[:1]
    if stage == "extract" and int(number) % 3 == 2 and NEAR in str(whole):
        text = json.dumps(whole, ensure_ascii=False)
        return Answer(text=text[: text.index('"statement"') + 30], finish="length")
    return Answer(whole)


def _found(text: str, stage: str) -> dict[str, Any]:
    if "falling" in text and "dam" not in text:
        return EMPTY | {"statement": [later()]}
    found = EMPTY | {"statement": [statement(quote=NEAR)]}
    return found if stage == "rest" else found | {"event": [event()]}


def settings_for(server: Loopback, cache: Path, **changed: Any) -> Settings:
    """Settings of a run that asks the server, or that takes its answers from files."""
    provider = server.settings(**changed.pop("provider", {}))
    changed = {"checks": (), "request_characters": 0} | changed
    return Settings(provider="local", providers={"local": provider}, cache_dir=str(cache), **changed)


def requests_in(folder: Path) -> list[dict[str, Any]]:
    """Every request in a folder's files, in their order."""
    files = sorted(folder.glob("*.jsonl"))
    return [json.loads(text) for file in files for text in file.read_bytes().split(b"\n") if text]


def answered(
    requests: Iterable[Mapping[str, Any]], answer: Callable[[Mapping[str, Any]], Answer] = model
) -> Iterator[bytes]:
    """A line of output for each request, as OpenAI's service writes it."""
    for number, one in enumerate(requests):
        body = json.loads(answer(one["body"]).reply(one["body"]))
        response = {"status_code": 200, "request_id": f"req_{number}", "body": body}
        found = {
            "id": f"batch_req_{number}",
            "custom_id": one["custom_id"],
            "response": response,
            "error": None,
        }
        yield json.dumps(found, ensure_ascii=False).encode() + b"\n"


def written(records: Iterable[Any]) -> list[str]:
    """A run as its file holds it, without what may differ between two equal runs: the ``run`` line and the times."""
    lines = []
    for one in map(to_record, records):
        if one["record"] == "run":
            one.pop("started")
        if one["record"] == "summary":
            del one["usage"], one["seconds"]
        lines.append(line(one))
    return lines
