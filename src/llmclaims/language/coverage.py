"""What each language has words for: which of the rules that rest on words are asked in it."""

from functools import cache
from importlib.resources import files

from llmclaims.language.lexicon import lists

_LISTS = (
    ("operators", "negators", "negation (V10b, V19)"),
    ("operators", "hedges", "hedges and modal words (V11)"),
    ("names", "common", "names (V17)"),
    ("normalise", "cardinals", "numbers in words (V18)"),
    ("normalise", "time", "dates (V20)"),
)
_ELLIPSIS = "ellipses (V07)"


@cache
def coverage() -> dict[str, tuple[str, ...]]:
    """Return what the rules have words for, by language (ISO 639-1); English has all of it."""
    folders = {one.name for one in files("llmclaims").joinpath("data").iterdir() if one.is_dir()} - {"mul"}
    gaps = {name for names in lists("mul", "grounding")["operators"] for name in names.split("_")}
    found: dict[str, tuple[str, ...]] = {}
    for language in sorted(folders | gaps):
        if lists(language, "rules"):
            found[language] = ("every rule",)
            continue
        has = [what for file, name, what in _LISTS if lists(language, file)[name]]
        found[language] = (*has, *([_ELLIPSIS] if language in gaps else ()))
    return found
