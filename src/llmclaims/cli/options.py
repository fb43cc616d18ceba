"""Options that several commands have: how to read articles, whom to ask, and what the line does."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any, TypeVar

import click

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from llmclaims.config.settings import Settings
    from llmclaims.documents.readers import Articles

Command = TypeVar("Command", bound="Callable[..., Any]")

_READING = ("text_column", "id_column", "title_column", "published_column")
_FETCHING = ("allow_network", "allow_private", "timeout", "max_bytes")


class Amount(click.FloatRange):
    """A number that is one: neither "nan" nor "inf", which keep to every range."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> float:
        """The number."""
        number: float = super().convert(value, param, ctx)
        if not math.isfinite(number):
            self.fail(f"{value!r} is no amount", param, ctx)
        return number


def grouped(*options: Callable[[Command], Command]) -> Callable[[Command], Command]:
    """Several options as one decorator, listed in the help in this order."""

    def decorate(command: Command) -> Command:
        for option in reversed(options):
            command = option(command)
        return command

    return decorate


asked_of = grouped(
    click.option("--provider", metavar="NAME", help="Who is asked; `llmclaims providers` lists the names."),
    click.option("--model", metavar="NAME", help="Which of the provider's models."),
    click.option("--config", metavar="FILE", help="Configuration in place of ./llmclaims.toml."),
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
        "--text-column", metavar="NAME", default="text", help="Column of a table that holds the text."
    ),
    click.option("--id-column", metavar="NAME", help="Column with a name for each article."),
    click.option("--title-column", metavar="NAME", help="Column with the title, put in front of the text."),
    click.option("--published-column", metavar="NAME", help="Column with the date of each article."),
)
schema = click.option(
    "--schema", metavar="MODULE:CLASS", multiple=True, help="Fill a model of your own instead; repeatable."
)


def _load_rules(ctx: click.Context, param: click.Parameter, value: Sequence[str]) -> Sequence[str]:  # noqa: ARG001 - click's call
    from llmclaims.cli.schema import load_rules

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
        help="Ask the model about what was accepted, as M1 does; repeatable.",
    ),
    click.option("--strict", is_flag=True, help="Refuse what would only be flagged, where a rule allows it."),
)
no_text = click.option("--no-text", is_flag=True, help="Leave the articles' text out of the JSON Lines.")
quiet = click.option("-q", "--quiet", is_flag=True, help="Say nothing on standard error but what went wrong.")


def arguments_of(asked: Mapping[str, Any]) -> dict[str, Any]:
    """The arguments of ``llmclaims.extract`` that the options stand for, apart from its source."""
    from llmclaims.cli.schema import models

    return _chosen(asked) | {
        "schema": models(asked["schema"]),
        "published": asked["published"],
        "record": asked.get("record"),
        "replay": asked.get("replay"),
    }


def settings_of(asked: Mapping[str, Any], **rest: Any) -> Settings:
    """The settings that the options ask for, on top of the configuration; ``rest`` as for ``Settings.asked``.

    Raises:
        ConfigError: the configuration or one of the options cannot be used.
    """
    from llmclaims.config.settings import Settings

    chosen = _chosen(asked)
    checks = chosen.pop("check")
    return Settings.asked(None, **chosen, checks=checks, **rest)


def _chosen(asked: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "config": asked["config"],
        "provider": asked["provider"],
        "model": asked["model"],
        "base_url": asked.get("base_url"),
        "concurrency": asked.get("concurrency"),
        "max_cost": asked.get("max_cost"),
        "cache": False if asked.get("no_cache") else None,
        "repair": False if asked["no_repair"] else None,
        "link": False if asked["no_link"] else None,
        "strict": True if asked["strict"] else None,
        "check": tuple(asked["check"]) or None,
    }


def articles_of(paths: Sequence[str], asked: Mapping[str, Any]) -> list[Articles]:
    """Each path with what was said of how to read it."""
    from llmclaims.documents.readers import Articles

    said = {name: asked[name] for name in (*_READING, *_FETCHING) if name in asked}
    return [Articles(path, **said) for path in paths]
