"""An estimate in words: what a run would send, and what it would cost."""

from __future__ import annotations

from typing import TYPE_CHECKING

from llmclaims.export.printable import printable
from llmclaims.export.tally import plural

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.config import Settings
    from llmclaims.estimate import Estimate


def lines(found: Estimate, settings: Settings) -> Iterator[str]:
    """What to print about a run with these settings, a line each."""
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
    limit = settings.max_cost
    if limit is not None and found.cost is not None and found.cost > limit:
        yield f"That is more than --max-cost {limit:g}: the run would stop before it is done."
    yield f"Nothing was sent. Not in it, since it depends on the answers: {' and '.join(_more(settings))}."


def _more(settings: Settings) -> Iterator[str]:
    if settings.repair:
        yield "a second request for a paragraph whose drafts are refused"
    if settings.checks:
        yield f"a request a paragraph for each of {printable(', '.join(settings.checks))}"
    if not settings.repair and not settings.checks:
        yield "what has to be sent again"


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
