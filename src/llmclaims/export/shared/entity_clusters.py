"""People and organisations of one document or many, each with all its mentions.

Names are one entity where they are the same, or where one is the other with words left out and no third fits.
A lone surname is never joined to a full name of another document; what a mention leaves open stays open.
"""

from __future__ import annotations

import hashlib
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from llmclaims.documents.document import Document
from llmclaims.documents.names import names_of
from llmclaims.export.shared.lookups import folded, names_in, read_rows
from llmclaims.language.entities.name_words import name_words
from llmclaims.language.entities.naming import covers, is_demonym, meant
from llmclaims.schema.claims import Claim
from llmclaims.schema.speakers import name_at

_KINDS = ("person", "organisation", "place", "unknown")


@dataclass(frozen=True, slots=True, order=True)
class EntityMention:
    """A place where an entity is meant: ``text`` stands at ``start`` to ``end`` of the document's text.

    ``by`` is what showed it (see ``Resolution``); ``claim`` and ``field`` name the claim's mention, "" for a
    name that stands in no claim.
    """

    document: str
    start: int
    end: int
    text: str
    by: str
    claim: str = ""
    field: str = ""


@dataclass(frozen=True, slots=True)
class Entity:
    """Somebody or something with a name, over all documents given.

    ``id`` is a hash of its identifier or its name and stays the same whatever stands beside it. ``names`` are
    all spellings, ``identifier`` comes from the user's table alone.
    """

    id: str
    name: str
    kind: str
    names: tuple[str, ...]
    mentions: tuple[EntityMention, ...]
    identifier: str | None = None


@dataclass(frozen=True, slots=True, order=True)
class OpenMention:
    """A mention that may mean several: nobody is chosen."""

    mention: EntityMention
    candidates: tuple[str, ...]


class Grouped(NamedTuple):
    """All entities, and the mentions that stay open; both in an order of their own."""

    entities: tuple[Entity, ...]
    open: tuple[OpenMention, ...]


class _Seen(NamedTuple):
    """One mention with the name that it stands for and its kind."""

    name: str
    kind: str
    mention: EntityMention


def group(documents: Iterable[Document], claims: Iterable[Claim] = (), table: Table | None = None) -> Grouped:
    """Return everybody and everything that the documents name, or the claims' speakers and participants stand for.

    The order of documents and claims changes nothing. ``table`` joins names that have one identifier in it.
    """
    seen: set[_Seen] = set()
    left: set[OpenMention] = set()
    texts = {one.id: one for one in documents}
    for document in texts.values():
        for one in _in_text(document):
            (seen if isinstance(one, _Seen) else left).add(one)  # type: ignore[arg-type]  # each set its own
    kinds = {one.name: one.kind for one in sorted(seen, reverse=True) if one.kind != "unknown"}
    for claim in claims:
        for one in _in_claim(claim, texts, kinds):
            (seen if isinstance(one, _Seen) else left).add(one)  # type: ignore[arg-type]  # each set its own
    claimed = {one.name for one in seen if one.mention.claim}
    kept = [one for one in seen if one.kind in {"person", "organisation"} or one.name in claimed]
    known = table or Table()
    heads = _heads({one.name for one in kept}, known)
    members: dict[str, list[_Seen]] = {}
    for one in sorted(kept):
        members.setdefault(heads[one.name], []).append(one)
    entities = (_entity(key, found) for key, found in members.items())
    return Grouped(tuple(sorted(entities, key=lambda one: (one.name, one.id))), tuple(sorted(left)))


def _in_text(document: Document) -> Iterator[_Seen | OpenMention]:
    """Yield the names of a document's body, each with the full name that it stands for."""
    vocabulary = name_words(document.language)
    if vocabulary is None:
        return
    known = names_of(document)
    kinds = {name: places[0].kind for name, places in known.by_name.items()}
    for one in known.namings:
        if is_demonym(one.name, vocabulary):
            continue
        found = meant(known, (one.left, one.end), vocabulary)
        if found is None:
            continue
        mention = EntityMention(document.id, one.start, one.end, one.name, found.by)
        if found.name is None:
            yield OpenMention(mention, tuple(sorted(place.name for place in found.candidates)))
        else:
            yield _Seen(found.name.name, kinds.get(found.name.name, one.kind), mention)


def _in_claim(
    claim: Claim, documents: Mapping[str, Document], kinds: Mapping[str, str]
) -> Iterator[_Seen | OpenMention]:
    """Yield the speakers and participants of a claim, each under the name that every output has for it."""
    if claim.document is None:
        return
    names: Mapping[str, Any] = claim.derived.get("names") or {}
    document = documents.get(claim.document)
    for path, found in names.items():
        places = claim.mentions.get(path)
        if not places:
            continue
        start, end = places[0]
        name = name_at(claim, path)
        text = document.text[start:end] if document and document.text else name or ""
        by = "filled" if name and not found["name"] else str(found["by"])
        mention = EntityMention(claim.document, start, end, text, by, claim.id, path)
        if name is None:
            yield OpenMention(mention, tuple(sorted(one["name"] for one in found["candidates"])))
        else:
            yield _Seen(name, kinds.get(name, "unknown"), mention)


def _heads(names: set[str], table: Table) -> dict[str, str]:
    """Return name -> the key of its entity: an identifier, or the longest name that is the same one."""
    keys: dict[str, str] = {}
    longest: dict[str, list[str]] = {}
    for name in sorted(names, key=lambda one: (-len(one.split()), one)):
        longest.setdefault(folded(name).rsplit(" ", 1)[-1], []).append(folded(name))
    for name in names:
        plain = folded(name)
        others = {one for one in longest[plain.rsplit(" ", 1)[-1]] if one != plain and covers(one, plain)}
        full = {one for one in others if not any(two != one and covers(two, one) for two in others)}
        keys[name] = full.pop() if " " in plain and len(full) == 1 else plain
    by_key: dict[str, set[str]] = {}
    for name, key in keys.items():
        by_key.setdefault(key, set()).add(name)
    found = {key: table.identifier(sorted(members)) for key, members in by_key.items()}
    return {name: f"#{found[key]}" if found[key] else key for name, key in keys.items()}


def _entity(key: str, found: list[_Seen]) -> Entity:
    counts = Counter(one.name for one in found)
    name = min(counts, key=lambda one: (-len(one.split()), -counts[one], one))
    kinds = Counter(one.kind for one in found if one.kind != "unknown")
    kind = min(kinds, key=lambda one: (-kinds[one], _KINDS.index(one)), default="unknown")
    identifier = key[1:] if key.startswith("#") else None
    written = {one.mention.text for one in found if not one.mention.claim}
    spelt = {one.name for one in found} | written
    return Entity(
        id="n" + hashlib.sha256(key.encode("utf-8", "surrogatepass")).hexdigest()[:12],
        name=name,
        kind=kind,
        names=tuple(sorted(spelt)),
        mentions=tuple(sorted(one.mention for one in found)),
        identifier=identifier,
    )


@dataclass(frozen=True, slots=True)
class Table:
    """Identifiers by folded name. A name that stands in two rows belongs to neither."""

    ids: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def identifier(self, names: Iterable[str]) -> str | None:
        """Return the one identifier that the table gives for these names, None where it gives none or several."""
        found = {one for name in names for one in self.ids.get(folded(name), ())}
        return found.pop() if len(found) == 1 else None


def read_table(path: str | os.PathLike[str]) -> Table:
    """Read a table of names (see ``lookups``) with the columns ``id`` and ``name``, and optionally ``aliases``.

    Raises:
        ConfigError: the file cannot be read, or lacks a column or a value.
    """
    ids: dict[str, set[str]] = {}
    for row in read_rows(path, ("id", "name")):
        for one in names_in(row):
            ids.setdefault(folded(one), set()).add(row["id"])
    return Table({name: tuple(sorted(found)) for name, found in ids.items()})
