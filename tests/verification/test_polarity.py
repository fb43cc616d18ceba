"""Negation: outside the quote, inside it, and between the quote and the claim."""

from __future__ import annotations

import pytest

from tests.support.rule_drafts import happens, says

# fmt: off
CUT_EVENTS = [
    ("Neither side fired a shot during the truce.", "fired a shot during the truce", "fired", {}),  # Neither side
    ("The bank hardly raised its rates this year, analysts say.", "raised its rates this year", "raised", {}),  # The bank hardly
    ("The firm denied launching the attack on its rival.", "launching the attack on its rival", "launching", {}),  # The firm denied
    ("The army ruled out sending troops to Pell.", "sending troops to Pell", "sending", {}),  # The army ruled out
    ("He stopped short of naming the donor in public.", "naming the donor in public", "naming", {}),  # He stopped short of
    ("The ministry rejected claims that troops had crossed the border.", "troops had crossed the border", "crossed", {}),  # ministry rejected claims that
    ("The minister did not resign, nor did he apologise to the families.", "did he apologise to the families", "apologise", {}),  # did not resign, nor
    ("There was no agreement on grain exports on Friday.", "agreement on grain exports on Friday", "agreement", {}),  # There was no
    ("The two sides ended the day without agreement on grain exports.", "agreement on grain exports", "agreement", {}),  # ended the day without
    ("None of the hostages were freed on Monday.", "were freed on Monday", "freed", {}),  # None of the hostages
    ("It was not the army that shelled the market.", "the army that shelled the market", "shelled", {}),  # It was not
    ("Contrary to reports, the dam did not actually burst on Sunday.", "actually burst on Sunday", "burst", {}),  # the dam did not
    ("The court has not yet convicted anyone of the crime.", "convicted anyone of the crime", "convicted", {}),  # court has not yet
    ("The president never formally recognised the new state.", "recognised the new state", "recognised", {}),  # The president never formally
    ("They cannot have stolen the painting on Monday.", "have stolen the painting on Monday", "stolen", {}),  # They cannot
    ("Nothing was stolen from the gallery at night.", "was stolen from the gallery", "stolen", {}),  # Nothing
    ("No one from the embassy attended the state funeral.", "attended the state funeral", "attended", {}),  # one from the embassy
    ("Few people were hurt but no bridge was destroyed in the raid.", "bridge was destroyed in the raid", "destroyed", {}),  # were hurt but no
    ("Officials dismissed reports that the king had died.", "the king had died", "died", {}),  # Officials dismissed reports that
    ("Not a single shot was fired in the square.", "shot was fired in the square", "fired", {}),  # Not a single
    ("The regulator declined to fine the bank for the breach.", "fine the bank for the breach", "fine", {}),  # The regulator declined to
    ("Rescuers were unable to reach the trapped miners.", "reach the trapped miners", "reach", {}),  # Rescuers were unable to
    ("The company has no plans to close the old plant.", "close the old plant", "close", {}),  # has no plans to
    ("Sorvia isn't sending any ships to the bay.", "sending any ships to the bay", "sending", {}),  # Sorvia isn't
    ("The vote won't take place on Sunday.", "take place on Sunday", "take place", {}),  # The vote won't
    ("Contrary to what he claims, the mayor hadn't signed the new lease.", "signed the new lease", "signed", {}),  # claims, the mayor hadn't
    ("At no time did the guards open the gate.", "did the guards open the gate", "open", {}),  # At no time
    ("This time the judges did not even read the long ruling.", "read the long ruling", "read", {}),  # judges did not even
    ("The port authority has neither repaired nor sold the old crane.", "sold the old crane", "sold", {}),  # has neither repaired nor
    ("Under no circumstances will the club sell its captain.", "will the club sell its captain", "sell", {}),  # Under no circumstances
    ("The trial will proceed without the judge having read the file.", "the judge having read the file", "read", {}),  # trial will proceed without
    ("Lawmakers voted not to extend the emergency powers.", "to extend the emergency powers", "extend", {}),  # Lawmakers voted not
    ("Lawmakers voted against extending the emergency powers.", "extending the emergency powers", "extending", {}),  # Lawmakers voted against
    ("The striker missed out and did not travel with the squad.", "travel with the squad", "travel", {}),  # out and did not
]

CUT_STATEMENTS = [
    ("Khan did not say that Iran would attack.", "Iran would attack", "Khan", "say", {}),  # did not say that
    ("Khan declined to confirm that the deal was signed.", "the deal was signed", "Khan", "confirm", {}),  # declined to confirm that
    ("Khan said he did not believe the deal was fair.", "the deal was fair", "Khan", "said", {}),  # he did not believe
    ("Khan said there was no proof that the deal was fair.", "the deal was fair", "Khan", "said", {}),  # was no proof that
    ("“It is a lie that we sold the ships to Delm,” Khan said.", "we sold the ships to Delm", "Khan", "said", {}),  # is a lie that
    ("Khan denied that the deal was fair.", "the deal was fair", "Khan", "denied", {}),  # Khan denied that
    ("Khan rejected suggestions that the deal was secret.", "the deal was secret", "Khan", "rejected", {}),  # Khan rejected suggestions that
    ("“I have never accepted a gift from the company,” Moss said.", "accepted a gift from the company", "Moss", "said", {"claim": "Moss accepted a gift from the company."}),  # “I have never
    ("Moss said it was false that the firm had paid her.", "the firm had paid her", "Moss", "said", {}),  # it was false that
    ("There is no truth to claims that the firm paid her, Moss said.", "the firm paid her", "Moss", "said", {}),  # truth to claims that
    ("Moss said she doubted that the firm had paid.", "the firm had paid", "Moss", "said", {}),  # said she doubted that
    ("Moss refused to say that the firm had paid.", "the firm had paid", "Moss", "say", {}),  # refused to say that
    ("Moss never said that the firm had paid.", "the firm had paid", "Moss", "said", {}),  # Moss never said that
    ("Rolf said he had no intention of leaving the club.", "leaving the club", "Rolf", "said", {}),  # had no intention of
    ("“I don't believe he took the money,” Rolf said.", "he took the money", "Rolf", "said", {}),  # “I don't believe
]

LEFT_IN = [
    ("No one was killed in the raid on Tuesday.", "No one was killed in the raid", "killed", {}),  # No one was killed in
    ("None of the hostages were freed on Monday.", "None of the hostages were freed on Monday", "freed", {}),  # None of the hostages were
    ("The army made no attempt to cross the river.", "The army made no attempt to cross the river", "cross", {}),  # The army made no attempt
    ("The company offered no refund to its customers.", "The company offered no refund to its customers", "offered", {}),  # The company offered no refund
    ("The company paid nothing to its customers.", "The company paid nothing to its customers", "paid", {}),  # The company paid nothing to
    ("The rebels did not, however, attack the convoy.", "The rebels did not, however, attack the convoy", "attack", {}),  # The rebels did not, however
    ("Troops did not attack or loot the town.", "Troops did not attack or loot the town", "loot", {}),  # Troops did not attack or
    ("The talks never took place in Delm.", "The talks never took place in Delm", "took place", {}),  # The talks never took place
    ("The king refused to meet the envoy on Monday.", "The king refused to meet the envoy", "meet", {}),  # The king refused to meet
    ("Neither the army nor the rebels attacked the convoy.", "Neither the army nor the rebels attacked the convoy", "attacked", {}),  # Neither the army nor the
    ("The fire was never put out that night.", "The fire was never put out that night", "put out", {}),  # The fire was never put
    ("They have not, so far, signed the treaty.", "They have not, so far, signed the treaty", "signed", {}),  # They have not, so far
    ("The union called off the strike after no deal was reached.", "no deal was reached", "reached", {}),  # off the strike after
    ("Lawmakers voted not to extend the emergency powers.", "Lawmakers voted not to extend the emergency powers", "extend", {}),  # Lawmakers voted not to extend
    ("The club never paid the agreed fee to its rival.", "The club never paid the agreed fee", "paid", {}),  # The club never paid the
    ("Not one of the ships reached the port.", "Not one of the ships reached the port", "reached", {}),  # Not one of the ships
    ("The board stopped short of naming a successor.", "The board stopped short of naming a successor", "naming", {}),  # The board stopped short of
]

LEFT_IN_STATEMENTS = [
    ("“This is not a war,” Moss said.", "This is not a war", "Moss", "said", {}),  # “
    ("Moss said he wouldn't resign.", "he wouldn't resign", "Moss", "said", {}),  # Moss said
    ("“There is nothing wrong with the data,” Rolf said.", "There is nothing wrong with the data", "Rolf", "said", {}),  # “
    ("The ministry said the dam cannot be repaired.", "the dam cannot be repaired", "The ministry", "said", {}),  # The ministry said
]

FLIPPED = [
    ("Khan said the deal was fair.", "the deal was fair", "Khan", "said", {"claim": "The deal was unfair."}),  # Khan said
    ("Khan said the deal was signed.", "the deal was signed", "Khan", "said", {"claim": "The deal was never signed."}),  # Khan said
    ("Khan said no deal was signed in Delm.", "no deal was signed in Delm", "Khan", "said", {"claim": "A deal was signed in Delm.", "polarity": "negative"}),  # Khan said
    ("Khan said he refused to sign the deal.", "he refused to sign the deal", "Khan", "said", {"claim": "Khan signed the deal.", "polarity": "negative"}),  # Khan said
    ("Khan said the bank failed to report its losses.", "the bank failed to report its losses", "Khan", "said", {"claim": "The bank reported its losses.", "polarity": "negative"}),  # Khan said
    ("Khan said the deal was signed without a vote.", "the deal was signed without a vote", "Khan", "said", {"claim": "The deal was signed with a vote."}),  # Khan said
    ("Moss said the tunnel had been closed.", "the tunnel had been closed", "Moss", "said", {"claim": "The tunnel had not been closed."}),  # Moss said
    ("Moss said the old pumps work.", "the old pumps work", "Moss", "said", {"claim": "The old pumps don't work."}),  # Moss said
    ("Moss said nobody had been paid.", "nobody had been paid", "Moss", "said", {"claim": "Moss had been paid.", "polarity": "negative"}),  # Moss said
    ("Moss said the search had been legal.", "the search had been legal", "Moss", "said", {"claim": "The search had been illegal."}),  # Moss said
    ("Rolf said the dam can be saved.", "the dam can be saved", "Rolf", "said", {"claim": "The dam cannot be saved."}),  # Rolf said
    ("Rolf said no one knew of the crack.", "no one knew of the crack", "Rolf", "said", {"claim": "Everyone knew of the crack.", "polarity": "negative"}),  # Rolf said
    ("Rolf said the ministry was aware of the crack.", "the ministry was aware of the crack", "Rolf", "said", {"claim": "The ministry was unaware of the crack."}),  # Rolf said
    ("Rolf said the ministry was unable to pay.", "the ministry was unable to pay", "Rolf", "said", {"claim": "The ministry was able to pay.", "polarity": "negative"}),  # Rolf said
]

# fmt: on


@pytest.mark.parametrize(("text", "quote", "trigger", "more"), CUT_EVENTS)
def test_negation_outside_an_event(text, quote, trigger, more):
    """An event whose negator was left out of the quote is refused."""
    assert happens(text, quote, trigger, **more) == ["!NEGATION_OUTSIDE_QUOTE"]


@pytest.mark.parametrize(("text", "quote", "speaker", "cue", "more"), CUT_STATEMENTS)
def test_negation_outside_a_statement(text, quote, speaker, cue, more):
    """A statement whose negator was left out is named, by the negation or by what it leaves of the claim."""
    found = says(text, quote, speaker, cue, **more)
    assert found in (["!NEGATION_OUTSIDE_QUOTE"], ["HEDGE_DROPPED"])


@pytest.mark.parametrize(("text", "quote", "trigger", "more"), LEFT_IN)
def test_negation_beside_the_trigger(text, quote, trigger, more):
    """An event that the quote itself denies cannot be positive, but can be negative."""
    assert happens(text, quote, trigger, **more)[0] in ("!POLARITY_MISMATCH", "IRREALIS_AS_ASSERTED")
    assert not any(
        code[0] == "!" for code in happens(text, quote, trigger, **{**more, "polarity": "negative"})
    )


@pytest.mark.parametrize(("text", "quote", "speaker", "cue", "more"), LEFT_IN_STATEMENTS)
def test_negation_of_the_main_clause(text, quote, speaker, cue, more):
    """A statement whose main clause is negated cannot be positive."""
    assert says(text, quote, speaker, cue, **more) == ["!POLARITY_MISMATCH"]


@pytest.mark.parametrize(("text", "quote", "speaker", "cue", "more"), FLIPPED)
def test_claim_turned_round(text, quote, speaker, cue, more):
    """A claim that says the contrary of its quote is refused."""
    assert says(text, quote, speaker, cue, **more) == ["!CLAIM_POLARITY_FLIPPED"]


def test_negative_without_a_negator_is_flagged():
    """A negative polarity needs a word in the sentence that denies something."""
    text = "The council opened the bridge on Monday."
    assert happens(text, "The council opened the bridge", "opened", polarity="negative") == [
        "POLARITY_UNLICENSED"
    ]


def test_negated_question_is_not_judged():
    """The polarity of a question is open, so a negator in it refuses nothing."""
    text = "“Why did nobody pay the growers?” Moss asked."
    assert says(text, "Why did nobody pay the growers", "Moss", "asked", act="ask") == []


# fmt: off
SEVERAL_WORDS = [
    ("The harbour has no plans to sell cranes.", "plans to sell cranes", "sell"),  # "no plans to", cut in two
    ("Divers found no evidence of sabotage.", "evidence of sabotage", "sabotage"),  # "no evidence of", cut in two
    ("None of the barges sank the pier.", "barges sank the pier", "sank"),  # cut before the noun
    ("Not one of the nine crews left the port.", "Not one of the nine crews left the port", "left"),  # whole
    ("Few of the crews left the port.", "the crews left the port", "left"),  # cut behind "of"
    ("At no point did the harbour master open the lock.", "At no point did the harbour master open the lock", "open"),  # fronted
]

GOVERNED_ELSEWHERE = [
    ("A few of the crews left the port.", "the crews left the port", "left"),  # "a few" are some
    ("None of the raids were filmed.", "None of the raids were filmed", "raids"),  # there were raids
    ("Guests who were not seated watched from the pier.", "Guests who were not seated watched from the pier", "watched"),  # the relative clause has it
]
# fmt: on


@pytest.mark.parametrize(("text", "quote", "trigger"), SEVERAL_WORDS)
def test_negator_of_several_words(text, quote, trigger):
    """A negator of several words denies its verb, cut in two or whole, and the negative twin passes."""
    assert happens(text, quote, trigger)[0] in ("!NEGATION_OUTSIDE_QUOTE", "!POLARITY_MISMATCH")
    assert not any(code[0] == "!" for code in happens(text, quote, trigger, polarity="negative"))


@pytest.mark.parametrize(("text", "quote", "trigger"), GOVERNED_ELSEWHERE)
def test_negator_that_governs_something_else(text, quote, trigger):
    """A negator near the trigger refuses nothing when it denies another word."""
    assert happens(text, quote, trigger) == []


def test_denial_of_a_report_that_the_draft_gives():
    """A report that somebody rejects is still what the report says; the one who rejects it does not say it."""
    text = "Wren rejected a claim that the lock had been sold."
    assert says(text, "the lock had been sold", None, "claim", kind="unnamed") == []
    assert says(text, "the lock had been sold", "Wren", "rejected") == ["!NEGATION_OUTSIDE_QUOTE"]


# fmt: off
BEHIND_SUBJECT = [
    ("Not everyone in the valley trusts the dam.", "in the valley trusts the dam", "trusts"),  # behind its head
    ("Nobody on the board voted for the sale.", "on the board voted for the sale", "voted"),  # the same
    ("None of the four guards on the night shift heard the drill.", "guards on the night shift heard the drill", "heard"),  # inside it
    ("At no point in the year did the board meet in Delm.", "in the year did the board meet in Delm", "meet"),  # a phrase of its own
    ("The board cannot act as a neutral judge of the sale.", "as a neutral judge of the sale", "judge"),  # "as" for a noun
    ("They won't do that on their own initiative.", "that on their own initiative", "initiative"),  # "that" for a noun
]
# fmt: on


@pytest.mark.parametrize(("text", "quote", "trigger"), BEHIND_SUBJECT)
def test_negated_subject_cut_off(text, quote, trigger):
    """A quote that begins behind a negated subject, or in the middle of it, is refused as positive."""
    assert happens(text, quote, trigger) == ["!NEGATION_OUTSIDE_QUOTE"]


def test_negation_does_not_reach_another_clause():
    """Clauses behind a denial that say something of their own stay positive."""
    assert happens("Nobody knew that the gate opened on Friday.", "the gate opened on Friday", "opened") == []
    assert happens("Wren did not sign as the ship sailed away.", "the ship sailed away", "sailed") == []
    assert happens("At no point did Wren say who opened the gate.", "opened the gate", "opened") == []


def test_denial_put_before_the_quotes_own_words():
    """A claim that repeats the quote under a denial is refused, though the quote has a word that weighs against something."""
    text = "Moss thanked Delm for having voted against the plan, the report says."
    quote = "Moss thanked Delm for having voted against the plan"
    claim = f"It is not so that {quote}."
    assert says(text, quote, "the report", "says", claim=claim) == ["!CLAIM_POLARITY_FLIPPED"]
