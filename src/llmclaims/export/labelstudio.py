"""Label Studio: ``tasks.json`` with a prediction an article, and ``config.xml``, the labels to show them with.

Each part of each quote is a region with its kind as label, each mention one with the name of its field; lines
lead from a claim to its mentions, from a quote's first part to the next, and along the relations. What a claim
says besides (type, act, modality ...) are choices of its region, the proposition and what the verifier found a
text field. Regions carry the claim's id, so that reviewed tasks lead back to the run: it stands before the first hyphen of the region's.

Offsets count code points, as Label Studio does in what it stores; its editor has open faults with characters
outside the Basic Multilingual Plane (issues 1347 and 4988 there), where what is highlighted may be off. A
carriage return becomes a space, since the editor drops it.
"""

import json
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, get_args
from xml.sax.saxutils import quoteattr

from llmclaims.documents.decoding import encodable
from llmclaims.export.formats import onto
from llmclaims.export.shared.by_document import (
    Group,
    by_document,
    for_xml,
    item_of,
    left_out,
    texts_of,
    with_newlines,
)
from llmclaims.runs.records import Line, Run
from llmclaims.runs.tables import ends_of
from llmclaims.schema.annotations import Span
from llmclaims.schema.claims import Claim
from llmclaims.schema.news import Act, EventType, Modality, Polarity, RelationType, SpeakerType

_CHOICES: dict[str, tuple[str, ...]] = {
    "type": get_args(EventType),
    "modality": get_args(Modality),
    "polarity": get_args(Polarity),
    "act": get_args(Act),
    "speaker_type": get_args(SpeakerType),
    "verdict": ("verified", "flagged"),
}
_OWN = {"type": "event", "modality": "event", "act": "statement", "speaker_type": "statement"}
"""Choices that only one kind has."""
_NEXT_PART = "next part"
_COLOURS = {"event": "#b35900", "statement": "#0059b3"}


class _Labels:
    """What is used in the tasks, for the configuration: in the order in which it is met."""

    def __init__(self) -> None:
        """Begin with the shipped kinds and types of relation."""
        self.kinds: dict[str, None] = dict.fromkeys(("event", "statement"))
        self.fields: dict[str, None] = {}
        self.lost = 0
        self.relations: dict[str, None] = dict.fromkeys((_NEXT_PART, *get_args(RelationType)))


@onto("folder")
def write(records: Iterable[Line], out: Path, *, text: bool = True) -> None:
    """Write tasks and configuration into the folder ``out``, an article at a time.

    Raises:
        ConfigError: the run was saved without its texts.
    """
    del text  # a task is its text
    labels, version = _Labels(), ""
    tasks = rejected = failed = apart = 0
    with (out / "tasks.json").open("w", encoding="utf-8", newline="\n") as file:
        file.write("[")
        for one in by_document(records):
            match one:
                case Run():
                    version = f"{one.provider} {one.model}".strip()
                case Group(document=None):
                    apart += len(one.claims)
                case Group():
                    file.write(",\n" if tasks else "\n")
                    file.write(encodable(json.dumps(_task(one, version, labels), ensure_ascii=False)))
                    tasks += 1
            if isinstance(one, Group):
                rejected += len(one.rejections)
                failed += len(one.failures)
        file.write("\n]\n")
    (out / "config.xml").write_text(_configuration(labels), encoding="utf-8", newline="\n")
    left_out("labelstudio", apart, "relation", "across articles, and a task has one.")
    left_out("labelstudio", labels.lost, "relation", "an end is not in this run.")
    left_out("labelstudio", rejected, "rejected draft", "a region needs a place in the text.")
    left_out("labelstudio", failed, "failure", "a region needs a place in the text.")


def _task(group: Group, version: str, labels: _Labels) -> dict[str, Any]:
    document = group.document
    assert document is not None
    text = with_newlines(texts_of(document, "labelstudio"))
    first = {claim.id: f"{claim.id}-1" for claim in group.claims if claim.spans and not ends_of(claim)}
    result = [one for claim in group.claims for one in _results(claim, text, first, labels)]
    held = {"text": text, "document": document.id, "title": document.title, "published": document.published}
    return {
        "data": held | {"path": document.path},
        "predictions": [{"model_version": version, "score": _score(group.claims), "result": result}],
    }


def _score(claims: list[Claim]) -> float:
    """Return the share of claims without a flag: what a reviewer may sort by."""
    return round(sum(one.verdict == "verified" for one in claims) / len(claims), 4) if claims else 1.0


def _results(claim: Claim, text: str, first: dict[str, str], labels: _Labels) -> Iterator[dict[str, Any]]:
    if ends := ends_of(claim):
        if ends.source in first and ends.target in first:
            labels.relations.setdefault(ends.type)
            yield _line(first[ends.source], first[ends.target], ends.type)
        else:
            labels.lost += 1
        return
    labels.kinds.setdefault(claim.kind)
    for index, span in enumerate(claim.spans, start=1):
        yield _region(f"{claim.id}-{index}", "label", claim.kind, text, span)
        if index > 1:
            yield _line(f"{claim.id}-{index - 1}", f"{claim.id}-{index}", _NEXT_PART)
    yield from _said(claim, text, first)
    for path, spans in claim.mentions.items():
        name = _field(path, claim)
        labels.fields.setdefault(name)
        labels.relations.setdefault(name)
        for number, span in enumerate(spans, start=1):
            identity = f"{claim.id}-{path}-{number}"
            yield _region(identity, "mention", name, text, span)
            if claim.id in first:
                yield _line(first[claim.id], identity, name)


def _field(path: str, claim: Claim) -> str:
    """Return a mention's label: its field's name, a participant's its role."""
    return " ".join(item_of(path, claim)) or path.partition(".")[0]


def _said(claim: Claim, text: str, first: dict[str, str]) -> Iterator[dict[str, Any]]:
    """Yield what stands in no place of the text: choices and a text field of the claim's first region."""
    if claim.id not in first:
        return
    place = _value(text, claim.spans[0])
    for name, known in _CHOICES.items():
        value = claim.verdict if name == "verdict" else getattr(claim.body, name, None)
        fits = value in known and _OWN.get(name, claim.kind) == claim.kind
        if fits:
            yield _result(first[claim.id], name, "choices", {**place, "choices": [value]})
    said = getattr(claim.body, "claim", None)
    notes = [said] if isinstance(said, str) else []
    why = claim.derived.get("notes") or {}
    notes += [f"{code}: {why.get(code, '')}".rstrip(": ") for code in claim.codes]
    notes += [f"checked by: {', '.join(claim.checked)}"] if claim.checked else []
    if value := claim.derived.get("time_value"):
        notes.append(f"time: {value}")
    if claim.page is not None:
        notes.append(f"page: {claim.page}")
    if notes:
        yield _result(
            first[claim.id], "notes", "textarea", {**place, "text": [with_newlines(one) for one in notes]}
        )


def _region(identity: str, control: str, label: str, text: str, span: Span) -> dict[str, Any]:
    return _result(identity, control, "labels", _value(text, span) | {"labels": [label]})


def _value(text: str, span: Span) -> dict[str, Any]:
    return {"start": span[0], "end": span[1], "text": text[slice(*span)]}


def _result(identity: str, control: str, kind: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"id": identity, "from_name": control, "to_name": "text", "type": kind, "value": value}


def _line(source: str, target: str, label: str) -> dict[str, Any]:
    return {"type": "relation", "from_id": source, "to_id": target, "direction": "right", "labels": [label]}


def _configuration(labels: _Labels) -> str:
    kinds = "".join(
        f"<Label value={_attribute(one)} background={_attribute(_COLOURS.get(one, '#4d4d4d'))}/>"
        for one in labels.kinds
    )
    fields = "".join(f"<Label value={_attribute(one)}/>" for one in labels.fields or {"speaker": None})
    relations = "".join(f"<Relation value={_attribute(one)}/>" for one in labels.relations)
    when = {name: f' whenTagName="label" whenLabelValue="{kind}"' for name, kind in _OWN.items()}
    choices = "\n  ".join(
        f'<Choices name="{name}" toName="text" perRegion="true" choice="single"{when.get(name, "")}>'
        + "".join(f"<Choice value={_attribute(one)}/>" for one in values)
        + "</Choices>"
        for name, values in _CHOICES.items()
    )
    return f"""<View>
  <Labels name="label" toName="text">{kinds}</Labels>
  <Labels name="mention" toName="text">{fields}</Labels>
  <Relations>{relations}</Relations>
  {choices}
  <TextArea name="notes" toName="text" perRegion="true" editable="true" maxSubmissions="9"/>
  <Text name="text" value="$text"/>
</View>
"""


def _attribute(value: str) -> str:
    return quoteattr(for_xml(value))
