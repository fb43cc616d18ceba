"""Whether a refused draft is still refused, for the reason that its record gives."""

from __future__ import annotations

from collections import ChainMap
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product
from typing import TYPE_CHECKING

from llmclaims.schema.annotations import Role, kind_of, roles_of
from llmclaims.schema.claims import Claim, Rejection
from llmclaims.schema.news import Relation
from llmclaims.verification.claim_builder import WITHDRAWN
from llmclaims.verification.coercion import draft_from
from llmclaims.verification.model_checks import known
from llmclaims.verification.relations.conflicts import StandingRelations
from llmclaims.verification.relations.ends import AT_ONCE, handles_of, relates
from llmclaims.verification.rules.duplicates import KeptClaims, duplicate_of
from llmclaims.verification.verifier import Policy, verify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from llmclaims.documents.document import Document
    from llmclaims.schema.annotations import Cited
    from llmclaims.verification.recheck.claims import RunContext, Wrong

_LINKED = kind_of(Relation)
_EARLIER = "an earlier check refused it"
_ONCE = {"PROMPT_ECHO": "the prompt is needed", "RULE_FAILED": "a rule broke on it"} | dict.fromkeys(
    (
        "CHECKS_CHANGED",
        "CLAIM_CHANGED",
        "CODES_CHANGED",
        "DERIVED_CHANGED",
        "MENTIONS_CHANGED",
        "MENTION_CHANGED",
        "QUOTE_CHANGED",
        "RECORD_CHANGED",
        "SPANS_CHANGED",
    ),
    _EARLIER,
)
"""Codes that are given once and cannot be had again from draft and text, with the reason."""


@dataclass(frozen=True)
class RefusedDrafts:
    """The refused drafts of one document, and the claims that they may name or repeat."""

    document: Document
    claims: Sequence[Claim]
    rejections: Sequence[Rejection]
    context: RunContext

    def problem(self, one: Rejection) -> Wrong | None:
        """Say what is wrong with a rejection, None when the rules still say so.

        Raises:
            Unchecked: draft and text do not tell.
        """
        if one.code in _ONCE:
            raise Unchecked(_ONCE[one.code])
        draft = self._draft(one)
        if draft is None:
            return self._unfit(one)
        if one.code == "SCHEMA_INVALID":
            asked = one.paragraph is not None or relates(draft)  # pass 2 asks for relations alone
            return ("REJECTION_CHANGED", "Its draft fits its schema.") if asked else None
        if one.draft != draft.model_dump(mode="json"):
            return "REJECTION_CHANGED", "Its draft is not as it was when it was refused."
        said = list(self._outcomes(draft, one))
        if any(_same(one, again) for again in said):
            return None
        if self.context.across and relates(draft):
            raise Unchecked("a relation of one run among several")
        if not said:
            return "REJECTION_CHANGED", "The rules do not refuse its draft now."
        return "REJECTION_CHANGED", f"The rules say {said[0].code} of its draft now: {said[0].message}"

    def _draft(self, one: Rejection) -> Cited | None:
        """Return the filled model that was refused, None where the draft fits none that was asked for."""
        wanted = self.context.asked_for(one.kind) and (one.paragraph is not None or one.kind == _LINKED)
        model = self.context.models.get(one.kind) if wanted else None  # pass 2 asks for relations alone
        found = None if model is None else draft_from(one.draft, model, self.document, one.paragraph)
        return None if isinstance(found, Rejection) else found

    def _unfit(self, one: Rejection) -> Wrong | None:
        if one.code == "SCHEMA_INVALID":
            return None
        if one.kind in self.context.kinds - set(self.context.models):
            raise Unchecked(f"the model of a {one.kind} is not at hand")
        if self.context.across and one.paragraph is None:
            raise Unchecked("between documents")
        return "REJECTION_CHANGED", "Its draft does not fit its schema, and was refused for something else."

    def _outcomes(self, draft: Cited, one: Rejection) -> Iterator[Rejection]:
        """Yield what the rules say of a draft, in each way in which a relation may have named its ends."""
        ways: list[tuple[int | None, Mapping[str, Claim | None]]] = [(one.paragraph, {})]
        if relates(draft):
            ways = [(one.paragraph, self._named(one.paragraph)), (None, self._handles)]
            ways += (
                [(None, {})] if len(self._handles) > 2 * AT_ONCE else []
            )  # its end may be in another request
        for (paragraph, ends), policy in product(ways, self._policies):
            found = verify(draft, self.document, paragraph=paragraph, policy=policy, ends=ends)
            if isinstance(found, Rejection):
                yield found
            elif one.code in self._doubts:
                raise Unchecked("a second reading is needed")
            else:
                yield from self._beside(found, draft)

    def _beside(self, claim: Claim, draft: Cited) -> Iterator[Rejection]:
        """Yield what stands against a draft that holds by itself: a claim that says the same, or a circle."""
        against = [duplicate_of(twin) for twin in self._twins(claim)]
        if relates(draft):
            clash = self._standing.against(claim)
            against += [clash] if clash else []
        for finding in self.context.own.applied(dict(enumerate(against))).values():
            yield claim.refused(finding.code, finding.message, draft.model_dump(mode="json"))

    def _twins(self, claim: Claim) -> list[Claim]:
        """Return the claims that say what another one says; which is better may have changed with a later check."""
        return [self.claims[place] for place in self._kept.alike(claim)]

    @cached_property
    def _doubts(self) -> frozenset[str]:
        """The codes with which the run's own checks refuse: those that decide, in a strict run."""
        asked = (check for name, check in known().items() if name in self.context.checks and check.decides)
        return frozenset(check.code for check in asked if self._policies[-1].strict)

    @cached_property
    def _policies(self) -> tuple[Policy, ...]:
        """What drafts were refused under: of several runs that were put together one may have been strict."""
        own = self.context.own
        return (own, replace(own, strict=True)) if self.context.across and not own.strict else (own,)

    @cached_property
    def _kept(self) -> KeptClaims:
        kept = KeptClaims()
        for place, claim in enumerate(self.claims):
            kept.add(place, claim)
        return kept

    @cached_property
    def _standing(self) -> StandingRelations:
        return StandingRelations(one for one in self.claims if relates(one.body))

    def _named(self, paragraph: int | None) -> Mapping[str, Claim | None]:
        """Return claims by what an answer called them, and by their ids; None for a draft that was refused."""
        return ChainMap(self._refs.get(paragraph, {}), self._by_id)

    @cached_property
    def _by_id(self) -> dict[str, Claim | None]:
        return {claim.id: claim for claim in self.claims}

    @cached_property
    def _refs(self) -> Mapping[int | None, dict[str, Claim | None]]:
        found: dict[int | None, dict[str, Claim | None]] = {}
        named: list[tuple[int | None, Cited, Claim | None]]
        named = [(claim.paragraph, claim.body, claim) for claim in self.claims]
        for one in self.rejections:
            draft = self._draft(one)
            if draft is not None:
                named.append((one.paragraph, draft, self._twin(draft, one)))
        for paragraph, body, claim in named:
            refs = found.setdefault(paragraph, {})
            if name := roles_of(type(body)).get(Role.REF):
                ref = str(getattr(body, name))
                refs[ref] = claim if refs.get(ref, claim) is claim else None
        return found

    def _twin(self, draft: Cited, one: Rejection) -> Claim | None:
        """Return the claim that a refused draft's handle stands for: the one that says the same, if it repeated one."""
        if one.code != "DUPLICATE" or relates(draft):
            return None
        claim = verify(draft, self.document, paragraph=one.paragraph, policy=self.context.own)
        return next(iter(self._twins(claim)), None) if isinstance(claim, Claim) else None

    @cached_property
    def _handles(self) -> Mapping[str, Claim | None]:
        """Claims by what pass 2 calls them, and by their ids."""
        by_id = {claim.id: claim for claim in self.claims}
        return {handle: by_id[name] for name, handle in handles_of(self.claims).items()} | by_id


class Unchecked(Exception):  # noqa: N818 - no error: the reason why something could not be looked at
    """A rejection that draft and text do not decide, with the reason."""


def _same(one: Rejection, again: Rejection) -> bool:
    return (one.code, one.message.removesuffix(WITHDRAWN), one.nearest) == (
        again.code,
        again.message,
        again.nearest,
    )
