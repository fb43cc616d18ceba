"""Look up the word lists of grounding: what turns a meaning, belongs to a number, or begins a word."""

from functools import cache

from llmclaims.language.lexicon import lists, word_set


@cache
def words_of(key: str) -> frozenset[str]:
    """Return a word list of grounding."""
    return word_set("mul", "grounding", key)


@cache
def tables(key: str) -> dict[str, frozenset[str]]:
    """Return word lists of grounding by language."""
    return {name: frozenset(words.split()) for name, words in lists("mul", "grounding")[key].items()}


_ENGLISH = {
    "negators": ("verbal_negators", "nominal_negators"),
    "modals": ("modals", "hedge_adverbs", "hedge_adjectives"),
    "operators": ("verbal_negators", "nominal_negators", "hedge_adverbs", "modals", "cues"),
}


@cache
def listed(kind: str) -> frozenset[str]:
    """Return negators, modals with hedges, or operators (both and verbs of saying), of every language."""
    english, own = lists("en", "rules"), lists("mul", "grounding")
    others = {
        "negators": [own["negators"]],
        "modals": [],
        "operators": [own["conditions"], *own["operators"].values()],
    }[kind]
    found = " ".join([*(str(english[key]) for key in _ENGLISH[kind]), *others]).split()
    return frozenset(found) | ({"without"} if kind != "modals" else set())


@cache
def sorted_of(key: str) -> tuple[str, ...]:
    """Return a word list as ``str.startswith`` takes it."""
    return tuple(sorted(words_of(key)))
