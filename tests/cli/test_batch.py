"""``llmclaims batch`` against a service on 127.0.0.1: every state of a batch, and what is said and asked then."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from tests.support.batch_engine import answered, model, requests_in, write_articles
from tests.support.batch_service import BatchService, Wrong
from tests.support.command_line import printed_by

if TYPE_CHECKING:
    from collections.abc import Iterator

KEY = "sk-a-key-that-nobody-may-see"
SUBMIT = ("batch", "submit", "articles", "--job", "news")
AGAIN = ("batch", "submit", "--job", "news")
COLLECT = ("batch", "collect", "--job", "news", "-o", "run.jsonl")


@pytest.fixture
def service(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[BatchService]:
    """A service whose batches are in progress until the test ends them, and a folder with two articles."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("A_KEY", KEY)
    write_articles(tmp_path / "articles", 2)
    with BatchService(model) as found:
        found.life = ["validating", "in_progress"]
        configure(found)
        yield found


def configure(
    service: BatchService,
    more: str = "",
    *,
    line: str = "link = false\nrepair = false\nrequest_characters = 0\n",
) -> None:
    """Write a configuration that asks the service."""
    Path("llmclaims.toml").write_text(
        f'provider = "local"\nchecks = []\ncache_dir = "kept"\n{line}[providers.local]\nbase_url = "{service.base_url}"\n'
        f'model = "m"\napi_key_env = "A_KEY"\nmax_attempts = 3\n{more}',
        encoding="utf-8",
    )


def records(path: str = "run.jsonl") -> list[dict[str, Any]]:
    """A run without its first and last record, in which times and usage stand."""
    return [json.loads(line) for line in Path(path).read_text(encoding="utf-8").splitlines()][1:-1]


def job() -> dict[str, Any]:
    """What stands in the job's file."""
    return json.loads(Path("news.batch.json").read_text(encoding="utf-8"))


def states() -> list[str]:
    """The statuses that stand in the job's file."""
    return [one["status"] for one in job()["batches"]]


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Any:
    """Call a command in this process: its exit code, and all that it printed."""

    def call(*args: str) -> tuple[int, str]:
        code, out, said = printed_by(capsys, *args)
        assert KEY not in out + said
        return code, out + said

    return call


@pytest.fixture
def direct(service: BatchService, run: Any) -> list[dict[str, Any]]:
    """What a direct run makes of the same answers, with a cache of its own."""
    text = Path("llmclaims.toml").read_text(encoding="utf-8")
    Path("llmclaims.toml").write_text(text.replace('"kept"', '"other"'), encoding="utf-8")
    assert run("extract", "articles", "-o", "direct.jsonl")[0] == 0
    Path("llmclaims.toml").write_text(text, encoding="utf-8")
    service.log.clear()
    return records("direct.jsonl")


def test_rounds_end_where_a_direct_run_does(service: BatchService, run: Any) -> None:
    """Submit and collect in turn, repairs and relations included, until nothing is missing: the same claims."""
    configure(service, line="request_characters = 0\n")
    assert run("extract", "articles", "-o", "direct.jsonl")[0] == 0
    text = Path("llmclaims.toml").read_text(encoding="utf-8")
    Path("llmclaims.toml").write_text(text.replace('"kept"', '"other"'), encoding="utf-8")
    code, rounds = 1, 0
    while code:
        rounds += 1
        assert run(*SUBMIT)[0] == 0
        service.finish()
        code, said = run(*COLLECT)
        assert code == 0 or "Next: llmclaims batch submit --job news" in said
        assert rounds < 6
    assert rounds > 2
    assert records() == records("direct.jsonl")
    asked = service.asked()
    assert len(asked) == len(set(asked)) == len(service.chat)
    assert f"The job's batches until now: {len(asked)} answers; {len(asked) * 100} tokens in" in said
    assert "nothing is missing" in run(*AGAIN)[1]
    assert Path("news.batch").exists() is False


ENDS = [
    # all is answered
    ("completed", 1.0, 0, "", 0),
    # the window closed over a half
    ("expired", 0.5, 0, "batch_expired", 2),
    # nothing was done in time
    ("expired", 0.0, 0, "batch_expired", 4),
    # cancelled with a half done
    ("cancelled", 0.5, 0, "batch_cancelled", 2),
    # each request failed by itself
    ("completed", 1.0, 429, "(refused)", 4),
    # refused by a check of the file, with no word
    ("failed", 0.0, 0, "failed", 4),
]


@pytest.mark.parametrize("row", ENDS, ids=[f"{row[0]} {row[1]} {row[2]}" for row in ENDS])
def test_each_end_of_a_batch(
    row: tuple[str, float, int, str, int], service: BatchService, run: Any, direct: list[dict[str, Any]]
) -> None:
    """What is there is taken, what is missing is said with its reason, and the next submit asks only for that."""
    end, part, fails, says, again = row
    assert run(*SUBMIT)[0] == 0
    service.fails = lambda _: fails
    service.finish(end, answered=part)
    code, said = run(*COLLECT)
    assert code == (1 if again else 0)
    assert states() == [end]
    if not again:
        assert records() == direct
        return
    assert says in said
    assert f"{again} answers missing: {again} paragraphs" in said
    assert "Next: llmclaims batch submit --job news" in said
    service.fails = lambda _: 0
    assert run(*AGAIN)[0] == 0
    last = list(service.batches.values())[-1]
    assert len(service.lines_of(last["input_file_id"])) == again
    service.finish()
    assert run(*COLLECT)[0] == 0
    assert records() == direct


def test_what_is_under_way_is_waited_for(
    service: BatchService, run: Any, direct: list[dict[str, Any]]
) -> None:
    """One batch is done, one is not: its claims are there, a submit waits, and each state has its line."""
    assert run(*SUBMIT, "--batch-requests", "2")[0] == 0
    first = next(iter(service.batches))
    service.finish(only=first)
    code, said = run(*COLLECT)
    assert (code, states()) == (1, ["completed", "validating"])
    assert "2 answers missing: 2 paragraphs" in said
    assert "2 requests under way" in said
    assert "Next: llmclaims batch status --job news" in said
    assert sum(one["record"] == "document" for one in records()) == 2
    code, said = run(*AGAIN)
    assert code == 2
    assert "1 of 2 batches of news.batch.json still under way" in said
    assert len(service.batches) == 2
    service.life = ["finalizing"]
    service.finish()
    assert run(*COLLECT)[0] == 0
    assert records() == direct


def test_too_much_waiting_already(service: BatchService, run: Any, direct: list[dict[str, Any]]) -> None:
    """A batch over the account's limit is sent again, alone and without a new upload, while others are under way."""
    assert run(*SUBMIT, "--batch-requests", "2", "--estimate")[0] == 0
    service.refuse = [
        {"code": "token_limit_exceeded", "message": "Enqueued token limit reached", "line": None}
    ]
    assert run(*SUBMIT, "--batch-requests", "2")[0] == 0
    said = run("batch", "status", "--job", "news")[1]
    assert "failed" in said
    assert "Enqueued token limit reached" in said
    code, said = run(*COLLECT)
    assert code == 1
    assert "Next: llmclaims batch submit --job news" in said
    service.log.clear()
    assert run(*AGAIN)[0] == 0
    assert [one for one in service.log if one.startswith("POST")] == ["POST /v1/batches"]
    service.finish()
    assert run(*COLLECT)[0] == 0
    assert records() == direct
    assert len(service.asked()) == 4


def test_a_refused_file_says_which_line(service: BatchService, run: Any) -> None:
    """What the service finds wrong in a file is told by status and collect, and the next submit makes a new one."""
    service.refuse = [{"code": "invalid_json_line", "message": "Line 3 is not parseable", "line": 3}]
    assert run(*SUBMIT)[0] == 0
    assert "Line 3 is not parseable" in run("batch", "status", "--job", "news")[1]
    assert "Line 3 is not parseable" in run(*COLLECT)[1]
    assert run(*AGAIN)[0] == 0
    assert len(service.batches) == 2


STEPS = {
    "upload": "POST /v1/files",
    "create": "POST /v1/batches$",
    "look": "GET /v1/batches/",
    "download": "GET /v1/files/.*/content",
}
FAULTS = [
    # asked to wait
    Wrong("", status=429),
    # out of sorts, before anything happened
    Wrong("", status=500),
    # out of sorts, and yet it happened
    Wrong("", status=500, after=True),
    # the connection is cut, before and after it happened
    Wrong("", status=0),
    Wrong("", status=0, after=True),
    # the connection is cut in the middle of the answer
    Wrong("", half=True),
]


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("fault", FAULTS, ids=lambda one: f"{one.status}{'a' * one.after}{'h' * one.half}")
def test_a_passing_fault_is_tried_again(
    step: str, fault: Wrong, service: BatchService, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whatever goes wrong once at whatever step, the job goes on, and no batch is made twice."""
    monkeypatch.setattr("time.sleep", lambda _: None)
    service.faults = [Wrong(STEPS[step], fault.status, 1, fault.after, fault.half)]
    assert run(*SUBMIT)[0] == 0
    service.finish()
    assert run(*COLLECT)[0] == 0
    assert service.faults[0].times == 0
    assert len(service.batches) == 1


def test_a_lasting_fault_ends_the_command_and_the_next_one_goes_on(
    service: BatchService, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After the last try one sentence says so; a batch that was made all the same is found by the next submit."""
    monkeypatch.setattr("time.sleep", lambda _: None)
    service.page = 1
    service.faults = [
        Wrong("POST /v1/batches$", 500, times=1, after=True),
        Wrong("GET /v1/batches$", 500, times=99),
    ]
    code, said = run(*SUBMIT)
    assert code == 2
    assert "is overloaded or down" in said
    service.faults = []
    for number in range(3):  # other people's batches, on other pages of the list
        service.batches[f"batch_x{number}"] = {
            "id": f"batch_x{number}",
            "input_file_id": "file-x",
            "status": "failed",
        }
    assert run(*AGAIN)[0] == 0
    assert len(service.batches) == 4
    service.finish()
    assert run(*COLLECT)[0] == 0


SENTENCES = [
    # a wrong key
    (Wrong("POST /v1/files", 401, 99), "does not accept the key"),
    # no money
    (Wrong("POST /v1/batches", 429, 99, body={"error": {"message": "billing hard limit", "code": "insufficient_quota"}}), "has no credit"),
    # an answer that is a web page
    (Wrong("POST /v1/files", 200, 99, body="<html>Sign in</html>"), "sent no such object"),
    # an answer that is no file
    (Wrong("POST /v1/files", 200, 99, body={"hello": "world"}), "sent no such object"),
    # a server without a batch service
    (Wrong("POST /v1/files", 404, 99, body={"detail": "Not Found"}), "use --write-requests"),
    # a server that takes files and makes no batches
    (Wrong("POST /v1/batches", 404, 99, body={"detail": "Not Found"}), "use --write-requests"),
    # a redirect
    (Wrong("POST /v1/files", 302, 99, body={}, headers={"Location": "http://127.0.0.1:9/"}), "answers with a redirect"),
]  # fmt: skip


@pytest.mark.parametrize(("fault", "says"), SENTENCES, ids=[says for _, says in SENTENCES])
def test_what_cannot_be_sent_is_one_sentence(
    fault: Wrong, says: str, service: BatchService, run: Any
) -> None:
    """One sentence, nothing asked twice, and the same command goes on once it is mended."""
    service.faults = [fault]
    code, said = run(*SUBMIT, "-q")
    assert (code, len(said.splitlines())) == (2, 1)
    assert says in said
    service.faults = []
    assert run(*SUBMIT)[0] == 0
    assert len(service.batches) == 1


def test_a_job_without_a_key_leaves_nothing(
    service: BatchService, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What cannot start is said before any work, and no job is left behind."""
    monkeypatch.delenv("A_KEY")
    code, said = run(*SUBMIT)
    assert code == 2
    assert "set the environment variable A_KEY" in said
    code, said = run("batch", "submit", "nowhere.txt", "--job", "other")
    assert code == 2
    assert {one.name for one in Path().iterdir()} == {"articles", "llmclaims.toml"}


def test_cancel(service: BatchService, run: Any) -> None:
    """What is under way is ended, what has ended stays, what was never sent is forgotten; answers are kept."""
    service.faults = [Wrong("POST /v1/batches$", 401, 99)]
    assert run(*SUBMIT, "--batch-requests", "1")[0] == 2
    service.faults = [Wrong("POST /v1/batches$", 401, 0)]
    service.faults = []
    assert run("batch", "cancel", "--job", "news")[0] == 0
    assert states() == ["cancelled"] * 4
    assert run(*AGAIN)[0] == 0
    first = next(iter(service.batches))
    service.finish(only=first)
    code, said = run("batch", "cancel", "--job", "news")
    assert code == 0
    assert states() == ["completed", "cancelling", "cancelling", "cancelling"]
    assert "3 batches being cancelled" in said
    service.finish("cancelled", answered=1.0)
    assert run(*COLLECT)[0] == 0


def test_status_in_a_pipe_as_json_and_on_a_terminal(
    service: BatchService, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Lines with tabs for a program, objects with --json, a table with the next command for a person."""
    service.life = ["in_progress"]
    assert run(*SUBMIT, "-q")[0] == 0
    _, plain = run("batch", "status", "--job", "news")
    (line,) = plain.splitlines()
    assert line.split("\t")[1:5] == [*service.batches, "in_progress", "4", "0"]
    _, objects = run("batch", "status", "--job", "news", "--json")
    assert [json.loads(one)["status"] for one in objects.splitlines()] == ["in_progress"]
    monkeypatch.setattr(sys.stdout, "isatty", lambda: True)
    _, table = run("batch", "status", "--job", "news")
    assert "requests" in table.splitlines()[0]
    assert "1 batch: in_progress 1" in table
    assert states() == ["validating"]  # it only looks


def test_a_batch_that_the_service_does_not_know(service: BatchService, run: Any) -> None:
    """With another account's key nothing is forgotten: it is said, until cancel gives the batch up."""
    assert run(*SUBMIT)[0] == 0
    kept = dict(service.batches)
    service.batches.clear()
    assert "unknown" in run("batch", "status", "--job", "news")[1]
    for command in (COLLECT, AGAIN):
        code, said = run(*command)
        assert code in (1, 2)
        assert "use the key of the account" in said
    assert states() == ["validating"]
    service.batches.update(kept)
    service.finish()
    assert run(*COLLECT)[0] == 0
    service.batches.clear()
    assert run(*COLLECT)[0] == 0  # what was taken is not looked for again


def test_answers_that_are_gone_are_asked_for_again(service: BatchService, run: Any) -> None:
    """A file of answers that the service has deleted is said to be gone, and does not stand in the way."""
    assert run(*SUBMIT)[0] == 0
    service.finish()
    service.files.clear()
    code, said = run(*COLLECT)
    assert code == 1
    assert "4 answers missing" in said
    assert run(*AGAIN)[0] == 0
    assert len(service.batches) == 2


def test_requests_whose_file_is_gone_are_sent_anew(
    service: BatchService, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upload that the service has forgotten is made again; one that is not there yet is waited for."""
    monkeypatch.setattr("time.sleep", lambda _: None)
    service.faults = [Wrong("POST /v1/batches$", 401)]
    assert run(*SUBMIT)[0] == 2
    service.files.clear()
    assert run(*AGAIN)[0] == 0
    assert len(service.batches) == 1


def test_files_are_deleted_on_demand(service: BatchService, run: Any) -> None:
    """With --delete-files nothing of what was taken stays on the service."""
    assert run(*SUBMIT)[0] == 0
    service.finish("expired", answered=0.5)
    assert run(*COLLECT, "--delete-files")[0] == 1
    assert service.files == {}
    assert run(*AGAIN)[0] == 0
    service.finish()
    assert run(*COLLECT)[0] == 0
    assert service.files != {}


CHANGED = [
    # another model
    ('model = "m"', 'model = "n"', "setting 'providers.local.model'"),
    # another form of answer
    ('model = "m"', 'model = "m"\noutput = "json"', "setting 'providers.local.output'"),
    # other rules, which decide what is repaired
    ("link = false", "link = false\nstrict = true", "setting 'strict'"),
]


@pytest.mark.parametrize(("old", "new", "what"), CHANGED)
def test_changed_settings_are_said(old: str, new: str, what: str, service: BatchService, run: Any) -> None:
    """What was paid for is taken, and the reason why it does not fit is one sentence, not a list of gaps."""
    assert run(*SUBMIT)[0] == 0
    text = Path("llmclaims.toml").read_text(encoding="utf-8")
    Path("llmclaims.toml").write_text(text.replace(old, new), encoding="utf-8")
    code, said = run(*AGAIN)
    assert code == 2
    assert f"The {what} is not what it was" in said
    service.finish()
    code, said = run(*COLLECT)
    if "strict" in what:  # nothing that was asked depends on it
        assert code == 0
    else:
        assert code == 1
        assert f"The {what} is not what it was" in said
        assert "Next:" not in said
    Path("llmclaims.toml").write_text(text, encoding="utf-8")
    assert run(*COLLECT)[0] == 0


def test_a_job_keeps_what_it_was_begun_with(
    service: BatchService, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same command goes on, other articles or options are refused, and a job works from any folder."""
    assert run(*SUBMIT, "--no-repair", "--batch-requests", "2")[0] == 0
    assert "other articles" in run("batch", "submit", "llmclaims.toml", "--job", "news")[1]
    assert "begun without this --model" in run(*AGAIN, "--model", "n")[1]
    assert "under way" in run(*SUBMIT, "--no-repair")[1]
    service.finish("expired", answered=0.5)
    monkeypatch.chdir("/")
    where = str(tmp_path / "news.batch.json")
    service.life = ["in_progress"]
    out = str(tmp_path / "run.jsonl")
    assert run("batch", "collect", "--job", where, "-o", out)[0] == 1
    monkeypatch.chdir(tmp_path)
    assert run(*AGAIN)[0] == 0
    assert [one["requests"] for one in job()["batches"]] == [2]


def test_a_job_keeps_what_it_was_taught_with(
    service: BatchService, run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its later calls find the file from any folder, and say so when another text stands there."""
    Path("told.md").write_text("Leave the weather out.\n", encoding="utf-8")
    assert run(*SUBMIT, "--instructions", "told.md")[0] == 0
    (batch,) = service.batches.values()
    for line in service.lines_of(batch["input_file_id"]):
        assert "Leave the weather out." in line["body"]["messages"][0]["content"]
    Path("other.md").write_text("Leave the weather out.\n", encoding="utf-8")
    assert "begun without this --instructions" in run(*AGAIN, "--instructions", "other.md")[1]
    monkeypatch.chdir("/")
    again = ("batch", "submit", "--job", str(tmp_path / "news.batch.json"))
    assert "under way" in run(*again)[1]
    (tmp_path / "told.md").write_text("Leave the sport out.\n", encoding="utf-8")
    code, said = run(*again)
    assert code == 2
    assert "The prompt 'instructions' is not what it was" in said


def test_an_estimate_sends_and_leaves_nothing(service: BatchService, run: Any) -> None:
    """Requests, batches, tokens, cost at the batch price, and time; nothing is written."""
    before = {one.name for one in Path().iterdir()}
    code, said = run(*SUBMIT, "--estimate", "--batch-requests", "3")
    assert code == 0
    assert "2 documents, 4 paragraphs: 4 requests in 2 batches" in said
    assert "unknown; add batch_price" in said
    configure(service, "batch_price = { input = 1.0, output = 4.0 }\n")
    code, said = run(*SUBMIT, "--estimate")
    assert "Cost, estimated: 0." in said
    assert "24 hours" in said
    assert service.log == []
    assert {one.name for one in Path().iterdir()} - before <= {"kept"}


def test_files_alone(
    service: BatchService, run: Any, direct: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Requests in files, answered by anybody, without a key: the claims of a direct run; what is missing is said."""
    monkeypatch.delenv("A_KEY")
    code, said = run("batch", "submit", "articles", "--write-requests", "out", "--batch-requests", "3")
    assert code == 0
    assert "4 requests in 2 files" in said
    asked = requests_in(Path("out"))
    Path("in").mkdir()
    lines = list(answered(asked, model))
    Path("in/one.jsonl").write_bytes(b"".join(lines[:1]))
    line = ("batch", "collect", "articles", "-o", "run.jsonl")
    code, said = run(*line, "--read-answers", "in/one.jsonl")
    assert code == 1
    assert "3 answers missing: 3 paragraphs" in said
    Path("in/two.jsonl").write_bytes(b"".join(lines[1:]))
    assert run(*line, "--read-answers", "in")[0] == 0
    assert records() == direct
    assert service.log == []


UNUSABLE = [
    # neither a job nor a folder
    (("submit", "articles"), "give one of --job and --write-requests"),
    # both
    (("submit", "articles", "--job", "a", "--write-requests", "b"), "give one of --job and --write-requests"),
    # a new job without articles
    (("submit", "--job", "a"), "name the articles"),
    # files without articles
    (("submit", "--write-requests", "b"), "Missing argument"),
    (("collect", "--read-answers", "b"), "Missing argument"),
    # neither a job nor answers
    (("collect",), "give one of --job and --read-answers"),
    # a job that is not there
    (("collect", "--job", "a"), "There is no job a.batch.json"),
    (("status", "--job", "a"), "There is no job a.batch.json"),
    (("cancel", "--job", "a"), "There is no job a.batch.json"),
    # what cannot be read twice
    (("submit", "-", "--job", "a"), "save it to a file first"),
    (("submit", "https://example.org/a", "--write-requests", "b"), "save it to a file first"),
    # an article that is not there
    (("submit", "nowhere.txt", "--job", "a"), "nowhere.txt does not exist"),
    # nobody to ask
    (("submit", "articles", "--job", "a", "--provider", "builtin"), "needs no batch"),
    # a protocol without this service
    (("submit", "articles", "--job", "a", "--provider", "gemini", "--model", "m"), "gemini protocol"),
    # a file that is no job
    (("status", "--job", "llmclaims.json"), "is no batch job"),
    # a folder as a job
    (("status", "--job", "articles"), "There is no job articles.batch.json"),
    # answers that are not there
    (("collect", "articles", "--read-answers", "nowhere"), "nowhere"),
]


@pytest.mark.parametrize(("args", "says"), UNUSABLE, ids=[" ".join(args) for args, _ in UNUSABLE])
def test_wrong_usage_is_one_sentence(
    args: tuple[str, ...], says: str, service: BatchService, run: Any
) -> None:
    """Exit code 2, one sentence, nothing sent and nothing left behind."""
    Path("llmclaims.json").write_text("{}", encoding="utf-8")
    code, said = run("batch", *args)
    assert (code, len(said.splitlines())) == (2, 1)
    assert says in said
    assert service.log == []
    assert {one.name for one in Path().iterdir()} <= {"articles", "llmclaims.toml", "llmclaims.json", "kept"}


def test_another_provider_for_relations_has_batches_of_its_own(
    service: BatchService, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each provider is sent what is for it, with its own key, and a batch of the other is never looked for there."""
    monkeypatch.setenv("B_KEY", "sk-of-the-other")
    with BatchService(model) as other:
        other.life = ["in_progress"]
        more = f'[providers.other]\nbase_url = "{other.base_url}"\nmodel = "n"\napi_key_env = "B_KEY"\n'
        configure(
            service, more + '[stages]\nlink = { provider = "other" }\n', line="request_characters = 0\n"
        )
        code, rounds = 1, 0
        while code:
            rounds += 1
            assert run(*SUBMIT)[0] == 0
            service.finish()
            other.finish()
            code, _ = run(*COLLECT)
        assert rounds == 3  # answers, repairs, relations
        assert other.keys == {"Bearer sk-of-the-other"}
        assert service.keys == {f"Bearer {KEY}"}
        assert {
            one["body"]["model"] for file in other.files for one in other.lines_of(file) if "body" in one
        } == {"n"}


def test_the_key_stands_nowhere(service: BatchService, run: Any) -> None:
    """The service is asked with the key, and no file of the job holds it."""
    assert run(*SUBMIT)[0] == 0
    service.finish()
    assert run(*COLLECT)[0] == 0
    assert service.keys == {f"Bearer {KEY}"}
    held = [one for one in Path().rglob("*") if one.is_file() and KEY.encode() in one.read_bytes()]
    assert held == []


MODELS = """
from pathlib import Path
Path("ran").touch()
from llmclaims import Cited, Mention
class Delay(Cited):
    "A delay."
    what: Mention
"""


def test_a_jobs_file_runs_no_code(service: BatchService, run: Any) -> None:
    """A module that only the job's file names is not imported, whatever the command; on the command line it is."""
    Path("theirs.py").write_text(MODELS, encoding="utf-8")
    given = ("--job", "news", "--schema", "theirs:Delay")
    assert run("batch", "submit", "articles", *given)[0] == 0
    assert job()["asked"]["schema"] == ["theirs:Delay"]
    sys.modules.pop("theirs")
    Path("ran").unlink()
    for command in ("submit", "status", "collect", "cancel"):
        code, said = run("batch", command, "--job", "news")
        assert (code == 2) == (command in ("submit", "collect")), said
        if code == 2:
            assert "a job's file runs no code; add --schema theirs:Delay" in said
    assert not Path("ran").exists()
    assert run("batch", "collect", *given, "-o", "run.jsonl")[0] == 1  # cancelled: nothing was answered
    assert Path("ran").exists()


def test_a_configuration_that_only_the_job_names_is_nobodys(service: BatchService, run: Any) -> None:
    """It may lie beside the job, from the same hand: with a host of its own the command must name it, too."""
    Path("llmclaims.toml").rename("mine.toml")
    assert run("batch", "submit", "articles", "--job", "news", "--config", "mine.toml")[0] == 0
    text = Path("mine.toml").read_text(encoding="utf-8")
    Path("mine.toml").write_text(text.replace(service.base_url, "https://evil.example/v1"), encoding="utf-8")
    for command in ("submit", "status", "collect", "cancel"):
        code, said = run("batch", command, "--job", "news")
        assert code == 2
        evil = "would send the key in A_KEY and the text of articles to evil.example" in said
        assert evil or (command in ("submit", "collect") and "is not what it was" in said)
    Path("mine.toml").write_text(text, encoding="utf-8")
    assert run("batch", "cancel", "--job", "news", "--config", "mine.toml")[0] == 0


def test_a_module_of_the_command_stands_in_for_no_package(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """``--schema`` opens the current folder for the module that it names, not for what is imported after it."""
    from llmclaims.cli.options import models

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", list(sys.path))
    Path("delays_here.py").write_text(MODELS, encoding="utf-8")
    assert models(["delays_here:Delay"])
    assert sys.path.index(str(tmp_path)) == len(sys.path) - 1
