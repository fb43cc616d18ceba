"""What a person needs to see of a claim: plain values, ready to be laid out.

A claim's row is read off the roles of its model's fields, so that a user's own model shows as the shipped
ones do. Everything here is already safe for a terminal.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from llmclaims.export.shared.terminal import printable, quotation_marks
from llmclaims.export.shared.time_text import WAY_OUT, is_open, told
from llmclaims.runs.handles import handle, handles
from llmclaims.schema.annotations import Cited, Role, roles_of
from llmclaims.schema.claims import Claim
from llmclaims.schema.speakers import UNNAMED, name_at, speaker_words

DEFAULTS = frozenset(("assert", "positive", "asserted"))
"""Values of act, polarity and modality that go without saying; so does an act that its cue names (denied, deny)."""
_UNTYPED = "OTHER"
_HEADS = (
    (Role.SOURCE, Role.TARGET, Role.TYPE),
    (Role.SPEAKER, Role.SPEAKER_NAME, Role.SPEAKER_TYPE),
    (Role.TRIGGER, Role.TYPE),
)
"""Roles that make up a row's head; the first of each decides whether a model has that head."""
_ASIDE = (Role.CUE, Role.ACT, Role.MODALITY, Role.POLARITY)
_HIDDEN = frozenset((Role.REF, Role.PROPOSITION))


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One claim.

    ``handle`` is the beginning of the claim's id (see ``handles``). ``head`` says who, or what happened, or
    what relates what; ``aside`` how. ``quote`` is the source's words in pieces, each with whether it is the
    trigger. ``flags`` are codes with their sentences, ``checked`` says what the claim was checked by.
    """

    handle: str
    paragraph: int | None
    page: int | None
    start: int | None
    end: int | None
    head: str
    aside: tuple[str, ...]
    quote: tuple[tuple[str, bool], ...]
    details: tuple[str, ...]
    flags: tuple[tuple[str, str], ...]
    checked: str


def place_of(one: Claim | Row) -> str:
    """Return where a claim stands, as people say it: its page, where the source has pages, and its paragraph."""
    page = "" if one.page is None else f"p. {one.page}"
    paragraph = "" if one.paragraph is None else f"¶{one.paragraph}"
    return f"{page} {paragraph}".strip()


def rows(claims: Sequence[Claim]) -> tuple[Row, ...]:
    """Return the rows of one document's claims, in their order."""
    known = handles(claims)
    return tuple(_row(claim, known) for claim in claims)


def _row(claim: Claim, known: Mapping[str, str]) -> Row:
    roles = roles_of(type(claim.body))
    notes = claim.derived.get("notes") or {}
    return Row(
        handle=printable(known[claim.id]),
        paragraph=claim.paragraph,
        page=claim.page,
        start=claim.start,
        end=claim.end,
        head=_head(claim, roles, known),
        aside=tuple(printable(one) for one in _aside(claim, roles)),
        quote=_quote(claim, roles),
        details=tuple(printable(one) for one in _details(claim, roles, known)),
        flags=tuple((printable(code), printable(str(notes.get(code, "")))) for code in claim.codes),
        checked=printable(", ".join(claim.checked)),
    )


def _value(body: Cited, roles: Mapping[Role, str], role: Role) -> str | None:
    found = getattr(body, roles[role]) if role in roles else None
    return None if found is None else str(found)


def _head(claim: Claim, roles: Mapping[Role, str], known: Mapping[str, str]) -> str:
    body, kind, headed = claim.body, claim.kind, _headed(roles)
    if Role.SOURCE in headed:
        source, target = (_value(body, roles, role) or "?" for role in (Role.SOURCE, Role.TARGET))
        name = _value(body, roles, Role.TYPE) or kind
        return printable(f"{handle(source, known)} -{name}-> {handle(target, known)}")
    if Role.SPEAKER in headed:
        return printable(_speaker(claim))
    if Role.TRIGGER in headed:
        found = (_value(body, roles, role) for role in (Role.TYPE, Role.TRIGGER))
        return printable(" ".join(one for one in found if one and one != _UNTYPED))
    return printable(kind)


def _headed(roles: Mapping[Role, str]) -> tuple[Role, ...]:
    return next((head for head in _HEADS if head[0] in roles), ())


def _speaker(claim: Claim) -> str:
    """Return who speaks, with the words of the text behind the name where these are other words."""
    mention, called = speaker_words(claim), claim.speaker or UNNAMED
    if mention is None or mention.casefold() in called.casefold():
        return called
    return mention if called.casefold() in mention.casefold() else f"{called} (“{mention}”)"


def _aside(claim: Claim, roles: Mapping[Role, str]) -> Iterator[str]:
    cue = _value(claim.body, roles, Role.CUE) or ""
    for role in _ASIDE:
        found = _value(claim.body, roles, role)
        plain = found in DEFAULTS or (role is Role.ACT and str(found)[:3] in cue.casefold())
        if found and (role is Role.CUE or not plain):
            yield found
    if form := claim.derived.get("form"):
        yield str(form)
    if claim.tier in ("case", "ellipsis"):
        yield f"{claim.tier} match"
    if claim.repaired:
        yield "repaired"


def _quote(claim: Claim, roles: Mapping[Role, str]) -> tuple[tuple[str, bool], ...]:
    """Return the quote, cut around its trigger."""
    text = claim.quote or ""
    trigger = claim.mentions.get(roles.get(Role.TRIGGER, ""), ())
    if len(claim.spans) != 1 or len(trigger) != 1:
        return ((printable(text).strip(), False),) if text else ()
    first = claim.spans[0][0]
    start, end = trigger[0][0] - first, trigger[0][1] - first
    if not 0 <= start < end <= len(text):
        return ((printable(text).strip(), False),)
    pieces = ((text[:start], False), (text[start:end], True), (text[end:], False))
    return tuple((printable(piece), marked) for piece, marked in pieces if piece)


def _details(claim: Claim, roles: Mapping[Role, str], known: Mapping[str, str]) -> Iterator[str]:
    """Yield what else the claim says, each with the name of its field."""
    names = {name: role for role, name in roles.items()}
    headed = _headed(roles)
    for name, value in claim.body.model_dump(mode="json").items():
        role = names.get(name)
        if name == "quote" or role in headed or role in _ASIDE or role in _HIDDEN:
            continue
        for label, text in _leaves(claim, name, name, value):
            resolved = claim.derived.get("time_value") if role is Role.TIME else None
            yield (
                f"{label}: {text} ({told_time(resolved)})"
                if resolved and resolved != text
                else f"{label}: {text}"
            )
    for side in claim.derived.get("evidence") or ():  # a relation that rests on the words of its ends
        quote = str(side["quote"])
        yield f"{handle(side['claim'], known)}: {quote.join(quotation_marks(quote))}"
    for path, name in (claim.derived.get("emptied") or {}).items():
        yield f"{path}: left empty, “{name}” is not in the document"
    if within := claim.derived.get("within"):
        yield f"within: {handle(within, known)}"
    if tellers := claim.derived.get("asserted_by"):
        yield "told in: " + ", ".join(handle(one, known) for one in tellers)


def told_time(value: str) -> str:
    """Return a time value as people read it, with the way out where a week or a year is not told."""
    return f"{told(value)}; {WAY_OUT}" if is_open(value) else told(value)


def _leaves(claim: Claim, label: str, path: str, value: Any) -> Iterator[tuple[str, Any]]:
    """Yield a field's filled values; a participant under its role, the name that it stands for behind it."""
    if value is None or value in ("", [], {}):
        return
    if isinstance(value, list):
        for place, one in enumerate(value):
            yield from _leaves(claim, label, f"{path}.{place}", one)
    elif isinstance(value, dict) and "mention" in value:
        name = name_at(claim, f"{path}.mention")
        yield str(value.get("role", label)), _with_name(value["mention"], name)
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from _leaves(claim, f"{label}.{key}", f"{path}.{key}", one)
    else:
        yield label, _with_name(value, name_at(claim, path))


def _with_name(mention: Any, name: str | None) -> Any:
    known = name is None or name.casefold() in str(mention).casefold()
    return mention if known else f"{mention} (= {name})"
