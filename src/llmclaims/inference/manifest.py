"""What a job's requests depend on, so that a later command can say what is not as it was."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, cast

from llmclaims.config.redaction import plain_url
from llmclaims.inference.prompts import load_prompt
from llmclaims.pipeline.paragraph import line_for
from llmclaims.providers.registry import address
from llmclaims.schema.annotations import kind_of
from llmclaims.schema.answer import schema_hash
from llmclaims.schema.news import Relation

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from llmclaims.inference.runner import Runner
    from llmclaims.pipeline.options import Options

_ASKED = {"protocol", "model", "output", "parameters"}
"""What of a provider's table goes into a request; its price, pace and patience do not."""
_LINE = {"strict", "disable", "checks", "repair", "link", "published"}


def about(options: Options) -> dict[str, Any]:
    """Prompts and kinds with their hashes, and the settings that shape a request; no key, no password.

    Raises:
        ConfigError: a provider is unknown or has no model, or the schema cannot be used.
        PromptError: a prompt cannot be read.
    """
    settings, schema = options.settings, options.schema
    line = line_for(cast("Runner", None), settings, schema)
    prompts = [line.prompt, line.repair, line.rest, *(prompt for _, prompt in line.checks)]
    if settings.link and Relation in schema:
        prompts.append(load_prompt(settings.relate_prompt, (), settings.prompts))
    kept = settings.model_dump(mode="json", include=_LINE)
    for stage in ("extract", *settings.stages):
        name, provider = settings.for_stage(stage)
        asked = provider.model_dump(mode="json", include=_ASKED)
        asked["base_url"] = plain_url(address(provider))
        kept |= {f"providers.{name}.{key}": value for key, value in asked.items()}
        kept[f"stages.{stage}"] = name
    return {
        "prompt": {file: mark for prompt in prompts for file, mark in prompt.files.items()},
        "kind": {kind_of(model): schema_hash(model) for model in schema},
        "setting": kept,
    }


def changed(then: Mapping[str, Any], now: Mapping[str, Any]) -> str:
    """What is not as it was, in words: "prompt 'extract.v2.md'"; "" where all is as it was."""
    return next(_changed(then, now), "")


def _changed(then: Mapping[str, Any], now: Mapping[str, Any]) -> Iterator[str]:
    for what in ("prompt", "kind", "setting"):
        before, after = then.get(what, {}), now.get(what, {})
        for name in {**before, **after}:
            if before.get(name) != after.get(name):
                yield f"{what} {name!r}"
