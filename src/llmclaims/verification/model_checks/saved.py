"""What checks left on a saved claim: it cannot be had again without their model, so it is looked at for itself.

When a claim is checked again it is set aside; that the run asked for the checks, and that flag, note and entry agree,
is looked at here.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from llmclaims.verification.claim_builder import READING
from llmclaims.verification.model_checks import known
from llmclaims.verification.model_checks.check import is_note

if TYPE_CHECKING:
    from collections.abc import Collection

    from llmclaims.schema.claims import Claim
    from llmclaims.verification.model_checks.check import Check


def without_checks(claim: Claim) -> Claim:
    """Return the claim as it was before any registered check was asked; what no check owns stays."""
    checks = known().values()
    codes = {check.code for check in checks}
    derived: dict[str, Any] = dict(claim.derived)
    owned = {"checks": {check.id for check in checks}, "notes": codes}
    for key, names in owned.items():
        entries = derived.get(key)
        if entries and isinstance(entries, Mapping):
            derived[key] = {name: entry for name, entry in entries.items() if name not in names}
            if not derived[key]:
                del derived[key]
    return replace(claim, codes=tuple(code for code in claim.codes if code not in codes), derived=derived)


def contradiction(claim: Claim, asked: Collection[str], *, strict: bool) -> str | None:
    """Say what is wrong with a saved claim's entries, in a sentence; None when they agree with one another.

    ``asked`` holds the ids of the checks that the run says it made, ``strict`` whether it refused what they doubt.
    """
    entries = claim.derived.get("checks", {})
    notes = claim.derived.get("notes", {})
    if not isinstance(entries, Mapping) or not isinstance(notes, Mapping):
        return "Its checks or notes are no mapping."
    checks = known()
    for name in entries:
        if name not in checks:
            return f"It has a verdict of the check {name!r}, which is not installed here."
    for check in checks.values():
        wrong = _of_check(claim, check, asked, strict=strict)
        if wrong:
            return wrong
    return _of_those_that_decide(claim, checks)


def _of_check(claim: Claim, check: Check, asked: Collection[str], *, strict: bool) -> str | None:
    """Say what is wrong with what one check left."""
    name, entries, notes = check.id, claim.derived.get("checks", {}), claim.derived.get("notes", {})
    word = entries.get(name)
    marked = {check.code in claim.codes, check.code in notes, word == check.doubts}
    if name in entries and name not in asked:
        return f"It has a verdict of the check {name}, which its run did not ask for."
    if name in entries and word not in check.words:
        return f"The check {name} cannot say {word!r}."
    if strict and check.decides and word == check.doubts:
        return f"A strict run refuses what the check {name} doubts."
    if len(marked) > 1 or claim.codes.count(check.code) > 1:
        return f"Its flag, its note and its entry for the check {name} contradict each other."
    if check.code in notes and not is_note(notes[check.code]):
        return f"Its note for the check {name} is not the one short line that a check leaves."
    return None


def _of_those_that_decide(claim: Claim, checks: Mapping[str, Check]) -> str | None:
    """Say what is wrong with an appeal, or with who is said to have read the claim."""
    said = {name: word for name, word in claim.derived.get("checks", {}).items() if checks[name].decides}
    read = sum(one.startswith(READING) for one in claim.checked)
    if claim.checked and read != len(said):
        return f"It names {read} second readings and has the verdicts of {len(said)}."
    if "appeal" in claim.derived and not any(checks[name].holds == word for name, word in said.items()):
        return "It was accepted on appeal, and no second reading of its run finds it carried."
    return None
