"""Selectors, taken apart: a chain of compounds joined by combinators, each compound tested by cssselect2."""

from __future__ import annotations

import functools
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple

import tinycss2
import tinycss2.nth
from cssselect2 import compile_selector_list

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

Specificity = tuple[int, int, int]

_COMBINATORS = frozenset(">+~")
_ANY = frozenset({"is", "where", "matches", "-webkit-any"})
_NTH = {
    "nth-child": "child",
    "nth-last-child": "last-child",
    "nth-of-type": "of-type",
    "nth-last-of-type": "last-of-type",
}
_PLACES = {
    "first-child": ["child"],
    "last-child": ["last-child"],
    "only-child": ["child", "last-child"],
    "first-of-type": ["of-type"],
    "last-of-type": ["last-of-type"],
    "only-of-type": ["of-type", "last-of-type"],
}
_ALIASES = {
    "link": ":where(a, area)[href]",
    "any-link": ":where(a, area)[href]",
    "checked": "input[checked], option[selected]",
    "disabled": ":where(button, input, select, textarea, option, optgroup, fieldset)[disabled]",
    "enabled": ":where(button, input, select, textarea, option, optgroup, fieldset):not([disabled])",
    "required": ":where(input, select, textarea)[required]",
    "optional": ":where(input, select, textarea):not([required])",
    "read-only": ":not(input, textarea, [contenteditable])",
    "read-write": ":where(input, textarea, [contenteditable])",
    "open": ":where(details, dialog)[open]",
    "placeholder-shown": ":where(input, textarea)[placeholder]",
    "defined": "*",
}
"""Pseudo-classes that a page's source decides, in other words."""
_PLAIN = frozenset({"root", "scope", "empty"})
_NEVER = frozenset(
    [
        "hover",
        "active",
        "focus",
        "focus-visible",
        "focus-within",
        "visited",
        "target",
        "target-within",
        "current",
        "past",
        "future",
        "playing",
        "paused",
        "seeking",
        "buffering",
        "stalled",
        "muted",
        "volume-locked",
        "user-valid",
        "user-invalid",
        "host",
        "fullscreen",
        "modal",
        "popover-open",
        "picture-in-picture",
        "autofill",
        "-webkit-autofill",
        "indeterminate",
        "default",
        "local-link",
        "active-view-transition",
        "before",
        "after",
        "first-line",
        "first-letter",
        "host-context",
        "state",
        "slotted",
        "part",
        "cue",
        "highlight",
        "-webkit-full-screen",
        "xr-overlay",
        "target-current",
        "target-before",
        "target-after",
        "-webkit-drag",
    ]
)
"""What no element is when a page has just been opened and nobody has touched it; and parts that hold no text of the page."""
_UNSURE = frozenset({"valid", "invalid", "in-range", "out-of-range", "dir", "blank", "-webkit-any-link"})


_ELEMENTS = frozenset(
    [
        "before",
        "after",
        "first-line",
        "first-letter",
        "selection",
        "marker",
        "placeholder",
        "backdrop",
        "cue",
        "cue-region",
        "part",
        "slotted",
        "details-content",
        "file-selector-button",
        "target-text",
        "spelling-error",
        "grammar-error",
        "highlight",
        "scroll-button",
        "scroll-marker",
        "column",
        "checkmark",
        "picker",
        "picker-icon",
        "scroll-marker-group",
        "search-text",
    ]
)
_CASELESS = frozenset(
    [
        "accept",
        "accept-charset",
        "align",
        "alink",
        "axis",
        "bgcolor",
        "charset",
        "checked",
        "clear",
        "codetype",
        "color",
        "compact",
        "declare",
        "defer",
        "dir",
        "direction",
        "disabled",
        "enctype",
        "face",
        "frame",
        "hreflang",
        "http-equiv",
        "lang",
        "language",
        "link",
        "media",
        "method",
        "multiple",
        "nohref",
        "noresize",
        "noshade",
        "nowrap",
        "readonly",
        "rel",
        "rev",
        "rules",
        "scope",
        "scrolling",
        "selected",
        "shape",
        "target",
        "text",
        "type",
        "valign",
        "valuetype",
        "vlink",
    ]
)
"""Attributes whose values HTML takes in any case."""


class InvalidSelectorError(ValueError):
    """A browser would drop the rule."""


class Nth(NamedTuple):
    """A condition on an element's place among its siblings: the ``a`` and ``b`` of an+b."""

    among: str
    a: int
    b: int

    def holds(self, place: int) -> bool:
        """Whether the place, counted from 1, is one of them."""
        rest = place - self.b
        return rest == 0 if self.a == 0 else rest % self.a == 0 and rest // self.a >= 0


Group = dict[str, list["Chain"]]
"""Selectors of which one must fit, by the key of their last compound."""


@dataclass(slots=True)
class Compound:
    """Conditions on one element. ``key`` is the id, class or tag that it must have, if it names one."""

    text: str
    test: Callable[[Any], bool]
    key: str = "*"
    nth: list[Nth] = field(default_factory=list)
    any_of: list[Group] = field(default_factory=list)
    none_of: list[Group] = field(default_factory=list)
    has: list[list[tuple[str, Compound]]] = field(default_factory=list)
    languages: list[list[str]] = field(default_factory=list)


@dataclass(slots=True)
class Chain:
    """A complex selector: compounds from left to right, and the combinators between them.

    ``sure`` False: it may be said of fewer elements than it fits. ``never``: it fits none in a page that
    nobody has touched.
    """

    compounds: list[Compound]
    combinators: list[str]
    specificity: Specificity
    sure: bool = True
    never: bool = False


@dataclass(slots=True)
class _Parts:
    """A compound while it is read."""

    plain: list[Any] = field(default_factory=list)
    keys: dict[str, str] = field(default_factory=dict)
    compound: Compound = field(default_factory=lambda: Compound("", bool))
    specificity: list[int] = field(default_factory=lambda: [0, 0, 0])
    sure: bool = True
    never: bool = False


class Parser:
    """Read selectors; compounds that are written alike are one object. ``fold``: classes and ids in any case."""

    def __init__(self, *, fold: bool = False) -> None:
        """Begin with no selectors."""
        self._fold = fold
        self.classes: set[str] = set()
        """The classes that any selector has named, each with its dot."""
        self._compounds: dict[str, tuple[Compound, Specificity, bool, bool]] = {}

    def chains(self, tokens: Iterable[Any], *, forgiving: bool = False) -> list[Chain]:
        """The complex selectors of a list.

        Raises:
            InvalidSelectorError: one of them is none, unless the list is ``forgiving``.
        """
        found = []
        for part in split(tokens):
            try:
                found.append(self._chain(part))
            except InvalidSelectorError:
                if not forgiving:
                    raise
        return found

    def _chain(self, tokens: Sequence[Any]) -> Chain:
        compounds: list[Compound] = []
        combinators: list[str] = []
        waiting = ""
        total, sure, never = [0, 0, 0], True, False
        rest: list[Any] = []
        for piece in [*stripped(tokens), None]:
            sign = "" if piece is None else _combinator(piece)
            if piece is not None and not sign:
                rest.append(piece)
                continue
            if rest:
                if compounds:
                    combinators.append(waiting or " ")
                compound, specificity, is_sure, is_never = self._compound(rest)
                compounds.append(compound)
                total = [one + other for one, other in zip(total, specificity, strict=True)]
                sure, never = sure and is_sure, never or is_never
                rest, waiting = [], ""
            if sign.strip():
                if waiting or not compounds:
                    raise InvalidSelectorError
                waiting = sign
        if waiting or not compounds:
            raise InvalidSelectorError
        return Chain(compounds, combinators, (total[0], total[1], total[2]), sure, never)

    def _compound(self, tokens: list[Any]) -> tuple[Compound, Specificity, bool, bool]:
        text = tinycss2.serialize(tokens)
        if text not in self._compounds:
            parts = _Parts()
            pending = list(reversed(tokens))
            while pending:
                self._simple(pending.pop(), pending, parts)
            compound = parts.compound
            compound.text, compound.test = text, self._test(parts.plain)
            compound.key = next((parts.keys[kind] for kind in "#.t" if kind in parts.keys), "*")
            a, b, c = parts.specificity
            self._compounds[text] = compound, (a, b, c), parts.sure, parts.never
        return self._compounds[text]

    def _test(self, plain: list[Any]) -> Callable[[Any], bool]:
        if not plain:
            return _always
        try:
            (found,) = compile_selector_list(plain)
        except Exception as error:  # whatever a selector library does with what is no selector
            raise InvalidSelectorError from error
        return _never if found.never_matches else found.test

    def _simple(self, piece: Any, pending: list[Any], parts: _Parts) -> None:
        """Take one simple selector; what follows it is on top of ``pending``."""
        if piece == ":":
            self._pseudo(pending, parts)
        elif piece == ".":
            name = _next(pending, "ident")
            name.value = self._folded(name.value)
            parts.plain += [piece, name]
            parts.keys["."] = f".{name.value}"
            self.classes.add(parts.keys["."])
            parts.specificity[1] += 1
        elif piece.type == "hash":
            piece.value = self._folded(piece.value)
            parts.plain.append(piece)
            parts.keys["#"] = f"#{piece.value}"
            parts.specificity[0] += 1
        elif piece.type == "[] block":
            parts.plain.append(_attribute(piece))
            parts.specificity[1] += 1
        elif piece.type == "ident" and not parts.plain:
            parts.plain.append(piece)
            parts.keys["t"] = piece.lower_value
            parts.specificity[2] += 1
        elif piece == "*" and not parts.plain:
            parts.plain.append(piece)
        elif piece == "|" and parts.plain in ([], ["*"]):
            parts.plain.clear()  # any namespace: HTML has one
        else:
            raise InvalidSelectorError

    def _folded(self, name: str) -> str:
        return name.lower() if self._fold else name

    def _pseudo(self, pending: list[Any], parts: _Parts) -> None:
        piece = pending.pop() if pending else None
        if piece == ":":
            name = pending.pop() if pending else None
            if name is None or not _is_part(name):
                raise InvalidSelectorError
            parts.never = True
        elif piece is not None and piece.type == "ident":
            self._word(piece, parts)
        elif piece is not None and piece.type == "function":
            self._call(piece.lower_name, piece.arguments, parts)
        else:
            raise InvalidSelectorError

    def _word(self, piece: Any, parts: _Parts) -> None:
        name = piece.lower_value
        parts.specificity[1] += 1
        if name in _NEVER:
            parts.never = True
        elif name in _PLACES:
            parts.compound.nth += [Nth(among, 0, 1) for among in _PLACES[name]]
        elif name in _ALIASES:
            alias = tinycss2.parse_component_value_list(_ALIASES[name])
            parts.compound.any_of.append(_group(self.chains(alias)))
        elif name in _PLAIN:
            parts.plain += [*_colon(), piece]
        elif name in _UNSURE:
            parts.sure = False
        else:
            raise InvalidSelectorError

    def _call(self, name: str, arguments: list[Any], parts: _Parts) -> None:
        if name in _ANY or name == "not":
            chains = self.chains(arguments, forgiving=name in ("is", "where"))
            parts.sure = parts.sure and all(one.sure for one in chains)
            fitting = (one for one in chains if not one.never and (one.sure or name != "not"))
            alive = _group(fitting)
            (parts.compound.none_of if name == "not" else parts.compound.any_of).append(alive)
            if name != "where":
                _add(parts, max((one.specificity for one in chains), default=(0, 0, 0)))
        elif name == "has":
            self._has(arguments, parts)
        elif name in _NTH:
            found = tinycss2.nth.parse_nth(arguments)
            parts.specificity[1] += 1
            if found is not None:
                parts.compound.nth.append(Nth(_NTH[name], *found))
            elif any(getattr(one, "lower_value", "") == "of" for one in arguments):
                parts.sure = False
            else:
                raise InvalidSelectorError
        elif name == "lang":
            parts.compound.languages.append(
                [str(one.value).lower() for one in arguments if one.type in ("ident", "string")]
            )
            parts.specificity[1] += 1
        elif name in _UNSURE:
            parts.sure = False
        elif name in _NEVER:
            parts.never = True
        else:
            raise InvalidSelectorError

    def _has(self, arguments: list[Any], parts: _Parts) -> None:
        found: list[tuple[str, Compound]] = []
        for part in split(arguments):
            tokens = stripped(part)
            sign = _combinator(tokens[0]) if tokens else ""
            chain = self._chain(tokens[1:] if sign else tokens)
            _add(parts, chain.specificity)
            (*others, last) = chain.compounds
            if (
                others
                or last.any_of
                or last.none_of
                or last.has
                or last.nth
                or last.languages
                or not chain.sure
            ):
                parts.sure = False  # read for one step alone: this may be said of more than it fits
                return
            if not chain.never:
                found.append((sign or " ", last))
        parts.compound.has.append(found)


def _group(chains: Iterable[Chain]) -> Group:
    found: Group = {}
    for chain in chains:
        found.setdefault(chain.compounds[-1].key, []).append(chain)
    return found


def _add(parts: _Parts, specificity: Specificity) -> None:
    parts.specificity = [one + other for one, other in zip(parts.specificity, specificity, strict=True)]


def _is_part(piece: Any) -> bool:
    """Whether browsers know a pseudo-element of the name."""
    name = piece.lower_value if piece.type == "ident" else getattr(piece, "lower_name", "")
    return name in _ELEMENTS or name.startswith(("-webkit-", "view-transition"))


def _attribute(block: Any) -> Any:
    """The condition on an attribute, of any namespace, its value in any case where HTML has none."""
    words = [one for one in block.content if one.type not in ("whitespace", "comment")]
    while words and (words[0] == "|" or (len(words) > 1 and words[0] == "*" and words[1] == "|")):
        del words[0]
    last = words[-1] if words else None
    flagged = last is not None and last.type == "ident" and len(words) > 3
    if (
        words
        and words[0].type == "ident"
        and words[0].lower_value in _CASELESS
        and not flagged
        and len(words) > 1
    ):
        words += tinycss2.parse_component_value_list(" i")
    block.content = words
    return block


def _always(_element: Any) -> bool:
    return True


def _never(_element: Any) -> bool:
    return False


@functools.cache
def _colon() -> tuple[Any, ...]:
    return tuple(tinycss2.parse_component_value_list(":"))


def _next(pending: list[Any], kind: str) -> Any:
    if not pending or pending[-1].type != kind:
        raise InvalidSelectorError
    return pending.pop()


def _combinator(piece: Any) -> str:
    if piece.type == "whitespace":
        return " "
    return piece.value if piece.type == "literal" and piece.value in _COMBINATORS else ""


def split(tokens: Iterable[Any]) -> list[list[Any]]:
    """The parts between commas, without comments."""
    parts: list[list[Any]] = [[]]
    for piece in tokens:
        if piece == ",":
            parts.append([])
        elif piece.type != "comment":
            parts[-1].append(piece)
    return parts


def stripped(tokens: Sequence[Any]) -> list[Any]:
    """Return the tokens without white space around them."""
    found = list(tokens)
    while found and found[0].type == "whitespace":
        del found[0]
    while found and found[-1].type == "whitespace":
        found.pop()
    return found
