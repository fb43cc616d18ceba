"""Selectors, taken apart: a chain of compounds joined by combinators, each compound tested by cssselect2."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Any

import tinycss2
import tinycss2.nth
from cssselect2 import compile_selector_list

from llmclaims.documents.readers.html.css.compounds import Chain, Compound, Group, Nth
from llmclaims.documents.readers.html.css.tokens import names, parsed, solid, split, stripped, texts

_NAMES = names("selectors")
_ANY = frozenset({"is", "where", "matches", "-webkit-any"})
_PLACES = texts("places")


class InvalidSelectorError(ValueError):
    """A browser would drop the rule."""


class Parser:
    """Read selectors; compounds that are written alike are one object. ``fold``: classes and ids in any case."""

    def __init__(self, *, fold: bool = False) -> None:
        """Begin with no selectors."""
        self._fold = fold
        self.classes: set[str] = set()
        """The classes that any selector has named."""
        self._compounds: dict[str, Compound] = {}

    def chains(self, tokens: Iterable[Any], *, forgiving: bool = False) -> list[Chain]:
        """Return the complex selectors of a list.

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
        found = Chain([], [])
        waiting = ""
        rest: list[Any] = []
        for piece in [*stripped(tokens), None]:
            sign = "" if piece is None else _combinator(piece)
            if piece is not None and not sign:
                rest.append(piece)
                continue
            if rest:
                if found.compounds:
                    found.combinators.append(waiting or " ")
                found.compounds.append(self._compound(rest))
                rest, waiting = [], ""
            if sign.strip():
                if waiting or not found.compounds:
                    raise InvalidSelectorError
                waiting = sign
        if waiting or not found.compounds:
            raise InvalidSelectorError
        return found

    def _compound(self, tokens: list[Any]) -> Compound:
        text = tinycss2.serialize(tokens)
        if text not in self._compounds:
            compound = Compound()
            plain: list[Any] = []
            pending = list(reversed(tokens))
            while pending:
                self._simple(pending.pop(), pending, plain, compound)
            if plain:
                try:
                    (found,) = compile_selector_list(plain)
                except Exception as error:  # whatever a selector library does with what is no selector
                    raise InvalidSelectorError from error
                compound.add(found.specificity)
                compound.test = _never if found.never_matches else found.test
                compound.key = _key(plain)
            self._compounds[text] = compound
        return self._compounds[text]

    def _simple(self, piece: Any, pending: list[Any], plain: list[Any], compound: Compound) -> None:
        """Take one simple selector: into ``plain`` what cssselect2 tests; what follows it is on top of ``pending``."""
        if piece == ":":
            self._pseudo(pending, plain, compound)
        elif piece == "." and pending and pending[-1].type == "ident":
            name = pending.pop()
            name.value = self._folded(name.value)
            plain += [piece, name]
            self.classes.add(name.value)
        elif piece.type == "hash":
            piece.value = self._folded(piece.value)
            plain.append(piece)
        elif piece.type == "[] block":
            plain.append(_attribute(piece))
        elif (piece.type == "ident" or piece == "*") and not plain:
            plain.append(piece)
        elif piece == "|" and plain in ([], ["*"]):
            plain.clear()  # any namespace: HTML has one
        else:
            raise InvalidSelectorError

    def _folded(self, name: str) -> str:
        return name.lower() if self._fold else name

    def _pseudo(self, pending: list[Any], plain: list[Any], compound: Compound) -> None:
        piece = pending.pop() if pending else None
        if piece == ":" and pending and _is_part(pending.pop()):
            compound.never = True
        elif piece is not None and piece.type == "ident":
            self._word(piece, plain, compound)
        elif piece is not None and piece.type == "function":
            self._call(piece.lower_name, piece.arguments, compound)
        else:
            raise InvalidSelectorError

    def _word(self, piece: Any, plain: list[Any], compound: Compound) -> None:
        name = piece.lower_value
        if name in ("root", "scope", "empty"):
            plain += [*parsed(":"), piece]
            return
        compound.add()
        if name in _NAMES["never"]:
            compound.never = True
        elif name in _PLACES:
            compound.nth += [Nth(among, 0, 1) for among in _PLACES[name].split()]
        elif name in texts("aliases"):
            compound.any_of.append(_group(self.chains(parsed(texts("aliases")[name]))))
        elif name in _NAMES["unsure"]:
            compound.sure = False
        else:
            raise InvalidSelectorError

    def _call(self, name: str, arguments: list[Any], compound: Compound) -> None:
        if name in _ANY or name == "not":
            chains = self.chains(arguments, forgiving=name in ("is", "where"))
            compound.sure = compound.sure and all(one.sure for one in chains)
            alive = _group(one for one in chains if not one.never and (one.sure or name != "not"))
            (compound.none_of if name == "not" else compound.any_of).append(alive)
            if name != "where":
                compound.add(max((one.specificity for one in chains), default=(0, 0, 0)))
        elif name == "has":
            self._has(arguments, compound)
        elif name.startswith("nth-") and name.removeprefix("nth-") in (
            "child",
            "last-child",
            "of-type",
            "last-of-type",
        ):
            found = tinycss2.nth.parse_nth(arguments)
            compound.add()
            if found is not None:
                compound.nth.append(Nth(name.removeprefix("nth-"), *found))
            elif any(getattr(one, "lower_value", "") == "of" for one in arguments):
                compound.sure = False
            else:
                raise InvalidSelectorError
        elif name == "lang":
            asked = [str(one.value).lower() for one in arguments if one.type in ("ident", "string")]
            compound.languages.append(asked)
            compound.add()
        elif name in _NAMES["unsure"]:
            compound.sure = False
        elif name in _NAMES["never"]:
            compound.never = True
        else:
            raise InvalidSelectorError

    def _has(self, arguments: list[Any], compound: Compound) -> None:
        found: list[tuple[str, Compound]] = []
        for part in split(arguments):
            tokens = stripped(part)
            sign = _combinator(tokens[0]) if tokens else ""
            chain = self._chain(tokens[1:] if sign else tokens)
            compound.add(chain.specificity)
            (*others, last) = chain.compounds
            nested = last.any_of or last.none_of or last.has or last.nth or last.languages
            if others or nested or not chain.sure:
                compound.sure = False  # read for one step alone: this may be said of more than it fits
                return
            if not chain.never:
                found.append((sign or " ", last))
        compound.has.append(found)


def _never(_element: Any) -> bool:
    return False


def _group(chains: Iterable[Chain]) -> Group:
    found: Group = {}
    for chain in chains:
        found.setdefault(chain.compounds[-1].key, []).append(chain)
    return found


def _key(plain: list[Any]) -> str:
    """Return the id, the class or the tag that an element must have."""
    ids = [f"#{one.value}" for one in plain if one.type == "hash"]
    classes = [f".{one.value}" for dot, one in pairwise(plain) if dot == "."]
    tags = [plain[0].lower_value] if plain[0].type == "ident" else []
    return next(iter([*ids, *classes, *tags]), "*")


def _is_part(piece: Any) -> bool:
    """Tell whether browsers know a pseudo-element of the name."""
    name = piece.lower_value if piece.type == "ident" else getattr(piece, "lower_name", "")
    return name in _NAMES["pseudo_elements"] or name.startswith(("-webkit-", "view-transition"))


def _attribute(block: Any) -> Any:
    """Return the condition on an attribute, of any namespace, its value in any case where HTML has none."""
    words = solid(block.content)
    while words and (words[0] == "|" or (len(words) > 1 and words[0] == "*" and words[1] == "|")):
        del words[0]
    flagged = len(words) > 3 and words[-1].type == "ident"
    if (
        len(words) > 1
        and words[0].type == "ident"
        and words[0].lower_value in _NAMES["caseless"]
        and not flagged
    ):
        words += parsed(" i")
    block.content = words
    return block


def _combinator(piece: Any) -> str:
    if piece.type == "whitespace":
        return " "
    return piece.value if piece.type == "literal" and piece.value in (">", "+", "~") else ""
