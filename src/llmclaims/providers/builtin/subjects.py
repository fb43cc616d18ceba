"""The subject of a verb: the noun phrase left of it, over relative clauses, appositions and adjuncts."""

from collections.abc import Sequence

from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.noun_phrases import QUOTE_MARKS, Phrase, head, is_auxiliary
from llmclaims.providers.builtin.tokens import Token, is_adverb, is_finite
from llmclaims.schema.annotations import Span

_LIMIT = 40
"""How many tokens a subject may reach back."""


def skip_back(tokens: Sequence[Token], index: int) -> int:
    """Return the last token before a verb that is neither an auxiliary nor an adverb, -1 when there is none."""
    while index >= 0:
        token = tokens[index]
        if token.among("ambiguous_clitics") and not (index and tokens[index - 1].among("subject_pronouns")):
            break
        joint = token.among("and") and index and is_adverb(tokens[index - 1]) and is_adverb(tokens[index + 1])
        if not (is_auxiliary(token) or is_adverb(token) or joint):
            break
        index -= 1
    return index


def subject_before(tokens: Sequence[Token], verb: int) -> Phrase | None:
    """Return the subject of the verb at an index, left of it: over auxiliaries, relative clauses and appositions."""
    last = skip_back(tokens, verb - 1)
    if last < 0:
        return None
    token = tokens[last]
    if token.among("relative_words") and last:
        before = last - 2 if tokens[last - 1].text == "," else last - 1
        return phrase_ending(tokens, before) if before >= 0 else None
    if token.text == ",":
        return _apposed(tokens, last)
    return phrase_ending(tokens, last)


def main_subject(tokens: Sequence[Token], end: int) -> Phrase | None:
    """Return the subject of the first clause before the token at ``end``."""
    start = 1
    if tokens and (tokens[0].among("prepositions", "subordinators") or tokens[0].tagged("ing", "part")):
        start = next((i for i in range(1, end) if tokens[i].text == "," and tokens[i].quotation == -1), 0) + 1
    for index in range(start, end):
        if tokens[index].quotation == -1 and is_finite(tokens, index):
            phrase = subject_before(tokens, index)
            if phrase:
                return phrase
    return None


def _apposed(tokens: Sequence[Token], comma: int) -> Phrase | None:
    """Return the phrase before an apposition that ends with the comma at an index."""
    commas = [i for i in range(max(0, comma - _LIMIT), comma) if tokens[i].text == ","][::-1][:5]
    for opening in commas:
        if opening and _opens_apposition(tokens, opening + 1):
            phrase = phrase_ending(tokens, opening - 1)
            if (
                phrase
                and not head(tokens, phrase).capital
                and all(_in_name(t) for t in tokens[opening + 1 : comma])
            ):
                return Phrase(opening + 1, comma - 1, phrase.outer)
            if phrase and any(t.text[0].isalpha() for t in tokens[phrase.first : phrase.last + 1]):
                return phrase
    return None


def _in_name(token: Token) -> bool:
    return (token.capital and not token.among("determiners")) or token.among("name_particles")


def _opens_apposition(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    if token.among("apposition_openers", "speakers.person", "possessives") or token.text[0].isdigit():
        return True
    named = index + 1 < len(tokens) and tokens[index + 1].among("speakers.person")
    return named or token.tagged("ing", "part") or token.capital


def phrase_ending(tokens: Sequence[Token], last: int) -> Phrase | None:
    """Return the noun phrase that ends with the token at an index, without what only says when or on what occasion."""
    token = tokens[last]
    if token.text == ")":
        opening = _bracket(tokens, last)
        return phrase_ending(tokens, opening - 1) if opening > 0 else None
    if token.among("subject_pronouns"):
        return Phrase(last, last, last)
    if not token.word or token.among("closed") or is_finite(tokens, last):
        return None
    first, end = _walk_left(tokens, last)
    first = _drop_leading(tokens, first, end)
    end = _drop_trailing(tokens, first, end)
    if first > end or all(t.among("dull") for t in tokens[first : end + 1]):
        return None
    return Phrase(first, end, first)


def _walk_left(tokens: Sequence[Token], last: int) -> Span:
    """Return how far a phrase reaches to the left, and where its mention ends (before a relative clause)."""
    first, end, index = last, last, last
    listed = False
    while index >= 0 and last - index < _LIMIT:
        token = tokens[index]
        if token.text == ")":
            index = _bracket(tokens, index) - 1
            continue
        if token.among("joining"):
            if not _coordinates(tokens, index):
                break
            listed = True
        elif token.text == ",":
            if not (listed and _listed(tokens, index)):
                break
        elif is_finite(tokens, index):
            relative = _relative(tokens, index)
            if relative is None:
                break
            index = end = relative
            first = min(first, relative)
            continue
        elif _breaks(tokens, index, last):
            break
        first = index
        index -= 1
    return first, end


def _bracket(tokens: Sequence[Token], closing: int) -> int:
    """Return the bracket that opens what the one at an index closes, -1 when it is far off."""
    return next((i for i in range(closing - 1, max(-1, closing - 12), -1) if tokens[i].text == "("), -1)


def _breaks(tokens: Sequence[Token], index: int, last: int) -> bool:
    """Tell whether a token has no place in a noun phrase that goes to the left."""
    token = tokens[index]
    if token.quotation != tokens[last].quotation or not (token.word or token.text in "&'’/.%$-"):
        return True
    if token.among("subordinators", "coordinators", "relativizers"):
        return True
    if token.among("prepositions"):
        return not token.among("np_prepositions")
    if token.among("weekdays", "time_words", "subject_pronouns"):
        return index < last and not tokens[index + 1].among("possessive_ending")
    return is_adverb(token) and not token.capital and index == last


def _coordinates(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a conjunction joins two nouns: no finite verb stands between it and the clause's beginning."""
    for left in range(index - 1, max(-1, index - 12), -1):
        token = tokens[left]
        if token.text in {";", ":"} or token.text in QUOTE_MARKS:
            return left < index - 1
        if token.text == ",":
            return left < index - 1 or _listed(tokens, left)
        if is_finite(tokens, left) or token.among("clause_heads"):
            return False
    return index > 0


def _listed(tokens: Sequence[Token], comma: int) -> bool:
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


def _relative(tokens: Sequence[Token], verb: int) -> int | None:
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


def _drop_leading(tokens: Sequence[Token], first: int, last: int) -> int:
    """Leave out a leading adjunct: 'On Thursday Khan' is about Khan."""
    while first < last and (
        tokens[first].among("sentence_openers", "coordinators", "particles")
        or not tokens[first].word
        or is_adverb(tokens[first])
        or tokens[first].among("time_words")
    ):
        first += 1
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


def _drop_trailing(tokens: Sequence[Token], first: int, last: int) -> int:
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
