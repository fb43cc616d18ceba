"""Answers from files: every form a line may have, and none of them costs more than itself."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from llmclaims.config.provider_settings import Price, ProviderSettings
from llmclaims.config.settings import Settings
from llmclaims.errors import DocumentError
from llmclaims.inference.cache import Cache
from llmclaims.pipeline.batch import replies as replies_module
from llmclaims.pipeline.batch.collected import collected
from llmclaims.pipeline.batch.custom_id import custom_id
from llmclaims.pipeline.batch.plan import write_requests
from llmclaims.pipeline.batch.replies import Taken, keys_of, read_answers, take_answers
from llmclaims.pipeline.options import Options
from llmclaims.schema.claims import Claim
from llmclaims.schema.usage import Usage
from tests.support.batch_engine import answered, model, requests_in, settings_for, write_articles
from tests.support.loopback import FULL, Answer

if TYPE_CHECKING:
    from collections.abc import Iterator

    from tests.support.loopback import Loopback

KEY = "ab" * 32
ID = custom_id("doc", 3, "extract", KEY)
BODY = json.loads(Answer(FULL).reply({"model": "m"}))
OTHER = BODY | {"id": "another"}
BROKEN = json.loads(Answer(text='{"event": [{"quo').reply({"model": "m"}))


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[Cache]:
    """A cache of its own."""
    with Cache(tmp_path / "cache") as kept:
        yield kept


def output(body: Any = BODY, name: Any = ID, **changes: Any) -> bytes:
    """A line of OpenAI's output file."""
    response = {"status_code": 200, "request_id": "r", "body": body}
    found = {"id": "b", "custom_id": name, "response": response, "error": None} | changes
    return json.dumps(found).encode() + b"\n"


ANSWERS = [
    # OpenAI's output file
    output(),
    # vLLM's run-batch says the status in its own way, and has more beside the answer
    json.dumps({"id": "vllm-1", "custom_id": ID, "response": {"status_code": 200, "request_id": "vllm-batch-1",
                "body": BODY}, "error": None}).encode(),
    # without a status
    json.dumps({"custom_id": ID, "response": {"body": BODY}}).encode(),
    # the completion without a layer around it
    json.dumps({"custom_id": ID, "response": BODY}).encode(),
    # the completion as text
    output(json.dumps(BODY)),
    # an error that says nothing
    output(error={"code": None, "message": ""}),
    output(BODY | {"error": None}, error=False),
    # a byte order mark and a carriage return
    b"\xef\xbb\xbf" + output().rstrip() + b"\r\n",
]  # fmt: skip


@pytest.mark.parametrize("text", ANSWERS)
def test_an_answer_is_put_away_under_its_key(text: bytes, cache: Cache) -> None:
    """As the JSON that came, where a run looks for it."""
    assert take_answers([text], cache) == Taken(answers=1, usage=Usage(1, 0, 100, 40, 20, None))
    kept = json.loads(cache.get(KEY) or "")
    assert {key: kept[key] for key in BODY} == BODY


ERROR = {"message": "too  long\nby far", "type": "invalid_request_error", "param": None, "code": None}
REFUSED = [
    # a request that the batch did not come to
    (output(response=None, error={"code": "batch_expired", "message": "too  long\nby far"}), "batch_expired"),
    # a request that failed: the code, or else its type, or else the status
    (
        output(response={"status_code": 400, "body": {"error": ERROR | {"code": "string_above_max"}}}),
        "string_above_max",
    ),
    (output(response={"status_code": 400, "body": {"error": ERROR}}), "invalid_request_error"),
    (output(response={"status_code": 503, "body": {"error": {"message": "too long by far"}}}), "http_503"),
    (output(response={"status_code": 500, "body": "too long by far"}), "http_500"),
    # an error in the form of an answer
    (output({"error": ERROR}), "invalid_request_error"),
    (output("too long by far"), "error"),
    # vLLM: an error beside a response without a body, as text or as an object in an object
    (output(response={"status_code": 400, "body": None}, error="too long by far"), "http_400"),
    (output(response={"status_code": 400, "body": None}, error={"error": ERROR | {"code": 400}}), "400"),
    # a code that is no code
    (output(response=None, error={"code": "<script>\n" * 50, "message": "too long by far"}), "other"),
]


@pytest.mark.parametrize(("text", "code"), REFUSED)
def test_why_there_is_no_answer_is_said(text: bytes, code: str, cache: Cache) -> None:
    """Counted by its code, with one example that names the paragraph; nothing is put away."""
    taken = take_answers([text, text], cache)
    assert taken.refused == {code: 2}
    example = taken.examples[code]
    assert (example.document, example.paragraph, example.stage) == ("doc", 3, "extract")
    assert (example.custom_id, example.code, example.message) == (ID, code, "too long by far")
    assert (taken.answers, cache.get(KEY)) == (0, None)


EMPTY = [
    # nothing in it
    output({}),
    output(None),
    output({"choices": []}),
    output([1, 2]),
    # a line of requests, not of answers
    json.dumps({"custom_id": ID, "method": "POST", "url": "/v1/chat/completions", "body": {}}).encode(),
]


@pytest.mark.parametrize("text", EMPTY)
def test_a_line_without_an_answer_is_none(text: bytes, cache: Cache) -> None:
    """It is told, with the request it was about."""
    taken = take_answers([text], cache)
    assert taken.refused == {"no_answer": 1}
    assert taken.examples["no_answer"].message == "the line holds no completion"


UNREADABLE = [
    b"{",
    b"[1]",
    b'"text"',
    b"\xff\xfe\x00",
    b"null",
    b"[" * 100_000,
    b'{"custom_id": ' + b"9" * 5000 + b"}",
    output()[:-20],
]


def test_a_broken_line_costs_itself_only(cache: Cache) -> None:
    """Whatever stands around an answer, it is taken."""
    lines = [text for broken in UNREADABLE for text in (broken, b"\n", output())]
    taken = take_answers(lines, cache)
    assert (taken.answers, taken.known, taken.unreadable) == (1, len(UNREADABLE) - 1, len(UNREADABLE))


def test_a_line_nested_without_end_costs_itself_only(cache: Cache) -> None:
    """Wherever the limit of what can be read or written again is: it is counted, and nothing breaks."""
    lines = [
        output(BODY | {"deep": "DEEP"}).replace(b'"DEEP"', b"[" * depth + b"]" * depth)
        for depth in range(800, 1000)
    ]
    taken = take_answers([*lines, output()], cache)
    assert (taken.answers, taken.foreign, dict(taken.refused)) == (1, 0, {})
    assert json.loads(cache.get(KEY) or "") == BODY


def test_what_was_read_before_a_disk_failed_is_kept(cache: Cache) -> None:
    """The error is told, and the answers before it are on the disk."""

    def failing() -> Iterator[bytes]:
        yield output()
        raise OSError("the disk is gone")

    with pytest.raises(OSError, match="the disk is gone"):
        take_answers(failing(), cache)
    assert json.loads(cache.get(KEY) or "") == BODY


@pytest.mark.parametrize(
    "name",
    [
        None,
        7,
        "",
        "request-1",
        ID[:-1],
        ID + "A",
        ID.replace("-3e-", "-3z-"),
        ID.replace("-3e-", "-e-"),
        "../" + ID,
        f"doc-3e-{KEY}",
    ],
)
def test_an_answer_to_somebody_else_is_left_alone(name: Any, cache: Cache) -> None:
    """No key is made of an id that is not ours."""
    assert take_answers([output(name=name)], cache) == Taken(foreign=1)
    assert cache.stats().replies == 0


def test_taking_twice_changes_nothing(cache: Cache) -> None:
    """A killed command is run again."""
    assert take_answers([output()], cache).answers == 1
    before = cache.get(KEY)
    assert take_answers([output(), output()], cache).known == 2
    assert cache.get(KEY) == before


ORDERS = [
    # the later of two whole ones
    ([BODY, OTHER], OTHER),
    # one that broke off takes no whole one's place
    ([BODY, BROKEN], BODY),
    # and gives way to one
    ([BROKEN, BODY], BODY),
    # between two that broke off the later one stands
    ([BROKEN, BROKEN | {"id": "another"}], BROKEN | {"id": "another"}),
]


@pytest.mark.parametrize("files", [1, 2])
@pytest.mark.parametrize(("bodies", "kept"), ORDERS)
def test_of_two_answers_the_better_one_stands(bodies: list[Any], kept: Any, files: int, cache: Cache) -> None:
    """In one file or in two: what was paid for is not lost to an answer that is none."""
    lines = [output(body) for body in bodies]
    for some in [[one] for one in lines] if files == 2 else [lines]:
        take_answers(some, cache)
    assert json.loads(cache.get(KEY) or "") == kept


def test_an_answer_reads_as_the_direct_runs_does(loopback: Loopback, tmp_path: Path) -> None:
    """Escaped half characters, numbers that JSON does not have and letters of every script come through."""
    (path,) = write_articles(tmp_path / "articles", 1)
    options = Options(settings=settings_for(loopback, tmp_path / "cache", repair=False, link=False))
    write_requests(path, options, tmp_path / "a")
    odd = '{"custom": NaN, "n": 1e999, "s": "\\ud83d — žluťoučký", '
    lines = [
        one.replace(b'"body": {', b'"body": ' + odd.encode(), 1)
        for one in answered(requests_in(tmp_path / "a"))
    ]
    with Cache(tmp_path / "cache") as cache:
        assert take_answers(lines, cache).answers == 2
    assert sum(isinstance(one, Claim) for one in collected(path, options)) == 2


def test_half_a_character_stays_half_a_character(cache: Cache) -> None:
    """An escaped surrogate without its other half is not turned into a question mark, as it is not in a direct run."""
    body = BODY | {"said": "\ud83d and ž"}
    assert take_answers([output(body)], cache).answers == 1
    assert json.loads(cache.get(KEY) or "") == body


def test_a_key_in_an_answer_is_not_kept(cache: Cache, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in the cache nor in what is told; a key as short as a word is none."""
    monkeypatch.setenv("MY_LLM", "sk-0123456789abcdef")
    monkeypatch.setenv("OPENAI_API_KEY", "ollama")
    keys = keys_of(Settings(providers={"mine": ProviderSettings(model="m", api_key_env="MY_LLM")}))
    assert sorted(keys) == ["ollama", "sk-0123456789abcdef"]
    told = BODY | {"echo": "sk-0123456789abcdef by ollama"}
    refused = output(response=None, error={"code": "x", "message": "bad key sk-0123456789abcdef"})
    taken = take_answers([output(told), refused], cache, keys=keys)
    assert json.loads(cache.get(KEY) or "") == BODY | {"echo": "*** by ollama"}
    assert taken.examples["x"].message == "bad key ***"


def test_codes_without_end_are_counted_together(cache: Cache) -> None:
    """A hostile file fills no memory."""
    lines = [output(response=None, error={"code": f"c{number}", "message": ""}) for number in range(300)]
    taken = take_answers(lines, cache)
    assert sum(taken.refused.values()) == 300
    assert len(taken.refused) < 100
    assert taken.refused["other"] > 200


def test_files_and_folders_are_read(tmp_path: Path) -> None:
    """A folder's files in the order of their names; what is no ``.jsonl`` is not looked at."""
    folder = tmp_path / "answers"
    folder.mkdir()
    (folder / "b.jsonl").write_bytes(output(OTHER))
    (folder / "a.jsonl").write_bytes(output(BODY))
    (folder / "readme.txt").write_text("no answers")
    (tmp_path / "one").write_bytes(output(name=custom_id("doc", 4, "repair", "cd" * 32)))
    assert read_answers([folder, tmp_path / "one"], tmp_path / "cache").answers == 2
    with Cache(tmp_path / "cache") as cache:
        assert json.loads(cache.get(KEY) or "") == OTHER
        assert cache.stats().replies == 2
    read_answers(str(folder), tmp_path / "cache")
    with Cache(tmp_path / "cache") as cache:
        assert json.loads(cache.get(KEY) or "") == OTHER


def test_what_cannot_be_read_is_one_sentence(tmp_path: Path) -> None:
    """A file that is not there, and a folder without answers."""
    with pytest.raises(DocumentError, match=r"no\.jsonl: cannot be read"):
        read_answers(tmp_path / "no.jsonl", tmp_path / "cache")
    with pytest.raises(DocumentError, match="holds no file named"):
        read_answers(tmp_path, tmp_path / "elsewhere")


def test_a_line_without_an_end_is_passed_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as may be is read, what is longer costs itself and no memory."""
    whole = output()
    monkeypatch.setattr(replies_module, "LONGEST", len(whole))
    (tmp_path / "a.jsonl").write_bytes(
        b"x" * 10 * len(whole) + b"\n" + whole + b" " * len(whole) + whole + whole
    )
    taken = read_answers(tmp_path / "a.jsonl", tmp_path / "cache")
    assert (taken.answers, taken.known, taken.unreadable) == (1, 1, 2)


def test_a_long_answer_is_an_answer(cache: Cache) -> None:
    """Ten million characters in one line."""
    assert take_answers([output(BODY | {"more": "x" * 10_000_000})], cache).answers == 1


def test_the_answers_of_a_folder_of_requests_go_round(loopback: Loopback, tmp_path: Path) -> None:
    """Requests out, answers beside them, and back in: the requests among them are no answers."""
    (path,) = write_articles(tmp_path / "articles", 1)
    options = Options(settings=settings_for(loopback, tmp_path / "cache"))
    write_requests(path, options, tmp_path / "a")
    (tmp_path / "a" / "output.jsonl").write_bytes(b"".join(answered(requests_in(tmp_path / "a"), model)))
    taken = read_answers(tmp_path / "a", tmp_path / "cache")
    assert (taken.answers, taken.refused) == (2, {"no_answer": 2})


def test_what_the_answers_took_is_added_up(cache: Cache) -> None:
    """As the service counted it, at the price that is given; a line without an answer took nothing."""
    refused = json.dumps({"custom_id": ID, "response": None, "error": {"code": "batch_expired"}}).encode()
    price = Price(input=1.0, output=4.0)
    found = take_answers([output(), output(OTHER), refused], cache, price=price)
    assert found.usage == Usage(2, 0, 200, 80, 40, pytest.approx(0.00036))
