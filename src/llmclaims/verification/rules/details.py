"""Figures and dates of a claim that the text gives for something else (V31)."""

from __future__ import annotations

from itertools import chain
from typing import TYPE_CHECKING

from llmclaims.language import company, details
from llmclaims.language.tokens import tokens_of
from llmclaims.language.values.number_frames import bound_of, frames, may_bound
from llmclaims.schema.annotations import Role
from llmclaims.verification.rules.registry import FLAG, Finding, rule, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.verification.rules.case import Case

_CODES = {"BOUND_CHANGED": FLAG, "NUMBER_MOVED": FLAG, "DATE_MOVED": FLAG}


@rule(
    "V31",
    _CODES,
    example="“12 officers and 30 protesters were hurt” with the claim that 30 officers were; “at least 40” told as 40",
    strict=_CODES,
    soft=_CODES,
    worded=True,
)
def figures_stay(case: Case) -> Iterator[Finding]:
    """Each figure and date of a claim is that of the same thing in the text, with its “at least” or “nearly”."""
    if case.passage is None:
        return
    yield from _cut_bound(case)
    offset = case.paragraph.start
    quote = case.start - offset, case.end - offset
    source = details.Source(case.paragraph.text, quote, case.document.language)
    for value in case.all(Role.PROPOSITION):
        claim = str(value.value)
        if not details.has_figures(claim, source.language):
            continue
        if tokens_of(claim.rstrip(".")) == tokens_of(case.text):
            continue
        for one in details.changed_bounds(claim, source):
            message = f"The claim has “{shown(one.text)}”, the text “{shown(one.source)}”."
            yield Finding(code="BOUND_CHANGED", message=message)
        for one in details.moved_numbers(claim, source):
            message = f"“{shown(one.text)}” in the claim stands where the text has “{shown(one.source)}”."
            yield Finding(code="NUMBER_MOVED", message=message)
        for one in chain(
            *(
                find(claim, source)
                for find in (company.compared_figures, company.mixed_company, company.wholes, company.swapped)
            )
        ):
            message = f"“{shown(one.text)}” goes with other figures in the text: “{shown(one.source)}”."
            yield Finding(code="NUMBER_MOVED", message=message)
        for one in details.moved_dates(claim, source):
            message = f"The claim has “{shown(one.text)}”, the quote “{shown(one.source)}” and not that date."
            yield Finding(code="DATE_MOVED", message=message)


def _cut_bound(case: Case) -> Iterator[Finding]:
    """Find an amount that was cut off from its “at least” or “nearly”."""
    span, offset, language = case.span(Role.QUANTITY), case.paragraph.start, case.document.language
    if span is None:
        return
    start, end = span[0] - offset, span[1] - offset
    mention = case.paragraph.text[start:end]
    if not may_bound(case.paragraph.text, start, end, language):
        return
    for one in frames(case.paragraph.text, language):
        first, last = one.number.start - start, one.number.end - start
        bounded = start <= one.number.start < end and one.bound and not one.loose
        if bounded and not bound_of(mention, first, last, language)[0]:
            message = f"“{shown(mention)}” was cut off from the words that bound it in the text."
            yield Finding(code="BOUND_CHANGED", message=message)
            return
