"""Which nouns stand for somebody or something that can say, show or want something."""

from collections.abc import Sequence

from llmclaims.providers.builtin.cues import Cue
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.noun_phrases import Phrase, head
from llmclaims.providers.builtin.tokens import Token

_SPEAKERS = ("person", "group", "organisation", "unnamed", "document", "countries")


def names_a_person(noun: str) -> bool:
    """Tell whether a common noun in lower case stands for one person: 'mayor', 'plumber', 'arsonist'."""
    return noun in words("speakers.person") or _agent(noun)


def names_people(noun: str) -> bool:
    """Tell whether a common noun in lower case is the plural of one for a person: 'plumbers', 'spokesmen'."""
    return noun.endswith(("men", "women")) or (noun.endswith("s") and names_a_person(noun[:-1]))


def can_speak(tokens: Sequence[Token], phrase: Phrase, cue: Cue) -> bool:
    """Tell whether a noun phrase can be the speaker of a cue.

    What only shows, suggests or threatens may be any thing ('the move shows that …'), and a form other than
    the past may be a noun ('genocide charges', 'a tough warning', 'no state'): there the noun must be known as a speaker. With other cues every
    noun passes that is not known as mute.
    """
    noun = head(tokens, phrase)
    lower = noun.lower
    if noun.among("no_speakers") and phrase.first == phrase.last:
        return False
    if surely_speaks(tokens, phrase):
        return True
    mute = lower in words("speakers.mute") or lower.removesuffix("s") in words("speakers.mute")
    if mute or lower.endswith(tuple(words("speakers.mute_endings"))):
        return False
    verb = tokens[cue.first]
    doubtful = cue.entry.lemma in words("cues.metaphors") or (
        verb.tagged("s", "base") and not verb.tagged("past")
    )
    if phrase.last == 0 and lower.endswith("s") and cue.entry.lemma in words("cues.metaphors"):
        return False  # 'Comments show that …': the capital is the sentence's
    return noun.capital or not (doubtful or (cue.voice == "participle" and not cue.shared))


def surely_speaks(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """Tell whether the head of a phrase is a name, a pronoun or a noun known for people, offices or documents."""
    noun = head(tokens, phrase)
    lower = noun.lower
    listed = words(*(f"speakers.{kind}" for kind in _SPEAKERS))
    if noun.among("no_speakers") and phrase.first == phrase.last:
        return False
    if noun.capital and phrase.first < phrase.last:
        return True
    if noun.among("subject_pronouns", "person_pronouns", "thing_pronouns", "possessives", "several"):
        return True
    return (
        lower in listed or lower.removesuffix("s") in listed or names_a_person(lower) or names_people(lower)
    )


def is_document(noun: Token) -> bool:
    """Tell whether a noun is one for a text, a study or the like."""
    return noun.among("speakers.document")


def _agent(noun: str) -> bool:
    """Tell whether a noun is built as those for people are: '-er', '-ist', '-man'."""
    return (
        len(noun) > 4
        and noun.endswith(tuple(words("speakers.agent_endings")))
        and noun not in words("speakers.no_agents")
    )
