"""Wrong claims with a perfect quote are named, their right twins pass."""

from __future__ import annotations

import pytest

from llmclaims.documents.document import Document
from llmclaims.schema.claims import Claim
from llmclaims.schema.news import Event, Statement
from llmclaims.verification.verifier import verify
from tests.support.claim_vectors import AFTER, BEFORE, VECTORS, Vector
from tests.support.speech_vectors import SPEECH

MODELS = {"event": Event, "statement": Statement}
ALL = [*VECTORS, *SPEECH]
RIGHT = [pytest.param(vector, id=f"{index}-{vector.style}") for index, vector in enumerate(ALL)]
WRONG = [
    pytest.param(vector, code, changes, id=f"{index}-{vector.style}-{code}-{number}")
    for index, vector in enumerate(ALL)
    for number, (code, changes) in enumerate(vector.wrong)
]


def judge(vector: Vector, changes: dict) -> list[str]:
    """The codes that the verifier gives a draft: that of its refusal, or its flags."""
    document = Document.from_text(BEFORE + vector.text + AFTER)
    home = next(one for one in document.paragraphs if one.start == len(BEFORE))
    draft = MODELS[vector.kind].model_validate(vector.right | changes)
    outcome = verify(draft, document, paragraph=home.index)
    return list(outcome.codes) if isinstance(outcome, Claim) else [outcome.code]


@pytest.mark.parametrize("vector", RIGHT)
def test_right_twin_is_verified(vector: Vector):
    """A faithful draft is accepted without a flag."""
    assert judge(vector, {}) == []


@pytest.mark.parametrize(("vector", "code", "changes"), WRONG)
def test_wrong_claim_is_named(vector: Vector, code: str, changes: dict):
    """A wrong claim whose quote is exact is named by the code of the rule that it breaks."""
    assert code in judge(vector, changes)


def test_table_is_large():
    """At least two hundred wrong claims stand in the table, in ten news styles or more."""
    assert len(WRONG) >= 300
    assert len({vector.style for vector in VECTORS}) >= 10
