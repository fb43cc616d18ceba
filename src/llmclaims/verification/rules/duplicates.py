"""The same claim twice in a paragraph (V25)."""

from __future__ import annotations

from bisect import bisect_left, bisect_right, insort
from typing import TYPE_CHECKING

from llmclaims.schema.annotations import Role, values
from llmclaims.verification.rules.registry import REJECT, Finding, rule, shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.schema.annotations import Span
    from llmclaims.schema.claims import Claim
    from llmclaims.verification.rules.case import Case

_OVERLAP = 0.9
_TIERS = ("exact", "typographic", "case", "ellipsis")
_TELLING = (Role.TRIGGER, Role.SPEAKER, Role.SOURCE, Role.TARGET)


@rule(
    "V25",
    {"DUPLICATE": REJECT},
    example="Two statements of one speaker with the same words",
    grounded=False,
)
def unlike_its_neighbours(case: Case) -> Iterator[Finding]:  # noqa: ARG001 - a draft alone has no twin
    """No draft says what another one of its paragraph says; ``duplicates`` judges the whole answer."""
    yield from ()


def duplicates(claims: Sequence[Claim]) -> dict[int, Finding]:
    """Return which claims say what another says: index into ``claims`` -> finding (DUPLICATE), as ``twins`` finds them."""
    if len(claims) < 2:
        return {}
    return {index: duplicate_of(claims[twin]) for index, twin in twins(claims).items()}


def duplicate_of(twin: Claim) -> Finding:
    """Return the finding against a claim that says what a twin says."""
    message = f"It says the same as another claim of the paragraph: “{shown(twin.quote)}”."
    return Finding(code="DUPLICATE", message=message)


def twins(claims: Sequence[Claim]) -> dict[int, int]:
    """Return which claims say what another says: index into ``claims`` -> index of the one that is kept.

    Two claims are the same when they have one kind, their spans overlap by nine tenths (intersection over
    union, in code points) and their trigger, speaker and ends agree. The better tier is kept, then the one
    with fewer flags, then the first.
    """
    found: dict[int, int] = {}
    kept = KeptClaims()
    for index in sorted(range(len(claims)), key=lambda index: (_rank(claims[index]), index)):
        twin = next(kept.alike(claims[index]), None)
        if twin is None:
            kept.add(index, claims[index])
        else:
            found[index] = twin
    return found


class KeptClaims:
    """Claims that are kept, indexed to find those that say what another claim says."""

    def __init__(self) -> None:
        """Begin without claims."""
        self._groups: dict[tuple[object, ...], _Group] = {}
        self._last: tuple[Claim, _Group] | None = None

    def add(self, index: int, claim: Claim) -> None:
        """Keep a claim under an index."""
        self._of(claim).add(index, claim.spans)

    def alike(self, claim: Claim) -> Iterator[int]:
        """Yield the indices of the kept claims that say what a claim says, in the order in which they were added."""
        near = self._of(claim).near(claim.spans)
        return (index for index, spans in near if _iou(claim.spans, spans) >= _OVERLAP)

    def _of(self, claim: Claim) -> _Group:
        if self._last is None or self._last[0] is not claim:  # a claim is looked for, then added
            telling = claim.kind, claim.document, claim.paragraph, _telling(claim)
            self._last = claim, self._groups.setdefault(telling, _Group())
        return self._last[1]


class _Group:
    """The kept claims that agree in kind, place, trigger, speaker and ends, in the order in which they were added."""

    def __init__(self) -> None:
        self._whole: list[tuple[int, int, int, Span]] = []  # start, number, index, span, sorted
        self._joined: list[tuple[int, int, Sequence[Span]]] = []  # those with several spans
        self._count = 0

    def add(self, index: int, spans: Sequence[Span]) -> None:
        """Keep a claim by its index."""
        if len(spans) == 1:
            insort(self._whole, (spans[0][0], self._count, index, spans[0]))
        else:
            self._joined.append((self._count, index, spans))
        self._count += 1

    def near(self, spans: Sequence[Span]) -> Iterator[tuple[int, Sequence[Span]]]:
        """Yield the claims that may overlap with spans by nine tenths: of those with one span, such as begin near it."""
        first, last = 0, len(self._whole)
        if len(spans) == 1:
            start, end = spans[0]
            reach = (end - start) // 8 + 1  # what is left of nine tenths, and a little
            first = bisect_left(self._whole, (start - reach,))
            last = bisect_right(self._whole, (start + reach, self._count))
        found = [(number, index, (span,)) for _, number, index, span in self._whole[first:last]]
        for _, index, others in sorted([*found, *self._joined], key=lambda one: one[0]):
            yield index, others


def _rank(claim: Claim) -> tuple[bool, int, int]:
    """Return a sort key: what was accepted at once stays, whatever a repair brings beside it."""
    tier = _TIERS.index(claim.tier) if claim.tier in _TIERS else len(_TIERS)
    return claim.repaired, tier, len(claim.codes)


def _telling(claim: Claim) -> tuple[tuple[str, str], ...]:
    """Return what tells two claims on the same words apart: trigger, speaker, the ends and type of a relation."""
    filled = list(values(claim.body))
    roles = {str(value.role): str(value.value).casefold() for value in filled if value.role in _TELLING}
    if Role.SOURCE in roles:
        roles |= {str(value.role): str(value.value) for value in filled if value.role is Role.TYPE}
    return tuple(sorted(roles.items()))


def _iou(one: Sequence[Span], other: Sequence[Span]) -> float:
    """Return the intersection over union of two sets of spans, in code points."""
    if one and other and (one[-1][1] <= other[0][0] or other[-1][1] <= one[0][0]):
        return 0.0
    common = sum(max(0, min(a[1], b[1]) - max(a[0], b[0])) for a in one for b in other)
    total = sum(end - start for start, end in (*one, *other)) - common
    return common / total if total else 0.0
