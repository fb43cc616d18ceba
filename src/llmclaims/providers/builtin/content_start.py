"""Where a content begins behind a reporting expression, over whom it was said to and when."""

from collections.abc import Sequence

from llmclaims.providers.builtin.clauses import has_clause, surely_clause
from llmclaims.providers.builtin.cues import Cue
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.noun_phrases import QUOTE_MARKS, is_auxiliary
from llmclaims.providers.builtin.tokens import Token, is_adverb, is_finite


def content_start(tokens: Sequence[Token], index: int, cue: Cue) -> int | None:
    """Return the first token of the content behind a cue when what follows fits one of its frames."""
    frames = cue.entry.frames
    index = _skip_parenthesis(tokens, _skip_adjuncts(tokens, index))
    if index >= len(tokens):
        return None
    marked = _behind_mark(tokens, index, cue)
    if marked is not None:
        return marked
    token = tokens[index]
    if not token.word and token.text not in "$€£(":
        return None
    if token.among("question_words"):
        fits = "w" in frames or (bool(frames & {"c", "n", "p"}) and token.among("what"))
        return index if fits else None
    if token.among("infinitive") and index + 1 < len(tokens):
        if "i" in frames:
            return index if sum(t.word for t in tokens[index : index + 5]) > 3 else None
        return index + 1 if "to" in frames else None
    if token.among("prepositions") and not token.among("likeness"):
        if token.lower in frames:
            reduced = cue.voice != "passive" and cue.entry.lemma in words("cues.object_first")
            return None if reduced else index + 1
        return index if "c" in frames and any(t.finite for t in tokens[index + 2 :]) else None
    return index if _fits(tokens, index, cue) else None


def _behind_mark(tokens: Sequence[Token], index: int, cue: Cue) -> int | None:
    """Return the start of a content that 'that', a colon or a quotation mark opens, None where none of them stands."""
    frames, token, inner = cue.entry.frames, tokens[index], tokens[cue.first].quotation
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    clausal = bool(frames & {"c", "b", "t"})
    if clausal and token.among("complementizer"):
        return index + 1
    if clausal and token.text == "," and following and following.among("complementizer"):
        return index + 2
    if token.text in {",", ":", "…", "—"} and following and following.quotation not in {-1, inner}:
        return index + 1 if "q" in frames or clausal else None
    if token.text == ":" and "q" in frames:
        return index + 1
    if (
        token.quotation not in {-1, inner}
        and token.text in QUOTE_MARKS
        and frames & {"q", "n", "p", "c", "b"}
    ):
        return index
    return None


def _fits(tokens: Sequence[Token], index: int, cue: Cue) -> bool:
    """Tell whether a noun phrase or a clause that begins here is what the cue takes."""
    frames, token = cue.entry.frames, tokens[index]
    if cue.voice == "passive":
        return "p" in frames
    if "a" in frames and any(t.among("infinitive") for t in tokens[index + 1 : index + 14]):
        return True
    if token.among("coordinators", "subordinators") or is_finite(tokens, index):
        opens = "c" in frames and token.among("subordinators")
        return opens and has_clause(tokens, index, len(tokens))
    if "p" in frames and not (_bare(tokens, index) and _predicates(tokens, index)):
        return False
    if token.among("cues.not_reported"):
        return False
    if frames & {"n", "p"} or ("c" in frames and has_clause(tokens, index, len(tokens))):
        return True
    return "b" in frames and surely_clause(tokens, index)


def skip_addressee(tokens: Sequence[Token], index: int) -> int:
    """Skip the person spoken to: 'told The Huffington Post', 'told reporters', 'told him'."""
    first = index
    while index < len(tokens) and index - first < 14:
        token = tokens[index]
        if (
            token.text in {",", ":"}
            or token.text in QUOTE_MARKS
            or token.among("question_words", "clause_markers")
        ):
            break
        if token.among("cues.lying"):
            return len(tokens)
        if is_finite(tokens, index):
            return _addressee_end(tokens, first, index)
        index += 1
    return index if index < len(tokens) else first


def _addressee_end(tokens: Sequence[Token], first: int, verb: int) -> int:
    """Find where the clause begins that follows an addressee without 'that'."""
    starters = words("subject_pronouns", "determiners", "possessives", "existential")
    for index in range(first + 1, verb):
        token = tokens[index]
        if token.lower in starters and not tokens[index - 1].among("prepositions"):
            return index
        if (
            token.capital
            and not tokens[index - 1].capital
            and not tokens[index - 1].among("prepositions", "name_links")
        ):
            return index
    return min(first + 1, verb)


def _bare(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether no finite verb follows in the same clause: 'the group called X is' is no report."""
    for at in range(index + 1, len(tokens)):
        if tokens[at].among("subordinators", "relativizers", "coordinators") or tokens[at].text in {",", ";"}:
            return True
        if tokens[at].quotation == tokens[index].quotation and tokens[at].finite:
            return False
    return True


def _predicates(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether something is called something: 'it a success', 'the law unconstitutional', not 'called Mrs. Bai'."""
    end = next((i for i in range(index, len(tokens)) if tokens[i].text in {",", ";", "."}), len(tokens))
    if any(token.quotation not in {-1, tokens[index - 1].quotation} for token in tokens[index:end]):
        return True
    if tokens[index].among("object_pronouns"):
        return end - index > 1
    for at in range(index + 1, end):
        before = tokens[at - 1]
        if tokens[at].among("articles") and not before.among("closed", "possessives"):
            return True
    return end - index > 1 and tokens[end - 1].lower.endswith(tuple(words("cues.predicate_endings")))


def _skip_parenthesis(tokens: Sequence[Token], index: int) -> int:
    """Skip a phrase between two commas: 'acknowledges, with much appreciation, the role'."""
    if (
        index + 1 < len(tokens)
        and tokens[index].text == ","
        and tokens[index + 1].lower
        in (words("prepositions", "subordinators", "adverbs")) - words("complementizer")
    ):
        for end in range(index + 2, min(len(tokens), index + 10)):
            if tokens[end].text == ",":
                return end + 1
    return index


def _skip_adjuncts(tokens: Sequence[Token], index: int) -> int:
    """Skip adverbs, times and occasions between a cue and its content."""
    while index < len(tokens):
        token = tokens[index]
        if is_adverb(token) or token.among("weekdays"):
            index += 1
        elif (
            token.among("time_modifiers")
            and index + 1 < len(tokens)
            and tokens[index + 1].lower in (words("time_nouns", "months", "weekdays"))
        ):
            index += 2
        elif token.among("prepositions") and (end := _prepositional_end(tokens, index)):
            index = end
        else:
            break
    return index


def _prepositional_end(tokens: Sequence[Token], index: int) -> int | None:
    """Return the end of a phrase like 'on Thursday' or 'in a letter to staff', None when it may be content."""
    if not tokens[index].among("adjunct_prepositions"):
        return None
    end, inner = index + 1, tokens[index].quotation
    while end < len(tokens) and end - index < 16:
        token = tokens[end]
        if token.among("complementizer") or (
            token.text in {",", ":"}
            and end + 1 < len(tokens)
            and (tokens[end + 1].quotation not in {-1, inner} or tokens[end + 1].among("complementizer"))
        ):
            return end
        if token.text in QUOTE_MARKS and token.quotation not in {-1, inner}:
            return end
        if (not token.word and token.text not in "&'’/.-") or is_finite(tokens, end) or is_auxiliary(token):
            break
        end += 1
    following = tokens[index + 1 : index + 2]
    if following and following[0].among("weekdays"):
        return index + 2
    if following and following[0].among("months"):
        end = index + 2
        while end < len(tokens) and (tokens[end].text[0].isdigit() or tokens[end].text == ","):
            end += 1
        return end
    return None
