"""People and organisations: who a mention means, and who is the same in one document or in many."""

from llmclaims.export.shared.entity_clusters import Entity, EntityMention, Grouped, OpenMention, group
from llmclaims.export.shared.lookup import Table, read_table
from llmclaims.language.entities.coreference import resolve
from llmclaims.language.entities.mentions import Naming
from llmclaims.language.entities.name_index import Place, Roster, roster
from llmclaims.language.entities.naming import Resolution

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
