"""Who a mention means: names, parts of names, pronouns and descriptions."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmclaims.documents.document import Document
from llmclaims.documents.names import names_of
from llmclaims.language.entities.coreference import resolve
from llmclaims.pipeline.extract import extract
from llmclaims.verification.recheck import Problem, recheck
from tests.support.vectors import table

RESOLVED = table("mentions_resolved", "text")
UNRESOLVED = table("mentions_unresolved", "text", "candidates")
"""Texts with a mention in [brackets] and the name that must come out in {braces}, or the candidates where none can."""


def marked(row):
    """Return a row's document, the span of its mention, and that of the name which must come out."""
    places, plain = {}, ""
    for piece in re.split(r"([\[\]{}])", row):
        if piece in {"[", "]", "{", "}"}:
            places[piece] = len(plain)
        else:
            plain += piece
    name = (places["{"], places["}"]) if "{" in places else None
    return Document.from_text(plain, language="en"), (places["["], places["]"]), name


def test_enough_cases():
    """The tables hold what they promise, each text once."""
    assert len(set(RESOLVED)) >= 60
    assert len({text for text, _ in UNRESOLVED}) >= 30


@pytest.mark.parametrize("row", RESOLVED)
def test_resolved(row):
    """A mention gives the name that the text shows, at the place where it stands."""
    document, span, expected = marked(row)
    found = resolve(names_of(document), span)
    assert found is not None
    assert found.name is not None, found
    assert (found.name.start, found.name.end) == expected
    assert document.text[slice(*expected)] == found.name.name


@pytest.mark.parametrize(("row", "candidates"), UNRESOLVED)
def test_unresolved(row, candidates):
    """Where nobody can say who is meant, nobody is chosen, and those who may be meant are listed."""
    document, span, _ = marked(row)
    found = resolve(names_of(document), span)
    assert found is None or found.name is None
    listed = [one.name for one in found.candidates] if found else []
    assert sorted(listed) == sorted(candidates.split(", ") if candidates else [])


def test_filled_name():
    """A name that somebody proposes counts where it stands in the text and nothing in it speaks against it."""
    text = "Imran Khan met Shafqat Ali Khan. Khan smiled. The country agreed, and Pakistan paid. It was late."
    document = Document.from_text(text)

    def ask(mention, filled):
        start = text.index(mention)
        return resolve(names_of(document), (start, start + len(mention)), filled)

    assert ask("The country", "Pakistan").name.name == "Pakistan"  # nothing else is shown
    assert ask("The country", "Atlantis") is None  # stands nowhere
    assert (
        ask("Khan smiled"[:4], "Imran Khan").name.name == "Imran Khan"
    )  # the first Khan is his own full name
    lone = text.index("Khan smiled")
    assert resolve(names_of(document), (lone, lone + 4), "Imran Khan").name is None  # two Khans stay two


def test_filled_name_against_the_text():
    """Where a proposed name and the text disagree about a pronoun, both are listed."""
    text = "Mila Ostrand spoke after Tobias Renn. She left."
    start = text.index("She")
    found = resolve(names_of(Document.from_text(text)), (start, start + 3), "Tobias Renn")
    assert found.name is None
    assert [one.name for one in found.candidates] == ["Mila Ostrand", "Tobias Renn"]
    again = resolve(names_of(Document.from_text(text)), (start, start + 3), "Mila Ostrand")
    assert again.name.name == "Mila Ostrand"


def test_a_proposed_name_settles_a_pronoun():
    """Among those that a pronoun may mean, the proposed one is taken, and the record says that it was proposed."""
    text = "Paul Weber resigned and Hans Moss took over. He smiled."
    start = text.index("He smiled")
    found = resolve(names_of(Document.from_text(text)), (start, start + 2), "Hans Moss")
    assert found.record() == {"name": "Hans Moss", "start": 24, "end": 33, "by": "filled"}


def test_names_stand_in_the_body():
    """A headline, where every word has a capital, names nobody."""
    document = Document.from_text("Mayor Ada Brandt Opens Lock\n\nBrandt opened the lock on Monday.\n")
    assert [one.name for one in names_of(document).namings] == ["Brandt"]


def test_language_without_words():
    """A language without word lists resolves nothing and guesses nothing."""
    document = Document.from_text("Anna Weber sagte nichts. Weber ging.", language="de")
    assert names_of(document).namings == ()
    assert resolve(names_of(document), (25, 30)) is None


_PIECES = st.lists(
    st.sampled_from(
        [
            "Imran Khan",
            "Khan",
            "Ms. Bushra Khan",
            "he",
            "She",
            "said",
            "“",
            "”",
            ".",
            ",",
            "the minister",
            "Foreign Minister",
            "The World Bank (WB)",
            "the bank",
            "WB",
            "Tehran’s",
            "of",
            "\n\n",
            "J.",
            "O’Neill",
            "\U0001f600",
            "According to",
            "it",
        ]
    ),
    max_size=30,
).map(" ".join) | st.text(max_size=80)


@settings(max_examples=150)
@given(_PIECES, st.data())
def test_resolution_stands_in_the_text(text, data):
    """Whatever the text and the mention: no error, the text untouched, and every name at its place."""
    document = Document.from_text(text)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    filled = data.draw(st.none() | st.sampled_from(["Khan", "Imran Khan", "Nobody", ""]))
    found = resolve(names_of(document), (start, end), filled)
    assert document.text == text
    for one in found.candidates + ((found.name,) if found.name else ()) if found else ():
        assert document.text[one.start : one.end] == one.name
    assert found is None or found.name or found.candidates
    assert all(text[one.start : one.end] == one.name for one in names_of(document).namings)


def test_claims_say_who_is_meant():
    """A verified claim's ``derived`` gives the name behind a pronoun, and its own mention stays as written."""
    text = "Mila Ostrand rose. She said the wall had fallen.\n"
    (claim,) = extract(Document.from_text(text), provider="builtin").statements
    assert claim.body.speaker == "She"
    assert claim.derived["names"] == {
        "speaker": {"name": "Mila Ostrand", "start": 0, "end": 12, "by": "pronoun"}
    }


def test_who_is_meant_can_be_checked_again(tmp_path):
    """A saved run whose resolved name was changed does not hold."""
    run = extract(
        Document.from_text("Mila Ostrand rose. She said the wall had fallen.\n"), provider="builtin"
    )
    path = tmp_path / "run.jsonl"
    run.save(path)
    assert not [one for one in recheck(path) if isinstance(one, Problem)]
    path.write_text(
        path.read_text(encoding="utf-8").replace('"end":12,"by"', '"end":11,"by"'), encoding="utf-8"
    )
    assert [one.code for one in recheck(path) if isinstance(one, Problem)] == ["DERIVED_CHANGED"]
