"""The verdict on a draft from a paragraph between two others, in one line."""

from __future__ import annotations

from typing import Any

from llmclaims.documents.document import Document
from llmclaims.schema.annotations import Cited
from llmclaims.schema.claims import Claim, Rejection
from llmclaims.verification.verifier import Policy, verify

BEFORE = "Road reopens\n\nThe mayor of Delm was in town.\n\n"
AFTER = "\n\nGeneral Stahl left on 12 May with 40 trucks.\n"


def judge(text: str, draft: Cited, *, strict: bool = False, **options: Any) -> Claim | Rejection:
    """What the verifier says of a draft from a paragraph that stands between two others."""
    document = Document.from_text(
        BEFORE + text + AFTER, published=options.pop("published", None), language="en"
    )
    home = next(one for one in document.paragraphs if one.start == len(BEFORE))
    return verify(draft, document, paragraph=home.index, policy=Policy(strict=strict), **options)


def codes(outcome: Claim | Rejection) -> list[str]:
    """The code of a refusal with an exclamation mark, or the flags."""
    return list(outcome.codes) if isinstance(outcome, Claim) else ["!" + outcome.code]
