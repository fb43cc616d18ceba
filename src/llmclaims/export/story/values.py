"""A story as plain values: what JSON Lines hold a line each, and the page all together."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from llmclaims.export.shared.merged_runs import filled, told_by
from llmclaims.export.story.numbers import amount
from llmclaims.runs.handles import handles
from llmclaims.schema.annotations import Role
from llmclaims.schema.speakers import AUTHOR
from llmclaims.verification.relations.ends import ends_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from llmclaims.export.story.points import Point, Tie
    from llmclaims.export.story.telling import Story
    from llmclaims.schema.claims import Claim


class Teller:
    """Says of each claim who tells it, how, where and in which words."""

    def __init__(self, story: Story) -> None:
        """Take the story."""
        self._story, self._found = story, story.given.found
        self._known = self._found.by_id()
        self._named = handles((*self._found.claims, *story.relations))

    def handle(self, one: str) -> str:
        """Return the short name of a claim by its id."""
        return self._named.get(one, one)

    def who(self, claim: Claim) -> str:
        """Return who tells a claim: its speaker, the speakers that it is told by, or the article itself."""
        if claim.speaker:
            return claim.speaker
        tellers = told_by(claim, self._known)
        return ", as told by ".join(tellers) if tellers else AUTHOR

    def source(self, claim: Claim) -> str:
        """Return what a claim's article is called."""
        return self._found.source(claim)

    def how(self, claim: Claim) -> list[str]:
        """Return what its words alone do not show: that they are denied, demanded, planned, alleged, or did not happen."""
        roles = filled(claim)
        act, modality = roles.get(Role.ACT), roles.get(Role.MODALITY)
        found = [str(one) for one in (act, modality) if one and one not in ("assert", "asserted")]
        if Role.TRIGGER in roles and roles.get(Role.POLARITY) == "negative":
            found.append("did not happen")
        return found

    def denies(self, claim: Claim) -> bool:
        """Tell whether the words are what the speaker denies."""
        return filled(claim).get(Role.ACT) == "deny"

    def claim(self, claim: Claim) -> dict[str, Any]:
        """Return a claim as plain values."""
        document = self._found.documents.get(str(claim.document))
        within = [one for one in told_by(claim, self._known) if one != claim.speaker] if claim.speaker else []
        return {
            "handle": self.handle(claim.id),
            "kind": claim.kind,
            "who": self.who(claim),
            "told_by": within,
            "cue": filled(claim).get(Role.CUE),
            "how": self.how(claim),
            "denies": self.denies(claim),
            **self._found.place(claim),
            "written": (document.published or (document.dateline.value if document.dateline else None))
            if document
            else None,
        }


def _tie(tie: Tie) -> dict[str, Any]:
    """Return why two claims stand together or against one another."""
    return {
        "type": tie.type,
        "source": tie.source,
        "target": tie.target,
        "basis": "words" if tie.relation is None else str(tie.relation.derived.get("basis") or "quote"),
        "relation": tie.relation.id if tie.relation is not None else None,
        "by": tie.relation.provider if tie.relation is not None else None,
    }


def counts(story: Story) -> dict[str, int]:
    """Return how much there is of everything; the claims are each counted once."""
    grades = [one.grade for one in story.differences]
    days = [one.grade for one in story.moments]
    claims = story.given.by_id.values()
    return {
        "articles": len(story.given.found.documents),
        "claims": len(claims),
        "relations": len(story.relations),
        "points": len(story.points),
        "agreed": len(story.agreed),
        "number_conflicts": grades.count("conflict"),
        "numbers_later": grades.count("later"),
        "numbers_precision": grades.count("precision"),
        "moments": len(story.moments),
        "date_conflicts": days.count("conflict"),
        "dates_several": days.count("several"),
        "dates_precision": days.count("precision"),
        "undated": len(story.undated),
        "others": len(story.others),
        "unread": story.given.unread,
    }


def values(story: Story) -> Iterator[dict[str, Any]]:
    """Yield the story's records: its counts, the points, what is agreed, numbers, the timeline, and all the rest."""
    teller = Teller(story)
    yield {"record": "story", **counts(story)}
    for kind, found in (("point", story.points), ("agreed", story.agreed)):
        yield from (_point(teller, kind, number, one) for number, one in enumerate(found, start=1))
    for one in story.differences:
        told = [{**_amount(value.quantity), "claims": _claims(teller, value.claims)} for value in one.values]
        yield {"record": "number", "grade": one.grade, "values": told}
    for moment in story.moments:
        days = [
            {
                "first": day.days[0].isoformat(),
                "last": day.days[1].isoformat(),
                "claims": _claims(teller, day.claims),
            }
            for day in moment.days
        ]
        yield {"record": "moment", "grade": moment.grade, "days": days}
    for kind, rest in (("undated", story.undated), ("other", story.others)):
        yield from ({"record": kind, **teller.claim(claim)} for claim in rest)
    for relation in story.relations:
        name, source, target = ends_of(relation)
        yield {
            "record": "relation", "id": relation.id, "type": name, "source": source, "target": target,
            "quote": relation.quote, "document": relation.document,
        }  # fmt: skip


def _claims(teller: Teller, claims: Iterable[Claim]) -> list[dict[str, Any]]:
    return [teller.claim(one) for one in claims]


def _amount(quantity: Any) -> dict[str, Any]:
    from llmclaims.language.values import plain

    def written(value: Any) -> str | None:
        return None if value is None else plain(value)

    return {
        "value": amount(quantity),
        "number": written(quantity.number),
        "unit": quantity.unit,
        "approximate": quantity.approximate,
        "low": written(quantity.low),
        "high": written(quantity.high),
    }


def _point(teller: Teller, kind: str, number: int, point: Point) -> dict[str, Any]:
    def side(claims: Iterable[Claim]) -> list[dict[str, Any]]:
        return [{**teller.claim(one), "supports": one.id in point.supporting} for one in claims]

    second = {"against": side(point.second)} if kind == "point" else {}
    return {
        "record": kind,
        "number": number,
        "about": point.about.quote,
        "says": side(point.first),
        **second,
        "ties": [_tie(one) for one in point.ties],
    }
