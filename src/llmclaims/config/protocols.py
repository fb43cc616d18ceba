"""The protocols that a provider's table can name: the shipped ones, and those that packages bring."""

GROUP = "llmclaims.providers"
SHIPPED = {
    "openai": "llmclaims.providers.openai:OpenAI",
    "anthropic": "llmclaims.providers.anthropic:Anthropic",
    "gemini": "llmclaims.providers.gemini:Gemini",
    "builtin": "llmclaims.providers.builtin.extractor:Builtin",
}
"""Where each shipped provider stands; it is loaded when it is asked (``builtin``, which needs no wire, by the registry)."""


def checked_protocol(name: str) -> str:
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
