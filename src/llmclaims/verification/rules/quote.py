"""The quote itself: where it stands, how long it is, in which zone and in how many sentences (V01-V08)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from llmclaims.verification.rules.registry import FLAG, REJECT, Finding, rule

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.verification.rules.case import Case

_REFUSED_ZONES = ("byline", "bio", "boilerplate")
_NOTED_ZONES = ("title", "subtitle", "dateline", "caption")
_NOT_FOUND = (
    "QUOTE_NOT_FOUND", "TOO_SHORT", "CUTS_TOKEN", "WRONG_PARAGRAPH", "ELLIPSIS_DROPS_OPERATOR", "NUMBER_ALTERED",
    "NEGATION_ALTERED", "NAME_ALTERED", "MODAL_ALTERED", "WORDS_ALTERED", "NOT_CONTIGUOUS",
)  # fmt: skip


@rule(
    "V01-V08",
    dict.fromkeys(_NOT_FOUND, REJECT)
    | dict.fromkeys(("TOO_LONG", "AMBIGUOUS_SPAN", "ELLIPSIS_STITCHED"), FLAG),
    example="“Iran requested help” where the source says “Iran has not requested help”",
    strict=("ELLIPSIS_STITCHED",),
    grounded=False,
)
def grounded(case: Case) -> Iterator[Finding]:
    """The quote stands word for word in its paragraph, whole, and of three words or more unless two are all that was said."""
    grounding = case.grounding
    if not grounding.found:
        code = grounding.code or "QUOTE_NOT_FOUND"
        yield Finding(code=code, message=grounding.message, nearest=grounding.nearest)
        return
    for flag in grounding.flags:
        yield Finding(code=flag, message=_FLAGGED.get(flag, grounding.message))


_FLAGGED = {
    "TOO_LONG": "The quote has more than 60 words, so it says more than one claim.",
    "AMBIGUOUS_SPAN": "The quote stands in the paragraph more than once; the first place was taken.",
    "ELLIPSIS_STITCHED": "The quote joins parts of the source with an ellipsis of its own.",
}


@rule(
    "V04",
    {"SEVERAL_SENTENCES": FLAG},
    example="A quote that runs over a full stop into the next sentence",
    strict=("SEVERAL_SENTENCES",),
)
def one_sentence(case: Case) -> Iterator[Finding]:
    """The quote lies in one sentence."""
    start, end = case.start, case.end
    first = bisect_right(case.sentences, start, key=lambda span: span[1])
    touched = bisect_left(case.sentences, end, key=lambda span: span[0]) - first
    if touched > 1:
        message = f"The quote runs over {touched} sentences; one sentence makes one claim."
        yield Finding(code="SEVERAL_SENTENCES", message=message)


@rule(
    "V06",
    {f"ZONE_{zone.upper()}": REJECT for zone in _REFUSED_ZONES}
    | {f"ZONE_{zone.upper()}": FLAG for zone in _NOTED_ZONES},
    example="Quoting “Worked in three capitals before joining the desk” from the reporter's biography",
)
def in_body(case: Case) -> Iterator[Finding]:
    """The quote comes from the article's body, not from a byline, a biography or boilerplate."""
    zone = case.paragraph.zone
    if zone not in (*_REFUSED_ZONES, *_NOTED_ZONES):
        return
    if zone in _NOTED_ZONES:
        message = f"The quote comes from a {zone}, not from the running text."
    else:
        message = f"The quote comes from a {zone}, not from the article's body."
    yield Finding(code=f"ZONE_{zone.upper()}", message=message)
