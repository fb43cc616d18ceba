"""The page as a file, and the decisions that come back from it: no browser is needed here."""

from __future__ import annotations

import base64
import hashlib
import io
import json
import re
import subprocess
import sys
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest

from llmclaims.errors import DocumentError
from llmclaims.evaluation import evaluate, read_gold
from llmclaims.export.formats import writer
from llmclaims.export.html import embedded
from llmclaims.export.html.data import Units, fields_of
from llmclaims.runs.extraction import Extraction, records
from llmclaims.runs.lines import line
from llmclaims.schema.news import Event
from llmclaims.verification.decisions import Decision, read_decisions
from llmclaims.verification.review import gold, review, run_hash
from tests.support.html_runs import FERRY, Pledge, whole_run

if TYPE_CHECKING:
    from pathlib import Path


def page(run: Extraction, *, text: bool = True) -> str:
    """The run's page."""
    out = io.StringIO()
    writer("html")(records(run), out, text=text)
    return out.getvalue()


def data_of(html: str) -> dict[str, Any]:
    """The data in a page, as its script reads it."""
    inside = html.split('<script type="application/json" id="data">', 1)[1].split("</script>", 1)[0]
    found: dict[str, Any] = json.loads(inside)
    return found


def test_the_page_is_one_file_that_asks_for_nothing():
    """No address, no frame and no inline handler stands in it; the policy names its script and style by hash."""
    html = page(whole_run())
    own = html.replace(html.split('id="data">', 1)[1].split("</script>", 1)[0], "")
    assert re.findall(r"https?://(?!www\.w3\.org/2000/svg)", own) == []
    assert not re.search(r"<(?:link|iframe|img|object|embed|base)\b|\son\w+=", own)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', html)[1]
    assert "unsafe" not in policy
    assert policy.startswith("default-src 'none'; ")
    for tag in ("script", "style"):
        inside = re.search(rf"<{tag}>(.*?)</{tag}>", html, re.DOTALL)[1]
        mark = base64.b64encode(hashlib.sha256(inside.encode()).digest()).decode()
        assert f"{tag}-src 'sha256-{mark}'" in policy


def test_two_pages_of_one_run_are_the_same():
    """Nothing in it depends on when or where it was written."""
    assert page(whole_run()) == page(whole_run())


@pytest.mark.parametrize(
    "words",
    [
        "</script><!--",  # what ends a script element, and what changes how it ends
        "a & b &lt;",  # references
        "\u2028\u2029\x85\x7f",  # line ends that are none in JSON
        "\ud83d \udc00",  # half characters, which UTF-8 has not
        "\ufffe\uffff",  # no characters at all
        "🛟 \\u003c \\",  # what looks like an escape
    ],
)
def test_data_comes_back_as_it_was(words):
    """What is embedded has no sign of markup, can be written, and reads as the same value."""
    found = embedded({"words": words, words: [words]})
    found.encode()
    assert not re.search("[<>&\u2028\u2029]", found)
    assert json.loads(found) == {"words": words, words: [words]}


def test_offsets_count_as_a_browser_does():
    """A character of two units moves what stands behind it by one."""
    units = Units("a🛟b🚢c")
    assert units.spans([(0, 1), (1, 2), (2, 5)]) == [[0, 1], [1, 3], [3, 7]]


def test_every_quote_stands_at_its_place_in_the_page():
    """Each span of each claim, counted in UTF-16, holds its part of the quote."""
    data = data_of(page(whole_run()))
    texts = [one["text"].encode("utf-16-le") for one in data["documents"]]
    for claim in data["claims"]:
        if claim["spans"]:
            parts = [
                texts[claim["document"]][2 * start : 2 * end].decode("utf-16-le")
                for start, end in claim["spans"]
            ]
            assert " … ".join(parts) == claim["quote"]


def test_no_text_leaves_the_articles_out():
    """The quotes stay; what was not quoted is gone."""
    html = page(whole_run(), text=False)
    assert "night crossings on Friday" in html
    assert "Port Halden, May 3, 2026: The" not in html


def test_what_can_be_filled_is_read_off_the_model():
    """Choices, verbatim words, lists of parts and ids are told apart, in a user's own model too."""
    fields = {one["name"]: one for one in fields_of(Event)}
    assert fields["type"]["choices"][0] == "AGREE"
    assert (fields["trigger"]["where"], fields["location"]["where"]) == ("quote", "paragraph")
    assert (fields["trigger"]["optional"], fields["location"]["optional"]) == (False, True)
    assert [one["name"] for one in fields["participants"]["parts"]] == ["role", "mention", "name"]
    assert fields["ref"]["fixed"]
    assert [(one["name"], one["input"]) for one in fields_of(Pledge)] == [
        ("promiser", "words"),
        ("amount", "words"),
    ]


def test_the_hash_is_of_what_was_found():
    """Times and settings do not change it, a claim does, and neither does leaving out the text."""
    run = whole_run()
    later = replace(run, run=replace(run.run, started="2026-05-04T00:00:00+00:00"))
    assert run_hash(records(later)) == run_hash(records(run))
    assert run_hash(run.records[:-1]) != run_hash(run.records)


def decided(run: Extraction, **given: Any) -> list[Decision]:
    """Decisions by the number of the claim they are about: c0="accept", c1={a body}."""
    found = []
    for name, what in given.items():
        claim = run.claims[int(name[1:])]
        if isinstance(what, dict):
            body = claim.body.model_dump(mode="json") | what
            found.append(Decision(claim=claim.id, decision="correct", body=body))
        else:
            found.append(Decision(claim=claim.id, decision=what))
    return found


def test_a_review_is_counted():
    """What was accepted, corrected, rejected, left, unknown, and made on another run."""
    run = whole_run()
    stray = Decision(claim="e0", decision="accept", line=7)
    other = replace(decided(run, c3="accept")[0], run="0" * 64)
    found = review(run, [*decided(run, c0="accept", c1="reject"), stray, other])
    assert found.counts == {"accept": 2, "correct": 0, "reject": 1}
    assert (found.undecided, found.unknown, found.others) == (7, (stray,), 1)


def test_the_later_of_two_decisions_counts():
    """Files may be joined."""
    run = whole_run()
    found = review(run, [*decided(run, c0="accept"), *decided(run, c0="reject")])
    assert found.counts == {"accept": 0, "correct": 0, "reject": 1}


@pytest.mark.parametrize(
    ("number", "change", "flags"),
    [
        (0, {"type": "RETREAT"}, ()),  # another type of the same event
        (0, {"quote": "The Halden Ferry Line cancelled its night crossings"}, ()),  # fewer words
        (4, {"modality": "asserted"}, ("IRREALIS_AS_ASSERTED",)),  # what a rule flags stays flagged
        (7, {"amount": "new radar sets"}, ("ELLIPSIS_STITCHED",)),  # a user's own model
    ],
)
def test_a_correction_that_holds_is_a_claim(number, change, flags):
    """It says what was corrected, and the rules say of it what they say of any claim."""
    run = whole_run()
    outcome = next(iter(review(run, decided(run, **{f"c{number}": change})).corrected.values()))
    shown = outcome.body.model_dump(mode="json")
    assert {name: shown[name] for name in change} == change
    assert outcome.codes == flags
    assert outcome.id != run.claims[number].id


@pytest.mark.parametrize(
    ("number", "change", "code"),
    [
        (
            3,
            {"quote": "We did see a light on that boat"},
            "NEGATION_ALTERED",
        ),  # words that do not stand there
        (5, {"speaker": "Captain Mo Ruud"}, "SPEAKER_NOT_IN_PARAGRAPH"),  # a speaker of another paragraph
        (0, {"type": "NAP"}, "SCHEMA_INVALID"),  # no such type
        (
            7,
            {"amount": "three new radar sets"},
            "MENTION_NOT_IN_PARAGRAPH",
        ),  # a user's own model is checked alike
    ],
)
def test_a_correction_that_does_not_hold_is_refused(number, change, code):
    """The reviewer's word is no excuse: the words must stand there."""
    run = whole_run()
    found = review(run, decided(run, **{f"c{number}": change}))
    assert found.refused[run.claims[number].id].code == code


def test_a_corrected_relation_across_articles_rests_on_its_evidence():
    """Without evidence that carries it a changed relation is refused, not taken on trust."""
    run = whole_run()
    outcome = next(iter(review(run, decided(run, c9={"type": "same_as"})).corrected.values()))
    assert outcome.code == "RELATION_CHANGED"


def test_review_makes_gold(tmp_path):
    """Accepted and corrected claims are found again by eval, rejected ones are traps, the rest counts neither way."""
    run = whole_run()
    found = list(gold(run, decided(run, c0="accept", c2="reject", c4={"type": "CONSULT"})))
    path = tmp_path / "claims.jsonl"
    path.write_text("".join(line(one) for one in found), encoding="utf-8")
    kinds = [(one["record"], bool(one.get("optional")), bool(one.get("hard_negative"))) for one in found]
    assert kinds[0] == ("document", False, False)
    assert kinds.count(("event", False, False)) == 2
    assert kinds.count(("event", False, True)) == 1
    assert {one["document"] for one in found[1:]} == {
        run.documents[0].id
    }  # of the other one nothing was decided
    assert not any(one["record"] == "relation" and not one.get("optional") for one in found)
    sets = read_gold(tmp_path)
    assert len(sets) == 1
    scores = {one["key"]: one for one in evaluate(sets[0], run).as_dict()["scores"]}
    triggers = scores["event.trigger"]
    assert (triggers["hits_gold"], triggers["gold"]) == (2, 2)
    assert (triggers["hits_run"], triggers["run"]) == (2, 3)  # the rejected one is a false alarm


def test_a_relation_follows_its_corrected_end():
    """Gold names the corrected claim by its new id."""
    run = whole_run()
    records_ = list(gold(run, decided(run, c0={"type": "RETREAT"}, c1="accept", c2="accept")))
    event = next(one for one in records_ if one["record"] == "event" and one["type"] == "RETREAT")
    relation = next(one for one in records_ if one["record"] == "relation")
    assert relation["target"] == event["id"] != run.claims[0].id
    assert "optional" not in relation


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('{"record":"statement"}', "not a decision"),  # a run's record
        ('{"record":"decision","claim":"","decision":"accept"}', "names its claim"),  # about nothing
        ('{"record":"decision","claim":"e1","decision":"maybe"}', "accept, correct or reject"),  # no decision
        ('{"record":"decision","claim":"e1","decision":"correct"}', "corrected fields"),  # nothing corrected
        ('{"record":"decision","claim":["e1"],"decision":"accept"}', "in words"),  # a list for an id
        ("accept e1", "not JSON"),  # no JSON
    ],
)
def test_a_line_that_is_no_decision_is_named(tmp_path, text, said):
    """The sentence gives file and line."""
    path = tmp_path / "decisions.jsonl"
    path.write_text(text + "\n", encoding="utf-8")
    with pytest.raises(DocumentError, match=f"decisions.jsonl:1: .*{said}"):
        read_decisions(path)


def llmclaims(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """The command as a user runs it."""
    return subprocess.run(
        [sys.executable, "-c", "from llmclaims.cli import main; main()", *arguments],
        cwd=cwd, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False,
    )  # fmt: skip


@pytest.fixture
def reviewed(tmp_path: Path) -> Path:
    """A folder with a run of the built-in rules and a review of it: one accepted, one that does not hold, one unknown."""
    (tmp_path / "ferry.txt").write_text(FERRY, encoding="utf-8")
    done = llmclaims("extract", "ferry.txt", "-o", "run.jsonl", "-q", cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    lines = [json.loads(one) for one in (tmp_path / "run.jsonl").read_text(encoding="utf-8").splitlines()]
    first, second = [one for one in lines if one["record"] == "statement"][:2]
    body = {
        key: second[key]
        for key in (
            "ref",
            "speaker",
            "speaker_name",
            "speaker_type",
            "cue",
            "act",
            "polarity",
            "claim",
            "time",
        )
    }
    made = [
        {"record": "decision", "claim": first["id"], "decision": "accept"},
        {
            "record": "decision",
            "claim": second["id"],
            "decision": "correct",
            "body": body | {"quote": "nobody said that here"},
        },
        {"record": "decision", "claim": "s0", "decision": "reject"},
    ]
    (tmp_path / "decisions.jsonl").write_text(
        "".join(json.dumps(one) + "\n" for one in made), encoding="utf-8"
    )
    (tmp_path / "good.jsonl").write_text(json.dumps(made[0]) + "\n", encoding="utf-8")
    return tmp_path


def test_verify_reads_decisions(reviewed):
    """It says how many were decided, and names the correction that does not hold and the claim that is unknown."""
    done = llmclaims("verify", "run.jsonl", "--decisions", "decisions.jsonl", cwd=reviewed)
    assert done.returncode == 1
    assert "decisions.jsonl:2: statement" in done.stdout
    assert "the correction does not hold" in done.stdout
    assert "decisions.jsonl:3: claim s0: CLAIM_UNKNOWN" in done.stdout
    assert "2 claims decided (1 accepted, 1 corrected)" in done.stdout


def test_verify_writes_gold_that_eval_reads(reviewed):
    """From page to score with two commands; gold without decisions is a usage error."""
    done = llmclaims("verify", "run.jsonl", "--decisions", "good.jsonl", "--gold", "gold.jsonl", cwd=reviewed)
    assert done.returncode == 0
    assert done.stderr.startswith("Digest ")
    assert done.stderr.count("\n") == 1
    scored = llmclaims("eval", "gold.jsonl", "run.jsonl", cwd=reviewed)
    assert scored.returncode == 0, scored.stderr
    assert llmclaims("verify", "run.jsonl", "--gold", "gold.jsonl", cwd=reviewed).returncode == 2


def test_export_writes_the_page(reviewed):
    """The command's file is the page of the run."""
    done = llmclaims("export", "run.jsonl", "--to", "html", "-o", "page.html", cwd=reviewed)
    assert (done.returncode, done.stderr) == (0, "")
    html = (reviewed / "page.html").read_text(encoding="utf-8")
    assert data_of(html)["documents"][0]["text"] == FERRY
