"""``help`` of what is public reads well: short, its own members, nothing of the machinery."""

import pydoc
import re

import pytest
from pydantic import BaseModel

import llmclaims

CLASSES = [
    name
    for name in llmclaims.__all__
    if isinstance(found := getattr(llmclaims, name), type) and not issubclass(found, BaseModel)
]


def shown(thing):
    """What help prints."""
    return pydoc.plain(pydoc.render_doc(thing))


@pytest.mark.parametrize("name", CLASSES)
def test_a_class_shows_its_own_members(name):
    """No double underscore but in a signature, no more lines than two screens or three."""
    text = shown(getattr(llmclaims, name))
    assert not re.findall(r"^ \|  (__\w+|_\w+)", text, re.MULTILINE)
    assert len(text.splitlines()) < 140


def test_objects_keep_all_their_members():
    """What help leaves out is there, for who asks an object."""
    assert "__eq__" in dir(llmclaims.Run(provider="p", model="m"))


def test_help_of_a_claim_tells_each_field():
    """Each field has a line that says what it holds."""
    text = shown(llmclaims.Claim)
    for name in llmclaims.Claim.__dataclass_fields__:
        assert re.search(rf"^ \|      {name}: ", text, re.MULTILINE), name


def test_help_of_extract_says_types_by_their_names():
    """The signature has no path of a module for what a reader knows by its name."""
    line = next(one for one in shown(llmclaims.extract).splitlines() if one.startswith("extract("))
    assert "source: 'Source | Iterable[Source]'" in line
    assert len(line) < 1300
