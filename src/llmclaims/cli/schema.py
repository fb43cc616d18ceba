"""Code of a user's own, named on the command line: models as ``module:Class``, rules as ``module``."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from llmclaims.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import ModuleType

    from llmclaims.schema.annotations import Cited


def models(names: Sequence[str]) -> list[type[Cited]] | None:
    """The models behind the names, modules being looked for in the current folder too; None without names.

    Raises:
        ConfigError: one of them is not there, or is not a ``Cited`` model.
    """
    if not names:
        return None
    with _current_folder_first():
        return [_model(name) for name in names]


def load_rules(names: Sequence[str]) -> None:
    """Import modules that register rules, which are looked for in the current folder too.

    Raises:
        ConfigError: one of them cannot be imported, or registers no rule.
    """
    from llmclaims.verification.rules.registry import own_modules

    for name in names:
        with _current_folder_first():
            _imported(name, f"--rules {name}")
        if not any(one == name or one.startswith(f"{name}.") for one in own_modules()):
            raise ConfigError(f"--rules {name}: registers no rule; mark its functions with @llmclaims.rule.")


def _imported(module: str, option: str) -> ModuleType:
    try:
        return import_module(module)
    except Exception as error:  # a user's module may raise anything
        reason = f"{type(error).__name__}: {error}"
        raise ConfigError(
            f"{option}: cannot be imported ({reason}); correct the name or the module."
        ) from error


@contextmanager
def _current_folder_first() -> Iterator[None]:
    """Look for modules in the current folder first; afterwards last, so that nothing there stands in for a package.

    What a user's own module imports later is still found.
    """
    here = str(Path.cwd())
    if here in sys.path:
        yield
        return
    sys.path.insert(0, here)
    try:
        yield
    finally:
        sys.path.remove(here)
        sys.path.append(here)


def _model(name: str) -> type[Cited]:
    from llmclaims.schema.annotations import Cited

    module, _, attribute = name.partition(":")
    if not module or not attribute:
        raise ConfigError(f"--schema {name}: write module:Class, for example promises:Promise.")
    found = getattr(_imported(module, f"--schema {name}"), attribute, None)
    if found is None:
        raise ConfigError(f"--schema {name}: {module} has no {attribute}; correct the name or the module.")
    if not (isinstance(found, type) and issubclass(found, Cited)):
        raise ConfigError(f"--schema {name}: is not a model of claims; derive it from llmclaims.Cited.")
    return found
