"""Who does what an event verb says: its subject, over asides and relative clauses, and who controls its infinitive or gerund."""

from collections.abc import Sequence

from llmclaims.providers.builtin.event_words import event_nouns
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.noun_phrases import QUOTE_MARKS, Phrase
from llmclaims.providers.builtin.subjects import phrase_ending, skip_back, subject_before
from llmclaims.providers.builtin.tokens import Token, is_adverb, is_finite

_ASIDE = 14
"""Tokens of the longest aside between a subject and its verb that is stepped over."""
_CLAUSE = 30
_NAME = 8
"""Tokens of the longest name in quotation marks."""


def subject_of(tokens: Sequence[Token], verb: int) -> Phrase | None:
    """Return the subject of a verb, also over an aside: "The men, aged 24 and 31, were held", "a storm that came at night hit"."""
    found = subject_before(tokens, verb)
    last = skip_back(tokens, verb - 1)
    if found is not None and _region(tokens, found, last):
        found = phrase_ending(tokens, found.first - 2)
    if found is not None and not only_timed(tokens, found):
        related = tokens[last].among("relative_objects", "complementizer")
        return _nearest(tokens, found) if related else _whole(tokens, found)
    if last > 1 and tokens[last].text in QUOTE_MARKS:
        return _quoted_name(tokens, last)
    if last > 1 and tokens[last].text == ",":
        opening = next((i for i in range(last - 1, max(0, last - _ASIDE), -1) if tokens[i].text == ","), 0)
        aside = range(opening + 1, last)
        plain = not any(
            tokens[i].finite or (tokens[i].among("coordinators") and i == opening + 1) for i in aside
        )
        if opening and plain and not any(is_finite(tokens, i) for i in range(opening)):
            quoted = tokens[opening - 1].text in QUOTE_MARKS
            return _quoted_name(tokens, opening - 1) if quoted else phrase_ending(tokens, opening - 1)
        return None
    return _over_relative(tokens, last)


def _nearest(tokens: Sequence[Token], phrase: Phrase) -> Phrase:
    """Return the noun that a "which" or "that" stands beside: the plane in "the search for a plane that crashed"."""
    links = [
        i
        for i in range(phrase.first, phrase.last)
        if tokens[i].among("prepositions") and not tokens[i].capital
    ]
    if not links or tokens[links[-1]].among("of") or not tokens[links[-1] + 1].among("determiners"):
        return phrase
    if tokens[links[0] - 1].lower in event_nouns():  # "the attack on the port that killed 12"
        return phrase
    return Phrase(links[-1] + 1, phrase.last, links[-1] + 1)


def _region(tokens: Sequence[Token], phrase: Phrase, last: int) -> bool:
    """Tell whether what stands between two commas only says where a town is: "a boy from Irving, Texas, was held"."""
    alone = phrase.first == phrase.last == last - 1 and tokens[last].text == ","
    return (
        alone
        and phrase.first > 1
        and tokens[phrase.first - 1].text == ","
        and tokens[phrase.first - 2].capital
    )


def _quoted_name(tokens: Sequence[Token], closing: int) -> Phrase | None:
    """Return a name in quotation marks that ends at a token: “Board of Trade”."""
    marks = [i for i in range(closing - 1, max(-1, closing - _NAME), -1) if tokens[i].text in QUOTE_MARKS]
    if not marks or marks[0] + 1 >= closing or not tokens[marks[0] + 1].capital:
        return None
    end = closing - 1
    while end > marks[0] + 1 and not tokens[end].word:
        end -= 1
    return Phrase(marks[0] + 1, end, marks[0])


def _whole(tokens: Sequence[Token], phrase: Phrase) -> Phrase:
    """Return a subject with the event noun in front of it ("Shelling by the army"), and without a verb that got into it."""
    without = _without_verb(tokens, phrase)
    if without is not None:
        return without
    if phrase.last > phrase.first and tokens[phrase.last].among("possessive_ending"):
        return Phrase(phrase.first, phrase.last - 1, phrase.outer)
    if is_adverb(tokens[phrase.first]) and phrase.first < phrase.last:
        return Phrase(phrase.first + 1, phrase.last, phrase.outer)
    for index in range(phrase.first - 1, max(-1, phrase.first - 6), -1):
        token = tokens[index]
        if not token.word or token.finite or token.among("coordinators", "subordinators"):
            break
        if token.lower in event_nouns() and tokens[index + 1].among("np_prepositions"):
            opened = index == 0 or tokens[index - 1].among("coordinators") or not tokens[index - 1].word
            return Phrase(index, phrase.last, index) if opened else phrase
    return phrase


def _without_verb(tokens: Sequence[Token], phrase: Phrase) -> Phrase | None:
    """Return the noun phrase behind a verb that a subject was taken to begin with, None where there is no such verb."""
    inside = range(phrase.first, phrase.last + 1)
    links = [i for i in inside if tokens[i].among("prepositions") and i < phrase.last]
    for index in reversed(inside):
        if tokens[index].among("non_finite") and not tokens[index].among("ambiguous_clitics", "have"):
            first = next((i for i in links if i > index), index) + 1
            return Phrase(first, phrase.last, first) if first <= phrase.last else phrase
    opening = tokens[phrase.first]
    before = tokens[phrase.first - 1] if phrase.first else None
    bare = opening.tagged("base") and not opening.capital and before is not None
    if bare and before and before.among("infinitive", "modals", "do", "negators"):
        return Phrase(links[-1] + 1, phrase.last, links[-1] + 1) if links else phrase
    for index in range(phrase.first + 1, phrase.last):
        if tokens[index].tagged("base") and is_adverb(tokens[index - 1]) and not tokens[index].capital:
            return Phrase(index + 1, phrase.last, index + 1)
    gerund = opening.tagged("ing") and not opening.capital and opening.lower not in event_nouns()
    hosted = before is not None and (before.among("prepositions", "be") or before.text == ",")
    if gerund and hosted and phrase.first < phrase.last and not opening.among("nouns_ing"):
        return Phrase(phrase.first + 1, phrase.last, phrase.first + 1)
    return None


def only_timed(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """Tell whether a phrase is only a time, which neither acts nor is acted upon."""
    inside = tokens[phrase.first : phrase.last + 1]
    if len(inside) == 1 and inside[0].among("months") and inside[0].capital:
        return phrase.first > 0 and tokens[phrase.first - 1].among(
            "prepositions"
        )  # "in May", not "May was shot"
    return all(t.among("dull", "months", "weekdays", "time_modifiers") or t.text.isdigit() for t in inside)


def _over_relative(tokens: Sequence[Token], last: int) -> Phrase | None:
    """Return the noun that a relative clause right before a verb hangs on."""
    verbs = 0
    for index in range(last, max(0, last - _ASIDE), -1):
        if tokens[index].text in {",", ";", ":"} or tokens[index].among("infinitive", "clause_heads"):
            return phrase_ending(tokens, index - 1) if verbs and tokens[index].lower == "that" else None
        verbs += is_finite(tokens, index)
        if verbs > 1:
            return None
        if verbs and tokens[index].among("relative_clause_words"):
            return phrase_ending(tokens, index - 1) if tokens[index - 1].word else None
    return None


def antecedent(tokens: Sequence[Token], subject: Phrase | None) -> Phrase | None:
    """Return what a relative clause is about whose subject is given: the dam in "the dam, which Telm had built"."""
    if (
        subject is None
        or subject.outer < 2
        or not tokens[subject.outer - 1].among("relative_objects", "complementizer")
    ):
        return None
    before = subject.outer - 2
    if tokens[before].text == ",":
        before -= 1
    elif tokens[before].tagged("past", "base") or is_finite(tokens, before):
        return None
    return phrase_ending(tokens, before) if before >= 0 and tokens[before].word else None


def controller(tokens: Sequence[Token], to: int) -> Phrase | None:
    """Find who does what an infinitive says: the subject of the verb above it, whom it asked or forced where it did so."""
    for index in range(to - 1, max(0, to - _ASIDE), -1):
        token = tokens[index]
        if token.text in {",", ";", ":"} or token.quotation != tokens[to].quotation:
            return None
        adjective = token.among("events.adjectival") and skip_back(tokens, index - 1) < index - 1
        near = index == to - 1 and (token.tagged("ing", "part", "base") or adjective)
        if not near and (token.verb is None or not is_finite(tokens, index)):
            continue
        addressed = (
            token.verb is not None and token.verb.lemma in words("events.addressing") and index < to - 1
        )
        passive = skip_back(tokens, index - 1) < index - 1 and token.tagged("part")
        if addressed and not passive:
            return phrase_ending(tokens, to - 1)
        return subject_of(tokens, index)
    return None


def gerund_subject(tokens: Sequence[Token], gerund: int) -> Phrase | None:
    """Find who does what a gerund says: "thanked Lund for voting", "a nurse accused of poisoning", "After meeting Lund, Dahl ..."."""
    host = tokens[gerund - 1]
    if host.text == ",":
        return _acting_subject(tokens, gerund)
    if host.among("events.gerund_objects"):
        before = tokens[gerund - 2] if gerund > 1 else None
        if before is not None and before.tagged("part", "past") and not before.capital:
            return subject_of(tokens, gerund - 2)
        phrase = phrase_ending(tokens, gerund - 2) if gerund > 1 else None
        told = (
            [i for i in range(phrase.first, phrase.last) if tokens[i].among("infinitive")] if phrase else []
        )
        phrase = Phrase(told[-1] + 1, phrase.last, told[-1] + 1) if phrase and told else phrase
        placed = phrase is not None and phrase.first and tokens[phrase.first - 1].among("place_prepositions")
        acting = (
            phrase is not None
            and not placed
            and any(
                t.capital or t.among("speakers.group", "speakers.person", "object_pronouns")
                for t in tokens[phrase.first : phrase.last + 1]
            )
        )
        return phrase if acting else None
    if gerund == 1:
        comma = next((i for i in range(gerund, min(len(tokens), _CLAUSE)) if tokens[i].text == ","), None)
        verbs = range(comma + 2, min(len(tokens), comma + _ASIDE)) if comma else range(0)
        return next((subject_of(tokens, i) for i in verbs if is_finite(tokens, i)), None)
    return clause_subject(tokens, gerund - 1)


def _acting_subject(tokens: Sequence[Token], gerund: int) -> Phrase | None:
    """Return the subject of the clause before ", killing 12": nobody where it was itself acted upon, or only came to grief."""
    for index in range(gerund - 2, max(0, gerund - _CLAUSE), -1):
        if not is_finite(tokens, index):
            continue
        verb = tokens[index].verb
        passive = tokens[index].among("be") or (
            skip_back(tokens, index - 1) < index - 1 and tokens[index].tagged("part")
        )
        if passive or (verb is not None and verb.lemma in words("events.mishaps")):
            return None
        return subject_of(tokens, index)
    return None


def clause_subject(tokens: Sequence[Token], end: int) -> Phrase | None:
    """Return the subject of the nearest finite verb before a token."""
    for index in range(end - 1, max(0, end - _CLAUSE), -1):
        if is_finite(tokens, index) and tokens[index].quotation == tokens[end].quotation:
            phrase = subject_of(tokens, index)
            if phrase:
                return phrase
    return None
