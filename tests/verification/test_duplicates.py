"""The same claim twice."""

from __future__ import annotations

from typing import Any

import pytest

from llmclaims.documents.document import Document
from llmclaims.schema.claims import Claim
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.paragraph import Proposal, Reading, verify_answer
from llmclaims.verification.rules.duplicates import duplicates

DOCUMENT = Document.from_text(
    "Title\n\n“The “old” lock is closed to all ships until further notice,” Moss said, and Holm agreed with her.\n"
)
RIGHT = {
    "ref": "s1", "quote": "The “old” lock is closed to all ships until further notice", "speaker": "Moss",
    "speaker_name": None, "speaker_type": "person", "cue": "said", "act": "assert", "polarity": "positive",
    "claim": "The old lock is closed to all ships until further notice.", "time": None,
}  # fmt: skip


def outcomes(*changes: dict[str, Any]) -> list[str]:
    """The verdicts on several versions of one statement, in their order."""
    proposals = [
        Proposal(kind="statement", item=RIGHT | one | {"ref": f"s{i}"}) for i, one in enumerate(changes)
    ]
    found = verify_answer(proposals, Reading(document=DOCUMENT, paragraph=1, schema=DEFAULT_SCHEMA))
    return ["ok" if isinstance(one, Claim) else one.code for one in found]


@pytest.mark.parametrize(
    ("versions", "expected"),
    [
        ([{}, {}], ["ok", "DUPLICATE"]),  # word for word
        ([{}, {"claim": "The lock is closed to all ships."}], ["ok", "DUPLICATE"]),  # in other words
        (
            [{}, {"quote": "“old” lock is closed to all ships until further notice"}],
            ["ok", "DUPLICATE"],
        ),  # a word less
        ([{}, {"quote": "is closed to all ships until further notice"}], ["ok", "ok"]),  # a different stretch
        (
            [{"quote": 'The "old" lock is closed to all ships until further notice'}, {}],
            ["DUPLICATE", "ok"],
        ),  # better tier
        ([{}, {"speaker": "Holm"}], ["ok", "ok"]),  # given to somebody else: wrong, not double
    ],
)
def test_duplicates_keep_the_better_grounded(versions: list[dict[str, Any]], expected: list[str]):
    """Of two that say the same, the one that is better grounded stays, then the first."""
    assert outcomes(*versions) == expected


def test_same_words_in_another_paragraph_are_another_claim():
    """Claims of two paragraphs are never duplicates of one another."""
    document = Document.from_text(
        "Title\n\nThe lock is closed again, Moss said.\n\nThe lock is closed again, Moss said.\n"
    )
    found = []
    for paragraph in (1, 2):
        item = RIGHT | {"quote": "The lock is closed again", "claim": "The lock is closed again."}
        proposals = [Proposal(kind="statement", item=item)]
        found += verify_answer(
            proposals, Reading(document=document, paragraph=paragraph, schema=DEFAULT_SCHEMA)
        )
    assert all(isinstance(one, Claim) for one in found)
    assert duplicates(found) == {}
