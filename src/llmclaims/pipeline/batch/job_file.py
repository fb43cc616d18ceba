"""A job on a batch service: one small file that knows what was asked, what was sent and what came back.

The file is replaced as a whole and only after what it says has happened, so that a process may be killed between
any two steps. It holds no key and no text of an article; the requests that are still to be sent stand in a
folder beside it.
"""

import contextlib
import json
import os
import uuid
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from llmclaims.config.local_files import read_file
from llmclaims.config.part_files import locked
from llmclaims.errors import ConfigError
from llmclaims.inference.manifest import changes, inputs_of
from llmclaims.pipeline.options import Options
from llmclaims.pipeline.session import prompts_for
from llmclaims.schema.usage import Usage

FORMAT = "llmclaims-batch/1"
SUFFIX = ".batch.json"

FINAL = frozenset({"completed", "failed", "expired", "cancelled", "gone"})
"""Statuses after which nothing more comes: the service's own, and "gone" for a batch that it no longer knows."""
WAIT = "token_limit_exceeded"
"""The code of a batch that was refused only because too much of the account's waits already."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One batch of a job, from the plan to its answers.

    ``name`` is its file of requests in the job's folder, ``provider`` a name in the configuration. ``input``,
    ``output`` and ``errors`` are ids of files on the service, ``id`` is the batch's; "" stands for none yet.
    ``earlier`` are batches made of the same requests before. ``status`` is as last seen, with the service's
    ``code`` and words on a refusal. ``taken``: all that it holds is in the cache; ``refused`` counts by code
    the requests that came back without an answer.
    """

    name: str
    provider: str
    requests: int
    bytes: int
    sha256: str
    input: str = ""
    id: str = ""
    earlier: tuple[str, ...] = ()
    status: str = ""
    completed: int = 0
    failed: int = 0
    output: str = ""
    errors: str = ""
    code: str = ""
    message: str = ""
    taken: bool = False
    answers: int = 0
    refused: Mapping[str, int] = field(default_factory=dict)

    @property
    def final(self) -> bool:
        """Tell whether nothing more will come of it."""
        return self.status in FINAL

    @property
    def refused_for_now(self) -> bool:
        """Tell whether the same requests may be taken later, when less of the account's waits."""
        return self.status == "failed" and self.code == WAIT

    @property
    def to_send(self) -> bool:
        """Tell whether the service is still to be asked for it."""
        return not self.id and not self.final


@dataclass(frozen=True, slots=True, kw_only=True)
class Job:
    """All that a job must remember; ``id`` marks its batches on the service.

    ``paths`` are as they were given, ``places`` the same from the root; ``asked`` holds the options of the
    command, ``about`` what the requests depend on. ``round`` counts plans; ``planned`` is False while one is
    being made. ``batches`` are those of the last plan; ``spent`` is what all answers took that came until now.
    """

    id: str = field(default_factory=lambda: uuid.uuid4().hex)
    created: str = field(default_factory=lambda: datetime.now(UTC).isoformat(timespec="seconds"))
    paths: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    asked: Mapping[str, Any] = field(default_factory=dict)
    about: Mapping[str, Any] = field(default_factory=dict)
    round: int = 0
    planned: bool = True
    batches: tuple[Batch, ...] = ()
    spent: Usage = Usage()

    def sources(self) -> list[str]:
        """Where to read now: the paths as given where they lead to the same places, else from the root."""
        return [
            given if os.path.abspath(given) == place else place  # noqa: PTH100 - not resolved, as it was noted
            for given, place in zip(self.paths, self.places, strict=True)
        ]


def about(options: Options) -> dict[str, Any]:
    """Return what a job's requests depend on, so that a later command can say what is not as it was.

    Raises:
        ConfigError: a provider is unknown or has no model, or the schema cannot be used.
        PromptError: a prompt cannot be read.
    """
    prompts = prompts_for(options.settings, options.schema)
    return inputs_of(options.settings, options.schema, prompts)


def changed(then: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """Name the first thing that is not as it was, like "prompt 'extract.v3.md'"; "" where all is as it was."""
    return next((f"{what} {name!r}" for what, name in changes(then, now)), "")


def job_path(name: str) -> Path:
    """Return the file of a job: a plain name stands for ``NAME.batch.json`` in the current folder.

    Raises:
        ConfigError: nothing that could be a file.
    """
    path = Path(name)
    if path.name and not path.name.endswith(".json"):
        path = path.with_name(path.name + SUFFIX)
    if not path.name or path.is_dir():
        raise ConfigError(f"--job {name!r} is no name of a job; write a plain name like news, or a file.")
    return path


def folder_of(path: Path) -> Path:
    """Return the folder beside a job's file, for requests on their way out and answers on their way in."""
    return path.with_name(path.name.removesuffix(".json"))


def load(path: Path) -> Job | None:
    """Return the job in a file, None where there is no such file.

    Raises:
        ConfigError: it is not readable, or no job.
    """
    try:
        data = json.loads(read_file(path))
        if data.pop("format", None) != FORMAT:
            raise ConfigError(f"{path} is no batch job in the format {FORMAT}; name another job.")
        batches = tuple(_known(Batch, one) for one in data.pop("batches"))
        spent = _known(Usage, data.pop("spent", {}))
        job: Job = _known(Job, data | {"batches": batches, "spent": spent})
    except FileNotFoundError:
        return None
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(
            f"{path}: not readable as a batch job ({reason}); correct it, or name another job."
        ) from error
    return job


_NO_LINK = getattr(os, "O_NOFOLLOW", 0)


def save(path: Path, job: Job) -> None:
    """Put the job on the disk, whole or not at all; only its user may read it.

    Raises:
        ConfigError: it cannot be written.
    """
    text = json.dumps({"format": FORMAT, **asdict(job)}, ensure_ascii=True, indent=1) + "\n"
    part = path.with_name(path.name + ".part")
    try:
        with os.fdopen(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | _NO_LINK, 0o600), "w") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        part.replace(path)
        sync_folder(path.parent)
    except OSError as error:
        raise ConfigError(
            f"{path} cannot be written ({error.strerror}); free space, or name another place."
        ) from error


def sync_folder(folder: Path) -> None:
    """See that the names in a folder survive a power cut, where the system can do that."""
    with contextlib.suppress(OSError):  # Windows opens no folders
        opened = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(opened)
        finally:
            os.close(opened)


@contextlib.contextmanager
def held(path: Path) -> Iterator[None]:
    """Keep other processes from working on the same job. The system lets go when this process ends, however it ends.

    Raises:
        ConfigError: another process works on it, or its folder cannot be written.
    """
    lock = path.with_name(path.name + ".lock")
    while True:
        try:
            handle = os.open(lock, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise ConfigError(f"{lock} cannot be written ({error.strerror}); name another place.") from error
        if not locked(handle):
            os.close(handle)
            raise ConfigError(f"Another process works on {path}; wait until it is done.")
        with contextlib.suppress(OSError):
            if os.path.samestat(os.fstat(handle), lock.stat()):
                break
        os.close(handle)  # the one that held it has just removed it: what is locked is no file any more
    try:
        yield
    finally:
        with contextlib.suppress(OSError):
            lock.unlink()
        os.close(handle)


def _known(kind: type[Any], data: Mapping[str, Any]) -> Any:
    """Return a dataclass from JSON; lists become tuples, and what a later version added is an error."""
    names = {one.name for one in fields(kind)}
    if unknown := data.keys() - names:
        raise ValueError(f"unknown entry {min(unknown)!r}")
    return kind(**{key: tuple(value) if isinstance(value, list) else value for key, value in data.items()})
