"""Runs for the page's tests: one with everything that a page can show, a hostile one, and a large one."""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from llmclaims import Cited, Document, Event, Mention, Relation, Statement
from llmclaims.runs.extraction import Extraction
from llmclaims.runs.records import Run, Summary
from llmclaims.schema.claims import Claim, Failure, Nearest, Rejection, claim_id
from llmclaims.verification.verifier import verify

if TYPE_CHECKING:
    from pathlib import Path

FERRY = """Ferry Line Halts Night Crossings After Collision

Port Halden, May 3, 2026: The Halden Ferry Line cancelled its night crossings on Friday because a trawler had rammed the Sea Lark. 🛟🚢 “We did not see a light on that boat,” Captain Mo Ruud said.

She added that nobody was hurt. The harbour office plans to question both crews on Monday.

“The radio was working,” the skipper Ola Brand said, and he denied that the trawler had turned off its lights.

The harbour office will buy two new radar sets, at one million crowns each, and will train all crews.
"""
HEBREW = """מעבורת התנגשה בספינת דיג

דובר הנמל אמר כי המעבורת עצרה מיד ואיש לא נפגע בתאונה הזאת.
"""


class Pledge(Cited):
    """Something that somebody promises, as a user might define it."""

    promiser: Mention
    amount: Mention | None


def event(quote: str, trigger: str, **given: Any) -> Event:
    """An event with nothing but what a test is about."""
    blank = dict.fromkeys(("location", "time", "quantity"))
    plain = {"ref": "e", "type": "OTHER", "participants": [], "modality": "asserted", "polarity": "positive"}
    return Event(**blank | plain | {"quote": quote, "trigger": trigger} | given)


def statement(quote: str, speaker: str | None, cue: str | None = "said", **given: Any) -> Statement:
    """A statement with nothing but what a test is about."""
    plain = {
        "ref": "s", "speaker_name": None, "speaker_type": "person", "act": "assert", "polarity": "positive",
        "claim": quote, "time": None,
    }  # fmt: skip
    return Statement(**plain | {"quote": quote, "speaker": speaker, "cue": cue} | given)


def held(draft: Cited, document: Document, paragraph: int, **ends: Claim) -> Claim:
    """The claim that the verifier makes of a draft that holds; ``ends`` are those that a relation may name."""
    found = verify(draft, document, paragraph=paragraph, ends=ends)
    assert isinstance(found, Claim), found
    return found


def whole_run() -> Extraction:
    """Nested and crossing claims, a stitched quote, emoji, Hebrew, a model of one's own, refusals and failures."""
    ferry = Document.from_text(FERRY, path="ferry.txt")
    hebrew = Document.from_text(HEBREW, path="hebrew.txt", language="he")
    cancelled = held(
        event("The Halden Ferry Line cancelled its night crossings on Friday", "cancelled", time="Friday",
              participants=[{"role": "actor", "mention": "The Halden Ferry Line", "name": None}]), ferry, 1,
    )  # fmt: skip
    rammed = held(event("a trawler had rammed the Sea Lark", "rammed"), ferry, 1)
    why = held(
        Relation(
            quote="cancelled its night crossings on Friday because a trawler had rammed",
            type="causes", source="e2", target="e1", signal="because",
        ),
        ferry, 1, e2=rammed, e1=cancelled,
    )  # fmt: skip
    said = held(
        statement("We did not see a light on that boat", "Captain Mo Ruud", polarity="negative"), ferry, 1
    )
    planned = held(
        event("The harbour office plans to question both crews on Monday", "question",
              modality="planned", time="Monday"), ferry, 2,
    )  # fmt: skip
    radio = held(statement("The radio was working", "the skipper Ola Brand"), ferry, 3)
    radio = replace(radio, checked=(*radio.checked, "reading:reader"))
    denied = held(
        statement("the trawler had turned off its lights", "he", "denied", act="deny", speaker_name="Ola Brand"),
        ferry, 3,
    )  # fmt: skip
    stitched = held(
        Pledge(quote="will buy two new radar sets … will train all crews", promiser="The harbour office", amount="two new radar sets"),
        ferry, 4,
    )  # fmt: skip
    told = held(statement("המעבורת עצרה מיד ואיש לא נפגע בתאונה הזאת", "דובר הנמל", "אמר"), hebrew, 1)
    body = Relation(quote="", type="supports", source=told.id, target=radio.id, signal=None)
    across = Claim(
        id=claim_id(None, "relation", (), body.model_dump(mode="json")), kind="relation", document=None,
        paragraph=None, spans=(), quote=None, body=body, mentions={}, tier=None,
        derived={"basis": "model", "evidence": []},
    )  # fmt: skip
    at = FERRY.index("nobody was hurt")
    near = Nearest(start=at, end=at + 15, text="nobody was hurt")
    refused = (
        _refusal(
            ferry, 2, "NEGATION_ALTERED", "The quote leaves out “nobody”.", near, quote="everybody was hurt"
        ),
        _refusal(ferry, 3, "SCHEMA_INVALID", "speaker: Field required.", None, speaker="Ola Brand"),
    )
    failure = Failure(
        document=hebrew.id,
        paragraph=0,
        error="ProviderUnavailableError",
        message="No answer in 60 s.",
        attempts=3,
    )
    found = (ferry, cancelled, why, rammed, said, planned, refused[0], radio, denied, stitched, refused[1],
             hebrew, told, failure, across)  # fmt: skip
    return Extraction(run=Run(provider="tests", model="by hand"), records=found, summary=Summary(accepted=10))


def called(run: Extraction) -> dict[str, str]:
    """The handles of a run's claims by what the tests call them: the first event of its article is "e1"."""
    counts: Counter[tuple[str | None, str]] = Counter()
    found: dict[str, str] = {}
    for claim in run.claims:
        counts[claim.document, claim.kind] += 1
        name = f"{claim.kind[0]}{counts[claim.document, claim.kind]}"
        found.setdefault(name if claim.document == run.documents[0].id else f"{name} elsewhere", claim.id[:7])
    return found


def _refusal(
    document: Document, paragraph: int, code: str, message: str, near: Nearest | None, **draft: str
) -> Rejection:
    return Rejection(
        kind="statement",
        document=document.id,
        paragraph=paragraph,
        code=code,
        message=message,
        nearest=near,
        draft=draft,
    )


def hostile_file(path: Path, attacks: list[str]) -> Path:
    """A run file in which each attack stands in every place that an article, a model or a forger can fill."""
    lines: list[dict[str, Any]] = [
        {"record": "run", "format": "llmclaims/1", "provider": attacks[0], "model": "".join(attacks), "version": attacks[1],
         "started": attacks[2]}
    ]  # fmt: skip
    for number, attack in enumerate(attacks):
        first, second = f"Title {attack}", f"Before {attack} after, said {attack}."
        text = f"{first}\n\n{second}\n"
        start = len(first) + 2
        spans = [[start + 7, start + 7 + len(attack)]]
        lines.append(
            {"record": "document", "id": f"{number} {attack}", "path": f"{attack}.txt", "sha256": "0", "title": attack,
             "dateline": {"place": attack, "text": attack, "value": attack, "start": 0, "end": 1}, "published": None,
             "language": attack, "encoding": "utf-8", "paragraphs": [[0, len(first), "title"], [start, start + len(second), "body"]],
             "text": text}
        )  # fmt: skip
        common = {
            "document": f"{number} {attack}", "paragraph": 1, "start": spans[0][0], "end": spans[0][1], "spans": spans,
            "quote": attack, "tier": attack, "verdict": attack, "codes": [attack], "repaired": True,
            "mentions": {attack: spans, "speaker": spans}, "provider": attack, "model": attack,
            "derived": {attack: attack, "notes": {attack: attack}, "time_value": attack, "form": attack, "within": attack,
                        "asserted_by": [attack], "evidence": [{"claim": attack, "document": attack, "spans": [], "quote": attack}]},
        }  # fmt: skip
        said = {"ref": attack, "speaker": attack, "speaker_name": attack, "speaker_type": "person", "cue": attack,
                "act": "assert", "polarity": "positive", "claim": attack, "time": attack}  # fmt: skip
        happened = {"ref": attack, "trigger": attack, "type": "OTHER", "location": attack, "time": attack, "quantity": attack,
                    "participants": [{"role": "actor", "mention": attack, "name": attack}], "modality": "asserted",
                    "polarity": "positive"}  # fmt: skip
        tie = {
            "type": "about",
            "source": f"s{number} {attack}",
            "target": f"e{number} {attack}",
            "signal": attack,
        }
        own = {
            attack: attack,
            "__proto__": {"polluted": attack},
            "constructor": attack,
            "list": [attack, {attack: attack}],
        }
        lines += [
            {"record": "statement", "id": f"s{number} {attack}", **common, **said},
            {"record": "event", "id": f"e{number} {attack}", **common, **happened},
            {"record": "relation", "id": f"r{number} {attack}", **common, **tie},
            {"record": f"own {attack}", "id": f"o{number} {attack}", **common, **own},
            {"record": "rejection", "kind": attack, "document": f"{number} {attack}", "paragraph": 1, "code": attack, "message": attack,
             "nearest": {"start": spans[0][0], "end": spans[0][1], "text": attack}, "draft": {"quote": attack, attack: attack}},
            {"record": "failure", "document": f"{number} {attack}", "paragraph": 1, "error": attack, "message": attack, "attempts": 1},
        ]  # fmt: skip
    usage = {}
    lines.append({"record": "summary", "usage": usage, "warnings": [attacks[0]]})
    path.write_text("".join(json.dumps(one) + "\n" for one in lines), encoding="utf-8")
    return path


def large_run(articles: int, claims: int) -> Extraction:
    """A run of so many articles with so many claims each, in words of no meaning."""
    found: list[Any] = []
    for number in range(articles):
        parts, places, at = [f"Bulletin {number} of the harbour office"], [], 0
        at = len(parts[0]) + 2
        for sentence in range(claims):
            words = f"Crew {number}-{sentence} moved barge {sentence * 7 % 97} to quay {sentence % 13} before the tide of day {sentence % 28 + 1} turned"
            places.append((at, at + len(words)))
            parts.append(f"{words}, the office said.")
            at += len(parts[-1]) + 2
        document = Document.from_text("\n\n".join(parts), id=f"d{number}", path=f"bulletin-{number}.txt")
        found.append(document)
        for one, (start, end) in enumerate(places):
            quote = document.text[start:end]
            body: Cited = (
                event(quote, "moved", time=f"day {one % 28 + 1}")
                if one % 3
                else statement(quote, "the office")
            )
            kind = "event" if one % 3 else "statement"
            found.append(
                Claim(
                    id=f"{kind[0]}{number}-{one}", kind=kind, document=document.id, paragraph=one + 1, spans=((start, end),),
                    quote=quote, body=body, mentions={}, tier="exact", provider="tests", model="large",
                    codes=("YEAR_INFERRED",) if one % 11 == 0 else (),
                    derived={"time_value": f"20{number % 27:02}-{one % 12 + 1:02}-{one % 28 + 1:02}"},
                )
            )  # fmt: skip
    return Extraction(run=Run(provider="tests", model="large"), records=tuple(found))
