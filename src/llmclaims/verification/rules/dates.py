"""Dates that a claim gives and its text does not, and plans that are over already (V20)."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llmclaims.language.values.date_parts import date_parts, dates_of
from llmclaims.schema.annotations import Role
from llmclaims.schema.intervals import earlier
from llmclaims.verification.rules.registry import FLAG, REJECT, Finding, rule, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.schema.annotations import Span
    from llmclaims.verification.rules.case import Case

_RELATIVE = re.compile(
    r"\b(?:(?:last|next|this|on|by|late|early)\s+)?(?:[A-Z][a-z]+day)\b|\b(?:today|yesterday|tomorrow|tonight)\b"
)


@rule(
    "V20",
    {
        "DATE_UNLICENSED": REJECT,
        "DATE_NOT_IN_PARAGRAPH": FLAG,
        "YEAR_INFERRED": FLAG,
        "PUBLISHED_INFERRED": FLAG,
        "TEMPORAL_ANOMALY": FLAG,
    },
    example="A claim that dates the visit to “May 3” where the text says “Thursday” and no date is known",
)
def dates_in_document(case: Case) -> Iterator[Finding]:
    """Each year, month and day comes from the text or from a declared anchor, and no plan is over already."""
    for value in case.all(Role.PROPOSITION):
        for part, elsewhere in _unlicensed(case, str(value.value)):
            if elsewhere:
                message = f"“{part}” is a date of the document, but not of the quote's paragraph."
                yield Finding(code="DATE_NOT_IN_PARAGRAPH", message=message)
            else:
                message = f"“{part}” in the claim is a date that neither the text nor its dateline gives."
                yield Finding(code="DATE_UNLICENSED", message=message)
    resolved = case.time
    if resolved is None:
        return
    if "YEAR_INFERRED" in resolved.flags:
        message = (
            f"The year of “{shown(case.get(Role.TIME))}” is not said; it was taken from an earlier date."
        )
        yield Finding(code="YEAR_INFERRED", message=message)
    origin = case.document.origin
    if origin is not None and origin.published_is_guess and resolved.anchor == "dct":
        message = (
            f"“{shown(case.get(Role.TIME))}” counts from {case.document.published}, which nothing in the source declares to be its "
            f"day ({origin.published_from})."
        )
        yield Finding(code="PUBLISHED_INFERRED", message=message)
    dated = _anchor(case)
    if case.get(Role.MODALITY) == "planned" and dated and earlier(resolved.value, dated):
        message = f"This is planned for {resolved.value}, which is before the article's own date, {dated}."
        yield Finding(code="TEMPORAL_ANOMALY", message=message)


def _unlicensed(case: Case, claim: str) -> list[tuple[str, bool]]:
    """Return the parts of dates in a claim that neither the quote's paragraph nor an anchor gives.

    Each comes with whether the document has it in another paragraph.
    """
    document, language = case.document, case.document.language
    mine = date_parts(claim, language)
    if not mine:
        return []
    here = dates_of(case.paragraph.text, language)
    loose = [(kind, value, span) for kind, value, span in mine if (kind, value) not in here]
    if not loose:
        return []
    reckoned = set(_reckoned(case))
    anywhere = dates_of(document.text, language)
    return [
        (claim[start:end], (kind, value) in anywhere)
        for kind, value, (start, end) in loose
        if (kind, value) not in reckoned
        and not _named_after(claim[:end], start, document.text)
        and not (kind in {"month", "weekday"} and _in_name(claim, (start, end), document.text))
    ]


def _named_after(claim: str, start: int, text: str) -> bool:
    """Tell whether a day is part of a thing's name that the document has: "the car-free Sunday"."""
    before = re.search(r"[^\W_]+(?:-[^\W_]+)+\s+$", claim[:start])
    return before is not None and claim[before.start() :].casefold() in text.casefold()


def _in_name(claim: str, span: Span, text: str) -> bool:
    """Tell whether a month or a day of the week is part of a name that the document has: "May Renn", "Friday Club"."""
    before = re.search(r"[A-Z][\w’'-]*\s+$", claim[: span[0]])
    after = re.match(r"\s+[A-Z]\w*", claim[span[1] :])
    pairs = (
        claim[before.start() : span[1]] if before and before.start() else "",
        claim[span[0] : span[1] + after.end()] if after else "",
    )
    return any(pair and re.search(rf"(?<!\w){re.escape(pair)}(?!\w)", text) for pair in pairs)


def _reckoned(case: Case) -> Iterator[tuple[str, int]]:
    """Yield the years, months and days that the anchors, and the paragraph's words with them, come to."""
    document = case.document
    values = [_anchor(case), document.published, document.dateline.value if document.dateline else None]
    resolved = case.time
    values.append(resolved.value if resolved else None)
    for match in _RELATIVE.finditer(case.paragraph.text):
        for future in (False, True):
            found = case.resolve(match.group(), case.paragraph.start + match.start(), future=future)
            values.append(found.value if found else None)
    for value in values:
        for point in (value or "").split("/"):
            parts = point[:10].split("-")
            for kind, part in zip(("year", "month", "day"), parts, strict=False):
                if part.isdigit():
                    yield kind, int(part)


def _anchor(case: Case) -> str | None:
    """Return the date an article declares for itself: the one given for it, else its dateline's, when it has a year."""
    document = case.document
    value = document.published or (document.dateline.value if document.dateline else None)
    return value if value and value[:1].isdigit() else None
