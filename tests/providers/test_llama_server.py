"""A real engine, llama-server, on a tiny model with random weights: every reply parses, and nothing gets in.

``uv run --with pip python -m tests.support.llama_server build FOLDER`` builds it; without it these tests are skipped, and say so.
"""

from __future__ import annotations

import asyncio
import json
import os
from typing import TYPE_CHECKING, Any

import pytest

import llmclaims
from llmclaims.config.provider_settings import ProviderSettings
from llmclaims.config.settings import Settings
from llmclaims.providers.base import Reply
from llmclaims.providers.openai import OpenAI
from tests.support import llama_server
from tests.support.loopback import request_for

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PROGRAM = llama_server.find()  # before the fixtures take variables away
AT_ONCE = 40
PARAGRAPH = (
    "The minister of number {0} said on Tuesday that “we will not go to the place of number {0}”. "
    "It rained all day, she added, and {0} boats were lost."
)

pytestmark = [
    pytest.mark.llama_server,
    pytest.mark.skipif(
        PROGRAM is None,
        reason=f"no llama-server: name one in {llama_server.VARIABLE}, or build it as tests/support/llama_server.py says",
    ),
]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The server's base_url."""
    model = tmp_path_factory.mktemp("engine") / "random.gguf"
    llama_server.write_model(model)
    with llama_server.running(str(PROGRAM), model, AT_ONCE) as base_url:
        yield base_url


def settings_for(base_url: str) -> ProviderSettings:
    """As the preset for llama.cpp has it, for so many at a time."""
    return ProviderSettings(
        model="random",
        base_url=base_url,
        concurrency=AT_ONCE,
        timeout=300,
        parameters={"max_tokens": 4000},
    )


def test_every_reply_parses_and_has_the_schemas_shape(engine: str) -> None:
    """Forty at a time under the strict schema: no reply needs salvage, and every item has every field."""
    wire = OpenAI("llamacpp", settings_for(engine))
    requests = [request_for(PARAGRAPH.format(number)) for number in range(AT_ONCE)]

    async def asked() -> list[tuple[str, Reply]]:
        try:
            raws = await asyncio.gather(*(wire.send(wire.body(one)) for one in requests))
        finally:
            await wire.close()
        return [(raw, wire.read(request, raw)) for request, raw in zip(requests, raws, strict=True)]

    found = asyncio.run(asked())
    schema = requests[0].answer.model_json_schema()["properties"]
    items = 0
    for raw, reply in found:
        answer = json.loads(json.loads(raw)["choices"][0]["message"]["content"])
        assert reply.items == answer
        assert not reply.truncated
        assert reply.usage.output_tokens > 0
        for kind, given in answer.items():
            items += len(given)
            assert all(fits(one, schema[kind]["items"]) for one in given)
    assert items > 10


def fits(value: Any, schema: dict[str, Any]) -> bool:
    """Whether a value is what the strict schema allows, as far as that schema goes."""
    if "enum" in schema:
        return value in schema["enum"]
    types = schema["type"] if isinstance(schema["type"], list) else [schema["type"]]
    if isinstance(value, dict):
        fields = schema["properties"]
        return (
            "object" in types
            and set(value) == set(fields)
            and all(fits(value[key], fields[key]) for key in fields)
        )
    if isinstance(value, list):
        return "array" in types and all(fits(one, schema["items"]) for one in value)
    return "null" in types if value is None else "string" in types and isinstance(value, str)


def test_the_verifier_refuses_all_of_it(engine: str, tmp_path: Path) -> None:
    """The whole line on noise: every paragraph is done, every draft is accounted for, and none gets in."""
    path = tmp_path / "news.txt"
    path.write_text(
        "A title of some words\n\n" + "\n\n".join(map(PARAGRAPH.format, range(AT_ONCE))), encoding="utf-8"
    )
    settings = Settings(provider="llamacpp", providers={"llamacpp": settings_for(engine)})
    found = llmclaims.extract(path, settings=settings)
    summary = found.summary
    assert found.failures == ()
    assert (summary.paragraphs, summary.done, summary.failed, summary.skipped) == (AT_ONCE, AT_ONCE, 0, 0)
    assert summary.proposed == summary.accepted + summary.rejected
    assert (summary.accepted, summary.rejected > 10) == (0, True)
    assert all(one.code and one.message for one in found.rejections)


def test_the_program_is_looked_for_where_it_is_said_to_be(monkeypatch: pytest.MonkeyPatch) -> None:
    """The environment variable stands above PATH."""
    monkeypatch.setenv(llama_server.VARIABLE, "/somewhere/llama-server")
    assert llama_server.find() == "/somewhere/llama-server"
    monkeypatch.delenv(llama_server.VARIABLE)
    monkeypatch.setenv("PATH", os.devnull)
    assert llama_server.find() is None
