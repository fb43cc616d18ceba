"""Who tells what inside what somebody else says: the chain of a report of a report."""

from __future__ import annotations

from dataclasses import replace
from itertools import permutations

import pytest

from llmclaims.documents.document import Document
from llmclaims.export.shared.merged_runs import told_by
from llmclaims.schema.claims import Claim
from llmclaims.schema.news import Event, Statement
from llmclaims.verification.speech_form import attributed
from llmclaims.verification.verifier import Policy, verify

# The rules would rightly flag or refuse some of these drafts; here only the places of their words count.
LOOSE = Policy(disable=frozenset({"HEDGE_DROPPED", "IRREALIS_AS_ASSERTED"}))

# The text; statements as (speaker, cue, quote); events as (trigger, quote); for each statement the number of the
# one that it stands within; for each event those that tell it, innermost first.
CHAINS = [
    # one report: its event is the speaker's
    ("Renn said the dam leaked badly.", [("Renn", "said", "the dam leaked badly")], [("leaked", "the dam leaked badly")], [None], [[0]]),
    # a report of a report
    ("The report quotes Renn as saying that the pier leaked.", [("The report", "quotes", "Renn as saying that the pier leaked"), ("Renn", "saying", "the pier leaked")], [("leaked", "the pier leaked")], [None, 0], [[1, 0]]),
    # three deep
    ("Reuters wrote that Asif said that Khan denied the border was shut.", [("Reuters", "wrote", "Asif said that Khan denied the border was shut"), ("Asif", "said", "Khan denied the border was shut"), ("Khan", "denied", "the border was shut")], [("shut", "the border was shut")], [None, 0, 1], [[2, 1, 0]]),
    # an event beside the inner report is the outer speaker's alone
    ("Velk said the canal froze and that Renn warned of a flood.", [("Velk", "said", "the canal froze and that Renn warned of a flood"), ("Renn", "warned", "of a flood")], [("froze", "the canal froze")], [None, 0], [[0]]),
    # an event outside every report is the article's
    ("The gate closed early after Renn said the pier leaked.", [("Renn", "said", "the pier leaked")], [("closed", "The gate closed early")], [None], [[]]),
    # what stands behind the report is the article's too
    ("Renn said the pier leaked. Workers closed the gate.", [("Renn", "said", "the pier leaked")], [("closed", "Workers closed the gate")], [None], [[]]),
    # a quotation holds its events
    ("“We closed the gate,” Corvalle said.", [("Corvalle", "said", "We closed the gate")], [("closed", "We closed the gate")], [None], [[0]]),
    # a quotation inside a quotation
    ("“The mayor told them, ‘Look at the old pier,’ and the crowd came,” Renn recalled.", [("Renn", "recalled", "The mayor told them, ‘Look at the old pier,’ and the crowd came"), ("The mayor", "told", "Look at the old pier")], [("came", "the crowd came")], [None, 0], [[0]]),
    # two reports side by side hold nothing of one another
    ("Asif said the road was open, and Khan said the bridge was shut.", [("Asif", "said", "the road was open"), ("Khan", "said", "the bridge was shut")], [("shut", "the bridge was shut")], [None, None], [[1]]),
    # a denial that is reported
    ("The paper said Asif rejected the claim that soldiers crossed.", [("The paper", "said", "Asif rejected the claim that soldiers crossed"), ("Asif", "rejected", "the claim that soldiers crossed")], [("crossed", "the claim that soldiers crossed")], [None, 0], [[1, 0]]),
    # according to
    ("According to the report, Araghchi thanked them for voting against it.", [("the report", "According to", "Araghchi thanked them for voting against it"), ("Araghchi", "thanked", "them for voting against it")], [("voting", "them for voting against it")], [None, 0], [[1, 0]]),
    # an accusation inside a report
    ("Tehran said Washington accused it of moving troops.", [("Tehran", "said", "Washington accused it of moving troops"), ("Washington", "accused", "it of moving troops")], [("moving", "it of moving troops")], [None, 0], [[1, 0]]),
    # a plan told by one, reported by another
    ("Radio Halden reported that the mayor plans to close the bridge.", [("Radio Halden", "reported", "the mayor plans to close the bridge"), ("the mayor", "plans", "to close the bridge")], [("close", "to close the bridge")], [None, 0], [[1, 0]]),
    # the same speaker twice is no nesting
    ("Khan said that he believes the talks failed.", [("Khan", "said", "he believes the talks failed"), ("Khan", "believes", "the talks failed")], [("failed", "the talks failed")], [None, None], [[1, 0]]),
    # a report with two events
    ("Ostrand said the wall fell and the road flooded.", [("Ostrand", "said", "the wall fell and the road flooded")], [("fell", "the wall fell"), ("flooded", "the road flooded")], [None], [[0], [0]]),
    # the event of the saying itself is not inside what is said
    ("At a meeting held on Friday, Ostrand said the wall fell.", [("Ostrand", "said", "the wall fell")], [("held", "a meeting held on Friday")], [None], [[]]),
    # something repeated
    ("The host repeated that Velk had said the canal burst.", [("The host", "repeated", "Velk had said the canal burst"), ("Velk", "said", "the canal burst")], [("burst", "the canal burst")], [None, 0], [[1, 0]]),
    # sources without names
    ("Officials said witnesses saw the boat sink.", [("Officials", "said", "witnesses saw the boat sink"), ("witnesses", "saw", "the boat sink")], [("sink", "the boat sink")], [None, 0], [[1, 0]]),
    # two levels, the outer one behind
    ("The driver claimed that the light was red, Moss said.", [("Moss", "said", "The driver claimed that the light was red"), ("The driver", "claimed", "the light was red")], [("was red", "the light was red")], [None, 0], [[1, 0]]),
    # one statement within another, and one beside both
    ("Asif said Khan said the talks failed. Sharif said the door is open.", [("Asif", "said", "Khan said the talks failed"), ("Khan", "said", "the talks failed"), ("Sharif", "said", "the door is open")], [("failed", "the talks failed")], [None, 0, None], [[1, 0]]),
]  # fmt: skip


def claims_of(text, said, happened):
    """Return the statements and events of a text as claims, placed by the verifier where it lets them in."""
    document = Document.from_text(text)

    def placed(draft):
        found = verify(draft, document, policy=LOOSE)
        assert isinstance(found, Claim), found
        return found

    statements = [
        placed(
            Statement(
                ref=f"s{number}", quote=quote, speaker=speaker, speaker_name=None, speaker_type="person", cue=cue,
                act="deny" if cue in {"denied", "rejected"} else "assert",
                polarity="positive", claim=quote, time=None,
            )
        )
        for number, (speaker, cue, quote) in enumerate(said)
    ]  # fmt: skip
    events = [
        placed(
            Event(
                ref=f"e{number}", quote=quote, trigger=trigger, type="OTHER", participants=[], location=None,
                time=None, quantity=None, modality="alleged", polarity="positive",
            )
        )
        for number, (trigger, quote) in enumerate(happened)
    ]  # fmt: skip
    return statements, events


def test_enough_chains():
    """The table has what it promises."""
    assert len({row[0] for row in CHAINS}) == len(CHAINS) >= 20


@pytest.mark.parametrize(
    ("text", "said", "happened", "within", "told"), CHAINS, ids=lambda one: str(one)[:40]
)
def test_chain(text, said, happened, within, told):
    """A statement stands within the one that reports it, and an event is told by those that hold its word."""
    statements, events = claims_of(text, said, happened)
    links = attributed([*statements, *events])
    ids = [one.id for one in statements]
    assert [links.get(one, {}).get("within") for one in ids] == [
        None if n is None else ids[n] for n in within
    ]
    found = [links.get(one.id, {}).get("asserted_by", []) for one in events]
    assert found == [[ids[n] for n in chain] for chain in told]


@pytest.mark.parametrize("row", CHAINS[1:4], ids=lambda row: row[0][:40])
def test_order_of_claims_does_not_matter(row):
    """The chain is read off the text, whatever the order in which the claims come."""
    statements, events = claims_of(*row[:3])
    claims = [*statements, *events]
    first = attributed(claims)
    assert all(attributed(order) == first for order in permutations(claims))


def test_chain_by_name():
    """The exports name everybody in the chain, innermost first."""
    text, said, happened, _, _ = CHAINS[2]
    statements, events = claims_of(text, said, happened)
    claims = [*statements, *events]
    links = attributed(claims)
    linked = {one.id: replace(one, derived={**one.derived, **links.get(one.id, {})}) for one in claims}
    assert told_by(linked[events[0].id], linked) == ("Khan", "Asif", "Reuters")
    assert told_by(linked[statements[2].id], linked) == ("Asif", "Reuters")
