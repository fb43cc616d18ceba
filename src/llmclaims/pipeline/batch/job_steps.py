"""One process at work on one job: each step, and after it the note in the job's file."""

import contextlib
import hashlib
import shutil
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from llmclaims.documents.readers import Source
from llmclaims.errors import ConfigError, LlmClaimsError, ProviderError
from llmclaims.pipeline.batch.collected import check_options
from llmclaims.pipeline.batch.job_file import FINAL, Batch, Job, about, changed, folder_of, held, load, save
from llmclaims.pipeline.batch.plan import Plan, write_requests
from llmclaims.pipeline.batch.replies import Taken, keys_of, read_answers
from llmclaims.pipeline.batch.request_files import Limits
from llmclaims.pipeline.batch.service import NotThereError, Services, facts, looked_at, seen_as
from llmclaims.pipeline.options import Options
from llmclaims.schema.plurals import plural

_REQUESTS, _ANSWERS = "requests", "answers"


class Work:
    """One process at work on one job; ``job`` is what stands in the file."""

    def __init__(self, path: Path, options: Options, job: Job | None, tell: Callable[[str], None]) -> None:
        """``job`` starts one where there is no such file; ``tell`` hears of each step."""
        self.path = path
        self.job = job or Job()
        self._options = options
        self._tell = tell
        self._services = Services(options.settings)
        self._stack = contextlib.ExitStack()

    def __enter__(self) -> Self:
        """Keep other processes away, and read the file.

        Raises:
            ConfigError: another process works on the job, or its file is none.
        """
        self._stack.enter_context(held(self.path))
        try:
            self.job = load(self.path) or self.job
        except BaseException:
            self._stack.close()
            raise
        self._stack.enter_context(self._services)
        self._tidy()  # a process that was killed could not
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Let go."""
        self._stack.close()

    def check(self, asked: Job) -> None:
        """See that the job is about what is asked, and that a batch can ask it."""
        check_options(self._options)
        if self.job.places != asked.places:
            raise ConfigError(
                f"{self.path} is a job over other articles ({', '.join(self.job.paths)}); leave out PATH to go on "
                "with it, or name another job."
            )
        now = about(self._options)
        what = changed(self.job.about, now) if self.job.about else ""
        if what:
            raise ConfigError(
                f"The {what} is not what it was when {self.path} was submitted, so that everything would be asked "
                "anew; put it back, or begin another job."
            )
        self.job = replace(self.job, about=now)

    def refresh(self) -> None:
        """Note how the batches stand."""
        self._note(batches=tuple(looked_at(one, self._services, strict=True) for one in self.job.batches))

    def requeue(self) -> None:
        """Send again, as if it never was sent, what was refused only because too much waited already."""
        self._note(
            batches=tuple(
                Batch(
                    name=one.name,
                    provider=one.provider,
                    requests=one.requests,
                    bytes=one.bytes,
                    sha256=one.sha256,
                    input=one.input,
                    earlier=(*one.earlier, one.id),
                )
                if one.refused_for_now
                else one
                for one in self.job.batches
            )
        )

    def plan(self, source: Sequence[Source], limits: Limits) -> Plan:
        """Write all that is missing to files, before any of it is sent."""
        first, _ = self._options.settings.for_stage("extract")
        self._services.of(first)  # a missing key is said before the work
        self._note(planned=False, round=self.job.round + 1, batches=())
        shutil.rmtree(folder_of(self.path), ignore_errors=True)
        folder = folder_of(self.path) / _REQUESTS
        try:
            folder_of(self.path).mkdir(mode=0o700)
            folder.mkdir(mode=0o700)
            plan = write_requests(source, self._options, folder, limits)
        except LlmClaimsError:
            if self.job.round == 1:  # nothing could start, so nothing is left behind
                shutil.rmtree(folder_of(self.path), ignore_errors=True)
                self.path.unlink()
            raise
        batches = tuple(
            Batch(
                name=part.path.name,
                provider=part.provider,
                requests=part.requests,
                bytes=part.bytes,
                sha256=part.sha256,
            )
            for part in plan.parts
        )
        self._note(planned=True, batches=batches)
        return plan

    def send(self) -> int:
        """Upload and create what is planned; the number of batches that are on the service now and were not."""
        self._adopt()
        sent = 0
        for number, one in enumerate(self.job.batches):
            if one.to_send:
                self._sent(number)
                sent += bool(self.job.batches[number].id)
        self._tidy()
        return sent

    def take(self, *, delete: bool) -> None:
        """Put the answers of the final batches into the cache."""
        for number, one in enumerate(self.job.batches):
            if one.final and not one.taken:
                self._took(number)
            if delete and self.job.batches[number].taken and not one.refused_for_now:
                for file in filter(None, (one.input, one.output, one.errors)):
                    self._services.of(one.provider).delete(file)
                self._change(number, input="", output="", errors="")
        self._tidy()

    def cancel(self) -> None:
        """Forget what is not sent, and end what is."""
        self._adopt()
        for number, one in enumerate(self.job.batches):
            if one.to_send:
                self._change(number, status="cancelled", taken=True)
            elif not one.final:
                self._cancelled(number)
        if not self.job.planned:
            self._note(planned=True)
        self._tidy()

    def _adopt(self) -> None:
        """Batches that were made when nobody was left to note them."""
        waiting = [one for one in self.job.batches if one.to_send and one.input]
        for provider in {one.provider for one in waiting}:
            mine = [one for one in waiting if one.provider == provider]
            known = {name for one in self.job.batches for name in (one.id, *one.earlier) if name}
            found = self._services.of(provider).find({one.input for one in mine}, known)
            self._note(
                batches=tuple(
                    seen_as(one, found[one.input])
                    if one.to_send and one.provider == provider and one.input in found
                    else one
                    for one in self.job.batches
                )
            )

    def _sent(self, number: int) -> None:
        """Send one batch: upload, note, create, note."""
        one = self.job.batches[number]
        file = folder_of(self.path) / _REQUESTS / one.name
        service = self._services.of(one.provider)
        marks = {
            "job": ascii(self.path.name)[1:100],
            "id": self.job.id,
            "part": one.name,
            "sha256": one.sha256,
        }
        for uploaded_before in (True, False) if one.input else (False,):
            if not uploaded_before:
                if _digest(file) != one.sha256:
                    self._change(number, status="gone", message="its requests are gone", taken=True)
                    return
                self._change(number, input=service.upload(file))
            try:
                made = service.create(self.job.batches[number].input, marks, one.earlier)
            except NotThereError:
                if not uploaded_before:
                    raise
                continue
            break
        self._change(number, **facts(made))
        self._tell(f"{one.name}: {plural(one.requests, 'request')} sent as {made.id}")
        file.unlink(missing_ok=True)

    def _took(self, number: int) -> None:
        """Take one batch: download, read into the cache, note."""
        one = self.job.batches[number]
        settings = self._options.settings
        folder = folder_of(self.path) / _ANSWERS
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        said, paths = one.message, []
        for kind, file in (("output", one.output), ("errors", one.errors)):
            path = folder / f"{self.job.round}-{kind}-{one.name}"
            if file and not path.exists():
                said = self._fetched(one, file, path) or said
            paths += [path] if path.exists() else []
        asked = settings.named(one.provider)
        taken = Taken()
        if paths:
            price = asked.batch_price or asked.price
            taken = read_answers(paths, settings.cache_dir, keys=keys_of(settings), price=price)
        answers = taken.answers + taken.known
        said = said or next((example.message for example in taken.examples.values()), "")
        batches = self._with(number, taken=True, answers=answers, refused=dict(taken.refused), message=said)
        self._note(batches=batches, spent=self.job.spent + taken.usage)
        if one.id:
            broken = f"; unreadable: {plural(taken.unreadable, 'line')}" if taken.unreadable else ""
            self._tell(f"{one.name}: {answers:,} of {plural(one.requests, 'answer')} taken{broken}")
        for path in paths:
            path.unlink(missing_ok=True)

    def _fetched(self, one: Batch, file: str, path: Path) -> str:
        """Get a file of answers; in words, why there is none any more."""
        service = self._services.of(one.provider)
        try:
            service.download(file, path)
        except NotThereError:
            service.retrieve(one.id)  # the right account, then, and the file is gone
            return "its answers are no longer on the service"
        return ""

    def _cancelled(self, number: int) -> None:
        one = self.job.batches[number]
        service = self._services.of(one.provider)
        try:
            self._change(number, **facts(service.cancel(one.id)))
        except NotThereError:
            self._change(number, status="gone", message="the service does not know it", taken=True)
        except ProviderError:
            seen = service.retrieve(one.id)
            if seen.status not in FINAL:
                raise
            self._change(number, **facts(seen))
        self._tell(f"{one.name}: {self.job.batches[number].status}")

    def _change(self, number: int, **changes: Any) -> None:
        """Note what became of one batch."""
        self._note(batches=self._with(number, **changes))

    def _with(self, number: int, **changes: Any) -> tuple[Batch, ...]:
        batches = list(self.job.batches)
        batches[number] = replace(batches[number], **changes)
        return tuple(batches)

    def _note(self, **changes: Any) -> None:
        """Put it on the disk, if it is news."""
        job = replace(self.job, **changes)
        if job != self.job:
            self.job = job
            save(self.path, job)

    def _tidy(self) -> None:
        """Remove from beside the job's file what is of no use any more."""
        folder = folder_of(self.path)
        if self.job.planned and not any(one.to_send for one in self.job.batches):
            shutil.rmtree(folder / _REQUESTS, ignore_errors=True)
        if all(one.taken or not one.final for one in self.job.batches):
            shutil.rmtree(folder / _ANSWERS, ignore_errors=True)
        with contextlib.suppress(OSError):  # it is not there, or holds what is still needed
            folder.rmdir()


def _digest(path: Path) -> str:
    """SHA-256 of a file, "" where there is none."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except FileNotFoundError:
        return ""
