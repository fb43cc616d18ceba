"""What was not said: denied, asked about, yet to come, only possible, or refused."""

from collections.abc import Sequence

from llmclaims.providers.builtin.cues import Entry
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.noun_phrases import Phrase
from llmclaims.providers.builtin.tokens import Token, is_adverb, is_finite

_REACH = 7
"""How many tokens before 'to' the verb may stand that says whether what follows came about."""


def denied(verb: Token, helpers: Sequence[Token], entry: Entry) -> bool:
    """Tell whether nothing was said: 'did not say', 'will argue'; or somebody quoted only thinks."""
    told = any(t.among("later_on") for t in helpers)  # 'she would later say'
    if any(t.among("negators") or (t.among("unreal") and not (told and t.among("would"))) for t in helpers):
        return True
    thought = entry.lemma in words("cues.mental") or not entry.frames & {"c", "b", "t"}
    return verb.quotation >= 0 and thought


def no_speaker(tokens: Sequence[Token], speaker: Phrase) -> bool:
    """Tell whether a subject leaves nobody who spoke: 'if X says', 'no official said', 'neither X nor Y', 'did X say'."""
    before = tokens[speaker.outer - 1] if speaker.outer else None
    if before and (before.among("what") or _object_relative(tokens, speaker.outer - 1)):
        return True
    if tokens[speaker.first].among("nobodies") or (before and before.among("conditional", "nobodies")):
        return True
    return before is not None and before.quotation == -1 and before.among("question_auxiliaries")


def _object_relative(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether 'that' in front of a subject goes back to a noun: 'the order that he plans to sign', not 'said that he plans'."""
    if not tokens[index].among("complementizer") or index < 2 or not tokens[index - 1].word:
        return False
    noun, before = tokens[index - 1], tokens[index - 2]
    plain = not noun.tagged("ing") and not noun.capital and not noun.among("closed", "subject_pronouns")
    return (
        plain
        and not noun.among("cues.content_nouns")
        and not is_adverb(noun)
        and before.among("articles", "possessives", "noun_markers")
    )


def left_open(tokens: Sequence[Token], to: int) -> bool:
    """Tell whether the words before 'to' leave open whether the verb behind it came about: 'is expected to', 'asked him to'."""
    index = to - 1
    while index >= 0 and is_adverb(tokens[index]):
        index -= 1
    if index < 0 or tokens[index].among("be"):
        return True
    if index and tokens[index].among("cues.hearsay") and tokens[index - 1].among("be"):
        return True  # 'is said to believe that'
    for at in range(index, max(-1, index - _REACH), -1):
        token = tokens[at]
        if not token.word or token.among("complementizer"):
            return False
        if token.among("cues.unfulfilled", "negators"):
            return True
        if token.among("be") and at == index - 1 and tokens[at - 1].among("expletives"):
            return True  # 'it is fair to say'
        if is_finite(tokens, at) and not token.among("be", "have"):
            return False
    return False


def withheld(tokens: Sequence[Token], participle: int) -> bool:
    """Tell whether a participle is what somebody did not do: 'without saying', 'stopped short of saying', 'denied saying'."""
    before = participle - 1
    while before >= 0 and is_adverb(tokens[before]):
        before -= 1
    return before >= 0 and (
        tokens[before].among("cues.withheld")
        or (before > 0 and tokens[before].among("of_from") and tokens[before - 1].among("cues.withheld"))
    )


def silent(tokens: Sequence[Token], infinitive: int) -> bool:
    """Tell whether what is refused is to speak: 'declined to comment', 'refused to say whether'."""
    index = infinitive + 1
    while index < len(tokens) and (is_adverb(tokens[index]) or tokens[index].among("be")):
        index += 1
    return index < len(tokens) and tokens[index].among("cues.silence")
