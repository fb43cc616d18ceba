"""Where a noun phrase that goes to the left begins and ends: what belongs to it, and what only stands beside it."""

from collections.abc import Sequence

from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.noun_phrases import QUOTE_MARKS
from llmclaims.providers.builtin.tokens import Token, is_adverb, is_finite


def noun_before(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a word ends what stands before an article, so that a phrase begins there: 'keeps in place | a man'."""
    token = tokens[index]
    linking = token.among(
        "closed", "determiners", "possessives", "joining", "possessive_ending", "partitives"
    )
    return token.word and not linking and not token.capital


def bracket(tokens: Sequence[Token], closing: int) -> int:
    """Return the bracket that opens what the one at an index closes, -1 when it is far off."""
    return next((i for i in range(closing - 1, max(-1, closing - 12), -1) if tokens[i].text == "("), -1)


def breaks(tokens: Sequence[Token], index: int, last: int) -> bool:
    """Tell whether a token has no place in a noun phrase that goes to the left."""
    token = tokens[index]
    if token.quotation != tokens[last].quotation or not (token.word or token.text in "&'’/.%$-"):
        return True
    if token.among("subordinators", "coordinators", "relativizers"):
        return True
    if token.among("prepositions"):
        return not token.among("np_prepositions")
    if token.text.isupper() and len(token.text) > 1:
        return False  # 'USA TODAY'
    if index and token.tagged("base") and not token.capital and tokens[index - 1].among("infinitive"):
        return True  # 'quick to criticize | newspapers that …'
    if token.among("weekdays") and index > 1 and tokens[index - 1].among("occasion_prepositions"):
        return False  # 'Brun on Monday in Sund': what says when is left out later
    if token.among("weekdays", "time_words", "subject_pronouns"):
        return index < last and not tokens[index + 1].among("possessive_ending")
    return is_adverb(token) and not token.capital and index == last


def coordinates(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a conjunction joins two nouns: no finite verb stands between it and the clause's beginning."""
    for left in range(index - 1, max(-1, index - 30), -1):
        token = tokens[left]
        if token.text in {";", ":"} or token.text in QUOTE_MARKS:
            return left < index - 1
        if token.text == ",":
            return left < index - 1 or listed(tokens, left)
        if is_finite(tokens, left) or token.among("clause_heads"):
            return False
    return index > 0


def listed(tokens: Sequence[Token], comma: int) -> bool:
    """Tell whether a comma stands between members of a list: a few words without a verb on its left."""
    for left in range(comma - 1, max(-1, comma - 7), -1):
        token = tokens[left]
        if token.text == "," or token.text in QUOTE_MARKS:
            return left < comma - 1
        if is_finite(tokens, left) or token.among("subordinators"):
            return False
        if left == 0:
            return not token.among("prepositions", "sentence_openers") and not token.tagged("ing")
    return False


def relative_noun(tokens: Sequence[Token], verb: int) -> int | None:
    """Return the end of the noun that a relative clause with this verb hangs on, None when it is no such clause."""
    token = tokens[verb]
    for left in range(verb - 1, max(-1, verb - 7), -1):
        if tokens[left].among("relative_clause_words") and left:
            before = left - 2 if tokens[left - 1].text == "," and left > 1 else left - 1
            noun = tokens[before]
            if noun.word and not is_finite(tokens, before) and not noun.among("closed"):
                return before
            return None
        if not tokens[left].word:
            return None
    following = tokens[verb + 1].lower if verb + 1 < len(tokens) else ""
    if token.tagged("part") and following in words("prepositions") and verb and not token.finite:
        noun = tokens[verb - 1]
        if noun.word and not noun.among("closed", "subject_pronouns") and not is_adverb(noun):
            return verb - 1
    return None


def drop_leading(tokens: Sequence[Token], first: int, last: int) -> int:
    """Leave out a leading adjunct: 'On Thursday Khan' is about Khan."""
    while first < last and (step := _leading(tokens, first)):
        first = min(last, first + step)
    if not tokens[first].among("prepositions", "infinitive") and not tokens[first].tagged("ing"):
        return first
    noun = False
    best = None
    for index in range(first + 1, last + 1):
        token = tokens[index]
        starts = token.among("determiners", "possessives", "honorifics") or token.capital
        if (
            starts
            and noun
            and not tokens[index - 1].among("phrase_links")
            and not (
                token.capital
                and tokens[index - 1].capital
                and not tokens[index - 1].among("weekdays", "months")
            )
        ):
            best = index
        noun = token.word and not token.among("closed", "determiners", "possessives")
    return best if best is not None else last


def _leading(tokens: Sequence[Token], index: int) -> int:
    """Count the words in front of a phrase that only say when or join it: 'Earlier this week', 'Two days ago', '10.32'."""
    token, following = tokens[index], tokens[index + 1]
    timed = token.among("time_modifiers", "number_words", "definite_determiners")
    if timed and following.among("time_nouns", "weekdays", "months"):
        late = tokens[index + 2].among("time_words") if index + 2 < len(tokens) else False
        return 3 if late else 2 if token.among("time_modifiers") else 0
    clock = token.text[0].isdigit() and any(mark in token.text for mark in ".:")
    if clock and (following.capital or following.among("determiners")):
        return 1
    joins = token.among("sentence_openers", "coordinators", "particles", "time_words")
    return int(joins or not token.word or is_adverb(token))


def drop_trailing(tokens: Sequence[Token], first: int, last: int) -> int:
    """Leave out what says when or on what occasion: 'Clinton in a speech' is about Clinton."""
    occasions = words("occasions", "time_nouns", "weekdays", "months")
    for index in range(first + 1, last):
        if tokens[index].among("occasion_prepositions") and not tokens[index - 1].among("partitives"):
            after = index + 1
            while after < last and tokens[after].among("determiners", "possessives", "time_modifiers"):
                after += 1
            if any(t.lower in occasions for t in tokens[after : after + 2]) or tokens[after].lower.isdigit():
                return index - 1
    while last > first and (tokens[last].among("weekdays", "time_words") or is_adverb(tokens[last])):
        last -= 1
    return last
