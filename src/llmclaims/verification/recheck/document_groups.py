"""The documents of a run, checked here or in other processes, and what is found in them in the order of the file."""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

from llmclaims.errors import DocumentError
from llmclaims.verification.recheck.document_records import DocumentRecords
from llmclaims.verification.same_rules import have_rules

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
    from concurrent.futures import Future

    from llmclaims.schema.annotations import Cited
    from llmclaims.verification.recheck.claims import Numbered, RunContext
    from llmclaims.verification.recheck.document_records import Kept
    from llmclaims.verification.recheck.problem import Note, Problem
    from llmclaims.verification.same_rules import Known
    from llmclaims.workers.messages import Answer
    from llmclaims.workers.pool import Pool
    from llmclaims.workers.spread import Spread

Found = TypeVar("Found")
_A_PIECE = 64
"""Records that a process is given at a time, or one document with more."""
AHEAD = 3
"""Pieces for each process that may wait for what stands before them."""


@dataclass(frozen=True, slots=True)
class Group:
    """A document of a run with all that stands under it, and what holds for its file."""

    records: Sequence[Numbered]
    context: RunContext

    def sent(self) -> Group:
        """Return it with the one text that is asked for, where texts come from elsewhere."""
        text_of = self.context.text_of
        if text_of is None:
            return self
        head = self.records[0][1] if self.records else {}
        text = text_of(head["sha256"]) if head.get("record") == "document" else None
        return replace(self, context=replace(self.context, text_of=_Text(text)))


@dataclass(frozen=True, slots=True)
class _Text:
    """A document's record with its text, whatever its hash."""

    record: Mapping[str, Any] | None

    def __call__(self, sha256: str) -> Mapping[str, Any] | None:  # noqa: ARG002 - it is about one document
        return self.record


@dataclass(frozen=True, slots=True)
class Checked:
    """What does not hold in a document, its refused drafts that were not checked, and what relations may name of it."""

    found: tuple[Problem | Note, ...]
    unchecked: Counter[str]
    kept: Kept | None


class Checker:
    """Check what is sent, in whichever process it is made."""

    def __init__(
        self,
        rules: Known,
        models: Sequence[type[Cited]],  # noqa: ARG002 - they are imported as they come
        *,
        stop: Callable[[], bool],  # noqa: ARG002 - who ends a check waits for nothing
    ) -> None:
        """See that the rules are the same there.

        Raises:
            ConfigError: they are not.
        """
        have_rules(rules)

    def __call__(self, check: Callable[[], Any]) -> Any:
        """Return what is found."""
        return check()


def check_groups(groups: Sequence[Group]) -> tuple[Checked, ...]:
    """Return what is found in each of some documents."""
    return tuple(check_group(one) for one in groups)


def check_group(group: Group) -> Checked:
    """Return what is found in one document."""
    records = DocumentRecords(group.records, group.context)
    unchecked = Counter[str]()
    found = tuple(records.problems(unchecked))
    return Checked(found, unchecked, records.kept() if group.context.across else None)


def done(answer: Future[Answer], check: Callable[[], Found]) -> Found:
    """Wait for what a process finds; where none can tell, it is found here."""
    from llmclaims.workers.pool import told
    from llmclaims.workers.process import Died, Refused

    try:
        found: Found = told(answer.result())
    except (Died, Refused):
        return check()
    return found


@dataclass(slots=True)
class _Piece:
    """Groups that go to a process together."""

    groups: list[Group] = field(default_factory=list)
    size: int = 0
    _answer: Future[Answer] | None = None
    _checked: tuple[Checked, ...] = ()

    @property
    def is_open(self) -> bool:
        return self._answer is None

    @property
    def is_done(self) -> bool:
        return self._answer is not None and self._answer.done()

    def add(self, group: Group) -> int:
        """Take one more, and return its place."""
        self.groups.append(group)
        self.size += len(group.records)
        return len(self.groups) - 1

    def begin(self, pool: Pool) -> None:
        """Give it to a process, once."""
        if self._answer is None:
            self._answer = pool.submit(partial(check_groups, [one.sent() for one in self.groups]))

    def checked(self, place: int) -> Checked:
        """Wait for what is found in a group; where no process can tell, it is found here."""
        if not self._checked:
            assert self._answer is not None
            self._checked = done(self._answer, partial(check_groups, self.groups))
        return self._checked[place]


class InOrder:
    """What is found in the records and in the documents of one file, in its order, a bounded number of them ahead."""

    def __init__(self, spread: Spread | None, take: Callable[[Group, Checked], None]) -> None:
        """``take`` is told of each document, in order, before what was found in it is given."""
        self._spread = spread
        self._take = take
        self._waiting: deque[Problem | Note | tuple[_Piece, int]] = deque()
        self._open = _Piece()
        self._begun: deque[_Piece] = deque()

    def __call__(self, found: Iterable[Problem | Note | Group]) -> Iterator[Problem | Note]:
        """Yield what is found, that of a group in its place.

        Raises:
            DocumentError: what ``found`` raises, after all that stands before it.
        """
        broke = None
        try:
            for one in found:
                yield from self._added(one)
        except DocumentError as error:
            broke = error
        while self._waiting:
            yield from self._first()
        if broke is not None:
            raise broke

    def _added(self, one: Problem | Note | Group) -> Iterator[Problem | Note]:
        if not isinstance(one, Group):
            if not self._waiting:
                yield one
                return
            self._waiting.append(one)
        elif (pool := self._pool()) is not None:
            self._put(one, pool)
            yield from self._what_is_ready(pool)
        else:
            yield from self._taken(one, check_group(one))

    def _pool(self) -> Pool | None:
        return None if self._spread is None else self._spread.pool()

    def _put(self, group: Group, pool: Pool) -> None:
        self._waiting.append((self._open, self._open.add(group)))
        if self._open.size >= _A_PIECE:
            self._begin(pool)

    def _begin(self, pool: Pool) -> None:
        self._open.begin(pool)
        self._begun.append(self._open)
        self._open = _Piece()

    def _what_is_ready(self, pool: Pool) -> Iterator[Problem | Note]:
        while self._begun and (self._begun[0].is_done or len(self._begun) > AHEAD * pool.count):
            last = self._begun.popleft()
            while self._waiting and not (
                isinstance(self._waiting[0], tuple) and self._waiting[0][0] is not last
            ):
                yield from self._first()

    def _first(self) -> Iterator[Problem | Note]:
        """Yield what comes next, waited for where it must be."""
        one = self._waiting.popleft()
        if not isinstance(one, tuple):
            yield one
            return
        piece, place = one
        if piece.is_open:
            pool = self._pool()
            assert pool is not None  # or it would not have been put aside
            self._begin(pool)
        yield from self._taken(piece.groups[place], piece.checked(place))

    def _taken(self, group: Group, checked: Checked) -> Iterator[Problem | Note]:
        self._take(group, checked)
        yield from checked.found
