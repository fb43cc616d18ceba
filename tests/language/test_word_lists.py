"""A language is a folder of word lists, and every list is optional."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from fractions import Fraction
from itertools import product
from pathlib import Path
from string import ascii_lowercase

import pytest

from llmclaims.documents.document import Document
from llmclaims.language import lexicon, vocabulary
from llmclaims.language.entities.name_words import NameWords, name_words
from llmclaims.language.segmentation import _words as sentence_words
from llmclaims.language.values import digits, numbers, quantity_value, time_value
from llmclaims.language.values.time_tokens import _CLASSES as CLASSES
from llmclaims.providers.builtin import extractor
from llmclaims.providers.builtin.lexicon import table
from llmclaims.providers.builtin.lexicon import words as builtin_words
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.paragraph import Proposal, Reading, verify_answer
from tests.support.drafts import TEXT, event, later, statement

CODES = ("q" + "".join(letters) for letters in product(ascii_lowercase, repeat=2))
ENGLISH = {
    name: json.loads(lexicon.files("llmclaims").joinpath("data", "en", f"{name}.json").read_text("utf-8"))
    for name in ("rules", "entities", "normalise", "linking", "plover")
}
ONE_LIST = [(name, {key: content}) for name, data in ENGLISH.items() for key, content in data.items()]
ONE_TIME_LIST = [
    ("normalise", {"time": {key: content}}) for key, content in ENGLISH["normalise"]["time"].items()
]


@pytest.fixture
def language(tmp_path, monkeypatch):
    """Return a function that makes a language out of one file of word lists, and gives its code."""
    shipped = lexicon.files("llmclaims")

    class Package:
        def joinpath(self, *parts):
            ours = tmp_path.joinpath(*parts)
            return ours if ours.is_file() else shipped.joinpath(*parts)

    def made(name, content):
        code = next(CODES)
        folder = tmp_path / "data" / code
        folder.mkdir(parents=True)
        (folder / f"{name}.json").write_text(json.dumps(content), encoding="utf-8")
        return code

    monkeypatch.setattr(lexicon, "files", lambda _: Package())
    return made


def test_one_list_is_enough(language):
    """A folder with one list is a language as far as the list goes."""
    assert (
        time_value("lunedì", language=language("normalise", {"time": {"weekdays": {"lunedì": 1}}})).value
        == "XXXX-WXX-1"
    )
    assert [one.value for one in numbers("tre case", language("normalise", {"cardinals": {"tre": 3}}))] == [
        Fraction(3)
    ]
    assert (
        quantity_value("3 chilometri", language("normalise", {"units": {"km": ["chilometri"]}})).unit == "km"
    )
    assert vocabulary.words(language("rules", {"verbal_negators": "non"})).verbal_negators == {"non"}
    assert lexicon.word_set(language("plover", {"invitations": ["invito"]}), "plover", "invitations") == {
        "invito"
    }


def test_the_documented_language_reads_its_dates(language):
    """The example in docs/howto/adding.md does what the page says."""
    page = Path(__file__).parents[2].joinpath("docs/howto/adding.md").read_text("utf-8")
    example = re.search(r"data/sv/normalise.json\"\n(.*?)\n```", page, re.DOTALL)[1]
    code = language("normalise", json.loads(example))
    assert time_value("3 maj 2026", language=code).value == "2026-05-03"
    assert time_value("3 maj", language=code, published="2026-05-01").value == "2026-05-03"


@pytest.mark.parametrize(("name", "content"), [*ONE_LIST, *ONE_TIME_LIST], ids=lambda one: str(one)[:30])
def test_any_list_may_stand_alone(language, name, content):
    """Claims are verified in a language that has only one of the lists."""
    code = language(name, content)
    document = Document.from_text(TEXT, language=code, published="2026-03-02")
    for paragraph, drafts in enumerate(([], [event(), statement()], [later()])):
        items = [
            Proposal(kind="event" if "trigger" in draft else "statement", item=draft) for draft in drafts
        ]
        reading = Reading(document=document, paragraph=paragraph, schema=DEFAULT_SCHEMA)
        assert len(verify_answer(items, reading)) == len(items)


def test_sentences_need_no_list(language):
    """The words of sentence boundaries are optional as well."""
    words = sentence_words(language("abbreviations", {"titles": ["Dott"]}))
    assert words.titles == {"Dott"}
    assert not words.attribution.match("disse Ada")


def test_what_is_no_language_has_no_words():
    """A code that could be a path is none."""
    assert lexicon.lists("../en", "rules") == {}
    assert vocabulary.words("und") is None


def test_english_has_every_list_that_code_asks_for():
    """A list that is missing is empty, so a misspelt name would go unnoticed."""
    rules = lexicon.lists("en", "rules")
    assert {field.name for field in fields(vocabulary.Words)} <= rules.keys()
    assert not [field for field in fields(NameWords) if not getattr(name_words("en"), field.name)]
    normalise = lexicon.lists("en", "normalise")
    values = "".join(file.read_text("utf-8") for file in Path(digits.__file__).parent.glob("*.py"))
    asked = set(re.findall(r"\bwords\[[\"\'](\w+)[\"\']\]", values))
    others = (
        lexicon.lists(code, "normalise").keys() for code in ("ar", "de", "fr")
    )  # lists that English does not need
    nested = normalise["time"].keys() | normalise["restated"].keys()
    assert asked <= normalise.keys() | nested | set().union(*others)
    assert {*CLASSES} <= normalise["time"].keys()


def test_english_has_every_list_that_the_builtin_provider_asks_for():
    """Its lists are named by strings."""
    code = "".join(file.read_text("utf-8") for file in Path(extractor.__file__).parent.glob("*.py"))
    named = re.findall(r"\b(?:among|words)\(\s*((?:\"[\w.]+\",?\s*)+)\)", code)
    assert len(named) > 200
    assert all(builtin_words(key) for keys in named for key in re.findall(r"[\w.]+", keys))
    for file, key in re.findall(r'table\("(\w+)"\)\["(\w+)"\]', code):
        assert table(file)[key], (file, key)


def test_a_language_has_abbreviations_of_its_own(language):
    """Its list decides where its sentences end; a language without one is read with that of English."""
    own = language("abbreviations", {"titles": ["dhr"]})

    def sentences(text, code):
        document = Document.from_text(text, language=code)
        return len(document.sentences(document.paragraphs[0]))

    assert sentences("De heer dhr. Jansen sprak. Hij ging.", own) == 2
    assert sentences("De heer dhr. Jansen sprak. Hij ging.", "en") == 3
    assert sentences("Mr. Ford spoke.", "qqq") == 1
