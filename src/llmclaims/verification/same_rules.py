"""Whether another process has the rules of this one, the user's own included."""

from __future__ import annotations

from importlib import import_module

from llmclaims.errors import ConfigError
from llmclaims.verification.rules.registry import own_modules, rules

Known = tuple[tuple[str, str, str, tuple[str, ...]], ...]
"""Each rule's id, the module and the name of its check, and its codes."""


def known_rules() -> Known:
    """Return what tells the rules of this process, in their order."""
    return tuple((one.id, one.check.__module__, one.check.__qualname__, tuple(one.codes)) for one in rules())


def have_rules(wanted: Known) -> None:
    """Import the modules of rules that are not here yet.

    Raises:
        ConfigError: it does not make the same rules, as where one stands in a notebook.
        ImportError: a module is not there.
    """
    here = set(own_modules())
    for _, module, _, _ in wanted:
        if module not in here and not module.startswith("llmclaims."):
            import_module(module)
    if known_rules() != wanted:
        raise ConfigError("The rules of this process are not those of the one that started it.")
