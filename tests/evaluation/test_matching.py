"""Which annotated item each found one is held against, in articles of any length."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from llmclaims.evaluation.field_agreement import best_iou, trigger_right
from llmclaims.evaluation.items import Item, shared
from llmclaims.evaluation.matching import pair, places_of

SPAN = st.tuples(st.integers(0, 1_500), st.integers(1, 400)).map(lambda one: (one[0], one[0] + one[1]))
ITEM = st.builds(
    lambda spans, trigger, other, optional: Item(
        id="",
        kind="event",
        spans=tuple(spans),
        places={"trigger": trigger},
        alternatives=(tuple(other),) if other else (),
        optional=optional,
    ),
    st.lists(SPAN, min_size=1, max_size=2),
    st.lists(SPAN, max_size=1).map(tuple),
    st.lists(SPAN, max_size=2),
    st.booleans(),
)


def alike(one: Item, other: Item) -> float:
    """What events are matched by where any right reading counts."""
    like = best_iou(one, other, *other.alternatives)
    return 1 + like / 1e6 if trigger_right(one, other) or like >= 0.5 else 0.0


@settings(max_examples=80)
@given(st.lists(ITEM, max_size=12), st.lists(ITEM, max_size=12))
def test_looking_near_by_finds_what_looking_at_all_pairs_finds(run: list[Item], gold: list[Item]) -> None:
    """Items that have no place in common are passed over, and nothing else is."""
    assert pair(run, gold, alike, places_of) == pair(run, gold, alike)


@settings(max_examples=80)
@given(st.lists(SPAN, max_size=6), st.lists(SPAN, max_size=6))
def test_shared_code_points_are_counted_once(
    one: list[tuple[int, int]], other: list[tuple[int, int]]
) -> None:
    """However spans overlap, touch or repeat, as a set of places counts them."""
    places = [{at for start, end in spans for at in range(start, end)} for spans in (one, other)]
    assert shared(tuple(one), tuple(other)) == len(places[0] & places[1])


def test_a_long_article_is_matched_sentence_by_sentence() -> None:
    """Six thousand sentences are held against their own neighbours: all pairs would take minutes."""
    asked = 0

    def counted(one: Item, other: Item) -> float:
        nonlocal asked
        asked += 1
        return alike(one, other)

    items = [Item(id=str(at), kind="event", spans=((at * 80, at * 80 + 79),)) for at in range(6_000)]
    assert pair(items, items, counted, places_of) == [(at, at) for at in range(6_000)]
    assert asked < 10 * len(items)
