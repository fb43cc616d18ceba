"""What a reporting expression reports: the tokens of its content, before it, behind it or on both sides."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.phrases import DASHES, QUOTE_MARKS, is_auxiliary
from llmclaims.providers.builtin.tokens import is_adverb, is_finite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.providers.builtin.cues import Cue
    from llmclaims.providers.builtin.tokens import Token

Range = tuple[int, int]
"""Half-open range of tokens in one sentence."""

_QUESTION_WORDS = frozenset({"whether", "if", "how", "why", "what", "who", "when", "where", "which"})


def contents(tokens: Sequence[Token], cues: Sequence[Cue], number: int) -> list[Range]:
    """The content of one cue in its sentence as token ranges, empty when it reports nothing."""
    cue = cues[number]
    if cue.voice == "according":
        return _around(tokens, cues, number)
    if cue.inverted:
        return _around(tokens, cues, number)
    after = _after(tokens, cues, number)
    if cue.voice in {"active", "relative"} and not cue.shared and _is_tag(tokens, cue, after):
        return _around(tokens, cues, number)
    return [after] if after else []


def _is_tag(tokens: Sequence[Token], cue: Cue, after: Range | None) -> bool:
    """Whether 'X said' follows what X said: a comma or a closing mark before it, no content behind it."""
    if not cue.start or "q" not in cue.entry.frames and not cue.entry.frames & {"c", "b", "w"}:
        return False
    before = tokens[cue.start - 1]
    if before.text in QUOTE_MARKS and cue.start >= 2:
        if after is not None and _title_before(tokens, cue.start - 1):
            return False
        return after is None or tokens[cue.start - 2].text in ",.?!…—" or tokens[after[0]].lower != "that"
    if before.text not in {",", "—", "–", "--", "-", "?", "!"}:
        return False
    if after is None:
        return True
    following = tokens[cue.end] if cue.end < len(tokens) else None
    return following is not None and following.text == "," and not (
        cue.end + 1 < len(tokens) and tokens[cue.end + 1].text in QUOTE_MARKS and not _clause(tokens, 0, cue.start - 1)
    )


def _title_before(tokens: Sequence[Token], mark: int) -> bool:
    """Whether the quotation that closes here is only a few words of a longer adjunct, as a title is."""
    opening = next((i for i in range(mark - 1, -1, -1) if tokens[i].quotation != tokens[mark].quotation), -1) + 1
    return opening > 0 and any(t.word for t in tokens[:opening]) and mark - opening < 7


def _around(tokens: Sequence[Token], cues: Sequence[Cue], number: int) -> list[Range]:
    """The content before a tag, and its rest behind it."""
    cue = cues[number]
    ranges: list[Range] = []
    start = _begin(tokens, cues, number)
    rest = _rest(tokens, cues, number)
    if cue.start > start and _says_something(tokens, start, cue.start, alone=rest is None):
        ranges.append((start, cue.start))
    if rest:
        ranges.append(rest)
    return ranges


def _says_something(tokens: Sequence[Token], start: int, end: int, *, alone: bool) -> bool:
    """Whether the words before a tag are a content: a clause or a quotation, not 'Back in Virginia, he said'."""
    while start < end and (not tokens[start].word and tokens[start].quotation == -1 or tokens[start].lower in words("sentence_openers")):
        start += 1
    if any(token.quotation >= 0 for token in tokens[start:end]):
        return True
    if _clause(tokens, start, end):
        return True
    head = tokens[start].lower if start < end else ""
    return not alone and end - start > 3 and head not in words("prepositions")


def _begin(tokens: Sequence[Token], cues: Sequence[Cue], number: int) -> int:
    """Where the content before a tag begins: at the sentence, or behind a tag or a semicolon before."""
    start = 0
    for index in range(cues[number].start):
        if tokens[index].text == ";" and tokens[index].quotation == -1:
            start = index + 1
    for cue in cues[:number]:
        if cue.inverted and cue.voice != "according" and cue.end > start:
            start = cue.end
    return start


def _rest(tokens: Sequence[Token], cues: Sequence[Cue], number: int) -> Range | None:
    """What goes on behind a tag: after its comma, unless an aside about the speaker stands there."""
    cue = cues[number]
    index = cue.end
    comma = next((i for i in range(index, min(len(tokens), index + 30)) if tokens[i].text in {",", ":", "—", "--"} | QUOTE_MARKS), None)
    if comma is None or comma + 1 >= len(tokens):
        return None
    opened = next((i for i in range(comma, len(tokens)) if tokens[i].text in QUOTE_MARKS and tokens[i].quotation >= 0), None)
    if opened is not None and tokens[opened - 1].text in {",", ":", "—", "--"} and not _claimed(cues, number, opened):
        return (opened, _end(tokens, cues, number, opened))
    if tokens[comma].text != ",":
        return None
    first = comma + 1
    if cue.voice == "according" and number == 0 and cue.start == 0:
        return (first, _end(tokens, cues, number, first))
    if comma != index and not _adjunct(tokens, index, comma):
        return None
    head = tokens[first]
    aside = head.tagged("ing") and head.lower != "including" or head.lower in {"who", "which", "whose", "a", "an", "as"} and cue.inverted
    if aside or head.lower in words("person", "speakers") or _claimed(cues, number, first):
        return None
    if head.lower in words("prepositions") - {"until", "despite", "since", "because", "including", "after"} and not _clause(tokens, first, len(tokens)):
        return None
    return (first, _end(tokens, cues, number, first))


def _claimed(cues: Sequence[Cue], number: int, index: int) -> bool:
    """Whether a later cue stands between this one and a token."""
    return any(cue.first <= index and cue.voice != "noun" for cue in cues[number + 1 :])


def _adjunct(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether some tokens only say when, where or to whom something was said."""
    return end - start <= 12 and not any(is_finite(tokens, i) for i in range(start, end))


def _clause(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Whether a range holds a finite verb that no relative pronoun governs."""
    for index in range(start, min(end, start + 30)):
        if is_finite(tokens, index) and index > start:
            return not any(t.lower in {"who", "which"} for t in tokens[max(start, index - 3) : index])
    return False


def _after(tokens: Sequence[Token], cues: Sequence[Cue], number: int) -> Range | None:
    cue = cues[number]
    frames = cue.entry.frames
    index = cue.last + 1
    if cue.voice == "noun":
        first = index + 1 if tokens[index].lower in {"that", "for", "of"} else index
        return _bounded(tokens, cues, number, first)
    if "o" in frames:
        index = _skip_addressee(tokens, index)
    found = _opening(tokens, index, cue)
    return _bounded(tokens, cues, number, found) if found is not None else None


def _bounded(tokens: Sequence[Token], cues: Sequence[Cue], number: int, first: int) -> Range | None:
    end = _end(tokens, cues, number, first)
    return (first, end) if end > first else None


def _skip_addressee(tokens: Sequence[Token], index: int) -> int:
    """Behind the person spoken to: 'told The Huffington Post', 'told reporters', 'told him'."""
    first = index
    while index < len(tokens) and index - first < 14:
        token = tokens[index]
        if token.text in {",", ":"} or token.text in QUOTE_MARKS or token.lower in _QUESTION_WORDS | {"that", "to"}:
            break
        if token.lower in words("lying", "cues"):
            return len(tokens)
        if is_finite(tokens, index):
            return _addressee_end(tokens, first, index)
        index += 1
    return index if index < len(tokens) else first


def _addressee_end(tokens: Sequence[Token], first: int, verb: int) -> int:
    """Where the clause begins that follows an addressee without 'that'."""
    starters = words("subject_pronouns") | words("determiners") | words("possessives") | {"there"}
    for index in range(first + 1, verb):
        token = tokens[index]
        if token.lower in starters and tokens[index - 1].lower not in words("prepositions"):
            return index
        if token.capital and not tokens[index - 1].capital and tokens[index - 1].lower not in words("prepositions") | {"the", "'s", "and"}:
            return index
    return min(first + 1, verb)


def _opening(tokens: Sequence[Token], index: int, cue: Cue) -> int | None:
    """The first token of the content behind a cue when what follows fits one of its frames."""
    frames = cue.entry.frames
    index = _skip_adjuncts(tokens, index)
    index = _skip_parenthesis(tokens, index)
    if index >= len(tokens):
        return None
    token = tokens[index]
    clausal = bool(frames & {"c", "b", "t"})
    if token.lower == "that" and clausal:
        return index + 1
    if token.text == "," and index + 1 < len(tokens) and tokens[index + 1].lower == "that" and clausal:
        return index + 2
    inner = tokens[cue.first].quotation
    if token.text in {",", ":", "…", "—"} and index + 1 < len(tokens) and tokens[index + 1].quotation not in {-1, inner}:
        return index + 1 if "q" in frames or clausal else None
    if token.text == ":" and "q" in frames:
        return index + 1
    if token.quotation not in {-1, inner} and token.text in QUOTE_MARKS:
        return index if frames & {"q", "n", "p", "c", "b"} else None
    if not token.word and token.text not in "$€£(":
        return None
    if token.lower in _QUESTION_WORDS:
        return index if "w" in frames or (frames & {"c", "n", "p"} and token.lower == "what") else None
    if token.lower == "to" and index + 1 < len(tokens):
        if "i" in frames:
            return index if sum(t.word for t in tokens[index : index + 5]) > 3 else None
        return index + 1 if "to" in frames else None
    if token.lower in words("prepositions") and token.lower not in {"like"}:
        if token.lower in frames:
            return index + 1
        return index if frames & {"c", "b"} and _clause(tokens, index, len(tokens)) and "c" in frames else None
    if cue.voice == "passive":
        return index if "p" in frames else None
    if "a" in frames and any(t.lower == "to" for t in tokens[index + 1 : index + 14]):
        return index
    if token.lower in words("coordinators") | words("subordinators") or is_finite(tokens, index):
        return index if "c" in frames and token.lower in words("subordinators") and _clause(tokens, index, len(tokens)) else None
    if "p" in frames and not _bare(tokens, index):
        return None
    if frames & {"n", "p"}:
        return index
    if "c" in frames and _clause(tokens, index, len(tokens)):
        return index
    return index if "b" in frames and _certain(tokens, index) else None


def _bare(tokens: Sequence[Token], index: int) -> bool:
    """Whether no finite verb follows in the same clause: 'the group called X is' is no report."""
    for at in range(index + 1, len(tokens)):
        if tokens[at].lower in words("subordinators") | words("relativizers") | words("coordinators") or tokens[at].text in {",", ";"}:
            return True
        if tokens[at].quotation == tokens[index].quotation and tokens[at].finite:
            return False
    return True


def _skip_parenthesis(tokens: Sequence[Token], index: int) -> int:
    """Over a phrase between two commas: 'acknowledges, with much appreciation, the role'."""
    if index + 1 < len(tokens) and tokens[index].text == "," and tokens[index + 1].lower in (
        words("prepositions") | words("subordinators") | words("adverbs")
    ) - {"that"}:
        for end in range(index + 2, min(len(tokens), index + 10)):
            if tokens[end].text == ",":
                return end + 1
    return index


def _certain(tokens: Sequence[Token], index: int) -> bool:
    """Whether a clause without 'that' surely begins here: a subject, then an unmistakable verb."""
    for verb in range(index + 1, min(len(tokens), index + 9)):
        token = tokens[verb]
        if token.lower in {"who", "which", "that", "to", ",", "and", "as"} or token.tagged("ing"):
            return False
        if token.finite:
            return True
        if is_finite(tokens, verb) and not token.tagged("part"):
            return True
    return False


def _skip_adjuncts(tokens: Sequence[Token], index: int) -> int:
    """Over adverbs, times and occasions between a cue and its content."""
    while index < len(tokens):
        token = tokens[index]
        if is_adverb(token) or token.lower in words("weekdays"):
            index += 1
        elif token.lower in words("time_modifiers") and index + 1 < len(tokens) and tokens[index + 1].lower in (
            words("time_nouns") | words("months") | words("weekdays")
        ):
            index += 2
        elif token.lower in words("prepositions") and (end := _prepositional_end(tokens, index)):
            index = end
        else:
            break
    return index


def _prepositional_end(tokens: Sequence[Token], index: int) -> int | None:
    """The end of a phrase like 'on Thursday' or 'in a letter to staff', None when it may be content."""
    if tokens[index].lower not in {"in", "on", "at", "during", "to", "after", "before", "with", "through", "via", "over", "from", "last"}:
        return None
    end, inner = index + 1, tokens[index].quotation
    while end < len(tokens) and end - index < 16:
        token = tokens[end]
        if token.lower == "that" or token.text in {",", ":"} and end + 1 < len(tokens) and (
            tokens[end + 1].quotation not in {-1, inner} or tokens[end + 1].lower == "that"
        ):
            return end
        if token.text in QUOTE_MARKS and token.quotation not in {-1, inner}:
            return end
        if not token.word and token.text not in "&'’/.-" or is_finite(tokens, end) or is_auxiliary(token):
            break
        end += 1
    following = tokens[index + 1 : index + 2]
    if following and following[0].lower in words("weekdays"):
        return index + 2
    if following and following[0].lower in words("months"):
        end = index + 2
        while end < len(tokens) and (tokens[end].text[0].isdigit() or tokens[end].text == ","):
            end += 1
        return end
    return None


def _end(tokens: Sequence[Token], cues: Sequence[Cue], number: int, first: int) -> int:
    """Where a content that begins at ``first`` ends: the sentence's end, or the place where another part begins."""
    cue = cues[number]
    inner = tokens[first].quotation if first < len(tokens) else -1
    end = len(tokens)
    cue_quotation = tokens[cue.first].quotation
    brackets = 0
    narrow = cue.voice == "noun" or not _clausal(tokens, cue, first)
    opened = tokens[0].lower in _OPENERS and not any(t.text == "," for t in tokens[: cue.first])
    for index in range(first, len(tokens)):
        token = tokens[index]
        if token.text == "(":
            brackets += 1
        elif token.text == ")":
            brackets -= 1
            if brackets < 0:
                end = index
                break
        if cue_quotation != -1 and token.quotation != cue_quotation:
            end = index
            break
        if token.quotation != -1 or brackets:
            continue
        if token.text == ";" or narrow and index > first and _cut(tokens, index):
            end = index
            break
        if opened and token.text == "," and index > first + 1 and _main_clause(tokens, index + 1):
            end = index
            break
        if token.text == "," and _turns(tokens, cues, number, index):
            end = index
            break
    for other in cues[number + 1 :]:
        edge = _edge(tokens, cue, other, first)
        if edge is not None and first < edge < end and (inner == -1 or tokens[edge].quotation != inner):
            end = edge
    return end


_OPENERS = frozenset({"though", "although", "while", "after", "if", "when", "as", "because", "since", "before", "despite", "whereas", "once"})


def _clausal(tokens: Sequence[Token], cue: Cue, first: int) -> bool:
    """Whether a content is a clause rather than a noun phrase or an infinitive."""
    frames = cue.entry.frames
    if first and tokens[first - 1].lower == "that" or cue.inverted or first <= cue.first:
        return True
    if first < len(tokens) and tokens[first].quotation not in {-1, tokens[cue.first].quotation}:
        return True
    return "c" in frames or bool(frames & {"b", "t"}) and _certain(tokens, first)


def _main_clause(tokens: Sequence[Token], index: int) -> bool:
    """Whether a main clause with its own subject begins here."""
    if index >= len(tokens) or not tokens[index].word or tokens[index].lower in words("coordinators") | words("relativizers") | words("subordinators") or tokens[index].tagged("ing"):
        return False
    return any(is_finite(tokens, i) for i in range(index + 1, min(len(tokens), index + 8)))


def _turns(tokens: Sequence[Token], cues: Sequence[Cue], number: int, comma: int) -> bool:
    """Whether ', but …' or ', while …' leads to somebody else's words."""
    following = tokens[comma + 1].lower if comma + 1 < len(tokens) else ""
    if following not in {"but", "while", "although", "though", "whereas"}:
        return False
    return any(comma < cue.start < comma + 14 and cue.voice in {"active", "passive"} for cue in cues[number + 1 :])


def _cut(tokens: Sequence[Token], index: int) -> bool:
    """Whether a noun phrase or an infinitive ends here: ', which …', ', but …', a dash."""
    token = tokens[index]
    if token.text in DASHES and token.text != "-":
        return True
    if token.text == "," and index + 1 < len(tokens):
        following = tokens[index + 1]
        if following.lower in {"and", "or"} and _main_clause(tokens, index + 2):
            return True
        return following.lower in {"which", "who", "but", "while", "whereas", "although", "though", "so", "where", "whose"}
    return False


def _edge(tokens: Sequence[Token], cue: Cue, other: Cue, first: int) -> int | None:
    """Where a later cue cuts off the content of an earlier one, None when it is part of it."""
    if other.start <= first or other.voice == "noun":
        return None
    before = tokens[other.start - 1]
    if other.voice == "according":
        return other.start - 1 if before.text == "," else other.start if before.quotation == -1 else None
    if other.inverted:
        return other.start
    if other.voice == "participle" and other.shared:
        return other.start if tokens[other.start].text == "," else None
    if other.shared:
        joint = other.first - 1
        while joint > first and tokens[joint].lower not in {"and", "but", "or", "then", "yet"}:
            joint -= 1
        comma = tokens[joint - 1].text == ","
        return joint - 1 if comma else joint if not _clause(tokens, first, joint) or cue.entry.frames & {"n", "p"} else None
    if before.lower in {"and", "but", "while", "as", "although", "though", "whereas"} and other.start >= 2 and (
        tokens[other.start - 2].text == ","
    ):
        return other.start - 2
    if other.voice == "relative" and before.text == ",":
        return other.start - 1
    if before.lower in {"which", "whom"} and tokens[other.start - 2].text == ",":
        return other.start - 2
    if before.text == "," and _tagged(tokens, other):
        return other.start - 1
    return None


def _tagged(tokens: Sequence[Token], cue: Cue) -> bool:
    """Whether a cue with its speaker stands alone between commas or at the end."""
    return cue.end >= len(tokens) or tokens[cue.end].text in {",", ".", ";"} | QUOTE_MARKS
