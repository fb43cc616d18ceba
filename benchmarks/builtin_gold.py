"""Score the builtin provider on human-annotated news, beside the floor of a sentence splitter.

    python benchmarks/builtin_gold.py GOLD [--file NAME] [--errors] [--save FOLDER]

GOLD is a file or folder in any form that ``llmclaims eval`` reads. Nothing of the data stands in this repository;
PolNeAR, GUM, WikiEvents, MATRES, the Causal News Corpus and BECAUSE can be had from their own repositories.
``--save`` keeps each run as NAME.jsonl, for ``llmclaims eval GOLD NAME.jsonl --errors`` and ``--compare``.

Human annotation spans a whole attribution, ours one sentence: statements are scored as they are and with adjacent
sentences of one attribution joined. Where the annotation is sparse or holds other kinds of events than the schema,
precision is a lower bound and recall says little.
"""

from __future__ import annotations

import argparse
import sys
import time
from pathlib import Path

from llmclaims.documents.document import Document
from llmclaims.evaluation import evaluate, read_gold
from llmclaims.evaluation.table import write_report
from llmclaims.pipeline.extract import extract


def main() -> None:
    """Print a report on each annotated set."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("gold", type=Path, help="annotated file, or a folder of them")
    parser.add_argument("--errors", action="store_true", help="show each miss and false alarm")
    parser.add_argument("--file", default="", help="only sets whose name holds this")
    parser.add_argument("--save", type=Path, help="keep the runs in this folder")
    arguments = parser.parse_args()
    for gold in read_gold(arguments.gold):
        if arguments.file not in gold.name or not gold.layers:
            continue
        began = time.perf_counter()
        texts = [
            Document.from_text(passage.text, id=passage.id or None, language="en")
            for passage in gold.passages
        ]
        run = extract(texts, provider="builtin")
        if arguments.save:
            arguments.save.mkdir(parents=True, exist_ok=True)
            run.save(arguments.save / f"{gold.name}.jsonl")
        report = evaluate(gold, run)
        write_report(report, sys.stdout, errors=arguments.errors)
        print(f"{time.perf_counter() - began:.1f} s\n")


if __name__ == "__main__":
    main()
