"""The builtin provider: what it reads out of news without a model, and what it leaves alone."""

import asyncio

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from llmclaims.documents.document import Document
from llmclaims.documents.readers import read
from llmclaims.errors import ProviderError
from llmclaims.language.quotations import find_quotations
from llmclaims.providers.base import Message, Request
from llmclaims.providers.builtin.extractor import Builtin, propose
from llmclaims.providers.builtin.time_place_quantity import quantity, times
from llmclaims.schema.answer import answer_model
from llmclaims.schema.claims import Rejection
from llmclaims.schema.news import DEFAULT_SCHEMA, Event, Relation, Statement
from llmclaims.verification.verifier import verify
from tests.support import SEEDS


def drafts(text, kind):
    """All drafts of one kind for a text with a headline in front."""
    document = Document.from_text(f"Harbor Dispute Goes On\n\n{text}\n")
    return [draft for paragraph in document.body for draft in propose(document, paragraph)[kind]]


def said(text):
    """Statements of a text as (speaker, cue, quote)."""
    return [(draft["speaker"], draft["cue"], draft["quote"]) for draft in drafts(text, "statement")]


STATEMENTS = [
    # indirect, with and without "that"
    ("Mayor Ada Lund said that the pier was safe.", [("Mayor Ada Lund", "said", "the pier was safe")]),
    ("Mayor Ada Lund said the pier was safe.", [("Mayor Ada Lund", "said", "the pier was safe")]),
    # an adjunct between cue and content
    (
        "The ministry clarified on Thursday that no ship had been turned away.",
        [("The ministry", "clarified", "no ship had been turned away")],
    ),
    # an addressee between cue and content
    (
        "Ada Lund told reporters the pier was safe.",
        [("Ada Lund", "told", "the pier was safe")],
    ),
    # direct, the cue behind it
    ("“The pier is safe for now,” Lund said.", [("Lund", "said", "The pier is safe for now")]),
    # inverted, with a title and an occasion
    (
        "“The pier is safe for now,” said harbor master Ada Lund during a briefing.",
        [("harbor master Ada Lund", "said", "The pier is safe for now")],
    ),
    # straight marks and British single marks
    ('"The pier is safe for now," Lund said.', [("Lund", "said", "The pier is safe for now")]),
    ("‘The pier is safe for now,’ Lund said.", [("Lund", "said", "The pier is safe for now")]),
    # split in two around the cue
    (
        "“The pier is safe,” Lund said, “but the wall is not.”",
        [("Lund", "said", "The pier is safe"), ("Lund", "said", "but the wall is not")],
    ),
    # one cue, three sentences, a statement each
    (
        "Lund said: “The pier is safe. The wall is not. We will see.”",
        [
            ("Lund", "said", "The pier is safe"),
            ("Lund", "said", "The wall is not"),
            ("Lund", "said", "We will see"),
        ],
    ),
    # a quotation that goes on after the cue's sentence
    (
        "“The pier is safe for now,” Lund said. “Nobody was ever in danger there.”",
        [("Lund", "said", "The pier is safe for now"), ("Lund", "said", "Nobody was ever in danger there")],
    ),
    # a cue whose quotation ends with a question mark
    ("“Who will pay for the pier?” Lund asked.", [("Lund", "asked", "Who will pay for the pier?")]),
    # according to, behind and in front
    (
        "The pier lost two meters in a year, according to a recent report.",
        [("a recent report", "according to", "The pier lost two meters in a year")],
    ),
    (
        "According to the port authority, the pier lost two meters in a year.",
        [("the port authority", "According to", "the pier lost two meters in a year")],
    ),
    # a tag inside an indirect report
    (
        "The pier, Lund said on Monday, lost two meters in a year.",
        [("Lund", "said", "lost two meters in a year")],
    ),
    # an apposition between speaker and cue
    (
        "Ada Lund, the harbor master, said the pier was safe.",
        [("Ada Lund", "said", "the pier was safe")],
    ),
    # a relative clause between speaker and cue
    (
        "Residents who live near the pier said it was noisy at night.",
        [("Residents", "said", "it was noisy at night")],
    ),
    # two verbs, one speaker
    (
        "Lund confirmed that 300 boats had left, and said the pier was safe.",
        [("Lund", "confirmed", "300 boats had left"), ("Lund", "said", "the pier was safe")],
    ),
    # a participle goes on
    (
        "Lund said the pier was safe, adding that the wall would be checked.",
        [("Lund", "said", "the pier was safe"), ("Lund", "adding", "the wall would be checked")],
    ),
    # called it so and so
    (
        "Lund called the plan “a gift to smugglers”.",
        [("Lund", "called", "the plan “a gift to smugglers”")],
    ),
    # what somebody wants done
    (
        "The union called on the city to reopen the pier.",
        [("The union", "called on", "the city to reopen the pier")],
    ),
    # asked, by nobody who is named
    (
        "Lund was asked whether the pier would close.",
        [(None, "was asked", "whether the pier would close")],
    ),
    # a refusal as a noun with its owner; an attack on it is no assault
    (
        "The union attacked the city’s refusal to reopen the old pier.",
        [("the city", "refusal", "to reopen the old pier")],
    ),
    # a report in a report: each has its own source
    (
        "The report notes that Lund said the pier was safe.",
        [
            ("The report", "notes", "Lund said the pier was safe"),
            ("Lund", "said", "the pier was safe"),
        ],
    ),
    # marks in marks
    (
        "“He told me, ‘Leave the pier alone,’ and left the room,” Lund said.",
        [("Lund", "said", "He told me, ‘Leave the pier alone,’ and left the room")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), STATEMENTS)
def test_statements_have_speaker_cue_and_content(text, expected):
    """Who said what, with which words, in the forms that news uses."""
    assert said(text) == expected


TRAPS = [
    # added, but not in words
    "The port added 200 jobs last year.",
    # called off is not called
    "The match was called off on Monday.",
    # nothing was said
    "Lund did not say whether the pier would close.",
    # a noun, not a verb
    "The report was long and the claims were few.",
    # scare quotes and names in quotation marks
    "The “Harbor Board” met at the ‘Blue Whale’ inn.",
    # a reduced relative clause
    "A body called the Harbor Board is to be founded in May.",
    # found a thing, not that something is so
    "Divers found a wreck near the pier.",
    # told a story
    "He told many lies to get the post.",
    # a witness who is called
    "Prosecutors called Mrs. Bai on Friday.",
    # nobody is quoted in a dateline or a heading
    "PORT NOTES: the tide tables for May are out.",
]


@pytest.mark.parametrize("text", TRAPS)
def test_words_that_only_look_like_reports_give_no_statement(text):
    """Reporting verbs used otherwise, nouns, names in quotation marks."""
    assert said(text) == []


ACTS = [
    # a denial keeps the proposition as it was said
    ("Lund denied that the pier had failed.", "deny", "positive"),
    ("The union condemned the sale of the pier to a bank.", "criticize", "positive"),
    ("The union praised the crew for its work on the pier.", "support", "positive"),
    ("The union urged the city to reopen the pier.", "demand", "positive"),
    ("Lund promised to reopen the pier by June.", "commit", "positive"),
    ("Lund threatened to close the pier for good.", "threaten", "positive"),
    # a question mark asks whatever the verb
    ("“Who will pay for the pier?” Lund said.", "ask", "positive"),
    # the main clause is negated
    ("Lund said the pier was not safe.", "assert", "negative"),
    # only a subordinate clause is
    ("Lund said the pier was safe because it had no cracks.", "assert", "positive"),
    # "not only" denies nothing
    ("Lund said the pier was not only safe but pretty.", "assert", "positive"),
]


@pytest.mark.parametrize(("text", "act", "polarity"), ACTS)
def test_act_comes_from_the_cue_and_polarity_from_the_content(text, act, polarity):
    """What was done in saying it, and whether the proposition is negated."""
    (draft,) = drafts(text, "statement")
    assert (draft["act"], draft["polarity"]) == (act, polarity)


NAMES = [
    # the full form stands elsewhere
    ("Harbor master Ada Lund arrived. Lund said the pier was safe.", "Ada Lund", "person"),
    # a pronoun for the subject of the sentence before
    ("Harbor master Ada Lund arrived. She said the pier was safe.", "Ada Lund", "person"),
    # over a paragraph's end
    ("Harbor master Ada Lund arrived.\n\nShe said the pier was safe.", "Ada Lund", "person"),
    # a description that fits one title only
    ("Harbor spokesperson Ada Lund arrived. The spokesperson said the pier was safe.", "Ada Lund", "person"),
    # nobody to stand for
    ("She said the pier was safe.", None, "person"),
    # two of that name
    ("Ada Lund met Per Lund. Lund said the pier was safe.", None, "person"),
    # two spokespeople
    (
        "Spokesperson Ada Lund met spokesperson Per Dahl. The spokesperson said the pier was safe.",
        None,
        "person",
    ),
]


@pytest.mark.parametrize(("text", "name", "kind"), NAMES)
def test_speakers_are_resolved_only_when_unambiguous(text, name, kind):
    """A name of the document, or none."""
    draft = drafts(text, "statement")[-1]
    assert (draft["speaker_name"], draft["speaker_type"]) == (name, kind)


TYPES = [
    ("The report says the pier was safe.", "document"),
    ("The harbor ministry says the pier was safe.", "organisation"),
    ("Iran says the pier was safe.", "organisation"),
    ("Several experts say the pier was safe.", "group"),
    ("A senior official said the pier was safe.", "unnamed"),
    ("One source said the pier was safe.", "unnamed"),
    ("Senator Ada Lund says the pier was safe.", "person"),
]


@pytest.mark.parametrize(("text", "kind"), TYPES)
def test_kinds_of_speakers_are_told_apart(text, kind):
    """People, organisations, documents, groups and the unnamed."""
    (draft,) = drafts(text, "statement")
    assert draft["speaker_type"] == kind


def test_a_paragraph_that_is_only_a_quotation_goes_on_with_the_last_speaker():
    """The name comes from the paragraph before; no word of this one is given as the speaker."""
    *_, last = drafts("Ada Lund said:\n\n“The pier is safe for now. The wall is not.”", "statement")
    assert (last["quote"], last["speaker"], last["speaker_name"]) == ("The wall is not", None, "Ada Lund")


def test_a_transcript_gives_every_line_to_its_label():
    """Names in capitals with a colon, at least two of them."""
    text = "LUND: The pier is safe. It was checked twice.\n\nDAHL: I do not believe a word of it."
    assert [speaker for speaker, _, _ in said(text)] == ["LUND", "LUND", "DAHL"]


CLAIMS = [
    # the proposition stands alone
    ("Lund said the pier was safe.", "The pier was safe."),
    # he who speaks of himself is named
    ("Ada Lund arrived. Lund said she would stay in the town.", "Ada Lund would stay in the town."),
    # first person: it is said whose words these are
    ("“We will reopen the pier,” Ada Lund said.", "Ada Lund said: We will reopen the pier."),
    # a noun with its owner
    ("The union hailed the city’s refusal to sell it.", "The city refused to sell it."),
    # no clause: the speaker and the cue make one
    ("The union called for an end to the “madness”.", "The union called for an end to the madness."),
]


@pytest.mark.parametrize(("text", "claim"), CLAIMS)
def test_claims_are_sentences_made_of_the_source(text, claim):
    """Nothing is added, and the sentence can stand alone."""
    assert drafts(text, "statement")[-1]["claim"] == claim


EVENTS = [
    ("Gunmen killed 12 people in Orvessa on Monday.", "killed", "ASSAULT", "asserted", "positive"),
    # passive
    ("Two men were arrested near the pier.", "arrested", "COERCE", "asserted", "positive"),
    # a noun
    ("The explosion in the harbor was heard for miles.", "explosion", "ASSAULT", "asserted", "positive"),
    # planned
    ("The president will visit Orvessa on Friday.", "visit", "CONSULT", "planned", "positive"),
    (
        "Talks between Orvessa and Lund scheduled for May 3 are near.",
        "Talks",
        "CONSULT",
        "planned",
        "positive",
    ),
    # alleged
    ("Soldiers allegedly shot a man near the pier.", "shot", "ASSAULT", "alleged", "positive"),
    # demanded, or a condition
    ("The army could deploy troops along the canal.", "deploy", "MOBILIZE", "hypothetical", "positive"),
    (
        "The crew will leave if he is arrested by the guards.",
        "arrested",
        "COERCE",
        "hypothetical",
        "positive",
    ),
    # denied
    ("The navy has not attacked any ship.", "attacked", "ASSAULT", "asserted", "negative"),
    # of several words
    ("The city voted against the sale of the pier.", "voted against", "REJECT", "asserted", "positive"),
    # intransitive
    ("Thousands protested outside the town hall.", "protested", "PROTEST", "asserted", "positive"),
]


@pytest.mark.parametrize(("text", "trigger", "kind", "modality", "polarity"), EVENTS)
def test_events_have_type_modality_and_polarity(text, trigger, kind, modality, polarity):
    """What happened, is planned, alleged, hypothetical or denied."""
    found = {draft["trigger"]: draft for draft in drafts(text, "event")}
    draft = found[trigger]
    assert (draft["type"], draft["modality"], draft["polarity"]) == (kind, modality, polarity)


NO_EVENTS = [
    # transitive: it shows something
    "The ship demonstrated its speed to the crew.",
    # a compound, not a protest
    "The protest movement has an office in the town.",
    # habits and rules
    "The law punishes people who attack ships.",
    # a name
    "The Blast Theory group has an office in the town.",
    # an earlier mention's echo
    "Officials hailed this visit as a success.",
    # nobody is hurt by an attack on a plan
    "The union attacked the city’s plan for the pier.",
    # speech is a statement
    "Lund accused the city of waste.",
    # signed up is not signed
    "You can sign up to the newsletter here.",
]


@pytest.mark.parametrize("text", NO_EVENTS)
def test_words_that_only_look_like_events_give_none(text):
    """A false event is worse than a missed one."""
    assert drafts(text, "event") == []


def test_an_event_has_its_participants_place_time_and_quantity():
    """All that the clause says of it, in the clause's own words."""
    (event,) = drafts("Gunmen killed 12 people in Orvessa on Monday, May 4, and fled in a truck.", "event")[
        :1
    ]
    assert [(one["role"], one["mention"]) for one in event["participants"]] == [
        ("actor", "Gunmen"),
        ("recipient", "12 people"),
    ]
    assert (event["location"], event["time"], event["quantity"]) == ("Orvessa", "Monday, May 4", "12")


def test_a_passive_turns_the_roles_round():
    """Who was acted upon, and by whom."""
    (event,) = drafts("The pier was destroyed by Lund’s men.", "event")
    roles = {one["role"]: one["mention"] for one in event["participants"]}
    assert roles["recipient"] == "The pier"


def test_both_sides_of_a_meeting_act():
    """A reciprocal event has no recipient."""
    (event,) = drafts("President Ada Lund met Minister Per Dahl in Orvessa.", "event")
    assert [one["role"] for one in event["participants"]] == ["actor", "actor"]
    assert [one["name"] for one in event["participants"]] == ["Ada Lund", "Per Dahl"]


LINKS = [
    # cause behind its connective
    ("The pier was closed because a crack had widened.", "causes", "because", ("widened", "closed")),
    # cause in front of it
    ("An explosion in the harbor led to clashes in the town.", "causes", "led to", ("explosion", "clashes")),
    # order in time
    (
        "Ada Lund resigned on Monday after the police arrested her brother.",
        "before",
        "after",
        ("arrested", "resigned"),
    ),
    ("The guards fled before the bomb exploded.", "before", "before", ("fled", "exploded")),
    # an aim
    ("The army withdrew in order to attack the port.", "purpose", "in order to", ("withdrew", "attack")),
    # an aim in front of what is done for it
    (
        "In order to evacuate the village, soldiers attacked the fort.",
        "purpose",
        "In order to",
        ("attacked", "evacuate"),
    ),
    # an aim, as its modal says
    (
        "Rebels attacked the fort so that the convoy could escape.",
        "purpose",
        "so that",
        ("attacked", "escape"),
    ),
    # a result, as no modal says otherwise
    (
        "Rebels attacked the fort so that the convoy escaped.",
        "causes",
        "so that",
        ("attacked", "escaped"),
    ),
]


@pytest.mark.parametrize(("text", "kind", "signal", "ends"), LINKS)
def test_connectives_relate_events(text, kind, signal, ends):
    """Only what a connective states, in its direction."""
    document = Document.from_text(f"Harbor Dispute Goes On\n\n{text}\n")
    found = propose(document, document.body[0])
    triggers = {draft["ref"]: draft["trigger"] for draft in found["event"]}
    (relation,) = found["relation"]
    assert (relation["type"], relation["signal"]) == (kind, signal)
    assert (triggers[relation["source"]], triggers[relation["target"]]) == ends


def test_no_connective_gives_no_relation():
    """Two events side by side are not related by that."""
    assert drafts("Gunmen killed 12 people. Two men were arrested.", "relation") == []


def test_an_answer_responds_to_the_question_before_it():
    """Asked, then responded."""
    (relation,) = drafts(
        "Lund was asked whether the pier was safe. She responded that it was, for now.", "relation"
    )
    assert (relation["type"], relation["signal"]) == ("responds_to", "responded")


TIMES = [
    ("on January 18, 2026, at noon", ["January 18, 2026"]),
    ("on August 2-3, 2025", ["August 2-3, 2025"]),
    ("early Monday morning", ["early Monday morning"]),
    ("three days ago and last week", ["three days ago", "last week"]),
    ("he may march on", []),  # a modal and a verb, no months
    ("in 2014 and since 1998", ["2014", "1998"]),
]


@pytest.mark.parametrize(("text", "expected"), TIMES)
def test_times_are_found_as_they_stand(text, expected):
    """Dates, weekdays and relative expressions."""
    assert [text[slice(*span)] for span in times(text, 0, len(text))] == expected


QUANTITIES = [
    ("3,000 Pakistanis", "3,000"),
    ("more than 260 others", "more than 260 others"),
    ("Ninety six people", "Ninety six"),
    ("$4.2 million in damage", "$4.2 million"),
    ("in 2014", None),  # a year
    ("a 20-year-old man", None),  # an age
]


@pytest.mark.parametrize(("text", "expected"), QUANTITIES)
def test_quantities_are_no_years_and_no_ages(text, expected):
    """Counts and amounts as they stand."""
    span = quantity(text, 0, len(text), ())
    assert (span and text[slice(*span)]) == expected


QUOTATIONS = [
    ("He said “yes” and “no”.", ["yes", "no"]),
    ('"Yes," he said, "and no."', ["Yes,", "and no."]),
    ("''Yes,'' he said.", ["Yes,"]),
    # an apostrophe opens nothing
    ("The states' rights and Lund's pier", []),
    ("‘It’s Lund’s pier,’ he said.", ["It’s Lund’s pier,"]),
    # unclosed: to the end of the paragraph
    ("He said: “The pier. The wall.", ["The pier. The wall."]),
    # marks in marks are one quotation
    ("“He said ‘yes’ to me,” she said.", ["He said ‘yes’ to me,"]),
]


@pytest.mark.parametrize(("text", "expected"), QUOTATIONS)
def test_quotations_are_found_in_all_marks(text, expected):
    """Straight and curly, double and single, closed or not."""
    assert [text[one.first : one.last] for one in find_quotations(text, 0, len(text))] == expected


@pytest.mark.parametrize("path", sorted(SEEDS.glob("*/article.txt")), ids=lambda path: path.parent.name)
def test_everything_proposed_for_the_samples_is_verified(path):
    """The drafts have every field, and the rules hold nothing against them."""
    document = read(path)
    refused = []
    for paragraph in document.body:
        found = propose(document, paragraph)
        ends = {}
        for kind, model in (("event", Event), ("statement", Statement), ("relation", Relation)):
            for draft in found[kind]:
                assert set(draft) == set(model.model_fields)
                outcome = verify(model.model_validate(draft), document, paragraph=paragraph.index, ends=ends)
                ends[draft.get("ref")] = None if isinstance(outcome, Rejection) else outcome
                if isinstance(outcome, Rejection):
                    refused.append((outcome.code, draft["quote"]))
    assert refused == []


def test_the_samples_are_not_read_in_vain():
    """A floor under what is found: statements and events in each real story."""
    for slug, statements, events in (("foreign-office-briefing", 20, 2), ("pakistan-iran-report", 10, 5)):
        document = read(SEEDS / slug / "article.txt")
        found = [propose(document, paragraph) for paragraph in document.body]
        assert sum(len(one["statement"]) for one in found) >= statements
        assert sum(len(one["event"]) for one in found) >= events


_PIECES = st.lists(
    st.sampled_from(
        ["Lund", "said", "“", "”", '"', "‘", "’", "'s", ",", ".", "?", "that", "the pier", "killed", "12", "people", "(", ")",
         "according to", "and", "who", "called", ":", "in Orvessa", "\n\n", "—", "was asked whether", "😀", "because", "to"]
    ),
    max_size=40,
)  # fmt: skip


@settings(max_examples=150)
@given(st.one_of(st.text(max_size=300), _PIECES.map(" ".join)))
def test_any_text_is_read_without_an_error_and_only_its_own_words_come_out(text):
    """Quotes and mentions stand in their paragraph, names in the document, whatever the text."""
    document = Document.from_text(text)
    for paragraph in document.paragraphs:
        found = propose(document, paragraph)
        for draft in (*found["statement"], *found["event"], *found["relation"]):
            keys = ("quote", "speaker", "cue", "time", "trigger", "location", "quantity", "signal")
            assert all(draft[key] in paragraph.text for key in keys if draft.get(key))
            assert draft.get("speaker_name") is None or draft["speaker_name"] in text
            for one in draft.get("participants", ()):
                assert one["mention"] in paragraph.text
                assert one["name"] is None or one["name"] in text


def test_the_provider_reads_the_data_and_not_the_prompt():
    """A Reply with the envelope's items, from the request's document and paragraph alone."""
    document = Document.from_text("Harbor Dispute Goes On\n\nAda Lund said the pier was safe.\n")
    request = Request(
        stage="extract",
        messages=(Message("user", "Per Dahl said nothing of the kind."),),
        answer=answer_model(DEFAULT_SCHEMA),
        document=document,
        paragraphs=document.body[:1],
        schema=DEFAULT_SCHEMA,
    )
    reply = asyncio.run(Builtin()(request))
    assert (reply.provider, reply.model, reply.usage.requests) == ("builtin", "rules-1", 0)
    assert [item["speaker"] for item in reply.items["statement"]] == ["Ada Lund"]
    assert set(reply.items) == {"event", "statement", "relation"}


def asked(text, **known):
    """What builtin answers about the first paragraph of a text."""
    document = Document.from_text(text, **known)
    request = Request(
        "extract", (), answer_model(DEFAULT_SCHEMA), document, document.body[:1], DEFAULT_SCHEMA
    )
    return asyncio.run(Builtin()(request))


@pytest.mark.parametrize(
    "text",
    [
        # in other languages, with and without words that English has, too
        "« Nous ne fermerons pas l'écluse avant l'hiver », a déclaré la présidente de la régie, Ida Sel, mardi.",
        "„Wir schließen die Schleuse nicht vor dem Winter“, sagte die Vorsitzende Ida Sel am Dienstag.",
        "«No cerraremos la esclusa antes del invierno», dijo el martes la presidenta de la junta, Ida Sel.",
        "„We sluiten de sluis niet voor de winter”, zei voorzitter Ida Sel dinsdag tegen de raad.",
        "«Мы не закроем шлюз до зимы», — сказала во вторник председатель совета Ида Сель.",
        "委员会主席伊达·塞尔周二表示,他们不会在冬天之前关闭船闸,工程将在春天重新开始。",
    ],
)
def test_a_text_in_another_language_is_not_read_and_says_so(text):
    """Nothing found in it would look like nothing to find."""
    with pytest.raises(ProviderError, match="builtin reads English alone; choose a model") as caught:
        asked(text)
    assert caught.value.attempts == 0


@pytest.mark.parametrize(
    "text",
    [
        # English, with words and names of others
        "“We will not close the lock before winter,” said Ida Sel, who chairs the Régie des eaux de Lunmark.",
        # too short to tell
        "“It is safe,” Sel said.",
    ],
)
def test_english_is_read_and_so_is_what_may_be(text):
    """A text whose language cannot be told is read as English."""
    assert asked(text).items["statement"]


def test_a_language_that_the_caller_states_counts():
    """Whoever knows better than the detection says so."""
    text = "« Nous ne fermerons pas l'écluse avant l'hiver », a déclaré la présidente de la régie, Ida Sel, mardi."
    assert asked(text, language="en").items is not None
    with pytest.raises(ProviderError):
        asked("“We will not close the lock before winter,” said Ida Sel.", language="fr")
