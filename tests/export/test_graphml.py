"""GraphML, read back by NetworkX and by an XML parser."""

import io
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from llmclaims import Document, Extraction, load
from llmclaims.export.graphml import write
from llmclaims.runs.extraction import records
from llmclaims.runs.records import Run
from tests.support.export_runs import hard_run
from tests.support.linking_runs import herald

networkx = pytest.importorskip("networkx")


def _text(run):
    out = io.StringIO()
    write(records(run), out)
    return out.getvalue()


def _graph(run):
    return networkx.parse_graphml(_text(run))


@pytest.fixture(scope="module")
def run():
    """The run of ``export_runs``."""
    return hard_run()


def test_networkx_reads_every_claim_with_its_words(run):
    """Each claim is a node with its quote, offsets and verdict, emoji, Arabic and line breaks included."""
    graph = _graph(run)
    assert graph.is_directed()
    texts = {one.id: one.text for one in run.documents}
    for claim in run.claims:
        if claim.kind == "relation":
            continue
        node = graph.nodes[claim.id]
        assert (node["kind"], node["quote"], node["verdict"]) == (claim.kind, claim.quote, claim.verdict)
        assert (node["start"], node["end"]) == (claim.start, claim.end)
        spans = [tuple(map(int, one.split("-"))) for one in node["spans"].split()]
        assert tuple(spans) == claim.spans
        assert " … ".join(texts[claim.document][start:end] for start, end in spans) == node["quote"]


def test_relations_and_people_are_edges(run):
    """A relation goes from its source to its target; a speaker says a statement; an actor leads to the event."""
    graph = _graph(run)
    relation = run.relations[0]
    (edge,) = [data for *_, data in graph.edges(data=True) if data["type"] == "supports"]
    assert graph.has_edge(relation.body.source, relation.body.target)
    assert "=1+1 is what they offered us" in edge["words"]
    kinds = sorted(data["type"] for *_, data in graph.edges(data=True))
    assert kinds == ["actor"] * 6 + ["recipient"] + ["says"] * 5 + ["supports"]
    says = [
        (graph.nodes[one]["label"], other)
        for one, other, data in graph.edges(data=True)
        if data["type"] == "says"
    ]
    assert ("Ana Brook", run.statements[0].id) in says


def test_only_a_resolved_name_joins_claims():
    """One name in two claims is one node; the same pronoun in two claims is two."""
    run = herald()
    claim = run.of("statement")[0]
    he = [
        replace(
            claim,
            id=f"s{n}",
            body=claim.body.model_copy(update={"speaker": "he", "speaker_name": None}),
            derived={},
        )
        for n in (1, 2)
    ]
    named = [replace(claim, id=f"s{n}") for n in (3, 4)]
    graph = _graph(Extraction(run=run.run, records=(run.documents[0], *he, *named)))
    says = {other: one for one, other, data in graph.edges(data=True) if data["type"] == "says"}
    assert says["s1"] != says["s2"]
    assert says["s3"] == says["s4"]


def test_every_attribute_has_a_key_of_its_type(run):
    """No data without a declared key, all values plain, as NetworkX and Gephi demand."""
    tree = ET.fromstring(_text(run))
    space = "{http://graphml.graphdrawing.org/xmlns}"
    keys = {one.get("id"): (one.get("for"), one.get("attr.type")) for one in tree.iter(f"{space}key")}
    for owner in ("node", "edge"):
        for one in tree.iter(f"{space}{owner}"):
            for data in one:
                assert len(data) == 0
                home, kind = keys[data.get("key")]
                assert home == owner
                if kind == "long":
                    int(data.text)
                if kind == "boolean":
                    assert data.text in ("true", "false")


def test_markup_and_controls_stay_text(run):
    """Angle brackets, quotation marks and what XML cannot hold come back as text of the same length."""
    claim = replace(run.claims[1], quote='</data><node id="x"/> & \x00\x1b]\ufffe \ud83d \r\n\t', id='a"b<c>')
    document = replace(run.documents[0], title="]]><!-- &amp;")
    graph = _graph(Extraction(run=run.run, records=(document, claim)))
    node = graph.nodes['a"b<c>']
    assert node["quote"] == '</data><node id="x"/> & \ufffd\ufffd]\ufffd \ufffd \r\n\t'
    assert node["title"] == "]]><!-- &amp;"


def test_an_edge_without_an_end_is_told(run, caplog):
    """A relation whose claim is not in the file is left out, and counted."""
    relation = run.relations[0]
    graph = _graph(Extraction(run=run.run, records=(run.documents[0], run.claims[0], relation)))
    assert "supports" not in [data["type"] for *_, data in graph.edges(data=True)]
    assert "1 edge left out" in caplog.text


def test_an_article_read_twice_makes_its_nodes_once(run):
    """The same claim from two files of one text is one node: an id stands once in a graph."""
    document, claim = run.documents[0], run.claims[0]
    text = _text(Extraction(run=run.run, records=(document, claim, document, claim)))
    assert text.count(f'<node id="{claim.id}">') == 1


def test_an_empty_run_is_an_empty_graph():
    """Nothing found is still a graph that NetworkX opens."""
    document = Document.from_text("Some words here.")
    assert len(_graph(Extraction(run=Run(provider="t", model="m"), records=(document,)))) == 0


def test_a_loaded_run_makes_the_same_graph(run, tmp_path):
    """Saved and read again without the user's model, the run makes the same nodes and edges but for its people."""
    run.save(tmp_path / "run.jsonl")
    again, before = _graph(load(tmp_path / "run.jsonl")), _graph(run)
    assert {one for one in before if not one.startswith("entity:")} == {
        one for one in again if not one.startswith("entity:")
    }
