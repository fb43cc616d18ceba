"""What an event verb acts upon, and by whom it is done: its object and its agent."""

from collections.abc import Sequence

from llmclaims.providers.builtin.event_subjects import only_timed
from llmclaims.providers.builtin.lexicon import table, words
from llmclaims.providers.builtin.noun_phrases import Phrase, is_auxiliary, subject_after
from llmclaims.providers.builtin.tokens import Token, is_adverb


def object_follows(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a noun phrase stands behind a verb."""
    while index < len(tokens) and is_adverb(tokens[index]):
        index += 1
    counted = index + 1 < len(tokens) and tokens[index + 1].among("events.superlatives")
    if index >= len(tokens) or (tokens[index].among("no_object") and not counted):
        return False
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    verb = tokens[index].tagged("past") and not tokens[index].capital
    if verb and (following is None or not following.word or following.among("prepositions")):
        return False  # "the mayor whom the man shot died on Monday"
    return (tokens[index].word or tokens[index].text in "$€£") and not is_auxiliary(tokens[index])


def object_of(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Return the noun phrase behind a verb, without what it is handed to or where."""
    while index < len(tokens) and (is_adverb(tokens[index]) or tokens[index].among("opponents")):
        index += 1
    start = _behind_approximator(tokens, index)
    if start >= len(tokens) or tokens[start].lower in words("prepositions"):
        return None
    phrase = subject_after(tokens, start)
    if phrase is None:
        return None
    if start > index:
        phrase = Phrase(index, phrase.last, index)
    inside = tokens[phrase.first : phrase.last + 1]
    if all(t.among("determiners", "subject_pronouns") for t in inside):
        return None
    last = phrase.last
    while last + 1 < len(tokens) and tokens[last + 1].among("number_words", "units"):
        last += 1
    cut = next(
        (
            i
            for i in range(phrase.first + 1, last + 1)
            if tokens[i].among("events.object_ends", "subject_pronouns") and not tokens[i].capital
        ),
        last + 1,
    )
    timed = (
        i
        for i in range(phrase.first + 1, cut - 1)
        if tokens[i].among("determiners", "time_modifiers") and tokens[i + 1].among("time_nouns")
    )
    cut = next(timed, cut)
    if only_timed(tokens, Phrase(phrase.first, cut - 1, phrase.first)):
        return None
    return Phrase(phrase.first, cut - 1, phrase.first)


def _behind_approximator(tokens: Sequence[Token], index: int) -> int:
    """Return where a phrase goes on behind "about", "at least", "more than" before a number, else the index itself."""
    for length in (1, 2):
        end = index + length
        if end >= len(tokens):
            break
        said = " ".join(token.lower for token in tokens[index:end])
        counts = (
            tokens[end].text[0].isdigit() or tokens[end].among("number_words") or tokens[end].text in "$€£"
        )
        if counts and said in table("events")["approximators"]:
            return end
    return index


def agent_of(tokens: Sequence[Token], index: int) -> Phrase | None:
    """Return who a passive says did it, behind its "by"; a day or a place there is no agent."""
    for at in range(index, min(len(tokens), index + 10)):
        if tokens[at].text in {",", ";"} or tokens[at].finite or tokens[at].among("plain_coordinators"):
            return None
        if tokens[at].among("agent") and at + 1 < len(tokens) and not tokens[at + 1].tagged("ing"):
            phrase = subject_after(tokens, at + 1)
            if phrase is not None and not _no_agent(tokens, phrase):
                return phrase
    return None


def _no_agent(tokens: Sequence[Token], phrase: Phrase) -> bool:
    following = tokens[phrase.first]
    measured = following.text[0].isdigit() and any(
        t.among("events.measures") for t in tokens[phrase.first : phrase.last + 2]
    )
    means = phrase.first == phrase.last and not following.capital and not following.lower.endswith("s")
    body = following.among("speakers.group", "speakers.organisation", "subject_pronouns")
    return (
        (means and not body)
        or measured
        or only_timed(tokens, phrase)
        or following.among("weekdays", "months")
    )
