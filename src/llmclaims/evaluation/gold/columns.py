"""Columns with BIO tags: one token a line, the token first, one or more tag columns behind it.

An empty line ends a sentence; ``-DOCSTART-`` or ``# newdoc id = NAME`` begins a document. The tags of one column
in one sentence belong together: Content (Quote, Statement) takes the nearest Speaker (Source) and Cue, Cause and
Effect make a relation with the Signal (an aim counts as a cause), and Trigger, or a tag named like an event type, is
an event. With several tag columns each holds one attribution. The text is that of the ``.txt`` beside the file, in
which the tokens must stand in order; without one it is the tokens with blanks between and a line a sentence.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import get_args

from llmclaims.errors import DocumentError
from llmclaims.evaluation.gold.files import text_of
from llmclaims.evaluation.items import AIMS, End, Gold, Item, Passage, Spans, words_at
from llmclaims.schema.news import EventType

_NAMES = {
    "content": "content",
    "quote": "content",
    "statement": "content",
    "speaker": "speaker",
    "source": "speaker",
    "cue": "cue",
    "cause": "cause",
    "effect": "effect",
    "signal": "signal",
    "trigger": "trigger",
}
_TAG = re.compile(r"^(?:[BIES]-\S+|O)$")
_NEW = re.compile(r"^(?:-DOCSTART-|#\s*newdoc(?:\s+id\s*=\s*(?P<name>.+?))?\s*$)")


@dataclass(slots=True)
class _Document:
    name: str
    sentences: list[list[list[str]]] = field(default_factory=lambda: [[]])


@dataclass(frozen=True, slots=True)
class _Chunk:
    """A run of tokens under one tag of one column."""

    name: str
    label: str
    spans: Spans


def recognises(path: Path) -> bool:
    """Tell whether its lines end in BIO tags."""
    rows = [line.split() for line in text_of(path).splitlines() if line.strip() and line[0] not in "#-"]
    return bool(rows) and all(len(row) > 1 and _TAG.match(row[-1]) for row in rows)


def read(paths: Sequence[Path], name: str) -> Gold:
    """Read one set from one or more files.

    Raises:
        DocumentError: the text beside a file does not hold its tokens.
    """
    passages, layers = [], set()
    for path in paths:
        documents = _documents(path)
        beside = path.with_suffix(".txt")
        text = text_of(beside) if beside.is_file() and len(documents) == 1 else None
        for document in documents:
            passage, found = _passage(document, text, path)
            passages.append(passage)
            layers |= found
    if "relation.causes" in layers:
        layers.add(AIMS)
    return Gold(name=name, passages=tuple(passages), layers=frozenset(layers))


def _documents(path: Path) -> list[_Document]:
    found = [_Document(path.stem)]
    for line in text_of(path).splitlines():
        if new := _NEW.match(line):
            found.append(_Document(new.group("name") or f"{path.stem}-{len(found)}"))
        elif not line.strip():
            found[-1].sentences.append([])
        elif not line.startswith("# "):
            found[-1].sentences[-1].append(line.split())
    for one in found:
        one.sentences = [sentence for sentence in one.sentences if sentence]
    return [one for one in found if one.sentences]


def _passage(document: _Document, text: str | None, path: Path) -> tuple[Passage, set[str]]:
    if text is None:
        text = "\n".join(" ".join(row[0] for row in sentence) for sentence in document.sentences) + "\n"
    items: list[Item] = []
    layers: set[str] = set()
    at = 0
    for number, sentence in enumerate(document.sentences):
        places = []
        for row in sentence:
            start = text.find(row[0], at)
            if start == -1:
                raise DocumentError(
                    f"{path}: the text beside it does not go on with {row[0]!r}; give its own."
                )
            at = start + len(row[0])
            places.append((start, at))
        for column in range(1, max(len(row) for row in sentence)):
            tags = [row[column] if len(row) > column else "O" for row in sentence]
            chunks = [one for one in _chunks(tags, places) if one.name]
            layers |= {_layer(one.name) for one in chunks}
            if any(one.label in get_args(EventType) for one in chunks):
                layers.add("event.type")
            items += _items(chunks, f"{number}.{column}", text)
    kinds = {layer.split(".")[0] for layer in layers}
    return Passage(id=document.name, text=text, items=tuple(items)), layers | kinds


def _layer(name: str) -> str:
    match name:
        case "speaker" | "cue":
            return f"statement.{name}"
        case "cause" | "effect" | "signal":
            return "relation.causes"
        case "event":
            return "event"
    return "statement"


def _chunks(tags: Sequence[str], places: Sequence[tuple[int, int]]) -> Iterator[_Chunk]:
    """Chunks of a column; an I- that continues nothing begins a chunk, as evaluation scripts have it."""
    label, start, end = "", 0, 0
    for tag, (a, b) in zip(tags, places, strict=True):
        kind, _, own = tag.partition("-")
        if kind in ("I", "E") and own == label and label:
            end = b
            continue
        if label:
            yield _Chunk(_name(label), label, ((start, end),))
        label, start, end = own, a, b
    if label:
        yield _Chunk(_name(label), label, ((start, end),))


def _name(label: str) -> str:
    if label in get_args(EventType):
        return "event"
    found = _NAMES.get(label.lower(), "")
    return "event" if found == "trigger" else found


def _items(chunks: Sequence[_Chunk], place: str, text: str) -> Iterator[Item]:
    named: dict[str, list[_Chunk]] = {}
    for one in chunks:
        named.setdefault(one.name, []).append(one)
    for number, one in enumerate(named.get("content", ())):
        beside = {key: _nearest(one, named.get(key, ())) for key in ("speaker", "cue")}
        places = {key: chunk.spans for key, chunk in beside.items() if chunk}
        values = {key: words_at(text, spans) for key, spans in places.items()}
        yield Item(id=f"s{place}.{number}", kind="statement", spans=one.spans, values=values, places=places)
    for number, one in enumerate(named.get("event", ())):
        values = {"trigger": words_at(text, one.spans), "type": one.label}
        yield Item(id=f"e{place}.{number}", kind="event", values=values, places={"trigger": one.spans})
    causes, effects = named.get("cause", ()), named.get("effect", ())
    for number, (cause, effect) in enumerate(zip(causes, effects, strict=False)):
        ends = (End(spans=cause.spans), End(spans=effect.spans))
        yield Item(id=f"r{place}.{number}", kind="relation", values={"type": "causes"}, ends=ends)


def _nearest(one: _Chunk, others: Sequence[_Chunk]) -> _Chunk | None:
    def distance(other: _Chunk) -> int:
        (a, b), (c, d) = one.spans[0], other.spans[0]
        return max(a - d, c - b, 0)

    return min(others, key=distance, default=None)
