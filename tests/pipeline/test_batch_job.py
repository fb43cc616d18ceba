"""The file of a batch job, who may work on it, and one provider's batch service."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from llmclaims.config.provider_settings import ProviderSettings
from llmclaims.config.settings import Settings
from llmclaims.errors import ConfigError, ProviderAuthError, ProviderError, ProviderRateLimitError
from llmclaims.pipeline.batch.job_file import (
    Batch,
    Job,
    about,
    changed,
    folder_of,
    held,
    job_path,
    load,
    save,
)
from llmclaims.pipeline.batch.service import NotThereError, Service
from llmclaims.pipeline.options import Options
from tests.support.batch_service import BatchService, Wrong
from tests.support.loopback import Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

BATCH = Batch(
    name="requests-00001-local.jsonl", provider="local", requests=2, bytes=10, sha256="ab", input="file-1",
    id="batch_1", earlier=("batch_0",), status="expired", completed=1, failed=1, output="file-2",
    refused={"batch_expired": 1},
)  # fmt: skip
JOB = Job(
    paths=("a.txt", "caf\udce9.txt"),
    places=("/x/a.txt", "/x/caf\udce9.txt"),
    asked={"schema": ["a:B"], "model": None},
    batches=(BATCH,),
)
LINE = '{"custom_id": "a", "method": "POST", "url": "/v1/chat/completions", "body": {"model": "m", "messages": [1]}}\n'


def test_a_job_comes_back_as_it_was_written(tmp_path: Path) -> None:
    """Every field, whatever characters a path has; the file is its user's alone."""
    path = tmp_path / "news.batch.json"
    assert load(path) is None
    save(path, JOB)
    assert load(path) == JOB
    assert [one.name for one in tmp_path.iterdir()] == ["news.batch.json"]
    if os.name == "posix":
        assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_a_job_is_written_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where the disk is full, what stood in the file still stands there, and the error says which file."""
    path = tmp_path / "news.batch.json"
    save(path, JOB)

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    with pytest.raises(ConfigError, match=r"news\.batch\.json cannot be written \(No space left"):
        save(path, replace(JOB, round=2))
    assert load(path) == JOB


BROKEN = [
    # cut off
    ('{"format": "llmclaims-batch/1", "batches": [', "not readable as a batch job"),
    # no object
    ("[]", "not readable as a batch job"),
    # another file of ours
    ('{"format": "llmclaims-recording/1"}', "is no batch job in the format llmclaims-batch/1"),
    # what a later version may write
    ('{"format": "llmclaims-batch/1", "batches": [], "colour": "red"}', "unknown entry 'colour'"),
    # a batch without its name
    ('{"format": "llmclaims-batch/1", "batches": [{}]}', "not readable as a batch job"),
]


@pytest.mark.parametrize(("text", "says"), BROKEN)
def test_a_file_that_is_no_job_is_said(text: str, says: str, tmp_path: Path) -> None:
    """One sentence, and no guess."""
    path = tmp_path / "news.batch.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=says):
        load(path)


def test_the_name_of_a_job(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A plain name, a path, or a file; a folder of the same name is in nobody's way."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "news").mkdir()
    assert job_path("news") == Path("news.batch.json")
    assert job_path("kept/news") == Path("kept/news.batch.json")
    assert job_path("kept/news.batch.json") == Path("kept/news.batch.json")
    assert folder_of(Path("kept/news.batch.json")) == Path("kept/news.batch")
    for name in ("", "."):
        with pytest.raises(ConfigError, match="is no name of a job"):
            job_path(name)


def test_articles_are_found_from_another_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As they were given where that leads there, so that records name them alike; else from the root."""
    monkeypatch.chdir(tmp_path)
    job = Job(paths=("a.txt", "/b.txt"), places=(str(tmp_path / "a.txt"), "/b.txt"))
    assert job.sources() == ["a.txt", "/b.txt"]
    monkeypatch.chdir("/")
    assert job.sources() == [str(tmp_path / "a.txt"), "/b.txt"]


def test_one_process_at_a_time(tmp_path: Path) -> None:
    """A second one is told so; a lock whose process was killed holds nobody up, and none is left behind."""
    path = tmp_path / "news.batch.json"
    code = (
        "import sys, time; from pathlib import Path; from llmclaims.pipeline.batch.job_file import held\n"
        "with held(Path(sys.argv[1])):\n    print('held', flush=True)\n    time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(path)], stdout=subprocess.PIPE, encoding="utf-8"
    ) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(ConfigError, match="Another process works on"), held(path):
            pass
        other.kill()
    assert (tmp_path / "news.batch.json.lock").exists()
    with held(path):
        pass
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(ConfigError, match="name another place"), held(tmp_path / "nowhere" / "a.batch.json"):
        pass


def test_what_changed_is_named() -> None:
    """A prompt, a kind or a setting that shapes a request; prices, pace and keys are no change."""
    provider = ProviderSettings(model="m", base_url="http://user:secret@127.0.0.1:9/v1?key=secret")
    settings = Settings(provider="local", providers={"local": provider})
    then = about(Options(settings=settings))
    assert "secret" not in json.dumps(then)
    dearer = provider.model_copy(update={"timeout": 5.0, "concurrency": 1, "api_key_env": "A"})
    assert (
        changed(then, about(Options(settings=settings.model_copy(update={"providers": {"local": dearer}}))))
        == ""
    )
    assert (
        changed(then, then | {"prompt": then["prompt"] | {"extract.v3.md": "x"}}) == "prompt 'extract.v3.md'"
    )
    other = about(Options(settings=settings, schema=Options(settings=settings).schema[:1]))
    assert changed(then, other | {"prompt": then["prompt"]}) == "kind 'statement'"
    strict = about(Options(settings=settings.model_copy(update={"strict": True})))
    assert changed(then, strict) == "setting 'strict'"


@pytest.fixture
def server() -> Iterator[BatchService]:
    """A batch service."""
    with BatchService(lambda _: Answer()) as found:
        yield found


def service_of(server: BatchService, slept: list[float] | None = None, **changed: Any) -> Service:
    """The service, asked with three tries; pauses are noted, not waited for."""
    settings = ProviderSettings(model="m", base_url=server.base_url, max_attempts=3, **changed)
    return Service("local", settings, sleep=([] if slept is None else slept).append)


def requests_file(folder: Path) -> Path:
    """A file of one request."""
    path = folder / "one.jsonl"
    path.write_text(LINE, encoding="utf-8")
    return path


WAITS = [
    # seconds
    ({"Retry-After": "7"}, 7.0),
    # milliseconds
    ({"retry-after-ms": "1500"}, 1.5),
]


@pytest.mark.parametrize(("headers", "wait"), WAITS)
def test_the_service_says_how_long_to_wait(
    headers: dict[str, str], wait: float, server: BatchService, tmp_path: Path
) -> None:
    """A 429 is waited out as it asks."""
    slept: list[float] = []
    server.faults = [Wrong("POST /v1/files", 429, headers=headers)]
    with service_of(server, slept) as service:
        assert service.upload(requests_file(tmp_path)) in server.files
    assert slept == [wait]


ERRORS = [
    # too many requests for longer than anybody waits
    (Wrong("", 429, 99, headers={"Retry-After": "90000"}), ProviderRateLimitError, 1),
    # too many requests, again and again
    (Wrong("", 429, 99), ProviderRateLimitError, 3),
    # a wrong key is not tried again
    (Wrong("", 401, 99), ProviderAuthError, 1),
    # nothing is known of the file
    (Wrong("", 404, 99), NotThereError, 1),
    # out of sorts, again and again
    (Wrong("", 503, 99), ProviderError, 3),
    # the connection breaks, again and again, before the answer and in the middle of it
    (Wrong("", 0, 99), ProviderError, 6),  # aiohttp asks a server again at once that hung up on a GET
    (Wrong("", times=99, half=True), ProviderError, 3),
]


@pytest.mark.parametrize(("fault", "kind", "tries"), ERRORS)
def test_a_download_that_fails_leaves_no_file(
    fault: Wrong, kind: type[ProviderError], tries: int, server: BatchService, tmp_path: Path
) -> None:
    """Each failure is an error of ours after as many tries as make sense, and no half of a file takes its name."""
    with service_of(server) as service:
        name = service.upload(requests_file(tmp_path))
        server.log.clear()
        server.faults = [replace(fault, match="GET")]
        with pytest.raises(ProviderError) as error:
            service.download(name, tmp_path / "answers")
        assert isinstance(error.value, kind)
        assert len(server.log) == tries
        assert not (tmp_path / "answers").exists()
        server.faults = []
        service.download(name, tmp_path / "answers")
    assert (tmp_path / "answers").read_text(encoding="utf-8") == LINE


def test_a_batch_is_found_on_any_page(server: BatchService, tmp_path: Path) -> None:
    """Batches are looked for by the file that they were made of, through all pages; those known are passed over."""
    server.page, server.life = 2, ["in_progress"]
    with service_of(server) as service:
        files = [service.upload(requests_file(tmp_path)) for _ in range(5)]
        made = [service.create(file, {"job": "news"}).id for file in files]
        found = service.find(files[:1])
        assert {file: one.id for file, one in found.items()} == {files[0]: made[0]}
        assert service.find(files[:1], known=made) == {}
        assert service.find([]) == {}
    assert server.batches[made[0]]["metadata"] == {"job": "news"}


def test_only_the_openai_protocol_has_batches() -> None:
    """Another protocol is a matter of the configuration, and so is a key that is missing; no key is shown."""
    with pytest.raises(ConfigError, match="gemini protocol"):
        Service("gemini", ProviderSettings(protocol="gemini", model="m"))
    settings = ProviderSettings(model="m", api_key_env="A_KEY")
    with pytest.raises(ConfigError, match="A_KEY"):
        Service("openai", settings, environ={})
    assert repr(Service("openai", settings, environ={"A_KEY": "sk-secret"})) == "Service('openai')"
