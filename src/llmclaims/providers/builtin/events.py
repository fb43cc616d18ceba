"""Events of a sentence: the verbs of the lists with their subjects and objects, and the nouns."""

from collections.abc import Sequence

from llmclaims.providers.builtin.clauses import clause_end
from llmclaims.providers.builtin.event_arguments import agent_of, object_follows, object_of
from llmclaims.providers.builtin.event_objects import TRANSITIVE, UNPASSIVE, fits, measure_follows
from llmclaims.providers.builtin.event_subjects import (
    antecedent,
    clause_subject,
    controller,
    gerund_subject,
    subject_of,
)
from llmclaims.providers.builtin.event_words import (
    QUOTED,
    Happening,
    Kind,
    Verb,
    carried_by,
    event_nouns,
    event_verbs,
    light_verb,
    noun_event,
    stem,
    widened,
)
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.noun_phrases import QUOTE_MARKS, Phrase
from llmclaims.providers.builtin.subjects import skip_back
from llmclaims.providers.builtin.tokens import Token, is_adverb, is_finite, phrases_at, word_count


def find_events(tokens: Sequence[Token], told: frozenset[str] = frozenset()) -> list[Happening]:
    """Return every event that a sentence states, from left to right.

    ``told`` are the stems of what the paragraph has told of already: a bare "the attack" is then no new event.
    """
    found: list[Happening] = []
    for index, token in enumerate(tokens):
        if (found and index < found[-1].trigger_end) or not token.word:
            continue
        event = _verb_event(tokens, index) or noun_event(tokens, index)
        if event and event.noun:
            again = told | {stem(tokens[one.trigger].lower) for one in found}
            short = word_count(tokens[event.first : event.end]) < QUOTED
            named_alone = short and not tokens[event.trigger].among("events.happenings")
            event = None if named_alone or _bare(tokens, event, again) else widened(tokens, event)
        if event and sound(tokens, event):
            found.append(event)
    return found


def _bare(tokens: Sequence[Token], event: Happening, told: frozenset[str]) -> bool:
    """Tell whether a noun only names again what has been told: "the attack", "the two attacks"."""
    own = [
        token
        for token in tokens[event.first : event.trigger]
        if not token.among("determiners", "possessives")
    ]
    behind = tokens[event.trigger_end] if event.trigger_end < len(tokens) else None
    alone = behind is None or not behind.among("event_prepositions")
    return not own and alone and stem(tokens[event.trigger].lower) in told


def sound(tokens: Sequence[Token], event: Happening) -> bool:
    """Tell whether the clause of an event is long enough to be quoted."""
    return word_count(tokens[event.first : event.end]) >= QUOTED


def _verb_event(tokens: Sequence[Token], index: int) -> Happening | None:
    if tokens[index].capital and index:
        return None
    made = (
        _verbal(tokens, Verb(index, end, kind, skip_back(tokens, index - 1)), tag)
        for end, (tag, kind) in phrases_at(tokens, index, event_verbs())
    )
    return _left_hurt(tokens, index) or next(filter(None, made), None)


def _verbal(tokens: Sequence[Token], verb: Verb, tag: str) -> Happening | None:
    use = verb.kind.use
    helpers = {t.lower for t in tokens[verb.left + 1 : verb.first]}
    be, have = bool(helpers & words("be")), bool(helpers & words("have"))
    passive = tag in {"past", "part"} and be and not (have and not helpers & words("been"))
    before = tokens[verb.first - 1].lower if verb.first else ""
    if _light(tokens, verb) or before in _qualifying():
        return None
    undergone = not UNPASSIVE.isdisjoint(use)
    if tag in {"past", "part"} and not (be or have) and not undergone and _joined_passive(tokens, verb):
        passive = True
    if (passive and (undergone or "r" in use)) or ("p" in use and not passive):
        return None
    placed = verb.end - verb.first > 1 and tokens[verb.end - 1].among("prepositions")  # "flew to"
    following = object_follows(tokens, verb.end) and not placed
    if undergone and tag != "ing" and following and not _dated(tokens[verb.end]):
        measured = "m" in use or tokens[verb.end].text[0].isdigit()
        if not measured:
            return None
    if "m" in use and not measure_follows(tokens, verb.end):
        return None
    if tag in {"past", "part"}:
        return _past(tokens, verb, passive=passive, helped=be or have)
    if tag == "ing":
        return _gerund(tokens, verb, progressive=be)
    return _base(tokens, verb) if tag == "base" else None


def _qualifying() -> frozenset[str]:
    """Return what stands before a participle that only qualifies a noun: "the shelled town", "Lund's wounded men"."""
    return words("determiners", "possessives", "possessive_ending") - words("complementizer")


def _joined_passive(tokens: Sequence[Token], verb: Verb) -> bool:
    """Tell whether a participle shares the auxiliary of a passive before it: "were detained in Lund and charged"."""
    if verb.left < 0 or not tokens[verb.left].among("plain_coordinators") or verb.left != verb.first - 1:
        return False
    return _coordinated_passive(tokens, verb.left) and not object_follows(tokens, verb.end)


def _particle(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a particle makes another verb of the one before it: "shot up", not "sank off Brenn"."""
    if index >= len(tokens) or not tokens[index].among("particles"):
        return False
    following = tokens[index + 1] if index + 1 < len(tokens) else None
    placed = tokens[index].among("place_prepositions") and following is not None
    return not (placed and following and (following.capital or following.among("the")))


def _invited(tokens: Sequence[Token], verb: Verb) -> bool:
    """Tell whether an infinitive only says what an invitation is to: "invited Lund to take part"."""
    before = tokens[max(0, verb.first - 12) : verb.first]
    return verb.kind.type == "COOPERATE" and any(token.among("events.inviting") for token in before)


def _left_hurt(tokens: Sequence[Token], index: int) -> Happening | None:
    """Return the event of "left 12 people dead": the ones hurt, and what hurt them."""
    if not tokens[index].among("events.leaving") or tokens[index].capital:
        return None
    hurt = next(
        (i for i in range(index + 2, min(len(tokens), index + 8)) if tokens[i].among("events.hurt")), None
    )
    subject = subject_of(tokens, index)
    if hurt is None or subject is None or any(not t.word for t in tokens[index:hurt]):
        return None
    verb = Verb(index, index + 1, Kind("ASSAULT", "n"), skip_back(tokens, index - 1))
    return make_event(tokens, verb, subject, Phrase(index + 1, hurt - 1, index + 1))


def _light(tokens: Sequence[Token], verb: Verb) -> bool:
    """Tell whether a verb only carries the noun behind it: 'launched an attack'."""
    if any(token.among("be") for token in tokens[verb.left + 1 : verb.first]):
        subject = subject_of(tokens, verb.first)
        return subject is not None and carried_by(tokens, subject, verb.first)
    for index in range(verb.end, min(len(tokens), verb.end + 7)):
        if tokens[index].lower in event_nouns():
            carrier = light_verb(tokens, index)
            return carrier is not None and carrier[0] == verb.first
    return False


def _dated(token: Token) -> bool:
    return token.among("weekdays", "time_words", "time_modifiers", "months") or is_adverb(token)


def _past(tokens: Sequence[Token], verb: Verb, *, passive: bool, helped: bool) -> Happening | None:
    if _particle(tokens, verb.end):
        return None
    subject = _past_subject(tokens, verb)
    transitive = not TRANSITIVE.isdisjoint(verb.kind.use)
    if not helped and not passive:
        if UNPASSIVE.isdisjoint(verb.kind.use) and _qualifies(tokens, verb, transitive=transitive):
            return _reduced(tokens, verb)
        hosted = verb.left >= 0 and tokens[verb.left].among("verb_hosts")
        if not hosted and not is_finite(tokens, verb.first):
            return None
    if subject is None or tokens[subject.last].among("hearer"):
        return None
    target = agent_of(tokens, verb.end) if passive else object_of(tokens, verb.end)
    if transitive and not passive and not object_follows(tokens, verb.end):
        target = antecedent(tokens, subject)
        if target is None:
            return None
    if not fits(tokens, verb, subject if passive else target, passive=passive):
        return None
    return make_event(tokens, verb, subject, target, passive=passive)


def _past_subject(tokens: Sequence[Token], verb: Verb) -> Phrase | None:
    """Return the subject of a past form: its own, that of the verb it is joined to, or of the one above its "to"."""
    subject = subject_of(tokens, verb.first)
    if subject is None and verb.left >= 0 and tokens[verb.left].among("plain_coordinators"):
        return clause_subject(tokens, verb.left)
    if subject is None and verb.left >= 0 and tokens[verb.left].among("infinitive"):
        return controller(tokens, verb.left)
    return subject


def _qualifies(tokens: Sequence[Token], verb: Verb, *, transitive: bool) -> bool:
    """Tell whether a past form without auxiliary is a participle behind its noun: "a soldier killed in the blast"."""
    if verb.end >= len(tokens):
        return False
    counted = verb.end + 1 < len(tokens) and tokens[verb.end + 1].among("events.superlatives")
    set_in = transitive and tokens[verb.end].among("setting_prepositions") and not counted
    return tokens[verb.end].among("agent") or set_in


def _reduced(tokens: Sequence[Token], verb: Verb) -> Happening | None:
    """Return the event of a participle behind its noun: 'a soldier killed in the blast'."""
    before = tokens[verb.first - 1] if verb.first else None
    if before is None or not before.word or before.among("prepositions", "coordinators") or is_adverb(before):
        return None
    if tokens[verb.first].verb is not None and not tokens[verb.first].tagged("part"):
        return None
    subject = subject_of(tokens, verb.first)
    if subject is None or tokens[subject.last].among("subject_pronouns"):
        return None
    return make_event(tokens, verb, subject, agent_of(tokens, verb.end), passive=True)


def _gerund(tokens: Sequence[Token], verb: Verb, *, progressive: bool) -> Happening | None:
    target = object_of(tokens, verb.end)
    if progressive:
        subject = subject_of(tokens, verb.first)
        if not fits(tokens, verb, target):
            return None
        told = subject is not None and not tokens[subject.last].among("hearer")  # "you are leaving our site"
        return make_event(tokens, verb, subject, target) if told else None
    acting = "r" in verb.kind.use or not TRANSITIVE.isdisjoint(verb.kind.use)
    if not acting or not verb.first or not object_follows(tokens, verb.end):
        return None
    before = tokens[verb.first - 1]
    if not fits(tokens, verb, target):
        return None
    if before.text != "," and not before.among("gerund_hosts"):
        return None
    subject = gerund_subject(tokens, verb.first)
    return make_event(tokens, verb, subject, target, lone=True)


def _base(tokens: Sequence[Token], verb: Verb) -> Happening | None:
    infinitive = verb.left == verb.first - 1 and verb.left >= 0 and tokens[verb.left].among("infinitive")
    helpers = tokens[verb.left + 1 : verb.first]
    if not infinitive and not any(t.among("modals", "do") for t in helpers):
        return None
    if _particle(tokens, verb.end) or (infinitive and _invited(tokens, verb)):
        return None
    target = object_of(tokens, verb.end)
    transitive = not TRANSITIVE.isdisjoint(verb.kind.use)
    subject = controller(tokens, verb.left) if infinitive else subject_of(tokens, verb.first)
    if transitive and not object_follows(tokens, verb.end):
        target = None if infinitive else antecedent(tokens, subject)
        if target is None:
            return None
    if not fits(tokens, verb, target):
        return None
    if subject is None and (not infinitive or "i" in verb.kind.use):
        return None
    return make_event(tokens, verb, subject, target)


def _coordinated_passive(tokens: Sequence[Token], joint: int) -> bool:
    for index in range(joint - 1, max(-1, joint - 12), -1):
        if tokens[index].among("be"):
            return True
        if tokens[index].text in {",", ";"}:
            return False
    return False


def make_event(
    tokens: Sequence[Token],
    verb: Verb,
    subject: Phrase | None,
    target: Phrase | None,
    *,
    passive: bool = False,
    lone: bool = False,
) -> Happening:
    """Return the event of a verb; ``lone`` for a participle, whose clause begins with itself."""
    start = verb.first if lone else verb.left + 1
    end = clause_end(tokens, verb.end, verb.first)
    cut = next((i for i in range(verb.end, end) if tokens[i].finite and tokens[i - 1].word), end)
    end = cut - 1 if cut < end and cut - 1 > verb.end and tokens[cut - 1].among("subject_pronouns") else cut
    while end > verb.end and tokens[end - 1].among("closed"):
        end -= 1
    joined = verb.left >= 0 and tokens[verb.left].among("plain_coordinators") and end - start >= 3
    if subject and not lone and not joined and subject.last < verb.first:
        start = subject.outer if tokens[subject.outer].text in QUOTE_MARKS else subject.first
    if not UNPASSIVE.isdisjoint(verb.kind.use) and not passive:
        target = None
    led = verb.end - verb.first > 1 and tokens[verb.end - 1].among("infinitive")  # "taken to": the verb alone
    return Happening(
        start, end, verb.first, verb.end - led, verb.kind, subject, target, passive,
        noun=False, helpers=(verb.left + 1, verb.first),
    )  # fmt: skip
