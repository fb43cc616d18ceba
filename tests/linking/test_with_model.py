"""Linking with a model that answers from a script over real HTTP: across documents, and pass 2 within one."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

import llmclaims
from llmclaims.config.provider_settings import ProviderSettings, Stage
from llmclaims.config.settings import Settings
from llmclaims.documents.document import Document
from llmclaims.linking.across_documents import linked
from llmclaims.linking.within_document import AT_ONCE as SIZE
from llmclaims.linking.within_document import OVERLAP, starts, windows
from llmclaims.verification.recheck import Problem, recheck
from tests.support.linking_runs import courier, event, herald, statement, told
from tests.support.loopback import EMPTY, Answer, Fault, Loopback

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from llmclaims.runs.extraction import Extraction


@pytest.fixture
def server() -> Iterator[Loopback]:
    """A server on this machine."""
    with Loopback() as running:
        yield running


def local(server: Loopback, cache: Path, **changed: Any) -> Settings:
    """Settings that lead to it."""
    provider = ProviderSettings(base_url=server.base_url, model="m", max_attempts=1)
    return Settings(
        provider="local",
        providers={"local": provider},
        cache_dir=str(cache),
        checks=(),
        request_characters=0,
        **changed,
    )


def shown(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The pairs of a request."""
    text = body["messages"][-1]["content"]
    return [json.loads(line) for line in text.splitlines() if line.startswith('{"pair"')]


def judging(
    choose: Callable[[dict[str, Any]], Mapping[str, Any] | None],
) -> Callable[[Mapping[str, Any]], Answer]:
    """A model that judges each pair by a function; None: no relation."""

    def answer(body: Mapping[str, Any]) -> Answer:
        items = []
        for pair in shown(body):
            found = choose(pair)
            item = {
                "pair": pair["pair"],
                "reason": "As told.",
                "relation": "none",
                "source": "a",
                "quote_a": None,
                "quote_b": None,
            }
            items.append(item | dict(found or {}))
        return Answer({"link": items})

    return answer


def quotes(pair: Mapping[str, Any]) -> dict[str, str]:
    """The words of both sides: their own quotes."""
    return {"quote_a": pair["a"]["quote"], "quote_b": pair["b"]["quote"]}


def disputed(pair: dict[str, Any]) -> dict[str, Any] | None:
    """The unsafe bridge disputes the safe one, whichever side it is shown on."""
    sides = {pair[side]["quote"]: side for side in ("a", "b")}
    unsafe = next((side for quote, side in sides.items() if "not safe" in quote), None)
    safe = next((side for quote, side in sides.items() if "is safe" in quote), None)
    if unsafe is None or safe is None:
        return None
    return {"relation": "disputes", "source": unsafe, **quotes(pair)}


def across(run: Extraction) -> list[Any]:
    """The relations across documents."""
    return [one for one in run.relations if one.document is None]


def test_a_model_judges_the_candidates_in_one_request(server: Loopback, tmp_path: Path) -> None:
    """Type and direction are its choice; both quotes stand in the relation; verify holds it without the model."""
    server.default = judging(disputed)
    result = llmclaims.link([herald(), courier()], settings=local(server, tmp_path))
    assert len(server.requests) == 1
    assert told(result) == {
        ("disputes", "The bridge is not safe for heavy lorries", "The bridge is safe for heavy lorries")
    }
    (relation,) = across(result)
    assert (relation.provider, relation.model, relation.derived["basis"]) == ("local", "m", "model")
    assert (result.run.provider, result.summary.usage.requests) == ("local", 1)
    assert "link.v1.md" in result.run.prompts
    result.save(tmp_path / "links.jsonl")
    assert [one for one in recheck(tmp_path / "links.jsonl") if isinstance(one, Problem)] == []


def test_linking_twice_costs_and_adds_nothing(server: Loopback, tmp_path: Path) -> None:
    """The answers are kept: the linked run, linked again, is the same and nothing is sent."""
    server.default = judging(disputed)
    once = llmclaims.link([herald(), courier()], settings=local(server, tmp_path))
    again = llmclaims.link([courier(), once], settings=local(server, tmp_path))
    assert again.records == once.records
    assert len(server.requests) == 1
    assert again.summary.usage.cache_hits == 1


REFUSED = [
    # words that the source does not have
    ({"relation": "disputes", "quote_a": "The bridge fell into the river"}, "QUOTE_NOT_FOUND"),
    # one word altered
    ({"relation": "disputes", "quote_a": "The bridge is not safe for light lorries"}, None),
    # words from elsewhere in the document
    ({"relation": "disputes", "quote_a": "after an inspection"}, None),
    # only one side
    ({"relation": "disputes", "quote_b": None}, "SCHEMA_INVALID"),
    # a cause needs a word of one text
    ({"relation": "causes"}, "SCHEMA_INVALID"),
    # and so does an aim
    ({"relation": "purpose"}, "SCHEMA_INVALID"),
    # not a direction
    ({"relation": "disputes", "source": "both"}, "SCHEMA_INVALID"),
    # statements are no part of anything
    ({"relation": "subevent_of"}, "SIGNATURE"),
    # no such pair
    ({"relation": "disputes", "pair": 99}, "SCHEMA_INVALID"),
]


@pytest.mark.parametrize(("changed", "code"), REFUSED)
def test_what_does_not_hold_is_refused_and_kept(server: Loopback, tmp_path: Path, changed, code) -> None:
    """A wrong answer is a rejection with its draft, and the tally counts it."""
    server.default = judging(
        lambda pair: {**(quotes(pair) | changed)} if disputed(pair) is not None else None
    )
    settings = local(server, tmp_path)
    result = llmclaims.link([herald(), courier()], settings=settings)
    assert across(result) == []
    refused = result.rejections
    assert refused
    assert all(one.kind == "relation" for one in refused)
    assert code is None or {one.code for one in refused} == {code}
    assert result.summary.rejected == len(refused)
    assert result.summary.proposed == result.summary.accepted + result.summary.rejected
    assert llmclaims.link(result, settings=settings).records == result.records
    assert llmclaims.verify(result) == result


def test_an_answer_given_twice_counts_twice_and_stands_once(server: Loopback, tmp_path: Path) -> None:
    """The second is a rejection, never silence."""
    first = judging(disputed)

    def twice(body: Mapping[str, Any]) -> Answer:
        items = first(body).items["link"]
        return Answer({"link": [*items, *items]})

    server.default = twice
    result = llmclaims.link([herald(), courier()], settings=local(server, tmp_path))
    assert len(across(result)) == 1
    assert [one.code for one in result.rejections] == ["DUPLICATE"]


def test_a_server_that_is_down_costs_its_pairs_and_says_so(server: Loopback, tmp_path: Path) -> None:
    """What words and days show is still related; the summary says what was not judged."""
    server.default = Fault(status=503)
    found = linked([herald(), courier()], settings=local(server, tmp_path))
    assert (found.requests, found.failed) == (1, 1)
    assert len(across(found.extraction)) == 4
    assert "were not judged" in found.extraction.summary.warnings[0]


def test_a_recorded_linking_replays_with_the_network_shut(server: Loopback, tmp_path: Path) -> None:
    """The cassette between the documents is enough, and gives the same records."""
    server.default = judging(disputed)
    runs = [herald(), courier()]
    made = llmclaims.link(runs, settings=local(server, tmp_path / "cache"), record=tmp_path / "kept")
    sent = len(server.requests)
    server.default = Fault(status=500)
    again = llmclaims.link(runs, replay=tmp_path / "kept")
    assert again.records[-1].body == made.records[-1].body
    assert told(again) == told(made) != set()
    assert len(server.requests) == sent


def test_instructions_in_an_article_stay_inside_the_fence(server: Loopback, tmp_path: Path) -> None:
    """The closing fence cannot be guessed: whatever an article says, the request has one block of pairs."""
    server.default = judging(lambda _: None)
    llmclaims.link([herald(), courier()], settings=local(server, tmp_path))
    turn = server.requests[0]["messages"][-1]["content"]
    (opening,) = re.findall(r"^<pairs-(\w+)>$", turn, re.MULTILINE)
    assert turn.rstrip().endswith(f"</pairs-{opening}>")


ARTICLE = """Bridge Closed

Pellan, April 18, 2026: The port authority closed the Harbour Bridge because a cable had snapped. “The bridge was rotten,” said Ines Corvalle.

Dario Velk called that nonsense. “The bridge was sound,” he said.
"""


def drafts(index: int) -> dict[str, Any]:
    """What pass 1 answers for each paragraph."""
    if index == 1:
        closed = event(
            "The port authority closed the Harbour Bridge", "closed", {"The port authority": "actor"}, ""
        )
        snapped = event("a cable had snapped", "snapped", {"a cable": "other"}, "", ref="e2")
        return EMPTY | {
            "event": [one.model_dump() | {"time": None} for one in (closed, snapped)],
            "statement": [statement("The bridge was rotten", "Ines Corvalle").model_dump()],
        }
    sound = statement("The bridge was sound", "he", speaker_name="Dario Velk")
    return EMPTY | {"statement": [sound.model_dump()]}


RELATIONS = [
    {"type": "causes", "source": "e2", "target": "e1", "quote": "closed the Harbour Bridge because a cable had snapped", "signal": "because"},
    {"type": "contradicts", "source": "s2", "target": "s1", "quote": "“The bridge was sound,” he said", "signal": None},
    # no such claim
    {"type": "about", "source": "s9", "target": "e1", "quote": "Dario Velk called that nonsense", "signal": None},
    # a cause without a word for it
    {"type": "causes", "source": "e1", "target": "s1", "quote": "“The bridge was rotten,” said Ines Corvalle", "signal": None},
]  # fmt: skip


def answering(relations: Any) -> Callable[[Mapping[str, Any]], Answer | Fault]:
    """A model that answers pass 1 by paragraph and pass 2 with these relations."""

    def answer(body: Mapping[str, Any]) -> Answer | Fault:
        turn = body["messages"][-1]["content"]
        if "<claims-" in turn:
            return relations if isinstance(relations, Fault) else Answer({"relation": relations})
        return Answer(drafts(1 if "because a cable" in turn.rpartition("<paragraph-")[2] else 2))

    return answer


def bridge() -> Document:
    """The article."""
    return Document.from_text(ARTICLE, path="bridge.txt")


def test_pass_2_relates_the_claims_of_a_document(server: Loopback, tmp_path: Path) -> None:
    """Relations by handle, verified like all others; refused ones are counted; the run says how it was made."""
    server.default = answering(RELATIONS)
    result = llmclaims.extract(bridge(), settings=local(server, tmp_path))
    assert {(one.body.type, one.codes) for one in result.relations} == {
        ("causes", ()), ("causes", ("CAUSE_WITHOUT_SIGNAL", "EVIDENCE_ONE_ENDED")), ("contradicts", ()),
    }  # fmt: skip
    assert result.relations[0].quote == "closed the Harbour Bridge because a cable had snapped"
    assert [one.code for one in result.rejections] == ["ENDPOINT_MISSING"]
    assert result.summary.proposed == 4 + 4 == result.summary.accepted + result.summary.rejected
    assert len(server.requests) == 3
    assert "relate.v2.md" in result.run.prompts
    assert llmclaims.verify(result) == result


def test_no_link_asks_nothing_and_computes_nothing(server: Loopback, tmp_path: Path) -> None:
    """Pass 2 is off: only the paragraphs are asked about, and the run does not name its prompt."""
    server.default = answering(RELATIONS)
    result = llmclaims.extract(bridge(), settings=local(server, tmp_path, link=False))
    assert len(server.requests) == 2
    assert result.relations == ()
    assert "relate.v2.md" not in result.run.prompts


def test_pass_2_that_fails_costs_a_warning_and_no_claim(server: Loopback, tmp_path: Path) -> None:
    """The claims of pass 1 are there; the summary says that they could not be related."""
    server.default = answering(Fault(status=503))
    result = llmclaims.extract(bridge(), settings=local(server, tmp_path))
    assert len(result.claims) == 4
    assert "could not be related" in result.summary.warnings[0]


def test_pass_2_waits_until_all_paragraphs_are_done(server: Loopback, tmp_path: Path) -> None:
    """With a paragraph missing nobody is asked to relate the rest: the next run would pay for it again."""
    good = answering(RELATIONS)

    def failing(body: Mapping[str, Any]) -> Answer | Fault:
        second = "called that nonsense" in body["messages"][-1]["content"].rpartition("<paragraph-")[2]
        return Fault(status=503) if second else good(body)

    server.default = failing
    result = llmclaims.extract(bridge(), settings=local(server, tmp_path))
    assert not any("<claims-" in one["messages"][-1]["content"] for one in server.requests)
    assert any("not related yet" in one for one in result.summary.warnings)
    server.default = good
    assert len(llmclaims.extract(bridge(), settings=local(server, tmp_path)).relations) == 3


def test_the_stage_may_have_a_model_of_its_own(server: Loopback, tmp_path: Path) -> None:
    """``[stages] link`` names who relates; its usage is counted with the rest."""
    server.default = answering(RELATIONS)
    settings = local(server, tmp_path, stages={"link": Stage(provider="local", model="large")})
    result = llmclaims.extract(bridge(), settings=settings)
    assert [one["model"] for one in server.requests] == ["m", "m", "large"]
    assert {one.model for one in result.relations} == {"large"}
    assert result.summary.usage.requests == 3


def test_a_recorded_pass_2_replays(server: Loopback, tmp_path: Path) -> None:
    """It stands in the document's cassette, and the manifest names its prompt."""
    server.default = answering(RELATIONS)
    settings = local(server, tmp_path / "cache")
    made = llmclaims.extract(bridge(), settings=settings, record=tmp_path / "kept")
    manifest = json.loads((tmp_path / "kept/run.json").read_text(encoding="utf-8"))
    assert "relate.v2.md" in manifest["prompts"]
    sent = len(server.requests)
    again = llmclaims.extract(bridge(), replay=tmp_path / "kept")
    assert [one.id for one in again.relations] == [one.id for one in made.relations]
    assert len(again.relations) == 3
    assert len(server.requests) == sent


@pytest.mark.parametrize("count", [0, 1, 2, SIZE, SIZE + 1, 2 * SIZE, 997])
def test_windows_cover_all_claims_and_no_claim_more_than_twice(count: int) -> None:
    """Tokens grow with the claims: every claim is shown once or twice, neighbours meet in one window."""
    text = "News\n\n" + "\n\n".join(f"The mayor met visitor number {n} in the town." for n in range(count))
    document = Document.from_text(text)
    claims = [_Placed(paragraph) for paragraph in range(1, count + 1)]
    found = windows(claims, document)  # type: ignore[arg-type]
    assert len(found) == len(starts(count))
    places = [claim.paragraph for window in found for claim in window.claims]
    assert set(places) == (set(range(1, count + 1)) if count > 1 else set())
    assert all(places.count(place) <= 2 for place in set(places))
    assert len(places) <= count + OVERLAP * len(found)


class _Placed:
    """A claim, as far as windows look at it."""

    def __init__(self, paragraph: int) -> None:
        self.paragraph = paragraph
