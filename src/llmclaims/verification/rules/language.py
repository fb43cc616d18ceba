"""Claims in a language without words to check them by (V40)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.detection import UNKNOWN
from llmclaims.verification.rules.registry import FLAG, Finding, rule, rules

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.verification.rules.case import Case


@rule(
    "V40",
    {"RULES_NOT_APPLIED": FLAG},
    example="A claim from an article in Hungarian, or from one that is too short to tell its language",
)
def rules_apply(case: Case) -> Iterator[Finding]:
    """The rules that rest on words have words for the language of the document."""
    language = case.document.language
    if any(one.worded and one.applies(language) for one in rules()):
        return
    known = "is not known" if language == UNKNOWN else f"is {language!r}, which has no words for them"
    message = f"The rules that rest on words were not applied: the document's language {known}."
    yield Finding(code="RULES_NOT_APPLIED", message=message)
