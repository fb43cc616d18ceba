"""The messages of the batch commands: plans, the state of a job, what is missing, and the next command."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from llmclaims.cli.console import Faults, aligned
from llmclaims.config.settings import Settings
from llmclaims.export.shared.summary_text import counted, spent
from llmclaims.export.shared.terminal import printable
from llmclaims.pipeline.batch.commands import Submitted
from llmclaims.pipeline.batch.job_file import Batch, Job
from llmclaims.pipeline.batch.plan import Plan
from llmclaims.pipeline.batch.replies import Taken
from llmclaims.pipeline.options import Options
from llmclaims.runs.records import Line
from llmclaims.schema.plurals import plural

_STAGES = {
    "extract": "paragraph",
    "rest": "rest of an answer",
    "again": "second look",
    "repair": "repair",
    "check": "check",
    "link": "relation",
    "check_relations": "check of relations",
}


class Gaps(Faults):
    """Faults without those of awaited answers, which are reported together."""

    def add(self, one: Line) -> None:
        """Keep a failure's reason and place."""
        from llmclaims.pipeline.dry_run import AWAITED
        from llmclaims.schema.claims import Failure

        if not (isinstance(one, Failure) and AWAITED in one.message):
            super().add(one)

    def have_said(self, sentence: str) -> bool:
        """Tell whether a reason was printed, or is one of those that are reported together."""
        from llmclaims.pipeline.dry_run import AWAITED

        return AWAITED in sentence or super().have_said(sentence)


def planned(plan: Plan) -> str:
    """Describe a plan in one line."""
    read = f"{plural(plan.documents, 'document')}, {plural(plan.paragraphs, 'paragraph')}"
    if not plan.parts:
        return f"{read}: nothing is missing that could be asked now"
    size = _size(sum(one.bytes for one in plan.parts))
    return f"{read}: {plural(plan.requests, 'request')} in {_batches(len(plan.parts))} ({size})"


def estimated(plan: Plan, settings: Settings) -> Iterator[str]:
    """Yield a plan's tokens, cost and time."""
    yield f"{printable(settings.for_stage('extract')[0])}: {planned(plan)}"
    if not plan.parts:
        return
    yield f"Tokens, estimated: {plan.input_tokens:,} in, {plan.output_tokens:,} out"
    yield f"Cost, estimated: {_cost(plan, settings)}"
    yield "Time: within 24 hours for each batch that the service has taken on"
    yield "Nothing was sent. Not in it: repairs, checks and relations, which follow from the answers."


def written(plan: Plan, folder: Path) -> Iterator[str]:
    """Yield what was written to the files."""
    yield planned(plan).replace("batches", "files").replace("batch", "file")
    if plan.parts:
        yield f"Written to {folder}; hand in the answers with `llmclaims batch collect PATH... --read-answers FILE`"


def submitted(done: Submitted, job: str) -> Iterator[str]:
    """Yield what was sent, and the next command."""
    if done.plan:
        yield planned(done.plan)
    if not done.job.batches:
        yield f"Next: llmclaims batch collect --job {job}"
        return
    waiting = [one for one in done.job.batches if not one.final]
    yield f"{_batches(done.sent)} sent, {plural(sum(one.requests for one in waiting), 'request')} under way"
    yield f"Next: llmclaims batch status --job {job}"


def status(job: Job, name: str, *, table: bool) -> Iterator[str]:
    """Yield the state of each batch: aligned for a person, with tabs for a program."""
    rows = [_row(one) for one in job.batches]
    head = ("part", "batch", "status", "requests", "answered", "failed", "")
    if table:
        yield from aligned([head, *rows])
        yield ""
        states = Counter("to send" if one.to_send else one.status for one in job.batches)
        yield f"{_batches(len(job.batches))}: {counted(states)}" if states else "Nothing is under way"
        yield spent_so_far(job)
        yield f"Next: {_next(job.batches, name)}"
    else:
        for row in rows:
            yield "\t".join(row).rstrip()


def spent_so_far(job: Job) -> str:
    """Return what the answers of all rounds took."""
    return f"The job's batches until now: {spent(job.spent, 'answer')}"


def cancelled(job: Job, name: str) -> Iterator[str]:
    """Yield what is left to do."""
    ending = sum(not one.final for one in job.batches)
    if ending:
        yield f"{_batches(ending)} being cancelled, which may take 10 minutes"
    yield f"Next: llmclaims batch collect --job {name}"


def taken(found: Taken) -> Iterator[str]:
    """Yield what was read from the files."""
    yield f"{plural(found.answers, 'answer')} taken, {found.known:,} known before."
    if found.foreign:
        yield f"{plural(found.foreign, 'line')} not about requests of llmclaims."
    if found.unreadable:
        yield f"{plural(found.unreadable, 'line')} not readable as JSON."


def missing_from_files(missing: Mapping[str, int], found: Taken) -> Iterator[str]:
    """Yield what has no answer, the reasons in the files, and the next command."""
    yield _missing(missing)
    for code, count in found.refused.items():
        yield f"{plural(count, 'request')} came back without an answer: {code} ({found.examples[code].message})."
    yield "Next: llmclaims batch submit with the same PATH and options and a new --write-requests DIR."


def missing_from_job(missing: Mapping[str, int], job: Job, line: Options, name: str) -> Iterator[str]:
    """Yield what has no answer, why, and the next command."""
    from llmclaims.pipeline.batch.job_file import about, changed

    what = changed(job.about, about(line))
    if what:
        yield (
            f"The {what} is not what it was when the job was submitted, so that {plural(sum(missing.values()), 'request')} "
            "has no answer; put it back, or begin another job."
        )
        return
    yield _missing(missing)
    yield from _reasons(job.batches)
    yield f"Next: {_next(job.batches, name)}"


def _missing(missing: Mapping[str, int]) -> str:
    kinds = ", ".join(plural(missing[stage], _STAGES[stage]) for stage in _STAGES if missing[stage])
    return f"{plural(sum(missing.values()), 'answer')} missing: {kinds}."


def _reasons(batches: Sequence[Batch]) -> Iterator[str]:
    """Yield why answers are missing, as far as the service tells."""
    refused: Counter[str] = Counter()
    example: dict[str, str] = {}
    for one in batches:
        refused.update(one.refused)
        for code in one.refused:
            example.setdefault(code, one.message)
        if one.status in ("failed", "gone", "unknown"):
            why = f": {one.message}" if one.message else ""
            yield f"{one.name}, {plural(one.requests, 'request')}, {one.status}{why}"
    if waiting := sum(one.requests for one in batches if one.id and not one.final):
        yield f"{plural(waiting, 'request')} under way."
    if unsent := sum(one.requests for one in batches if one.to_send):
        yield f"{plural(unsent, 'request')} not sent yet."
    for code, count in refused.items():
        yield f"{plural(count, 'request')} came back without an answer: {code} ({example[code]})."


def _next(batches: Sequence[Batch], name: str) -> str:
    """Return the command to type next."""
    if any(one.to_send or one.refused_for_now for one in batches):
        return f"llmclaims batch submit --job {name}"
    if any(not one.taken and one.final for one in batches):
        return f"llmclaims batch collect --job {name}"
    if any(not one.final for one in batches):
        return f"llmclaims batch status --job {name}"
    return f"llmclaims batch submit --job {name}"


def _row(one: Batch) -> tuple[str, ...]:
    state = "to send" if one.to_send else one.status
    said = one.message if one.status in ("failed", "gone", "unknown") else ""
    cells = (one.name, one.id or "-", state, f"{one.requests}", f"{one.completed}", f"{one.failed}", said)
    return tuple(printable(cell) for cell in cells)


def _cost(plan: Plan, settings: Settings) -> str:
    if plan.cost is None:
        name = printable(settings.for_stage("extract")[0])
        return f"unknown; add batch_price = {{ input = ..., output = ... }} to [providers.{name}]"
    direct = " (with the price of direct requests; batch_price says what a batch costs)"
    return f"{plan.cost:.4f}" + (direct if plan.priced == "price" else "")


def _batches(count: int) -> str:
    return plural(count, "batch")


def _size(size: int) -> str:
    return f"{size / 1e6:,.1f} MB" if size >= 1e5 else f"{size / 1e3:,.1f} kB"
