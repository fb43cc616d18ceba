"""What a rule sees: one draft beside the text it claims to rest on."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Any

from llmclaims.language.clauses import placed
from llmclaims.language.operators import Told, operators
from llmclaims.language.tense import lies_ahead
from llmclaims.language.values import belongs, time_value, years
from llmclaims.language.vocabulary import words
from llmclaims.schema.annotations import Role, roles_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from llmclaims.documents.document import Document, Paragraph
    from llmclaims.grounding.prepared import Prepared
    from llmclaims.grounding.result import Grounding
    from llmclaims.language.clauses import Passage
    from llmclaims.language.values import TimeValue
    from llmclaims.schema.annotations import Cited, Span, Value
    from llmclaims.schema.claims import Claim

_years = lru_cache(maxsize=16)(years)
_time_value = lru_cache(maxsize=256)(time_value)


@dataclass(frozen=True, kw_only=True)
class Case:
    """One draft with all that a rule may look at. Nothing in it changes.

    ``grounding`` says where the quote stands, ``mentions`` where each verbatim field stands (by its path).
    ``prompt`` is the prompt's fixed text, None when a saved claim is checked again. ``ends`` maps the
    handles that a relation may name to the claims behind them, None for one that was rejected.
    """

    draft: Cited
    kind: str
    document: Document
    paragraph: Paragraph
    sentences: Sequence[Span]
    values: Sequence[Value]
    grounding: Grounding
    mentions: Mapping[str, Grounding]
    prompt: Prepared | None = None
    ends: Mapping[str, Claim | None] = field(default_factory=dict)

    @cached_property
    def start(self) -> int:
        """Start of the quote's hull, an offset into the document's text."""
        return min(start for start, _ in self.grounding.spans)

    @cached_property
    def end(self) -> int:
        """End of the quote's hull, exclusive."""
        return max(end for _, end in self.grounding.spans)

    @cached_property
    def around(self) -> Span:
        """From the start of the sentence in which the quote begins to the end of that in which it ends."""
        return self.sentence(self.start)[0], self.sentence(max(self.end - 1, self.start))[1]

    @cached_property
    def text(self) -> str:
        """The source's own text of the quote, its parts joined by a space."""
        return " ".join(self.document.text[start:end] for start, end in self.grounding.spans)

    @cached_property
    def verbatim(self) -> tuple[tuple[Value, Grounding], ...]:
        """The values that must stand in the source, each with what was found of it."""
        found = ((value, self.mentions.get(value.path)) for value in self.values if value.verbatim)
        return tuple((value, placed) for value, placed in found if placed is not None)

    @cached_property
    def emptied(self) -> dict[str, str]:
        """The names that stand nowhere in the document, by their paths: a field that may be empty is emptied of them."""
        return {
            value.path: str(value.value)
            for value, placed in self.verbatim
            if value.verbatim == "document" and value.optional and not placed.found
        }

    def all(self, role: Role) -> list[Value]:
        """Return the filled values that have a role, in the order of the fields."""
        return self._by_role.get(role, [])

    def get(self, role: Role) -> Any:
        """Return the first filled value that has a role, None when there is none."""
        found = self._by_role.get(role)
        return found[0].value if found else None

    def span(self, role: Role) -> Span | None:
        """Return where the first mention with that role stands, None when there is none."""
        for value in self.all(role):
            found = self.mentions.get(value.path)
            if found is not None and found.spans:
                return found.spans[0]
        return None

    @cached_property
    def _by_role(self) -> dict[Role | None, list[Value]]:
        found: dict[Role | None, list[Value]] = {}
        for value in self.values:
            if value.path not in self.emptied:
                found.setdefault(value.role, []).append(value)
        return found

    @cached_property
    def passage(self) -> Passage | None:
        """How the quote stands in its paragraph, read once; None without a place or words for the language."""
        vocabulary = words(self.document.language)
        if vocabulary is None or not self.grounding.found:
            return None
        offset = self.paragraph.start
        first, last = self.around[0] - offset, self.around[1] - offset
        quote = self.start - offset, self.end - offset
        return placed(self.paragraph.text, self.document.language, vocabulary, quote, (first, last))

    @cached_property
    def told(self) -> Told | None:
        """The words of the quote in a language that has lists of what turns them, and no grammar."""
        language = self.document.language
        known = operators(language) if words(language) is None else None
        return None if known is None or not self.grounding.found else Told(self.text, known)

    def tokens(self, role: Role) -> Span | None:
        """Return the first mention with that role as a half-open span of the passage's tokens."""
        known = self._tokens
        if role not in known:
            found, offset, passage = self.span(role), self.paragraph.start, self.passage
            known[role] = None
            if found is not None and passage is not None:
                known[role] = passage.analysis.span(found[0] - offset, found[1] - offset)
        return known[role]

    @cached_property
    def _tokens(self) -> dict[Role, Span | None]:
        return {}

    @cached_property
    def time(self) -> TimeValue | None:
        """The value of the draft's time mention."""
        mention = self.get(Role.TIME)
        if not mention:
            return None
        span = self.span(Role.TIME)
        return self.resolve(str(mention), span[0] if span else self.start, future=self._ahead)

    @cached_property
    def _ahead(self) -> bool | None:
        """Whether what the draft tells lies ahead of the day of writing: by its modality, else by its verb."""
        modality = self.get(Role.MODALITY)
        if modality == "planned":
            return True
        told = self.tokens(Role.TRIGGER) or self.tokens(Role.CUE)
        if told is None or self.passage is None:
            return None
        return lies_ahead(self.passage, told)

    def resolve(self, mention: str, offset: int, *, future: bool | None) -> TimeValue | None:
        """Return the value of a time expression that stands at an offset of the document."""
        document = self.document
        before = reversed(_years(document.text, document.language))
        year = next((year for year in before if year.end <= offset), None)
        told = (offset, offset + len(mention))
        return _time_value(
            mention,
            language=document.language,
            dateline=document.dateline.value if document.dateline else None,
            published=document.published,
            year=year.value if year and belongs(document.text, year, told, document.language) else None,
            future=future,
        )

    def has(self, role: Role) -> bool:
        """Tell whether the draft's model has a field with that role at all, filled or not."""
        return role in roles_of(type(self.draft))

    def sentence(self, offset: int) -> Span:
        """Return the sentence that holds an offset, the nearest one for an offset between two."""
        at = bisect_right(self.sentences, offset, key=lambda span: span[0])
        around = self.sentences[max(at - 1, 0) : at + 1]
        best = min(around, key=lambda span: max(span[0] - offset, offset - span[1] + 1, 0), default=None)
        return best or (self.paragraph.start, self.paragraph.end)
