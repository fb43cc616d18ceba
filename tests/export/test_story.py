"""The story of many articles: who stands against whom, amounts and days that differ, and nothing lost."""

from __future__ import annotations

import re

import pytest
from rich.cells import cell_len

from llmclaims.linking import link
from llmclaims.linking.relations import relation_between
from llmclaims.runs.extraction import Extraction
from llmclaims.schema.claims import Failure
from tests.support.linking_runs import run_of, statement
from tests.support.story_runs import article, expected, kept, story, ten, written
from tests.support.vectors import rows


def quotes(claims):
    """Return who says what in some claims of a story."""
    return {(one["who"], one["quote"]) for one in claims}


@pytest.mark.parametrize("row", [pytest.param(row, id=row["id"]) for row in rows("story")])
def test_two_articles_differ_where_a_reader_says_so(row):
    """A point has two sides, amounts and days differ, only where two articles cannot both be right about one thing."""
    runs = [article(name, *row[name]) for name in ("first", "second")]
    found = story(link(runs, provider="builtin"))
    days = [one["grade"] for one in kept(found, "moment") if one["grade"] != "same"]
    amounts = [one["grade"] for one in kept(found, "number")]
    told = len(kept(found, "point")), next(iter(amounts), None), next(iter(days), None)
    assert told == (row["points"], row["amounts"], row["days"]), row["reason"]


NOT_TOLD = {
    "the sirens did not sound",  # shorter than what it says no to
    "an insult",  # other words for unfair
}
"""Words on a side of a point that only a model can put there."""


def test_the_points_of_ten_articles():
    """Each point whose sides use the same words is found with all of them, and nothing else is called disputed."""
    points = kept(story(ten()), "point")
    left = list(points)
    for wanted in (one for one in expected()["points"] if not one.get("needs_model")):
        sides = [
            {(path, words) for path, words in wanted[side] if words not in NOT_TOLD}
            for side in ("says", "against")
        ]
        found = [
            one
            for one in left
            if {
                frozenset((c["path"], c["quote"]) for c in one[side]) >= told
                for side, told in zip(("says", "against"), sides, strict=True)
            }
            == {True}
            or {
                frozenset((c["path"], c["quote"]) for c in one[side]) >= told
                for side, told in zip(("against", "says"), sides, strict=True)
            }
            == {True}
        ]
        assert len(found) == 1, wanted["name"]
        left.remove(found[0])
    assert left == []


def test_the_amounts_and_days_of_ten_articles():
    """Amounts in conflict are told from those of other precision, days in conflict from those of another visit."""
    found = story(ten())
    amounts = {(one["grade"], *(value["number"] for value in one["values"])) for one in kept(found, "number")}
    assert amounts == {
        ("conflict", "14", "19", "21"),
        ("conflict", "1200000", "3000000"),
        ("precision", "30", "32"),
    }
    days = {
        (one["grade"], *(day["first"] for day in one["days"]))
        for one in kept(found, "moment")
        if len(one["days"]) > 1
    }
    assert days == {("conflict", "2026-03-07", "2026-03-08"), ("several", "2025-10-12", "2025-10-21")}


def test_every_claim_is_in_the_story():
    """Each event, statement and relation of the runs stands in it, its words and place as in the run."""
    run = ten()
    found = story(run)
    held = {}
    for one in found:
        groups = [one.get("says", []), one.get("against", [])]
        groups += [part["claims"] for part in (*one.get("values", []), *one.get("days", []))]
        groups += [[one]] if one["record"] in ("undated", "other") else []
        held |= {claim["id"]: claim for group in groups for claim in group}
    relations = {one["id"] for one in kept(found, "relation")}
    assert {one.id for one in run.relations} == relations
    assert {one.id for one in run.claims} == set(held) | relations
    texts = {one.id: one.text for one in run.documents}
    assert all(texts[one["document"]][one["start"] : one["end"]] == one["quote"] for one in held.values())
    counted = kept(found, "story")[0]
    assert counted["others"] == len(kept(found, "other"))
    assert counted["undated"] == len(kept(found, "undated"))
    assert counted["claims"] == len(held)


def test_the_order_of_the_runs_changes_nothing():
    """The same articles in another order are the same story."""
    runs = [article("a", "May 4", "The fire killed 12 people, the ministry said."),
            article("b", "May 4", "The fire killed 17 people, the union said.")]  # fmt: skip
    assert written(runs, form="jsonl") == written(runs[::-1], form="jsonl")


MILL = "Mill\n\nAda Lund said the mill was closed for lack of orders. Mira Koss said the owner never wanted to keep it.\n\nJon Vale said the owner paid every bill. Tess Orr said suppliers still wait for their money.\n"


def _tied(kinds):
    """Return the run of four statements with relations that a model might judge: (type, source, target) by their places."""
    run = run_of(
        MILL,
        "mill",
        statement("the mill was closed for lack of orders", "Ada Lund"),
        statement("the owner never wanted to keep it", "Mira Koss", polarity="negative"),
        statement("the owner paid every bill", "Jon Vale"),
        statement("suppliers still wait for their money", "Tess Orr"),
    )
    (document,) = run.documents
    claims = run.claims
    made = [
        relation_between(
            kind, (claims[source], document), (claims[target], document), basis="model", provider="p"
        )
        for kind, source, target in kinds
    ]
    return Extraction(run=run.run, records=(*run.records, *made), summary=run.summary)


def test_what_a_model_judged_makes_a_point():
    """Statements in other words stand against one another where a relation says so, and their supporters with them."""
    (point,) = kept(story(_tied([("disputes", 1, 0), ("supports", 2, 0)])), "point")
    assert {who for who, _ in quotes(point["says"])} == {"Ada Lund", "Jon Vale"}
    assert {who for who, _ in quotes(point["against"])} == {"Mira Koss"}
    assert [one["who"] for one in point["says"] if one["supports"]] == ["Jon Vale"]


def test_a_chain_of_quarrels_is_no_single_point():
    """Of four in a row, each against the next, nobody stands on a side of a thing that they said nothing about."""
    points = kept(story(_tied([("disputes", 1, 0), ("disputes", 2, 1), ("disputes", 3, 2)])), "point")
    assert len(points) == 2
    for point in points:
        against = {
            frozenset((one["source"], one["target"])) for one in point["ties"] if one["type"] == "disputes"
        }
        sides = [{one["id"] for one in point[side]} for side in ("says", "against")]
        assert all(any(frozenset((one, other)) in against for other in sides[1]) for one in sides[0])


def test_two_that_contradict_are_never_put_together():
    """Where relations say that one is the same as both sides, the sides stay apart and every claim is told."""
    found = story(_tied([("contradicts", 0, 1), ("same_as", 0, 2), ("same_as", 1, 2)]))
    (point,) = kept(found, "point")
    sides = [{one["id"] for one in point[side]} for side in ("says", "against")]
    assert not sides[0] & sides[1]
    assert len(sides[0] | sides[1]) == 3


def test_an_article_that_was_not_read_is_said():
    """A part that failed is counted on the terminal and in the data."""
    run = article("a", "May 4", "The fire killed 12 people, the ministry said.")
    failure = Failure(document="b.txt", paragraph=None, error="DocumentError", message="b.txt is no text.")
    broken = Extraction(run=run.run, records=(*run.records, failure), summary=run.summary)
    assert kept(story(broken), "story")[0]["unread"] == 1
    assert "1 part of the articles could not be worked on." in written([broken], form="text")


@pytest.mark.parametrize("columns", [60, 80, 120])
def test_tables_fit_the_terminal(columns, monkeypatch):
    """No line is wider than the terminal, and the words of both sides of each point are there."""
    monkeypatch.setenv("COLUMNS", str(columns))
    table = re.sub(r"\x1b\[[0-9;]*m", "", written([ten()], form="text"))
    assert max(map(cell_len, table.splitlines())) <= columns
    handles = {
        one["handle"]
        for point in kept(story(ten()), "point")
        for side in ("says", "against")
        for one in point[side]
    }
    assert all(one in table for one in handles)
    assert "15 events without a date" in table.replace("\n", " ")


def test_an_empty_story_says_so():
    """Articles that nobody disputes have no point, and the table says that there is none."""
    table = written([article("a", "May 4", "The council will meet, Ann Gray said.")], form="text")
    assert "Disputed points: none" in table
    assert "Amounts that differ: none" in table
