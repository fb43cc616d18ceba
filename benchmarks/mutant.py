"""A pytest plugin that breaks one code of one rule, named in ``MUTANT`` as ``RULE CODE``: it is never found."""

from __future__ import annotations

import os
from dataclasses import replace
from typing import TYPE_CHECKING

from llmclaims.verification.rules import registry

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from llmclaims.verification.rules.case import Case
    from llmclaims.verification.rules.registry import Finding


def _without(check: Callable[[Case], Iterable[Finding]], code: str) -> Callable[[Case], Iterable[Finding]]:
    """The check, silent about one code."""
    return lambda case: [finding for finding in check(case) if finding.code != code]


def pytest_configure() -> None:
    """Break the rule before the first test."""
    name, _, code = os.environ["MUTANT"].partition(" ")
    registry.rules()
    known = registry._RULES  # noqa: SLF001 - breaking it is the purpose
    known[:] = [replace(one, check=_without(one.check, code)) if one.id == name else one for one in known]
