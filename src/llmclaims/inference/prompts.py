"""Prompt templates: plain files that a user can read, override and compare.

A template is ``NAME.vN.md``. What stands above the line ``=== user ===`` is the fixed part: it is the same
for every paragraph, byte for byte, so that providers' prompt caches hit. Variables are written ``$name``. The guide of
a kind is ``KIND.vN.md``; below its line ``=== all ===`` stands what holds for all kinds where this one is among them.
"""

from __future__ import annotations

import hashlib
import json
from collections import deque
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from string import Template
from typing import TYPE_CHECKING, Any

from llmclaims.config.local_files import read_file
from llmclaims.errors import PromptError
from llmclaims.inference.guides import Taught, guide, mark_of
from llmclaims.providers.base import Message
from llmclaims.schema.annotations import kind_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from llmclaims.documents.document import Document, Paragraph
    from llmclaims.schema.annotations import Cited


DIVIDER = "=== user ===\n"
FOR_ALL = "=== all ===\n"
_NONE = "(none)"
_NAMES = 12


@dataclass(frozen=True, slots=True)
class Prompt:
    """A template with its fixed part filled in.

    ``files`` maps each file it was made of to its hash, and so "instructions" and "examples" where it has the user's.
    """

    name: str
    fixed: str
    turn: str
    files: Mapping[str, str]

    @property
    def several(self) -> bool:
        """Tell whether it can show several paragraphs."""
        return "$paragraphs" in self.turn or "${paragraphs}" in self.turn

    def messages(self, **variables: str) -> tuple[Message, ...]:
        """Return the conversation for one task.

        Raises:
            PromptError: the template names a variable that is not given.
        """
        return (Message("system", self.fixed), Message("user", _fill(self.name, self.turn, variables)))


def load_prompt(
    name: str, schema: Sequence[type[Cited]] = (), folder: str | None = None, taught: Taught | None = None
) -> Prompt:
    """Read a template and what it includes, the user's folder before the shipped one; ``taught`` is added to the end.

    The guide for each kind is its own file (``event.v1.md``), or written from a model that has none;
    the shipped examples are shown where they are about kinds that are asked for.

    Raises:
        PromptError: a file is missing, has no divider, or needs a variable that nobody fills.
    """
    version = name.rpartition(".")[2]
    files: dict[str, str] = {}

    def text(file: str) -> str | None:
        found = _read(file, folder)
        if found is not None:
            files[file] = mark_of(found)
        return found

    template = text(f"{name}.md")
    if template is None:
        raise PromptError(f"There is no prompt {name!r}; name one of {', '.join(_known(folder)) or 'none'}.")
    fixed, divider, turn = template.partition(DIVIDER)
    if not divider:
        raise PromptError(
            f"{name}.md has no line {DIVIDER.strip()!r}; put it between the fixed part and the turn."
        )
    guides = [(text(f"{kind_of(one)}.{version}.md") or guide(one)).partition(FOR_ALL) for one in schema]
    variables = {
        "guide": "\n".join(own for own, _, _ in guides).strip(),
        "for_all": "".join(dict.fromkeys(shared for _, _, shared in guides)),
        "examples": _examples(text(f"examples.{version}.json"), {kind_of(model) for model in schema}),
    }
    added = taught.parts() if taught else {}
    files |= {part: mark_of(words) for part, words in added.items()}
    fixed = "\n\n".join((_fill(name, fixed, variables).strip(), *added.values()))
    return Prompt(name=name, fixed=fixed, turn=turn.strip(), files=files)


def context(document: Document, *paragraphs: Paragraph) -> dict[str, str]:
    """Return some neighbouring paragraphs, what a model may read beside them, taken from the text alone, and a fence.

    Never from earlier answers, so that paragraphs can be asked in any order and their requests are the same.
    """
    named, before = _before(document)[paragraphs[0].index]
    mark = fence(document.id, document.text)
    dateline = document.dateline
    return {
        "title": document.title or _NONE,
        "dateline": dateline.text if dateline else _NONE,
        "published": document.published or _NONE,
        "names": named or _NONE,
        "before": before.text if before else _NONE,
        "paragraph": paragraphs[0].text,
        "paragraphs": "\n".join(
            f"<paragraph-{number}-{mark}>\n{one.text}\n</paragraph-{number}-{mark}>"
            for number, one in enumerate(paragraphs, start=1)
        ),
        "fence": mark,
    }


@lru_cache(maxsize=256)
def fence(seed: str, text: str) -> str:
    """Return a word that does not stand in the text, so that nothing in it can close the fence made of it."""
    mark = hashlib.sha256(seed.encode("utf-8", "replace")).hexdigest()[:8]
    while mark in text:
        mark = hashlib.sha256(mark.encode()).hexdigest()[:8]
    return mark


def names(paragraphs: Sequence[Paragraph], limit: int = _NAMES) -> list[str]:
    """Return runs of two or more capitalised words, in the order of their first appearance."""
    found: dict[str, None] = {}
    for paragraph in paragraphs:
        if len(found) >= limit:
            break
        found.update(dict.fromkeys(_runs(paragraph.text)))
    return list(found)[:limit]


def _runs(text: str) -> Iterator[str]:
    run: list[str] = []
    for token in [*text.split(), ""]:
        word = token.strip('“”"‘()[],.;:!?—–')
        if word[:1].isupper():
            run.append(word.removesuffix("’s").removesuffix("'s"))
        if not word[:1].isupper() or token[-1:] in ',.;:!?)”"' or token.endswith(("’s", "'s")):
            if len(run) > 1:
                yield " ".join(run)
            run = []


_recent: deque[tuple[Document, list[tuple[str, Paragraph | None]]]] = deque(maxlen=4)
"""The documents that were asked for last: what stands before each paragraph of one is read once for all."""


def _before(document: Document) -> list[tuple[str, Paragraph | None]]:
    """For each paragraph of a document, the names in the body before it and the body's paragraph before it."""
    for held, known in tuple(_recent):
        if held is document:
            return known
    made: list[tuple[str, Paragraph | None]] = []
    found: dict[str, None] = {}
    named, last = "", None
    for paragraph in document.paragraphs:
        made.append((named, last))
        if paragraph.zone != "body":
            continue
        last = paragraph
        if len(found) < _NAMES:
            found.update(dict.fromkeys(_runs(paragraph.text)))
            named = "; ".join(list(found)[:_NAMES])
    _recent.append((document, made))
    return made


def _examples(text: str | None, kinds: set[str]) -> str:
    shown = []
    for example in json.loads(text or "[]"):
        answer = {kind: items for kind, items in example["answer"].items() if kind in kinds}
        if len(answer) == len(kinds) or answer:
            body = json.dumps(answer, ensure_ascii=False, separators=(",", ":"))
            shown.append(f"Paragraph: {example['paragraph']}\nAnswer: {body}")
    return "\n\n".join(shown) or _NONE


def _fill(name: str, template: str, variables: Mapping[str, Any]) -> str:
    try:
        return Template(template).substitute(variables)
    except KeyError as error:
        raise PromptError(
            f"{name}.md needs ${error.args[0]}, which is not given; remove or rename it."
        ) from error
    except ValueError as error:
        raise PromptError(f"{name}.md: {error}; write $$ for a dollar sign.") from error


def _folders(folder: str | None) -> list[Path]:
    """Where templates are looked for: the user's folder, the installed package, a checkout of the project."""
    package = Path(__file__).parents[1]
    shipped = [package / "prompts_data", package.parents[1] / "prompts"]
    return [Path(folder), *shipped] if folder else shipped


def _read(file: str, folder: str | None) -> str | None:
    for place in _folders(folder):
        path = place / file
        if path.is_file():
            try:
                return read_file(path).decode("utf-8").replace("\r\n", "\n")
            except (OSError, ValueError) as error:
                raise PromptError(f"{path}: cannot be read ({error}); save it as UTF-8.") from error
    return None


def _known(folder: str | None) -> list[str]:
    return sorted({path.stem for place in _folders(folder) if place.is_dir() for path in place.glob("*.md")})
