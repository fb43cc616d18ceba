"""Whether a verb has behind it what it takes when it names an event: "hit a bus", not "hit the right note"."""

from collections.abc import Sequence

from llmclaims.providers.builtin.event_words import Verb
from llmclaims.providers.builtin.lexicon import words
from llmclaims.providers.builtin.noun_phrases import Phrase
from llmclaims.providers.builtin.tokens import Token

TRANSITIVE = frozenset("nc")
"""Uses of verbs that need a noun phrase behind them."""
UNPASSIVE = frozenset("ixv")
"""Uses of verbs that take no object, and so have no passive."""


def measure_follows(tokens: Sequence[Token], index: int) -> bool:
    """Tell whether a share or a sum follows that says by how much: "fell 6 percent", "rose to $40"."""
    following = tokens[index : index + 6]
    stop = next((i for i, t in enumerate(following) if t.text in {",", ";", "."}), len(following))
    return any(
        t.text[0] in "$€£" or t.text[-1] == "%" or t.among("events.measures") for t in following[:stop]
    )


def fits(tokens: Sequence[Token], verb: Verb, patient: Phrase | None, *, passive: bool = False) -> bool:
    """Tell whether what is acted upon is what a verb of this use takes when it names an event."""
    if verb.kind.type == "ASSAULT" and _figurative(tokens, patient):
        return False
    if verb.kind.objects:
        if patient is None:
            return False
        pronoun = patient.first == patient.last and tokens[patient.first].among("pronoun_objects")
        meant = pronoun and verb.kind.objects in words("events.pronominal")
        inside = tokens[patient.first : patient.last + 1]
        return meant or any(t.among(f"events.{verb.kind.objects}") for t in inside)
    if "b" in verb.kind.use and not passive:
        return patient is not None and _body(tokens, patient)
    if "r" in verb.kind.use and patient is not None:
        return not any(t.among("events.requirements") for t in tokens[patient.first : patient.last + 1])
    return "c" not in verb.kind.use or passive or (patient is not None and _concrete(tokens, patient))


def _body(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """Tell whether a phrase is a place or a body that one can leave or join: no "left investors hesitant"."""
    inside = tokens[phrase.first : phrase.last + 1]
    if any(t.among("speakers.group", "speakers.person", "events.abstract") for t in inside):
        return False
    named = inside[-1].capital and not inside[-1].among("weekdays", "months")
    return named or inside[-1].among("events.places", "speakers.organisation", "events.bodies_of_people")


def _concrete(tokens: Sequence[Token], phrase: Phrase) -> bool:
    """Tell whether a phrase surely means people, places or things: a name, a count, a word of the lists."""
    for index in range(phrase.first, phrase.last + 1):
        token = tokens[index]
        if token.among("prepositions") and index > phrase.first:
            return False
        named = token.capital and not token.among("determiners", "weekdays", "months")
        if named or token.text[0].isdigit() or token.among("object_pronouns", "number_words", *_CONCRETE):
            return not any(t.among("events.abstract") for t in tokens[index : phrase.last + 1])
    return False


_CONCRETE = (
    "events.places", "events.things", "speakers.group", "speakers.organisation", "speakers.person", "units",
)  # fmt: skip


def _figurative(tokens: Sequence[Token], victim: Phrase | None) -> bool:
    """Tell whether what is attacked is no thing and nobody: 'attacked the plan'."""
    if victim is None:
        return False
    inside = tokens[victim.first : victim.last + 1]
    return any(token.among("events.abstract") and not token.capital for token in inside)
