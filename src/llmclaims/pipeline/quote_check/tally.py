"""Count what was judged, so that nothing vanishes: quotes are those that hold, those that do not, and those not read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from llmclaims.pipeline.quote_check.judging import Checked
from llmclaims.pipeline.quote_check.offsets import UNITS
from llmclaims.pipeline.quote_check.quoted import Quoteless, Unreadable


@dataclass(slots=True)
class Tally:
    """Counts the outcomes as they go by. ``located`` are quotes that stand in their source and have offsets."""

    held: int = 0
    codes: Counter[str] = field(default_factory=Counter)
    tiers: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    unreadable: int = 0
    quoteless: int = 0
    located: int = 0
    fits: Counter[str] = field(default_factory=Counter)

    def add(self, one: Checked | Unreadable | Quoteless) -> None:
        """Count one outcome."""
        match one:
            case Unreadable():
                self.unreadable += 1
            case Quoteless():
                self.quoteless += 1
            case Checked():
                self.held += one.holds
                self.flags.update(one.grounding.flags)
                if one.grounding.tier:
                    self.tiers[one.grounding.tier] += 1
                if one.grounding.code:
                    self.codes[one.grounding.code] += 1
                if one.fits is not None:
                    self.located += 1
                    self.fits.update(one.fits)

    @property
    def refused(self) -> int:
        """How many quotes do not hold."""
        return self.codes.total()

    @property
    def quotes(self) -> int:
        """How many there are in all, those that could not be read among them."""
        return self.held + self.refused + self.unreadable

    def other_unit(self, asked: str) -> str | None:
        """Return the unit that all offsets fit, where they do not all fit the one that was asked for."""
        if not self.located or self.fits[asked] == self.located:
            return None
        return next((unit for unit in UNITS if self.fits[unit] == self.located), None)
