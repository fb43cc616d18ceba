"""Examples for the next run out of a review: the paragraphs whose corrections, misses and rejections teach most."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any

from llmclaims.errors import ConfigError
from llmclaims.pipeline.examples import TEXT, checked_example, stands_in
from llmclaims.schema.annotations import Role, by_role, kind_of, roles_of, values
from llmclaims.schema.claims import Claim
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.decisions import CORRECT, REJECT
from llmclaims.verification.recheck.claims import has_model
from llmclaims.verification.relations.ends import ends_of, relates
from llmclaims.verification.verifier import Policy

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence

    from llmclaims.documents.document import Document
    from llmclaims.runs.extraction import Extraction
    from llmclaims.schema.annotations import Cited
    from llmclaims.verification.review import Review

    Reviewed = tuple[Extraction, Review]
    Error = tuple[str, str]

LONGEST = 700
"""Characters of a paragraph that is shown: every request carries it."""
UNDECIDED, LONG, REFUSED, APART = (
    "not every claim there is decided",
    f"longer than {LONGEST} characters",
    "a claim there does not hold, or is flagged, by the paragraph alone",
    "the article is scored on",
)
"""Why a paragraph with a lesson is no example."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lesson:
    """A paragraph of a reviewed article with the claims that are right in it, as ``examples=`` takes it.

    ``teaches`` names the errors that were made there: ("statement", "speaker") a field that was corrected,
    ("event", "missed") and ("event", "rejected").
    """

    document: str
    example: Mapping[str, Any]
    teaches: frozenset[Error]


@dataclass(frozen=True, slots=True, kw_only=True)
class Chosen:
    """The examples that were chosen, the most telling first, and why other paragraphs with an error are none.

    ``spare`` counts the paragraphs that would only repeat what is shown, or are more than were asked for.
    """

    lessons: tuple[Lesson, ...] = ()
    left: Mapping[str, int] = field(default_factory=dict)
    spare: int = 0

    @property
    def documents(self) -> frozenset[str]:
        """The articles that examples are taken from, by their ids."""
        return frozenset(one.document for one in self.lessons)


def choose_examples(
    reviewed: Sequence[Reviewed],
    *,
    most: int = 4,
    apart: Collection[str] = (),
    schema: Sequence[type[Cited]] = (),
) -> Chosen:
    """Choose at most ``most`` paragraphs that show what was most often wrong, from at most half of the reviewed articles.

    Taken are paragraphs whose every claim was decided and where something was corrected, rejected or added; each passes
    the check that a user's examples pass, without a flag. None comes from an article in which a text of ``apart`` stands.
    """
    left: Counter[str] = Counter()
    found = [one for held in reviewed for one in _lessons(held, schema, apart, left)]
    unique = list({str(one.example[TEXT]): one for one in found}.values())
    judged = {
        claim.document for run, review in reviewed for claim in run.claims if claim.id in review.decided
    }
    picked = tuple(_telling(unique, most, max(1, len(judged - {None}) // 2)))
    return Chosen(lessons=picked, left=dict(left), spare=len(unique) - len(picked))


def _telling(found: Sequence[Lesson], most: int, articles: int) -> Iterator[Lesson]:
    """Yield lessons, each the one that shows most of what is not shown yet; of equal ones the shorter."""
    weight = Counter(error for one in found for error in one.teaches)
    chosen = _articles(found, weight, articles)
    shown: set[Error] = set()
    for _ in range(most):
        rest = [one for one in found if one.document in chosen and one.teaches - shown]
        if not rest:
            return
        best = min(rest, key=lambda one: (-_sum(weight, one.teaches - shown), len(one.example[TEXT])))
        shown |= best.teaches
        yield best


def _articles(found: Sequence[Lesson], weight: Mapping[Error, int], count: int) -> set[str]:
    """Return the articles that together show most of what was wrong."""
    errors: dict[str, set[Error]] = {}
    for one in found:
        errors.setdefault(one.document, set()).update(one.teaches)
    chosen: set[str] = set()
    shown: set[Error] = set()
    while len(chosen) < count and (rest := errors.keys() - chosen):
        best = min(sorted(rest), key=lambda name: -_sum(weight, errors[name] - shown))
        chosen.add(best)
        shown |= errors[best]
    return chosen


def _sum(weight: Mapping[Error, int], errors: Iterable[Error]) -> int:
    return sum(weight[one] for one in errors)


def _lessons(
    held: Reviewed, schema: Sequence[type[Cited]], apart: Collection[str], left: Counter[str]
) -> Iterator[Lesson]:
    """Yield the paragraphs of a run that are whole examples; ``left`` counts why others are none."""
    run, review = held
    models = _models(run, schema)
    for document in run.documents:
        scored = any(stands_in(one, document.text) for one in apart)
        for number, claims in sorted(_by_paragraph(run, review, document).items()):
            teaches = frozenset(_errors(claims, review, document, number))
            if not teaches:
                continue
            text = " ".join(document.paragraphs[number].text.split())
            if scored:
                left[APART] += 1
            elif any(one.id not in review.decided for one in claims):
                left[UNDECIDED] += 1
            elif len(text) > LONGEST:
                left[LONG] += 1
            elif example := _example(text, _right(claims, review, document, number), models, run):
                yield Lesson(document=document.id, example=example, teaches=teaches)
            else:
                left[REFUSED] += 1


def _models(run: Extraction, schema: Sequence[type[Cited]]) -> tuple[type[Cited], ...]:
    """Return the models that the run was asked to fill, as far as they are at hand."""
    known = {kind_of(one): one for one in (*DEFAULT_SCHEMA, *schema)}
    known |= {one.kind: type(one.body) for one in run.claims if has_model(one)}
    return tuple(known[kind] for kind in run.run.schema or known if kind in known)


def _by_paragraph(run: Extraction, review: Review, document: Document) -> dict[int, list[Claim]]:
    """Return what a model says of each paragraph that has a claim or a missed one; relations of pass 2 are not of it."""
    found: dict[int, list[Claim]] = {}
    places = {one.id: (one.document, one.paragraph) for one in run.claims}
    for one in run.claims:
        if one.document != document.id or one.paragraph is None or one.quote is None:
            continue
        if relates(one.body) and any(places.get(end) != places[one.id] for end in ends_of(one)[1:]):
            continue
        found.setdefault(one.paragraph, []).append(one)
    for _, claim in review.added:
        if isinstance(claim, Claim) and claim.document == document.id and claim.paragraph is not None:
            found.setdefault(claim.paragraph, [])
    return found


def _errors(claims: Iterable[Claim], review: Review, document: Document, number: int) -> Iterator[Error]:
    """Yield what was wrong in a paragraph."""
    for one in claims:
        decision = review.decided.get(one.id)
        if decision is not None and decision.decision == REJECT:
            yield one.kind, "rejected"
        new = review.corrected.get(one.id)
        if isinstance(new, Claim):
            yield from ((one.kind, name) for name, _, _ in review.changes(one))
        elif new is not None:  # no lesson is made of it, and that is said
            yield one.kind, "corrected"
    for missed in _missed(review, document, number):
        yield missed.kind, "missed"


def _missed(review: Review, document: Document, number: int) -> list[Claim]:
    added = [one for _, one in review.added if isinstance(one, Claim)]
    return [one for one in added if (one.document, one.paragraph) == (document.id, number)]


def _right(claims: Iterable[Claim], review: Review, document: Document, number: int) -> list[Claim] | None:
    """Return the claims of a paragraph as they should have been, in its order; None where a correction does not hold."""
    found = []
    for one in claims:
        decision = review.decided[one.id]
        if decision.decision == REJECT:
            continue
        new = review.corrected.get(one.id) if decision.decision == CORRECT else one
        if not isinstance(new, Claim) or new.paragraph != number:
            return None
        found.append(replace(new, id=one.id))
    return sorted([*found, *_missed(review, document, number)], key=lambda one: one.spans)


def _example(
    text: str, claims: Sequence[Claim] | None, models: Sequence[type[Cited]], run: Extraction
) -> dict[str, Any] | None:
    """Return a paragraph with its claims as an example, None where the check of examples would refuse or flag it."""
    if claims is None or any(type(one.body) not in models for one in claims):
        return None
    handles = _handles(claims)
    items: dict[str, Any] = {kind_of(model): [] for model in models}
    for one in claims:
        items[one.kind].append(_item(one, text, handles))
    example = {TEXT: text, **items}
    policy = Policy.of(run.run.settings)
    try:
        return None if checked_example(example, tuple(models), policy).doubts else example
    except ConfigError:
        return None


def _handles(claims: Sequence[Claim]) -> dict[str, str]:
    """Return a handle for each claim that another of them relates."""
    ends = {end for one in claims if relates(one.body) for end in ends_of(one)[1:]}
    found: dict[str, str] = {}
    for one in claims:
        if one.id in ends:
            count = sum(name.startswith(one.kind[0]) for name in found.values())
            found[one.id] = f"{one.kind[0]}{count + 1}"
    return found


def _item(claim: Claim, text: str, handles: Mapping[str, str]) -> dict[str, Any]:
    """Return a claim as an answer has it: no field at its default, and no name that stands elsewhere in the article."""
    found: dict[str, Any] = _flat(
        claim.body.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)
    )
    roles = roles_of(type(claim.body))
    if Role.REF in roles:
        found.pop(roles[Role.REF], None)
        if claim.id in handles:
            found[roles[Role.REF]] = handles[claim.id]
    for role in (Role.SOURCE, Role.TARGET):
        if roles.get(role) in found:
            found[roles[role]] = handles.get(found[roles[role]], found[roles[role]])
    proposition = by_role(claim.body).get(Role.PROPOSITION)
    if proposition is not None and _bare(proposition.value) == _bare(claim.quote):
        found.pop(proposition.path, None)
    for value in values(claim.body):
        if value.verbatim == "document" and value.optional and _flat(str(value.value)) not in text:
            _drop(found, value.path)
    return found


def _bare(sentence: Any) -> str:
    """Return a sentence without what is added where it is made of the quote: its capital and its stop."""
    return str(_flat(str(sentence))).rstrip(".").casefold()


def _flat(value: Any) -> Any:
    """Return a value whose words stand on one line, as those of an example do."""
    if isinstance(value, dict):
        return {name: _flat(one) for name, one in value.items()}
    if isinstance(value, list):
        return [_flat(one) for one in value]
    return " ".join(value.split()) if isinstance(value, str) else value


def _drop(item: dict[str, Any], path: str) -> None:
    """Take a leaf out of an item: "speaker_name", "participants.0.name"."""
    *steps, last = path.split(".")
    within: Any = item
    for step in steps:
        within = within[int(step)] if isinstance(within, list) else within.get(step, {})
    if isinstance(within, dict):
        within.pop(last, None)
