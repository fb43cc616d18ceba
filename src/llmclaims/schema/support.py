"""How likely a claim is right, from 0 to 1, told by annotated claims of the same provider, model and kind.

A calibration is a row: what was counted on annotated articles, and a weight for each sign that a claim shows or not, fitted by
logistic regression (``evaluation.calibration``). The shipped rows stand in ``data/en/support.json``, those of your own in a
file that ``llmclaims review --calibration`` writes. Where there is no row, or a claim shows what too few annotated claims
showed, there is no number.
"""

from __future__ import annotations

import json
from importlib.resources import files
from math import exp
from typing import TYPE_CHECKING, Any

from llmclaims.schema.annotations import Role, roles_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from llmclaims.schema.claims import Claim

FEWEST = 5
"""Annotated claims that must have shown a sign, or not shown it, before another that does gets a number."""
_PLACED = (None, "exact", "typographic")
_NO_DOUBT = frozenset(("PUBLISHED_INFERRED", "RULES_NOT_APPLIED", "YEAR_INFERRED"))
_DOUBTED = "NOT_CARRIED"

Key = tuple[str, str, str]
_rows: dict[Key, Mapping[str, Any]] = {}
"""Filled with the shipped rows when one is first asked for; a calibration of the user's is put over them."""


def signs(claim: Claim) -> frozenset[str]:
    """Return what a claim shows that may tell how likely it is right.

    Of any kind: "loose" (its quote was placed without regard to case, or across an ellipsis), "flagged" (by a rule),
    "doubted" and "read" (by a second reading), "repaired". Of a statement: "author", "unnamed", "collective" (its speaker is no
    person), "nameless", "cueless", "nested", "indirect", "act" (other than to assert or deny). Of an event: "untyped",
    "irrealis" (not told as a fact), "alone" (nobody takes part). Each goes by the roles of the model's fields.
    """
    found = {
        "loose": claim.tier not in _PLACED,
        "flagged": bool(set(claim.codes) - _NO_DOUBT - {_DOUBTED}),
        "doubted": _DOUBTED in claim.codes,
        "read": bool(claim.derived.get("checks")),
        "repaired": claim.repaired,
    }
    roles = roles_of(type(claim.body))
    if Role.SPEAKER in roles:
        found |= _of_statement(claim, roles)
    if Role.TRIGGER in roles:
        found |= _of_event(claim, roles)
    return frozenset(name for name, shown in found.items() if shown)


def _of_statement(claim: Claim, roles: Mapping[Role, str]) -> dict[str, bool]:
    sort, act = _value(claim, roles, Role.SPEAKER_TYPE), _value(claim, roles, Role.ACT)
    return {
        "author": sort == "author",
        "unnamed": sort == "unnamed",
        "collective": sort in ("organisation", "document", "group"),
        "nameless": Role.SPEAKER_NAME in roles and not _value(claim, roles, Role.SPEAKER_NAME),
        "cueless": Role.CUE in roles and not _value(claim, roles, Role.CUE),
        "nested": "within" in claim.derived,
        "indirect": claim.derived.get("form") == "indirect",
        "act": act not in (None, "assert", "deny"),
    }


def _of_event(claim: Claim, roles: Mapping[Role, str]) -> dict[str, bool]:
    return {
        "untyped": _value(claim, roles, Role.TYPE) == "OTHER",
        "irrealis": _value(claim, roles, Role.MODALITY) not in (None, "asserted"),
        "alone": not getattr(claim.body, "participants", True),
    }


def _value(claim: Claim, roles: Mapping[Role, str], role: Role) -> Any:
    return getattr(claim.body, roles[role], None) if role in roles else None


def support(claim: Claim) -> float | None:
    """Return how likely a claim is right, None where no annotated claims tell it."""
    row = rows().get((claim.provider, claim.model, claim.kind))
    return None if row is None else supported(row, signs(claim))


def supported(row: Mapping[str, Any], shown: frozenset[str]) -> float | None:
    """Return what a row says of a claim that shows some signs, None where too few of its claims were alike."""
    known: Mapping[str, Mapping[str, Any]] = row["signs"]
    if shown - known.keys():
        return None
    total = float(row["intercept"])
    for name, sign in known.items():
        alike = sign["claims"] if name in shown else row["claims"] - sign["claims"]
        if alike < FEWEST:
            return None
        total += sign["weight"] * (name in shown)
    return round(1 / (1 + exp(-total)), 3)


def rows() -> Mapping[Key, Mapping[str, Any]]:
    """Return every row by its provider, model and kind."""
    if not _rows:
        text = files("llmclaims").joinpath("data/en/support.json").read_text(encoding="utf-8")
        add_rows(json.loads(text)["rows"])
    return _rows


def add_rows(found: Iterable[Mapping[str, Any]]) -> None:
    """Take rows of a calibration, in place of those that are known for the same provider, model and kind.

    Raises:
        KeyError, TypeError, ValueError: one is not whole.
    """
    checked: dict[Key, Mapping[str, Any]] = {}
    for row in found:
        whole = {name: float(row[name]) for name in ("claims", "intercept")}
        told = {
            name: {"claims": int(one["claims"]), "weight": float(one["weight"])}
            for name, one in row["signs"].items()
        }
        checked[str(row["provider"]), str(row["model"]), str(row["kind"])] = {**whole, "signs": told}
    _rows.update(checked)
