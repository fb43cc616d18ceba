"""Options that several commands have: what to read, whom to ask, what the line does, and code of the user's own."""

from __future__ import annotations

import math
import sys
from contextlib import contextmanager
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import click

from llmclaims.errors import ConfigError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from types import ModuleType

    from llmclaims.config.settings import Settings
    from llmclaims.documents.readers import Articles
    from llmclaims.schema.annotations import Cited

Command = TypeVar("Command", bound="Callable[..., Any]")

_READING = ("text_column", "id_column", "title_column", "published_column")
_FETCHING = ("allow_network", "allow_private", "timeout", "max_bytes")


class Amount(click.FloatRange):
    """A finite number: "nan" and "inf" pass every range check."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """Return the number."""
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is no amount", param, ctx)
        return number


def grouped(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Join several options to one decorator; the help lists them in this order."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


model = click.option("--model", metavar="NAME", help="Which of the provider's models.")
config = click.option("--config", metavar="FILE", help="Configuration in place of ./llmclaims.toml.")
asked_of = grouped(
    click.option("--provider", metavar="NAME", help="Who is asked; `llmclaims providers` lists the names."),
    model,
    config,
)
base_url = click.option(
    "--base-url", metavar="URL", help="Where to ask, in place of the provider's own address."
)
read_as = grouped(
    click.option(
        "--published",
        metavar="DATE",
        help="Date of the articles (YYYY-MM-DD), to resolve dates like Thursday; goes before what a page says.",
    ),
    click.option(
        "--text-column",
        metavar="NAME",
        default="text",
        help="Column of a table that holds the text; without it, the one with a usual name (content, body).",
    ),
    click.option("--id-column", metavar="NAME", help="Column with a name for each article."),
    click.option(
        "--title-column",
        metavar="NAME",
        help="Column with the title, put in front of the text; else title, headline or the like.",
    ),
    click.option(
        "--published-column",
        metavar="NAME",
        help="Column with the date of each article; else date, published_at or the like.",
    ),
)
schema = click.option(
    "--schema", metavar="MODULE:CLASS", multiple=True, help="Fill a model of your own instead; repeatable."
)
taught = grouped(
    click.option(
        "--instructions",
        metavar="FILE",
        help="A text that the model is told beside the prompt, in your own words.",
    ),
    click.option(
        "--examples",
        metavar="FILE",
        help="Paragraphs with their claims that the model is shown, as JSON Lines.",
    ),
)
models_in_run = click.option(
    "--schema", metavar="MODULE:CLASS", multiple=True, help="A model of your own in the run; repeatable."
)


def _load_rules(ctx: click.Context, param: click.Parameter, value: Sequence[str]) -> Sequence[str]:  # noqa: ARG001 - click's call
    load_rules(value)
    return value


rules = click.option(
    "--rules",
    metavar="MODULE",
    multiple=True,
    callback=_load_rules,
    help="Load a module with rules of your own; repeatable.",
)
passes = grouped(
    click.option(
        "--no-repair", is_flag=True, help="Do not let the model correct the quotes of refused drafts."
    ),
    click.option("--no-link", is_flag=True, help="Leave out pass 2, which relates the claims of a document."),
)
checks = grouped(
    click.option(
        "--check",
        metavar="ID",
        multiple=True,
        help="A check that asks a model about what was found, in place of M1, the second reading; repeatable.",
    ),
    click.option(
        "--no-check",
        is_flag=True,
        help="Do not have a model read a second time what was found, as it does where it extracts.",
    ),
    click.option("--strict", is_flag=True, help="Refuse what would only be flagged, where a rule allows it."),
)
no_text = click.option("--no-text", is_flag=True, help="Leave the articles' text out of the JSON Lines.")
written = grouped(
    click.option(
        "-o", "--output", metavar="FILE", help="Write to FILE; FILE.part grows until the run is complete."
    ),
    click.option("--format", "layout", metavar="table|jsonl", help="How to write, whatever the place."),
)
top = click.option(
    "--top",
    metavar="N",
    type=click.IntRange(min=1),
    help="Show the N most salient claims of each document (table, timeline, csv, xlsx, html).",
)
record = click.option(
    "--record", metavar="DIR", help="Keep every exchange with the model, to be replayed later."
)
no_cache = click.option("--no-cache", is_flag=True, help="Ask anew even where the answer is on disk.")
workers = click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(min=1),
    help="Processes that work side by side; by default one a core, where that pays.",
)
quiet = click.option("-q", "--quiet", is_flag=True, help="Say nothing on standard error but what went wrong.")


def check_checks(asked: Mapping[str, Any]) -> None:
    """Refuse a check that is asked for and left out at once."""
    if asked["check"] and asked["no_check"]:
        raise click.UsageError("--check and --no-check exclude each other: give one of them")


def check_recording(asked: Mapping[str, Any]) -> None:
    """Refuse to record and replay at once."""
    if asked["record"] and asked["replay"]:
        raise click.UsageError("--record and --replay exclude each other: give one of them")


def arguments_of(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return the arguments of ``llmclaims.extract`` that the options stand for, apart from its source."""
    return _chosen(asked) | {
        "schema": models(asked["schema"]),
        "published": asked["published"],
        "record": asked.get("record"),
        "replay": asked.get("replay"),
    }


def settings_of(asked: Mapping[str, Any], **rest: Any) -> Settings:
    """Return the settings that the options ask for, on top of the configuration; ``rest`` as for ``Settings.asked``.

    Raises:
        ConfigError: the configuration or one of the options cannot be used.
    """
    from llmclaims.config.settings import Settings

    chosen = _chosen(asked)
    checks = chosen.pop("check")
    return Settings.asked(None, **chosen, checks=checks, **rest)


def _chosen(asked: Mapping[str, Any]) -> dict[str, Any]:
    check_checks(asked)
    named = ("config", "provider", "model", "base_url", "concurrency", "max_cost", "workers")
    return {name: asked.get(name) for name in named} | {
        "cache": False if asked.get("no_cache") else None,
        "repair": False if asked["no_repair"] else None,
        "link": False if asked["no_link"] else None,
        "strict": True if asked["strict"] else None,
        "check": () if asked["no_check"] else tuple(asked["check"]) or None,
        **lessons(asked),
    }


def lessons(asked: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the files of ``--instructions`` and ``--examples`` hold, None for one that is not given.

    Raises:
        ConfigError: one of them cannot be used.
    """
    from llmclaims.config.taught_files import read_examples, read_instructions

    told, shown = asked.get("instructions"), asked.get("examples")
    return {
        "instructions": read_instructions(told) if told is not None else None,
        "examples": read_examples(shown) if shown is not None else None,
    }


def articles_of(paths: Sequence[str], asked: Mapping[str, Any]) -> list[Articles]:
    """Return each path with the options on how to read it."""
    from llmclaims.documents.readers import Articles

    said = {name: asked[name] for name in (*_READING, *_FETCHING) if name in asked}
    return [Articles(path, **said) for path in paths]


def models(names: Sequence[str]) -> list[type[Cited]] | None:
    """Return the models behind ``module:Class`` names, found in the current folder too; None without names.

    Raises:
        ConfigError: one of them is not there, or is not a ``Cited`` model.
    """
    if not names:
        return None
    with _current_folder_first():
        return [_model(name) for name in names]


def load_rules(names: Sequence[str]) -> None:
    """Import modules that register rules, which are looked for in the current folder too.

    Raises:
        ConfigError: one of them cannot be imported, or registers no rule.
    """
    from llmclaims.verification.rules.registry import own_modules

    for name in names:
        with _current_folder_first():
            _imported(name, f"--rules {name}")
        if not any(one == name or one.startswith(f"{name}.") for one in own_modules()):
            raise ConfigError(f"--rules {name}: registers no rule; mark its functions with @llmclaims.rule.")


def _imported(module: str, option: str) -> ModuleType:
    try:
        return import_module(module)
    except Exception as error:  # a user's module may raise anything
        reason = f"{type(error).__name__}: {error}"
        raise ConfigError(
            f"{option}: cannot be imported ({reason}); correct the name or the module."
        ) from error


@contextmanager
def _current_folder_first() -> Iterator[None]:
    """Look for modules in the current folder first; afterwards last, so that nothing there stands in for a package.

    What a user's own module imports later is still found.
    """
    here = str(Path.cwd())
    if here in sys.path:
        yield
        return
    sys.path.insert(0, here)
    try:
        yield
    finally:
        sys.path.remove(here)
        sys.path.append(here)


def _model(name: str) -> type[Cited]:
    from llmclaims.schema.annotations import Cited

    module, _, attribute = name.partition(":")
    if not module or not attribute:
        raise ConfigError(f"--schema {name}: write module:Class, for example promises:Promise.")
    found = getattr(_imported(module, f"--schema {name}"), attribute, None)
    if found is None:
        raise ConfigError(f"--schema {name}: {module} has no {attribute}; correct the name or the module.")
    if not (isinstance(found, type) and issubclass(found, Cited)):
        raise ConfigError(f"--schema {name}: is not a model of claims; derive it from llmclaims.Cited.")
    return found
