"""The records of a saved run in turn, one document at a time."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from itertools import chain
from typing import TYPE_CHECKING, Any

from llmclaims.errors import DocumentError
from llmclaims.runs.digest import Digest
from llmclaims.runs.records import FORMAT
from llmclaims.schema.plurals import plural
from llmclaims.verification.recheck.claims import RunContext, read_record
from llmclaims.verification.recheck.document_groups import Group, InOrder
from llmclaims.verification.recheck.problem import Note, Problem, Tally
from llmclaims.verification.recheck.record_shapes import NO_CLAIMS, malformed
from llmclaims.verification.recheck.relations import RelationsAcross
from llmclaims.verification.rules.registry import own_modules

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping

    from llmclaims.verification.recheck.claims import Numbered
    from llmclaims.verification.recheck.document_groups import Checked
    from llmclaims.workers.spread import Spread

Line = tuple[int, "dict[str, Any] | str"]
"""A line's number, and its record or what is wrong with it."""
_FEW = 8
"""Rules that a sentence names."""


@dataclass(slots=True)
class RecordCounts:
    """Records by kind, paragraphs that were to be read, and those of them that failed or were not asked.

    ``silent`` claims do not say what they were checked by; ``verdicts`` counts the claims that have one of a
    model-based check.
    """

    kinds: Counter[str] = field(default_factory=Counter)
    paragraphs: int = 0
    failed: int = 0
    skipped: int = 0
    broken: bool = False
    silent: int = 0
    verdicts: Counter[str] = field(default_factory=Counter)
    _failures: set[int] = field(default_factory=set)

    def begin(self, document: Mapping[str, Any]) -> None:
        """Count a document and its paragraphs; what fails from here on is of this document."""
        self.kinds["document"] += 1
        self.paragraphs += sum(zone == "body" for _, _, zone in document["paragraphs"])
        self._failures = set()

    def add(self, record: Mapping[str, Any]) -> None:
        """Count one record that can be read."""
        kind = record["record"]
        self.kinds[kind if kind in NO_CLAIMS else "claim"] += 1
        if kind not in NO_CLAIMS:
            self.silent += "checked" not in record
            given = record["derived"].get("checks")
            self.verdicts.update(given.keys() if isinstance(given, dict) else ())
        if kind != "failure":
            return
        paragraph = record["paragraph"]
        if paragraph is None:
            self.broken = True  # of a document whose reading ended within it the rest was never counted
        elif paragraph not in self._failures:
            self._failures.add(paragraph)
            self.skipped += record["error"] == "Skipped"
            self.failed += record["error"] != "Skipped"

    def contradictions(self, summary: Mapping[str, Any]) -> Iterator[str]:
        """Yield what a summary says that the file does not, a sentence each."""
        claims, refused = self.kinds["claim"], self.kinds["rejection"]
        held = {
            "accepted": claims,
            "rejected": refused,
            "proposed": claims + refused,
            "failed": self.failed,
            "skipped": self.skipped,
        }
        if not self.broken:
            held["paragraphs"] = self.paragraphs
        for key, count in held.items():
            if summary[key] != count:
                yield f"{key} is {summary[key]}, the file holds {count}."
        if summary["paragraphs"] != summary["done"] + summary["failed"] + summary["skipped"]:
            yield "paragraphs is not done + failed + skipped."


@dataclass(slots=True)
class _Walk:
    """What is known of a file so far."""

    context: RunContext
    between: RelationsAcross
    counted: RecordCounts = field(default_factory=RecordCounts)
    digest: Digest = field(default_factory=Digest)
    summary: tuple[int, dict[str, Any]] | None = None
    unchecked: Counter[str] = field(default_factory=Counter)
    under: list[Numbered] = field(default_factory=list)
    problems: int = 0
    place: tuple[str, str] = ("", "")

    def document(self) -> Group:
        """Return the document that ends here, with all that stands under it, to be checked."""
        records, self.under = self.under, []
        if records and records[0][1]["record"] == "document":
            self.counted.begin(records[0][1])
        return Group(records, self.context)

    def take(self, group: Group, checked: Checked) -> None:
        """Take note of a document that was checked."""
        self.unchecked += checked.unchecked
        if checked.kept is not None:
            self.between.add_claims(checked.kept, dict(group.records))


def checked(
    numbered: Iterable[Line], context: RunContext, spread: Spread | None = None
) -> Iterator[Problem | Note | Tally]:
    """Yield what does not hold in a run's records, numbered by their lines; the tally last.

    ``spread``: the processes that check documents beside this one.

    Raises:
        DocumentError: the records are not a run's.
    """
    with RelationsAcross(context.models) as between:
        walk = _Walk(context, between)
        for found in chain(InOrder(spread, walk.take)(_read(numbered, walk)), _at_the_end(walk)):
            walk.problems += isinstance(found, Problem)
            yield found
    yield from _digested(walk)
    counts = walk.counted.kinds
    yield Tally(
        documents=counts["document"],
        claims=counts["claim"],
        digest=walk.digest.hexadecimal(),
        undone=walk.counted.failed + walk.counted.skipped,
    )


def _at_the_end(walk: _Walk) -> Iterator[Problem | Note]:
    """Yield what can be told when all documents have been checked."""
    yield from walk.between.problems(walk.context)
    yield from _counts(walk)


def _read(numbered: Iterable[Line], walk: _Walk) -> Iterator[Problem | Note | Group]:
    """Yield what does not hold in the records one by one, and the documents that are to be checked."""
    for number, record in _of_a_run(numbered):
        if isinstance(record, str):
            yield Problem(number, None, "line", "RECORD_INVALID", f"It is {record}.")
        else:
            yield from _taken(number, record, walk)
    yield walk.document()


def _of_a_run(numbered: Iterable[Line]) -> Iterator[Line]:
    """Yield the lines as they come, when the first one says that they are a run in this format."""
    first = True
    for number, record in numbered:
        if first and not isinstance(record, str) and _is_other(record):
            raise DocumentError(
                f"The file does not begin with a run in the format {FORMAT}; give one that extract wrote."
            )
        first = False
        yield number, record
    if first:
        raise DocumentError("The file is empty; give one that extract wrote.")


def _is_other(record: dict[str, Any]) -> bool:
    return record["record"] != "run" or record.get("format") != FORMAT


def _taken(number: int, record: dict[str, Any], walk: _Walk) -> Iterator[Problem | Note | Group]:
    """Check one record, and what stands before it when it begins something new."""
    kind = record["record"]
    if walk.summary is None:
        walk.digest.add(record)
    else:
        message = "It stands behind the summary, which is the last record of a run."
        yield Problem(number, _identity(record), kind, "ORDER_WRONG", message)
    wrong = malformed(record)
    if wrong:
        yield Problem(number, _identity(record), kind, "RECORD_INVALID", wrong)
    elif kind in NO_CLAIMS - {"document"}:
        yield from read_record(number, record)
    if kind == "run":
        yield from _run(number, record, walk, readable=wrong is None)
    elif kind == "summary":
        yield walk.document()
        if walk.summary is None:
            walk.summary = number, {} if wrong else record
    elif kind == "document":
        yield walk.document()
        yield from () if wrong else _next_document(number, record, walk)
    elif wrong is None:
        walk.counted.add(record)
        if kind not in NO_CLAIMS and record["document"] is None:
            walk.between.add_relation(number, record)
        else:
            walk.under.append((number, record))


def _next_document(number: int, record: dict[str, Any], walk: _Walk) -> Iterator[Problem]:
    """Begin a document, and see whether it follows the one before it: ``link`` writes each once, by path and id."""
    walk.under = [(number, record)]
    place = (record["path"] or "", record["id"])
    if walk.context.across and place <= walk.place:
        message = "It does not stand where the order of the documents' paths has it."
        yield Problem(number, record["id"], "document", "ORDER_WRONG", message)
    walk.place = place


def _run(number: int, record: dict[str, Any], walk: _Walk, *, readable: bool) -> Iterator[Problem | Note]:
    walk.counted.kinds["run"] += 1
    if walk.counted.kinds["run"] > 1:
        message = "A file holds one run: this is the record of a second one."
        yield Problem(number, None, "run", "ORDER_WRONG", message)
    elif readable:
        walk.context = walk.context.of(record)
        off = _named(walk.context.own.disable)
        if off and walk.context.as_run:
            yield Note(number, f"Made with rules turned off, and checked so: {off}.")
        elif off:
            message = f"Made with rules turned off: {off}. Checked under all; --policy as-run checks it as it was made."
            yield Problem(number, None, "run", "RULES_OFF", message)
        missing = sorted(set(record["settings"].get("rules", ())) - set(own_modules()))
        if missing:
            message = f"Made with rules of {_named(missing)}, which are not loaded: load them with --rules {missing[0]}."
            yield Problem(number, None, "run", "RULES_MISSING", message)


def _named(rules: Collection[str]) -> str:
    """Return the names of some rules, the first few of many."""
    few = ", ".join(sorted(rules)[:_FEW])
    return f"{few} and {plural(len(rules) - _FEW, 'other')}" if len(rules) > _FEW else few


def _identity(record: dict[str, Any]) -> str | None:
    found = record.get("id")
    return found if isinstance(found, str) else None


def _counts(walk: _Walk) -> Iterator[Problem | Note]:
    """Yield what the summary counts otherwise, and what could not be checked."""
    for reason, count in sorted(walk.unchecked.items()):
        yield Note(0, f"Refused drafts that were not checked again: {count} ({reason}).")
    silent, claims = walk.counted.silent, walk.counted.kinds["claim"]
    verdicts = walk.counted.verdicts
    if asked := [
        f"{name} ({verdicts[name]} of {claims} claims have its verdict)" for name in walk.context.checks
    ]:
        yield Note(0, f"Not asked again, since a model is needed: {_named(asked)}.")
    if 0 < silent < claims:
        message = f"{silent} of {claims} claims do not say what they were checked by."
        yield Problem(0, None, "line", "CHECKED_MISSING", message)
    elif silent:
        yield Note(
            0, "Made before claims said what they were checked by; they are checked here all the same."
        )
    if walk.summary is None:
        yield Problem(0, None, "summary", "SUMMARY_MISSING", "The file has no summary: its run did not end.")
    else:
        number, summary = walk.summary
        for message in walk.counted.contradictions(summary) if summary else ():
            yield Problem(number, None, "summary", "TALLY_WRONG", message)


def _digested(walk: _Walk) -> Iterator[Problem | Note]:
    """Compare the records' digest with the summary's, or with the one that the reader kept."""
    number, summary = walk.summary or (0, {})
    found, wanted, said = walk.digest.hexadecimal(), walk.context.digest, summary.get("digest")
    if wanted is not None and wanted != found:
        message = f"The records give the digest {found}, not {wanted}."
        yield Problem(number, None, "summary", "DIGEST_WRONG", message)
    elif said is not None and said != found and walk.problems:
        yield Note(number, f"Its digest does not fit the records either: they give {found}.")
    elif said is not None and said != found:
        message = f"The records are not those that its digest was taken of: they give {found}."
        yield Problem(number, None, "summary", "DIGEST_WRONG", message)
    elif said is None and wanted is None and summary and walk.context.needs_digest:
        message = "It has no digest: whether records were removed, added or moved cannot be told. Name one with --digest."
        yield Problem(number, None, "summary", "DIGEST_MISSING", message)
