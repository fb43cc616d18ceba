"""Label Studio: tasks and configuration, checked by its SDK where that is installed."""

import json
from xml.etree import ElementTree as ET

import pytest

from llmclaims.export.labelstudio import write
from llmclaims.export.shared.by_document import with_newlines
from llmclaims.runs.extraction import records
from tests.support.export_runs import hard_run


@pytest.fixture(scope="module")
def run():
    """The run of ``export_runs``."""
    return hard_run()


@pytest.fixture(scope="module")
def folder(run, tmp_path_factory):
    """The run as Label Studio takes it."""
    out = tmp_path_factory.mktemp("labelstudio")
    write(records(run), out)
    return out


@pytest.fixture(scope="module")
def tasks(folder):
    """The tasks."""
    return json.loads((folder / "tasks.json").read_text(encoding="utf-8"))


def _results(tasks):
    for task in tasks:
        for one in task["predictions"][0]["result"]:
            yield task, one


def test_every_region_names_the_words_at_its_offsets(tasks):
    """Counted in code points the words of each region stand in the task's text."""
    seen = 0
    for task, one in _results(tasks):
        if one["type"] == "labels":
            value = one["value"]
            assert task["data"]["text"][value["start"] : value["end"]] == value["text"]
            seen += 1
    assert seen > 30


def test_the_text_is_the_article_in_length(run, tasks):
    """A carriage return is a blank, everything else is as it was."""
    assert [task["data"]["text"] for task in tasks] == [with_newlines(one.text) for one in run.documents]
    assert all(
        len(task["data"]["text"]) == len(one.text) for task, one in zip(tasks, run.documents, strict=True)
    )
    assert "\r" not in tasks[0]["data"]["text"]


def test_regions_lead_back_to_the_claims(run, tasks):
    """The regions of a claim's quote carry its id and all its spans."""
    found = {}
    for _, one in _results(tasks):
        if one["type"] == "labels" and one["from_name"] == "label":
            found.setdefault(one["id"].partition("-")[0], []).append(
                (one["value"]["start"], one["value"]["end"])
            )
    assert found == {claim.id: list(claim.spans) for claim in run.claims if claim.kind != "relation"}


def test_ids_are_unique_and_lines_join_what_is_there(tasks):
    """In each task every line has both its ends, and no two regions share an id."""
    for task in tasks:
        result = task["predictions"][0]["result"]
        regions = [one["id"] for one in result if one["type"] == "labels"]
        assert len(regions) == len(set(regions))
        for one in result:
            if one["type"] == "relation":
                assert {one["from_id"], one["to_id"]} <= set(regions)
            else:
                assert one["id"] in regions


def test_fields_are_choices_of_the_first_region(run, tasks):
    """Type, modality, act and verdict come back from the choices of a claim's region."""
    chosen = {}
    for _, one in _results(tasks):
        if one["type"] == "choices":
            chosen.setdefault(one["id"].partition("-")[0], {})[one["from_name"]] = one["value"]["choices"]
    for claim in run.statements:
        body = claim.body
        assert chosen[claim.id] == {
            "act": [body.act], "polarity": [body.polarity], "speaker_type": [body.speaker_type], "verdict": [claim.verdict],
        }  # fmt: skip
    for claim in run.events:
        body = claim.body
        assert chosen[claim.id] == {
            "type": [body.type], "modality": [body.modality], "polarity": [body.polarity], "verdict": [claim.verdict],
        }  # fmt: skip


def test_the_configuration_has_every_control_and_label(folder, tasks):
    """Each result's control stands in config.xml with the labels, choices and relations that are used."""
    tree = ET.fromstring((folder / "config.xml").read_text(encoding="utf-8"))
    controls = {one.get("name"): {child.get("value") for child in one} for one in tree if one.get("name")}
    relations = {one.get("value") for one in tree.find("Relations")}
    for _, one in _results(tasks):
        if one["type"] == "relation":
            assert set(one["labels"]) <= relations
            continue
        assert one["to_name"] in controls
        values = one["value"].get("labels") or one["value"].get("choices") or ()
        assert set(values) <= controls[one["from_name"]]


def test_a_name_with_markup_stays_a_name(run, tmp_path):
    """A kind with quotation marks and angle brackets cannot leave its attribute in the configuration."""
    from dataclasses import replace

    from llmclaims import Extraction

    claim = replace(run.claims[1], kind='x"><Label value="y')
    write(records(Extraction(run=run.run, records=(run.documents[0], claim))), tmp_path)
    tree = ET.fromstring((tmp_path / "config.xml").read_text(encoding="utf-8"))
    assert 'x"><Label value="y' in [one.get("value") for one in tree.find("Labels")]


def test_what_tasks_cannot_hold_is_told(run, tmp_path, caplog):
    """The relation across articles and the refused draft are counted in the log."""
    write(records(run), tmp_path)
    assert "1 relation left out: across articles" in caplog.text
    assert "1 rejected draft left out" in caplog.text
    assert "2 failures left out" in caplog.text


def test_label_studio_accepts_it(folder, tasks, tmp_path):
    """Label Studio's SDK finds no fault in configuration and predictions, and converts them with their offsets."""
    interface = pytest.importorskip(
        "label_studio_sdk.label_interface", reason="label-studio-sdk is not installed"
    )
    from label_studio_sdk.converter import Converter

    config = (folder / "config.xml").read_text(encoding="utf-8")
    labels = interface.LabelInterface(config)
    labels.validate()
    for task in tasks:
        assert labels.validate_task({"data": task["data"]})
        assert labels.validate_prediction(task["predictions"][0], return_errors=True) == []
    done = [
        {**task, "id": number, "annotations": [{"id": number, "result": task["predictions"][0]["result"]}]}
        for number, task in enumerate(tasks)
    ]
    (tmp_path / "in.json").write_text(json.dumps(done), encoding="utf-8")
    Converter(config=config, project_dir=None).convert_to_json_min(
        str(tmp_path / "in.json"), str(tmp_path / "out"), is_dir=False
    )
    for task in json.loads((tmp_path / "out" / "result.json").read_text(encoding="utf-8")):
        for one in [*task["label"], *task.get("mention", ())]:
            assert task["text"][one["start"] : one["end"]] == one["text"]
