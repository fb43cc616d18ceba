"""What to look for in annual reports."""

from typing import Annotated, Literal

from pydantic import Field

from llmclaims import Cited, Mention, Role


class Figure(Cited):
    """A sum of money that a report gives for the company or a part of it, or by how much one changes."""

    what: Mention = Field(description="what the sum is of, as the text calls it (revenue, net debt)")
    amount: Annotated[Mention, Role.QUANTITY] = Field(
        description="the sum with its currency, and with words like about or at least"
    )
    period: Annotated[Mention | None, Role.TIME] = Field(
        None, description="the words for the time that the sum belongs to"
    )
    direction: Literal["up", "down", "flat", "not told"] = Field(
        "not told", description="only where the text says how it changes (rose, fell, down from)"
    )
    status: Literal["reported", "expected"] = Field(
        "reported", description="expected is what has not happened yet: a forecast, a plan, a target"
    )
    said_by: Annotated[Mention | None, Role.SPEAKER] = Field(
        None, description="who says or expects it, where the text names somebody"
    )
