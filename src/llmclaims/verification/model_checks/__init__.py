"""Checks that ask a model about claims that are already accepted: off by default, they flag and never refuse.

A check is one file here and its line in ``SHIPPED``, or a ``Check`` that an entry point of the group
``llmclaims.checks`` names. ``checks = ["M1"]`` in the configuration turns it on.
"""

from __future__ import annotations

from functools import cache
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from llmclaims.errors import ConfigError
from llmclaims.verification.model_checks.check import ABSTAINED, Check, Opinion, Question
from llmclaims.verification.model_checks.entailment import ENTAILMENT

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

__all__ = ["ABSTAINED", "SHIPPED", "Check", "Opinion", "Question", "chosen", "known"]

GROUP = "llmclaims.checks"
SHIPPED: tuple[Check, ...] = (ENTAILMENT,)


@cache
def known() -> Mapping[str, Check]:
    """Return every check by its id, the shipped ones first.

    Raises:
        ConfigError: an entry point cannot be loaded, is no ``Check``, or takes an id or a code that is taken.
    """
    from llmclaims.verification.rules.registry import rules

    found: dict[str, Check] = {}
    taken = {name for rule in rules() for name in (rule.id, *rule.codes)}
    named = [(f"The check {check.id}", check) for check in SHIPPED]
    for where, check in (*named, *_installed()):
        again = sorted(taken & {check.id, check.code})
        if again:
            raise ConfigError(f"{where} cannot be called {again[0]}: that name is taken; rename it.")
        taken |= {check.id, check.code}
        found[check.id] = check
    return found


def chosen(names: Iterable[str], disable: Iterable[str] = ()) -> tuple[Check, ...]:
    """Return the checks that a run asks for, each once; one whose id or code is disabled is left out.

    Raises:
        ConfigError: nobody knows a check of that name.
    """
    checks, off = known(), set(disable)
    found: dict[str, Check] = {}
    for name in names:
        check = checks.get(name)
        if check is None:
            raise ConfigError(f"There is no check {name!r}; choose among {', '.join(checks)}.")
        if not off & {check.id, check.code}:
            found[check.id] = check
    return tuple(found.values())


def _installed() -> list[tuple[str, Check]]:
    found = []
    for entry in entry_points(group=GROUP):
        where = f"The entry point {entry.name!r} of {GROUP}"
        try:
            check = entry.load()
        except Exception as error:
            raise ConfigError(f"{where} cannot be loaded ({error}); repair or remove its package.") from error
        if not isinstance(check, Check):
            raise ConfigError(
                f"{where} is no llmclaims.verification.model_checks.Check; repair or remove its package."
            )
        found.append((where, check))
    return found
