"""What a run comes to: its counts, and the warnings of its summary about what is missing."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TypeVar

from llmclaims.linking.within_document import Related
from llmclaims.pipeline.options import HowFar
from llmclaims.pipeline.paragraph_result import NOT_ASKED, ParagraphResult
from llmclaims.providers.prompt_length import fewest_tokens
from llmclaims.schema.claims import Claim, Failure
from llmclaims.schema.plurals import plural, were
from llmclaims.verification.model_checks import ABSTAINED

_Found = TypeVar("_Found")
_LONG = 25
"""Words, or what counts as one in a script without spaces."""
_QUOTED = re.compile(
    '“[^”]{12,500}”|"[^"]{12,500}"|«[^»]{12,500}»|»[^«]{12,500}«|„[^“”]{12,500}[“”]|[「『][^」』]{6,500}[」』]'
)


def telling(text: str) -> bool:
    """Tell whether a paragraph is long and quotes somebody: a model that reads it finds something to list."""
    return bool(_QUOTED.search(text)) and fewest_tokens(text) >= _LONG


@dataclass(slots=True)
class Unanswered:
    """Count the telling paragraphs of a run, and those of them about which nothing was proposed.

    One of the latter is normal, most of them are a sign: a model that is too small, or whose context is cut,
    answers every paragraph with empty lists, in good order.
    """

    asked: int = 0
    empty: int = 0

    def add(self, *, empty: bool) -> None:
        """Count one telling paragraph that was answered."""
        self.asked += 1
        self.empty += empty

    @property
    def warnings(self) -> tuple[str, ...]:
        """Say in one sentence that more than half of them came back empty."""
        if self.empty * 2 <= self.asked:
            return ()
        many = f"{self.empty:,} of {plural(self.asked, 'long paragraph')} in which somebody is quoted came back empty"
        return (f"{many}: is the model or its context length right?",)


@dataclass(slots=True)
class Unruled:
    """Count the claims that no rule with words was asked about, since their language has none or is not known."""

    flagged: int = 0

    def add(self, outcomes: Iterable[object]) -> None:
        """Count those among some outcomes."""
        self.flagged += sum(isinstance(one, Claim) and "RULES_NOT_APPLIED" in one.codes for one in outcomes)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Say in one sentence how many there are."""
        if not self.flagged:
            return ()
        many = "1 claim is" if self.flagged == 1 else f"{self.flagged:,} claims are"
        why = "the rules that rest on words have none for the language, or it could not be told"
        return (f"{many} flagged RULES_NOT_APPLIED: {why}.",)


@dataclass(slots=True)
class Undecided:
    """Count the verdicts of model-based checks, and those of them that are none: unsure, missing or unclear.

    A model that is too small answers the second reading, too, with empty lists, or numbers that nobody gave.
    """

    verdicts: int = 0
    abstained: int = 0

    def add(self, outcomes: Iterable[object]) -> None:
        """Count those of some outcomes."""
        for one in outcomes:
            words = one.derived.get("checks", {}).values() if isinstance(one, Claim) else ()
            self.verdicts += len(words)
            self.abstained += sum(word == ABSTAINED for word in words)

    @property
    def warnings(self) -> tuple[str, ...]:
        """Say in one sentence that more than half of them are none."""
        if self.abstained * 2 <= self.verdicts:
            return ()
        many = (
            f"{self.abstained:,} of {plural(self.verdicts, 'claim')} read a second time got no clear verdict"
        )
        return (f"{many}: is the model that reads them right?",)


_COUNTED = ("paragraphs", "done", "failed", "skipped", "proposed", "accepted", "rejected")


@dataclass(slots=True)
class Tally:
    """Count what a run comes to as its paragraphs are finished."""

    counts: dict[str, int] = field(default_factory=lambda: dict.fromkeys(_COUNTED, 0))
    warnings: list[str] = field(default_factory=list)
    lost: Counter[str] = field(default_factory=Counter)
    unread: Counter[str] = field(default_factory=Counter)
    unasked: dict[str, set[str]] = field(default_factory=dict)
    """The documents of which something was skipped, by the reason."""
    documents: int = 0
    unchecked: Counter[str] = field(default_factory=Counter)
    unchecked_relations: Counter[str] = field(default_factory=Counter)
    planned: int = 0
    found: int = 0
    read: int = 0
    is_found: bool = False
    """Whether ``found`` is all that there is."""
    unanswered: Unanswered = field(default_factory=Unanswered)
    unruled: Unruled = field(default_factory=Unruled)
    undecided: Undecided = field(default_factory=Undecided)

    def counting(self, sources: Iterator[_Found]) -> Iterator[_Found]:
        """Yield what is found, and count what is to be read of it."""
        for one in sources:
            self.found += not isinstance(one, Failure)
            yield one
        self.is_found = True

    def plan(self, paragraphs: int, read: int = 1) -> None:
        """Count paragraphs that are known to come, since ``read`` of what was found was read."""
        self.planned += paragraphs
        self.read += read

    @property
    def far(self) -> HowFar:
        """Return how far the run is."""
        all_read = self.is_found and self.read == self.found
        return HowFar(self.counts["paragraphs"], self.planned, self.documents, all_read)

    def add(self, result: ParagraphResult) -> None:
        """Count one paragraph."""
        state = (
            "done" if result.failure is None else "skipped" if result.failure.error == "Skipped" else "failed"
        )
        accepted = sum(isinstance(one, Claim) for one in result.outcomes)
        found = {
            "paragraphs": 1,
            state: 1,
            "proposed": len(result.outcomes),
            "accepted": accepted,
            "rejected": len(result.outcomes) - accepted,
        }
        for key, count in found.items():
            self.counts[key] += count
        self.warnings.extend(result.warnings)
        if result.unread:
            self.unchecked[result.unread] += 1
        self.unruled.add(result.outcomes)
        self.undecided.add(result.outcomes)
        if result.telling and result.failure is None:
            self.unanswered.add(empty=not result.outcomes)
        if result.failure is not None and state == "failed":
            self.lost[result.failure.message] += 1
        elif result.failure is not None:
            why = result.failure.message.removeprefix(NOT_ASKED)
            self.unasked.setdefault(why, set()).add(result.failure.document)

    def add_related(self, related: Related) -> None:
        """Count what pass 2 added to a document."""
        accepted = sum(isinstance(one, Claim) for one in related.outcomes)
        self.counts["proposed"] += len(related.outcomes)
        self.counts["accepted"] += accepted
        self.counts["rejected"] += len(related.outcomes) - accepted
        self.warnings.extend(related.warnings)
        if related.unread:
            self.unchecked_relations[related.unread] += 1
        self.unruled.add(related.outcomes)
        self.undecided.add(related.outcomes)

    @property
    def signs(self) -> tuple[str, ...]:
        """Say what many claims, or many paragraphs, have in common and should not."""
        return (*self.unanswered.warnings, *self.unruled.warnings, *self.undecided.warnings)

    def incomplete(self, ended: str) -> list[str]:
        """Say what is missing of the run, each reason once: its end, paragraphs, their second reading, sources."""
        said = [f"The run ended early: {ended}"] if ended else []
        for reasons, what in (
            (self.unchecked, self._unchecked()),
            (self.unchecked_relations, self._unchecked_relations()),
        ):
            if reasons:
                said.append(what + ("." if ended else f": {next(iter(reasons))}"))
        for failed, what in ((self.lost, self._failed()), (self.unread, self._unread())):
            reason = next((one for one in failed if one != ended), None)
            if reason is not None:
                first = ", the first of them" if len(failed) > 1 else ""
                said.append(f"{what}{first}: {reason}")
        if not ended:  # else that is why
            said.extend(f"{self._unasked(len(found))}: {why}" for why, found in self.unasked.items())
        return said

    def _unasked(self, many: int) -> str:
        if self.documents == 1:
            return "The document was not read"
        return f"{many:,} of {self.documents:,} documents {were(many)} not read"

    def _failed(self) -> str:
        return f"{self.lost.total():,} of {plural(self.counts['paragraphs'], 'paragraph')} failed"

    def _unchecked(self) -> str:
        many = self.unchecked.total()
        return f"{many:,} of {plural(self.counts['paragraphs'], 'paragraph')} {were(many)} not read a second time"

    def _unchecked_relations(self) -> str:
        many = self.unchecked_relations.total()
        return f"The relations that were found within {plural(many, 'document')} were not read a second time"

    def _unread(self) -> str:
        return f"{self.unread.total():,} of the sources could not be read"
