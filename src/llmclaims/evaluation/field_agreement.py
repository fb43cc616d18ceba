"""Tell whether a proposed item's fields are right beside the annotated ones."""

import re
from collections.abc import Sequence
from functools import cache

from llmclaims.evaluation.items import Item, iou, shared
from llmclaims.evaluation.matching import Pairs
from llmclaims.evaluation.measures import Counts, classes
from llmclaims.language.lexicon import word_set

_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_POSSESSIVE = re.compile(r"['’]s?$")

STATEMENT_FIELDS = ("speaker", "cue", "form", "act", "polarity")
EVENT_FIELDS = ("type", "modality", "polarity")


@cache
def _titles() -> frozenset[str]:
    """Words of a name that do not say who it is; English, since a scorer does not know the language."""
    return word_set("en", "evaluate", "titles") | word_set("en", "evaluate", "articles")


def plain(text: str) -> str:
    """Return a string for comparison: blanks run together, no case."""
    return " ".join(text.split()).casefold()


def name_words(name: str) -> frozenset[str]:
    """Return the words of a name without titles, articles and possessive endings, in lower case."""
    words = {_POSSESSIVE.sub("", word).casefold() for word in _WORD.findall(name)}
    return frozenset(words - _titles())


def same_name(one: str | None, other: str | None) -> bool:
    """Tell whether two names can be one person's: equal after titles go, or one a part of the other.

    "Trump" is "President Donald Trump"; "Bill Clinton" is not "Hillary Clinton".
    """
    a, b = name_words(one or ""), name_words(other or "")
    return bool(a and b) and (a <= b or b <= a)


def value_right(found: Item, gold: Item, field: str) -> bool:
    """Tell whether a field has the annotated value or another that was marked as right."""
    value = found.values.get(field)
    return value == gold.values.get(field) or value in gold.accept.get(field, ())


def _accepted(found: str, gold: Item, field: str) -> bool:
    return any(isinstance(one, str) and plain(one) == plain(found) for one in gold.accept.get(field, ()))


def speaker_right(found: Item, gold: Item) -> bool:
    """Tell whether the speaker is the annotated one: the mentions overlap, or the names are the same.

    Where annotation has none, none is right, and whatever is marked as right beside it.
    """
    said, told = found.values.get("speaker"), gold.values.get("speaker")
    if not said:
        return not told or None in gold.accept.get("speaker", ())
    if _accepted(said, gold, "speaker"):
        return True
    if not told:
        return False
    if shared(found.places.get("speaker", ()), gold.places.get("speaker", ())):
        return True
    if shared(found.places.get("speaker", ()), gold.places.get("speaker_clause", ())):
        return True
    names = [gold.values.get("speaker_name"), told, *gold.accept.get("speaker_name", ())]
    called = [found.values.get("speaker_name"), said]
    return any(same_name(one, other) for one in called for other in names if isinstance(other, str))


def cue_right(found: Item, gold: Item) -> bool:
    """Tell whether the cue overlaps the annotated one, or is another that was marked as right; none where none is."""
    said, told = found.values.get("cue"), gold.values.get("cue")
    if not said:
        return not told or None in gold.accept.get("cue", ())
    if _accepted(said, gold, "cue"):
        return True
    return bool(told) and shared(found.places.get("cue", ()), gold.places.get("cue", ())) > 0


def field_right(found: Item, gold: Item, field: str) -> bool:
    """Tell whether one field is right, each by its own rule."""
    match field:
        case "speaker":
            return speaker_right(found, gold)
        case "cue":
            return cue_right(found, gold)
        case _:
            return value_right(found, gold, field)


def trigger_right(found: Item, gold: Item) -> bool:
    """Tell whether two events have one trigger: they overlap, or it is another that was marked as right."""
    if shared(found.places.get("trigger", ()), gold.places.get("trigger", ())):
        return True
    trigger = found.values.get("trigger") or ""
    return bool(trigger) and _accepted(trigger, gold, "trigger") and shared(found.spans, gold.spans) > 0


def grade(found: Item, gold: Item, fields: tuple[str, ...]) -> float:
    """Return the share of the fields that are right, which settles which of two equally good places is meant."""
    return sum(field_right(found, gold, field) for field in fields) / len(fields) if fields else 0.0


def by_class(key: str, field: str, run: Sequence[Item], gold: Sequence[Item], pairs: Pairs) -> Counts:
    """Count each class of a field over matched pairs."""
    return classes(
        f"{key}.{field}",
        (
            (run[i].values.get(field), gold[j].values.get(field), value_right(run[i], gold[j], field))
            for i, j in pairs
        ),
    )


def best_iou(found: Item, gold: Item, *readings: tuple[tuple[int, int], ...]) -> float:
    """Return the best overlap with the annotated spans or with other ``readings`` of them."""
    return max(iou(found.spans, spans) for spans in (gold.spans, *readings))
