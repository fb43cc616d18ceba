"""The names of a document, indexed once for all its mentions."""

from llmclaims.documents.document import Document
from llmclaims.documents.recent import recent
from llmclaims.language.entities.name_index import NameIndex, index_names


@recent
def names_of(document: Document) -> NameIndex:
    """Return the index of the names in a document's body and captions."""
    bodies = tuple((one.start, one.end) for one in document.paragraphs if one.zone in {"body", "caption"})
    return index_names(document.text, bodies, document.language)
