"""A claim in plain words, made by code from its fields: what a model is asked to judge.

Rests on roles and never on field names, so that a user's own model is put in words alike.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.schema.annotations import Role, by_role, kind_of, values
from llmclaims.schema.news import DEFAULT_SCHEMA

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
_SAYS = {
    "assert": "says",
    "deny": "denies",
    "support": "supports",
    "criticize": "criticizes",
    "demand": "demands",
    "commit": "commits",
    "threaten": "threatens",
    "ask": "asks",
}
"""An act as the verb between a speaker and what is said."""
_RELATIONS = {
    "before": "ended before",
    "overlaps": "happened at the time of",
    "causes": "is the cause of",
    "purpose": "was done in order to reach",
    "subevent_of": "is a part of",
    "same_as": "is the same as",
    "supports": "is evidence for",
    "disputes": "opposes",
    "contradicts": "cannot be true together with",
    "responds_to": "is an answer to",
    "about": "refers to",
}
_KINDS = frozenset(map(kind_of, DEFAULT_SCHEMA))
"""Kinds that are known by the form of their line."""
_FIRST = 3
"""Words of a quote that are shown: the whole of it stands in the text."""
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
    """Put a claim into a few words a field, with enough of its quote to find it, so that each can be held against the text.

    What most claims have in common is not said: that it is affirmed, and how a kind is called that its form shows.
    ``numbers`` maps the ids of the claims that are shown beside it to their numbers, for a relation's ends.
    """
    roles = _roles(claim)
    spoken = _is_said(roles) and Role.TRIGGER not in roles
    parts = [_main(claim, roles, numbers)]
    for name, item in _others(claim):
        role = item[0][1].role
        if role is not Role.SIGNAL or Role.SOURCE not in roles:  # a relation's stands in its sentence
            called = "said" if spoken and role is Role.TIME else name
            parts.append(_taking_part(item) or _listed(called, item))
    said = "; ".join(part for part in parts if part)
    return said if claim.kind in _KINDS else f"{claim.kind} {said}"


def _roles(claim: Claim) -> dict[Role, str]:
    return {role: str(value.value) for role, value in by_role(claim.body).items()}


def _sentence(roles: Mapping[Role, str]) -> str:
    if Role.PROPOSITION in roles:
        return f"{_opening(roles)}: {roles[Role.PROPOSITION]}"
    if Role.TRIGGER in roles:
        state = _state(roles)
        return f"{_HAPPENED.get(state, ', '.join(state))}: {roles[Role.TRIGGER]}"
    return _opening(roles) if Role.SPEAKER in roles or Role.SPEAKER_NAME in roles else ""


def _main(claim: Claim, roles: Mapping[Role, str], numbers: Mapping[str, int]) -> str:
    """Return what a claim comes to: who says what, what happened, or how two claims hang together; else its quote."""
    negative = " (negative)" if roles.get(Role.POLARITY) == "negative" else ""
    quote = f"“{_shortened(claim.quote)}”"
    if Role.SOURCE in roles and Role.TARGET in roles:
        source, target = (numbers.get(roles[one], roles[one]) for one in (Role.SOURCE, Role.TARGET))
        kind = roles.get(Role.TYPE, "is related to")
        return f"{source} {_RELATIONS.get(kind, kind)} {target}: {_in_quote(claim, Role.SIGNAL) or quote}"
    if Role.PROPOSITION in roles:
        said, act = roles[Role.PROPOSITION], roles.get(Role.ACT, "assert")
        told = f"{_speaker(roles)} {_SAYS.get(act, act)}{negative}: {said}"
        return told if _begins_alike(said, claim.quote) else f"{quote} {told}"
    if Role.TRIGGER in roles:
        modality = roles.get(Role.MODALITY, "asserted")
        return f"{'fact' if modality == 'asserted' else modality}{negative}: {_in_quote(claim, Role.TRIGGER)}"
    return f"{quote} speaker: {_speaker(roles)}" if _is_said(roles) else quote


def _is_said(roles: Mapping[Role, str]) -> bool:
    return not {Role.SPEAKER, Role.SPEAKER_NAME, Role.PROPOSITION}.isdisjoint(roles)


def _speaker(roles: Mapping[Role, str]) -> str:
    speaker_type = roles.get(Role.SPEAKER_TYPE)
    who = None if speaker_type == "author" else _called(roles.get(Role.SPEAKER), roles.get(Role.SPEAKER_NAME))
    return who or ("somebody" if speaker_type == "unnamed" else "the article")


def _called(mention: str | None, name: str | None) -> str:
    """Return the words that stand for somebody, behind them the name in parentheses; one of them where it says both."""
    if not mention or not name:
        return mention or name or ""
    words, full = mention.casefold().split(), name.casefold().split()
    if set(words) <= set(full):
        return name
    article = words[1:] == full and len(words[0]) <= len("the")
    return mention if article else f"{mention} ({name})"


def _shortened(quote: str | None) -> str:
    words = (quote or "").split()
    return " ".join(words if len(words) <= _FIRST + 1 else [*words[:_FIRST], "…"])


def _begins_alike(said: str, quote: str | None) -> bool:
    one, other = (text.casefold().split()[:_FIRST] for text in (said, quote or ""))
    return one == other


def _in_quote(claim: Claim, role: Role) -> str:
    """Return a word that its quote turns on in brackets, between its neighbours there; "" where there is none."""
    found, quote = by_role(claim.body).get(role), claim.quote or ""
    if found is None:
        return ""
    word, placed = str(found.value), claim.mentions.get(found.path)
    start = placed[0][0] - claim.spans[0][0] if placed and len(claim.spans) == 1 else quote.find(word)
    if start < 0 or not quote.startswith(word, start):
        return f"[{word}]"
    before, after = (
        [one for one in text.split() if any(map(str.isalnum, one))]
        for text in (quote[:start], quote[start + len(word) :])
    )
    return " ".join([*before[-1:], f"[{word}]", *after[:1]])


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


def _taking_part(item: Sequence[tuple[str, Value]]) -> str | None:
    """Return a participant behind its role, as "actor: she (Ada Brandt)"; None for any other item."""
    part, mention = (
        next((str(value.value) for _, value in item if value.role is role), None)
        for role in (Role.PART, Role.PARTICIPANT)
    )
    if part is None or mention is None:
        return None
    names = [str(value.value) for _, value in item if value.verbatim == "document"]
    return f"{part}: {_called(mention, ', '.join(names))}"
