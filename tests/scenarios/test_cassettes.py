"""The recorded runs of a language model replay offline, and every claim in them holds."""

from __future__ import annotations

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml

from llmclaims.documents.document import Document
from llmclaims.errors import CassetteError
from llmclaims.linking import link
from llmclaims.pipeline.extract import extract
from llmclaims.verification.recheck import verify
from tests.support import ROOT

BETWEEN = ROOT / "cassettes/between-the-seeds"
FOLDERS = sorted(path for path in (ROOT / "cassettes").iterdir() if path.is_dir())
RUNS = [path for path in FOLDERS if path != BETWEEN]
COUNTED = {
    "brannock-dam": (77, 0, 2),
    "foreign-office-briefing": (47, 1, 4),
    "pakistan-iran-report": (64, 0, 5),
}
"""Claims, rejections and flagged claims, as cassettes/README.md tells them."""


@pytest.mark.parametrize("folder", RUNS, ids=lambda path: path.name)
def test_a_recorded_run_replays_and_holds(folder: Path) -> None:
    """No network, no key: the same claims as when it was recorded, and a second look changes none of them."""
    result = extract(ROOT / "seeds" / folder.name / "article.txt", replay=folder)
    flagged = sum(bool(claim.codes) for claim in result.claims)
    assert result.failures == ()
    assert (len(result.claims), len(result.rejections), flagged) == COUNTED[folder.name]
    assert result.summary.proposed == result.summary.accepted + result.summary.rejected
    (document,) = result.documents
    for claim in result.claims:  # a relation that dates give stands on the words of its two ends
        words = [claim.quote] if claim.quote else []
        assert [document.text[start:end] for start, end in claim.spans] == words
        for side in claim.derived.get("evidence", ()):
            assert " … ".join(document.text[a:b] for a, b in side["spans"]) == side["quote"]
    assert verify(result) == result


def test_the_articles_are_linked_from_their_recording() -> None:
    """What was asked about several articles replays too: relations between documents, with the words of both."""
    runs = [extract(ROOT / "seeds" / one.name / "article.txt", replay=one) for one in RUNS]
    linked = link(runs, replay=BETWEEN)
    texts = {document.id: document.text for document in linked.documents}
    between = [claim for claim in linked.relations if claim.document is None]
    assert len(between) == 3
    assert len(linked.claims) == sum(len(run.claims) for run in runs) + len(between)
    for relation in between:
        source, target = relation.derived["evidence"]
        assert source["document"] != target["document"]
        for side in (source, target):
            assert " … ".join(texts[side["document"]][a:b] for a, b in side["spans"]) == side["quote"]
    assert verify(linked) == linked


def test_a_refused_draft_was_sent_back_once_and_withdrawn() -> None:
    """The recorded model named an event that the paragraph denies; asked again, it took it back."""
    folder = ROOT / "cassettes/foreign-office-briefing"
    result = extract(ROOT / "seeds" / folder.name / "article.txt", replay=folder)
    assert {one.code for one in result.rejections} == {"POLARITY_MISMATCH"}
    (cassette,) = folder.glob("*.yaml")
    asked = [
        json.loads(one["request"]["body"])
        for one in yaml.safe_load(cassette.read_text("utf-8"))["interactions"]
    ]
    assert [one["response_format"]["json_schema"]["name"] for one in asked].count("Repair") == 1


@pytest.mark.parametrize("folder", FOLDERS, ids=lambda path: path.name)
def test_a_cassette_holds_no_secret_and_reads_as_text(folder: Path) -> None:
    """Nothing that looks like a key, a cookie or an account; curly quotes stand as they were sent."""
    for path in folder.iterdir():
        text = path.read_text(encoding="utf-8")
        for secret in ("authorization", "api-key", "cookie", "organization", "bearer", "sk-"):
            assert secret not in text.lower()
        if path.suffix == ".yaml":
            assert "’" in text
            assert "\\u2019" not in text


def test_a_missing_exchange_says_which() -> None:
    """An article that was changed since is not answered from thin air: the failure names the paragraphs asked about."""
    text = (ROOT / "seeds/brannock-dam/article.txt").read_text(encoding="utf-8")
    document = Document.from_text(text)
    changed = Document.from_text(text.replace("Mila Ostrand", "Mila Oster"), id=document.id)
    result = extract(changed, replay=ROOT / "cassettes/brannock-dam")
    missing = [one for one in result.failures if one.error == "CassetteMissingError"]
    assert missing
    for one in missing:
        first, last = re.findall(r", paragraphs? (\d+)(?: to (\d+))?: ", one.message)[0]
        assert one.paragraph in range(int(first), int(last or first) + 1)
    assert result.summary.paragraphs == result.summary.done + result.summary.failed + result.summary.skipped


def test_a_prompt_that_is_gone_is_named(tmp_path: Path) -> None:
    """A recording made with another prompt cannot be replayed, and says with which."""
    shutil.copytree(ROOT / "cassettes/brannock-dam", tmp_path / "run")
    manifest = tmp_path / "run/run.json"
    text = manifest.read_text(encoding="utf-8")
    at = text.index('"extract.v3.md": "') + len('"extract.v3.md": "')
    manifest.write_text(text[:at] + "000000000000" + text[at + 12 :], encoding="utf-8")
    with pytest.raises(CassetteError, match=r"extract\.v3\.md"):
        extract(ROOT / "seeds/brannock-dam/article.txt", replay=tmp_path / "run")
