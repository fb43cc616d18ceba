"""The connectives that state a relation between two events."""

from functools import cache

from llmclaims.providers.builtin.lexicon import PhraseTable, by_first_word, table


@cache
def signals() -> PhraseTable[tuple[str, bool]]:
    """Return the connectives, each with its relation, and whether the source stands before it."""
    return by_first_word(
        (phrase, (type_, direction == "forward"))
        for type_ in ("causes", "purpose", "before", "overlaps")
        for direction, phrases in table("relations")[type_].items()
        for phrase in phrases
    )
