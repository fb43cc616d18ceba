"""Direct, indirect or mixed speech, and which statement holds what: computed from the text, never filled (V16).

Quotation marks decide the form. A mark that is never closed runs to the paragraph's end, as news style opens
a quotation again in every paragraph. Names and single terms in quotation marks are not speech.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Literal

from llmclaims.language.quotations import speech
from llmclaims.language.spans import Enclosing
from llmclaims.schema.annotations import Role, Value, by_role

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from llmclaims.documents.document import Document, Paragraph
    from llmclaims.schema.annotations import Span
    from llmclaims.schema.claims import Claim

    Roles = Mapping[Role, Value]

Form = Literal["direct", "indirect", "mixed", "unattributed"]

_WORD = re.compile(r"[^\W_]+(?:['’\-][^\W_]+)*")
_INNERMOST = 50
"""Statements around an event that are listed, innermost first; people nest three or four."""


def form(document: Document, spans: Sequence[Span], paragraph: Paragraph, speaker_type: str | None) -> Form:
    """Return PARC's form of a statement, from the quotation marks of its paragraph.

    Args:
        document: the text; ``spans`` are half-open offsets into it.
        spans: where the statement's quote stands.
        paragraph: the quote's paragraph, over which quotation marks are paired.
        speaker_type: "author" makes it unattributed whatever the marks say.
    """
    if speaker_type == "author":
        return "unattributed"
    left, right = (spans[0][0], spans[-1][1]) if spans else (0, 0)
    marked = [(start + paragraph.start, end + paragraph.start) for start, end in speech(paragraph.text)]
    marked = [(start, end) for start, end in marked if start < right and left < end]
    if not marked:
        return "indirect"
    inside = outside = 0
    for start, end in spans:
        for match in _WORD.finditer(document.text, start, end):
            if any(first <= match.start() and match.end() <= last for first, last in marked):
                inside += 1
            else:
                outside += 1
    if inside and outside:
        return "mixed"
    return "direct" if inside else "indirect"


def attributed(claims: Sequence[Claim]) -> dict[str, dict[str, Any]]:
    """Return which statements hold a claim, by claim id: ``within`` for a statement, ``asserted_by`` for an event.

    ``within`` is the smallest statement of another source whose span contains this one. ``asserted_by``
    lists the statements whose spans contain the event's trigger, innermost first. Claims that nothing holds
    are left out.
    """
    if len(claims) < 2:
        return {}
    placed = [(claim, by_role(claim.body)) for claim in claims if claim.spans]
    holders = [(claim, roles) for claim, roles in placed if _speaks(roles) and not _is_author(roles)]
    enclosing = Enclosing([(one.spans[0][0], one.spans[-1][1]) for one, _ in holders])
    found: dict[str, dict[str, Any]] = {}
    for claim, roles in placed:
        trigger = roles.get(Role.TRIGGER)
        spans = claim.mentions.get(trigger.path, ()) if trigger else claim.spans
        if not spans or not (trigger or _speaks(roles)):
            continue
        near = [holders[at] for at in enclosing.around(spans[0][0], spans[-1][1])]
        around = [one for one, theirs in near if _holds(one, theirs, claim, roles, spans)]
        around = sorted(around, key=lambda one: (_length(one), one.id))[:_INNERMOST]
        if around:
            names = [one.id for one in around]
            found[claim.id] = {"asserted_by": names} if trigger else {"within": names[0]}
    return found


def _holds(outer: Claim, theirs: Roles, claim: Claim, roles: Roles, spans: Sequence[Span]) -> bool:
    """Tell whether a statement holds a claim: not itself, nor another statement of its own source."""
    if outer.id == claim.id or outer.paragraph != claim.paragraph:
        return False
    if not all(any(first <= start and end <= last for first, last in outer.spans) for start, end in spans):
        return False
    return not _speaks(roles) or (_length(outer) > _length(claim) and _source(theirs) != _source(roles))


def _speaks(roles: Roles) -> bool:
    return Role.SPEAKER_TYPE in roles or Role.SPEAKER in roles


def _is_author(roles: Roles) -> bool:
    kind = roles.get(Role.SPEAKER_TYPE)
    return kind is not None and kind.value == "author"


def _source(roles: Roles) -> str | None:
    found = roles.get(Role.SPEAKER_NAME) or roles.get(Role.SPEAKER)
    return str(found.value).casefold() if found else None


def _length(claim: Claim) -> int:
    return sum(end - start for start, end in claim.spans)
