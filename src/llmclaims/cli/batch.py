"""``llmclaims batch``: many articles over a provider's batch service, or over files that any engine answers."""

from __future__ import annotations

import json
import sys
from collections import Counter
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from llmclaims.cli import FAILED, options
from llmclaims.cli.console import Faults, hidden, say
from llmclaims.cli.option_groups import InOrder
from llmclaims.cli.signals import INTERRUPTED
from llmclaims.errors import ProviderError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from llmclaims.documents.readers import Articles
    from llmclaims.pipeline.options import Options

_HELP = """Ask about many articles at once, over a provider's batch service: slower, at about half the price.

submit sends what is missing, collect takes what has come and writes the run; repeat the two until nothing is missing,
since repairs and relations follow from the answers. A job is one file, NAME.batch.json, and survives
whatever ends the command: type it again. Answers are shared with extract, so that none is paid for twice.

\b
Examples:
  llmclaims batch submit articles/ --job news --provider openai --model MODEL
  llmclaims batch status --job news
  llmclaims batch collect --job news -o run.jsonl
  llmclaims batch submit --job news
  llmclaims batch cancel --job news

\b
The same with files alone, for any engine that reads OpenAI's batch format:
  llmclaims batch submit articles/ --provider vllm --model MODEL --write-requests out/
  llmclaims batch collect articles/ --provider vllm --model MODEL --read-answers in/ -o run.jsonl
"""
_SUBMIT = """Send what is missing to the batch service, or with --write-requests to files.

PATH is what extract reads: an article, a table of articles or a folder. It is read again when the answers are collected,
so it must stay as it is. Later calls need --job alone, with --config and --schema where the first had them: they send only what is still missing.

\b
Examples:
  llmclaims batch submit articles/ --job news --provider openai --model MODEL --estimate
  llmclaims batch submit articles/ --job news --provider openai --model MODEL
  llmclaims batch submit --job news
  llmclaims batch submit articles/ --provider vllm --model MODEL --write-requests out/
"""
_STATUS = """Show how the batches of a job stand.

\b
Examples:
  llmclaims batch status --job news
  llmclaims batch status --job news --json | jq .status
"""
_COLLECT = """Take the answers that are there, and write the run; say what is missing, and why.

Batches that expired or were cancelled hold answers too. The exit code is 0 when nothing is missing, else 1.

\b
Examples:
  llmclaims batch collect --job news -o run.jsonl
  llmclaims batch collect articles/ --provider vllm --model MODEL --read-answers in/ -o run.jsonl
"""
_CANCEL = """End the batches that are under way; what was answered until then can be collected.

\b
Examples:
  llmclaims batch cancel --job news
"""

_count = click.IntRange(min=1)
_named = click.option("--job", metavar="NAME", required=True, help="The job: NAME.batch.json, or a file.")
_job = click.option("--job", metavar="NAME", help="The job: NAME.batch.json, or a file.")
_config = click.option("--config", metavar="FILE", help="The configuration that the job was begun with.")
_delete = click.option("--delete-files", is_flag=True, help="Remove from the service what was taken from it.")
_reading = options.grouped(
    options.asked_of,
    options.read_as,
    options.schema,
    options.taught,
    options.rules,
    options.passes,
    options.checks,
)


@click.group("batch", help=_HELP, cls=InOrder)
def command() -> None:
    """Group the four commands."""


@command.command("submit", help=_SUBMIT, short_help="Send what is missing, to the service or to files.")
@click.argument("paths", metavar="[PATH...]", nargs=-1)
@_job
@click.option(
    "--write-requests", "folder", metavar="DIR", help="Write files to DIR instead; nothing is sent."
)
@click.option("--estimate", is_flag=True, help="Print requests, tokens, cost and time; send nothing.")
@_reading
@click.option(
    "--batch-requests", metavar="N", type=_count, help="Most requests in a batch; 50,000 unless told."
)
@click.option("--batch-bytes", metavar="N", type=_count, help="Most bytes in a batch; 200 MB unless told.")
@_delete
@options.quiet
def submit(
    paths: Sequence[str], *, job: str | None, folder: str | None, estimate: bool, quiet: bool, **asked: Any
) -> int:
    """Plan and send, or write files; return the exit code."""
    from llmclaims.cli import batch_messages
    from llmclaims.cli.batch_job import limits_of, open_job, work_of
    from llmclaims.pipeline.batch.commands import existing
    from llmclaims.pipeline.batch.commands import submit as send

    delete = asked.pop("delete_files")
    if bool(job) == bool(folder):
        raise click.UsageError("give one of --job and --write-requests")
    if folder:
        if not paths:
            raise click.UsageError("Missing argument 'PATH...'")
        return _written(*work_of(paths, asked, asked), Path(folder), limits_of(asked, {}), keep=not estimate)
    path, begun = open_job(str(job), paths, asked)
    line, limits = work_of(begun.sources(), begun.asked, asked), limits_of(asked, begun.asked)
    if estimate:
        return _written(*line, Path(), limits, keep=False)
    try:
        done = send(path, begun, *line, limits, delete=delete, tell=_tell(quiet=quiet))
    except KeyboardInterrupt:
        say("Stopped; the same command goes on from there.")
        return INTERRUPTED
    except ProviderError as error:
        if not any(one.id for one in existing(path).batches):
            raise
        say(hidden(f"Not all is sent, and the same command goes on from there: {error}"))
        return FAILED
    for text in batch_messages.submitted(done, str(job)):
        click.echo(text)
    if done.plan:
        _say_left_out(done.plan)
    return 0


def _written(source: list[Articles], line: Options, folder: Path, limits: Any, *, keep: bool) -> int:
    """Write requests as files, or with ``keep`` False only count them."""
    from llmclaims.cli import batch_messages
    from llmclaims.pipeline.batch.plan import write_requests

    plan = write_requests(source, line, folder, limits, keep=keep)
    words = batch_messages.written(plan, folder) if keep else batch_messages.estimated(plan, line.settings)
    for text in words:
        click.echo(text)
    _say_left_out(plan)
    return FAILED if plan.unreadable or plan.oversized else 0


def _say_left_out(plan: Any) -> None:
    left_out = Faults()
    for failure in (*plan.unreadable, *plan.oversized):
        left_out.add(failure)
    left_out.say()


@command.command("status", help=_STATUS, short_help="Show how the batches of a job stand.")
@_named
@_config
@click.option("--json", "as_json", is_flag=True, help="One JSON object a line, for programs.")
def status(job: str, *, config: str | None, as_json: bool) -> int:
    """Print how the batches stand."""
    from llmclaims.cli import batch_messages
    from llmclaims.cli.batch_job import job_settings
    from llmclaims.pipeline.batch.commands import existing
    from llmclaims.pipeline.batch.commands import status as look
    from llmclaims.pipeline.batch.job_file import job_path

    begun = existing(job_path(job))
    found = look(job_path(job), job_settings(begun.asked, {"config": config}))
    if as_json:
        for one in found.batches:
            click.echo(json.dumps(asdict(one), ensure_ascii=False))
    else:
        for text in batch_messages.status(found, job, table=sys.stdout.isatty()):
            click.echo(text)
    return 0


@command.command("collect", help=_COLLECT, short_help="Take the answers that are there, and write the run.")
@click.argument("paths", metavar="[PATH...]", nargs=-1)
@_job
@click.option(
    "--read-answers",
    "answers",
    metavar="FILE",
    multiple=True,
    help="A file of answers, or a folder; repeatable.",
)
@options.written
@options.no_text
@_reading
@_delete
@options.quiet
def collect(paths: Sequence[str], *, job: str | None, answers: Sequence[str], **asked: Any) -> int:
    """Take the answers, write the run, print what is missing, and return the exit code."""
    from llmclaims.cli import batch_messages
    from llmclaims.cli.batch_job import open_job, work_of
    from llmclaims.pipeline.batch.commands import take
    from llmclaims.pipeline.batch.replies import keys_of, read_answers

    shown = {key: asked.pop(key) for key in ("output", "layout", "no_text", "quiet", "delete_files")}
    shown["answers"], tell = answers, _tell(quiet=shown["quiet"])
    if bool(job) == bool(answers):
        raise click.UsageError("give one of --job and --read-answers")
    if answers:
        if not paths:
            raise click.UsageError("Missing argument 'PATH...'")
        source, line = work_of(paths, asked, asked)
        taken = read_answers(answers, line.settings.cache_dir, keys=keys_of(line.settings))
        for sentence in batch_messages.taken(taken):
            tell(sentence)
        return _run(source, line, shown, lambda missing: batch_messages.missing_from_files(missing, taken))
    path, begun = open_job(str(job), paths, asked, must_exist=True)
    source, line = work_of(begun.sources(), begun.asked, asked)
    found = take(path, line, delete=shown["delete_files"], tell=tell)
    tell(batch_messages.spent_so_far(found))
    return _run(
        source, line, shown, lambda missing: batch_messages.missing_from_job(missing, found, line, str(job))
    )


def _run(source: list[Articles], line: Options, shown: dict[str, Any], why: Any) -> int:
    """Write the run, print what is missing in it, and return the exit code."""
    from llmclaims.cli.batch_messages import Gaps
    from llmclaims.cli.output import Place, write_run
    from llmclaims.pipeline.batch.collected import collected

    missing = Counter[str]()
    place = Place(
        output=shown["output"],
        read=[*(one.place for one in source), *shown["answers"]],
        layout=shown["layout"],
        text=not shown["no_text"],
        quiet=shown["quiet"],
    )
    try:
        ran = write_run(
            lambda **hooks: collected(
                source, replace(line, **hooks), missing=lambda one: missing.update([one.stage])
            ),
            place,
            sources=source,
            faults=Gaps(),
        )
    except KeyboardInterrupt:
        say("Stopped; the same command starts over, and the answers are kept.")
        return INTERRUPTED
    if missing:
        for sentence in why(missing):
            say(sentence)
    if ran.stopped:
        return INTERRUPTED
    return ran.code or (FAILED if missing else 0)


@command.command("cancel", help=_CANCEL, short_help="End the batches that are under way.")
@_named
@_config
@options.quiet
def cancel(job: str, *, config: str | None, quiet: bool) -> int:
    """End what is under way."""
    from llmclaims.cli import batch_messages
    from llmclaims.cli.batch_job import job_settings
    from llmclaims.pipeline.batch.commands import cancel as end
    from llmclaims.pipeline.batch.commands import existing
    from llmclaims.pipeline.batch.job_file import job_path
    from llmclaims.pipeline.options import Options

    path = job_path(job)
    line = Options(settings=job_settings(existing(path).asked, {"config": config}))
    found = end(path, line, tell=_tell(quiet=quiet))
    for text in batch_messages.cancelled(found, job):
        click.echo(text)
    return 0


def _tell(*, quiet: bool) -> Callable[[str], None]:
    return (lambda _: None) if quiet else say
