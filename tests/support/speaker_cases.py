"""Who is meant: small texts with a mention in [brackets]; the name that must come out stands in {braces}.

``UNRESOLVED`` rows have no braces: nobody can say who is meant, or nobody is named. What must be listed as
candidates stands behind the text.
"""

RESOLVED = [
    # the mention gives the name
    "[{Mila Ostrand}] asked who would pay.",  # a full name
    "[Prime Minister {Shehbaz Sharif}] left for Ankara.",  # titles in front
    "[Army Chief Field Marshal {Asim Munir}] met the envoys.",  # several titles
    "Nothing changed, [spokesperson {Shafqat Ali Khan}] said.",  # a title in small letters
    "[US President {Donald Trump}] signed it.",  # a country in front of the title
    "“We waited,” said [{Ines Corvalle}, the director of the authority].",  # an apposition behind
    "“We have one canal,” said [its chair, {Dario Velk}].",  # the name is the apposition
    "He met [the Iranian ambassador, {Reza Amiri Moghadam}], in Lahore.",  # a described ambassador
    "[President {Masoud Pezeshkian} of Iran] travelled east.",  # a country behind
    "[{Mary Robinson} (Ireland)] spoke first.",  # brackets behind
    "[Dr. {Anna Weiss}] doubted the figures.",  # a doctor
    "[{Ludwig van der Berg}] built it.",  # small words inside a name
    "[{Mohammed bin Rashid}] opened the hall.",  # a patronymic
    "[{J. Edgar Moss}] kept the files.",  # an initial
    "[{Jean-Luc Moreau}] resigned.",  # a hyphen
    "[{Siobhán O’Neill}] won the seat.",  # an accent and an apostrophe
    "The vote was lost, [{Amina Yusuf}’s] aides admitted.",  # a possessive
    # organisations and places
    "[Pakistan’s {Foreign Office}] said so on Thursday.",  # a possessor in front
    "[The {Vessin River Authority}] closed the spillway.",  # an article in front
    "[The {Upper Vessin Growers’ Union}] called for water.",  # a possessive inside
    "Critics at [the {Middle East Media Research Institute}] disagreed.",  # a long one
    "[The {Ministry of Health}] published a list.",  # with a preposition inside
    "[The {World Bank}] lent the money.",  # two words
    "[{Tehran}] has not asked for help.",  # a capital that speaks for its government
    "[The {Kremlin}] denied it.",  # a building that does
    "[The {US}] and Japan agreed.",  # an abbreviated country
    "[{NATO}] sent ships.",  # an acronym
    "[{Israel}] struck the sites.",  # a country
    "The {World Food Programme} (WFP) ran out of grain. [WFP] appealed for money.",  # an explained acronym
    # a part of a name
    "{Shafqat Ali Khan} spoke. “Our support is clear,” [Khan] said.",  # a surname
    "{Tobias Renn} wrote to them. [Mr. Renn] was told to wait.",  # a courtesy title
    "{Donald Trump} arrived. Aides met [President Trump] at the gate.",  # a title that was not there before
    "{Ines Corvalle} denied it. The letter was [Corvalle’s].",  # a possessive
    "{Khawaja Asif} met him. [Defense Minister Asif] said nothing.",  # a full title in front of a surname
    "[Sharif] will decide. That is how {Nawaz Sharif} put it.",  # the full name comes later
    "{Hillary Moss} spoke first. [Hillary] then sat down.",  # a given name alone
    "{Maria del Valle} chaired it. [Valle] closed the meeting.",  # a particle left out
    "{Shafqat Ali Khan} came. [Ali Khan] read it out.",  # two of three words
    "Imran Qadir met {Sara Qadir}. [Ms. Qadir] spoke first.",  # the courtesy title picks one of two
    "Senator {Paul Weber} and Judge Lena Weber disagreed. [Senator Weber] won.",  # so does another title
    "{Olena Bondar} flew to Riga. There [Bondar], who had not slept, spoke.",  # a clause behind it
    # pronouns
    "{Mila Ostrand} rose. [She] asked who would pay.",  # the subject before
    "{Khawaja Asif} said Iran was a neighbor. [He] stressed its security.",  # the speaker before
    "“The concrete is old,” said {Ines Corvalle}.\n\nA crack runs through it, [she] said.",  # the paragraph before
    "{Khawaja Asif} spoke. He praised Iran. [He] then left.",  # over another pronoun
    "{Tobias Renn} left. The pier was hollow. [He] had warned them.",  # over a sentence about a thing
    "{Dario Velk} said [he] would go to court.",  # inside one sentence
    "Corvalle met {Mila Ostrand}, who chairs the council. “No,” [Ostrand] said.",  # a surname after a clause
    "Mr. {Peter Moss} met Ms. Anna Bauer. [He] thanked the hosts.",  # the title tells them apart
    "Mr. Peter Moss met Ms. {Anna Bauer}. [She] thanked the hosts.",  # the other one
    "{Ines Corvalle} denied it. “Mr. Renn had an answer,” [she] said.",  # who stands in a quotation is passed over
    "The plan failed, according to {Olga Petrov}. [She] blamed the weather.",  # the source of "according to"
    "“I wrote to them and [I] waited,” {Tobias Renn} recalled.",  # the first person of a quotation
    "The {Foreign Office} said the talks went on. Nothing was offered, [it] added.",  # an institution
    "{Hamas} rejected the draft. [It] wants a longer truce.",  # a movement
    # descriptions
    "Spokesperson {Shafqat Ali Khan} spoke. It was better to wait, [the spokesperson] said.",  # a title
    "{Ines Corvalle}, the director of the authority, spoke. [The director] smiled.",  # from an apposition
    "Spokesman {Tom Reed} spoke. [The spokesperson] took no questions.",  # a word that means the same
    "Foreign Minister {Abbas Araghchi} met Defense Minister Khawaja Asif. [The foreign minister] smiled.",  # one of two ministers
    "The {Middle East Media Research Institute} published it. According to [the institute], nothing changed.",  # an institution
    "The {Vessin River Authority} closed it. [The authority] gave no date.",  # another
    "{Mila Ostrand}, a council member, rose. Nobody answered [the council member].",  # two words
    "{Dario Velk}, chair of the union, spoke. [The union’s chair] was angry.",  # with its owner in front
    "Ambassador {Reza Moghadam} arrived. Asif saw [the ambassador] on Monday.",  # not a subject
]

UNRESOLVED = [
    # two of one name
    ("Imran Khan met Shafqat Ali Khan. [Khan] smiled.", "Imran Khan, Shafqat Ali Khan"),  # two Khans
    ("Imran Khan met Bushra Khan. The [Khan] family left.", "Imran Khan, Bushra Khan"),  # a family
    ("George Bush and Laura Bush came. [Bush] spoke.", "George Bush, Laura Bush"),  # a couple
    ("Mr. Paul Weber met Mr. Hans Weber. [Mr. Weber] spoke.", "Paul Weber, Hans Weber"),  # one courtesy title
    ("Sonia Gandhi met Rahul Gandhi. [Gandhi] spoke first.", "Sonia Gandhi, Rahul Gandhi"),  # mother and son
    (
        "Denzel Washington flew in. [Washington] was silent.",
        "Denzel Washington, Washington",
    ),  # a man or a capital
    ("Michael Jordan came. [Jordan] will decide.", "Michael Jordan, Jordan"),  # a man or a country
    ("Hillary Moss met Hillary Brandt. [Hillary] spoke.", "Hillary Moss, Hillary Brandt"),  # one given name
    # pronouns that may be several people
    ("Paul Weber resigned and Hans Moss took over. [He] smiled.", "Paul Weber, Hans Moss"),  # two subjects
    (
        "A call came from Paul Weber to Hans Moss. [He] smiled.",
        "Paul Weber, Hans Moss",
    ),  # none is the subject
    ("Alex Novak saw Mr. Hans Moss. [He] smiled.", "Alex Novak, Hans Moss"),  # the subject may be a woman
    ("[He] smiled and left.", ""),  # nobody before
    ("The dam held. [She] said so.", ""),  # only a thing before
    ("Maria Lopez spoke. [He] disagreed.", ""),  # only a woman before
    (
        "A lawyer for Paul Weber spoke. [He] disagreed.",
        "",
    ),  # the lawyer, who has no name, or his client
    ("Paul Weber and Hans Moss spoke. [They] disagreed.", ""),  # a plural
    ("Officials met. “[We] agree,” they said.", ""),  # a group
    ("“[I] agree,” said a resident.", ""),  # the resident has no name
    ("Paul Weber spoke.\n\nA.\n\nB.\n\nC.\n\nD.\n\n[He] left.", ""),  # too far away
    ("“Paul Weber lied. [He] must go,” a voter said.", ""),  # inside a quotation
    ("A recent report was harsh. [It] recommends a review.", ""),  # a report without a name
    (
        "Washington asked Hamas and Fatah to talk. Israel agreed and Egypt helped. [It] refused.",
        "Israel, Egypt",
    ),  # two states
    # descriptions that fit nobody, or several
    (
        "Foreign Minister Abbas Araghchi met Defense Minister Khawaja Asif. [The minister] smiled.",
        "Abbas Araghchi, Khawaja Asif",
    ),  # two ministers
    ("Spokesman Tom Reed spoke. [A spokesperson] took questions.", ""),  # an indefinite one
    ("Spokesman Tom Reed spoke. [Another spokesman] disagreed.", ""),  # another one
    ("Spokesman Tom Reed spoke. [The ambassador] disagreed.", ""),  # another office
    ("Foreign Minister Abbas Araghchi spoke. [The defense minister] disagreed.", ""),  # another ministry
    ("The World Bank and the Central Bank met. [The bank] agreed.", "World Bank, Central Bank"),  # two banks
    ("Paul Weber bought it. [The company] declined to comment.", ""),  # no such company
    # no name at all
    ("[Two officials] disagreed.", ""),  # a number of people
    ("[3,000 Pakistanis] came home.", ""),  # a people
    ("[Trump’s lawyer] disagreed.", ""),  # somebody’s lawyer
    ("[People close to Paul Weber] disagreed.", ""),  # somebody’s friends
    ("[Weber and Moss] disagreed.", ""),  # two at once
    ("[Israeli officials] disagreed.", ""),  # officials of a country
    ("[The report] was harsh.", ""),  # a document
]
