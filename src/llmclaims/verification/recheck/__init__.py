"""Check a saved run again, without a model, a key or a network.

Every claim is taken back to the text: its spans must hold its quote, its mentions their words, its id its
content, and the rules must say of it what they said before; so must they of every refused draft. The file must
hold each record once, in its order, as many as its summary counts, and give its digest. One document is held at a time; what relations
between documents need of the others waits on disk.
"""

from __future__ import annotations

import re
from collections import deque
from contextlib import closing
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING, Any, Literal, TypeVar, overload

from llmclaims.documents.document import Document
from llmclaims.errors import ConfigError, DocumentError
from llmclaims.runs.extraction import Extraction, records, sealed
from llmclaims.runs.jsonl import run_files, to_record
from llmclaims.runs.lines import numbered, parsed
from llmclaims.schema.annotations import Cited, kind_of
from llmclaims.schema.claims import Claim, Rejection
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.recheck.claims import RunContext, has_model
from llmclaims.verification.recheck.document_groups import AHEAD, Checker, done
from llmclaims.verification.recheck.documents import texts_in
from llmclaims.verification.recheck.problem import Note, Problem, Tally, plain
from llmclaims.verification.recheck.run_file import checked
from llmclaims.verification.same_rules import known_rules
from llmclaims.verification.verifier import verify as verify_draft
from llmclaims.workers.spread import Spread

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future
    from pathlib import Path

    from llmclaims.runs.records import Record
    from llmclaims.verification.recheck.problem import TextOf
    from llmclaims.workers.messages import Answer

Body = TypeVar("Body", bound=Cited)

__all__ = ["Note", "Problem", "Tally", "recheck", "verify"]


def recheck(
    path: str | os.PathLike[str] | Iterable[str | os.PathLike[str]],
    *,
    documents: str | os.PathLike[str] | None = None,
    schema: Sequence[type[Cited]] = (),
    policy: Literal["all", "as-run"] = "all",
    digest: str | None = None,
    workers: int | None = None,
) -> Iterator[Problem | Note | Tally]:
    """Check a saved run, or several one by one; what does not hold comes as it is found, one tally last.

    Args:
        path: a claims file, a folder of them, or several of these. Among several, one that cannot be read is a
            problem, RUN_INVALID.
        documents: a folder with the documents themselves; None trusts the text that the file carries, whose
            hash must still be right.
        schema: your own models, where the run has claims of theirs.
        policy: "all" checks under all rules, and a run that was made without some is a problem, RULES_OFF;
            "as-run" checks under the rules, and in the languages, that the run says it was made with.
        digest: the digest that the records must have, in 64 hexadecimal digits, kept from when the run was made;
            None compares with the file's own, and a file without one is a problem, DIGEST_MISSING.
        workers: processes that check; None: as many as there are cores, once that pays. What is found, and its
            order, is the same.

    Raises:
        DocumentError: the only file is not a claims file, or the folder cannot be read.
        ConfigError: ``digest`` is none, or there are several files and one digest, or ``workers`` is no number of processes.
    """
    files = run_files(path)
    digest = _checked_digest(digest, files)
    tallies = []
    models = _models(schema)
    spread = Spread(workers, Checker, lambda: (known_rules(), tuple(models.values())))
    with texts_in(documents) as text_of, closing(spread):
        context = RunContext(models=models, text_of=text_of, as_run=policy == "as-run", digest=digest)
        for file, found in _of_files(files, context, spread):
            if isinstance(found, Tally):
                tallies.append(found)
            else:
                yield replace(found, path=str(file))
    yield Tally.over(tallies)


def _of_files(
    files: Sequence[Path], context: RunContext, spread: Spread
) -> Iterator[tuple[Path, Problem | Note | Tally]]:
    """Check files one by one; where there are processes, small ones among several side by side."""
    waiting: deque[tuple[Path, Future[Answer]]] = deque()
    for file in files:
        pool = spread.pool() if len(files) > 1 and context.text_of is None else None
        if pool is not None and _is_small(file):
            waiting.append((file, pool.submit(partial(_all_of, file, context))))
            while waiting and (waiting[0][1].done() or len(waiting) > AHEAD * pool.count):
                yield from _first(waiting, context)
            continue
        while waiting:
            yield from _first(waiting, context)
        for found in _of_file(file, context, spread, alone=len(files) == 1):
            yield file, found
    while waiting:
        yield from _first(waiting, context)


def _first(
    waiting: deque[tuple[Path, Future[Answer]]], context: RunContext
) -> Iterator[tuple[Path, Problem | Note | Tally]]:
    """Yield what is found in the file that comes next."""
    file, answer = waiting.popleft()
    for found in done(answer, partial(_all_of, file, context)):
        yield file, found


def _all_of(file: Path, context: RunContext) -> list[Problem | Note | Tally]:
    return list(_of_file(file, context))


def _is_small(file: Path) -> bool:
    try:
        return file.stat().st_size < _SMALL
    except OSError:  # who opens it says why
        return True


def _of_file(
    file: Path, context: RunContext, spread: Spread | None = None, *, alone: bool = False
) -> Iterator[Problem | Note | Tally]:
    """Check one file; one among several that cannot be read is a problem."""
    try:
        yield from checked(_lines(file), context, spread)
    except DocumentError as error:
        if alone:
            raise
        yield Problem(0, None, "run", "RUN_INVALID", str(error))


def _lines(file: Path) -> Iterator[tuple[int, dict[str, Any] | str]]:
    """Yield the file's records, or what is wrong with a line; a file that does not begin with a run is refused."""
    first = True
    for number, data in numbered(file):
        record = parsed(data)
        if first and isinstance(record, str) and not (isinstance(data, bytes) and _A_RUN.match(data)):
            raise DocumentError(f"{file}:{number}: {record}; give a file that extract wrote.")
        first = False
        yield number, record


def _models(schema: Iterable[type[Cited]]) -> dict[str, type[Cited]]:
    return {kind_of(model): model for model in (*DEFAULT_SCHEMA, *schema)}


def _checked_digest(digest: str | None, files: Sequence[Path]) -> str | None:
    if digest is None:
        return None
    if len(files) > 1:
        raise ConfigError("A digest is that of one run: name its file alone.")
    if not _DIGEST.fullmatch(digest):
        raise ConfigError(f"{digest!r} is no digest: give the 64 hexadecimal digits that extract printed.")
    return digest.lower()


_SMALL = 1_000_000
"""Bytes of a run that is checked as a whole where there are several: some hundred claims."""
_A_RUN = re.compile(rb'\s*\{\s*"record"\s*:\s*"run"')
_DIGEST = re.compile("[0-9a-fA-F]{64}")


@overload
def verify(
    subject: Body,
    document: Document,
    *,
    paragraph: int | None = None,
    ends: Mapping[str, Claim | None] | None = None,
) -> Claim[Body] | Rejection: ...
@overload
def verify(
    subject: Extraction,
    document: Iterable[Document] | None = None,
    *,
    policy: Literal["all", "as-run"] = "all",
) -> Extraction: ...
def verify(
    subject: Cited | Extraction,
    document: Document | Iterable[Document] | None = None,
    *,
    paragraph: int | None = None,
    ends: Mapping[str, Claim | None] | None = None,
    policy: Literal["all", "as-run"] = "all",
) -> Claim | Rejection | Extraction:
    """Check one filled model against a document, or a whole saved run again.

    A run comes back with the claims that hold; each one that does not is a rejection in its place. What else does
    not hold (counts, order, digest, refused drafts, rules that were turned off) is in its summary's warnings.

    Args:
        subject: an Event, a Statement, a Relation or a model of your own, filled; or a run.
        document: what a draft must rest on; for a run, the documents themselves when it was saved without their text.
        paragraph: index of the paragraph that a draft was read from; None takes the one where its quote stands.
        ends: what a relation's ``source`` and ``target`` may name, by their ``ref`` or id; None for a claim that
            was refused.
        policy: that of ``recheck``, for a run.

    Raises:
        TypeError: a model was given without the document that it must rest on.
    """
    if isinstance(subject, Extraction):
        return _verified(subject, document, as_run=policy == "as-run")
    if not isinstance(document, Document):
        raise TypeError("verify(draft, document): give the Document that the draft must rest on.")
    return verify_draft(subject, document, paragraph=paragraph, ends=ends)


def _verified(run: Extraction, documents: Any, *, as_run: bool) -> Extraction:
    own = {type(claim.body) for claim in run.claims if has_model(claim)} - set(DEFAULT_SCHEMA)
    context = RunContext(
        models=_models(own), text_of=_texts(run, documents), as_run=as_run, needs_digest=False
    )
    numbered_records = ((number, plain(to_record(one))) for number, one in enumerate(records(run)))
    found = [one for one in checked(numbered_records, context) if isinstance(one, Problem)]
    bad: dict[int, Problem] = {}
    for one in found:
        bad.setdefault(one.line, one)
    kept: list[Record] = []
    for number, record in enumerate(run.records, start=1):
        wrong = bad.get(number) if isinstance(record, Claim) else None
        kept.append(
            record.refused(wrong.code, wrong.message) if wrong and isinstance(record, Claim) else record
        )
    about = {number for number, record in enumerate(run.records, start=1) if isinstance(record, Claim)}
    warnings = [f"{one.kind}: {one.code}: {one.message}" for one in found if one.line not in about]
    if not found:
        return run
    refuted = sum(number in about for number in bad)
    summary = replace(
        run.summary,
        accepted=run.summary.accepted - refuted,
        rejected=run.summary.rejected + refuted,
        warnings=tuple(dict.fromkeys((*run.summary.warnings, *warnings))),
    )
    return sealed(Extraction(run=run.run, records=tuple(kept), summary=summary))


def _texts(run: Extraction, documents: Any) -> TextOf:
    given = [documents] if isinstance(documents, Document) else list(documents or run.documents)
    return {one.sha256: to_record(one) for one in given}.get
