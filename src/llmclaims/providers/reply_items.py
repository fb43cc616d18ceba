"""Every item that stands in a decoded answer, by kind: under its key, or however else the model told its kind.

What holds items under a key that was not asked for is kept under that key, where the verifier refuses it by name:
nothing that might be a claim is passed over. Words beside the items (notes, scores) are no items and are left aside.
"""

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from llmclaims.providers.relaxed_json import decode
from llmclaims.schema.answer import PARAGRAPH, PARAGRAPHS

UNNAMED = "unnamed"
"""Where an item is kept whose kind nothing tells."""
_TAGS = ("kind", "record", "type", "class")
_NOTHING = frozenset(("", "null", "none", "nil", "n/a", "nothing", "[]", "{}"))
_LEVELS = 4
_NUMBER = re.compile(r"(?:paragraph[\s_-]*)?(\d{1,9})(?:\.0)?", re.IGNORECASE)
_LONGEST_KEY = 80


@dataclass(frozen=True, slots=True)
class Kinds:
    """The kinds asked for with the fields of each, and every spelling of a key that plainly means one of them.

    ``needed`` are the fields that an item cannot leave out; ``numbered``: the answer has an entry for each of some
    numbered paragraphs.
    """

    fields: Mapping[str, frozenset[str]]
    needed: Mapping[str, frozenset[str]]
    spelt: Mapping[str, str]
    numbered: bool = False

    def named(self, key: object) -> str | None:
        """Return the kind that a key means: in other letters' case, in the plural, or as asked for."""
        if not isinstance(key, str):
            return None
        return key if key in self.fields else self.spelt.get(_plain(key))

    def by_fields(self, item: Mapping[str, Any]) -> str | None:
        """Return the one kind of which an object has at least half of the fields that it needs, and most of all."""
        shares = {
            kind: (self.share(kind, item), len(own & item.keys()) / len(own))
            for kind, own in self.fields.items()
            if own
        }
        best = max(shares.values(), default=(0.0, 0.0))
        likely = [kind for kind, share in shares.items() if share == best]
        return likely[0] if best[0] >= 0.5 and len(likely) == 1 else None

    def share(self, kind: str, item: Mapping[str, Any]) -> float:
        """Return how much an object has of the fields that an item of a kind needs, from 0 to 1."""
        needed = self.needed[kind] or self.fields[kind]
        return len(needed & item.keys()) / len(needed) if needed else 0.0

    def like_an_item(self, item: Mapping[str, Any]) -> bool:
        """Tell whether an object has anything of an item."""
        return any(own & item.keys() for own in self.fields.values())


@lru_cache(maxsize=64)
def kinds_of(answer: type[BaseModel]) -> Kinds:
    """Return the kinds of an envelope, by the schema that was sent."""
    shown = answer.model_json_schema().get("properties", {})
    numbered = PARAGRAPHS in shown
    if numbered:
        entry = shown[PARAGRAPHS]["items"]["properties"]
        shown = {kind: one for kind, one in entry.items() if kind != PARAGRAPH}
    items = {kind: one.get("items", {}) for kind, one in shown.items()}
    fields = {kind: frozenset(one.get("properties", ())) for kind, one in items.items()}
    needed = {kind: frozenset(one.get("required", ())) for kind, one in items.items()}
    spelt = {_plain(kind): kind for kind in fields}
    for kind in fields:
        for form in _forms(_plain(kind)):
            spelt.setdefault(form, kind)
    return Kinds(fields, needed, spelt, numbered)


def _plain(key: str) -> str:
    return re.sub(r"[\W_]+", "", key).casefold()


def _forms(kind: str) -> Iterator[str]:
    """Yield the plural, or the singular, of a kind's name, and the same called a list."""
    ends = {kind, f"{kind}s", f"{kind}es"}
    ends |= {f"{kind[:-1]}ies"} if kind.endswith("y") else set()
    ends |= {kind[:-1]} if kind.endswith("s") else set()
    for one in sorted(ends):
        yield one
        yield f"{one}list"


@dataclass(slots=True)
class Account:
    """What one decoded value holds: ``items`` by key, and whether it is an answer at all (``known``).

    ``aside`` has the keys of what is no item, ``seen`` the first keys of an object that is no answer itself.
    In an answer about numbered paragraphs each item that stands in the entry of one has its number under
    "paragraph"; ``entries`` are the numbers of the entries that were read, ``number`` that of the one being read.
    """

    kinds: Kinds
    known: bool = False
    entries: list[int] = field(default_factory=list)
    number: int | None = None
    items: dict[str, list[Any]] = field(default_factory=dict)
    aside: list[str] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)

    def take(self, value: Any, levels: int = _LEVELS, key: str = UNNAMED) -> None:
        """Take in a value that may be an answer, a wrapper around one, a list of items, or one item."""
        value = _unpacked(value)
        if not levels:
            self._pass_over(key, value)
        elif isinstance(value, list):
            for one in value:
                self._element(one, levels - 1, key)
        elif isinstance(value, dict):
            self._object(value, levels - 1)
        else:
            self._pass_over(key, value)

    def _element(self, value: Any, levels: int, key: str) -> None:
        """Take in one element of a list that stands under no known key."""
        value = _unpacked(value)
        if not isinstance(value, dict):
            self.take(value, levels, key)
        elif not self._item(value) and not self._envelope(value):
            if self.kinds.like_an_item(value):
                self.add(key, value)
            else:
                self.take(value, levels, key)

    def _object(self, value: dict[str, Any], levels: int) -> None:
        if self._item(value) or self._envelope(value):
            return
        self.seen = self.seen or list(value)
        for key, one in value.items():  # a call written as content, or a wrapper
            self.take(one, levels, key)

    def _item(self, value: dict[str, Any]) -> bool:
        """Take in an object that is an item itself, told by its fields or by a tag."""
        if value.keys() - ({PARAGRAPH} if self.kinds.numbered else set()) <= self.kinds.fields.keys():
            return False
        kind = self.kinds.by_fields(value)
        tag = next((key for key in _TAGS if self.kinds.named(value.get(key))), None)
        if kind is None and tag is not None:
            kind = self.kinds.named(value[tag])
            held = [one for one in value.values() if isinstance(one, dict)]
            if len(held) == 1 and kind is not None and not self.kinds.fields[kind] & value.keys():
                value = held[0]
        if kind is None:
            return False
        self.known = True
        self.add(kind, value)
        return True

    def _envelope(self, value: dict[str, Any]) -> bool:
        """Take in an object with lists under the kinds' keys, and what stands beside them."""
        meant = {key: kind for key in value if (kind := self.kinds.named(key)) is not None}
        if (
            self.kinds.numbered
            and (number := number_of(value.get(PARAGRAPH))) is not None
            and not self.number
        ):
            return self._entry(number, value)
        if not any(isinstance(_unpacked(value[key]), (list, dict)) or value[key] is None for key in meant):
            return False
        self.known = True
        for key, one in value.items():
            if key in meant:
                self._extend(meant[key], one)
            else:
                self._unasked(key, one)
        return True

    def _entry(self, number: int, value: dict[str, Any]) -> bool:
        """Take in what an answer says of one paragraph, which may be nothing."""
        self.known = True
        self.entries.append(number)
        self.number = number
        for key, one in value.items():
            if (kind := self.kinds.named(key)) is not None:
                self._extend(kind, one)
            elif key != PARAGRAPH and not (isinstance(one, dict) and self._envelope(one)):
                self._unasked(key, one)
        self.number = None
        return True

    def _extend(self, kind: str, value: Any, levels: int = _LEVELS) -> None:
        """Take in what stands under a kind's key."""
        value = _unpacked(value)
        if value is None or (isinstance(value, str) and value.strip().casefold() in _NOTHING):
            return
        if isinstance(value, list) and levels:
            for one in value:
                self._extend(kind, one, levels - 1)
        elif isinstance(value, dict) and self.kinds.fields[kind].isdisjoint(value) and value:
            self._numbered(kind, value, levels)
        elif value != {}:
            self.add(kind, value)

    def _numbered(self, kind: str, value: dict[str, Any], levels: int) -> None:
        """Take in an object that has none of a kind's fields: items by number, in a list of its own, or none."""
        held = [_unpacked(one) for one in value.values()] if self.kinds.fields[kind] else [None]
        if levels and all(isinstance(one, dict) for one in held):
            for one in held:
                self._extend(kind, one, levels - 1)
        elif levels and len(held) == 1 and isinstance(held[0], list):
            self._extend(kind, held[0], levels - 1)
        else:
            self.add(kind, value)

    def _unasked(self, key: str, value: Any) -> None:
        """Keep what holds items under a key that was not asked for; they may be what the model put away."""
        value = _unpacked(value)
        if isinstance(value, list):
            for one in value:
                if not isinstance(one, dict):
                    self._pass_over(key, one)
                elif not any(self.kinds.named(one.get(tag)) for tag in _TAGS) or not self._item(one):
                    self.add(key, one)
        elif isinstance(value, dict) and (self.kinds.like_an_item(value) or _holds_objects(value)):
            self.add(key, value)
        else:
            self._pass_over(key, value)

    def add(self, key: str, value: Any) -> None:
        """Keep an item, with the number of the paragraph whose entry it stands in."""
        if isinstance(value, dict):
            own = self.kinds.fields.get(key, frozenset())
            value = {
                name: one
                for name, one in value.items()
                if name in own or name not in _TAGS or self.kinds.named(one) != key
            }
            if self.number is not None:
                value = {**value, PARAGRAPH: self.number}
        self.items.setdefault(key[:_LONGEST_KEY], []).append(value)

    def _pass_over(self, key: str, value: Any) -> None:
        if value not in (None, "", [], {}):
            self.aside.append(key)


def number_of(value: Any) -> int | None:
    """Return the number that a paragraph is given, which may be written as a string ("2", "paragraph-2"); None where it is none."""
    if isinstance(value, str) and (found := _NUMBER.fullmatch(value.strip())):
        value = int(found[1])
    elif isinstance(value, float) and value.is_integer():
        value = int(value)
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _unpacked(value: Any) -> Any:
    """Return a value that was written as JSON into a string, once or twice, as the value that it is."""
    for _ in range(2):
        if not (isinstance(value, str) and value.lstrip()[:1] in ("{", "[", '"') and len(value) > 1):
            return value
        text = value.strip()
        try:
            found, end = decode(text)
        except ValueError:
            return value
        if end < len(text) or isinstance(found, (int, float)):
            return value
        value = found
    return value


def _holds_objects(value: dict[str, Any]) -> bool:
    held = [_unpacked(one) for one in value.values()]
    return any(
        isinstance(one, dict) or (isinstance(one, list) and any(isinstance(each, dict) for each in one))
        for one in held
    )


def merged(accounts: list[Account], kinds: Kinds) -> dict[str, list[Any]]:
    """Return the items of several values as one answer; what a later value only says again counts once."""
    items: dict[str, list[Any]] = {kind: [] for kind in kinds.fields}
    said: dict[str, set[str]] = {}
    for account in accounts:
        for key, held in account.items.items():
            marks = [json.dumps(one, sort_keys=True) for one in held] if len(accounts) > 1 else []
            before = said.setdefault(key, set())
            fresh = (
                [one for one, mark in zip(held, marks, strict=True) if mark not in before] if marks else held
            )
            items.setdefault(key, []).extend(fresh)
            before.update(marks)
    return items
