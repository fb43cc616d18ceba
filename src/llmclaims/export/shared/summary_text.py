"""The last lines of a run, for a person: what was read, what holds, what was refused, and what it cost."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from llmclaims.documents.document import Document
from llmclaims.export.shared.terminal import printable
from llmclaims.runs.records import Line, Run, Summary
from llmclaims.schema.claims import Claim, Failure, Rejection
from llmclaims.schema.plurals import plural
from llmclaims.schema.usage import Usage
from llmclaims.verification.model_checks.entailment import ENTAILMENT


@dataclass(slots=True)
class Tally:
    """Counts a run's records as they go by. ``summary`` stays None in a run that broke off."""

    run: Run | None = None
    summary: Summary | None = None
    documents: int = 0
    kinds: Counter[str] = field(default_factory=Counter)
    flags: Counter[str] = field(default_factory=Counter)
    flagged: int = 0
    checked: Counter[str] = field(default_factory=Counter)
    rejections: Counter[str] = field(default_factory=Counter)
    unread: int = 0
    unread_again: int = 0

    def add(self, one: Line) -> None:
        """Count one record."""
        match one:
            case Run():
                self.run = one
            case Summary():
                self.summary = one
            case Document():
                self.documents += 1
            case Claim():
                self.kinds[one.kind] += 1
                self.flagged += bool(one.codes)
                self.flags.update(one.codes)
                self.checked[", ".join(one.checked)] += bool(one.checked)
                self.unread_again += self._lacks_reading(one)
            case Rejection():
                self.rejections[one.code] += 1
            case Failure():
                self.unread += one.paragraph is None

    @property
    def complete(self) -> bool:
        """Whether every document was read, every paragraph done, and, where it was asked for, read a second time."""
        summary = self.summary
        left = summary is None or summary.failed or summary.skipped or self.unread or self.unread_again
        return not left

    def _lacks_reading(self, claim: Claim) -> bool:
        """Tell whether a run that reads what it found did not read a claim; a relation without a quote was computed."""
        asked = self.run is not None and ENTAILMENT.id in (self.run.settings.get("checks") or ())
        return asked and claim.quote is not None and ENTAILMENT.id not in claim.derived.get("checks", {})

    def lines(self) -> Iterator[str]:
        """Yield what to say at the end, a line each."""
        yield self._read()
        claims = self.kinds.total()
        found = f"{plural(claims, 'claim')}: {kinds(self.kinds)}" if claims else "No claims"
        yield found + (f"; {self.flagged:,} flagged ({counted(self.flags)})" if self.flagged else "")
        if checked := +self.checked:
            yield f"Checked by {alike(checked)}"
        refused = self.rejections.total()
        if refused:
            yield f"{refused:,} of {plural(claims + refused, 'draft')} rejected: {counted(self.rejections)}"
        elif claims:
            yield "No draft rejected"
        if self.run and self.summary:
            asked = " ".join(one for one in (self.run.provider, self.run.model) if one)
            yield f"{printable(asked)}: {spent(self.summary.usage)}"
            if self.summary.digest:
                yield f"Digest {printable(self.summary.digest)}"

    def _read(self) -> str:
        parts = [plural(self.documents, "document")]
        if self.unread:
            parts[0] += f" ({self.unread:,} more unreadable)"
        if self.summary:
            one = self.summary
            states = ((one.done, "done"), (one.failed, "failed"), (one.skipped, "not asked"))
            parts.append(plural(one.paragraphs, "paragraph"))
            done = ", ".join(f"{count:,} {state}" for count, state in states if count)
            return ", ".join(parts) + (f": {done}" if one.failed or one.skipped else "")
        return ", ".join(parts) + "; the run broke off"


def spent(usage: Usage, asked: str = "request") -> str:
    """Return requests, tokens and cost; what nobody counted is called unknown. ``asked`` names one request."""
    if not usage.requests and not usage.cache_hits:
        return "no model was asked, no cost"
    said = []
    if usage.requests:
        said.append(plural(usage.requests, asked))
    if usage.cache_hits:
        said.append(f"{plural(usage.cache_hits, 'answer')} from the cache")
    tokens = "no tokens" if not usage.requests else "tokens unknown"
    if usage.input_tokens or usage.output_tokens:
        cached = f" ({usage.cached_input_tokens:,} cached)" if usage.cached_input_tokens else ""
        tokens = f"{usage.input_tokens:,} tokens in{cached}, {usage.output_tokens:,} out"
    cost = "cost unknown (no price configured)" if usage.cost is None else f"cost {usage.cost:.4f}"
    return "; ".join((", ".join(said), tokens, cost))


def counted(counts: Mapping[str, int]) -> str:
    """Return names with their counts, the most frequent first: "DUPLICATE 4, TOO_SHORT 1"."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    return ", ".join(f"{printable(name)} {count:,}" for name, count in ranked)


def alike(counts: Mapping[str, int]) -> str:
    """Return what claims were checked by, with the number of claims where they were not all checked alike."""
    ranked = sorted(counts.items(), key=lambda item: (-item[1], item[0]))
    if len(ranked) == 1:
        return printable(ranked[0][0])
    return "; ".join(f"{printable(name)} ({count:,})" for name, count in ranked)


def kinds(counts: Mapping[str, int]) -> str:
    """Say how many claims of each kind: "12 statements, 9 events, 2 relations"."""
    order = {"statement": 0, "event": 1, "relation": 3}
    ranked = sorted(counts, key=lambda kind: (order.get(kind, 2), kind))
    return ", ".join(plural(counts[kind], printable(kind)) for kind in ranked)


def kinds_of(claims: Iterable[Claim]) -> str:
    """Return ``kinds`` of some claims."""
    return kinds(Counter(claim.kind for claim in claims))
