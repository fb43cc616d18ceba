"""The builtin provider's statements by kind: who speaks and who only listens, what was not said, where a content ends."""

import pytest

from llmclaims.documents.document import Document
from llmclaims.providers.builtin.extractor import propose


def statements(text):
    """All statements for a text with a headline in front."""
    document = Document.from_text(f"Harbor Dispute Goes On\n\n{text}\n")
    return [draft for paragraph in document.body for draft in propose(document, paragraph)["statement"]]


def who_said(text):
    """Speakers and quotes of a text."""
    return [(draft["speaker"], draft["quote"]) for draft in statements(text)]


PIER = "the pier was safe"

SPEAKERS = [
    # whom somebody told something says nothing, behind an age, an office, a relative clause or a place
    ("“It moved at noon,” Dahl, a diver, told reporters.", [("Dahl", "It moved at noon")]),
    ("The crane was old, Dahl, 52, told Reuters.", [("Dahl", "The crane was old")]),
    ("“It moved at noon,” Eva Dahl, who runs the crane, told the BBC.", [("Eva Dahl", "It moved at noon")]),
    ("“It moved at noon,” Eva Dahl, from Orvessa, told the court.", [("Eva Dahl", "It moved at noon")]),
    (f"Eva Dahl, 52, a diver at the yard, told a news conference that {PIER}.", [("Eva Dahl", PIER)]),
    (f"Eva Dahl, 52, of Orvessa, Ohio, said {PIER}.", [("Eva Dahl", PIER)]),
    # who is quoted by somebody is the one who speaks
    ("“It moved at noon,” Dahl was quoted as saying by the state agency.", [("Dahl", "It moved at noon")]),
    (f"Dahl was quoted by the Courier as saying {PIER}.", [("Dahl", PIER)]),
    (f"The Courier quoted Dahl as saying that {PIER}.", [("Dahl", PIER)]),
    # a name behind 'a spokesman for the mayor' may be either's
    (f"A spokesman for the mayor, Eva Dahl, said {PIER}.", [("A spokesman for the mayor", PIER)]),
    (f"The mayor’s spokesman, Jon Dahl, said {PIER}.", [("Jon Dahl", PIER)]),
    (f"The mayor of Orvessa, Eva Dahl, said {PIER}.", [("Eva Dahl", PIER)]),
    (
        "“We are 180 boats,” said the union’s chair, Jon Dahl, on Monday.",
        [("Jon Dahl", "We are 180 boats")],
    ),
    # a town's state is nobody
    (
        "Economists in Orvessa, Ohio, project that every port will grow.",
        [("Economists in Orvessa", "every port will grow")],
    ),
    # times in front of a speaker or behind him are no part of him
    (f"Last week the mayor said {PIER}.", [("the mayor", PIER)]),
    (f"Earlier this week mayor Eva Dahl said {PIER}.", [("mayor Eva Dahl", PIER)]),
    (f"10.32 The mayor said {PIER}.", [("The mayor", PIER)]),
    (f"Dahl on Monday in Orvessa said {PIER}.", [("Dahl", PIER)]),
    (f"The port authority this month said {PIER}.", [("The port authority", PIER)]),
    # present tense behind an apposition or a bracket
    (f"Eva Dahl, deputy mayor of Orvessa, says {PIER}.", [("Eva Dahl", PIER)]),
    (f"The Port Authority (PA) says {PIER}.", [("The Port Authority", PIER)]),
    # sources with 'as' and without a comma
    (f"As Dahl told the Courier, {PIER}.", [("Dahl", PIER)]),
    ("It was, as Dahl put it, “a black day for Orvessa.”", [("Dahl", "a black day for Orvessa")]),
    (f"According to Dahl {PIER}.", [("Dahl", PIER)]),
    # documents speak, also with what they found
    (
        "A study by engineers found 31 cracks in the old wall.",
        [("A study by engineers", "31 cracks in the old wall")],
    ),
    (f"An analysis of harbor reports shows that {PIER}.", [("An analysis of harbor reports", PIER)]),
    # a phrase begins at its article
    (
        "The vote keeps in place a mayor who has promised to close the pier.",
        [("a mayor", "to close the pier")],
    ),
    # several speakers are all of them
    (f"Both Dahl and Lund said {PIER}.", [("Both Dahl and Lund", PIER)]),
    # a quotation behind a colon, and a paragraph behind one
    ("Dahl issued a warning: “The pier is not safe.”", [("Dahl", "The pier is not safe")]),
    (
        "Dahl added:\n\nThe pier is old. It will not last long.",
        [(None, "The pier is old"), (None, "It will not last long")],
    ),
]


@pytest.mark.parametrize(("text", "expected"), SPEAKERS)
def test_the_one_who_speaks_is_told_from_all_who_stand_around_him(text, expected):
    """Hearers, papers, places, times and appositions are no speakers."""
    assert who_said(text) == expected


UNSAID = [
    # yet to come, wanted, refused or only possible
    f"The minister is expected to say that {PIER}.",
    "The minister will announce a new plan for the pier.",
    f"The minister was about to say that {PIER}.",
    f"The port is due to announce that {PIER}.",
    f"The port has yet to say whether {PIER}.",
    f"Lund could say that {PIER}.",
    f"Lund refused to say whether {PIER}.",
    "Lund declined to comment on the pier.",
    f"Lund asked the board to say that {PIER}.",
    f"Lund stopped short of saying that {PIER}.",
    f"Lund left without saying that {PIER}.",
    f"Neither the mayor nor the police have said whether {PIER}.",
    f"No official said {PIER}.",
    f"Did officials say {PIER}?",
    f"It is fair to say that {PIER}.",
    # what cannot speak
    f"The move shows that {PIER}.",
    f"His face said that {PIER}.",
    f"Experience suggests that {PIER}.",
    # nouns that look like verbs
    "The court heard genocide charges against Orvessa’s former mayor, Omar Lund.",
    "The yard met the church’s requests to take down the crane.",
    # 'that' goes back to a noun
    "The order that Lund plans to sign will close the pier.",
    # an object is no content of a tag
    "When the divers came, they found the pier deserted.",
    # the title of a book
    "In her book “The Old Pier,” Eva Dahl wrote about the fear of water.",
    "WATCH: The pier falls.\n\nLIVE: The crane falls on Monday.",
]


@pytest.mark.parametrize("text", UNSAID)
def test_what_nobody_said_gives_no_statement(text):
    """Sayings to come, refused or wanted, things that cannot speak, and nouns."""
    assert statements(text) == []


SAID_AFTER_ALL = [
    # close neighbours of the above
    f"Lund went on television to say that {PIER}.",
    f"Lund was quick to point out that {PIER}.",
    f"Lund forced the board to admit that {PIER}.",
    f"Lund would later say that {PIER}.",
    f"The divers’ report shows that {PIER}.",
    f"The plumber said {PIER}.",
    f"The report that Lund signed said {PIER}.",
    f"Lund has argued for years that {PIER}.",
    f"The union said in a blog post {PIER}.",
]


@pytest.mark.parametrize("text", SAID_AFTER_ALL)
def test_what_was_said_is_found_beside_what_was_not(text):
    """The same verbs and nouns, where something was said."""
    assert [draft["quote"] for draft in statements(text)] == [PIER]


CONTENTS = [
    # the words that a verb governs stay, with their negation
    (
        "Lund warned against making a “bad deal” with the port.",
        ["making a “bad deal” with the port"],
    ),
    ("Lund promised not to close the old pier.", ["not to close the old pier"]),
    ("The union accused the port of cheating its crew.", ["the port of cheating its crew"]),
    (
        "Residents accuse the mayors, who ran the port for years, of having been slow to act.",
        ["the mayors, who ran the port for years, of having been slow to act"],
    ),
    ("Lund described the sale as a gift to smugglers.", ["the sale as a gift to smugglers"]),
    # another speaker's words, or deeds of the same, end a content
    (f"Lund said {PIER} and the union said the wall was not.", [PIER, "the wall was not"]),
    (f"Lund said {PIER} but insisted the wall was weak.", [PIER, "the wall was weak"]),
    (f"Lund thought {PIER}, and sold his boat.", [PIER]),
    (f"Lund, who said {PIER}, left the town.", [PIER]),
    # a tag with its day behind it, and what only describes the source
    (
        f"The port plans to say that {PIER}, officials said late Thursday.",
        [f"The port plans to say that {PIER}"],
    ),
    ("The pier was safe, according to Eva Dahl, the mayor of Orvessa.", ["The pier was safe"]),
    (
        "Most divers say that isn’t likely because the wall is old.",
        ["that isn’t likely because the wall is old"],
    ),
    # what the article sets against a tag is its own; with "but" and "because" the speaker goes on
    ("The pier is safe, the port said, although the union counted 31 cracks.", ["The pier is safe"]),
    (
        "The pier will open in May, the mayor said, while the council expects a delay.",
        ["The pier will open in May"],
    ),
    ("The pier is safe, the port said on Monday, even though divers found cracks.", ["The pier is safe"]),
    (
        "She wanted to stay, Dahl said, but her crew had gone.",
        ["She wanted to stay", "but her crew had gone"],
    ),
]


@pytest.mark.parametrize(("text", "quotes"), CONTENTS)
def test_a_content_is_all_that_is_reported_and_no_more(text, quotes):
    """From the words the verb governs to where somebody else's begin."""
    assert [draft["quote"] for draft in statements(text)] == quotes


PRONOUNS = [
    # never one of the other gender; then the other person of the sentence
    ("Roberto Lund fled.\n\nMarta Holm saw it.\n\n“It was loud that night,” she said.", "Marta Holm"),
    ("Roberto Lund fled. She said the pier was closed.", None),
    ("Mayor Anna Lund met Peter Holm in Orvessa. He said the pier was closed.", "Peter Holm"),
    # the subject of the main clause, over a relative one
    ("Marta Holm, whose boat lay where the men met, saw it. She said the pier was closed.", "Marta Holm"),
    # a description goes by its own head, and not by a mention without a name
    ("Suspect Jon Lund fled. The wife of the suspect said the pier was closed.", None),
    ("Officer Jon Lund came. The same officer said the pier was closed.", None),
    ("In Orvessa, the mayor said the pier was closed.", None),
    ("Jon Lund and Eva Dahl said the pier was closed.", None),
    # names as they are spelled
    ("The Department of Trade and Ports said the pier was closed.", "Department of Trade and Ports"),
    ("Harbor chief and union leader Eva Dahl said the pier was closed.", "Eva Dahl"),
    ("The report was on Norfield.com on Monday. Norfield.com said the pier was closed.", "Norfield.com"),
]


@pytest.mark.parametrize(("text", "name"), PRONOUNS)
def test_a_speaker_has_a_name_only_where_nobody_else_can_be_meant(text, name):
    """Gender, clauses, descriptions and several speakers."""
    assert statements(text)[-1]["speaker_name"] == name


PROPOSITIONS = [
    # a pronoun that need not be the speaker keeps its sentence
    ("Police told the court he had confessed to it.", "Police told the court he had confessed to it."),
    ("Eva Lund said he had left the town.", "Eva Lund said he had left the town."),
    ("“He just ran from here,” Lund told reporters.", "Lund told reporters: He just ran from here."),
    # what is denied does not stand alone
    ("Lund denied that he stole the boat.", "Lund denied that he stole the boat."),
    # the passive keeps whom it is about
    (
        "The port was accused of breaking the law by a diver.",
        "The port was accused of breaking the law by a diver.",
    ),
    ("Lund was asked whether the pier would close.", "Lund was asked whether the pier would close."),
    # what stands before a tag
    ("The pier, Lund said on Monday, lost two meters.", "The pier lost two meters."),
    ("If the rain goes on, Lund said, the wall will break.", "If the rain goes on, the wall will break."),
    # a participle and a noun become verbs
    ("Lund shut the pier, citing a lack of funds.", "Lund cited a lack of funds."),
    ("The town heard Lund’s claim that the pier was safe.", "Lund claimed that the pier was safe."),
    ("Lund spoke of charges, which he described as “pure and simple lies.”", "Lund described charges as pure and simple lies."),
]  # fmt: skip


@pytest.mark.parametrize(("text", "claim"), PROPOSITIONS)
def test_a_claim_says_no_more_and_of_nobody_else_than_the_sentence(text, claim):
    """One sentence that stands alone and can be taken for the source's."""
    assert statements(text)[-1]["claim"] == claim


POLARITY = [
    # only the main clause counts, and 'without' denies nothing
    ("“We grew without any debt,” Lund said.", "positive"),
    ("“You have the boats, and people do not see it,” Lund said.", "positive"),
    ("“We do not owe a thing, and we never will,” Lund said.", "negative"),
    ("Lund prefers not to talk about it.", "negative"),
]


@pytest.mark.parametrize(("text", "polarity"), POLARITY)
def test_polarity_is_that_of_the_first_main_clause(text, polarity):
    """Negators in a second clause, and prepositions."""
    assert statements(text)[-1]["polarity"] == polarity
