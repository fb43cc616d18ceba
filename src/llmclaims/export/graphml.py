"""GraphML: claims and those who are named in them as nodes, what relates them as directed edges.

Nodes: every event, statement or claim of another kind, and an ``entity`` for each speaker and participant. One
resolved name is one node in the whole graph; words that no name was found for ("he", "a spokesman") are a node
of their own for each claim, so that nobody is joined who was not shown to be one. Edges: the relations under
their types; ``says`` from a speaker to the statement; ``actor``, ``recipient`` or ``other`` from an entity to
the event; ``within`` and ``asserted_by`` between claims. All attributes are plain values with their own ``key``
(NetworkX and Gephi read no others); ``spans`` are "start-end" in code points, joined by spaces.
"""

import re
from collections.abc import Iterable, Iterator
from typing import Any, Self, TextIO
from xml.sax.saxutils import escape, quoteattr

from llmclaims.documents.document import Document
from llmclaims.export.shared.by_document import for_xml, left_out
from llmclaims.runs.records import Line
from llmclaims.runs.spill import OnDisk
from llmclaims.runs.tables import COLUMNS, ends_of, rows
from llmclaims.schema.claims import Claim, Failure, Rejection
from llmclaims.schema.speakers import participants, speaker_words

_PLAIN = ("text", "integer", "number", "flag")
_CLAIM = tuple((name, kind) for name, kind in COLUMNS["claims"] if kind in _PLAIN and name != "id")
_NODE = (
    ("label", "text"), *_CLAIM, ("spans", "text"), ("codes", "text"), ("checked", "text"),
    ("title", "text"), ("path", "text"),
)  # fmt: skip
_EDGE = (
    ("type", "text"), ("id", "text"), ("document", "text"), ("quote", "text"), ("signal", "text"),
    ("spans", "text"), ("tier", "text"), ("verdict", "text"), ("codes", "text"), ("checked", "text"),
    ("words", "text"),
)  # fmt: skip
_TYPES = {"text": "string", "integer": "long", "number": "double", "flag": "boolean"}
_ESCAPED = re.compile("[^\t\n -%'-;=?-\ud7ff]")
"""What XML may have no place for, or another form: most text has none of it."""
_HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance"
 xsi:schemaLocation="http://graphml.graphdrawing.org/xmlns http://graphml.graphdrawing.org/xmlns/1.0/graphml.xsd">
"""


class _Graph:
    """What is written so far: a node is defined once, whatever names it again."""

    def __init__(self, out: TextIO) -> None:
        """Begin the graph with a ``key`` for every attribute."""
        self._out = out
        self._known = OnDisk()
        self._edges = 0
        out.write(_HEAD)
        for owner, attributes in (("node", _NODE), ("edge", _EDGE)):
            out.writelines(
                f'<key id="{owner[0]}_{name}" for="{owner}" attr.name="{name}" attr.type="{_TYPES[kind]}"/>\n'
                for name, kind in attributes
            )
        out.write('<graph id="claims" edgedefault="directed">\n')

    def node(self, name: str, values: dict[str, Any]) -> None:
        if self._known.add(name):
            self._out.write(f"<node id={_quoted(name)}>{_data('n', _NODE, values)}</node>\n")

    def edge(self, source: str, target: str, data: str) -> None:
        self._edges += 1
        ends = f'id="edge{self._edges}" source={_quoted(source)} target={_quoted(target)}'
        self._out.write(f"<edge {ends}>{data}</edge>\n")

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: object, *_: object) -> None:
        if kind is None:
            self._out.write("</graph>\n</graphml>\n")
        self._known.close()

    def __contains__(self, name: str) -> bool:
        return name in self._known


def write(records: Iterable[Line], out: TextIO, *, text: bool = True) -> None:
    """Write the graph as the records come; ``text`` changes nothing, since the graph has no articles.

    Edges wait on disk for the end of the run, since both their ends must be there.
    """
    del text
    with OnDisk() as edges, _Graph(out) as graph:
        _write(records, graph, edges)


def _write(records: Iterable[Line], graph: _Graph, edges: OnDisk) -> None:
    home: Document | None = None
    waiting = rejected = failed = 0
    for one in records:
        match one:
            case Document():
                home = one
            case Claim():
                for source, target, values in _claim(graph, one, home):
                    waiting += 1
                    edges.put(waiting, [source, target, _data("e", _EDGE, values)])
            case Rejection():
                rejected += 1
            case Failure():
                failed += 1
    lost = 0
    for source, target, data in edges.values():
        if source in graph and target in graph:
            graph.edge(source, target, data)
        else:
            lost += 1
    left_out("graphml", rejected, "rejected draft", "a graph holds what was accepted.")
    left_out("graphml", failed, "failure", "a graph holds what was accepted.")
    left_out("graphml", lost, "edge", "an end is not in this run.")


Edge = tuple[str, str, dict[str, Any]]


def _claim(graph: _Graph, claim: Claim, home: Document | None) -> list[Edge]:
    """Write a claim's nodes; its edges come back."""
    ends = ends_of(claim)
    ((_, row),) = rows([claim])
    places = {
        "spans": " ".join(f"{start}-{end}" for start, end in claim.spans),
        "codes": " ".join(claim.codes),
        "checked": " ".join(claim.checked),
    }
    if ends:
        return [
            (
                ends.source,
                ends.target,
                row
                | places
                | {"words": " / ".join(one["quote"] for one in claim.derived.get("evidence") or ()) or None},
            )
        ]
    where = {"title": home.title, "path": home.path} if home and home.id == claim.document else {}
    graph.node(claim.id, row | places | where | {"label": claim.quote})
    return [*_people(graph, claim), *_between(claim)]


def _people(graph: _Graph, claim: Claim) -> Iterator[Edge]:
    found = [("says", speaker_words(claim), claim.speaker_name)]
    found += [(str(one["role"]), one["mention"], one["name"]) for one in participants(claim)]
    for index, (role, mention, name) in enumerate(found):
        if mention is None and name is None:
            continue
        key = f"entity:{name}" if name else f"entity:{claim.id}.{index}"
        graph.node(key, {"kind": "entity", "label": name or mention})
        yield key, claim.id, {"type": role, "document": claim.document, "quote": mention}


def _between(claim: Claim) -> Iterator[Edge]:
    if within := claim.derived.get("within"):
        yield claim.id, within, {"type": "within", "document": claim.document}
    for one in claim.derived.get("asserted_by") or ():
        yield claim.id, one, {"type": "asserted_by", "document": claim.document}


def _quoted(value: str) -> str:
    return quoteattr(for_xml(value))


def _data(owner: str, attributes: Iterable[tuple[str, str]], values: dict[str, Any]) -> str:
    found = ((name, values.get(name)) for name, _ in attributes)
    return "".join(
        f'<data key="{owner}_{name}">{_value(value)}</data>' for name, value in found if value is not None
    )


def _value(value: Any) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    text = str(value)
    if not _ESCAPED.search(text):
        return text
    # A parser takes a carriage return for the end of a line unless it is written as a reference.
    return escape(for_xml(text), {"\r": "&#13;"})
