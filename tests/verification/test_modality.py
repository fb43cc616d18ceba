"""Hedges, plans, demands and conditions that are sold as facts."""

from __future__ import annotations

import pytest

from llmclaims.schema.news import Event
from tests.support.modality_pairs import PAIRS, READINGS
from tests.support.rule_drafts import codes, happens, judge, says

# fmt: off
EVENTS = [
    ("Parliament is set to vote on the bill on Monday.", "Parliament is set to vote on the bill", "vote", {}),  # Parliament is set to vote
    ("The union wants the board to raise wages.", "The union wants the board to raise wages", "raise", {}),  # The union wants the board
    ("The union demanded that the board raise wages.", "demanded that the board raise wages", "raise", {}),  # The union
    ("The fleet should withdraw from the bay, he said.", "The fleet should withdraw from the bay", "withdraw", {}),  # The fleet should withdraw from
    ("The vote is due to be held next month.", "The vote is due to be held next month", "held", {}),  # The vote is due to
    ("The vote is scheduled for next month.", "The vote is scheduled for next month", "vote", {}),  # The vote is scheduled for
    ("It is unclear whether the convoy reached Pell.", "whether the convoy reached Pell", "reached", {}),  # It is unclear
    ("The convoy would have reached Pell by noon.", "The convoy would have reached Pell by noon", "reached", {}),  # The convoy would have reached
    ("Unless the rain stops, the old dam will burst.", "the old dam will burst", "burst", {}),  # Unless the rain stops
    ("Apparently the thieves used a ladder.", "Apparently the thieves used a ladder", "used", {}),  # Apparently the thieves used a
    ("The thieves are believed to have used a ladder.", "The thieves are believed to have used a ladder", "used", {}),  # The thieves are believed to
    ("A suspected arson attack destroyed the mill.", "A suspected arson attack", "attack", {}),  # A suspected arson attack
    ("He was charged with murdering his landlord.", "He was charged with murdering his landlord", "murdering", {}),  # He was charged with murdering
    ("The army is preparing to storm the town.", "The army is preparing to storm the town", "storm", {}),  # The army is preparing to
    ("She promised to publish the accounts.", "She promised to publish the accounts", "publish", {}),  # She promised to publish the
    ("The proposed merger of the two banks was discussed.", "The proposed merger of the two banks", "merger", {}),  # The proposed merger of the
    ("The planned closure of the airport caused anger.", "The planned closure of the airport", "closure", {}),  # The planned closure of the
    ("Plans for a merger of the banks were revived.", "Plans for a merger of the banks", "merger", {}),  # Plans for a merger of
    ("A ceasefire was to begin at noon on Monday.", "A ceasefire was to begin at noon", "begin", {}),  # A ceasefire was to begin
    ("The two leaders hope to sign the accord in May.", "The two leaders hope to sign the accord", "sign", {}),  # The two leaders hope to
    ("Talks are expected to resume on Monday.", "Talks are expected to resume on Monday", "resume", {}),  # Talks are expected to resume
    ("Talks are expected to resume on Monday.", "Talks are expected to resume on Monday", "Talks", {}),  # Talks are expected to resume
    ("The minister promised that the taxes would fall.", "the taxes would fall", "fall", {}),  # The minister promised that
    ("He is on trial for allegedly bribing a judge.", "allegedly bribing a judge", "bribing", {}),  # is on trial for
    ("He stands accused of bribing a judge.", "He stands accused of bribing a judge", "bribing", {}),  # He stands accused of bribing
    ("Prosecutors allege that he bribed a judge.", "allege that he bribed a judge", "bribed", {}),  # Prosecutors
    ("Prosecutors accused him of bribing a judge.", "accused him of bribing a judge", "bribing", {}),  # Prosecutors
    ("Prosecutors accused the mayor of bribing a judge.", "accused the mayor of bribing a judge", "bribing", {}),  # Prosecutors
    ("According to unconfirmed reports, the rebels seized the town.", "the rebels seized the town", "seized", {}),  # According to unconfirmed reports
    ("Rumours that the king had died spread on Monday.", "Rumours that the king had died", "died", {}),  # Rumours that the king had
    ("Had the pumps failed, the town would have flooded.", "the town would have flooded", "flooded", {}),  # Had the pumps failed
    ("The board could vote on the plan on Friday.", "The board could vote on the plan", "vote", {}),  # The board could vote on
    ("She was invited to address the council.", "She was invited to address the council", "address", {}),  # She was invited to address
    ("The court ordered the firm to pay damages.", "The court ordered the firm to pay damages", "pay", {}),  # The court ordered the firm
    ("Troops were poised to enter the town.", "Troops were poised to enter the town", "enter", {}),  # Troops were poised to enter
    ("The government is considering a ban on the fuel.", "The government is considering a ban on the fuel", "ban", {}),  # The government is considering a
    ("He warned of an attack on the embassy.", "He warned of an attack on the embassy", "attack", {}),  # He warned of an attack
    ("The rebels threatened an attack on the embassy.", "The rebels threatened an attack on the embassy", "attack", {}),  # The rebels threatened an attack
    ("The bill would ban the sale of fireworks.", "The bill would ban the sale of fireworks", "ban", {}),  # The bill would ban the
    ("The firm plans a takeover of its rival.", "The firm plans a takeover of its rival", "takeover", {}),  # The firm plans a takeover
    ("A court will decide whether the minister lied.", "whether the minister lied", "lied", {}),  # A court will decide
    ("The navy is on standby to evacuate the island.", "The navy is on standby to evacuate the island", "evacuate", {}),  # The navy is on standby
    ("Officials want schools to close on Friday.", "Officials want schools to close on Friday", "close", {}),  # Officials want schools to close
    ("He purportedly wired the money to Delm.", "He purportedly wired the money to Delm", "wired", {}),  # He purportedly wired the money
    ("Police believe the thieves fled by boat.", "Police believe the thieves fled by boat", "fled", {}),  # Police believe the thieves fled
    ("The minister is said to have resigned.", "The minister is said to have resigned", "resigned", {}),  # The minister is said to
    ("Should the vote fail, the cabinet would resign.", "the cabinet would resign", "resign", {}),  # Should the vote fail
]

CLAIMS = [
    ("“The fleet might sail in June,” Khan said.", "The fleet might sail in June", "Khan", "said", {"claim": "The fleet sails in June."}),  # “
    ("The fleet reportedly sailed in June, Khan said.", "The fleet reportedly sailed in June", "Khan", "said", {"claim": "The fleet sailed in June."}),  # The fleet reportedly sailed in
    ("Khan said the fleet was likely to sail in June.", "the fleet was likely to sail in June", "Khan", "said", {"claim": "The fleet sailed in June."}),  # Khan said
    ("Khan said the ships could have been sunk.", "the ships could have been sunk", "Khan", "said", {"claim": "The ships were sunk."}),  # Khan said
    ("Khan said some of the ships appeared to be damaged.", "some of the ships appeared to be damaged", "Khan", "said", {"claim": "Some of the ships were damaged."}),  # Khan said
    ("Khan believes he was probably followed home.", "he was probably followed home", "Khan", "believes", {"claim": "He was followed home."}),  # Khan believes
    ("“The bank will probably fail,” Moss said.", "The bank will probably fail", "Moss", "said", {"claim": "The bank failed."}),  # “
    ("Moss said it was possible that the bank had failed.", "it was possible that the bank had failed", "Moss", "said", {"claim": "The bank had failed."}),  # Moss said
    ("Moss suggested the bank might have failed.", "the bank might have failed", "Moss", "suggested", {"claim": "The bank failed."}),  # Moss suggested
    ("Moss said the bank seemed to have failed.", "the bank seemed to have failed", "Moss", "said", {"claim": "The bank has failed."}),  # Moss said
    ("Rolf said the ship could sink within hours.", "the ship could sink within hours", "Rolf", "said", {"claim": "The ship sank within hours."}),  # Rolf said
    ("“Perhaps the data were copied,” Rolf said.", "Perhaps the data were copied", "Rolf", "said", {"claim": "The data were copied."}),  # “
    ("Rolf said the state ought to pay.", "the state ought to pay", "Rolf", "said", {"claim": "The state pays."}),  # Rolf said
]

# fmt: on

DROPPED = {"HEDGE_DROPPED", "IRREALIS_AS_ASSERTED"}


@pytest.mark.parametrize(("text", "quote", "trigger", "more"), EVENTS)
def test_open_event_as_fact(text, quote, trigger, more):
    """An event that is not known to have happened is flagged as asserted, and passes as planned."""
    assert DROPPED & set(happens(text, quote, trigger, **more))
    assert not DROPPED & set(happens(text, quote, trigger, **{**more, "modality": "planned"}))


@pytest.mark.parametrize(("text", "quote", "speaker", "cue", "more"), CLAIMS)
def test_hedge_left_out_of_the_claim(text, quote, speaker, cue, more):
    """A claim without the quote's hedge is flagged; with the quote's own words it is not."""
    assert DROPPED & set(says(text, quote, speaker, cue, **more))
    assert not DROPPED & set(says(text, quote, speaker, cue))


def test_strict_refuses_a_dropped_hedge():
    """In a strict run a dropped hedge is a refusal."""
    draft = Event(
        ref="e1", quote="The guard allegedly opened the gate", trigger="opened", type="OTHER", participants=[],
        location=None, time=None, quantity=None, modality="asserted", polarity="positive",
    )  # fmt: skip
    text = "The guard allegedly opened the gate."
    assert codes(judge(text, draft, strict=True)) == ["!HEDGE_DROPPED"]
    assert codes(judge(text, draft)) == ["HEDGE_DROPPED"]


# fmt: off
OPEN_AND_PLAIN = [
    ("The mill’ll close its kiln.", "The mill’ll close its kiln", "close", "The mill closed its kiln.", "The mill closed its kiln", "closed"),  # a contracted modal
    ("It will shut the kiln and cut 90 jobs.", "cut 90 jobs", "cut", "It shut the kiln and cut 90 jobs.", "cut 90 jobs", "cut"),  # one modal for two verbs
    ("If the kiln goes, the crews lose their homes.", "the crews lose their homes", "lose", "When the kiln went, the crews lost their homes.", "the crews lost their homes", "lost"),  # the main clause of a condition
    ("Had the mill saved its letters, the case was won.", "Had the mill saved its letters", "saved", "The mill had saved its letters.", "The mill had saved its letters", "saved"),  # a condition by word order
]

SURER = [
    ("the tide may be able to move the wreck", "The tide can move the wreck.", "The tide might move the wreck."),  # "can" drops "may"
    ("the court is unlikely to stop the sale", "The court will stop the sale.", "The court will probably not stop the sale."),  # "will" drops "unlikely"
]
# fmt: on


@pytest.mark.parametrize(("text", "quote", "trigger", "plain", "told", "verb"), OPEN_AND_PLAIN)
def test_open_by_its_clause(text, quote, trigger, plain, told, verb):
    """What a contraction, a shared modal or a condition leaves open is flagged, its plain twin is not."""
    assert happens(text, quote, trigger) == ["IRREALIS_AS_ASSERTED"]
    assert happens(plain, told, verb) == []


@pytest.mark.parametrize(("quote", "surer", "faithful"), SURER)
def test_surer_modal_is_no_hedge(quote, surer, faithful):
    """A modal verb that says it for certain does not stand in for the hedge of the quote."""
    text = f"Moss said {quote}."
    assert says(text, quote, "Moss", "said", claim=surer) == ["HEDGE_DROPPED"]
    assert "HEDGE_DROPPED" not in says(text, quote, "Moss", "said", claim=faithful)


ROWS = [row for rows in PAIRS.values() for row in rows]


@pytest.mark.parametrize(("text", "trigger", "plain", "verb"), ROWS)
def test_open_event_beside_its_plain_twin(text, trigger, plain, verb):
    """In every news style an open event told as a fact is flagged, and its twin that is a fact is not."""
    assert DROPPED & set(happens(text, text.rstrip("."), trigger))
    assert not DROPPED & set(happens(text, text.rstrip("."), trigger, modality="planned"))
    assert happens(plain, plain.rstrip("."), verb) == []


@pytest.mark.parametrize(("text", "open_triggers", "facts"), READINGS)
def test_open_and_told_in_one_sentence(text, open_triggers, facts):
    """In one sentence the events that it leaves open are flagged as asserted, those that it tells are not."""
    flagged = {
        word: bool(DROPPED & set(happens(text, text.rstrip("."), word)))
        for word in (*open_triggers.split(), *facts.split())
    }
    assert flagged == {word: word in open_triggers.split() for word in flagged}
