"""Notes in which a paper speaks of its own article, and news that reads alike."""

import pytest

from llmclaims.documents.document import Document

LEAD = "The harbour of Lenn closed its lock on Friday, the council said. Nobody was hurt."
MORE = "It will be opened again in June, and the ferry will run until then, the council said."

NOTES = (
    "This story has been corrected to show that the lock closed on Friday, not Thursday.",
    "This article was amended on 4 June 2026 to remove a picture of another lock.",
    "This post has been updated with an answer of the council.",
    "An earlier version of this article misstated the age of Una Ek.",
    "In an earlier version of this report, the name of the lock was misspelled.",
    "Due to an editing error, an earlier version of this story named the wrong ferry.",
    "A headline on an earlier version of this article gave the wrong day.",
    "The original version of this story incorrectly stated that the lock was sold.",
    "Correction: The lock is in Lenn, not in Orr.",
    "CORRECTION (June 4): Una Ek is 50 years old.",
    "Clarification, June 4: The council paid half of the sum.",
    "Editor’s note: Una Ek is a cousin of our reporter.",
    "• Updated at 10.45 to include what the union says.",
    "UPDATE: This story has been updated to add what the union says.",
    "For the record: An earlier version of this article named another ferry.",
    "(Corrects paragraph 2 to say the lock was sold, not closed)",
    "We have updated this article to make clear who paid.",
    "This version corrects the spelling of the lock’s name.",
    "This story incorrectly stated what the lock cost.",
    "The spelling of Una Ek’s name has been corrected in this article.",
)
NEWS = (
    "The minister corrected the record on Friday and said that the lock was closed.",
    "The report was corrected to show a loss of 5 million, the firm said.",
    "An earlier version of the plan would have closed the lock, Ek said.",
    "Una Ek said her statement had been updated to include the fine.",
    "The firm’s books were amended on 4 June to remove the loan, the court heard.",
    "“This story has been corrected to please the council,” Ek said.",
    "Correction officers found 12 phones in the prison of Lenn on Friday.",
    "The newspaper said its article on the lock had been amended after a complaint.",
    "This story was told by Una Ek to the court on Friday.",
    "The post was removed after an hour, and Ek apologised.",
    "Updated figures show that 40 boats sank, the ministry said.",
    "UPDATE: Two people have died in the flood, police said.",
    "We regret the death of the two divers, the council said.",
)


@pytest.mark.parametrize("place", ["head", "middle", "end"])
@pytest.mark.parametrize(
    ("text", "mined"), [*((one, False) for one in NOTES), *((one, True) for one in NEWS)]
)
def test_notes(text, mined, place):
    """A note about the article itself is not mined, wherever it stands; news about a correction is."""
    parts = {
        "head": ("Lock Closed", "By Ida Lund", text, LEAD, MORE),
        "middle": ("Lock Closed", LEAD, text, MORE, LEAD),
        "end": ("Lock Closed", LEAD, MORE, text),
    }[place]
    found = next(one for one in Document.from_text("\n\n".join(parts)).paragraphs if one.text == text)
    assert (found.zone == "body") is mined
