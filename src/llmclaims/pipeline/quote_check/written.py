"""Write outcomes as flat records for JSON Lines: one a quote, then a summary."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from llmclaims.pipeline.quote_check.judging import Checked
from llmclaims.pipeline.quote_check.quoted import Quoteless, Unreadable

if TYPE_CHECKING:
    from llmclaims.pipeline.quote_check.tally import Tally


def record_of(one: Checked | Unreadable | Quoteless) -> dict[str, Any]:
    """Return the record of an outcome; offsets are code points of the source, but for ``offsets``, the file's own."""
    match one:
        case Unreadable():
            return {"record": "unreadable", "place": one.place, "message": one.message}
        case Quoteless():
            return {"record": "quoteless", "place": one.place}
    quoted, found = one.quoted, one.grounding
    return {
        "record": "quote",
        "place": quoted.place,
        "document": quoted.name or None,
        "holds": one.holds,
        "quote": quoted.quote,
        "offsets": list(quoted.offsets) if quoted.offsets else None,
        "tier": found.tier,
        "spans": [list(span) for span in found.spans],
        "text": [quoted.source[start:end] for start, end in found.spans],
        "others": len(found.others),
        "flags": list(found.flags),
        "code": found.code,
        "message": found.message or None,
        "nearest": asdict(found.nearest) if found.nearest else None,
        "differences": [{"quote": mine, "source": theirs} for mine, theirs in found.differences],
    }


def summary_of(tally: Tally, unit: str) -> dict[str, Any]:
    """Return the last record: ``quotes`` is the sum of ``held``, ``refused`` and ``unreadable``."""
    return {
        "record": "summary",
        "quotes": tally.quotes,
        "held": tally.held,
        "refused": tally.refused,
        "unreadable": tally.unreadable,
        "quoteless": tally.quoteless,
        "codes": dict(tally.codes.most_common()),
        "tiers": dict(tally.tiers.most_common()),
        "flags": dict(tally.flags.most_common()),
        "offsets_fit": tally.other_unit(unit),
    }
