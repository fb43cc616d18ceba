"""brat standoff, read back by pybrat and by the reader that gold annotation comes in by."""

import json
import re
from itertools import pairwise

import pytest

from llmclaims import Document, Extraction, load
from llmclaims.errors import ConfigError
from llmclaims.evaluation.gold.brat import read
from llmclaims.export.brat import fragments, in_lines, label_of, write
from llmclaims.runs.extraction import records
from llmclaims.runs.records import Run
from tests.support.export_runs import hard_run


@pytest.fixture(scope="module")
def run():
    """The run of ``export_runs``."""
    return hard_run()


@pytest.fixture(scope="module")
def folder(run, tmp_path_factory):
    """The run as brat has it."""
    out = tmp_path_factory.mktemp("brat")
    write(records(run), out)
    return out


def _file(folder, suffix, number=1):
    (path,) = folder.glob(f"{number:04d}-*{suffix}")
    return path


def _notes(folder):
    """Event line -> what its note says, and the place of its anchor, for each file."""
    for path in sorted(folder.glob("*.ann")):
        lines = path.read_text(encoding="utf-8").splitlines()
        bounds = {line.split("\t")[0]: line.split("\t")[1:] for line in lines if line[0] == "T"}
        events = {line.split("\t")[0]: line.split("\t")[1] for line in lines if line[0] == "E"}
        for line in lines:
            if match := re.match(r"#\d+\tAnnotatorNotes (E\d+)\t(.*)", line):
                yield path, json.loads(match[2]), events[match[1]], bounds


def test_the_text_is_as_long_as_the_article(run, folder):
    """Only characters that would break lines differ, each by one blank or line feed."""
    for number, document in enumerate(run.documents, start=1):
        text = _file(folder, ".txt", number).read_bytes().decode()
        assert len(text) == len(document.text)
        assert not set("\r\t\x85\u2028") & set(text)
        assert {a for a, b in zip(document.text, text, strict=True) if a != b} <= set("\r\t")


def test_every_text_bound_line_names_the_words_at_its_offsets(folder):
    """The words of each fragment stand in the text at its code points, and no fragment crosses a line."""
    seen = 0
    for path in folder.glob("*.ann"):
        text = path.with_suffix(".txt").read_bytes().decode()
        for line in path.read_text(encoding="utf-8").splitlines():
            if not line.startswith("T"):
                continue
            _, places, words = line.split("\t")
            spans = [tuple(map(int, part.split())) for part in places.split(" ", 1)[1].split(";")]
            assert " ".join(text[start:end] for start, end in spans) == words
            assert all("\n" not in text[start:end] for start, end in spans)
            assert all(last <= first for (_, last), (first, _) in pairwise(spans))
            seen += 1
    assert seen > 30


def test_pybrat_reads_the_folder(run, folder):
    """The parser pybrat finds each claim as an event, with its trigger's words; emoji and Arabic stay."""
    parser = pytest.importorskip("pybrat.parser").BratParser(error="ignore")
    found = parser.parse(str(folder))
    assert [one.text for one in found] == [in_lines(document.text) for document in run.documents]
    assert sum(len(one.events) for one in found) == sum(claim.kind != "relation" for claim in run.claims)
    mentions = {entity.mention for one in found for entity in one.entities}
    assert {
        "Dock workers 👩‍🏭",
        "the mayor 𝒜",
        "الميناء سيفتح أبوابه غدا 🚢 بعد الإضراب",
        "דנה לוי",
    } <= mentions
    assert {span for one in found for entity in one.entities for span in [(s.start, s.end) for s in entity.spans]} >= {
        (284, 319), (347, 370),
    }  # fmt: skip


def test_the_gold_reader_gets_the_claims_back(run, folder):
    """Statements, events, their mentions and fields come back as annotators' files do."""
    gold = read(sorted(folder.glob("*.ann")), "run")
    for document, passage in zip(run.documents, gold.passages, strict=True):
        mine = {claim.spans: claim for claim in run.of("statement") if claim.document == document.id}
        theirs = {item.spans: item for item in passage.items if item.kind == "statement"}
        assert theirs.keys() == mine.keys()
        for spans, item in theirs.items():
            claim = mine[spans]
            assert item.values["speaker"] == claim.body.speaker
            assert (item.values["act"], item.values["polarity"]) == (claim.body.act, claim.body.polarity)
            assert item.places["cue"] == claim.mentions["cue"]
        events = {claim.mentions["trigger"]: claim for claim in run.events if claim.document == document.id}
        found = {
            item.places["trigger"]: item
            for item in passage.items
            if item.kind == "event" and item.values["type"] != "Promise"
        }
        assert found.keys() == events.keys()
        for trigger, item in found.items():
            assert item.values["type"] == events[trigger].body.type
            roles = [one.role for one in item.arguments if one.role in ("actor", "recipient", "other")]
            assert roles == [one.role for one in events[trigger].body.participants]


def test_a_role_that_comes_again_is_numbered(folder):
    """Three actors are Actor, Actor2 and Actor3 of one event."""
    lines = _file(folder, ".ann").read_text(encoding="utf-8").splitlines()
    (agreed,) = [line for line in lines if re.match(r"E\d+\tAGREE:", line)]
    assert re.findall(r" (\w+):T", agreed) == ["Actor", "Actor2", "Actor3"]


def test_a_quote_over_a_line_break_is_in_fragments(folder):
    """The words before and behind the break are fragments, without the blanks that begin the line."""
    text = _file(folder, ".ann", 3).read_text(encoding="utf-8")
    line = next(line for line in text.splitlines() if "\tExtent " in line)
    assert line.endswith(
        "\tExtent 35 91;94 100\tThe tram line between the harbour and the hill opened on Sunday"
    )


def test_the_files_scored_as_gold_agree_with_the_run(tmp_path, capsys):
    """Nothing in the files is an argument, a field or a span that the run does not have: every score is full."""
    from llmclaims.cli import command
    from tests.support.linking_runs import herald

    run = herald()
    (tmp_path / "gold").mkdir()
    write(records(run), tmp_path / "gold")
    run.save(tmp_path / "run.jsonl")
    arguments = ["eval", str(tmp_path / "gold"), str(tmp_path / "run.jsonl"), "--json"]
    assert command.main(arguments, prog_name="llmclaims", standalone_mode=False) == 0
    (report,) = json.loads(capsys.readouterr().out)["reports"]
    scores = {one["key"]: one["value"] for one in report["scores"] if "floor" not in one["label"]}
    wanted = [
        key
        for key, value in scores.items()
        if value is not None and key.split(".")[0] in ("joined", "plain", "event")
    ]
    assert len(wanted) > 10
    assert {key: scores[key] for key in wanted} == dict.fromkeys(wanted, 1.0)


def test_names_and_extents_are_joined_to_what_they_belong_to(folder):
    """A mention leads to the full name, an event to its quote."""
    lines = _file(folder, ".ann").read_text(encoding="utf-8").splitlines()
    words = {line.split("\t")[0]: line.split("\t")[2] for line in lines if line[0] == "T"}
    joined = [re.findall(r"\t(has_\w+) Arg1:(\w+) Arg2:(\w+)", line)[0] for line in lines if "\thas_" in line]
    assert ("Ana Brook", "Ana Brook") in [
        (words[one], words[other]) for kind, one, other in joined if kind == "has_name"
    ]
    extents = [words[other] for kind, one, other in joined if kind == "has_extent" and one[0] == "E"]
    assert "The mayor and the union and the port company agreed on a new rota" in extents


def test_notes_hold_what_lines_cannot(run, folder):
    """Each claim's id, exact spans, tier and proposition stand in its note."""
    noted = {note["id"]: note for _, note, _, _ in _notes(folder)}
    for claim in run.claims:
        if claim.kind == "relation":
            continue
        assert noted[claim.id]["spans"] == [list(span) for span in claim.spans]
        assert noted[claim.id]["quote"] == claim.quote


def test_relations_join_event_lines(tmp_path):
    """A relation inside an article is a line between two event lines, its words in a note."""
    from llmclaims.linking.relations import relation_between
    from tests.support.linking_runs import herald

    run = herald()
    document, one, other = run.documents[0], *run.claims[:2]
    joined = relation_between("causes", (one, document), (other, document), basis="model")
    write(records(Extraction(run=run.run, records=(*run.records, joined))), tmp_path)
    (path,) = tmp_path.glob("*.ann")
    (line,) = [line for line in path.read_text(encoding="utf-8").splitlines() if "\tcauses " in line]
    assert re.fullmatch(r"R\d+\tcauses Arg1:E\d+ Arg2:E\d+", line)
    (item,) = [item for item in read([path], "x").passages[0].items if item.kind == "relation"]
    assert item.values["type"] == "causes"


def test_the_configuration_knows_every_type_in_the_files(folder):
    """Each type, role and attribute that the files use stands in annotation.conf, in its section."""
    conf = (folder / "annotation.conf").read_text(encoding="utf-8")
    sections = dict(re.findall(r"\[(\w+)\]\n(.*?)(?=\n\[|\Z)", conf, re.DOTALL))
    names = {
        key: {line.split("\t")[0] for line in text.split("\n") if line} for key, text in sections.items()
    }
    assert set(sections) == {"entities", "relations", "events", "attributes"}
    for path in folder.glob("*.ann"):
        for line in path.read_text(encoding="utf-8").splitlines():
            letter, rest = line[0], line.split("\t")[1]
            if letter == "E":
                kind = rest.split(":")[0]
                assert kind in names["events"]
                allowed = re.search(rf"^{kind}\t(.*)$", sections["events"], re.MULTILINE)[1]
                for role in re.findall(r" ([A-Za-z]+)\d*:", rest):
                    assert f"{role}*:{role}" in allowed
            elif letter == "T":
                assert rest.split(" ")[0] in names["entities"] | names["events"]
            elif letter == "A":
                name, _, value = rest.split(" ")
                assert value in re.search(rf"^{name}\t.*Value:(.*)$", sections["attributes"], re.MULTILINE)[
                    1
                ].split("|")


def test_what_the_files_cannot_hold_is_told(run, tmp_path, caplog):
    """A relation across articles and a refused draft have no place in a file: the log counts them."""
    write(records(run), tmp_path)
    assert "1 relation left out: across articles" in caplog.text
    assert "1 rejected draft left out" in caplog.text
    assert "2 failures left out" in caplog.text


def test_a_run_without_texts_is_refused(run, tmp_path):
    """Without its texts a run is nothing for brat, and the error says what to do."""
    run.save(tmp_path / "run.jsonl", text=False)
    with pytest.raises(
        ConfigError, match=r"brat needs the articles' text, .* extract again without --no-text\."
    ):
        write(records(load(tmp_path / "run.jsonl")), tmp_path)


def test_file_names_are_safe_and_unlike(tmp_path):
    """An id that a caller made up cannot leave the folder, and two equal ids make two files."""
    documents = [Document.from_text("Some words here.", id="../../up/ö x") for _ in range(2)]
    write(records(Extraction(run=Run(provider="t", model="m"), records=tuple(documents))), tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "0001-.._.._up_ö_x.ann", "0001-.._.._up_ö_x.txt", "0002-.._.._up_ö_x.ann", "0002-.._.._up_ö_x.txt",
        "annotation.conf",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "span", "parts"),
    [
        ("ab cd", (0, 5), [(0, 5)]),  # one line
        ("ab\ncd", (0, 5), [(0, 2), (3, 5)]),  # a break
        ("ab \n  cd", (0, 8), [(0, 2), (6, 8)]),  # blanks around it
        ("ab\n\n🚢d", (1, 6), [(1, 2), (4, 6)]),  # an empty line, an emoji
    ],
)
def test_fragments(text, span, parts):
    """A span is cut at line ends, and blanks there fall out."""
    assert fragments(text, [span]) == parts


@pytest.mark.parametrize(
    ("name", "label"),
    [
        ("speaker_type", "SpeakerType"),  # a field
        ("OTHER", "OTHER"),  # a type of event
        ("wahl versprechen", "WahlVersprechen"),  # a blank
        ("été", "T"),  # letters that brat takes for none
        ("9lives", "X9lives"),  # a digit in front
        ("日本", "Claim"),  # nothing left
    ],
)
def test_labels_are_what_brat_takes(name, label):
    """Letters, digits, - and _, a letter first."""
    assert label_of(name) == label
