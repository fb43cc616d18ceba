"""Where a reported content ends: at the sentence's end, or where another part of the sentence begins."""

from collections.abc import Sequence

from llmclaims.providers.builtin.clauses import has_clause, main_clause, surely_clause
from llmclaims.providers.builtin.cues import Cue
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.noun_phrases import DASHES, QUOTE_MARKS
from llmclaims.providers.builtin.tokens import Token


def content_end(tokens: Sequence[Token], cues: Sequence[Cue], number: int, first: int) -> int:
    """Find where a content that begins at ``first`` ends: the sentence's end, or the place where another part begins."""
    cue = cues[number]
    inner = tokens[first].quotation if first < len(tokens) else -1
    outer = tokens[cue.first].quotation
    end = next(
        (i for i in range(first, len(tokens)) if outer >= 0 and tokens[i].quotation != outer), len(tokens)
    )
    end = min(end, _first_break(tokens, cues, number, first))
    for other in cues[number + 1 :]:
        edge = _edge(tokens, cue, other, first)
        if edge is not None and first < edge < end and (inner == -1 or tokens[edge].quotation != inner):
            end = edge
    return end


def _first_break(tokens: Sequence[Token], cues: Sequence[Cue], number: int, first: int) -> int:
    """Return the first mark behind which the content does not go on, the end of the sentence where there is none."""
    cue = cues[number]
    narrow = cue.voice == "noun" or not _clausal(tokens, cue, first)
    before_cue = tokens[: cue.first]
    opened = tokens[0].among("clause_openers") and all(t.text != "," for t in before_cue)
    brackets = 0
    for index in range(first, len(tokens)):
        token = tokens[index]
        brackets += (token.text == "(") - (token.text == ")")
        if brackets < 0:
            return index
        mark = token.text == "," or (token.text in QUOTE_MARKS and tokens[index - 1].text == ",")
        if mark and index > first and _turns(tokens, cues, number, index):
            return index
        if token.quotation != -1 or brackets or index == first:
            continue
        if token.text == ";" or (narrow and _cut(tokens, index)):
            return index
        if opened and token.text == "," and index > first + 1 and main_clause(tokens, index + 1):
            return index
    return len(tokens)


def _clausal(tokens: Sequence[Token], cue: Cue, first: int) -> bool:
    """Tell whether a content is a clause rather than a noun phrase or an infinitive."""
    frames = cue.entry.frames
    if (first and tokens[first - 1].among("complementizer")) or cue.inverted or first <= cue.first:
        return True
    if first < len(tokens) and tokens[first].quotation not in {-1, tokens[cue.first].quotation}:
        return True
    return "c" in frames or (bool(frames & {"b", "t"}) and surely_clause(tokens, first))


def _turns(tokens: Sequence[Token], cues: Sequence[Cue], number: int, comma: int) -> bool:
    """Tell whether ', but …' or ', while …' leads to somebody else's words."""
    following = tokens[comma + 1].lower if comma + 1 < len(tokens) else ""
    if following not in words("contrast"):
        return False
    return any(
        comma < cue.start < comma + 16 and cue.voice in {"active", "passive", "participle"}
        for cue in cues[number + 1 :]
    )


def _cut(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a noun phrase or an infinitive ends here: ', which …', ', but …', a dash."""
    token = tokens[index]
    if token.text in DASHES and token.text != "-":
        return True
    if token.text == "," and index + 1 < len(tokens):
        following = tokens[index + 1]
        if following.among("joining") and main_clause(tokens, index + 2):
            return True
        return following.among("cutting")
    return False


def _edge(tokens: Sequence[Token], cue: Cue, other: Cue, first: int) -> int | None:
    """Find where a later cue cuts off the content of an earlier one, None when it is part of it."""
    if other.start <= first or other.voice == "noun":
        return None
    before = tokens[other.start - 1]
    comma = before.text == ","
    if other.voice == "according":
        return other.start - comma if comma or before.quotation == -1 else None
    if other.inverted:
        return other.start
    if other.voice == "participle" and other.shared:
        return other.start if tokens[other.start].text == "," else None
    if other.shared:
        return _shared_edge(tokens, cue, other, first)
    joined = before.among("new_subject", "relative_objects")
    if joined and other.start >= 2 and tokens[other.start - 2].text == ",":
        return other.start - 2
    if comma and (other.voice == "relative" or _tagged(tokens, other)):
        return other.start - 1
    return None


def _shared_edge(tokens: Sequence[Token], cue: Cue, other: Cue, first: int) -> int | None:
    """Find where 'and called …' cuts off what was said before it by the same speaker."""
    joint = other.first - 1
    while joint > first and not tokens[joint].among("shared_subject"):
        joint -= 1
    if tokens[joint - 1].text == ",":
        return joint - 1
    return joint if cue.entry.frames & {"n", "p"} or not has_clause(tokens, first, joint) else None


def _tagged(tokens: Sequence[Token], cue: Cue) -> bool:
    """Tell whether a cue with its speaker stands alone between commas or at the end."""
    return cue.end >= len(tokens) or tokens[cue.end].text in {",", ".", ";"} | QUOTE_MARKS
