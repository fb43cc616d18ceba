"""What a review says of the runs that were reviewed: where they err, in numbers and on a terminal."""

from llmclaims.evaluation.reviewed.report import Corrected, Group, ReviewReport, report
from llmclaims.evaluation.reviewed.table import write_review

__all__ = ["Corrected", "Group", "ReviewReport", "report", "write_review"]
