"""People and organisations: who a mention means, and who is the same in one document or in many."""

from llmclaims.entities.grouping import Entity, EntityMention, Grouped, OpenMention, group
from llmclaims.entities.lookup import Table, read_table
from llmclaims.entities.mentions import Resolution
from llmclaims.entities.names import Naming
from llmclaims.entities.resolving import resolve
from llmclaims.entities.roster import Place, Roster, roster

__all__ = [
    "Entity",
    "EntityMention",
    "Grouped",
    "Naming",
    "OpenMention",
    "Place",
    "Resolution",
    "Roster",
    "Table",
    "group",
    "read_table",
    "resolve",
    "roster",
]
