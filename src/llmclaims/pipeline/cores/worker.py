"""What a worker process does with articles: it opens them, reads them by rules and verifies what was found."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING

from llmclaims.documents.document import Document
from llmclaims.documents.readers import Articles, documents
from llmclaims.linking.within_document import Related
from llmclaims.pipeline.article import begun
from llmclaims.pipeline.options import Options
from llmclaims.pipeline.paragraph_result import ParagraphResult
from llmclaims.pipeline.session import opened
from llmclaims.schema.claims import Failure
from llmclaims.verification.same_rules import have_rules

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Iterable, Sequence

    from llmclaims.config.settings import Settings
    from llmclaims.linking.within_document import Linker
    from llmclaims.pipeline.session import Session
    from llmclaims.schema.annotations import Cited
    from llmclaims.verification.same_rules import Known

Unit = Document | Articles
"""An article that was read, or a file that is still to be."""
Result = Document | Failure | ParagraphResult | Related


class ArticleWorker:
    """Read articles, in whichever process it is made."""

    def __init__(
        self, settings: Settings, schema: tuple[type[Cited], ...], rules: Known, *, stop: Callable[[], bool]
    ) -> None:
        """Open the line of a run with these settings.

        Raises:
            ConfigError: the rules are not the same there.
        """
        have_rules(rules)
        self._loop = asyncio.new_event_loop()
        line = opened(Options(settings=settings, schema=schema), stop)
        self._held = AsyncExitStack()
        self._session, self._linker = self._loop.run_until_complete(self._held.enter_async_context(line))

    def __call__(self, units: Sequence[Unit]) -> tuple[tuple[Result, ...], ...]:
        """Return what comes of each, in the order of the source; without the documents that were given."""
        return self._loop.run_until_complete(self._read(units))

    async def _read(self, units: Sequence[Unit]) -> tuple[tuple[Result, ...], ...]:
        return tuple([await results_of(one, self._session, self._linker) for one in units])


async def results_of(unit: Unit, session: Session, linker: Linker | None) -> tuple[Result, ...]:
    """Return what comes of an article, or of each in a file with its document in front."""
    if isinstance(unit, Document):
        return tuple([one async for one in _worked(unit, session, linker)])
    found: list[Result] = []
    for one in documents([unit]):
        found.append(one)
        if isinstance(one, Document):
            found += [result async for result in _worked(one, session, linker)]
    return tuple(found)


def paragraphs_of(results: Iterable[object]) -> int:
    """Return how many paragraphs were to be read of the documents among some results."""
    return sum(len(one.body) for one in results if isinstance(one, Document))


async def _worked(
    one: Document, session: Session, linker: Linker | None
) -> AsyncIterator[ParagraphResult | Related]:
    for step in begun(one, session, linker):
        result = await step
        for each in result if isinstance(result, tuple) else (result,):
            yield each
