"""A batch's names for its requests: they say where an answer belongs, so that no list of them is needed."""

import base64
import hashlib
import re
from typing import NamedTuple

from llmclaims.linking.questions import STAGE as LINK
from llmclaims.verification.model_checks.run import RELATIONS
from llmclaims.verification.model_checks.run import STAGE as CHECK

STAGES = ("extract", "rest", "again", "repair", CHECK, LINK, RELATIONS)
"""The stages in the order in which one follows from the answers to those before it."""


class Place(NamedTuple):
    """Where an answer belongs: ``document`` is the id, or a short hash of one that is long or odd."""

    document: str
    paragraph: int
    stage: str
    key: str


_DOCUMENT = 12
_KEY = 43
"""Letters of 32 bytes in base64. With them an id has 64 letters at most, the least that a service allows."""
_LETTERS = dict(zip(STAGES, "emarcls", strict=True))
_PLACE = re.compile(
    rf"([A-Za-z0-9_-]{{1,{_DOCUMENT}}})-([0-9]+)([{''.join(_LETTERS.values())}])-([A-Za-z0-9_-]{{{_KEY}}})"
)
_PLAIN = re.compile(rf"[A-Za-z0-9_-]{{1,{_DOCUMENT}}}")


def custom_id(document: str, paragraph: int, stage: str, key: str) -> str:
    """Return a batch's name for a request: DOCUMENT-PARAGRAPH STAGE-KEY, for example ``3f0c5a9d1e7b-12e-...``.

    The stage is a letter: extract, the rest (more) of an answer, again for what it missed, repair, check, link, second
    reading of relations. The key is the cache's,
    in base64, so that nothing else is needed to put the answer away.
    """
    if not _PLAIN.fullmatch(document):
        document = hashlib.sha256(document.encode("utf-8", "surrogatepass")).hexdigest()[:_DOCUMENT]
    digest = base64.urlsafe_b64encode(bytes.fromhex(key)).decode().rstrip("=")
    return f"{document}-{paragraph}{_LETTERS[stage]}-{digest}"


def place_of(text: object) -> Place | None:
    """Return what a ``custom_id`` says; None for one that ``custom_id`` did not make."""
    found = _PLACE.fullmatch(text) if isinstance(text, str) and len(text) < 100 else None
    if found is None:
        return None
    document, paragraph, letter, digest = found.groups()
    stage = next(name for name, one in _LETTERS.items() if one == letter)
    return Place(document, int(paragraph), stage, base64.urlsafe_b64decode(digest + "=").hex())
