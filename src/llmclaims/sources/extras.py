"""What is heavy is installed by who needs it."""

from __future__ import annotations

from importlib import import_module
from typing import Any

from llmclaims.errors import DocumentError


def needed(module: str, extra: str, name: str) -> Any:
    """A module of an optional dependency; ``extra`` brings it, ``name`` is what cannot be read without it.

    Raises:
        DocumentError: it is not installed.
    """
    try:
        return import_module(module)
    except ImportError as error:
        raise DocumentError(
            f"{name} needs the {extra} extra to be read: pip install 'llmclaims[{extra}]'."
        ) from error
