"""The rules that are known, and how one is added: with the ``rule`` decorator or an entry point.

An entry point in the group ``llmclaims.rules`` names a module; importing it runs its decorators.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from importlib import import_module
from importlib.metadata import entry_points
from typing import TYPE_CHECKING

from llmclaims.errors import ConfigError
from llmclaims.language.operators import operators
from llmclaims.language.vocabulary import words
from llmclaims.schema.listed import Listed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from llmclaims.schema.claims import Nearest
    from llmclaims.verification.rules.case import Case

REJECT = "reject"
FLAG = "flag"

FAMILIES = (
    "prompt_leak", "quote", "mentions", "polarity", "modality", "attribution", "unsupported", "dates", "roles", "acts",
    "relations", "duplicates", "details", "slots", "referents", "surplus", "causes", "purposes", "language",
    "governed",
)  # fmt: skip
"""Modules of this package that hold rules, in the order in which they are applied."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(metaclass=Listed):
    """What a rule has against a draft: a code and one sentence that a person understands."""

    code: str
    message: str
    nearest: Nearest | None = None


_SHOWN = 1_000
"""Characters of a value that a message quotes."""


def shown(value: object, most: int = _SHOWN) -> str:
    """Return a value as a message quotes it: its beginning where it is long, so that no message grows with it."""
    text = str(value)
    return text if len(text) <= most else f"{text[:most]}…"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rule:
    """One rule: its id in the schema's table, its codes with their levels, and the check itself.

    ``strict`` holds the flags that a strict run turns into rejections. ``soft`` holds the codes that are concluded
    from grammar: a second reading that finds the claim carried overrules them (see ``Policy.soften``), never the
    others, which say that words are not in the source. ``worded`` says that the check rests on a word list, so that in a
    language without one it is reported as not applied; ``grounded`` that it reads the words around the quote,
    so that it has nothing to say of a quote without a place. ``summary`` and ``example`` are for the reader.
    """

    id: str
    codes: Mapping[str, str]
    check: Callable[[Case], Iterable[Finding]]
    summary: str
    example: str
    strict: frozenset[str] = frozenset()
    soft: frozenset[str] = frozenset()
    worded: bool = False
    listed: bool = False
    grounded: bool = True

    def applies(self, language: str) -> bool:
        """Tell whether the rule is asked in a language: one that rests on words only where there are any."""
        if not self.worded or words(language) is not None:
            return True
        return self.listed and operators(language) is not None


_RULES: list[Rule] = []


def rule(  # noqa: PLR0913 - each argument is one trait of a rule
    id: str,  # noqa: A002 - the schema's own word for it
    codes: Mapping[str, str],
    *,
    example: str,
    strict: Iterable[str] = (),
    soft: Iterable[str] = (),
    worded: bool = False,
    listed: bool = False,
    grounded: bool = True,
) -> Callable[[Callable[[Case], Iterable[Finding]]], Callable[[Case], Iterable[Finding]]]:
    """Register a check as a rule; its docstring's first line becomes the summary.

    A check that is registered again under its id, as a notebook's cell that is run twice, takes the first one's place.

    Args:
        id: what `llmclaims rules` lists it under, like "N1".
        codes: each code that the check may find, with its level, "flag" or "reject".
        example: words that it is about.
        strict: flags that a strict run refuses.
        soft: codes that a second reading may overrule, because the check concludes them from grammar.
        worded: whether it rests on word lists, so that it is left out in a language without them.
        listed: whether the few lists of ``data/<language>/operators.json`` are enough for it.
        grounded: whether it reads the words around the quote, so that it is not asked where the quote has no place.

    Raises:
        ConfigError: a level is neither "flag" nor "reject".
    """
    if unknown := sorted(set(codes.values()) - {FLAG, REJECT}):
        raise ConfigError(f"Rule {id}: {unknown[0]!r} is no level; a code is a {FLAG!r} or a {REJECT!r}.")

    def register(check: Callable[[Case], Iterable[Finding]]) -> Callable[[Case], Iterable[Finding]]:
        summary = (check.__doc__ or "").strip().splitlines()[0]
        made = Rule(
            id=id, codes=dict(codes), check=check, summary=summary, example=example,
            strict=frozenset(strict), soft=frozenset(soft), worded=worded, listed=listed, grounded=grounded,
        )  # fmt: skip
        again = [one for one in _RULES if (one.id, one.check.__module__) == (id, check.__module__)]
        for one in again:
            _RULES.remove(one)
        _RULES.append(made)
        return check

    return register


def rules() -> tuple[Rule, ...]:
    """Return every rule, the shipped ones first, then those of entry points and of the user's own decorators."""
    _load()
    return tuple(_RULES)


def asked(language: str, disable: frozenset[str]) -> tuple[Rule, ...]:
    """Return the rules that are asked in a language, without those that are turned off by their ids."""
    return _applying(rules(), language, disable)


@lru_cache(maxsize=64)
def _applying(known: tuple[Rule, ...], language: str, disable: frozenset[str]) -> tuple[Rule, ...]:
    return tuple(one for one in known if one.id not in disable and one.applies(language))


def is_soft(code: str) -> bool:
    """Tell whether a second reading may overrule a rejection with this code."""
    return any(code in made.soft for made in rules())


def own_modules() -> tuple[str, ...]:
    """Return the names of the modules beside this package that hold rules: a run says them, ``verify`` asks for them."""
    return tuple(sorted({made.check.__module__ for made in rules() if not is_shipped(made)}))


def is_shipped(made: Rule) -> bool:
    """Tell whether a rule is one of this package's own."""
    return made.check.__module__.startswith(f"{__package__}.")


@cache
def _load() -> None:
    """Import the shipped families and those of entry points, and put the rules in their order."""
    for family in FAMILIES:
        import_module(f"llmclaims.verification.rules.{family}")
    for entry in entry_points(group="llmclaims.rules"):
        entry.load()
    _RULES.sort(key=_place)  # the order of imports must not change which rule speaks first


def _place(made: Rule) -> int:
    package, _, family = made.check.__module__.rpartition(".")
    return FAMILIES.index(family) if package == __package__ and family in FAMILIES else len(FAMILIES)
