"""Support is told by claims alike that a person judged, and by nothing else."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from llmclaims import Document
from llmclaims.evaluation.calibration import Judged, judged, rows_of, tried
from llmclaims.evaluation.items import Gold, Item, Passage
from llmclaims.runs.extraction import Extraction
from llmclaims.runs.records import Run
from llmclaims.schema.support import FEWEST, add_rows, rows, signs, supported
from tests.support.html_runs import held, statement
from tests.support.reviews import reviewed_run


def some(right, wrong, *, flagged_right=0, flagged_wrong=0, articles=10, provider="tests"):
    """So many judged claims, flagged or not, spread over articles."""
    _, named = reviewed_run()
    plain = replace(named["lost"], provider=provider, codes=())
    flagged = replace(plain, codes=("CUE_FAR",))
    told = [(plain, True)] * right + [(plain, False)] * wrong
    told += [(flagged, True)] * flagged_right + [(flagged, False)] * flagged_wrong
    return [
        Judged(claim=claim, article=f"a{n % articles}", right=right) for n, (claim, right) in enumerate(told)
    ]


def test_a_flag_that_told_of_errors_lowers_the_number():
    """Of a hundred claims the flagged ones were mostly wrong: so is the next flagged one."""
    ((_, row, trial),) = rows_of(some(76, 4, flagged_right=4, flagged_wrong=16))
    plain, flagged = supported(row, frozenset()), supported(row, frozenset(("flagged",)))
    assert plain == pytest.approx(0.94, abs=0.03)
    assert flagged == pytest.approx(0.25, abs=0.1)
    assert trial.brier < trial.plain
    assert trial.better[0] > 0


def test_signs_that_tell_nothing_leave_the_share():
    """Flagged or not, one in four is wrong; the number is that share."""
    ((_, row, trial),) = rows_of(some(60, 20, flagged_right=15, flagged_wrong=5))
    assert {supported(row, frozenset()), supported(row, frozenset(("flagged",)))} == {0.75}
    assert trial.brier == pytest.approx(trial.plain, abs=0.001)


@pytest.mark.parametrize(
    ("claims", "why"),
    [
        (some(30, 10), "40 claims"),  # too few to fit
        (some(60, 20, articles=3), "3 articles"),  # too few to try
        (some(100, 2), "2 wrong"),  # nothing to learn an error from
    ],
)
def test_too_few_judged_claims_give_no_number(claims, why):
    """That is said, with what is missing."""
    ((_, row, trial),) = rows_of(claims)
    assert why in row
    assert trial is None


def test_what_nobody_judged_gets_no_number():
    """A sign that no judged claim showed, or fewer than five: a second reading, another placing."""
    ((_, row, _),) = rows_of(some(70, 20, flagged_right=FEWEST - 2, flagged_wrong=1))
    assert supported(row, frozenset()) is not None
    assert supported(row, frozenset(("flagged",))) is None
    assert supported(row, frozenset(("doubted",))) is None


def test_the_reliability_table_has_every_number():
    """Each number is in one bin, and the shares are those of the claims in it."""
    trial = tried(some(76, 4, flagged_right=4, flagged_wrong=16))
    bins = list(trial.reliability())
    assert sum(n for _, _, n, _, _ in bins) == len(trial.told) == 100
    assert all(low <= mean <= high for low, high, _, mean, _ in bins)


def test_another_provider_model_or_kind_has_a_row_of_its_own():
    """What is known of one says nothing of another."""
    found = {key: row for key, row, _ in rows_of([*some(60, 20), *some(20, 60, provider="other")])}
    assert [(key[0], row["right"]) for key, row in found.items()] == [("other", 20), ("tests", 60)]


def test_a_claim_has_the_shipped_number_of_its_provider_alone():
    """Of builtin's statements as they were judged; of its events, and of a model that nobody judged, none."""
    _, named = reviewed_run()
    builtin = replace(named["lost"], provider="builtin", model="rules-1")
    assert 0.8 < builtin.support < 1
    assert (
        replace(
            builtin, body=builtin.body.model_copy(update={"speaker_type": "unnamed", "speaker": None})
        ).support
        < 0.5
    )
    assert replace(builtin, provider="openai").support is None
    assert replace(named["moved"], provider="builtin", model="rules-1").support is None
    assert replace(builtin, codes=("NOT_CARRIED",)).support is None


def test_signs_go_by_the_roles_of_the_fields():
    """What each claim of a run shows."""
    _, named = reviewed_run()
    assert signs(named["lost"]) == frozenset()
    assert signs(named["turn"]) == {"indirect", "nameless"}
    assert signs(named["sold"]) == {"alone", "irrealis", "untyped"}
    assert signs(replace(named["why"], tier="ellipsis", codes=("YEAR_INFERRED",), repaired=True)) == {
        "loose",
        "repaired",
    }


def test_a_row_that_is_not_whole_changes_nothing():
    """A file that somebody wrote by hand is refused before any of it is taken."""
    before = json.dumps(list(rows().values()))
    with pytest.raises((KeyError, TypeError, ValueError)):
        add_rows(
            [{"provider": "builtin", "model": "rules-1", "kind": "statement", "claims": "many", "signs": {}}]
        )
    assert json.dumps(list(rows().values())) == before


def test_a_sentence_of_a_longer_annotated_statement_is_right_with_its_speaker():
    """Annotation spans a whole attribution; the same words with another speaker, and words outside, are wrong."""
    text = "Market\n\nThe stalls will stay. They pay no rent, the mayor Ann Lee said. The guild said that dogs bark at night.\n"
    document = Document.from_text(text)
    lee, guild = (
        held(statement("They pay no rent", "the mayor Ann Lee"), document, 1),
        held(statement("dogs bark at night", "The guild", speaker_type="group"), document, 1),
    )
    start, end = text.index("The stalls"), text.index(", the mayor")
    at = text.index("the mayor Ann Lee")
    whole = Item(
        id="g", kind="statement", spans=((start, end),), values={"speaker": "the mayor Ann Lee"},
        places={"speaker": ((at, at + len("the mayor Ann Lee")),)},
    )  # fmt: skip
    gold = Gold(
        name="invented",
        passages=(Passage(id=document.id, text=text, items=(whole,)),),
        layers=frozenset(("statement", "statement.speaker")),
    )
    run = Extraction(run=Run(provider="tests", model="none"), records=(document, lee, guild))
    assert {one.claim.quote: one.right for one in judged(gold, run)} == {
        "They pay no rent": True,
        "dogs bark at night": False,
    }
