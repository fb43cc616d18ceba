"""Who says it: dropped attributions, questions, and speakers from another tag."""

from __future__ import annotations

import pytest

from tests.support.rule_drafts import says

# fmt: off
DROPPED = [
    ("Ministers say the deal is fair.", "the deal is fair", None, None, {}),  # Ministers say
    ("The new deal is fair, ministers say.", "The new deal is fair", None, None, {}),  # The new deal is fair
    ("The deal, which was signed in May, is fair, a spokesman for Khan told reporters in Delm on Friday.", "The deal, which was signed in May, is fair", None, None, {}),  # The deal, which was signed
    ("In the words of Khan, the deal is a gift to Delm.", "the deal is a gift to Delm", None, None, {}),  # the words of Khan
    ("The new deal was fair, Khan insisted, and nobody lost by it.", "The new deal was fair", None, None, {}),  # The new deal was fair
    ("Khan accused the bank of hiding its losses.", "the bank of hiding its losses", None, None, {}),  # Khan accused
    ("Khan told the BBC in an interview broadcast on Monday that the deal was fair.", "the deal was fair", None, None, {}),  # broadcast on Monday that
    ("Experts have long warned that the old dam is weak.", "the old dam is weak", None, None, {}),  # have long warned that
    ("A study by the university found that children sleep too little.", "children sleep too little", None, None, {}),  # the university found that
    ("Khan: “The deal is fair to everyone.”", "The deal is fair to everyone", None, None, {}),  # Khan: “
    ("“The deal is fair,” he says. “It helps the poor more than the rich.”", "It helps the poor more than the rich", None, None, {}),  # fair,” he says. “
    ("The new deal is fair — at least according to Khan.", "The new deal is fair", None, None, {}),  # The new deal is fair
    ("There was growing concern that the deal was unfair.", "the deal was unfair", None, None, {}),  # was growing concern that
    ("Most mortgage rates have peaked, in the opinion of brokers.", "Most mortgage rates have peaked", None, None, {}),  # Most mortgage rates have peaked
    ("The tunnel is unsafe, warned the fire service.", "The tunnel is unsafe", None, None, {}),  # The tunnel is unsafe
    ("The tunnel is unsafe, the fire service has warned.", "The tunnel is unsafe", None, None, {}),  # The tunnel is unsafe
    ("As Moss put it, the tunnel is a coffin with lights.", "the tunnel is a coffin with lights", None, None, {}),  # As Moss put it
    ("Moss thinks that the tunnel is unsafe.", "the tunnel is unsafe", None, None, {}),  # Moss thinks that
    ("The fire service is convinced that the tunnel is unsafe.", "the tunnel is unsafe", None, None, {}),  # service is convinced that
    ("A leaked memo shows that the tunnel is unsafe.", "the tunnel is unsafe", None, None, {}),  # leaked memo shows that
    ("Moss tweeted: “The tunnel is unsafe”.", "The tunnel is unsafe", None, None, {}),  # Moss tweeted: “
    ("He insists the tunnel is safe and that the old pumps work.", "the old pumps work", None, None, {}),  # is safe and that
    ("The old dam is doomed, reckons Rolf.", "The old dam is doomed", None, None, {}),  # The old dam is doomed
    ("The old dam is doomed, Rolf added on Friday, and the town with it.", "The old dam is doomed", None, None, {}),  # The old dam is doomed
    ("Rolf, speaking on the radio, described the dam as a ruin in waiting.", "the dam as a ruin in waiting", None, None, {}),  # on the radio, described
    ("Officials at the ministry, who asked not to be named, say the dam is doomed.", "the dam is doomed", None, None, {}),  # to be named, say
    ("It is feared that the dam will break.", "the dam will break", None, None, {}),  # It is feared that
    ("The old dam is doomed, a source close to the talks told Reuters.", "The old dam is doomed", None, None, {}),  # The old dam is doomed
]

QUESTIONS = [
    ("Reporters asked if the deal was fair.", "the deal was fair", "Reporters", "asked", {}),  # Reporters asked if
    ("Asked whether the deal was fair, Khan shrugged.", "the deal was fair", "Khan", "Asked", {}),  # Asked whether
    ("“Was the deal fair to the growers?” Khan asked.", "Was the deal fair to the growers", "Khan", "asked", {}),  # “
    ("The question is whether the deal was fair.", "the deal was fair", None, None, {}),  # The question is whether
    ("Khan was asked about the sale of the ships.", "the sale of the ships", "Khan", "asked", {}),  # Khan was asked about
    ("Khan wants to know who sold the ships to Delm.", "who sold the ships to Delm", "Khan", "wants to know", {}),  # Khan wants to know
    ("“Is the old tunnel safe?” a reporter asked.", "the old tunnel safe", "a reporter", "asked", {}),  # “Is
    ("Moss asked when the tunnel would open.", "when the tunnel would open", "Moss", "asked", {}),  # Moss asked
    ("Moss questioned whether the tunnel was safe.", "the tunnel was safe", "Moss", "questioned", {}),  # Moss questioned whether
    ("Asked by a reporter if the tunnel was safe, Moss smiled.", "the tunnel was safe", "Moss", "Asked", {}),  # by a reporter if
    ("It remains an open question whether the tunnel is safe.", "the tunnel is safe", None, None, {}),  # an open question whether
    ("“Did the ministry know about the crack?” Rolf wanted to know.", "Did the ministry know about the crack", "Rolf", "wanted to know", {}),  # “
    ("Reporters pressed Rolf on whether the ministry knew about the crack.", "the ministry knew about the crack", "Rolf", "pressed", {}),  # pressed Rolf on whether
    ("Rolf inquired how much the ministry had paid.", "how much the ministry had paid", "Rolf", "inquired", {}),  # Rolf inquired
]

SPEAKERS = [
    ("“The new deal is fair,” said Khan, who met Moss on Friday.", "The new deal is fair", "Moss", "said", {}),  # “
    ("Moss listened as Khan said the deal was fair.", "the deal was fair", "Moss", "said", {}),  # listened as Khan said
    ("Moss, whom Khan called a liar, said the deal was fair.", "the deal was fair", "Khan", "said", {}),  # called a liar, said
    ("A spokesman for Moss said the deal was fair.", "the deal was fair", "Moss", "said", {}),  # spokesman for Moss said
    ("Moss met Khan on Friday. He said the deal was fair.", "the deal was fair", "Moss", "said", {}),  # on Friday. He said
    ("“The new deal is fair,” Khan told Moss.", "The new deal is fair", "Moss", "told", {}),  # “
    ("According to Khan, Moss knew that the deal was unfair.", "Moss knew that the deal was unfair", "Moss", "According to", {}),  # According to Khan
    ("Moss said Khan had told her the deal was fair.", "the deal was fair", "Moss", "told", {}),  # Khan had told her
    ("“The tunnel is safe,” Moss said. Holm disagreed.", "The tunnel is safe", "Holm", "said", {}),  # “
    ("“The tunnel is safe,” said Moss. “It will outlive us,” said Holm.", "It will outlive us", "Moss", "said", {}),  # safe,” said Moss. “
    ("Holm, according to Moss, said the tunnel was safe.", "the tunnel was safe", "Moss", "said", {}),  # according to Moss, said
    ("Moss told Holm: “The tunnel is safe.”", "The tunnel is safe", "Holm", "told", {}),  # Moss told Holm: “
    ("Holm was told by Moss that the tunnel was safe.", "the tunnel was safe", "Holm", "told", {}),  # told by Moss that
    ("Holm’s lawyer said the tunnel was safe.", "the tunnel was safe", "Holm", "said", {}),  # Holm’s lawyer said
    ("The tunnel is safe, Moss said as Holm looked on.", "The tunnel is safe", "Holm", "said", {}),  # The tunnel is safe
    ("In a letter to Holm, Moss wrote that the tunnel was safe.", "the tunnel was safe", "Holm", "wrote", {}),  # Holm, Moss wrote that
    ("‘The dam is doomed,’ said Rolf. Ferrant shook her head.", "The dam is doomed", "Ferrant", "said", {}),  # ‘
    ("Ferrant quoted Rolf as saying that the dam was doomed.", "the dam was doomed", "Ferrant", "saying", {}),  # Rolf as saying that
    ("Rolf told the BBC's Ida Moss the dam was doomed.", "the dam was doomed", "Ida Moss", "told", {}),  # the BBC's Ida Moss
    ("Rolf, a critic of Ferrant, said the dam was doomed.", "the dam was doomed", "Ferrant", "said", {}),  # critic of Ferrant, said
    ("Rolf met Moss on Friday and she was calm. “The dam is doomed,” he said.", "The dam is doomed", "she", "said", {}),  # she was calm. “
    ("The union's chair, Dario Velk, said the dam was doomed. The authority denied it.", "the dam was doomed", "The authority", "said", {}),  # chair, Dario Velk, said
]

# fmt: on


@pytest.mark.parametrize(("text", "quote", "speaker", "cue", "more"), DROPPED)
def test_attribution_dropped(text, quote, speaker, cue, more):
    """What the text attributes is not the author's."""
    assert says(text, quote, speaker, cue, **more) == ["!ATTRIBUTION_DROPPED"]


@pytest.mark.parametrize(("text", "quote", "speaker", "cue", "more"), QUESTIONS)
def test_question_is_no_assertion(text, quote, speaker, cue, more):
    """What is only asked is refused as an assertion."""
    assert says(text, quote, speaker, cue, **more)[0] in ("!QUESTION_AS_ASSERTION", "!ATTRIBUTION_DROPPED")


@pytest.mark.parametrize(("text", "quote", "speaker", "cue", "more"), SPEAKERS)
def test_speaker_of_another_tag(text, quote, speaker, cue, more):
    """A speaker who does not stand in the tag's slot is refused, or flagged where it may be the same one."""
    assert says(text, quote, speaker, cue, **more)[0] in ("!SPEAKER_TAG_MISMATCH", "SPEAKER_FAR_FROM_CUE")


def test_transcript_label_is_a_tag():
    """In a transcript the name in capitals before the colon is who speaks."""
    text = "WREN: We shut the gate at nine. Nobody called us before that, to be frank."
    assert says(text, "We shut the gate at nine", None, None) == ["!ATTRIBUTION_DROPPED"]
    assert says(text, "We shut the gate at nine", "WREN", None) == []


def test_cue_inside_the_authors_own_quote():
    """An author's claim may not leave out the cue that its quote has."""
    text = "Moss said that the gate was shut at nine."
    assert says(
        text, "Moss said that the gate was shut at nine", None, None, claim="The gate was shut at nine."
    ) == ["!ATTRIBUTION_DROPPED"]
    assert says(text, "Moss said that the gate was shut at nine", None, None) == []


# fmt: off
BESIDE = [
    ("“The lock is sound,” said Ida Wren, citing Lars Holm.", "Ida Wren"),  # a participle names another
    ("“The lock is sound,” said Ida Wren, Lars Holm’s lawyer.", "Ida Wren"),  # the owner in an apposition
    ("“The lock is sound,” Ida Wren, Lars Holm’s lawyer, said.", "Ida Wren"),  # the same before the cue
    ("“The lock is sound,” said Ida Wren, chief of staff to Lars Holm.", "Ida Wren"),  # what depends on the head
    ("Ida Wren: “The lock is sound.” Lars Holm laughed.", "Ida Wren"),  # a name and a colon
    ("“The lock is sound,” said Ida Wren, the mayor, when Lars Holm left.", "the mayor"),  # a true apposition
]

OPEN = [
    ("We do not know whether the lock is sound.", "whether the lock is sound"),  # the object of a verb
    ("Engineers will examine whether the lock is sound.", "the lock is sound"),  # cut behind it
    ("Divers will check if the lock is sound.", "the lock is sound"),  # "if" for "whether"
]
# fmt: on


@pytest.mark.parametrize(("text", "speaker"), BESIDE)
def test_name_beside_the_slot(text, speaker):
    """Only the one whom the tag names, or the head of the phrase beside it, is the speaker."""
    cue = "said" if "said" in text else None
    assert says(text, "The lock is sound", speaker, cue) == []
    assert says(text, "The lock is sound", "Lars Holm", cue) == ["!SPEAKER_TAG_MISMATCH"]


def test_name_in_the_slot_leaves_no_room_for_a_group():
    """A group named elsewhere is not the person in the slot; somebody's office may be."""
    text = "The port office gave no date. The mayor left. “The lock is sound,” Ida Wren said."
    assert says(text, "The lock is sound", "The port office", "said") == ["!SPEAKER_TAG_MISMATCH"]
    assert says(text, "The lock is sound", "The mayor", "said") == ["SPEAKER_FAR_FROM_CUE"]


@pytest.mark.parametrize(("text", "quote"), OPEN)
def test_open_whether_without_asking(text, quote):
    """What somebody does not know or will examine is no assertion, though nobody asks it."""
    assert says(text, quote, None, None) == ["!QUESTION_AS_ASSERTION"]
    assert says(text, text.rstrip("."), None, None) == []


def test_whether_governs_its_own_clause_alone():
    """A main verb behind a clause of "whether" is no question."""
    text = "The study of whether the lock is sound was printed on Monday."
    assert says(text, "was printed on Monday", None, None) == []


def test_subject_of_the_cue_is_the_authors():
    """What the author tells of a speaker before the cue is the author's; what comes behind it is not."""
    text = "The mayor, who has led Delm since 2017, told reporters the lock was sound."
    assert says(text, "The mayor, who has led Delm since 2017", None, None) == []
    assert says(text, "the lock was sound", None, None) == ["!ATTRIBUTION_DROPPED"]


def test_source_in_front_without_a_verb():
    """What follows “Per the mayor” or “The mayor:” is attributed; a sum per head is not."""
    assert says("Per the mayor, the lock is sound.", "the lock is sound", None, None) == [
        "!ATTRIBUTION_DROPPED"
    ]
    assert says("The mayor: the lock is sound.", "the lock is sound", None, None) == ["!ATTRIBUTION_DROPPED"]
    assert (
        says("It costs 40 pounds per head, the lowest rate in Delm.", "the lowest rate in Delm", None, None)
        == []
    )


# fmt: off
HELD = [
    ("Mayor Ida Wren, wearing a red coat, told reporters outside the Delm courthouse that the lock was sound.", "the lock was sound", "Mayor Ida Wren", "told"),  # an aside and places
    ("Speaking in Delm, Wren made clear that the lock was sound.", "the lock was sound", "Wren", "made clear"),  # a cue that is no verb of speech
    ("Wren went on the radio with Holm and left no doubt that the lock was sound.", "the lock was sound", "Wren", "left no doubt"),  # a name behind a preposition
    ("Delm police chief Lars Holm gave assurances that the lock was sound.", "the lock was sound", "Delm police chief Lars Holm", "gave assurances"),  # a title and a name
    ("Under pressure from Holm, Wren let slip that the lock was sound.", "the lock was sound", "Wren", "let slip"),  # the nearer name
    ("State Department spokesman Ivo Renn said the lock was sound.", "the lock was sound", "Renn", "said"),  # the name of a longer phrase
    ("White House officials said the lock was sound.", "the lock was sound", "White House officials", "said"),  # what the phrase is about
    ("“The lock of Delm,” said Ida Wren, the mayor, “is as sound as ever.”", "is as sound as ever", "Ida Wren", "said"),  # a tag between two parts
    ("Wren’s office put out a note warning that the lock was weak.", "the lock was weak", "Wren’s office", "warning"),  # a participle
    ("WREN: We shut the gate. HOLM: Who gave the order? WREN: The mayor gave it.", "The mayor gave it", "WREN", None),  # the last label counts
    ("Q: Is the lock sound? A: The lock is sound, as far as we know.", "The lock is sound", "A", None),  # a label that names nobody
    ("Wren and Holm voiced fears that the lock was weak.", "the lock was weak", "Wren and Holm", "voiced fears"),  # two who speak together
    ("The union, which Holm leads, raised the alarm that the lock was weak.", "the lock was weak", "The union", "raised the alarm"),  # a clause about the speaker
    ("The engineer who drew it made clear that the lock was weak.", "the lock was weak", "The engineer", "made clear"),  # its own pronoun
    ("Wren told Holm’s lawyer that the lock was sound.", "the lock was sound", "Wren", "told"),  # the addressee
    ("“Locks leak,” Mr. Wren said. “This one is sound.”", "This one is sound", "Mr. Wren", "said"),  # an abbreviation in the tag
]

APART = [
    ("Holm left early. Wren made clear that the lock was sound.", "the lock was sound", "Holm", "made clear"),  # in another sentence
    ("Holm listened while Wren made it plain that the lock was sound.", "the lock was sound", "Holm", "plain"),  # another name between
    ("Wren’s aides made clear that the lock was sound.", "the lock was sound", "Wren", "clear"),  # only the owner
    ("Wren made clear that the lock was sound and that Holm had lied about it.", "the lock was sound", "Holm", "made clear"),  # behind the cue, somebody else
    ("Orla Wren sued. Her brother Lars Wren said the lock was sound.", "the lock was sound", "Orla Wren", "said"),  # a namesake
    ("State Department spokesman Ivo Renn said the lock was sound.", "the lock was sound", "State Department", "said"),  # what stands before the one who speaks
    ("Ivo Renn, the State Department spokesman, said the lock was sound.", "the lock was sound", "State Department", "said"),  # the same in an apposition
    ("Wren wrote, “Holm went on to lie to us that the lock was sound.”", "the lock was sound", "Wren", "lie"),  # a report within the report
    ("Wren noted the tests show that the lock was sound.", "the lock was sound", "Wren", "show"),  # the outer of two cues
    ("Friends of Wren came to the conclusion that Holm had lied. Moss left.", "Holm had lied", "Moss", None),  # no cue is given
]

OWN = [
    ("For years, the lock is left open at night.", "the lock is left open at night"),  # a time
    ("For Delm’s growers, the lock was the only way to the sea.", "the lock was the only way to the sea"),  # whom it served
    ("For Iran, the lock is the only way to the sea.", "the lock is the only way to the sea"),  # a country
    ("It costs $40 per Delm resident, a sum that few can pay.", "a sum that few can pay"),  # a rate
    ("To Delm, it is 40 miles by road.", "it is 40 miles by road"),  # a distance
    ("Residents heard a bang before the lock gave way.", "the lock gave way"),  # a sound, not a report
    ("NOTE: The lock opens at nine on weekdays.", "The lock opens at nine on weekdays"),  # a heading in capitals
    ("On its own account, Orbis sells locks to ports.", "Orbis sells locks to ports"),  # no report
]
# fmt: on


@pytest.mark.parametrize(("text", "quote", "speaker", "cue"), HELD)
def test_speaker_within_reach_of_the_cue(text, quote, speaker, cue):
    """Whoever stands where the cue can reach is accepted, whatever the cue's form."""
    assert says(text, quote, speaker, cue) == []


@pytest.mark.parametrize(("text", "quote", "speaker", "cue"), APART)
def test_speaker_out_of_reach_of_the_cue(text, quote, speaker, cue):
    """A mention that something parts from its cue is flagged, or refused where a tag's form decides."""
    assert says(text, quote, speaker, cue) in (["!SPEAKER_TAG_MISMATCH"], ["SPEAKER_FAR_FROM_CUE"])


@pytest.mark.parametrize(("text", "quote"), OWN)
def test_front_of_a_sentence_that_names_no_source(text, quote):
    """What only looks like a source in front leaves the author the author."""
    assert says(text, quote, None, None) == []
