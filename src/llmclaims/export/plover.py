"""PLOVER events, one JSON object a line.

An event with a type of the ontology is coded under it; a statement whose act is more than an assertion under
the category that its act stands for. The manual's rules (PLOVER 2021):

- where no side is set against another, all parties are actors and there is no recipient, as the schema has it;
- what is still to come among CONSULT, SUPPORT, COOPERATE and AID, and every invitation, is AGREE; any other
  event to come, and a hypothetical one, says so in its ``context``;
- what did not happen is not coded; nor is what has no single occurrence, or nobody who did it;
- an event without a day is not coded, unless ``undated="publication"`` gives it the article's own.

Codes of actors and places come from tables of the user's own (``actors``, ``places``; see ``shared.codes``), never from a
model: without a table they are null. ``text_info`` counts code
points of the article, 0-based, end exclusive; what PLOVER has no field for stands under ``llmclaims``. An
alleged event is left out unless ``alleged="yes"``: the record has no field that would say so.
"""

import os
import re
from collections import Counter
from collections.abc import Iterable
from typing import Any, Literal, NamedTuple, TextIO

from llmclaims.documents.document import Document
from llmclaims.errors import ConfigError
from llmclaims.export.shared.by_document import left_out
from llmclaims.export.shared.codes import actor, actors_of, location, places_of
from llmclaims.export.shared.lookups import Lookup
from llmclaims.language.lexicon import word_set
from llmclaims.runs.lines import line
from llmclaims.runs.records import Line
from llmclaims.schema.claims import Claim, Rejection
from llmclaims.schema.news import QUADS, Event, Statement

ACTS = {
    "support": "SUPPORT", "criticize": "ACCUSE", "demand": "REQUEST",
    "deny": "REJECT", "commit": "AGREE", "threaten": "THREATEN",
}  # fmt: skip
"""The category that each act of a statement stands for; asserting and asking are not coded."""
_INTENDED = frozenset(("CONSULT", "SUPPORT", "COOPERATE", "AID"))
_CONTEXT = {"planned": ["future"], "hypothetical": ["hypothetical"]}
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


class _Known(NamedTuple):
    """The tables that were given."""

    actors: Lookup | None
    places: Lookup | None


class _Left(Exception):  # noqa: N818 - a reason, not an error
    """Why a claim is not coded."""


def write(
    records: Iterable[Line],
    out: TextIO,
    *,
    text: bool = True,
    undated: Literal["skip", "publication"] = "skip",
    alleged: Literal["no", "yes"] = "no",
    actors: str | os.PathLike[str] | None = None,
    places: str | os.PathLike[str] | None = None,
) -> None:
    """Write what can be coded, as it comes, and tell how much could not; ``text`` False leaves the quotes' text out.

    Raises:
        ConfigError: ``undated`` or ``alleged`` has another value, or a table cannot be read.
    """
    _check("undated", undated, ("skip", "publication"))
    _check("alleged", alleged, ("no", "yes"))
    known = _Known(actors_of(actors) if actors else None, places_of(places) if places else None)
    home: Document | None = None
    reasons: Counter[str] = Counter()
    refused = 0
    for one in records:
        if isinstance(one, Document):
            home = one
        elif isinstance(one, Claim):
            try:
                found = _event(
                    one, home, known, by_article=undated == "publication", alleged=alleged == "yes"
                )
            except _Left as reason:
                reasons[str(reason)] += 1
            else:
                out.write(line(found if text else {**found, "event_text": None}))
        elif isinstance(one, Rejection):
            refused += 1
    left_out("plover", refused, "rejected draft", "an event needs words that stand in the article.")
    for why, count in reasons.most_common():
        left_out("plover", count, "claim", f"{why}.")


def _check(name: str, value: str, known: tuple[str, ...]) -> None:
    if value not in known:
        raise ConfigError(f"plover: {name} is {value!r}; choose one of {', '.join(known)}.")


def _event(
    claim: Claim, home: Document | None, known: _Known, *, by_article: bool, alleged: bool
) -> dict[str, Any]:
    body = claim.body
    if not isinstance(body, (Event, Statement)):
        raise _Left("PLOVER has events alone, no relations and no models of your own")
    document = home if home and home.id == claim.document else None
    if isinstance(body, Event) and body.polarity == "negative":
        raise _Left("the text says that they did not happen")
    if isinstance(body, Event) and body.modality == "alleged" and not alleged:
        raise _Left("they are only alleged (alleged=yes codes them)")
    category, context = _coded(claim, document)
    actors, recipients = _parties(claim, known.actors)
    if not actors:
        raise _Left("nobody is named who did it")
    first, last = _days(claim, document, by_article=by_article)
    place = getattr(body, "location", None)
    return {
        "id": claim.id,
        "date": first,
        "end_date": last,
        "actor": actors,
        "recipient": recipients,
        "event": [category],
        "mode": [],
        "context": context,
        "quad_code": QUADS[category],
        "size": claim.derived.get("quantity_value"),
        "event_loc": location(claim, "location", place, known.places) if place else None,
        "event_text": claim.quote,
        "text_info": {"start": claim.start, "end": claim.end, "spans": [list(span) for span in claim.spans]}
        | ({} if claim.page is None else {"page": claim.page}),
        "cite_info": {"id": claim.document, **_cited(document)},
        "llmclaims": _beside(claim),
    }


def _cited(document: Document | None) -> dict[str, Any]:
    """Return what PLOVER cites an article by."""
    names = ("sha256", "path", "title", "published", "language")
    return {"headline" if one == "title" else one: getattr(document, one, None) for one in names}


def _beside(claim: Claim) -> dict[str, Any]:
    """Return what a claim says beyond PLOVER's own fields."""
    own = {name: getattr(claim.body, name, None) for name in ("type", "act", "modality")}
    return {
        "kind": claim.kind,
        **own,
        "date_from": str(claim.derived.get("time_anchor")) if _DAY.match(_value(claim)) else "publication",
        "claim": getattr(claim.body, "claim", None),
        "verdict": claim.verdict,
        "codes": list(claim.codes),
        "checked": list(claim.checked),
        "provider": claim.provider,
        "model": claim.model,
    }


def _coded(claim: Claim, document: Document | None) -> tuple[str, list[str]]:
    """Return the category and what the context says of it."""
    body = claim.body
    if isinstance(body, Statement):
        if body.act not in ACTS:
            raise _Left("they assert or ask, which is no event")
        return ACTS[body.act], []
    assert isinstance(body, Event)
    if body.type not in QUADS:
        raise _Left("their type is none of PLOVER's")
    if body.modality == "generic":
        raise _Left("they tell of no single occurrence")
    invited = body.trigger.casefold() in word_set(
        document.language if document else "en", "plover", "invitations"
    )
    if invited or (body.modality == "planned" and body.type in _INTENDED):
        return "AGREE", []
    return body.type, _CONTEXT.get(body.modality, [])


def _parties(claim: Claim, known: Lookup | None) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    body = claim.body
    if isinstance(body, Statement):
        told = (body.speaker or claim.speaker_name) and body.speaker_type != "author"
        return ([actor(claim, "speaker", body.speaker, known)] if told else []), []
    assert isinstance(body, Event)
    sides: dict[str, list[dict[str, Any]]] = {"actor": [], "recipient": [], "other": []}
    for place, one in enumerate(body.participants):
        sides[one.role].append(actor(claim, f"participants.{place}.mention", one.mention, known))
    return sides["actor"], sides["recipient"]


def _value(claim: Claim) -> str:
    return str(claim.derived.get("time_value") or "")


def _days(claim: Claim, document: Document | None, *, by_article: bool) -> tuple[str, str | None]:
    """Return the first day, and the last where the text gives a range of days."""
    first, _, last = _value(claim).partition("/")
    days = [found.group() for found in (_DAY.match(first), _DAY.match(last)) if found]
    if days and _DAY.match(first):
        return days[0], days[1] if len(days) > 1 else None
    if by_article and document:
        dateline = document.dateline.value if document.dateline else None
        for given in (document.published, dateline):
            if given and _DAY.fullmatch(given):
                return given, None
    raise _Left(
        "they have no day" + ("" if by_article else " (undated=publication gives them the article's)")
    )
