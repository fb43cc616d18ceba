"""Hold what a file of quotes says: quotes with their sources, and what in it could not be read."""

from dataclasses import dataclass

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Quoted:
    """A quote and the text that it is said to stand in.

    ``place`` names its row, ``name`` the document, "" for a text that stands in the row itself. ``offsets`` are
    those that the file gives, in whatever unit it counts them; None where it gives none. ``may_be_short`` says
    that whoever wrote the file marks single words too.
    """

    place: str
    source: str
    quote: str
    name: str = ""
    offsets: Span | None = None
    may_be_short: bool = False


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A row, or a quote of it, that cannot be judged; ``message`` is one sentence that says why and what to do."""

    place: str
    message: str


@dataclass(frozen=True, slots=True)
class Quoteless:
    """A document or an answer in the file that holds no quote at all: nothing is wrong with it."""

    place: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How a file of quotes is to be read and judged.

    ``documents`` are the files or folders with the sources. ``at_offsets``: a quote must stand where the file says,
    counted in ``unit`` (a name in ``offsets.UNITS``). ``any_length``: quotes of one or two words are judged too.
    """

    source_column: str | None = None
    quote_column: str | None = None
    documents: tuple[str, ...] = ()
    at_offsets: bool = False
    unit: str = "code-points"
    any_length: bool = False
