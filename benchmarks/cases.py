"""What the rules say of cases: invented articles with a wrong claim and its faithful twin, or a right one and its foil.

    python benchmarks/cases.py FOLDER [--show KIND]

FOLDER holds JSON Lines files. A row has ``id``, ``pattern`` (its kind), ``text``, ``model`` (Event, Statement or
Relation), ``fields`` (the draft), ``expected`` ("reject" and "doubt": the draft is wrong; "accept ...": it is right), and
``twin`` (a right neighbour of a wrong draft) or ``foil`` (a wrong neighbour of a right one), with ``twin_model``,
``twin_ends``, ``foil_model``, ``foil_ends`` where they differ from ``model`` and ``ends`` (the drafts that a relation
joins). Codes in ``foil_not_by`` do not count. ``--show`` prints every case of the kinds that hold the words.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmclaims import Claim, Document, Event, Relation, Statement
from llmclaims.verification.coercion import draft_from
from llmclaims.verification.verifier import verify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

MODELS = {"Event": Event, "Statement": Statement, "Relation": Relation}
OUTCOMES = ("refused", "flagged", "clean")


@dataclass(frozen=True, slots=True)
class Tried:
    """A draft of a case, whether it is wrong, what came of it and by which codes."""

    case: Mapping[str, Any]
    wrong: bool
    outcome: str
    codes: tuple[str, ...]


def outcome(
    item: Any, model: str, document: Document, ends: Mapping[str, Any], but: set[str]
) -> tuple[str, tuple[str, ...]]:
    """Verify one draft; "refused", "flagged" or "clean", and the codes that say so."""
    joined = {ref: _claim(end, document) for ref, end in ends.items()}
    draft = draft_from(item, MODELS[model], document)
    found = verify(draft, document, ends=joined) if isinstance(draft, MODELS[model]) else draft
    if not isinstance(found, Claim):
        return "refused", (found.code,)
    codes = tuple(code for code in found.codes if code not in but)
    return "flagged" if codes else "clean", codes


def _claim(item: Any, document: Document) -> Claim | None:
    model = Event if "trigger" in item else Statement
    draft = draft_from(item, model, document)
    found = verify(draft, document) if isinstance(draft, model) else None
    return found if isinstance(found, Claim) else None


def tried(case: Mapping[str, Any]) -> Iterator[Tried]:
    """Try the draft of a case, and its twin or foil."""
    document = Document.from_text(case["text"], id=case["id"])
    ends = case.get("ends") or {}
    wrong = case["expected"] in ("reject", "doubt")
    but = set(case.get("foil_not_by", ()))
    yield Tried(case, wrong, *outcome(case["fields"], case["model"], document, ends, but))
    for name, is_wrong in (("twin", False), ("foil", True)):
        if name in case:
            model = case.get(f"{name}_model") or case["model"]
            found = outcome(case[name], model, document, case.get(f"{name}_ends") or ends, but)
            yield Tried(case, is_wrong, *found)


def table(found: list[Tried]) -> Iterator[str]:
    """Say what came of each kind, wrong drafts first, and of all."""
    kinds = sorted({one.case["pattern"] for one in found})
    yield f"{'':58}{'wrong':>8}{'refused':>9}{'flagged':>9}{'pass':>6}{'right':>8}{'refused':>9}{'flagged':>9}"
    for kind in (*kinds, "all"):
        cells = [kind[:57].ljust(58)]
        for wrong in (True, False):
            some = [one for one in found if one.wrong is wrong and kind in ("all", one.case["pattern"])]
            counts = Counter(one.outcome for one in some)
            cells.append(f"{len(some):>8}{counts['refused']:>9}{counts['flagged']:>9}")
            cells.append(f"{counts['clean']:>6}" if wrong else "")
        yield "".join(cells)
    for wrong, name in ((True, "wrong"), (False, "right")):
        some = [one for one in found if one.wrong is wrong]
        shares = ", ".join(
            f"{sum(one.outcome == kind for one in some) / len(some):.1%} {kind}" for kind in OUTCOMES
        )
        yield f"{len(some)} {name}: {shares}"


def main() -> None:
    """Print the table of a folder."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument(
        "--show", metavar="KIND", help="print each case of the kinds that hold these words"
    )
    asked = arguments.parse_args()
    lines = [
        line
        for file in sorted(asked.folder.glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    found = [one for line in lines for one in tried(json.loads(line))]
    print("\n".join(table(found)))
    for one in found if asked.show is not None else ():
        if asked.show in one.case["pattern"]:
            print(
                f"{one.case['id']:16} {'wrong' if one.wrong else 'right'} {one.outcome:8} {' '.join(one.codes)}"
            )


if __name__ == "__main__":
    main()
