"""A claim in plain words, made by code from its fields: what a model is asked to judge.

Rests on roles and never on field names, so that a user's own model is put in words alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.schema.annotations import Role, by_role, values

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

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
    "before": "happens before",
    "overlaps": "happens at the same time as",
    "causes": "causes",
    "subevent_of": "is part of",
    "same_as": "is the same happening as",
    "supports": "supports",
    "disputes": "disputes",
    "contradicts": "contradicts",
    "responds_to": "responds to",
    "about": "is a statement about",
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


def in_words(claim: Claim, numbers: Mapping[str, int]) -> str:
    """Put a claim into words: a sentence, and what else it was filled with.

    ``numbers`` maps the ids of the claims that are shown beside it to their numbers, for a relation's ends.
    """
    roles = {role: str(value.value) for role, value in by_role(claim.body).items()}
    parts = (_sentence(roles, numbers), *_details(values(claim.body)))
    return "; ".join(part for part in parts if part)


def _sentence(roles: Mapping[Role, str], numbers: Mapping[str, int]) -> str:
    if Role.SOURCE in roles and Role.TARGET in roles:
        source, target = (_end(roles[role], numbers) for role in (Role.SOURCE, Role.TARGET))
        kind = roles.get(Role.TYPE, "is related to")
        return f"{source} {_RELATIONS.get(kind, kind)} {target}"
    if Role.PROPOSITION in roles:
        return f"{_opening(roles)}: {roles[Role.PROPOSITION]}"
    if Role.TRIGGER in roles:
        state = (roles.get(Role.MODALITY, "asserted"), roles.get(Role.POLARITY, "positive"))
        return f"{_HAPPENED.get(state, ', '.join(state))}: {roles[Role.TRIGGER]}"
    return _opening(roles) if Role.SPEAKER in roles or Role.SPEAKER_NAME in roles else ""


def _opening(roles: Mapping[Role, str]) -> str:
    """Return who says it, and in what manner; the text itself where nobody is named."""
    mention, name = roles.get(Role.SPEAKER), roles.get(Role.SPEAKER_NAME)
    who = name or mention
    if who is None or roles.get(Role.SPEAKER_TYPE) == "author":
        return "The article itself says"
    same = mention is None or name is None or mention == name
    act = roles.get(Role.ACT, "assert")
    return f"{who if same else f'{name} (“{mention}”)'} {_ACTS.get(act, act)}"


def _end(identity: str, numbers: Mapping[str, int]) -> str:
    return f"claim {numbers[identity]}" if identity in numbers else f"claim {identity}"


def _details(filled: Iterable[Value]) -> list[str]:
    """Return the other fields by their names, the parts of one item together, none of them twice."""
    found: dict[str, list[str]] = {}
    names: dict[str, str] = {}
    for value in filled:
        if value.path == "quote" or value.role in _TOLD:
            continue
        parts = value.path.split(".")
        cut = 2 if len(parts) > 1 and parts[1].isdigit() else 1
        item, leaf = ".".join(parts[:cut]), ".".join(parts[cut:])
        names[item] = parts[0]
        said = found.setdefault(item, [])
        if not any(one == str(value.value) or one.endswith(f" {value.value}") for one in said):
            said.append(f"{leaf} {value.value}" if leaf else str(value.value))
    return [f"{names[item]}: {', '.join(said)}" for item, said in found.items()]
