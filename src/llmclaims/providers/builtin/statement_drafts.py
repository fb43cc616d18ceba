"""Statements as drafts: names, kinds of speakers, acts, polarity, claims and times."""

from collections.abc import Sequence
from typing import Any

from llmclaims.providers.builtin.clauses import has_clause
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.noun_phrases import QUOTE_MARKS
from llmclaims.providers.builtin.statements import Attribution
from llmclaims.providers.builtin.time_place_quantity import times
from llmclaims.providers.builtin.tokens import Token, sentence_at

Draft = dict[str, Any]


def _is_clause(tokens: Sequence[Token]) -> bool:
    """Tell whether tokens make a sentence by themselves: a subject and a finite verb, not a question."""
    if not tokens or tokens[0].among("question_words", "clause_markers"):
        return False
    return has_clause(tokens, 0, len(tokens))


def negative(tokens: Sequence[Token]) -> bool:
    """Tell whether the main clause is negated: a negator before a comma, 'that' or a relative pronoun ends it."""
    depth = 0
    opener = next((i for i, t in enumerate(tokens) if not t.among("sentence_openers")), 0)
    tokens = tokens[opener:]
    for index, token in enumerate(tokens):
        if index > depth and token.among("scope_ends"):
            break
        if index == 0 and token.among("scope_openers"):
            depth = next((i for i, t in enumerate(tokens) if t.text == ","), 0)
        if index >= depth and token.among("negators"):
            return not (token.among("not") and index + 1 < len(tokens) and tokens[index + 1].among("focus"))
    return False


def claim(one: Attribution, text: str, speaker: str | None, name: str | None, cue: str | None) -> str:
    """Return the proposition: the content itself when it is a clause, else who says it and how, then the content."""
    tokens = one.tokens
    content = _plain(tokens, text)
    clause = one.clausal and _is_clause(tokens)
    who = name or speaker
    first_person = any(t.among("first_person") for t in tokens)
    if clause and not first_person:
        head = tokens[0]
        if (
            who
            and head.among("third_singular")
            and who[0].isupper()
            and who.lower() not in words("subject_pronouns")
        ):
            content = who + content[len(head.text) :]
        return _sentence(content)
    if who is None:
        return _sentence(content)
    whole = first_person or clause or (one.clausal and tokens[0].capital and tokens[0].among("not_names"))
    if cue is None or (whole and cue.split()[0].endswith("ing")):
        return _sentence(f"{who}: {content}")
    gap = text[one.speaker[1] : one.cue[0]] if one.speaker and one.cue else ""
    owner = gap[:1] in {"'", "’"} and not whole  # 'the city's refusal to …'
    who = f"{who}{gap.rstrip()}" if owner else who
    return _sentence(f"{who} {cue}{':' if whole else ''} {content}")


def _plain(tokens: Sequence[Token], text: str) -> str:
    """Return the content without quotation marks, its white space in single blanks."""
    kept: list[str] = []
    last = None
    for token in tokens:
        if token.text in QUOTE_MARKS - {"‘", "‹", "›"}:
            kept.append(
                " " if kept and kept[-1][-1:].isalnum() and text[token.end : token.end + 1].isalnum() else ""
            )
            continue
        if last is not None and last < token.start and any(c.isspace() for c in text[last : token.start]):
            kept.append(" ")
        elif last is not None and last < token.start and text[last : token.start].strip("“”\"'‘’") != "":
            kept.append(text[last : token.start])
        kept.append(token.text)
        last = token.end
    return " ".join("".join(kept).split())


def _sentence(content: str) -> str:
    content = content[:1].upper() + content[1:]
    return content if content.rstrip("”\"'’)")[-1:] in {".", "?", "!"} else content.rstrip(",;:") + "."


def statement_draft(
    one: Attribution, ref: str, text: str, named: tuple[str | None, str], sentences: Sequence[Sequence[Token]]
) -> Draft:
    """Return one attribution with the fields that a model fills; ``named`` is the speaker's name and kind."""
    speaker = text[slice(*one.speaker)] if one.speaker else None
    cue = text[slice(*one.cue)] if one.cue else None
    name, kind = named
    return {
        "ref": ref,
        "quote": text[one.start : one.end],
        "speaker": speaker,
        "speaker_name": name,
        "speaker_type": kind,
        "cue": cue,
        "act": "ask" if one.tokens[-1].text == "?" else one.act,
        "polarity": "negative" if negative(one.tokens) else "positive",
        "claim": claim(one, text, speaker, name, cue),
        "time": _time(one, text, sentences),
    }


def _time(one: Attribution, text: str, sentences: Sequence[Sequence[Token]]) -> str | None:
    """Return when it was said: a time outside the content, beside the cue or at the sentence's head."""
    if one.cue is None:
        return None
    tokens = sentence_at(sentences, one.cue[0])
    if tokens is None:
        return None
    for first, last in times(text, tokens[0].start, tokens[-1].end):
        inside = one.start <= first < one.end
        near = 0 <= first - one.cue[1] < 45 or (first - tokens[0].start < 16 and first < one.cue[0])
        if near and not inside and not any(t.quotation >= 0 for t in tokens if t.start == first):
            return text[first:last]
    return None
