"""What a run depends on: its prompts, its schema and its settings. Callers say which prompts it sends."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from llmclaims.config.local_files import read_file
from llmclaims.config.provider_settings import PRESETS, ProviderSettings
from llmclaims.config.redaction import plain_url
from llmclaims.config.settings import Settings
from llmclaims.config.version import version
from llmclaims.errors import CassetteError
from llmclaims.inference.prompts import Prompt
from llmclaims.providers.registry import BUILTIN, address, wire_class
from llmclaims.schema.annotations import Cited, kind_of
from llmclaims.schema.answer import schema_hash

FORMAT = "llmclaims-recording/1"
FILE_NAME = "run.json"
REPLAYED_WITH = ("prompts", "instructions", "examples", "cache", "cache_dir", "max_cost", "workers")
"""Settings that a replay takes from the user, not from the recording; what it depends on is compared by its hash."""
_REQUEST = {"protocol", "model", "output", "every_key", "parameters"}
"""What of a provider's table goes into a request; its price, pace and patience do not."""
_LINE = {"strict", "disable", "checks", "repair", "link", "published", "request_characters", "passes"}


def files_of(prompts: Iterable[Prompt]) -> dict[str, str]:
    """Return the files of some prompts with their hashes."""
    return {file: mark for prompt in prompts for file, mark in prompt.files.items()}


def kinds_of(schema: Iterable[type[Cited]]) -> dict[str, str]:
    """Return the kinds of a schema with their hashes."""
    return {kind_of(model): schema_hash(model) for model in schema}


def inputs_of(
    settings: Settings, schema: Sequence[type[Cited]], prompts: Iterable[Prompt]
) -> dict[str, dict[str, Any]]:
    """Return the prompts and kinds with their hashes, and the settings that shape a request; no key, no password.

    Raises:
        ConfigError: a provider is unknown or has no model.
    """
    kept = settings.model_dump(mode="json", include=_LINE)
    for stage in ("extract", *settings.stages):
        name, provider = settings.for_stage(stage)
        asked = provider.model_dump(mode="json", include=_REQUEST)
        asked["base_url"] = plain_url(address(provider))
        kept |= {f"providers.{name}.{key}": value for key, value in asked.items()}
        kept[f"stages.{stage}"] = name
    return {"prompt": files_of(prompts), "kind": kinds_of(schema), "setting": kept}


def changes(
    then: Mapping[str, Mapping[str, Any]], now: Mapping[str, Mapping[str, Any]]
) -> Iterator[tuple[str, str]]:
    """Yield what differs, as ("prompt", "extract.v3.md"), in the order of ``now``."""
    for what, after in now.items():
        before = then.get(what, {})
        yield from ((what, name) for name in {**before, **after} if before.get(name) != after.get(name))


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

    @classmethod
    def of(cls, settings: Settings, schema: Sequence[type[Cited]], prompts: Iterable[Prompt]) -> Manifest:
        """Return the manifest of what is about to be recorded.

        Raises:
            ConfigError: a provider is unknown or has no model.
        """
        own = {name: Settings.model_fields[name].default for name in REPLAYED_WITH}
        kept = settings.model_copy(update={"providers": _providers(settings), **own})
        return cls(settings=kept, prompts=files_of(prompts), schema=kinds_of(schema), version=version())

    @property
    def protocols(self) -> tuple[str, ...]:
        """Return the protocols in which models are asked."""
        found = {one.protocol: None for one in self.settings.providers.values() if one.protocol != BUILTIN}
        return tuple(found)

    def text(self) -> str:
        """Return the manifest as ``run.json``."""
        data = {
            "format": FORMAT,
            "version": self.version,
            "prompts": dict(sorted(self.prompts.items())),
            "schema": dict(self.schema),
            "settings": self.settings.model_dump(mode="json", exclude=set(REPLAYED_WITH), exclude_none=True),
        }
        return json.dumps(data, ensure_ascii=False, indent=2) + "\n"

    def check(
        self, schema: Sequence[type[Cited]], prompts: Iterable[Prompt], directory: str | os.PathLike[str]
    ) -> None:
        """See that the recording in ``directory`` was made with these kinds and prompts.

        Raises:
            CassetteError: it was not; the message names the first that differs.
        """
        then = {"kind": self.schema, "prompt": self.prompts}
        now = {"kind": kinds_of(schema), "prompt": files_of(prompts)}
        for what, name in changes(then, now):
            raise CassetteError(
                f"{directory}: recorded with version {self.version}, whose {what} {name!r} "
                f"({then[what].get(name, 'none')}) is {now[what].get(name, 'gone')} here; "
                "replay it with what it was made with, or record it anew with --record."
            )


def read_manifest(directory: str | os.PathLike[str]) -> Manifest:
    """Return the manifest of a recording.

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


def _providers(settings: Settings) -> dict[str, ProviderSettings]:
    """Return the providers that may be asked, with their fallbacks, as a replay needs them."""
    waiting = [settings.provider, *(stage.provider for stage in settings.stages.values())]
    found: dict[str, ProviderSettings] = {}
    while waiting:
        name = waiting.pop()
        if name not in found:
            table = settings.providers.get(name) or PRESETS.get(name) or settings.named(name)
            found[name] = _unaddressed(table)
            waiting += [table.fallback] if table.fallback else []
    return dict(sorted(found.items()))


def _unaddressed(settings: ProviderSettings) -> ProviderSettings:
    """Return a provider without key, host and limits; the path stays, since requests match on it."""
    if settings.protocol == BUILTIN:
        return settings
    from llmclaims.inference.cassettes import HOST  # imports vcrpy

    return settings.model_copy(
        update={
            "base_url": HOST + urlsplit(address(settings)).path,
            "every_key": wire_class(settings.protocol).wants_every_key(settings),
            "api_key_env": "",
            "requests_per_minute": None,
            "tokens_per_minute": None,
        }
    )
