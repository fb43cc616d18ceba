"""One file that holds a run: JSON Lines, one flat record a line, made for jq, pandas and DuckDB."""

import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, fields, replace
from pathlib import Path
from typing import Any

from pydantic import ConfigDict

from llmclaims.config.local_files import below
from llmclaims.documents.document import Dateline, Document, Origin, Paragraph
from llmclaims.errors import DocumentError
from llmclaims.runs.lines import numbered, parsed
from llmclaims.runs.records import FORMAT, Line, Record, Run, Summary
from llmclaims.schema.annotations import Cited, kind_of
from llmclaims.schema.claims import RECORD_KEYS, Claim, Failure, Nearest, PartUsage, Rejection
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.schema.usage import Usage

SUFFIX = ".jsonl"
_ARTICLES = (".txt", ".md", ".html", ".htm", ".pdf", ".docx", ".xml", ".eml")
_NAMES = {
    model: tuple(field.name for field in fields(model))
    for model in (Claim, Failure, Origin, Rejection, Run, Summary)
}
_NOT_FILLED = frozenset(RECORD_KEYS)
_TOKENS = ("input_tokens", "cached_input_tokens", "output_tokens")


class _Anything(Cited):
    """The body of a saved claim whose model is not at hand."""

    model_config = ConfigDict(frozen=True, extra="allow")


def to_record(one: Line, *, text: bool = True) -> dict[str, Any]:
    """Return one record as a flat JSON object, ``record`` first."""
    match one:
        case Claim():
            return _claim_record(one)
        case Document():
            return _document_record(one, text=text)
        case Rejection():
            return _rejection_record(one)
        case Failure():
            return {"record": "failure", **asdict(one)}
        case PartUsage():
            return {
                "record": "usage",
                "document": one.document,
                "paragraph": one.paragraph,
                **_counted(one.usage),
            }
        case Run():
            return {
                "record": "run",
                "format": one.format,
                **{k: v for k, v in asdict(one).items() if k != "format"},
            }
        case Summary():
            told = {"record": "summary", **asdict(one)}
            return told if one.digest else {key: value for key, value in told.items() if key != "digest"}


def _counted(usage: Usage) -> dict[str, Any]:
    """Return what answers took; tokens that nobody counted are null, never 0."""
    found = {key: value for key, value in asdict(usage).items() if key != "cache_hits"}
    if not (usage.input_tokens or usage.output_tokens):
        found |= dict.fromkeys(_TOKENS)
    return found


def _rejection_record(one: Rejection) -> dict[str, Any]:
    """Return a rejection's record; its draft stays what it is, however deep (``asdict`` would copy it level by level)."""
    told = {item.name: getattr(one, item.name) for item in fields(Rejection)}
    return {"record": "rejection", **told, "nearest": asdict(one.nearest) if one.nearest else None}


def _claim_record(claim: Claim) -> dict[str, Any]:
    body = claim.body.model_dump(mode="json")
    body.pop("quote", None)
    told: dict[str, Any] = {name: getattr(claim, name, claim.kind) for name in RECORD_KEYS}
    told["spans"] = [list(span) for span in claim.spans]
    told["codes"], told["checked"] = list(claim.codes), list(claim.checked)
    if not claim.checked:  # not in older runs
        del told["checked"]
    if claim.page is None:  # not in older runs, nor where the source has no pages
        del told["page"]
    told["mentions"] = {path: [list(span) for span in spans] for path, spans in claim.mentions.items()}
    told["derived"] = dict(claim.derived)
    return told | body


def _document_record(document: Document, *, text: bool) -> dict[str, Any]:
    dateline = document.dateline
    record = {
        "record": "document",
        "id": document.id,
        "path": document.path,
        "sha256": document.sha256,
        "title": document.title,
        "dateline": asdict(dateline) if dateline else None,
        "published": document.published,
        "language": document.language,
        "encoding": document.encoding,
        "paragraphs": [[one.start, one.end, one.zone] for one in document.paragraphs],
    }
    if document.origin:
        record["origin"] = _origin_record(document.origin)
    return record | {"text": document.text} if text and document.text else record


def _origin_record(origin: Origin) -> dict[str, Any]:
    """Return where a text comes from, without what it has nothing of and older runs have no field for."""
    later = ("pages", "pictures", "left_out", "published_is_guess")
    return {name: one for name, one in asdict(origin).items() if one or name not in later}


def read_records(path: str | os.PathLike[str]) -> Iterator[tuple[int, dict[str, Any]]]:
    """Yield the records of a file with their line numbers, from 1, one at a time.

    Raises:
        DocumentError: the file cannot be read, or a line of it is not a record.
    """
    for number, data in numbered(path):
        record = parsed(data)
        if isinstance(record, str):
            raise DocumentError(_no_record(path, number, record))
        yield number, record


def _no_record(path: str | os.PathLike[str], number: int, why: str) -> str:
    """Say why a line is no record: an article is often given where its run is wanted."""
    if number == 1 and os.fspath(path).lower().endswith(_ARTICLES):
        return (
            f"{path} is no run of llmclaims: `llmclaims extract {path} -o run.jsonl` makes one of articles."
        )
    return f"{path}:{number}: {why}; was the file cut off or edited? Give one that llmclaims wrote."


def iterate(path: str | os.PathLike[str], *, schema: Sequence[type[Cited]] = ()) -> Iterator[Line]:
    """Yield the run, its records and its tally as they stand in a file, one in memory at a time.

    Raises:
        DocumentError: the file cannot be read or is not a run.
    """
    models = {kind_of(model): model for model in (*DEFAULT_SCHEMA, *schema)}
    for number, record in read_records(path):
        try:
            yield from_any(record, models)
        except (AttributeError, KeyError, TypeError, ValueError) as error:
            raise DocumentError(f"{path}:{number}: not a whole record ({error}); was it edited?") from error


def from_any(record: Mapping[str, Any], models: Mapping[str, type[Cited]]) -> Line:
    """Return what a record stands for.

    Raises:
        KeyError, TypeError, ValueError: it is not whole.
    """
    match record["record"]:
        case "run":
            return _run(record)
        case "summary":
            return _summary(record)
        case "document":
            return document_from(record)
        case _:
            return from_record(record, models)


def from_record(record: Mapping[str, Any], models: Mapping[str, type[Cited]]) -> Record:
    """Return a claim, rejection, failure or usage from its record."""
    kind = record["record"]
    if kind == "rejection":
        near = record["nearest"]
        return Rejection(**_known(Rejection, record) | {"nearest": Nearest(**near) if near else None})
    if kind == "failure":
        return Failure(**_known(Failure, record))
    if kind == "usage":
        counted = {key: record[key] or 0 for key in ("requests", *_TOKENS)}
        usage = Usage(**counted, cost=record["cost"])
        return PartUsage(document=record["document"], paragraph=record["paragraph"], usage=usage)
    body = {key: value for key, value in record.items() if key not in _NOT_FILLED}
    body["quote"] = record["quote"] or ""
    model = models.get(kind, _Anything)
    return Claim(
        **_known(Claim, record)
        | {
            "kind": kind,
            "spans": _spans(record["spans"]),
            "codes": tuple(record["codes"]),
            "checked": tuple(record.get("checked", ())),
            "mentions": {path: _spans(spans) for path, spans in record["mentions"].items()},
            "body": model.model_validate(body),
        }
    )


def _spans(found: Iterable[Iterable[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((int(start), int(end)) for start, end in found)


def _known(model: type[Any], record: Mapping[str, Any]) -> dict[str, Any]:
    return {name: record[name] for name in _NAMES[model] if name in record}


def document_from(record: Mapping[str, Any]) -> Document:
    """Return a document as its record says that it is; without a text where it was saved without one."""
    text, dateline = record.get("text") or "", record.get("dateline")
    named = ("id", "path", "sha256", "title", "published", "language", "encoding")
    return Document(
        **{name: record[name] for name in named},
        text=text,
        dateline=Dateline(**dateline) if dateline else None,
        paragraphs=tuple(
            Paragraph(index=index, start=start, end=end, zone=zone, text=text[start:end])
            for index, (start, end, zone) in enumerate(record["paragraphs"])
        ),
        origin=_origin(record),
    )


def document_anew(record: Mapping[str, Any]) -> Document:
    """Return the document that a record's text gives, whatever else the record says of it.

    Raises:
        KeyError, TypeError, ValueError: it is not whole.
    """
    found = Document.from_text(
        record["text"],
        id=record["id"],
        path=record.get("path"),
        published=record.get("published"),
        language=record["language"],
    )
    return replace(found, sha256=record["sha256"], encoding=record["encoding"], origin=_origin(record))


def _origin(record: Mapping[str, Any]) -> Origin | None:
    found = record.get("origin")
    if not found:
        return None
    pages, pictures = _spans(found.get("pages", ())), tuple(map(int, found.get("pictures", ())))
    return Origin(**_known(Origin, found) | {"pages": pages, "pictures": pictures})


def _run(record: Mapping[str, Any]) -> Run:
    if record.get("format") != FORMAT:
        raise ValueError(f"format {record.get('format')!r} is not {FORMAT!r}")
    settings = record.get("settings", {})
    for name in ("disable", "checks"):
        if not isinstance(found := settings.get(name, []), list) or not all(
            isinstance(one, str) for one in found
        ):
            raise ValueError(f"settings: {name} is no list of names")
    return Run(**_known(Run, record))


def _summary(record: Mapping[str, Any]) -> Summary:
    known = _known(Summary, record)
    return Summary(**known | {"usage": Usage(**known["usage"]), "warnings": tuple(known.get("warnings", ()))})


def run_files(paths: str | os.PathLike[str] | Iterable[str | os.PathLike[str]]) -> list[Path]:
    """Return the files, those of a folder and of the folders below it by name: all that end in ``.jsonl``.

    Hidden files are left out, and a run that is still written has another name (``NAME.part``).

    Raises:
        DocumentError: a folder holds none.
    """
    given = [paths] if isinstance(paths, (str, os.PathLike)) else list(paths)
    return [file for one in map(Path, given) for file in (_below(one) if one.is_dir() else [one])]


def _below(folder: Path) -> list[Path]:
    """Return the run files of a folder; a folder in it that cannot be read stands among them, to be told as one of them."""
    found = sorted(
        Path(one.filename if isinstance(one, OSError) else one.path)
        for one in below(folder)
        if isinstance(one, OSError) or (one.name.endswith(SUFFIX) and one.is_file())
    )
    if not found:
        raise DocumentError(
            f"{folder} holds no run: give a folder of files that extract wrote, NAME{SUFFIX}, or the files."
        )
    return found
