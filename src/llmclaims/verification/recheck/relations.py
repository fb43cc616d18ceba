"""Relations between documents, checked when all their ends have been seen.

They may stand anywhere and name any claim of the file, so that all claims are kept with their documents, and the
relations too: on disk. In memory stays, of each relation that holds, only what it may clash with others by.
"""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import replace
from functools import lru_cache, partial
from typing import TYPE_CHECKING, Any, Self

from llmclaims.runs.jsonl import document_anew, from_record
from llmclaims.runs.spill import OnDisk
from llmclaims.schema.claims import Claim
from llmclaims.verification.recheck.claims import guarded, problem_unquoted, read_claim, unquoted
from llmclaims.verification.recheck.problem import Problem
from llmclaims.verification.relations.conflicts import conflicts
from llmclaims.verification.relations.ends import ends_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from llmclaims.documents.document import Document
    from llmclaims.schema.annotations import Cited
    from llmclaims.verification.recheck.claims import RunContext, Wrong
    from llmclaims.verification.recheck.document_records import Kept

_DOCUMENTS = 16
"""Documents that are kept in memory, since neighbouring relations often share one."""


class RelationsAcross:
    """The relations between a file's documents, and what they may name."""

    def __init__(self, models: Mapping[str, type[Cited]]) -> None:
        """Take the models that claims are read with."""
        self._models = models
        with ExitStack() as stack:
            self._documents, self._claims, self._relations = (stack.enter_context(OnDisk()) for _ in range(3))
            self._held = stack.pop_all()
        self._document = lru_cache(maxsize=_DOCUMENTS)(self._document_at)

    def __enter__(self) -> Self:
        """Return itself."""
        return self

    def __exit__(self, *_: object) -> None:
        """Forget what was kept."""
        self._held.close()

    def add_relation(self, number: int, record: Mapping[str, Any]) -> None:
        """Keep a record that stands under no document, to be checked at the end."""
        self._relations.put(number, [number, record])

    def add_claims(self, kept: Kept, records: Mapping[int, Mapping[str, Any]]) -> None:
        """Keep what relations may name: the claims of one document, whose ``records`` are given by line, and the document."""
        if kept.document is not None and kept.line is not None:
            self._documents.put(kept.line, kept.document)
        for name, number in kept.claims:
            self._claims.put(name, [kept.line, records[number]])

    def problems(self, context: RunContext) -> Iterator[Problem]:
        """Yield what does not hold: relation by relation, then those that clash with others."""
        whole: list[tuple[int, Claim]] = []
        for number, record in self._relations.values():
            claim, changed = read_claim(number, record, self._models)
            if changed is not None:
                yield changed
            if claim is None:
                continue
            wrong = guarded(partial(self._problem, claim, context))
            if wrong is None:
                whole.append((number, replace(claim, derived={})))
            else:
                yield Problem(number, claim.id, claim.kind, *wrong)
        clashes = context.policy.applied(conflicts([claim for _, claim in whole]))
        for place, finding in clashes.items():
            number, claim = whole[place]
            yield Problem(number, claim.id, claim.kind, finding.code, finding.message)

    def _problem(self, claim: Claim, context: RunContext) -> Wrong | None:
        if not unquoted(claim):
            return "DOCUMENT_MISSING", "It stands under no document."
        sides = {}
        for end in ends_of(claim)[1:]:
            held = self._claims.get(end)
            if held is None:
                continue
            line, record = held
            if line is None:
                return "DOCUMENT_MISSING", "The text of one of its ends is not at hand."
            one = from_record(record, self._models)
            assert isinstance(one, Claim)  # only those are kept
            sides[end] = (one, self._document(line))
        return problem_unquoted(claim, sides, context)

    def _document_at(self, line: int) -> Document:
        return document_anew(self._documents.get(line))
