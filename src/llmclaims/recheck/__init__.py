"""Check a saved run again, without a model, a key or a network.

Every claim is taken back to the text: its spans must hold its quote, its mentions their words, its id its
content, and the rules must say of it what they said before. One document is held at a time; what relations
between documents need of the others waits on disk.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, overload

from llmclaims.claim import Claim, Rejection
from llmclaims.document import Document
from llmclaims.errors import DocumentError
from llmclaims.extraction import Extraction
from llmclaims.extraction.files import run_files
from llmclaims.extraction.jsonl import read_records, records, to_record
from llmclaims.holds import has_model, plain
from llmclaims.recheck.problem import Problem, Tally
from llmclaims.recheck.texts import texts_in
from llmclaims.recheck.walk import checked
from llmclaims.schema import DEFAULT_SCHEMA, Cited
from llmclaims.verifier import verify as verify_draft

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Sequence

    from llmclaims.recheck.texts import TextOf

__all__ = ["Problem", "Tally", "recheck", "verify"]


def recheck(
    path: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    documents: str | os.PathLike[str] | None = None,
    schema: Sequence[type[Cited]] = (),
) -> Iterator[Problem | Tally]:
    """Check a saved run, or several one by one; what does not hold comes as it is found, one tally last.

    Args:
        path: a claims file, a folder of them, or several of these. Among several, one that cannot be read is a
            problem, RUN_INVALID.
        documents: a folder with the documents themselves; None trusts the text that the file carries, whose
            hash must still be right.
        schema: your own models, where the run has claims of theirs.

    Raises:
        DocumentError: the only file is not a claims file, or the folder cannot be read.
    """
    files = run_files(path)
    tallies = []
    with texts_in(documents) as text_of:
        for file in files:
            try:
                for found in checked(read_records(file), text_of, schema):
                    if isinstance(found, Tally):
                        tallies.append(found)
                    else:
                        yield replace(found, path=str(file))
            except DocumentError as error:
                if len(files) == 1:
                    raise
                yield Problem(0, None, "run", "RUN_INVALID", str(error), str(file))
    yield Tally(
        documents=sum(one.documents for one in tallies),
        claims=sum(one.claims for one in tallies),
        runs=len(tallies),
    )


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
    own = tuple({type(claim.body) for claim in run.claims if has_model(claim)} - set(DEFAULT_SCHEMA))
    numbered = ((number, plain(to_record(one))) for number, one in enumerate(records(run)))
    bad: dict[int, Problem] = {}
    for found in checked(numbered, _texts(run, documents), own):
        if isinstance(found, Problem):
            bad.setdefault(found.line, found)
    kept = [
        one.refused(bad[number].code, bad[number].message)
        if number in bad and isinstance(one, Claim)
        else one
        for number, one in enumerate(run.records, start=1)
    ]
    refuted = sum(isinstance(one, Claim) for one in run.records) - sum(isinstance(one, Claim) for one in kept)
    summary = replace(
        run.summary, accepted=run.summary.accepted - refuted, rejected=run.summary.rejected + refuted
    )
    return Extraction(run=run.run, records=tuple(kept), summary=summary)


def _texts(run: Extraction, documents: Any) -> TextOf:
    given = [documents] if isinstance(documents, Document) else list(documents or run.documents)
    return {one.sha256: one.text for one in given}.get
