"""Codes of actors and identifiers of places for event data, from tables of the user's own and never from a model.

A code is given where the table knows the name behind a mention, or its words, in one row; the mention's place shows it.
Where several rows fit, or the text leaves open who is meant, it stays empty with all that it may be.
"""

import os
from collections.abc import Sequence
from typing import Any

from llmclaims.errors import ConfigError
from llmclaims.export.shared.lookups import Lookup, Row, folded, read_rows
from llmclaims.schema.claims import Claim
from llmclaims.schema.speakers import name_at

_ACTOR = ("code", "qid")
_PLACE = ("latitude", "longitude", "country", "qid")
_LIMITS = {"latitude": 90.0, "longitude": 180.0}


def actors_of(path: str | os.PathLike[str]) -> Lookup:
    """Read a table of actors: ``name``, and any of ``code``, ``qid`` and ``aliases``.

    Raises:
        ConfigError: the file cannot be read, or lacks a name.
    """
    return Lookup.of(read_rows(path, ("name",), _ACTOR))


def places_of(path: str | os.PathLike[str]) -> Lookup:
    """Read a table of places: ``id`` and ``name``, and any of ``latitude``, ``longitude``, ``country``, ``qid`` and ``aliases``.

    ``id`` is the GeoNames id; latitude and longitude are in degrees.

    Raises:
        ConfigError: the file cannot be read, or lacks an id or a name, or a coordinate is none.
    """
    rows = read_rows(path, ("id", "name"), _PLACE)
    for number, row in enumerate(rows, start=2):
        for column, most in _LIMITS.items():
            if row[column] and _degrees(row[column], most) is None:
                raise ConfigError(
                    f"{path}, row {number}: {column} {row[column]!r} is none: give degrees from {-most:.0f} to {most:.0f}."
                )
    return Lookup.of(rows)


def actor(claim: Claim, path: str, words: str | None, known: Lookup | None) -> dict[str, Any]:
    """Return who stands at a path of a claim, as PLOVER has it, with the code of the table."""
    name = name_at(claim, path)
    made: dict[str, Any] = {"code": None, "qid": None, "text": words, "name": name or words}
    resolved = (claim.derived.get("names") or {}).get(path) or {}
    open_names = [one["name"] for one in resolved.get("candidates") or () if not name]
    if known is None:
        return made
    if open_names:
        return made | {
            "candidates": [one for each in open_names for one in _actors(known(each)) or [{"name": each}]]
        }
    rows = known(name, words)
    if len(rows) > 1:
        return made | {"candidates": _actors(rows)}
    if rows:
        by_name = bool(known(name)) and resolved.get("start") is not None
        place = (resolved["start"], resolved["end"]) if by_name else _place(claim, path)
        made |= _actors(rows)[0] | {"name": made["name"], "shown_by": place and list(place)}
    return made


def location(claim: Claim, path: str, words: str, known: Lookup | None) -> dict[str, Any]:
    """Return the place of a claim, as PLOVER has it, with the identifier and the coordinates of the table."""
    made: dict[str, Any] = {"geonameid": None, "text": words}
    if known is None:
        return made
    rows, sure = _places(words, known)
    if len(rows) == 1 and sure:
        place = _place(claim, path)
        return {**_located(rows[0]), "text": words, "shown_by": place and list(place)}
    return made | ({"candidates": [_located(row) for row in rows]} if rows else {})


def _places(words: str, known: Lookup) -> tuple[Sequence[Row], bool]:
    """Return the places that words may mean, and whether one alone is meant: "Paris, Texas" is no other Paris."""
    if rows := known(words):
        return rows, True
    head, comma, rest = words.partition(",")
    rows = known(head) if comma else ()
    within = {folded(rest.strip()), *(folded(row["country"]) for row in known(rest.strip()))} - {""}
    inside = [row for row in rows if folded(row["country"]) in within]
    return (inside, True) if inside else (rows, False)


def _actors(rows: Sequence[Row]) -> list[dict[str, Any]]:
    return [{"name": row["name"], **{column: row[column] or None for column in _ACTOR}} for row in rows]


def _located(row: Row) -> dict[str, Any]:
    return {
        "geonameid": int(row["id"]) if row["id"].isascii() and row["id"].isdigit() else row["id"],
        "name": row["name"],
        **{column: _degrees(row[column], most) for column, most in _LIMITS.items()},
        "country": row["country"] or None,
        "qid": row["qid"] or None,
    }


def _degrees(value: str, most: float) -> float | None:
    try:
        found = float(value)
    except ValueError:
        return None
    return found if abs(found) <= most else None


def _place(claim: Claim, path: str) -> tuple[int, int] | None:
    places = claim.mentions.get(path)
    return places[0] if places else None
