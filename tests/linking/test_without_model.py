"""Linking runs without a model: what words, names and days alone show, and what must hold whatever they are."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import llmclaims
from llmclaims.cli import main
from llmclaims.config.settings import Settings
from llmclaims.errors import ConfigError, DocumentError
from llmclaims.linking.candidates import Entry, candidates
from llmclaims.linking.index import CAP
from llmclaims.linking.relations import admitted, relation_between
from llmclaims.runs.extraction import Extraction
from llmclaims.schema.claims import Claim
from llmclaims.verification.recheck import Problem, recheck
from llmclaims.verification.relations.ends import SYMMETRIC
from llmclaims.verification.relations.profiles import Profile, profile_of
from llmclaims.verification.relations.similarity import Likeness, likeness
from llmclaims.verification.verifier import Policy
from tests.support import SEEDS
from tests.support.linking_runs import COURIER, courier, event, gazette, herald, run_of, statement, told

BUILTIN = Settings(provider="builtin")
SAFE, UNSAFE = "The bridge is safe for heavy lorries", "The bridge is not safe for heavy lorries"


def link(*runs: Extraction) -> Extraction:
    """The runs linked by rules."""
    return llmclaims.link(list(runs), settings=BUILTIN)


def test_what_two_papers_say_is_related() -> None:
    """The same event and the same statement are one; a denial of the day contradicts; nothing else is said."""
    closed = "The port authority closed the Harbour Bridge on April 17, 2026"
    known = "he council had known about the crack"
    assert told(link(herald(), courier())) == {
        ("same_as", closed, closed),
        ("same_as", SAFE, "the bridge is safe for heavy lorries"),
        ("contradicts", UNSAFE, SAFE),
        ("contradicts", f"T{known}", f"t{known}"),
    }


def test_an_opposite_of_another_day_disputes_and_does_not_contradict() -> None:
    """Two weeks later the bridge may have become unsafe: the one that denies disputes the other."""
    assert told(link(herald(), gazette())) == {("disputes", UNSAFE, SAFE)}


def test_claims_stay_as_they_are() -> None:
    """Nothing is merged or retired: every record of the runs is there, and the tally adds up."""
    runs = [herald(), courier(), gazette()]
    result = link(*runs)
    before = {one.id: one for run in runs for one in run.claims}
    assert {one.id: one for one in result.claims if one.id in before} == before
    assert len(result.claims) == len(before) + len(told(result))
    assert result.summary.proposed == result.summary.accepted == len(result.claims)
    assert result.summary.paragraphs == result.summary.done == 3


def test_a_relation_holds_the_words_of_both_sides() -> None:
    """Each side names its claim and its document, and its spans give its words there."""
    result = link(herald(), courier())
    documents = {one.id: one for one in result.documents}
    relations = [one for one in result.relations if one.document is None]
    assert relations
    for relation in relations:
        sides = relation.derived["evidence"]
        assert [side["claim"] for side in sides] == [relation.body.source, relation.body.target]
        assert len({side["document"] for side in sides}) == 2
        for side in sides:
            text = documents[side["document"]].text
            assert [text[start:end] for start, end in side["spans"]] == [side["quote"]]


@pytest.mark.parametrize("code", ["EVIDENCE_CHANGED", "EVIDENCE_ELSEWHERE", "ENDPOINT_MISSING"])
def test_no_switched_off_code_lets_words_go(tmp_path: Path, code: str) -> None:
    """A file that turns a code off is still told that the words kept for an end are not the text's."""
    linked = link(herald(), gazette())  # one disputes the other
    linked.save(tmp_path / "linked.jsonl")
    records = [json.loads(line) for line in (tmp_path / "linked.jsonl").read_text("utf-8").splitlines()]
    records[0]["settings"]["disable"] = [code]
    (relation,) = [one for one in records if one["record"] == "relation" and one["document"] is None]
    relation["derived"]["evidence"][0]["quote"] = "The port authority opened the Harbour Bridge"
    path = tmp_path / "changed.jsonl"
    path.write_text("".join(json.dumps(one) + "\n" for one in records), encoding="utf-8")
    assert relation["id"] in {one.id for one in recheck(path) if isinstance(one, Problem)}


def test_linking_again_adds_nothing() -> None:
    """The linked run alone, or together with the runs it was made of, comes out as it was."""
    once = link(herald(), courier(), gazette())
    assert link(once).records == once.records
    assert link(courier(), once, herald()).records == once.records
    assert link(herald(), herald()).records == link(herald()).records


@given(st.permutations(range(3)))
@settings(max_examples=6)
def test_the_order_of_the_runs_is_none(order: list[int]) -> None:
    """Whatever comes first, the same records come out, in the same order."""
    runs = [herald(), courier(), gazette()]
    assert link(*(runs[place] for place in order)).records == link(*runs).records


def test_a_linked_run_is_checked_again_from_its_file(tmp_path: Path) -> None:
    """``verify`` holds every relation; each thing changed in one is named in its line."""
    path = tmp_path / "links.jsonl"
    link(herald(), courier()).save(path)
    assert [one for one in recheck(path) if isinstance(one, Problem)] == []
    loaded = llmclaims.load(path)
    assert llmclaims.verify(loaded) == loaded
    lines = path.read_text(encoding="utf-8").splitlines()
    records = [json.loads(line) for line in lines]
    place = next(
        at for at, one in enumerate(records) if one["record"] == "relation" and one["document"] is None
    )
    for change in CHANGES:
        edited = json.loads(lines[place])
        change(edited)
        changed = [*lines[:place], json.dumps(edited), *lines[place + 1 :]]
        path.write_text("\n".join(changed) + "\n", encoding="utf-8")
        assert place + 1 in {one.line for one in recheck(path) if isinstance(one, Problem)}, edited


CHANGES = [
    # another relation on the same ends
    lambda record: record.update(type="supports"),
    # the ends turned round
    lambda record: record.update(source=record["target"], target=record["source"]),
    # an end that is no claim
    lambda record: record.update(target="s000000000000"),
    # words of one side that are not in the source
    lambda record: record["derived"]["evidence"][0].update(quote="The bridge fell into the river"),
    # words that stand elsewhere in the document
    lambda record: record["derived"]["evidence"][1].update(spans=[[0, 12]], quote=COURIER[:12]),
    # only one side
    lambda record: record["derived"]["evidence"].pop(),
    # a side's place turned round
    lambda record: record["derived"]["evidence"][0]["spans"][0].reverse(),
    # a basis nobody knows
    lambda record: record["derived"].update(basis="hearsay"),
    # something more than code computes
    lambda record: record["derived"].update(score=0.9),
    # a verdict that a relation without a quote cannot have
    lambda record: record.update(codes=["TOO_LONG"], verdict="flagged"),
    # a place of its own
    lambda record: record.update(paragraph=1),
]


def test_a_run_without_its_texts_cannot_be_linked(tmp_path: Path) -> None:
    """The words of both sides must stand in their documents, so the documents must be there."""
    herald().save(tmp_path / "run.jsonl", text=False)
    with pytest.raises(DocumentError, match="saved without its texts"):
        llmclaims.link(tmp_path / "run.jsonl", settings=BUILTIN)


def test_runs_under_different_rules_are_not_mixed() -> None:
    """One file is checked again under one set of rules."""
    other = courier()
    other = replace(other, run=replace(other.run, settings={"disable": ["TOO_LONG"]}))
    with pytest.raises(ConfigError, match="disabled"):
        link(herald(), other)


def test_many_copies_are_tied_together_and_not_all_to_all() -> None:
    """Twelve papers with one dispatch: eleven relations join them."""
    runs = [
        run_of(
            f"Paper {number}\n\n“{SAFE},” said Ines Corvalle.\n",
            f"p{number}",
            statement(SAFE, "Ines Corvalle"),
        )
        for number in range(12)
    ]
    assert len([one for one in link(*runs).relations if one.document is None]) == 11


def _stated(quote: str, speaker: str = "Ines Corvalle", **changed: object) -> Profile:
    text = f"News of the day\n\nPellan, April 18, 2026: “{quote},” said {speaker}.\n"
    (claim,) = run_of(text, "a", statement(quote, speaker, **changed)).claims
    (document,) = run_of(text, "a", statement(quote, speaker, **changed)).documents
    found = profile_of(claim, document)
    assert found is not None
    return found


ALIKE = [
    # the same words
    ("The council will pay the bill", "The council will pay the bill", {}, "same_as"),
    # a word more
    (
        "The council will pay the whole bill this year",
        "The council will pay the bill this year",
        {},
        "same_as",
    ),
    # who does what to whom counts
    ("Iran thanked Pakistan for its help", "Pakistan thanked Iran for its help", {}, None),
    # another number
    ("The repair will cost 4 million dollars", "The repair will cost 5 million dollars", {}, None),
    # another word in the place of one
    ("Prices will rise in the spring", "Prices will fall in the spring", {}, None),
    # a hedge more
    ("The bridge may be closed for lorries", "The bridge is closed for lorries", {}, None),
    # a condition more
    ("The beans die in July if it runs dry", "The beans die in July", {}, None),
    # another quantity
    ("All farmers lost their harvest", "Some farmers lost their harvest", {}, None),
    # too few words
    ("It was great", "It was great", {}, None),
    # another speaker: it may be the same thing, but it is not the same statement
    ("The council will pay the bill", "The council will pay the bill", {"speaker": "Tobias Renn"}, None),
    # a demand is not the fact that it demands
    ("The council should pay the bill", "The council should pay the bill", {"act": "demand"}, None),
]


@pytest.mark.parametrize(("one", "other", "changed", "expected"), ALIKE)
def test_statements_are_called_one_only_when_they_are(one, other, changed, expected) -> None:
    """Near-same words of one speaker; everything that could make them two keeps them apart."""
    first, second = _stated(one), _stated(other, **changed)
    found = likeness(first, second)
    assert (found.type if found else None) == expected
    assert likeness(second, first) == found


def _happened(quote: str, trigger: str, actors: dict[str, str], time: str, **changed: object) -> Profile:
    text = f"News of the day\n\nPellan, April 18, 2026: {quote}.\n"
    made = run_of(text, "a", event(quote, trigger, actors, time, **changed))
    found = profile_of(made.claims[0], made.documents[0])
    assert found is not None
    return found


MET = (
    "Lena Ruiz met Omar Diallo on April 3, 2026",
    "met",
    {"Lena Ruiz": "actor", "Omar Diallo": "actor"},
    "April 3, 2026",
)
EVENTS = [
    # told in other words, one of the two not named
    (("Lena Ruiz met a visitor on April 3, 2026", "met", {"Lena Ruiz": "actor"}, "April 3, 2026", {}), "same_as"),
    # by its type, both named
    (
        (
            "Omar Diallo and Lena Ruiz held talks on April 3, 2026",
            "talks",
            {"Omar Diallo": "actor", "Lena Ruiz": "actor"},
            "April 3, 2026",
            {},
        ),
        "same_as",
    ),
    # another day
    (("Lena Ruiz met Omar Diallo on April 4, 2026", "met", MET[2], "April 4, 2026", {}), None),
    # somebody else
    (("Ana Petrov met Omar Diallo on April 3, 2026", "met", {"Ana Petrov": "actor", "Omar Diallo": "actor"}, "April 3, 2026", {}), None),
    # planned, not told as done
    (("Lena Ruiz will meet Omar Diallo on April 3, 2026", "meet", MET[2], "April 3, 2026", {"modality": "planned"}), None),
    # did not happen
    (("Lena Ruiz never met Omar Diallo on April 3, 2026", "met", MET[2], "April 3, 2026", {"polarity": "negative"}), None),
    # nobody named
    (("The two met in secret on April 3, 2026", "met", {}, "April 3, 2026", {}), None),
]  # fmt: skip


@pytest.mark.parametrize(("other", "expected"), EVENTS)
def test_events_are_called_one_only_when_they_are(other, expected) -> None:
    """Same people on the same day, by the same word or of one type; anything else keeps them apart."""
    *told_so, changed = other
    first = _happened(*MET, type="CONSULT")
    second = _happened(*told_so, **{"type": "CONSULT"} | changed)
    found = likeness(first, second)
    assert (found.type if found else None) == expected
    assert likeness(second, first) == found


def _entry(number: int, document: int, words: list[str], name: str) -> Entry:
    profile = Profile(
        sort="statement",
        speaker=name,
        sequence=tuple(words),
        topic=frozenset(words),
        stance=True,
        act="assert",
    )
    return Entry(f"s{number}", f"d{document}", profile)


_ENTRIES = st.lists(
    st.tuples(
        st.integers(0, 5),
        st.lists(st.sampled_from([f"word{one}" for one in range(12)]), min_size=3, max_size=6, unique=True),
        st.sampled_from(["ruiz", "diallo", "petrov"]),
    ),
    max_size=40,
)


@given(_ENTRIES, st.randoms(use_true_random=False))
@settings(max_examples=60)
def test_candidates_are_pairs_of_different_documents_whatever_the_order(made, draw) -> None:
    """No pair within a document, none twice, a bounded number, and the same ones for any order of the claims."""
    entries = [_entry(number, *one) for number, one in enumerate(made)]
    found = list(candidates(entries))
    homes = {one.id: one.document for one in entries}
    assert all(homes[pair.one] != homes[pair.other] and pair.one < pair.other for pair in found)
    assert len({(pair.one, pair.other) for pair in found}) == len(found) <= 5 * len(entries)
    draw.shuffle(entries)
    assert list(candidates(entries)) == found


def test_a_key_that_all_share_still_brings_twins_together() -> None:
    """Far more claims than a key may compare: each finds its twin, not everybody."""
    entries = [
        _entry(2 * number + side, side, ["bridge", "council", f"rare{number}", f"odd{number}"], "ruiz")
        for number in range(3 * CAP)
        for side in (0, 1)
    ]
    found = {(one.one, one.other) for one in candidates(entries)}
    assert all(tuple(sorted((f"s{2 * number}", f"s{2 * number + 1}"))) in found for number in range(3 * CAP))


def test_symmetric_relations_are_stored_once_with_their_ends_sorted() -> None:
    """Neither the order of the runs nor the direction makes a second record of one."""
    result = link(herald(), courier(), gazette())
    ends = [(one.body.type, one.body.source, one.body.target) for one in result.relations]
    assert len(ends) == len(set(ends))
    assert all(source < target for kind, source, target in ends if kind in SYMMETRIC)


def test_the_seeds_are_linked_by_rules_without_a_false_word() -> None:
    """The three seed articles tell no event and no sentence twice in near the same words: nothing is said."""
    seeds = sorted(SEEDS.glob("*/article.txt"))
    result = link(llmclaims.extract(seeds, provider="builtin"))
    assert told(result) == set()
    assert all(isinstance(one, Claim) for one in result.claims)


def test_likeness_needs_one_sort() -> None:
    """An event and a statement are never the same."""
    assert likeness(_stated("The council will pay the bill"), _happened(*MET)) is None
    assert Likeness("same_as").forward


@pytest.mark.parametrize(
    ("kind", "code"), [("causes", "CAUSE_WITHOUT_SIGNAL"), ("purpose", "PURPOSE_WITHOUT_SIGNAL")]
)
def test_what_needs_a_word_does_not_reach_across_documents(kind: str, code: str) -> None:
    """Neither a cause nor an aim is related between two articles, which share no words."""
    runs = [_dated(number) for number in (0, 1)]
    one, other = ((run.claims[0], run.documents[0]) for run in runs)
    sides = {claim.id: (claim, document) for claim, document in (one, other)}
    proposed = [relation_between(kind, one, other, basis="model")]
    kept, refused = admitted(proposed, (), sides, Policy())
    assert kept == []
    assert [finding.code for _, finding in refused] == [code]


@given(
    st.lists(st.tuples(st.integers(0, 4), st.integers(0, 4)), max_size=14), st.randoms(use_true_random=False)
)
@settings(max_examples=30)
def test_what_must_not_go_in_a_circle_does_not(pairs, draw) -> None:
    """Whatever parts and wholes are proposed: what is kept has no circle, no double, and nothing is lost."""
    sides = {}
    for number in range(5):
        run = _dated(number)
        sides[number] = (run.claims[0], run.documents[0])
    by_id = {claim.id: (claim, document) for claim, document in sides.values()}
    proposed = [
        relation_between("subevent_of", sides[a], sides[b], basis="model") for a, b in pairs if a != b
    ]
    draw.shuffle(proposed)
    kept, refused = admitted(proposed, (), by_id, Policy())
    unique = {one.id for one in proposed}
    assert {one.id for one in kept} | {one.id for one, _ in refused} == unique
    assert {finding.code for _, finding in refused} <= {"CYCLE"}
    above = {}
    for one in kept:
        above.setdefault(one.body.source, set()).add(one.body.target)
    left = set(by_id)
    while free := {one for one in left if not above.get(one, set()) & left}:
        left -= free
    assert left == set()


@cache
def _dated(number: int) -> Extraction:
    text = f"Gate {number}\n\nPellan, June 1, 2026: Ana Ruiz opened gate {number} in May 2026.\n"
    draft = event(f"Ana Ruiz opened gate {number} in May 2026", "opened", {"Ana Ruiz": "actor"}, "May 2026")
    return run_of(text, f"gate{number}", draft)


def test_the_command_writes_a_run_that_verify_holds(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """``link`` writes the file, says what it found, and leaves its runs alone; ``verify`` accepts it."""
    for name, run in (("herald", herald()), ("courier", courier())):
        run.save(tmp_path / f"{name}.jsonl")
    out = tmp_path / "links.jsonl"
    assert _called("link", tmp_path / "herald.jsonl", tmp_path / "courier.jsonl", "-o", out) == 0
    assert "2 documents: 4 relations between them" in capsys.readouterr().err
    assert _called("verify", out) == 0
    assert "all hold" in capsys.readouterr().out
    assert _called("link", out, "-q") == 0  # a pipe gets the same records
    printed = capsys.readouterr().out.splitlines()
    assert printed[1:-1] == out.read_text(encoding="utf-8").splitlines()[1:-1]
    assert _called("export", out, "--to", "table") == 0
    assert "Between the documents" in capsys.readouterr().out


def test_the_command_says_what_it_cannot_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A missing run, and one that would be overwritten, end it before anything is written."""
    herald().save(tmp_path / "herald.jsonl")
    assert _called("link", tmp_path / "none.jsonl") == 2
    assert "none.jsonl" in capsys.readouterr().err
    assert _called("link", tmp_path / "herald.jsonl", "-o", tmp_path / "herald.jsonl") == 2
    assert "is one of the files that are read" in capsys.readouterr().err


def _called(*arguments: object) -> object:
    with pytest.raises(SystemExit) as ended:
        main([str(one) for one in arguments])
    return ended.value.code
