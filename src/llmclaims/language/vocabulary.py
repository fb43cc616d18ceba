"""The words that rules rest on (``data/<language>/rules.json``).

Rules that need words are reported as not applied for a language without them; nothing is guessed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, fields
from functools import cache, cached_property
from typing import TYPE_CHECKING, Any

from llmclaims.language.lexicon import Phrases, WordList, lists, split

if TYPE_CHECKING:
    from collections.abc import Mapping


@dataclass(frozen=True)
class Instruction:
    """Words that speak to a model: a pattern, and the ``cues`` of which one stands, in lower case, in all that it finds."""

    cues: tuple[str, ...]
    written: str

    @cached_property
    def pattern(self) -> re.Pattern[str]:
        """The pattern, compiled when it is first asked for: most texts have no cue."""
        return re.compile(self.written, re.IGNORECASE)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Words:
    """The word lists of one language, made once; what each is for stands in the data file beside it."""

    auxiliaries: frozenset[str]
    verbal_negators: frozenset[str]
    nominal_negators: frozenset[str]
    nominal_phrases: Phrases
    negative_governors: Phrases
    neutral_negations: Phrases
    denials: frozenset[str]
    denied_objects: frozenset[str]
    negative_words: frozenset[str]
    weak_negatives: frozenset[str]
    quantifiers: frozenset[str]
    negation_raising: frozenset[str]
    negative_prefixes: tuple[str, ...]
    neutral_prefixes: tuple[str, ...]
    opposing_prefixes: tuple[str, ...]
    negative_suffixes: tuple[str, ...]
    presupposing: frozenset[str]
    preventing: frozenset[str]
    definite: frozenset[str]
    empty_words: frozenset[str]
    saying: frozenset[str]
    transparent: frozenset[str]
    prepositions: frozenset[str]
    subordinators: frozenset[str]
    coordinators: frozenset[str]
    determiners: frozenset[str]
    pronouns: frozenset[str]
    possessives: frozenset[str]
    pronoun_groups: tuple[frozenset[str], ...]
    parentheticals: frozenset[str]
    hedge_adverbs: frozenset[str]
    hedge_adjectives: frozenset[str]
    hedge_phrases: Phrases
    hedge_modals: frozenset[str]
    alleged: frozenset[str]
    hedge_verbs: frozenset[str]
    naming_verbs: frozenset[str]
    claiming: frozenset[str]
    alleging_nouns: frozenset[str]
    accusing: frozenset[str]
    unconfirmed: frozenset[str]
    rumours: frozenset[str]
    happening: frozenset[str]
    light: frozenset[str]
    modals: frozenset[str]
    sure_modals: frozenset[str]
    inverting: frozenset[str]
    unchanging_verbs: frozenset[str]
    irrealis_governors: Phrases
    irrealis_subordinators: frozenset[str]
    irrealis_adjectives: frozenset[str]
    irrealis_after: frozenset[str]
    addressing_verbs: frozenset[str]
    proposals: frozenset[str]
    asking_verbs: frozenset[str]
    seeking_verbs: frozenset[str]
    evidential_participles: frozenset[str]
    open_predicates: Phrases
    effecting: frozenset[str]
    measures: frozenset[str]
    backward_prepositions: frozenset[str]
    taking_as_given: frozenset[str]
    citing_participles: frozenset[str]
    takes_to: frozenset[str]
    ordinals: frozenset[str]
    implicatives: frozenset[str]
    indefinite_governors: Phrases
    open_heads: frozenset[str]
    realised_futures: Phrases
    marvelling: Phrases
    spells: frozenset[str]
    modal_words: frozenset[str]
    cues: frozenset[str]
    speech_cues: frozenset[str]
    ask_cues: frozenset[str]
    cue_nouns: frozenset[str]
    cue_adjectives: frozenset[str]
    view_nouns: frozenset[str]
    view_prepositions: frozenset[str]
    headings: frozenset[str]
    according: Phrases
    fronted_sources: frozenset[str]
    judging: frozenset[str]
    addressing_cues: frozenset[str]
    question_words: frozenset[str]
    open_cues: frozenset[str]
    infinitive_cues: frozenset[str]
    subject_skips: frozenset[str]
    copulas: frozenset[str]
    quoting: frozenset[str]
    relatives: frozenset[str]
    tag_ends: frozenset[str]
    plan_ends: frozenset[str]
    comparatives: frozenset[str]
    cue_prepositions: frozenset[str]
    titles: frozenset[str]
    common_speakers: frozenset[str]
    person_heads: frozenset[str]
    function_words: frozenset[str]
    common_suffixes: tuple[str, ...]
    common_nouns: frozenset[str]
    suffixed_names: frozenset[str]
    past_verbs: frozenset[str]
    silent: frozenset[str]
    aims: Phrases
    aim_modals: frozenset[str]
    aim_open_modals: frozenset[str]
    aim_particles: frozenset[str]
    aim_sequels: Phrases
    found_out: frozenset[str]
    bare_verbs: frozenset[str]
    aim_contents: frozenset[str]
    commanding: frozenset[str]
    aim_reasons: frozenset[str]
    backward_causes: tuple[str, ...]
    forward_causes: tuple[str, ...]
    act_cues: Mapping[str, tuple[str, ...]]
    participles: frozenset[str]
    taking: frozenset[str]
    believing: frozenset[str]
    seeming: frozenset[str]
    called_off: Phrases
    rubbishing: frozenset[str]
    conditions: frozenset[str]
    habitual: frozenset[str]
    asking_words: frozenset[str]
    demanding: Phrases
    shunning: Phrases
    denying_words: frozenset[str]
    scarce: frozenset[str]
    harming: frozenset[str]
    singular_verbs: frozenset[str]
    demonstratives: frozenset[str]
    degree_adverbs: frozenset[str]
    denying_adjectives: frozenset[str]
    aliases: Mapping[str, frozenset[str]]
    months: Mapping[str, int]
    weekdays: frozenset[str]
    units: Mapping[str, str]
    vague_numbers: Mapping[str, tuple[str, ...]]
    names_in_s: frozenset[str]
    name_endings: frozenset[str]
    general_nouns: frozenset[str]
    causal_particles: frozenset[str]
    time_particles: frozenset[str]
    concessions: frozenset[str]
    anaphors: frozenset[str]
    date_words: frozenset[str]
    cue_determiners: frozenset[str]
    agent_prepositions: frozenset[str]
    subject_pronouns: frozenset[str]
    object_pronouns: frozenset[str]
    role_modifiers: frozenset[str]
    comparing: frozenset[str]
    conditional_conjunctions: frozenset[str]
    idle_conditions: frozenset[str]
    interrogatives: frozenset[str]
    periods: frozenset[str]
    time_conjunctions: frozenset[str]
    present_be: frozenset[str]
    past_auxiliaries: frozenset[str]
    future_modals: frozenset[str]
    predicate_skips: frozenset[str]
    indefinite_articles: frozenset[str]
    name_joining: frozenset[str]
    contracted_pronouns: frozenset[str]
    singular_endings: tuple[str, ...]
    plain_relatives: frozenset[str]
    denying: frozenset[str]
    infinitive_skips: frozenset[str]
    helping: frozenset[str]
    noun_suffixes: tuple[str, ...]
    adjective_suffixes: tuple[str, ...]
    participle_adverbs: frozenset[str]
    participle_prepositions: frozenset[str]
    mutual: frozenset[str]
    coming: frozenset[str]
    undergoing: frozenset[str]
    receiving: frozenset[str]
    sent: frozenset[str]
    aimed: frozenset[str]
    done_nouns: frozenset[str]
    done_to_owner: frozenset[str]
    suffering: frozenset[str]
    enduring: frozenset[str]
    issuing: frozenset[str]
    perceiving: frozenset[str]
    unendorsed: frozenset[str]
    doubtful_nouns: frozenset[str]
    proving: frozenset[str]
    keeping: frozenset[str]
    wishing: frozenset[str]
    open_words: frozenset[str]
    spreading: frozenset[str]
    noun_verbs: frozenset[str]
    cardinals: frozenset[str]
    saying_ahead: Phrases
    attitude_nouns: frozenset[str]
    attitudes: frozenset[str]
    presupposing_objects: frozenset[str]
    placing: frozenset[str]
    facing: frozenset[str]
    voiced: frozenset[str]
    owning_modals: frozenset[str]
    admitting: frozenset[str]
    doing: frozenset[str]
    standing_for: frozenset[str]
    circumstances: frozenset[str]
    reacting: frozenset[str]
    reacting_to: frozenset[str]
    reactions: frozenset[str]
    pleading: frozenset[str]
    happened: frozenset[str]
    judging_cues: frozenset[str]
    answering: frozenset[str]
    instructions: tuple[Instruction, ...]


@cache
def words(language: str) -> Words | None:
    """Return the words that rules rest on, None for a language (ISO 639-1) without a file of them."""
    data = lists(language, "rules")
    if not data:
        return None
    return Words(**{field.name: _read(data[field.name], str(field.type)) for field in fields(Words)})


def _read(value: Any, kind: str) -> Any:
    """Return one list of the data file as the type that its field declares."""
    if kind == "frozenset[str]":
        return WordList(split(value))
    if kind == "Phrases":
        return Phrases(value)
    if kind == "tuple[str, ...]":
        return tuple(split(value))
    if kind == "tuple[frozenset[str], ...]":
        return tuple(WordList(split(group)) for group in value)
    if kind == "tuple[Instruction, ...]":
        return tuple(Instruction(tuple(split(cues)), written) for cues, written in value)
    if kind == "Mapping[str, int]":
        return {name: index for index, names in enumerate(value, start=1) for name in names.split()}
    if kind == "Mapping[str, tuple[str, ...]]":
        return {name: tuple(parts) for name, parts in value.items()}
    if kind == "Mapping[str, str]":
        return {name: unit for unit, names in value.items() for name in names}
    return {name: frozenset(group) for group in value for name in group}
