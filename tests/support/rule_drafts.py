"""Drafts and their verdicts in one line each, for the tables of the rules' tests."""

from __future__ import annotations

from typing import Any

from llmclaims.documents.document import Document
from llmclaims.schema.annotations import Cited
from llmclaims.schema.claims import Claim, Rejection
from llmclaims.schema.news import Event, Statement
from llmclaims.verification.verifier import Policy, verify

BEFORE = "Road reopens\n\nThe mayor of Delm was in town.\n\n"
AFTER = "\n\nGeneral Stahl left on 12 May with 40 trucks.\n"


def judge(text: str, draft: Cited, *, strict: bool = False, **options: Any) -> Claim | Rejection:
    """What the verifier says of a draft from a paragraph that stands between two others."""
    document = Document.from_text(BEFORE + text + AFTER, published=options.pop("published", None))
    home = next(one for one in document.paragraphs if one.start == len(BEFORE))
    return verify(draft, document, paragraph=home.index, policy=Policy(strict=strict), **options)


def codes(outcome: Claim | Rejection) -> list[str]:
    """The code of a refusal with an exclamation mark, or the flags."""
    return list(outcome.codes) if isinstance(outcome, Claim) else ["!" + outcome.code]


def happens(text: str, quote: str, trigger: str, **more: Any) -> list[str]:
    """The codes of an event; it is asserted and positive unless ``more`` says otherwise."""
    body = {
        "participants": [], "location": None, "time": None, "quantity": None, "modality": "asserted",
        "polarity": "positive",
    } | more  # fmt: skip
    return codes(judge(text, Event(ref="e1", quote=quote, trigger=trigger, type="OTHER", **body)))


def says(text: str, quote: str, speaker: str | None, cue: str | None, **more: Any) -> list[str]:
    """The codes of a statement; its claim is the quote, and its speaker a person, unless ``more`` says otherwise."""
    kind = more.pop("kind", "person" if speaker else "author")
    body = {
        "speaker_name": None,
        "act": "assert",
        "polarity": "positive",
        "claim": quote,
        "time": None,
    } | more
    return codes(
        judge(text, Statement(ref="s1", quote=quote, speaker=speaker, speaker_type=kind, cue=cue, **body))
    )
