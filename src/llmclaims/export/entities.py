"""People, organisations and places of one run or of many, each with all its mentions.

A list for people on a terminal and in a text file, elsewhere JSON Lines: an entity a line, then each mention that stays open.
"""

import os
from collections.abc import Iterable, Iterator
from dataclasses import asdict
from typing import TextIO

from llmclaims.export.shared.entity_clusters import Entity, Grouped, OpenMention, group, read_table
from llmclaims.export.shared.lists import Form, is_text, show
from llmclaims.export.shared.merged_runs import MergedRuns, merged, path_of
from llmclaims.runs.records import Line
from llmclaims.schema.annotations import Role

_TITLES = {"person": "People", "organisation": "Organisations", "place": "Places", "unknown": "Others"}


def write(
    records: Iterable[Line],
    out: TextIO,
    *,
    text: bool = True,  # noqa: ARG001 - only names and their places are written
    entities: str | os.PathLike[str] | None = None,
    form: Form | None = None,
) -> None:
    """Write a list, or as JSON Lines an ``entity`` a line with its mentions, then each mention that stays ``open``.

    ``entities`` is a table of names with identifiers (see ``read_table``); without it no identifier is given. ``form``:
    a list or JSON Lines, whatever ``out`` is.

    Raises:
        ConfigError: that table cannot be read, or ``form`` is unknown.
    """
    from llmclaims.runs.lines import line

    found = merged(records)
    as_list = is_text(out, form)
    table = read_table(entities) if entities is not None else None
    grouped = group(found.documents.values(), found.claims, table)
    if as_list:
        _print(found, grouped, out)
        return
    out.writelines(line({"record": "entity", **asdict(entity)}) for entity in grouped.entities)
    out.writelines(
        line({"record": "open", **asdict(one.mention), "candidates": list(one.candidates)})
        for one in grouped.open
    )


def _print(found: MergedRuns, grouped: Grouped, out: TextIO) -> None:
    from rich.text import Text

    from llmclaims.export.shared.terminal import printable

    spoken = {(claim.id, path_of(claim, Role.SPEAKER)) for claim in found.claims}
    blocks = []
    for kind, title in _TITLES.items():
        own = sorted(
            (one for one in grouped.entities if one.kind == kind), key=lambda one: -len(one.mentions)
        )
        rows = [(printable(one.name), _facts(one, spoken)) for one in own]
        blocks += [(Text(f"{title} ({len(own):,})", style="bold"), rows)] if own else []
    if grouped.open:
        rows = [(printable(one.mention.text), _open(found, one)) for one in grouped.open]
        blocks.append((Text(f"Who may be several ({len(rows):,})", style="bold"), rows))
    show(found, blocks, out, "Nobody is named.", share=3)


def _facts(entity: Entity, spoken: set[tuple[str, str | None]]) -> Iterator[tuple[str, str]]:
    """Yield how often somebody is named, speaks and takes part, and the other ways to write the name."""
    from llmclaims.export.shared.terminal import printable
    from llmclaims.schema.plurals import plural

    claimed = {(one.claim, one.field) for one in entity.mentions if one.claim}
    says = len(claimed & spoken)
    facts = [plural(sum(not one.claim for one in entity.mentions), "mention")]
    facts += [plural(says, "statement")] if says else []
    facts += [f"in {plural(len(claimed) - says, 'event')}"] if len(claimed) > says else []
    documents = len({one.document for one in entity.mentions})
    facts += [f"in {plural(documents, 'document')}"] if documents > 1 else []
    yield ", ".join(facts), ""
    if entity.identifier:
        yield f"  {printable(entity.identifier)}", "dim"
    others = [one for one in entity.names if one != entity.name]
    if others:
        yield f"\nalso {printable(', '.join(others))}", "dim"


def _open(found: MergedRuns, one: OpenMention) -> Iterator[tuple[str, str]]:
    from llmclaims.export.shared.terminal import printable

    yield printable(" or ".join(one.candidates)), ""
    document = found.documents.get(one.mention.document)
    source = (
        f", {document.title or document.path or document.id}" if document and len(found.documents) > 1 else ""
    )
    yield f"\nat {one.mention.start:,}{printable(source)}", "dim"
