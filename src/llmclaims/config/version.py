"""The version of this library."""

from __future__ import annotations

from importlib import metadata


def version() -> str:
    """Return the version that is installed, for example "0.1.0"."""
    return metadata.version("llmclaims")
