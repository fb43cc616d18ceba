"""Recorded runs: what is on disk, and the run again from there with nothing else at hand."""

from __future__ import annotations

import asyncio
import gzip
import json
from typing import TYPE_CHECKING, Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from vcr.persisters.filesystem import FilesystemPersister
from vcr.serializers import yamlserializer

from llmclaims.config.settings import Settings
from llmclaims.documents.document import Document
from llmclaims.errors import CassetteError, CassetteMissingError, ConfigError, ProviderError, ReplyError
from llmclaims.inference.cassettes import HOST, _Yaml
from llmclaims.inference.manifest import Manifest, read_manifest
from llmclaims.inference.recording import Recorder
from llmclaims.inference.recording import open_recording as opened
from llmclaims.inference.runner_chain import open_runner
from llmclaims.pipeline.session import prompts_for
from llmclaims.providers.base import Message, Reply, Request
from llmclaims.schema.annotations import Cited
from llmclaims.schema.answer import answer_model
from llmclaims.schema.news import DEFAULT_SCHEMA
from tests.support.loopback import EMPTY, FULL, STATEMENT, Answer, Fault, Loopback

if TYPE_CHECKING:
    from pathlib import Path

pytestmark = pytest.mark.usefixtures("line")  # on each of the two clients

TEXT = (
    "A title of some words\n\nThe minister said “we will not go” on Tuesday. It rained 😀 all day, she added.\n\n"
    "Officials said the plan was dead. It was, they said, “never” alive at all.\n\n"
    "Nobody else was asked about it on that day. The offices were closed.\n"
)
DOCUMENT = Document.from_text(TEXT, id="d1", path="news/d1.txt")
KEY = "sk-planted-0123456789abcdef"


def open_recording(
    settings: Settings, schema: tuple[type[Cited], ...], **where: Any
) -> tuple[Recorder | None, Settings]:
    """A recording of what a run sends."""
    return opened(settings, schema, lambda one: prompts_for(one, schema), **where)


def settings_for(loopback: Loopback, **changes: Any) -> Settings:
    """Settings that lead to the loopback server, with a key."""
    return Settings(
        provider="local", providers={"local": loopback.settings(api_key_env="MY_API_KEY", **changes)}
    )


def requests_for(document: Document) -> list[Request]:
    """What is asked about a document, one paragraph at a time."""
    return [
        Request(
            stage="extract",
            messages=(
                Message("system", "Find it.\n" * 30),
                Message("user", f"Read:\n\n{paragraph.text}\n\nAnswer."),
            ),
            answer=answer_model(DEFAULT_SCHEMA),
            document=document,
            paragraphs=(paragraph,),
            schema=DEFAULT_SCHEMA,
        )
        for paragraph in document.body
    ]


def run(
    settings: Settings, *documents: Document, requests: Any = requests_for, **where: Path
) -> list[Reply | BaseException]:
    """Every paragraph asked, in a run that is recorded or replayed; what is raised stands in a reply's place."""

    async def asked() -> list[Reply | BaseException]:
        recorder, chosen = open_recording(settings, DEFAULT_SCHEMA, **where)
        assert recorder is not None
        found: list[Reply | BaseException] = []
        async with open_runner(chosen, "extract", recorder) as runner:
            for document in documents or (DOCUMENT,):
                with recorder.document(document):
                    tasks = (runner.ask(request) for request in requests(document))
                    found += await asyncio.gather(*tasks, return_exceptions=True)
        return found

    return asyncio.run(asked())


@pytest.fixture(autouse=True)
def _key(monkeypatch: pytest.MonkeyPatch) -> None:
    """A key that must not be found again."""
    monkeypatch.setenv("MY_API_KEY", KEY)


def by_paragraph(body: Any) -> Answer:
    """An answer that tells which paragraph it is about."""
    text = body["messages"][-1]["content"]
    return Answer(
        EMPTY | {"statement": [STATEMENT | {"quote": text[6:40], "claim": "“ " + "Nothing was added. " * 9}]}
    )


def everything(folder: Path) -> bytes:
    """Every byte in a folder."""
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_a_replay_is_the_run_again(
    loopback: Loopback, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same replies, with the server gone, no key, other settings, and a cache that knows nothing."""
    loopback.default = by_paragraph
    first = run(settings_for(loopback), record=tmp_path)
    assert len(loopback.requests) == 3
    monkeypatch.delenv("MY_API_KEY")
    again = run(Settings(), replay=tmp_path)
    assert again == first
    assert all(isinstance(reply, Reply) and reply.attempts == 1 for reply in again)
    assert len(loopback.requests) == 3


def test_failures_and_their_retries_replay_without_waiting(loopback: Loopback, tmp_path: Path) -> None:
    """A recorded 429 is met once and not for ever; a wait of a minute takes no time."""
    loopback.script = [
        Fault(429, headers={"Retry-After": "0.05"}),
        Fault(503, headers={"Retry-After-Ms": "20"}),
    ]
    settings = settings_for(loopback, concurrency=1)
    first = run(settings, record=tmp_path)
    cassette = tmp_path / "d1.yaml"
    cassette.write_text(cassette.read_text("utf-8").replace("'0.05'", "'500'"), "utf-8")
    again = run(Settings(), replay=tmp_path)
    assert again == first
    assert sum(reply.attempts for reply in again if isinstance(reply, Reply)) == 5


def test_what_failed_fails_again_in_the_same_words(loopback: Loopback, tmp_path: Path) -> None:
    """A refusal, an unreadable answer and a bad request are part of the run."""
    faults = [Fault(400), Answer(refusal="no"), Answer(text="no idea")]

    def faulty(body: Any) -> Any:
        place = [paragraph.text in body["messages"][-1]["content"] for paragraph in DOCUMENT.body].index(True)
        return faults[place]

    loopback.default = faulty
    first = run(settings_for(loopback), record=tmp_path)
    again = run(Settings(), replay=tmp_path)
    assert [type(one) for one in again] == [ProviderError, ProviderError, ReplyError]
    assert [str(one) for one in again] == [str(one) for one in first]


def test_nothing_secret_and_nothing_of_the_machine_is_written(loopback: Loopback, tmp_path: Path) -> None:
    """No key, cookie, account, host or port; not even where the server repeats the key."""
    loopback.script = [Fault(500, json.dumps({"error": {"message": f"key {KEY} is tired"}}).encode())]
    folder = tmp_path / "run"
    run(settings_for(loopback, concurrency=1), record=folder)
    written = everything(folder)
    port = loopback.base_url.rpartition(":")[2].encode()
    for secret in (
        KEY,
        "do-not-record",
        "uthorization",
        "127.0.0.1",
        "User-Agent",
        "stainless",
        str(tmp_path),
        "MY_API",
    ):
        assert secret.encode().lower() not in written.lower()
    assert port not in written
    assert b"key *** is tired" in written


def test_a_cassette_is_readable_text_in_the_order_of_the_source(loopback: Loopback, tmp_path: Path) -> None:
    """UTF-8 with every character as itself, bodies as blocks, exactly the bytes that were sent."""
    loopback.default = by_paragraph
    run(settings_for(loopback), record=tmp_path)
    text = (tmp_path / "d1.yaml").read_text(encoding="utf-8")
    assert text.startswith("# d1.txt: A title of some words\nversion: 1\n")
    for shown in ("“we will not go”", "😀", "body: >-", "string: >-"):
        assert shown in text
    assert "\\u20" not in text
    held = yaml.safe_load(text)["interactions"]
    bodies = [one["request"]["body"] for one in held]
    assert sorted(body.encode() for body in bodies) == sorted(loopback.raw_requests)
    assert [
        paragraph.text in json.loads(body)["messages"][-1]["content"]
        for paragraph, body in zip(DOCUMENT.body, bodies, strict=True)
    ] == [True] * 3
    assert {one["request"]["uri"] for one in held} == {f"{HOST}/v1/chat/completions"}
    assert held[0]["request"]["headers"] == {"content-type": ["application/json"]}
    assert held[0]["response"]["headers"] == {"content-type": ["application/json"]}


def test_two_recordings_of_the_same_answers_are_the_same_bytes(loopback: Loopback, tmp_path: Path) -> None:
    """Whoever finished first does not show."""
    calls = iter(range(100))
    loopback.default = lambda body: Answer(by_paragraph(body).items, delay=0.02 * (next(calls) % 3))
    for name in ("a", "b"):
        run(settings_for(loopback), record=tmp_path / name)
        next(calls)
    assert everything(tmp_path / "a") == everything(tmp_path / "b")


def test_a_compressed_answer_is_recorded_as_text(loopback: Loopback, tmp_path: Path) -> None:
    """Who reads a cassette does not want gzip."""
    body = gzip.compress(
        Answer(EMPTY | {"statement": [STATEMENT | {"quote": "“plain”"}]}).reply({"model": "m"})
    )
    loopback.default = Fault(200, body, headers={"Content-Encoding": "gzip"})
    first = run(settings_for(loopback), record=tmp_path)
    assert "“plain”" in (tmp_path / "d1.yaml").read_text("utf-8")
    assert run(Settings(), replay=tmp_path) == first


def test_identical_requests_replay_in_their_order(loopback: Loopback, tmp_path: Path) -> None:
    """The same question asked three times got three answers, and gets them again, but not a fourth."""
    loopback.script = [
        Answer(EMPTY | {"statement": [STATEMENT | {"ref": f"s{number}"}]}) for number in range(3)
    ]
    settings = settings_for(loopback, concurrency=1)
    times = 3

    def same(document: Document) -> list[Request]:
        return requests_for(document)[:1] * times

    first = run(settings, record=tmp_path, requests=same)
    assert run(Settings(), replay=tmp_path, requests=same) == first
    times = 4
    (*_, last) = run(Settings(), replay=tmp_path, requests=same)
    assert isinstance(last, CassetteMissingError)
    assert "no further exchange" in str(last)


def test_an_exchange_that_is_missing_is_named_and_not_tried_again(loopback: Loopback, tmp_path: Path) -> None:
    """Which document, which paragraph, which request; no retry, no fallback, no network."""
    run(settings_for(loopback), record=tmp_path)

    def other(document: Document) -> list[Request]:
        first, second, third = requests_for(document)
        changed = Message("user", second.messages[1].content.replace("dead", "alive"))
        return [
            first,
            Request(**{name: getattr(second, name) for name in Request.__slots__} | {"messages": (changed,)}),
            third,
        ]

    before = len(loopback.requests)
    found = run(Settings(), replay=tmp_path, requests=other)
    assert [isinstance(one, Reply) for one in found] == [True, False, True]
    error = found[1]
    assert isinstance(error, CassetteMissingError)
    index = DOCUMENT.body[1].index
    assert str(error).startswith(
        f"news/d1.txt, paragraph {index}: the recording holds no exchange for this request"
    )
    assert error.key in str(error)
    assert len(loopback.requests) == before


def test_what_is_asked_between_documents_has_its_own_cassette(loopback: Loopback, tmp_path: Path) -> None:
    """Questions about several documents at once are recorded and replayed beside theirs."""

    async def asked(settings: Settings, **where: Path) -> Reply:
        recorder, chosen = open_recording(settings, DEFAULT_SCHEMA, **where)
        assert recorder is not None
        async with open_runner(chosen, "link", recorder) as runner:
            with recorder.between():
                return await runner.ask(requests_for(DOCUMENT)[0])

    first = asyncio.run(asked(settings_for(loopback), record=tmp_path))
    assert [path.name for path in tmp_path.glob("*.yaml")] == ["between-documents.yaml"]
    assert asyncio.run(asked(Settings(), replay=tmp_path)) == first


def test_a_document_that_was_not_recorded(loopback: Loopback, tmp_path: Path) -> None:
    """A replay of another document says so, also when that one has nothing to ask."""
    run(settings_for(loopback), record=tmp_path)
    other = Document.from_text(
        "A title\n\nQuite another text that stands here. It has two sentences.\n", id="other"
    )
    with pytest.raises(CassetteError, match="nothing was recorded for this document"):
        run(Settings(), other, replay=tmp_path)


def test_a_document_with_nothing_to_ask_is_recorded_too(loopback: Loopback, tmp_path: Path) -> None:
    """No exchange is also a result."""
    run(settings_for(loopback), record=tmp_path, requests=lambda _: [])
    assert run(Settings(), replay=tmp_path, requests=lambda _: []) == []


@pytest.mark.parametrize(
    "name",
    ["../escaped", "/etc/passwd", "a/b", "..", ".hidden", "con:", "é" * 300, "two\nlines\x00", "\ud800"],
)
def test_an_id_does_not_choose_a_place_outside(loopback: Loopback, tmp_path: Path, name: str) -> None:
    """A document's id may be anything; its cassette stands in the folder."""
    folder = tmp_path / "deep" / "run"
    document = Document.from_text(TEXT, id=name)
    first = run(settings_for(loopback), document, record=folder)
    assert sorted(path.parent for path in tmp_path.rglob("*.yaml")) == [folder]
    assert run(Settings(), document, replay=folder) == first


def test_recording_again_replaces_what_was_there(loopback: Loopback, tmp_path: Path) -> None:
    """One command records anew; no exchange of the old recording stays behind."""
    run(settings_for(loopback, model="old"), record=tmp_path)
    loopback.default = Answer(EMPTY)
    second = run(settings_for(loopback, model="new"), record=tmp_path)
    assert run(Settings(), replay=tmp_path) == second
    assert len(yaml.safe_load((tmp_path / "d1.yaml").read_text("utf-8"))["interactions"]) == 3


def test_a_recording_goes_past_the_cache(loopback: Loopback, tmp_path: Path) -> None:
    """What the cache knows is asked all the same, or the recording would have holes."""

    async def ordinary() -> None:
        async with open_runner(settings_for(loopback)) as runner:
            for request in requests_for(DOCUMENT):
                await runner.ask(request)

    asyncio.run(ordinary())
    run(settings_for(loopback), record=tmp_path)
    assert len(loopback.requests) == 6
    loopback.requests.clear()
    asyncio.run(ordinary())
    assert loopback.requests == []


def test_an_interrupted_recording_keeps_what_came(loopback: Loopback, tmp_path: Path) -> None:
    """Paid answers are written even when the run ends in an exception."""

    async def broken() -> None:
        recorder, settings = open_recording(settings_for(loopback), DEFAULT_SCHEMA, record=tmp_path)
        assert recorder is not None
        async with open_runner(settings, "extract", recorder) as runner:
            with recorder.document(DOCUMENT):
                await runner.ask(requests_for(DOCUMENT)[0])
                raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        asyncio.run(broken())
    assert [type(one) for one in run(Settings(), replay=tmp_path)] == [
        Reply,
        CassetteMissingError,
        CassetteMissingError,
    ]
    assert list(tmp_path.glob("*.part")) == []


def test_the_manifest_says_what_a_replay_needs(loopback: Loopback, tmp_path: Path) -> None:
    """Settings without addresses, keys and folders; hashes of prompts and kinds; the version."""
    given = settings_for(
        loopback, parameters={"temperature": 0}, output="tools", requests_per_minute=9, fallback="ollama"
    )
    given = given.model_copy(update={"strict": True, "cache_dir": "/some/where", "disable": ("TOO_LONG",)})
    open_recording(given, DEFAULT_SCHEMA, record=tmp_path)
    manifest = read_manifest(tmp_path)
    assert manifest == Manifest.of(given, DEFAULT_SCHEMA, prompts_for(given, DEFAULT_SCHEMA))
    local = manifest.settings.providers["local"]
    assert (local.model, local.output, local.parameters) == ("m", "tools", {"temperature": 0})
    assert (local.base_url, local.api_key_env, local.requests_per_minute) == (f"{HOST}/v1", "", None)
    assert manifest.settings.providers["ollama"].base_url == f"{HOST}/v1"
    assert (manifest.settings.strict, manifest.settings.disable, manifest.settings.cache_dir) == (
        True,
        ("TOO_LONG",),
        None,
    )
    assert set(manifest.schema) == {"event", "statement", "relation"}
    assert {"extract.v3.md", "repair.v1.md"} <= set(manifest.prompts)


def test_a_path_in_the_address_is_kept(loopback: Loopback, tmp_path: Path) -> None:
    """Servers that live below a path are replayed there, since requests match on it."""
    settings = settings_for(loopback, base_url=loopback.base_url.replace("/v1", "/openai/deployments/x/v1"))
    first = run(settings, record=tmp_path)
    assert first[0].items == FULL  # type: ignore[union-attr]  # it is a reply
    assert run(Settings(), replay=tmp_path) == first


class Promise(Cited):
    """A promise."""

    promiser: str


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (
            lambda run: run["prompts"].update({"extract.v3.md": "0123"}),
            "prompt 'extract.v3.md'",
        ),  # changed since
        (lambda run: run["prompts"].update({"gone.v7.md": "0123"}), "prompt 'gone.v7.md'"),  # gone since
        (
            lambda run: run["settings"].update({"prompt": "extract.v99"}),
            "extract.v99",
        ),  # a version that is not here
        (lambda run: run["schema"].update({"event": "0123"}), "kind 'event'"),  # another schema
        (lambda run: run["schema"].pop("event"), "kind 'event'"),  # a schema with less
        (lambda run: run.update(format="llmclaims-recording/9"), "llmclaims-recording/9"),  # a later format
        (lambda run: run.pop("prompts"), "not readable"),  # incomplete
        (lambda run: run["settings"].update(nonsense=1), "nonsense"),  # settings nobody knows
    ],
)
def test_a_recording_that_does_not_fit_says_what(
    loopback: Loopback, tmp_path: Path, change: Any, says: str
) -> None:
    """A prompt, a kind or a format that is not what it was is named, with the version that made it."""
    run(settings_for(loopback), record=tmp_path)
    path = tmp_path / "run.json"
    data = json.loads(path.read_text("utf-8"))
    change(data)
    path.write_text(json.dumps(data), "utf-8")
    with pytest.raises(CassetteError, match=says):
        open_recording(Settings(), DEFAULT_SCHEMA, replay=tmp_path)


def test_another_schema_than_the_recorded_one(loopback: Loopback, tmp_path: Path) -> None:
    """A replay with a user's own model needs a recording with it."""
    run(settings_for(loopback), record=tmp_path)
    with pytest.raises(CassetteError, match="kind"):
        open_recording(Settings(), (Promise,), replay=tmp_path)


def test_folders_that_cannot_be_used(loopback: Loopback, tmp_path: Path) -> None:
    """No recording there, no place to record, or both asked for: one sentence each."""
    (tmp_path / "file").write_text("", encoding="utf-8")
    with pytest.raises(CassetteError, match="holds no recorded run"):
        open_recording(Settings(), DEFAULT_SCHEMA, replay=tmp_path)
    with pytest.raises(CassetteError, match="cannot be written"):
        open_recording(settings_for(loopback), DEFAULT_SCHEMA, record=tmp_path / "file")
    with pytest.raises(ConfigError, match="exclude each other"):
        open_recording(Settings(), DEFAULT_SCHEMA, record=tmp_path, replay=tmp_path)
    assert open_recording(Settings(), DEFAULT_SCHEMA) == (None, Settings())


@pytest.mark.parametrize(
    "damage",
    [
        b"interactions: [", b"", b"- 1\n", b"\xff\xfe", b"version: 1\n",
        b"version: 1\ninteractions:\n- request: !!python/object/apply:os.mkdir [ran]\n  response: {}\n",
    ],
)  # fmt: skip
def test_a_damaged_cassette_is_said(loopback: Loopback, tmp_path: Path, damage: bytes) -> None:
    """Broken YAML, something else, or a planted object: an error that names the file, and nothing runs."""
    run(settings_for(loopback), record=tmp_path)
    (tmp_path / "d1.yaml").write_bytes(damage)
    with pytest.raises(CassetteError, match=r"d1\.yaml"):
        run(Settings(), replay=tmp_path)


@given(st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=300), st.integers(1, 3))
def test_any_text_survives_the_file(text: str, times: int) -> None:
    """Line ends, blanks, controls, separators and all of Unicode are the same after writing and reading."""
    body = (text + " “word” ") * times + text
    data = {
        "version": 1,
        "interactions": [{"request": {"body": body}, "response": {"body": {"string": text * 9}}}],
    }
    assert yamlserializer.deserialize(_Yaml.serialize(data)) == data


def test_the_whole_process_is_as_it_was_afterwards(loopback: Loopback, tmp_path: Path) -> None:
    """Neither a recording nor a replay leaves HTTP changed behind it, also after an error."""
    import httpx2

    before = httpx2.AsyncHTTPTransport.handle_async_request
    run(settings_for(loopback), record=tmp_path)
    run(Settings(), replay=tmp_path)
    run(Settings(), replay=tmp_path, requests=lambda document: requests_for(document) * 2)
    assert httpx2.AsyncHTTPTransport.handle_async_request is before


def test_it_is_a_cassette_of_vcrpy(loopback: Loopback, tmp_path: Path) -> None:
    """Other tools that read vcrpy's cassettes read these."""
    run(settings_for(loopback), record=tmp_path)
    requests, responses = FilesystemPersister.load_cassette(tmp_path / "d1.yaml", yamlserializer)
    assert len(requests) == len(responses) == 3
    assert {request.method for request in requests} == {"POST"}


def test_a_changed_prompt_for_the_rest_of_an_answer_is_told(loopback: Loopback, tmp_path: Path) -> None:
    """Every prompt that a run may send is in the manifest, the rarely sent ones, too."""
    prompts = tmp_path / "prompts"
    prompts.mkdir()
    (prompts / "rest.v1.md").write_text("=== user ===\nGo on after $listed ($fence).\n", "utf-8")
    run(settings_for(loopback), record=tmp_path / "run")
    assert "rest.v1.md" in read_manifest(tmp_path / "run").prompts
    with pytest.raises(CassetteError, match=r"prompt 'rest\.v1\.md'"):
        run(Settings(prompts=str(prompts)), replay=tmp_path / "run")
