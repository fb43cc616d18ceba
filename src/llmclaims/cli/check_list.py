"""What ``llmclaims check`` shows a person: each quote that does not hold beside its source, then the totals."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from rich.text import Text

from llmclaims.export.shared.summary_text import counted
from llmclaims.export.shared.terminal import printable, quotation_marks
from llmclaims.pipeline.quote_check.judging import Checked
from llmclaims.pipeline.quote_check.quoted import Unreadable
from llmclaims.schema.plurals import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from llmclaims.pipeline.quote_check.quoted import Quoteless
    from llmclaims.pipeline.quote_check.tally import Tally

_BAD, _GOOD, _MARKED, _QUOTE = "red", "green", "bold underline", ""
_LONGEST = 1_000
"""Characters of a quote, or of the words nearest to it, that are shown."""


def shown(found: Iterable[Checked | Unreadable | Quoteless], *, show_all: bool) -> Iterator[Text]:
    """Yield a block for each quote that does not hold, with ``show_all`` for the others too, then what was not read.

    Rows that cannot be read for the same reason are counted under the first of them.
    """
    unread: dict[str, list[str | int]] = {}
    for one in found:
        match one:
            case Unreadable():
                first = unread.setdefault(one.message, [one.place, 0])
                first[1] = int(first[1]) + 1
            case Checked() if not one.holds:
                yield _refused(one)
            case Checked() if show_all:
                yield _held(one)
    for message, (place, count) in unread.items():
        more = f" (and {int(count) - 1:,} more)" if int(count) > 1 else ""
        yield Text.assemble((f"{printable(str(place))}: not read: {printable(message)}{more}", _BAD))


def total(tally: Tally) -> str:
    """Return the last line: how many hold, how many do not and why, and how many could not be read."""
    held = f"{tally.held:,} hold{'s' if tally.held == 1 else ''}"
    parts = ["all hold" if tally.held == tally.quotes > 0 else held]
    if tally.refused:
        parts.append(f"{tally.refused:,} do{'es' if tally.refused == 1 else ''} not ({counted(tally.codes)})")
    if tally.unreadable:
        parts.append(f"{tally.unreadable:,} could not be read")
    if tally.flags:
        parts.append(f"flagged {counted(tally.flags)}")
    none = f" {plural(tally.quoteless, 'record')} without a quote." if tally.quoteless else ""
    return f"{plural(tally.quotes, 'quote')}: {', '.join(parts)}.{none}"


def _refused(one: Checked) -> Text:
    quoted, found = one.quoted, one.grounding
    block = Text.assemble((_head(one), "bold"), (f": {found.code}", _BAD), f": {printable(found.message)}\n")
    block.append_text(_line("  quote   ", quoted.quote, [mine for mine, _ in found.differences]))
    if found.nearest is None:
        return block
    near = found.nearest
    block.append("\n")
    block.append_text(_line("  source  ", near.text, [theirs for _, theirs in found.differences]))
    block.append(f"  {near.start}-{near.end}", style="dim")
    return block


def _held(one: Checked) -> Text:
    found = one.grounding
    places = ", ".join(f"{start}-{end}" for start, end in found.spans)
    flags = "".join(f" ! {flag}" for flag in found.flags)
    block = Text.assemble((_head(one), "bold"), (f": {found.tier}", _GOOD), f" at {places}{flags}\n")
    block.append_text(_line("  quote   ", one.quoted.quote, ()))
    return block


def _head(one: Checked) -> str:
    name = f" ({one.quoted.name})" if one.quoted.name else ""
    return printable(f"{one.quoted.place}{name}")


def _line(label: str, words: str, differing: Sequence[str]) -> Text:
    """Return words in quotation marks, those that differ marked; they come in the order of the text."""
    plain = printable(words)
    rest = len(plain) - _LONGEST
    plain = plain if rest <= 0 else f"{plain[:_LONGEST]} … and {plural(rest, 'character')} more"
    before, after = quotation_marks(plain)
    line = Text.assemble((label, "dim"), before)
    at = 0
    for one in filter(None, differing):
        found = _where(one, plain, at)
        if found is None:
            continue
        line.append(plain[at : found[0]])
        line.append(plain[slice(*found)], style=_MARKED)
        at = found[1]
    line.append(plain[at:] + after)
    return line


def _where(words: str, plain: str, at: int) -> tuple[int, int] | None:
    """Return where differing words stand behind an offset; they are folded, so that blanks and case do not count."""
    pattern = r"\W+".join(map(re.escape, words.split()))
    found = re.compile(rf"(?<!\w){pattern}(?!\w)", re.IGNORECASE).search(plain, at)
    return found.span() if found else None
