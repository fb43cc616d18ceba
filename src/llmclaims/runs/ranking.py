"""The claims of a run ranked by their salience, each document's by themselves."""

from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from llmclaims.documents.document import Document
from llmclaims.errors import ConfigError
from llmclaims.runs.records import Line, Summary
from llmclaims.runs.tables import ends_of
from llmclaims.schema.claims import Claim

Kept = TypeVar("Kept", bound=Line)


def top(claims: Iterable[Claim], n: int) -> tuple[Claim, ...]:
    """Return the ``n`` most salient claims of each document, the most salient first, equal ones in their order.

    A relation never comes without its ends: it is as salient as the lesser of them and stands behind both. One between
    documents is there when both its ends are, and is not counted.

    Raises:
        ConfigError: ``n`` is less than 1, or no claim of a document says how salient it is.
    """
    if n < 1:
        raise ConfigError(f"top takes at least one claim of each document, not {n}: give 1 or more.")
    groups, across = _by_document(claims)
    for group in groups:
        if all(one.salience is None for one in group):
            raise ConfigError(
                f"The claims of document {group[0].document} do not say how salient they are, since their run is older "
                "than that: extract again to rank them."
            )
    chosen = [one for group in groups for one in _ordered(group)[:n]]
    known = {one.id for one in chosen}
    return (*chosen, *(one for one in across if _ends(one) <= known))


def ranks(claims: Iterable[Claim]) -> dict[str, int]:
    """Return the rank of each claim in its document by its id, 1 being the most salient.

    A relation between documents has the rank of the latter of its ends.
    """
    groups, across = _by_document(claims)
    found = {one.id: place for group in groups for place, one in enumerate(_ordered(group), start=1)}
    return found | {
        one.id: max(found[end] for end in _ends(one)) for one in across if _ends(one) <= found.keys()
    }


class Top:
    """The ``n`` most salient claims of each document, chosen as the documents go by; ``left`` counts the others."""

    def __init__(self, n: int) -> None:
        """Take their number."""
        self.left = 0
        self._n = n
        self._known: set[str] = set()

    def among(self, held: Sequence[Kept]) -> list[Kept]:
        """Return one document's records, or those behind all documents, without the claims that are not chosen."""
        claims = [one for one in held if isinstance(one, Claim)]
        self._known |= {one.id for one in top((one for one in claims if one.document is not None), self._n)}
        found = [one for one in held if not isinstance(one, Claim) or self._holds(one)]
        self.left += len(held) - len(found)
        return found

    def records(self, records: Iterable[Line]) -> Iterator[Line]:
        """Yield a run's records without the claims that are not chosen; one document is held at a time."""
        held: list[Line] = []
        for one in records:
            if isinstance(one, (Document, Summary)):
                yield from self.among(held)
                held = []
            held.append(one)
        yield from self.among(held)

    def _holds(self, one: Claim) -> bool:
        return one.id in self._known or (one.document is None and _ends(one) <= self._known)


def _by_document(claims: Iterable[Claim]) -> tuple[list[list[Claim]], list[Claim]]:
    """Return the claims of each document, and the relations between documents."""
    groups: dict[str | None, list[Claim]] = {None: []}
    for one in claims:
        groups.setdefault(one.document, []).append(one)
    across = groups.pop(None)
    return list(groups.values()), across


def _ordered(claims: Sequence[Claim]) -> list[Claim]:
    """Return one document's claims, the most salient first and relations behind their ends."""
    return sorted(claims, key=lambda one: (-(one.salience or 0), bool(_ends(one))))


def _ends(claim: Claim) -> set[str]:
    """Return the claims that a relation relates; none for another claim."""
    ends = ends_of(claim)
    return {ends.source, ends.target} if ends else set()
