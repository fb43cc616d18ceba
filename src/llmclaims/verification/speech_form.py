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
    from collections.abc import Iterator, Sequence

    from llmclaims.documents.document import Document, Paragraph
    from llmclaims.schema.annotations import Span
    from llmclaims.schema.claims import Claim

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
    holders = [
        (claim, roles) for claim, roles in placed if Role.SPEAKER_TYPE in roles or Role.SPEAKER in roles
    ]
    found: dict[str, dict[str, Any]] = {}
    enclosing = Enclosing([(one.spans[0][0], one.spans[-1][1]) for one, _ in holders])
    for claim, roles in placed:
        inner = claim.mentions.get(roles[Role.TRIGGER].path, ()) if Role.TRIGGER in roles else claim.spans
        outer = enclosing.around(inner[0][0], inner[-1][1]) if inner else ()
        near = [holders[at] for at in outer]
        around = sorted(_holders(claim, roles, near), key=lambda one: (_length(one), one.id))[:_INNERMOST]
        if not around:
            continue
        if Role.TRIGGER in roles:
            found[claim.id] = {"asserted_by": [one.id for one in around]}
        else:
            found[claim.id] = {"within": around[0].id}
    return found


def _holders(
    claim: Claim, roles: dict[Role, Value], holders: Sequence[tuple[Claim, dict[Role, Value]]]
) -> Iterator[Claim]:
    trigger = roles.get(Role.TRIGGER)
    is_statement = Role.SPEAKER_TYPE in roles or Role.SPEAKER in roles
    if trigger is None and not is_statement:
        return
    spans = claim.mentions.get(trigger.path, ()) if trigger else claim.spans
    for other, theirs in holders:
        if other.id == claim.id or other.paragraph != claim.paragraph or not spans:
            continue
        inside = all(
            any(first <= start and end <= last for first, last in other.spans) for start, end in spans
        )
        if not inside or (_is_author(theirs) and is_statement):
            continue
        if is_statement and (_length(other) <= _length(claim) or _source(theirs) == _source(roles)):
            continue
        if not _is_author(theirs):
            yield other


def _is_author(roles: dict[Role, Value]) -> bool:
    kind = roles.get(Role.SPEAKER_TYPE)
    return kind is not None and kind.value == "author"


def _source(roles: dict[Role, Value]) -> str | None:
    found = roles.get(Role.SPEAKER_NAME) or roles.get(Role.SPEAKER)
    return str(found.value).casefold() if found else None


def _length(claim: Claim) -> int:
    return sum(end - start for start, end in claim.spans)
