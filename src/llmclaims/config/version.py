"""The version of this library."""


def version() -> str:
    """Return the version that is installed, for example "0.1.0"."""
    from importlib import metadata  # takes time that most calls can do without

    return metadata.version("llmclaims")
