"""Scores, errors and comparisons laid out for a person: on a terminal in colour, in a pipe as plain lines."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING, TextIO

from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from llmclaims.documents.document import Document
from llmclaims.evaluation.items import merged
from llmclaims.export.shared.terminal import Trimmed, console, printable
from llmclaims.schema.plurals import plural

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from rich.console import Console, RenderableType

    from llmclaims.evaluation.compare import Comparison, Difference
    from llmclaims.evaluation.errors import Finding
    from llmclaims.evaluation.items import Spans
    from llmclaims.evaluation.report import Report, Score
    from llmclaims.evaluation.run_items import Intake

_WITH_MEANS, _WITH_COUNTS, _WITH_INTERVAL = 90, 78, 58
"""Columns from which means over articles, counts, and intervals have room."""
_STYLES = {"missed": "yellow", "alarm": "red", "found": "cyan"}
_OPEN, _CLOSE = "⟦", "⟧"


def write_report(report: Report, out: TextIO, *, errors: bool = False) -> None:
    """Print every measure of a report; with ``errors`` each miss, false alarm and wrong field in its sentence."""
    screen = console(out)
    _print(screen, Text(_heading(report), style="bold"))
    for note in _notes(report):
        _print(screen, Text(note))
    for section, scores in groupby(report.scores, key=lambda one: one.section):
        marked = section + _view(report, section)
        _print(screen, Text(f"\n{marked}", style="bold"), _score_table(list(scores), screen.width))
    if report.intake:
        _print(screen, Text("\nThe run", style="bold"), *_intake(report.intake))
    if errors:
        _print(screen, *_errors((one for one in report.findings if not one.right), report.texts))
    _print(screen, Text())


def write_comparison(found: Comparison, texts: Mapping[str, str], out: TextIO) -> None:
    """Print the differences between two runs, then what was gained and lost in its sentences."""
    screen = console(out)
    _print(
        screen,
        Text(
            f"{printable(found.gold)}: first run → second run, {plural(found.articles, 'article')}",
            style="bold",
        ),
    )
    for section, differences in groupby(found.differences, key=lambda one: one.section):
        _print(screen, Text(f"\n{section}", style="bold"), _difference_table(list(differences), screen.width))
    parts = (
        ("gained", found.gained),
        ("lost", found.lost),
        ("new false alarms", found.new_alarms),
        ("false alarms gone", found.gone_alarms),
    )
    _print(screen, Text("\n" + ", ".join(f"{len(some)} {name}" for name, some in parts)))
    for name, some in parts:
        if some:
            _print(screen, Text(f"\n{name.capitalize()}", style="bold"), *_errors(some, texts))
    _print(screen, Text())


def _print(screen: Console, *blocks: RenderableType) -> None:
    for block in blocks:
        screen.print(Trimmed(block), end="")


def _heading(report: Report) -> str:
    passages = plural(report.passages, "passage")
    cut = "" if report.articles == report.passages else f" of {plural(report.articles, 'article')}"
    return f"{printable(report.gold)}: {passages}{cut}"


def _notes(report: Report) -> Iterator[str]:
    if report.unread:
        yield f"{plural(report.unread, 'annotated passage')} not in the run, and not scored."
    if report.own:
        yield f"{plural(report.own, 'statement')} of the article itself not scored: attributions alone are annotated."
    if report.unannotated:
        yield f"{plural(report.unannotated, 'document')} of the run without annotation here, and not scored."


def _view(report: Report, section: str) -> str:
    if not section.startswith("Statements"):
        return ""
    headline = section.endswith("joined") == report.whole
    return " (headline)" if headline else ""


def _number(value: float | None) -> str:
    return "–" if value is None else f"{value:.2f}"


def _grid(heads: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, show_edge=False, padding=(0, 2, 0, 0))
    table.add_column("", overflow="fold")
    for head in heads:
        table.add_column(head, justify="right", no_wrap=True)
    return table


def _score_table(scores: Sequence[Score], width: int) -> Table:
    interval, counts = width >= _WITH_INTERVAL, width >= _WITH_COUNTS
    means = width >= _WITH_MEANS
    table = _grid(
        ["P", "R", "F1"] + ["95 %"] * interval + ["found", "run", "gold"] * counts + ["mean"] * means
    )
    for one in scores:
        cells = [_number(one.precision), _number(one.recall), _number(one.value)]
        if one.measure.kind != "f1":
            cells[:2] = ["", ""]
        if interval:
            cells.append("–" if one.interval is None else f"{one.interval[0]:.2f}–{one.interval[1]:.2f}")
        if counts:
            cells += _counts(one)
        if means:
            cells.append(_number(one.macro))
        table.add_row(Text(one.measure.label), *cells)
    return table


def _counts(one: Score) -> list[str]:
    if one.count is None:
        return ["", "", ""]
    found, run, _, gold = one.count
    return [f"{found:,}", f"{run:,}", f"{gold:,}" if one.measure.kind == "f1" else ""]


def _difference_table(differences: Sequence[Difference], width: int) -> Table:
    table = _grid(["first", "second", "change"] + ["95 %"] * (width >= _WITH_INTERVAL))
    for one in differences:
        cells = [_number(one.before), _number(one.after), f"{one.after - one.before:+.2f}"]
        if width >= _WITH_INTERVAL:
            low_high = "–" if one.interval is None else f"{one.interval[0]:+.2f} … {one.interval[1]:+.2f}"
            cells.append(low_high + (" *" if one.sure else "  "))
        table.add_row(Text(one.measure.label), *cells)
    return table


def _intake(intake: Intake) -> Iterator[Text]:
    refused = ", ".join(f"{code} {count}" for code, count in intake.codes.items())
    yield Text(
        f"{intake.proposed:,} proposed, {intake.accepted:,} accepted, {intake.rejected:,} rejected"
        + (f": {refused}" if refused else "")
    )
    if intake.quotes:
        yield Text(
            f"quotes valid before repair: {intake.valid:,} of {intake.quotes:,} ({_number(intake.validity)})"
        )
    if intake.saved:
        yield Text(f"repaired: {intake.saved:,} ({_number(intake.repair_rate)} of the refused)")
    if intake.tokens:
        yield Text(f"tokens per accepted claim: {intake.tokens / max(1, intake.accepted):,.0f}")
    if intake.cost_per_claim:
        yield Text(f"cost per accepted claim: {intake.cost_per_claim:.5f}")


def _errors(findings: Iterable[Finding], texts: Mapping[str, str]) -> Iterator[RenderableType]:
    """Yield findings by passage, each with its sentence."""
    ordered = sorted(findings, key=lambda one: (one.passage, one.spans, one.kind, one.outcome))
    for passage, some in groupby(ordered, key=lambda one: one.passage):
        text = texts.get(passage, "")
        sentences = _sentences(text)
        yield Text(f"\n{printable(passage)}", style="bold")
        for one in some:
            yield from _error(one, text, sentences)


def _error(one: Finding, text: str, sentences: Spans) -> Iterator[RenderableType]:
    what = "wrong" if one.outcome == "found" and one.why else one.outcome
    line = Text(f"{what} {one.kind}", style=_STYLES[one.outcome])
    if one.why:
        line.append(f": {printable(one.why)}", style="default")
    yield Padding(line, (0, 0, 0, 2))
    for name, words in (("expected", one.expected), ("found", one.found)):
        if words:
            yield Padding(Text(f"{name:9}{printable(words)}"), (0, 0, 0, 4))
    if shown := _in_sentence(one.spans, text, sentences):
        yield Padding(shown, (0, 0, 0, 4))


def _sentences(text: str) -> Spans:
    document = Document.from_text(text)
    return tuple(span for paragraph in document.paragraphs for span in document.sentences(paragraph))


def _in_sentence(spans: Spans, text: str, sentences: Spans) -> Text:
    """Return the sentences that some spans touch, the spans in brackets."""
    if not spans or not text:
        return Text()
    low, high = min(a for a, _ in spans), max(b for _, b in spans)
    around = [span for span in sentences if span[0] < high and low < span[1]]
    start, end = min([low, *(a for a, _ in around)]), max([high, *(b for _, b in around)])
    shown, at = Text("in       ", style="dim"), start
    for a, b in merged(spans):
        shown.append(_flat(text[at:a]), style="dim")
        shown.append(_OPEN + _flat(text[a:b]) + _CLOSE, style="not dim")
        at = b
    shown.append(_flat(text[at:end]), style="dim")
    return shown


def _flat(text: str) -> str:
    return printable(text.replace("\n", " "))
