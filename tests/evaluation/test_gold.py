"""Annotation in four forms is read to the same items, and what is not whole says where."""

from __future__ import annotations

import hashlib
import json

import pytest

from llmclaims.documents.document import Document
from llmclaims.errors import DocumentError
from llmclaims.evaluation import evaluate, passages_of, read_gold
from llmclaims.evaluation.items import Passage, item_of, words_at
from llmclaims.grounding.quotes import ground
from llmclaims.pipeline.extract import extract

TEXT = "Ann Lee said the 🚧 dam is old. Flooding caused delays."
CONTENT, SPEAKER, CUE = [13, 29], [0, 7], [8, 12]


def write(folder, name, text):
    """Write a file without touching its line ends and return its path."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


def passage(**changes):
    """Return one line of the passage form."""
    spans = {"content": CONTENT, "speaker": SPEAKER, "cue": CUE}
    statement = {"id": "E1", "quote_type": "indirect", "no_source": False}
    for name, span in spans.items():
        statement |= {name: TEXT[slice(*span)], f"{name}_span": span, f"{name}_spans": [span]}
    cause = {
        "id": "r0",
        "type": "causal",
        "head_spans": [[31, 39]],
        "tail_spans": [[47, 53]],
        "signal": "caused",
        "signal_spans": [[40, 46]],
    }
    found = {
        "id": "p1",
        "doc_id": "d",
        "layers": ["statements", "relations"],
        "text": TEXT,
        "statements": [statement],
        "events": [],
        "relations": [cause],
    }
    return json.dumps(found | changes, ensure_ascii=False) + "\n"


BRAT = """T1\tStatement 13 29\tthe 🚧 dam is old
T2\tSpeaker 0 7\tAnn Lee
T3\tCue 8 12\tsaid
E1\tStatement:T1 Speaker:T2 Cue:T3
A1\tAct E1 assert
T4\tOTHER 31 39\tFlooding
T5\tOTHER 47 53\tdelays
T6\tActor 31 34;35 39\tFlo ding
E2\tOTHER:T4 Actor2:T6
E3\tOTHER:T5
A2\tModality E2 asserted
R1\tcauses Arg1:E2 Arg2:T5
#1\tAnnotatorNotes E2\twhatever
"""

COLUMNS = """# newdoc id = one
Ann B-Speaker O
Lee I-Speaker O
said B-Cue O
the B-Content O
🚧 I-Content O
dam I-Content O
is I-Content O
old I-Content O
. O O

Flooding B-Cause B-OTHER
caused B-Signal O
delays B-Effect B-OTHER
. O O
"""


def shown(gold):
    """Return what a reader sees of the items of the only passage: kind, words, and where each field stands."""
    (one,) = gold.passages
    return sorted(
        (item.kind, words_at(one.text, item.spans), words_at(one.text, item.places.get("speaker", ())))
        for item in one.items
    )


def test_passages_are_read_with_their_layers(tmp_path):
    """Statements with speaker and cue, causes between spans, and nothing that was not annotated."""
    (gold,) = read_gold(write(tmp_path, "set.jsonl", passage()))
    assert shown(gold) == [("relation", "", ""), ("statement", "the 🚧 dam is old", "Ann Lee")]
    assert gold.name == "set"
    assert gold.layers == {
        "statement",
        "statement.speaker",
        "statement.cue",
        "statement.form",
        "relation",
        "relation.causes",
        "relation.aims",
    }
    (cause,) = gold.passages[0].of("relation")
    assert [words_at(TEXT, end.spans) for end in cause.ends] == ["Flooding", "delays"]


LABELS = [
    # a temporal pair keeps its order
    ({"type": "temporal", "label": "before"}, ("before", False, False)),
    # at the same time
    ({"type": "temporal", "label": "simultaneous"}, ("overlaps", False, False)),
    # a pair that cannot be ordered is a trap
    ({"type": "temporal", "label": "vague"}, ("before", False, True)),
    # support
    ({"type": "support"}, ("supports", False, False)),
    # what no word says is optional
    ({"type": "causal", "explicit": False}, ("causes", True, False)),
    # what something was done for
    ({"type": "purpose"}, ("purpose", False, False)),
    # the schema has no such relation
    ({"type": "contrast"}, None),
]


@pytest.mark.parametrize(("label", "expected"), LABELS)
def test_relations_get_the_names_of_the_schema(tmp_path, label, expected):
    """Each annotated kind of relation becomes one of the schema's, or is left out."""
    one = {"id": "r", "head_spans": [[31, 39]], "tail_spans": [[47, 53]], **label}
    (gold,) = read_gold(write(tmp_path, "set.jsonl", passage(relations=[one])))
    found = [(item.values["type"], item.optional, item.unwanted) for item in gold.passages[0].of("relation")]
    assert found == ([expected] if expected else [])


def test_aims_are_causes_where_no_purpose_is_annotated(tmp_path):
    """A set with causes alone has aims among them; one with both keeps them apart."""
    (alone,) = read_gold(write(tmp_path, "alone.jsonl", passage()))
    aim = {"id": "r", "type": "purpose", "head_spans": [[31, 39]], "tail_spans": [[47, 53]]}
    both = [*json.loads(passage())["relations"], aim]
    (apart,) = read_gold(write(tmp_path, "apart.jsonl", passage(relations=both)))
    assert "relation.aims" in alone.layers
    assert {"relation.causes", "relation.purpose"} <= apart.layers
    assert "relation.aims" not in apart.layers


def test_a_speaker_inside_the_source_clause_is_right(tmp_path):
    """Some annotation gives the head of the speaker and, beside it, the clause that may count as well."""
    record = json.loads(passage())
    record["statements"][0] |= {"speaker": "Ann", "speaker_spans": [[0, 3]], "source_clause_spans": [[0, 12]]}
    (gold,) = read_gold(write(tmp_path, "set.jsonl", json.dumps(record)))
    assert gold.passages[0].of("statement")[0].places["speaker_clause"] == ((0, 12),)


def test_brat_is_read(tmp_path):
    """Event lines give statements, speakers, cues and events; attributes are fields; fragments stay apart."""
    write(tmp_path, "doc.txt", TEXT)
    (gold,) = read_gold(write(tmp_path, "doc.ann", BRAT))
    assert shown(gold) == [
        ("event", "", ""),
        ("event", "", ""),
        ("relation", "", ""),
        ("statement", "the 🚧 dam is old", "Ann Lee"),
    ]
    passage_ = gold.passages[0]
    first, second = passage_.of("event")
    assert (first.values["trigger"], first.values["modality"]) == ("Flooding", "asserted")
    assert (first.arguments[0].role, first.arguments[0].spans) == ("actor", ((31, 34), (35, 39)))
    (cause,) = passage_.of("relation")
    assert [end.ids for end in cause.ends] == [(first.id,), (second.id,)]
    assert {"statement.act", "event.modality", "event.role", "relation.causes"} <= gold.layers
    assert "statement.polarity" not in gold.layers


def test_brat_statements_may_be_linked_by_relations(tmp_path):
    """A statement without an event line takes speaker and cue from relation lines."""
    lines = (
        "".join(BRAT.splitlines(keepends=True)[:3]) + "R1\tSource Arg1:T1 Arg2:T2\nR2\tCue Arg1:T1 Arg2:T3\n"
    )
    write(tmp_path, "doc.txt", TEXT)
    (gold,) = read_gold(write(tmp_path, "doc.ann", lines))
    assert shown(gold) == [("statement", "the 🚧 dam is old", "Ann Lee")]


def test_columns_are_read(tmp_path):
    """Tags of one column in one sentence belong together; the text beside the file gives the offsets."""
    write(tmp_path, "doc.txt", TEXT)
    (gold,) = read_gold(write(tmp_path, "doc.conll", COLUMNS))
    assert shown(gold) == [
        ("event", "", ""),
        ("event", "", ""),
        ("relation", "", ""),
        ("statement", "the 🚧 dam is old", "Ann Lee"),
    ]
    (cause,) = gold.passages[0].of("relation")
    assert [words_at(TEXT, end.spans) for end in cause.ends] == ["Flooding", "delays"]


def test_columns_without_a_text_make_one(tmp_path):
    """Without a text the tokens stand with blanks between, a sentence a line."""
    (gold,) = read_gold(write(tmp_path, "doc.bio", COLUMNS))
    assert gold.passages[0].text == "Ann Lee said the 🚧 dam is old .\nFlooding caused delays .\n"
    assert ("statement", "the 🚧 dam is old", "Ann Lee") in shown(gold)
    assert gold.passages[0].id == "one"


def test_every_form_is_perfect_beside_itself(tmp_path):
    """Whatever form annotation comes in, scored against itself it is 1.0."""
    write(tmp_path, "brat/doc.txt", TEXT)
    write(tmp_path, "brat/doc.ann", BRAT)
    write(tmp_path, "columns/doc.conll", COLUMNS)
    sets = read_gold(tmp_path)
    assert [gold.name for gold in sets] == [tmp_path.name, tmp_path.name]
    for gold in sets:
        scores = [one for one in evaluate(gold, list(gold.passages)).scores if "floor" not in one.measure.key]
        assert len(scores) > 5
        assert {one.value for one in scores} == {1.0}


def test_a_run_is_gold_too(tmp_path):
    """A saved run, corrected by hand or not, can be scored against: beside itself it is perfect."""
    article = write(
        tmp_path, "a.txt", "Dam\n\nAnn Lee said the old dam is safe. The town closed it on Monday.\n"
    )
    run = extract(article, provider="builtin")
    run.save(tmp_path / "run.jsonl")
    (gold,) = read_gold(tmp_path / "run.jsonl")
    assert gold.passages[0].of("statement")
    report = evaluate(gold, run)
    assert {
        one.value for one in report.scores if "floor" not in one.measure.key and not one.measure.less
    } == {1.0}
    assert passages_of(run)[0].text == gold.passages[0].text


FIGURES = "Report\n\nSales rose to 4 million pounds. Debt fell to 2 million pounds. Nobody was hired.\n"


def figures(folder, *lines):
    """Write the annotation of an article with figures, and return its path."""
    write(folder, "article.txt", FIGURES)
    told = [{"record": "document", "path": "article.txt"}, *lines]
    return write(folder, "figures.jsonl", "".join(json.dumps(line) + "\n" for line in told))


def figure(quote, **fields):
    """Return the annotation of a kind that comes with no program, which gives its quote and no place."""
    return {"record": "figure", "quote": quote, **fields}


SALES = figure("Sales rose to 4 million pounds", what="Sales", direction="up")
DEBT = figure("Debt fell to 2 million pounds", what="Debt", direction="down", what_accept=["debts"])


def found_in(folder, *claims):
    """Return a run over the article in which these claims were found."""
    text = Document.from_text(FIGURES, id="article")
    items = tuple(
        item_of({"id": f"r{number}", "mentions": {}, **one, "spans": ground(one["quote"], FIGURES).spans})
        for number, one in enumerate(claims)
    )
    return [Passage(id="article", text=text.text, items=items)]


def test_a_kind_of_ones_own_is_scored(tmp_path):
    """Places, each annotated field, and both together; a field that is not annotated is not scored."""
    (gold,) = read_gold(figures(tmp_path, SALES, DEBT))
    wrong = [
        DEBT | {"direction": "up", "what": "DEBTS", "note": "?"},
        figure("Nobody was hired", what="Nobody"),
    ]
    report = evaluate(gold, found_in(tmp_path, *wrong))
    found = {one.measure.key: one for one in report.scores}
    assert set(found) == {
        "own.figure.span",
        "own.figure.whole",
        "own.figure.field.what",
        "own.figure.field.direction",
    }
    assert {one.section for one in report.scores} == {"Figure"}
    assert found["own.figure.span"].count == (1, 2, 1, 2)
    assert found["own.figure.whole"].count == (0, 2, 0, 2)
    assert (found["own.figure.field.what"].value, found["own.figure.field.direction"].value) == (1.0, 0.0)
    told = [(one.outcome, one.why) for one in report.findings]
    assert ("found", "direction: up, expected down") in told
    assert sorted(outcome for outcome, _ in told) == ["alarm", "found", "missed"]


def test_a_kind_of_ones_own_beside_itself_is_perfect(tmp_path):
    """What is found just as annotated scores 1 in every measure."""
    (gold,) = read_gold(figures(tmp_path, SALES, DEBT))
    scores = evaluate(gold, found_in(tmp_path, DEBT, SALES)).scores
    assert {one.value for one in scores} == {1.0}


def test_a_quote_without_its_place_must_stand_there_once(tmp_path):
    """Otherwise the line is named, and what to do about it."""
    for quote, often in (("Sales rose to 5 million pounds", "nowhere"), ("4 million pounds", "")):
        path = figures(tmp_path, figure(quote))
        if often:
            with pytest.raises(
                DocumentError, match=rf"figures\.jsonl:2: its quote stands {often} in the text"
            ):
                read_gold(path)
        else:
            assert read_gold(path)
    write(tmp_path, "article.txt", FIGURES + FIGURES)
    path = write(
        tmp_path,
        "twice.jsonl",
        json.dumps({"record": "document", "path": "article.txt"}) + "\n" + json.dumps(SALES) + "\n",
    )
    with pytest.raises(DocumentError, match="more than once"):
        read_gold(path)


def own(folder, text="Dam\n\nThe dam is old.\n", **changes):
    """Write an article and its claims in the project's own form, and return the claims' path."""
    article = write(folder, "article.txt", text)
    document = {
        "record": "document",
        "path": "article.txt",
        "sha256": hashlib.sha256(article.read_bytes()).hexdigest(),
    }
    event = {
        "record": "event",
        "id": "e1",
        "spans": [[5, 20]],
        "mentions": {"trigger": [[13, 15]]},
        "trigger": "is",
    }
    lines = [document, event | {"type": "OTHER"} | changes]
    return write(folder, "claims.jsonl", "".join(json.dumps(line) + "\n" for line in lines))


def test_files_of_other_kinds_in_the_folder_are_passed_over(tmp_path):
    """Lines that begin with no document, such as relations between articles, are no set of claims."""
    write(tmp_path, "between.jsonl", '{"record": "relation", "source": "a", "target": "b"}\n')
    write(tmp_path, "numbers.jsonl", "[1, 2]\n")
    own(tmp_path)
    (gold,) = read_gold(tmp_path)
    assert len(gold.passages) == 1


BROKEN = [
    # a span that ends before it begins
    ({"spans": [[9, 5]]}, r"claims\.jsonl:2: not a whole record"),
    # a span behind the text
    ({"spans": [[5, 500]]}, "behind the end of its text"),
    # mentions that are none
    ({"mentions": 3}, r"claims\.jsonl:2: not a whole record"),
]


@pytest.mark.parametrize(("changes", "message"), BROKEN)
def test_broken_claims_say_where(tmp_path, changes, message):
    """The file and the line are named, in one sentence."""
    with pytest.raises(DocumentError, match=message):
        read_gold(own(tmp_path, **changes))


def test_a_changed_article_is_refused(tmp_path):
    """Offsets mean nothing once the article is another: its hash is looked at."""
    path = own(tmp_path)
    write(tmp_path, "article.txt", "Dam\n\nThe dam is new.\n")
    with pytest.raises(DocumentError, match="changed since it was annotated"):
        read_gold(path)


FAULTS = [
    # not JSON
    ("set.jsonl", passage() + "{", r"set\.jsonl:2: not JSON"),
    # a span behind the text
    ("set.jsonl", passage(text="short"), r"set\.jsonl:1: not a whole passage"),
    # no annotation at all
    ("notes.txt", "hello", "no annotation in a form that is known"),
    # a span that is defined nowhere
    ("doc.ann", "E1\tStatement:T9\n", "T9 is named"),
    # a line that brat does not have
    ("doc.ann", "T1 Statement 0 3 Ann\n", r"doc\.ann:1: not a line of brat"),
    # a token that the text does not have
    ("doc.conll", "Bob B-Content\n", "does not go on with 'Bob'"),
]


@pytest.mark.parametrize(("name", "content", "message"), FAULTS)
def test_what_cannot_be_read_says_why(tmp_path, name, content, message):
    """Each fault is one sentence that names the place."""
    write(tmp_path, "doc.txt", TEXT)
    with pytest.raises(DocumentError, match=message):
        read_gold(write(tmp_path, name, content))


def test_a_missing_path_is_an_error(tmp_path):
    """Nothing there is no empty annotation."""
    with pytest.raises(DocumentError, match="no such file"):
        read_gold(tmp_path / "none")
