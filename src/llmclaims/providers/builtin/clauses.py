"""Where clauses begin and end, judged from finite verbs, conjunctions and marks."""

from collections.abc import Sequence

from llmclaims.providers.builtin.noun_phrases import DASHES, QUOTE_MARKS
from llmclaims.providers.builtin.tokens import Token, is_finite

_NAME = 7
"""Tokens of the longest name in quotation marks, the marks among them."""


def has_clause(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Tell whether a range holds a finite verb that no relative pronoun governs."""
    for index in range(start, min(end, start + 30)):
        agent = tokens[index + 1].among("agent") if index + 1 < end else False
        if is_finite(tokens, index) and index > start and (tokens[index].finite or not agent):
            return not any(t.among("relative_subjects") for t in tokens[max(start, index - 3) : index])
    return False


def surely_clause(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a clause without 'that' surely begins here: a subject, then an unmistakable verb."""
    for verb in range(index + 1, min(len(tokens), index + 9)):
        token = tokens[verb]
        if token.among("uncertain") or token.tagged("ing"):
            return False
        if token.finite:
            return True
        if is_finite(tokens, verb) and not token.tagged("part"):
            return True
    return False


def main_clause(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a main clause with its own subject begins here."""
    if (
        index >= len(tokens)
        or not tokens[index].word
        or tokens[index].among("coordinators", "relativizers", "subordinators")
        or tokens[index].tagged("ing")
    ):
        return False
    return any(is_finite(tokens, i) for i in range(index + 1, min(len(tokens), index + 8)))


def clause_end(tokens: Sequence[Token], index: int, trigger: int) -> int:
    """Find where the clause of a trigger ends."""
    inner, first = tokens[trigger].quotation, index
    while index < len(tokens):
        if inner == -1 and tokens[index].quotation != -1:
            index = _behind_name(tokens, index)
            if index >= len(tokens):
                break
        token = tokens[index]
        following = tokens[index + 1] if index + 1 < len(tokens) else None
        if (
            token.text in {";", ":", ")"}
            or (token.text in DASHES and token.text != "-" and not _glued(tokens, index))
            or token.quotation != inner
        ):
            break
        if token.among("clause_ends"):
            break
        if (
            token.text == ","
            and following
            and (
                following.among("coordinators", "relativizers", "subordinators", "clause_tails")
                or following.tagged("ing")
                or following.quotation != inner
                or _clause_begins(tokens, index + 1)
            )
        ):
            break
        if token.among("and_but") and _clause_begins(tokens, index + 1) and not paired(tokens, index):
            break
        index += 1
    while index > first and not _may_end(tokens[index - 1], inner):
        index -= 1
    return index


def _may_end(token: Token, inner: int) -> bool:
    """Tell whether a clause may end with a token: a word that is complete, or the mark that closes a name in it."""
    closing = token.text in QUOTE_MARKS and token.quotation != inner
    return closing or (token.word and not token.among("closed"))


def _glued(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a dash joins what stands on both sides of it: "1–0"."""
    if not 0 < index < len(tokens) - 1:
        return False
    if tokens[index - 1].text[0].isdigit() and tokens[index + 1].text[0].isdigit():
        return True
    return tokens[index - 1].end == tokens[index].start and tokens[index].end == tokens[index + 1].start


def _behind_name(tokens: Sequence[Token], index: int) -> int:
    """Return where a name or a word or two in quotation marks ends, the index itself where more stands in them."""
    inside = tokens[index].quotation
    end = index
    while end < len(tokens) and tokens[end].quotation == inside:
        end += 1
    goes_on = (
        end < len(tokens) and tokens[end].word and not tokens[end].among("coordinators", "subordinators")
    )
    named = index + 1 < end and (tokens[index + 1].capital or goes_on) and end - index <= _NAME
    return end if named and not any(is_finite(tokens, i) for i in range(index, end)) else index


def paired(tokens: Sequence[Token], joint: int) -> bool:
    """Tell whether 'and' is the second half of 'between X and Y'."""
    return any(t.among("between") for t in tokens[max(0, joint - 8) : joint])


def _clause_begins(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a new clause begins here: a finite verb within a few words, or an auxiliary behind a long subject."""
    for at in range(index, min(len(tokens), index + 11)):
        if tokens[at].text in {",", ";"} or tokens[at].among("relativizers"):
            return is_finite(tokens, at)
        if at < index + 7 and is_finite(tokens, at):
            return True
        if at > index + 3 and tokens[at].among("subordinators", "coordinators"):
            return False
        if tokens[at].finite:
            return True
    return False
