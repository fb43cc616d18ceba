"""The claims of one document: read from their records and held against the text, the rules and one another."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Any, Self

from llmclaims.runs.jsonl import from_any, from_record, to_record
from llmclaims.schema.annotations import kind_of
from llmclaims.schema.claims import Claim
from llmclaims.schema.news import Relation
from llmclaims.verification.recheck.holds import Beside, plain, problem_of
from llmclaims.verification.recheck.problem import Problem
from llmclaims.verification.recheck.shapes import unreadable
from llmclaims.verification.speech_form import attributed
from llmclaims.verification.verifier import Policy

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence

    from llmclaims.documents.document import Document
    from llmclaims.schema.annotations import Cited
    from llmclaims.verification.recheck.documents import TextOf
    from llmclaims.verification.recheck.holds import Wrong

Numbered = tuple[int, dict[str, Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Checks:
    """What holds for a whole file: the reader's wishes, and what the run's record says.

    ``models`` reads the claims, ``text_of`` finds texts that do not stand in the file, ``as_run`` leaves out the
    rules that the run left out and believes the languages that it names, ``digest`` is one that the reader kept,
    and ``needs_digest`` says that a file without any is no proof. ``policy`` is what claims are checked under,
    ``own`` what the run was made under; ``asked`` are its model-based checks, ``kinds`` its kinds of claims, and
    ``across`` says that ``link`` wrote it.
    """

    models: Mapping[str, type[Cited]]
    text_of: TextOf | None = None
    as_run: bool = False
    digest: str | None = None
    needs_digest: bool = True
    policy: Policy = Policy()
    own: Policy = Policy()
    asked: frozenset[str] = frozenset()
    kinds: frozenset[str] = frozenset()
    across: bool = False

    def of(self, run: Mapping[str, Any]) -> Self:
        """With what a run's record says of how it was made."""
        settings = run["settings"]
        own = Policy.of(settings)
        return replace(
            self,
            policy=own if self.as_run else Policy(strict=own.strict),
            own=own,
            asked=frozenset(settings.get("checks", ())),
            kinds=frozenset(run["schema"]),
            across=settings.get("across", False),
        )

    def asked_for(self, kind: str) -> bool:
        """Whether a run with these kinds of claims can hold one of ``kind``; one without a word of them can hold any."""
        linked = self.across and kind == kind_of(Relation)
        return not self.kinds or kind in self.kinds or linked


def guarded(check: Callable[[], Wrong | None]) -> Wrong | None:
    """What a check finds; a record on which it breaks is one that nobody can have written, and costs no other."""
    try:
        return check()
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError) as error:
        reason = " ".join(str(error).split()) or type(error).__name__
        return "RECORD_INVALID", f"The record cannot be checked ({reason})."


def problems_of(
    claims: Sequence[tuple[int, Claim]], document: Document | None, checks: Checks
) -> Iterator[Problem]:
    """What does not hold among all the claims of one document."""
    ends = {claim.id: claim for _, claim in claims}
    links = attributed([claim for _, claim in claims])
    for number, claim in claims:
        beside = Beside(ends, links.get(claim.id, {}), checks.policy, checks.asked)
        wrong = guarded(partial(problem_of, claim, document, beside))
        if wrong:
            yield Problem(number, claim.id, claim.kind, *wrong)


def read_record(number: int, record: Mapping[str, Any]) -> Iterator[Problem]:
    """What is wrong with a record that is no claim: it says more, less or otherwise than it can say."""
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
    """A claim from its record, and what is wrong with that; a record that is no claim is neither."""
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
