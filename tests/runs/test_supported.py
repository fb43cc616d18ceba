"""Claims that are left out for their support are counted, and a relation goes with its ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from llmclaims.errors import ConfigError
from llmclaims.runs.supported import Supported, load_rows
from llmclaims.schema import support
from llmclaims.schema.claims import Claim
from tests.support.reviews import reviewed_run


@pytest.fixture(autouse=True)
def fixture_rows(monkeypatch):
    """Rows for the tests' provider, gone behind them: flagged statements 0.5, other ones 0.88, events 0.95."""
    monkeypatch.setattr(support, "_rows", {})
    support.rows()
    row = {"provider": "tests", "model": "reader", "claims": 90, "intercept": 2.0, "signs": {}}
    told = {
        name: {"claims": 20, "weight": 0.0} for name in ("nameless", "indirect", "act", "alone", "untyped")
    }
    flag = {"flagged": {"claims": 20, "weight": -2.0}}
    support.add_rows([
        row | {"kind": "statement", "signs": told | flag},
        row | {"kind": "event", "intercept": 3.0, "signs": told},
    ])  # fmt: skip


def chosen(least):
    """The names of the claims that are kept, and what was counted."""
    run, named = reviewed_run()
    flagged = replace(named["turn"], codes=("CUE_FAR",))
    records = [flagged if one == named["turn"] else one for one in run.records]
    some = Supported(least)
    kept = {one.id for one in some.records(records) if isinstance(one, Claim)}
    return {name for name, one in named.items() if one.id in kept}, some


def test_claims_below_the_least_support_are_counted():
    """A flagged statement goes at 0.6; events that nobody judged alike go as well, and are told apart."""
    kept, some = chosen(0.6)
    assert kept == {"reopened", "fallen", "why", "lost", "dry", "moved", "cost"}
    assert (some.below, some.untold, some.apart, some.kept) == (1, 2, 0, 7)


def test_a_relation_goes_with_its_ends():
    """It has no number of its own; without its ends it would relate nothing."""
    kept, some = chosen(0.99)
    assert kept == set()
    assert (some.apart, some.kept) == (1, 0)
    assert [line.split()[0] for line in some.lines()] == ["7", "2", "1"]


@pytest.mark.parametrize("text", ["", "[]", '{"rows": [{"kind": "event"}]}', '{"rows": 3}'])
def test_a_file_that_is_no_calibration_says_so(tmp_path, text):
    """In one sentence, with what to do."""
    path = tmp_path / "support.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ConfigError, match="review --calibration"):
        load_rows(path)
