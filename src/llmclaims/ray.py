"""Articles on a Ray cluster: the public name of ``llmclaims.pipeline.ray``, for ``import llmclaims.ray``."""

from llmclaims.pipeline.ray import extract, run_file

__all__ = ["extract", "run_file"]
