"""Codes of actors and places: given where the user's table shows one alone, and never guessed."""

import io
import json

import pytest

from llmclaims import Claim, Document, Extraction, verify
from llmclaims.errors import ConfigError
from llmclaims.export.plover import write
from llmclaims.export.shared.codes import places_of
from llmclaims.runs.extraction import records
from llmclaims.runs.records import Run
from tests.support.export_runs import event, statement

TEXT = """Norland Talks

March 3, 2026 — The Norlandic government met Ana Brook in Porthaven, Westmark on March 2, 2026. Prime Minister Ole Dahl met envoys of Westmark in Millbridge on March 2, 2026. He accused Westmark of delay on March 3, 2026.

“Norland’s army must leave the town,” said Dahl. Ana Brook and Carl Brook met Norland's envoys on March 2, 2026. Brook met them again.
"""
ACTORS = """name,code,qid,aliases
Norland,NOR,Q1,Kingdom of Norland|Norlandic government
Westmark,WES,Q2,
Ole Dahl,NORGOV,Q3,
Springs,ONE,,
Springs,TWO,,
"""
PLACES = """id,name,latitude,longitude,country,aliases
1,Porthaven,10.5,-20.25,WM,Port Haven
2,Porthaven,50,60,NL,
3,Westmark,11,12,WM,
4,Millbridge,1,2,NL,
5,Norland,3,4,NL,
"""


@pytest.fixture
def tables(tmp_path):
    """The two tables as files."""
    for name, text in (("actors", ACTORS), ("places", PLACES)):
        (tmp_path / f"{name}.csv").write_text(text, encoding="utf-8")
    return {name: tmp_path / f"{name}.csv" for name in ("actors", "places")}


def coded(draft, **options):
    """What a draft is coded as."""
    document = Document.from_text(TEXT, published="2026-03-04")
    claim = verify(draft, document)
    assert isinstance(claim, Claim), claim
    out = io.StringIO()
    write(
        records(Extraction(run=Run(provider="t", model="m"), records=(document, claim))),
        out,
        undated="publication",
        **options,
    )
    return json.loads(out.getvalue())


def met(quote, *people, **given):
    """A meeting."""
    return event(quote, "met", "CONSULT", *(("actor", *one) for one in people), **given)


TALKS = "The Norlandic government met Ana Brook in Porthaven, Westmark on March 2, 2026"
DAHL = "Prime Minister Ole Dahl met envoys of Westmark in Millbridge on March 2, 2026"


@pytest.mark.parametrize(
    ("draft", "code", "qid", "words"),
    [
        (met(TALKS, ("The Norlandic government", None)), "NOR", "Q1", "The Norlandic government"),  # an alias, an article
        (met(DAHL, ("Prime Minister Ole Dahl", "Ole Dahl")), "NORGOV", "Q3", "Ole Dahl"),  # the name behind a title
        (met(DAHL, ("envoys of Westmark", None)), None, None, None),  # who they are sent by is not who they are
        (met(TALKS, ("Ana Brook", "Ana Brook")), None, None, None),  # not in the table
    ],
)  # fmt: skip
def test_an_actor_has_the_code_of_its_name(tables, draft, code, qid, words):
    """The name in the document or the whole mention is looked up, and the place that shows it is said."""
    (found,) = coded(draft, **tables)["actor"]
    assert (found["code"], found["qid"]) == (code, qid)
    shown = found.get("shown_by")
    assert (shown and TEXT[slice(*shown)]) == words


def test_a_speaker_has_a_code(tables):
    """A statement's actor is who said it, by a surname that the document resolves."""
    said = statement("Norland’s army must leave the town", "Dahl", act="demand")
    (found,) = coded(said, **tables)["actor"]
    assert (found["code"], found["text"], found["name"]) == ("NORGOV", "Dahl", "Ole Dahl")
    assert TEXT[slice(*found["shown_by"])] == "Ole Dahl"


def test_who_is_left_open_has_no_code(tmp_path):
    """A surname of two people is neither of them, also where the table knows one."""
    table = tmp_path / "actors.csv"
    table.write_text("name,code\nAna Brook,ANA\nBrook,BRO\n", encoding="utf-8")
    again = event("Brook met them again", "met", "CONSULT", ("actor", "Brook", None))
    (found,) = coded(again, actors=table)["actor"]
    assert found["code"] is None
    assert [(one["name"], one.get("code")) for one in found["candidates"]] == [
        ("Ana Brook", "ANA"),
        ("Carl Brook", None),
    ]


@pytest.mark.parametrize(
    ("draft", "place", "candidates"),
    [
        (
            met(TALKS, ("Ana Brook", None), location="Porthaven, Westmark"),
            1,
            None,
        ),  # one of two, by its country
        (met(TALKS, ("Ana Brook", None), location="Porthaven"), None, [1, 2]),  # either
        (met(DAHL, ("envoys of Westmark", None), location="Millbridge"), 4, None),
    ],
)
def test_a_place_has_coordinates_where_one_alone_fits(tables, draft, place, candidates):
    """Of places with one name the country beside it decides; without one all are listed."""
    found = coded(draft, **tables)["event_loc"]
    assert found["geonameid"] == place
    assert (
        [one["geonameid"] for one in found["candidates"]] == candidates
        if candidates
        else "candidates" not in found
    )
    if place == 1:
        assert (found["latitude"], found["longitude"], found["country"]) == (10.5, -20.25, "WM")
        assert TEXT[slice(*found["shown_by"])] == "Porthaven, Westmark"


def test_another_country_is_another_place(tmp_path):
    """A city that the table has elsewhere alone is not the one that is meant."""
    table = tmp_path / "places.csv"
    table.write_text("id,name,country\n2,Porthaven,NL\n3,Westmark,WM\n", encoding="utf-8")
    found = coded(met(TALKS, ("Ana Brook", None), location="Porthaven, Westmark"), places=table)["event_loc"]
    assert found["geonameid"] is None
    assert [one["geonameid"] for one in found["candidates"]] == [2]


def test_two_rows_of_one_name_stay_open(tmp_path):
    """A code that two rows give differently is given by neither."""
    table = tmp_path / "actors.csv"
    table.write_text("name,code\nAna Brook,ONE\nana brook,TWO\n", encoding="utf-8")
    (found,) = coded(met(TALKS, ("Ana Brook", None)), actors=table)["actor"]
    assert found["code"] is None
    assert [one["code"] for one in found["candidates"]] == ["ONE", "TWO"]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("name,latitude\nX,1\n", "no column 'id'"),
        ("id,name,latitude\n1,X,95\n", "row 2: latitude '95' is none"),
        ("id,name,longitude\n1,X,east\n", "row 2: longitude 'east' is none"),
        ("id,name\n1,\n", "row 2: both id and name must be filled"),
    ],
)
def test_a_table_that_cannot_be_used_is_said(tmp_path, text, says):
    """What is wrong is said with its row."""
    (tmp_path / "places.csv").write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match=says):
        places_of(tmp_path / "places.csv")
