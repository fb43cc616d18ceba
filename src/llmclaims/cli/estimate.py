"""An estimate in words: what a run would send, and what it would cost."""

from collections.abc import Iterator

from llmclaims.config.settings import Settings
from llmclaims.export.shared.terminal import printable
from llmclaims.pipeline.estimate import Estimate
from llmclaims.pipeline.session import checks_of
from llmclaims.schema.plurals import plural


def lines(found: Estimate, settings: Settings) -> Iterator[str]:
    """Yield what to print about a run with these settings, line by line."""
    who = printable(f"{found.provider} {found.model}")
    read = f"{plural(found.documents, 'document')}, {plural(found.paragraphs, 'paragraph')}"
    if not found.asks:
        yield f"{who}: {read}: no model would be asked, no cost."
        return
    yield f"{who}: {read}: {plural(found.requests, 'request')} to send" + (
        f", {plural(found.cached, 'answer')} in the cache already (free)" if found.cached else ""
    )
    if found.requests:
        yield f"Tokens, estimated: {found.input_tokens:,} in, {found.output_tokens:,} out ({_basis(found)})"
    yield f"Cost, estimated: {_cost(found)}"
    if found.saving:
        yield (
            f"The same in every request, {found.repeated:,} tokens in all: up to {found.saving:.4f} less where the "
            "provider takes them from its cache."
        )
    limit = settings.max_cost
    if limit is not None and found.cost is not None and found.cost > limit:
        yield f"That is more than --max-cost {limit:g}: the run would stop before it is done."
    elif limit is not None and found.most is not None and found.most > limit:
        yield f"With what may follow the answers it may be more than --max-cost {limit:g}."
    if found.further.requests:
        yield from _further(found, settings)
    yield "Nothing was sent. Not in it: what has to be sent again after a failure, and fallbacks."


def _further(found: Estimate, settings: Settings) -> Iterator[str]:
    """Yield what may follow the answers, and the cost with it."""
    more = found.further
    named = (
        ["a second look"] * (settings.passes > 1)
        + ["repairs"] * settings.repair
        + [printable(one.id) for one in checks_of(settings)]
    )
    cost = "unknown" if found.most is None else f"{found.most:.4f}"
    yield (
        f"With {' and '.join(named)} after every answer, at most: {plural(more.requests, 'request')} more, "
        f"{more.input_tokens:,} tokens in, {more.output_tokens:,} out; cost {cost} in all"
    )


def _basis(found: Estimate) -> str:
    answer = f"{found.answer:,} for each answer"
    source = f"the median of {found.known:,} in the cache" if found.known else "a typical recorded one"
    return f"4 characters a token; {answer}, {source}"


def _cost(found: Estimate) -> str:
    if found.cost is None:
        return (
            f"unknown; add price = {{ input = ..., output = ... }} to [providers.{printable(found.provider)}]"
        )
    return f"{found.cost:.4f}" if found.requests else "nothing"
