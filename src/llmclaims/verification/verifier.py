"""Draft + document -> Claim | Rejection: the gate that every claim passes, and passes again when re-checked.

The draft's quote and its verbatim fields are placed in the text, then every rule is asked in turn. The first
finding at the level "reject" refuses the draft; flags stay on the claim. Nothing here talks to a model, and the
same draft gets the same verdict whatever stands beside it.
"""

from __future__ import annotations

import logging
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, Self

from llmclaims.grounding.placing import place
from llmclaims.grounding.prepared import Prepared
from llmclaims.schema.annotations import Cited, Role, kind_of, values
from llmclaims.verification.claim_builder import Provenance, accepted, checked_by, rejection
from llmclaims.verification.rules.case import Case
from llmclaims.verification.rules.registry import REJECT, Finding, asked, rules, shown
from llmclaims.verification.utterances import is_whole_utterance

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from llmclaims.documents.document import Document
    from llmclaims.schema.annotations import Span, Value
    from llmclaims.schema.claims import Claim, Rejection
    from llmclaims.verification.rules.registry import Rule

logger = logging.getLogger(__name__)

_prepared = lru_cache(maxsize=16)(Prepared)


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """How the rules are applied: ``strict`` and the codes or rule ids that are turned off.

    ``soften`` makes flags of what soft rules refuse, also in a strict run: for a claim that a second reading found
    carried.
    """

    strict: bool = False
    disable: frozenset[str] = frozenset()
    soften: bool = False

    @classmethod
    def of(cls, settings: Mapping[str, Any]) -> Self:
        """Return the policy that a run's settings say."""
        return cls(strict=bool(settings.get("strict")), disable=frozenset(settings.get("disable") or ()))

    def refuses(self, rule: Rule, code: str) -> bool:
        """Tell whether a draft is refused for a code that a rule found."""
        if self.soften and code in rule.soft:
            return False
        return rule.codes.get(code, REJECT) == REJECT or (self.strict and code in rule.strict)

    def applied(self, found: Mapping[int, Finding]) -> dict[int, Finding]:
        """Return findings between drafts, without those of a rule or a code that is turned off."""
        off = self.disable | {code for rule in rules() if rule.id in self.disable for code in rule.codes}
        return {index: finding for index, finding in found.items() if finding.code not in off}


def verify(  # noqa: PLR0913 - all that a verdict depends on, in one place
    draft: Cited,
    document: Document,
    *,
    paragraph: int | None = None,
    policy: Policy = Policy(),
    prompt: str | None = None,
    ends: Mapping[str, Claim | None] | None = None,
    provenance: Provenance = Provenance(),
    near: Sequence[Span] = (),
) -> Claim | Rejection:
    """Check one filled model against the document it was drawn from.

    Args:
        draft: an Event, a Statement, a Relation, or a model of your own.
        document: the text that it must rest on.
        paragraph: index of the paragraph that was read; None takes the one where the quote stands.
        policy: how strictly, and without which rules.
        prompt: the prompt's fixed text, to tell a quote from the prompt; None when re-checking.
        ends: what a relation's ``source`` and ``target`` may name.
        provenance: who proposed it.
        near: spans that somebody marked, to tell several places of the same words apart.
    """
    filled = values(draft)
    refused = _oversized(filled)
    if refused is None:
        case = _placed(draft, filled, document, paragraph, prompt, ends or {}, near)
        paragraph = case.paragraph.index
        refused, flags, overruled = _judged(case, policy)
        if refused is None:
            checked = checked_by(document.language, policy.disable)
            return accepted(case, flags, provenance, checked=checked, overruled=overruled)
    drafted = draft.model_dump(mode="json")
    return rejection(refused, drafted, kind=kind_of(type(draft)), document=document.id, paragraph=paragraph)


_LONGEST_MESSAGE = 2_000
_LONGEST = {"quote": 20_000}
_LONGEST_FIELD, _MOST_FIELDS = 4_000, 1_000
"""Characters of a quote and of any other field, and filled fields, that are looked at in one draft: many times
what a claim has. A model that loops writes more, and would be compared with the text for minutes.
"""


def _oversized(filled: Sequence[Value]) -> Finding | None:
    """Find a field that is longer than any claim's, or too many of them: the bound that no configuration removes."""
    if len(filled) > _MOST_FIELDS:
        message = f"It has {len(filled):,} filled fields; a claim has {_MOST_FIELDS:,} at most."
        return Finding(code="TOO_LONG", message=message)
    for value in filled:
        most = _LONGEST.get(value.path, _LONGEST_FIELD)
        if isinstance(value.value, str) and len(value.value) > most and (value.verbatim or value.role):
            message = f"{value.path} has {len(value.value):,} characters; {most:,} are looked at, and a claim needs fewer."
            return Finding(code="TOO_LONG", message=message)
    return None


def _placed(
    draft: Cited,
    filled: Sequence[Value],
    document: Document,
    paragraph: int | None,
    prompt: str | None,
    ends: Mapping[str, Claim | None],
    near: Sequence[Span],
) -> Case:
    """Find the places of a draft's quote and of its verbatim fields: what the rules see."""
    text = _prepared(document.text, document.language)
    placed = place(draft.quote, filled, text, document.paragraphs, paragraph, near=near)
    home = document.paragraphs[placed.paragraph]
    cue = next((str(value.value) for value in filled if value.role is Role.CUE), None)
    if placed.quote.code == "TOO_SHORT" and cue:
        bounds = home.start, home.end
        if is_whole_utterance(draft.quote, cue, text, bounds, document.language):
            placed = place(draft.quote, filled, text, document.paragraphs, home.index, short=True, near=near)
    return Case(
        draft=draft,
        kind=kind_of(type(draft)),
        document=document,
        paragraph=home,
        sentences=document.sentences(home),
        values=filled,
        grounding=placed.quote,
        mentions=placed.mentions,
        prompt=_prepared(prompt) if prompt else None,
        ends=ends,
    )


_OVERRULED = " A second reading finds it carried."


def _judged(case: Case, policy: Policy) -> tuple[Finding | None, dict[str, str], list[str]]:
    """Ask every rule: return the first finding that refuses the draft, the flags until then, and which of them are softened."""
    flags: dict[str, str] = {}
    overruled: list[str] = []
    placed = case.grounding.found
    for rule in asked(case.document.language, policy.disable):
        if rule.grounded and not placed:
            continue  # it reads the words around the quote
        for finding in _asked(rule, case):
            if finding.code in policy.disable:
                continue
            if policy.refuses(rule, finding.code):
                return finding, flags, overruled
            softened = replace(policy, soften=False).refuses(rule, finding.code)
            if softened and finding.code not in overruled:
                overruled.append(finding.code)
            flags.setdefault(finding.code, finding.message + _OVERRULED * softened)
    return _ungrounded(case), flags, overruled


def _asked(rule: Rule, case: Case) -> Iterator[Finding]:
    """Yield what one rule finds; it is not asked for more once the draft is refused.

    A rule that breaks refuses the draft and ends neither the run nor the paragraph.
    """
    try:
        for finding in rule.check(case):
            long = len(finding.message) > _LONGEST_MESSAGE
            yield replace(finding, message=shown(finding.message, _LONGEST_MESSAGE)) if long else finding
    except Exception as error:
        logger.exception("rule %s broke on a %s", rule.id, case.kind)
        message = f"Rule {rule.id} broke on it ({type(error).__name__}: {shown(error)}); report it, or disable the rule."
        yield Finding(code="RULE_FAILED", message=message)


_NOWHERE = {
    "quote": "MENTION_NOT_IN_QUOTE",
    "paragraph": "MENTION_NOT_IN_PARAGRAPH",
    "document": "NAME_NOT_IN_DOCUMENT",
}


def _ungrounded(case: Case) -> Finding | None:
    """Find a quote or mention that does not stand in the source: the floor that no configuration removes."""
    grounding = case.grounding
    if not grounding.found:
        code = grounding.code or "QUOTE_NOT_FOUND"
        return Finding(code=code, message=grounding.message, nearest=grounding.nearest)
    for value, placed in case.verbatim:
        if not placed.found and value.path not in case.emptied:
            return Finding(
                code=_NOWHERE[value.verbatim or "document"],
                message=f"{value.path} {shown(value.value)!r} does not stand in the {value.verbatim}.",
                nearest=placed.nearest,
            )
    return None
