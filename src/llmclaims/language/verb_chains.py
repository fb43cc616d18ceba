"""What one verb hands on to another: what is open over the first is open over the second.

A plan reaches from "will be forced to sell" to the sale, from "would raise the levy and cut grants" to the cut, from
"will shut two plants, cutting 400 jobs" to the jobs, and from "to announce the closure" to the closure.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.language.clauses import is_final
from llmclaims.language.verbs import is_base_form, is_modal, is_past

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.language.clauses import Passage
    from llmclaims.schema.annotations import Span

_DEPTH = 4
_LIST_REACH = 16
_LISTED_REACH = 10
_ADJUNCT_REACH = 30
_OBJECT_REACH = 8
_HELP_REACH = 6
_REALISED_REACH = 8
_STOPS = frozenset(';:()[]–—―“”"')


def chain(found: Passage, start: int) -> Iterator[int]:
    """Return the token ``start`` and the verbs that hand on to it what is open over them, nearest first."""
    seen = {start}
    for _ in range(_DEPTH):
        yield start
        above = next((one for link in _LINKS if (one := link(found, start)) is not None), None)
        if above is None or above in seen:
            return
        seen.add(above)
        start = above


def infinitive(found: Passage, start: int) -> Span | None:
    """Return the "to" of an infinitive with its verb, None where the verb above it says that it came true."""
    to = _particle(found, start)
    return None if to is None or _realising(found, to) is not None else (to, start + 1)


def _particle(found: Passage, start: int) -> int | None:
    """Return the "to" before a verb: in "return to work", "prey to crime" it is a preposition."""
    texts, words = found.texts, found.words
    to = start - 1
    while to > found.left and (texts[to].endswith("ly") or texts[to] in words.infinitive_skips):
        to -= 1
    if to < found.left or texts[to] != "to":
        return None
    if to + 1 < start and texts[start - 1] in {"be", "been", "have"}:
        return to
    following = texts[start + 1] if start + 1 < len(texts) else ""
    governing = following in words.determiners | words.possessives | words.pronouns or following[:1].isdigit()
    verb = is_base_form(found, start) and not (texts[start].endswith("s") and not texts[start].endswith("ss"))
    before = texts[to - 1] if to > found.left else ""
    noun = texts[start].endswith(words.noun_suffixes) or before in words.takes_to
    ranging = "from" in texts[max(to - 4, found.left) : to]
    return to if verb and (governing or not (noun or ranging)) else None


def _realising(found: Passage, to: int) -> int | None:
    """Return the word above an infinitive that says it came true, or failed: "forced X to", "managed to", "the first to"."""
    texts, words = found.texts, found.words
    if _had_to(found, to):
        return to - 1
    for index in found.before(to, _REALISED_REACH):
        if texts[index] in words.implicatives:
            formal = texts[index + 1] == "it" and index + 2 < to  # "makes it a crime to sell"
            return None if formal else index
        if texts[index] in words.addressing_verbs - words.implicatives or texts[index] in words.modal_words:
            named = index > found.left and texts[index - 1] in words.determiners
            if not named:
                return None
        if found.breaks[index]:
            return None
    return None


def _had_to(found: Passage, to: int) -> bool:
    """Tell whether a "to" is that of "they had to push it", which they did; not "he said that it had to close"."""
    texts, words = found.texts, found.words
    if texts[to - 1] == "but" and to - 4 >= found.left and texts[to - 4 : to - 2] == ("had", "no"):
        return words.cues.isdisjoint(texts[found.left : to - 4])  # "had no choice but to resign"
    if texts[to - 1] != "had" or to - 1 <= found.left or found.breaks[to]:
        return False
    before = texts[found.left : to - 1]
    perfect = before[-1] in {"would", "will", "may", "might", "could", "not", "never"} or "if" in before
    open_perfect = before[-1] == "have" and not words.modals.isdisjoint(before[-4:])
    return not (perfect or open_perfect) and words.cues.isdisjoint(before)


def _of_infinitive(found: Passage, start: int) -> int | None:
    """Return the verb above an infinitive that came true: what is open over "forced" is open over "forced to sell"."""
    to = _particle(found, start)
    above = None if to is None else _realising(found, to)
    if above is None or found.texts[above] not in found.words.ordinals:
        return above
    return next((i for i in found.before(above, 3) if _ing(found, i)), above)


def _ing(found: Passage, index: int) -> bool:
    return found.texts[index].endswith("ing")


def _coordinated(found: Passage, start: int) -> int | None:
    """Return the verb that a verb stands beside in one form: "to raise the levy and cut", "raised it and cut"."""
    texts = found.texts
    joint = start - 1
    while joint > found.left and (texts[joint].endswith("ly") or texts[joint] in {"then", "also", "not"}):
        joint -= 1
    if joint <= found.left or texts[joint] not in {"and", "or", ","}:
        return None
    if texts[joint] == "," and not _listed(found, start):
        return None
    if _ing(found, start):
        return _like(found, joint, _ing)
    if is_past(found, start):
        return _like(found, joint, is_past)
    if not is_base_form(found, start):
        return None
    verb = _open_verb(found, joint)
    plain = texts[joint] != "," and joint == start - 1
    following = texts[start + 1] if start + 1 < len(texts) else ""
    if verb is not None and (texts[start][-1] != "s" or texts[start].endswith("ss")):
        return verb
    return (
        joint - 1
        if plain and following not in found.words.auxiliaries and texts[joint - 1].isalpha()
        else None
    )


def _listed(found: Passage, start: int) -> bool:
    """Tell whether a list goes on behind a verb: "widen the bridge, fix the road and sell"."""
    texts, words = found.texts, found.words
    for index in range(start + 1, min(start + _LISTED_REACH, found.right - 1)):
        if texts[index] in {"and", "or"}:
            return texts[index + 1] == "both" or texts[index + 1] not in words.determiners | words.pronouns
        if texts[index] in words.subordinators | words.auxiliaries | words.pronouns or texts[index] in _STOPS:
            return False
    return False


def _like(found: Passage, joint: int, alike: object) -> int | None:
    """Return the nearest verb of a form left of a conjunction, with no other clause between."""
    texts, words = found.texts, found.words
    for index in found.before(joint, _LIST_REACH):
        if texts[index] in _STOPS or texts[index] in words.subordinators | words.auxiliaries:
            return None
        if callable(alike) and alike(found, index) and texts[index - 1] not in words.determiners:
            return index
    return None


def _open_verb(found: Passage, joint: int) -> int | None:
    """Return the verb behind the nearest modal verb or "to" left of a token, unless another finite verb comes first."""
    texts, words = found.texts, found.words
    for index in found.before(joint, _LIST_REACH):
        if texts[index] in _STOPS or is_final(texts[index]) or texts[index] in words.subordinators:
            return None
        if texts[index] == "to" or is_modal(found, index):
            verb = index + 1
            while verb < joint and (texts[verb].endswith("ly") or texts[verb] in words.infinitive_skips):
                verb += 1
            if verb < joint and is_base_form(found, verb):
                return verb
            if texts[index] != "to":
                return None
        elif texts[index] in words.auxiliaries or (
            is_past(found, index) and texts[index - 1] not in words.determiners | words.prepositions
        ):
            return None
    return None


def _helped(found: Passage, start: int) -> int | None:
    """Return the "help", "let", "make" of "help small dairies buy tanks"."""
    texts, words = found.texts, found.words
    if not is_base_form(found, start) or texts[start - 1] in words.prepositions | {"and", "or"}:
        return None
    for index in found.before(start, _HELP_REACH):
        if found.breaks[index] or texts[index] in words.auxiliaries:
            return None
        if texts[index] in words.helping:
            return index
    return None


def _adjunct(found: Passage, start: int) -> int | None:
    """Return the main verb of a participle behind a comma: "will shut two plants, cutting 400 jobs"."""
    texts, words = found.texts, found.words
    if not _ing(found, start) or texts[start] in words.citing_participles:
        return None
    comma = start - 1
    while comma > found.left and (texts[comma].endswith("ly") or texts[comma] in words.participle_adverbs):
        comma -= 1
    if comma <= found.left or texts[comma] not in words.participle_prepositions | {",", "–", "—"}:
        return None
    for index in found.before(comma, _ADJUNCT_REACH):
        if is_modal(found, index) or (texts[index] == "to" and is_base_form(found, index + 1)):
            return index + 1 if index + 1 < comma else None
        if texts[index] in {"be", "do", "have"}:
            continue
        if texts[index] in words.auxiliaries or is_final(texts[index]) or texts[index] in _STOPS:
            return None
        if is_past(found, index) and texts[index - 1] not in words.determiners | words.prepositions:
            return None
    return None


def _object(found: Passage, start: int) -> int | None:
    """Return the open verb whose object a noun is: "to launch attacks"; not of what it takes as given, "to mourn the dead"."""
    texts, words = found.texts, found.words
    if is_past(found, start) or (_ing(found, start) and not is_base_form(found, start - 1)):
        return None
    for index in found.before(start, _OBJECT_REACH):
        text = texts[index]
        verbal = index - 1 - (texts[index - 1] in {'"', "“"})  # will “make ...”
        before = texts[verbal] if verbal >= found.left else ""
        if text in words.taking_as_given or text in words.presupposing:
            return None
        if is_base_form(found, index) and (
            before == "to" or before in words.modals or before.endswith(("'ll", "ly"))
        ):
            if text in words.auxiliaries or text in words.infinitive_skips:
                return None
            return index
        given = text in words.backward_prepositions or text.endswith(("'s", "s'"))
        if found.breaks[index] or given or is_past(found, index):
            return None
        if text == "of" and before not in words.measures and before[:1].isalpha():
            return None
        if text in words.definite and not (
            start - index <= 2 and before in words.effecting and texts[index - 2] in words.modals | {"to"}
        ):
            return None
    return None


_LINKS = (_of_infinitive, _coordinated, _helped, _adjunct, _object)
