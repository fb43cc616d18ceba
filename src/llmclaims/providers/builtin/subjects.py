"""The subject of a verb: the noun phrase left of it, over relative clauses, appositions and adjuncts."""

from collections.abc import Sequence

from llmclaims.providers.builtin.noun_phrases import QUOTE_MARKS, Phrase, head, is_auxiliary
from llmclaims.providers.builtin.phrase_edges import (
    bracket,
    breaks,
    coordinates,
    drop_leading,
    drop_trailing,
    listed,
    noun_before,
    relative_noun,
)
from llmclaims.providers.builtin.speaker_nouns import names_a_person
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
        when = _time_before(tokens, index)
        if when < index:
            index = when
            continue
        joint = token.among("and") and index and is_adverb(tokens[index - 1]) and is_adverb(tokens[index + 1])
        if not (is_auxiliary(token) or is_adverb(token) or joint):
            break
        index -= 1
    return index


def _time_before(tokens: Sequence[Token], index: int) -> int:
    """Return the last token before 'this month', 'on Monday' or 'Friday' that ends at an index, the index itself where none does."""
    token = tokens[index]
    if index < 1 or tokens[index - 1].among("possessive_ending"):
        return index
    if token.among("time_nouns", "months") and tokens[index - 1].among("time_modifiers"):
        return index - 2
    if token.among("weekdays"):
        return index - 1 - tokens[index - 1].among("occasion_prepositions")
    return index


def subject_before(tokens: Sequence[Token], verb: int) -> Phrase | None:
    """Return the subject of the verb at an index, left of it: over auxiliaries, relative clauses and appositions."""
    last = skip_back(tokens, verb - 1)
    if last < 0:
        return None
    token = tokens[last]
    if token.among("relative_words") and last:
        before = last - 2 if tokens[last - 1].text == "," else last - 1
        phrase = phrase_ending(tokens, before) if before >= 0 else None
        return _named_by(tokens, phrase) if phrase else None
    if token.text == ",":
        return _apposed(tokens, last)
    phrase = phrase_ending(tokens, last)
    return _named_by(tokens, phrase) if phrase else None


def main_subject(tokens: Sequence[Token], end: int) -> Phrase | None:
    """Return the subject of the first clause before the token at ``end``."""
    start = 1
    if tokens and (tokens[0].among("prepositions", "subordinators") or tokens[0].tagged("ing", "part")):
        start = next((i for i in range(1, end) if tokens[i].text == "," and tokens[i].quotation == -1), 0) + 1
    for index in range(start, end):
        if tokens[index].quotation == -1 and is_finite(tokens, index):
            phrase = subject_before(tokens, index)
            if phrase and not (phrase.first and tokens[phrase.first - 1].among("relativizers")):
                return phrase
    return None


def apposed_before(tokens: Sequence[Token], verb: int) -> bool:
    """Tell whether a verb behind a comma has its subject left of it, over an apposition: '…,” Lund, a nurse, said'."""
    if verb < 4 or tokens[verb - 1].text != ",":
        return False
    phrase = _apposed(tokens, verb - 1)
    if phrase is None or not phrase.outer or tokens[phrase.outer - 1].text not in QUOTE_MARKS:
        return False
    return tokens[phrase.outer - 1].quotation >= 0


def _apposed(tokens: Sequence[Token], comma: int) -> Phrase | None:
    """Return the phrase before an apposition that ends with the comma at an index."""
    commas = [i for i in range(max(0, comma - _LIMIT), comma) if tokens[i].text == ","][::-1][:5]
    for opening in commas:
        if opening and not tokens[opening + 1].among("name_tails") and _opens_apposition(tokens, opening + 1):
            phrase = phrase_ending(tokens, opening - 1)
            if phrase and _place_tail(tokens, phrase):
                continue
            if (
                phrase
                and not head(tokens, phrase).capital
                and all(_in_name(t) for t in tokens[opening + 1 : comma])
                and not _of_somebody(tokens, phrase)
                and not _in_place(tokens, phrase)
            ):
                return Phrase(opening + 1, comma - 1, phrase.outer)
            if phrase and any(t.text[0].isalpha() for t in tokens[phrase.first : phrase.last + 1]):
                return _named_by(tokens, phrase)
    return None


def apposed_name(tokens: Sequence[Token], phrase: Phrase) -> Phrase | None:
    """Return the name between two marks right behind a phrase that tells an office: 'said its chair, Dario Velk,'."""
    comma = phrase.last + 1
    if comma + 2 >= len(tokens) or tokens[comma].text != "," or head(tokens, phrase).capital:
        return None
    end = comma + 1
    while end < len(tokens) and _in_name(tokens[end]):
        end += 1
    closed = end == len(tokens) or tokens[end].text in {",", ".", ";"} or tokens[end].text in QUOTE_MARKS
    if end - comma < 3 or not closed or _of_somebody(tokens, phrase):
        return None
    return Phrase(comma + 1, end - 1, phrase.outer)


def _named_by(tokens: Sequence[Token], phrase: Phrase) -> Phrase:
    """Return the name that a phrase with 'a' only describes, as in 'Holm, a nurse who …'; else the phrase itself."""
    comma = phrase.outer - 1
    if comma < 1 or tokens[comma].text != "," or not tokens[phrase.first].among("indefinite_articles"):
        return phrase
    name = phrase_ending(tokens, comma - 1)
    return name if name and tokens[name.last].capital else phrase


def _in_place(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """Tell whether a phrase ends with a town, so that a name behind it is the town's state: 'economists in Lund, Ohio'."""
    last = tokens[phrase.last]
    joints = [i for i in range(phrase.first, phrase.last) if tokens[i].among("prepositions")]
    return last.capital and bool(joints) and tokens[joints[-1]].among("place_prepositions")


def _place_tail(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """Tell whether a name between two commas only goes on with a place: 'Holm, 40, of Lund, Ohio, who …'."""
    comma = phrase.outer - 1
    if comma > 1 and tokens[comma].among("of_from", "place_prepositions") and tokens[comma - 1].text == ",":
        return True
    if comma < 2 or tokens[comma].text != ",":
        return False
    before = next((i for i in range(comma - 1, max(-1, comma - 6), -1) if tokens[i].text == ","), None)
    opened = before is not None and tokens[before + 1].among("of_from", "place_prepositions")
    return bool(opened) and all(_in_name(t) for t in tokens[phrase.first : phrase.last + 1])


def _of_somebody(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """Tell whether a name behind a phrase may be another's: 'a spokesman for the mayor, Ida Brun', 'the wife of the suspect, …'."""
    last = tokens[phrase.last]
    linked = any(t.among("prepositions") for t in tokens[phrase.first : phrase.last])
    return linked and not last.capital and names_a_person(last.lower)


def _in_name(token: Token) -> bool:
    return (token.capital and not token.among("determiners")) or token.among("name_particles")


def _opens_apposition(tokens: Sequence[Token], index: int) -> bool:
    token = tokens[index]
    if (
        token.among("apposition_openers", "possessives")
        or names_a_person(token.lower)
        or token.text[0].isdigit()
    ):
        return True
    named = index + 1 < len(tokens) and names_a_person(tokens[index + 1].lower)
    return named or token.tagged("ing", "part") or token.capital


def phrase_ending(tokens: Sequence[Token], last: int) -> Phrase | None:
    """Return the noun phrase that ends with the token at an index, without what only says when or on what occasion."""
    token = tokens[last]
    if token.text == ")":
        opening = bracket(tokens, last)
        return phrase_ending(tokens, opening - 1) if opening > 0 else None
    if token.among("subject_pronouns"):
        return Phrase(last, last, last)
    if not token.word or token.among("closed", "including"):
        return None
    if is_finite(tokens, last):  # 'the report that Lund signed | said'
        own = last > 1 and not token.finite and not tokens[last - 1].among("relative_clause_words")
        noun = relative_noun(tokens, last) if own else None
        return phrase_ending(tokens, noun) if noun is not None else None
    first, end = _walk_left(tokens, last)
    first = drop_leading(tokens, first, end)
    end = drop_trailing(tokens, first, end)
    if first > end or all(t.among("dull") for t in tokens[first : end + 1]):
        return None
    return Phrase(first, end, first)


def _walk_left(tokens: Sequence[Token], last: int) -> Span:
    """Return how far a phrase reaches to the left, and where its mention ends (before a relative clause)."""
    first, end, index = last, last, last
    members = False
    while index >= 0 and last - index < _LIMIT:
        token = tokens[index]
        if token.text == ")":
            index = bracket(tokens, index) - 1
            continue
        if not token.among("joining") and token.text != "," and is_finite(tokens, index):
            relative = relative_noun(tokens, index)
            if relative is None:
                break
            index = end = relative
            first = min(first, relative)
            continue
        members = members or token.among("joining")
        if _ends_here(tokens, index, last, members=members):
            break
        first = index
        if index and token.among("articles", "possessives") and noun_before(tokens, index - 1):
            break
        index -= 1
    return first, end


def _ends_here(tokens: Sequence[Token], index: int, last: int, *, members: bool) -> bool:
    """Tell whether a token no longer belongs to the phrase; ``members`` says that 'and' made a list of it."""
    token = tokens[index]
    if token.among("joining"):
        return not coordinates(tokens, index)
    if token.text == ",":
        return not (members and listed(tokens, index))
    return breaks(tokens, index, last)
