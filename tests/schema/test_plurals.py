"""Counts and their nouns agree, also where there is one."""

import pytest

from llmclaims import Document, Extraction, Run
from llmclaims.errors import IncompleteRunError, RejectedClaimsError
from llmclaims.schema.claims import Failure, Rejection
from llmclaims.schema.plurals import plural, were


@pytest.mark.parametrize(
    ("count", "noun", "said"),
    [
        (0, "claim", "0 claims"),
        (1, "claim", "1 claim"),
        (2000, "claim", "2,000 claims"),
        (2, "reply", "2 replies"),
        (2, "day", "2 days"),  # a vowel before the y
        (2, "batch", "2 batches"),
        (2, "index", "2 indexes"),
        (3, "more document", "3 more documents"),
    ],
)
def test_a_noun_agrees_with_its_count(count, noun, said):
    """One has none of the plural's ends."""
    assert plural(count, noun) == said


def test_one_is_one_in_what_a_person_reads():
    """A notebook and the errors of a run speak of one document, one draft and one part in the singular."""
    document = Document.from_text("The dam burst.", id="d")
    refused = Rejection(
        kind="event", document="d", paragraph=0, code="X", message="m", nearest=None, draft={}
    )
    failed = Failure(document="d", paragraph=0, error="ReplyError", message="m")
    run = Extraction(run=Run(provider="p", model="m"), records=(document, refused, failed))
    shown = run._repr_html_()
    assert "1 document, 0 claims" in shown
    assert "1 draft refused" in shown
    with pytest.raises(RejectedClaimsError, match=r"^1 draft was refused \(X\)"):
        run.raise_for_rejections()
    with pytest.raises(IncompleteRunError, match=r"^1 part of the run failed or was skipped"):
        run.raise_for_failures()
    assert (were(1), were(2)) == ("was", "were")
