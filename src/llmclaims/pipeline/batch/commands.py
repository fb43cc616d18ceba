"""The life of a job: plan, upload, create, look, take, cancel. After each step the job's file says so.

Whatever kills the process, the same call goes on from there: no batch is made twice, and no answer is lost.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from llmclaims.config.settings import Settings
from llmclaims.documents.readers import Source
from llmclaims.errors import ConfigError
from llmclaims.pipeline.batch.job_file import Job, load
from llmclaims.pipeline.batch.job_steps import Work
from llmclaims.pipeline.batch.plan import Plan
from llmclaims.pipeline.batch.request_files import OPENAI, Limits
from llmclaims.pipeline.batch.service import Services, looked_at
from llmclaims.pipeline.options import Options
from llmclaims.schema.plurals import plural


@dataclass(frozen=True, slots=True, kw_only=True)
class Submitted:
    """What a submission did: batches ``sent``, and the ``plan`` where one was made."""

    job: Job
    sent: int
    plan: Plan | None = None


def submit(
    path: Path,
    job: Job,
    source: Sequence[Source],
    options: Options,
    limits: Limits = OPENAI,
    *,
    delete: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Submitted:
    """Send what the job in the file ``path`` still lacks; ``job`` starts one where there is no such file.

    A submission that was broken off is finished first. Answers that are ready are taken before anything new
    is planned, and with ``delete`` removed from the service. ``tell`` hears of each step.

    Raises:
        ConfigError: batches are still under way, the job belongs to other articles or settings, another
            process works on it, or its file or folder cannot be written.
        ProviderError: the service did not take something; the same call goes on from there.
    """
    with Work(path, options, job, tell) as work:
        work.check(job)
        if not work.job.planned or not any(one.to_send for one in work.job.batches):
            work.refresh()
            work.requeue()
        if work.job.planned and any(one.to_send for one in work.job.batches):
            return Submitted(sent=work.send(), job=work.job)
        if under_way := [one for one in work.job.batches if not one.final]:
            raise ConfigError(
                f"{len(under_way):,} of {plural(len(work.job.batches), 'batch')} of {path} still under way: see how they stand with "
                f"`llmclaims batch status --job {path}`, and submit again when all are done."
            )
        work.take(delete=delete)
        plan = work.plan(source, limits)
        return Submitted(sent=work.send(), job=work.job, plan=plan)


def status(path: Path, settings: Settings) -> Job:
    """Return how the job stands on the service now; nothing is written, so that it can be asked at any time.

    Raises:
        ConfigError: there is no such job.
        ProviderError: the service does not say.
    """
    job = existing(path)
    with Services(settings) as services:
        return replace(job, batches=tuple(looked_at(one, services) for one in job.batches))


def take(
    path: Path,
    options: Options,
    *,
    delete: bool = False,
    tell: Callable[[str], None] = lambda _: None,
) -> Job:
    """Put every answer that is ready into the cache, of expired, cancelled and partly failed batches too.

    ``delete``: what was taken is removed from the service.

    Raises:
        ConfigError: there is no such job, another process works on it, or the cache cannot be written.
        ProviderError: the service does not hand something over; the same call goes on from there.
    """
    existing(path)
    with Work(path, options, None, tell) as work:
        work.refresh()
        work.take(delete=delete)
        return work.job


def cancel(path: Path, options: Options, *, tell: Callable[[str], None] = lambda _: None) -> Job:
    """End what is under way and send no more; what was answered until then can still be taken.

    Raises:
        ConfigError: there is no such job, or another process works on it.
        ProviderError: the service does not do it; the same call goes on from there.
    """
    existing(path)
    with Work(path, options, None, tell) as work:
        work.cancel()
        return work.job


def existing(path: Path) -> Job:
    """Return the job in a file.

    Raises:
        ConfigError: there is none.
    """
    job = load(path)
    if job is None:
        raise ConfigError(
            f"There is no job {path}; begin one with `llmclaims batch submit PATH... --job {path}`."
        )
    return job
