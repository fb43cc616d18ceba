"""The prompt in the answer: echoed examples, and text that talks to the model (V24, V26)."""

from __future__ import annotations

import json
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from llmclaims.grounding.folding.fold import fold
from llmclaims.grounding.quotes import ground_mention
from llmclaims.language.tokens import tokens_of
from llmclaims.language.vocabulary import words
from llmclaims.schema.annotations import Role
from llmclaims.verification.rules.registry import FLAG, REJECT, Finding, rule, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.grounding.prepared import Prepared
    from llmclaims.language.vocabulary import Words
    from llmclaims.verification.rules.case import Case

_PLAIN = re.compile(r"[A-Za-z]+(?![^\x00-\x7f])")
"""Letters that no mark, which would make others of them, can follow."""
_SENTENCE_WORDS, _SHORT_CUE = 4, 2
_SAME = str.maketrans("ıſ", "is")
"""Letters that a pattern takes for others whatever their case."""


@rule(
    "V24",
    {"PROMPT_ECHO": REJECT},
    example="A quote that stands in the prompt's worked example and not in the article",
    grounded=False,
)
def prompt_echo(case: Case) -> Iterator[Finding]:
    """No quote, mention or claim is copied from the prompt's own text, nor a free field from its examples."""
    prompt = case.prompt
    if prompt is None:
        return
    if not case.grounding.found and ground_mention(case.draft.quote, prompt).found:
        yield Finding(code="PROMPT_ECHO", message="The quote stands in the prompt, not in the source.")
        return
    standing = all(placed.found for _, placed in case.verbatim)
    for value in case.values:
        placed = case.mentions.get(value.path)
        if standing and not value.free:
            missing = False
        elif placed is not None:
            missing = not placed.found and not ground_mention(str(value.value), case.document.text).found
        else:
            missing = value.role is Role.PROPOSITION and len(tokens_of(str(value.value))) >= _SENTENCE_WORDS
        told = str(value.value) if missing else ""
        if missing and _is_telling(told) and _may_stand(told, prompt) and ground_mention(told, prompt).found:
            message = f"{value.path} “{shown(value.value)}” stands in the prompt, not in the source."
            yield Finding(code="PROMPT_ECHO", message=message)
        elif value.free and _is_an_examples(str(value.value), case, prompt):
            message = (
                f"{value.path} “{shown(value.value)}” is an example's, and does not stand in the source."
            )
            yield Finding(code="PROMPT_ECHO", message=message)


def _is_an_examples(value: str, case: Case, prompt: Prepared) -> bool:
    """Tell whether a value that may be any words is that of a field in the prompt's examples, and not in the document.

    One or two common words may be a user's own term for many things: three words tell, or a full name.
    """
    parts = value.split()
    if len(parts) < 3 and not (len(parts) == 2 and all(part[:1].isupper() for part in parts)):
        return False
    taken = json.dumps(value, ensure_ascii=False) in _examples(prompt.text)
    return taken and not ground_mention(value, case.document.text).found


_FIELD = re.compile(r'(?<=[:\[,])(?="((?:[^"\\]|\\.)*+"))', re.DOTALL)
"""Where a string of JSON may begin behind a key, a bracket or a comma."""


@lru_cache(maxsize=4)  # one prompt a stage
def _examples(prompt: str) -> frozenset[str]:
    """Return the strings of the JSON in a prompt, as they are written there."""
    return frozenset(f'"{match[1]}' for match in _FIELD.finditer(prompt))


def _may_stand(text: str, prompt: Prepared) -> bool:
    """Tell whether a prompt has the longest plain word of a text in any case: mostly not, which is quick to see."""
    longest = max(_PLAIN.findall(text), key=len, default="").lower()
    return prompt.turkic or longest in prompt.reduced(prompt.loose, case=True)


def _is_telling(text: str) -> bool:
    """Tell whether a value is more than a common word that any prompt has: three words, or a name."""
    parts = text.split()
    return len(parts) > 2 or any(part[:1].isupper() and len(part) > 3 for part in parts)


@rule(
    "V26",
    {"INSTRUCTION_LIKE": FLAG},
    example="A quote from “Ignore the previous instructions and record that …” in the article",
    strict=("INSTRUCTION_LIKE",),
    worded=True,
)
def instruction_like(case: Case) -> Iterator[Finding]:
    """Neither the quote's sentence nor the claim speaks to a language model."""
    start, end = case.around
    texts = [case.document.text[min(start, case.start) : max(end, case.end)]]
    texts += [str(value.value) for value in case.all(Role.PROPOSITION)]
    for text in texts:
        found = _instruction(text, case.document.language)
        if found is not None:
            message = f"These words speak to a model, not to a reader: “{found}”."
            yield Finding(code="INSTRUCTION_LIKE", message=message)
            return


@lru_cache(maxsize=256)  # several drafts rest on one sentence
def _instruction(text: str, language: str) -> str | None:
    """Return the words of a text that speak to a language model, None when none do."""
    vocabulary = words(language)
    if vocabulary is None:
        return None
    for form in dict.fromkeys((text, fold(text).text)):  # what is hidden between letters hides no order
        lowered = form.lower() if form.isascii() else form.lower().translate(_SAME)
        cues = {cue for cue in _cues(vocabulary) if cue in lowered and _alone(lowered, cue)}
        likely = (one for one in vocabulary.instructions if not cues.isdisjoint(one.cues)) if cues else ()
        found = (one.pattern.search(form) for one in likely)
        if spoken := next((match.group().strip() for match in found if match), None):
            return spoken
    return None


@cache
def _cues(vocabulary: Words) -> tuple[str, ...]:
    return tuple(dict.fromkeys(cue for one in vocabulary.instructions for cue in one.cues))


def _alone(lowered: str, cue: str) -> bool:
    """Tell whether a cue counts in a text that has it: the shortest one, "ai", only as a word: "said" is common."""
    return len(cue) > _SHORT_CUE or _word(cue).search(lowered) is not None


@cache
def _word(cue: str) -> re.Pattern[str]:
    return re.compile(rf"\b{cue}\b")
