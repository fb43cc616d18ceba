"""PLOVER: what is coded, under which category, and what is not."""

import io
import json
from dataclasses import replace

import pytest

from llmclaims import Claim, Document, Extraction, verify
from llmclaims.errors import ConfigError
from llmclaims.export.plover import QUADS, write
from llmclaims.runs.extraction import records
from llmclaims.runs.records import Run
from tests.support.export_runs import event, hard_run, statement

TEXT = """A Bridge Is Signed Away

PORTHAVEN, March 3, 2026 — The council agreed with the union on March 2, 2026 that the bridge is sold. The council helped the union from March 5, 2026 to March 7, 2026 with boats.

“The union must leave the bridge by night,” said Ana Brook. The union met the council in Porthaven.
"""


def _events(run, **options):
    out = io.StringIO()
    write(records(run), out, **options)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def _one(draft, text=TEXT, published="2026-03-04", **options):
    """What a single draft is coded as, None if it is not."""
    document = Document.from_text(text, published=published)
    claim = verify(draft, document)
    assert isinstance(claim, Claim), claim
    found = _events(Extraction(run=Run(provider="t", model="m"), records=(document, claim)), **options)
    return found[0] if found else None


def agreed(**given):
    """The council and the union, with a day."""
    changed = {"time": "March 2, 2026"} | given
    return event(
        "The council agreed with the union on March 2, 2026",
        "agreed",
        changed.pop("kind", "AGREE"),
        ("actor", "The council", None),
        ("recipient", "the union", None),
        **changed,
    )


def test_a_record_has_what_plover_asks_for():
    """Id, day, parties, category, quad and the words with their code points."""
    found = _one(agreed())
    assert found["date"] == "2026-03-02"
    assert [one["name"] for one in found["actor"]] == ["The council"]
    assert [one["name"] for one in found["recipient"]] == ["the union"]
    assert (found["event"], found["quad_code"], found["context"], found["mode"]) == (["AGREE"], 1, [], [])
    start, end = found["text_info"]["start"], found["text_info"]["end"]
    assert TEXT[start:end] == found["event_text"] == "The council agreed with the union on March 2, 2026"
    assert {one["code"] for one in found["actor"]} == {None}


@pytest.mark.parametrize("kind", ["CONSULT", "SUPPORT", "COOPERATE", "AID"])
def test_cooperation_to_come_is_agreement(kind):
    """What is planned among consulting, supporting, cooperating and aiding is AGREE, verbal cooperation."""
    draft = agreed(kind=kind)
    document = Document.from_text(TEXT)
    claim = verify(draft, document)
    planned = replace(claim, body=claim.body.model_copy(update={"modality": "planned"}))
    (found,) = _events(Extraction(run=Run(provider="t", model="m"), records=(document, planned)))
    assert (found["event"], found["quad_code"], found["llmclaims"]["type"]) == (["AGREE"], 1, kind)


def _altered(**update):
    document = Document.from_text(TEXT, published="2026-03-04")
    claim = verify(agreed(), document)
    body = claim.body.model_copy(update=update)
    return Extraction(run=Run(provider="t", model="m"), records=(document, replace(claim, body=body)))


def test_an_invitation_is_agreement():
    """Whoever invites shows the will to cooperate."""
    (found,) = _events(_altered(trigger="invited", type="CONSULT"))
    assert found["event"] == ["AGREE"]


@pytest.mark.parametrize(
    ("update", "context"),
    [
        ({"type": "ASSAULT", "modality": "planned"}, ["future"]),  # to come, and no cooperation
        ({"type": "ASSAULT", "modality": "hypothetical"}, ["hypothetical"]),  # asked about
        ({"type": "ASSAULT"}, []),  # a fact
    ],
)
def test_what_has_not_happened_says_so(update, context):
    """Another event to come, or a hypothetical one, keeps its category and says so in its context."""
    (found,) = _events(_altered(**update))
    assert (found["event"], found["context"]) == (["ASSAULT"], context)


@pytest.mark.parametrize(
    ("update", "why"),
    [
        ({"polarity": "negative"}, "did not happen"),  # negated
        ({"modality": "generic"}, "no single occurrence"),  # habitual
        ({"modality": "alleged"}, "only alleged"),  # somebody's word
        ({"type": "OTHER"}, "none of PLOVER's"),  # outside the ontology
        ({"participants": []}, "nobody is named"),  # an event needs an actor
    ],
)
def test_what_is_not_coded_is_counted(update, why, caplog):
    """Each reason for leaving a claim out is told with its number."""
    assert _events(_altered(**update)) == []
    assert "1 claim left out" in caplog.text
    assert why in caplog.text


def test_allegations_are_coded_on_demand():
    """With ``alleged="yes"`` the record is there, and says what it is."""
    (found,) = _events(_altered(modality="alleged"), alleged="yes")
    assert found["llmclaims"]["modality"] == "alleged"


def test_no_day_no_event_unless_the_article_s_is_asked_for(caplog):
    """An undated event is left out; with ``undated="publication"`` it has the article's day, and says where from."""
    met = event(
        "The union met the council in Porthaven",
        "met",
        "CONSULT",
        ("actor", "The union", None),
        ("actor", "the council", None),
    )
    assert _one(met) is None
    assert "undated=publication" in caplog.text
    found = _one(met, undated="publication")
    assert (found["date"], found["llmclaims"]["date_from"]) == ("2026-03-04", "publication")
    assert _one(met, published=None, undated="publication")["date"] == "2026-03-03"  # the dateline's


def test_parties_without_sides_are_all_actors():
    """Two who met are both actors, and nobody is a recipient."""
    met = event(
        "The union met the council in Porthaven",
        "met",
        "CONSULT",
        ("actor", "The union", None),
        ("actor", "the council", None),
    )
    found = _one(met, undated="publication")
    assert [one["name"] for one in found["actor"]] == ["The union", "the council"]
    assert found["recipient"] == []


def test_a_month_is_no_day():
    """PLOVER's date is a day, so a month or a weekday of an unknown week dates nothing."""
    document = Document.from_text(TEXT)
    claim = verify(agreed(), document)
    for value in ("2026-03", "XXXX-WXX-4", "2026", ""):
        loose = replace(claim, derived={"time_value": value})
        assert _events(Extraction(run=Run(provider="t", model="m"), records=(document, loose))) == []
    evening = replace(claim, derived={"time_value": "2026-03-02TEV"})
    (found,) = _events(Extraction(run=Run(provider="t", model="m"), records=(document, evening)))
    assert found["date"] == "2026-03-02"


def test_a_range_of_days_has_two_ends():
    """From one day to another: both are in the record."""
    document = Document.from_text(TEXT)
    claim = replace(verify(agreed(), document), derived={"time_value": "2026-03-05/2026-03-07"})
    (found,) = _events(Extraction(run=Run(provider="t", model="m"), records=(document, claim)))
    assert (found["date"], found["end_date"]) == ("2026-03-05", "2026-03-07")


@pytest.mark.parametrize(
    ("act", "category"),
    [
        ("support", "SUPPORT"), ("criticize", "ACCUSE"), ("demand", "REQUEST"), ("deny", "REJECT"),
        ("commit", "AGREE"), ("threaten", "THREATEN"), ("assert", None), ("ask", None),
    ],
)  # fmt: skip
def test_a_statement_is_coded_by_its_act(act, category):
    """Six acts stand for an event, asserting and asking for none."""
    document = Document.from_text(TEXT, published="2026-03-04")
    claim = verify(statement("The union must leave the bridge by night", "Ana Brook"), document)
    body = claim.body.model_copy(update={"act": act})
    run = Extraction(run=Run(provider="t", model="m"), records=(document, replace(claim, body=body)))
    found = _events(run, undated="publication")
    assert [one["event"] for one in found] == ([[category]] if category else [])
    if found:
        assert found[0]["quad_code"] == QUADS[category]
        assert found[0]["actor"][0]["name"] == "Ana Brook"


def test_emoji_and_parts_keep_their_places():
    """In the run with emoji the offsets are code points of the article."""
    run = hard_run()
    found = _events(run, undated="publication")
    texts = {one.id: one.text for one in run.documents}
    assert {tuple(one["event"]) for one in found} == {("CONSULT",), ("ACCUSE",), ("REJECT",), ("AGREE",)}
    for one in found:
        spans = one["text_info"]["spans"]
        assert (
            " … ".join(texts[one["cite_info"]["id"]][start:end] for start, end in spans) == one["event_text"]
        )


def test_a_wrong_option_is_named():
    """A value that nobody knows is one sentence with those that are."""
    with pytest.raises(ConfigError, match=r"plover: undated is 'today'; choose one of skip, publication\."):
        _events(hard_run(), undated="today")
