"""What a statement does, and whether it is one: the verb of its cue fixes that (V28)."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING, get_args

from llmclaims.language.attribution.unsaid import guessed, unsaid
from llmclaims.language.tokens import tokens_of
from llmclaims.language.vocabulary import Words, words
from llmclaims.schema.annotations import Role
from llmclaims.schema.news import Act
from llmclaims.verification.rules.registry import FLAG, Finding, rule, shown

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.verification.rules.case import Case


@rule(
    "V28",
    {"ACT_MISMATCH": FLAG, "CUE_REPORTS_NOTHING": FLAG},
    example="“denied the theft” as an assertion; “hoping the tug would come” as something that was said",
    strict=["ACT_MISMATCH", "CUE_REPORTS_NOTHING"],
    soft=["ACT_MISMATCH", "CUE_REPORTS_NOTHING"],
    worded=True,
    grounded=False,
)
def cue_carries(case: Case) -> Iterator[Finding]:
    """The act is the one that the cue's verb performs, and the cue is a verb of saying."""
    cue, act, vocabulary = case.get(Role.CUE), case.get(Role.ACT), words(case.document.language)
    if not cue or vocabulary is None:
        return
    silent, performed = _read(str(cue), vocabulary)
    if silent:
        message = f"“{shown(cue)}” reports nothing that was said: “{silent}” tells what somebody felt or did."
        yield Finding(code="CUE_REPORTS_NOTHING", message=message)
        return
    if act not in _ACTS:
        return  # another model's own word for it
    for acts in performed:
        if act not in acts.split():
            message = f"“{shown(cue)}” makes the act {acts.replace(' ', ' or ')}, not {act}."
            yield Finding(code="ACT_MISMATCH", message=message)
            return


_ACTS = frozenset(get_args(Act))


@lru_cache(maxsize=1024)  # a few verbs report most of what is said
def _read(cue: str, vocabulary: Words) -> tuple[str | None, tuple[str, ...]]:
    """Return the word of a cue that says nothing, and the groups of acts that its verbs perform; none where it is negated."""
    tokens = tokens_of(cue)
    seems = tokens[0] in vocabulary.seeming and tokens[1:2] not in {(), ("to",)}
    silent = next((token for token in tokens if token in vocabulary.silent), tokens[0] if seems else None)
    if any(token in vocabulary.verbal_negators or token.endswith("n't") for token in tokens):
        return silent, ()
    said = f" {' '.join(tokens)} "
    groups = vocabulary.act_cues.items()
    return silent, tuple(acts for acts, verbs in groups if any(f" {verb} " in said for verb in verbs))


@rule(
    "V36",
    {"SAYING_OPEN": FLAG, "ATTITUDE_AS_SPEECH": FLAG},
    example="“is expected to say that the ferry is safe” as something that was said; “, hopeful that it would rain”",
    strict=["SAYING_OPEN", "ATTITUDE_AS_SPEECH"],
    soft=["SAYING_OPEN", "ATTITUDE_AS_SPEECH"],
    worded=True,
)
def cue_happened(case: Case) -> Iterator[Finding]:
    """What a cue reports was said: it is not still to come, rumoured, or the reporter's guess at a motive."""
    cue, found = case.tokens(Role.CUE), case.passage
    if cue is None or found is None:
        return
    if ahead := unsaid(found, cue):
        message = f"“{ahead}” leaves open whether this was said."
        yield Finding(code="SAYING_OPEN", message=message)
    elif guess := guessed(found, cue):
        message = f"“{guess}” tells what somebody may have thought; nobody is said to have said it."
        yield Finding(code="ATTITUDE_AS_SPEECH", message=message)
