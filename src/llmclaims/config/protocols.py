"""The protocols that a provider's table can name: the shipped ones, and those that packages bring."""

from __future__ import annotations

from importlib.metadata import entry_points

GROUP = "llmclaims.providers"
SHIPPED = {
    "openai": "llmclaims.providers.openai:OpenAI",
    "anthropic": "llmclaims.providers.anthropic:Anthropic",
    "gemini": "llmclaims.providers.gemini:Gemini",
    "builtin": "llmclaims.providers.builtin.extractor:Builtin",
}
"""Where each shipped provider stands; it is loaded when it is asked."""


def checked_protocol(name: str) -> str:
    """Return the name of a protocol that there is.

    Raises:
        ValueError: there is none of that name.
    """
    if name not in SHIPPED and name not in entry_points(group=GROUP).names:
        known = [repr(one) for one in (*SHIPPED, *sorted(entry_points(group=GROUP).names))]
        raise ValueError(f"Input should be {', '.join(known[:-1])} or {known[-1]}")
    return name
