"""Who said what, over one run or many: statements by speaker, each with its act and the source's words.

A list for people on a terminal and in a text file, elsewhere JSON Lines: one statement a line, those of a speaker together.
"""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TextIO

from llmclaims.export.shared.entity_clusters import Entity
from llmclaims.export.shared.lists import Form, is_text, placed, quoted, show
from llmclaims.export.shared.merged_runs import MergedRuns, filled, merged, path_of, told_by
from llmclaims.runs.handles import handles
from llmclaims.runs.records import Line
from llmclaims.schema.annotations import Role, roles_of
from llmclaims.schema.claims import Claim
from llmclaims.schema.speakers import speaker_words


@dataclass(frozen=True, slots=True)
class Voice:
    """One speaker with all that was said.

    ``entity`` is None for a mention that stands for no name; ``candidates`` are the names that it may stand for.
    """

    name: str
    entity: Entity | None
    candidates: tuple[str, ...]
    statements: tuple[Claim, ...]


def write(
    records: Iterable[Line],
    out: TextIO,
    *,
    text: bool = True,  # noqa: ARG001 - the list never shows whole texts
    entities: str | os.PathLike[str] | None = None,
    form: Form | None = None,
) -> None:
    """Write the statements by speaker; ``entities`` is a table of names with identifiers (see ``read_table``).

    ``form``: a list or JSON Lines, whatever ``out`` is.

    Raises:
        ConfigError: that table cannot be read, or ``form`` is unknown.
    """
    found = merged(records)
    made = voices(found, entities)
    if is_text(out, form):
        _print(found, made, out)
        return
    from llmclaims.runs.lines import line

    known = found.by_id()
    for voice in made:
        out.writelines(line(_record(found, voice, claim, known)) for claim in voice.statements)


def voices(found: MergedRuns, entities: str | os.PathLike[str] | None = None) -> list[Voice]:
    """Return the speakers: the named by how much they say, then those without a name, then the authors.

    A speaker who is named in several documents is one; a mention that stands for no name is grouped with the
    same words in its own document, and never with another's.
    """
    from llmclaims.export.shared.entity_clusters import group, read_table

    table = read_table(entities) if entities is not None else None
    grouped = group(found.documents.values(), found.claims, table)
    by_mention = {(one.claim, one.field): entity for entity in grouped.entities for one in entity.mentions}
    spoken: dict[tuple[int, str, str], list[Claim]] = {}
    known: dict[tuple[int, str, str], tuple[Entity | None, tuple[str, ...]]] = {}
    for claim in found.claims:
        if Role.SPEAKER not in roles_of(type(claim.body)):
            continue
        path = path_of(claim, Role.SPEAKER)
        entity = by_mention.get((claim.id, path or ""))
        key = (0, entity.id, entity.name) if entity else _nameless(claim)
        spoken.setdefault(key, []).append(claim)
        known[key] = entity, _candidates(claim, path)
    ranked = sorted(spoken, key=lambda key: (key[0], -len(spoken[key]) if key[0] == 0 else 0, key[2], key[1]))
    return [Voice(key[2], *known[key], tuple(spoken[key])) for key in ranked]


def _nameless(claim: Claim) -> tuple[int, str, str]:
    """Return rank, document and words of a speaker without a name."""
    return 1 if speaker_words(claim) else 2, str(claim.document), str(claim.speaker)


def _candidates(claim: Claim, path: str | None) -> tuple[str, ...]:
    names: Mapping[str, Any] = claim.derived.get("names") or {}
    return tuple(one["name"] for one in names.get(path or "", {}).get("candidates", ()))


def _record(found: MergedRuns, voice: Voice, claim: Claim, known: Mapping[str, Claim]) -> dict[str, Any]:
    roles, derived = filled(claim), claim.derived
    return {
        "record": "said",
        "speaker": claim.speaker,
        "speaker_name": claim.speaker_name,
        "entity": voice.entity.id if voice.entity else None,
        "entity_name": voice.name if voice.entity else None,
        "identifier": voice.entity.identifier if voice.entity else None,
        "mention": roles.get(Role.SPEAKER),
        "candidates": list(_candidates(claim, path_of(claim, Role.SPEAKER))),
        "speaker_type": roles.get(Role.SPEAKER_TYPE),
        "act": roles.get(Role.ACT),
        "polarity": roles.get(Role.POLARITY),
        "cue": roles.get(Role.CUE),
        "form": derived.get("form"),
        "claim": roles.get(Role.PROPOSITION),
        "time_value": derived.get("time_value"),
        "within": derived.get("within"),
        "told_by": list(told_by(claim, known)),
        **found.place(claim),
    }


def _print(found: MergedRuns, made: Sequence[Voice], out: TextIO) -> None:

    known, named = found.by_id(), handles(found.claims)
    blocks = [
        (_title(voice), [(_act(claim), _pieces(found, claim, known, named)) for claim in voice.statements])
        for voice in made
    ]
    show(found, blocks, out, "Nobody said anything.")


def _title(voice: Voice) -> Any:
    from rich.text import Text

    from llmclaims.export.shared.terminal import printable
    from llmclaims.schema.plurals import plural

    documents = len({one.document for one in voice.statements})
    facts = [plural(len(voice.statements), "statement")]
    facts += [plural(documents, "document")] if documents > 1 else []
    facts += [voice.entity.identifier] if voice.entity and voice.entity.identifier else []
    facts += [f"may be {' or '.join(voice.candidates)}"] if voice.candidates and not voice.entity else []
    title = Text(printable(voice.name), style="bold")
    title.append(f"  {printable(', '.join(facts))}", style="not bold dim")
    return title


def _act(claim: Claim) -> str:
    from llmclaims.export.shared.terminal import printable

    roles = filled(claim)
    act = str(roles.get(Role.ACT) or claim.kind)
    return printable(f"{act}, negative" if roles.get(Role.POLARITY) == "negative" else act)


def _pieces(
    found: MergedRuns, claim: Claim, known: Mapping[str, Claim], named: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    from llmclaims.export.shared.claim_view import told_time
    from llmclaims.export.shared.terminal import printable

    yield quoted(claim)
    tellers = told_by(claim, known)
    if tellers:
        yield f"  as told by {printable(', as told by '.join(tellers))}", "dim"
    yield from placed(found, claim, named)
    if when := claim.derived.get("time_value"):
        yield f", {printable(told_time(str(when)))}", "dim"
