"""A statement's proposition as one sentence that stands alone, built from words of the source."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.phrases import QUOTE_MARKS
from llmclaims.providers.builtin.tokens import is_finite

if TYPE_CHECKING:
    from collections.abc import Sequence

    from llmclaims.providers.builtin.tokens import Token

_QUESTIONS = frozenset({"whether", "if", "how", "why", "what", "who", "when", "where", "which"})


def is_clause(tokens: Sequence[Token]) -> bool:
    """Whether tokens make a sentence by themselves: a subject and a finite verb, not a question."""
    if not tokens or tokens[0].lower in _QUESTIONS | {"to", "that"}:
        return False
    return any(is_finite(tokens, i) for i in range(1, min(len(tokens), 30)))


def negative(tokens: Sequence[Token]) -> bool:
    """Whether the main clause is negated: a negator before a comma, 'that' or a relative pronoun ends it."""
    depth = 0
    for index, token in enumerate(tokens):
        if index and token.lower in {"that", "who", "which", "because", "although", "though", "if", "unless"}:
            break
        if index == 0 and token.lower in {"while", "although", "though", "if", "because", "as", "when"}:
            depth = next((i for i, t in enumerate(tokens) if t.text == ","), 0)
        if index >= depth and token.lower in words("negators"):
            return not (token.lower == "not" and index + 1 < len(tokens) and tokens[index + 1].lower in {"only", "just"})
    return False


def claim(tokens: Sequence[Token], text: str, speaker: str | None, name: str | None, cue: str | None) -> str:
    """The proposition: the content itself when it is a clause, else who says it and how, then the content."""
    content = _plain(tokens, text)
    who = name or speaker
    first_person = any(t.lower in words("first_person") for t in tokens)
    if is_clause(tokens) and not first_person:
        head = tokens[0]
        if who and head.lower in {"he", "she"} and who[0].isupper() and who.lower() not in words("subject_pronouns"):
            content = who + content[len(head.text) :]
        return _sentence(content)
    if who is None or cue is None:
        return _sentence(content)
    joint = ": " if first_person or is_clause(tokens) else " "
    return _sentence(f"{who} {cue}{joint}{content}")


def _plain(tokens: Sequence[Token], text: str) -> str:
    """The content without quotation marks, its white space in single blanks."""
    kept = []
    last = None
    for token in tokens:
        if token.text in QUOTE_MARKS:
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


