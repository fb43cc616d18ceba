"""Scores agree with numbers worked out by hand, and with themselves."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from llmclaims.errors import DocumentError
from llmclaims.evaluation import evaluate, read_gold
from llmclaims.evaluation.adjacent_statements import join
from llmclaims.evaluation.field_agreement import same_name
from llmclaims.evaluation.items import Argument, End, Item, Passage, iou
from tests.support import SEEDS
from tests.support.annotated import LAYERS, TEXT, event, gold_of, relation, run_of, said


def counted(run, gold, key):
    """Return (precision, recall, score) of a measure, rounded."""
    report = evaluate(gold_of(*gold), run_of(*run))
    (one,) = [score for score in report.scores if score.measure.key == key]
    return tuple(None if n is None else round(n, 3) for n in (one.precision, one.recall, one.value))


def test_the_articles_own_claims_are_left_out_where_none_are_annotated():
    """A set of attributions alone says nothing about them; a set that has one scores them all."""
    own = {"speaker_type": "author"}
    run = [said("r1", (0, 5)), said("r2", (10, 15), values=own)]
    assert counted(run, [said("g", (0, 5))], "single.span") == (1, 1, 1)
    assert counted(run, [said("g", (0, 5), values=own)], "single.span") == (0.5, 1, 0.667)
    assert evaluate(gold_of(said("g", (0, 5))), run_of(*run)).own == 1


SPANS = [
    # the same span
    ([(0, 10)], [(0, 10)], (1, 1, 1), (1, 1, 1)),
    # crossing spans share 5 of 15
    ([(5, 15)], [(0, 10)], (0, 0, 0), (0.5, 0.5, 0.5)),
    # half of the gold is just enough
    ([(0, 10)], [(0, 20)], (1, 1, 1), (1, 0.5, 0.667)),
    # nine of twenty are not
    ([(0, 9)], [(0, 20)], (0, 0, 0), (1, 0.45, 0.621)),
    # one prediction over two golds finds one of them
    ([(0, 20)], [(0, 10), (10, 20)], (1, 0.5, 0.667), (1, 1, 1)),
    # two predictions in one gold: one is a false alarm
    ([(0, 10), (10, 20)], [(0, 20)], (0.5, 1, 0.667), (1, 1, 1)),
    # the best pair alone (0.95) would leave the other side without a partner: both are found
    ([(1, 20), (0, 16)], [(0, 20), (8, 20)], (1, 1, 1), (1, 1, 1)),
    # nothing proposed
    ([], [(0, 10)], (None, 0, 0), (None, 0, 0)),
    # nothing annotated
    ([(0, 10)], [], (0, None, 0), (0, None, 0)),
    # the same twice: the second is a false alarm
    ([(0, 10), (0, 10)], [(0, 10)], (0.5, 1, 0.667), (1, 1, 1)),
]


@pytest.mark.parametrize(("run", "gold", "span", "characters"), SPANS)
def test_spans_by_hand(run, gold, span, characters):
    """Span and character scores of statements are those worked out on paper."""
    items = [
        [said(f"{side}{n}", one) for n, one in enumerate(spans)] for side, spans in (("r", run), ("g", gold))
    ]
    assert counted(*items, "single.span") == span
    assert counted(*items, "single.characters") == characters


def test_fragments_count_and_not_the_hull():
    """A split quotation is its two parts: what stands between them is not part of it."""
    gold = [said("g", (0, 10), (20, 30))]
    assert iou(((0, 10), (20, 30)), ((0, 30),)) == pytest.approx(2 / 3)
    assert counted([said("r", (10, 20))], gold, "single.characters") == (0, 0, 0)
    assert counted([said("r", (0, 30))], gold, "single.span") == (1, 1, 1)
    assert counted([said("r", (0, 30))], gold, "single.strict") == (0, 0, 0)
    assert counted([said("r", (0, 10), (20, 30))], gold, "single.strict") == (1, 1, 1)


def test_optional_is_neither_a_miss_nor_a_false_alarm():
    """An optional statement leaves the scores alone, found or not, with the right speaker or another."""
    gold = [said("core", (0, 10)), said("may", (20, 30), optional=True, speaker=("I", 31, 32))]
    assert counted([said("r", (0, 10))], gold, "single.span") == (1, 1, 1)
    assert counted([said("r", (0, 10)), said("o", (20, 30))], gold, "single.attribution") == (1, 1, 1)
    assert counted([said("o", (20, 30))], gold, "single.span") == (None, 0, 0)
    assert counted([said("r", (0, 10)), said("o", (20, 30))], gold, "single.characters") == (1, 1, 1)


def test_other_spans_count_when_lenient():
    """Another right span counts at the lenient level only."""
    gold = [said("g", (0, 10), alternatives=(((0, 30),),))]
    assert counted([said("r", (0, 30))], gold, "single.span") == (0, 0, 0)
    assert counted([said("r", (0, 30))], gold, "single.lenient") == (1, 1, 1)


def test_one_answer_may_cover_a_group():
    """At the lenient level one prediction finds all members of a group that it spans."""
    gold = [said(f"g{a}", (a, a + 9), group="x") for a in (0, 10, 20)]
    assert counted([said("r", (0, 29))], gold, "single.span") == (0, 0, 0)
    assert counted([said("r", (0, 29))], gold, "single.lenient") == (1, 1, 1)
    # a member by itself is still only one of three
    assert counted([said("r", (0, 9))], gold, "single.lenient") == (1, 0.333, 0.5)


NAMES = [
    # a part of the name
    ("Trump", "Donald Trump", True),
    # a title in front
    ("President Donald Trump", "Mr. Trump", True),
    # a possessive ending
    ("Corvalle’s", "Ines Corvalle", True),
    # one family name, two people
    ("Bill Clinton", "Hillary Clinton", False),
    # nothing but a title
    ("the president", "The President", False),
    # no name at all
    (None, "Ann", False),
]


@pytest.mark.parametrize(("one", "other", "same"), NAMES)
def test_names(one, other, same):
    """Names are one person's when titles are the only difference, or one is a part of the other."""
    assert same_name(one, other) is same
    assert same_name(other, one) is same


SPEAKERS = [
    # the mentions overlap
    ({"speaker": ("he", 30, 32)}, {"speaker": ("he said", 29, 33)}, {}, 1),
    # another place, the same name
    ({"speaker": ("Ann Lee", 40, 47)}, {"speaker": ("Lee", 30, 33)}, {}, 1),
    # another person
    ({"speaker": ("Bob", 40, 43)}, {"speaker": ("Lee", 30, 33)}, {}, 0),
    # nobody given
    ({}, {"speaker": ("Lee", 30, 33)}, {}, 0),
    # nobody is right
    ({}, {}, {}, 1),
    # somebody where nobody is named
    ({"speaker": ("Bob", 40, 43)}, {}, {}, 0),
    # somebody who was marked as right
    ({"speaker": ("Reports", 40, 47)}, {}, {"speaker": ("Reports",)}, 1),
    # leaving it out was marked as right
    ({}, {"speaker": ("Lee", 30, 33)}, {"speaker": (None,)}, 1),
    # another name was marked as right
    ({"speaker": ("the office", 40, 50)}, {"speaker": ("he", 30, 32)}, {"speaker_name": ("The Office",)}, 1),
]


@pytest.mark.parametrize(("found", "annotated", "accept", "right"), SPEAKERS)
def test_a_wrong_speaker_is_a_miss_and_a_false_alarm(found, annotated, accept, right):
    """Attribution needs the speaker as well as the span."""
    run, gold = [said("r", (0, 10), **found)], [said("g", (0, 10), accept=accept, **annotated)]
    assert counted(run, gold, "single.span") == (1, 1, 1)
    assert counted(run, gold, "single.attribution") == (right, right, right)
    assert counted(run, gold, "single.speaker") == (None, None, right)


def test_cues_of_every_statement_count():
    """Of two cues one is found: a statement that was missed takes its cue with it."""
    gold = [said("a", (0, 10), cue=("says", 11, 15)), said("b", (20, 30), cue=("says", 31, 35))]
    assert counted([said("r", (0, 10), cue=("says", 11, 15))], gold, "single.cue") == (1, 0.5, 0.667)
    # a cue at another place is wrong on both sides
    assert counted([said("r", (0, 10), cue=("says", 31, 35))], gold, "single.cue") == (0, 0, 0)
    # where leaving it out is right too, that is no miss
    open_gold = [replace(gold[0], accept={"cue": (None,)})]
    assert counted([said("r", (0, 10))], open_gold, "single.span") == (1, 1, 1)
    assert not [
        s
        for s in evaluate(gold_of(*open_gold), run_of(said("r", (0, 10)))).scores
        if s.measure.key == "single.cue"
    ]


def test_macro_f1_is_the_mean_over_classes():
    """Polarity positive found twice and right once: F1 2/3 and 0, so 1/3."""
    gold = [said(f"g{a}", (a, a + 9), values={"polarity": p}) for a, p in ((0, "positive"), (10, "negative"))]
    run = [said(f"r{a}", (a, a + 9), values={"polarity": "positive"}) for a in (0, 10)]
    assert counted(run, gold, "single.polarity") == (None, None, 0.333)
    # another value that was marked as right is right
    gold[1] = replace(gold[1], accept={"polarity": ("positive",)})
    assert counted(run, gold, "single.polarity") == (None, None, 1)


def test_strict_wants_every_field():
    """A wrong act or a tier that folds case fails at the strict level alone."""
    gold = [said("g", (0, 10), values={"act": "deny"}, accept={"act": ("assert",)})]
    right = said("r", (0, 10), values={"act": "assert"}, tier="exact")
    assert counted([right], gold, "single.strict") == (1, 1, 1)
    assert counted([replace(right, values={"act": "ask"})], gold, "single.strict") == (0, 0, 0)
    assert counted([replace(right, tier="case")], gold, "single.strict") == (0, 0, 0)
    assert counted([replace(right, values={"act": "ask"})], gold, "single.attribution") == (1, 1, 1)


def test_unflagged_scores_leave_flagged_items_out():
    """Who trusts no flag gets fewer statements: here the wrong one goes, and precision rises."""
    gold = [said("a", (0, 10)), said("b", (20, 30))]
    run = [said("x", (0, 10)), said("y", (20, 30), flagged=True), said("z", (40, 50), flagged=True)]
    assert counted(run, gold, "single.attribution") == (0.667, 1, 0.8)
    assert counted(run, gold, "single.unflagged") == (1, 0.5, 0.667)
    events = [event("a", 0, 10), event("b", 20, 30)]
    assert counted([replace(events[0], flagged=True), events[1]], events, "event.unflagged") == (
        1,
        0.5,
        0.667,
    )


def test_nesting_is_a_report_in_a_report():
    """The inner statement of another speaker counts once, and not when only one of the two was found."""
    outer, inner = said("o", (0, 40), speaker=("Ann", 41, 44)), said("i", (10, 30), speaker=("Bob", 5, 8))
    assert counted([outer, inner], [outer, inner], "single.nesting") == (1, 1, 1)
    assert counted([outer], [outer, inner], "single.nesting") == (None, 0, 0)
    same = replace(inner, values={"speaker": "Ann"}, places={"speaker": ((41, 44),)})
    assert counted([outer, same], [outer, inner], "single.nesting") == (None, 0, 0)
    # where nobody annotated one, none is scored
    assert evaluate(gold_of(outer), run_of(outer, inner)).score("single.nesting") is None


TAGGED = "“It will rain,” she said. “It may snow,” he said. “Stay in. Go home,” she said."
JOINS = [
    # a tag between two parts of one quotation
    ([(0, 12, "A", 14, "c", 16), (26, 37, "A", 14, "c", 16)], 1),
    # a second tag of the same words at another place is another attribution
    ([(0, 12, "A", 14, "c", 16), (26, 37, "A", 40, "d", 44)], 2),
    # two speakers in one stretch
    ([(51, 58, "A", 14, "c", 16), (59, 66, "B", 40, "c", 44)], 2),
    # nothing but a blank between
    ([(51, 58, "A", 69, "c", 73), (59, 66, "A", 69, "c", 73)], 1),
    # the author's own sentences are no attribution
    ([(51, 58, None, 0, None, 0), (59, 66, None, 0, None, 0)], 2),
    # a sentence of another stands between, and the tag does not
    ([(1, 13, "A", 69, "c", 73), (51, 58, "A", 69, "c", 73)], 2),
]


@pytest.mark.parametrize(("parts", "number"), JOINS)
def test_joining(parts, number):
    """Adjacent sentences of one attribution become one, and what cannot be decided stays apart."""
    items = []
    for n, (a, b, who, at, cue, cued) in enumerate(parts):
        speaker = (who, at, at + 2) if who else None
        items.append(said(f"s{n}", (a, b), speaker=speaker, cue=(cue, cued, cued + 2) if cue else None))
    joined = join(items, TAGGED)
    assert len(joined) == number
    assert sorted(span for one in joined for span in one.spans) == [part[:2] for part in parts]


def test_joined_scores_compare_whole_attributions():
    """Two sentences against one annotated attribution: one of two as they are, all of it when joined."""
    speaker, cue = ("she", 69, 72), ("said", 73, 77)
    run = [said("a", (51, 58), speaker=speaker, cue=cue), said("b", (59, 66), speaker=speaker, cue=cue)]
    gold = [said("g", (51, 66), speaker=speaker, cue=cue)]
    report = evaluate(gold_of(*gold, text=TAGGED), run_of(*run, text=TAGGED))
    assert report.score("single.span") == 0  # 7 of 15 each
    assert report.score("joined.span") == 1
    assert report.score("joined.attribution") == 1


def test_floor_is_every_sentence():
    """The splitter's floor: one of two sentences holds the content by 18 of 34 characters."""
    text = "The mayor said the bridge is safe. It rained."
    report = evaluate(gold_of(said("g", (15, 33)), text=text), run_of(text=text))
    assert report.score("floor.span") == pytest.approx(2 / 3)  # precision 1/2, recall 1
    precision = 18 / (34 + 10)
    assert report.score("floor.characters") == pytest.approx(2 * precision / (precision + 1))
    assert report.score("single.span") == 0


def test_events_by_trigger_type_and_arguments():
    """One trigger is right, one of the wrong type, one missed; arguments follow their events."""
    who, where = Argument(role="actor", spans=((5, 9),)), Argument(role="location", spans=((12, 20),))
    gold = [
        event("a", 0, 20, arguments=(who, where), values={"type": "AID"}),
        event("b", 30, 50),
        event("c", 60, 80, arguments=(who,)),
    ]
    run = [
        event("x", 0, 20, arguments=(replace(who, role="recipient"),), values={"type": "AID"}),
        event("y", 30, 50, values={"type": "ASSAULT"}),
    ]
    assert counted(run, gold, "event.trigger") == (1, 0.667, 0.8)
    assert counted(run, gold, "event.classified") == (0.5, 0.333, 0.4)
    assert counted(run, gold, "event.argument") == (1, 0.333, 0.5)
    assert counted(run, gold, "event.argument_role") == (0, 0, 0)
    assert counted(run, gold, "event.quad") == (None, None, 0.5)


def test_event_alternatives():
    """Another trigger, type or modality that was marked as right is right."""
    accept = {"trigger": ("jkl",), "type": ("AID",), "modality": ("planned",)}
    gold = [event("a", 0, 20, accept=accept)]
    run = [event("x", 0, 20, (10, 13), values={"trigger": "JKL", "type": "AID", "modality": "planned"})]
    for key in ("event.trigger", "event.classified", "event.strict"):
        assert counted(run, gold, key) == (1, 1, 1), key
    assert counted(run, gold, "event.modality") == (None, None, 1)


def test_optional_arguments_and_other_words():
    """An argument that may be left out is no miss; other words that are right are."""
    place = Argument(
        role="location", spans=((10, 20),), text="the dam", accept=("the spillway",), optional=True
    )
    gold = [event("a", 0, 30, arguments=(replace(place, optional=False),))]
    other = Argument(role="location", spans=((22, 29),), text="The  spillway")
    assert counted([event("x", 0, 30, arguments=(other,))], gold, "event.argument") == (1, 1, 1)
    gold = [event("a", 0, 30, arguments=(place, Argument(role="actor", spans=((1, 3),), text="x")))]
    assert counted([event("x", 0, 30)], gold, "event.argument") == (None, 0, 0)
    actor = Argument(role="actor", spans=((1, 3),), text="x")
    assert counted([event("x", 0, 30, arguments=(actor,))], gold, "event.argument") == (1, 1, 1)


EVENTS = [event(name, start, start + 9) for name, start in (("a", 0), ("b", 10), ("c", 20), ("d", 30))]
RELATIONS = [
    # the same relation
    ([("causes", "a", "b")], [("causes", "a", "b")], (1, 1, 1)),
    # reversed
    ([("causes", "b", "a")], [("causes", "a", "b")], (0, 0, 0)),
    # reversed, of a type without direction
    ([("same_as", "b", "a")], [("same_as", "a", "b")], (1, 1, 1)),
    # another type
    ([("before", "a", "b")], [("causes", "a", "b")], (0, 0, 0)),
    # one of two, and one too many
    (
        [("causes", "a", "b"), ("causes", "c", "d")],
        [("causes", "a", "b"), ("causes", "b", "c")],
        (0.5, 0.5, 0.5),
    ),
    # a type that nobody annotated here is not scored
    ([("causes", "a", "b"), ("disputes", "c", "d")], [("causes", "a", "b")], (1, 1, 1)),
]


@pytest.mark.parametrize(("run", "gold", "expected"), RELATIONS)
def test_relations_by_hand(run, gold, expected):
    """Type, direction and both ends must be right."""
    sides = [
        [*EVENTS, *(relation(f"{s}{n}", *one) for n, one in enumerate(some))]
        for s, some in (("r", run), ("g", gold))
    ]
    assert counted(*sides, "relation.all") == expected
    assert counted(*sides, "relation.only") == expected


def test_relation_only_leaves_out_what_could_not_be_found():
    """End to end a missed event costs its relation; relation only does not count it."""
    gold = [*EVENTS, relation("g1", "causes", "a", "b"), relation("g2", "causes", "c", "d")]
    run = [*EVENTS[:3], relation("r1", "causes", "a", "b")]
    assert counted(run, gold, "relation.all") == (1, 0.5, 0.667)
    assert counted(run, gold, "relation.only") == (1, 1, 1)


AIMS_AS_CAUSES = LAYERS | {"relation.aims"}
AIMS = [
    # what is done for the aim is its effect there
    ([("purpose", "a", "b")], [("causes", "b", "a")], (1, 1, 1)),
    # turned round, it is wrong there too
    ([("purpose", "b", "a")], [("causes", "b", "a")], (0, 0, 0)),
    # an aim that is none is a false alarm
    ([("causes", "a", "b"), ("purpose", "c", "d")], [("causes", "a", "b")], (0.5, 1, 0.667)),
    # told as a cause and as a purpose it counts once
    ([("causes", "b", "a"), ("purpose", "a", "b")], [("causes", "b", "a")], (1, 1, 1)),
]


@pytest.mark.parametrize(("run", "gold", "expected"), AIMS)
def test_purposes_count_as_causes_where_aims_are_annotated_so(run, gold, expected):
    """In a set that has an aim as the cause of what is done for it, a purpose of the run is one of its causes."""
    told, wanted = (
        [*EVENTS, *(relation(f"{side}{n}", *one) for n, one in enumerate(some))]
        for side, some in (("r", run), ("g", gold))
    )
    report = evaluate(gold_of(*wanted, layers=AIMS_AS_CAUSES), run_of(*told))
    for key in ("relation.all", "relation.only"):
        (one,) = [score for score in report.scores if score.measure.key == key]
        assert tuple(round(n, 3) for n in (one.precision, one.recall, one.value)) == expected


def test_purposes_have_a_row_of_their_own():
    """Where both are annotated, a purpose is no cause, either way round."""
    layers = LAYERS | {"relation.purpose"}
    gold = [*EVENTS, relation("g1", "purpose", "a", "b"), relation("g2", "causes", "c", "d")]
    run = [*EVENTS, relation("r1", "purpose", "a", "b"), relation("r2", "purpose", "d", "c")]
    report = evaluate(gold_of(*gold, layers=layers), run_of(*run))
    assert report.score("relation.all=purpose") == pytest.approx(2 / 3)
    assert report.score("relation.all=causes") == 0
    as_cause = [*EVENTS, relation("r", "causes", "b", "a")]
    assert evaluate(gold_of(*gold, layers=layers), run_of(*as_cause)).score("relation.all=purpose") == 0


def test_temporal_awareness_counts_what_follows():
    """With a before b before c annotated, "a before c" is right, and tells neither of the two."""
    gold = [*EVENTS, relation("g1", "before", "a", "b"), relation("g2", "before", "b", "c")]
    short = [*EVENTS, relation("r", "before", "a", "c")]
    assert counted(short, gold, "relation.all") == (0, 0, 0)
    assert counted(short, gold, "relation.order") == (1, 0, 0)
    redundant = [*EVENTS, *gold[4:], relation("r", "before", "a", "c")]
    assert counted(redundant, gold, "relation.order") == (1, 1, 1)


def test_relations_between_spans():
    """Where the ends are marked by spans, an event stands for the one that holds its trigger."""
    ends = (End(spans=((0, 9),)), End(spans=((10, 19),)))
    gold = [Item(id="g", kind="relation", values={"type": "causes"}, ends=ends)]
    run = [*EVENTS, relation("r", "causes", "a", "b")]
    assert counted(run, gold, "relation.all") == (1, 1, 1)
    assert counted([*EVENTS, relation("r", "causes", "b", "a")], gold, "relation.all") == (0, 0, 0)


def test_traps_and_empty_passages():
    """A pair that should not be ordered is a false alarm in either order; so is a relation where there is none."""
    trap = relation("g", "before", "a", "b", unwanted=True)
    run = [*EVENTS, relation("r", "before", "b", "a")]
    assert counted(run, [*EVENTS, trap], "relation.traps") == (None, None, 1)
    assert counted(run, [*EVENTS, trap], "relation.all") == (0, None, 0)
    assert counted(run, EVENTS, "relation.empty") == (None, None, 1)
    assert counted(EVENTS, EVENTS, "relation.empty") == (None, None, 0)


def _perfect(report):
    for one in report.scores:
        if not one.measure.key.startswith("floor."):
            yield one.measure.key, one.value == pytest.approx(0.0 if one.measure.less else 1.0)


def test_gold_against_itself_is_perfect():
    """Every score of the seeds' own annotation is 1.0, optional items, groups and nested reports and all."""
    (gold,) = read_gold(SEEDS)
    report = evaluate(gold, list(gold.passages))
    scores = dict(_perfect(report))
    assert len(scores) > 30
    assert [key for key, good in scores.items() if not good] == []
    assert all(finding.right for finding in report.findings)


def test_an_empty_run_scores_nothing():
    """A run that found nothing has F1 0 everywhere, and its floor is the gold's."""
    (gold,) = read_gold(SEEDS)
    report = evaluate(gold, [replace(one, items=()) for one in gold.passages])
    floor = {"floor.span", "floor.characters"}
    assert {one.measure.key for one in report.scores if one.value} == floor
    assert all(finding.outcome == "missed" for finding in report.findings)
    core = [one for passage in gold.passages for one in passage.items if not one.optional]
    assert len(report.findings) == len(core)


def test_only_annotated_layers_are_scored():
    """Events of the run say nothing where only statements were annotated, nor do speakers."""
    gold = gold_of(said("g", (0, 10)), layers=frozenset(("statement",)))
    report = evaluate(gold, run_of(said("r", (0, 10), speaker=("x", 20, 21)), *EVENTS))
    keys = {one.measure.key.partition(".")[2] for one in report.scores}
    assert keys == {"span", "characters", "strict", "lenient"}
    assert all(one.value == 1 for one in report.scores if not one.measure.key.startswith("floor"))


def test_texts_are_matched_by_what_they_say():
    """The run's own id does not matter, its text does; texts that it lacks are counted as not scored."""
    gold = gold_of(said("g", (0, 10)))
    two = replace(gold, passages=(*gold.passages, Passage(id="q", text="Another text.", items=())))
    report = evaluate(two, run_of(said("r", (0, 10))))
    assert (report.passages, report.unread, report.unannotated) == (1, 1, 0)
    with pytest.raises(DocumentError, match="none of 1 text"):
        evaluate(gold, [Passage(id="p", text=TEXT + "changed")])


def test_intervals_are_over_articles_and_repeat():
    """Passages of one article are drawn together, so a single article has no interval; two runs agree."""
    gold = gold_of(said("g", (0, 10)))
    passages = tuple(
        replace(gold.passages[0], id=f"p{n}", text=TEXT + str(n), cluster=f"c{n // 2}") for n in range(8)
    )
    run = [replace(one, items=one.items if n % 3 else ()) for n, one in enumerate(passages)]
    report, again = (evaluate(replace(gold, passages=passages), run) for _ in range(2))
    (one,) = [score for score in report.scores if score.measure.key == "single.span"]
    assert report.articles == 4
    low, high = one.interval
    assert low < one.value < high <= 1
    assert report == again
    single = tuple(replace(one, cluster="c") for one in passages)
    assert all(s.interval is None for s in evaluate(replace(gold, passages=single), run).scores)


PLACES = st.tuples(st.integers(0, 80), st.integers(3, 30)).map(lambda one: (one[0], one[0] + one[1]))
WHO = st.sampled_from([None, ("Ann", 100, 103), ("Bob", 104, 107)])
STATEMENTS = st.lists(st.tuples(PLACES, WHO, st.booleans()), max_size=6)


def built(prefix, drawn, *, optional):
    """Return statements from drawn places, speakers and whether they are optional."""
    return [
        said(f"{prefix}{n}", place, speaker=who, optional=optional and may)
        for n, (place, who, may) in enumerate(drawn)
    ]


@settings(max_examples=60)
@given(STATEMENTS, STATEMENTS, st.randoms())
def test_order_does_not_matter(run, gold, chance):
    """Shuffling either side changes no score."""
    items, wanted = built("r", run, optional=False), built("g", gold, optional=True)
    before = evaluate(gold_of(*wanted), run_of(*items)).scores
    chance.shuffle(items)
    chance.shuffle(wanted)
    assert evaluate(gold_of(*wanted), run_of(*items)).scores == before


@settings(max_examples=60)
@given(STATEMENTS, STATEMENTS, PLACES)
@example([((2, 5), None, False)], [((3, 6), None, True), ((3, 6), None, False)], (0, 3))
def test_a_false_alarm_never_helps(run, gold, place):
    """One more statement that overlaps nothing annotated raises no precision and no F1."""
    wanted = built("g", gold, optional=True)
    covered = {at for one in wanted for a, b in one.spans for at in range(a, b)}
    if covered & set(range(*place)):
        return
    items = built("r", run, optional=False)
    before, after = (
        {one.measure.key: one for one in evaluate(gold_of(*wanted), run_of(*some)).scores}
        for some in (items, [*items, said("alarm", place)])
    )
    for key in ("single.span", "single.characters", "single.attribution", "single.strict", "single.lenient"):
        if key in before and key in after:
            assert (after[key].precision or 0) <= (before[key].precision or 0) + 1e-12, key
            assert after[key].value <= before[key].value + 1e-12, key


@settings(max_examples=60)
@given(STATEMENTS)
@example(
    [
        ((0, 3), ("Ann", 100, 103), False),
        ((0, 4), None, True),
        ((0, 4), None, False),
        ((0, 5), ("Ann", 100, 103), False),
    ]
)  # the outer one of a report in a report twice, once optional
def test_any_annotation_is_perfect_beside_itself(gold):
    """Whatever overlaps whatever, annotation against itself is 1.0."""
    wanted = built("g", gold, optional=True)
    report = evaluate(gold_of(*wanted), run_of(*wanted))
    assert [key for key, good in _perfect(report) if not good] == []
