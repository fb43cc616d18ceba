"""Work beside the loop: the loop goes on, and what the work comes to, or raises, arrives."""

from __future__ import annotations

import asyncio
import threading
import time
from typing import TYPE_CHECKING, Any

import pytest

import llmclaims
from llmclaims.config.provider_settings import ProviderSettings
from llmclaims.config.settings import Settings
from llmclaims.documents.document import Document
from llmclaims.pipeline import paragraph as paragraph_module
from llmclaims.providers import registry
from llmclaims.providers.background import computed
from tests.support.drafts import TEXT, statement
from tests.support.scripted import Scripted

if TYPE_CHECKING:
    from collections.abc import Sequence

LARGE = 10_000_000


def test_large_work_leaves_the_loop_free() -> None:
    """Others go on meanwhile; small work is done at once, in the loop's own thread."""

    async def run() -> None:
        beats = 0

        async def beat() -> None:
            nonlocal beats
            while True:
                beats += 1
                await asyncio.sleep(0.01)

        def work() -> str:
            while beats < 5:  # which a loop that is held never reaches
                time.sleep(0.001)
            return threading.current_thread().name

        beating = asyncio.create_task(beat())
        assert await asyncio.wait_for(computed(work, LARGE), 30) == "llmclaims-reader"
        assert await computed(threading.get_ident, 10) == threading.get_ident()
        beating.cancel()

    asyncio.run(run())


@pytest.mark.parametrize("size", [0, LARGE])
def test_what_the_work_raises_arrives(size: int) -> None:
    """Also None is an outcome."""

    def broken() -> None:
        raise ValueError("no good")

    with pytest.raises(ValueError, match="no good"):
        asyncio.run(computed(broken, size))
    assert asyncio.run(computed(lambda: None, size)) is None


def test_a_huge_answer_is_verified_beside_the_others(monkeypatch: pytest.MonkeyPatch) -> None:
    """While 600 drafts are verified the replies to other paragraphs are taken, and each is asked for once."""
    wire = Scripted(
        {
            ("extract", 1): {"statement": [statement(claim=f"Number {number}.") for number in range(600)]},
            ("extract", 2): {"statement": []},
        },
        delays={2: 0.05},
    )
    taken = threading.Event()
    beside: list[bool] = []
    verify_answer = paragraph_module.verify_answer

    def watched(proposals: Sequence[Any], reading: Any) -> Any:
        if len(proposals) > 1:
            beside.append(taken.wait(20))
        return verify_answer(proposals, reading)

    def read(request: Any, raw: str) -> Any:
        if request.paragraph.index == 2:
            taken.set()  # in the loop's thread, which must be free to be here
        return Scripted.read(wire, request, raw)

    monkeypatch.setattr(paragraph_module, "verify_answer", watched)
    monkeypatch.setattr(wire, "read", read)
    monkeypatch.setattr(registry, "connect", lambda *_args, **_named: wire)
    provider = ProviderSettings(base_url="http://127.0.0.1:9/v1", model="m", concurrency=4, timeout=5)
    settings = Settings(
        provider="local", providers={"local": provider}, link=False, repair=False, request_characters=0
    )
    found = llmclaims.extract(Document.from_text(TEXT), settings=settings)
    assert found.summary.done == found.summary.paragraphs
    assert found.summary.proposed == 600
    assert beside == [True]
    assert sorted(wire.asked) == [("extract", 1), ("extract", 2)]
