"""Which words give an aim, and which only look like it."""

from __future__ import annotations

import pytest

from llmclaims.language import aims
from llmclaims.language.clauses import Passage, placed
from llmclaims.language.vocabulary import words
from llmclaims.schema.annotations import Span


def read(marked: str) -> tuple[Passage, Span]:
    """Return a sentence as the rules read it, and the connective that is marked in it by brackets."""
    vocabulary = words("en")
    assert vocabulary is not None
    text = marked.replace("[", "").replace("]", "")
    found = placed(text, "en", vocabulary, (0, len(text)), (0, len(text)))
    return found, found.analysis.span(marked.index("["), marked.index("]") - 1)


CONNECTIVES = [
    ("She rowed across [to] fetch the doctor.", "aim"),  # an infinitive
    ("[To] fetch the doctor, she rowed across.", "aim"),  # in front
    ("She rowed across [to] bring the doctor.", "aim"),  # a verb that only looks like a participle
    ("She rowed across [to] feed the geese.", "aim"),  # likewise
    ("She rowed across so as [to] fetch the doctor.", "aim"),  # a part of a phrase
    ("She rowed across [hoping] to fetch the doctor.", "aim"),  # a participle
    ("She lit a lamp [so that] the doctor could land.", "aim"),  # with a modal
    ("She gave it [with a view to] selling the house.", "aim"),  # with a gerund
    ("She rowed [to] Tolm at dawn.", "none"),  # a place
    ("The frost led [to] the loss of the vines.", "none"),  # a preposition
    ("She lit a lamp [so that] the moths came in.", "none"),  # without a modal
    ("She sang [after] the doctor had landed.", "none"),  # a time
    ("She rowed back [only to] find the house dark.", "outcome"),  # what she found
    ("She learnt to row and [went on to] cross the lake.", "outcome"),  # what came next
    ("The ice was thick enough [to] carry a cart.", "outcome"),  # how thick it was
    ("The ice was too thin [to] carry a cart.", "outcome"),  # how thin it was
    ("He came [only to] help with the sails.", "aim"),  # for nothing else
]


@pytest.mark.parametrize(("marked", "said"), CONNECTIVES)
def test_what_a_connective_says(marked: str, said: str):
    """An aim needs a verb behind its “to” or a modal behind its “so that”; what came of something is none."""
    found, signal = read(marked)
    assert aims.gives_aim(found, signal) == (said == "aim")
    assert aims.tells_outcome(found, signal) == (said == "outcome")


CONTENTS = [
    ("The abbot refused [to] ring the bell.", "abbot", "refused"),  # a verb with its content
    ("The abbot told the boys [to] ring the bell.", "told", "told"),  # an order
    ("The abbot sent the boys [to] ring the bell.", "sent", None),  # an errand
    ("The abbot asked for a rope [to] ring the bell.", "asked", None),  # what the rope is for
    ("The abbot climbed up in order [to] ring the bell.", "climbed", None),  # a phrase of aim
]


@pytest.mark.parametrize(("marked", "source", "holder"), CONTENTS)
def test_what_a_verb_is_about_is_no_aim(marked: str, source: str, holder: str | None):
    """“Refused to ring” and “told them to ring” say what was refused and told, “sent them to ring” what for."""
    found, signal = read(marked)
    at = found.texts.index(source)
    place = aims.governor(found, signal, (at, at + 1))
    assert (None if place is None else found.texts[place]) == holder


DOERS = [
    ("Wardens stopped a cart loaded [to] cross the ice.", "stopped", "loaded"),  # the cart's aim
    ("Wardens loaded a cart [to] cross the ice.", "loaded", None),  # the wardens' own
    ("The convoy was loaded [to] cross the ice.", "convoy", None),  # a noun has the aim of its verb
]


@pytest.mark.parametrize(("marked", "source", "other"), DOERS)
def test_an_aim_belongs_to_the_verb_right_before_it(marked: str, source: str, other: str | None):
    """What was stopped was loaded for something, and not stopped for it."""
    found, signal = read(marked)
    at = found.texts.index(source)
    place = aims.other_doer(found, signal, (at, at + 1))
    assert (None if place is None else found.texts[place]) == other


@pytest.mark.parametrize(
    ("marked", "avoided", "denied"),
    [
        ("They marched not [to] burn the mill but to save it.", True, True),  # “but” says what is meant
        ("They marched by night not [to] be seen.", True, False),  # what is avoided
        ("They marched, but not [in order to] burn the mill.", True, True),  # a phrase is denied whole
        ("They marched by night so as not [to] be seen.", True, False),  # the “not” is inside it
        ("They marched [to] save the mill.", False, False),  # nothing is denied
    ],
)
def test_a_denied_aim_is_told_from_what_is_avoided(marked: str, avoided: bool, denied: bool):  # noqa: FBT001 - a row
    """“Not to burn but to save” says what it was not for; “not to be seen” is an aim."""
    found, signal = read(marked)
    assert aims.is_denied(found, signal, avoided=avoided) == denied


def test_a_word_that_stands_twice_is_taken_where_the_aim_is():
    """Of two “to” the one before the trigger of the aim counts, not the one before a place."""
    found, signal = read("She rowed [to] Tolm to fetch the doctor.")
    at = found.texts.index("fetch")
    assert aims.place_of(found, signal, ((at, at + 1),)) == (at - 1, at)
    assert aims.place_of(found, signal, (None,)) == signal
    assert aims.aim_before(found, (at, at + 1)) == (at - 1, at)
