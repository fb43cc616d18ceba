"""Find the rules that are for each element, in one pass down the page.

An element knows which beginnings of selectors fit it, its parent, those above it and those in front of it; so
a combinator is one look at a number, however long the selector and however deep the page.
"""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, NamedTuple

from cssselect2 import ElementWrapper

from llmclaims.documents.readers.html.css.compounds import Chain, Compound, Group
from llmclaims.documents.readers.html.css.work import Work

_LONG = 2_000
"""Characters of an element's attributes that cost as much as one selector."""
_WIDE = 2_000
"""Bits to look at that cost as much."""
_FEW = 100
"""Attributes: to look at more of them takes longer each."""


class _Step(NamedTuple):
    """A compound of a selector: ``before`` is the bit of the one to its left, ``bit`` its own, if it has one to its right."""

    combinator: str
    before: int
    bit: int
    goal: int  # what the selector is for, -1 if it has more to its right


@dataclass(slots=True)
class _Place:
    """What fits an element and those around it, as bits; where it stands among its siblings, counted from 1."""

    own: int = 0
    parent: int = 0
    above: int = 0
    previous: int = 0
    before: int = 0
    counts: dict[str, int] = field(default_factory=dict)
    language: str = ""


@dataclass(slots=True)
class _Level:
    """The children of an element while they are gone through."""

    children: Iterator[Any]
    place: _Place  # the parent's
    count: int
    of_type: Counter[str]
    previous: int = 0
    before: int = 0
    number: int = 0
    seen: Counter[str] = field(default_factory=Counter)


class _Wrapper(ElementWrapper):  # type: ignore[misc]
    """An element whose classes and ids are in lower case, as a page without a document type has them."""

    @property
    def classes(self) -> set[str]:
        return set((self.etree_element.get("class") or "").lower().split())

    @property
    def id(self) -> str | None:
        found = self.etree_element.get("id")
        return None if found is None else str(found).lower()


class Matcher:
    """Selectors, each with a number to find it by; ``fold``: classes and ids in any case."""

    def __init__(self, work: Work, *, fold: bool = False) -> None:
        """Begin with no selectors."""
        self._work = work
        self._wrapper = _Wrapper if fold else ElementWrapper
        self._steps: dict[int, list[_Step]] = defaultdict(list)  # by identity of their compound
        self.together: list[list[int]] = []
        """The numbers of selectors that are the same compound: found together, under one number below zero, ~place."""
        self._together: dict[int, int] = {}
        self._buckets: dict[str, dict[int, Compound]] = defaultdict(dict)
        self._last: dict[int, _Step] = {}  # of chains within a compound
        self._bits = 0
        self._inner: dict[int, tuple[Compound, int]] = {}  # what :has() asks for, with its bit
        self._around: dict[Any, dict[str, int]] = {}
        self._counted = False

    def add(self, chain: Chain, goal: int) -> None:
        """Add a selector; ``goal`` is what its elements are found by."""
        last = self._chain(chain, goal)
        self._register(chain.compounds[-1], last)

    def _chain(self, chain: Chain, goal: int) -> _Step:
        """Register all of a chain but its last compound."""
        before = 0
        for number, compound in enumerate(chain.compounds[:-1]):
            self._bits += 1
            step = _Step(chain.combinators[number - 1] if number else "", before, 1 << self._bits, -1)
            self._register(compound, step)
            before = step.bit
        return _Step(chain.combinators[-1] if chain.combinators else "", before, 0, goal)

    def _register(self, compound: Compound, step: _Step) -> None:
        self._work.spend()
        if id(compound) not in self._buckets[compound.key]:
            self._buckets[compound.key][id(compound)] = compound
            self._nested(compound)
        if step.goal >= 0 and not step.before:
            if id(compound) not in self._together:
                self._together[id(compound)] = len(self.together)
                self.together.append([])
            self.together[self._together[id(compound)]].append(step.goal)
        else:
            self._steps[id(compound)].append(step)

    def _nested(self, compound: Compound) -> None:
        self._counted = self._counted or bool(compound.nth)
        for group in (*compound.any_of, *compound.none_of):
            for chain in (one for chains in group.values() for one in chains):
                if id(chain) not in self._last:
                    self._last[id(chain)] = self._chain(chain, -1)
                    self._nested(chain.compounds[-1])
        for relatives in compound.has:
            for _, inner in relatives:
                self._inner.setdefault(id(inner), (inner, 1 << len(self._inner)))

    def matched(self, root: Any) -> Iterator[tuple[Any, tuple[int, ...]]]:
        """Yield each element in the page's order, with the numbers of the selectors that fit it.

        Raises:
            TooMuchWorkError: there are more rules for more elements than can be tried.
        """
        top = self._wrapper.from_html_root(root)
        if self._inner:
            self._look_below(top)
        levels = [_Level(iter([top]), _Place(), 1, Counter([root.tag]))]
        while levels:
            level = levels[-1]
            element = next(level.children, None)
            if element is None:
                levels.pop()
                continue
            place = self._place(element, level)
            goals = self._fit(element, place)
            level.previous = place.own
            level.before |= place.own
            yield element.etree_element, goals
            inside = element.etree_children
            if inside:
                of_type = Counter(one.tag for one in inside) if self._counted else Counter[str]()
                levels.append(_Level(element.iter_children(), place, len(inside), of_type))

    def _place(self, element: Any, level: _Level) -> _Place:
        found = _Place(
            parent=level.place.own,
            above=level.place.above | level.place.own,
            previous=level.previous,
            before=level.before,
            language=(element.etree_element.get("lang") or level.place.language).lower(),
        )
        if self._counted:
            tag = element.etree_element.tag
            level.number += 1
            level.seen[tag] += 1
            found.counts = {
                "child": level.number,
                "last-child": level.count - level.number + 1,
                "of-type": level.seen[tag],
                "last-of-type": level.of_type[tag] - level.seen[tag] + 1,
            }
        return found

    def _fit(self, element: Any, place: _Place) -> tuple[int, ...]:
        """Return the numbers of the selectors that fit; the beginnings that do are noted in ``place``."""
        tag = element.etree_element
        count = len(tag.attrib)
        letters = count * _LONG if count > _FEW else sum(len(one) for one in tag.attrib.values())
        cost = 1 + letters // _LONG
        self._work.spend(1 + self._bits // _WIDE)
        keys = ["*", tag.tag, *(f".{one}" for one in element.classes)]
        if element.id is not None:
            keys.append(f"#{element.id}")
        goals: list[int] = []
        for key in keys:
            for identity, compound in self._buckets.get(key, {}).items():
                self._work.spend(cost)
                if not self._holds(compound, element, keys, place):
                    continue
                if identity in self._together:
                    goals.append(~self._together[identity])
                steps = self._steps.get(identity, ())
                self._work.spend(len(steps))
                for step in steps:
                    if not _reached(step, place):
                        continue
                    if step.goal < 0:
                        place.own |= step.bit
                    else:
                        goals.append(step.goal)
        return tuple(goals)

    def _holds(self, compound: Compound, element: Any, keys: list[str], place: _Place) -> bool:
        if not compound.test(element):
            return False
        if not all(one.holds(place.counts[one.among]) for one in compound.nth):
            return False
        if not all(_speaks(place.language, one) for one in compound.languages):
            return False
        if not all(self._any(group, element, keys, place) for group in compound.any_of):
            return False
        if any(self._any(group, element, keys, place) for group in compound.none_of):
            return False
        return all(self._has(relatives, element) for relatives in compound.has)

    def _any(self, group: Group, element: Any, keys: list[str], place: _Place) -> bool:
        for chain in (one for key in keys if key in group for one in group[key]):
            self._work.spend()
            last = chain.compounds[-1]
            if _reached(self._last[id(chain)], place) and self._holds(last, element, keys, place):
                return True
        return False

    def _has(self, relatives: list[tuple[str, Compound]], element: Any) -> bool:
        around = self._around.get(element.etree_element, {})
        return any(around.get(sign, 0) & self._inner[id(inner)][1] for sign, inner in relatives)

    def _look_below(self, top: Any) -> None:
        """Note for each element which compounds of ``:has()`` fit those below and behind it, from the end."""
        elements = list(top.iter_subtree())
        around: dict[Any, dict[str, int]] = {one.etree_element: dict.fromkeys(" >+~", 0) for one in elements}
        for element in reversed(elements):
            own = 0
            for compound, bit in self._inner.values():
                self._work.spend()
                if compound.test(element):
                    own |= bit
            mine = around[element.etree_element]
            if element.parent is not None:
                above = around[element.parent.etree_element]
                above[" "] |= own | mine[" "]
                above[">"] |= own
            if element.previous is not None:
                behind = around[element.previous.etree_element]
                behind["+"] = own
                behind["~"] = own | mine["~"]
        self._around = around


def _reached(step: _Step, place: _Place) -> bool:
    """Tell whether what stands to the left of a compound fits what it must fit."""
    if not step.before:
        return True
    if step.combinator == " ":
        return bool(place.above & step.before)
    if step.combinator == ">":
        return bool(place.parent & step.before)
    return bool((place.previous if step.combinator == "+" else place.before) & step.before)


def _speaks(language: str, asked: list[str]) -> bool:
    return any(language == one or language.startswith(f"{one}-") for one in asked if one)
