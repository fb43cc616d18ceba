"""The examples that a user teaches a model with, checked like any claim before they are shown to one."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from llmclaims.documents.document import Document
from llmclaims.errors import ConfigError
from llmclaims.grounding.prepared import Prepared
from llmclaims.grounding.quotes import ground, ground_mention
from llmclaims.inference.guides import Example, Taught
from llmclaims.schema.annotations import Cited, Role, kind_of, roles_of, values
from llmclaims.schema.claims import Rejection
from llmclaims.verification.coercion import draft_from
from llmclaims.verification.paragraph import Proposal, Reading, verify_answer
from llmclaims.verification.verifier import Policy

if TYPE_CHECKING:
    from llmclaims.config.settings import Settings
    from llmclaims.schema.annotations import Value

_EDGES = "“”„«»\"‘’'().,;:!?"
TEXT = "text"
"""The key of an example's paragraph; the other keys are kinds."""
_NO_DOUBT = frozenset(("PUBLISHED_INFERRED", "RULES_NOT_APPLIED", "YEAR_INFERRED"))
"""Flags that say something of the rules or of a date, and nothing against an example."""


def as_data(examples: object) -> tuple[dict[str, Any], ...]:
    """Return examples as a file has them, from pairs of a text and the filled models that stand in it.

    Raises:
        ConfigError: one of them is none.
    """
    if isinstance(examples, (str, bytes)) or not isinstance(examples, Sequence):
        raise ConfigError(
            "examples is no list; give pairs of a text and its claims, as [(text, [Promise(...)])]."
        )
    return tuple(_data(number, one) for number, one in enumerate(examples, start=1))


def _data(number: int, one: object) -> dict[str, Any]:
    if isinstance(one, Mapping):
        return dict(one)
    if isinstance(one, (tuple, list)) and len(one) == 2:
        text, claims = one
        if isinstance(text, str) and isinstance(claims, (tuple, list)):
            found: dict[str, Any] = {TEXT: text}
            for claim in claims:
                if not isinstance(claim, Cited):
                    raise ConfigError(
                        f"Example {number} holds {claim!r}, which is no filled model; make one of a Cited."
                    )
                item = claim.model_dump(mode="json", by_alias=True, warnings=False)
                found.setdefault(kind_of(type(claim)), []).append(item)
            return found
    raise ConfigError(
        f"Example {number} is no pair of a text and a list of claims; write (text, [Promise(...)])."
    )


def taught(settings: Settings, schema: tuple[type[Cited], ...]) -> Taught:
    """Return what the settings teach about a schema, every example checked against its own text.

    Raises:
        ConfigError: an example is no whole one, or the verifier refuses a claim of it; says which and why.
    """
    if not settings.examples:
        return Taught(instructions=settings.instructions)
    told = json.dumps(settings.examples, ensure_ascii=False, default=str)
    policy = Policy(strict=settings.strict, disable=frozenset(settings.disable))
    return Taught(instructions=settings.instructions, examples=_checked(told, schema, policy))


@lru_cache(maxsize=16)  # a worker opens a session for every few articles
def _checked(told: str, schema: tuple[type[Cited], ...], policy: Policy) -> tuple[Example, ...]:
    return tuple(
        checked_example(one, schema, policy, number) for number, one in enumerate(json.loads(told), start=1)
    )


def stands_in(example: str, text: str) -> bool:
    """Tell whether an example's text is taken from a text, however its lines are broken."""
    words = " ".join(example.split())
    return bool(words) and words in " ".join(text.split())


def checked_example(
    one: Mapping[str, Any], schema: tuple[type[Cited], ...], policy: Policy, number: int = 1
) -> Example:
    """Return an example with its claims as a model is to write them; ``doubts`` are what the verifier flags.

    Raises:
        ConfigError: it is no whole one, or the verifier refuses a claim of it.
    """
    text, claims = one.get(TEXT), {key: items for key, items in one.items() if key != TEXT}
    if not isinstance(text, str) or not text.strip():
        raise ConfigError(f'Example {number} has no text; write it as {{"text": "...", "promise": [...]}}.')
    document = Document.from_text(text.strip() + "\n")
    if len(document.paragraphs) > 1:
        raise ConfigError(
            f"Example {number} has {len(document.paragraphs)} paragraphs; give each an example of its own."
        )
    models = {kind_of(model): model for model in schema}
    for kind, items in claims.items():
        if kind not in models:
            raise ConfigError(
                f"Example {number} has claims of the kind {kind!r}, which is not asked for ({', '.join(models)} is); "
                "correct the key, or name its model in the schema."
            )
        if not isinstance(items, list):
            raise ConfigError(f"Example {number}, {kind}: {items!r} is no list; write the claims in [ ].")
    doubts = tuple(_doubts(number, document, claims, schema, policy))
    shown = {
        kind: [_shown(item, model, document) for item in claims.get(kind, ())]
        for kind, model in models.items()
    }
    return Example(text=text, claims=shown, doubts=doubts)


def _doubts(
    number: int,
    document: Document,
    claims: Mapping[str, Sequence[Any]],
    schema: tuple[type[Cited], ...],
    policy: Policy,
) -> Iterator[str]:
    """Yield what the verifier flags in an example.

    Raises:
        ConfigError: it refuses a claim.
    """
    proposals = [Proposal(kind=kind, item=item) for kind, items in claims.items() for item in items]
    places = [place for items in claims.values() for place in range(1, len(items) + 1)]
    reading = Reading(document=document, paragraph=0, schema=schema, policy=policy)
    for place, proposal, outcome in zip(places, proposals, verify_answer(proposals, reading), strict=True):
        where = f"Example {number}, {proposal.kind} {place}"
        draft = draft_from(
            proposal.item, next(one for one in schema if kind_of(one) == proposal.kind), document
        )
        if isinstance(draft, Rejection):
            raise ConfigError(f"{where}: {draft.message.rstrip('.')} ({draft.code}); correct the example.")
        if (missing := _missing(draft, document)) is not None:
            raise ConfigError(
                f"{where}: {missing.path} “{missing.value}” does not stand in its text, where the nearest is "
                f"“{_nearest(str(missing.value), document.text)}”; correct the example."
            )
        if isinstance(outcome, Rejection):
            raise ConfigError(_refused(where, draft, outcome))
        for code, note in outcome.derived.get("notes", {}).items():
            if code in outcome.codes and code not in _NO_DOUBT:
                yield f"{where} is shown to the model, and would be flagged {code}: {note}"


def _missing(draft: Cited, document: Document) -> Value | None:
    """Return the first copied words of a draft that stand nowhere in its text, also those that a claim would go without."""
    text = Prepared(document.text, document.language)
    copied = (value for value in values(draft) if value.verbatim)
    return next((one for one in copied if not _stands(one, text)), None)


def _stands(value: Value, text: Prepared) -> bool:
    words = str(value.value)
    return ground_mention(words, text).found or (value.path == "quote" and ground(words, text).found)


def _nearest(words: str, text: str) -> str:
    """Return as many words of a text as come closest to some others."""
    from rapidfuzz import fuzz

    tokens, count = text.split(), len(words.split())
    runs = [" ".join(tokens[at : at + count]) for at in range(max(1, len(tokens) - count + 1))]
    return max((run.strip(_EDGES) for run in runs), key=lambda run: fuzz.ratio(run, words))


def _refused(where: str, draft: Cited, refused: Rejection) -> str:
    """Say why the verifier refuses a claim all of whose words stand in its text."""
    said = refused.message.rstrip(".")
    field = next((one.path for one in values(draft) if said.startswith(one.path)), None)
    field = f"quote “{draft.quote}”: " if field is None else ""
    nearest = f"; nearest in its text: “{refused.nearest.text}”" if refused.nearest else ""
    return f"{where}: {field}{said} ({refused.code}){nearest}; correct the example."


def _shown(item: Mapping[str, Any], model: type[Cited], document: Document) -> dict[str, Any]:
    """Return a claim without what may be left out of an answer, and without what the verifier would add to it."""
    draft = draft_from(item, model, document)
    assert isinstance(draft, Cited)  # it was verified
    found = draft.model_dump(mode="json", by_alias=True, exclude_defaults=True, exclude_none=True)
    claim = roles_of(model).get(Role.PROPOSITION)
    if claim is not None and not item.get(claim):
        found.pop(claim, None)
    return found
