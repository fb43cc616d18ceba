"""brat standoff: a folder with a ``.txt`` and an ``.ann`` an article, and ``annotation.conf``.

A claim is an event line: of an event under its type with its trigger, of a statement or of your own kind with
the quote itself as what carries it. Mentions are its roles, numbered where one comes again (``Actor``,
``Actor2``), so that files corrected in brat can be scored against as gold. ``has_extent`` joins an event to its
quote, ``has_name`` a mention to its full name. Fields with few values are attributes; the claim's id and the rest
stand in a note, as JSON. Relations join event lines by their ``E`` (brat draws no relation to the
trigger of an event), their words in a note.

Offsets count code points, 0-based, end exclusive. A span over a line break becomes fragments, since brat takes
none. The ``.txt`` is the article but for characters that would break brat's lines: a tab, a carriage return and
every unusual end of a line is one blank, so that all offsets stay.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any, get_args

from llmclaims.export.formats import onto
from llmclaims.export.shared.by_document import Group, by_document, item_of, left_out, texts_of, with_newlines
from llmclaims.runs.jsonl import to_record
from llmclaims.runs.lines import line
from llmclaims.runs.records import Line
from llmclaims.runs.tables import ends_of
from llmclaims.schema.annotations import Role, Span, roles_of
from llmclaims.schema.claims import Claim
from llmclaims.schema.news import Act, Event, EventType, Modality, Polarity, RelationType, SpeakerType

_BREAKS = re.compile("[\t\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
_UNSAFE_NAME = re.compile(r"[^\w.-]+")
_ATTRIBUTES = ("modality", "polarity", "act", "speaker_type")
_NOTED = (
    "id", "page", "spans", "quote", "tier", "verdict", "codes", "checked", "repaired", "mentions", "claim", "derived",
    "provider", "model",
)  # fmt: skip
_BETWEEN = ("within", "asserted_by")
_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")
_SYMMETRIC = frozenset(("same_as", "contradicts"))
_EVENT_ROLES = ("Actor", "Recipient", "Other", "Location", "Time", "Quantity")
_STATEMENT_ROLES = ("Speaker", "Cue", "Time")
_ASIDES = {"has_extent": "Extent", "has_name": "Name"}
"""Relations to words that are no role, with their type."""
_VALUES = {
    "Modality": get_args(Modality),
    "Polarity": get_args(Polarity),
    "Act": get_args(Act),
    "SpeakerType": get_args(SpeakerType),
    "Form": ("direct", "indirect", "mixed", "unattributed"),
    "Verdict": ("verified", "flagged"),
}


@dataclass(frozen=True, slots=True)
class _Used:
    """Types of event lines with their roles, and relations, used in the files; ``lost`` are relations without an end."""

    events: dict[str, dict[str, None]] = field(default_factory=dict)
    relations: dict[str, None] = field(default_factory=dict)
    lost: list[str] = field(default_factory=list)


@onto("folder")
def write(records: Iterable[Line], out: Path, *, text: bool = True) -> None:
    """Write the files into the folder ``out``, an article at a time.

    Raises:
        ConfigError: the run was saved without its texts.
    """
    del text  # brat is nothing without it
    used = _Used()
    count = apart = rejected = failed = 0
    for one in by_document(records):
        if not isinstance(one, Group):
            continue
        rejected += len(one.rejections)
        failed += len(one.failures)
        if one.document is None:
            apart += len(one.claims)
            continue
        count += 1
        name = f"{count:04d}-{_UNSAFE_NAME.sub('_', one.document.id)[:60]}"
        words = in_lines(texts_of(one.document, "brat"))
        sheet = _Sheet(words, used)
        lines = "".join(f"{each}\n" for each in sheet.lines(one.claims))
        (out / f"{name}.txt").write_text(words, encoding="utf-8", newline="")
        (out / f"{name}.ann").write_text(lines, encoding="utf-8", newline="")
    (out / "annotation.conf").write_text(configuration(used), encoding="utf-8", newline="")
    left_out("brat", apart, "relation", "across articles, and a file has one.")
    left_out("brat", len(used.lost), "relation", "an end is not in this run.")
    left_out("brat", rejected, "rejected draft", "an annotation needs a place in the text.")
    left_out("brat", failed, "failure", "an annotation needs a place in the text.")


def in_lines(text: str) -> str:
    """Return the article as brat can hold it: of the same length, every line ending in a line feed."""
    return _BREAKS.sub(" ", with_newlines(text))


def fragments(text: str, spans: Sequence[Span]) -> list[Span]:
    """Return spans cut at the ends of lines, without the blanks there."""
    found = []
    for start, end in sorted(spans):
        for piece in re.finditer(r"[^\n]+", text[start:end]):
            words = piece.group()
            first = start + piece.start() + len(words) - len(words.lstrip())
            last = first + len(words.strip())
            if last > first:
                found.append((first, last))
    return found


class _Sheet:
    """One ``.ann`` file: the lines of an article's claims, with their numbers."""

    def __init__(self, text: str, used: _Used) -> None:
        """Take a text; ``used`` gathers what the configuration must know."""
        self._text = text
        self._used = used
        self._counts: Counter[str] = Counter()
        self._mentions: dict[tuple[str, str], str] = {}
        self._numbers: dict[str, str] = {}
        self._asides: set[tuple[str, str, str]] = set()

    def lines(self, claims: Sequence[Claim]) -> Iterator[str]:
        """Yield all lines, relations last, since they name the others."""
        standing = [(one, ends_of(one)) for one in claims]
        for claim, ends in standing:
            if ends is None:
                yield from self._claim(claim)
        for claim, ends in standing:
            if ends is not None:
                yield from self._relation(claim, ends.type, ends.source, ends.target)
            for label in _BETWEEN:
                others = claim.derived.get(label) or ()
                for other in [others] if isinstance(others, str) else others:
                    yield from self._joined(label, claim.id, other)

    def _number(self, letter: str) -> str:
        self._counts[letter] += 1
        return f"{letter}{self._counts[letter]}"

    def _claim(self, claim: Claim) -> Iterator[str]:
        event = isinstance(claim.body, Event)
        label = label_of(claim.body.type if isinstance(claim.body, Event) else claim.kind)
        places = dict(claim.mentions)
        anchor = places.pop("trigger", claim.spans) if event else claim.spans
        bound, written = self._bound(label, anchor, shared=False)
        yield from written
        known = self._used.events.setdefault(label, {})
        roles: list[str] = []
        held: dict[str, str] = {}
        counts: Counter[str] = Counter()
        for path, spans in places.items():
            named = named_by(path, claim) is not None
            role = "Name" if named else role_of(path, claim)
            held[path], written = self._bound(role, spans, shared=True)
            yield from written
            if role == "Time" and (value := claim.derived.get("time_value")) and written:
                yield f"{self._number('#')}\tAnnotatorNotes {held[path]}\tvalue={value}"
            if not named:
                counts[role] += 1
                known.setdefault(role)
                roles.append(f"{role}{counts[role] if counts[role] > 1 else ''}:{held[path]}")
        number = self._numbers[claim.id] = self._number("E")
        yield f"{number}\t{' '.join((f'{label}:{bound}', *roles))}"
        for path, name in held.items():
            if mention := named_by(path, claim):
                yield from self._aside("has_name", held[mention], name)
        if event:
            extent, written = self._bound("Extent", claim.spans, shared=True)
            yield from written
            yield from self._aside("has_extent", number, extent)
        yield from self._attributes(number, claim)
        yield self._note(number, claim)

    def _bound(self, label: str, spans: Sequence[Span], *, shared: bool) -> tuple[str, list[str]]:
        """Return the text-bound annotation of some words, and its line where it is new."""
        parts = fragments(self._text, spans)
        places = ";".join(f"{start} {end}" for start, end in parts)
        if shared and (label, places) in self._mentions:
            return self._mentions[label, places], []
        number = self._number("T")
        if shared:
            self._mentions[label, places] = number
        words = " ".join(self._text[start:end] for start, end in parts)
        return number, [f"{number}\t{label} {places}\t{words}"]

    def _aside(self, label: str, one: str, other: str) -> Iterator[str]:
        """Yield a relation to some words that are no role, once."""
        if (label, one, other) not in self._asides:
            self._asides.add((label, one, other))
            yield f"{self._number('R')}\t{label} Arg1:{one} Arg2:{other}"

    def _attributes(self, number: str, claim: Claim) -> Iterator[str]:
        given: dict[str, Any] = {name: getattr(claim.body, name, None) for name in _ATTRIBUTES}
        given |= {"form": claim.derived.get("form"), "verdict": claim.verdict}
        for name, value in given.items():
            if isinstance(value, str) and value.isidentifier():
                yield f"{self._number('A')}\t{label_of(name)} {number} {value}"

    def _note(self, number: str, claim: Claim) -> str:
        record = to_record(claim)
        noted = {name: record[name] for name in _NOTED if record.get(name) not in (None, [], {})}
        return f"{self._number('#')}\tAnnotatorNotes {number}\t{line(noted).rstrip()}"

    def _relation(self, claim: Claim, label: str, source: str, target: str) -> Iterator[str]:
        if source not in self._numbers or target not in self._numbers:
            self._used.lost.append(claim.id)
        for joined in self._joined(label, source, target):
            yield joined
            yield self._note(joined.partition("\t")[0], claim)

    def _joined(self, label: str, source: str, target: str) -> Iterator[str]:
        """Yield a relation between two claims that are both in this file."""
        if source in self._numbers and target in self._numbers:
            name = label_of(label, capital=False)
            self._used.relations.setdefault(name)
            yield f"{self._number('R')}\t{name} Arg1:{self._numbers[source]} Arg2:{self._numbers[target]}"


def role_of(path: str, claim: Claim) -> str:
    """Return the role of a mention: its field's name, a participant's own role."""
    item = item_of(path, claim)
    return label_of("_".join(item) if item else path.replace(".", "_"))


def named_by(path: str, claim: Claim) -> str | None:
    """Return the mention whose full name stands in this field, None where the field is no name of another's."""
    roles = roles_of(type(claim.body))
    if path == roles.get(Role.SPEAKER_NAME):
        found = roles.get(Role.SPEAKER, "")
    else:
        found = f"{path.removesuffix('.name')}.mention" if path.endswith(".name") else ""
    return found if found in claim.mentions else None


@lru_cache(maxsize=1024)
def label_of(name: str, *, capital: bool = True) -> str:
    """Return a name that brat takes for a type, a role or an attribute: SpeakerType for speaker_type."""
    plain = _UNSAFE.sub("_", name).strip("_") or "Claim"
    if not capital or plain.isupper():
        return plain
    joined = "".join(part[:1].upper() + part[1:] for part in plain.split("_"))
    return joined if joined[:1].isalpha() else f"X{joined}"


def configuration(used: _Used) -> str:
    """Return the file: what the schema has, and what else was met in the run."""
    events = {name: dict.fromkeys(_EVENT_ROLES) for name in get_args(EventType)}
    events["Statement"] = dict.fromkeys(_STATEMENT_ROLES)
    for name, roles in used.events.items():
        events[name] = events.get(name, {}) | dict(roles)
    entities = dict.fromkeys(role for roles in events.values() for role in roles) | dict.fromkeys(
        _ASIDES.values()
    )
    relations = [
        f"{name}\tArg1:<EVENT>, Arg2:<EVENT>" + (", <REL-TYPE>:symmetric" if name in _SYMMETRIC else "")
        for name in dict.fromkeys((*get_args(RelationType), "within", "asserted_by", *used.relations))
    ]
    relations += ["has_extent\tArg1:<EVENT>, Arg2:Extent", "has_name\tArg1:<ENTITY>, Arg2:Name"]
    lines = [
        "[entities]", *entities, "",
        "[relations]", *relations, "",
        "[events]", *(f"{name}\t{', '.join(f'{role}*:{role}' for role in roles)}" for name, roles in events.items()), "",
        "[attributes]", *(f"{name}\tArg:<EVENT>, Value:{'|'.join(values)}" for name, values in _VALUES.items()),
    ]  # fmt: skip
    return "\n".join(lines) + "\n"
