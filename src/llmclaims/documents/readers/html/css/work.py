"""A limit on the work that a page's styles may ask for."""


class TooMuchWorkError(Exception):
    """A page's styles ask for more than is looked at; the message says of what there is too much."""


class Work:
    """Count what is done for one page, so that the time it takes has a bound whatever the page says."""

    LETTERS = 2_000_000
    """Characters of CSS in a page, its own sheets and the styles in its tags, each different one counted once."""
    STEPS = 4_000_000
    """Selectors tried on elements, and what follows from them."""

    def __init__(self) -> None:
        """Begin with nothing done."""
        self._letters = 0
        self._steps = 0

    def read(self, text: str) -> None:
        """Count a text before it is parsed.

        Raises:
            TooMuchWorkError: the page has more CSS than is read.
        """
        self._letters += len(text)
        if self._letters > self.LETTERS:
            raise TooMuchWorkError(f"more than {self.LETTERS:,} characters of styles")

    def spend(self, steps: int = 1) -> None:
        """Count steps before they are made.

        Raises:
            TooMuchWorkError: the page asks for more of them than are made.
        """
        self._steps += steps
        if self._steps > self.STEPS:
            raise TooMuchWorkError("more rules for more elements than can be tried")
