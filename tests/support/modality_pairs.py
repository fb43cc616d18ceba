"""Open events beside their plain twins, by news style: (open sentence, trigger, plain sentence, trigger).

Every sentence is invented. The event of the first sentence is planned, demanded, feared, alleged, asked about or
conditional; that of the second is told as a fact, often with the very words that leave the first one open.
"""

# fmt: off
PAIRS = {
    "politics": [
        ("The cabinet would raise the fuel levy and cut farm grants under the plan.", "cut", "The cabinet raised the fuel levy and cut farm grants in spring.", "cut"),  # two verbs, one modal
        ("The coalition plans to scrap the toll, widen the bridge and sell the ferry.", "sell", "The coalition scrapped the toll, widened the bridge and sold the ferry.", "sold"),  # three verbs, one plan
        ("Backbenchers pushed for a ban on night flights.", "ban", "Backbenchers welcomed the ban on night flights.", "ban"),  # demanded; in force
        ("Ministers to close the Tarn embassy", "close", "Ministers close the Tarn embassy", "close"),  # headline
        ("The party hopes the senate passes the bill.", "passes", "The party says the senate passed the bill.", "passed"),  # hoped
        ("Voters face a referendum on leaving the union next year.", "referendum", "Voters held a referendum on leaving the union last year.", "referendum"),  # next year
        ("Did the governor sack her chief of staff?", "sack", "Why did the governor sack her chief of staff?", "sack"),  # asked; presupposed
        ("“Sack the governor,” the crowd chanted.", "Sack", "“We sacked the governor,” the speaker said.", "sacked"),  # imperative
        ("The premier resigns if the levy fails.", "resigns", "The premier resigned after the levy failed.", "resigned"),  # the condition behind
        ("The chamber is expected to announce the dissolution of both committees.", "dissolution", "The chamber announced the dissolution of both committees.", "dissolution"),  # to be announced
        ("Delegates spoke of a possible merger with the Greens.", "merger", "Delegates spoke of a costly merger with the Greens.", "merger"),  # possible
        ("A walkout by the Greens would topple the coalition.", "walkout", "A walkout by the Greens toppled the coalition.", "walkout"),  # subject of "would"
        ("He left the post to run for mayor.", "run", "He was forced to leave the post.", "leave"),  # purpose; made to
        ("The clerk asked whether the mayor had signed the lease.", "signed", "The clerk said the mayor had signed the lease.", "signed"),  # indirect question
        ("The envoy is in Delm for talks on a prisoner swap.", "swap", "The envoy is in Delm after a prisoner swap.", "swap"),  # talked about
        ("The rules change once the king signs the decree next month.", "signs", "The rules changed once the king signed the decree last month.", "signed"),  # yet to come
        ("The opposition is calling on the speaker to recall parliament.", "recall", "The opposition thanked the speaker, who recalled parliament.", "recalled"),  # calling
        ("Lawmakers fear that the treaty weakens the coast guard.", "weakens", "Lawmakers know that the treaty weakened the coast guard.", "weakened"),  # fear
        ("The draft bill makes it a crime to sell fireworks and bans open fires from June.", "sell", "The shop sells fireworks and holds open fires.", "sells"),  # to sell
        ("The mayor’s plan to bulldoze the market drew anger.", "bulldoze", "The mayor’s decree led crews to bulldoze the market.", "bulldoze"),  # plan to
        ("Ostmark demanded the release of its sailors.", "release", "Ostmark hailed the release of its sailors.", "release"),  # demanded
        ("Sorvia and Delm are in talks about opening the border.", "opening", "Sorvia and Delm profited from opening the border.", "opening"),  # talks about
        ("Will the chancellor resign over the leak?", "resign", "The chancellor did resign over the leak.", "resign"),  # ?
        ("She said the party would never support a wealth tax unless growth returned.", "returned", "She said the party had supported a wealth tax because growth returned.", "returned"),  # unless
        ("The committee recommended closing the archive.", "closing", "The committee regretted closing the archive.", "closing"),  # recommended
        ("The king is likely to dissolve parliament in March.", "dissolve", "The king moved fast to dissolve parliament, and it was gone by March.", "gone"),  # likely
        ("Ministers agreed in principle to a swap of prisoners next spring.", "swap", "Ministers agreed after a swap of prisoners last spring.", "swap"),  # agreed
        ("The rebels say they will fight on, seize the port and march on Pell.", "march", "The rebels said they fought on, seized the port and marched on Pell.", "marched"),  # will
        ("He was elected on a promise to abolish the tax.", "abolish", "He was elected and went on to abolish the tax.", "abolish"),  # promise to
        ("A deal between the two parties is within reach, aides said.", "deal", "A deal between the two parties was signed, aides said.", "deal"),  # within reach
    ],
    "crime": [
        ("Prosecutors claim he flew to Brey, where he hid the cash.", "hid", "Prosecutors noted that he flew to Brey, where he hid the cash.", "hid"),  # a relative clause under a claim
        ("She is suspected of poisoning the well.", "poisoning", "She admitted poisoning the well.", "poisoning"),  # suspected
        ("The baker was held on charges of arson and theft.", "theft", "The baker was convicted of arson and theft.", "theft"),  # charges; convicted
        ("Detectives foiled a bomb plot against the mint.", "bomb", "Detectives found a bomb outside the mint.", "bomb"),  # a plot
        ("The so-called kidnapping made headlines.", "kidnapping", "The brutal kidnapping made headlines.", "kidnapping"),  # so-called
        ("He called what he termed a “massacre” a stain on the force.", "massacre", "He called the massacre a stain on the force.", "massacre"),  # somebody's word
        ("The guard is on trial for smuggling phones into the jail.", "smuggling", "The guard was jailed for smuggling phones into the jail.", "smuggling"),  # on trial; sentenced
        ("The widow was accused by her neighbours of forging the will.", "forging", "The widow was caught by her neighbours forging the will.", "forging"),  # accused by
        ("Police fear the boy drowned in the weir.", "drowned", "Police confirmed the boy drowned in the weir.", "drowned"),  # feared
        ("The suspect was remanded until trial.", "trial", "The suspect smiled at his trial.", "trial"),  # yet to come
        ("The gang is alleged to have robbed four banks.", "robbed", "The gang is known to have robbed four banks.", "robbed"),  # alleged; known
        ("A woman said to have drugged him left the bar.", "drugged", "A woman who had drugged him left the bar.", "drugged"),  # said to
        ("The court will decide if the driver fled.", "fled", "The court heard that the driver fled.", "fled"),  # undecided
        ("He faces extradition to Sorvia.", "extradition", "He fought the extradition of his brother in court and lost.", "extradition"),  # ahead of him
        ("The cashier allegedly copied the cards and sold them abroad.", "sold", "The cashier copied the cards and sold them abroad.", "sold"),  # one hedge for two verbs
        ("Police believe that he broke in through the roof and took the safe.", "took", "Police saw that he broke in through the roof and took the safe.", "took"),  # believe
        ("Officers arrested the nurse on suspicion of theft.", "theft", "Officers jailed the nurse for the theft.", "theft"),  # suspicion of
        ("The indictment alleges that the brothers laundered the funds.", "laundered", "The brothers admitted that they laundered the funds.", "laundered"),  # alleges
        ("He denied setting the fire.", "setting", "He apologised for setting the fire.", "setting"),  # denied
        ("The pilot is being investigated for flying drunk.", "flying", "The pilot was fined for flying drunk.", "flying"),  # investigated for
        ("It was not clear whether the guard had been bribed.", "bribed", "It was clear that the guard had been bribed.", "bribed"),  # whether
        ("The clerk, who is accused of leaking the file, was released.", "leaking", "The clerk, who confessed to leaking the file, was released.", "leaking"),  # accused of
        ("The supposed theft of the crown puzzled detectives.", "theft", "The daring theft of the crown puzzled detectives.", "theft"),  # supposed
        ("According to the charges, he paid a rival to burn the shop.", "burn", "According to the verdict, he helped a rival to burn the shop.", "burn"),  # to burn
        ("She claims her manager hit her with a ladle.", "hit", "Her manager hit her with a ladle.", "hit"),  # claims
        ("Two men are thought to have drowned.", "drowned", "Two men have drowned.", "drowned"),  # thought to
        ("The jury must decide if the doctor lied.", "lied", "The jury decided after the doctor lied.", "lied"),  # if
        ("Investigators are looking into claims of fraud at the bank.", "fraud", "Investigators described the fraud at the bank.", "fraud"),  # claims of
        ("Had the alarm worked, the thief would have fled.", "fled", "When the alarm rang, the thief fled.", "fled"),  # would
        ("He could face a life sentence if convicted.", "convicted", "He got a life sentence when convicted.", "convicted"),  # if
    ],
    "business": [
        ("The brewer will shut two plants, cutting 400 jobs.", "cutting", "The brewer shut two plants, cutting 400 jobs.", "cutting"),  # a result yet to come
        ("The bid for the mill could lead to a takeover.", "takeover", "The bid for the mill led to a takeover.", "takeover"),  # could lead to
        ("Analysts see a risk of a default by the airline.", "default", "Analysts blamed a default by the airline.", "default"),  # risk
        ("The chain is weighing a sale of its cafes.", "sale", "The chain completed a sale of its cafes.", "sale"),  # weighed
        ("Regulators ordered the bank to refund its customers.", "refund", "The order caused the bank to refund its customers.", "refund"),  # ordered; caused
        ("The projected losses alarmed lenders.", "losses", "The heavy losses alarmed lenders.", "losses"),  # projected
        ("The grant will help small dairies buy tanks.", "buy", "The grant helped small dairies buy tanks.", "buy"),  # help somebody do
        ("The repair will take six weeks.", "repair", "The repair took six weeks.", "repair"),  # begins later
        ("The firm wants a new trade deal with Ostmark.", "deal", "The firm won a new trade deal with Ostmark.", "deal"),  # wanted
        ("The fund offered $9 million to rebuild the pier.", "rebuild", "The fund went on to rebuild the pier.", "rebuild"),  # money for it; done
        ("The unions agreed to end the strike and reopen the yard.", "reopen", "The unions ended the strike and reopened the yard.", "reopened"),  # agreed
        ("Shares fell on fears of a rate rise.", "rise", "Shares fell after a rate rise.", "rise"),  # feared
        ("The grocer is in takeover talks with Hallam.", "takeover", "The grocer paid for the takeover with shares.", "takeover"),  # talked about
        ("The carrier is obliged to pay its crews.", "pay", "The carrier began to pay its crews.", "pay"),  # a duty; begun
        ("The plant could close unless a buyer steps in.", "steps", "The plant was saved when a buyer stepped in.", "stepped"),  # unless
        ("The airline said it was considering selling its jets.", "selling", "The airline said it was done after selling its jets.", "selling"),  # considering
        ("Hallam has offered to buy the dairy for $80 million.", "buy", "Hallam was able to buy the dairy for $80 million.", "buy"),  # offered to
        ("The takeover, if approved, will create a giant.", "create", "The takeover, approved in May, created a giant.", "created"),  # will
        ("Investors are betting on a rate cut.", "cut", "Investors cheered a rate cut.", "cut"),  # betting on
        ("The factory is due to reopen in June.", "reopen", "The factory was quick to reopen in June.", "reopen"),  # is due to
        ("The potential loss of the contract worries staff.", "loss", "The painful loss of the contract worries staff.", "loss"),  # potential
        ("Economists expect prices to climb.", "climb", "Economists noted that prices climbed.", "climbed"),  # expect
        ("The plan calls for the closure of four depots.", "closure", "The report described the closure of four depots.", "closure"),  # calls for
        ("The retailer intends to hire 900 drivers and open a depot in Brey.", "open", "The retailer hired 900 drivers and opened a depot in Brey.", "opened"),  # intends to
        ("Creditors could force a sale of the stadium.", "sale", "Creditors forced a sale of the stadium.", "sale"),  # could
        ("The miner needs a permit before it drills in the bay.", "drills", "The miner got a permit before it drilled in the bay.", "drilled"),  # before
        ("The strike threat rattled exporters.", "strike", "The strike rattled exporters.", "strike"),  # threat
        ("A default would wipe out savers.", "default", "The default wiped out savers.", "default"),  # would
        ("Staff have been told that the office closes on Friday unless rent is paid.", "closes", "Staff noticed that the office closed on Friday after rent was paid.", "closed"),  # unless
        ("The board approved a plan to spin off the unit.", "spin", "The board thanked the team that spun off the unit.", "spun"),  # plan to
    ],
    "sport": [
        ("The club must sell its captain to survive.", "survive", "The club sold its captain and survived.", "survived"),  # what for
        ("Orrin will race in Pell tomorrow.", "race", "Orrin won the race in Pell yesterday.", "race"),  # tomorrow
        ("Fans urged the board to sack the coach.", "sack", "Fans cheered the board after it sacked the coach.", "sacked"),  # urged
        ("If she wins the heat, she meets Lund in the final.", "meets", "When she won the heat, she met Lund in the final.", "met"),  # conditional
        ("The league is considering moving the cup final to May.", "moving", "The league apologised for moving the cup final to May.", "moving"),  # considered
        ("The striker’s proposed transfer to Kolm stalled.", "transfer", "The striker’s quick transfer to Kolm paid off.", "transfer"),  # proposed
        ("Kolm should have won the cup.", "won", "Kolm have won the cup.", "won"),  # unreal past
        ("The tour begins in Brey next week.", "begins", "The tour began in Brey last week.", "began"),  # next week
        ("Her rumoured retirement upset the team.", "retirement", "Her sudden retirement upset the team.", "retirement"),  # rumoured
        ("Lund hopes to return from injury in time to play the final.", "play", "Lund returned from injury in time and went on to play the final.", "play"),  # to play
        ("Kolm are set to sign the keeper.", "sign", "Kolm were the first to sign the keeper.", "sign"),  # set to
        ("The coach wants more goals from his forwards.", "goals", "The coach praised the goals from his forwards.", "goals"),  # wants
        ("The race may be postponed.", "postponed", "The race has been postponed.", "postponed"),  # may
        ("Organisers are preparing for the opening of the games.", "opening", "Organisers were cheered at the opening of the games.", "opening"),  # preparing for
        ("If Orrin were to win, he would retire.", "win", "When Orrin won, he retired.", "won"),  # were to
        ("The club is rumoured to be selling its ground.", "selling", "The club is busy selling its ground.", "selling"),  # rumoured to
        ("Brey need a win on Sunday.", "win", "Brey had a win on Sunday.", "win"),  # need
        ("The league threatened to expel the club.", "expel", "The league voted and expelled the club.", "expelled"),  # threatened to
        ("Fans should buy tickets early, the club said.", "buy", "Fans did buy tickets early, the club said.", "buy"),  # should
    ],
    "science": [
        ("The probe is designed to orbit the moon.", "orbit", "The probe was the first to orbit the moon.", "orbit"),  # meant to; the first to
        ("The team hopes to find water and map the crater.", "map", "The team managed to find water and map the crater.", "map"),  # hoped; managed
        ("The drug may slow the disease, easing pain.", "easing", "The drug slowed the disease, easing pain.", "easing"),  # a result that may come
        ("A trial of the vaccine is scheduled for autumn.", "trial", "A trial of the vaccine ended in autumn.", "trial"),  # scheduled; held
        ("Scientists have called for a moratorium on the method.", "moratorium", "Scientists have broken a moratorium on the method.", "moratorium"),  # called for
        ("The agency has asked for $2 million to launch the probe.", "launch", "The agency spent $2 million and launched the probe.", "launched"),  # asked for
        ("The comet might one day hit the planet.", "hit", "The comet one day hit the planet.", "hit"),  # might
        ("Researchers plan to test the vaccine on bats.", "test", "Researchers continued to test the vaccine on bats.", "test"),  # plan to
        ("The glacier is projected to vanish by 2090.", "vanish", "The glacier is known to have vanished by 1990.", "vanished"),  # projected to
        ("The satellite will burn up on re-entry, scattering debris over the sea.", "scattering", "The satellite burned up on re-entry, scattering debris over the sea.", "scattering"),  # will
        ("An eruption could bury the village.", "bury", "An eruption buried the village.", "buried"),  # could
        ("The fossil may have belonged to a whale.", "belonged", "The fossil belonged to a whale.", "belonged"),  # may
        ("The agency proposed a mission to Venus.", "mission", "The agency lost a mission to Venus.", "mission"),  # proposed
    ],
    "weather": [
        ("Forecasters warned of flooding along the Tarn.", "flooding", "Forecasters described flooding along the Tarn.", "flooding"),  # warned of
        ("The storm is forecast to reach the coast by noon.", "reach", "The storm continued to reach the coast by noon.", "reach"),  # forecast
        ("Crews stood by in case the levee burst.", "burst", "Crews stood by after the levee burst.", "burst"),  # in case
        ("Residents were told to leave the valley.", "leave", "Residents were seen to leave the valley.", "leave"),  # told; seen
        ("The town is bracing for a landslide.", "landslide", "The town is mourning after a landslide.", "landslide"),  # ahead of it
        ("A flood warning was issued for Pell.", "flood", "A flood alarmed people in Pell.", "flood"),  # warned of
        ("The expected storm kept boats in port.", "storm", "The violent storm kept boats in port.", "storm"),  # expected
        ("Heavy snow is expected to close the pass.", "close", "Heavy snow did close the pass.", "close"),  # expected to
        ("The dam is at risk of collapse.", "collapse", "The dam was blamed for its collapse.", "collapse"),  # risk of
        ("Gusts might topple trees and cut power lines.", "cut", "Gusts toppled trees and cut power lines.", "cut"),  # might
        ("A tropical storm is forecast for the weekend.", "storm", "A tropical storm passed at the weekend.", "storm"),  # forecast
        ("Residents fear a repeat of the floods.", "repeat", "Residents recall the floods.", "floods"),  # fear
        ("People were urged to stay indoors and boil water.", "boil", "People stayed indoors and boiled water.", "boiled"),  # urged
        ("The evacuation will begin at dawn if the river keeps rising.", "evacuation", "The evacuation began at dawn.", "evacuation"),  # will
    ],
    "plain beside open": [
        ("He said he would sell the house.", "sell", "He said he had sold the house.", "sold"),  # a fact inside a statement
        ("They meet again before they vote on Friday.", "vote", "They met again after they voted on Friday.", "voted"),  # the past in a time clause
        ("The planned march was called off.", "march", "The planned march drew 500 people.", "drew"),  # what came of the plan
        ("The trial will begin in May.", "trial", "The trial began in May.", "trial"),  # begins; began
        ("The minister will visit the families hurt in the fire.", "visit", "The minister will visit the families hurt in the fire.", "fire"),  # what the plan takes for granted
        ("A panel will investigate the collapse.", "investigate", "A panel will investigate the collapse.", "collapse"),  # what is to be looked into
        ("The man who wants to lead the party won the vote.", "lead", "The man who wants to lead the party won the vote.", "won"),  # the main verb
        ("She denied she had struck the clerk.", "struck", "She regretted she had struck the clerk.", "struck"),  # denied
    ],
}
READINGS = [
    # A sentence, the triggers that it leaves open, and those that it tells as facts.
    ("The court, which is expected to rule in May, heard the last witness on Tuesday.", "", "heard"),  # fact: heard
    ("Thousands gathered in the square to demand that the minister resign.", "resign", "gathered"),  # open: resign; fact: gathered
    ("Leaders of both parties met in Delm on Friday to discuss the planned merger.", "", "met"),  # fact: met
    ("The company, which plans to open 40 stores, said sales rose 3 percent in June.", "", "rose"),  # fact: rose
    ("After the talks collapsed, the union threatened to strike.", "strike", "collapsed"),  # open: strike; fact: collapsed
    ("The threat of a strike forced the airline to cancel 300 flights.", "", "cancel"),  # fact: cancel
    ("She was sentenced to nine years for plotting to kill the judge.", "kill", "sentenced"),  # open: kill; fact: sentenced
    ("The bank will repay clients who lost money when its systems crashed in March.", "repay", "crashed lost"),  # open: repay; fact: crashed, lost
    ("He said the attack, which killed nine people, would not change the policy.", "", "attack killed"),  # fact: attack, killed
    ("The inquiry will examine why the dam failed.", "", "failed"),  # fact: failed
    ("Police arrested a man who had threatened to blow up the station.", "blow", "arrested"),  # open: blow; fact: arrested
    ("Voters in Sorvia went to the polls on Sunday to choose a new president.", "", "went"),  # fact: went
    ("The proposal, rejected twice by the senate, would ban the sale of tobacco.", "", "rejected"),  # fact: rejected
    ("Moss resigned on Monday, a day after prosecutors charged him with fraud.", "fraud", "charged"),  # open: fraud; fact: charged
    ("Critics say the law, passed in 2019, may harm farmers.", "", "passed"),  # fact: passed
    ("The president signed a decree ordering the army to withdraw.", "withdraw", "signed"),  # open: withdraw; fact: signed
    ("Prices have risen since the government said it might scrap the subsidy.", "scrap", "risen"),  # open: scrap; fact: risen
    ("The team lost 3-1 and must win on Sunday to stay up.", "stay", "lost"),  # open: stay; fact: lost
    ("If the storm was frightening, the flood that followed was worse.", "", "followed"),  # fact: followed
    ("Officials evacuated 900 people because the river was expected to burst its banks.", "burst", "evacuated"),  # open: burst; fact: evacuated
    ("The vaccine, which could be approved next month, protected 92 percent of volunteers.", "", "protected"),  # fact: protected
    ("The striker, who is likely to join Kolm, scored twice on Saturday.", "", "scored"),  # fact: scored
    ("Scientists who had hoped to land the probe lost contact with it.", "", "lost"),  # fact: lost
    ("Lund broke the record she set last year and hopes to race again in May.", "race", "broke"),  # open: race; fact: broke
    ("Ministers approved the budget, paving the way for tax cuts.", "", "approved"),  # fact: approved
    ("Hallam shares fell 9 percent after the firm said it would cut its dividend.", "cut", "fell"),  # open: cut; fact: fell
    ("The strike, called to protest against pay cuts, shut 40 schools.", "", "shut"),  # fact: shut
    ("The army has begun to pull out of Pell.", "", "pull"),  # fact: pull
    ("Rescuers managed to free the miners and flew them to Brey.", "", "flew"),  # fact: flew
    ("The envoy returned to Delm to brief the cabinet.", "", "returned"),  # fact: returned
    ("Talks resumed on Monday ahead of a vote on the deal.", "vote", "resumed"),  # open: vote; fact: resumed
    ("The man believed to have planted the device died in custody.", "planted", "died"),  # open: planted; fact: died
    ("They bought the house in order to rent it out, but sold it in May.", "", "sold"),  # fact: sold
    ("The minister, asked if he would resign, walked out.", "resign", "walked"),  # open: resign; fact: walked
    ("He left the firm in 2020 to start his own business.", "", "left"),  # fact: left
    ("The council rejected a plan to close the pool.", "close", "rejected"),  # open: close; fact: rejected
    ("Firefighters used pumps to drain the tunnel.", "", "drain"),  # fact: drain
    ("A witness told the court that Bell had threatened the clerk.", "", "threatened"),  # fact: threatened
    ("It is the third time that rebels have attacked the port.", "", "attacked"),  # fact: attacked
    ("It was the first strike to hit the port in 20 years.", "", "hit"),  # fact: hit
    ("Mr Khan apologised for the delay and said an inquiry had been opened.", "", "opened"),  # fact: opened
    ("Mr Khan apologised for the delay and said an inquiry would be opened.", "opened", ""),  # open: opened
    ("The group wants the state to compensate victims of the flood.", "compensate", "flood"),  # open: compensate; fact: flood
    ("“We will rebuild the school, hire teachers and reopen the clinic,” he said.", "reopen", ""),  # open: reopen
    ("The firm could be fined up to $4 million, stripped of its licence or both.", "stripped", ""),  # open: stripped
    ("Officials hope the new pipeline, built at a cost of $2 billion, will ease shortages.", "ease", "built"),  # open: ease; fact: built
    ("The union said workers would walk out on Monday, bringing the port to a halt.", "bringing", ""),  # open: bringing
    ("The union said workers walked out on Monday, bringing the port to a halt.", "", "bringing"),  # fact: bringing
    ("Workers are balloting on strike action.", "strike", ""),  # open: strike
    ("The judge will sentence him on Friday, when he turns 40.", "turns", ""),  # open: turns
    ("The judge sentenced him on Friday, when he turned 40.", "", "turned"),  # fact: turned
    ("Any attempt to block the road would be met with force, police said.", "block", ""),  # open: block
    ("Two failed attempts to block the road were met with force, police said.", "", "met"),  # fact: met
    ("The government has given rebels until Friday to surrender.", "surrender", ""),  # open: surrender
    ("An appeal is expected.", "appeal", ""),  # open: appeal
    ("An appeal was lodged.", "", "appeal"),  # fact: appeal
    ("Aid groups called for an immediate and lasting ceasefire.", "ceasefire", ""),  # open: ceasefire
    ("Aid groups welcomed an immediate and lasting ceasefire.", "", "ceasefire"),  # fact: ceasefire
    ("There is speculation that the firm bought the data.", "bought", ""),  # open: bought
    ("There is proof that the firm bought the data.", "", "bought"),  # fact: bought
    ("Some scientists think the comet struck the sea.", "struck", ""),  # open: struck
    ("The comet, scientists found, struck the sea.", "", "struck"),  # fact: struck
    ("It seems that the clerk forged the stamp.", "forged", ""),  # open: forged
    ("The clerk is facing claims that he forged the stamp.", "forged", ""),  # open: forged
    ("What would happen if the dam broke?", "broke", ""),  # open: broke
    ("Imagine that the dam broke.", "broke", ""),  # open: broke
    ("Germany and Ostmark are close to signing a pact.", "signing", ""),  # open: signing
    ("Germany and Ostmark delighted in signing a pact.", "", "signing"),  # fact: signing
    ("Without a loan, the airline would collapse.", "collapse", ""),  # open: collapse
    ("Shoppers will pay more from June, when the levy doubles.", "doubles", ""),  # open: doubles
    ("The rebels’ alleged use of gas is under investigation.", "use", ""),  # open: use
    ("The rebels’ repeated use of gas is under investigation.", "", "use"),  # fact: use
    ("The striking pilots have vowed to ground every jet until the airline restores their pensions.", "restores ground", ""),  # open: restores, ground
    ("The pilots, who walked out in April, have vowed to stay on strike.", "", "walked"),  # fact: walked
    ("A former aide has been charged with leaking cables and destroying evidence.", "destroying", ""),  # open: destroying
    ("A former aide pleaded guilty to leaking cables and destroying evidence.", "", "destroying"),  # fact: destroying
    ("The premier floated the idea of merging the two ministries.", "merging", ""),  # open: merging
    ("The premier was criticised for merging the two ministries.", "", "merging"),  # fact: merging
    ("Farmers are pressing ministers for a cap on imports.", "cap", ""),  # open: cap
    ("Farmers thanked ministers for a cap on imports.", "", "cap"),  # fact: cap
    ("It was the first time a woman had led the bank.", "", "led"),  # fact: led
    ("The court is to hear an appeal on 4 June.", "hear", ""),  # open: hear
    ("The court heard an appeal on 4 June.", "", "heard"),  # fact: heard
    ("The two sides have yet to agree on who should govern the port.", "govern", ""),  # open: govern
    ("Prosecutors are seeking the extradition of the banker.", "extradition", ""),  # open: extradition
    ("Prosecutors secured the extradition of the banker.", "", "extradition"),  # fact: extradition
    ("The envoy’s visit, scheduled for Thursday, will be his third.", "visit", ""),  # open: visit
    ("The envoy’s visit, which began on Thursday, was his third.", "", "visit"),  # fact: visit
    ("Dozens of firms may be forced to lay off staff.", "lay", ""),  # open: lay
    ("Dozens of firms were forced to lay off staff.", "", "lay"),  # fact: lay
    ("Moss denied that he had paid the broker.", "paid", ""),  # open: paid
    ("Moss acknowledged that he had paid the broker.", "", "paid"),  # fact: paid
    ("Neighbours said the couple were planning to emigrate.", "emigrate", ""),  # open: emigrate
    ("The paper reported that Lund was about to be sacked.", "sacked", ""),  # open: sacked
    ("The paper reported that Lund had been sacked.", "", "sacked"),  # fact: sacked
    ("Were the levee to fail, 40,000 people would lose their homes.", "fail", ""),  # open: fail
    ("The levee failed and 40,000 people lost their homes.", "", "failed"),  # fact: failed
    ("The trade minister called on Ostmark to lift its ban.", "lift", "ban"),  # open: lift; fact: ban
    ("Traders anticipate an interest rate rise in March.", "rise", ""),  # open: rise
    ("Traders were stunned by an interest rate rise in March.", "", "rise"),  # fact: rise
    ("The astronauts will spend six months in orbit before returning to Earth.", "returning", ""),  # open: returning
    ("The astronauts spent six months in orbit before returning to Earth.", "", "returning"),  # fact: returning
    ("Under the proposal, drivers pay a toll of $4.", "pay", ""),  # open: pay
    ("He vowed revenge.", "revenge", ""),  # open: revenge
    ("Bell, whose brother was killed in the war, hopes to be elected.", "elected", "killed"),  # open: elected; fact: killed
    ("A ship carrying grain that was bound for Delm sank off Brey.", "", "sank"),  # fact: sank
    ("The regulator, which can fine banks, opened a case in May.", "", "opened"),  # fact: opened
    ("The mayor said she wanted to thank everyone who helped.", "", "helped"),  # fact: helped
    ("The plan to merge the schools was dropped after parents objected.", "", "objected dropped"),  # fact: objected, dropped
    ("Orrin beat Lund to reach the final, which will be held in Pell.", "", "beat reach"),  # fact: beat, reach
    ("The fire spread quickly, forcing hundreds to flee.", "", "forcing flee"),  # fact: forcing, flee
    ("The bank raised its rates to 4 percent.", "", "raised"),  # fact: raised
    ("The volcano erupted twice in May, and scientists fear it will erupt again.", "", "erupted"),  # fact: erupted
    ("The volcano erupted twice in May, and scientists fear it will do so again, burying the road.", "burying", ""),  # open: burying
    ("Whether or not he knew, the money vanished.", "", "vanished"),  # fact: vanished
    ("Asked about the vote, Lund said it had gone well.", "", "vote"),  # fact: vote
    ("Council workers who were told to clear the snow refused.", "", "refused"),  # fact: refused
    ("The heat could kill crops, dry up wells and close schools.", "close", ""),  # open: close
    ("She quit to spend more time with her family.", "", "quit"),  # fact: quit
    ("Police opened fire to disperse the crowd.", "", "opened"),  # fact: opened
    ("The judge adjourned the trial until May.", "", "trial adjourned"),  # fact: trial, adjourned
    ("If anything, the reform slowed growth.", "", "slowed"),  # fact: slowed
]
# fmt: on
