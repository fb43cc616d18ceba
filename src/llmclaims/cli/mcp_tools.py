"""The tools of ``llmclaims mcp``: ``extract`` an article's claims, ``verify_quote`` and ``check_claim`` against a text.

The text comes with the call; files are read only inside the folders that the server was started with. Offsets in
answers are Unicode code points, 0-based, end exclusive.
"""

import os
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_origin

from pydantic import BaseModel, Field, ValidationError

from llmclaims.config.settings import Settings
from llmclaims.documents.document import Document
from llmclaims.errors import ConfigError
from llmclaims.schema.annotations import Cited, unwrap
from llmclaims.schema.claims import Claim, Rejection
from llmclaims.schema.news import Event, Statement

LONGEST_TEXT, LONGEST_QUOTE = 500_000, 10_000
"""Characters of a text and of a quote, or of all that a claim holds, in one call."""
LARGEST_FILE = 20_000_000
"""Bytes of a file."""

_MODELS: dict[str, type[Cited]] = {"event": Event, "statement": Statement}

_Text = Annotated[str | None, Field(description="The article's text; offsets count its code points")]
_Path = Annotated[str | None, Field(description="In place of text: a file, where the server may read files")]
_Published = Annotated[str | None, Field(description="Day of publication (YYYY-MM-DD); dates count from it")]


class Desk:
    """The tools; ``folders`` are those whose files may be read, none by default."""

    def __init__(self, settings: Settings, folders: Sequence[str | os.PathLike[str]] = ()) -> None:
        """Take the settings of a run.

        Raises:
            ConfigError: a folder does not exist.
        """
        self._settings = settings
        self._folders = [Path(one).resolve() for one in folders]
        for one in self._folders:
            if not one.is_dir():
                raise ConfigError(f"{one} is no folder: name one whose files may be read.")

    def extract(self, text: _Text = None, path: _Path = None, published: _Published = None) -> dict[str, Any]:
        """List what an article says: events and statements that hold, each with its words and where they stand.

        Refused drafts come with their reason and the nearest words of the text.
        """
        from llmclaims.pipeline.extract import extract
        from llmclaims.runs.jsonl import to_record

        document = self._document(text, path, published)
        found = extract(document, settings=self._settings)
        summary = found.summary
        return {
            "document": _told(document, whole=text is None),
            "claims": [to_record(one) for one in found.claims],
            "rejections": [asdict(one) for one in found.rejections],
            "failures": [asdict(one) for one in found.failures],
            "summary": {
                **{name: getattr(summary, name) for name in ("proposed", "accepted", "rejected")},
                "provider": found.run.provider,
                "model": found.run.model,
                "warnings": list(summary.warnings),
            },
        }

    def verify_quote(
        self,
        quote: Annotated[str, Field(description="The words that are said to stand in the text")],
        text: _Text = None,
        path: _Path = None,
    ) -> dict[str, Any]:
        """Tell whether a quote stands in a text, and where; if not, the nearest words and what differs."""
        from llmclaims.grounding.quotes import ground

        _within(len(quote), LONGEST_QUOTE, "quote")
        document = self._document(text, path, None)
        found = ground(quote, document.text)
        if not found.found:
            return {
                "found": False,
                "code": found.code,
                "message": found.message,
                "nearest": asdict(found.nearest) if found.nearest else None,
                "differences": [{"quote": mine, "text": theirs} for mine, theirs in found.differences],
            }
        first = found.spans[0][0]
        places = (one for one in document.paragraphs if one.start <= first < one.end)
        paragraph = next(places, None)
        return {
            "found": True,
            "tier": found.tier,
            "spans": [
                {"start": start, "end": end, "text": document.text[start:end]} for start, end in found.spans
            ],
            "paragraph": paragraph.index if paragraph else None,
            "zone": paragraph.zone if paragraph else None,
            "flags": list(found.flags),
            "other_places": len(found.others),
        }

    def check_claim(
        self,
        kind: Literal["event", "statement"],
        claim: Annotated[dict[str, Any], Field(description="The claim's fields; see the tool's description")],
        text: _Text = None,
        path: _Path = None,
        published: _Published = None,
    ) -> dict[str, Any]:
        """Check a whole claim: its quote, and by rules whether the quote carries it."""
        from llmclaims.runs.jsonl import to_record
        from llmclaims.verification.recheck import verify

        _within(len(repr(claim)), LONGEST_QUOTE, "claim")
        document = self._document(text, path, published)
        outcome = verify(_draft(_MODELS[kind], claim), document)
        if isinstance(outcome, Claim):
            return {"verdict": outcome.verdict, "codes": list(outcome.codes), "claim": to_record(outcome)}
        assert isinstance(outcome, Rejection)
        nearest = asdict(outcome.nearest) if outcome.nearest else None
        return {"verdict": "refused", "codes": [outcome.code], "message": outcome.message, "nearest": nearest}

    def _document(self, text: str | None, path: str | None, published: str | None) -> Document:
        if (text is None) == (path is None):
            raise ConfigError("Give either text or path, and not both.")
        published = published or self._settings.published
        if text is not None:
            _within(len(text), LONGEST_TEXT, "text")
            if not text.strip():
                raise ConfigError("The text is empty: give the article's words.")
            return Document.from_text(text, published=published)
        from llmclaims.documents.readers import read

        document = read(self._allowed(str(path)), published=published)
        _within(len(document.text), LONGEST_TEXT, "text")
        return document

    def _allowed(self, path: str) -> str:
        """Return the path with links followed if it may be read; do not tell whether another exists."""
        refused = ConfigError(
            f"{path} may not be read here: give the text itself, or start the server with --allow-path and its folder."
        )
        try:
            found = Path(path).resolve(strict=True)
            inside = any(found.is_relative_to(one) for one in self._folders)
        except (OSError, ValueError, RuntimeError):
            raise refused from None
        if not inside or not found.is_file():
            raise refused
        _within(found.stat().st_size, LARGEST_FILE, "file")
        return str(found)


def _told(document: Document, *, whole: bool) -> dict[str, Any]:
    told = {"id": document.id, "title": document.title, "published": document.published}
    return told | {"text": document.text} if whole else told


def _within(size: int, limit: int, what: str) -> None:
    if size > limit:
        raise ConfigError(
            f"The {what} has {size:,} characters or bytes, and {limit:,} are allowed: give a part of it."
        )


def _draft(model: type[Cited], claim: dict[str, Any]) -> Cited:
    """Return the claim as an instance of the model; fields that may be empty may be left out."""
    filled = {name: empty for name, empty in _empty(model).items() if name not in claim} | claim
    try:
        return model.model_validate(filled)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"The claim's {place or 'fields'}: {first['msg']}; correct that.") from None


def _empty(model: type[Cited]) -> dict[str, Any]:
    found: dict[str, Any] = {"ref": "c1"} if "ref" in model.model_fields else {}
    for name, field in model.model_fields.items():
        kind, _ = unwrap(field.annotation, ())
        if kind is not field.annotation:
            found[name] = None
        elif get_origin(kind) is list:
            found[name] = []
    return found


def fields() -> str:
    """Describe the fields of each kind, one a line."""
    lines = []
    for kind, model in _MODELS.items():
        lines.append(f"Fields of kind {kind} (those in brackets may be left out):")
        empty = _empty(model)
        for name, field in model.model_fields.items():
            about = "; ".join(part for part in (field.description, _choice(field.annotation)) if part)
            lines.append(f"- {f'[{name}]' if name in empty else name}" + (f": {about}" if about else ""))
    return "\n".join(lines)


def _choice(annotation: Any) -> str:
    """Describe what a field may hold, where that is more than a text."""
    inner, _ = unwrap(annotation, ())
    if get_origin(inner) is Literal:
        return f"one of {', '.join(get_args(inner))}"
    item = get_args(inner)[0] if get_origin(inner) is list else None
    if isinstance(item, type) and issubclass(item, BaseModel):
        return f"a list of objects with {', '.join(item.model_fields)}"
    return ""
