"""Adjacent sentences of one attribution as one statement.

Annotators mark a whole attribution, the schema one sentence a statement. Two statements are one attribution when
they have the same speaker and cue, at the same place; they are adjacent when only punctuation, quotation marks or
the tag stands between. What cannot be decided, such as two statements of the author, stays apart.
"""

from collections.abc import Sequence
from dataclasses import replace

from llmclaims.evaluation.field_agreement import plain
from llmclaims.evaluation.items import Item, Spans, merged, shared

_TAG = 250
"""A tag between two parts of a quotation, with what is said about the speaker, is not longer (code points)."""
_LOOK_BACK = 3
"""Statements of other speakers that may begin inside an attribution."""


def join(statements: Sequence[Item], text: str) -> list[Item]:
    """Statements with those of one attribution put together, in the order of the text.

    A joined one keeps the speaker and cue of its first part, is optional when all its parts are, and has no
    field that may differ from sentence to sentence.
    """
    groups: list[Item] = []
    for item in sorted(statements, key=lambda one: (_start(one), one.key())):
        for number in range(len(groups) - 1, max(-1, len(groups) - 1 - _LOOK_BACK), -1):
            if _one_attribution(groups[number], item) and _adjacent(groups[number], item, text):
                groups[number] = _put_together(groups[number], item)
                break
        else:
            groups.append(item)
    return groups


def _start(item: Item) -> int:
    return min((start for start, _ in item.spans), default=0)


def _one_attribution(one: Item, other: Item) -> bool:
    """Nothing sets speaker and cue apart, and one of the two stands at the same place.

    A mention that occurs twice may have been placed at either, so the same words are no difference. Nobody is
    the same speaker only as an unnamed one: what the author says is no attribution.
    """
    known = False
    for field in ("speaker", "cue"):
        a, b = one.places.get(field, ()), other.places.get(field, ())
        if shared(a, b):
            known = True
        elif a and b and not _same_words(one, other, field):
            return False
    return known or _unnamed(one, other)


def _same_words(one: Item, other: Item, field: str) -> bool:
    a, b = one.values.get(field), other.values.get(field)
    return isinstance(a, str) and isinstance(b, str) and plain(a) == plain(b)


def _unnamed(one: Item, other: Item) -> bool:
    types = {one.values.get("speaker_type"), other.values.get("speaker_type")}
    nobody = not any(item.values.get(field) for item in (one, other) for field in ("speaker", "cue"))
    return nobody and len(types) == 1 and not types & {"author", None}


def _adjacent(one: Item, other: Item, text: str) -> bool:
    end, start = max((end for _, end in one.spans), default=0), _start(other)
    if start < end:
        return False
    tag = (*one.places.get("speaker", ()), *one.places.get("cue", ()))
    between = _without(text, end, start, merged(tag))
    if not any(character.isalnum() for character in between):
        return True
    inside = any(end <= a and b <= start for a, b in tag)
    return inside and start - end < _TAG


def _without(text: str, start: int, end: int, left_out: Spans) -> str:
    kept, at = [], start
    for a, b in left_out:
        if start <= a and b <= end:
            kept.append(text[at:a])
            at = b
    return "".join([*kept, text[at:end]])


def _put_together(one: Item, other: Item) -> Item:
    accept = {
        name: (*one.accept.get(name, ()), *other.accept.get(name, ()))
        for name in ("speaker", "speaker_name", "cue")
        if one.accept.get(name) or other.accept.get(name)
    }
    return replace(
        one,
        spans=(*one.spans, *other.spans),
        optional=one.optional and other.optional,
        unwanted=one.unwanted and other.unwanted,
        accept=accept,
        alternatives=(),
        group=None,
    )
