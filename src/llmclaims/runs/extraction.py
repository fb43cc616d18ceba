"""The result of a run: claims, rejections, failures and the tally, in the order of the source.

The tally always adds up: proposed = accepted + rejected, paragraphs = done + failed + skipped.
"""

import os
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, TypeVar, overload

from llmclaims.config.part_files import part_file
from llmclaims.documents.document import Document
from llmclaims.errors import ConfigError, IncompleteRunError, RejectedClaimsError
from llmclaims.runs.digest import Sealing
from llmclaims.runs.handles import claim_of
from llmclaims.runs.jsonl import iterate, to_record
from llmclaims.runs.lines import line
from llmclaims.runs.ranking import top
from llmclaims.runs.records import Line, Record, Run, Summary
from llmclaims.schema.annotations import Cited, kind_of
from llmclaims.schema.claims import Claim, Failure, PartUsage, Rejection
from llmclaims.schema.listed import Listed
from llmclaims.schema.news import Event, Relation, Statement
from llmclaims.schema.plurals import plural, were

Body = TypeVar("Body", bound=Cited)


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction(metaclass=Listed):
    """A run's result. ``records`` holds documents, claims, rejections, failures and usages in the source's order."""

    run: Run
    records: tuple[Record, ...] = ()
    summary: Summary = field(default_factory=Summary)

    @property
    def documents(self) -> tuple[Document, ...]:
        """Return the documents that were read."""
        return tuple(one for one in self.records if isinstance(one, Document))

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Return every claim that holds, of any kind."""
        return tuple(one for one in self.records if isinstance(one, Claim))

    @property
    def rejections(self) -> tuple[Rejection, ...]:
        """Return every draft that was refused."""
        return tuple(one for one in self.records if isinstance(one, Rejection))

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Return every paragraph or document that could not be worked on."""
        return tuple(one for one in self.records if isinstance(one, Failure))

    @property
    def usages(self) -> tuple[PartUsage, ...]:
        """Return what each paragraph's answers took, and pass 2 of each document; none where no model was asked."""
        return tuple(one for one in self.records if isinstance(one, PartUsage))

    @overload
    def of(self, kind: type[Body]) -> tuple[Claim[Body], ...]: ...
    @overload
    def of(self, kind: str) -> tuple[Claim, ...]: ...
    def of(self, kind: type[Cited] | str) -> tuple[Claim, ...]:
        """Return the claims of one kind: a model like ``Statement`` or your own, or its name in lower case.

        Claims of a saved run that was read without your model come back filled in it.

        Raises:
            ConfigError: the claims were made with another model of that name.
        """
        if isinstance(kind, str):
            return tuple(claim for claim in self.claims if claim.kind == kind)
        return tuple(_filled(claim, kind) for claim in self.of(kind_of(kind)))

    @property
    def events(self) -> tuple[Claim[Event], ...]:
        """Return the claims about what happened."""
        return self.of(Event)

    @property
    def statements(self) -> tuple[Claim[Statement], ...]:
        """Return the claims about who said what."""
        return self.of(Statement)

    @property
    def relations(self) -> tuple[Claim[Relation], ...]:
        """Return the claims about how other claims hang together."""
        return self.of(Relation)

    def claim(self, handle: str) -> Claim:
        """Return the claim whose id is ``handle`` or begins with it, as tables and pages show it ("e4f2a91").

        Raises:
            ConfigError: no claim's id begins so, or those of several do.
        """
        return claim_of(self.claims, handle)

    def top(self, n: int) -> tuple[Claim, ...]:
        """Return the ``n`` most salient claims of each document, the most salient first, equal ones in their order.

        A relation never comes without its ends; one between documents is not counted.

        Raises:
            ConfigError: ``n`` is less than 1, or no claim of a document says how salient it is, in an older run.
        """
        return top(self.claims, n)

    def __repr__(self) -> str:
        """Say in one line what the run came to."""
        held = {"documents": len(self.documents), **Counter(claim.kind for claim in self.claims)}
        held |= {"rejections": len(self.rejections), "failures": len(self.failures)}
        return f"Extraction({', '.join(f'{name}={count}' for name, count in held.items())})"

    def save(self, path: str | os.PathLike[str], *, text: bool = True) -> None:
        """Write the run as JSON Lines, one record a line; ``text`` False leaves the documents' text out.

        The digest is taken anew, of the records that the run has now.
        """
        write(sealed(self), path, text=text)

    def to_arrow(self, table: str = "claims") -> Any:
        """Return a table of the run as a ``pyarrow.Table``.

        ``table`` is one of claims, relations, rejections, failures, usages, documents and runs.

        Raises:
            ConfigError: pyarrow is not installed, or there is no such table.
        """
        from llmclaims.runs.dataframes import to_arrow

        return to_arrow(records(self), table)

    def to_pandas(self, table: str = "claims") -> Any:
        """Return a table of the run as a ``pandas.DataFrame``; the tables and the errors are those of ``to_arrow``."""
        from llmclaims.runs.dataframes import to_pandas

        return to_pandas(records(self), table)

    def to_polars(self, table: str = "claims") -> Any:
        """Return a table of the run as a ``polars.DataFrame``; the tables and the errors are those of ``to_arrow``."""
        from llmclaims.runs.dataframes import to_polars

        return to_polars(records(self), table)

    def _repr_html_(self) -> str:
        """Return the claims with their quotes in context, as a notebook shows them."""
        from llmclaims.runs.notebook import preview

        return preview(self.documents, self.claims, self.rejections, self.failures)

    def raise_for_failures(self) -> None:
        """Raise when anything failed or was skipped: a paragraph, or a whole source.

        Raises:
            IncompleteRunError: with the failures.
        """
        lost = self.failures
        if lost:
            why = next((one for one in lost if one.error != "Skipped"), lost[0])
            where = why.document if why.paragraph is None else f"{why.document}, paragraph {why.paragraph}"
            raise IncompleteRunError(
                f"{plural(len(lost), 'part')} of the run failed or {were(len(lost))} skipped; the first is {where}: {why.message}",
                failures=lost,
            )

    def raise_for_rejections(self) -> None:
        """Raise when anything was refused.

        Raises:
            RejectedClaimsError: with the rejections.
        """
        refused = self.rejections
        if refused:
            codes = ", ".join(sorted({one.code for one in refused}))
            raise RejectedClaimsError(
                f"{plural(len(refused), 'draft')} {were(len(refused))} refused ({codes}); see .rejections for why.",
                rejections=refused,
            )


def _filled(claim: Claim, model: type[Body]) -> Claim[Body]:
    if isinstance(claim.body, model):
        return claim  # type: ignore[return-value]  # its body is
    try:
        return replace(claim, body=model.model_validate(claim.body.model_dump()))  # type: ignore[return-value]
    except ValueError as error:
        raise ConfigError(
            f"The claims of kind {claim.kind} were not made with this {model.__name__}: give the model of their run."
        ) from error


def sealed(run: Extraction) -> Extraction:
    """Return a run with the digest of the records that it has now."""
    *_, summary = Sealing(records(run))
    assert isinstance(summary, Summary)
    return replace(run, summary=summary)


def records(extraction: Extraction) -> Iterator[Line]:
    """Yield the run's records in the file's order."""
    yield extraction.run
    yield from extraction.records
    yield extraction.summary


def write(extraction: Extraction, path: str | os.PathLike[str], *, text: bool = True) -> None:
    """Write a whole run: to ``NAME.part`` first, renamed when it is complete.

    A device or a pipe is written to as it is, and of a link the file that it names takes the run.

    Raises:
        ConfigError: another process writes the file, or it cannot be written.
    """
    target = Path(path)
    target = target.resolve() if target.is_file() else target
    special = target.exists() and not target.is_file() and not target.is_dir()
    with target.open("wb") if special else part_file(target) as file:
        file.writelines(line(to_record(one, text=text)).encode() for one in records(extraction))


def load(path: str | os.PathLike[str], *, schema: Sequence[type[Cited]] = ()) -> Extraction:
    """Read a saved run; ``schema`` names your own models, whose claims come back as them.

    Nothing is checked here: ``verify`` does that.

    Raises:
        DocumentError: the file cannot be read or is not a run.
    """
    run, summary = Run(provider="", model=""), Summary()
    found: list[Record] = []
    for one in iterate(path, schema=schema):
        match one:
            case Run():
                run = one
            case Summary():
                summary = one
            case _:
                found.append(one)
    return Extraction(run=run, records=tuple(found), summary=summary)
