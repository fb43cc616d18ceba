"""Drafts as a model would answer them, for tests."""

from __future__ import annotations

from typing import Any

TEXT = (
    "Harbour reopens\n\n"
    "Ada Brandt opened the lower lock on Monday. “We did not touch the dam,” harbour master Ilse Okoro said.\n\n"
    "Ilse Okoro said the gates may reopen in May because the water is falling.\n"
)


def event(**changes: Any) -> dict[str, Any]:
    """An event of the first body paragraph."""
    return {
        "ref": "e1", "quote": "Ada Brandt opened the lower lock on Monday", "trigger": "opened", "type": "OTHER",
        "participants": [{"role": "actor", "mention": "Ada Brandt", "name": "Ada Brandt"}],
        "location": "the lower lock", "time": "Monday", "quantity": None, "modality": "asserted",
        "polarity": "positive",
    } | changes  # fmt: skip


def statement(**changes: Any) -> dict[str, Any]:
    """A statement of the first body paragraph."""
    return {
        "ref": "s1", "quote": "We did not touch the dam", "speaker": "harbour master Ilse Okoro",
        "speaker_name": "Ilse Okoro", "speaker_type": "person", "cue": "said", "act": "deny",
        "polarity": "negative", "claim": "Ilse Okoro did not touch the dam.", "time": None,
    } | changes  # fmt: skip


def later(**changes: Any) -> dict[str, Any]:
    """A statement of the second body paragraph."""
    return {
        "ref": "s1", "quote": "the gates may reopen in May because the water is falling", "speaker": "Ilse Okoro",
        "speaker_name": "Ilse Okoro", "speaker_type": "person", "cue": "said", "act": "assert",
        "polarity": "positive", "claim": "The gates may reopen in May because the water is falling.", "time": None,
    } | changes  # fmt: skip


def relation(**changes: Any) -> dict[str, Any]:
    """A relation between the two claims of the first body paragraph."""
    return {
        "type": "about", "source": "s1", "target": "e1", "signal": None,
        "quote": "We did not touch the dam,” harbour master Ilse Okoro said",
    } | changes  # fmt: skip
