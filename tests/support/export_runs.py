"""A run that is hard to export: two scripts, emoji, split quotes, line breaks, formulas, and words from nowhere.

The articles are made up. Everything in it went through ``verify``, so offsets are what a real run would have.
"""

from typing import Annotated

from llmclaims import (
    Cited,
    Claim,
    Document,
    Event,
    Extraction,
    Failure,
    Mention,
    Rejection,
    Statement,
    verify,
)
from llmclaims.linking.relations import relation_between
from llmclaims.runs.records import Run, Summary
from llmclaims.schema.annotations import Role
from llmclaims.schema.claims import Nearest, PartUsage
from llmclaims.schema.news import Participant
from llmclaims.schema.usage import Usage

HARBOUR = (
    "Harbour 🚢 Strike Ends\r\n"
    "\r\n"
    "PORTHAVEN, March 3, 2026 — Dock workers 👩‍🏭 and the port company met in Porthaven on Monday 🎉 to sign a truce.\r\n"
    "\r\n"
    "“=1+1 is what they offered us, and we laughed,” said Ana Brook, who leads the union. "
    "The company denied on Tuesday that it had offered nothing. "
    "“We never made an offer of that sort, in all of the four weeks, to anybody at the table,” said Ole Winter.\r\n"
    "\r\n"
    "The company plans to meet\tthe mayor 𝒜 on March 9, 2026. "
    "The mayor and the union and the port company agreed on a new rota.\r\n"
)
COAST = (
    "الميناء يفتح من جديد\n\nقالت ليلى حداد إن الميناء سيفتح أبوابه غدا 🚢 بعد الإضراب.\n\n"
    "הנמל נפתח מחדש, אמרה דנה לוי ביום שני.\n"
)
WRAPPED = (
    "Tram Line Opens Above the Harbour\n\n"
    "The tram line between the harbour and the hill opened on\n"
    "  Sunday after three years of work on tunnels that nobody\n"
    "had asked for, and the first cars were full by the end\n"
    "of a long morning in spite of rain that fell for hours.\n\n"
    "The tram line between the harbour and the hill is short\n"
    "enough to walk, as those who live beside it like to say\n"
    "whenever somebody from the city asks them what they got\n"
    "for all the money that was spent in the last few years.\n"
)


class Promise(Cited):
    """A model of a user's own, with a field that the tables have under another type."""

    promiser: Annotated[Mention, Role.SPEAKER]
    time: int


def event(quote, trigger, kind, *people, **given):
    """An Event as a model would fill it; ``people`` are (role, mention, name)."""
    filled = {
        "location": None,
        "time": None,
        "quantity": None,
        "modality": "asserted",
        "polarity": "positive",
    }
    found = [Participant(role=role, mention=mention, name=name) for role, mention, name in people]
    return Event(ref="e", quote=quote, trigger=trigger, type=kind, participants=found, **filled | given)


def statement(quote, speaker, **given):
    """A Statement as a model would fill it."""
    filled = {
        "speaker_name": None, "speaker_type": "person", "cue": "said", "act": "assert", "polarity": "positive",
        "claim": quote, "time": None,
    }  # fmt: skip
    return Statement(ref="s", quote=quote, speaker=speaker, **filled | given)


DRAFTS = (
    event(
        "Dock workers 👩‍🏭 and the port company met in Porthaven on Monday",
        "met",
        "CONSULT",
        ("actor", "Dock workers 👩‍🏭", None),
        ("actor", "the port company", None),
        location="Porthaven",
        time="Monday",
    ),
    statement(
        "=1+1 is what they offered us, and we laughed", "Ana Brook", act="criticize", speaker_name="Ana Brook"
    ),
    statement(
        "We never made an offer of that sort … to anybody at the table",
        "Ole Winter",
        act="deny",
        polarity="negative",
    ),
    event(
        "The company plans to meet\tthe mayor 𝒜 on March 9, 2026",
        "meet",
        "CONSULT",
        ("actor", "The company", None),
        ("recipient", "the mayor 𝒜", None),
        time="March 9, 2026",
        modality="planned",
    ),
    event(
        "The mayor and the union and the port company agreed on a new rota",
        "agreed",
        "AGREE",
        ("actor", "The mayor", None),
        ("actor", "the union", None),
        ("actor", "the port company", None),
    ),
    Promise(quote="The company plans to meet\tthe mayor", promiser="The company", time=9),
)
FOREIGN = (
    statement("الميناء سيفتح أبوابه غدا 🚢 بعد الإضراب", "ليلى حداد", cue="قالت"),
    statement("הנמל נפתח מחדש", "דנה לוי", cue="אמרה"),
)

OVER_A_BREAK = event(
    "The tram line between the harbour and the hill opened on\n  Sunday", "opened", "OTHER", time="Sunday"
)


def accepted(draft, document):
    """A draft's claim; the fixture is wrong if it is refused."""
    found = verify(draft, document)
    assert isinstance(found, Claim), found
    return found


def hard_run():
    """Three articles, nine claims, a relation across the articles, a refused draft and a failure."""
    harbour = Document.from_text(HARBOUR, path="=cmd|' /C calc'!A0.txt", published="2026-03-04")
    coast = Document.from_text(COAST, path="coast.txt", language="ar")
    wrapped = Document.from_text(WRAPPED, path="wrapped.txt")
    first = [accepted(one, harbour) for one in DRAFTS]
    second = [accepted(one, coast) for one in FOREIGN]
    third = accepted(OVER_A_BREAK, wrapped)
    between = relation_between("supports", (second[0], coast), (first[1], harbour), basis="model")
    refused = Rejection(
        kind="statement",
        document=harbour.id,
        paragraph=2,
        code="WORDS_ALTERED",
        message="The quote alters “laughed”.",
        nearest=Nearest(start=0, end=7, text=harbour.text[:7]),
        draft={"quote": "\t@SUM(A1) they cried", "speaker": "-Ana"},
    )
    failed = Failure(document=coast.id, paragraph=1, error="ReplyError", message="Unreadable.", attempts=2)
    unread = Failure(
        document="gone.txt", paragraph=None, error="DocumentError", message="gone.txt does not exist."
    )
    paid = PartUsage(document=harbour.id, paragraph=1, usage=Usage(1, 0, 900, 100, 60, 0.0125))
    local = PartUsage(document=coast.id, paragraph=None, usage=Usage(requests=2, cost=None))
    records = (harbour, *first, refused, paid, coast, *second, failed, local, wrapped, third, unread, between)
    summary = Summary(paragraphs=4, done=3, failed=1, proposed=11, accepted=10, rejected=1)
    return Extraction(run=Run(provider="test", model="m", version="0"), records=records, summary=summary)
