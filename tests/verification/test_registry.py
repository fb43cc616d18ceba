"""Rules are listed, added and turned off by their codes; the documentation's page is the list."""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.metadata import EntryPoint

import pytest

from llmclaims.documents.document import Document
from llmclaims.schema.claims import Claim, Rejection
from llmclaims.schema.news import DEFAULT_SCHEMA, Statement
from llmclaims.verification.paragraph import Proposal, Reading, verify_answer
from llmclaims.verification.rules import registry
from llmclaims.verification.rules.case import Case
from llmclaims.verification.rules.registry import FLAG, REJECT, Finding, rule, rules
from llmclaims.verification.verifier import Policy, verify
from tests.support import ROOT
from tests.support.drafts import TEXT, statement

DOCUMENT = Document.from_text(TEXT)


@pytest.fixture
def own(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules registered inside the test are forgotten behind it."""
    monkeypatch.setattr(registry, "_RULES", list(rules()))


def _judged(policy: Policy | None = None, **changes: str) -> Claim | Rejection:
    return verify(Statement(**statement(**changes)), DOCUMENT, policy=policy or Policy())


def _answered(disable: str, *items: dict[str, object]) -> list[str]:
    """The codes of an answer's outcomes, with one rule or code turned off."""
    reading = Reading(
        document=DOCUMENT, paragraph=1, schema=DEFAULT_SCHEMA, policy=Policy(disable=frozenset((disable,)))
    )
    found = verify_answer([Proposal(kind="statement", item=item) for item in items], reading)
    return ["ok" if isinstance(one, Claim) else one.code for one in found]


def test_every_rule_explains_itself() -> None:
    """Each has an id of the schema's table, codes with levels, a summary and an example."""
    for one in rules():
        assert re.match(r"V\d\d", one.id)
        assert one.codes
        assert set(one.codes.values()) <= {REJECT, FLAG}
        assert one.strict <= {code for code, level in one.codes.items() if level == FLAG}
        assert one.summary.endswith(".")
        assert one.example


def test_a_users_rule_decides_with_the_others(own: None) -> None:
    """A decorated function is asked like any other, and its finding refuses the draft."""

    @rule("V90", {"DAM_MENTIONED": REJECT}, example="Any talk of the dam")
    def no_dam(case: Case) -> Iterator[Finding]:
        """Nobody talks about the dam."""
        if "dam" in case.text:
            yield Finding(code="DAM_MENTIONED", message="The dam is mentioned.")

    found = _judged()
    assert isinstance(found, Rejection)
    assert (found.code, found.message) == ("DAM_MENTIONED", "The dam is mentioned.")
    assert isinstance(_judged(Policy(disable=frozenset(("DAM_MENTIONED",)))), Claim)
    assert isinstance(_judged(Policy(disable=frozenset(("V90",)))), Claim)


def test_a_rule_that_breaks_lets_nothing_in_and_ends_nothing(own: None) -> None:
    """A fault in a rule is a rejection that names the rule, not the end of the run."""

    @rule("V91", {"NEVER": FLAG}, example="It always breaks")
    def broken(case: Case) -> Iterator[Finding]:
        """It breaks."""
        raise RuntimeError(case.kind)

    found = _judged()
    assert isinstance(found, Rejection)
    assert found.code == "RULE_FAILED"
    assert "V91" in found.message


def test_an_entry_point_brings_rules(own: None, monkeypatch: pytest.MonkeyPatch) -> None:
    """A module named in the group ``llmclaims.rules`` is imported once, when rules are first asked for."""
    entry = EntryPoint("ours", "json", "llmclaims.rules")
    loaded: list[str] = []
    monkeypatch.setattr(registry, "entry_points", lambda group: [entry] if group == "llmclaims.rules" else [])
    monkeypatch.setattr(EntryPoint, "load", lambda self: loaded.append(self.name))
    registry._load.cache_clear()
    rules()
    rules()
    assert loaded == ["ours"]


@pytest.mark.parametrize("off", ["V14", "SPEAKER_MISSING"])
def test_a_rule_is_turned_off_by_its_id_or_code(off: str) -> None:
    """A draft that one rule refuses passes without it."""
    changes = {"speaker": None, "speaker_name": None, "cue": None}
    assert _answered("none", statement(**changes)) == ["SPEAKER_MISSING"]
    assert _answered(off, statement(**changes)) != ["SPEAKER_MISSING"]


@pytest.mark.parametrize("off", ["V25", "DUPLICATE"])
def test_what_is_judged_between_drafts_is_turned_off_likewise(off: str) -> None:
    """The same claim twice is two claims when nobody minds."""
    twice = (statement(), statement(ref="s2"))
    assert _answered("none", *twice) == ["ok", "DUPLICATE"]
    assert _answered(off, *twice) == ["ok", "ok"]


def test_no_configuration_lets_a_claim_in_without_its_words() -> None:
    """With every rule turned off a quote or a mention that does not stand in the source is still refused."""
    nothing = Policy(disable=frozenset(one.id for one in rules()))
    invented = _judged(nothing, quote="We sold the dam to Norway")
    assert isinstance(invented, Rejection)
    elsewhere = _judged(nothing, speaker="the minister")
    assert isinstance(elsewhere, Rejection)
    assert elsewhere.code == "MENTION_NOT_IN_PARAGRAPH"


def test_the_page_of_the_documentation_is_the_list() -> None:
    """``docs/rules.md`` is what ``llmclaims rules --markdown`` prints."""
    from click.testing import CliRunner

    from llmclaims.cli.rules import command

    printed = CliRunner().invoke(command, ["--markdown"], standalone_mode=False).output
    assert (ROOT / "docs/rules.md").read_text(encoding="utf-8") == printed


def test_what_is_concluded_from_grammar_is_soft_and_what_is_not_in_the_source_is_not() -> None:
    """A second reading may overrule the first sort only; each soft code belongs to its rule."""
    assert all(registry.is_soft(code) for code in ("NEGATION_OUTSIDE_QUOTE", "SPEAKER_TAG_MISMATCH"))
    assert not any(
        registry.is_soft(code) for code in ("QUOTE_NOT_FOUND", "NUMBER_UNLICENSED", "NO_SUCH_CODE")
    )
    assert all(one.soft <= set(one.codes) for one in rules())


def test_soft_refusals_are_flags_where_a_second_reading_overrules_them() -> None:
    """The same draft is a flagged claim with its code, also in a strict run; what is not there stays refused."""
    denied = {"act": "assert", "polarity": "positive", "claim": "Ilse Okoro touched the dam."}
    refused = _judged(**denied)
    assert isinstance(refused, Rejection)
    assert refused.code == "POLARITY_MISMATCH"
    for strict in (False, True):
        overruled = _judged(Policy(strict=strict, soften=True), **denied)
        assert isinstance(overruled, Claim)
        assert overruled.codes == ("POLARITY_MISMATCH", "CLAIM_POLARITY_FLIPPED")
    assert isinstance(_judged(Policy(soften=True), quote="We sold the dam to Norway"), Rejection)
