"""People and organisations over one document or many, and the user's own table of names."""

from __future__ import annotations

import random

import pytest

from llmclaims.documents.document import Document
from llmclaims.documents.readers import read
from llmclaims.errors import ConfigError
from llmclaims.export.shared.entity_clusters import group, read_table
from llmclaims.pipeline.extract import extract
from tests.support import SEEDS

FIRST = (
    "Shafqat Ali Khan spoke on Monday. Khan praised the World Food Programme (WFP). The spokesman left.\n\n"
    "Donald J. Trump flew home. WFP thanked him.\n"
)
SECOND = "Donald Trump met Shafqat Khan. Trump smiled. The World Food Programme sent grain.\n"
THIRD = "Khan of another house spoke. Imran Khan met Bushra Khan. Khan smiled.\n"


def documents():
    """Return three small articles."""
    return [
        Document.from_text(text, id=f"d{number}")
        for number, text in enumerate((FIRST, SECOND, THIRD), start=1)
    ]


def by_name(found):
    """Return the entities by their names."""
    return {one.name: one for one in found.entities}


def test_one_entity_over_documents():
    """Names with words left out are one, with every mention of every document."""
    found = by_name(group(documents()))
    khan = found["Shafqat Ali Khan"]
    assert khan.kind == "person"
    assert khan.names == ("Khan", "Shafqat Ali Khan", "Shafqat Khan")
    assert [(one.document, one.text) for one in khan.mentions] == [
        ("d1", "Shafqat Ali Khan"),
        ("d1", "Khan"),
        ("d2", "Shafqat Khan"),
    ]
    assert {one.document for one in found["Donald J. Trump"].mentions} == {"d1", "d2"}
    assert found["World Food Programme"].names == ("WFP", "World Food Programme")


def test_ambiguous_stays_ambiguous():
    """A surname that several people of its document have is in no entity, and its candidates are listed."""
    found = group(documents())
    lone = [one for one in found.open if one.mention.document == "d3"]
    assert {one.candidates for one in lone} == {("Bushra Khan", "Imran Khan")}
    khans = [one for one in found.entities if one.name.endswith("Khan")]
    placed = {(one.document, one.start) for entity in khans for one in entity.mentions}
    assert not placed & {(one.mention.document, one.mention.start) for one in lone}


def test_every_mention_is_the_text():
    """No mention is rewritten, whatever name it stands for."""
    texts = {one.id: one.text for one in documents()}
    for entity in group(documents()).entities:
        assert all(texts[one.document][one.start : one.end] == one.text for one in entity.mentions)


def test_order_changes_nothing():
    """The order of documents and claims leaves entities, their ids and their mentions as they are."""
    run = extract(documents(), provider="builtin")
    first = group(run.documents, run.claims)
    for seed in range(5):
        texts, claims = list(run.documents), list(run.claims)
        random.Random(seed).shuffle(texts)
        random.Random(seed).shuffle(claims)
        assert group(texts, claims) == first


def test_ids_are_stable():
    """An entity keeps its id when a document is added that says nothing of it."""
    few = by_name(group(documents()[:2]))
    many = by_name(group(documents()))
    assert all(many[name].id == one.id for name, one in few.items())


def test_claims_bring_their_mentions():
    """A pronoun that speaks belongs to the one it stands for, with the claim that it is in."""
    text = "Mila Ostrand rose. She said the wall had fallen.\n"
    run = extract(Document.from_text(text, id="d"), provider="builtin")
    ostrand = by_name(group(run.documents, run.claims))["Mila Ostrand"]
    (she,) = [one for one in ostrand.mentions if one.text == "She"]
    assert (she.by, she.field, she.claim) == ("pronoun", "speaker", run.statements[0].id)


def test_table(tmp_path):
    """A table of the user's gives identifiers and joins the names that it knows to be one."""
    table = tmp_path / "names.csv"
    table.write_text(
        "id,name,aliases,note\nQ7,Donald Trump,D. J. Trump|Donald J. Trump,x\nQ8,Khan,,y\n", encoding="utf-8"
    )
    found = by_name(group(documents(), table=read_table(table)))
    assert found["Donald J. Trump"].identifier == "Q7"
    assert found["Shafqat Ali Khan"].identifier is None  # "Khan" names him in one document alone
    assert sum(one.identifier is not None for one in found.values()) == 1


def test_table_with_a_name_twice(tmp_path):
    """A name that two rows give has no identifier."""
    table = tmp_path / "names.csv"
    table.write_text("id,name\nQ1,Donald Trump\nQ2,donald trump\n", encoding="utf-8")
    assert not any(one.identifier for one in group(documents(), table=read_table(table)).entities)


BROKEN = [
    ("name,aliases\nA,\n", "column 'id'"),  # no identifiers
    ("id,name\n,A\n", "row 2"),  # an empty identifier
    ("id,name\nQ1\n", "row 2"),  # a short row
    ('id,name\nQ1,"A\n', "cannot be read"),  # an open quotation
]


@pytest.mark.parametrize(("content", "said"), BROKEN)
def test_broken_table(tmp_path, content, said):
    """A table that cannot be used is an error that says where."""
    table = tmp_path / "names.csv"
    table.write_text(content, encoding="utf-8")
    with pytest.raises(ConfigError, match=said):
        read_table(table)
    with pytest.raises(ConfigError, match="cannot be read"):
        read_table(tmp_path / "missing.csv")


def test_no_identifier_without_a_table():
    """Identifiers come from the table alone."""
    run = extract(documents(), provider="builtin")
    assert all(one.identifier is None for one in group(run.documents, run.claims).entities)


def test_read_document_of_the_seeds():
    """The sample articles give their people in full, each once."""
    found = by_name(group([read(SEEDS / "brannock-dam" / "article.txt")]))
    people = {name for name, one in found.items() if one.kind == "person"}
    assert people == {"Dario Velk", "Ines Corvalle", "Mila Ostrand", "Tobias Renn"}
