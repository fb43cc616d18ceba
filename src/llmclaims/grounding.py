"""STAND-IN until the real module lands (exact and simple typographic matching only)."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

_TABLE = {ord(a): b for a, b in zip("“”„‟«»″", '"' * 7)} | {ord(a): "'" for a in "‘’‚‛′"} | {ord(a): "-" for a in "‐‑‒–—−"} | {0xA0: " ", 0x2009: " ", 0x202F: " ", 10: " ", 13: " ", 9: " "}


@dataclass(frozen=True, slots=True)
class Nearest:
    start: int
    end: int
    text: str


@dataclass(frozen=True, slots=True)
class Prepared:
    text: str
    folded: str


@dataclass(frozen=True, slots=True)
class Grounding:
    found: bool
    spans: list[tuple[int, int]] = field(default_factory=list)
    tier: str | None = None
    code: str | None = None
    message: str = ""
    nearest: Nearest | None = None
    differences: tuple = ()
    others: list = field(default_factory=list)
    flags: tuple[str, ...] = ()


def prepare(text: str) -> Prepared:
    return Prepared(text, text.translate(_TABLE))


def _all(needle, hay, lo, hi):
    found, at = [], hay.find(needle, lo, hi)
    while at >= 0 and needle:
        a, b = at, at + len(needle)
        if not (a and hay[a - 1].isalnum() and hay[a].isalnum()) and not (b < len(hay) and hay[b].isalnum() and hay[b - 1].isalnum()):
            found.append((a, b))
        at = hay.find(needle, at + 1, hi)
    return found


def _place(quote, text, within, near, mention):
    prepared = text if isinstance(text, Prepared) else prepare(text)
    lo, hi = within or (0, len(prepared.text))
    q = quote.strip()
    if not mention and len(re.findall(r"\w+", q)) < 3 and len(q) < 12 or not re.search(r"\w", q):
        return Grounding(False, code="TOO_SHORT", message="The quote is too short.")
    for tier, needle, hay in (("exact", q, prepared.text), ("typographic", q.translate(_TABLE).strip("\"' .,"), prepared.folded), ("case", q.translate(_TABLE).strip("\"' .,").lower(), prepared.folded.lower())):
        found = _all(needle, hay, lo, hi)
        if found:
            best = min(found, key=lambda s: min((abs(s[0] - n[0]) for n in near), default=s[0]))
            return Grounding(True, [best], tier, others=[[s] for s in found if s != best], flags=("AMBIGUOUS_SPAN",) if len(found) > 1 and not near and not mention else ())
    if _all(q, prepared.text, 0, len(prepared.text)):
        return Grounding(False, code="WRONG_PARAGRAPH", message="It stands elsewhere.")
    return Grounding(False, code="QUOTE_NOT_FOUND", message="The quote does not stand in the source.")


def ground(quote, text, *, within=None, near: Sequence = ()):
    return _place(quote, text, within, near, False)


def ground_mention(mention, text, *, within=None, near: Sequence = ()):
    return _place(mention, text, within, near, True)
