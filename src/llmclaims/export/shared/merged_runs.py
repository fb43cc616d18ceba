"""The documents and claims of one run or of many, each once and in one order whatever the order of the runs."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from llmclaims.documents.document import Document
from llmclaims.runs.records import Line
from llmclaims.schema.annotations import Role, by_role
from llmclaims.schema.claims import Claim
from llmclaims.schema.speakers import UNNAMED


@dataclass(frozen=True, slots=True)
class MergedRuns:
    """Documents by id, and their claims in the order of the documents' names and of the text."""

    documents: Mapping[str, Document]
    claims: tuple[Claim, ...]

    def by_id(self) -> dict[str, Claim]:
        """Return the claims by their ids."""
        return {one.id: one for one in self.claims}

    def source(self, claim: Claim) -> str:
        """Say what a claim's document is called: its title, else its path, else its id."""
        document = self.documents.get(claim.document or "")
        return (document.title or document.path or document.id) if document else str(claim.document)

    def place(self, claim: Claim) -> dict[str, Any]:
        """Return where a claim stands, as plain values: its id and quote, its document, paragraph and offsets."""
        document = self.documents.get(claim.document or "")
        return {
            "id": claim.id,
            "quote": claim.quote,
            "document": claim.document,
            "title": document.title if document else None,
            "path": document.path if document else None,
            "paragraph": claim.paragraph,
            **({} if claim.page is None else {"page": claim.page}),
            "start": claim.start,
            "end": claim.end,
            "verdict": claim.verdict,
        }


def merged(records: Iterable[Line]) -> MergedRuns:
    """Return everything that a picture of the runs is drawn from; a claim that several runs hold counts once."""
    documents: dict[str, Document] = {}
    claims: dict[str, Claim] = {}
    for one in records:
        if isinstance(one, Document):
            held = documents.get(one.id)
            documents[one.id] = one if held is None or not held.text else held
        elif isinstance(one, Claim) and one.document is not None:
            claims.setdefault(one.id, one)
    order = {
        key: place
        for place, key in enumerate(sorted(documents, key=lambda one: (documents[one].path or "", one)))
    }
    ranked = sorted(
        claims.values(),
        key=lambda one: (order.get(str(one.document), len(order)), one.start or 0, one.end or 0, one.id),
    )
    return MergedRuns(documents, tuple(ranked))


def told_by(claim: Claim, statements: Mapping[str, Claim]) -> tuple[str, ...]:
    """Return who tells a claim inside what they say, innermost first; a report of a report names both."""
    within = claim.derived.get("within")
    chain = list(claim.derived.get("asserted_by") or ([within] if within else []))
    names: list[str] = []
    for one in chain:
        statement = statements.get(one)
        if statement is None:
            continue
        names.append(str(statement.speaker or UNNAMED))
        outer = statement.derived.get("within")
        if outer and outer not in chain:
            chain.append(outer)
    return tuple(dict.fromkeys(names))


def filled(claim: Claim) -> dict[Role, Any]:
    """Return the first filled value of each role."""
    return {role: one.value for role, one in by_role(claim.body).items()}


def path_of(claim: Claim, role: Role) -> str | None:
    """Return the path of the first filled field with a role."""
    found = by_role(claim.body).get(role)
    return found.path if found else None
