"""Who speaks and who takes part, under one name in every output: decided here, and nowhere else.

A mention's name is the one that its document resolves it to, for which a name filled in beside it is proposed; where
the text leaves the mention open, it is the one that was filled in. So "she", "Corvalle" and "the director" are one
person in the table, in every export, on the page and in Python, or each stays what the text says.
"""

from collections.abc import Mapping
from typing import Any

from pydantic import BaseModel

from llmclaims.schema.annotations import Role, roles_of
from llmclaims.schema.claims import Claim

AUTHOR, UNNAMED = "the author", "unnamed"
"""What a speaker without a name and without words in the text is called."""
_MENTION = ".mention"


def name_at(claim: Claim, path: str) -> str | None:
    """Return the name behind the mention at a path ("participants.0.mention"), None where none is known."""
    names = claim.derived.get("names")
    found = names.get(path) if isinstance(names, Mapping) else None
    resolved = found.get("name") if isinstance(found, Mapping) else None
    name = resolved or _filled(claim, path)
    return str(name) if name else None


def speaker_name(claim: Claim) -> str | None:
    """Return the name of a claim's speaker, None where none is known."""
    return name_at(claim, roles_of(type(claim.body)).get(Role.SPEAKER, ""))


def speaker_words(claim: Claim) -> str | None:
    """Return the words of the text that stand for a claim's speaker, None where there are none."""
    found = getattr(claim.body, roles_of(type(claim.body)).get(Role.SPEAKER, ""), None)
    return str(found) if found else None


def speaker(claim: Claim) -> str | None:
    """Return what a claim's speaker is called, None for a model without speakers."""
    roles = roles_of(type(claim.body))
    if not {Role.SPEAKER, Role.SPEAKER_NAME} & roles.keys():
        return None
    nobody = AUTHOR if getattr(claim.body, roles.get(Role.SPEAKER_TYPE, ""), None) == "author" else UNNAMED
    return speaker_name(claim) or speaker_words(claim) or nobody


def participants(claim: Claim) -> list[dict[str, str | None]]:
    """Return the participants as the shipped Event has them: role, mention, and the name behind it.

    What a model of one's own holds under that name in another shape is none.
    """
    held = getattr(claim.body, "participants", None)
    found = []
    for place, one in enumerate(held if isinstance(held, (list, tuple)) else ()):
        row = {key: _part(one, key) for key in ("role", "mention")}
        row["name"] = name_at(claim, f"participants.{place}{_MENTION}")
        if any(row.values()) and all(value is None or isinstance(value, str) for value in row.values()):
            found.append(row)
    return found


def _filled(claim: Claim, path: str) -> Any:
    """Return the name that was filled in beside a mention: in the model's own field for it, or in its item's."""
    roles = roles_of(type(claim.body))
    if path == roles.get(Role.SPEAKER, ""):
        return getattr(claim.body, roles.get(Role.SPEAKER_NAME, ""), None)
    if not path.endswith(_MENTION):
        return None
    found: Any = claim.body
    for part in path.removesuffix(_MENTION).split("."):
        found = _part(found, part)
    return _part(found, "name")


def _part(one: Any, key: str) -> Any:
    """Return what is under a key of a model, of an object, or at a place of a list; None where there is nothing."""
    if isinstance(one, (list, tuple)):
        return one[int(key)] if key.isdecimal() and int(key) < len(one) else None
    if isinstance(one, Mapping):
        return one.get(key)
    return getattr(one, key, None) if isinstance(one, BaseModel) else None
