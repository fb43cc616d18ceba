"""The result of a run: claims, rejections, failures and the tally, in the order of the source.

The tally always adds up: proposed = accepted + rejected, paragraphs = done + failed + skipped.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, TypeVar, overload

from llmclaims.documents.document import Document
from llmclaims.errors import ConfigError, IncompleteRunError, RejectedClaimsError
from llmclaims.schema.annotations import Cited, kind_of
from llmclaims.schema.claims import Claim, Failure, PartUsage, Rejection
from llmclaims.schema.news import Event, Relation, Statement
from llmclaims.schema.usage import Usage

if TYPE_CHECKING:
    import os
    from collections.abc import Mapping

FORMAT = "llmclaims/1"

Body = TypeVar("Body", bound=Cited)

Record = Document | Claim | Rejection | Failure | PartUsage


@dataclass(frozen=True, slots=True, kw_only=True)
class Run:
    """Where a run's claims come from: all that is needed to do it again, without secrets.

    ``prompts`` maps the name of each template to its hash, ``schema`` each kind to the hash of its JSON
    schema. ``started`` is a time in ISO 8601, the only field that differs between two equal runs.
    """

    provider: str
    model: str
    parameters: Mapping[str, Any] = field(default_factory=dict)
    prompts: Mapping[str, str] = field(default_factory=dict)
    schema: Mapping[str, str] = field(default_factory=dict)
    version: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    started: str | None = None
    format: str = FORMAT


@dataclass(frozen=True, slots=True, kw_only=True)
class Summary:
    """The tally of a run; ``seconds`` is wall time. ``warnings`` are sentences for the person who reads it.

    ``digest`` is the SHA-256 of the run's records in their order (see ``extraction.digest``), None where nobody
    has taken it.
    """

    paragraphs: int = 0
    done: int = 0
    failed: int = 0
    skipped: int = 0
    proposed: int = 0
    accepted: int = 0
    rejected: int = 0
    usage: Usage = Usage()
    seconds: float = 0.0
    warnings: tuple[str, ...] = ()
    digest: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Extraction:
    """A run's result. ``records`` holds documents, claims, rejections, failures and usages in the source's order."""

    run: Run
    records: tuple[Record, ...] = ()
    summary: Summary = Summary()

    @property
    def documents(self) -> tuple[Document, ...]:
        """The documents that were read."""
        return tuple(one for one in self.records if isinstance(one, Document))

    @property
    def claims(self) -> tuple[Claim, ...]:
        """Every claim that holds, of any kind."""
        return tuple(one for one in self.records if isinstance(one, Claim))

    @property
    def rejections(self) -> tuple[Rejection, ...]:
        """Every draft that was refused."""
        return tuple(one for one in self.records if isinstance(one, Rejection))

    @property
    def failures(self) -> tuple[Failure, ...]:
        """Every paragraph or document that could not be worked on."""
        return tuple(one for one in self.records if isinstance(one, Failure))

    @property
    def usages(self) -> tuple[PartUsage, ...]:
        """What each paragraph's answers took, and pass 2 of each document; none where no model was asked."""
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
        """The claims about what happened."""
        return self.of(Event)

    @property
    def statements(self) -> tuple[Claim[Statement], ...]:
        """The claims about who said what."""
        return self.of(Statement)

    @property
    def relations(self) -> tuple[Claim[Relation], ...]:
        """The claims about how other claims hang together."""
        return self.of(Relation)

    def __repr__(self) -> str:
        """Say in one line what the run came to."""
        held = {"documents": len(self.documents), **Counter(claim.kind for claim in self.claims)}
        held |= {"rejections": len(self.rejections), "failures": len(self.failures)}
        return f"Extraction({', '.join(f'{name}={count}' for name, count in held.items())})"

    def save(self, path: str | os.PathLike[str], *, text: bool = True) -> None:
        """Write the run as JSON Lines, one record a line; ``text`` False leaves the documents' text out.

        The digest is taken anew, of the records that the run has now.
        """
        from llmclaims.runs.digest import sealed
        from llmclaims.runs.jsonl import write

        write(sealed(self), path, text=text)

    def to_arrow(self, table: str = "claims") -> Any:
        """A table of the run as a ``pyarrow.Table``.

        ``table`` is one of claims, relations, rejections, failures, usages, documents and runs.

        Raises:
            ConfigError: pyarrow is not installed, or there is no such table.
        """
        from llmclaims.runs.dataframes import to_arrow

        return to_arrow(self, table)

    def to_pandas(self, table: str = "claims") -> Any:
        """A table of the run as a ``pandas.DataFrame``; the tables and the errors are those of ``to_arrow``."""
        from llmclaims.runs.dataframes import to_pandas

        return to_pandas(self, table)

    def to_polars(self, table: str = "claims") -> Any:
        """A table of the run as a ``polars.DataFrame``; the tables and the errors are those of ``to_arrow``."""
        from llmclaims.runs.dataframes import to_polars

        return to_polars(self, table)

    def _repr_html_(self) -> str:
        """The claims with their quotes in context, as a notebook shows them."""
        from llmclaims.runs.notebook import preview

        return preview(self)

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
                f"{len(lost):,} parts of the run failed or were skipped; the first is {where}: {why.message}",
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
                f"{len(refused)} drafts were refused ({codes}); see .rejections for why.", rejections=refused
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
