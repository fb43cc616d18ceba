"""What ``llmclaims verify --decisions`` says of a review, and the gold that it writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from llmclaims.verification.review import Review


def check_decisions(
    claims: str, decisions: str, schema: Sequence[str], *, gold: str | None, quiet: bool
) -> int:
    """Print which decisions do not hold, then how much was decided; the number of problems.

    Raises:
        DocumentError: a file is not what it should be.
        ConfigError: the gold cannot be written.
    """
    from llmclaims.cli.schema import models
    from llmclaims.export.shared.terminal import printable
    from llmclaims.runs.extraction import load
    from llmclaims.verification import review as reviews

    run = load(claims, schema=models(schema) or ())
    given = reviews.read_decisions(decisions)
    review = reviews.review(run, given)
    wrong = list(_problems(review))
    for number, sentence in wrong:
        click.echo(printable(f"{decisions}:{number}: {sentence}"))
    if not quiet:
        for sentence in _said(review):
            click.echo(sentence)
    if gold:
        _write(gold, reviews.gold(run, given), read=(claims, decisions))
    return len(wrong)


def _problems(review: Review) -> Iterator[tuple[int, str]]:
    found = [
        (one.line, f"claim {one.claim}: CLAIM_UNKNOWN: The run has no claim of that id.")
        for one in review.unknown
    ]
    for name, refused in review.refused.items():
        line = review.decided[name].line
        found.append(
            (line, f"{refused.kind} {name}: {refused.code}: the correction does not hold: {refused.message}")
        )
    yield from sorted(found)


def _said(review: Review) -> Iterator[str]:
    from llmclaims.export.shared.summary_text import plural

    counts = review.counts
    parts = [f"{counts[name]} {word}" for name, word in _WORDS if counts[name]]
    decided = f"{plural(len(review.decided), 'claim')} decided" + (f" ({', '.join(parts)})" if parts else "")
    yield f"{decided}, {review.undecided} undecided."
    if review.others:
        yield f"{plural(review.others, 'decision')} made on another run of the same claims."


_WORDS = (("accept", "accepted"), ("correct", "corrected"), ("reject", "rejected"))


def _write(path: str, records: Iterator[dict[str, object]], *, read: Sequence[str]) -> None:
    from llmclaims.cli.destination import opened
    from llmclaims.runs.lines import line

    with opened(None if path == "-" else path, read=read) as out:
        out.writelines(line(one) for one in records)
