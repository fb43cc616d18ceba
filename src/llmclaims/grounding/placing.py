"""Place a whole draft: its quote, the paragraph of it, and each field that is copied from the source."""

from collections.abc import Sequence
from typing import NamedTuple, Protocol

from llmclaims.grounding.prepared import Prepared
from llmclaims.grounding.quotes import ground, ground_mention
from llmclaims.grounding.result import Grounding
from llmclaims.schema.annotations import Role, Value

Span = tuple[int, int]

_ANCHORS = (Role.TRIGGER, Role.SPEAKER, Role.CUE)


class Stretch(Protocol):
    """A part of a text, as a paragraph is."""

    @property
    def start(self) -> int:
        """The offset where it begins."""

    @property
    def end(self) -> int:
        """The offset behind it."""


class Placed(NamedTuple):
    """Where the quote of a draft and its verbatim fields (by path) stand, and the index of the paragraph."""

    quote: Grounding
    paragraph: int
    mentions: dict[str, Grounding]


def place(
    quote: str,
    fields: Sequence[Value],
    text: Prepared,
    paragraphs: Sequence[Stretch],
    index: int | None = None,
    *,
    short: bool = False,
    near: Sequence[Span] = (),
) -> Placed:
    """Place a draft in the paragraph of an index; without one, in the paragraph where its quote stands.

    ``short`` takes a quote of any length.

    A quote that stands there more than once is taken at ``near``, else where the trigger, the speaker or the cue
    is near, if that has one place; and the other fields are taken near the quote.
    """
    found = None
    locate = ground_mention if short else ground
    if index is None:
        found = locate(quote, text)
        index = _home(found, paragraphs)
    home = paragraphs[index].start, paragraphs[index].end
    anchors: dict[str, Grounding] = {}
    if found is None or found.found:
        anchors = _anchors(fields, text, home)
        near = near or tuple(one.spans[0] for one in anchors.values())
        found = locate(quote, text, within=home, near=near)
    return Placed(found, index, _mentions(fields, found, text, home, anchors))


def _home(found: Grounding, paragraphs: Sequence[Stretch]) -> int:
    """Return the index of the paragraph of a quote, or of the words closest to it."""
    near = found.nearest.start if found.nearest else 0
    start = found.spans[0][0] if found.spans else near
    return next((index for index, one in enumerate(paragraphs) if start < one.end), len(paragraphs) - 1)


def _anchors(fields: Sequence[Value], text: Prepared, home: Span) -> dict[str, Grounding]:
    """Place the fields that tell two places of the same quote apart, by path: each has one place."""
    found = {}
    for value in fields:
        if value.role in _ANCHORS and value.verbatim:
            placed = ground_mention(str(value.value), text, within=home)
            if placed.found and not placed.others:
                found[value.path] = placed
    return found


def _mentions(
    fields: Sequence[Value], quote: Grounding, text: Prepared, home: Span, anchors: dict[str, Grounding]
) -> dict[str, Grounding]:
    """Place each verbatim field but the quote; ``anchors`` are those of which that is known."""
    hull = (quote.spans[0][0], quote.spans[-1][1]) if quote.spans else None
    near = tuple(quote.spans)
    places: dict[str, Span | None] = {"quote": hull, "paragraph": home, "document": None}
    found = {}
    for value in fields:
        if not value.verbatim or value.path == "quote":
            continue
        within, known = places[value.verbatim], anchors.get(value.path)
        if known and within and within[0] <= known.spans[0][0] and known.spans[0][1] <= within[1]:
            found[value.path] = known
        else:
            found[value.path] = ground_mention(str(value.value), text, within=within, near=near)
    return found
