"""A user's own models, named on the command line as ``module:Class``."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from llmclaims.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.schema import Cited


def models(names: Sequence[str]) -> list[type[Cited]] | None:
    """The models behind the names, modules being looked for in the current folder too; None without names.

    Raises:
        ConfigError: one of them is not there, or is not a ``Cited`` model.
    """
    here = str(Path.cwd())
    if names and here not in sys.path:
        sys.path.insert(0, here)
    return [_model(name) for name in names] or None


def _model(name: str) -> type[Cited]:
    from llmclaims.schema import Cited

    module, _, attribute = name.partition(":")
    if not module or not attribute:
        raise ConfigError(f"--schema {name}: write module:Class, for example promises:Promise.")
    try:
        found = getattr(import_module(module), attribute)
    except Exception as error:  # a user's module may raise anything
        reason = f"{type(error).__name__}: {error}"
        raise ConfigError(
            f"--schema {name}: cannot be imported ({reason}); correct the name or the module."
        ) from error
    if not (isinstance(found, type) and issubclass(found, Cited)):
        raise ConfigError(f"--schema {name}: is not a model of claims; derive it from llmclaims.Cited.")
    return found
