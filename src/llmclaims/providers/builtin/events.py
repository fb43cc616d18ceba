"""Events of a sentence: the verbs of the lists with their subjects and objects, and the nouns."""

from collections.abc import Sequence

from llmclaims.providers.builtin.clauses import clause_end
from llmclaims.providers.builtin.cues import reporting_verbs
from llmclaims.providers.builtin.event_words import (
    Happening,
    Kind,
    Verb,
    event_nouns,
    event_verbs,
    light_forms,
    noun_event,
)
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.noun_phrases import Phrase, is_auxiliary, subject_after
from llmclaims.providers.builtin.subjects import skip_back, subject_before
from llmclaims.providers.builtin.tokens import Token, is_adverb, is_finite, phrases_at, word_count


def find_events(tokens: Sequence[Token]) -> list[Happening]:
    """Return every event that a sentence states, from left to right."""
    found: list[Happening] = []
    for index, token in enumerate(tokens):
        if (found and index < found[-1].trigger_end) or not token.word:
            continue
        event = _verb_event(tokens, index) or noun_event(tokens, index)
        if event and _sound(tokens, event):
            found.append(event)
    return found


def stated_event(tokens: Sequence[Token], start: int, end: int) -> Happening | None:
    """Return the event of the first clause in ``tokens[start:end]``, whatever its verb: for a clause that a connective joins.

    None where the verb tells of a state, a thought or a saying rather than of something that happens.
    """
    for index in range(start + 1, end):
        token = tokens[index]
        if (
            not is_finite(tokens, index)
            or token.finite
            or token.verb is None
            or token.quotation != tokens[start].quotation
        ):
            continue
        if (
            token.verb.lemma in words("relations.statives")
            or token.lower in reporting_verbs()
            or not token.tagged("past")
        ):
            return None
        verb = Verb(index, index + 1, Kind("OTHER", ""), skip_back(tokens, index - 1))
        passive = any(t.among("be") for t in tokens[verb.left + 1 : index])
        subject = subject_before(tokens, index)
        if subject is None or subject.first < start:
            return None
        target = _agent(tokens, verb.end) if passive else _object(tokens, verb.end)
        event = _make(tokens, verb, subject, target, passive=passive)
        return event if _sound(tokens, event) else None
    return None


def _sound(tokens: Sequence[Token], event: Happening) -> bool:
    return word_count(tokens[event.first : event.end]) >= 3


def _verb_event(tokens: Sequence[Token], index: int) -> Happening | None:
    if tokens[index].capital and index:
        return None
    made = (
        _verbal(tokens, Verb(index, end, kind, skip_back(tokens, index - 1)), tag)
        for end, (tag, kind) in phrases_at(tokens, index, event_verbs())
    )
    return next(filter(None, made), None)


def _verbal(tokens: Sequence[Token], verb: Verb, tag: str) -> Happening | None:
    use = verb.kind.use
    helpers = {t.lower for t in tokens[verb.left + 1 : verb.first]}
    be, have = bool(helpers & words("be")), bool(helpers & words("have"))
    passive = tag in {"past", "part"} and be and not (have and not helpers & words("been"))
    before = tokens[verb.first - 1].lower if verb.first else ""
    if _light(tokens, verb) or before in words("determiners", "possessives") - words("complementizer"):
        return None
    if (passive and use in {"x", "i"}) or ("p" in use and not passive):
        return None
    if use == "i" and tag != "ing" and _object_follows(tokens, verb.end) and not _dated(tokens[verb.end]):
        return None
    if tag in {"past", "part"}:
        return _past(tokens, verb, passive=passive, helped=be or have)
    if tag == "ing":
        return _gerund(tokens, verb, progressive=be)
    return _base(tokens, verb) if tag == "base" else None


def _light(tokens: Sequence[Token], verb: Verb) -> bool:
    """Tell whether a verb only carries the noun behind it: 'launched an attack'."""
    if tokens[verb.first].lower not in light_forms():
        return False
    for token in tokens[verb.end : verb.end + 4]:
        if token.lower in event_nouns():
            return True
        if not token.word or token.lower in words("prepositions") - words("inside"):
            return False
    return False


def _dated(token: Token) -> bool:
    return token.among("weekdays", "time_words", "time_modifiers", "months") or is_adverb(token)


def _past(tokens: Sequence[Token], verb: Verb, *, passive: bool, helped: bool) -> Happening | None:
    subject = subject_before(tokens, verb.first)
    follower = tokens[verb.end].lower if verb.end < len(tokens) else ""
    before = tokens[verb.left].lower if verb.left >= 0 else ""
    if follower in words("particles"):
        return None
    if subject is None and before in words("plain_coordinators"):
        subject = _clause_subject(tokens, verb.left)
        passive = passive or _coordinated_passive(tokens, verb.left)
    if subject is None and before in words("infinitive"):
        subject = _controller(tokens, verb.left)
    if not helped and not passive:
        transitive = "n" in verb.kind.use
        if follower in words("agent") or (transitive and follower in words("setting_prepositions")):
            return _reduced(tokens, verb)
        standing = is_finite(tokens, verb.first) or before in words("verb_hosts")
        if not standing or (transitive and not _object_follows(tokens, verb.end)):
            return None
    if subject is None and not passive:
        return None
    target = _agent(tokens, verb.end) if passive else _object(tokens, verb.end)
    if verb.kind.type == "ASSAULT" and _figurative(tokens, subject if passive else target):
        return None
    return _make(tokens, verb, subject, target, passive=passive)


def _figurative(tokens: Sequence[Token], victim: Phrase | None) -> bool:
    """Tell whether what is attacked is no thing and nobody: 'attacked the plan'."""
    if victim is None:
        return False
    return any(token.among("events.abstract") for token in tokens[victim.first : victim.last + 1])


def _reduced(tokens: Sequence[Token], verb: Verb) -> Happening | None:
    """Return the event of a participle behind its noun: 'a soldier killed in the blast'."""
    before = tokens[verb.first - 1] if verb.first else None
    if before is None or not before.word or before.among("prepositions", "coordinators") or is_adverb(before):
        return None
    subject = subject_before(tokens, verb.first)
    if subject is None or tokens[subject.last].among("subject_pronouns"):
        return None
    return _make(tokens, verb, subject, _agent(tokens, verb.end), passive=True)


def _gerund(tokens: Sequence[Token], verb: Verb, *, progressive: bool) -> Happening | None:
    target = _object(tokens, verb.end)
    if progressive:
        subject = subject_before(tokens, verb.first)
        return _make(tokens, verb, subject, target) if subject else None
    if "n" not in verb.kind.use or not verb.first or not _object_follows(tokens, verb.end):
        return None
    before = tokens[verb.first - 1]
    if before.text != "," and not before.among("gerund_hosts"):
        return None
    subject = _clause_subject(tokens, verb.first) if before.text == "," else None
    return _make(tokens, verb, subject, target, lone=True)


def _base(tokens: Sequence[Token], verb: Verb) -> Happening | None:
    infinitive = verb.left == verb.first - 1 and verb.left >= 0 and tokens[verb.left].among("infinitive")
    helpers = tokens[verb.left + 1 : verb.first]
    if not infinitive and not any(t.among("modals", "do") for t in helpers):
        return None
    if verb.end < len(tokens) and tokens[verb.end].among("particles"):
        return None
    if "n" in verb.kind.use and not _object_follows(tokens, verb.end):
        return None
    subject = _controller(tokens, verb.left) if infinitive else subject_before(tokens, verb.first)
    if subject is None and (not infinitive or verb.kind.use == "i"):
        return None
    return _make(tokens, verb, subject, _object(tokens, verb.end))


def _controller(tokens: Sequence[Token], to: int) -> Phrase | None:
    """Find who would do what an infinitive says: the subject of the verb right before 'to', nobody where a noun stands there."""
    verb = to - 1
    if (
        verb < 1
        or tokens[verb].verb is None
        or not (is_finite(tokens, verb) or tokens[verb].tagged("ing", "part", "base"))
    ):
        return None
    return subject_before(tokens, verb)


def _clause_subject(tokens: Sequence[Token], end: int) -> Phrase | None:
    """Return the subject of the nearest finite verb before a token."""
    for index in range(end - 1, max(0, end - 30), -1):
        if is_finite(tokens, index) and tokens[index].quotation == tokens[end].quotation:
            phrase = subject_before(tokens, index)
            if phrase:
                return phrase
    return None


def _coordinated_passive(tokens: Sequence[Token], joint: int) -> bool:
    for index in range(joint - 1, max(-1, joint - 12), -1):
        if tokens[index].among("be"):
            return True
        if tokens[index].text in {",", ";"}:
            return False
    return False


def _object_follows(tokens: Sequence[Token], index: int) -> bool:
    while index < len(tokens) and is_adverb(tokens[index]):
        index += 1
    if index >= len(tokens) or tokens[index].among("no_object"):
        return False
    return (tokens[index].word or tokens[index].text in "$€£") and not is_auxiliary(tokens[index])


def _object(tokens: Sequence[Token], index: int) -> Phrase | None:
    while index < len(tokens) and (is_adverb(tokens[index]) or tokens[index].among("opponents")):
        index += 1
    if index >= len(tokens) or tokens[index].lower in words("prepositions") - words("approximators"):
        return None
    phrase = subject_after(tokens, index)
    if phrase and all(
        t.among("determiners", "subject_pronouns") for t in tokens[phrase.first : phrase.last + 1]
    ):
        return None
    return phrase


def _agent(tokens: Sequence[Token], index: int) -> Phrase | None:
    for at in range(index, min(len(tokens), index + 10)):
        if tokens[at].text in {",", ";"}:
            return None
        if tokens[at].among("agent") and at + 1 < len(tokens) and not tokens[at + 1].tagged("ing"):
            return subject_after(tokens, at + 1)
    return None


def _make(
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
    end = next((i for i in range(verb.end, end) if tokens[i].finite and tokens[i - 1].word), end)
    joined = verb.left >= 0 and tokens[verb.left].among("plain_coordinators") and end - start >= 3
    if subject and not lone and not joined and subject.last < verb.first:
        start = subject.first
    if verb.kind.use in {"i", "x"} and not passive:
        target = None
    helpers = (verb.left + 1, verb.first)
    return Happening(
        start, end, verb.first, verb.end, verb.kind, subject, target, passive, noun=False, helpers=helpers
    )
