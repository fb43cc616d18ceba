"""What a draft becomes when no rule refuses it: a Claim in the source's own words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from llmclaims.schema.annotations import Role
from llmclaims.schema.claims import JOINT, Claim, claim_id
from llmclaims.verification.derivation import derive

if TYPE_CHECKING:
    from collections.abc import Mapping

    from llmclaims.verification.rules.case import Case

Model = TypeVar("Model", bound=BaseModel)


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Who proposed a draft, and whether it was corrected once."""

    provider: str = ""
    model: str = ""
    repaired: bool = False


def accepted(case: Case, flags: Mapping[str, str], provenance: Provenance) -> Claim:
    """The claim of a draft that nothing refused, its quote and mentions replaced by the source's own text."""
    spans = tuple(case.grounding.spans)
    text = case.document.text
    quote = JOINT.join(text[start:end] for start, end in spans)
    placed = {path: tuple(found.spans) for path, found in case.mentions.items() if found.spans}
    own = {path: text[where[0][0] : where[0][1]] for path, where in placed.items()} | {"quote": quote}
    body = _with_own_text(case.draft, own | _resolved(case), "")
    filled = body.model_dump(mode="json")
    derived = derive(case)
    if flags:
        derived["notes"] = dict(flags)
    return Claim(
        id=claim_id(case.document.id, case.kind, spans, filled),
        kind=case.kind,
        document=case.document.id,
        paragraph=case.paragraph.index,
        spans=spans,
        quote=quote,
        body=body,
        mentions=placed,
        tier=case.grounding.tier,
        codes=tuple(flags),
        repaired=provenance.repaired,
        derived=derived,
        provider=provenance.provider,
        model=provenance.model,
    )


def _resolved(case: Case) -> dict[str, str]:
    """The ids behind the handles that a relation names."""
    ends = {
        value.path: case.ends.get(value.value)
        for value in case.values
        if value.role in (Role.SOURCE, Role.TARGET)
    }
    return {path: claim.id for path, claim in ends.items() if claim is not None}


def _with_own_text(model: Model, own: Mapping[str, str], prefix: str) -> Model:
    """The model with the strings at the given paths replaced; not validated again, nothing else changes.

    A frozen model that has those very strings stays what it is.
    """
    changed: dict[str, Any] = {}
    for name in type(model).model_fields:
        path, value = prefix + name, getattr(model, name)
        if path in own:
            if own[path] != value or name not in model.model_fields_set:
                changed[name] = own[path]
        elif isinstance(value, BaseModel):
            changed[name] = _with_own_text(value, own, f"{path}.")
        elif isinstance(value, list):
            changed[name] = [
                _with_own_text(item, own, f"{path}.{index}.")
                if isinstance(item, BaseModel)
                else own.get(f"{path}.{index}", item)
                for index, item in enumerate(value)
            ]
    if not changed and model.model_config.get("frozen"):
        return model
    return model.model_copy(update=changed)
