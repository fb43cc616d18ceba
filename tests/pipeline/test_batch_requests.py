"""Files of requests: their form, their limits, what they hold back and what they would cost."""

from __future__ import annotations

import hashlib
import json
import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmclaims.config.provider_settings import Price
from llmclaims.documents.document import Document
from llmclaims.errors import ConfigError
from llmclaims.inference.budget import TYPICAL_ANSWER
from llmclaims.inference.cache import request_key
from llmclaims.pipeline.batch import plan as plan_module
from llmclaims.pipeline.batch.custom_id import STAGES, custom_id, place_of
from llmclaims.pipeline.batch.plan import write_requests
from llmclaims.pipeline.batch.replies import read_answers
from llmclaims.pipeline.batch.request_files import Limits, Parts
from llmclaims.pipeline.extract import extract
from llmclaims.pipeline.options import Options
from tests.support.batch_engine import answered, article, requests_in, settings_for, write_articles

if TYPE_CHECKING:
    from tests.support.loopback import Loopback


@pytest.fixture
def options(loopback: Loopback, tmp_path: Path) -> Options:
    """A run whose answers come by files."""
    return Options(settings=settings_for(loopback, tmp_path / "cache"))


def test_a_line_is_what_the_direct_run_sends(loopback: Loopback, options: Options, tmp_path: Path) -> None:
    """Method, address and body in the service's form; the id names document and paragraph and holds the key."""
    source = Document.from_text(article(0))
    write_requests(source, options, tmp_path / "requests")
    (first, second) = requests_in(tmp_path / "requests")
    assert list(first) == ["custom_id", "method", "url", "body"]
    assert (first["method"], first["url"]) == ("POST", "/v1/chat/completions")
    key = request_key("openai", loopback.base_url, first["body"])
    assert place_of(first["custom_id"]) == (source.id, 1, "extract", key)
    assert first["custom_id"].startswith(f"{source.id}-1e-")
    extract(source, settings=options.settings.model_copy(update={"repair": False, "link": False}))
    assert [first["body"], second["body"]] == sorted(
        loopback.requests, key=lambda body: "falling" in str(body)
    )


def test_equal_runs_give_equal_files(options: Options, tmp_path: Path) -> None:
    """Byte for byte, in the source's order, and each part says its size and digest truly."""
    paths = write_articles(tmp_path / "articles", 6)
    plans = [write_requests(paths, options, tmp_path / name, Limits(requests=5)) for name in "ab"]
    for one, other in zip(plans[0].parts, plans[1].parts, strict=True):
        data = one.path.read_bytes()
        assert data == other.path.read_bytes()
        assert (one.requests, one.bytes) == (data.count(b"\n"), len(data))
        assert one.sha256 == hashlib.sha256(data).hexdigest()
    ids = [place_of(one["custom_id"]) for one in requests_in(tmp_path / "a")]
    documents = [Document.from_text(article(number)).id for number in range(6)]
    assert [(one.document, one.paragraph) for one in ids if one] == [
        (name, at) for name in documents for at in (1, 2)
    ]


def test_nothing_is_written_when_only_counted(options: Options, tmp_path: Path) -> None:
    """The same plan, and not even a folder."""
    paths = write_articles(tmp_path / "articles", 3)
    counted = write_requests(paths, options, tmp_path / "requests", Limits(requests=4), keep=False)
    assert not (tmp_path / "requests").exists()
    assert counted == write_requests(paths, options, tmp_path / "requests", Limits(requests=4))
    assert sorted((tmp_path / "requests").iterdir()) == [one.path for one in counted.parts]


def test_files_are_cut_at_either_limit(options: Options, tmp_path: Path) -> None:
    """So many requests or so many bytes, whichever comes first; together they hold every request once."""
    paths = write_articles(tmp_path / "articles", 4)
    whole = write_requests(paths, options, tmp_path / "whole")
    (one,) = whole.parts
    assert (one.number, one.provider, one.requests) == (1, "local", 8)
    by_number = write_requests(paths, options, tmp_path / "number", Limits(requests=3))
    assert [part.requests for part in by_number.parts] == [3, 3, 2]
    most = one.bytes // 3
    by_size = write_requests(paths, options, tmp_path / "size", Limits(bytes=most))
    assert len(by_size.parts) > 2
    assert all(part.bytes <= most for part in by_size.parts)
    assert (
        requests_in(tmp_path / "number") == requests_in(tmp_path / "size") == requests_in(tmp_path / "whole")
    )
    exact = write_requests(paths, options, tmp_path / "exact", Limits(bytes=one.bytes))
    assert len(exact.parts) == 1
    assert len(write_requests(paths, options, tmp_path / "under", Limits(bytes=one.bytes - 1)).parts) == 2


def test_a_request_that_no_file_can_hold_is_said(options: Options, tmp_path: Path) -> None:
    """Its paragraph is named, the others are written."""
    long = Document.from_text(article(0).replace("is falling.", "is " + "falling " * 2000))
    plan = write_requests(
        [long, Document.from_text(article(1))], options, tmp_path / "a", Limits(bytes=20_000)
    )
    (failure,) = plan.oversized
    assert (failure.document, failure.paragraph) == (long.id, 2)
    assert "longer than the 20,000 bytes that a file may have" in failure.message
    assert (plan.requests, plan.waiting) == (3, 3)
    assert len(requests_in(tmp_path / "a")) == 3


def test_the_same_article_twice_is_asked_about_once(options: Options, tmp_path: Path) -> None:
    """A service refuses a file in which an id occurs twice."""
    source = [Document.from_text(article(0), path=name) for name in ("a.txt", "b.txt")]
    plan = write_requests(source, options, tmp_path / "a")
    ids = [one["custom_id"] for one in requests_in(tmp_path / "a")]
    assert (plan.documents, plan.paragraphs, plan.requests, len(set(ids))) == (2, 4, 2, 2)


def test_requests_of_an_earlier_call_are_not_mixed_in(options: Options, tmp_path: Path) -> None:
    """They would be asked, and paid for, a second time; half a file of a killed call does not matter."""
    paths = write_articles(tmp_path / "articles", 1)
    folder = tmp_path / "requests"
    folder.mkdir()
    (folder / "requests-00001-local.jsonl.part").write_text("half")
    write_requests(paths, options, folder)
    assert [one.name for one in folder.iterdir()] == ["requests-00001-local.jsonl"]
    with pytest.raises(
        ConfigError, match=r"holds requests of an earlier call \(requests-00001-local.jsonl\)"
    ):
        write_requests(paths, options, folder)


def test_an_error_leaves_no_file(options: Options, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither half of one nor whole ones: a plan that is not complete must not be sent."""
    paths = write_articles(tmp_path / "articles", 3)
    add, seen = Parts.add, []

    def stumble(self: Parts, one: Any) -> bool:
        seen.append(one)
        if len(seen) == 5:
            raise OSError("the disk is gone")
        return add(self, one)

    monkeypatch.setattr(plan_module.Parts, "add", stumble)
    with pytest.raises(OSError, match="the disk is gone"):
        write_requests(paths, options, tmp_path / "requests", Limits(requests=2))
    assert list((tmp_path / "requests").iterdir()) == []


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no /dev/full to be a full disk here")
def test_a_full_disk_is_one_sentence(options: Options, tmp_path: Path) -> None:
    """It says where, and leaves nothing behind."""
    paths = write_articles(tmp_path / "articles", 1)
    folder = tmp_path / "requests"
    folder.mkdir()
    (folder / "requests-00001-local.jsonl.part").symlink_to("/dev/full")
    with pytest.raises(ConfigError, match="cannot take the requests"):
        write_requests(paths, options, folder)
    assert list(folder.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_one_sentence(options: Options, tmp_path: Path) -> None:
    """A file stands in its place."""
    (tmp_path / "requests").write_text("")
    with pytest.raises(ConfigError, match="cannot take the requests"):
        write_requests(write_articles(tmp_path / "articles", 1), options, tmp_path / "requests")


@pytest.mark.parametrize("limits", [{"requests": 0}, {"bytes": 0}])
def test_limits_that_nothing_fits_into_are_refused(limits: dict[str, int]) -> None:
    """Rather than a file for each of no requests."""
    with pytest.raises(ConfigError, match="raise the limit"):
        Limits(**limits)


PRICES = [
    # nothing known
    ({}, None, ""),
    # the direct price is the most that it can be
    ({"price": Price(input=2, output=8)}, 1.0, "price"),
    # the batch service's own price
    ({"price": Price(input=2, output=8), "batch_price": Price(input=1, output=4)}, 0.5, "batch_price"),
]


def _typical(document: Document) -> int:
    """The built-in figure for an answer about one of an article's paragraphs."""
    text = sum(len(one.text) for one in document.body)
    return round(TYPICAL_ANSWER * text / len(document.body) / 1000)


@pytest.mark.parametrize(("prices", "share", "priced"), PRICES)
def test_a_plan_says_what_it_would_take(
    prices: dict[str, Price], share: float | None, priced: str, loopback: Loopback, tmp_path: Path
) -> None:
    """A token for each four characters of the bodies, a typical answer for each, and at which price."""
    settings = settings_for(loopback, tmp_path / "cache", provider=prices)
    source = Document.from_text(article(0))
    plan = write_requests(source, Options(settings=settings), tmp_path / "a")
    bodies = [one["body"] for one in requests_in(tmp_path / "a")]
    assert plan.input_tokens == sum(-(-len(json.dumps(one, ensure_ascii=False)) // 4) for one in bodies)
    assert plan.output_tokens == 2 * _typical(source)
    full = (plan.input_tokens * 2 + plan.output_tokens * 8) / 1e6
    assert plan.cost == (None if share is None else pytest.approx(full * share))
    assert plan.priced == priced


def test_known_answers_are_better_than_a_built_in_figure(options: Options, tmp_path: Path) -> None:
    """The median of what the model took is what the next answer is taken for, and what is known costs nothing."""
    paths = write_articles(tmp_path / "articles", 4)
    write_requests(paths[:3], options, tmp_path / "a")
    (tmp_path / "answers.jsonl").write_bytes(b"".join(answered(requests_in(tmp_path / "a"))))
    assert read_answers(tmp_path / "answers.jsonl", options.settings.cache_dir).answers == 6
    plan = write_requests(paths[3], options, tmp_path / "b")
    assert (plan.requests, plan.output_tokens) == (
        2,
        2 * _typical(Document.from_text(article(3))),
    )  # none of its own article is known
    plan = write_requests(paths, options, tmp_path / "c")
    assert plan.output_tokens == plan.requests * 20


NAMES = st.one_of(st.text(max_size=200), st.from_regex(r"[A-Za-z0-9_-]{1,14}", fullmatch=True))


@given(NAMES, st.integers(0, 999_999), st.sampled_from(STAGES), st.binary(min_size=32, max_size=32))
def test_an_id_says_where_the_answer_belongs(name: str, paragraph: int, stage: str, key: bytes) -> None:
    """Whatever the document is called, it fits a service that allows 64 plain characters, and it is read back."""
    found = custom_id(name, paragraph, stage, key.hex())
    assert len(found) <= 64
    assert set(found) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_")
    place = place_of(found)
    assert place is not None
    assert place[1:] == (paragraph, stage, key.hex())
    assert place.document in (name, place_of(custom_id(name, 0, stage, key.hex())).document)  # type: ignore[union-attr]


@given(st.one_of(st.none(), st.integers(), st.text(), st.from_regex(r"[a-z0-9]{1,12}-[0-9]+e-.{40,44}")))
def test_an_id_of_somebody_else_is_none(text: Any) -> None:
    """Nothing raises, and what is read has a key of 64 hexadecimal digits."""
    place = place_of(text)
    assert place is None or (len(place.key) == 64 and bytes.fromhex(place.key))


def test_a_name_in_the_configuration_chooses_no_place(loopback: Loopback, tmp_path: Path) -> None:
    """A provider may be called anything; its file stays in the folder."""
    name = f"..{os.sep}..{os.sep}odd name"
    settings = settings_for(loopback, tmp_path / "cache")
    settings = settings.model_copy(update={"provider": name, "providers": {name: loopback.settings()}})
    plan = write_requests(Document.from_text(article(0)), Options(settings=settings), tmp_path / "a" / "b")
    assert [one.path.parent for one in plan.parts] == [tmp_path / "a" / "b"]
    assert plan.parts[0].provider == name
