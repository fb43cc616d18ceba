"""Recorded runs: every exchange of a run on disk, and the run again from there with the network shut.

A recording is a folder: ``run.json`` says what a replay needs, and each document has a cassette, named after
its id. Recording and replaying go past the reply cache.
"""

import asyncio
import contextlib
import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from llmclaims.config.provider_settings import PRESETS, ProviderSettings
from llmclaims.config.redaction import url_secrets
from llmclaims.config.settings import Settings
from llmclaims.documents.document import Document
from llmclaims.errors import CassetteError, ConfigError, PromptError
from llmclaims.inference.manifest import FILE_NAME, REPLAYED_WITH, Manifest, read_manifest
from llmclaims.inference.prompts import Prompt
from llmclaims.providers.registry import address, wire_class
from llmclaims.schema.annotations import Cited

_PLAIN_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,99}")


@dataclass(frozen=True, slots=True)
class Recorder:
    """One recording, being made or being replayed.

    The transport of every provider in the process is replaced, so one document is open at a time, and what
    another run asks meanwhile goes through its cassette as well. ``secrets`` must not be written.
    """

    mode: Literal["record", "replay"]
    directory: Path
    protocols: tuple[str, ...]
    secrets: frozenset[str] = field(default=frozenset(), repr=False)

    @contextlib.contextmanager
    def document(self, document: Document) -> Iterator[None]:
        """Write what is asked inside to this document's cassette, or answer it from there.

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
        """Do the same for what is asked about several documents at once."""
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
        with (
            cassettes.recorded(path, title, self.text_of, order, self.secrets)
            if recording
            else cassettes.replayed(path, self.text_of)
        ):
            yield

    def text_of(self, body: Mapping[str, Any]) -> str:
        """Return the text of a request's messages, in whichever of the protocols it is."""
        for protocol in self.protocols:
            with contextlib.suppress(ValueError, TypeError, KeyError):
                return wire_class(protocol).text_of(body)
        return ""


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
    prompts: Callable[[Settings], Iterable[Prompt]],
    *,
    record: str | os.PathLike[str] | None = None,
    replay: str | os.PathLike[str] | None = None,
) -> tuple[Recorder | None, Settings]:
    """Return the recorder for ``--record`` or ``--replay``, and the settings to run with.

    A replay runs with the recording's settings, apart from the folder of the user's own prompts; one that was
    recorded without pass 2 is replayed without it. ``prompts`` loads all that a run with some settings may send.

    Raises:
        ConfigError: both are given, or the configuration cannot be recorded.
        PromptError: a prompt of a run to be recorded cannot be read.
        CassetteError: the recording cannot be used; the message says which prompt or kind is not as it was.
    """
    check_together(record, replay, {})
    if replay is not None:
        return _replaying(settings, schema, prompts, replay)
    if record is None:
        return None, settings
    from llmclaims.inference.cassettes import write_atomically  # imports vcrpy

    directory, manifest = Path(record), Manifest.of(settings, schema, prompts(settings))
    try:
        directory.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise CassetteError(
            f"{directory}: cannot be written ({error.strerror}); record elsewhere."
        ) from error
    write_atomically(directory / FILE_NAME, manifest.text())
    named = (settings.providers.get(name) or PRESETS.get(name) for name in manifest.settings.providers)
    secrets = frozenset().union(*(_secrets(one) for one in named if one is not None))
    return Recorder("record", directory, manifest.protocols, secrets), settings


def _replaying(
    settings: Settings,
    schema: tuple[type[Cited], ...],
    prompts: Callable[[Settings], Iterable[Prompt]],
    replay: str | os.PathLike[str],
) -> tuple[Recorder, Settings]:
    manifest = read_manifest(replay)
    own = {name: getattr(settings, name) for name in REPLAYED_WITH}
    related = manifest.settings.link and f"{manifest.settings.relate_prompt}.md" in manifest.prompts
    settings = manifest.settings.model_copy(update=own | {"link": related})
    try:
        manifest.check(schema, prompts(settings), replay)
    except PromptError as error:
        raise CassetteError(f"{replay}: {error} It was recorded with version {manifest.version}.") from error
    return Recorder("replay", Path(replay), manifest.protocols), settings


def _secrets(settings: ProviderSettings) -> frozenset[str]:
    """Return a provider's key, and what may be one in its address."""
    return url_secrets(address(settings)) | {os.environ.get(settings.api_key_env, "").strip()}


def _file_name(document_id: str) -> str:
    """Return the id where it is a plain name, else a hash of it: an id must not choose a place outside the folder."""
    if _PLAIN_NAME.fullmatch(document_id):
        return document_id
    return hashlib.sha256(document_id.encode("utf-8", "surrogatepass")).hexdigest()[:16]
