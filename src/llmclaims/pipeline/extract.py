"""``extract``, ``aextract``, ``stream`` and ``records``: ways to read the records of a run."""

from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import partial

from llmclaims.config.arguments import with_arguments_of
from llmclaims.inference.sync import iterate
from llmclaims.pipeline.arguments import asked
from llmclaims.pipeline.options import Asked
from llmclaims.pipeline.run import arecords
from llmclaims.runs.extraction import Extraction, sealed
from llmclaims.runs.records import Record, Run, Summary
from llmclaims.schema.claims import Claim, Failure, Rejection


@with_arguments_of(asked)
def records(run: Asked) -> Iterator[Run | Record | Summary]:
    """Yield every record of a run as soon as everything before it is finished; arguments as for ``extract``."""
    return iterate(partial(arecords, run.source, replace(run.options, log=True)))


@with_arguments_of(asked)
def extract(run: Asked) -> Extraction:  # noqa: D417 - the arguments are those of ``asked``
    """Read one source or many and give back what was found, verified. Also works in a running event loop.

    Args:
        source: a path, "-" for standard input, a ``Document``, or a list of these.
        provider: who is asked, by name; None: as configured, else the built-in rules, which send nothing.
        model: which of the provider's models.
        base_url: the server to ask, in place of the provider's; a key that is meant for another server is
            not sent to it.
        schema: your own ``Cited`` model or models in place of Event, Statement and Relation.
        instructions: what a model is told beside the prompt, in your own words.
        examples: what it is shown, as ``[(text, [Promise(...), ...])]``: a paragraph each, with the claims in it.
            Each is checked like any claim, and no word of it gets into a run.
        published: the day that relative dates count from, a ``datetime.date`` or ISO 8601.
        strict: refuse what would only be flagged, where a rule allows it.
        check: False: what was found is not read a second time, as it is wherever a model extracts; an id, or
            several, of checks that ask a model, in place of "M1".
        repair: False: the model may not correct the quotes of refused drafts.
        link: False: the claims of a document are not related to one another.
        concurrency: paragraphs asked about at a time.
        max_cost: what the run may cost at most, in the currency of the configured prices.
        workers: processes that read, where no model is asked; None: one a core, once that pays. The result is the same.
        cache: False: ask anew even where the answer is on disk.
        record: a folder in which every exchange with the model is kept.
        replay: a folder of recorded exchanges, in place of the network.
        progress: called with the paragraphs done and planned.
        stop: an event that ends the run early once it is set; what is finished is given back.
        config: a configuration file in place of the one that would be found.
        settings: a ``Settings`` in place of any file; the arguments above stand above it.

    Returns:
        What was found. A provider that fails raises nothing here: ``failures`` and ``summary.warnings`` say
        so, a warning is logged, and ``raise_for_failures`` makes an error of it.

    Raises:
        DocumentError: the only source cannot be read (among several it is a Failure in the result).
        ConfigError: the configuration, the schema, an example or the arguments cannot be used, or exclude each other.
        CassetteError: a recording cannot be used.
    """
    return _collected(iterate(partial(arecords, run.source, replace(run.options, log=True))))


@with_arguments_of(asked)
async def aextract(run: Asked) -> Extraction:
    """``extract`` for code that is asynchronous itself; the same arguments and errors."""
    return _collected([one async for one in arecords(run.source, replace(run.options, log=True))])


@with_arguments_of(asked)
def stream(run: Asked) -> Iterator[Claim | Rejection | Failure]:
    """Yield claims, rejections and failures in the order of the source, each as soon as all before it are done.

    The same arguments and errors as ``extract``.
    """
    for record in iterate(partial(arecords, run.source, replace(run.options, log=True))):
        if isinstance(record, (Claim, Rejection, Failure)):
            yield record


def _collected(found: Iterable[Run | Record | Summary]) -> Extraction:
    run, summary = Run(provider="", model=""), Summary()
    kept: list[Record] = []
    for record in found:
        match record:
            case Run():
                run = record
            case Summary():
                summary = record
            case _:
                kept.append(record)
    return sealed(Extraction(run=run, records=tuple(kept), summary=summary))
