"""Faithful drafts with tricky words around them: the rules have nothing against them."""

from __future__ import annotations

import pytest

from tests.support.rule_drafts import happens, says

# fmt: off
EVENTS = [
    ("The two men not only met in Delm but also signed a pact.", "The two men not only met in Delm", "met", {}),  # The two men not only
    ("There is no doubt that the troops crossed the border.", "the troops crossed the border", "crossed", {}),  # is no doubt that
    ("He did not deny that he had paid the guard.", "he had paid the guard", "paid", {}),  # did not deny that
    ("The army did not comment on the raid on the village.", "the raid on the village", "raid", {}),  # did not comment on
    ("She did not name the man killed in the crash.", "the man killed in the crash", "killed", {}),  # She did not name
    ("No sooner had the talks begun than a large bomb exploded.", "a large bomb exploded", "exploded", {}),  # the talks begun than
    ("Police arrested no fewer than 30 people on Monday.", "Police arrested no fewer than 30 people", "arrested", {}),  # Police arrested no fewer than
    ("It was not clear who shot the mayor of Delm.", "who shot the mayor of Delm", "shot", {}),  # It was not clear
    ("The plane did not land in Pell because a storm hit the coast.", "a storm hit the coast", "hit", {}),  # land in Pell because
    ("Not until Friday did the troops leave the town.", "did the troops leave the town", "leave", {}),  # Not until Friday
    ("The minister did not attend the talks held in Delm on Monday.", "the talks held in Delm on Monday", "held", {}),  # minister did not attend
    ("The rebels killed 12 soldiers, not civilians, the army said.", "The rebels killed 12 soldiers", "killed", {}),  # The rebels killed 12 soldiers
    ("He was shot while not wearing a vest.", "He was shot while not wearing a vest", "shot", {}),  # He was shot while not
    ("The court has no power to block the merger, which closed in May.", "which closed in May", "closed", {}),  # to block the merger
    ("The bank, which will open a new branch, fired its director on Monday.", "fired its director on Monday", "fired", {}),  # open a new branch
    ("She will brief the families of miners who died in the blast.", "miners who died in the blast", "died", {}),  # brief the families of
    ("The union that could strike in June met the board on Monday.", "met the board on Monday", "met", {}),  # could strike in June
    ("In May, the rebels seized the town of Pell.", "In May, the rebels seized the town of Pell", "seized", {}),  # In May, the rebels seized
    ("The rebels managed to seize the town.", "The rebels managed to seize the town", "seize", {}),  # The rebels managed to seize
    ("He went on to win the race in Delm.", "He went on to win the race in Delm", "win", {}),  # He went on to win
    ("The strike forced the airline to cancel 40 flights.", "The strike forced the airline to cancel 40 flights", "cancel", {}),  # The strike forced the airline
    ("The army began to withdraw from the town.", "The army began to withdraw from the town", "withdraw", {}),  # The army began to withdraw
    ("The man accused of the murder fled the country on Monday.", "The man accused of the murder fled the country", "fled", {}),  # The man accused of the
    ("The alleged leader of the gang escaped from prison.", "The alleged leader of the gang escaped from prison", "escaped", {}),  # The alleged leader of the
    ("He would later become king of Delm.", "He would later become king of Delm", "become", {}),  # He would later become king
    ("The bomb killed nine people as they planned a wedding.", "The bomb killed nine people", "killed", {}),  # The bomb killed nine people
    ("After the planned talks collapsed, the troops shelled the town.", "the troops shelled the town", "shelled", {}),  # the planned talks collapsed
    ("The company, unable to pay its debts, filed for bankruptcy.", "filed for bankruptcy", "filed", {}),  # to pay its debts
    ("Residents without power gathered in the school hall.", "gathered in the school hall", "gathered", {}),  # Residents without power
    ("Neither the rain nor the cold stopped the march through Delm.", "the march through Delm", "march", {}),  # nor the cold stopped
    ("No charges were filed after police shot the driver.", "police shot the driver", "shot", {}),  # charges were filed after
    ("The firm closed the plant without warning.", "The firm closed the plant without warning", "closed", {}),  # The firm closed the plant
    ("Although no one was hurt, the blast damaged the church.", "the blast damaged the church", "damaged", {}),  # no one was hurt
    ("The driver, who did not stop, hit an old lamp post.", "hit an old lamp post", "hit", {}),  # who did not stop
    ("Police did not say why they had arrested the man.", "why they had arrested the man", "arrested", {}),  # Police did not say
    ("It is not known who set fire to the barn.", "who set fire to the barn", "set fire", {}),  # It is not known
    ("The army could not stop the attack on the convoy.", "the attack on the convoy", "attack", {}),  # army could not stop
    ("No motive was given for the shooting of the guard.", "the shooting of the guard", "shooting", {}),  # motive was given for
    ("Officials would not comment on the arrest of the mayor.", "the arrest of the mayor", "arrest", {}),  # would not comment on
    ("He never recovered from the crash that killed his young wife.", "the crash that killed his young wife", "killed", {}),  # He never recovered from
    ("The will of the late earl was read on Monday.", "The will of the late earl was read", "read", {}),  # The will of the late
    ("In May the company bought the mill.", "In May the company bought the mill", "bought", {}),  # In May the company bought
    ("The union voted to strike on Monday.", "The union voted to strike on Monday", "voted", {}),  # The union voted to strike
    ("The court sentenced him to ten years.", "The court sentenced him to ten years", "sentenced", {}),  # The court sentenced him to
    ("She resigned to care for her mother.", "She resigned to care for her mother", "resigned", {}),  # She resigned to care for
    ("The firm was forced to recall 4,000 cars.", "The firm was forced to recall 4,000 cars", "recall", {}),  # The firm was forced to
    ("He was found guilty of bribing a judge.", "He was found guilty of bribing a judge", "bribing", {}),  # He was found guilty of
    ("The expected storm killed two sailors.", "The expected storm killed two sailors", "killed", {}),  # The expected storm killed two
    ("The suspect shot two guards and fled.", "The suspect shot two guards and fled", "shot", {}),  # The suspect shot two guards
    ("Thousands fled as the planned flooding of the valley began.", "the planned flooding of the valley began", "began", {}),  # Thousands fled as
    ("The minister, asked about the budget, left the press room.", "left the press room", "left", {}),  # asked about the budget
    ("If he was tired he hid it; he won the long race.", "he won the long race", "won", {}),  # tired he hid it;
    ("The court found him guilty of fraud on Monday.", "The court found him guilty of fraud", "fraud", {}),  # The court found him guilty
    ("Neither side has confirmed the raid on the depot.", "the raid on the depot", "raid", {}),  # Neither side has confirmed
    ("Lawmakers voted on Friday to end the debate.", "Lawmakers voted on Friday", "voted", {}),  # Lawmakers voted on Friday
    ("The long saga ended when Rolf signed the deal.", "Rolf signed the deal", "signed", {}),  # long saga ended when
    ("The team won despite missing its captain.", "The team won despite missing its captain", "won", {}),  # The team won despite missing
    ("He lost no time in hiring two lawyers.", "hiring two lawyers", "hiring", {}),  # lost no time in
    ("A policeman shot the man, who had refused to drop a knife.", "A policeman shot the man", "shot", {}),  # A policeman shot the man
    ("The storm, which forecasters had not expected, sank two ferries.", "sank two ferries", "sank", {}),  # forecasters had not expected
    ("The minister denied wrongdoing but resigned on Friday.", "but resigned on Friday", "resigned", {}),  # The minister denied wrongdoing
]

STATEMENTS = [
    ("Khan said the deal was fair, but not perfect.", "the deal was fair, but not perfect", "Khan", "said", {"claim": "The deal was fair but not perfect."}),  # Khan said
    ("“I will not sign,” Khan said. “The deal is unfair to Delm.”", "The deal is unfair to Delm", "Khan", "said", {}),  # sign,” Khan said. “
    ("Khan did not mince his words: “The deal is a gift to the rich.”", "The deal is a gift to the rich", "Khan", "words", {}),  # mince his words: “
    ("Khan said that not only was the deal fair, it was generous.", "not only was the deal fair, it was generous", "Khan", "said", {"claim": "The deal was fair and generous."}),  # Khan said that
    ("Khan denied that the deal was fair.", "the deal was fair", "Khan", "denied", {"act": "deny"}),  # Khan denied that
    ("Khan denied that the deal was fair.", "the deal was fair", "Khan", "denied", {"claim": "The deal was not fair.", "act": "deny", "polarity": "negative"}),  # Khan denied that
    ("“No, the deal is fair to all of us,” Khan said.", "the deal is fair to all of us", "Khan", "said", {"claim": "The deal is fair to everyone."}),  # “No
    ("Khan called on Delm to free the sailors.", "Delm to free the sailors", "Khan", "called on", {"claim": "Delm should free the sailors.", "act": "demand"}),  # Khan called on
    ("Khan's spokesman said the deal was fair.", "the deal was fair", "Khan's spokesman", "said", {}),  # Khan's spokesman said
    ("The spokesman for the ministry, Khan, said the deal was fair.", "the deal was fair", "Khan", "said", {}),  # the ministry, Khan, said
    ("Khan, the spokesman for the ministry, said the deal was fair.", "the deal was fair", "Khan", "said", {}),  # for the ministry, said
    ("Khan, the spokesman for the ministry, said the deal was fair.", "the deal was fair", "the spokesman for the ministry", "said", {}),  # for the ministry, said
    ("Khan and Moss said the deal was fair.", "the deal was fair", "Khan and Moss", "said", {}),  # Khan and Moss said
    ("Khan and Moss said the deal was fair.", "the deal was fair", "Khan", "said", {}),  # Khan and Moss said
    ("The new deal is fair, said Khan, 54, a lawyer from Delm.", "The new deal is fair", "Khan", "said", {}),  # The new deal is fair
    ("“The new deal is fair,” a visibly tired Khan told reporters.", "The new deal is fair", "Khan", "told", {}),  # “
    ("Speaking in Delm, Khan said the deal was fair.", "the deal was fair", "Khan", "said", {}),  # in Delm, Khan said
    ("Khan, who met Moss on Friday, said the deal was fair.", "the deal was fair", "Khan", "said", {}),  # Moss on Friday, said
    ("It was Khan who said the deal was fair.", "the deal was fair", "Khan", "said", {}),  # was Khan who said
    ("Khan was quoted by Reuters as saying the deal was fair.", "the deal was fair", "Khan", "saying", {}),  # by Reuters as saying
    ("The new deal was fair, Khan was quoted as saying.", "The new deal was fair", "Khan", "was quoted as saying", {}),  # The new deal was fair
    ("In a report published on Friday, the audit office said the deal was fair.", "the deal was fair", "the audit office", "said", {"kind": "organisation"}),  # the audit office said
    ("The U.S. said the deal was fair.", "the deal was fair", "The U.S.", "said", {"kind": "organisation"}),  # The U.S. said
    ("Prof. J. K. Moss said the deal was fair.", "the deal was fair", "Prof. J. K. Moss", "said", {}),  # J. K. Moss said
    ("Khan thanked Moss and said the deal was fair.", "the deal was fair", "Khan", "said", {}),  # thanked Moss and said
    ("But Khan, citing Moss, said the deal was fair.", "the deal was fair", "Khan", "said", {}),  # Khan, citing Moss, said
    ("When reached by phone, Khan said the deal was fair.", "the deal was fair", "Khan", "said", {}),  # by phone, Khan said
    ("The old dam is a danger to the town below.", "The old dam is a danger to the town below", None, None, {}),  # The old dam is a
    ("The report was published in May; Khan said the deal was fair.", "The report was published in May", None, None, {}),  # The report was published in
    ("Prices rose sharply in May. Khan said the deal was fair.", "Prices rose sharply in May", None, None, {}),  # Prices rose sharply in May
    ("Khan said the deal was fair. The new dam was built in haste.", "The new dam was built in haste", None, None, {}),  # the deal was fair.
    ("Khan, who said little, left early, and the town slept badly.", "the town slept badly", None, None, {}),  # little, left early, and
    ("“Who knows,” Khan said. “We sold the ships to Delm.”", "We sold the ships to Delm", "Khan", "said", {}),  # knows,” Khan said. “
    ("Asked whether the deal was fair, Khan said it helped the poor.", "it helped the poor", "Khan", "said", {}),  # was fair, Khan said
    ("Khan asked Moss to leave and said the deal was fair.", "the deal was fair", "Khan", "said", {}),  # to leave and said
    ("Khan said the United Nations had backed the deal.", "the United Nations had backed the deal", "Khan", "said", {"claim": "The UN had backed the deal."}),  # Khan said
    ("Khan said Iran had backed the deal.", "Iran had backed the deal", "Khan", "said", {"claim": "Iranian officials had backed the deal."}),  # Khan said
    ("Khan said 3,000 people had left Delm.", "3,000 people had left Delm", "Khan", "said", {"claim": "Three thousand people had left Delm."}),  # Khan said
    ("Khan said one of the ships had left Delm.", "one of the ships had left Delm", "Khan", "said", {"claim": "A ship had left Delm."}),  # Khan said
    ("Khan said the ship had left Delm.", "the ship had left Delm", "Khan", "said", {"claim": "One ship had left Delm."}),  # Khan said
    ("Khan said both ships had left Delm.", "both ships had left Delm", "Khan", "said", {"claim": "The two ships had left Delm."}),  # Khan said
    ("Khan said the ships had failed to reach Delm.", "the ships had failed to reach Delm", "Khan", "said", {"claim": "The ships did not reach Delm.", "polarity": "negative"}),  # Khan said
    ("Khan said the ships were unable to reach Delm.", "the ships were unable to reach Delm", "Khan", "said", {"claim": "The ships could not reach Delm.", "polarity": "negative"}),  # Khan said
    ("Khan said it was impossible to reach Delm.", "it was impossible to reach Delm", "Khan", "said", {"claim": "Delm could not be reached.", "polarity": "negative"}),  # Khan said
    ("Khan said the ships will reach Delm.", "the ships will reach Delm", "Khan", "said", {"claim": "The ships are going to reach Delm."}),  # Khan said
    ("Khan said the state must pay.", "the state must pay", "Khan", "said", {"claim": "The state has to pay."}),  # Khan said
    ("Khan said the ships can reach Delm.", "the ships can reach Delm", "Khan", "said", {"claim": "The ships are able to reach Delm."}),  # Khan said
    ("Moss told Holm that the tunnel was safe.", "the tunnel was safe", "Moss", "told", {}),  # Moss told Holm that
    ("Holm was told by Moss that the tunnel was safe.", "the tunnel was safe", "Moss", "told", {}),  # told by Moss that
    ("“The tunnel,” Moss said, “is safe for now and for years.”", "is safe for now and for years", "Moss", "said", {"claim": "The tunnel is safe for now and for years."}),  # tunnel,” Moss said, “
    ("Moss, 61, said that the tunnel was safe.", "the tunnel was safe", "Moss", "said", {}),  # Moss, 61, said that
    ("Moss — who designed it — said the tunnel was safe.", "the tunnel was safe", "Moss", "said", {}),  # designed it — said
    ("The engineer who designed it said the tunnel was safe.", "the tunnel was safe", "The engineer who designed it", "said", {}),  # who designed it said
    ("The engineer who designed it said the tunnel was safe.", "the tunnel was safe", "The engineer", "said", {}),  # who designed it said
    ("Two of the three engineers said the tunnel was safe.", "the tunnel was safe", "Two of the three engineers", "said", {}),  # the three engineers said
    ("A spokeswoman for the port of Delm, Ida Moss, said the tunnel was safe.", "the tunnel was safe", "A spokeswoman for the port of Delm, Ida Moss", "said", {}),  # Delm, Ida Moss, said
    ("“The tunnel is safe,” said Ida Moss of the port authority.", "The tunnel is safe", "Ida Moss of the port authority", "said", {}),  # “
    ("“The tunnel is safe,” Moss, the port's chief engineer since 2019, told the Gazette.", "The tunnel is safe", "Moss", "told", {}),  # “
    ("Speaking to reporters after the meeting with Holm, she said the tunnel was safe.", "the tunnel was safe", "she", "said", {}),  # with Holm, she said
    ("On Friday Moss said the tunnel was safe.", "the tunnel was safe", "Moss", "said", {}),  # On Friday Moss said
    ("Moss has repeatedly said the tunnel is safe.", "the tunnel is safe", "Moss", "said", {}),  # Moss has repeatedly said
    ("Moss was adamant that the tunnel was safe.", "the tunnel was safe", "Moss", "was adamant", {}),  # Moss was adamant that
    ("In her report, Moss concluded that the tunnel was safe.", "the tunnel was safe", "Moss", "concluded", {}),  # report, Moss concluded that
    ("The tunnel was safe, according to a report by the port authority seen by the Gazette.", "The tunnel was safe", "a report by the port authority", "according to", {"kind": "document"}),  # The tunnel was safe
    ("A report by the port authority, seen by the Gazette, says the tunnel is safe.", "the tunnel is safe", "A report by the port authority", "says", {"kind": "document"}),  # by the Gazette, says
    ("“We didn't sleep,” Moss said. “The water came in at two.”", "The water came in at two", "Moss", "said", {}),  # sleep,” Moss said. “
    ("“Nobody slept,” said Moss, “because the water came in at two.”", "because the water came in at two", "Moss", "said", {"claim": "The water came in at two."}),  # slept,” said Moss, “
    ("Moss said the water had not only come in but had reached the stairs.", "the water had not only come in but had reached the stairs", "Moss", "said", {}),  # Moss said
    ("Moss denied that she had been paid.", "she had been paid", "Moss", "denied", {"claim": "Moss had been paid.", "act": "deny"}),  # Moss denied that
    ("Moss denied having been paid by the firm.", "having been paid by the firm", "Moss", "denied", {"claim": "Moss was paid by the firm.", "act": "deny"}),  # Moss denied
    ("Moss dismissed the report as a fantasy of the press.", "the report as a fantasy of the press", "Moss", "dismissed", {"claim": "The report is a fantasy of the press.", "act": "criticize"}),  # Moss dismissed
    ("Moss rejected the offer of the port authority.", "the offer of the port authority", "Moss", "rejected", {"claim": "Moss rejected the offer of the port authority.", "act": "deny"}),  # Moss rejected
    ("Moss demanded an end to the strike in Delm.", "an end to the strike in Delm", "Moss", "demanded", {"claim": "The strike in Delm should end.", "act": "demand"}),  # Moss demanded
    ("Moss vowed to rebuild the tunnel.", "to rebuild the tunnel", "Moss", "vowed", {"claim": "Moss will rebuild the tunnel.", "act": "commit"}),  # Moss vowed
    ("Moss asked whether the tunnel was safe.", "whether the tunnel was safe", "Moss", "asked", {"claim": "Is the tunnel safe?", "act": "ask"}),  # Moss asked
    ("Moss said the tunnel would cost 40 million euros.", "the tunnel would cost 40 million euros", "Moss", "said", {"claim": "The tunnel will cost €40m."}),  # Moss said
    ("Moss said a third of the pumps had failed.", "a third of the pumps had failed", "Moss", "said", {"claim": "One third of the pumps had failed."}),  # Moss said
    ("Moss said the tunnel had been closed twice.", "the tunnel had been closed twice", "Moss", "said", {"claim": "The tunnel had been closed two times."}),  # Moss said
    ("Moss said her country had closed it.", "her country had closed it", "Moss", "said", {"claim": "Moss's country had closed the tunnel."}),  # Moss said
    ("Moss said the firm lacked the money.", "the firm lacked the money", "Moss", "said", {"claim": "The firm did not have the money.", "polarity": "negative"}),  # Moss said
    ("Moss said the firm had yet to pay.", "the firm had yet to pay", "Moss", "said", {"claim": "The firm has not paid yet.", "polarity": "negative"}),  # Moss said
    ("Moss said the claim was untrue in part.", "the claim was untrue in part", "Moss", "said", {"claim": "The claim was not entirely true.", "polarity": "negative"}),  # Moss said
    ("Moss said the pumps must be replaced.", "the pumps must be replaced", "Moss", "said", {"claim": "The pumps need to be replaced."}),  # Moss said
    ("Moss said pumps could be bought in Delm.", "pumps could be bought in Delm", "Moss", "said", {"claim": "It is possible to buy pumps in Delm."}),  # Moss said
    ("The tunnel opened in 1974, three years late.", "The tunnel opened in 1974, three years late", None, None, {}),  # The tunnel opened in 1974
    ("Critics were silent, and the tunnel opened on time.", "the tunnel opened on time", None, None, {}),  # Critics were silent, and
    ("The report runs to 300 pages. The tunnel has two lanes.", "The tunnel has two lanes", None, None, {}),  # runs to 300 pages.
    ("Fans called it a triumph. The tunnel has two lanes.", "The tunnel has two lanes", None, None, {}),  # called it a triumph.
    ("The tunnel, which carries 900 cars an hour, has two lanes.", "which carries 900 cars an hour", None, None, {}),  # The tunnel
    ("Ferrant quoted Rolf as saying that the dam was doomed.", "the dam was doomed", "Rolf", "saying", {}),  # Rolf as saying that
    ("Rolf, a critic of Ferrant, said the dam was doomed.", "the dam was doomed", "Rolf", "said", {}),  # critic of Ferrant, said
    ("Rolf told the BBC's Ida Moss the dam was doomed.", "the dam was doomed", "Rolf", "told", {}),  # the BBC's Ida Moss
    ("The union's chair, Dario Velk, said the dam was doomed.", "the dam was doomed", "Dario Velk", "said", {}),  # chair, Dario Velk, said
    ("The union's chair, Dario Velk, said the dam was doomed.", "the dam was doomed", "The union's chair, Dario Velk,", "said", {}),  # chair, Dario Velk, said
    ("Prime Minister Theresa May said the dam was doomed.", "the dam was doomed", "Prime Minister Theresa May", "said", {}),  # Minister Theresa May said
    ("“The dam is doomed!” cried Rolf. “Run!”", "The dam is doomed", "Rolf", "cried", {}),  # “
    ("“Is the dam doomed?” Rolf asked. “It is,” said Moss.", "Is the dam doomed", "Rolf", "asked", {"act": "ask"}),  # “
    ("Rolf said: “The dam is doomed. Nobody listens to engineers.”", "The dam is doomed", "Rolf", "said", {}),  # Rolf said: “
    ("Rolf said: “The dam is doomed. Nobody listens to engineers.”", "Nobody listens to engineers", "Rolf", "said", {"polarity": "negative"}),  # “The dam is doomed.
    ("The mayor, when asked whether he knew, said the dam was sound.", "the dam was sound", "The mayor", "said", {}),  # whether he knew, said
    ("Some say the dam is doomed.", "the dam is doomed", "Some", "say", {"kind": "group"}),  # Some say
    ("Rolf thinks the dam is doomed and Moss agrees.", "the dam is doomed", "Rolf", "thinks", {}),  # Rolf thinks
    ("Rolf said the ministry had no choice but to close the road.", "the ministry had no choice but to close the road", "Rolf", "said", {"claim": "The ministry had to close the road."}),  # Rolf said
    ("Rolf said the crack was no bigger than a hair.", "the crack was no bigger than a hair", "Rolf", "said", {}),  # Rolf said
    ("Rolf said the dam was not unsafe.", "the dam was not unsafe", "Rolf", "said", {"claim": "The dam was safe."}),  # Rolf said
    ("Rolf said the ministry kept silent.", "the ministry kept silent", "Rolf", "said", {"claim": "The ministry did not say anything."}),  # Rolf said
    ("Rolf said the ministry has stopped paying.", "the ministry has stopped paying", "Rolf", "said", {"claim": "The ministry no longer pays."}),  # Rolf said
    ("Rolf said that the dam, built in 1974, would not be repaired before 2027.", "the dam, built in 1974, would not be repaired before 2027", "Rolf", "said", {"claim": "The dam, which was built in 1974, will not be repaired before 2027.", "polarity": "negative"}),  # Rolf said that
    ("Rolf said two in five residents had left.", "two in five residents had left", "Rolf", "said", {"claim": "Two out of five residents had left."}),  # Rolf said
    ("Rolf said a dozen cracks had been found.", "a dozen cracks had been found", "Rolf", "said", {"claim": "Twelve cracks had been found."}),  # Rolf said
    ("The ministry's report says nobody was warned.", "nobody was warned", "The ministry's report", "says", {"polarity": "negative", "kind": "document"}),  # The ministry's report says
    ("A third witness, Noor Adel, recalled that the siren had wailed.", "the siren had wailed", "Noor Adel", "recalled", {}),  # Noor Adel, recalled that
    ("Neighbors said they heard the siren at 2 a.m. on Sunday.", "they heard the siren at 2 a.m. on Sunday", "Neighbors", "said", {"claim": "The neighbors heard the siren at 2 a.m. on Sunday.", "kind": "group"}),  # Neighbors said
    ("The dam was finished in May. Nobody came.", "The dam was finished in May", None, None, {}),  # The dam was finished in
    ("In theory, the dam holds; in practice, it leaks.", "in practice, it leaks", None, None, {}),  # theory, the dam holds;
    ("The so-called old town was never old.", "The so-called old town was never old", None, None, {"claim": "The so-called old town was never old.", "polarity": "negative"}),  # The so-called old town was
]

# fmt: on


@pytest.mark.parametrize(("text", "quote", "trigger", "more"), EVENTS)
def test_faithful_event(text, quote, trigger, more):
    """An event as the text tells it is verified without a flag."""
    assert happens(text, quote, trigger, **more) == []


@pytest.mark.parametrize(("text", "quote", "speaker", "cue", "more"), STATEMENTS)
def test_faithful_statement(text, quote, speaker, cue, more):
    """A statement with its speaker, and its content in other words, is verified without a flag."""
    assert says(text, quote, speaker, cue, **more) == []
