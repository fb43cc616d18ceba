"""One claim has one speaker in every output, and its participants have the names that the document gives them."""

import io
import json
import sqlite3
from dataclasses import replace
from xml.etree import ElementTree as ET

import pytest

from llmclaims import Document, Event, Extraction, Run, Statement, verify
from llmclaims.cli.link import _who
from llmclaims.export.formats import writer
from llmclaims.export.html.data import contents
from llmclaims.export.shared.claim_view import rows
from llmclaims.runs.extraction import records
from llmclaims.runs.tables import rows as table_rows

TEXT = """Quay Wall Sinks

Director Hanne Ruud said the quay wall had sunk by a hand. She denied that cranes were at risk.

"We saw it late," Ruud said. The wall has deep cracks, a diver said. The wall was built in haste.
"""
DOCUMENT = Document.from_text(TEXT, path="quay.txt")
OPEN = {
    "names": {
        "speaker": {
            "name": None,
            "by": "pronoun",
            "candidates": [{"name": "Hanne Ruud", "start": 26, "end": 36}],
        }
    }
}


def said(quote, speaker, **given):
    """A statement that holds, as the verifier makes it."""
    kind = "person" if speaker else given.pop("speaker_type", "author")
    paragraph = next(one.index for one in DOCUMENT.paragraphs if quote in one.text)
    body = Statement(quote=quote, speaker=speaker, speaker_type=kind, **given)
    return verify(body, DOCUMENT, paragraph=paragraph)


FULL = said("the quay wall had sunk by a hand", "Director Hanne Ruud", cue="said")
SHE = said("cranes were at risk", "She", cue="denied", act="deny")
CASES = [
    (FULL, "Hanne Ruud"),  # a name with a title
    (SHE, "Hanne Ruud"),  # a pronoun that the document resolves, and nobody filled in
    (said("We saw it late", "Ruud", cue="said"), "Hanne Ruud"),  # a surname
    (replace(SHE, derived=OPEN), "She"),  # what the text leaves open stays what the text says
    (
        replace(SHE, derived=OPEN, body=SHE.body.model_copy(update={"speaker_name": "Hanne Ruud"})),
        "Hanne Ruud",
    ),  # unless a name was filled in
    (
        replace(FULL, body=FULL.body.model_copy(update={"speaker_name": "Director Hanne Ruud"})),
        "Hanne Ruud",
    ),  # of two names that of the document
    (said("The wall has deep cracks", "a diver", cue="said"), "a diver"),  # nobody's name
    (said("The wall was built in haste", None), "the author"),  # the narrator
    (said("The wall was built in haste", None, speaker_type="unnamed", cue=None), "unnamed"),  # not told
]


def run_of(*claims):
    """A run over that article with some claims."""
    return Extraction(run=Run(provider="p", model="m"), records=(DOCUMENT, *claims))


def lines(name, run):
    """What a format of JSON Lines has of a run."""
    out = io.StringIO()
    writer(name)(records(run), out)
    return [json.loads(one) for one in out.getvalue().splitlines()]


@pytest.mark.parametrize(("claim", "speaker"), CASES)
def test_one_claim_has_one_speaker(claim, speaker, tmp_path):
    """Python, the table, the page, the notebook, the tables, the lists and the graph name the same one."""
    run = run_of(claim)
    assert claim.speaker == speaker
    assert contents(list(records(run)))["claims"][0]["speaker"] == speaker
    assert speaker in rows([claim])[0].head
    assert f"<bdi>{speaker}" in run._repr_html_()
    assert _who(claim) == f"{speaker}: "
    (_, row), *_ = ((name, row) for name, row in table_rows([claim]))
    assert (row["speaker_name"] or row["speaker"] or speaker) == speaker
    (listed,) = lines("speakers", run)
    assert (listed["speaker"], listed["speaker_name"]) == (speaker, claim.speaker_name)
    if claim.derived.get("time_value"):
        assert lines("timeline", run)[0]["what"].startswith(speaker)
    writer("sqlite")(records(run), tmp_path / "run.db")
    with sqlite3.connect(tmp_path / "run.db") as base:
        assert base.execute("SELECT who FROM statements_by_speaker").fetchall() == [(speaker,)]
    out = io.StringIO()
    writer("graphml")(records(run), out)
    if speaker not in ("the author", "unnamed"):  # who is in no graph
        labels = [one.text for one in ET.fromstring(out.getvalue()).iter() if one.tag.endswith("data")]
        assert speaker in labels


def test_the_list_of_speakers_groups_by_them():
    """Three ways to name her are one speaker's statements."""
    out = io.StringIO()
    writer("speakers")(records(run_of(*(claim for claim, _ in CASES[:3]))), out)
    found = [json.loads(one) for one in out.getvalue().splitlines()]
    assert {one["entity_name"] for one in found} == {"Hanne Ruud"}
    assert len({one["entity"] for one in found}) == 1


def test_participants_have_the_names_that_speakers_have():
    """A pronoun that takes part has its name in the table, in the tables, in PLOVER and in the graph."""
    text = "Quay\n\nHanne Ruud spoke on May 3, 2026. She sued the builder on May 4, 2026.\n"
    document = Document.from_text(text)
    body = Event(
        quote="She sued the builder on May 4, 2026", trigger="sued", type="ACCUSE", time="May 4, 2026",
        participants=[{"role": "actor", "mention": "She"}, {"role": "recipient", "mention": "the builder"}],
    )  # fmt: skip
    claim = verify(body, document, paragraph=1)
    run = Extraction(run=Run(provider="p", model="m"), records=(document, claim))
    assert "actor: She (= Hanne Ruud)" in rows([claim])[0].details
    (_, row), *_ = table_rows([claim])
    assert [one["name"] for one in row["participants"]] == ["Hanne Ruud", None]
    assert lines("plover", run)[0]["actor"][0]["name"] == "Hanne Ruud"
    out = io.StringIO()
    writer("graphml")(records(run), out)
    assert "entity:Hanne Ruud" in out.getvalue()
