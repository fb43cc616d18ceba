"""The story of many articles on one affair: who says what about each disputed point, amounts that differ, the timeline.

On a terminal tables for people, elsewhere JSON Lines. Nothing is merged and nothing retired: a claim stands in each part
that it belongs to, in its own words, and what belongs to none is listed at the end.
"""

from collections.abc import Iterable
from typing import TextIO

from llmclaims.export.story.telling import story_of
from llmclaims.runs.records import Line


def write(
    records: Iterable[Line],
    out: TextIO,
    *,
    text: bool = True,  # noqa: ARG001 - a story never shows whole texts
    form: str | None = None,
) -> None:
    """Write the story when all records are there; the order of the runs changes nothing.

    ``form`` is "text" or "jsonl", whatever ``out`` is; by default tables on a terminal, JSON Lines elsewhere.

    Raises:
        ConfigError: ``form`` is unknown.
    """
    from llmclaims.export.shared.lists import is_text

    as_tables, made = is_text(out, form), story_of(records)
    if as_tables:
        from llmclaims.export.story.screen import show

        show(made, out)
        return
    from llmclaims.export.story.values import values
    from llmclaims.runs.lines import line

    out.writelines(line(one) for one in values(made))
