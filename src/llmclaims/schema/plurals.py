"""Counts with their nouns, as messages say them."""


def plural(count: int, noun: str) -> str:
    """Return a count with its noun, or with the last word of a phrase: "1 claim", "2,000 claims", "3 more copies"."""
    if count == 1:
        return f"1 {noun}"
    is_y = noun.endswith("y") and noun[-2:-1] not in "aeiou"
    ends = (
        f"{noun[:-1]}ies" if is_y else f"{noun}es" if noun.endswith(("x", "ch", "sh", "ss")) else f"{noun}s"
    )
    return f"{count:,} {ends}"


def were(count: int) -> str:
    """Return the verb behind a count of the past: "was" behind one, else "were"."""
    return "was" if count == 1 else "were"
