"""The claims of one document: read from their records and held against the text, the rules and one another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from llmclaims.runs.jsonl import from_any, from_record, to_record
from llmclaims.schema.annotations import kind_of, values
from llmclaims.schema.claims import JOINT, Claim, Rejection, claim_id
from llmclaims.schema.news import DEFAULT_SCHEMA, Relation
from llmclaims.verification.claim_builder import ENDS, READING, as_drafted, checked_by, page_of
from llmclaims.verification.model_checks.saved import contradiction, without_checks
from llmclaims.verification.recheck.problem import Problem, plain
from llmclaims.verification.recheck.record_shapes import unreadable
from llmclaims.verification.relations.ends import relates
from llmclaims.verification.relations.evidence import problem_between
from llmclaims.verification.rules.registry import own_modules
from llmclaims.verification.speech_form import attributed
from llmclaims.verification.verifier import Policy, verify

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from llmclaims.documents.document import Document
    from llmclaims.schema.annotations import Cited
    from llmclaims.verification.recheck.problem import TextOf
    from llmclaims.verification.relations.evidence import Side

Numbered = tuple[int, dict[str, Any]]
"""A line's number and its record."""
Wrong = tuple[str, str]
"""A code and a sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RunContext:
    """What holds for a whole file: the reader's wishes, and what the run's record says.

    ``models`` reads the claims, ``text_of`` finds texts that do not stand in the file, ``as_run`` leaves out the
    rules that the run left out and believes the languages that it names, ``digest`` is one that the reader kept,
    and ``needs_digest`` says that a file without any is no proof. ``policy`` is what claims are checked under,
    ``own`` what the run was made under; ``rules`` are the modules of its own rules, ``checks`` its model-based checks, ``kinds`` its kinds of claims, and
    ``across`` says that ``link`` wrote it.
    """

    models: Mapping[str, type[Cited]]
    text_of: TextOf | None = None
    as_run: bool = False
    digest: str | None = None
    needs_digest: bool = True
    policy: Policy = Policy()
    own: Policy = Policy()
    rules: frozenset[str] = frozenset()
    checks: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    across: bool = False

    def of(self, run: Mapping[str, Any]) -> Self:
        """Return the context with what a run's record says of how it was made."""
        settings = run["settings"]
        own = Policy.of(settings)
        return replace(
            self,
            policy=own if self.as_run else Policy(strict=own.strict),
            own=own,
            rules=frozenset(settings.get("rules", ())),
            checks=frozenset(settings.get("checks", ())),
            kinds=frozenset(run["schema"]),
            across=settings.get("across", False),
        )

    def asked_for(self, kind: str) -> bool:
        """Tell whether a run with these kinds of claims can hold one of ``kind``; a run that names none can hold any."""
        linked = self.across and kind == kind_of(Relation)
        return not self.kinds or kind in self.kinds or linked


def guarded(check: Callable[[], Wrong | None]) -> Wrong | None:
    """Run a check; a record on which it breaks is invalid, and the rest is still checked."""
    try:
        return check()
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        return "RECORD_INVALID", f"The record cannot be checked ({reason})."


def problems_of(
    claims: Sequence[tuple[int, Claim]], document: Document | None, context: RunContext
) -> Iterator[Problem]:
    """Yield what does not hold among all the claims of one document."""
    ends = {claim.id: claim for _, claim in claims}
    links = attributed([claim for _, claim in claims])
    for number, claim in claims:
        wrong = guarded(partial(_problem, claim, document, ends, links.get(claim.id, {}), context))
        if wrong:
            yield Problem(number, claim.id, claim.kind, *wrong)


def read_record(number: int, record: Mapping[str, Any]) -> Iterator[Problem]:
    """Yield what is wrong with a record that is no claim: its fields are not those of its kind, or contradict one another."""
    kind = str(record["record"])
    try:
        again = plain(to_record(from_any(record, {})))
    except (KeyError, TypeError, ValueError) as error:
        yield Problem(number, None, kind, "RECORD_INVALID", unreadable(error))
        return
    changed = _differing(again, record)
    if changed:
        yield Problem(number, None, kind, "RECORD_CHANGED", f"The record contradicts itself in {changed}.")


def _differing(again: Mapping[str, Any], record: Mapping[str, Any]) -> str:
    keys = sorted({*again, *record})
    return ", ".join(
        key for key in keys if key not in again or key not in record or again[key] != record[key]
    )


def read_claim(
    number: int, record: Mapping[str, Any], models: Mapping[str, type[Cited]]
) -> tuple[Claim | None, Problem | None]:
    """Return a claim from its record, and what is wrong with that; (None, None) for a record that is no claim."""
    kind, identity = str(record["record"]), record.get("id")
    try:
        claim = from_record(record, models)
    except (KeyError, TypeError, ValueError) as error:
        return None, Problem(number, identity, kind, "RECORD_INVALID", unreadable(error))
    if not isinstance(claim, Claim):
        return None, None
    again = plain(to_record(claim))
    changed = _differing(again, record)
    if changed:
        message = f"The record contradicts itself in {changed}."
        return claim, Problem(number, identity, kind, "RECORD_CHANGED", message)
    return claim, None


def _problem(
    claim: Claim,
    document: Document | None,
    ends: Mapping[str, Claim],
    links: Mapping[str, Any],
    context: RunContext,
) -> Wrong | None:
    """Say what is wrong with a saved claim, None when it holds."""
    if document is None or claim.document != document.id:
        return "DOCUMENT_MISSING", f"Its document {claim.document!r} is not the one that it stands under."
    if unquoted(claim):
        return problem_unquoted(claim, {one: (end, document) for one, end in ends.items()}, context)
    return (
        _misplaced(claim, document)
        or _forged(claim)
        or _checked_otherwise(claim, checked_by(document.language, context.own.disable), context)
        or _judged_otherwise(claim, document, ends, links, context)
    )


def unquoted(claim: Claim) -> bool:
    """Tell whether a claim is a relation that rests on its ends' own words (see ``relations.evidence``)."""
    return claim.quote is None and not claim.spans and relates(claim.body)


def problem_unquoted(claim: Claim, sides: Mapping[str, Side], context: RunContext) -> Wrong | None:
    """Say what is wrong with a relation without a quote; ``sides`` maps ids to claims with their documents."""
    wrong = _forged(claim) or problem_between(claim, sides, context.policy.disable)
    if wrong is None and (claim.codes or claim.mentions or claim.tier or claim.page):
        wrong = "RECORD_CHANGED", "A relation without a quote has no tier, no page, no mention and no flag."
    return wrong or _checked_otherwise(claim, checked_by("", context.own.disable, words_of=ENDS), context)


def _forged(claim: Claim) -> Wrong | None:
    filled = claim.body.model_dump(mode="json")
    if claim.id != claim_id(claim.document, claim.kind, claim.spans, filled):
        return (
            "CLAIM_CHANGED",
            "A field that the model filled is not what it was when the claim was verified.",
        )
    return None


def _checked_otherwise(claim: Claim, wanted: Sequence[str], context: RunContext) -> Wrong | None:
    """Compare what a claim says it was checked by with what its run did.

    Own rules count that the run names, whether or not they are at hand here; a reading, where the claim has its
    answer. A claim that says nothing is from before claims did, and is counted elsewhere.
    """
    own = {f"rules:{name}" for name in (*context.rules, *own_modules())}
    said = [one for one in claim.checked if not one.startswith(READING)]
    read = claim.checked[len(said) :]
    alien = own.intersection(said) - {f"rules:{name}" for name in context.rules}
    same = [one for one in said if one not in own] == [one for one in wanted if one not in own]
    behind = all(one.startswith(READING) for one in read)
    if not claim.checked or (same and not alien and behind and (not read or "checks" in claim.derived)):
        return None
    return "CHECKED_CHANGED", f"It was checked by {', '.join(wanted)}, which is not what it says."


def _judged_otherwise(
    claim: Claim, document: Document, ends: Mapping[str, Claim], links: Mapping[str, Any], context: RunContext
) -> Wrong | None:
    """Verify the claim anew and say what differs; a claim whose model is not at hand is not verified."""
    wrong = contradiction(claim, context.checks, strict=context.own.strict)
    if wrong:
        return "CHECKS_CHANGED", wrong
    if type(claim.body) not in DEFAULT_SCHEMA and not has_model(claim):
        return None
    claim = without_checks(claim)  # the rules know nothing of what a model said
    policy = replace(context.policy, soften="appeal" in claim.derived)
    again = verify(as_drafted(claim), document, paragraph=claim.paragraph, policy=policy, ends=ends)
    if isinstance(again, Rejection):
        return again.code, again.message
    if claim.tier is None or (claim.tier == "ellipsis") != (len(claim.spans) > 1):
        return (
            "TIER_CHANGED",
            "A quote has a tier, and one in several parts, and no other, is of the tier ellipsis.",
        )
    if again.spans != claim.spans:
        return "SPANS_CHANGED", "The quote is placed elsewhere than the claim says."
    if again.mentions != claim.mentions:
        return "MENTIONS_CHANGED", "A mention is placed elsewhere than the claim says."
    if again.codes != claim.codes:
        return "CODES_CHANGED", f"The rules say {', '.join(again.codes) or 'nothing'} of it now."
    derived = {**again.derived, **links}
    if "salience" not in claim.derived:  # from before claims had it
        derived.pop("salience", None)
    if plain(derived) != plain(claim.derived) or again.id != claim.id:
        return "DERIVED_CHANGED", "What code computes of it is not what the claim says."
    return None


def has_model(claim: Claim) -> bool:
    """Tell whether a claim's body is of the model that its kind names."""
    return kind_of(type(claim.body)) == claim.kind


def _misplaced(claim: Claim, document: Document) -> tuple[str, str] | None:
    text, size = document.text, len(document.text)
    places = [*claim.spans, *(span for spans in claim.mentions.values() for span in spans)]
    if not claim.spans or any(not 0 <= start < end <= size for start, end in places):
        return "SPANS_CHANGED", "A span lies outside the text."
    if claim.paragraph is None or not 0 <= claim.paragraph < len(document.paragraphs):
        return "WRONG_PARAGRAPH", f"The document has no paragraph {claim.paragraph}."
    home = document.paragraphs[claim.paragraph]
    if any(start < home.start or end > home.end for start, end in claim.spans):
        return "WRONG_PARAGRAPH", f"The quote does not stand in paragraph {claim.paragraph}."
    if claim.page != page_of(claim.spans, document):
        return "PAGE_CHANGED", "The quote does not begin on the page that the claim says."
    if claim.quote != JOINT.join(text[start:end] for start, end in claim.spans):
        return "QUOTE_CHANGED", "The quote is not the text at its place."
    said = {value.path: value.value for value in values(claim.body)}
    for path, spans in claim.mentions.items():
        start, end = spans[0]
        if path in said and said[path] != text[start:end]:
            return "MENTION_CHANGED", f"{path} is not the text at its place."
    return None
