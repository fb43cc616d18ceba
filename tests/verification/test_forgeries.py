"""A run that was changed does not hold, whatever was changed; what changes no meaning does."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from llmclaims.cli import main
from llmclaims.runs.extraction import load, records
from llmclaims.runs.jsonl import to_record
from llmclaims.verification.recheck import Note, Problem, recheck, verify
from tests.support.forgeries import (
    Records,
    add,
    both,
    drop,
    honest,
    move,
    put,
    refit,
    renamed,
    resealed,
    swap,
    twice,
    within,
    without,
    written,
)

HONEST: Records = json.loads(json.dumps([to_record(one) for one in records(honest())]))

HARMLESS: dict[str, Callable[[bytes], bytes]] = {
    "line ends of another system": lambda data: data.replace(b"\n", b"\r\n"),
    "no line end behind the last record": lambda data: data.rstrip(b"\n"),
    "blank lines": lambda data: data.replace(b"\n", b"\n\n"),
    "white space between the parts": lambda data: data.replace(b'": ', b'"  :\t'),
    "white space around the records": lambda data: data.replace(b"\n", b"  \n  "),
    "keys in another order": lambda data: written(
        [dict(reversed(json.loads(one).items())) for one in data.splitlines()]
    ),
    "characters as escapes": lambda data: "".join(
        json.dumps(json.loads(one)) + "\n" for one in data.splitlines()
    ).encode(),
    "a byte order mark": lambda data: b"\xef\xbb\xbf" + data,
    "when the run began": lambda data: data.replace(b"2026-03-04T10", b"2027-03-04T10"),
    "how long it took": lambda data: data.replace(b'"seconds": 4.5', b'"seconds": 9.5'),
}

EDITS: dict[str, Callable[[Records], Records]] = {
    "an event is removed": drop("event"),
    "a statement is removed": drop("statement"),
    "a relation is removed": drop("relation"),
    "a refused draft is removed": drop("rejection"),
    "a failure is removed": drop("failure"),
    "what an answer took is removed": drop("usage"),
    "the document is removed": drop("document"),
    "the summary is removed": drop("summary"),
    "an event stands twice": twice("event"),
    "a statement stands twice": twice("statement"),
    "a refused draft stands twice": twice("rejection"),
    "a failure stands twice": twice("failure"),
    "what an answer took stands twice": twice("usage"),
    "the summary stands twice": twice("summary"),
    "two events changed places": swap(("event", 0), ("event", 1)),
    "two refused drafts changed places": swap(("rejection", 0), ("rejection", 1)),
    "two usages changed places": swap(("usage", 0), ("usage", 1)),
    "a claim behind the summary": move("event", -1),
    "a refused draft behind the summary": move("rejection", -1),
    "the document behind its claims": move("document", 3),
    "the provider is another": put("run", provider="other"),
    "the model is another": put("run", model="model-2"),
    "the version is another": put("run", version="9.9.9"),
    "the parameters are others": put("run", parameters={"output": "json_schema", "temperature": 1}),
    "the prompt is another": put("run", prompts={"extract.v3": "ba9876543210"}),
    "the schema is another": within("run", "schema", event="000000000000"),
    "the run was strict": within("run", "settings", strict=True),
    "the run had no repair": within("run", "settings", repair=False),
    "a claim's provider is another": put("statement", provider="other"),
    "a claim's model is another": put("statement", model="model-2"),
    "a claim's tier is better": put("statement", tier="case"),
    "a claim was repaired": put("statement", repaired=True),
    "a refusal says another sentence": put("rejection", message="It was fine."),
    "a refusal has another code": put("rejection", code="TOO_SHORT"),
    "a failure says another sentence": put("failure", message="The power went."),
    "a failure took more attempts": put("failure", attempts=9),
    "a paragraph was not asked": put("failure", error="Skipped"),
    "an answer took less": put("usage", input_tokens=1),
    "an answer cost nothing": put("usage", cost=0.0),
    "a warning is gone": put("summary", warnings=[]),
    "the path is another": put("document", path="other.txt"),
    "the date is another": put("document", published="2025-03-03"),
    "the digest is another": put("summary", digest="0" * 64),
    "the digest is gone": without("summary", "digest"),
    "a record of one's own": add({"record": "note", "text": "Trust me."}, 2),
    "a field of one's own in the run": put("run", reviewed=True),
    "a field of one's own in a refusal": put("rejection", reviewed=True),
}


def _other_kind(found: Records) -> Records:
    return both(renamed('"record": "statement"', '"record": "remark"'), refit("remark"))(found)


RESEALED: dict[str, Callable[[Records], Records]] = {
    "a run record in the middle": add(HONEST[0], 4),
    "a run record behind the document": add(HONEST[0], 2),
    "every rule is off": within("run", "settings", disable=["V01", "V12", "NEGATION_ALTERED"]),
    "one code is off": within("run", "settings", disable=["SPEAKER_MISMATCH"]),
    "disable is no list": within("run", "settings", disable=5),
    "disable is a text": within("run", "settings", disable="V12"),
    "disable is a mapping": within("run", "settings", disable={"V12": True}),
    "disable holds numbers": within("run", "settings", disable=[1]),
    "strict is a text": within("run", "settings", strict="no"),
    "checks is no list": within("run", "settings", checks=7),
    "across is a text": within("run", "settings", across="yes"),
    "settings is a list": put("run", settings=[]),
    "settings is null": put("run", settings=None),
    "the schema is a list": put("run", schema=[]),
    "the language is another": put("document", language="de"),
    "the language is none": put("document", language="und"),
    "the language is no text": put("document", language=7),
    "the language is empty": put("document", language=""),
    "the title is another": put("document", title="Quarry road opens"),
    "the title is gone": put("document", title=None),
    "the dateline is gone": put("document", dateline=None),
    "the encoding is unknown": put("document", encoding="klingon"),
    "the encoding is undefined": put("document", encoding="undefined"),
    "the encoding is none": put("document", encoding=None),
    "the encoding is ascii": put("document", encoding="utf-16"),
    "the encoding is for names": put("document", encoding="punycode"),
    "the hash is of something else": put("document", sha256="0" * 64),
    "the text is another": renamed("40 jobs", "90 jobs"),
    "the text is a number": put("document", text=5),
    "the text is gone": without("document", "text"),
    "the paragraphs are others": put("document", paragraphs=[[0, 22, "body"]]),
    "the paragraphs are no list": put("document", paragraphs="all"),
    "the id is empty": put("document", id=""),
    "a date that is none": put("document", published="soon"),
    "an origin of one's own": put("document", origin={"format": 5}),
    "a field of one's own in the document": put("document", reviewed=True),
    "a claim under another document": put("event", document="0123456789ab"),
    "a refusal under another document": put("rejection", document="0123456789ab"),
    "a failure under another document": put("failure", document="0123456789ab"),
    "a usage under another document": put("usage", document="0123456789ab"),
    "a refusal of a paragraph that is not there": put("rejection", paragraph=99),
    "a refusal of the title": put("rejection", paragraph=0),
    "a failure of a paragraph that is not there": put("failure", paragraph=99),
    "a refusal of a huge paragraph": put("rejection", paragraph=10**30),
    "a claim of a huge paragraph": put("event", paragraph=10**30),
    "a paragraph below none": put("event", paragraph=-1),
    "a paragraph that is a text": put("event", paragraph="1"),
    "a claim stands twice": twice("event"),
    "a claim stands twice under another handle": both(twice("event"), refit("event", 1, ref="e9")),
    "two claims of a paragraph changed places": swap(("event", 0), ("event", 1)),
    "two paragraphs changed places": swap(("usage", 0), ("usage", 1)),
    "a claim behind its refusals": move("event", 9),
    "a claim behind the summary": move("event", -1),
    "a refusal before its claims": move("rejection", 2),
    "a usage before its claims": move("usage", 2),
    "the summary before the last record": move("summary", 5),
    "a document between its claims": move("document", 4),
    "what an answer took stands twice": twice("usage"),
    "a failure stands twice": twice("failure"),
    "a failed paragraph is done": both(drop("failure"), put("summary", done=4, failed=1)),
    "a failed paragraph was skipped": put("failure", error="Skipped"),
    "a paragraph less": put("summary", paragraphs=3, done=2),
    "a paragraph more": put("summary", paragraphs=5, done=4),
    "a count below none": put("summary", skipped=-1, done=4),
    "a count that is a text": put("summary", paragraphs="4"),
    "a count that is true": put("summary", skipped=True),
    "an unknown kind": add({"record": "note", "text": "Trust me."}, 2),
    "an unknown kind of claim": _other_kind,
    "a kind that is empty": add({"record": ""}, 2),
    "a decision among the records": add({"record": "decision", "claim": "x", "decision": "accept"}, 3),
    "a field of one's own in the run": put("run", reviewed=True),
    "a field of one's own in a refusal": put("rejection", reviewed=True),
    "a field of one's own in a failure": put("failure", reviewed=True),
    "a field of one's own in the summary": put("summary", reviewed=True),
    "a field of one's own in a claim": refit("statement", reviewed=True),
    "a usage with tokens below none": put("usage", input_tokens=-5),
    "a usage without its cost": without("usage", "cost"),
    "a refusal without its draft": without("rejection", "draft"),
    "a refusal without its code": without("rejection", "code"),
    "a failure without its error": without("failure", "error"),
    "a claim without its quote": without("event", "quote"),
    "a claim without its codes": without("event", "codes"),
    "a refusal has another code": put("rejection", 0, code="TOO_SHORT"),
    "a refusal for its schema": put("rejection", 0, code="SCHEMA_INVALID"),
    "a refusal says another sentence": put("rejection", 0, message="It was fine."),
    "a refusal shows other words": put("rejection", 0, nearest={"start": 0, "end": 6, "text": "Quarry"}),
    "a refusal shows no words": put("rejection", 0, nearest=None),
    "a refused draft that holds": put("rejection", 0, draft="SAME"),
    "a repeated draft is refused for another reason": put("rejection", 1, code="NEGATION_ALTERED"),
    "a relation without its end is a circle": put("rejection", 2, code="CYCLE"),
    "a circle is a relation without its end": put("rejection", 3, code="ENDPOINT_MISSING"),
    "a draft that fits no schema is refused for its words": put("rejection", 4, code="QUOTE_NOT_FOUND"),
    "a refusal of another kind": put("rejection", 0, kind="event"),
    "a refusal in another paragraph": put("rejection", 0, paragraph=2),
    "a refusal's draft is no object": put("rejection", 0, draft=[1, 2]),
    "the quote is another": put("statement", quote="We did act too soon"),
    "the quote is another, the id fits": refit("statement", quote="We did act too soon"),
    "the quote is a number": put("statement", quote=5),
    "the spans are elsewhere": put("statement", spans=[[24, 40]]),
    "the spans are elsewhere, the id fits": refit("statement", spans=[[24, 40]], start=24, end=40),
    "the spans are none": put("statement", spans=[]),
    "the spans are huge": put("statement", spans=[[10**30, 10**31]]),
    "the spans are texts": put("statement", spans=[["1", "2"]]),
    "the hull is wider": put("statement", end=200),
    "the tier is unknown": put("statement", tier="perfect"),
    "the tier is of a quote in parts": put("statement", tier="ellipsis"),
    "the tier is none": put("statement", tier=None),
    "the verdict is another": put("statement", verdict="flagged"),
    "a flag of one's own": put("statement", codes=["TOO_LONG"], verdict="flagged"),
    "codes is a text": put("statement", codes="TOO_LONG"),
    "it was read a second time": put("statement", checked=["quote", "rules:en", "reading:model-2"]),
    "rules of another language were asked": put("statement", checked=["quote", "rules:de"]),
    "rules of one's own were asked": put("statement", checked=["quote", "rules:en", "rules:my_rules"]),
    "no rules were asked": put("statement", checked=["quote"]),
    "a rule was turned off": put("statement", checked=["quote", "rules:en", "off:V12"]),
    "nothing was checked": put("statement", checked=[]),
    "one claim does not say what checked it": without("statement", "checked"),
    "a mention is elsewhere": within("statement", "mentions", speaker=[[24, 30]]),
    "a mention is gone": put("statement", mentions={}),
    "mentions is a list": put("statement", mentions=[]),
    "derived says more": within("statement", "derived", checked=True),
    "a name was left out that stands in the text": within(
        "statement", "derived", emptied={"speaker_name": "Dag Orme"}
    ),
    "a name was left out that is there": refit("statement", speaker_name="Ines Tarrow"),
    "another field was left out": within("statement", "derived", emptied={"claim": "The road is open."}),
    "a mention was left out": within("statement", "derived", emptied={"speaker": "Ada Tarrow"}),
    "a field that is none was left out": within("statement", "derived", emptied={"name": "Ines Ada Tarrow"}),
    "what was left out is a list": within("statement", "derived", emptied=["Ines Ada Tarrow"]),
    "what was left out is a number": within("statement", "derived", emptied={"speaker_name": 7}),
    "derived says another form": within("statement", "derived", form="indirect"),
    "derived says another salience": within("event", "derived", salience=0.99),
    "a relation is more salient than its ends": within("relation", "derived", salience=0.99),
    "derived is a list": put("statement", derived=[]),
    "the speaker is another": put("statement", speaker="Dag Orme"),
    "the speaker is another, the id fits": refit("statement", speaker="Dag Orme"),
    "the polarity is another, the id fits": refit("statement", polarity="positive"),
    "the claim says more, the id fits": refit("statement", claim="We acted in 1999 against 70 men"),
    "the act is unknown": refit("statement", act="sing"),
    "the id is another": put("statement", id="s000000000000"),
    "the id is a number": put("statement", id=7),
    "the event is no longer planned, the id fits": refit("event", 2, modality="asserted"),
    "the ends changed places, the id fits": lambda found: refit(
        "relation",
        source=next(one for one in found if one["record"] == "relation")["target"],
        target=next(one for one in found if one["record"] == "relation")["source"],
    )(found),
    "an end is no claim, the id fits": refit("relation", source="e000000000000"),
    "a relation of another type, the id fits": refit("relation", type="same_as"),
}

BROKEN: dict[str, tuple[bytes, bytes]] = {
    "Infinity": (b'"cost": 0.01', b'"cost": Infinity'),
    "no number": (b'"cost": 0.01', b'"cost": NaN'),
    "a number too large": (b'"cost": 0.01', b'"cost": 1e999'),
    "a number of many digits": (b'"attempts": 2', b'"attempts": ' + b"7" * 6000),
    "deep nesting": (
        b'"parameters": {"output"',
        b'"parameters": {"x": ' + b"[" * 5000 + b"]" * 5000 + b', "output"',
    ),
    "nesting a little too deep": (b'"derived": {', b'"derived": {"x": ' + b"[" * 150 + b"]" * 150 + b", "),
    "a key twice": (b'"attempts": 2', b'"attempts": 3, "attempts": 2'),
    "a key twice within": (b'"strict": false', b'"strict": true, "strict": false'),
    "a line that is cut off": (b'"attempts": 2}', b'"attempts": 2'),
    "bytes that are no UTF-8": (b'"message": "No', b'"message": "\xff'),
    "half a character": (b'"message": "No', b'"message": "\\ud800'),
    "a zero byte": (b'"message": "No', b'"message": "\x00'),
    "a list for a record": (b'{"record": "failure"', b'[{"record": "failure"'),
    "a record without a kind": (b'{"record": "failure"', b'{"recard": "failure"'),
    "two records in a line": (b'}\n{"record": "failure"', b'} {"record": "failure"'),
}


def _problems(path: Path, data: bytes) -> list[Problem]:
    path.write_bytes(data)
    return [one for one in recheck(path) if isinstance(one, Problem)]


def _fresh() -> Records:
    return json.loads(json.dumps(HONEST))  # type: ignore[no-any-return]


def test_the_honest_run_holds(tmp_path: Path) -> None:
    """All kinds of records, five of them refusals of different kinds: no problem, and nothing left unchecked."""
    codes = [one["code"] for one in HONEST if one["record"] == "rejection"]
    assert len(set(codes)) >= 5, codes
    assert {one["record"] for one in HONEST} >= {"event", "statement", "relation", "failure", "usage"}
    (tmp_path / "run.jsonl").write_bytes(written(HONEST))
    assert [one for one in recheck(tmp_path / "run.jsonl") if isinstance(one, (Problem, Note))] == []
    assert verify(honest()) == honest()


def test_all_hold_does_not_hide_what_was_not_read(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A run whose claims hold, but that did not read a paragraph, says so in the same line."""
    (tmp_path / "run.jsonl").write_bytes(written(HONEST))
    with pytest.raises(SystemExit):
        main(["verify", str(tmp_path / "run.jsonl")])
    assert capsys.readouterr().out.endswith("all hold. 1 paragraph failed or skipped in the run.\n")


@pytest.mark.parametrize("name", HARMLESS)
def test_what_changes_no_meaning_holds(name: str, tmp_path: Path) -> None:
    """Line ends, white space, the order of keys, escapes and times may change."""
    changed = HARMLESS[name](written(HONEST))
    assert changed != written(HONEST)
    assert _problems(tmp_path / "run.jsonl", changed) == []


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_found(name: str, tmp_path: Path) -> None:
    """Any other change is found, by the digest where by nothing else."""
    changed = EDITS[name](_fresh())
    assert changed != HONEST
    assert _problems(tmp_path / "run.jsonl", written(changed))


@pytest.mark.parametrize("name", RESEALED)
def test_a_forgery_with_a_digest_of_its_own_is_found(name: str, tmp_path: Path) -> None:
    """With counts and digest made anew, what the text, the rules and the file's order say still tells."""
    changed = RESEALED[name](_fresh())
    for one in changed:
        if one.get("draft") == "SAME":
            held = next(one for one in HONEST if one["record"] == "statement")
            one["draft"] = {key: held[key] for key in one_draft() if key in held}
    place = next(place for place, one in enumerate(changed) if one["record"] == "summary")
    changed = [*resealed(changed[: place + 1]), *changed[place + 1 :]]
    assert changed != HONEST
    found = [one.code for one in _problems(tmp_path / "run.jsonl", written(changed))]
    assert set(found) - {"DIGEST_WRONG"}, found


def test_a_run_made_before_claims_said_what_checked_them_holds(tmp_path: Path) -> None:
    """An older file is checked under the same rules; what it does not say is told once."""
    older = _fresh()
    for one in older:
        one.pop("checked", None)
    (tmp_path / "run.jsonl").write_bytes(written(resealed(older)))
    (found,) = [one for one in recheck(tmp_path / "run.jsonl") if isinstance(one, (Problem, Note))]
    assert isinstance(found, Note)
    assert "checked by" in found.message
    assert all(claim.checked == () for claim in load(tmp_path / "run.jsonl").claims)


def one_draft() -> list[str]:
    """The fields of a statement's draft."""
    return list(
        next(one for one in HONEST if one["record"] == "rejection" and one["kind"] == "statement")["draft"]
    )


@pytest.mark.parametrize("name", BROKEN)
def test_a_broken_line_is_that_records_fault(name: str, tmp_path: Path) -> None:
    """A record that cannot be read is named in one sentence, and all others are checked."""
    old, new = BROKEN[name]
    data = written(HONEST)
    assert old in data
    found = _problems(tmp_path / "run.jsonl", data.replace(old, new, 1))
    assert found
    assert all("\n" not in one.message for one in found)
    *_, tally = recheck(tmp_path / "run.jsonl")
    assert tally.claims >= sum("spans" in one for one in HONEST) - 1
