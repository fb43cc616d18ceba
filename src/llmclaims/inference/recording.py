"""Recorded runs: every exchange of a run on disk, and the run again from there with the network shut.

A recording is a folder: ``run.json`` says what a replay needs, and each document has a cassette, named after
its id. Recording and replaying go past the reply cache.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import os
import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal
from urllib.parse import urlsplit

from llmclaims.config.local_files import read_file
from llmclaims.config.redaction import url_secrets
from llmclaims.config.settings import PRESETS, ProviderSettings, Settings
from llmclaims.errors import CassetteError, ConfigError, PromptError
from llmclaims.inference.prompts import load_prompt
from llmclaims.schema.annotations import Cited, kind_of
from llmclaims.schema.answer import schema_hash
from llmclaims.schema.news import Relation
from llmclaims.verification.model_checks import chosen

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping

    from llmclaims.documents.document import Document

FORMAT = "llmclaims-recording/1"
FILE_NAME = "run.json"
_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")
_OWN = ("prompts", "cache", "cache_dir", "max_cost")
"""Settings that belong to whoever replays, not to the recording."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manifest:
    """What a replay needs to ask exactly what was asked.

    ``settings`` without secrets, addresses and folders; ``prompts`` maps each prompt file to its hash,
    ``schema`` each kind; ``version`` is the library's, for information.
    """

    settings: Settings
    prompts: Mapping[str, str]
    schema: Mapping[str, str]
    version: str

    def text(self) -> str:
        """The manifest as ``run.json``."""
        data = {
            "format": FORMAT,
            "version": self.version,
            "prompts": dict(sorted(self.prompts.items())),
            "schema": dict(self.schema),
            "settings": self.settings.model_dump(mode="json", exclude=set(_OWN), exclude_none=True),
        }
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def manifest_of(settings: Settings, schema: tuple[type[Cited], ...], stage: str = "extract") -> Manifest:
    """The manifest of a run, or of a linking of runs, that is about to be recorded.

    Raises:
        ConfigError: a provider is unknown or has no model.
        PromptError: a prompt cannot be read.
    """
    from llmclaims import __version__  # lazy there

    waiting = [settings.provider, *(stage.provider for stage in settings.stages.values())]
    providers: dict[str, ProviderSettings] = {}
    while waiting:
        name = waiting.pop()
        if name not in providers:
            found = settings.providers.get(name) or PRESETS.get(name) or settings.named(name)
            providers[name] = _unaddressed(found)
            waiting += [found.fallback] if found.fallback else []
    kept = settings.model_copy(
        update={"providers": dict(sorted(providers.items()))}
        | {name: Settings.model_fields[name].default for name in _OWN}
    )
    return Manifest(
        settings=kept, prompts=_prompts(settings, schema, stage), schema=_schema(schema), version=__version__
    )


def read_manifest(directory: str | os.PathLike[str]) -> Manifest:
    """The manifest of a recording.

    Raises:
        CassetteError: there is none, or it cannot be used.
    """
    path = Path(directory) / FILE_NAME
    try:
        data = json.loads(read_file(path))
        if data["format"] != FORMAT:
            raise CassetteError(
                f"{path}: in the format {data['format']!r}, not {FORMAT!r}; record the run anew."
            )
        return Manifest(
            settings=Settings.model_validate(data["settings"]),
            prompts=dict(data["prompts"]),
            schema=dict(data["schema"]),
            version=str(data["version"]),
        )
    except FileNotFoundError:
        raise CassetteError(
            f"{directory}: holds no recorded run ({FILE_NAME}); name a folder made with --record."
        ) from None
    except (OSError, ValueError, KeyError, TypeError, RecursionError) as error:
        reason = " ".join(str(getattr(error, "strerror", None) or error).split())
        raise CassetteError(f"{path}: not readable ({reason}); record the run anew.") from error


@dataclass(frozen=True, slots=True)
class Recorder:
    """One recording, being made or being replayed.

    The transport of every provider in the process is replaced, so one document is open at a time, and what
    another run asks meanwhile goes through its cassette as well. ``secrets`` must not be written.
    """

    mode: Literal["record", "replay"]
    directory: Path
    manifest: Manifest
    secrets: frozenset[str] = field(default=frozenset(), repr=False)

    @contextlib.contextmanager
    def document(self, document: Document) -> Iterator[None]:
        """What is asked inside goes to, or comes from, this document's cassette.

        Raises:
            CassetteError: it cannot be read or written.
            CassetteMissingError: from the requests, when a replay lacks one.
        """
        where = Path(document.path).name if document.path else document.id
        title = f"{where}: {document.title}" if document.title else where
        texts = [paragraph.text for paragraph in document.paragraphs]

        def order(messages: str) -> int:  # the last paragraph shown is the one asked about
            return max((index for index, text in enumerate(texts) if text in messages), default=-1)

        with self._cassette(_file_name(document.id), title, order):
            yield

    @contextlib.contextmanager
    def between(self) -> Iterator[None]:
        """The same for what is asked about several documents at once."""
        with self._cassette("between-documents", "Between the documents", lambda _: 0):
            yield

    async def sleep(self, seconds: float) -> None:
        """Wait between tries while recording; a replay does not wait."""
        await asyncio.sleep(seconds if self.mode == "record" else 0)

    @contextlib.contextmanager
    def _cassette(self, name: str, title: str, order: Callable[[str], int]) -> Iterator[None]:
        from llmclaims.inference import cassettes  # imports vcrpy

        path = self.directory / f"{name}.yaml"
        recording = self.mode == "record"
        with cassettes.recorded(path, title, order, self.secrets) if recording else cassettes.replayed(path):
            yield


def check_together(record: object, replay: object, recorded: Mapping[str, object]) -> None:
    """Refuse what a replay would silently take from the recording instead.

    Raises:
        ConfigError: both are given, or a replay and one of ``recorded``.
    """
    if record is not None and replay is not None:
        raise ConfigError("record and replay exclude each other; give one of them.")
    for name, value in recorded.items() if replay is not None else ():
        if value is not None:
            raise ConfigError(
                f"{name} is given, and a replay takes it from the recording; leave {name} or replay out."
            )


def open_recording(
    settings: Settings,
    schema: tuple[type[Cited], ...],
    *,
    record: str | os.PathLike[str] | None = None,
    replay: str | os.PathLike[str] | None = None,
    stage: str = "extract",
) -> tuple[Recorder | None, Settings]:
    """The recorder for ``--record`` or ``--replay``, and the settings to run with.

    A replay runs with the recording's settings, apart from the folder of the user's own prompts; one that was
    recorded without pass 2 is replayed without it. ``stage`` is "extract", or "link" for linking runs.

    Raises:
        ConfigError: both are given, or the configuration cannot be recorded.
        CassetteError: the recording cannot be used; the message says which prompt or kind is not as it was.
    """
    check_together(record, replay, {})
    if replay is not None:
        manifest = read_manifest(replay)
        own = {name: getattr(settings, name) for name in _OWN}
        related = manifest.settings.link and f"{manifest.settings.relate_prompt}.md" in manifest.prompts
        settings = manifest.settings.model_copy(update=own | {"link": related})
        _check(manifest, settings, schema, replay, stage)
        return Recorder("replay", Path(replay), manifest), settings
    if record is None:
        return None, settings
    from llmclaims.inference.cassettes import write_atomically  # imports vcrpy

    directory, manifest = Path(record), manifest_of(settings, schema, stage)
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CassetteError(
            f"{directory}: cannot be written ({error.strerror}); record elsewhere."
        ) from error
    write_atomically(directory / FILE_NAME, manifest.text())
    named = (settings.providers.get(name) or PRESETS.get(name) for name in manifest.settings.providers)
    secrets = frozenset().union(*(_secrets(one) for one in named if one is not None))
    return Recorder("record", directory, manifest, secrets), settings


def _secrets(settings: ProviderSettings) -> frozenset[str]:
    """A provider's key, and what may be one in its address."""
    from llmclaims.providers.registry import address

    return url_secrets(address(settings)) | {os.environ.get(settings.api_key_env, "").strip()}


def _check(
    manifest: Manifest,
    settings: Settings,
    schema: tuple[type[Cited], ...],
    directory: str | os.PathLike[str],
    stage: str,
) -> None:
    try:
        prompts = _prompts(settings, schema, stage)
    except PromptError as error:
        raise CassetteError(
            f"{directory}: {error} It was recorded with version {manifest.version}."
        ) from error
    kinds = _schema(schema)
    for what, then, now in (("kind", manifest.schema, kinds), ("prompt", manifest.prompts, prompts)):
        changed = [name for name in {**then, **now} if then.get(name) != now.get(name)]
        if changed:
            name = changed[0]
            raise CassetteError(
                f"{directory}: recorded with version {manifest.version}, whose {what} {name!r} "
                f"({then.get(name, 'none')}) is {now.get(name, 'gone')} here; "
                "replay it with what it was made with, or record it anew with --record."
            )


def _prompts(settings: Settings, schema: tuple[type[Cited], ...], stage: str) -> dict[str, str]:
    if stage == "link":
        return dict(load_prompt(settings.link_prompt, (), settings.prompts).files)
    related = settings.link and Relation in schema
    relate = [load_prompt(settings.relate_prompt, (), settings.prompts)] if related else []
    prompt = load_prompt(settings.prompt, schema, settings.prompts)
    repair = load_prompt(settings.repair_prompt, (), settings.prompts)
    checks = [
        load_prompt(one.prompt, (), settings.prompts) for one in chosen(settings.checks, settings.disable)
    ]
    return {name: found for one in (prompt, repair, *checks, *relate) for name, found in one.files.items()}


def _schema(schema: tuple[type[Cited], ...]) -> dict[str, str]:
    return {kind_of(model): schema_hash(model) for model in schema}


def _unaddressed(settings: ProviderSettings) -> ProviderSettings:
    """A provider as a replay needs it: no key, no host, no limits; the path stays, since requests match on it."""
    if settings.protocol == "builtin":
        return settings
    from llmclaims.inference.cassettes import HOST  # imports vcrpy
    from llmclaims.providers.registry import address  # only for protocols over a network

    return settings.model_copy(
        update={
            "base_url": HOST + urlsplit(address(settings)).path,
            "api_key_env": "",
            "requests_per_minute": None,
            "tokens_per_minute": None,
        }
    )


def _file_name(document_id: str) -> str:
    """The id where it is a plain name, else a hash of it: an id must not choose a place outside the folder."""
    if _PLAIN_NAME.fullmatch(document_id):
        return document_id
    return hashlib.sha256(document_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]
