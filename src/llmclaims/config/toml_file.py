"""Find the file that holds the configuration, and read it."""

import os
import tomllib
from pathlib import Path
from typing import Any

from llmclaims.config.local_files import read_file
from llmclaims.errors import ConfigError

FILE_NAME = "llmclaims.toml"


def found_file(config: str | os.PathLike[str] | None) -> Path | None:
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


def read_toml(path: Path) -> dict[str, Any]:
    """Read a configuration.

    Raises:
        ConfigError: it cannot be read as TOML.
    """
    try:
        return tomllib.loads(read_file(path).decode("utf-8").replace("\r\n", "\n"))
    except (OSError, ValueError, RecursionError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ConfigError(f"{path}: not readable as TOML ({reason}); correct it, or delete it.") from error


def is_the_users(path: Path) -> bool:
    """Tell whether a file stands in the user's own configuration folder, links followed."""
    return path.resolve().is_relative_to(_own_folder().resolve())


def _own_folder() -> Path:
    from platformdirs import user_config_path

    return user_config_path("llmclaims")
