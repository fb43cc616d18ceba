"""The project's own gold: ``document``, ``event``, ``statement`` and ``relation`` records, or a user's own, one a line.

The document record carries its ``text``, or names the article beside it by ``path``. Records belong to the
document that they name, else to the last one before them. A saved run has the same form, so a run that was
corrected by hand is gold too. Beside a run's keys gold may have ``optional``, ``FIELD_accept``, ``alt_spans``,
``group`` and ``hard_negative`` (true on a claim that should not be found). A record without ``spans`` is found by its
quote.
"""

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any, get_args

from llmclaims.config.local_files import read_file
from llmclaims.errors import DocumentError
from llmclaims.evaluation.field_agreement import EVENT_FIELDS, STATEMENT_FIELDS
from llmclaims.evaluation.gold.files import first_object, objects
from llmclaims.evaluation.items import KINDS, Gold, Item, Passage, item_of
from llmclaims.evaluation.own_kinds import fields_of, is_own
from llmclaims.grounding.quotes import ground
from llmclaims.schema.news import RelationType

_FIELDS = {"statement": STATEMENT_FIELDS, "event": (*EVENT_FIELDS, "time_value")}
_ARGUMENTS = {"participants": "participant", "location": "location", "time": "time", "quantity": "quantity"}


def recognises(path: Path) -> bool:
    """Tell whether it begins with a document, or with the run that it was made by."""
    return first_object(path).get("record") in ("document", "run")


def read(paths: Sequence[Path], name: str) -> Gold:
    """Read one set from one or more files.

    Raises:
        DocumentError: a record is not whole, or an article is not beside its claims or was changed since.
    """
    passages: list[Passage] = []
    layers: set[str] = set()
    for path in paths:
        documents: dict[str, dict[str, Any]] = {}
        items: dict[str, list[tuple[int, dict[str, Any]]]] = {}
        for number, record in objects(path):
            try:
                if record["record"] == "document":
                    key = str(record.get("id") or record.get("sha256") or record["path"])
                    documents[key] = record
                    items[key] = []
                elif record["record"] in KINDS or is_own(record["record"]):
                    key = str(record.get("document") or next(reversed(documents)))
                    items[key].append((number, record))
                    layers |= _layers(record)
            except (AttributeError, KeyError, TypeError, ValueError, StopIteration) as error:
                raise _not_whole(path, number, error) from error
        for key, record in documents.items():
            article = str(record.get("id") or path.parent.name)
            passages.append(_passage(path, article, record, items[key]))
    if any(layer.startswith("relation") for layer in layers):
        layers |= {f"relation.{one}" for one in get_args(RelationType)}
    return Gold(name=name, passages=tuple(passages), layers=frozenset(layers), whole=False)


def _layers(record: dict[str, Any]) -> set[str]:
    """Return the layers that a record of this kind annotates."""
    kind = record["record"]
    if is_own(kind):
        return {kind} | {f"{kind}.{field}" for field in fields_of(record)}
    known = {**record, **(record.get("derived") or {})}
    found = {kind} | {f"{kind}.{field}" for field in _FIELDS.get(kind, ()) if field in known}
    if kind == "event":
        found |= {"event.span"} | {f"event.{name}" for field, name in _ARGUMENTS.items() if field in record}
        if "participants" in record:
            found.add("event.role")
    return found


def _not_whole(path: Path, number: int, error: Exception) -> DocumentError:
    return DocumentError(
        f"{path}:{number}: not a whole record ({error!r}); see seeds/README.md for the form."
    )


def _passage(
    path: Path, name: str, record: dict[str, Any], records: Sequence[tuple[int, dict[str, Any]]]
) -> Passage:
    mark = record.get("sha256")
    text = record.get("text")
    if text is None and record.get("path"):
        text = _article(path, str(record["path"]), mark)
    if not text:
        raise DocumentError(f"{path}: a document record has neither text nor a path to it; add one of them.")
    items = [_item(path, number, one, text) for number, one in records]
    last = max((end for one in items for _, end in one.spans), default=0)
    if last > len(text):
        raise DocumentError(f"{path}: a span ends at {last}, behind the end of its text at {len(text)}.")
    return Passage(id=name, text=text, items=tuple(items), sha256=mark)


def _item(path: Path, number: int, record: dict[str, Any], text: str) -> Item:
    """Return a record's item; one that gives its quote and no spans is looked up in the text.

    Raises:
        DocumentError: it is not whole, or its quote stands there nowhere, or more than once.
    """
    try:
        if not record.get("spans") and record.get("quote"):
            found = ground(record["quote"], text)
            if not found.found or found.others:
                often = "more than once" if found.found else "nowhere"
                raise DocumentError(
                    f"{path}:{number}: its quote stands {often} in the text; correct it, or give its spans."
                )
            record = record | {"spans": found.spans}
        return item_of({"id": f"line {number}", **record})
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise _not_whole(path, number, error) from error


def _article(path: Path, name: str, mark: str | None) -> str:
    """Return the article beside its claims, its line ends as they are."""
    article = path.parent / name
    try:
        data = read_file(article)
        text = data.decode("utf-8-sig")
    except (OSError, ValueError) as error:
        raise DocumentError(
            f"{path}: its article {name} cannot be read; put it beside the claims."
        ) from error
    if mark and hashlib.sha256(data).hexdigest() != mark:
        raise DocumentError(
            f"{article}: changed since it was annotated (its SHA-256 differs); restore it, or annotate anew."
        )
    return text
