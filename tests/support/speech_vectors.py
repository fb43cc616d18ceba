"""More wrong claims with a perfect quote: who speaks, whose words these are, negation, numbers, units and names.

Built as in ``claim_vectors``; every sentence is invented. Tags are British and American, inverted and not, with
two speakers in a paragraph, reports within reports, and questions with their answers.
"""

from __future__ import annotations

from tests.support.claim_vectors import (
    AUTHOR,
    DROPPED,
    FAR,
    FLIPPED,
    MISMATCH,
    NAME,
    NEGATED,
    NUMBER,
    NUMBER_FAR,
    SWAPPED,
    Vector,
    event,
    statement,
)

UNIT = NUMBER

# fmt: off
SPEAKERS: list[Vector] = [
    # American tag behind the quotation, a second speaker in the next sentence.
    statement(
        "politics", "“We will not raise the harbour toll this year,” Renata Voss said. Councilman Ilya Brandt called the vow hollow.",
        "We will not raise the harbour toll this year", "Renata Voss", "said",
        (SWAPPED, {"speaker": "Ilya Brandt"}),
        (SWAPPED, {"speaker": "Councilman Ilya Brandt"}),
        (DROPPED, AUTHOR),
        (FLIPPED, {"claim": "Voss will raise the harbour toll this year."}),
        polarity="negative",
    ),
    # British inverted tag with an apposition that names somebody else's office.
    statement(
        "sport", "“The boys ran themselves empty,” said Gethin Rowe, assistant to head coach Marek Dahl.",
        "The boys ran themselves empty", "Gethin Rowe", "said",
        (SWAPPED, {"speaker": "Marek Dahl"}),
        (SWAPPED, {"speaker": "head coach Marek Dahl"}),
        (DROPPED, AUTHOR),
    ),
    # Two speakers, two tags: each quotation has its own.
    statement(
        "crime", "“He owed me for the van,” Colm Tierney told the court, but his sister Orla Tierney said the van had been a gift.",
        "the van had been a gift", "his sister Orla Tierney", "said",
        (FAR, {"speaker": "Colm Tierney"}),
        (DROPPED, AUTHOR),
    ),
    statement(
        "crime", "Detective Lena Achterberg said the safe was empty. Its owner, Piers Holloway, insists that it held 40,000 euros.",
        "it held 40,000 euros", "Piers Holloway", "insists",
        (SWAPPED, {"speaker": "Lena Achterberg"}),
        (SWAPPED, {"speaker": "Detective Lena Achterberg"}),
        (UNIT, {"claim": "The safe held 40,000 dollars."}),
        (NUMBER, {"claim": "The safe held 45,000 euros."}),
    ),
    # The addressee is no speaker.
    statement(
        "business", "The chain will close nine shops by spring, chief executive Dagny Holt told analyst Femi Oduya.",
        "The chain will close nine shops by spring", "Dagny Holt", "told",
        (SWAPPED, {"speaker": "Femi Oduya"}),
        (SWAPPED, {"speaker": "analyst Femi Oduya"}),
        (DROPPED, AUTHOR),
        (NUMBER, {"claim": "The chain will close twelve shops by spring."}),
    ),
    # A spokesman's employer is not the spokesman.
    statement(
        "politics", "Treasury spokesman Arvid Lunde said the fund had run dry in March.",
        "the fund had run dry in March", "Arvid Lunde", "said",
        (FAR, {"speaker": "Treasury"}),
        (DROPPED, AUTHOR),
    ),
    # The one behind "according to", not the one in the content.
    statement(
        "science", "Hester Quandt never saw the data, according to her former student Bo Lindqvist.",
        "Hester Quandt never saw the data", "Bo Lindqvist", "according to",
        (SWAPPED, {"speaker": "Hester Quandt"}),
        (DROPPED, AUTHOR),
        (FLIPPED, {"claim": "Hester Quandt saw the data."}),
        polarity="negative",
    ),
    # A report within a report: the inner cue has its own subject.
    statement(
        "politics", "Nadia Petrov said that Tomas Ek believed the vote was lost.",
        "the vote was lost", "Tomas Ek", "believed",
        (SWAPPED, {"speaker": "Nadia Petrov"}),
        (DROPPED, AUTHOR),
    ),
    statement(
        "science", "Sollers noted the surveys show that the reef is still growing.",
        "the reef is still growing", "the surveys", "show",
        (FAR, {"speaker": "Sollers"}),
        (DROPPED, AUTHOR),
    ),
    # The subject of a relative clause speaks, not its neighbour.
    statement(
        "local", "Orsolya Kiss, who chairs the school board with Matteo Brun, said the roof was sound.",
        "the roof was sound", "Orsolya Kiss", "said",
        (SWAPPED, {"speaker": "Matteo Brun"}),
        (DROPPED, AUTHOR),
    ),
    # A passive: the one who was told did not say it.
    statement(
        "crime", "Jonas Weil was warned by his lawyer, Sabine Kroll, that the deal was void.",
        "the deal was void", "Sabine Kroll", "warned",
        (SWAPPED, {"speaker": "Jonas Weil"}),
        (DROPPED, AUTHOR),
    ),
    # A genitive cue: the owner of the refusal.
    statement(
        "politics", "Ostrava’s refusal to reopen the border angered Minister Hedda Falk, who flew home.",
        "to reopen the border", "Ostrava", "refusal",
        (SWAPPED, {"speaker": "Hedda Falk"}),
        (SWAPPED, {"speaker": "Minister Hedda Falk"}),
        polarity="negative", speaker_type="organisation",
    ),
    # A pronoun in the slot cannot be a name of the other sex or number without a flag.
    statement(
        "sport", "Priya Nand beat Lotte Visser in straight sets. She said the wind had helped her.",
        "the wind had helped her", "She", "said",
        (FAR, {"speaker": "Lotte Visser"}),
        (DROPPED, AUTHOR),
    ),
    # A cue of its own kind, with its speaker beside it and another in the sentence before.
    statement(
        "politics", "Mayor Anouk Perrin opened the meeting. Residents voiced alarm that the mast would hum all night.",
        "the mast would hum all night", "Residents", "voiced alarm",
        (FAR, {"speaker": "Mayor Anouk Perrin"}),
        (FAR, {"speaker": "Anouk Perrin"}),
        speaker_type="group",
    ),
    statement(
        "business", "Shares in Kestrel fell. Analyst Uma Raines put her doubts on record, writing that the merger was dead.",
        "the merger was dead", "Uma Raines", "writing",
        (FAR, {"speaker": "Kestrel"}),
    ),
    # Question and answer with labels.
    statement(
        "interview", "VANCE: Did the pump fail? OYELARAN: The pump held, but the hose burst at noon.",
        "The pump held", "OYELARAN", None,
        (SWAPPED, {"speaker": "VANCE"}),
        (DROPPED, AUTHOR),
    ),
    # The quotation goes on behind a tag with an abbreviation.
    statement(
        "business", "“Rents are out of hand,” Mr. Abara said. “Half the street stands empty.” Ms. Coyle disagreed.",
        "Half the street stands empty", "Mr. Abara", "said",
        (SWAPPED, {"speaker": "Ms. Coyle"}),
        (DROPPED, AUTHOR),
    ),
    # The tag in the middle of a sentence.
    statement(
        "weather", "The storm, forecaster Inga Moe said, will reach the coast before the ferry of Captain Ulf Tang does.",
        "will reach the coast before the ferry", "Inga Moe", "said",
        (SWAPPED, {"speaker": "Captain Ulf Tang"}),
        (SWAPPED, {"speaker": "Ulf Tang"}),
    ),
    # An aside between the cue and its clause.
    statement(
        "science", "Two botanists warned, as did the park itself, that the blight had crossed the river.",
        "the blight had crossed the river", "Two botanists", "warned",
        (DROPPED, AUTHOR),
        speaker_type="group",
    ),
    # Attribution in front without a verb.
    statement("culture", "For Corvin Ashe, the new hall is a bunker with carpets.", "the new hall is a bunker with carpets", "Corvin Ashe", "For", (DROPPED, AUTHOR)),
    statement("sport", "Per Quist, the knee will need six weeks.", "the knee will need six weeks", "Quist", "Per", (DROPPED, AUTHOR), (NUMBER, {"claim": "The knee will need nine weeks."})),
    statement("local", "Ashe’s words: the new hall is a bunker with carpets.", "the new hall is a bunker with carpets", "Ashe", "words", (DROPPED, AUTHOR)),
    statement("politics", "In Lindgren’s view, the treaty is dead.", "the treaty is dead", "Lindgren", "view", (DROPPED, AUTHOR)),
    statement("politics", "To hear Lindgren tell it, the treaty is dead.", "the treaty is dead", "Lindgren", "tell", (DROPPED, AUTHOR)),
    statement("crime", "By her own account, Marta Sely left the bar at two.", "Marta Sely left the bar at two", "her", "account", (DROPPED, AUTHOR)),
    statement("science", "The glacier lost a third of its ice, the survey’s authors reckon.", "The glacier lost a third of its ice", "the survey’s authors", "reckon", (DROPPED, AUTHOR), speaker_type="group"),
    statement("war", "The depot was empty when it was hit, the general staff claimed.", "The depot was empty when it was hit", "the general staff", "claimed", (DROPPED, AUTHOR), (FLIPPED, {"claim": "The depot was not empty when it was hit."}), speaker_type="organisation"),
]

MORE: list[Vector] = [
    # A tag inside its own quotation, and another speaker's quotation behind it.
    statement(
        "culture", "“The score,” said pianist Noor Haddad, “is a city at night.” Conductor Pavel Strnad called it a maze.",
        "is a city at night", "Noor Haddad", "said",
        (SWAPPED, {"speaker": "Pavel Strnad"}),
        (SWAPPED, {"speaker": "Conductor Pavel Strnad"}),
        (DROPPED, AUTHOR),
    ),
    # Reporting verbs of sport and of the courts.
    statement(
        "sport", "Torvald Quist conceded the better side had won, while rival captain Emeka Obi called for a replay.",
        "the better side had won", "Torvald Quist", "conceded",
        (SWAPPED, {"speaker": "Emeka Obi"}),
        (SWAPPED, {"speaker": "captain Emeka Obi"}),
        (DROPPED, AUTHOR),
    ),
    statement(
        "crime", "The van was never insured, the court heard. Clerk Iris Vaughan filed the papers.",
        "The van was never insured", "the court", "heard",
        (DROPPED, AUTHOR),
        (FLIPPED, {"claim": "The van was insured."}),
        (FAR, {"speaker": "Clerk Iris Vaughan"}),
        polarity="negative", speaker_type="organisation",
    ),
    # A letter, a post and a study speak too.
    statement(
        "politics", "In a letter to Senator Odd Berg, the union wrote that the pension fund was short of cash.",
        "the pension fund was short of cash", "the union", "wrote",
        (FAR, {"speaker": "Senator Odd Berg"}),
        (FAR, {"speaker": "Odd Berg"}),
        (DROPPED, AUTHOR),
        speaker_type="organisation",
    ),
    statement(
        "science", "A study led by Hanne Voll found that the moss survives drought, a result that Dr. Ken Osei doubts.",
        "the moss survives drought", "A study led by Hanne Voll", "found",
        (FAR, {"speaker": "Dr. Ken Osei"}),
        (FAR, {"speaker": "Ken Osei"}),
        (DROPPED, AUTHOR),
        speaker_type="document",
    ),
    # The British tag with a title, and a list of two who speak together.
    statement(
        "politics", "“This budget is a raid on savers,” said Dame Philippa Crewe. Sir Alan Tudge defended it.",
        "This budget is a raid on savers", "Dame Philippa Crewe", "said",
        (SWAPPED, {"speaker": "Sir Alan Tudge"}),
        (SWAPPED, {"speaker": "Alan Tudge"}),
        (DROPPED, AUTHOR),
        act="criticize",
    ),
    statement(
        "business", "Rosa Lindt and Karl Amsel warned that the mill would shut, though owner Vito Sarto disagreed.",
        "the mill would shut", "Rosa Lindt and Karl Amsel", "warned",
        (SWAPPED, {"speaker": "Vito Sarto"}),
        (SWAPPED, {"speaker": "owner Vito Sarto"}),
        (DROPPED, AUTHOR),
        speaker_type="group",
    ),
    statement(
        "war", "Shelling stopped at dawn, two officers told Reuters. Colonel Anton Grau said it never had.",
        "Shelling stopped at dawn", "two officers", "told",
        (FAR, {"speaker": "Reuters"}),
        (FAR, {"speaker": "Colonel Anton Grau"}),
        (DROPPED, AUTHOR),
        speaker_type="group",
    ),
    # Interview labels in a paragraph of several turns.
    statement(
        "interview", "Q: Who signed the order? A: The deputy signed it on Friday.",
        "The deputy signed it on Friday", "A", None,
        (DROPPED, AUTHOR),
    ),
    statement(
        "weather", "Rain will ease by noon, per the weather office, though skipper Ana Reis expects more.",
        "Rain will ease by noon", "the weather office", "per",
        (FAR, {"speaker": "skipper Ana Reis"}),
        (DROPPED, AUTHOR),
        speaker_type="organisation",
    ),
]

NEGATIONS: list[Vector] = [
    statement(
        "politics", "Not everyone on the council trusts the new count, Ada Brill said.",
        "Not everyone on the council trusts the new count", "Ada Brill", "said",
        (NEGATED, {"quote": "on the council trusts the new count", "claim": "The council trusts the new count.", "polarity": "positive"}),
        polarity="negative",
    ),
    statement(
        "business", "“Nobody in this firm wants to explain the loss,” said Ada Brill.",
        "Nobody in this firm wants to explain the loss", "Ada Brill", "said",
        (NEGATED, {"quote": "in this firm wants to explain the loss", "claim": "The firm wants to explain the loss.", "polarity": "positive"}),
        (FLIPPED, {"claim": "Somebody in the firm wants to explain the loss."}),
        polarity="negative",
    ),
    statement(
        "politics", "Delm cannot serve as a neutral host because it sells arms to Sorvia, the institute argues.",
        "Delm cannot serve as a neutral host", "the institute", "argues",
        (NEGATED, {"quote": "as a neutral host because it sells arms", "claim": "Delm is a neutral host because it sells arms.", "polarity": "positive"}),
        (NEGATED, {"quote": "serve as a neutral host", "claim": "Delm can serve as a neutral host.", "polarity": "positive"}),
        polarity="negative", speaker_type="organisation",
    ),
    statement(
        "science", "“I fear they won't do that on their own initiative,” Ada Brill said.",
        "they won't do that on their own initiative", "Ada Brill", "said",
        (NEGATED, {"quote": "do that on their own initiative", "claim": "They will do that on their own initiative.", "polarity": "positive"}),
        (NEGATED, {"quote": "that on their own initiative", "claim": "They do that on their own initiative.", "polarity": "positive"}),
        polarity="negative",
    ),
    event(
        "crime", "None of the four guards on the night shift heard the drill.",
        "None of the four guards on the night shift heard the drill", "heard",
        (NEGATED, {"quote": "of the four guards on the night shift heard the drill", "polarity": "positive"}),
        (NEGATED, {"quote": "guards on the night shift heard the drill", "polarity": "positive"}),
        (MISMATCH, {"polarity": "positive"}),
        polarity="negative",
    ),
    event(
        "sport", "At no point in the second half did Varga shoot on goal.",
        "At no point in the second half did Varga shoot on goal", "shoot",
        (NEGATED, {"quote": "in the second half did Varga shoot on goal", "polarity": "positive"}),
        (MISMATCH, {"polarity": "positive"}),
        polarity="negative",
    ),
    event(
        "business", "The board has neither approved the sale nor named a buyer.",
        "has neither approved the sale nor named a buyer", "approved",
        (NEGATED, {"quote": "approved the sale nor named a buyer", "polarity": "positive"}),
        (MISMATCH, {"polarity": "positive"}),
        polarity="negative",
    ),
    event(
        "local", "Few of the residents returned to the tower after the alarm.",
        "Few of the residents returned to the tower", "returned",
        (NEGATED, {"quote": "of the residents returned to the tower", "polarity": "positive"}),
        polarity="negative",
    ),
    event(
        "war", "The convoy left Pell without crossing the river at Kolm.",
        "without crossing the river at Kolm", "crossing",
        (NEGATED, {"quote": "crossing the river at Kolm", "polarity": "positive"}),
        (MISMATCH, {"polarity": "positive"}),
        polarity="negative",
    ),
]

FIGURES: list[Vector] = [
    statement("business", "Sales fell 3.4 percent to 12 million euros, the chain said.", "Sales fell 3.4 percent to 12 million euros", "the chain", "said",
        (UNIT, {"claim": "Sales fell 3.4 points to 12 million euros."}),
        (UNIT, {"claim": "Sales fell 3.4 percent to 12 billion euros."}),
        (UNIT, {"claim": "Sales fell 3.4 percent to 12 million dollars."}),
        (NUMBER, {"claim": "Sales fell 4.3 percent to 12 million euros."}), speaker_type="organisation"),
    statement("science", "The core is 40 metres long and 2 kilometres down, Ada Brill said.", "The core is 40 metres long and 2 kilometres down", "Ada Brill", "said",
        (UNIT, {"claim": "The core is 40 feet long and 2 kilometres down."}),
        (UNIT, {"claim": "The core is 40 metres long and 2 miles down."})),
    statement("crime", "The trial will last six weeks, prosecutor Ada Brill said.", "The trial will last six weeks", "Ada Brill", "said",
        (UNIT, {"claim": "The trial will last six months."}),
        (UNIT, {"claim": "The trial will last six days."})),
    statement("business", "The plot costs $90,000, agent Ada Brill said.", "The plot costs $90,000", "Ada Brill", "said",
        (UNIT, {"claim": "The plot costs €90,000."}), (UNIT, {"claim": "The plot costs 90,000 pounds."})),
    statement("weather", "Wind reached 90 km/h at the pier, the service said.", "Wind reached 90 km/h at the pier", "the service", "said",
        (UNIT, {"claim": "Wind reached 90 mph at the pier."}), speaker_type="organisation"),
    statement("weather", "The night fell to -4°C at Kolm, the service said.", "The night fell to -4°C at Kolm", "the service", "said",
        (UNIT, {"claim": "The night fell to -4°F at Kolm."}), speaker_type="organisation"),
    # Vague numbers that the paragraph does not have.
    statement("crime", "The cell robbed banks along the coast, Ada Brill said.", "The cell robbed banks along the coast", "Ada Brill", "said",
        (NUMBER_FAR, {"claim": "The cell robbed dozens of banks along the coast."}),
        (NUMBER_FAR, {"claim": "The cell robbed hundreds of banks along the coast."}),
        (NUMBER, {"claim": "The cell robbed thousands of banks along the coast."}),
        (NUMBER, {"claim": "The cell robbed both banks along the coast."}),
        (NUMBER, {"claim": "The cell robbed half the banks along the coast."}),
        (NUMBER, {"claim": "The cell robbed a dozen banks along the coast."}),
        (NUMBER_FAR, {"claim": "The cell robbed banks along the coast twice."})),
    statement("war", "Thousands of people fled the town and two bridges fell, Ada Brill said.", "Thousands of people fled the town", "Ada Brill", "said",
        (NUMBER, {"claim": "Millions of people fled the town."})),
]

NAMES: list[Vector] = [
    statement("politics", "The commission wants a new fishing quota, Ada Brill said.", "The commission wants a new fishing quota", "Ada Brill", "said",
        (NAME, {"claim": "Brussels wants a new fishing quota."}),
        (NAME, {"claim": "Sanders wants a new fishing quota."}),
        (NAME, {"claim": "Brussels pushed for a new fishing quota."}),
        (NAME, {"claim": "Athens has asked for a new fishing quota."}),
        (NAME, {"claim": "Hughes and the commission want a new fishing quota."}),
        (NAME, {"claim": "The commission in Naples wants a new fishing quota."}), speaker_type="person"),
    statement("sport", "The keeper saved two penalties, Ada Brill said.", "The keeper saved two penalties", "Ada Brill", "said",
        (NAME, {"claim": "Nkemelu saved two penalties."}),
        (NAME, {"claim": "Rogers, the keeper, saved two penalties."}),
        (NAME, {"claim": "Rogers saved two penalties."}),
        (NAME, {"claim": "Keeper Rogers saved two penalties."})),
]
# fmt: on

SPEECH: list[Vector] = [*SPEAKERS, *MORE, *NEGATIONS, *FIGURES, *NAMES]
