"""One story of some runs: its points, differences and moments, and what is in none of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from llmclaims.export.story.differences import Difference, differences
from llmclaims.export.story.material import Material, material
from llmclaims.export.story.moments import Moment, moments, undated
from llmclaims.export.story.points import Point, points

if TYPE_CHECKING:
    from collections.abc import Iterable

    from llmclaims.runs.records import Line
    from llmclaims.schema.claims import Claim


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """The story: every claim of the runs is in one of its parts or in several; the relations are in ``relations``.

    ``agreed`` is what several tell alike with nobody against it, ``undated`` the events without a day, ``others``
    the claims in no part. ``linked`` is whether a relation leads from one article to another.
    """

    given: Material
    points: tuple[Point, ...]
    agreed: tuple[Point, ...]
    differences: tuple[Difference, ...]
    moments: tuple[Moment, ...]
    undated: tuple[Claim, ...]
    others: tuple[Claim, ...]
    relations: tuple[Claim, ...]

    @property
    def apart(self) -> tuple[Moment, ...]:
        """The moments whose days cannot all be right."""
        return tuple(one for one in self.moments if one.grade == "conflict")


def story_of(records: Iterable[Line]) -> Story:
    """Return the story of some runs; the order of the runs changes nothing."""
    given = material(records)
    disputed, agreed = points(given)
    different, dated = differences(given), moments(given)
    open_ = undated(given, dated)
    shown = {one.id for point in (*disputed, *agreed) for one in (*point.first, *point.second)}
    shown |= {one.id for found in different for value in found.values for one in value.claims}
    shown |= {one.id for moment in dated for day in moment.days for one in day.claims}
    shown |= {one.id for one in open_}
    return Story(
        given=given,
        points=tuple(disputed),
        agreed=tuple(agreed),
        differences=tuple(different),
        moments=tuple(dated),
        undated=tuple(open_),
        others=tuple(one for one in given.by_id.values() if one.id not in shown),
        relations=given.relations,
    )


def unlinked(story: Story) -> bool:
    """Tell whether there are several articles and no relation leads from one to another."""
    return len(story.given.found.documents) > 1 and all(one.document for one in story.relations)
