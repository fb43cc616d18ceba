"""Several paragraphs in one request: what is asked together, whose each item is, and what a bad answer costs."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from llmclaims.config.provider_settings import Price
from llmclaims.config.settings import Settings
from llmclaims.documents.document import Document, Paragraph
from llmclaims.pipeline.estimate import estimate
from llmclaims.pipeline.extract import extract
from llmclaims.pipeline.packs import packed, together
from llmclaims.runs.jsonl import to_record
from llmclaims.schema.annotations import Cited, Mention
from tests.support.harbour import PARAGRAPHS, SAYINGS, SPEAKERS, statement
from tests.support.loopback import Answer, Fault, Loopback
from tests.support.scripted import adds_up

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence
    from pathlib import Path

    from tests.support.loopback import Reaction

TITLE = "Boats Leave The Harbour"


def document(paragraphs: Sequence[str] = PARAGRAPHS) -> Document:
    """A title and some paragraphs of about forty characters, the first at 1."""
    return Document.from_text(TITLE + "\n\n" + "\n\n".join(paragraphs) + "\n", language="en")


def short(number: int, **changes: Any) -> dict[str, Any]:
    """The one statement in a paragraph, without what may be left out."""
    whole = statement(number) | {"ref": ""} | changes
    usual = {"act": "assert", "polarity": "positive", "ref": "", "time": None}
    return {key: value for key, value in whole.items() if key not in usual or value != usual[key]}


def shown(body: Mapping[str, Any]) -> list[int]:
    """Which paragraphs of the article a request shows, in the order of their numbers."""
    turn = body["messages"][-1]["content"]
    fences = re.findall(r"<paragraph-(\d+)-(\w+)>\n(.*?)\n</paragraph-\1-\2>", turn, re.DOTALL)
    assert [int(number) for number, _, _ in fences] == list(range(1, len(fences) + 1))
    return [PARAGRAPHS.index(text) for _, _, text in fences]


def entry(number: int, *items: dict[str, Any]) -> dict[str, Any]:
    """What an answer says of one paragraph."""
    return {"paragraph": number, **({"statement": list(items)} if items else {})}


def entries(body: Mapping[str, Any]) -> dict[str, Any]:
    """What a good model answers."""
    return {"paragraphs": [entry(number, short(index)) for number, index in enumerate(shown(body), start=1)]}


def good(body: Mapping[str, Any]) -> Answer:
    """The same as an answer."""
    return Answer(entries(body))


def settings_for(server: Loopback, tmp_path: Path, **changes: Any) -> Settings:
    """Settings of a run that asks the server about all four paragraphs at once."""
    own = {"checks": (), "link": False, "repair": False, "cache_dir": str(tmp_path / "cache")}
    provider = server.settings(max_attempts=1, concurrency=2)
    return Settings(**{"provider": "local", "providers": {"local": provider}} | own | changes)


def lines(result: Any) -> list[str]:
    """The records without the head, the tally and what answers took."""
    found = [to_record(one) for one in result.records]
    return [json.dumps(one, sort_keys=True) for one in found if one["record"] != "usage"]


lengths = st.lists(st.integers(1, 40), max_size=30)


def paragraphs_of(sizes: Sequence[int]) -> list[Paragraph]:
    """Paragraphs of these lengths."""
    return [
        Paragraph(number, 100 * number, 100 * number + size, "body", "x" * size)
        for number, size in enumerate(sizes)
    ]


@given(lengths, st.integers(0, 100), lengths)
def test_packs_hold_every_paragraph_once_and_no_more_than_they_may(
    sizes: list[int], limit: int, more: list[int]
) -> None:
    """In order, within the limit unless one stands alone, and unchanged by what is added behind."""
    body = paragraphs_of(sizes)
    packs = packed(body, limit)
    assert [one for pack in packs for one in pack] == body
    assert all(len(pack) == 1 or sum(one.end - one.start for one in pack) <= limit for pack in packs)
    assert packed(paragraphs_of([*sizes, *more]), limit)[: max(len(packs) - 1, 0)] == packs[:-1]
    groups = together(packs, limit)
    assert [pack for group in groups for pack in group] == packs
    assert limit or all(len(pack) == 1 for pack in packs)


def test_several_paragraphs_go_in_one_request(loopback: Loopback, tmp_path: Path) -> None:
    """The claims are those of one request a paragraph, byte for byte; the fixed part in front is the same."""
    loopback.default = good
    apart = extract(document(), settings=settings_for(loopback, tmp_path, request_characters=0))
    assert sorted(shown(body) for body in loopback.requests) == [[0], [1], [2], [3]]
    loopback.requests.clear()
    result = extract(document(), settings=settings_for(loopback, tmp_path))
    assert [shown(body) for body in loopback.requests] == [[0, 1, 2, 3]]
    assert [claim.body.quote for claim in result.claims] == list(SAYINGS)
    assert lines(result) == lines(apart)
    assert adds_up(result)
    assert result.summary.usage.requests == 1


def test_a_limit_cuts_an_article_into_several_requests(loopback: Loopback, tmp_path: Path) -> None:
    """About as many characters as the setting says; 0 is one paragraph each."""
    loopback.default = good
    two = len(PARAGRAPHS[0]) + len(PARAGRAPHS[1])
    result = extract(document(), settings=settings_for(loopback, tmp_path, request_characters=two))
    assert sorted(shown(body) for body in loopback.requests) == [[0, 1], [2, 3]]
    assert len(result.claims) == 4


def test_what_an_answer_took_is_told_once(loopback: Loopback, tmp_path: Path) -> None:
    """On the first of the paragraphs, so that the parts of a run add up to its whole."""
    loopback.default = good
    result = extract(document(), settings=settings_for(loopback, tmp_path))
    (usage,) = [one for one in map(to_record, result.records) if one["record"] == "usage"]
    assert (usage["paragraph"], usage["requests"], usage["input_tokens"]) == (1, 1, 100)


FLAT = [short(index) | {"paragraph": index + 1} for index in range(3)]
SHUFFLED = [entry(4, short(3)), entry(2, short(1)), entry(1, short(0)), entry(3, short(2))]
READ = [
    # what the answer is, in what form, and why it is as good as the one that was asked for
    ("numbers as strings", {"paragraphs": [entry(n, short(n - 1)) | {"paragraph": str(n)} for n in (1, 2, 3, 4)]}),
    ("entries in another order", {"paragraphs": SHUFFLED}),
    ("a list of entries and no envelope", SHUFFLED),
    ("two entries for one paragraph", {"paragraphs": [*SHUFFLED, entry(1)]}),
    ("an empty list where nothing is", {"paragraphs": [one | {"event": [], "relation": None} for one in SHUFFLED]}),
    ("a wrong number, whose words stand in one other paragraph",
     {"paragraphs": [entry(1, short(0), short(1)), entry(2), entry(3, short(2)), entry(4, short(3))]}),
    ("numbers that are written otherwise",
     {"paragraphs": [entry(n, short(n - 1)) | {"paragraph": one} for n, one in enumerate((1.0, "2.0", "paragraph-3", "Paragraph 4"), start=1)]}),
    ("items by kind, each with its number", {"statement": [short(n) | {"paragraph": n + 1} for n in range(4)]}),
    ("an answer within an entry", {"paragraphs": [{"paragraph": n, "answer": {"statement": [short(n - 1)]}} for n in (1, 2, 3, 4)]}),
    ("a number beyond the last", {"paragraphs": [*SHUFFLED[:-1], entry(3), entry(9, short(2))]}),
]  # fmt: skip


@pytest.mark.parametrize(("answer"), [one for _, one in READ], ids=[name for name, _ in READ])
def test_an_answer_in_another_form_is_read(answer: Any, loopback: Loopback, tmp_path: Path) -> None:
    """Each item is a claim of the paragraph that its words stand in, and nothing is asked again."""
    loopback.default = Answer(text=json.dumps(answer, ensure_ascii=False))
    result = extract(document(), settings=settings_for(loopback, tmp_path))
    assert len(loopback.requests) == 1
    assert [(claim.paragraph, claim.body.quote) for claim in result.claims] == list(
        enumerate(SAYINGS, start=1)
    )
    assert adds_up(result)


def test_items_by_kind_are_read_and_paragraphs_without_a_word_asked_about(
    loopback: Loopback, tmp_path: Path
) -> None:
    """A list a kind with numbered items says nothing of the paragraphs without one: they are asked about alone."""
    loopback.script = [Answer({"statement": FLAT})]
    loopback.default = good
    result = extract(document(), settings=settings_for(loopback, tmp_path))
    assert [shown(body) for body in loopback.requests] == [[0, 1, 2, 3], [3]]
    assert [claim.body.quote for claim in result.claims] == list(SAYINGS)
    assert result.failures == ()


def test_a_paragraph_that_an_answer_passes_over_is_asked_about_alone(
    loopback: Loopback, tmp_path: Path
) -> None:
    """No entry is no answer; an empty entry is one."""
    loopback.script = [Answer({"paragraphs": [entry(1, short(0)), entry(2), entry(4, short(3))]})]
    loopback.default = good
    result = extract(document(), settings=settings_for(loopback, tmp_path))
    assert [shown(body) for body in loopback.requests] == [[0, 1, 2, 3], [2]]
    assert [claim.paragraph for claim in result.claims] == [1, 3, 4]
    assert (result.summary.done, result.summary.usage.requests) == (4, 2)


def broken_at(mark: str) -> Callable[[Mapping[str, Any]], Answer]:
    """A good answer that breaks off behind some words of it."""

    def react(body: Mapping[str, Any]) -> Answer:
        text = json.dumps(entries(body), ensure_ascii=False)
        return Answer(text=text[: text.index(mark) + len(mark)], finish="length")

    return react


BROKEN = [
    # where the answer breaks off, and which paragraphs are asked about again
    (SAYINGS[2][:10], [2, 3], "within an item: that paragraph and those behind it"),
    ('"paragraph": 4', [3], "behind a number: the paragraph that it announces"),
    ('"paragraph": 1', [0, 1, 2, 3], "at once: all of them, each alone"),
]


@pytest.mark.parametrize(("mark", "again", "_why"), BROKEN, ids=[why for _, _, why in BROKEN])
def test_an_answer_that_breaks_off_costs_the_paragraphs_that_it_lacks(
    mark: str, again: list[int], _why: str, loopback: Loopback, tmp_path: Path
) -> None:
    """The others are not paid for again, and every claim is there."""
    loopback.script = [broken_at(mark)({"messages": [{"content": turn_of(tmp_path)}]})]
    loopback.default = good
    result = extract(document(), settings=settings_for(loopback, tmp_path))
    assert sorted(shown(body)[0] for body in loopback.requests[1:]) == again
    assert all(len(shown(body)) == 1 for body in loopback.requests[1:])
    assert [claim.body.quote for claim in result.claims] == list(SAYINGS)
    assert result.summary.usage.requests == 1 + len(again)
    assert adds_up(result)


def turn_of(folder: Path) -> str:
    """The user's message of the request about all four paragraphs."""
    with Loopback() as server:
        server.default = good
        extract(document(), settings=settings_for(server, folder / "before", cache=False))
        return str(server.requests[0]["messages"][-1]["content"])


def test_an_item_of_a_broken_entry_is_kept_and_its_rest_asked_for(loopback: Loopback, tmp_path: Path) -> None:
    """With the claims that arrived whole, so that they are not listed twice."""
    second = short(2, claim="The third boat was sold, too.")
    text = json.dumps({"paragraphs": [entry(1), entry(2), entry(3, short(2), second)]}, ensure_ascii=False)
    cut = text[: text.index("sold, too")]
    loopback.script = [Answer(text=cut, finish="length")]
    loopback.default = lambda body: Answer({"paragraphs": [entry(1)]}) if rest(body) else good(body)
    result = extract(document(), settings=settings_for(loopback, tmp_path))
    asked = [(shown(body), rest(body)) for body in loopback.requests]
    assert asked[0] == ([0, 1, 2, 3], False)
    assert sorted(asked[1:]) == [([2], True), ([3], False)]
    assert [claim.paragraph for claim in result.claims] == [3, 4]
    assert "the rest was asked for once more" in result.summary.warnings[0]


def rest(body: Mapping[str, Any]) -> bool:
    """Whether the rest of an answer is asked for."""
    return "<listed-" in body["messages"][-1]["content"]


ALONE: list[tuple[str, Callable[[Mapping[str, Any]], Reaction]]] = [
    # what the server makes of a request that shows the third paragraph
    ("refused for its text", lambda _: Answer(refusal="I cannot read that.")),
    ("no JSON at all", lambda _: Answer(text="There is nothing to say.")),
]


@pytest.mark.parametrize("bad", [one for _, one in ALONE], ids=[name for name, _ in ALONE])
def test_one_paragraph_that_cannot_be_answered_costs_itself(
    bad: Callable[[Mapping[str, Any]], Reaction], loopback: Loopback, tmp_path: Path
) -> None:
    """The others are asked about one by one, and its own failure says why."""
    loopback.default = lambda body: bad(body) if 2 in shown(body) else good(body)
    result = extract(document(), settings=settings_for(loopback, tmp_path))
    assert [claim.paragraph for claim in result.claims] == [1, 2, 4]
    assert [one.paragraph for one in result.failures] == [3]
    assert (result.summary.done, result.summary.failed) == (3, 1)
    assert adds_up(result)


IN_VAIN: list[tuple[str, Answer]] = [
    # what an answer to all four paragraphs is, which is paid for like any other
    ("refused", Answer(refusal="I cannot read that.")),
    ("no JSON", Answer(text="There is nothing to say.")),
    ("cut off before it says anything", Answer(text='{"paragraphs": [{"para', finish="length")),
]


@pytest.mark.parametrize("bad", [one for _, one in IN_VAIN], ids=[name for name, _ in IN_VAIN])
def test_what_was_answered_one_by_one_is_not_asked_for_together_again(
    bad: Answer, loopback: Loopback, tmp_path: Path
) -> None:
    """A second run of the same article pays for nothing, and finds the same."""
    loopback.default = lambda body: bad if len(shown(body)) > 1 else good(body)
    settings = settings_for(loopback, tmp_path)
    first = extract(document(), settings=settings)
    sent = len(loopback.requests)
    assert (first.summary.done, sent) == (4, 5)
    second = extract(document(), settings=settings)
    assert len(loopback.requests) == sent
    assert lines(second) == lines(first)
    assert second.summary.usage.requests == 0


def test_a_server_that_fails_is_not_asked_about_each_of_them(loopback: Loopback, tmp_path: Path) -> None:
    """What has nothing to do with the text would only be paid for four times."""
    first = document()
    other = document([PARAGRAPHS[0]])
    loopback.default = lambda body: Answer(entries_of(1)) if shown(body) == [0] else Fault(status=503)
    result = extract([other, first], settings=settings_for(loopback, tmp_path))
    assert len(loopback.requests) == 2
    assert [one.paragraph for one in result.failures] == [1, 2, 3, 4]


def entries_of(count: int) -> dict[str, Any]:
    """Empty entries for so many paragraphs."""
    return {"paragraphs": [entry(number) for number in range(1, count + 1)]}


def test_an_item_without_a_place_is_refused_and_not_dropped(loopback: Loopback, tmp_path: Path) -> None:
    """Words that stand in none of the paragraphs, and what is no item at all."""
    stray = short(0, quote="the fifth boat burnt down", claim="The fifth boat burnt down.")
    loopback.default = Answer(
        {"paragraphs": [entry(1, stray), entry(2), entry(3), {**entry(4), "statement": ["?"]}]}
    )
    result = extract(document(), settings=settings_for(loopback, tmp_path))
    assert [one.code for one in result.rejections] == ["QUOTE_NOT_FOUND", "SCHEMA_INVALID"]
    assert adds_up(result)


class Figure(Cited):
    """A sum of money."""

    figure: Mention


def test_a_field_may_be_called_like_its_kind(loopback: Loopback, tmp_path: Path) -> None:
    """An entry is told from an item by its number."""
    text = ["The ferry cost 40 pounds.", "The quay cost 90 pounds."]
    entries = [
        {"paragraph": number, "figure": [{"quote": one[:-1], "figure": one[-10:-1]}]}
        for number, one in enumerate(text, start=1)
    ]
    loopback.default = Answer({"paragraphs": entries})
    result = extract(document(text), settings=settings_for(loopback, tmp_path), schema=[Figure])
    assert [claim.body.figure for claim in result.of(Figure)] == ["40 pounds", "90 pounds"]
    assert len(loopback.requests) == 1


ASTRAY = [
    # what stands in an entry under a key that nobody asked for, or in a form that is no list
    {"claims": [short(1)]},
    {"incident": [short(1)]},
    {"items": [{"kind": "event", **short(1)}]},
    {"event": "the second boat stayed in port"},
    {"statement": 7},
]


@pytest.mark.parametrize("said", ASTRAY, ids=str)
def test_what_an_entry_holds_astray_is_refused_and_not_lost(
    said: dict[str, Any], loopback: Loopback, tmp_path: Path
) -> None:
    """Under its own name or another: it is proposed, and there is a record of it."""
    loopback.default = Answer({"paragraphs": [entry(1), {"paragraph": 2, **said}, entry(3), entry(4)]})
    several = extract(document(), settings=settings_for(loopback, tmp_path))
    loopback.default = Answer({"paragraphs": [{"paragraph": 1, **said}]})
    alone = extract(document([PARAGRAPHS[1]]), settings=settings_for(loopback, tmp_path))
    for result in (several, alone):
        assert result.summary.proposed == 1
        assert adds_up(result)


def test_a_prompt_that_was_cut_is_asked_about_in_parts(loopback: Loopback, tmp_path: Path) -> None:
    """A server with a short context answers one paragraph at a time; the way out is named where it does not."""
    many = [f"{PARAGRAPHS[0]} {'So it was told. ' * 40}{one}" for one in range(8)]
    short_context = {"prompt_tokens": 300, "completion_tokens": 9}
    loopback.default = lambda body: Answer(entries_of(8), usage=short_context)
    result = extract(document(many), settings=settings_for(loopback, tmp_path, request_characters=10**6))
    assert result.summary.done == 8
    assert result.failures == ()


def test_very_short_paragraphs_do_not_fill_a_request() -> None:
    """Each has a fence and an entry, so that there are fifty at most."""
    packs = packed(paragraphs_of([1] * 120), 3000)
    assert [len(pack) for pack in packs] == [50, 50, 20]


def test_an_own_prompt_for_one_paragraph_asks_about_one(loopback: Loopback, tmp_path: Path) -> None:
    """A template that shows $paragraph is given one at a time, whatever the setting is."""
    (tmp_path / "mine.v1.md").write_text(
        "List the claims.\n$guide\n=== user ===\n<paragraph-1-$fence>\n$paragraph\n</paragraph-1-$fence>\n",
        encoding="utf-8",
    )
    loopback.default = good
    own = settings_for(loopback, tmp_path, prompt="mine.v1", prompts=str(tmp_path))
    assert len(extract(document(), settings=own).claims) == 4
    assert sorted(shown(body) for body in loopback.requests) == [[0], [1], [2], [3]]


def test_an_estimate_counts_requests_and_paragraphs(loopback: Loopback, tmp_path: Path) -> None:
    """One request for four paragraphs before the run, none after it."""
    loopback.default = good
    settings = settings_for(loopback, tmp_path)
    priced = settings.providers["local"].model_copy(update={"price": Price(input=1.0, output=2.0)})
    settings = settings.model_copy(update={"providers": {"local": priced}})
    before = estimate(document(), settings=settings)
    assert (before.paragraphs, before.requests, before.cached) == (4, 1, 0)
    extract(document(), settings=settings)
    after = estimate(document(), settings=settings)
    assert (after.paragraphs, after.requests, after.cached, after.cost) == (4, 0, 4, 0.0)


def test_speakers_keep_their_words(loopback: Loopback, tmp_path: Path) -> None:
    """What was left out of an item is what is usual, and its claim is the quote."""
    loopback.default = lambda body: Answer(
        {
            "paragraphs": [
                entry(number, {key: value for key, value in short(index).items() if key != "claim"})
                for number, index in enumerate(shown(body), start=1)
            ]
        }
    )
    result = extract(document(), settings=settings_for(loopback, tmp_path))
    found = [one.body.model_dump() for one in result.claims]
    assert [one["speaker"] for one in found] == list(SPEAKERS)
    assert [one["claim"] for one in found] == [f"{saying[:1].upper()}{saying[1:]}." for saying in SAYINGS]
    assert {(one["act"], one["polarity"], one["time"]) for one in found} == {("assert", "positive", None)}


def missing_some(body: Mapping[str, Any]) -> Answer:
    """At first what a hasty model lists: nothing of every other paragraph; then what it missed."""
    again = rest(body)
    answer = [
        entry(number, *([short(index)] if bool(index % 2) == again else []))
        for number, index in enumerate(shown(body), start=1)
    ]
    return Answer({"paragraphs": answer})


def test_a_second_look_adds_what_the_first_one_missed(loopback: Loopback, tmp_path: Path) -> None:
    """Off by default; shown what was found, it adds to it, and costs one request more."""
    loopback.default = missing_some
    once = extract(document(), settings=settings_for(loopback, tmp_path))
    assert [claim.paragraph for claim in once.claims] == [1, 3]
    loopback.requests.clear()
    twice = extract(document(), settings=settings_for(loopback, tmp_path, passes=2))
    (asked,) = loopback.requests  # the first answer comes from the cache
    listed = asked["messages"][-1]["content"].partition("<listed-")[2]
    assert [saying in listed for saying in SAYINGS] == [True, False, True, False]
    assert [claim.paragraph for claim in twice.claims] == [1, 2, 3, 4]
    assert [one.id for one in once.claims] == [one.id for one in twice.claims if one.paragraph in (1, 3)]
    assert twice.summary.usage.requests + twice.summary.usage.cache_hits == 2
    assert adds_up(twice)


def test_a_second_look_that_says_the_same_again_is_refused_as_such(
    loopback: Loopback, tmp_path: Path
) -> None:
    """What is listed twice is one claim and one duplicate: nothing vanishes."""
    loopback.default = good
    result = extract(document(), settings=settings_for(loopback, tmp_path, passes=2))
    assert len(result.claims) == 4
    assert [one.code for one in result.rejections] == ["DUPLICATE"] * 4
    assert adds_up(result)


def test_a_second_look_that_fails_costs_a_warning(loopback: Loopback, tmp_path: Path) -> None:
    """What the first one found is there."""
    loopback.default = lambda body: Answer(text="Nothing more.") if rest(body) else good(body)
    result = extract(document(), settings=settings_for(loopback, tmp_path, passes=2))
    assert (len(result.claims), result.failures) == (4, ())
    assert "what was missed could not be asked for" in result.summary.warnings[0]


def test_an_estimate_says_what_a_second_look_and_a_providers_cache_may_change(
    loopback: Loopback, tmp_path: Path
) -> None:
    """One request more for each, and what is the same in every request at the price of cached input."""
    price = Price(input=1.0, cached_input=0.25, output=2.0)
    provider = loopback.settings(price=price)
    two = len(PARAGRAPHS[0]) + len(PARAGRAPHS[1])
    settings = settings_for(
        loopback, tmp_path, request_characters=two, passes=2, providers={"local": provider}
    )
    found = estimate(document(), settings=settings)
    assert (found.requests, found.further.requests) == (2, 2)
    assert found.repeated > 1000
    assert found.saving == pytest.approx(found.repeated * 0.75 / 1e6)
    assert loopback.requests == []
