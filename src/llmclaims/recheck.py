"""Check a saved run again, without a model, a key or a network.

Every claim is taken back to the text: its spans must hold its quote, its mentions their words, its id its
content, and the rules must say of it what they said before. One document is held at a time.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, overload

from llmclaims import sources
from llmclaims.answers import relates
from llmclaims.claim import Claim, Rejection
from llmclaims.document import Document
from llmclaims.errors import DocumentError
from llmclaims.extraction import FORMAT, Extraction
from llmclaims.extraction.jsonl import document_from, from_record, read_records, records, to_record
from llmclaims.holds import Beside, has_model, plain, problem_of, problem_unquoted, unquoted
from llmclaims.rules.across import ends_of
from llmclaims.rules.form import attributed
from llmclaims.rules.relations import conflicts
from llmclaims.schema import DEFAULT_SCHEMA, Cited, kind_of
from llmclaims.verifier import Policy
from llmclaims.verifier import verify as verify_draft

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping, Sequence

Numbered = tuple[int, dict[str, Any]]


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing in a saved run that does not hold; ``line`` is its line in the file, from 1."""

    line: int
    id: str | None
    kind: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Tally:
    """How much was checked."""

    documents: int
    claims: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Checks:
    """What holds for a whole file: its kinds' models, its policy, where documents are found, who was asked.

    ``sides`` gathers the claims with their documents, None in a file without relations across documents.
    """

    models: Mapping[str, type[Cited]]
    policy: Policy
    texts: Mapping[str, Document] | None
    asked: frozenset[str] = frozenset()
    sides: dict[str, tuple[Claim, Document | None]] | None = None


def recheck(
    path: str | os.PathLike[str],
    *,
    documents: str | os.PathLike[str] | None = None,
    schema: Sequence[type[Cited]] = (),
) -> Iterator[Problem | Tally]:
    """Check a saved run; what does not hold comes as it is found, the tally last.

    Args:
        path: a claims file.
        documents: a folder with the documents themselves; None trusts the text that the file carries, whose
            hash must still be right.
        schema: your own models, where the run has claims of theirs.

    Raises:
        DocumentError: the file is not a claims file, or the folder cannot be read.
    """
    texts = _folder(documents) if documents is not None else None
    yield from _recheck(read_records(path), texts, schema)


def _folder(folder: str | os.PathLike[str]) -> dict[str, Document]:
    root = Path(folder)
    if not root.is_dir():
        raise DocumentError(f"{folder}: no such folder; give the folder that holds the documents.")
    found = {}
    for path in sorted(root.rglob("*")):
        if path.is_file():
            for document in sources.documents([path]):
                if isinstance(document, Document):  # a folder of articles may hold other things
                    found[document.sha256] = document
    return found


def _recheck(
    numbered: Iterable[Numbered], texts: Mapping[str, Document] | None, schema: Sequence[type[Cited]]
) -> Iterator[Problem | Tally]:
    models = {kind_of(model): model for model in (*DEFAULT_SCHEMA, *schema)}
    checks = _Checks(models=models, policy=Policy(), texts=texts)
    counts = {"documents": 0, "claims": 0, "rejection": 0, "failure": 0}
    group: list[Numbered] = []
    across: list[Numbered] = []
    closed = False
    for number, record in _of_a_run(numbered):
        kind = record["record"]
        if kind == "run":
            sides: dict[str, tuple[Claim, Document | None]] | None = (
                {} if (record.get("settings") or {}).get("across") else None
            )
            checks = replace(checks, policy=_policy(record), asked=_asked(record), sides=sides)
        elif kind == "summary":
            closed = True
            yield from _document(group, checks)
            group = []
            yield from _summary(number, record, counts)
        elif kind in ("rejection", "failure"):
            counts[kind] += 1
        else:
            if kind == "document":
                yield from _document(group, checks)
                group = []
            counts["documents" if kind == "document" else "claims"] += 1
            own = record.get("document") is not None or kind == "document"
            (group if own else across).append((number, record))
    yield from _document(group, checks)
    yield from _across(across, checks)
    if not closed:
        yield Problem(0, None, "summary", "SUMMARY_MISSING", "The file has no summary: its run did not end.")
    yield Tally(counts["documents"], counts["claims"])


def _of_a_run(numbered: Iterable[Numbered]) -> Iterator[Numbered]:
    """The records as they come, when the first one says that they are a run in this format."""
    first = True
    for number, record in numbered:
        if first and (record["record"] != "run" or record.get("format") != FORMAT):
            raise DocumentError(
                f"The file does not begin with a run in the format {FORMAT}; give one that extract wrote."
            )
        first = False
        yield number, record
    if first:
        raise DocumentError("The file is empty; give one that extract wrote.")


def _policy(record: Mapping[str, Any]) -> Policy:
    settings = record.get("settings") or {}
    return Policy(strict=bool(settings.get("strict")), disable=frozenset(settings.get("disable") or ()))


def _asked(record: Mapping[str, Any]) -> frozenset[str]:
    """The model-based checks that a run says it made."""
    return frozenset((record.get("settings") or {}).get("checks") or ())


def _summary(number: int, record: Mapping[str, Any], counts: Mapping[str, int]) -> Iterator[Problem]:
    said = {key: record.get(key) for key in ("accepted", "rejected", "proposed")}
    found = {
        "accepted": counts["claims"],
        "rejected": counts["rejection"],
        "proposed": counts["claims"] + counts["rejection"],
    }
    for key, count in found.items():
        if said[key] != count:
            yield Problem(
                number, None, "summary", "TALLY_WRONG", f"{key} is {said[key]}, the file holds {count}."
            )
    parts = [record.get(key) for key in ("done", "failed", "skipped")]
    if record.get("paragraphs") != sum(part for part in parts if isinstance(part, int)):
        yield Problem(number, None, "summary", "TALLY_WRONG", "paragraphs is not done + failed + skipped.")


def _document(group: Sequence[Numbered], checks: _Checks) -> Iterator[Problem]:
    """Check one document's record and all claims that follow it."""
    document: Document | None = None
    claims: list[tuple[int, Claim]] = []
    for number, record in group:
        if record["record"] == "document":
            document, changed = _text_of(number, record, checks)
            if changed:
                yield changed
            continue
        claim, found = _read_claim(number, record, checks)
        yield from found
        if claim is not None:
            claims.append((number, claim))
    ends = {claim.id: claim for _, claim in claims}
    links = attributed([claim for _, claim in claims])
    for number, claim in claims:
        wrong = problem_of(
            claim, document, Beside(ends, links.get(claim.id, {}), checks.policy, checks.asked)
        )
        if wrong:
            yield Problem(number, claim.id, claim.kind, *wrong)

    if checks.sides is not None:
        able = {one: claim for one, claim in ends.items() if not relates(claim.body)}
        checks.sides.update({one: (claim, document) for one, claim in able.items()})


def _across(group: Sequence[Numbered], checks: _Checks) -> Iterator[Problem]:
    """Check the relations across documents, when all their ends have been seen."""
    claims: list[tuple[int, Claim]] = []
    for number, record in group:
        claim, found = _read_claim(number, record, checks)
        yield from found
        if claim is not None and not unquoted(claim):
            yield Problem(number, claim.id, claim.kind, "DOCUMENT_MISSING", "It stands under no document.")
        elif claim is not None:
            claims.append((number, claim))
    held = checks.sides or {}
    unread = {one for one, (_, document) in held.items() if document is None}
    sides = {one: (claim, document) for one, (claim, document) in held.items() if document is not None}
    missing = "DOCUMENT_MISSING", "The text of one of its ends is not at hand."
    wrong = {
        number: missing
        if unread.intersection(ends_of(claim))
        else problem_unquoted(claim, sides, checks.policy)
        for number, claim in claims
    }
    whole = [(number, claim) for number, claim in claims if wrong[number] is None]
    clashes = checks.policy.applied(conflicts([claim for _, claim in whole]))
    for place, finding in clashes.items():
        wrong[whole[place][0]] = finding.code, finding.message
    for number, claim in claims:
        if what := wrong[number]:
            yield Problem(number, claim.id, claim.kind, *what)


def _text_of(
    number: int, record: Mapping[str, Any], checks: _Checks
) -> tuple[Document | None, Problem | None]:
    identity = record.get("id")

    def bad(code: str, message: str) -> tuple[None, Problem]:
        return None, Problem(number, identity, "document", code, message)

    if checks.texts is not None:
        found = checks.texts.get(str(record.get("sha256")))
        if found is None:
            return bad("DOCUMENT_MISSING", f"{record.get('path')}: no file in the folder has its content.")
        text = found.text
    elif isinstance(record.get("text"), str):
        text = record["text"]
    else:
        return bad("DOCUMENT_MISSING", "The run was saved without texts; name the folder with --documents.")
    try:
        document = document_from({**record, "text": text})
    except (KeyError, TypeError, ValueError) as error:
        return bad("DOCUMENT_CHANGED", f"The document's record cannot be read ({error}).")
    if not _same_content(document, record):
        return bad("DOCUMENT_CHANGED", "The text is not the one that its hash was taken of.")
    said = {key: value for key, value in record.items() if key not in ("text", "sha256", "encoding")}
    again = {key: value for key, value in plain(to_record(document, text=False)).items() if key in said}
    if said != again:
        changed = ", ".join(sorted(key for key in said if said[key] != again.get(key)))
        return document, Problem(
            number, identity, "document", "DOCUMENT_CHANGED", f"Not what the text gives: {changed}."
        )
    return document, None


def _same_content(document: Document, record: Mapping[str, Any]) -> bool:
    """Whether the record's hash, which is of the bytes, was taken of this text: with its byte order mark or without."""
    encoding = record.get("encoding") or "utf-8"
    for mark in ("", "\ufeff"):
        try:
            data = (mark + document.text).encode(
                encoding, "surrogatepass" if encoding == "utf-8" else "strict"
            )
        except (LookupError, UnicodeEncodeError):
            return False
        if hashlib.sha256(data).hexdigest() == record.get("sha256"):
            return True
    return False


def _read_claim(
    number: int, record: Mapping[str, Any], checks: _Checks
) -> tuple[Claim | None, list[Problem]]:
    kind, identity = str(record["record"]), record.get("id")
    try:
        claim = from_record(record, checks.models)
    except (KeyError, TypeError, ValueError) as error:
        reason = str(error).splitlines()[0]
        return None, [
            Problem(number, identity, kind, "RECORD_INVALID", f"The record cannot be read ({reason}).")
        ]
    if not isinstance(claim, Claim):
        return None, []
    again = plain(to_record(claim))
    changed = sorted(key for key in {*again, *record} if again.get(key) != record.get(key))
    if changed:
        message = f"The record contradicts itself in {', '.join(changed)}."
        return claim, [Problem(number, identity, kind, "RECORD_CHANGED", message)]
    return claim, []


@overload
def verify(subject: Cited, document: Document, *, paragraph: int | None = None) -> Claim | Rejection: ...
@overload
def verify(subject: Extraction, document: Iterable[Document] | None = None) -> Extraction: ...
def verify(
    subject: Cited | Extraction,
    document: Document | Iterable[Document] | None = None,
    *,
    paragraph: int | None = None,
) -> Claim | Rejection | Extraction:
    """Check one filled model against a document, or a whole saved run again.

    A run comes back with the claims that hold; each one that does not is a rejection behind those that were
    there. ``document`` may be the documents themselves, when the run was saved without their text.

    Raises:
        TypeError: a model was given without the document that it must rest on.
    """
    if isinstance(subject, Extraction):
        return _verified(subject, document)
    if not isinstance(document, Document):
        raise TypeError("verify(draft, document): give the Document that the draft must rest on.")
    return verify_draft(subject, document, paragraph=paragraph)


def _verified(run: Extraction, documents: Any) -> Extraction:
    given = [documents] if isinstance(documents, Document) else list(documents or run.documents)
    texts = {one.sha256: one for one in given}
    own = tuple({type(claim.body) for claim in run.claims if has_model(claim)} - set(DEFAULT_SCHEMA))
    numbered = ((number, plain(to_record(one))) for number, one in enumerate(records(run)))
    bad: dict[int, Problem] = {}
    for found in _recheck(numbered, texts, own):
        if isinstance(found, Problem):
            bad.setdefault(found.line, found)
    kept = [
        _refuted(one, bad[number]) if number in bad and isinstance(one, Claim) else one
        for number, one in enumerate(run.records, start=1)
    ]
    refuted = sum(isinstance(one, Claim) for one in run.records) - sum(isinstance(one, Claim) for one in kept)
    summary = replace(
        run.summary, accepted=run.summary.accepted - refuted, rejected=run.summary.rejected + refuted
    )
    return Extraction(run=run.run, records=tuple(kept), summary=summary)


def _refuted(claim: Claim, problem: Problem) -> Rejection:
    return Rejection(
        kind=claim.kind,
        document=str(claim.document),
        paragraph=claim.paragraph,
        code=problem.code,
        message=problem.message,
        nearest=None,
        draft=claim.body.model_dump(mode="json"),
    )
