"""What ``help`` and ``dir`` show of a public class: its own members, and not those that come with every dataclass or enumeration.

Objects keep all of them. Nothing heavy is imported here, since a page of help does without it.
"""

from enum import EnumType


class Listed(type):
    """List a class's public members."""

    def __dir__(cls) -> list[str]:
        """Return their names."""
        return [name for name in super().__dir__() if not name.startswith("_")]


class ListedEnum(EnumType):
    """List an enumeration's members, without the methods of text."""

    def __dir__(cls) -> list[str]:
        """Return their names."""
        return list(cls.__members__)
