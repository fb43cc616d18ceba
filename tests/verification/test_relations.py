"""Relations: their ends, their evidence and the graph they make."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest

from llmclaims.documents.document import Document
from llmclaims.language.vocabulary import words
from llmclaims.schema.claims import Claim
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.paragraph import Proposal, Reading, verify_answer
from llmclaims.verification.relations.conflicts import StandingRelations, conflicts
from llmclaims.verification.rules.registry import rules
from llmclaims.verification.rules.relations import weight_of

TEXT = (
    "Title\n\nThe dam burst on March 3, 2024, because the gate had failed on March 1, 2024. "
    "Although Holm was not calm, Moss said the gate was safe. “Was it ever inspected?” Holm asked. In the town, few "
    "slept.\n"
)
DOCUMENT = Document.from_text(TEXT)


def event(ref: str, quote: str, trigger: str, time: str | None) -> dict[str, Any]:
    """An event of the text."""
    return {
        "ref": ref, "quote": quote, "trigger": trigger, "type": "OTHER", "participants": [], "location": None,
        "time": time, "quantity": None, "modality": "asserted", "polarity": "positive",
    }  # fmt: skip


def statement(ref: str, quote: str, speaker: str, cue: str, act: str = "assert") -> dict[str, Any]:
    """A statement of the text."""
    return {
        "ref": ref, "quote": quote, "speaker": speaker, "speaker_name": None, "speaker_type": "person", "cue": cue,
        "act": act, "polarity": "positive", "claim": quote, "time": None,
    }  # fmt: skip


ITEMS = [
    ("event", event("e1", "The dam burst on March 3, 2024", "burst", "March 3, 2024")),
    ("event", event("e2", "the gate had failed on March 1, 2024", "failed", "March 1, 2024")),
    ("statement", statement("s1", "the gate was safe", "Moss", "said")),
    ("statement", statement("s2", "Was it ever inspected", "Holm", "asked", "ask")),
    ("event", event("e3", "the dam drowned in a lake", "drowned", None)),  # refused: not in the text
]
BECAUSE = "The dam burst on March 3, 2024, because the gate had failed on March 1, 2024"


def relate(*relations: dict[str, Any]) -> list[str]:
    """The verdicts on relations of the text: a code, flags, or "ok"."""
    items = [*ITEMS, *(("relation", {"quote": BECAUSE, "signal": None} | one) for one in relations)]
    proposals = [Proposal(kind=kind, item=item) for kind, item in items]
    outcomes = verify_answer(proposals, Reading(document=DOCUMENT, paragraph=1, schema=DEFAULT_SCHEMA))
    return verdicts(outcomes[len(ITEMS) :])


@pytest.mark.parametrize(
    ("relation", "verdict"),
    [
        ({"type": "causes", "source": "e2", "target": "e1", "signal": "because"}, "ok"),  # as the text says
        ({"type": "before", "source": "e2", "target": "e1"}, "ok"),  # as the dates say
        ({"type": "before", "source": "e1", "target": "e2"}, "!DATE_CONFLICT"),  # against the dates
        ({"type": "causes", "source": "e1", "target": "e2", "signal": "because"}, "!DATE_CONFLICT"),  # effect first
        ({"type": "causes", "source": "e2", "target": "e1"}, "ok"),  # its word stands in the quote
        ({"type": "causes", "source": "e2", "target": "e1", "quote": "The dam burst on March 3, 2024"},
         "CAUSE_WITHOUT_SIGNAL"),  # no word for it
        ({"type": "causes", "source": "e2", "target": "e1", "signal": "due to"}, "!SIGNAL_NOT_IN_EVIDENCE"),  # elsewhere
        ({"type": "before", "source": "e1", "target": "e1"}, "!SELF_LOOP"),  # itself
        ({"type": "before", "source": "e9", "target": "e1"}, "!ENDPOINT_MISSING"),  # nobody
        ({"type": "before", "source": "e3", "target": "e1"}, "!ENDPOINT_MISSING"),  # one that was refused
        ({"type": "purpose", "source": "s1", "target": "e1"}, "!SIGNATURE"),  # a statement is nothing that is done
        ({"type": "purpose", "source": "e1", "target": "e1"}, "!SELF_LOOP"),  # done for itself
        ({"type": "purpose", "source": "e1", "target": "e2", "signal": "because"}, "!DATE_CONFLICT"),  # an aim lies later
        ({"type": "purpose", "source": "e2", "target": "e1", "signal": "because"}, "CAUSE_AS_PURPOSE"),  # it gives a cause
        ({"type": "purpose", "source": "e2", "target": "e1"}, "PURPOSE_WITHOUT_SIGNAL"),  # no word for it
        ({"type": "purpose", "source": "e2", "target": "e1", "signal": "to"}, "!SIGNAL_NOT_IN_EVIDENCE"),  # elsewhere
        ({"type": "subevent_of", "source": "s1", "target": "e1"}, "!SIGNATURE"),  # a statement is no part of an event
        ({"type": "disputes", "source": "e1", "target": "s1"}, "!SIGNATURE"),  # an event disputes nothing
        ({"type": "same_as", "source": "e1", "target": "s1"}, "!SIGNATURE"),  # not of one sort
        ({"type": "same_as", "source": "e1", "target": "e2"}, "!DATE_CONFLICT"),  # on two days
        ({"type": "contradicts", "source": "s1", "target": "s2", "quote": "“Was it ever inspected?” Holm asked"},
         "!QUESTION_NOT_CONTRADICTABLE"),  # a question says nothing
        ({"type": "disputes", "source": "s2", "target": "s1", "quote": "Although Holm was not calm", "signal": "Although"},
         "CONCESSION_AS_CONTRADICTION EVIDENCE_ONE_ENDED"),  # a concession is no dispute
        ({"type": "supports", "source": "e2", "target": "s1", "quote": "In the town, few slept."}, "!EVIDENCE_ELSEWHERE"),  # far
        ({"type": "supports", "source": "e2", "target": "s1", "quote": "Moss said the gate was safe"},
         "EVIDENCE_ONE_ENDED"),  # one end only
    ],
)  # fmt: skip
def test_relation_between_verified_claims(relation: dict[str, Any], verdict: str):
    """A relation stands on two verified claims, its words and its dates."""
    assert relate(relation) == [verdict]


def test_refused_end_is_told_from_an_unknown_one():
    """The refusal says whether a relation's end was refused or never there."""
    items = [
        *ITEMS,
        ("relation", {"type": "before", "source": "e3", "target": "e9", "quote": BECAUSE, "signal": None}),
    ]
    proposals = [Proposal(kind=kind, item=item) for kind, item in items]
    outcome = verify_answer(proposals, Reading(document=DOCUMENT, paragraph=1, schema=DEFAULT_SCHEMA))[-1]
    assert not isinstance(outcome, Claim)
    assert outcome.message == "The relation's source 'e3' was refused."
    source = next(one for one in rules() if one.id == "V22").codes
    assert source["ENDPOINT_MISSING"] == "reject"


def linked(*edges: tuple[str, str, str]) -> tuple[list[Claim], list[Claim]]:
    """Relations as verified claims, and the claims that they join."""
    proposals = [Proposal(kind=kind, item=item) for kind, item in ITEMS[:3]]
    proposals.append(
        Proposal(
            kind="relation",
            item={"type": "before", "source": "e2", "target": "e1", "quote": BECAUSE, "signal": None},
        )
    )
    outcomes = [
        one
        for one in verify_answer(proposals, Reading(document=DOCUMENT, paragraph=1, schema=DEFAULT_SCHEMA))
        if isinstance(one, Claim)
    ]
    *claims, relation = outcomes
    names = sorted({end for _, source, target in edges for end in (source, target)})
    ends = [replace(claims[0], id=name) for name in names]
    made = [
        replace(
            relation,
            id=f"r{index}",
            body=relation.body.model_copy(update={"type": kind, "source": a, "target": b}),
        )
        for index, (kind, a, b) in enumerate(edges)
    ]
    return made, ends


@pytest.mark.parametrize(
    ("edges", "dropped"),
    [
        ([("before", "a", "b"), ("before", "b", "c")], {}),  # a chain
        ([("before", "a", "b"), ("before", "b", "a")], {1: "CYCLE"}),  # each before the other
        (
            [("causes", "a", "b"), ("causes", "b", "c"), ("causes", "c", "a")],
            {2: "CYCLE"},
        ),  # round a triangle
        ([("before", "a", "b"), ("causes", "b", "a")], {}),  # two types are two graphs
        ([("purpose", "a", "b"), ("purpose", "b", "a")], {1: "CYCLE"}),  # each for the sake of the other
        (
            [("purpose", "a", "b"), ("causes", "b", "a")],
            {1: "CAUSE_AND_PURPOSE"},
        ),  # one word, an aim and a cause
        (
            [("causes", "a", "b"), ("purpose", "a", "b")],
            {1: "CAUSE_AND_PURPOSE"},
        ),  # likewise, the same way round
        ([("purpose", "a", "b"), ("causes", "b", "c")], {}),  # between other claims
        ([("same_as", "a", "b"), ("same_as", "b", "a")], {1: "DUPLICATE"}),  # symmetric
        ([("supports", "a", "b"), ("supports", "b", "a")], {}),  # not symmetric
        ([("before", "a", "b"), ("before", "a", "b")], {1: "DUPLICATE"}),  # twice
    ],
)
def test_graph_of_relations(edges: list[tuple[str, str, str]], dropped: dict[int, str]):
    """Circles are broken at the relation that closes them, and a relation is kept once."""
    relations, ends = linked(*edges)
    assert {index: one.code for index, one in conflicts(relations, ends).items()} == dropped


def test_a_cause_and_a_purpose_on_words_of_their_own():
    """Where one word gives the aim and another the cause, the two may stand side by side."""
    (purpose, cause), ends = linked(("purpose", "a", "b"), ("causes", "a", "b"))
    elsewhere = replace(cause, spans=tuple((start + 90, end + 90) for start, end in cause.spans))
    assert conflicts([purpose, elsewhere], ends) == {}
    assert StandingRelations([purpose]).against(elsewhere) is None
    found = StandingRelations([purpose]).against(cause)
    assert found is not None
    assert found.code == "CAUSE_AND_PURPOSE"


def crossing(*told: tuple[str, str, str], word: str = "to") -> list[Any]:
    """The outcomes of relations between the crossing and its aim: type, source and target, all on one word."""
    text = f"Ida Moss crossed the ice {word} reach the stranded barge"
    aim = event("e2", "reach the stranded barge", "reach", None) | {"modality": "planned"}
    items = [("event", event("e1", "Ida Moss crossed the ice", "crossed", None)), ("event", aim)]
    for kind, source, target in told:
        fields = {"quote": text, "type": kind, "source": source, "target": target, "signal": word}
        items.append(("relation", fields))
    document = Document.from_text(f"Notes from the lake\n\n{text}.\n")
    proposals = [Proposal(kind=kind, item=item) for kind, item in items]
    return list(verify_answer(proposals, Reading(document=document, paragraph=1, schema=DEFAULT_SCHEMA))[2:])


def verdicts(outcomes: Sequence[Any]) -> list[str]:
    """A code, flags, or "ok" for each outcome."""
    return [(" ".join(one.codes) or "ok") if isinstance(one, Claim) else "!" + one.code for one in outcomes]


@pytest.mark.parametrize("cause", [("causes", "e2", "e1"), ("causes", "e1", "e2")])
def test_an_aim_that_is_told_as_a_cause_too_stays_a_purpose(cause: tuple[str, str, str]):
    """Of a cause and a purpose on one word the one without a flag is kept, whichever comes first."""
    purpose = ("purpose", "e1", "e2")
    assert verdicts(crossing(cause)) == ["PURPOSE_AS_CAUSE"]
    assert verdicts(crossing(cause, purpose)) == ["!CAUSE_AND_PURPOSE", "ok"]
    assert verdicts(crossing(purpose, cause)) == ["ok", "!CAUSE_AND_PURPOSE"]


def test_an_aim_told_as_a_cause_names_the_way_out():
    """The flag says which type is meant; so does that of a cause told as a purpose."""
    (aim,) = crossing(("causes", "e2", "e1"))
    (cause,) = crossing(("purpose", "e1", "e2"), word="because they had to")
    assert "“purpose”" in aim.derived["notes"]["PURPOSE_AS_CAUSE"]
    assert "“causes”" in cause.derived["notes"]["CAUSE_AS_PURPOSE"]


@pytest.mark.parametrize("signal", ["to demand", "to", None])
def test_the_aim_may_be_something_said(signal: str | None):
    """What somebody goes somewhere to demand is a statement, and may be the target of a purpose."""
    text = "Dag Orme rode to Tolm to demand that the mill be rebuilt"
    demand = statement("s1", "that the mill be rebuilt", "Dag Orme", "demand", "demand")
    items = [
        ("event", event("e1", "Dag Orme rode to Tolm", "rode", None)),
        ("statement", demand),
        (
            "relation",
            {"quote": text, "type": "purpose", "source": "e1", "target": "s1", "signal": signal},
        ),
    ]
    document = Document.from_text(f"Notes from the lake\n\n{text}.\n")
    proposals = [Proposal(kind=kind, item=item) for kind, item in items]
    (*_, found) = verify_answer(proposals, Reading(document=document, paragraph=1, schema=DEFAULT_SCHEMA))
    assert isinstance(found, Claim)
    assert found.codes == ()


def test_relation_to_a_claim_that_is_gone():
    """A relation whose end is not among the claims goes with it."""
    relations, ends = linked(("before", "a", "b"))
    assert {index: one.code for index, one in conflicts(relations, ends[:1]).items()} == {
        0: "ENDPOINT_MISSING"
    }


def test_long_chain_and_long_circle():
    """Thousands of relations are judged without recursion, and one is enough to open a circle."""
    names = [f"n{index}" for index in range(3000)]
    edges = [("before", one, other) for one, other in itertools.pairwise(names)]
    relations, ends = linked(*edges, ("before", names[-1], names[0]))
    assert list(conflicts(relations, ends)) == [len(edges)]


@pytest.mark.parametrize(
    ("signal", "verdict"),
    [
        ("because", "cause"),  # a conjunction of cause
        ("the fruit of", "cause"),  # a noun among particles
        ("from", "cause"),  # a preposition that may name a cause
        ("forced", "cause"),  # a verb
        ("between", "none"),  # one that only places
        ("Monday", "none"),  # a day
        ("a", "none"),  # an article
        ("March 3, 2024", "none"),  # a date
        ("after", "time"),  # an order in time
        ("then", "time"),  # likewise
    ],
)
def test_what_a_signal_can_show(signal: str, verdict: str):
    """A cause rests on a word that can name one."""
    vocabulary = words("en")
    assert vocabulary is not None
    assert weight_of(signal, vocabulary) == verdict


def test_a_day_is_no_cause():
    """An article or a date as the signal of a cause is none, and the text's own "because" is one."""
    cause = {"type": "causes", "source": "e2", "target": "e1"}
    assert relate(cause | {"signal": "the"}) == ["CAUSE_WITHOUT_SIGNAL"]
    assert relate(cause | {"signal": "because"}) == ["ok"]


def test_a_word_of_time_alone_is_flagged_as_a_cause():
    """“After” says which came first; that the one brought the other about is the model's reading."""
    quote = "The dam burst after the gate had failed"
    document = Document.from_text(f"{quote}. Nobody was hurt.\n")
    items = [
        ("event", event("e1", "The dam burst", "burst", None)),
        ("event", event("e2", "the gate had failed", "failed", None)),
        ("relation", {"quote": quote, "type": "causes", "source": "e2", "target": "e1", "signal": "after"}),
    ]
    proposals = [Proposal(kind=kind, item=item) for kind, item in items]
    (*_, found) = verify_answer(proposals, Reading(document=document, paragraph=0, schema=DEFAULT_SCHEMA))
    assert isinstance(found, Claim)
    assert (found.verdict, found.codes) == ("flagged", ("CAUSE_BY_TIME_ONLY",))
