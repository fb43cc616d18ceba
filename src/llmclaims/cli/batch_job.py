"""The options of a batch job: its first command keeps them in the job's file, the later ones take them from there."""

import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import click

from llmclaims.cli.options import articles_of, models, settings_of
from llmclaims.config.settings import Settings
from llmclaims.documents.readers import Articles
from llmclaims.errors import ConfigError
from llmclaims.pipeline.batch.job_file import Job
from llmclaims.pipeline.batch.request_files import Limits
from llmclaims.pipeline.options import Options

_UNSAID: tuple[object, ...] = (None, False, (), [], "text")
"""What options have that nobody gave; "text" is the column's name."""
_FREE = ("batch_requests", "batch_bytes")
"""Options that a job may be given anew: they change no request."""
_FILES = ("instructions", "examples")
"""Options that name a file: a job finds it from wherever its commands are typed."""
_FOLDERS = ("cache_dir", "prompts")
"""Settings that name a folder: a job finds it from wherever its commands are typed."""


def open_job(
    name: str, paths: Sequence[str], asked: Mapping[str, Any], *, must_exist: bool = False
) -> tuple[Path, Job]:
    """Return the job's file and the job in it, or a new one; check that the options are those it was begun with.

    Raises:
        ConfigError: the job is about something else, or there is none to go on with.
        UsageError: a new job has no PATH.
    """
    from llmclaims.pipeline.batch.commands import existing
    from llmclaims.pipeline.batch.job_file import Job, job_path, load

    path = job_path(name)
    job = existing(path) if must_exist else load(path)
    places = tuple(os.path.abspath(one) for one in paths)  # noqa: PTH100 - as the job notes them
    if job is None:
        if not paths:
            raise click.UsageError(f"there is no job {path} yet: name the articles, PATH...")
        _check_kept(paths)
        return path, Job(paths=tuple(paths), places=places, asked=_resolved(asked))
    if paths and places != job.places:
        raise ConfigError(
            f"{path} is a job over other articles ({', '.join(job.paths)}); leave out PATH to go on with it, or "
            "name another job."
        )
    given = {key: value for key, value in _resolved(asked).items() if asked.get(key) not in _UNSAID}
    for key, value in given.items():
        if key not in _FREE and job.asked.get(key) != value:
            raise ConfigError(
                f"{path} was begun without this --{key.replace('_', '-')}; leave it out, or begin another job."
            )
    return path, job


def work_of(
    paths: Sequence[str], asked: Mapping[str, Any], typed: Mapping[str, Any]
) -> tuple[list[Articles], Options]:
    """Return the articles and the options of the run over them.

    ``asked`` may come from a job's file, which anybody may have written; ``typed`` are the options of the
    command itself: only a module that stands there is imported, only a configuration that stands there is
    taken for one that the user named.

    Raises:
        ConfigError: the configuration or a model cannot be used, a path cannot be read twice, or the job
            fills models that the command does not name.
    """
    from llmclaims.pipeline.options import Options
    from llmclaims.schema.news import DEFAULT_SCHEMA

    _check_kept(paths)
    names = list(asked["schema"])
    if names != list(typed["schema"]):
        again = " ".join(f"--schema {one}" for one in names)
        raise ConfigError(f"The job fills models of its own, and a job's file runs no code; add {again}.")
    own = list(asked.get("rules", ()))
    if own != list(typed["rules"]):
        again = " ".join(f"--rules {one}" for one in own) or "no --rules"
        raise ConfigError(f"The job was begun with other rules, and a job's file runs no code; give {again}.")
    settings = job_settings(asked, typed)
    if asked["published"]:
        settings = settings.model_copy(update={"published": asked["published"]})
    schema = tuple(models(names) or DEFAULT_SCHEMA)
    return articles_of(paths, asked), Options(settings=settings, schema=schema)


def job_settings(asked: Mapping[str, Any], typed: Mapping[str, Any]) -> Settings:
    """Return the settings of a job; see ``work_of`` for the arguments.

    Raises:
        ConfigError: the configuration cannot be used.
    """
    settings = settings_of(asked, trusted=bool(typed["config"]))
    return settings.model_copy(update=asked.get("folders", {}))


def limits_of(asked: Mapping[str, Any], begun: Mapping[str, Any]) -> Limits:
    """Return the limits of one batch: as asked now, else as the job was begun, else OpenAI's."""
    from llmclaims.pipeline.batch.request_files import OPENAI, Limits

    requests, size = (asked[name] or begun.get(name) for name in _FREE)
    return Limits(requests or OPENAI.requests, size or OPENAI.bytes)


def _check_kept(paths: Sequence[str]) -> None:
    """Refuse what cannot be read twice: a batch reads its articles when it submits and when it collects."""
    for path in paths:
        if path == "-" or path.lower().startswith(("http://", "https://")):
            what = "Standard input" if path == "-" else path
            raise ConfigError(f"{what} cannot be read a second time as it is; save it to a file first.")


def _resolved(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the options in a form that holds in any folder and environment."""
    settings = settings_of(asked)
    config = Path(asked["config"] or "llmclaims.toml")
    kept = {key: list(value) if isinstance(value, tuple) else value for key, value in asked.items()}
    return kept | {
        "config": str(config.absolute()) if asked["config"] or config.is_file() else None,
        "provider": settings.provider,
        "model": settings.model,
        **{name: _from_the_root(asked.get(name)) for name in _FILES},
        "folders": {name: _from_the_root(getattr(settings, name)) for name in _FOLDERS},
    }


def _from_the_root(path: str | None) -> str | None:
    return str(Path(path).expanduser().absolute()) if path else None
