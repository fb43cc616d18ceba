"""Runs put beside one another: every record once, in one order whatever the order of the runs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from llmclaims.documents.document import Document
from llmclaims.errors import ConfigError, DocumentError
from llmclaims.runs.extraction import Extraction
from llmclaims.runs.jsonl import to_record
from llmclaims.runs.lines import line
from llmclaims.runs.records import Record, Run, Summary
from llmclaims.schema.claims import Claim, Failure, PartUsage, Rejection
from llmclaims.verification.relations.ends import relates
from llmclaims.verification.relations.evidence import Side
from llmclaims.verification.source_order import merged_key
from llmclaims.verification.verifier import Policy

_Held = Claim | Rejection | Failure | PartUsage


@dataclass(frozen=True, slots=True, kw_only=True)
class Merged:
    """The records of all runs, those of a document behind it, and what the runs say of themselves.

    ``across`` are the relations between documents that the runs held already. ``sides`` maps the id of every
    claim that can be related to the claim and its document.
    """

    documents: Mapping[str, Document]
    records: tuple[Record, ...]
    across: tuple[Claim, ...]
    sides: Mapping[str, Side]
    policy: Policy
    said: Mapping[str, Any]

    def run(self) -> Run:
        """Return what the runs say of themselves together, in a run that holds relations across documents."""
        settings: dict[str, Any] = {
            "strict": self.policy.strict,
            "disable": sorted(self.policy.disable),
            "checks": self.said["checks"],
            "across": True,
        }
        if self.said["rules"]:
            settings["rules"] = self.said["rules"]
        return Run(
            provider="",
            model="",
            prompts=self.said["prompts"],
            schema=self.said["schema"],
            settings=settings,
        )


def merge(runs: Iterable[Extraction]) -> Merged:
    """Put runs together; a record that several hold is kept once.

    Raises:
        DocumentError: a run was saved without the texts, or two different texts have one id.
        ConfigError: the runs were not made under the same rules.
    """
    given = list(runs)
    documents = _documents(given)
    unique: dict[str, _Held] = {}
    for run in given:
        for one in run.records:
            if not isinstance(one, Document):
                unique.setdefault(one.id if isinstance(one, Claim) else line(to_record(one)), one)
    chosen = _chosen(given, unique)
    own: dict[str | None, list[_Held]] = {}
    for one in chosen:
        own.setdefault(one.document if one.document in documents else None, []).append(one)
    records: list[Record] = []
    for document in sorted(documents.values(), key=lambda one: (one.path or "", one.id)):
        records += [document, *sorted(own.get(document.id, ()), key=_key)]
    loose = sorted(own.get(None, ()), key=_key)
    across = tuple(one for one in loose if isinstance(one, Claim))
    records += [one for one in loose if not isinstance(one, Claim)]
    sides = {
        one.id: (one, documents[str(one.document)])
        for one in records
        if isinstance(one, Claim) and not relates(one.body)
    }
    return Merged(
        documents=documents,
        records=tuple(records),
        across=across,
        sides=sides,
        policy=_policy(given),
        said=_said(given),
    )


def tallied(merged: Merged) -> Summary:
    """Return the tally of the records that go into the file."""
    everything = [*merged.records, *merged.across]
    accepted = sum(isinstance(one, Claim) for one in everything)
    rejected = sum(isinstance(one, Rejection) for one in everything)
    states = {
        (one.document, one.paragraph): one.error
        for one in merged.records
        if isinstance(one, Failure) and one.paragraph is not None
    }
    skipped = sum(error == "Skipped" for error in states.values())
    paragraphs = sum(len(one.body) for one in merged.documents.values())
    return Summary(
        paragraphs=paragraphs,
        done=paragraphs - len(states),
        failed=len(states) - skipped,
        skipped=skipped,
        proposed=accepted + rejected,
        accepted=accepted,
        rejected=rejected,
    )


def _documents(runs: Sequence[Extraction]) -> dict[str, Document]:
    found: dict[str, Document] = {}
    for one in (document for run in runs for document in run.documents):
        if not one.text:
            raise DocumentError(
                f"{one.path or one.id}: the run was saved without its texts; make it anew without --no-text."
            )
        known = found.get(one.id)
        if known is not None and known.text != one.text:
            raise DocumentError(f"{one.path or one.id}: another text has the id {one.id!r}; link them apart.")
        if known is None or line(to_record(one)) < line(to_record(known)):
            found[one.id] = one
    return found


def _chosen(runs: Sequence[Extraction], unique: Mapping[str, _Held]) -> list[_Held]:
    """Choose among several records of one claim by their own text, so that the order of the runs does not count."""
    chosen = dict(unique)
    for run in runs[1:]:
        for one in run.claims:
            if chosen[one.id] != one:
                chosen[one.id] = min((chosen[one.id], one), key=lambda each: line(to_record(each)))
    return list(chosen.values())


def _key(one: _Held) -> tuple[Any, ...]:
    return merged_key(one if isinstance(one, Claim) else to_record(one))


def _policy(runs: Sequence[Extraction]) -> Policy:
    disabled = {frozenset(run.run.settings.get("disable") or ()) for run in runs}
    if len(disabled) > 1:
        raise ConfigError(
            "The runs were made with different rules disabled; link those that were made alike."
        )
    strict = bool(runs) and all(run.run.settings.get("strict") for run in runs)
    return Policy(strict=strict, disable=next(iter(disabled), frozenset()))


def _said(runs: Sequence[Extraction]) -> dict[str, Any]:
    """Return the runs' prompts, schemas and checks; two hashes of one name are both kept."""
    said: dict[str, Any] = {}
    for part in ("prompts", "schema"):
        names: dict[str, set[str]] = {}
        for run in runs:
            for name, mark in getattr(run.run, part).items():
                names.setdefault(name, set()).update(mark.split(","))
        said[part] = {name: ",".join(sorted(marks)) for name, marks in sorted(names.items())}
    said["rules"] = sorted({one for run in runs for one in run.run.settings.get("rules") or ()})
    said["checks"] = sorted({check for run in runs for check in run.run.settings.get("checks") or ()})
    return said
