"""Configuration: ``llmclaims.toml`` and the environment, read once into frozen Settings.

Precedence, highest first: arguments, environment (``LLMCLAIMS_PROVIDER``, ``LLMCLAIMS_MODEL``), the file named,
``./llmclaims.toml``, the user's own configuration folder, the defaults. No file holds a key.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from pydantic import Field, ValidationError, field_validator

from llmclaims.config.destinations import check_places, key_for, liberties
from llmclaims.config.local_files import read_file
from llmclaims.config.provider_settings import PRESETS, Frozen, ProviderSettings, Stage
from llmclaims.config.taught_files import with_files
from llmclaims.errors import ConfigError


class Settings(Frozen):
    """All that a run may depend on, without secrets.

    ``strict`` turns the flags that SCHEMA names strict into rejections; ``disable`` names rule codes that are not
    applied, ``checks`` model-based checks that are, None the second reading where a model extracts; the templates in the folder ``prompts`` stand before the shipped
    ones; ``request_characters`` is how much text is asked about in one request, in characters, 0 for one paragraph
    in each; with ``passes`` 2 a model is asked once more what its answer missed; ``instructions`` is a text that a model is
    told beside the prompt, ``examples`` are paragraphs with their claims that it is shown, each
    ``{"text": ..., KIND: [{...}]}``: in ``llmclaims.toml`` both name files; ``published`` is the date, in ISO 8601, that
    relative dates count from; ``cache`` False skips reading the cache, never writing it; ``workers`` is how many
    processes read where no model is asked, None: one a core, once that pays.
    """

    provider: str = "builtin"
    model: str | None = None
    providers: dict[str, ProviderSettings] = Field(default_factory=dict)
    stages: dict[str, Stage] = Field(default_factory=dict)
    strict: bool = False
    disable: tuple[str, ...] = ()
    checks: tuple[str, ...] | None = None
    repair: bool = True
    link: bool = True
    prompts: str | None = None
    instructions: str = ""
    examples: tuple[dict[str, Any], ...] = ()
    published: str | None = None
    cache: bool = True
    cache_dir: str | None = None
    request_characters: int = Field(default=3000, ge=0)
    passes: int = Field(default=1, ge=1, le=2)
    concurrency: int | None = Field(default=None, ge=1)
    workers: int | None = Field(default=None, ge=1)
    max_cost: float | None = Field(default=None, ge=0)
    prompt: str = "extract.v3"
    repair_prompt: str = "repair.v1"
    relate_prompt: str = "relate.v2"
    link_prompt: str = "link.v1"
    _liberties: str = ""

    @property
    def liberties(self) -> str:
        """What a configuration that nobody named changes in the checking or the answers, in one sentence; else ""."""
        return self._liberties

    @field_validator("providers", mode="before")
    @classmethod
    def _on_presets(cls, tables: Any) -> Any:
        """Return a table that names neither protocol nor address adds to the preset of its name, if there is one.

        With another address it stands alone: a preset's key is for the preset's server.
        """
        if not isinstance(tables, dict):
            return tables
        return {
            name: PRESETS[name].model_dump(exclude_unset=True) | table
            if name in PRESETS and isinstance(table, dict) and not {"protocol", "base_url"} & table.keys()
            else table
            for name, table in tables.items()
        }

    @classmethod
    def load(
        cls,
        config: str | os.PathLike[str] | None = None,
        *,
        environ: Mapping[str, str] | None = None,
        trusted: bool = True,
        **overrides: Any,
    ) -> Settings:
        """Read the configuration; ``overrides`` that are not None stand above everything else.

        A file that is only found in the working folder may name the known services and local servers alone,
        and so may ``config`` with ``trusted`` False: who names it is not the user. See ``destinations``.

        Raises:
            ConfigError: a file cannot be read, holds what nobody knows, or asks for what an unnamed one may not.
        """
        environ = os.environ if environ is None else environ
        path = _found_file(config)
        is_unnamed = path is not None and (config is None or not trusted) and not _is_the_users(path)
        data = with_files(_read_toml(path), path, inside=is_unnamed) if path else {}
        named = {"provider": environ.get("LLMCLAIMS_PROVIDER"), "model": environ.get("LLMCLAIMS_MODEL")}
        data |= {key: value for key, value in named.items() if value}
        found = _valid(data, str(path or "the environment"))
        if path is not None and is_unnamed:
            found = _unnamed(found, path)
        return found.changed(**overrides)

    @classmethod
    def asked(
        cls,
        settings: Settings | None = None,
        config: str | os.PathLike[str] | None = None,
        *,
        base_url: str | None = None,
        stage: str = "extract",
        trusted: bool = True,
        **overrides: Any,
    ) -> Settings:
        """Return the settings of a call: those given, else those of a file, with its own arguments on top.

        ``provider``, ``model`` and ``base_url`` are about the one that answers in ``stage``; ``trusted`` as for
        ``load``.

        Raises:
            ConfigError: both are given, or one of the arguments cannot be used.
        """
        _check_call(settings, config, base_url)
        found = cls.load(config, trusted=trusted) if settings is None else settings
        own = found.stages.get(stage)
        if own and (overrides.get("provider") or overrides.get("model")):
            others = {name: one for name, one in found.stages.items() if name != stage}
            found = found.model_copy(update={"stages": others, "provider": own.provider, "model": own.model})
        found = found.changed(**overrides)
        given = "base_url" if base_url is not None else "model" if overrides.get("model") is not None else ""
        table = found.table(found.chosen(stage)[0])
        if given and table and table.protocol == "builtin":
            raise ConfigError(
                f"{given} is given, but the built-in rules would read, which are no model; name a provider with it."
            )
        return found if base_url is None else found.at(base_url, stage)

    def changed(self, **overrides: Any) -> Settings:
        """Return the same with other values; None leaves one as it is.

        Raises:
            ConfigError: a value cannot be used.
        """
        given = {key: value for key, value in overrides.items() if value is not None}
        valid = _valid(given, "the arguments")
        update = {key: getattr(valid, key) for key in given}
        if "model" not in given and given.get("provider", self.provider) != self.provider:
            update["model"] = None  # a model chosen for another provider does not fit this one
        return self.model_copy(update=update)

    def at(self, url: str, stage: str = "extract") -> Settings:
        """Return the same with a stage's provider at another address, to which a key for another server does not go.

        Raises:
            ConfigError: that provider is unknown or has no model.
        """
        name, _ = self.for_stage(stage)
        table = self.providers.get(name) or PRESETS[name]
        moved = table.model_copy(update={"base_url": url, "api_key_env": key_for(table, url)}).found_in("")
        return self.model_copy(update={"providers": {**self.providers, name: moved}})

    def for_stage(self, stage: str) -> tuple[str, ProviderSettings]:
        """Return the provider's name and settings for a stage, with the model in place.

        Raises:
            ConfigError: the provider is unknown, or no model is chosen.
        """
        name, model = self.chosen(stage)
        return name, self.named(name, model)

    def chosen(self, stage: str) -> tuple[str, str | None]:
        """Return the names of the provider and the model of a stage."""
        chosen = self.stages.get(stage)
        return (chosen.provider, chosen.model) if chosen else (self.provider, self.model)

    def table(self, name: str) -> ProviderSettings | None:
        """Return a provider's table as it is configured, None for one that is unknown."""
        return self.providers.get(name) or PRESETS.get(name)

    def named(self, name: str, model: str | None = None) -> ProviderSettings:
        """Return the settings of one provider by name, with ``model`` in place of its own when given.

        Raises:
            ConfigError: the provider is unknown, or no model is chosen.
        """
        found = self.table(name)
        if found is None:
            known = ", ".join(sorted({*self.providers, *PRESETS}))
            table = f"[providers.{name}]"
            raise ConfigError(f"Provider {name!r} is not configured; choose one of {known}, or add {table}.")
        changes = {"concurrency": self.concurrency, "model": model}
        found = found.model_copy(update={key: value for key, value in changes.items() if value})
        if not found.model:
            raise ConfigError(
                f"Provider {name!r} has no model; name one with --model or in [providers.{name}]."
            )
        return found


def _check_call(settings: object, config: object, base_url: object) -> None:
    """Refuse what is no settings or no address, and two places to take settings from."""
    if settings is not None and not isinstance(settings, Settings):
        kind = type(settings).__name__
        raise ConfigError(f"settings is a {kind}; make a Settings of it: Settings(strict=True).")
    if base_url is not None and not isinstance(base_url, str):
        raise ConfigError(f"base_url is {base_url!r}, which is no text; write it as http://HOST:PORT/v1.")
    if settings is not None and config is not None:
        raise ConfigError("settings and config exclude each other; give one of them.")


def _unnamed(found: Settings, path: Path) -> Settings:
    """Return the settings with a note in each provider that nobody named the file; its folders and prompts are checked."""
    names = (found.prompt, found.repair_prompt, found.relate_prompt, found.link_prompt)
    check_places(path, (("prompts", found.prompts), ("cache_dir", found.cache_dir)), names)
    noted = {name: one.found_in(str(path)) for name, one in found.providers.items()}
    unnamed = found.model_copy(update={"providers": noted})
    unnamed._liberties = liberties(  # noqa: SLF001 - its own
        str(path),
        found.disable,
        found.prompts,
        found.cache_dir,
        unread=found.checks == (),
        taught=bool(found.instructions or found.examples),
    )
    return unnamed


def _valid(data: Mapping[str, Any], source: str) -> Settings:
    try:
        return Settings.model_validate(data)
    except ValidationError as error:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"])
        raise ConfigError(f"{source}: {place or 'settings'}: {first['msg']}; correct that entry.") from error


FILE_NAME = "llmclaims.toml"


def _found_file(config: str | os.PathLike[str] | None) -> Path | None:
    """Return the file that was named, else the one in the working folder, else the user's own; None without any.

    Raises:
        ConfigError: the named one does not exist, or what was found is a folder.
    """
    if config is not None:
        if not isinstance(config, (str, os.PathLike)):
            raise ConfigError(
                f"config is {config!r}, which is no path; name a file that `llmclaims init` wrote."
            )
        path = Path(config)
        if not path.exists():
            raise ConfigError(f"{path}: no such configuration file; `llmclaims init` writes one.")
        return path
    places = (Path(FILE_NAME), _own_folder() / FILE_NAME)
    found = next((place for place in places if place.exists()), None)
    if found is not None and found.is_dir():
        raise ConfigError(
            f"{found} is a folder, not a configuration; move it away or name a file with --config."
        )
    return found


def _read_toml(path: Path) -> dict[str, Any]:
    """Read a configuration.

    Raises:
        ConfigError: it cannot be read as TOML.
    """
    try:
        return tomllib.loads(read_file(path).decode("utf-8").replace("\r\n", "\n"))
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(f"{path}: not readable as TOML ({reason}); correct it, or delete it.") from error


def _is_the_users(path: Path) -> bool:
    """Tell whether a file stands in the user's own configuration folder, links followed."""
    return path.resolve().is_relative_to(_own_folder().resolve())


def _own_folder() -> Path:
    from platformdirs import user_config_path

    return user_config_path("llmclaims")
