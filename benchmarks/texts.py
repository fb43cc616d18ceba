"""What `builtin` makes of short invented texts, each written for one kind of mistake, or close to one and right.

    python benchmarks/texts.py [FILE] [--kind WORD] [--show]

A line of FILE (benchmarks/texts.jsonl) has a ``text``, its day, what ``must`` be found (flagged or not) and what
``must_not`` come out unflagged. Whoever wrote them had not seen the code, and the code was not changed for them: each kind
was closed on other examples. A matcher names a record and values of its fields: a text is looked for in the field, null means
that the field is empty, a list means any of them; ``KEY_not`` the opposite; ``time_value`` is told by its beginning. Printed are,
for each kind, the cases that are right, of the traps and of their faithful neighbours, and what was missed or wrong.
"""

from __future__ import annotations

import argparse
import json
import re
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any

from llmclaims import Document, extract
from llmclaims.runs.jsonl import to_record

CASES = Path(__file__).with_suffix(".jsonl")
_MARKS = str.maketrans("“”„‘’‚", "\"\"\"'''")
_WHOLE = {"act", "polarity", "modality", "type", "verdict", "speaker_type"}
_ROLES = {"actor", "recipient", "participant"}

Json = dict[str, Any]


def folded(value: Any) -> str:
    """A value without what typography and line breaks make of it."""
    return re.sub(r"\s+", " ", str(value).translate(_MARKS)).casefold()


def values(record: Json, key: str) -> list[str]:
    """What a record has of a field, of participants all of that role."""
    if key in _ROLES:
        people = record.get("participants") or []
        return [
            f"{one['mention']} | {one.get('name') or ''}"
            for one in people
            if key in (one["role"], "participant")
        ]
    if key == "speaker_any":
        return [one for name in ("speaker", "speaker_name") for one in values(record, name)]
    found = record["derived"].get(key) if key == "time_value" else record.get(key)
    return [] if found is None else [found]


def agrees(record: Json, key: str, wanted: Any) -> bool:
    """Whether a record has what is wanted of a field."""
    name = key.removesuffix("_not").removesuffix("_is")
    found = values(record, name)
    if wanted is None:
        return bool(found) == key.endswith("_not")

    def fits(value: str, part: str) -> bool:
        if name == "time_value":
            return value.startswith(part)
        whole = name in _WHOLE or key.endswith("_is")
        return folded(part) == folded(value) if whole else folded(part) in folded(value)

    parts = wanted if isinstance(wanted, list) else [wanted]
    return any(fits(value, part) for value in found for part in parts) != key.endswith("_not")


def matches(record: Json, matcher: Json) -> bool:
    """Whether a record is what a matcher describes."""
    kinds = ("statement", "event") if matcher["record"] == "any" else (matcher["record"],)
    asked = ((key, wanted) for key, wanted in matcher.items() if key != "record")
    return record["record"] in kinds and all(agrees(record, key, wanted) for key, wanted in asked)


def claims(cases: list[Json]) -> dict[str, list[Json]]:
    """The claims of each text as records."""
    documents = [
        Document.from_text(one["text"] + "\n", id=one["id"], published=one["published"]) for one in cases
    ]
    found: dict[str, list[Json]] = defaultdict(list)
    for claim in extract(documents, provider="builtin").claims:
        found[str(claim.document)].append(to_record(claim))
    return found


def main() -> None:
    """Read the cases and print what became of them."""
    asked = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    asked.add_argument("file", nargs="?", type=Path, default=CASES)
    asked.add_argument("--kind", default="")
    asked.add_argument("--show", action="store_true", help="print what was missed or wrong")
    told = asked.parse_args()
    lines = told.file.read_text(encoding="utf-8").splitlines()
    cases = [one for one in map(json.loads, lines) if told.kind in one["kind"]]
    found, counts = claims(cases), defaultdict[str, Counter[str]](Counter)
    for one in cases:
        records = found[one["id"]]
        plain = [record for record in records if record["verdict"] == "verified"]
        missed = [wanted for wanted in one["must"] if not any(matches(each, wanted) for each in records)]
        wrong = [no for no in one["must_not"] if any(matches(each, no) for each in plain)]
        if told.show and (missed or wrong):
            print(f"{one['id']}: {one['why']}\n  {one['text']!r}\n  missed {missed}\n  wrong {wrong}")
        for kind in (one["kind"], "all"):
            counts[kind] += Counter({
                "cases": 1, "right": not missed and not wrong, one["group"]: 1,
                f"{one['group']} right": not missed and not wrong, "must": len(one["must"]),
                "missed": len(missed), "must_not": len(one["must_not"]), "wrong": len(wrong),
            })  # fmt: skip
    print(f"{'kind':<24} {'right':>9} {'traps':>9} {'neighbours':>11} {'missed':>9} {'wrong':>9}")
    for kind in [*sorted(counts.keys() - {"all"}), "all"]:
        n = counts[kind]
        cells = [("right", "cases", 9), ("trap right", "trap", 9), ("neighbour right", "neighbour", 11)]
        cells += [("missed", "must", 9), ("wrong", "must_not", 9)]
        print(f"{kind:<24} " + " ".join(f"{n[a]}/{n[b]}".rjust(width) for a, b, width in cells))


if __name__ == "__main__":
    main()
