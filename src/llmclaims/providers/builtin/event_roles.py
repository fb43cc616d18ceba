"""Who took part in an event, and in which role."""

from collections.abc import Callable, Sequence
from typing import Any, TypeAlias

from llmclaims.providers.builtin.event_arguments import agent_of
from llmclaims.providers.builtin.event_words import Happening, carried_by, light_verb
from llmclaims.providers.builtin.lexicon import table, words
from llmclaims.providers.builtin.noun_phrases import QUOTE_MARKS, Phrase, owner_before, subject_after
from llmclaims.providers.builtin.people import KnownNames, named
from llmclaims.providers.builtin.subjects import skip_back, subject_before
from llmclaims.providers.builtin.tokens import Token, is_finite
from llmclaims.schema.annotations import Span

Draft = dict[str, Any]
Resolve: TypeAlias = Callable[[Span], tuple[str | None, str]]
_MOST = 5


def participants(
    tokens: Sequence[Token], event: Happening, text: str, known: KnownNames, resolve: Resolve
) -> list[Draft]:
    """Return the participants of an event as drafts: each phrase once, a pronoun with the name it surely stands for."""
    found = _noun_roles(tokens, event) if event.noun else _verb_roles(tokens, event)
    made: list[Draft] = []
    for phrase, role in found:
        span = tokens[phrase.first].start, tokens[phrase.last].end
        mention = text[slice(*span)]
        if any(one["mention"] == mention for one in made):
            continue
        name = named(tokens[phrase.first : phrase.last + 1], mention, known)
        if phrase.first and tokens[phrase.first - 1].text in QUOTE_MARKS:
            name = mention
        elif name is not None and " " not in name:
            name = _title(tokens, phrase, text) or name
        if (
            name is None
            and role == "actor"
            and phrase.first == phrase.last
            and tokens[phrase.first].among("third_singular")
        ):
            name = resolve(span)[0]
        made.append({"role": role, "mention": mention, "name": name})
    return made[:_MOST]


def _title(tokens: Sequence[Token], phrase: Phrase, text: str) -> str | None:
    """Return a name of several words that a preposition holds together: "Church of Norway", where "Church" was seen."""
    inside = list(tokens[phrase.first : phrase.last + 1])
    while inside and not inside[0].capital:
        inside.pop(0)
    if len(inside) < 3 or not inside[-1].capital or not any(token.among("of") for token in inside):
        return None
    whole = all(token.capital or token.among("of", "the", "and") for token in inside)
    return text[inside[0].start : inside[-1].end] if whole and not inside[0].among("determiners") else None


def _verb_roles(tokens: Sequence[Token], event: Happening) -> list[tuple[Phrase, str]]:
    use = event.kind.use
    roles = ("recipient", "actor") if event.passive else ("actor", "recipient")
    if "r" in use:
        roles = ("actor", "actor")
    elif "v" in use:
        roles = ("recipient", "recipient")
    elif "x" in use and event.kind.type == "OTHER":
        roles = ("other", "recipient")
    if event.kind.objects and event.kind.objects in words("events.no_recipients"):
        roles = ("other", "actor") if event.passive else (roles[0], "other")
    pairs = zip((event.subject, event.object), roles, strict=True)
    made = [
        (part, "other" if "o" in use and role == "recipient" else role)
        for phrase, role in pairs
        if phrase is not None
        for part in _members(tokens, phrase, sure="r" in use)
    ]
    receiver = _receiver(tokens, event) if "t" in use else None
    if receiver:
        made = [(phrase, "other" if role == "recipient" else role) for phrase, role in made]
        made.append((receiver, "recipient"))
    return made


def _receiver(tokens: Sequence[Token], event: Happening) -> Phrase | None:
    """Return to whom something is handed, sold or paid: people or a body behind "to", no place or purpose."""
    for index in range(event.trigger_end, event.end - 1):
        if tokens[index].among("infinitive"):
            phrase = subject_after(tokens, index + 1)
            inside = tokens[phrase.first : phrase.last + 1] if phrase else ()
            if phrase and phrase.last < event.end and any(t.among(*_ACTING, "events.people") for t in inside):
                return phrase
    return None


def _noun_roles(tokens: Sequence[Token], event: Happening) -> list[tuple[Phrase, str]]:
    """Return the owner ('Israel's attack'), agent ('by Iran'), target ('on', 'against') and partners ('with', 'between')."""
    made = _owners(tokens, event)
    light = light_verb(tokens, event.trigger)
    if light is not None and not made:
        at, role = light
        subject = subject_before(tokens, at)
        passive = any(token.among("be") for token in tokens[skip_back(tokens, at - 1) + 1 : at])
        if subject and role != "other" and not passive:
            made.append((subject, role))
    if not made:
        made = _passive_agent(tokens, event)
    partners = _behind(tokens, event)
    made += partners
    if tokens[event.trigger].among("events.encounters") and partners and len(made) == len(partners) == 1:
        other = _other_side(tokens, event)
        made = [(other, "actor"), *made] if other else made
    return made


def _passive_agent(tokens: Sequence[Token], event: Happening) -> list[tuple[Phrase, str]]:
    """Return who did it by the passive that carries the noun: "The attack was launched on Monday by rebels"."""
    for index in range(event.trigger_end, min(len(tokens), event.trigger_end + 8)):
        if tokens[index].among("be") and index + 1 < len(tokens):
            subject = Phrase(event.first, event.trigger, event.first)
            agent = agent_of(tokens, index + 2) if carried_by(tokens, subject, index + 1) else None
            return [(agent, "actor")] if agent else []
        if not tokens[index].word:
            break
    return []


def _owners(tokens: Sequence[Token], event: Happening) -> list[tuple[Phrase, str]]:
    """Return whose event it is: 'Israel's attack', 'its conflict', 'his arrest'."""
    made = []
    undergone = tokens[event.trigger].among("events.undergone")
    role = "recipient" if undergone else "actor"
    for index in range(event.first, event.trigger):
        token = tokens[index]
        if token.among("possessive_ending") and index > event.first:
            owner = owner_before(tokens, index)
            timed = owner and any(t.among("weekdays", "time_words", "time_nouns", "months") for t in
                                  tokens[owner.first : owner.last + 1])  # fmt: skip
            acting = owner and (tokens[owner.last].capital or tokens[owner.last].among(*_ACTING))
            if owner and acting and not timed:
                made.append((owner, role))
        elif index == event.first and token.among("owners"):
            made.append((Phrase(index, index, index), role))
    return made


_ACTING = ("speakers.group", "speakers.organisation", "speakers.person")


def _behind(tokens: Sequence[Token], event: Happening) -> list[tuple[Phrase, str]]:
    """Return the participants that prepositions behind the noun name: "the attack by rebels on the port"."""
    roles = table("events")["roles"]
    index, made = event.trigger_end, list[tuple[Phrase, str]]()
    while index < event.end and tokens[index].among("events.occurring", "occurring_tails"):
        index += 1
    for _ in range(3):
        if index + 1 >= event.end or tokens[index].lower not in roles:
            break
        phrase = subject_after(tokens, index + 1)
        if phrase is None or phrase.first >= event.end:
            break
        if tokens[index].among("between"):
            return _sides(tokens, index, phrase)
        phrase = Phrase(phrase.first, min(phrase.last, event.end - 1), phrase.outer)
        ends = (i for i in range(phrase.first + 1, phrase.last) if tokens[i].among("events.role_ends"))
        phrase = _cut_at_verb(tokens, Phrase(phrase.first, next(ends, phrase.last + 1) - 1, phrase.first))
        second = bool(made) and tokens[index].among("on_against") and made[-1][1] == "recipient"
        if not second and _fills(tokens, event, index, phrase):
            made += [(part, roles[tokens[index].lower]) for part in _members(tokens, phrase)]
        index = phrase.last + 1
        if index >= event.end or not tokens[index].among("events.role_ends"):
            break
    return made


def _sides(tokens: Sequence[Token], between: int, first: Phrase) -> list[tuple[Phrase, str]]:
    """Return both sides of a "between X and Y"."""
    joint = next(
        (i for i in range(between + 2, min(len(tokens), between + 16)) if tokens[i].among("and")), None
    )
    second = subject_after(tokens, joint + 1) if joint else None
    if joint and second and first.last < joint:
        return [(first, "actor"), (second, "actor")]
    return [(part, "actor") for part in _members(tokens, first)]


def _fills(tokens: Sequence[Token], event: Happening, index: int, phrase: Phrase) -> bool:
    """Tell whether a phrase behind a preposition takes part: no date, no number, nothing that the noun only is about."""
    head = tokens[phrase.first]
    if head.among("weekdays", "months", "time_modifiers") or (
        head.text[0].isdigit() and tokens[index].among("on_against")
    ):
        return False
    if tokens[index].among("from"):
        return tokens[event.trigger].among("events.sent")
    undergone = tokens[event.trigger].among("events.undergone")
    harmful = event.kind.type in {"ASSAULT", "COERCE", "SANCTION"} or undergone
    return harmful or not tokens[index].among("target_links")


def _cut_at_verb(tokens: Sequence[Token], phrase: Phrase) -> Phrase:
    """Return a phrase without the plain verb that goes on behind a plural: "Lund's strikes on the sites break the law"."""
    for index in range(phrase.first + 1, phrase.last + 1):
        before = tokens[index - 1]
        if tokens[index].among("indefinite_articles") and not before.among("prepositions", "coordinators"):
            return Phrase(phrase.first, index - 1, phrase.outer)  # "called the strikes on the port a crime"
        plural = tokens[index - 1].lower.endswith("s") and not tokens[index - 1].lower.endswith("'s")
        if plural and tokens[index].tagged("base") and not tokens[index].capital and index < phrase.last:
            return Phrase(phrase.first, index - 1, phrase.outer)
    return phrase


def _members(tokens: Sequence[Token], phrase: Phrase, *, sure: bool = True) -> list[Phrase]:
    """Split a phrase into its members: 'Iran and the U.S.' are two; where it is not ``sure``, only two names are."""
    joint = next((i for i in range(phrase.first + 1, phrase.last) if tokens[i].among("and")), None)
    if joint is None:
        return [phrase]
    parts = [Phrase(phrase.first, joint - 1, phrase.first), Phrase(joint + 1, phrase.last, joint + 1)]
    nested = any(t.among("prepositions") and not t.capital for t in tokens[phrase.first : joint])
    if sure or (not nested and all(_full(tokens, part) for part in parts)):
        return parts
    return [phrase]


def _full(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """Tell whether a member is a name by itself, not half of one: "Ada Lund and Per Dahl", not "Trade and Industry"."""
    inside = tokens[phrase.first : phrase.last + 1]
    capitals = sum(token.capital and token.word for token in inside)
    country = any(token.among("speakers.countries") for token in inside)
    if not (inside[-1].capital or inside[-1].among("speakers.group")):
        return False
    return country or capitals > 1 or len(inside) == 1 or (capitals == 1 and inside[0].among("determiners"))


def _other_side(tokens: Sequence[Token], event: Happening) -> Phrase | None:
    """Find who met the one behind 'with': the subject of the clause that the meeting is an adjunct of, or 'by X' before it."""
    before = event.first - 1
    if before < 0 or not tokens[before].among("events.adjunct_links"):
        return None
    if before == 0:
        comma = next((i for i in range(event.end, len(tokens)) if tokens[i].text == ","), None)
        return None if comma is None else _subject_behind(tokens, comma + 1)
    for index in range(before - 1, max(-1, before - 12), -1):
        if tokens[index].among("agent"):
            phrase = subject_after(tokens, index + 1)
            return phrase if phrase and phrase.last == before - 1 else None
        if tokens[index].text in {",", ";"}:
            break
    told = tokens[before - 1].tagged("past", "s") and not tokens[before - 1].capital
    return subject_before(tokens, before - 1) if told and tokens[before].quotation == -1 else None


def _subject_behind(tokens: Sequence[Token], start: int) -> Phrase | None:
    """Return the subject of the clause that begins at a token."""
    for index in range(start + 1, min(len(tokens), start + 12)):
        if is_finite(tokens, index) and tokens[index].quotation == -1:
            phrase = subject_before(tokens, index)
            return phrase if phrase and phrase.first >= start else None
    return None
