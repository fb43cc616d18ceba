"""What becomes of a draft: a claim in the source's own words, or a rejection that says why."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeVar

from pydantic import BaseModel

from llmclaims.documents.names import names_of
from llmclaims.language.entities.coreference import resolve
from llmclaims.language.values import plain, quantity_value
from llmclaims.schema.annotations import Role, roles_of
from llmclaims.schema.claims import JOINT, Claim, Rejection, claim_id
from llmclaims.verification.relations.ends import relates
from llmclaims.verification.rules.registry import asked, is_shipped
from llmclaims.verification.salience import salience, salience_between
from llmclaims.verification.speech_form import form

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from llmclaims.documents.document import Document
    from llmclaims.schema.annotations import Cited, Span
    from llmclaims.verification.rules.case import Case
    from llmclaims.verification.rules.registry import Finding, Rule

Model = TypeVar("Model", bound=BaseModel)
WITHDRAWN = " The model withdrew it when asked again."
"""Stands behind the message of a rejection that a repair round left as it was."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Who proposed a draft, and whether it was corrected once."""

    provider: str = ""
    model: str = ""
    repaired: bool = False


QUOTE, ENDS = "quote", "ends"
"""What a claim was checked by at least: its own quote, or the quotes of the two claims that it relates."""
READING = "reading:"
"""Stands before the model that read a claim a second time."""


def checked_by(language: str, disable: AbstractSet[str], *, words_of: str = QUOTE) -> tuple[str, ...]:
    """Return what a claim is checked by, in order.

    First its words in the source (``words_of``: "quote", or "ends" for a relation without one); then "rules:en" where
    the rules that rest on words were asked in its document's language, "rules:MODULE" for rules of one's own, and
    "off:NAME" for each rule or code that was turned off. A second reading adds "reading:MODEL".
    """
    known = asked(language, frozenset(disable)) if words_of == QUOTE else ()
    return (words_of, *_names_of(known, language), *(f"off:{name}" for name in sorted(disable)))


@lru_cache(maxsize=64)
def _names_of(known: tuple[Rule, ...], language: str) -> tuple[str, ...]:
    """Return what a claim says of the rules that were asked: the shipped ones by their language, others by module."""
    shipped = [f"rules:{language}"] if any(one.worded and is_shipped(one) for one in known) else []
    return (*shipped, *sorted({f"rules:{one.check.__module__}" for one in known if not is_shipped(one)}))


def rejection(finding: Finding, draft: Any, *, kind: str, document: str, paragraph: int | None) -> Rejection:
    """Return the rejection of a draft, as it came or as JSON, for what was found against it."""
    return Rejection(
        kind=kind,
        document=document,
        paragraph=paragraph,
        code=finding.code,
        message=finding.message,
        nearest=finding.nearest,
        draft=draft,
    )


def accepted(
    case: Case,
    flags: Mapping[str, str],
    provenance: Provenance,
    *,
    checked: tuple[str, ...],
    overruled: Sequence[str] = (),
) -> Claim:
    """Return the claim of a draft that nothing refused, its quote and mentions in the source's own text.

    ``checked`` says what it was checked by; ``overruled`` are the flags for which the rules alone would have refused
    it: it says so as its ``appeal``.
    """
    spans = tuple(case.grounding.spans)
    text = case.document.text
    quote = JOINT.join(text[start:end] for start, end in spans)
    placed = {path: tuple(found.spans) for path, found in case.mentions.items() if found.spans}
    words = {path: text[where[0][0] : where[0][1]] for path, where in placed.items()} | {"quote": quote}
    own = words | _ids_of_ends(case) | dict.fromkeys(case.emptied)
    body = case.draft if _has_all(case, own) else _with_values(case.draft, own, "")
    return Claim(
        id=claim_id(case.document.id, case.kind, spans, body.model_dump(mode="json")),
        kind=case.kind,
        document=case.document.id,
        paragraph=case.paragraph.index,
        page=page_of(spans, case.document),
        spans=spans,
        quote=quote,
        body=body,
        mentions=placed,
        tier=case.grounding.tier,
        codes=tuple(flags),
        checked=checked,
        repaired=provenance.repaired,
        derived=_derived(case)
        | ({"appeal": list(overruled)} if overruled else {})
        | ({"notes": dict(flags)} if flags else {}),
        provider=provenance.provider,
        model=provenance.model,
    )


def page_of(spans: Sequence[Span], document: Document) -> int | None:
    """Return the page on which a quote begins; None where its document has no pages."""
    return document.page_at(min(start for start, _ in spans))


def _ids_of_ends(case: Case) -> dict[str, str]:
    """Return the ids behind the handles that a relation names."""
    ends = {
        value.path: case.ends.get(value.value)
        for value in case.values
        if value.role in (Role.SOURCE, Role.TARGET)
    }
    return {path: claim.id for path, claim in ends.items() if claim is not None}


def _has_all(case: Case, own: Mapping[str, str | None]) -> bool:
    """Tell whether a draft has those very values in its own fields, all filled in by whoever made it: as most do."""
    draft = case.draft
    filled = {value.path: value.value for value in case.values if "." not in value.path}
    whole = draft.model_config.get("frozen") and draft.model_fields_set == type(draft).model_fields.keys()
    return bool(whole) and all(path in filled and filled[path] == value for path, value in own.items())


def as_drafted(claim: Claim) -> Cited:
    """Return a claim's body with the names that it was emptied of put back, as the model proposed them."""
    return _with_values(claim.body, claim.derived.get("emptied") or {}, "")


def _with_values(model: Model, own: Mapping[str, str | None], prefix: str) -> Model:
    """Return the model with the values at the given paths replaced; not validated again, nothing else changes.

    A frozen model that has those very strings stays what it is.
    """
    changed: dict[str, Any] = {}
    for name in type(model).model_fields:
        path, value = prefix + name, getattr(model, name)
        if path in own:
            if own[path] != value or name not in model.model_fields_set:
                changed[name] = own[path]
        elif isinstance(value, BaseModel):
            changed[name] = _with_values(value, own, f"{path}.")
        elif isinstance(value, list):
            changed[name] = [
                _with_values(item, own, f"{path}.{index}.")
                if isinstance(item, BaseModel)
                else own.get(f"{path}.{index}", item)
                for index, item in enumerate(value)
            ]
    if not changed and model.model_config.get("frozen"):
        return model
    return model.model_copy(update=changed)


def _derived(case: Case) -> dict[str, Any]:
    """Return what code computes from a claim's words and its document's: never fields that a model fills.

    ``emptied`` maps the path of each name that stood nowhere in the document to what it was: the claim has none.
    ``form`` is PARC's direct, indirect, mixed, or unattributed; ``names`` maps the path of a speaker's or
    participant's mention to the name that it stands for, with the place that shows it, or to the candidates
    (see ``name_index.Resolution``); ``time_value`` is a TIMEX3 value with its ``time_anchor`` and modifier;
    ``quantity_value`` a number and its unit; ``salience`` how much the claim matters (see ``salience``).
    """
    found: dict[str, Any] = {"emptied": dict(case.emptied)} if case.emptied else {}
    if case.has(Role.SPEAKER):
        nobody = case.get(Role.SPEAKER) is None and case.get(Role.CUE) is None
        speaker_type = case.get(Role.SPEAKER_TYPE) or ("author" if nobody else None)
        found["form"] = form(case.document, case.grounding.spans, case.paragraph, speaker_type)
    found |= _names(case)
    if case.time is not None:
        found["time_value"], found["time_anchor"] = case.time.value, case.time.anchor
        found["time_granularity"] = case.time.granularity
        found |= {"time_mod": case.time.mod} if case.time.mod else {}
    quantity = case.get(Role.QUANTITY)
    value = quantity_value(quantity, case.document.language) if quantity else None
    if value is not None:
        found["quantity_value"] = {"number": plain(value.number), "unit": value.unit}
    worth = _salience(case)
    return found | ({} if worth is None else {"salience": worth})


_DETAILS = (Role.SPEAKER, Role.PARTICIPANT, Role.LOCATION, Role.TIME, Role.QUANTITY)
"""What makes a claim a full one: as many of them as its model has fields for, whatever they are."""


def _salience(case: Case) -> float | None:
    if relates(case.draft):
        return salience_between(case.ends.get(str(case.get(end))) for end in (Role.SOURCE, Role.TARGET))
    mentions = (span for placed in case.mentions.values() for span in placed.spans)
    kinds = roles_of(type(case.draft)).keys() & _DETAILS
    told = sum(len(case.all(role)) for role in _DETAILS)
    return salience(
        case.document,
        case.grounding.spans,
        mentions=mentions,
        trigger=case.span(Role.TRIGGER),
        details=min(told / len(kinds), 1.0) if kinds else None,
    )


def _names(case: Case) -> dict[str, Any]:
    """Return who each speaker and participant is; a name filled in beside a mention is proposed for it."""
    filled = {
        value.path: str(value.value)
        for value in case.values
        if value.verbatim == "document" and value.path not in case.emptied
    }
    named = case.get(Role.SPEAKER_NAME)
    names = {}
    for value in (*case.all(Role.SPEAKER), *case.all(Role.PARTICIPANT)):
        placed = case.mentions.get(value.path)
        if placed is None or not placed.spans:
            continue
        first, last = placed.spans[0]
        inner, _, _ = value.path.rpartition(".")
        proposed = named if value.role is Role.SPEAKER else filled.get(f"{inner}.name" if inner else "name")
        found = resolve(names_of(case.document), (first, last), proposed)
        if found is not None:
            names[value.path] = found.record()
    return {"names": names} if names else {}
