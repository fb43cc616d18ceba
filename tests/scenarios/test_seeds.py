"""The sample articles and their gold claims agree with one another, character by character."""

import hashlib
import json
import re

from llmclaims.documents.names import names_of
from llmclaims.documents.readers import read
from llmclaims.language.entities.coreference import resolve
from llmclaims.language.values import time_value
from tests.support import SEEDS

SLUGS = ("brannock-dam", "foreign-office-briefing", "pakistan-iran-report")
KINDS = ("event", "statement", "relation")


def article(slug):
    """Return the decoded text of one sample article."""
    return (SEEDS / slug / "article.txt").read_bytes().decode("utf-8")


def records(slug):
    """Return the gold records of one sample article, the document record first."""
    lines = (SEEDS / slug / "claims.jsonl").read_text(encoding="utf-8").splitlines()
    return [json.loads(line) for line in lines]


def claims():
    """Yield (slug, article text, record) for every gold claim."""
    for slug in SLUGS:
        text = article(slug)
        for record in records(slug)[1:]:
            yield slug, text, record


def paragraphs(text):
    """Return the (start, end) offsets of the non-empty lines."""
    spans, position = [], 0
    for line in text.split("\n"):
        if line.strip():
            spans.append((position, position + len(line)))
        position += len(line) + 1
    return spans


def field(record, path):
    """Return the value at a dotted path such as participants.0.mention."""
    value = record
    for part in path.split("."):
        value = value[int(part)] if part.isdigit() else value[part]
    return value


def joined(text, spans):
    """Return the words at the spans, several parts joined as a quote shows them."""
    return " … ".join(text[start:end] for start, end in spans)


def mention_paths(record):
    """Return the paths of the fields that hold words of the source."""
    names = ("speaker", "cue", "trigger", "location", "time", "quantity", "signal")
    paths = [name for name in names if record.get(name) is not None]
    return paths + [f"participants.{i}.mention" for i in range(len(record.get("participants", [])))]


def test_every_seed_folder_is_listed():
    """A new sample folder cannot stay unchecked."""
    assert sorted(path.name for path in SEEDS.iterdir() if path.is_dir()) == sorted(SLUGS)


def test_document_record_describes_the_article():
    """The first record carries the title, the dateline and the hash of the article beside it."""
    for slug in SLUGS:
        text, head = article(slug), records(slug)[0]
        body = (SEEDS / slug / head["path"]).read_bytes()
        assert head["record"] == "document", slug
        assert head["sha256"] == hashlib.sha256(body).hexdigest(), slug
        assert head["title"] == text.split("\n")[0], slug
        assert head["dateline"] is None or f"\n{head['dateline']['text']} " in text, slug
        assert text.endswith("\n"), slug


def test_spans_hold_the_quote():
    """The article has exactly the quoted words at the recorded offsets, inside the recorded paragraph."""
    for slug, text, record in claims():
        where = (slug, record["id"])
        spans = record["spans"]
        assert joined(text, spans) == record["quote"], where
        assert (record["start"], record["end"]) == (spans[0][0], spans[-1][1]), where
        start, end = paragraphs(text)[record["paragraph"]]
        assert start <= record["start"] < record["end"] <= end, where


def test_alternative_spans_stay_in_the_paragraph():
    """Every alternative span is a non-empty stretch of the claim's own paragraph."""
    for slug, text, record in claims():
        first, last = paragraphs(text)[record["paragraph"]]
        for start, end in record.get("alt_spans", []):
            assert first <= start < end <= last, (slug, record["id"])


def test_mentions_lie_at_their_spans():
    """Each field copied from the source stands where `mentions` says, in the same paragraph, and none is left out."""
    for slug, text, record in claims():
        where = (slug, record["id"])
        assert sorted(record["mentions"]) == sorted(mention_paths(record)), where
        first, last = paragraphs(text)[record["paragraph"]]
        for path, spans in record["mentions"].items():
            assert joined(text, spans) == field(record, path), (*where, path)
            assert all(first <= start < end <= last for start, end in spans), (*where, path)


def test_names_occur_in_the_article():
    """A resolved name is never one that the article does not give."""
    for slug, text, record in claims():
        names = [record.get("speaker_name"), *(p["name"] for p in record.get("participants", []))]
        assert all(name is None or name in text for name in names), (slug, record["id"])


def test_trigger_and_signal_lie_in_the_quote():
    """The word that tells the event, or the relation, is part of the quote that carries it."""
    for slug, _, record in claims():
        for name in ("trigger", "signal"):
            for start, end in record["mentions"].get(name, []):
                assert record["start"] <= start < end <= record["end"], (slug, record["id"])


def test_ids_are_unique_and_in_source_order():
    """Handles do not repeat, and the claims follow the text."""
    for slug in SLUGS:
        gold = records(slug)[1:]
        ids = [record["id"] for record in gold]
        assert len(ids) == len(set(ids)), slug
        starts = [record["start"] for record in gold]
        assert starts == sorted(starts), slug


def test_relation_ends_exist():
    """A relation joins two different claims of the same file, and says so when it leaves its paragraph."""
    for slug in SLUGS:
        gold = records(slug)[1:]
        ends = {record["id"]: record for record in gold if record["record"] != "relation"}
        for record in gold:
            if record["record"] != "relation":
                continue
            where = (slug, record["id"])
            assert record["source"] != record["target"], where
            reached = {ends[record[end]]["paragraph"] for end in ("source", "target")}
            local = reached == {record["paragraph"]}
            assert local == (record.get("scope") != "document"), where


def test_counts_meet_the_minimum():
    """Every sample has enough of each kind to measure with."""
    least = {"event": 12, "statement": 20, "relation": 5}
    for slug in SLUGS:
        kinds = [record["record"] for record in records(slug)[1:]]
        assert set(kinds) == set(KINDS), slug
        assert all(kinds.count(kind) >= number for kind, number in least.items()), slug


def test_gold_marks_no_heading_and_no_boilerplate():
    """Claims come from the body: not from the two headings, and not from the comment form at the end."""
    closing = {"brannock-dam": 0, "foreign-office-briefing": 2, "pakistan-iran-report": 2}
    for slug, text, record in claims():
        assert 2 <= record["paragraph"] < len(paragraphs(text)) - closing[slug], (slug, record["id"])


def test_readme_counts_are_true():
    """The table in the seeds' README gives the numbers that the files hold."""
    readme = (SEEDS / "README.md").read_text(encoding="utf-8")
    for slug in SLUGS:
        kinds = [record["record"] for record in records(slug)]
        counts = " / ".join(str(kinds.count(kind)) for kind in ("statement", "event", "relation"))
        row = next(line for line in readme.splitlines() if line.startswith(f"| `{slug}`"))
        assert row.endswith(f"| {counts} |"), slug


def beside(name):
    """Return the records of a gold file that belongs to several articles."""
    return [json.loads(line) for line in (SEEDS / name).read_text(encoding="utf-8").splitlines()]


def test_entity_mentions_are_the_text():
    """Every mention of an entity stands where the gold says, in the body, and no two entities share a place."""
    taken = set()
    for entity in beside("entities.jsonl"):
        assert entity["kind"] in {"person", "organisation", "place"}, entity["name"]
        assert any(one["text"] == entity["name"] for one in entity["mentions"]), entity["name"]
        for one in entity["mentions"]:
            where = (one["article"], one["start"], one["end"])
            text = article(one["article"])
            assert text[one["start"] : one["end"]] == one["text"], where
            assert one["start"] >= paragraphs(text)[2][0], where
            assert where not in taken
            taken.add(where)


def test_entities_agree_with_the_claims():
    """A name that a claim gives its speaker or participant is an entity there, or a place or a thing."""
    placed = {
        (one["article"], one["start"]): entity["name"]
        for entity in beside("entities.jsonl")
        for one in entity["mentions"]
    }
    people = {entity["name"] for entity in beside("entities.jsonl")}
    for slug, _, record in claims():
        given = [("speaker", record.get("speaker_name"))]
        given += [
            (f"participants.{i}.mention", one["name"]) for i, one in enumerate(record.get("participants", []))
        ]
        for path, name in given:
            if name in people and path in record["mentions"]:
                start, end = record["mentions"][path][0]
                inside = [
                    found for (other, at), found in placed.items() if other == slug and start <= at < end
                ]
                assert name in inside, (slug, record["id"], path)


def test_links_between_articles_have_both_quotes():
    """A relation between two articles keeps the words of both, which stand in their claims."""
    ends = {(slug, record["id"]): record for slug, _, record in claims() if record["record"] != "relation"}
    seen = set()
    for link in beside("links.jsonl"):
        assert link["id"] not in seen
        seen.add(link["id"])
        for side in (link["source"], link["target"]):
            claim = ends[side["article"], side["claim"]]
            assert (side["quote"], side["spans"]) == (claim["quote"], claim["spans"]), link["id"]
            assert joined(article(side["article"]), side["spans"]) == side["quote"], link["id"]
        assert link["source"]["article"] != link["target"]["article"], link["id"]
        assert not (link.get("optional") and link.get("hard_negative")), link["id"]


def test_links_have_the_right_kinds_of_ends():
    """Each type joins what the schema lets it join, and every pair of articles that tells of one matter has some."""
    allowed = {"supports": {"statement", "event"}, "disputes": {"statement"}, "contradicts": {"statement"}}
    allowed |= {
        "same_as": {"statement", "event"},
        "subevent_of": {"event"},
        "overlaps": {"statement", "event"},
    }
    kinds = {(slug, record["id"]): record["record"] for slug, _, record in claims()}
    for link in beside("links.jsonl"):
        pair = [kinds[side["article"], side["claim"]] for side in (link["source"], link["target"])]
        assert set(pair) <= allowed[link["type"]], link["id"]
        assert link["type"] != "same_as" or pair[0] == pair[1], link["id"]
        assert link["type"] != "supports" or pair[1] == "statement", link["id"]
    assert sum(not link.get("hard_negative") for link in beside("links.jsonl")) >= 10


def test_dates_have_their_words():
    """A gold date belongs to a time mention and is a value of ISO 8601 or TIMEX3."""
    dated = [(slug, record) for slug, _, record in claims() if "time_value" in record]
    value = re.compile(
        r"(?:[\dX]{4}(?:-(?:[\dX]{2}(?:-[\dX]{2}(?:T[A-Z]{2})?)?|WXX-\d))?(?:/\d{4}-\d{2}-\d{2})?|PT?\d+[A-Z]|[A-Z]+_REF)"
    )
    for slug, record in dated:
        assert record["time"], (slug, record["id"])
        assert value.fullmatch(record["time_value"]), (slug, record["id"])
    assert len(dated) >= 25


def test_dates_are_what_the_program_reckons():
    """Every gold date is what the dateline and the mention give, or one of the underspecified values beside it."""
    for slug, text, record in claims():
        if "time_value" not in record:
            continue
        line = records(slug)[0]["dateline"]
        before = [int(year) for year in re.findall(r"(?<!\d)20\d\d(?!\d)", text[: record["start"]])]
        found = time_value(
            record["time"],
            dateline=line["value"] if line else None,
            year=before[-1] if before else None,
            future=True if record.get("modality") in {"planned", "hypothetical"} else None,
        )
        right = {record["time_value"], *record.get("time_value_accept", ())}
        assert found.value in right, (slug, record["id"], found)


def test_no_mention_is_given_to_somebody_else():
    """Whoever the program takes a gold mention for is the one whom the gold names, or nobody."""
    for slug in SLUGS:
        document = read(SEEDS / slug / "article.txt")
        for entity in beside("entities.jsonl"):
            for one in entity["mentions"]:
                if one["article"] == slug:
                    found = resolve(names_of(document), (one["start"], one["end"]))
                    assert found is None or found.name is None or found.name.name == entity["name"], (
                        slug,
                        one,
                    )
