"""``llmclaims verify``: a saved run checked again, and a reviewer's decisions about it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from llmclaims.cli import FAILED, options

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from llmclaims.runs.extraction import Extraction
    from llmclaims.verification.recheck import Note, Problem, Tally
    from llmclaims.verification.review import Review

_HELP = """Check a saved run again: no model, no key, no network.

Every claim and every refused draft is taken back to the text that the run carries, or to the documents in DIR;
the file must hold each record once and in order, as many as its summary counts, and give its digest. What does
not hold is named with its line, and the exit code is 1. CLAIMS is a file, several, or a folder of them.

"all hold" means: under all rules. A run that was made without some says so first, and the exit code is 1 unless
you name it with --policy as-run. A digest inside a file can be taken anew by who changes the file: keep the one
that extract printed elsewhere, and compare with --digest.

\b
Examples:
  llmclaims verify run.jsonl
  llmclaims verify runs/
  llmclaims verify run.jsonl --digest HEX
  llmclaims verify run.jsonl --rules my_rules
  llmclaims verify run.jsonl --documents articles/
  llmclaims verify run.jsonl --decisions decisions.jsonl
  llmclaims verify run.jsonl --decisions decisions.jsonl --gold gold.jsonl
  llmclaims verify run.jsonl --decisions decisions.jsonl --gold gold.jsonl --apart examples.jsonl
"""


@click.command("verify", help=_HELP)
@click.argument("claims", metavar="CLAIMS...", nargs=-1, required=True)
@click.option("--documents", metavar="DIR", help="Check against the documents in this folder.")
@options.models_in_run
@options.rules
@click.option(
    "--policy",
    type=click.Choice(("all", "as-run")),
    default="all",
    help="Under all rules, or under those (and in the languages) that the run says it was made with.",
)
@click.option("--digest", metavar="HEX", help="The digest that the records must have, kept from the run.")
@click.option(
    "--decisions", metavar="FILE", help="Check a reviewer's decisions too, as the HTML page saves them."
)
@click.option("--gold", metavar="FILE", help="Write the reviewed claims as gold for eval; needs --decisions.")
@click.option(
    "--apart",
    metavar="EXAMPLES",
    help="Leave articles out of the gold that one of these examples is taken from.",
)
@options.workers
@click.option("-q", "--quiet", is_flag=True, help="Print what does not hold, nothing else.")
def command(
    claims: Sequence[str],
    *,
    decisions: str | None,
    gold: str | None,
    apart: str | None,
    quiet: bool,
    **asked: Any,
) -> int:
    """Print what does not hold in the runs, then how much was checked, and return the exit code."""
    from llmclaims.runs.jsonl import run_files

    if gold and not decisions:
        raise click.UsageError("--gold writes what was reviewed: name the decisions with --decisions.")
    if apart and not gold:
        raise click.UsageError("--apart keeps articles out of the gold: name its file with --gold.")
    files = run_files(claims)
    if decisions and len(files) > 1:
        raise click.UsageError("--decisions is about one run: name that one alone.")
    problems = _recheck(files, asked, quiet=quiet)
    if decisions:
        problems += _check_decisions(
            str(files[0]), decisions, asked["schema"], gold=gold, apart=apart, quiet=quiet
        )
    return FAILED if problems else 0


def _recheck(files: Sequence[Path], asked: dict[str, Any], *, quiet: bool) -> int:
    """Print what does not hold and how much was checked; return the number of problems."""
    from llmclaims.export.shared.terminal import printable
    from llmclaims.verification.recheck import Note, Tally, recheck

    problems, unread = 0, Unread()
    wanted = {name: asked[name] for name in ("documents", "policy", "digest", "workers")}
    for found in recheck(files, schema=options.models(asked["schema"]) or (), **wanted):
        if isinstance(found, Tally):
            for line in unread.lines():
                click.echo(f"{files[0] if len(files) == 1 else 'All runs'}: {line}")
            if not quiet:
                click.echo(_checked(found, problems, asked["policy"]))
            if found.digest and not quiet:
                click.echo(f"Digest {found.digest}", err=True)
        elif isinstance(found, Note):
            if not quiet:
                click.echo(printable(f"{_place(found)}: {found.message}"))
        else:
            problems += 1
            if not unread.repeats(found):
                click.echo(_said(found))
    return problems


def _checked(tally: Tally, problems: int, policy: str) -> str:
    from llmclaims.schema.plurals import plural

    runs = f" in {plural(tally.runs, 'run')}" if tally.runs > 1 else ""
    checked = f"{plural(tally.claims, 'claim')} of {plural(tally.documents, 'document')}{runs} checked"
    hold = "all hold" if policy == "all" else "all hold as the run was made"
    undone = f" {plural(tally.undone, 'paragraph')} failed or skipped in the run." if tally.undone else ""
    return f"{checked}: " + (plural(problems, "problem") if problems else hold) + "." + undone


class Unread:
    """Documents whose text is not at hand, and the claims that cannot be checked without it: reported once."""

    def __init__(self) -> None:
        """None so far."""
        self._reasons: set[str] = set()
        self._documents = 0
        self._claims = 0

    def repeats(self, problem: Problem) -> bool:
        """Tell whether a problem only repeats that a text is missing."""
        if problem.code != "DOCUMENT_MISSING" or (problem.kind != "document" and not self._reasons):
            return False
        if problem.kind != "document":
            self._claims += 1
            return True
        again = problem.message in self._reasons
        self._reasons.add(problem.message)
        self._documents += again
        return again

    def lines(self) -> Iterator[str]:
        """Yield how many are not named one by one."""
        from llmclaims.schema.plurals import plural

        if self._documents:
            yield f"{plural(self._documents, 'more document')} without text."
        if self._claims:
            yield f"{plural(self._claims, 'claim')} of documents without text could not be checked."


def _said(problem: Problem) -> str:
    from llmclaims.export.shared.terminal import printable

    what = f"{problem.kind} {problem.id}" if problem.id else problem.kind
    return printable(f"{_place(problem)}: {what}: {problem.code}: {problem.message}")


def _place(one: Problem | Note) -> str:
    return f"{one.path}:{one.line}" if one.line else one.path


def _check_decisions(
    claims: str, decisions: str, schema: Sequence[str], *, gold: str | None, apart: str | None, quiet: bool
) -> int:
    """Print which decisions do not hold, then how much was decided; return the number of problems.

    Raises:
        DocumentError: a file is not what it should be.
        ConfigError: the gold cannot be written.
    """
    from llmclaims.export.shared.terminal import printable
    from llmclaims.runs.extraction import load
    from llmclaims.schema.plurals import plural
    from llmclaims.verification import review as reviews
    from llmclaims.verification.decisions import read_decisions

    models = options.models(schema) or ()
    run = load(claims, schema=models)
    given = read_decisions(decisions)
    review = reviews.review(run, given, schema=models)
    wrong = list(_problems(review))
    for number, sentence in wrong:
        click.echo(printable(f"{decisions}:{number}: {sentence}"))
    if not quiet:
        for sentence in _reviewed(review):
            click.echo(sentence)
    if gold:
        taught = _taught_from(run, apart) if apart else frozenset()
        if taught and not quiet:
            click.echo(
                f"{plural(len(taught), 'article')} left out of the gold: examples are taken from there."
            )
        read = (claims, decisions, *((apart,) if apart else ()))
        if not _write(gold, reviews.gold(run, given, schema=models, without=taught), read=read):
            click.echo(
                "No reviewed article is left for the gold, which is empty: review one that is not taught from."
            )
    return len(wrong)


def _taught_from(run: Extraction, examples: str) -> frozenset[str]:
    """Return the ids of the documents that an example is taken from.

    Raises:
        ConfigError: the examples cannot be read.
    """
    from llmclaims.config.taught_files import read_examples
    from llmclaims.pipeline.examples import TEXT, stands_in

    texts = [str(one.get(TEXT, "")) for one in read_examples(examples)]
    return frozenset(one.id for one in run.documents if any(stands_in(text, one.text) for text in texts))


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
    found += [
        (one.line, f"{refused.kind}: {refused.code}: the added claim does not hold: {refused.message}")
        for one, refused in review.not_added
    ]
    yield from sorted(found)


def _reviewed(review: Review) -> Iterator[str]:
    from llmclaims.schema.plurals import plural

    counts = review.counts
    parts = [f"{counts[name]} {word}" for name, word in _DECIDED if counts[name]]
    decided = f"{plural(len(review.decided), 'claim')} decided" + (f" ({', '.join(parts)})" if parts else "")
    yield f"{decided}, {review.undecided} undecided."
    if review.added:
        refused = len(review.not_added)
        yield f"{plural(len(review.added) - refused, 'claim')} added" + (
            f", {refused} refused." if refused else "."
        )
    if review.others:
        yield f"{plural(review.others, 'decision')} made on another run of the same claims."


_DECIDED = (("accept", "accepted"), ("correct", "corrected"), ("reject", "rejected"))


def _write(path: str, records: Iterator[dict[str, object]], *, read: Sequence[str]) -> int:
    """Write records, and return how many there are."""
    from llmclaims.cli.output import opened
    from llmclaims.runs.lines import line

    with opened(None if path == "-" else path, read=read) as out:
        return sum(bool(out.write(line(one))) for one in records)
