"""The reply cache: it gives back what it was given, to its user alone, and runs nothing that stands in it."""

from __future__ import annotations

import contextlib
import os
import pickle
import random
import sqlite3
import subprocess
import sys
import threading
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from llmclaims.errors import ConfigError
from llmclaims.inference.cache import Cache, request_key

if TYPE_CHECKING:
    pass

KEY = request_key("openai", "http://127.0.0.1/v1", {"model": "m"})


def rows(folder: Path) -> sqlite3.Connection:
    """The database behind a cache."""
    return sqlite3.connect(folder / "replies" / "cache.db")


class Bomb:
    """Runs code when it is unpickled."""

    def __init__(self, target: Path) -> None:
        """``target`` is the folder that the code would make."""
        self.target = target

    def __reduce__(self) -> tuple[Any, tuple[str]]:
        """What pickle calls."""
        return (os.mkdir, (str(self.target),))


@pytest.mark.parametrize(
    "raw",
    [
        "{}",
        "“curly” and 😀",
        "line\r\nends\rof\nall kinds",
        "\x00\x1f\x7f\x85\u2028\ufeff",
        "",
        "x" * 5_000_000,
    ],
    ids=["plain", "beyond ASCII", "line ends", "controls", "empty", "large"],
)
def test_what_goes_in_comes_out(tmp_path: Path, raw: str) -> None:
    """Every text comes back as it was, also in another process's hands."""
    with Cache(tmp_path) as cache:
        assert cache.get(KEY) is None
        cache.put(KEY, raw)
        assert cache.get(KEY) == raw
    with Cache(tmp_path) as again:
        assert again.get(KEY) == raw


def test_a_key_is_the_same_in_every_process_and_another_for_any_change() -> None:
    """The order of keys does not count; protocol, address and every part of the body do."""
    body = {"model": "m", "messages": [{"role": "user", "content": "“Ünï” \ud800"}]}
    code = (
        "from llmclaims.inference.cache import request_key;"
        "print(request_key('openai', 'u', {'messages': [{'content': '“Ünï” \\ud800', 'role': 'user'}], 'model': 'm'}))"
    )
    environ = os.environ | {"PYTHONHASHSEED": "7"}
    other = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, env=environ
    )
    assert other.stdout.strip() == request_key("openai", "u", body)
    changed = [("x", "u", body), ("openai", "v", body), ("openai", "u", body | {"model": "n"})]
    assert len({request_key(*one) for one in [*changed, ("openai", "u", body)]}) == 4


@pytest.mark.parametrize("where", ["value", "key", "file"])
def test_a_planted_row_runs_nothing(tmp_path: Path, where: str) -> None:
    """A pickle in any column is not loaded, and a reply is simply not there."""
    target = tmp_path / "ran"
    bomb = pickle.dumps(Bomb(target))
    with Cache(tmp_path) as cache:
        cache.put(KEY, "{}")
    (tmp_path / "planted.val").write_bytes(bomb)
    with rows(tmp_path) as database:
        match where:
            case "value":  # mode 4 is diskcache's pickle
                database.execute("UPDATE Cache SET mode = 4, value = ?", (bomb,))
            case "key":
                database.execute("UPDATE Cache SET raw = 0, key = ?", (bomb,))
            case "file":
                planted = str(tmp_path / "planted.val")
                database.execute("UPDATE Cache SET mode = 4, value = NULL, filename = ?", (planted,))
    database.close()
    with Cache(tmp_path) as cache:
        assert cache.get(KEY) is None
        cache.put(KEY, "new")
        assert cache.get(KEY) == "new"
        cache.clear()
    assert not target.exists()
    assert (tmp_path / "planted.val").exists()  # nor is a file deleted because a row names it


@pytest.mark.parametrize(
    "change",
    [
        "mode = 0",  # diskcache's "none"
        "mode = 4",  # a pickle
        "filename = 'x.val'",  # a file as well
    ],
)
def test_a_row_in_another_form_is_no_reply(tmp_path: Path, change: str) -> None:
    """Even with a readable value in it, a row that this program does not write is not believed."""
    with Cache(tmp_path) as cache:
        cache.put(KEY, "{}")
        with rows(tmp_path) as database:
            database.execute(f"UPDATE Cache SET {change}")
        database.close()
        assert cache.get(KEY) is None


@pytest.mark.parametrize("mode", [2, 3])
def test_a_row_does_not_read_files(tmp_path: Path, mode: int) -> None:
    """A row that names a file, as binary or as text, does not get it read."""
    secret = tmp_path / "secret"
    secret.write_text('{"choices": []}', encoding="utf-8")
    with Cache(tmp_path) as cache:
        cache.put(KEY, "{}")
        with rows(tmp_path) as database:
            database.execute("UPDATE Cache SET mode = ?, value = NULL, filename = ?", (mode, str(secret)))
        database.close()
        assert cache.get(KEY) is None


@pytest.mark.parametrize("value", [1, 1.5, "text", None])
def test_a_row_of_another_type_is_no_reply(tmp_path: Path, value: object) -> None:
    """Only what this program writes is believed."""
    with Cache(tmp_path) as cache:
        cache.put(KEY, "{}")
        with rows(tmp_path) as database:
            database.execute("UPDATE Cache SET value = ?", (value,))
        database.close()
        assert cache.get(KEY) is None


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such modes")
def test_the_folder_is_its_users_alone(tmp_path: Path) -> None:
    """The folder with the replies is closed to others, and the one it stands in keeps its mode."""
    shared = tmp_path / "shared"
    shared.mkdir(mode=0o755)
    (shared / "replies").mkdir(mode=0o777)
    with Cache(shared) as cache:
        cache.put(KEY, "{}")
    assert (shared / "replies").stat().st_mode & 0o077 == 0
    assert shared.stat().st_mode & 0o777 == 0o755


def test_the_default_folder_is_the_users_own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is named: the platform's place for caches."""
    with Cache() as cache:
        cache.put(KEY, "{}")
        assert Path.home() in cache.directory.parents


def test_statistics_and_clearing(tmp_path: Path) -> None:
    """How much is held, and then nothing."""
    with Cache(tmp_path) as cache:
        for number in range(3):
            cache.put(f"{KEY}{number}", "{}" * 100)
        stats = cache.stats()
        assert (stats.replies, stats.directory) == (3, str(tmp_path))
        assert stats.size > 600
        assert cache.clear() == 3
        assert cache.stats().replies == 0


def test_a_place_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    """A file where the folder should be, or a database that is none, is one sentence."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(ConfigError, match="cache_dir"):
        Cache(tmp_path / "file")
    (tmp_path / "replies").mkdir()
    (tmp_path / "replies" / "cache.db").write_bytes(b"this is no database, whatever its name is" * 100)
    with pytest.raises(ConfigError, match="cache_dir"):
        Cache(tmp_path)


def test_replies_that_come_together_are_kept_together(tmp_path: Path) -> None:
    """Several go to the disk in one step: all of them, or none when there is no room."""
    with Cache(tmp_path) as cache:
        cache.put_all([(f"{KEY}{number}", str(number)) for number in range(40)])
        assert [cache.get(f"{KEY}{number}") for number in (0, 39)] == ["0", "39"]
        cache._rows._sql("PRAGMA max_page_count = 30")
        with pytest.raises(ConfigError, match="full"):
            cache.put_all([("small", "x"), ("large", "x" * 1_000_000)])
        assert cache.get("small") is None
        assert cache.stats().replies == 40


def test_a_full_disk_is_said_and_what_was_kept_stays(tmp_path: Path) -> None:
    """A reply that finds no room is an error of one sentence; those before it can still be read."""
    with Cache(tmp_path) as cache:
        cache.put(KEY, "kept")
        cache._rows._sql("PRAGMA max_page_count = 30")
        with pytest.raises(ConfigError, match="full"):
            cache.put("other", "x" * 1_000_000)
        assert cache.get(KEY) == "kept"
        assert cache.get("other") is None


def test_threads_and_processes_share_it(tmp_path: Path) -> None:
    """Writers at the same time lose nothing of one another."""
    code = (
        "import sys; from llmclaims.inference.cache import Cache\n"
        "with Cache(sys.argv[1]) as cache:\n"
        "    for n in range(25): cache.put(f'process-{n}', 'x')\n"
    )
    other = subprocess.Popen([sys.executable, "-c", code, str(tmp_path)])
    cache = Cache(tmp_path)

    def write(name: str) -> None:
        for number in range(25):
            cache.put(f"{name}-{number}", "x")
        cache.close()

    threads = [threading.Thread(target=write, args=(name,)) for name in ("a", "b")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert other.wait() == 0
    assert cache.stats().replies == 75
    cache.close()


def test_a_sync_is_of_the_file_that_holds_what_was_kept_last(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The journal of the database; where there is none there is nothing to wait for."""
    synced: list[int] = []
    monkeypatch.setattr(os, "fsync", lambda number: synced.append(os.fstat(number).st_ino))
    cache = Cache(tmp_path)
    cache.put(KEY, "raw")
    journal = tmp_path / "replies" / "cache.db-wal"
    assert b"raw" in journal.read_bytes()
    cache.sync()
    assert synced == [journal.stat().st_ino]
    cache.close()  # takes the journal into the database
    cache.sync()
    assert len(synced) == 1


@pytest.mark.parametrize("place", [0, 7, 20, 71, 72, 80, -1])
def test_a_changed_bit_is_noticed(tmp_path: Path, place: int, caplog: pytest.LogCaptureFixture) -> None:
    """Of a reply or of its checksum: it is asked for again, and that is said."""
    with Cache(tmp_path) as cache:
        cache.put(KEY, '{"quote": "we will not go"}')
        with rows(tmp_path) as database:
            ((value,),) = database.execute("SELECT value FROM Cache").fetchall()
            changed = bytearray(value)
            changed[place] ^= 1
            database.execute("UPDATE Cache SET value = ?", (bytes(changed),))
        database.close()
        assert cache.get(KEY) is None
        assert "not as it was written" in caplog.text
        cache.put(KEY, "{}")
        assert cache.get(KEY) == "{}"


def test_a_reply_under_another_key_is_noticed(tmp_path: Path) -> None:
    """A whole reply that answers something else is no answer."""
    with Cache(tmp_path) as cache:
        cache.put(KEY, "{}")
        with rows(tmp_path) as database:
            database.execute("UPDATE Cache SET key = 'another'")
        database.close()
        assert cache.get("another") is None


def test_no_changed_bit_of_the_file_changes_a_reply(tmp_path: Path) -> None:
    """Wherever the disk errs, a reply is the one that was kept, or none, or the cache says that it is damaged."""
    kept = {f"{KEY}{number}": f'{{"quote": "it is number {number}"}}' for number in range(8)}
    with Cache(tmp_path / "whole") as cache:
        cache.put_all(kept.items())
    with rows(tmp_path / "whole") as database:
        database.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    database.close()
    content = (tmp_path / "whole" / "replies" / "cache.db").read_bytes()
    chance = random.Random(7)
    came = 0
    for number in range(60):
        folder = tmp_path / str(number) / "replies"
        folder.mkdir(parents=True)
        (folder / "checked").touch()
        damaged = bytearray(content)
        damaged[chance.randrange(len(content))] ^= 1 << chance.randrange(8)
        (folder / "cache.db").write_bytes(damaged)
        with contextlib.suppress(ConfigError), Cache(folder.parent) as cache:
            for key, raw in kept.items():
                found = cache.get(key)
                assert found in (raw, None)
                came += found == raw
    assert came > 100


def test_replies_of_an_earlier_version_are_kept_and_then_checked(tmp_path: Path) -> None:
    """They were paid for: each gets its checksum once, and counts from then on only with it."""
    with Cache(tmp_path) as cache:
        cache.put_all([(KEY, "new"), ("old", "x")])
    (tmp_path / "replies" / "checked").unlink()
    with rows(tmp_path) as database:
        database.execute("UPDATE Cache SET value = ? WHERE key = 'old'", (b'{"paid": "for"}',))
    database.close()
    for _ in range(2):
        with Cache(tmp_path) as cache:
            assert (cache.get("old"), cache.get(KEY)) == ('{"paid": "for"}', "new")
    with rows(tmp_path) as database:
        database.execute("UPDATE Cache SET value = ? WHERE key = 'old'", (b'{"planted": "later"}',))
    database.close()
    with Cache(tmp_path) as cache:
        assert cache.get("old") is None


@pytest.mark.skipif(sys.platform == "win32", reason="links need a privilege there")
@pytest.mark.parametrize("where", ["the folder", "the folder in it", "the database"])
def test_a_link_is_not_followed(tmp_path: Path, where: str) -> None:
    """Nothing is written where a link points to; that the home folder is behind one does not matter."""
    elsewhere, folder = tmp_path / "elsewhere", tmp_path / "cache"
    elsewhere.mkdir()
    match where:
        case "the folder":
            folder.symlink_to(elsewhere)
        case "the folder in it":
            folder.mkdir()
            (folder / "replies").symlink_to(elsewhere)
        case "the database":
            (folder / "replies").mkdir(parents=True)
            (folder / "replies" / "cache.db").symlink_to(elsewhere / "file")
    with pytest.raises(ConfigError, match=r"is a link, which is not followed.*cache_dir"):
        Cache(folder)
    assert not list(elsewhere.iterdir())
    (tmp_path / "home").symlink_to(elsewhere)
    with Cache(tmp_path / "home" / "cache") as cache:
        cache.put(KEY, "{}")
        assert cache.get(KEY) == "{}"
