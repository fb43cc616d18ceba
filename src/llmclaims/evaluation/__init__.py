"""Scores of a run against human annotation: the field's own measures, with intervals and the errors to read.

``evaluate`` compares one run with one gold set; ``read_gold`` reads annotation in four forms. Items are matched
one to one by the Hungarian algorithm on intersection over union of their spans (code points, fragments and not
hulls); the measures follow PARC and PolNeAR (attribution), ACE (events) and TempEval-3 (temporal awareness).
The assignment and the intervals need SciPy and NumPy: the extra ``eval``.
"""

from llmclaims.evaluation.compare import Comparison, compare
from llmclaims.evaluation.gold import read_gold
from llmclaims.evaluation.items import Gold, Item, Passage
from llmclaims.evaluation.report import Report, evaluate
from llmclaims.evaluation.run_items import Sifted, passages_of, sift

__all__ = [
    "Comparison",
    "Gold",
    "Item",
    "Passage",
    "Report",
    "Sifted",
    "compare",
    "evaluate",
    "passages_of",
    "read_gold",
    "sift",
]
