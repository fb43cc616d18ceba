"""What a model fills in news: Event, Statement, Relation.

Event types and modes follow PLOVER (2021) and ACE; attribution follows PARC 3.0 (source, cue, content);
relations follow TimeML, MAVEN-ERE and the argument-mining literature.
"""

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from llmclaims.schema.annotations import Cited, Mention, Name, Quote, Role, Verbatim


class Participant(BaseModel):
    """Who took part in an event, and how."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    role: Annotated[Literal["actor", "recipient", "other"], Role.PART]
    mention: Annotated[Mention, Role.PARTICIPANT]
    name: Name | None = None


EventType = Literal[
    "AGREE", "CONSULT", "SUPPORT", "CONCEDE", "COOPERATE", "AID", "RETREAT", "REQUEST", "ACCUSE", "REJECT",
    "THREATEN", "PROTEST", "SANCTION", "MOBILIZE", "COERCE", "ASSAULT", "OTHER",
]  # fmt: skip
QUADS = {
    "AGREE": 1, "CONSULT": 1, "SUPPORT": 1, "CONCEDE": 1,
    "COOPERATE": 2, "AID": 2, "RETREAT": 2,
    "REQUEST": 3, "ACCUSE": 3, "REJECT": 3, "THREATEN": 3,
    "PROTEST": 4, "SANCTION": 4, "MOBILIZE": 4, "COERCE": 4, "ASSAULT": 4,
}  # fmt: skip
"""PLOVER's quad categories: verbal and material cooperation, verbal and material conflict; OTHER has none."""
Modality = Literal["asserted", "alleged", "planned", "hypothetical", "generic"]
Polarity = Literal["positive", "negative"]
SpeakerType = Literal["person", "organisation", "document", "group", "unnamed", "author"]
Act = Literal["assert", "deny", "support", "criticize", "demand", "commit", "threaten", "ask"]
RelationType = Literal[
    "before", "overlaps", "causes", "purpose", "subevent_of", "same_as", "supports", "disputes", "contradicts",
    "responds_to", "about",
]  # fmt: skip


class Event(Cited):
    """Something that happens, happened, is planned or is alleged (not a speech act)."""

    ref: Annotated[str, Role.REF] = ""
    quote: Quote
    trigger: Annotated[Mention, Verbatim("quote"), Role.TRIGGER]
    type: Annotated[EventType, Role.TYPE]
    participants: list[Participant] = Field(default_factory=list)
    location: Annotated[Mention | None, Role.LOCATION] = None
    time: Annotated[Mention | None, Role.TIME] = None
    quantity: Annotated[Mention | None, Role.QUANTITY] = None
    modality: Annotated[Modality, Role.MODALITY] = "asserted"
    polarity: Annotated[Polarity, Role.POLARITY] = "positive"


class Statement(Cited):
    """Who said what: an attribution, or an unattributed claim of the author."""

    ref: Annotated[str, Role.REF] = ""
    quote: Quote
    speaker: Annotated[Mention | None, Role.SPEAKER] = None
    speaker_name: Annotated[Name | None, Role.SPEAKER_NAME] = None
    speaker_type: Annotated[SpeakerType, Role.SPEAKER_TYPE]
    cue: Annotated[Mention | None, Role.CUE] = None
    act: Annotated[Act, Role.ACT] = "assert"
    polarity: Annotated[Polarity, Role.POLARITY] = "positive"
    claim: Annotated[str, Role.PROPOSITION] = ""
    time: Annotated[Mention | None, Role.TIME] = None


class Relation(Cited):
    """How two claims hang together."""

    type: Annotated[RelationType, Role.TYPE]
    source: Annotated[str, Role.SOURCE]
    target: Annotated[str, Role.TARGET]
    quote: Quote
    signal: Annotated[Mention | None, Verbatim("quote"), Role.SIGNAL] = None


DEFAULT_SCHEMA: tuple[type[Cited], ...] = (Event, Statement, Relation)
