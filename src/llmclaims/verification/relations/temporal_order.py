"""The order of two events as their dates give it, without a model.

``before`` and ``overlaps`` as in TimeML, on the days that the events' values cover. Only what happened or is
planned has a place in time; a value that is one open side of a time ("since March", "by June") gives none.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from llmclaims.language.lexicon import word_set
from llmclaims.schema.annotations import Role, by_role
from llmclaims.schema.intervals import bounds
from llmclaims.verification.relations.ends import sort_of

if TYPE_CHECKING:
    from datetime import date

    from llmclaims.documents.document import Document
    from llmclaims.schema.claims import Claim

_LAST_WORD = re.compile(r"([^\W\d_]+)\W*$")
_BEFORE = 24
"""Characters in front of a time mention in which its preposition stands."""
_REAL = frozenset(("asserted", "planned"))


def days_of(claim: Claim, document: Document) -> tuple[date, date] | None:
    """Return the first and the last day on which an event happens, None where its words leave that open."""
    value = claim.derived.get("time_value")
    if sort_of(claim) != "event" or not isinstance(value, str):
        return None
    filled = by_role(claim.body)
    modality, polarity = filled.get(Role.MODALITY), filled.get(Role.POLARITY)
    if modality is not None and modality.value not in _REAL:
        return None
    if polarity is not None and polarity.value != "positive":
        return None
    places = claim.mentions.get(filled[Role.TIME].path, ()) if Role.TIME in filled else ()
    open_ends = word_set(document.language, "linking", "open_ends")
    for start, end in places:
        words = document.text[start:end].lower().split()
        match = _LAST_WORD.search(document.text, max(0, start - _BEFORE), start)
        if (match and match[1].lower() in open_ends) or (words and words[0] in open_ends - {"from"}):
            return None
    return bounds(value)


def order_of(source: Claim, target: Claim, document: Document) -> str | None:
    """Return ``before`` or ``overlaps`` from source to target where their dates say so, else None.

    ``overlaps`` is said only of an event within the days of one that lasts ("August 2-3"): two events on one
    day need not share a moment of it.
    """
    mine, theirs = days_of(source, document), days_of(target, document)
    if mine is None or theirs is None:
        return None
    if mine[1] < theirs[0]:
        return "before"
    lasting = "/" in str(target.derived.get("time_value")) and theirs[0] < theirs[1]
    return (
        "overlaps" if lasting and theirs[0] <= mine[0] and mine[1] <= theirs[1] and mine != theirs else None
    )
