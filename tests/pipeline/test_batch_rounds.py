"""The line over files: rounds of requests and answers come to the claims of a direct run, byte for byte."""

from __future__ import annotations

import json
import random
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from llmclaims.config.provider_settings import Stage
from llmclaims.config.settings import Settings
from llmclaims.documents.document import Document
from llmclaims.errors import ConfigError, DocumentError
from llmclaims.inference.cache import Cache
from llmclaims.pipeline.batch.collected import collected
from llmclaims.pipeline.batch.plan import write_requests
from llmclaims.pipeline.batch.replies import take_answers
from llmclaims.pipeline.dry_run import AWAITED, Awaited, due
from llmclaims.pipeline.estimate import estimate
from llmclaims.pipeline.extract import records
from llmclaims.pipeline.options import Options
from llmclaims.runs.records import Summary
from llmclaims.schema.annotations import Cited, Mention
from llmclaims.schema.claims import Claim, Failure
from tests.support.batch_engine import (
    answered,
    model,
    requests_in,
    settings_for,
    stage_of,
    write_articles,
    written,
)
from tests.support.loopback import Answer

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from llmclaims.pipeline.batch.replies import Taken
    from tests.support.loopback import Loopback


def take(lines: Iterable[bytes], cache: Path) -> Taken:
    """Put answers away."""
    with Cache(cache) as kept:
        return take_answers(lines, kept)


def rounds(
    source: Any,
    options: Options,
    folder: Path,
    answer: Callable[[Mapping[str, Any]], Answer] = model,
) -> list[list[dict[str, Any]]]:
    """Write requests and answer them, out of order, until nothing is missing; the requests of each round."""
    asked: list[list[dict[str, Any]]] = []
    while write_requests(source, options, part := folder / f"round{len(asked)}").requests:
        asked.append(requests_in(part))
        lines = list(answered(asked[-1], answer))
        random.Random(1).shuffle(lines)
        assert take(lines, Path(str(options.settings.cache_dir))).answers == len(lines)
        assert len(asked) < 9, "it never ends"
    return asked


@pytest.mark.parametrize(
    ("characters", "checks", "turns"),
    [
        # a claim's words are settled by extraction, rest and repair
        (0, (), [{"extract"}, {"repair", "rest"}, {"link", "repair"}, {"link"}]),
        # a paragraph that an answer about several did not come to is asked about by itself
        (3000, (), [{"extract"}, {"extract", "repair", "rest"}, {"link", "repair"}, {"link"}]),
        # what was found is read a second time when its whole group is settled; with nothing to overrule that changes
        # no relation, and the two are asked together; relations are read when all of a document's are there
        (
            0,
            ("M1",),
            [
                {"extract"},
                {"repair", "rest"},
                {"check", "link", "repair"},
                {"check", "check_relations", "link"},
                {"check_relations"},
            ],
        ),
    ],
)
def test_rounds_end_where_a_direct_run_does(
    characters: int, checks: tuple[str, ...], turns: list[set[str]], loopback: Loopback, tmp_path: Path
) -> None:
    """Extraction, rests, repairs, checks and relations come out in their turn; no request is written twice."""
    loopback.default = model
    paths = write_articles(tmp_path / "articles", 3)
    asking = {"checks": checks, "request_characters": characters}
    direct = written(records(paths, settings=settings_for(loopback, tmp_path / "direct", **asking)))
    sent = sorted(loopback.raw_requests)

    keyless = settings_for(loopback, tmp_path / "cache", **asking, provider={"api_key_env": "NOT_SET"})
    options = Options(settings=keyless)
    asked = rounds(paths, options, tmp_path)
    stages = [{stage_of(one["body"]) for one in each} for each in asked]
    assert stages == turns
    ids = [one["custom_id"] for each in asked for one in each]
    assert len(ids) == len(set(ids))

    missing: list[Awaited] = []
    found = list(collected(paths, options, missing=missing.append))
    assert written(found) == direct
    assert missing == []
    claims = [one for one in found if isinstance(one, Claim)]
    assert any(one.repaired for one in claims)
    assert any(one.kind == "relation" for one in claims)
    assert any("NOT_CARRIED" in one.codes for one in claims) is bool(checks)
    assert sorted(loopback.raw_requests) == sent  # the direct run's alone
    bodies = [json.loads(one) for one in sent]
    assert sorted(json.dumps(one["body"], sort_keys=True) for each in asked for one in each) == sorted(
        json.dumps(one, sort_keys=True) for one in bodies
    )


def test_a_direct_run_finds_the_answers_of_files(loopback: Loopback, tmp_path: Path) -> None:
    """One cache for both: after the files nothing is sent, and what a direct run was told is not asked by files."""
    loopback.default = model
    first, second = write_articles(tmp_path / "articles", 2)
    settings = settings_for(loopback, tmp_path / "cache")
    rounds(first, Options(settings=settings), tmp_path / "files")
    list(records(first, settings=settings))
    assert loopback.requests == []
    list(records(second, settings=settings))
    plan = write_requests([first, second], Options(settings=settings), tmp_path / "none")
    assert (plan.documents, plan.paragraphs, plan.requests, plan.parts) == (2, 4, 0, ())
    assert list((tmp_path / "none").iterdir()) == []


def test_what_is_missing_is_said_and_asked_for_alone(loopback: Loopback, tmp_path: Path) -> None:
    """With half of the answers, their claims are there, the others are named, and only these are written again."""
    paths = write_articles(tmp_path / "articles", 2)
    options = Options(settings=settings_for(loopback, tmp_path / "cache"))
    write_requests(paths, options, tmp_path / "first")
    asked = requests_in(tmp_path / "first")
    assert len(asked) == 4
    take(answered(asked[1::2]), tmp_path / "cache")

    missing: list[Awaited] = []
    found = list(collected(paths, options, missing=missing.append))
    assert [one.custom_id for one in missing] == [one["custom_id"] for one in asked[::2]]
    assert {(one.stage, one.paragraph, one.provider) for one in missing} == {("extract", 1, "local")}
    failures = [one for one in found if isinstance(one, Failure)]
    assert [(one.paragraph, one.error) for one in failures] == [(1, "Skipped")] * 2
    assert all(AWAITED in one.message for one in failures)
    assert {one.paragraph for one in found if isinstance(one, Claim)} == {2}
    summary = found[-1]
    assert isinstance(summary, Summary)
    assert (summary.paragraphs, summary.done, summary.skipped) == (4, 2, 2)

    assert write_requests(paths, options, tmp_path / "again").waiting == 2
    assert requests_in(tmp_path / "again") == asked[::2]
    rounds(paths, options, tmp_path / "rest")
    loopback.default = model
    direct = written(records(paths, settings=settings_for(loopback, tmp_path / "direct")))
    assert written(collected(paths, options)) == direct


def test_what_rests_on_an_answer_to_come_waits_for_it(loopback: Loopback, tmp_path: Path) -> None:
    """No check of claims that a repair may change is asked for, and the summary says what is not done yet."""
    (path,) = write_articles(tmp_path / "articles", 1)
    options = Options(settings=settings_for(loopback, tmp_path / "cache", checks=("M1",)))
    write_requests(path, options, tmp_path / "first")
    take(answered(requests_in(tmp_path / "first")), tmp_path / "cache")
    missing: list[Awaited] = []
    *_, summary = collected(path, options, missing=missing.append)
    assert [(one.stage, one.paragraph) for one in missing] == [("repair", 1)]
    assert isinstance(summary, Summary)
    assert any(f"refused drafts could not be asked again ({AWAITED}" in one for one in summary.warnings)


@pytest.mark.parametrize(
    ("noted", "asked"),
    [
        # a check of paragraphs that are all settled, and relations that it cannot change
        ([("check", 1, (1, 2), False), ("link", 2, (), False)], ["check", "link"]),
        # one that may overrule a refusal, or refuse: what there is to relate waits for it
        ([("check", 1, (1, 2), True), ("link", 2, (), False)], ["check"]),
        # the reading of relations, some of which are still to come
        ([("link", 2, (1, 2), False), ("check_relations", 1, (1, 2), True)], ["link"]),
        # of relations that are all there, between claims that may still change
        ([("check", 3, (3,), True), ("check_relations", 1, (1, 2), False)], ["check"]),
        ([("repair", 3, (3,), False), ("check_relations", 1, (1, 2), False)], ["repair"]),
        # or not: what it refuses itself is related to nothing
        ([("check", 3, (3,), False), ("check_relations", 1, (1, 2), True)], ["check", "check_relations"]),
        # another paragraph of its group is to be repaired: the group waits, and so do relations
        ([("repair", 2, (2,), False), ("check", 1, (1, 2), False), ("link", 2, (), False)], ["repair"]),
        # a paragraph of another group
        ([("repair", 3, (3,), False), ("check", 1, (1, 2), False)], ["check", "repair"]),
    ],
)
def test_what_may_still_change_is_not_asked_about(
    noted: list[tuple[str, int, tuple[int, ...], bool]], asked: list[str]
) -> None:
    """It would be paid for twice."""
    doc = Document.from_text("Title\n\nAda Brandt opened it.\n")
    requests = [
        Awaited(
            provider="p", model="m", stage=stage, document=doc, paragraph=paragraph, key=str(number), body={},
            paragraphs=paragraphs, changes=changes,
        )
        for number, (stage, paragraph, paragraphs, changes) in enumerate(noted)
    ]  # fmt: skip
    assert [one.stage for one in due(requests)] == asked


def test_an_answer_that_says_nothing_is_asked_for_again(loopback: Loopback, tmp_path: Path) -> None:
    """Prose, a refusal and an empty answer are on disk and are no answers; a good one takes their place."""
    (path,) = write_articles(tmp_path / "articles", 1)
    options = Options(settings=settings_for(loopback, tmp_path / "cache", link=False, repair=False))
    for number, bad in enumerate(
        (Answer(text="I am sorry."), Answer(refusal="I will not."), Answer(text=""))
    ):
        write_requests(path, options, tmp_path / f"{number}")
        take(answered(requests_in(tmp_path / f"{number}"), lambda _, bad=bad: bad), tmp_path / "cache")
    assert len(rounds(path, options, tmp_path)) == 1


class Opening(Cited):
    """A user's own model."""

    opener: Mention
    opened: Mention


def test_a_schema_of_ones_own_goes_through_files(loopback: Loopback, tmp_path: Path) -> None:
    """The user's model comes back filled, and lone surrogates and odd names of documents do no harm."""
    filled = {"quote": "Ada Brandt opened the lower lock", "opener": "Ada Brandt", "opened": "the lower lock"}
    loopback.default = Answer({"opening": [filled]})
    texts = [
        "Title\n\nAda Brandt opened the lower lock on Monday, \ud83d it said.\n",
        "Other\n\nAda Brandt opened it.\n",
    ]
    names = ["row 17 \ud83d/../" + "long" * 30, "7"]
    source = [Document.from_text(text, id=name) for text, name in zip(texts, names, strict=True)]
    settings = settings_for(loopback, tmp_path / "cache", repair=False)
    options = Options(settings=settings, schema=(Opening,))
    (asked,) = rounds(source, options, tmp_path, lambda _: Answer({"opening": [filled]}))
    direct = settings_for(loopback, tmp_path / "direct", repair=False)
    assert written(collected(source, options)) == written(records(source, settings=direct, schema=[Opening]))
    assert [one.body.opener for one in collected(source, options) if isinstance(one, Claim)] == ["Ada Brandt"]  # type: ignore[attr-defined]
    assert all(len(one["custom_id"]) <= 64 and one["custom_id"].isascii() for one in asked)
    assert "\ufffd it said" in asked[0]["body"]["messages"][-1]["content"]  # as the wire sends it


@pytest.mark.parametrize(
    ("linker", "parts"),
    [
        # somebody else
        (Stage(provider="second", model="linker"), [("second", "linker", 1), ("first", "m", 2)]),
        # another model of the same provider: a service takes no file that names two
        (Stage(provider="first", model="n"), [("first", "n", 1), ("first", "m", 2)]),
    ],
)
def test_a_stage_of_another_provider_has_files_of_its_own(
    linker: Stage, parts: list[tuple[str, str, int]], loopback: Loopback, tmp_path: Path
) -> None:
    """Relations are asked of whoever is named for them, and a fallback is asked by no file."""
    providers = {
        "first": loopback.settings(fallback="stand-in"),
        "stand-in": loopback.settings(model="n", protocol="anthropic"),
        "second": loopback.settings(model=""),
    }
    source, more = write_articles(tmp_path / "articles", 2)
    settings = Settings(
        provider="first",
        providers=providers,
        stages={"link": linker},
        cache_dir=str(tmp_path / "cache"),
        repair=False,
        checks=(),
        request_characters=0,
    )
    options = Options(settings=settings)
    write_requests(source, options, tmp_path / "first")
    take(answered(requests_in(tmp_path / "first")), tmp_path / "cache")
    plan = write_requests([source, more], options, tmp_path / "second")
    assert [(one.provider, one.model, one.requests) for one in plan.parts] == parts
    files = [[json.loads(text) for text in one.path.read_bytes().splitlines()] for one in plan.parts]
    assert [{one["body"]["model"] for one in each} for each in files] == [{model} for _, model, _ in parts]
    assert estimate([source, more], settings=settings).requests == plan.requests
    assert loopback.requests == []


def test_an_estimate_counts_what_files_would_hold(loopback: Loopback, tmp_path: Path) -> None:
    """Relations too, once a document's answers are all there; a file is not needed for that."""
    paths = write_articles(tmp_path / "articles", 2)
    settings = settings_for(loopback, tmp_path / "cache", checks=("M1",), repair=False)
    options = Options(settings=settings)
    write_requests(paths[0], options, tmp_path / "first")
    take(answered(requests_in(tmp_path / "first")), tmp_path / "cache")
    found = estimate(paths, settings=settings)
    plan = write_requests(paths, options, tmp_path / "second")
    stages = Counter(stage_of(one["body"]) for one in requests_in(tmp_path / "second"))
    assert stages == {"extract": 2, "check": 1, "link": 1}
    assert (
        (found.requests, found.input_tokens) == (plan.requests, plan.input_tokens) == (4, plan.input_tokens)
    )
    # a check of what is not extracted yet, and one of the relations
    assert (found.cached, found.further.requests, plan.waiting) == (2, 2, 4)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        # rules answer at once
        ({"provider": "builtin"}, "is no model and needs no batch"),
        # another protocol's batches have another form
        ({"provider": "anthropic", "model": "m"}, "speaks the anthropic protocol"),
        # pass 2 as well
        ({"stages": {"link": Stage(provider="gemini", model="m")}}, "'gemini' speaks the gemini protocol"),
        # answers come by the cache
        ({"cache": False}, "leave out --no-cache"),
        # nobody of that name
        ({"provider": "nobody"}, "'nobody' is not configured"),
        # TOML can say what JSON cannot
        ({"provider": "odd"}, "parameters of 'odd' are not JSON"),
    ],
)
def test_what_does_not_go_with_files_is_one_sentence(
    changes: dict[str, Any], words: str, loopback: Loopback, tmp_path: Path
) -> None:
    """Nothing is written, and the sentence says what to do instead."""
    (path,) = write_articles(tmp_path / "articles", 1)
    settings = settings_for(loopback, tmp_path / "cache")
    odd = loopback.settings(parameters={"temperature": float("nan")})
    settings = settings.model_copy(update={"providers": settings.providers | {"odd": odd}, **changes})
    with pytest.raises(ConfigError, match=words):
        write_requests(path, Options(settings=settings), tmp_path / "requests")
    with pytest.raises(ConfigError, match=words):
        list(collected(path, Options(settings=settings)))
    assert not (tmp_path / "requests").exists()


def test_sources_that_cannot_be_read_are_told(loopback: Loopback, tmp_path: Path) -> None:
    """Alone it is an error, among others it stands in the plan."""
    paths = write_articles(tmp_path / "articles", 1)
    options = Options(settings=settings_for(loopback, tmp_path / "cache"))
    missing = tmp_path / "no.txt"
    with pytest.raises(DocumentError, match="does not exist"):
        write_requests(missing, options, tmp_path / "requests")
    assert list((tmp_path / "requests").iterdir()) == []
    plan = write_requests([missing, *paths], options, tmp_path / "requests")
    assert ["no.txt" in one.message for one in plan.unreadable] == [True]
    assert (plan.documents, plan.requests) == (1, 2)
