"""What pass 2 relates is read a second time, when all of it is known, beside the claims that it relates."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from llmclaims.documents.document import Document
from llmclaims.errors import ProviderUnavailableError
from llmclaims.pipeline import second_reading
from llmclaims.pipeline.estimate import estimate
from llmclaims.pipeline.extract import extract
from llmclaims.runs.extraction import Extraction
from llmclaims.verification.recheck import Note, Problem, recheck, verify
from tests.support.batch_engine import model, settings_for, stage_of, write_articles
from tests.support.command_line import llmclaims
from tests.support.drafts import event, later, relation, statement
from tests.support.loopback import Fault, Loopback
from tests.support.scripted import LOCAL, Scripted, adds_up, document

READ = LOCAL.model_copy(update={"checks": ("M1",), "repair": False})
SIGNALLED = {"type": "responds_to", "source": "s2", "target": "s1", "signal": None}
ANSWERED = relation(**SIGNALLED, quote="Ilse Okoro said the gates may reopen in May")
"""What the second paragraph says, as an answer to the first."""
AGAIN = relation(**SIGNALLED, quote="the gates may reopen in May because the water is falling")
"""The same with other words."""
ELSEWHERE = relation(type="supports", source="e1", target="s2", quote="We did not touch the dam")
"""One whose words are of neither claim: a rule that concludes from grammar refuses it."""
REASON = "It answers nobody."


def verdict(number: int, word: str) -> dict[str, Any]:
    """A verdict as a model gives it."""
    return {"claim": number, "verdict": word} | ({} if word == "carried" else {"reason": REASON})


def script(relations: list[Any], *words: str, context: int = 2) -> dict[tuple[str, int], Any]:
    """A document whose claims are carried, what pass 2 says of them, and what is read of that, behind its ends."""
    linked = {"relation": relations}
    read = {"verdicts": [verdict(number, word) for number, word in enumerate(words, start=context + 1)]}
    return {
        ("extract", 1): {"event": [event()], "statement": [statement()]},
        ("extract", 2): {"statement": [later()]},
        ("check", 1): {"verdicts": [verdict(one, "carried") for one in (1, 2, 3)]},
        ("link", 1): linked,
        ("link", 2): linked,
        ("check_relations", 1): read,
    }


def said(result: Extraction) -> list[str | None]:
    """What was read of each relation that a model made."""
    made = [one for one in result.relations if one.quote is not None]
    return [one.derived.get("checks", {}).get("M1") for one in made]


class _Listening(Scripted):
    """A scripted wire that keeps what is asked about relations."""

    def __init__(self, *given: Any) -> None:
        super().__init__(*given)
        self.heard: list[str] = []

    async def send(self, body: Any) -> str:
        """The scripted answer."""
        if body["stage"] == "check_relations":
            self.heard.append(body["messages"][-1])
        return await super().send(body)


@pytest.fixture
def listen(monkeypatch: pytest.MonkeyPatch) -> Any:
    """Make a listening wire the provider of a run."""

    def listening(answers: Any) -> _Listening:
        wire = _Listening(answers)
        monkeypatch.setattr("llmclaims.providers.registry.connect", lambda *_args, **_named: wire)
        return wire

    return listening


def test_a_relation_is_read_beside_its_ends_and_with_their_paragraphs(listen: Any) -> None:
    """After all others and once; its ends are shown, and what is said of them is not asked."""
    answers = script([ANSWERED], "carried")
    answers["check_relations", 1]["verdicts"] += [verdict(1, "not_carried"), verdict(2, "not_carried")]
    wire = listen(answers)
    doc = document()
    result = extract(doc, settings=READ)
    assert [stage for stage, _ in wire.asked] == ["extract", "extract", "check", "link", "check_relations"]
    (turn,) = wire.heard
    assert f"\n[1] {doc.paragraphs[1].text}\n[2] {doc.paragraphs[2].text}\n" in turn
    shown = turn.rpartition("<claims-")[2].splitlines()[1:-1]
    assert [one.partition(" ")[0] for one in shown] == ["[1]", "(1)", "[2]", "(2)", "3."]
    assert shown[-1] == "3. 2 is an answer to 1: “Ilse Okoro said …”"
    (made,) = result.relations
    assert (said(result), made.checked[-1]) == (["carried"], "reading:m")
    assert {one.derived["checks"]["M1"] for one in result.claims} == {"carried"}
    assert result.summary.usage.requests == 5
    assert result.summary.warnings == ()
    assert verify(result) == result


def test_a_doubted_relation_is_flagged(serve: Any) -> None:
    """With the reason, as any other claim."""
    serve(script([ANSWERED], "not_carried"))
    result = extract(document(), settings=READ)
    (made,) = result.relations
    assert made.codes[-1] == "NOT_CARRIED"
    assert made.derived["notes"]["NOT_CARRIED"] == REASON
    assert verify(result) == result


def test_a_strict_run_refuses_a_doubted_relation_and_what_repeats_it(serve: Any, tmp_path: Path) -> None:
    """Also where it is said again with other words of the text; a look at the file says that a model is needed for it."""
    serve(script([ANSWERED, AGAIN], "not_carried"))
    result = extract(document(), settings=READ.model_copy(update={"strict": True}))
    assert result.relations == ()
    assert [(one.code, one.message) for one in result.rejections] == [("NOT_CARRIED", REASON)] * 2
    assert adds_up(result)
    result.save(tmp_path / "run.jsonl")
    found = list(recheck(tmp_path / "run.jsonl"))
    assert [one for one in found if isinstance(one, Problem)] == []
    assert any("a second reading is needed" in one.message for one in found if isinstance(one, Note))


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("carried", [("EVIDENCE_ELSEWHERE",)]),  # it stands, with the flag of the rule
        ("not_carried", []),
        ("unsure", []),
    ],
)
def test_a_relation_that_grammar_refuses_has_its_appeal(serve: Any, word: str, codes: list[Any]) -> None:
    """As in a paragraph; what is refused for its words has none."""
    invented = relation(type="about", source="s2", target="e1", quote="the storm that broke the gate")
    serve(script([ELSEWHERE, invented], word))
    result = extract(document(), settings=READ)
    assert [one.codes for one in result.relations] == codes
    assert "QUOTE_NOT_FOUND" in {one.code for one in result.rejections}
    assert adds_up(result)
    assert verify(result) == result


def test_many_relations_are_read_in_several_requests(listen: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """In the order of the source, each verdict for its own relation, in whatever order they were proposed."""
    monkeypatch.setattr(second_reading, "RELATIONS_TOGETHER", 1)
    wire = listen(
        script([ANSWERED, ELSEWHERE | {"quote": "Ada Brandt opened the lower lock"}], "not_carried")
    )
    result = extract(document(), settings=READ)
    assert len(wire.heard) == 2
    assert ["is evidence for" in turn for turn in wire.heard] == [True, False]
    assert said(result) == ["not_carried"] * 2
    assert verify(result) == result


def test_what_dates_give_is_not_read(serve: Any) -> None:
    """It is computed; and where a model relates nothing, nothing is asked."""
    text = (
        "Locks\n\nAda Brandt opened the lower lock on May 2, 2026. The crew closed the gate on May 9, 2026.\n"
    )
    opened = event(quote="Ada Brandt opened the lower lock on May 2, 2026", time="May 2, 2026")
    closed = event(
        ref="e2", quote="The crew closed the gate on May 9, 2026", trigger="closed", time="May 9, 2026",
        participants=[{"role": "actor", "mention": "The crew", "name": None}], location=None,
    )  # fmt: skip
    read = {"verdicts": [verdict(1, "carried"), verdict(2, "carried")]}
    wire = serve({("extract", 1): {"event": [opened, closed]}, ("check", 1): read})
    result = extract(Document.from_text(text), settings=READ)
    assert [(one.body.type, one.provider) for one in result.relations] == [("before", "computed")]  # type: ignore[attr-defined]
    assert [stage for stage, _ in wire.asked] == ["extract", "check", "link"]
    assert result.summary.warnings == ()


def test_a_reading_of_relations_that_fails_costs_none(serve: Any) -> None:
    """They stand unread, and the summary says where."""
    down = ProviderUnavailableError("it is down", provider="local", retryable=True)
    serve(script([ANSWERED]) | {("check_relations", 1): down})
    result = extract(document(), settings=READ)
    assert said(result) == [None]
    (warning,) = result.summary.warnings
    assert (
        "relations of paragraphs 1 to 2: check M1 could not be made, its claims are kept unchecked" in warning
    )
    assert verify(result) == result


class _Stopping(Scripted):
    """A wire that stops the run with what pass 2 says."""

    stop: threading.Event

    async def send(self, body: Any) -> str:
        """The scripted answer."""
        answer = await super().send(body)
        if body["stage"] == "link":
            self.stop.set()
        return answer


def test_a_run_that_is_stopped_reads_its_relations_the_next_time(
    serve: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The summary says that they are unread; the same run again asks for that alone."""
    wire = _Stopping(script([ANSWERED]))
    wire.stop = threading.Event()
    monkeypatch.setattr("llmclaims.providers.registry.connect", lambda *_args, **_named: wire)
    result = extract(document(), settings=READ, stop=wire.stop)
    assert said(result) == [None]
    assert result.summary.warnings == (
        "The run ended early: it was interrupted.",
        "The relations that were found within 1 document were not read a second time.",
    )
    again = serve(script([ANSWERED], "carried"))
    assert said(extract(document(), settings=READ)) == ["carried"]
    assert again.asked == [("check_relations", 1)]


def test_the_command_ends_with_1_where_relations_were_not_read(loopback: Loopback, tmp_path: Path) -> None:
    """And the same command asks for what is missing alone."""
    loopback.default = lambda body: Fault(status=500) if stage_of(body) == "check_relations" else model(body)
    write_articles(tmp_path / "articles", 1)
    (tmp_path / "llmclaims.toml").write_text(
        'provider = "here"\nrequest_characters = 0\n[providers.here]\nmodel = "m"\nmax_attempts = 1\ntimeout = 1\n'
        f'base_url = "{loopback.base_url}"\n',
        encoding="utf-8",
    )
    failed = llmclaims("extract", "articles", "-o", "run.jsonl", cwd=tmp_path)
    assert failed.returncode == 1
    assert "relations of paragraph 1: check M1 could not be made" in failed.stderr
    assert llmclaims("verify", "run.jsonl", cwd=tmp_path).returncode == 0
    loopback.requests.clear()
    loopback.default = model
    assert llmclaims("extract", "articles", "-o", "again.jsonl", cwd=tmp_path).returncode == 0
    assert [stage_of(body) for body in loopback.requests] == ["check_relations"]


def test_a_recorded_reading_of_relations_replays(loopback: Loopback, tmp_path: Path) -> None:
    """It stands in the document's cassette."""
    loopback.default = model
    paths = write_articles(tmp_path / "articles", 1)
    settings = settings_for(loopback, tmp_path / "cache", checks=("M1",))
    recorded = extract(paths, settings=settings, record=tmp_path / "kept")
    sent = len(loopback.requests)
    replayed = extract(paths, replay=tmp_path / "kept")
    assert replayed.claims == recorded.claims
    assert said(replayed) == ["carried"]
    assert len(loopback.requests) == sent


def test_an_estimate_counts_what_may_follow_from_pass_2(loopback: Loopback, tmp_path: Path) -> None:
    """Once the claims are known: what relates them now, and its reading as what may follow."""
    loopback.default = lambda body: Fault(status=500) if stage_of(body) == "link" else model(body)
    paths = write_articles(tmp_path / "articles", 1)
    settings = settings_for(loopback, tmp_path / "cache", checks=("M1",), provider={"max_attempts": 1})
    extract(paths, settings=settings)
    left = estimate(paths, settings=settings)
    assert (left.requests, left.further.requests) == (1, 1)
    loopback.default = model
    extract(paths, settings=settings.model_copy(update={"checks": ()}))
    left = estimate(paths, settings=settings)
    assert (left.requests, left.further.requests) == (1, 0)
    extract(paths, settings=settings)
    assert estimate(paths, settings=settings).requests == 0


def test_a_relation_that_breaks_the_program_costs_no_claim(
    serve: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither while it is told nor while dates are compared."""

    def broken(*_: Any) -> Any:
        raise ZeroDivisionError("oh")

    serve(script([ANSWERED], "carried"))
    monkeypatch.setattr("llmclaims.linking.within_document.dated_relations", broken)
    result = extract(document(), settings=READ)
    assert said(result) == ["carried"]
    assert "broke the program" in result.summary.warnings[0]
