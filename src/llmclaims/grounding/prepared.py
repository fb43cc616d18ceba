"""Hold a text that is folded once, the words that are looked for in it, and what was found."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from llmclaims.grounding.boundaries.cuts import cut
from llmclaims.grounding.ellipsis import forms_of, parts_of
from llmclaims.grounding.folding.fold import Folded, caseless, fold, without
from llmclaims.grounding.result import Grounding
from llmclaims.language.detection import detect_language
from llmclaims.language.paragraphs import paragraph_spans

Span = tuple[int, int]

_HELD, _EDGES, _CROWDS = 50_000, 100_000, 16
"""Places that are kept of what was found before, edges of words, and words that stand there very often."""


class Prepared:
    """A text that is folded once, for many quotes. ``text`` is the raw text; the rest is made when needed."""

    def __init__(self, text: str, language: str | None = None) -> None:
        """Keep a text; a ``language`` that is not told is detected where it matters."""
        self.text = text
        self._language = language

    @cached_property
    def folded(self) -> Folded:
        """The folded text."""
        return fold(self.text)

    @cached_property
    def turkic(self) -> bool:
        """Whether the text keeps a dotless i apart, as Turkish and Azerbaijani do, which have no w."""
        own = sum(map(self.text.count, "ıİğĞşŞ"))
        return 40 * own >= len(self.text) > 0 and 100 * self.text.count("w") < len(self.text)

    @cached_property
    def language(self) -> str:
        """The language, for what an ellipsis may leave out."""
        return self._language or ("tr" if self.turkic else detect_language(self.text))

    @cached_property
    def caseless(self) -> Folded:
        """The folded text without case."""
        return caseless(self.folded, turkic=self.turkic)

    @cached_property
    def loose(self) -> str:
        """The characters that may be left out at the ends of lines: a hyphen, in Thai a blank."""
        return "".join(sorted({self.folded.text[at] for at in self.folded.soft}))

    @cached_property
    def paragraphs(self) -> list[Span]:
        """Where each paragraph stands."""
        return list(paragraph_spans(self.text))

    @cached_property
    def known(self) -> dict[tuple[str, bool, Span | None], Hit]:
        """What was found before: several drafts have the same mentions."""
        return {}

    @cached_property
    def everywhere(self) -> dict[tuple[str, bool, Span | None], Hit]:
        """What was found of words that stand there very often, without mentions beside them."""
        return {}

    def keep_everywhere(self, asked: tuple[str, bool, Span | None], hit: Hit) -> None:
        """Keep that, a few at a time."""
        if len(self.everywhere) >= _CROWDS:
            self.everywhere.clear()
        self.everywhere[asked] = hit

    @cached_property
    def counted(self) -> dict[tuple[str, int, Span], bool]:
        """Whether words stand very often between two offsets of the text, or of a fold of it (by its ``id``)."""
        return {}

    def count(self, asked: tuple[str, int, Span], *, crowd: bool) -> None:
        """Keep that, so many at a time."""
        if len(self.counted) >= _HELD:
            self.counted.clear()
        self.counted[asked] = crowd

    @cached_property
    def settled(self) -> dict[tuple[str, Span | None], Grounding]:
        """The answers about mentions that have one place, whatever is near it; nobody changes them."""
        return {}

    def settle(self, mention: str, within: Span | None, answer: Grounding) -> None:
        """Keep such an answer, so many at a time."""
        if len(self.settled) >= _HELD:
            self.settled.clear()
        self.settled[mention, within] = answer

    def keep(self, asked: tuple[str, bool, Span | None], hit: Hit) -> None:
        """Keep what was found, so many places at a time."""
        held = self.__dict__.setdefault("_held", 0) + len(hit.places)
        if held > _HELD:
            self.known.clear()
            held = len(hit.places)
        self.__dict__["_held"] = held
        self.known[asked] = hit

    def cuts(self, start: int, end: int, *, mention: bool) -> bool:
        """Tell whether a span cuts a token at either edge; each edge is looked at once."""
        return self._cut(start, behind=False, mention=mention) or self._cut(end, behind=True, mention=mention)

    def _cut(self, at: int, *, behind: bool, mention: bool) -> bool:
        known: dict[tuple[int, bool, bool], bool] = self.__dict__.setdefault("_edges", {})
        edge = (at, behind, mention)
        found = known.get(edge)
        if found is None:
            if len(known) >= _EDGES:
                known.clear()
            found = known[edge] = cut(self.text, at, behind=behind, mention=mention)
        return found

    def reduced(self, characters: str, *, case: bool) -> str:
        """Return the folded text without some characters, and no way back from it; made once."""
        known: dict[tuple[str, bool], str] = self.__dict__.setdefault("_reduced", {})
        key = (characters, case)
        if key not in known:
            text = (self.caseless if case else self.folded).text
            for one in characters:
                text = text.replace(one, "")
            known[key] = text
        return known[key]

    def without(self, characters: str, *, case: bool) -> Folded:
        """Return the folded text without some characters, made once."""
        known: dict[tuple[str, bool], Folded] = self.__dict__.setdefault("_without", {})
        key = (characters, case)
        if key not in known:
            known[key] = without(self.caseless if case else self.folded, characters)
        return known[key]


class Wording:
    """What is looked for: as given, and folded with less and less around it; and the first place that cut a token."""

    def __init__(self, quote: str, *, mention: bool = False, bare: bool = False) -> None:
        """Take a quote or mention; ``bare`` when it is folded words already."""
        clean = quote[:1].isalnum() and quote[-1:].isalnum()  # the common case
        self.raw = quote if clean else quote.strip().strip("\ufeff\u200b\u200e\u200f").strip()
        self.mention = mention
        self.cut: Span | None = None
        self._bare = bare
        self._folded: Folded | None = None
        self._forms: list[str] = []

    @property
    def folded(self) -> Folded:
        """The folded words."""
        if self._folded is None:
            self._folded = fold(self.raw)
        return self._folded

    @property
    def forms(self) -> list[str]:
        """The folded words with less and less around them, the bare ones last."""
        if not self._forms:
            self._forms = [self.raw] if self._bare else forms_of(self.folded.text)
        return self._forms

    @cached_property
    def parts(self) -> list[str]:
        """What its ellipses join."""
        return parts_of(self.forms[-1]) if "..." in self.forms[-1] else [self.forms[-1]]


@dataclass(frozen=True, slots=True)
class Hit:
    """Every place of a quote on the best tier that has one; each place a list of spans."""

    tier: str
    places: list[list[Span]]
