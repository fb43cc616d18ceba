"""A claim in plain words, made by code from its fields: what a model is asked to judge.

Rests on roles and never on field names, so that a user's own model is put in words alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.schema.annotations import Role, by_role, values

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from llmclaims.schema.annotations import Value
    from llmclaims.schema.claims import Claim

_HAPPENED = {
    ("asserted", "positive"): "It happens or happened",
    ("asserted", "negative"): "It does or did not happen",
    ("alleged", "positive"): "It is alleged, not told as fact, that it happened",
    ("alleged", "negative"): "It is alleged, not told as fact, that it did not happen",
    ("planned", "positive"): "It is planned or scheduled",
    ("planned", "negative"): "It is planned that it does not happen",
    ("hypothetical", "positive"): "It is spoken of as possible, conditional or called for",
    ("hypothetical", "negative"): "Its not happening is spoken of as possible, conditional or called for",
    ("generic", "positive"): "It happens in general, on no single occasion",
    ("generic", "negative"): "It does not happen in general",
}
"""An event's modality and polarity as the opening of a sentence."""

_ACTS = {
    "assert": "says",
    "deny": "denies or rejects something, saying",
    "support": "supports somebody or something, saying",
    "criticize": "criticises somebody or something, saying",
    "demand": "demands or asks for something, saying",
    "commit": "promises or commits to something, saying",
    "threaten": "threatens or warns, saying",
    "ask": "asks",
}
_RELATIONS = {
    "before": "ended before the start of",
    "overlaps": "happened at the same time as",
    "causes": "is the cause of or the reason for",
    "purpose": "is or was done in order to bring about",
    "subevent_of": "is a part of",
    "same_as": "is the same as",
    "supports": "is evidence for",
    "disputes": "opposes or rebuts",
    "contradicts": "cannot be true together with",
    "responds_to": "is an answer to",
    "about": "refers to",
}
_TOLD = frozenset(
    (
        Role.REF,
        Role.TYPE,  # the codebook's word for an event is no claim that the text makes
        Role.TRIGGER,
        Role.MODALITY,
        Role.POLARITY,
        Role.SPEAKER,
        Role.SPEAKER_NAME,
        Role.SPEAKER_TYPE,
        Role.CUE,
        Role.ACT,
        Role.PROPOSITION,
        Role.SOURCE,
        Role.TARGET,
    )
)
"""Roles that the sentence itself tells, or that are no part of what is claimed."""


def in_words(claim: Claim) -> str:
    """Put a claim into a sentence, and behind it what else it was filled with."""
    roles = _roles(claim)
    parts = (_sentence(roles), *(_listed(name, item) for name, item in _others(claim)))
    return "; ".join(part for part in parts if part)


def by_field(claim: Claim, numbers: Mapping[str, int]) -> str:
    """Put a claim into a few words a field, so that each can be held against the text.

    ``numbers`` maps the ids of the claims that are shown beside it to their numbers, for a relation's ends.
    """
    parts = (_main(_roles(claim), numbers), *(_taking_part(*one) or _listed(*one) for one in _others(claim)))
    return "; ".join(part for part in parts if part)


def _roles(claim: Claim) -> dict[Role, str]:
    return {role: str(value.value) for role, value in by_role(claim.body).items()}


def _sentence(roles: Mapping[Role, str]) -> str:
    if Role.PROPOSITION in roles:
        return f"{_opening(roles)}: {roles[Role.PROPOSITION]}"
    if Role.TRIGGER in roles:
        state = _state(roles)
        return f"{_HAPPENED.get(state, ', '.join(state))}: {roles[Role.TRIGGER]}"
    return _opening(roles) if Role.SPEAKER in roles or Role.SPEAKER_NAME in roles else ""


def _main(roles: Mapping[Role, str], numbers: Mapping[str, int]) -> str:
    """Return what a claim comes to: who says what, what happened, or how two claims hang together."""
    negative = " (negative)" if roles.get(Role.POLARITY) == "negative" else ""
    if Role.SOURCE in roles and Role.TARGET in roles:
        source, target = (numbers.get(roles[one], roles[one]) for one in (Role.SOURCE, Role.TARGET))
        kind = roles.get(Role.TYPE, "is related to")
        return f"claim {source} {_RELATIONS.get(kind, kind)} claim {target}"
    if Role.PROPOSITION in roles:
        said = f"{roles.get(Role.ACT, 'assert')}{negative}: {roles[Role.PROPOSITION]}"
        nobody = "not named" if roles.get(Role.SPEAKER_TYPE) == "unnamed" else "the article itself"
        return f"speaker: {_who(roles) or nobody}; {said}"
    if Role.TRIGGER in roles:
        return f"{_state(roles)[0]}{negative}: {roles[Role.TRIGGER]}"
    return f"speaker: {_who(roles)}" if Role.SPEAKER in roles or Role.SPEAKER_NAME in roles else ""


def _state(roles: Mapping[Role, str]) -> tuple[str, str]:
    return roles.get(Role.MODALITY, "asserted"), roles.get(Role.POLARITY, "positive")


def _opening(roles: Mapping[Role, str]) -> str:
    """Return who says it, and in what manner; the text itself where nobody is named."""
    who, act = _who(roles), roles.get(Role.ACT, "assert")
    return "The article itself says" if who is None else f"{who} {_ACTS.get(act, act)}"


def _who(roles: Mapping[Role, str]) -> str | None:
    """Return the speaker's name, with the words that stand for it; None for the author."""
    mention, name = roles.get(Role.SPEAKER), roles.get(Role.SPEAKER_NAME)
    who = name or mention
    if who is None or roles.get(Role.SPEAKER_TYPE) == "author":
        return None
    return who if mention in (None, who) else f"{who} (“{mention}”)"


def _others(claim: Claim) -> list[tuple[str, list[tuple[str, Value]]]]:
    """Return what the sentence does not tell: each field, or item of a list, by its name, with its parts."""
    found: dict[str, tuple[str, list[tuple[str, Value]]]] = {}
    for value in values(claim.body):
        if value.path == "quote" or value.role in _TOLD:
            continue
        parts = value.path.split(".")
        cut = 2 if len(parts) > 1 and parts[1].isdigit() else 1
        _, item = found.setdefault(".".join(parts[:cut]), (parts[0], []))
        item.append((".".join(parts[cut:]), value))
    return list(found.values())


def _listed(name: str, item: Sequence[tuple[str, Value]]) -> str:
    """Return an item with its parts behind their names, none of them twice."""
    said: list[str] = []
    for leaf, value in item:
        if not any(one == str(value.value) or one.endswith(f" {value.value}") for one in said):
            said.append(f"{leaf} {value.value}" if leaf else str(value.value))
    return f"{name}: {', '.join(said)}"


def _taking_part(_: str, item: Sequence[tuple[str, Value]]) -> str | None:
    """Return a participant behind its role, as "actor: she (Ada Brandt)"; None for any other item."""
    part, mention = (
        next((str(value.value) for _, value in item if value.role is role), None)
        for role in (Role.PART, Role.PARTICIPANT)
    )
    if part is None or mention is None:
        return None
    names = [str(value.value) for _, value in item if value.verbatim == "document"]
    return f"{part}: {mention}" + "".join(f" ({one})" for one in names if one != mention)
