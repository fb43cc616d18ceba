"""What a reporting expression reports: the tokens of its content, before it, behind it or on both sides."""

from collections.abc import Sequence

from llmclaims.providers.builtin.clauses import has_clause, main_clause
from llmclaims.providers.builtin.content_end import content_end
from llmclaims.providers.builtin.content_start import content_start, skip_addressee
from llmclaims.providers.builtin.cues import Cue
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.noun_phrases import QUOTE_MARKS
from llmclaims.providers.builtin.tokens import Token, is_finite
from llmclaims.schema.annotations import Span


def contents(tokens: Sequence[Token], cues: Sequence[Cue], number: int) -> list[Span]:
    """Return the content of one cue in its sentence as token ranges, empty when it reports nothing."""
    cue = cues[number]
    inner = tokens[cue.first].quotation
    ranges = _contents(tokens, cues, number)
    if inner < 0:
        return ranges
    inside = [(a, b) for a, b in ranges if tokens[a].quotation == tokens[b - 1].quotation == inner]
    return [(a, b) for a, b in inside if has_clause(tokens, a, b)]


def _contents(tokens: Sequence[Token], cues: Sequence[Cue], number: int) -> list[Span]:
    cue = cues[number]
    if cue.voice == "according":
        return _around(tokens, cues, number)
    if cue.inverted:
        return _around(tokens, cues, number)
    after = _after(tokens, cues, number)
    if cue.voice in {"active", "relative"} and not cue.shared and _is_tag(tokens, cue, after):
        return _around(tokens, cues, number)
    return [after] if after else []


def _is_tag(tokens: Sequence[Token], cue: Cue, after: Span | None) -> bool:
    """Tell whether 'X said' follows what X said: a comma or a closing mark before it, no content behind it."""
    if not cue.start or ("q" not in cue.entry.frames and not cue.entry.frames & {"c", "b", "w"}):
        return False
    before = tokens[cue.start - 1]
    if before.text in QUOTE_MARKS and cue.start >= 2:
        if after is not None and _title_before(tokens, cue.start - 1):
            return False
        return (
            after is None
            or tokens[cue.start - 2].text in ",.?!…—"
            or not tokens[after[0]].among("complementizer")
        )
    if before.text not in {",", "—", "–", "--", "-", "?", "!"}:
        return False
    following = tokens[cue.end] if cue.end < len(tokens) else None
    if after is None and following and "o" not in cue.entry.frames and _object(tokens, cue.end):
        return False  # 'When they came, they found the town deserted'
    if after is None:
        return following is None or not following.among("infinitive")
    return (
        following is not None
        and following.text == ","
        and not (
            cue.end + 1 < len(tokens)
            and tokens[cue.end + 1].text in QUOTE_MARKS
            and not has_clause(tokens, 0, cue.start - 1)
        )
    )


def _object(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a verb's object begins at an index, and no 'late Thursday' or 'last week'."""
    token = tokens[index]
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    timed = (
        token.among("time_modifiers") and following is not None and following.among("time_nouns", "weekdays")
    )
    return token.among("noun_markers", "object_pronouns") and not timed


def _title_before(tokens: Sequence[Token], mark: int) -> bool:
    """Tell whether the quotation that closes here is only a few words of a longer adjunct, as a title is."""
    opening = (
        next((i for i in range(mark - 1, -1, -1) if tokens[i].quotation != tokens[mark].quotation), -1) + 1
    )
    return opening > 0 and any(t.word for t in tokens[:opening]) and mark - opening < 7


def _around(tokens: Sequence[Token], cues: Sequence[Cue], number: int) -> list[Span]:
    """Return the content before a tag, and its rest behind it."""
    cue = cues[number]
    ranges: list[Span] = []
    start = begin(tokens, cues, number)
    rest = _rest(tokens, cues, number)
    if rest is not None and tokens[rest[0]].among("non_finite"):
        return []  # 'He had not, she said, been told': neither part says anything
    headless = rest is not None and _verb_first(tokens, rest[0]) and not has_clause(tokens, start, cue.start)
    if cue.start > start and not headless and _says_something(tokens, start, cue.start, alone=rest is None):
        ranges.append((start, cue.start))
    if rest:
        ranges.append(rest)
    return ranges


def _clause_behind(tokens: Sequence[Token], colon: int, end: int) -> bool:
    """Tell whether a quotation or nothing but a tag follows a colon, so that what stands before it is another's."""
    behind = tokens[colon + 1 : end]
    return not any(t.word for t in behind) or behind[0].quotation >= 0


def lead(tokens: Sequence[Token], cues: Sequence[Cue], number: int, first: int) -> Span | None:
    """Return the words before a tag that belong to the content behind it: 'The pier, Lund said, is safe', 'If it rains, he said, …'."""
    cue = cues[number]
    start = begin(tokens, cues, number)
    tag = cue.inverted or (cue.start and not tokens[cue.start - 1].word)
    behind = first > cue.last and not (tokens[first - 1].word and tokens[first].word)
    if not behind or not tag:
        return None
    while start < cue.start and (tokens[start].among("sentence_openers") or not tokens[start].word):
        start += 1
    stop = cue.start
    while stop > start and not tokens[stop - 1].word:
        stop -= 1
    if stop <= start:
        return None
    plain = tokens[first - 1].text == "," and tokens[first].quotation == -1
    conditional = plain and tokens[start].among("lead_openers") and has_clause(tokens, start, stop)
    verbless = not has_clause(tokens, start, stop) and _verb_first(tokens, first)
    put = cue.entry.lemma == "put" and is_finite(tokens, stop - 1)
    shared = tokens[first].among("and_but") and _verb_first(tokens, first + 1)
    return (start, stop) if conditional or verbless or put or shared else None


def _verb_first(tokens: Sequence[Token], first: int) -> bool:
    """Tell whether a content begins with its verb, quotation marks aside."""
    while first < len(tokens) and not tokens[first].word:
        first += 1
    return first < len(tokens) and (tokens[first].finite or is_finite(tokens, first))


def _says_something(tokens: Sequence[Token], start: int, end: int, *, alone: bool) -> bool:
    """Tell whether the words before a tag are a content: a clause or a quotation, not 'Back in Virginia, he said'."""
    while start < end and (
        (not tokens[start].word and tokens[start].quotation == -1) or tokens[start].among("sentence_openers")
    ):
        start += 1
    if any(token.quotation >= 0 for token in tokens[start:end]):
        titled = start < end and tokens[start].among("prepositions") and tokens[start].quotation == -1
        return not titled or has_clause(tokens, start, end)  # 'In her book “The Dam,” Brun wrote'
    head = tokens[start].lower if start < end else ""
    if has_clause(tokens, start, end):
        return alone or head not in words("clause_openers")
    return not alone and end - start > 3 and head not in words("prepositions", "clause_openers")


def begin(tokens: Sequence[Token], cues: Sequence[Cue], number: int) -> int:
    """Find where the content before a tag begins: at the sentence, or behind a tag or a semicolon before."""
    start = 0
    for index in range(cues[number].start):
        parts = {";", ":"} if _clause_behind(tokens, index, cues[number].start) else {";"}
        if tokens[index].text in parts and tokens[index].quotation == -1:
            start = index + 1
    for cue in cues[:number]:
        if cue.inverted and cue.voice != "according" and cue.end > start:
            start = cue.end
    return start


def _rest(tokens: Sequence[Token], cues: Sequence[Cue], number: int) -> Span | None:
    """Return what goes on behind a tag: after its comma, unless an aside about the speaker stands there."""
    cue = cues[number]
    marks = {",", ":", "—", "--"}
    near = range(cue.end, min(len(tokens), cue.end + 30))
    comma = next((i for i in near if tokens[i].text in marks | QUOTE_MARKS), None)
    if cue.voice == "according" and cue.start == 0 and comma != cue.end and _clause_at(tokens, cue.end):
        return (cue.end, content_end(tokens, cues, number, cue.end))  # 'According to Brun the dam is safe'
    if comma is None or comma + 1 >= len(tokens):
        return None
    quoted = (
        i for i in range(comma, len(tokens)) if tokens[i].text in QUOTE_MARKS and tokens[i].quotation >= 0
    )
    opened = next(quoted, None)
    if opened is not None and tokens[opened - 1].text in marks and not _claimed(cues, number, opened):
        return (opened, content_end(tokens, cues, number, opened))
    if tokens[comma].text != ",":
        return None
    first = comma + 1
    leading = cue.voice == "according" and number == 0 and cue.start == 0
    if not leading and (not _adjunct(tokens, cue.end, comma) or _aside(tokens, cues, number, first)):
        return None
    return (first, content_end(tokens, cues, number, first))


def _clause_at(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a clause begins at an index with the determiner, number or name of its subject."""
    if index >= len(tokens) or not tokens[index].word:
        return False
    token = tokens[index]
    opens = token.among(
        "articles", "possessives", "subject_pronouns", "existential", "number_words", "approximators"
    )
    return (opens or token.capital or token.text[0].isdigit()) and has_clause(tokens, index, len(tokens))


def _aside(tokens: Sequence[Token], cues: Sequence[Cue], number: int, first: int) -> bool:
    """Tell whether the words behind a tag's comma are about the speaker or somebody else's, not what is said."""
    cue, head = cues[number], tokens[first]
    if _claimed(cues, number, first) or head.among("speakers.person"):
        return True
    clause = has_clause(tokens, first, len(tokens))
    if cue.voice == "according":
        told = clause or cue.start == 0 or _verb_first(tokens, first)
        if head.among("coordinators", "contrast") or not told:
            return True
    said = _says_something(tokens, begin(tokens, cues, number), cue.start, alone=True)
    opener = tokens[first + 1] if head.lower == "even" and first + 1 < len(tokens) else head  # 'even though'
    if said and clause and opener.among("contrast") and opener.lower != "but":
        return True  # 'The line is safe, the firm said, although engineers found cracks': the article's own
    if cue.voice in {"relative", "passive"} and cue.start and not cue.inverted:
        return True
    if head.among("coordinators") and not main_clause(tokens, first + 1):
        return not said or not _verb_first(tokens, first + 1)
    if cue.inverted and (head.among("aside_openers") or (cue.voice != "according" and not clause)):
        return True
    if (head.tagged("ing") and not head.among("including")) or head.among("particles"):
        return True
    return head.lower in words("prepositions") - words("continuing_prepositions") and not clause


def _claimed(cues: Sequence[Cue], number: int, index: int) -> bool:
    """Tell whether a later cue stands between this one and a token."""
    return any(cue.first <= index and cue.voice != "noun" for cue in cues[number + 1 :])


def _adjunct(tokens: Sequence[Token], start: int, end: int) -> bool:
    """Tell whether some tokens only say when, where or to whom something was said."""
    return end - start <= 12 and not any(is_finite(tokens, i) for i in range(start, end))


def _after(tokens: Sequence[Token], cues: Sequence[Cue], number: int) -> Span | None:
    cue = cues[number]
    frames = cue.entry.frames
    index = cue.end if cue.voice == "passive" else cue.last + 1
    if cue.voice == "noun":
        first = index + 1 if tokens[index].among("noun_links") else index
        return _bounded(tokens, cues, number, first)
    if "o" in frames:
        index = skip_addressee(tokens, index)
    found = content_start(tokens, index, cue)
    after = _bounded(tokens, cues, number, found) if found is not None else None
    if after and cue.voice == "passive" and cue.speaker and after[0] < cue.speaker.first < after[1]:
        after = (after[0], cue.speaker.first - 1)  # '… by X' names who speaks
    return after if after and (found == index + 1 or not _empty(tokens, cue, after)) else None


def _empty(tokens: Sequence[Token], cue: Cue, after: Span) -> bool:
    """Tell whether a content that had to be a clause has no verb of its own: 'claimed the lives of three, police said'."""
    first, end = after
    marked = tokens[first].quotation not in {-1, tokens[cue.first].quotation}
    bare = not cue.entry.frames - {"c", "q", "w", "o"} and tokens[first].word
    opened = tokens[first - 1].among("complementizer") or tokens[first].among("question_words")
    return bare and not marked and not opened and not has_clause(tokens, first, end)


def _bounded(tokens: Sequence[Token], cues: Sequence[Cue], number: int, first: int) -> Span | None:
    end = content_end(tokens, cues, number, first)
    return (first, end) if end > first else None
