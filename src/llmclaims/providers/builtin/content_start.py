"""Where a content begins behind a reporting expression, over whom it was said to and when."""

from collections.abc import Sequence

from llmclaims.providers.builtin.clauses import has_clause, surely_clause
from llmclaims.providers.builtin.cues import Cue, reporting_verbs
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.noun_phrases import QUOTE_MARKS, is_auxiliary
from llmclaims.providers.builtin.tokens import Token, is_adverb, is_finite, phrases_at


def content_start(tokens: Sequence[Token], index: int, cue: Cue) -> int | None:
    """Return the first token of the content behind a cue when what follows fits one of its frames."""
    frames = cue.entry.frames
    index = _skip_parenthesis(tokens, _skip_adjuncts(tokens, index, frames))
    if index >= len(tokens):
        return None
    marked = _behind_mark(tokens, index, cue)
    if marked is not None:
        return marked
    token = tokens[index]
    infinitive = index + 1 < len(tokens) and tokens[index + 1].among("infinitive")
    if (not token.word and token.text not in "$€£(") or (token.among("not") and not infinitive):
        return None
    if token.among("not"):
        return index if "i" in frames else None
    if token.among("question_words"):
        fits = "w" in frames or (bool(frames & {"c", "n", "p"}) and token.among("what"))
        return index if fits else None
    if token.among("infinitive") and index + 1 < len(tokens):
        enough = sum(t.word for t in tokens[index : index + 5]) > 3
        return (index if enough else None) if "i" in frames else index + 1 if "to" in frames else None
    if token.among("prepositions") and not token.among("likeness"):
        if token.lower in frames:
            return _behind_preposition(index, cue)
        return index if "c" in frames and any(t.finite for t in tokens[index + 2 :]) else None
    return index if _fits(tokens, index, cue) else None


def _behind_preposition(index: int, cue: Cue) -> int | None:
    """Return the start of a content that the cue's own preposition brings in, None for 'a man described as …'."""
    if cue.voice != "passive" and cue.about is None and cue.entry.lemma in words("cues.object_first"):
        return None
    apart = (
        index > cue.last + 1 and cue.voice != "noun"
    )  # 'ruled on Friday against it': the content keeps 'against'
    return index if apart else index + 1


def _behind_mark(tokens: Sequence[Token], index: int, cue: Cue) -> int | None:
    """Return the start of a content that 'that', a colon or a quotation mark opens, None where none of them stands."""
    frames, token, inner = cue.entry.frames, tokens[index], tokens[cue.first].quotation
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    clausal = bool(frames & {"c", "b", "t"})
    if clausal and token.among("complementizer"):
        own = following and (following.finite or following.among("ambiguous_clitics"))
        return index if own else index + 1  # 'says that is likely'
    if clausal and token.text == "," and following and following.among("complementizer"):
        return index + 2
    if token.text in {",", ":", "…", "—"} and following and following.quotation not in {-1, inner}:
        return index + 1 if "q" in frames or clausal else None
    if token.text == ":" and "q" in frames:
        return index + 1
    if token.among("definite_determiners") and following and following.text == ":" and "q" in frames:
        return index + 2  # 'said this: …'
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
    if cue.entry.lemma in words("cues.object_first"):
        return _said_of(tokens, index, frames)
    if "o" in frames and _said_of(tokens, index, frames & words("against_of")):
        return True
    if "p" in frames and not (_bare(tokens, index) and _predicates(tokens, index)):
        return False
    if token.among("cues.not_reported"):
        return False
    if frames & {"n", "p"} or ("c" in frames and has_clause(tokens, index, len(tokens))):
        return True
    near = tokens[index + 1 : index + 4]
    return "b" in frames and surely_clause(tokens, index) and not any(t.among("clause_openers") for t in near)


def _said_of(tokens: Sequence[Token], index: int, frames: frozenset[str]) -> bool:
    """Tell whether an object and what is said of it follow: '(accused) the firm of fraud', '(described) it as a gift'."""
    for at in range(index + 1, min(len(tokens) - 1, index + 20)):
        if tokens[at].text in {";", ":"} or tokens[at].among("complementizer"):
            return False
        if tokens[at].lower in frames and not tokens[at].among("of"):
            return True
        if tokens[at].among("of") and "of" in frames and _charges(tokens, index, at):
            return True
    return False


def _charges(tokens: Sequence[Token], index: int, of: int) -> bool:
    """Tell whether 'of' leads to what an object is charged with: 'him of fraud', not the first one in 'the head of the bank of fraud'."""
    following = tokens[of + 1]
    if following.tagged("ing") or tokens[index].among("object_pronouns"):
        return True
    rest = range(of + 1, len(tokens))
    end = next((i for i in rest if not tokens[i].word), len(tokens))
    return not following.capital and not any(tokens[i].among("of") for i in range(of + 1, end))


def skip_addressee(tokens: Sequence[Token], index: int) -> int:
    """Skip the person spoken to: 'told The Huffington Post', 'told reporters', 'told him'."""
    first = index
    while index < len(tokens) and index - first < 14:
        token = tokens[index]
        if (
            (index == first and token.among("against_of", "not"))
            or token.text in {",", ":"}
            or token.text in QUOTE_MARKS
            or token.among("question_words", "clause_markers", "not")
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
    named = index + 1 < end and tokens[index + 1].among("articles")
    if tokens[index].among("object_pronouns") and (named or not tokens[index].among("possessives")):
        return end - index > 1  # 'her a liar', not 'her cell'
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


def _skip_adjuncts(tokens: Sequence[Token], index: int, frames: frozenset[str]) -> int:
    """Skip adverbs, times and occasions between a cue and its content."""
    while index < len(tokens):
        token = tokens[index]
        if (is_adverb(token) and not token.among("not")) or token.among("weekdays"):
            index += 1
        elif (
            token.among("time_modifiers", "whole")
            and index + 1 < len(tokens)
            and tokens[index + 1].lower in (words("time_nouns", "months", "weekdays"))
            and not (index + 2 < len(tokens) and tokens[index + 2].among("possessive_ending"))
        ):
            index += 2
        elif token.among("prepositions") and (
            end := _lasting(tokens, index) or _prepositional_end(tokens, index, frames)
        ):
            index = end
        else:
            break
    return index


def _occasion_end(tokens: Sequence[Token], index: int) -> int | None:
    """Return the end of 'in a blog post', 'in an interview' where a clause begins behind it without 'that'."""
    for at in range(index + 1, min(len(tokens) - 2, index + 7)):
        token, following = tokens[at], tokens[at + 1]
        if not token.word or is_finite(tokens, at):
            return None
        if token.among("occasions", "time_nouns") and not following.among(
            "occasions", "prepositions", "joining"
        ):
            starts = following.among(
                "articles", "possessives", "subject_pronouns", "existential", "number_words"
            )
            opens = starts or following.capital or following.text[0].isdigit() or following.among("several")
            return at + 1 if opens and has_clause(tokens, at + 1, len(tokens)) else None
    return None


def _begins_infinitive(tokens: Sequence[Token], index: int, frames: frozenset[str]) -> bool:
    """Tell whether 'to' leads to a verb: 'is expected to say that', 'pledged to form', not 'said to aides that'."""
    if not tokens[index].among("infinitive") or index + 1 >= len(tokens):
        return False
    if "i" in frames:
        return True
    return any(tag == "base" for _, (tag, _) in phrases_at(tokens, index + 1, reporting_verbs()))


def _lasting(tokens: Sequence[Token], index: int) -> int | None:
    """Return the end of a phrase that says how long or how often: 'for years', 'for the first time', 'over two decades'."""
    end = index + 1
    while end < len(tokens) and end - index < 6 and not tokens[end].among("time_nouns"):
        token = tokens[end]
        counted = token.among(
            "determiners", "dull", "time_modifiers", "approximators", "number_words", "counters"
        )
        if not (counted or is_adverb(token) or token.text[0].isdigit()):
            return None
        end += 1
    ended = end + 1 < len(tokens) and tokens[end].among("time_nouns")
    going_on = ended and tokens[end + 1].among("of", "infinitive")
    return end + 1 if ended and not going_on and not tokens[index].among("against_of", "of") else None


def _prepositional_end(tokens: Sequence[Token], index: int, frames: frozenset[str]) -> int | None:
    """Return the end of a phrase like 'on Thursday' or 'in a letter to staff', None when it may be content."""
    if not tokens[index].among("adjunct_prepositions") or _begins_infinitive(tokens, index, frames):
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
    occasion = _occasion_end(tokens, index)
    if occasion:
        return occasion
    following = tokens[index + 1 : index + 2]
    if following and following[0].among("weekdays"):
        return index + 2
    if following and following[0].among("months"):
        end = index + 2
        while end < len(tokens) and (tokens[end].text[0].isdigit() or tokens[end].text == ","):
            end += 1
        return end
    return None
