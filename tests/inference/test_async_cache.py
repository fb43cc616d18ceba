"""The cache behind an event loop: what it is given is kept, and trips to the disk are shared."""

from __future__ import annotations

import asyncio
import os
from typing import TYPE_CHECKING

from llmclaims.inference.async_cache import AsyncCache
from llmclaims.inference.cache import Cache

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    import pytest


def test_many_who_ask_at_once_get_each_their_own(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those who come while the disk is busy are served by one trip."""
    trips: list[int] = []
    get_all = Cache.get_all

    def noted(cache: Cache, keys: Iterable[str]) -> dict[str, str | None]:
        keys = list(keys)
        trips.append(len(keys))
        return get_all(cache, keys)

    monkeypatch.setattr(Cache, "get_all", noted)
    with Cache(tmp_path) as cache:
        cache.put_all((str(number), f"reply {number}") for number in range(0, 500, 2))

    async def run() -> list[str | None]:
        cache = AsyncCache(Cache(tmp_path))
        found = await asyncio.gather(*(cache.get(str(number)) for number in range(500)))
        await cache.close()
        return found

    assert asyncio.run(run()) == [f"reply {number}" if number % 2 == 0 else None for number in range(500)]
    assert len(trips) < 50


def test_who_is_cancelled_costs_the_others_nothing(tmp_path: Path) -> None:
    """Readers that share a trip do not share an end, and what was put is kept."""

    async def run() -> tuple[str | None, str | None]:
        cache = AsyncCache(Cache(tmp_path))
        put = asyncio.create_task(cache.put("a", "kept"))
        await asyncio.sleep(0)
        put.cancel()
        gone, stays = asyncio.create_task(cache.get("a")), asyncio.create_task(cache.get("a"))
        await asyncio.sleep(0)
        gone.cancel()
        found = await stays
        await cache.close()
        with Cache(tmp_path) as again:
            return found, again.get("a")

    assert asyncio.run(run()) == ("kept", "kept")


def test_what_a_loop_put_is_on_the_disk_when_it_has_settled(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each reply is committed before a trip to the disk that begins later; one trip serves many."""
    seen: list[list[str]] = []
    kept: list[str] = []
    put_all, sync = Cache.put_all, Cache.sync

    def noted(cache: Cache, replies: Iterable[tuple[str, str]]) -> None:
        replies = list(replies)
        put_all(cache, replies)
        kept.extend(key for key, _ in replies)

    def synced(cache: Cache) -> None:
        begun = list(kept)
        sync(cache)
        seen.append(begun)

    monkeypatch.setattr(Cache, "put_all", noted)
    monkeypatch.setattr(Cache, "sync", synced)

    async def one(cache: AsyncCache, key: str) -> None:
        await cache.put(key, "raw")
        await cache.settle()
        assert any(key in found for found in seen)

    async def run() -> None:
        cache = AsyncCache(Cache(tmp_path))
        await asyncio.gather(*(one(cache, f"{number:064d}") for number in range(200)))
        await cache.close()

    asyncio.run(run())
    assert len(seen) < 100


def test_a_disk_that_cannot_be_synced_is_said_once_and_costs_no_answer(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The run goes on without a cache, as it does when a reply cannot be written."""

    def broken(_: int) -> None:
        raise OSError(5, "Input/output error")

    monkeypatch.setattr(os, "fsync", broken)

    async def run() -> None:
        cache = AsyncCache(Cache(tmp_path))
        for key in ("0", "1"):
            await cache.put(key, "raw")
            await cache.settle()
        await cache.close()

    asyncio.run(run())
    said = [one.getMessage() for one in caplog.records]
    assert len(said) == 1
    assert "Input/output error" in said[0]
