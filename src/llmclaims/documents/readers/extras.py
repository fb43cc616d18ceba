"""What is heavy is installed by who needs it."""

from __future__ import annotations

from importlib import import_module
from importlib.util import find_spec
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
        raise _missing(extra, name) from error


def installed(module: str, extra: str, name: str) -> None:
    """Make sure of a module that another process imports.

    Raises:
        DocumentError: it is not installed.
    """
    if find_spec(module) is None:
        raise _missing(extra, name)


def _missing(extra: str, name: str) -> DocumentError:
    return DocumentError(f"{name} needs the {extra} extra to be read: pip install 'llmclaims[{extra}]'.")
