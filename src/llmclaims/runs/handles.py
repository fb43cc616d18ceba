"""What a claim is called where people read: the beginning of its id, by which every file and page finds it.

The id stands in all that is saved of a claim, and is the same in every run that finds it. So a handle such as "e4f2a91"
is found by a search in the run's file, in its tables and on its page, and by ``Extraction.claim``; it begins what
``verify`` and ``link`` call the claim.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import takewhile

from llmclaims.errors import ConfigError
from llmclaims.schema.claims import Claim

LENGTH = 7
"""Signs of a handle: a letter for the kind and six digits, which one pair among six thousand claims shares."""
_NAMED = 3


def handles(claims: Iterable[Claim]) -> dict[str, str]:
    """Return the handle of each claim by its id: as many of its first signs as no other of these claims begins with."""
    ranked = sorted({claim.id for claim in claims})
    beside = zip(["", *ranked], [*ranked[1:], ""], strict=False)
    return {
        one: one[: max(LENGTH, *(_shared(one, other) + 1 for other in pair))]
        for one, pair in zip(ranked, beside, strict=False)
    }


def handle(name: str, known: Mapping[str, str]) -> str:
    """Return the handle of a claim that another one names; it may be in another document, or in none."""
    return known.get(name, name[:LENGTH])


def claim_of(claims: Sequence[Claim], wanted: str) -> Claim:
    """Return the claim whose id is, or begins with, ``wanted``.

    Raises:
        ConfigError: no id begins so, or those of several claims do.
    """
    found = {claim.id: claim for claim in claims if wanted and claim.id.startswith(wanted)}
    if wanted in found:
        return found[wanted]
    if len(found) == 1:
        return next(iter(found.values()))
    if not found:
        raise ConfigError(f"No claim has an id that begins with {wanted!r}: give one that a table shows.")
    several = ", ".join(sorted(found)[:_NAMED]) + (", …" if len(found) > _NAMED else "")
    raise ConfigError(
        f"{len(found)} claims have ids that begin with {wanted!r} ({several}): give more of one."
    )


def _shared(one: str, other: str) -> int:
    """Return how many signs two ids begin with alike."""
    return sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(one, other, strict=False)))
