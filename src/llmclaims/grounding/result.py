"""The answer to where a quote stands."""

from dataclasses import dataclass, field

from llmclaims.schema.claims import Nearest
from llmclaims.schema.listed import Listed

Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Grounding(metaclass=Listed):
    """Where a quote stands, or why it does not.

    ``spans`` are half-open code-point offsets into the raw text, more than one only for a quote with an
    ellipsis; ``others`` are further places where it stands just as well, on the same tier; ``flags`` are codes
    that do not refuse it. When it is not found, ``code`` and ``message`` say why, ``nearest`` where the closest words
    stand, and ``differences`` holds pairs of (words of the quote, words of the source).
    """

    found: bool
    spans: list[Span] = field(default_factory=list)
    tier: str | None = None
    code: str | None = None
    message: str = ""
    nearest: Nearest | None = None
    differences: tuple[tuple[str, str], ...] = ()
    others: list[list[Span]] = field(default_factory=list)
    flags: tuple[str, ...] = ()
