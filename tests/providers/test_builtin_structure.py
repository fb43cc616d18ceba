"""What the builtin rules make of interviews, transcripts, live blogs, lists and quotations over paragraphs."""

import pytest

import llmclaims

HEAD = "Lock Closed\n\nThe mayor of Lenn, Una Ek, spoke to the paper on Friday about the lock."

CASES = {
    "questions and answers, with who is interviewed in the lead": (
        f"{HEAD}\n\nQ: Will the lock be closed?\n\nA: We will close it in June. It is old.\n\nQ. Who pays?\n\nA. The state pays for it.",
        [
            (None, None, "ask", "Will the lock be closed?"),
            (None, "Una Ek", "assert", "We will close it in June"),
            (None, "Una Ek", "assert", "It is old"),
            (None, "Una Ek", "assert", "The state pays for it"),
        ],
    ),
    "labels with names": (
        f"{HEAD}\n\nWEEKLY: Are you afraid of the vote?\n\nEk: I am not afraid of it.",
        [
            ("WEEKLY", "WEEKLY", "ask", "Are you afraid of the vote?"),
            ("Ek", "Una Ek", "assert", "I am not afraid of it"),
        ],
    ),
    "a transcript with titles and roles": (
        "Hearing\n\nThe council heard Bo Holm, a banker, on Friday.\n\nMR. HOLM: We sold the lock in June.\n\nUna Ek, mayor: The town has no money left.",
        [
            ("MR. HOLM", "Bo Holm", "assert", "We sold the lock in June"),
            ("Una Ek", "Una Ek", "assert", "The town has no money left"),
        ],
    ),
    "a paragraph in which the same speaker goes on": (
        f"{HEAD}\n\nWEEKLY: Are you afraid of the vote?\n\nEk: I am not afraid of it.\n\nWe will win it in June.",
        [
            ("WEEKLY", "WEEKLY", "ask", "Are you afraid of the vote?"),
            ("Ek", "Una Ek", "assert", "I am not afraid of it"),
            (None, "Una Ek", "assert", "We will win it in June"),
        ],
    ),
    "tags are no speakers, and no words of a quote": (
        "Lock Closed\n\nThe council of Lenn met on Friday.\n\nUPDATE: Two people died, police said.\n\nSTOCKHOLM: The minister said the lock is safe.",
        [
            ("police", None, "assert", "Two people died"),
            ("The minister", None, "assert", "the lock is safe"),
        ],
    ),
    "towns are no speakers": (
        "Lock Closed\n\nThe council of Lenn met on Friday.\n\nMarn: Two people died in the flood there.\n\nDorn: The bridge fell at noon.",
        [],
    ),
    "times of entries": (
        "Lock Closed\n\nThe council of Lenn met on Friday.\n\n9:15 a.m. ET – The lock is open again, officials said.\n\n10.32 The mayor said the ferry is back.",
        [
            ("officials", None, "assert", "The lock is open again"),
            ("The mayor", None, "assert", "the ferry is back"),
        ],
    ),
    "items of a list": (
        "Lock Closed\n\nThe council of Lenn met on Friday.\n\n1. The bridge will be sold, officials said.\n\n• “We will pay for it,” said Una Ek.",
        [
            ("officials", None, "assert", "The bridge will be sold"),
            ("Una Ek", "Una Ek", "assert", "We will pay for it"),
        ],
    ),
    "what said: introduces": (
        "Lock Closed\n\nUna Ek, who leads the council, wrote:\n\nThe lock is safe and nobody has to leave.\n\nThe firm did not answer.",
        [(None, "Una Ek", "assert", "The lock is safe and nobody has to leave")],
    ),
    "single marks over paragraphs, with a plural's apostrophe": (
        "Lock Closed\n\n'The lock is old,' Una Ek said on Friday.\n\n'The workers' lock is older than the '50s, and it is 6' high.\n\n'We don't know who built it.'",
        [
            ("Una Ek", "Una Ek", "assert", "The lock is old"),
            (None, "Una Ek", "assert", "The workers' lock is older than the '50s, and it is 6' high"),
            (None, "Una Ek", "assert", "We don't know who built it"),
        ],
    ),
    "dialogue with dashes": (
        "Lock Closed\n\nThe council of Lenn met on Friday.\n\n— We will go to Orr, said Una Ek.",
        [("Una Ek", "Una Ek", "assert", "We will go to Orr")],
    ),
}


@pytest.mark.parametrize("case", CASES, ids=str)
def test_structure(case):
    """The statements have the words and the speaker that the form of the text gives them."""
    text, expected = CASES[case]
    run = llmclaims.extract(llmclaims.Document.from_text(text), provider="builtin")
    found = [
        (one.body.speaker, one.body.speaker_name, one.body.act, one.quote)
        for one in run.claims
        if one.kind == "statement"
    ]
    assert [one[:2] + one[3:] for one in found] == [one[:2] + one[3:] for one in expected]
    asked = [one[3] for one in found if one[2] == "ask"]
    assert asked == [one[3] for one in expected if one[2] != "assert"]
