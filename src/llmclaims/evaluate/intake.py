"""What a run says about itself without annotation: valid quotes, refusals, repairs, and what a claim cost."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from llmclaims.claim import Claim
from llmclaims.grounding import ground, prepare

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmclaims.claim import Rejection
    from llmclaims.extraction import Extraction
    from llmclaims.grounding import Prepared

_VALID = ("exact", "typographic")


@dataclass(frozen=True, slots=True, kw_only=True)
class Intake:
    """Counts over a whole run.

    ``valid`` of ``quotes`` stood in the source word for word (typographic differences aside) before any
    repair; a repaired claim's first quote did not. ``codes`` counts refusals by their code, ``flags`` marks
    on accepted claims. ``saved`` refused drafts came back right. ``cost`` is in the currency of the configured
    prices, None where it is unknown; tokens are those that the provider counted, input and output together.
    """

    proposed: int
    accepted: int
    rejected: int
    quotes: int
    valid: int
    saved: int
    codes: Mapping[str, int]
    flags: Mapping[str, int]
    tokens: int
    cost: float | None

    @property
    def validity(self) -> float | None:
        """Share of the quotes that were valid before repair."""
        return self.valid / self.quotes if self.quotes else None

    @property
    def repair_rate(self) -> float | None:
        """Share of the refused drafts that the repair saved."""
        refused = self.saved + self.rejected
        return self.saved / refused if refused else None

    @property
    def cost_per_claim(self) -> float | None:
        """Cost of an accepted claim."""
        return self.cost / self.accepted if self.cost is not None and self.accepted else None

    def as_dict(self) -> dict[str, Any]:
        """For JSON."""
        return {
            "proposed": self.proposed,
            "accepted": self.accepted,
            "rejected": self.rejected,
            "quotes": self.quotes,
            "quote_validity": self.validity,
            "rejection_rate": {
                code: count / self.proposed for code, count in self.codes.items() if self.proposed
            },
            "rejections": dict(self.codes),
            "flags": dict(self.flags),
            "repaired": self.saved,
            "repair_rate": self.repair_rate,
            "tokens": self.tokens,
            "cost": self.cost,
            "cost_per_accepted_claim": self.cost_per_claim,
        }


def intake(run: Extraction) -> Intake:
    """The counts of a run; quotes of refused drafts are looked up in the documents' text again.

    Where a document was saved without its text, its refused quotes are left out of ``quotes``.
    """
    asked = {one.document for one in run.rejections}
    texts = {one.id: prepare(one.text) for one in run.documents if one.id in asked and one.text}
    quoted = [claim for claim in run.claims if claim.quote]
    refused = [one for one in run.rejections if _quote(one) and one.document in texts]
    valid = sum(claim.tier in _VALID and not claim.repaired for claim in quoted)
    valid += sum(_stands(one, texts[one.document]) for one in refused)
    usage = run.summary.usage
    return Intake(
        proposed=len(run.claims) + len(run.rejections),
        accepted=len(run.claims),
        rejected=len(run.rejections),
        quotes=len(quoted) + len(refused),
        valid=valid,
        saved=sum(claim.repaired for claim in run.claims),
        codes=dict(Counter(one.code for one in run.rejections).most_common()),
        flags=dict(
            Counter(code for one in run.records if isinstance(one, Claim) for code in one.codes).most_common()
        ),
        tokens=usage.input_tokens + usage.output_tokens,
        cost=usage.cost,
    )


def _quote(one: Rejection) -> str:
    quote = one.draft.get("quote") if isinstance(one.draft, dict) else None
    return quote if isinstance(quote, str) else ""


def _stands(one: Rejection, text: Prepared) -> bool:
    found = ground(_quote(one), text)
    return found.found and found.tier in _VALID
