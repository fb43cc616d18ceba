"""Where a reported content ends: at the sentence's end, or where another part of the sentence begins."""

from collections.abc import Sequence

from llmclaims.providers.builtin.clauses import has_clause, main_clause, surely_clause
from llmclaims.providers.builtin.cues import Cue
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.noun_phrases import DASHES, QUOTE_MARKS
from llmclaims.providers.builtin.tokens import Token, is_adverb, is_finite


def content_end(tokens: Sequence[Token], cues: Sequence[Cue], number: int, first: int) -> int:
    """Find where a content that begins at ``first`` ends: the sentence's end, or the place where another part begins."""
    cue = cues[number]
    inner = tokens[first].quotation if first < len(tokens) else -1
    outer = tokens[cue.first].quotation
    end = next(
        (i for i in range(first, len(tokens)) if outer >= 0 and tokens[i].quotation != outer), len(tokens)
    )
    end = min(end, _first_break(tokens, cues, number, first))
    if cue.voice == "noun":
        end = min(end, _predicate(tokens, cue, first, end))
    for other in cues[number + 1 :]:
        edge = _edge(tokens, cue, other, first)
        if edge is not None and first < edge < end and (inner == -1 or tokens[edge].quotation != inner):
            end = edge
    return end


def _predicate(tokens: Sequence[Token], cue: Cue, first: int, end: int) -> int:
    """Find the verb whose subject a reporting noun is: 'his claim that it is safe | was wrong', 'the denial of fraud | came'."""
    if any(is_finite(tokens, i) for i in range(cue.start)):
        return end
    verbs = [i for i in range(first, end) if is_finite(tokens, i) and not is_finite(tokens, i - 1)]
    clausal = tokens[first - 1].among("complementizer")
    if len(verbs) <= clausal:
        return end
    verb = verbs[clausal]
    return (
        end if any(not t.word or t.among("coordinators", "closed") for t in tokens[verb - 1 : verb]) else verb
    )


def _first_break(tokens: Sequence[Token], cues: Sequence[Cue], number: int, first: int) -> int:
    """Return the first mark behind which the content does not go on, the end of the sentence where there is none."""
    cue = cues[number]
    narrow = cue.voice == "noun" or not _clausal(tokens, cue, first)
    before_cue = tokens[: cue.first]
    opened = tokens[0].among("clause_openers") and all(t.text != "," for t in before_cue)
    opened = opened or (cue.start > 0 and tokens[cue.start - 1].among("clause_openers"))
    aside = cue.voice == "relative" and cue.start > 0 and tokens[cue.start - 1].text == ","
    described = cue.entry.frames & {"n", "p"} and not cue.entry.frames & {"c", "b", "t"} and first > cue.first
    quoted = described and first < len(tokens) and tokens[first].text in QUOTE_MARKS
    said_of = _said_of(tokens, cue, first)
    brackets = 0
    for index in range(first, len(tokens)):
        token = tokens[index]
        brackets += (token.text == "(") - (token.text == ")")
        if brackets < 0:
            return index
        mark = token.text == "," or (token.text in QUOTE_MARKS and tokens[index - 1].text == ",")
        if mark and index > first and _turns(tokens, cues, number, index):
            return index
        if (
            quoted
            and token.quotation != tokens[first].quotation
            and not token.among("and_but", "relativizers")
        ):
            return index
        if token.quotation != -1 or brackets or index == first:
            continue
        if aside and token.text == "," and (narrow or _verb_follows(tokens, index + 1)):
            return index  # ', who said that …, left'
        if token.text == ";" or (narrow and index > said_of and _cut(tokens, index)):
            return index
        if token.text == "," and _other_deed(tokens, cue, index + 1):
            return index
        if opened and token.text == "," and index > first + 1 and main_clause(tokens, index + 1):
            return index
    return len(tokens)


def _said_of(tokens: Sequence[Token], cue: Cue, first: int) -> int:
    """Return where what an object is accused of begins, over a relative clause: 'X, who …, of fraud'; -1 elsewhere."""
    if cue.entry.lemma not in words("cues.object_first"):
        return -1
    near = range(first, min(len(tokens), first + 25))
    return next((i for i in near if tokens[i].lower in cue.entry.frames and tokens[i - 1].text == ","), -1)


def _other_deed(tokens: Sequence[Token], cue: Cue, index: int) -> bool:
    """Tell whether ', and left' behind a content in the past goes on with the speaker's deeds."""
    if index + 1 >= len(tokens) or not tokens[index].among("and_but") or not tokens[cue.first].tagged("past"):
        return False
    verb = tokens[index + 1]
    return verb.tagged("past") and not verb.finite and is_finite(tokens, index + 1)


def _verb_follows(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a finite verb stands at an index, adverbs aside."""
    while index < len(tokens) and is_adverb(tokens[index]):
        index += 1
    return index < len(tokens) and is_finite(tokens, index)


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
        return following.among("cutting") or following.finite
    return False


def _edge(tokens: Sequence[Token], cue: Cue, other: Cue, first: int) -> int | None:
    """Find where a later cue cuts off the content of an earlier one, None when it is part of it."""
    if other.start <= first or other.voice == "noun":
        return None
    before = tokens[other.start - 1]
    comma = before.text == ","
    if other.voice == "according":
        return other.start - comma if comma or before.quotation == -1 else None
    behind = before.text in QUOTE_MARKS and other.voice == "active" and not other.shared
    if other.inverted or (behind and _tagged(tokens, other)):
        return other.start
    if other.voice == "participle" and other.shared:
        return other.start if tokens[other.start].text == "," else None
    if other.shared:
        return _shared_edge(tokens, cue, other, first)
    joined = before.among("new_subject", "relative_objects")
    if joined and other.start >= 2 and tokens[other.start - 2].text == ",":
        return other.start - 2
    if before.among("and_but") and other.voice == "active" and has_clause(tokens, first, other.start - 1):
        return other.start - 1  # '… and the army said …' is the army's
    if comma and (other.voice == "relative" or _tagged(tokens, other)):
        return other.start - 1
    return None


def _reports(tokens: Sequence[Token], other: Cue) -> bool:
    """Tell whether 'that' or a quotation follows a cue, so that it surely reports something of its own."""
    following = tokens[other.last + 1] if other.last + 1 < len(tokens) else None
    if following is None:
        return False
    opened = following.text in QUOTE_MARKS and following.quotation not in {-1, tokens[other.first].quotation}
    return opened or following.among("complementizer")


def _shared_edge(tokens: Sequence[Token], cue: Cue, other: Cue, first: int) -> int | None:
    """Find where 'and called …' cuts off what was said before it by the same speaker."""
    joint = other.first - 1
    while joint > first and not tokens[joint].among("shared_subject"):
        joint -= 1
    if tokens[joint - 1].text == "," or tokens[joint - 1].text in QUOTE_MARKS:
        return joint - (tokens[joint - 1].text == ",")
    if tokens[joint].among("contrast") or _reports(tokens, other):
        return joint
    return joint if cue.entry.frames & {"n", "p"} or not has_clause(tokens, first, joint) else None


def _tagged(tokens: Sequence[Token], cue: Cue) -> bool:
    """Tell whether a cue with its speaker stands alone between commas or at the end."""
    end = cue.end
    if end < len(tokens) and tokens[end].among(
        "early_late", "prepositions", "weekdays", "time_words", "time_modifiers"
    ):
        near = range(end + 1, min(len(tokens), end + 9))
        end = next((i for i in near if not tokens[i].word or is_finite(tokens, i)), end)
    return end >= len(tokens) or tokens[end].text in {",", ".", ";"} | QUOTE_MARKS
