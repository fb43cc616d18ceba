"""One contestant, measured from the inside of its own process; benchmarks/runner.py starts it.

    python benchmarks/contestants.py NAME URL AT_ONCE PARAGRAPHS FOLDER [cold]

It goes over one paragraph first (not when ``cold``), so that imports are not measured, then over all of them,
and prints a line of JSON: ``warm``, ``began`` and ``ended`` (moments of the system's monotonic clock, which the server
notes arrivals by, too: when the first paragraph was begun, then the measured run), ``cpu`` (milliseconds of this
process a paragraph, preparation included), ``rss`` (the most memory in MB), ``found`` (claims or items that came
out) and ``growth``, memory at steps of a long run.
"""

from __future__ import annotations

import asyncio
import json
import os
import resource
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from serving import A_DOCUMENT, articles, paragraph

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

KEY = "a-key-that-nobody-checks"
STEPS = (1_000, 5_000, 10_000)
"""Paragraphs after which memory is noted."""


@dataclass(slots=True)
class Job:
    """What is to be done: where to ask, how many at a time, about how many paragraphs, and a folder to write in."""

    url: str
    at_once: int
    paragraphs: int
    folder: Path
    growth: dict[int, float] = field(default_factory=dict)


def memory() -> float:
    """Resident memory now, in MB; 0 where the system does not tell."""
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except OSError:
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def most_memory() -> float:
    """The most resident memory so far, in MB. Linux counts in KB, macOS in bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / 1e6 if sys.platform == "darwin" else most * 1024 / 1e6


# ---- the contestants: each does a job and says how many claims came out


def llmclaims(job: Job) -> int:
    """The whole line: articles from files, every claim verified, replies kept on disk, records written to a file."""
    from llmclaims.config.provider_settings import ProviderSettings
    from llmclaims.config.settings import Settings
    from llmclaims.pipeline.extract import records
    from llmclaims.runs.jsonl import to_record
    from llmclaims.runs.lines import line
    from llmclaims.schema.claims import Claim

    server = ProviderSettings(model="model", base_url=job.url, concurrency=job.at_once)
    settings = Settings(
        provider="server",
        providers={"server": server},
        cache_dir=str(job.folder / "cache"),
        link=False,
        checks=(),
        request_characters=0,  # one paragraph a request, as the others ask
    )
    found = 0

    def note(done: int, _planned: int) -> None:
        if done in STEPS:
            job.growth[done] = memory()

    with (job.folder / "run.jsonl").open("w", encoding="utf-8") as file:
        for one in records(files(job), settings=settings, progress=note):
            found += isinstance(one, Claim)
            file.write(line(to_record(one)))
    return found


def files(job: Job) -> list[Path]:
    """The articles of a job as files, in order; written once."""
    folder = job.folder / "articles"
    folder.mkdir(exist_ok=True)
    paths = [folder / f"{place:05d}.txt" for place in range(-(-job.paragraphs // A_DOCUMENT))]
    if not paths[-1].exists():
        for path, text in zip(paths, articles(job.paragraphs), strict=True):
            path.write_text(text, encoding="utf-8")
    return paths


def messages(number: int) -> Any:
    """The conversation about one paragraph that the plain clients send, as long as that of llmclaims."""
    from llmclaims.documents.document import Document
    from llmclaims.inference.prompts import load_prompt
    from llmclaims.pipeline.answers import request_for
    from llmclaims.schema.news import DEFAULT_SCHEMA

    text = f"Harbour report\n\n{paragraph(number)}\n"
    document = Document.from_text(text, id=f"d{number}")
    prompt = load_prompt("extract.v3", DEFAULT_SCHEMA)
    asked = request_for(prompt, DEFAULT_SCHEMA, document, document.body[:1])
    return [{"role": one.role, "content": one.content} for one in asked.messages]


async def _pool(job: Job, one: Callable[[int], Awaitable[int]]) -> int:
    """So many at once, never idle: what a careful programmer writes around a client."""
    slots = asyncio.Semaphore(job.at_once)

    async def held(number: int) -> int:
        async with slots:
            return await one(number)

    return sum(await asyncio.gather(*(held(number) for number in range(job.paragraphs))))


def openai(job: Job, http: Any = None) -> int:
    """The bare client: a request, and JSON parsed. The prompts are made before anything is measured."""
    from openai import AsyncOpenAI

    asked = PREPARED

    async def run() -> int:
        own = http() if http else None
        async with AsyncOpenAI(base_url=job.url, api_key=KEY, max_retries=0, http_client=own) as client:

            async def one(number: int) -> int:
                reply = await client.chat.completions.create(
                    model="model", messages=asked[number], response_format={"type": "json_object"}
                )
                return sum(map(len, json.loads(reply.choices[0].message.content or "{}").values()))

            return await _pool(job, one)

    return asyncio.run(run())


def openai_aiohttp(job: Job) -> int:
    """The same over its other HTTP client, with as many connections as are asked for."""
    import httpx2
    from openai import DefaultAioHttpClient

    limits = httpx2.Limits(max_connections=job.at_once, max_keepalive_connections=job.at_once)
    return openai(job, lambda: DefaultAioHttpClient(limits=limits))


def instructor(job: Job) -> int:
    """Its client with the same models as an answer: a request, and typed objects. Prompts made before."""
    from instructor import Mode, from_openai
    from openai import AsyncOpenAI

    asked, model = PREPARED, _answer()

    async def run() -> int:
        async with AsyncOpenAI(base_url=job.url, api_key=KEY, max_retries=0) as plain:
            client = from_openai(plain, mode=Mode.JSON_SCHEMA)

            async def one(number: int) -> int:
                reply = await client.chat.completions.create(
                    model="model", messages=asked[number], response_model=model, max_retries=0
                )
                return sum(len(getattr(reply, key)) for key in model.model_fields)

            return await _pool(job, one)

    return asyncio.run(run())


def _answer() -> Any:
    from pydantic import create_model

    from llmclaims.schema.annotations import kind_of
    from llmclaims.schema.news import DEFAULT_SCHEMA

    return create_model("Answer", **{kind_of(one): (list[one], ...) for one in DEFAULT_SCHEMA})  # type: ignore[call-overload,valid-type]


def langextract(job: Job, batch: int | None = None) -> int:
    """Its ``extract`` over a document a paragraph; ``batch`` paragraphs a batch, else as many as are asked at once."""
    import langextract as lx  # type: ignore[import-not-found]  # in the throw-away environment alone
    from absl import logging  # type: ignore[import-not-found]  # comes with it

    logging.set_verbosity(logging.ERROR)
    example = lx.data.Extraction(
        extraction_class="event",
        extraction_text="The council closed the bridge",
        attributes={"trigger": "closed"},
    )
    examples = [lx.data.ExampleData(text="The council closed the bridge on Sunday.", extractions=[example])]
    config = lx.factory.ModelConfig(
        model_id="model",
        provider="OpenAILanguageModel",
        provider_kwargs={"api_key": KEY, "base_url": job.url, "max_workers": job.at_once},
    )
    documents = [lx.data.Document(text=paragraph(number)) for number in range(job.paragraphs)]
    found = lx.extract(
        documents,
        prompt_description=PREPARED[0][0]["content"],
        examples=examples,
        config=config,
        batch_length=batch or job.at_once,
        max_workers=job.at_once,
        show_progress=False,
        use_schema_constraints=False,
    )
    return sum(len(one.extractions or ()) for one in found)


def langextract_one_batch(job: Job) -> int:
    """The same with all paragraphs in one batch, so that no batch waits for its slowest."""
    return langextract(job, batch=job.paragraphs)


def sockets(job: Job) -> int:
    """No client at all: bytes to the server and back. What it takes is the server's own time."""
    host, port = job.url.split("/")[2].split(":")
    path = "/" + job.url.split("/", 3)[3]
    bodies = [
        json.dumps({"model": "model", "messages": PREPARED[number]}).encode()
        for number in range(job.paragraphs)
    ]

    async def worker(numbers: Any) -> int:
        reader, writer = await asyncio.open_connection(host, int(port))
        found = 0
        for number in numbers:
            body = bodies[number]
            head = f"POST {path}/chat/completions HTTP/1.1\r\nHost: {host}\r\nContent-Length: {len(body)}\r\n\r\n"
            writer.write(head.encode() + body)
            answer = await reader.readuntil(b"\r\n\r\n")
            size = int(answer.lower().split(b"content-length:")[1].split()[0])
            reply = json.loads(await reader.readexactly(size))
            found += sum(map(len, json.loads(reply["choices"][0]["message"]["content"]).values()))
        writer.close()
        return found

    async def run() -> int:
        numbers = iter(range(job.paragraphs))
        return sum(await asyncio.gather(*(worker(numbers) for _ in range(job.at_once))))

    return asyncio.run(run())


PREPARED: list[Any] = []
CONTESTANTS: dict[str, Callable[[Job], int]] = {
    "sockets": sockets,
    "openai": openai,
    "openai, aiohttp": openai_aiohttp,
    "instructor": instructor,
    "llmclaims": llmclaims,
    "langextract": langextract,
    "langextract, one batch": langextract_one_batch,
}


def main() -> None:
    """Do what the command line says and print the figures."""
    name, url, at_once, paragraphs, folder, *rest = sys.argv[1:]
    job = Job(url, int(at_once), int(paragraphs), Path(folder))
    if name != "llmclaims":
        PREPARED.extend(messages(number) for number in range(job.paragraphs))
    run, warm = CONTESTANTS[name], None
    if "cold" not in rest:
        first = Job(url, 1, 1, job.folder / "first")
        first.folder.mkdir()
        warm = time.monotonic()
        run(first)
    files(job)
    began, spent = time.monotonic(), time.process_time()
    found = run(job)
    ended, spent = time.monotonic(), time.process_time() - spent
    figures = {"warm": warm, "began": began, "ended": ended, "cpu": spent * 1000 / job.paragraphs}
    print(json.dumps(figures | {"rss": most_memory(), "found": found, "growth": job.growth}))


if __name__ == "__main__":
    main()
