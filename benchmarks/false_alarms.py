"""How many faithful drafts the rules refuse or flag, by code.

    python benchmarks/false_alarms.py [GOLD_FOLDER] [--show CODE]

Faithful drafts are the gold claims of ``seeds/`` and, with a folder, drafts made from annotated news (see
``right_answers``), in our own unit. Their modality and polarity were set by hand.
"""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path

from llmclaims.schema.claims import Claim, Rejection
from llmclaims.verification.verifier import verify
from right_answers import Right, right_answers, seed_answers


def judge(rights: list[Right]) -> list[tuple[Right, Claim | Rejection]]:
    """What the verifier says of each right draft."""
    return [(right, verify(right.model(), right.document, paragraph=right.paragraph)) for right in rights]


def relations() -> list[tuple[Right, Claim | Rejection]]:
    """What the verifier says of the relations of the seeds, their ends being the seeds' verified claims."""
    ends: dict[tuple[str, str], Claim] = {}
    found = []
    seeds = list(seed_answers())
    for right, outcome in judge([one for one in seeds if one.kind != "relation"]):
        if isinstance(outcome, Claim):
            ends[right.document.id, right.draft["ref"]] = outcome
    for right in (one for one in seeds if one.kind == "relation"):
        own = {handle: claim for (document, handle), claim in ends.items() if document == right.document.id}
        found.append((right, verify(right.model(), right.document, paragraph=right.paragraph, ends=own)))
    return found


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("folder", nargs="?", type=Path, help="folder with annotated *.dev.jsonl files")
    parser.add_argument("--show", help="print the drafts with this code")
    options = parser.parse_args()
    judged = [*judge(right_answers(options.folder)), *relations()]
    drafts = Counter(right.source for right, _ in judged)
    refused: Counter[str] = Counter()
    flagged: Counter[str] = Counter()
    codes: Counter[str] = Counter()
    for right, outcome in judged:
        found = outcome.codes if isinstance(outcome, Claim) else (outcome.code,)
        if isinstance(outcome, Rejection):
            refused[right.source] += 1
            codes[f"refused {outcome.code}"] += 1
        elif found:
            flagged[right.source] += 1
            codes.update(f"flagged {code}" for code in found)
        if options.show in found:
            print(f"[{right.source}] {right.draft}\n    {right.home.text}\n")
    print(f"{'drafts from':18}{'number':>8}{'refused':>9}{'flagged':>9}")
    for source, number in drafts.items():
        print(f"{source:18}{number:8}{refused[source]:9}{flagged[source]:9}")
    total = len(judged)
    print(f"{'all':18}{total:8}{refused.total() / total:9.2%}{flagged.total() / total:9.2%}\n")
    for code, number in sorted(codes.items()):
        print(f"{number:5}  {code}")


if __name__ == "__main__":
    main()
