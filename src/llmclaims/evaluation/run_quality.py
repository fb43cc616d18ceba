"""The quality of a run without annotation: valid quotes, refusals, repairs, and the cost of a claim."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from llmclaims.documents.document import Document
from llmclaims.grounding.prepared import Prepared
from llmclaims.grounding.quotes import ground, prepare
from llmclaims.runs.records import Record, Run, Summary
from llmclaims.schema.claims import Claim, Rejection
from llmclaims.schema.usage import Usage

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
        """Return the share of the quotes that were valid before repair."""
        return self.valid / self.quotes if self.quotes else None

    @property
    def repair_rate(self) -> float | None:
        """Return the share of the refused drafts that the repair saved."""
        refused = self.saved + self.rejected
        return self.saved / refused if refused else None

    @property
    def cost_per_claim(self) -> float | None:
        """Return the cost of an accepted claim."""
        return self.cost / self.accepted if self.cost is not None and self.accepted else None

    def as_dict(self) -> dict[str, Any]:
        """Return it in a form for JSON."""
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


class IntakeCount:
    """Counts the records of one run, or of several behind one another, as they go by."""

    def __init__(self) -> None:
        """Nothing yet."""
        self._counts: Counter[str] = Counter()
        self._codes: Counter[str] = Counter()
        self._flags: Counter[str] = Counter()
        self._usage = Usage()
        self._home: Document | None = None
        self._text: Prepared | None = None

    def add(self, one: Run | Record | Summary) -> None:
        """Count one record; a refused quote is looked up in the document that it stands behind."""
        match one:
            case Document():
                self._home, self._text = one, None
            case Claim():
                found = {"accepted": 1, "saved": one.repaired, "quotes": bool(one.quote)}
                self._counts.update(found, valid=bool(one.quote) and one.tier in _VALID and not one.repaired)
                self._flags.update(one.codes)
            case Rejection():
                self._counts["rejected"] += 1
                self._codes[one.code] += 1
                self._refused(one)
            case Summary():
                self._usage += one.usage

    def _refused(self, one: Rejection) -> None:
        home, quote = self._home, one.draft.get("quote") if isinstance(one.draft, dict) else None
        if (
            not isinstance(quote, str)
            or not quote
            or home is None
            or home.id != one.document
            or not home.text
        ):
            return
        if self._text is None:
            self._text = prepare(home.text)
        found = ground(quote, self._text)
        self._counts.update(quotes=1, valid=found.found and found.tier in _VALID)

    def intake(self) -> Intake:
        """Return the counts so far."""
        counts, usage = self._counts, self._usage
        return Intake(
            proposed=counts["accepted"] + counts["rejected"],
            accepted=counts["accepted"],
            rejected=counts["rejected"],
            quotes=counts["quotes"],
            valid=counts["valid"],
            saved=counts["saved"],
            codes=dict(self._codes.most_common()),
            flags=dict(self._flags.most_common()),
            tokens=usage.input_tokens + usage.output_tokens,
            cost=usage.cost,
        )
