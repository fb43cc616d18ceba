"""The base form of a verb: "sank" and "sinking" are "sink". It only has to be the same for all forms of one verb."""

from __future__ import annotations

from functools import cache, lru_cache

from llmclaims.language.lexicon import lists, split

_SHORT = 4
_VOWELS = frozenset("aeiou")
_KEPT_DOUBLE = frozenset("ls")


@lru_cache(maxsize=4096)
def lemma(word: str, language: str) -> str:
    """Return what the forms of a verb have in common, for a word in lower case; another word loses an ending at most."""
    irregular = _irregular(language)
    if word in irregular:
        return irregular[word]
    for ending in ("ied", "ies"):
        if word.endswith(ending) and len(word) > _SHORT:
            return f"{word[:-3]}y"
    if word.endswith("ying") and len(word) <= _SHORT + 1:
        return f"{word[:-4]}ie"
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= _SHORT - 2:
            stem = _single(word[: -len(ending)])
            return (
                irregular.get(stem)
                or irregular.get(f"{stem}e")
                or (f"{stem}e" if stem[-1] == "i" else _bare(stem))
            )
    if word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > _SHORT - 1:
        stem = word[:-2] if word.endswith(("sses", "shes", "ches", "xes", "zes", "oes")) else word[:-1]
        return irregular.get(stem, _bare(stem))
    return _bare(word)


def is_verb(word: str, language: str) -> bool:
    """Tell whether a word in lower case has the form of a verb: a known one, or one in "-ed" or "-ing"."""
    if word in _irregular(language) or lemma(word, language) in _common(language):
        return True
    return (
        len(word) >= _SHORT
        and word.endswith(("ed", "ing"))
        and (not word.endswith(("eed", "thing")) or word.endswith("reed"))
    )


def _single(stem: str) -> str:
    """Return a stem without the doubling of its last letter: "planned" to "plan"."""
    doubled = len(stem) > 2 and stem[-1] == stem[-2] and stem[-1] not in _VOWELS | _KEPT_DOUBLE
    return stem[:-1] if doubled else stem


def _bare(stem: str) -> str:
    return stem[:-1] if stem.endswith("e") and len(stem) >= _SHORT else stem


@cache
def _irregular(language: str) -> dict[str, str]:
    """Return each form of the irregular verbs with what it is a form of."""
    found: dict[str, str] = {}
    for base, forms in lists(language, "builtin_verbs")["irregular"].items():
        for form in (base, *forms.split()):
            found.setdefault(form, base)
    return found


@cache
def _common(language: str) -> frozenset[str]:
    """Return the lemmas of common verbs."""
    return frozenset(_bare(word) for word in split(lists(language, "builtin_verbs")["common"]))
