"""The cascade: the declarations that win for an element, variables put in."""

import functools
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

from llmclaims.documents.readers.html.css.animations import held
from llmclaims.documents.readers.html.css.colours import legacy
from llmclaims.documents.readers.html.css.matching import Matcher
from llmclaims.documents.readers.html.css.media import media
from llmclaims.documents.readers.html.css.properties import WIDE, expanded, inline
from llmclaims.documents.readers.html.css.selectors import Parser
from llmclaims.documents.readers.html.css.sheets import NO_LAYER, Layer, Rule, Sheets, clean, inline_sheet
from llmclaims.documents.readers.html.css.tokens import (
    Declaration,
    Value,
    names,
    parsed,
    resource,
    stripped,
    texts,
    word,
)
from llmclaims.documents.readers.html.css.variables import Variables, filled, resolved
from llmclaims.documents.readers.html.css.work import Work

_BROWSER, _CUSTOM, _HINT, _AUTHOR, _IMPORTANT = range(5)
_INITIAL = texts("initial")
"""Properties that are inherited, and what they begin with."""
_INERT = frozenset({"noscript", "template"})
"""Elements in which a style is not the page's: where scripts run, nothing stands in a ``noscript``."""
_HINTS = {"color": "color", "text": "color", "bgcolor": "background-color"}
_HINTED = frozenset({"font", "body", "table", "tr", "td", "th", "thead", "tbody", "tfoot"})

Values = dict[str, Value]


class Style(NamedTuple):
    """What counts for an element, by property; what is not there is inherited or has its first value.

    ``stated``: its colours are declared in a tag, not by a sheet.
    """

    values: Values
    variables: Variables
    stated: bool = False


class _Found(NamedTuple):
    """What counts of the declarations of an element, by name; ``all``: with what may not apply, where there is any."""

    sure: dict[str, Declaration]
    all: dict[str, Declaration] | None
    stated: bool


class Page:
    """The styles of a page. ``external``: how many of its sheets stand elsewhere."""

    def __init__(self, tree: Any, work: Work, *, quirks: bool) -> None:
        """Read the sheets.

        Raises:
            TooMuchWorkError: there is more of them than is read.
        """
        parser = Parser(fold=quirks)
        sheets = Sheets(work, parser)
        for text, is_sure in _sheets(tree, sheets):
            sheets.add(text, sure=is_sure)
        self.external = sheets.external
        self._tree, self._work = tree, work
        self._frames, self._first = sheets.frames, sheets.first
        self._rules: list[tuple[Rule, tuple[int, int, int], int]] = []
        self._matcher = Matcher(work, fold=quirks)
        self._take(sheets.ordered(), _AUTHOR)
        self._take(_rules(resource("browser.css")), _BROWSER)
        unseen = texts("unseen")
        for name in sorted(names("unseen")["classes"] - parser.classes):
            besides = unseen.get(name, unseen["besides"])
            self._take(_rules(f".{name}:not({besides}) {{ clip-path: inset(100%) }}"), _CUSTOM)
        self._memory: dict[Any, _Found] = {}

    def _take(self, rules: list[Rule], level: int) -> None:
        for rule in rules:
            for chain in rule.chains:
                self._matcher.add(chain, len(self._rules))
                self._rules.append((rule._replace(sure=rule.sure and chain.sure), chain.specificity, level))

    def styles(self) -> Iterator[tuple[Any, tuple[Style, ...]]]:
        """Yield each element in the page's order with its style.

        Two styles, where it cannot be told whether a rule applies: with all such rules, and without them.

        Raises:
            TooMuchWorkError: there are more rules for more elements than can be tried.
        """
        known: dict[Any, tuple[Style, ...]] = {None: (Style({}, self._first),)}
        for element, goals in self._matcher.matched(self._tree):
            above = known[element.getparent() if element is not self._tree else None]
            found = self._found(element, goals)
            variants = [found.sure] if found.all is None else [found.all, found.sure]
            if len(above) > len(variants):
                variants = variants * len(above)
            styles = tuple(
                self._style(won, above[min(number, len(above) - 1)], stated=found.stated)
                for number, won in enumerate(variants)
            )
            if len(element):
                known[element] = styles
            yield element, styles

    def _found(self, element: Any, goals: tuple[int, ...]) -> _Found:
        hints = _hints(element)
        text = element.get("style") or ""
        key = (goals, text, tuple(hints))
        if key not in self._memory:
            self._memory[key] = self._sorted(goals, text, hints)
        return self._memory[key]

    def _sorted(self, goals: tuple[int, ...], text: str, hints: list[Declaration]) -> _Found:
        weighed: list[tuple[Any, Declaration, bool]] = []
        together = self._matcher.together
        numbers = [one for goal in goals for one in (together[~goal] if goal < 0 else (goal,))]
        for goal in numbers:
            rule, specificity, level = self._rules[goal]
            self._work.spend(len(rule.declarations))
            weighed += [
                (_weight(level, one, layer=rule.layer, specificity=specificity, order=goal), one, rule.sure)
                for one in rule.declarations
            ]
        weighed += [(_weight(_HINT, one), one, True) for one in hints]
        own = []
        if text:
            self._work.read(text)
            own = inline(clean(text))
            self._work.spend(len(own))
            weighed += [
                (_weight(_AUTHOR, one, attached=True, order=n), one, True) for n, one in enumerate(own)
            ]
        weighed.sort(key=lambda one: one[0])
        every = [(weight[:3], one) for weight, one, _ in weighed]
        sure = [(weight[:3], one) for weight, one, is_sure in weighed if is_sure]
        stated = any(one.name in ("color", "background-color") for one in (*own, *hints))
        uncertain = len(every) > len(sure)
        return _Found(_won(sure), _won(every) if uncertain else None, stated)

    def _style(self, won: Mapping[str, Declaration], above: Style, *, stated: bool) -> Style:
        own = {name: one.value for name, one in won.items() if name.startswith("--")}
        variables = above.variables
        if own:
            self._work.spend(len(variables) + len(own))
            variables = filled(own, above.variables, self._work)
        values = self._computed(won, variables, above)
        if "animation-name" in values:
            frames = held(values, self._frames)
            moved = {one.name: one for one in frames if one.name not in won or not won[one.name].important}
            values |= self._computed(moved, variables, above)
        return Style(values, variables, stated)

    def _computed(self, won: Mapping[str, Declaration], variables: Variables, above: Style) -> Values:
        """Return the values, with variables put in and the words that every property takes carried out."""
        values: Values = {}
        for name, one in won.items():
            if name.startswith("--"):
                continue
            value: Value | None = one.value
            if one.whole:
                filled_in = resolved(one.value, variables, self._work)
                parts = [] if filled_in is None else expanded(one.whole, tuple(stripped(filled_in)))
                value = next((part.value for part in parts if part.name == name), None)
            keyword = "unset" if value is None else word(value)
            if keyword not in WIDE:
                values[name] = value  # type: ignore[assignment]
            elif keyword == "inherit" or (keyword == "unset" and name in _INITIAL):
                if name not in _INITIAL and name in above.values:
                    values[name] = above.values[name]
            elif name in _INITIAL:
                values[name] = parsed(_INITIAL[name])
        return values


@functools.cache
def _rules(text: str) -> list[Rule]:
    """Return the rules of a sheet that holds for every page."""
    sheets = Sheets(Work(), Parser())
    sheets.add(text)
    return sheets.ordered()


def _won(declarations: list[tuple[tuple[Any, ...], Declaration]]) -> dict[str, Declaration]:
    """Return the last of each name; one that reverts gives what counts without its layer, or without the page."""
    found: dict[str, list[tuple[tuple[Any, ...], Declaration]]] = {}
    for group, one in declarations:
        kept = found.setdefault(one.name, [])
        keyword = word(one.value)
        if keyword not in ("revert", "revert-layer"):
            kept.append((group, one))
        while kept and keyword == "revert" and kept[-1][0][0] > _CUSTOM:
            kept.pop()
        while kept and keyword == "revert-layer" and kept[-1][0] == group:
            kept.pop()
    return {name: kept[-1][1] for name, kept in found.items() if kept}


def _weight(
    level: int,
    one: Declaration,
    *,
    layer: Layer = NO_LAYER,
    specificity: tuple[int, int, int] = (0, 0, 0),
    order: int = 0,
    attached: bool = False,
) -> tuple[Any, ...]:
    """Return the key by which declarations are sorted."""
    if one.important and level >= _AUTHOR:
        return _IMPORTANT, attached, tuple(-place for place in layer), specificity, order
    return level, attached, layer, specificity, order


def _sheets(tree: Any, sheets: Sheets) -> Iterator[tuple[str, bool]]:
    """Yield the texts of a page's own sheets, in order, and whether they are certain to apply; others are counted."""
    for element in tree.iter("style", "link"):
        if any(one.tag in _INERT for one in element.iterancestors()):
            continue
        if not media(parsed(element.get("media") or "")):
            continue
        if element.tag == "style":
            if (element.get("type") or "text/css").strip().lower() == "text/css":
                yield "".join(element.itertext()), True
        elif (element.get("as") or "").strip().lower() == "style":  # loaded by a script
            sheets.external += 1
        elif "stylesheet" in (kinds := (element.get("rel") or "").lower().split()):
            text = inline_sheet(element.get("href") or "")
            if "alternate" in kinds or element.get("disabled") is not None:
                continue
            if text is None:
                sheets.external += 1
            else:
                yield text, True


def _hints(element: Any) -> list[Declaration]:
    """Return colours in attributes of old."""
    if element.tag not in _HINTED:
        return []
    found = []
    for attribute, name in _HINTS.items():
        stated = element.get(attribute)
        shade = legacy(stated[:40]) if stated else None
        if shade is not None:
            text = f"rgb({shade.red:.0f}, {shade.green:.0f}, {shade.blue:.0f})"
            found.append(Declaration(name, parsed(text)))
    return found
