"""How likely claims are right: judged against annotation, counted by what they show, fitted and tried on other articles."""

from llmclaims.evaluation.calibration.fit import Judged, Trial, fitted, rows_of, tried
from llmclaims.evaluation.calibration.judged import judged, reviewed

__all__ = ["Judged", "Trial", "fitted", "judged", "reviewed", "rows_of", "tried"]
