"""What happened, to whom, when and why, as ``builtin`` reads it: a row a kind of sentence, the wrong reading beside the right one."""

import pytest

from llmclaims.documents.document import Document
from llmclaims.pipeline.extract import extract
from llmclaims.providers.builtin.time_place_quantity import times


def read(sentence, *, dateline="Thursday, March 5, 2026"):
    """Return the run over an article of one paragraph, dated in the spring of 2026."""
    text = f"Harbor News\n\n{dateline}\n\n{sentence}" if dateline else f"Harbor News\n\n{sentence}"
    return extract([Document.from_text(text, id="a", language="en")], provider="builtin")


def event(run, trigger):
    """Return the only event with a trigger."""
    (found,) = [one for one in run.events if one.body.trigger == trigger]
    return found


def roles(found):
    """Return the participants of an event."""
    return [(one.role, one.mention) for one in found.body.participants]


MODALITIES = [
    ("Mrs. May reopened the bridge on Tuesday.", "reopened", "asserted"),  # a name
    ("Will Dahl sued the bank.", "sued", "asserted"),  # a name at the beginning
    ("Hope Renn was arrested in Osk.", "arrested", "asserted"),  # a name that is a verb
    ("A fire in May destroyed the mill.", "destroyed", "asserted"),  # a month
    ("The crew may destroy the mill.", "destroy", "hypothetical"),
    ("Iron rain may have destroyed the mill.", "destroyed", "alleged"),  # what was, not what could be
    ("The guild would march on Sunday, it said.", "march", "planned"),  # the past of "will"
    ("The guild would march if the mill closed.", "march", "hypothetical"),
    ("The envoys are due to meet in Osk.", "meet", "planned"),
    ("The crew managed to rescue a child.", "rescue", "asserted"),  # came true
    ("Dahl was invited to talks in Osk.", "talks", "planned"),
    ("The guild awaits the trial of its chair.", "trial", "planned"),
]


@pytest.mark.parametrize(("sentence", "trigger", "modality"), MODALITIES)
def test_names_and_months_are_no_modals(sentence, trigger, modality):
    """How an event is put is told by verbs, not by people and months that are called like them."""
    assert event(read(sentence), trigger).body.modality == modality


NAMED_DAYS = [
    ("a Mail on Sunday story", []),  # a paper
    ("in Wales on Sunday", ["Sunday"]),
    ("the Sunday Gazette wrote", []),
    ("on Sunday the Gazette wrote", ["Sunday"]),
    ("Black Friday sales", []),
    ("after Friday prayers", []),
    ("the Friday meeting", ["Friday"]),
    ("the September 11 attacks", []),  # a day in history
    ("on September 11", ["September 11"]),
    ("in April Renn's office", []),  # a person
    ("in April Mr. Renn left", ["April"]),
    ("on a Sunday", []),  # any
    ("Tuesday last week", ["Tuesday last week"]),
    ("the following Monday", ["the following Monday"]),
    ("Thursday, Dec. 11, 2014", ["Thursday, Dec. 11, 2014"]),
    ("at the end of June", ["the end of June"]),
    ("since May", ["May"]),
]


@pytest.mark.parametrize(("text", "expected"), NAMED_DAYS)
def test_a_day_in_a_name_is_no_date(text, expected):
    """A time is what says when, with all the words that do."""
    assert [text[slice(*span)] for span in times(text, 0, len(text))] == expected


DATES = [
    ("The council would vote on Saturday, its chair said.", "vote", "2026-03-07"),
    ("The council voted on Saturday.", "voted", "2026-02-28"),
    ("The envoys met on Tuesday last week.", "met", "2026-02-24"),
    ("The guild will march next Monday.", "march", "2026-03-09"),
    ("A flood in May destroyed the mill.", "destroyed", "2025-05"),  # the last one
    ("The court will hear it: the envoys will meet in May.", "meet", "2026-05"),
    ("The bank was raided two days later.", "raided", "XXXX-XX-XX"),  # from what, the sentence does not say
    ("Rebels attacked the mill the following Monday.", "attacked", "XXXX-WXX-1"),
]


@pytest.mark.parametrize(("sentence", "trigger", "value"), DATES)
def test_the_tense_says_on_which_side_a_day_lies(sentence, trigger, value):
    """A weekday or a month is the last one of what happened, the next one of what is to come."""
    assert event(read(sentence), trigger).derived["time_value"] == value


YEARS = [
    # another sentence's history
    ("The mill burned down in March 2009. It stood idle until a flood in October destroyed it.", "XXXX-10"),
    (
        "In March 2009, the mill was sold, and a flood in October destroyed it.",
        "2009-10",
    ),  # the same sentence
]


@pytest.mark.parametrize(("text", "value"), YEARS)
def test_a_year_of_history_is_not_handed_on(text, value):
    """A month takes its year from its own sentence, and none where there is no day of writing."""
    assert event(read(text, dateline=None), "destroyed").derived["time_value"] == value


def test_a_day_within_weeks_of_a_dated_one_shares_its_year():
    """A report goes on in the year that it named."""
    text = "The bank was raided on January 15, 2024. On February 2, police arrested a guard."
    assert event(read(text, dateline=None), "arrested").derived["time_value"] == "2024-02-02"


ROLES = [
    ("The wounded guard was taken to a hospital.", "taken", [("recipient", "The wounded guard")]),
    ("Four miners died in Osk.", "died", [("recipient", "Four miners")]),
    ("A blast left two guards dead.", "left", [("actor", "A blast"), ("recipient", "two guards")]),
    (
        "The mill was sold to a bank.",
        "sold",
        [("other", "The mill"), ("recipient", "a bank")],
    ),
    ("Two guards were hurt by Sunday.", "hurt", [("recipient", "Two guards")]),  # no agent
    (
        "In a meeting with Ada Lund on Monday, Ida Renn asked for time.",
        "meeting",
        [("actor", "Ida Renn"), ("actor", "Ada Lund")],
    ),
    ("The town fears its conflict with Delm.", "conflict", [("actor", "its"), ("actor", "Delm")]),
    (
        "Delm's troops took part in an attack on the mill.",
        "attack",
        [("actor", "Delm's troops"), ("recipient", "the mill")],
    ),
    (
        "The attack by rebels on the mill failed.",
        "attack",
        [("actor", "rebels"), ("recipient", "the mill")],
    ),
    (
        "Talks between the guild and the bank began.",
        "Talks",
        [("actor", "the guild"), ("actor", "the bank")],
    ),
    (
        "Police held the man who shot the guard.",
        "shot",
        [("actor", "the man"), ("recipient", "the guard")],
    ),
    (
        "The guild thanked Dahl for rescuing a child.",
        "rescuing",
        [("actor", "Dahl"), ("recipient", "a child")],
    ),
    (
        "A storm that came at night destroyed the mill.",
        "destroyed",
        [("actor", "A storm"), ("recipient", "the mill")],
    ),
    (
        "The guards, aged 24 and 31, were arrested.",
        "arrested",
        [("recipient", "The guards")],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("sentence", "trigger", "expected"), ROLES)
def test_who_did_it_to_whom(sentence, trigger, expected):
    """The one who acts, the one acted upon, both sides of a meeting; nobody is made up."""
    assert roles(event(read(sentence), trigger)) == expected


SETTINGS = [
    ("The bank invited Dahl to talks in Geneva in May.", "invited", None, None),
    ("The bank invited Dahl to talks in Geneva in May.", "talks", "May", "Geneva"),
    ("Dahl received an invitation to a summit in Osk on May 4.", "invitation", None, None),
    ("Dahl received an invitation to a summit in Osk on May 4.", "summit", "May 4", "Osk"),
    ("On Monday Dahl received an invitation to a summit in Osk.", "invitation", "Monday", None),
    ("Dahl received an invitation on Monday to a summit on May 4.", "invitation", "Monday", None),
    ("Police opened an investigation into the attack on May 2.", "investigation", None, None),
    ("The union staged protests on Friday against the verdict.", "protests", "Friday", None),
    ("The union staged protests against the verdict on Friday.", "protests", None, None),
    ("The withdrawal of troops from the town on Friday ended the siege.", "withdrawal", "Friday", None),
    ("Police arrested a guard for an attack in Osk on Monday.", "arrested", None, None),
    ("The guard was charged with murder on Monday.", "charged", "Monday", None),
    ("The guard was charged with murder on Monday.", "murder", None, None),
    ("A truce agreed in May collapsed.", "collapsed", None, None),
    ("On Monday, two guards were arrested.", "arrested", "Monday", None),
    ("In Osk, two guards were arrested.", "arrested", None, "Osk"),
    ("The court overturned last year's ban.", "overturned", None, None),
    ("Two guards were killed in an attack in Osk on Monday.", "killed", "Monday", "Osk"),
    ("The bank closed a mill that it had bought in Osk in 1999.", "closed", None, None),
    ("Dahl flew to Osk on Monday.", "flew", "Monday", "Osk"),
]


@pytest.mark.parametrize(("sentence", "trigger", "time", "place"), SETTINGS)
def test_a_date_and_a_place_belong_to_one_event(sentence, trigger, time, place):
    """What says when and where the talks are does not say when the invitation was."""
    found = event(read(sentence), trigger).body
    assert (found.time, found.location) == (time, place)


NONE = [
    "The speech hit the right note.",
    "The doubts left the bank hesitant.",
    "The guild met its deadline.",
    "All needs are met by the guild.",
    "The town fell silent.",
    "Attack ads fill the screens.",
    "The shelled town is quiet.",
    "You are leaving our site now.",
]


@pytest.mark.parametrize("sentence", NONE)
def test_states_and_figures_of_speech_are_no_events(sentence):
    """A verb of harm or movement that tells of nothing that happened."""
    assert not read(sentence).events


def test_what_is_only_named_again_is_no_second_event():
    """One explosion, told once."""
    run = read("An explosion hit the mill. The explosion was heard in Osk.")
    assert [one.body.trigger for one in run.events].count("explosion") == 1


def links(run):
    """Return the relations that a sentence states, with the triggers of the events that they join."""
    triggers = {one.id: one.body.trigger for one in run.events}
    return [
        (one.body.type, triggers.get(one.body.source), triggers.get(one.body.target), one.body.signal)
        for one in run.relations
        if one.body.signal
    ]


RELATIONS = [
    (
        "Its part should be curtailed due to its growing ties with Delm.",
        [("causes", "ties", "curtailed", "due to")],
    ),
    ("The bank cut 90 jobs because of falling sales.", [("causes", "sales", "cut", "because of")]),
    ("The takeover led to the closure of two mills.", [("causes", "takeover", "closure", "led to")]),
    ("Because of the flood, the race was cancelled.", [("causes", "flood", "cancelled", "Because of")]),
    ("The protests were sparked by the killing of a boy.", [("causes", "killing", "protests", "sparked by")]),
    ("Dahl flew to Osk to meet the king.", [("purpose", "flew", "meet", "to")]),
    ("Two guards were killed during the raid.", [("overlaps", "killed", "raid", "during")]),
    ("Dahl resigned amid protests.", []),
    ("The player was replaced due to injury and left the field.", []),  # the connective's object is no event
]


@pytest.mark.parametrize(("sentence", "expected"), RELATIONS)
def test_causes_aims_and_occasions(sentence, expected):
    """A relation is stated by its signal, and joins what the signal joins."""
    assert links(read(sentence)) == expected


def test_what_is_said_at_a_meeting_overlaps_it():
    """The statement, the meeting that its sentence opens with, and the word that says so."""
    run = read("At a meeting in Osk on Monday, Ada Lund said that the mill was safe.")
    (relation,) = [one.body for one in run.relations if one.body.type == "overlaps"]
    assert relation.signal == "At"
    assert relation.target == event(run, "meeting").id
