"""What stands in front of a paragraph's own words: times, bullets, tags, and labels of speakers."""

import pytest

from llmclaims.documents.lead_ins import clock_end, label_of, lead_in_end

TIMES = (
    ("10.32 ", "The ferry is back.", "a bare time before a sentence"),
    ("9:15 a.m. ET – ", "The lock is open.", "with its zone and a dash"),
    ("14h05 ", "The wall fell.", "the French way"),
    ("Posted 3.12pm ", "The wall fell.", "with a verb"),
    ("[10:32] ", "Ek left.", "in brackets"),
    ("11:04 | ", "Police say two died.", "with a bar"),
    ("5pm ", "“We go,” said Ek.", "the hour alone"),
    ("10:32 GMT", "", "on a line of its own"),
    ("", "10.32 million boats came.", "a sum"),
    ("", "9:15 trains were late.", "trains by their time"),
    ("", "9.15 Sunday trains ran.", "a day behind it belongs to it"),
    ("", "5 p.m. Monday is the deadline.", "likewise behind an hour"),
    ("", "10:32 GMT was when it fell.", "the subject of its sentence"),
    ("", "12.50 Canadian dollars were paid.", "a price"),
)


@pytest.mark.parametrize(("time", "rest", "reason"), TIMES, ids=[reason for *_, reason in TIMES])
def test_times(time, rest, reason):
    """The time of an entry stands in front of its words; a time inside the sentence is part of it."""
    assert clock_end(time + rest) == len(time), reason


@pytest.mark.parametrize(
    ("before", "rest"),
    [
        ("• ", "The lock is closed."),
        ("1. ", "The bridge is sold."),
        ("UPDATE: ", "Two people died."),
        ("STOCKHOLM: ", "The minister left."),
        ("What happened: ", "The wall fell."),
        ("", "Una Ek: We go."),
        ("", "The minister said: we go."),
    ],
)
def test_lead_ins(before, rest):
    """Bullets and tags are none of a paragraph's words; who speaks is told apart."""
    assert lead_in_end(before + rest) == len(before)


LABELS = (
    ("Q: Will you go?", "question", "Q"),
    ("A. The state pays.", "answer", "A"),
    ("Interviewer: Why?", "question", "Interviewer"),
    ("MR. HOLM: We go.", "name", "MR. HOLM"),
    ("Una Ek, mayor: We go.", "name", "Una Ek"),
    ("Una Ek (Labour): We go.", "name", "Una Ek"),
    ("THE PRESIDENT: Thank you.", "name", "THE PRESIDENT"),
    ("VAN DER LEE: We go.", "name", "VAN DER LEE"),
    ("UNIDENTIFIED MALE: We go.", "name", "UNIDENTIFIED MALE"),
    *(
        (f"{tag}: Two people died.", None, None)
        for tag in (
            "UPDATE", "STOCKHOLM", "New York", "BREAKING NEWS", "WATCH", "Analysis", "Photo", "Note", "Warning",
            "Background", "What happened", "The latest", "June 4", "He said", "Key points",
        )
    ),
)  # fmt: skip


@pytest.mark.parametrize(("text", "kind", "speaker"), LABELS, ids=[one[0] for one in LABELS])
def test_labels(text, kind, speaker):
    """A label names who speaks; kinds of news, places and dates are no speakers."""
    found = label_of(text)
    assert (found and found.kind, found and text[found.start : found.end]) == (kind, speaker)
