"""Whether a capitalised word at the head of a sentence is a name, which its capital letter does not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.language.lexicon import Words

_INITIALS = 2
_NO_PLURAL = ("is", "us", "ss", "as", "os")


def is_name(tokens: Sequence[str], lowered: Sequence[str], index: int, words: Words) -> bool:
    """Whether the first word of a sentence is a name: followed by another, or bare in front of its verb.

    ``lowered`` are the tokens in lower case without possessive endings and points.
    """
    name = lowered[index]
    if name in words.function_words or name in words.common_speakers or name in words.modal_words:
        return False
    following = tokens[index + 1] if index + 1 < len(tokens) else ""
    if following[:1].isupper() and following.lower() not in words.function_words:
        return True
    if tokens[index].endswith(("'s", "s'")) or _is_spelt_as_name(tokens[index]):
        return True
    if name in words.common_nouns:
        return False
    if name.endswith(words.common_suffixes) and name not in words.suffixed_names:
        return False
    if name in words.names_in_s:
        return True
    after = index + 1
    plural = name.endswith("s") and not name.endswith(_NO_PLURAL)
    if following.lower() in {"and", ","}:
        return not plural and _joined(tokens, after, words)
    while after < len(tokens) and _is_adverb(tokens[after].lower(), words):
        after += 1
    verb = tokens[after].lower() if after < len(tokens) else ""
    if plural:  # unless the verb is singular
        return verb in words.singular_verbs
    return _is_finite(verb, words)


def _is_spelt_as_name(token: str) -> bool:
    """Whether capitals inside a word show that it is no common one: "OPEC", "YouTube"."""
    return len(token) >= _INITIALS and "-" not in token and any(mark.isupper() for mark in token[1:])


def _joined(tokens: Sequence[str], after: int, words: Words) -> bool:
    """Whether a word is the first of several names: "Orbis and Quillon"."""
    rest = [token for token in tokens[after + 1 : after + 3] if token not in words.definite]
    following = rest[0] if rest else ""
    return (
        tokens[after].lower() == "and"
        and following[:1].isupper()
        and following.lower() not in words.function_words
    )


def _is_adverb(token: str, words: Words) -> bool:
    """Whether a word may stand between a subject and its verb: "also", "later", "never"."""
    timing = words.time_particles - words.prepositions
    return token.endswith("ly") or token in words.parentheticals | timing | words.verbal_negators


def _is_finite(verb: str, words: Words) -> bool:
    """Whether a word can only be a verb with its subject before it, or is one of speech."""
    return (
        verb in words.auxiliaries - {"are", "were"}
        or verb in words.modals
        or verb in words.speech_cues
        or verb in words.past_verbs
        or verb in words.singular_verbs
        or (verb.endswith("ed") and len(verb) > len("need") and not verb.endswith("eed"))
    )
