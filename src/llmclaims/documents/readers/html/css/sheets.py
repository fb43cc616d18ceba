"""Style sheets to rules: at-rules answered, nesting undone, layers in their order."""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, NamedTuple
from urllib.parse import unquote_to_bytes

import tinycss2

from llmclaims.documents.readers.html.css.media import media, supports
from llmclaims.documents.readers.html.css.properties import Declaration, declared
from llmclaims.documents.readers.html.css.selectors import Parser, split, stripped
from llmclaims.documents.readers.html.css.work import TooMuchWorkError

if TYPE_CHECKING:
    from llmclaims.documents.readers.html.css.selectors import Chain
    from llmclaims.documents.readers.html.css.work import Work

_DEEPEST = 12
_LONGEST_SELECTOR = 4_000
_DIGITS = re.compile(r"(?<![\w-])(\.?)([0-9]{400,}+)")
_LAST = 1 << 30
"""The place of what is in no layer: behind all layers."""

Layer = tuple[int, ...]
NO_LAYER: Layer = (_LAST,)


class Rule(NamedTuple):
    """Declarations for what one of the chains selects. ``sure`` False: whether it applies cannot be told."""

    chains: list[Chain]
    declarations: list[Declaration]
    layer: Layer
    sure: bool


class Frame(NamedTuple):
    """One key frame of an animation: where it stands, from 0 to 1, and what it declares."""

    place: float
    declarations: list[Declaration]


@dataclass(frozen=True, slots=True)
class _Within:
    """What stands around a rule."""

    parents: tuple[list[Any], ...] = ()  # the selectors that it is nested in, from outside
    layer: tuple[str, ...] = ()
    sure: bool = True
    depth: int = 0


@dataclass(slots=True)
class Sheets:
    """The rules of a page's sheets, in order."""

    work: Work
    parser: Parser
    rules: list[Rule] = field(default_factory=list)
    frames: dict[str, list[Frame]] = field(default_factory=dict)
    first: dict[str, tuple[Any, ...]] = field(default_factory=dict)
    """Values that variables begin with."""
    external: int = 0
    """Sheets that stand elsewhere and are not fetched."""
    _layers: dict[tuple[str, ...], int] = field(default_factory=dict)
    _anonymous: int = 0

    def add(self, text: str, *, sure: bool = True) -> None:
        """Read one sheet.

        Raises:
            TooMuchWorkError: there is more of it than is read.
        """
        self._sheet(text, _Within(sure=sure))

    def _sheet(self, text: str, within: _Within) -> None:
        self.work.read(text)
        try:
            begun = False
            for node in tinycss2.parse_stylesheet(clean(text), skip_comments=True, skip_whitespace=True):
                name = getattr(node, "lower_at_keyword", "")
                begun = begun or not (
                    name in ("import", "charset") or (name == "layer" and node.content is None)
                )
                if not (begun and name == "import"):
                    self._node(node, within)
        except RecursionError as error:
            raise TooMuchWorkError("styles in brackets within brackets, deeper than is read") from error

    def ordered(self) -> list[Rule]:
        """The rules, each with the place of its layer among all."""
        return [rule._replace(layer=self._place(rule.layer)) for rule in self.rules]  # type: ignore[arg-type]

    def _place(self, names: tuple[str, ...]) -> Layer:
        return (*(self._layers[names[: n + 1]] for n in range(len(names))), _LAST)

    def _node(self, node: Any, within: _Within) -> None:
        if node.type == "qualified-rule":
            self._rule(node.prelude, node.content, within)
        elif node.type == "at-rule":
            self._at(node, within)

    def _rule(self, prelude: list[Any], content: list[Any], within: _Within) -> None:
        if within.depth > _DEEPEST:
            raise TooMuchWorkError("rules within rules, deeper than is read")
        selectors = _nested(prelude, within.parents)
        try:
            chains = self.parser.chains(selectors)
        except ValueError:  # no selector: a browser drops the rule with all that is in it
            return
        inner = replace(within, parents=(*within.parents, selectors), depth=within.depth + 1)
        self._block(content, inner, [one for one in chains if not one.never])

    def _block(self, content: list[Any], within: _Within, chains: list[Chain]) -> None:
        """What stands in a style rule: declarations, and rules nested in it."""
        own: list[Any] = []
        nested: list[Any] = []
        for node in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
            (own if node.type == "declaration" else nested).append(node)
        declarations = declared(own)
        if chains and declarations:
            self._note(within.layer)
            self.rules.append(Rule(chains, declarations, within.layer, within.sure))  # type: ignore[arg-type]
        for node in nested:
            self._node(node, within)

    def _at(self, node: Any, within: _Within) -> None:
        name, prelude = node.lower_at_keyword, [one for one in node.prelude if one.type != "comment"]
        if within.depth > _DEEPEST:
            raise TooMuchWorkError("rules within rules, deeper than is read")
        inner = replace(within, depth=within.depth + 1)
        if name == "layer":
            self._layer(node, prelude, inner)
        elif name == "import":
            self._import(prelude, inner)
        elif name in ("keyframes", "-webkit-keyframes") and node.content is not None:
            self._frames(node.content, prelude)
        elif name == "property" and node.content is not None:
            self._property(node.content, prelude)
        elif name == "scope" and node.content is not None:
            self._scope(node.content, prelude, inner)
        elif node.content is not None and (answer := _condition(name, prelude)) is not False:
            self._inside(node.content, replace(inner, sure=inner.sure and answer is True))

    def _inside(self, content: list[Any], within: _Within) -> None:
        """The rules of a block; in a rule also declarations, for what that rule selects."""
        if within.parents:
            chains = [one for one in self.parser.chains(within.parents[-1]) if not one.never]
            self._block(content, within, chains)
            return
        for node in tinycss2.parse_rule_list(content, skip_comments=True, skip_whitespace=True):
            self._node(node, within)

    def _layer(self, node: Any, prelude: list[Any], within: _Within) -> None:
        names = [
            tuple(one.value for one in part if one.type == "ident")
            for part in split(prelude)
            if stripped(part)
        ]
        if node.content is None:
            for name in names:
                self._note((*within.layer, *name))
            return
        if not names:
            self._anonymous += 1
            names = [(f" {self._anonymous}",)]
        layer = (*within.layer, *names[0])
        self._note(layer)
        self._inside(node.content, replace(within, layer=layer))

    def _note(self, layer: tuple[str, ...]) -> None:
        """Give a layer, and those that it is in, a place when they are named first."""
        for n in range(len(layer)):
            self._layers.setdefault(layer[: n + 1], len(self._layers))

    def _import(self, prelude: list[Any], within: _Within) -> None:
        parts = stripped(prelude)
        address = _address(parts[0]) if parts else None
        if address is None:
            return
        text = inline_sheet(address)
        rest = stripped(parts[1:])
        if rest and (
            (rest[0].type == "ident" and rest[0].lower_value == "layer")
            or (rest[0].type == "function" and rest[0].lower_name == "layer")
        ):
            self._anonymous += 1
            named = tuple(one.value for one in getattr(rest[0], "arguments", []) if one.type == "ident")
            within = replace(within, layer=(*within.layer, *(named or (f" {self._anonymous}",))))
            self._note(within.layer)
            rest = stripped(rest[1:])
        if rest and rest[0].type == "function" and rest[0].lower_name == "supports":
            within = replace(within, sure=False)
            rest = stripped(rest[1:])
        if not media(rest):
            return
        if text is None:
            self.external += 1
        elif within.depth <= _DEEPEST:
            self._sheet(text, within)

    def _scope(self, content: list[Any], prelude: list[Any], within: _Within) -> None:
        """A rule for what is inside one element and not inside another: said by ``:where`` in front of it."""
        blocks = [one.content for one in prelude if one.type == "() block"]
        turned = [one for one in prelude if one.type == "ident"]
        if not blocks or (turned and (turned[0].lower_value != "to" or prelude.index(turned[0]) < 1)):
            self._inside(content, replace(within, sure=False))
            return
        inside = tinycss2.serialize(blocks[0])
        text = f":where({inside}, :where({inside}) *)"
        if len(blocks) > 1:
            limit = tinycss2.serialize(blocks[1])
            text += f":where(:not({limit}, :where({limit}) *))"
        root = f":where({inside})"
        for node in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
            if node.type != "qualified-rule":
                self._node(node, within)
                continue
            parts = []
            for part in split(node.prelude):
                own = tinycss2.serialize(stripped(part))
                placed = own.replace(":scope", root).replace("&", root)
                if own[:1] in tuple(">+~"):
                    placed = f"{root} {own}"
                parts.append(own + text if placed == own else placed)
            self._rule(_tokens(",".join(parts)), node.content, within)

    def _property(self, content: list[Any], prelude: list[Any]) -> None:
        """A variable's first value."""
        names = [one.value for one in prelude if one.type == "ident"]
        for node in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
            if names and node.type == "declaration" and node.lower_name == "initial-value":
                self.first[names[0]] = tuple(stripped(node.value))

    def _frames(self, content: list[Any], prelude: list[Any]) -> None:
        names = [one.value for one in prelude if one.type in ("ident", "string")]
        if not names:
            return
        frames = []
        for node in tinycss2.parse_rule_list(content, skip_comments=True, skip_whitespace=True):
            if node.type != "qualified-rule":
                continue
            own = tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True)
            declarations = declared([one for one in own if one.type == "declaration"])
            places = [_frame_place(stripped(part)) for part in split(node.prelude)]
            frames += [Frame(place, declarations) for place in places if place is not None]
        self.frames[names[0]] = sorted(frames, key=lambda one: one.place)


def _condition(name: str, prelude: list[Any]) -> bool | None:
    """Whether what is in a conditional rule applies; None: it cannot be told."""
    if name == "media":
        return media(prelude)
    if name == "supports":
        return supports(prelude)
    return None if name == "container" else False


def clean(text: str) -> str:
    """A style without numbers so long that Python refuses to read them."""
    return _DIGITS.sub(lambda one: "." + one[2][:50] if one[1] else one[2].lstrip("0")[:50] or "0", text)


def inline_sheet(address: str) -> str | None:
    """The sheet that a ``data:`` address holds; None for one that stands elsewhere."""
    if address.strip()[:5].lower() != "data:":
        return None
    kind, _, data = address.strip()[5:].partition(",")
    raw = unquote_to_bytes(data)
    if kind.strip().lower().endswith(";base64"):
        try:
            raw = base64.b64decode(raw + b"===", validate=False)
        except binascii.Error:
            return ""
    return raw.decode("utf-8", "replace")


def _address(token: Any) -> str | None:
    if token.type in ("string", "url"):
        return str(token.value)
    if token.type == "function" and token.lower_name == "url":
        return next((str(one.value) for one in token.arguments if one.type == "string"), None)
    return None


def _frame_place(tokens: list[Any]) -> float | None:
    if len(tokens) != 1:
        return None
    if tokens[0].type == "percentage":
        return float(tokens[0].value) / 100
    return {"from": 0.0, "to": 1.0}.get(getattr(tokens[0], "lower_value", ""))


def _nested(prelude: list[Any], parents: tuple[list[Any], ...]) -> list[Any]:
    """A rule's selectors with those of the rule around it put in for ``&``."""
    if not parents:
        return _with_parent(prelude, ":where(:root)") if _holds_parent(prelude) else prelude
    around = tinycss2.serialize(parents[-1])
    text = []
    for part in split(prelude):
        own = stripped(part)
        if not own:
            continue
        if _holds_parent(own):
            text.append(tinycss2.serialize(_with_parent(own, around)))
        else:
            text.append(f":is({around}) {tinycss2.serialize(own)}")
    return _tokens(",".join(text))


def _holds_parent(tokens: list[Any]) -> bool:
    return any(
        one == "&" or _holds_parent(getattr(one, "arguments", None) or getattr(one, "content", None) or [])
        for one in tokens
        if one.type in ("literal", "function", "[] block", "() block")
    )


def _with_parent(tokens: list[Any], around: str) -> list[Any]:
    found: list[Any] = []
    for one in tokens:
        if one == "&":
            found += tinycss2.parse_component_value_list(f":is({around})")
        else:
            if one.type == "function":
                one.arguments = _with_parent(one.arguments, around)
            found.append(one)
    return found


def _tokens(text: str) -> list[Any]:
    if len(text) > _LONGEST_SELECTOR:
        raise TooMuchWorkError("selectors of rules within rules, longer than is read")
    return list(tinycss2.parse_component_value_list(text, skip_comments=True))
