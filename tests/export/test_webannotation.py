"""W3C Web Annotation, read back by pyld with the working group's own context."""

import io
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmclaims.export.webannotation import around, write
from llmclaims.runs.extraction import records
from llmclaims.runs.jsonl import to_record
from tests.support import ROOT
from tests.support.export_runs import hard_run

jsonld = pytest.importorskip("pyld").jsonld

_CONTEXT = ROOT / "tests" / "data" / "anno.jsonld"
_OA = "http://www.w3.org/ns/oa#"


def _loader(url, options):
    """The context from the file beside the tests; any other address is an error."""
    assert url == "http://www.w3.org/ns/anno.jsonld", url
    document = json.loads(_CONTEXT.read_text(encoding="utf-8"))
    return {
        "contentType": "application/ld+json",
        "contextUrl": None,
        "documentUrl": url,
        "document": document,
    }


def _written(run):
    out = io.StringIO()
    write(records(run), out)
    return json.loads(out.getvalue())


@pytest.fixture(scope="module")
def run():
    """The run of ``export_runs``."""
    return hard_run()


def _found(expanded, key):
    """All values of a property anywhere in an expanded document."""
    if isinstance(expanded, list):
        for one in expanded:
            yield from _found(one, key)
    elif isinstance(expanded, dict):
        for name, value in expanded.items():
            if name == key:
                yield from value
            yield from _found(value, key)


def test_every_annotation_survives_expansion_with_its_selectors(run):
    """Pyld expands the collection, and every key of it means something: nothing is dropped."""
    written = _written(run)
    (expanded,) = jsonld.expand(written, {"documentLoader": _loader})
    positions = {
        (start["@value"], end["@value"])
        for one in _found(expanded, f"{_OA}hasSelector")
        for start in one.get(f"{_OA}start", [])
        for end in one.get(f"{_OA}end", [])
    }
    spans = {span for claim in run.claims for span in claim.spans}
    places = {span for claim in run.claims for spans in claim.mentions.values() for span in spans}
    assert positions == spans | places
    compacted = jsonld.compact(expanded, written["@context"], {"documentLoader": _loader})
    assert compacted == written


def test_the_graph_has_an_annotation_for_every_claim(run):
    """As RDF each claim is an oa:Annotation, and each that is no relation targets its article by its hash."""
    quads = jsonld.to_rdf(_written(run), {"documentLoader": _loader})["@default"]
    typed = [
        one
        for one in quads
        if one["object"]["value"] == f"{_OA}Annotation" and one["predicate"]["value"].endswith("#type")
    ]
    assert len(typed) == len(run.claims)
    sources = {one["object"]["value"] for one in quads if one["predicate"]["value"] == f"{_OA}hasSource"}
    assert len(sources) == len(run.documents)
    assert all(one.startswith("ni:///sha-256;") for one in sources)


def test_selectors_name_the_source_s_own_words_once(run):
    """At each position stand the words of ``exact``; with prefix and suffix they stand in the text only there."""
    texts = {
        claim.id: document.text
        for document in run.documents
        for claim in run.claims
        if claim.document == document.id
    }
    seen = 0
    for item in _written(run)["first"]["items"]:
        targets = item["target"] if isinstance(item["target"], list) else [item["target"]]
        for place in [*targets, *(one for one in item["body"] if isinstance(one, dict))]:
            if not isinstance(place, dict) or "selector" not in place:
                continue
            quote, position = place["selector"]
            text = texts[item["claim"]["id"]]
            assert text[position["start"] : position["end"]] == quote["exact"]
            window = quote["prefix"] + quote["exact"] + quote["suffix"]
            assert text.count(window) == 1
            assert text.index(window) + len(quote["prefix"]) == position["start"]
            seen += 1
    assert seen > 20


def test_a_quote_in_parts_has_a_target_for_each(run):
    """The parts of a split quote are targets of one annotation, in their order."""
    split = next(claim for claim in run.claims if len(claim.spans) > 1)
    item = next(one for one in _written(run)["first"]["items"] if one["claim"]["id"] == split.id)
    starts = [place["selector"][1]["start"] for place in item["target"]]
    assert starts == [start for start, _ in split.spans]


def test_a_relation_links_two_annotations(run):
    """A relation's target and body are the names of the annotations of its ends."""
    items = {one["claim"]["id"]: one for one in _written(run)["first"]["items"]}
    relation = run.relations[0]
    item = items[relation.id]
    assert item["motivation"] == "linking"
    assert item["relation"] == "supports"
    assert item["target"] == items[relation.body.source]["id"]
    assert item["body"] == items[relation.body.target]["id"]


def test_the_claim_itself_comes_back_from_rdf(run):
    """What the run's record holds of a claim is a JSON literal: it survives a trip through RDF."""
    wanted = {claim.id: json.loads(json.dumps(to_record(claim))) for claim in run.claims}
    quads = jsonld.to_rdf(_written(run), {"documentLoader": _loader})["@default"]
    literals = [
        json.loads(one["object"]["value"]) for one in quads if one["predicate"]["value"].endswith("#claim")
    ]
    assert {one["id"]: one for one in literals} == wanted


def test_the_tally_says_what_annotations_cannot(run, caplog):
    """The refused draft is told in the log, and counted in the summary."""
    written = _written(run)
    assert written["total"] == len(run.claims)
    assert written["summary"]["rejected"] == 1
    assert "1 rejected draft left out" in caplog.text


@given(st.text(alphabet="ab🚢\nא", min_size=1, max_size=300), st.data())
def test_prefix_and_suffix_grow_until_they_are_unique(text, data):
    """However a text repeats itself, prefix, words and suffix stand in it in one place."""
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    before, after = around(text, (start, end))
    window = before + text[start:end] + after
    assert text[start - len(before) : end + len(after)] == window
    assert text.find(window) == text.rfind(window) == start - len(before)


def test_a_run_without_texts_keeps_its_positions(run, tmp_path):
    """Saved without texts, a claim still has its position, and no words that nobody can check."""
    from llmclaims import load

    run.save(tmp_path / "run.jsonl", text=False)
    item = _written(load(tmp_path / "run.jsonl"))["first"]["items"][0]
    assert item["target"]["selector"] == {"type": "TextPositionSelector", "start": 52, "end": 116}
