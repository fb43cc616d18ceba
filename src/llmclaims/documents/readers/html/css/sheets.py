"""Style sheets to rules: at-rules answered, nesting undone, layers in their order."""

import base64
import binascii
import re
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple
from urllib.parse import unquote_to_bytes

import tinycss2

from llmclaims.documents.readers.html.css.animations import Frame
from llmclaims.documents.readers.html.css.compounds import Chain
from llmclaims.documents.readers.html.css.media import media, supports
from llmclaims.documents.readers.html.css.nesting import nested, scope_of, scoped
from llmclaims.documents.readers.html.css.properties import declared
from llmclaims.documents.readers.html.css.selectors import Parser
from llmclaims.documents.readers.html.css.tokens import Declaration, Value, solid, split, stripped
from llmclaims.documents.readers.html.css.work import TooMuchWorkError, Work

_DEEPEST = 12
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
    first: dict[str, Value] = field(default_factory=dict)
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
        """Return the rules, each with the place of its layer among all."""
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
        selectors = nested(prelude, within.parents)
        try:
            chains = self.parser.chains(selectors)
        except ValueError:  # no selector: a browser drops the rule with all that is in it
            return
        inner = replace(within, parents=(*within.parents, selectors), depth=within.depth + 1)
        self._block(content, inner, [one for one in chains if not one.never])

    def _block(self, content: list[Any], within: _Within, chains: list[Chain]) -> None:
        """Take what stands in a style rule: declarations, and rules nested in it."""
        nodes = _nodes(content)
        declarations = declared([one for one in nodes if one.type == "declaration"])
        if chains and declarations:
            self._note(within.layer)
            self.rules.append(Rule(chains, declarations, within.layer, within.sure))  # type: ignore[arg-type]
        for node in nodes:
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
        """Return the rules of a block; in a rule also declarations, for what that rule selects."""
        if within.parents:
            chains = [one for one in self.parser.chains(within.parents[-1]) if not one.never]
            self._block(content, within, chains)
            return
        for node in tinycss2.parse_rule_list(content, skip_comments=True, skip_whitespace=True):
            self._node(node, within)

    def _layer(self, node: Any, prelude: list[Any], within: _Within) -> None:
        parts = filter(solid, split(prelude))
        names = [tuple(one.value for one in part if one.type == "ident") for part in parts]
        if node.content is None:
            for name in names:
                self._note((*within.layer, *name))
            return
        layer = (*within.layer, *(names[0] if names else self._unnamed()))
        self._note(layer)
        self._inside(node.content, replace(within, layer=layer))

    def _unnamed(self) -> tuple[str]:
        """Return a name for a layer without one."""
        self._anonymous += 1
        return (f" {self._anonymous}",)

    def _note(self, layer: tuple[str, ...]) -> None:
        """Give a layer, and those that it is in, a place when they are named first."""
        for n in range(len(layer)):
            self._layers.setdefault(layer[: n + 1], len(self._layers))

    def _import(self, prelude: list[Any], within: _Within) -> None:
        parts = solid(prelude)
        address = _address(parts[0]) if parts else None
        if address is None:
            return
        text, rest = inline_sheet(address), parts[1:]
        if rest and _name(rest[0]) == "layer":
            named = tuple(one.value for one in getattr(rest[0], "arguments", []) if one.type == "ident")
            within = replace(within, layer=(*within.layer, *(named or self._unnamed())))
            self._note(within.layer)
            rest = rest[1:]
        if rest and rest[0].type == "function" and rest[0].lower_name == "supports":
            within = replace(within, sure=False)
            rest = rest[1:]
        if not media(rest):
            return
        if text is None:
            self.external += 1
        elif within.depth <= _DEEPEST:
            self._sheet(text, within)

    def _scope(self, content: list[Any], prelude: list[Any], within: _Within) -> None:
        """Take rules for what is inside one element and not inside another."""
        scope = scope_of(prelude)
        if scope is None:
            self._inside(content, replace(within, sure=False))
            return
        for node in _nodes(content):
            if node.type == "qualified-rule":
                self._rule(scoped(node.prelude, scope), node.content, within)
            else:
                self._node(node, within)

    def _property(self, content: list[Any], prelude: list[Any]) -> None:
        """Take a variable's first value."""
        names = [one.value for one in prelude if one.type == "ident"]
        for node in _nodes(content):
            if names and node.type == "declaration" and node.lower_name == "initial-value":
                self.first[names[0]] = tuple(stripped(node.value))

    def _frames(self, content: list[Any], prelude: list[Any]) -> None:
        names = [one.value for one in prelude if one.type in ("ident", "string")]
        if not names:
            return
        frames = []
        for node in tinycss2.parse_rule_list(content, skip_comments=True, skip_whitespace=True):
            if node.type == "qualified-rule":
                declarations = declared([one for one in _nodes(node.content) if one.type == "declaration"])
                places = (_frame_place(solid(part)) for part in split(node.prelude))
                frames += [Frame(place, declarations) for place in places if place is not None]
        self.frames[names[0]] = sorted(frames, key=lambda one: one.place)


def _nodes(content: list[Any]) -> list[Any]:
    """Return the declarations and rules of a block."""
    found: list[Any] = tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True)
    return found


def _condition(name: str, prelude: list[Any]) -> bool | None:
    """Tell whether what is in a conditional rule applies; None: it cannot be told."""
    if name == "media":
        return media(prelude)
    if name == "supports":
        return supports(prelude)
    return None if name == "container" else False


def clean(text: str) -> str:
    """Return a style without numbers so long that Python refuses to read them."""
    return _DIGITS.sub(lambda one: "." + one[2][:50] if one[1] else one[2].lstrip("0")[:50] or "0", text)


def inline_sheet(address: str) -> str | None:
    """Return the sheet that a ``data:`` address holds; None for one that stands elsewhere."""
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


def _name(token: Any) -> str:
    """Return the word that a token is, or the name of its function."""
    return str(getattr(token, "lower_value" if token.type == "ident" else "lower_name", ""))


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
