"""Millions of articles on a cluster: a Ray Dataset of articles to a Dataset of claims.

``extract`` maps one to the other with a pool of workers, ``run_file`` makes of its rows the file that
``llmclaims verify`` checks. Needs the extra ``ray``; the library is imported when it is used.
"""

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import Any

from llmclaims.config.settings import Settings
from llmclaims.documents.readers import Articles
from llmclaims.errors import ConfigError, optional_module
from llmclaims.pipeline.ray.rows import run_file
from llmclaims.pipeline.ray.worker import Work
from llmclaims.schema.annotations import Cited

__all__ = ["extract", "run_file"]

_CALLS = 2
"""Blocks that a worker has under way: what is slow at the end of one holds up nobody."""


def extract(  # noqa: PLR0913 - what extract takes, and what an article's row is made of
    dataset: Any,
    *,
    workers: int,
    provider: str | None = None,
    model: str | None = None,
    schema: Sequence[type[Cited]] | None = None,
    instructions: str | None = None,
    examples: Sequence[tuple[str, Sequence[Cited]]] | None = None,
    settings: Settings | None = None,
    published: str | None = None,
    text_column: str = "text",
    id_column: str | None = None,
    title_column: str | None = None,
    published_column: str | None = None,
    batch_size: int = 16,
    block_size: int = 128,
    **remote: Any,
) -> Any:
    """Return the claims of a Dataset of articles, one article a row, as a Dataset of rows; nothing runs until it is read.

    Each row is a record of a run (see ``llmclaims.pipeline.ray.rows``): a claim, or a document, a rejection, a failure,
    or the run and the tally of a batch. A row that cannot be read and a paragraph that fails cost
    themselves only. When a worker dies another one does its blocks again: it finds the answers that were
    paid for in the cache, where it can reach it, and gives claims with the same ids.

    Args:
        dataset: a ``ray.data.Dataset``.
        workers: how many actors. The limits of the settings hold for all of them together: each keeps an equal
            share of ``concurrency`` and of the requests and tokens a minute, and all draw on one ``max_cost``.
        provider: as for ``llmclaims.extract``, like ``model``, ``schema``, ``instructions``, ``examples``,
            ``settings`` and ``published``.
            Keys are taken from the environment of the workers.
        model: see ``provider``.
        schema: see ``provider``.
        instructions: see ``provider``.
        examples: see ``provider``.
        settings: see ``provider``.
        published: see ``provider``.
        text_column: the column with the article's text.
        id_column: the column with its identity, which should be unique; None takes a hash of its text.
        title_column: the column with its title.
        published_column: the column with its date.
        batch_size: articles in a batch; a worker has up to eight batches under way.
        block_size: articles that a worker is given at a time, and loses when it dies.
        **remote: what Ray gives the workers: ``num_cpus``, ``resources``, ``runtime_env`` and the like.

    Raises:
        ConfigError: the configuration cannot be used or shared, a column is not there, or Ray is missing.
    """
    from llmclaims.documents.readers import Articles

    data = optional_module("ray.data", "ray")
    from llmclaims.pipeline.ray.worker import Worker

    articles = Articles("", text_column, id_column, title_column, published_column, published=published)
    work = _work(
        workers,
        articles,
        schema=schema,
        settings=settings,
        provider=provider,
        model=model,
        instructions=instructions,
        examples=examples,
    )
    return (
        _wanted(dataset, articles)
        .repartition(target_num_rows_per_block=block_size)
        .map_batches(
            Worker,
            fn_constructor_args=(work,),
            batch_size=batch_size,
            batch_format="pyarrow",
            compute=data.ActorPoolStrategy(
                size=workers, max_tasks_in_flight_per_actor=_CALLS, max_concurrent_calls_per_actor=_CALLS
            ),
            **{"num_cpus": 0} | remote,
        )
    )


def _work(
    workers: int,
    articles: Articles,
    **named: Any,
) -> Work:
    """Return what the workers are told; what is wrong with it is raised here and not by each of them."""
    from llmclaims.pipeline.arguments import asked
    from llmclaims.pipeline.ray.limits import share
    from llmclaims.pipeline.ray.worker import Work
    from llmclaims.pipeline.session import line_for
    from llmclaims.schema.news import DEFAULT_SCHEMA

    options = asked((), **named, published=articles.published).options
    line_for(options.settings, options.schema)
    _check_sent(options.schema)
    protocol = options.settings.for_stage("extract")[1].protocol
    if protocol == "builtin" and options.schema != DEFAULT_SCHEMA:
        raise ConfigError("builtin fills Event, Statement and Relation only; choose a model with provider=.")
    limit = options.settings.max_cost
    return Work(
        settings=share(options.settings, workers),
        schema=options.schema,
        articles=articles,
        workers=workers,
        started=datetime.now(UTC).isoformat(timespec="seconds"),
        max_cost=limit,
        purse=None if limit is None else _purse(limit),
    )


def _check_sent(schema: tuple[type[Cited], ...]) -> None:
    """See that the models can travel: those of a script or notebook go by value, with all they refer to."""
    pickle = optional_module("ray.cloudpickle", "ray")
    for model in schema:
        try:
            pickle.dumps(model)
        except (TypeError, pickle.PicklingError) as error:
            raise ConfigError(
                f"{model.__name__} cannot be sent to the workers ({error}): define it at the top of a script or "
                "module, not inside a function."
            ) from error


def _purse(limit: float) -> Any:
    """Return the actor that keeps what a run may cost; it is not started again, or it would be full again."""
    from llmclaims.pipeline.ray.limits import Purse

    return optional_module("ray", "ray").remote(num_cpus=0, max_restarts=0)(Purse).remote(limit)


def _wanted(dataset: Any, articles: Articles) -> Any:
    """Return the columns that are used, where the Dataset knows what it has before it is read."""
    columns = (articles.text_column, articles.id_column, articles.title_column, articles.published_column)
    wanted = [one for one in columns if one is not None]
    there = dataset.columns(fetch_if_missing=False)
    if there is None:
        return dataset
    if missing := [one for one in wanted if one not in there]:
        raise ConfigError(
            f"The Dataset has no column {missing[0]} (it has {', '.join(there[:12])}): name one of these."
        )
    return dataset.select_columns(wanted)
