"""A provider's own settings, the protocols that they can name, and the providers that need no file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, Field

GROUP = "llmclaims.providers"
SHIPPED = {
    "openai": "llmclaims.providers.openai:OpenAI",
    "responses": "llmclaims.providers.openai_responses:Responses",
    "anthropic": "llmclaims.providers.anthropic:Anthropic",
    "gemini": "llmclaims.providers.gemini:Gemini",
    "instructor": "llmclaims.providers.instructor.wire:Instructor",
    "builtin": "llmclaims.providers.builtin.extractor:Builtin",
}
"""Where each shipped provider stands; it is loaded when it is asked (``builtin``, which needs no wire, by the registry)."""


def _checked_protocol(name: str) -> str:
    """Return the name of a protocol that there is.

    Raises:
        ValueError: there is none of that name.
    """
    if name in SHIPPED:
        return name
    from importlib.metadata import entry_points  # takes time that most configurations can do without

    brought = entry_points(group=GROUP).names
    if name not in brought:
        known = [repr(one) for one in (*SHIPPED, *sorted(brought))]
        raise ValueError(f"Input should be {', '.join(known[:-1])} or {known[-1]}")
    return name


class Frozen(BaseModel):
    """Base of all settings."""

    model_config = {"frozen": True, "extra": "forbid"}


class Price(Frozen):
    """Price per million tokens, in any one currency."""

    input: float = Field(ge=0)
    cached_input: float | None = Field(default=None, ge=0)
    output: float = Field(ge=0)


class ProviderSettings(Frozen):
    """One ``[providers.NAME]`` table: how to reach a model and at what pace. ``timeout`` is in seconds.

    ``base_url`` may start with ``${NAME}``, an environment variable that holds the server's address.
    ``every_key``: an answer has every key, null where there is nothing; None: where the service's strict output wants
    it, while elsewhere such keys are left out, which saves output tokens.
    ``batch_price`` is what the provider's batch service takes, for the estimate of a batch.
    """

    protocol: Annotated[str, AfterValidator(_checked_protocol)] = "openai"
    model: str = ""
    base_url: str = ""
    api_key_env: str = ""
    output: Literal["tools", "json_schema", "json"] = "json_schema"
    every_key: bool | None = None
    concurrency: int = Field(default=8, ge=1)
    requests_per_minute: int | None = Field(default=None, ge=1)
    tokens_per_minute: int | None = Field(default=None, ge=1)
    timeout: float = Field(default=60.0, gt=0)
    max_attempts: int = Field(default=6, ge=1)
    price: Price | None = None
    batch_price: Price | None = None
    fallback: str | None = None
    parameters: dict[str, Any] = Field(default_factory=dict)
    _unnamed_file: str = ""

    @property
    def unnamed_file(self) -> str:
        """The configuration that this stands in, where nobody named it and it was only found; else ""."""
        return self._unnamed_file

    def found_in(self, file: str) -> ProviderSettings:
        """Return the same, standing in a configuration that nobody named; "" for one that somebody did."""
        found = self.model_copy()
        found._unnamed_file = file  # noqa: SLF001 - its own
        return found


class Stage(Frozen):
    """One ``[stages]`` entry: who answers in that stage."""

    provider: str
    model: str | None = None


PRESETS: Mapping[str, ProviderSettings] = {
    "builtin": ProviderSettings(protocol="builtin", model="rules-1", concurrency=1),
    "openai": ProviderSettings(api_key_env="OPENAI_API_KEY"),
    "anthropic": ProviderSettings(protocol="anthropic", api_key_env="ANTHROPIC_API_KEY"),
    "gemini": ProviderSettings(protocol="gemini", api_key_env="GEMINI_API_KEY"),
    "azure": ProviderSettings(
        base_url="${AZURE_OPENAI_ENDPOINT}/openai/v1", api_key_env="AZURE_OPENAI_API_KEY"
    ),
    "instructor": ProviderSettings(protocol="instructor"),
    "groq": ProviderSettings(base_url="https://api.groq.com/openai/v1", api_key_env="GROQ_API_KEY"),
    "mistral": ProviderSettings(base_url="https://api.mistral.ai/v1", api_key_env="MISTRAL_API_KEY"),
    "openrouter": ProviderSettings(base_url="https://openrouter.ai/api/v1", api_key_env="OPENROUTER_API_KEY"),
    "deepseek": ProviderSettings(
        base_url="https://api.deepseek.com/v1", api_key_env="DEEPSEEK_API_KEY", output="json"
    ),
    "ollama": ProviderSettings(base_url="http://127.0.0.1:11434/v1", concurrency=2),
    "vllm": ProviderSettings(base_url="http://127.0.0.1:8000/v1", concurrency=32),
    "llamacpp": ProviderSettings(base_url="http://127.0.0.1:8080/v1", concurrency=2),
}
"""Providers that need no file: ``--provider ollama --model NAME`` is enough."""
