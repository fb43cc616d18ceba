"""Selectors as they are matched: chains of compounds, each of them conditions on one element."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

Specificity = tuple[int, int, int]


def total(parts: Iterable[Specificity]) -> Specificity:
    """Add specificities up."""
    a, b, c = (sum(column) for column in zip(*parts, strict=True))
    return a, b, c


class Nth(NamedTuple):
    """A condition on an element's place among its siblings: the ``a`` and ``b`` of an+b."""

    among: str
    a: int
    b: int

    def holds(self, place: int) -> bool:
        """Tell whether the place, counted from 1, is one of them."""
        rest = place - self.b
        return rest == 0 if self.a == 0 else rest % self.a == 0 and rest // self.a >= 0


Group = dict[str, list["Chain"]]
"""Selectors of which one must fit, by the key of their last compound."""


def _always(_element: Any) -> bool:
    return True


@dataclass(slots=True)
class Compound:
    """Conditions on one element. ``key`` is the id, class or tag that it must have, if it names one.

    ``sure`` False: it may be said of fewer elements than it fits. ``never``: it fits none in a page that
    nobody has touched.
    """

    test: Callable[[Any], bool] = _always
    key: str = "*"
    nth: list[Nth] = field(default_factory=list)
    any_of: list[Group] = field(default_factory=list)
    none_of: list[Group] = field(default_factory=list)
    has: list[list[tuple[str, Compound]]] = field(default_factory=list)
    languages: list[list[str]] = field(default_factory=list)
    specificity: Specificity = (0, 0, 0)
    sure: bool = True
    never: bool = False

    def add(self, specificity: Specificity = (0, 1, 0)) -> None:
        """Add the specificity of a part of it; by default that of a pseudo-class."""
        self.specificity = total([self.specificity, specificity])


@dataclass
class Chain:
    """A complex selector: compounds from left to right, and the combinators between them."""

    compounds: list[Compound]
    combinators: list[str]

    @cached_property
    def specificity(self) -> Specificity:
        """How much it says: ids, classes, tags."""
        return total(one.specificity for one in self.compounds)

    @cached_property
    def sure(self) -> bool:
        """Whether it surely fits every element that it is found to fit."""
        return all(one.sure for one in self.compounds)

    @cached_property
    def never(self) -> bool:
        """Whether it fits no element in a page that nobody has touched."""
        return any(one.never for one in self.compounds)
