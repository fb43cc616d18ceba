"""Choose the columns that hold an article: those that were named, else those with a usual name, which is said."""

import logging
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from llmclaims.documents.readers.source import Articles
from llmclaims.errors import DocumentError
from llmclaims.language.lexicon import lists

_log = logging.getLogger("llmclaims.documents.readers")
_SHOWN = 12
"""Columns that a message names."""
_LONGEST = 40
"""Letters of a name in a message: what has no header gives a whole article for one."""
_FORMS = ("html", "", "text")
"""What the name of a column says of the form of its text, the one with most of its paragraphs first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """The columns of an article; ``found`` are those that nobody named, which a row need not have.

    ``others`` hold the same in another form, for rows without ``text``; ``is_teaser`` says that ``text`` is a
    summary, for want of the article itself.
    """

    text: str
    id: str | None = None
    title: str | None = None
    published: str | None = None
    found: frozenset[str] = frozenset()
    others: tuple[str, ...] = ()
    is_teaser: bool = False

    def used(self) -> list[str]:
        """Return the names of the columns, each once."""
        return [
            *dict.fromkeys(
                one for one in (self.text, *self.others, self.id, self.title, self.published) if one
            )
        ]


def named(asked: Articles) -> Columns:
    """Return the columns that were named, and no others."""
    return Columns(
        text=asked.text_column,
        id=asked.id_column,
        title=asked.title_column or None,
        published=asked.published_column or None,
    )


def chosen(names: Sequence[str], asked: Articles, *, texts: Iterable[str] | None = None) -> Columns:
    """Return the columns of a table with these names.

    ``texts`` are the columns that hold texts, where that is known.

    Raises:
        DocumentError: a column that was named is not there, or the text's cannot be told.
    """
    for one in (asked.id_column, asked.title_column, asked.published_column):
        if one and one not in names:
            raise _missing(one, names, asked, "name one of these")
    usual = lists("mul", "article_fields")
    long = names if texts is None else [one for one in names if one in set(texts)]
    title = asked.title_column if asked.title_column is not None else _first(names, usual["title"])
    (text, *others), is_teaser = _text(names, long, asked, has_title=bool(title))
    day = asked.published_column if asked.published_column is not None else _first(names, usual["published"])
    title, day = (None if one == text else one or None for one in (title, day))
    found = frozenset(
        one
        for one, was in (
            (title, asked.title_column),
            (day, asked.published_column),
            (text, asked.text_column),
        )
        if one and one != was
    )
    return Columns(
        text=text,
        id=asked.id_column,
        title=title,
        published=day,
        found=found,
        others=tuple(others),
        is_teaser=is_teaser,
    )


def say(columns: Columns, asked: Articles) -> None:
    """Say which columns were taken that nobody named."""
    told = (
        ("text", columns.text, "--text-column"),
        ("title", columns.title, "--title-column"),
        ("date", columns.published, "--published-column"),
    )
    taken = [(what, one, option) for what, one, option in told if one in columns.found]
    if not taken:
        return
    read = ", ".join(f"{what} from {one}" for what, one, _ in taken)
    *first, last = (option for *_, option in taken)
    options = f"{', '.join(first)} and {last}" if first else last
    verb = "name others" if len(taken) > 1 else "names another"
    _log.warning("%s: %s (by the usual names; %s %s).", asked.folder or asked.name, read, options, verb)


def _text(
    names: Sequence[str], long: Sequence[str], asked: Articles, *, has_title: bool
) -> tuple[list[str], bool]:
    """Return the columns that hold the text in one form or another, the best first, and whether it is a summary."""
    if asked.text_column in names:
        return [asked.text_column], False
    usual = lists("mul", "article_fields")
    if asked.text_column == Articles.__dataclass_fields__["text_column"].default:
        candidates = [one for one in long if bare(one) in usual["text"]]
        if len(_stems(candidates)) > 1:  # a column at the top goes before one within another
            candidates = [one for one in candidates if "." not in one] or candidates
        stems = _stems(candidates)
        if len(stems) == 1:
            return sorted(candidates, key=lambda one: _FORMS.index(_form(one))), False
        if stems:
            several = " and ".join(candidates[:_SHOWN])
            raise _missing(
                asked.text_column, names, asked, f"{several} may hold it: name one with --text-column"
            )
        teasers = [one for one in long if bare(one) in usual["teasers"] and "." not in one]
        if teasers and has_title:
            return sorted(teasers, key=lambda one: usual["teasers"].index(bare(one))), True
    raise _missing(asked.text_column, names, asked, "name the text's with --text-column")


def _missing(column: str, names: Sequence[str], asked: Articles, then: str) -> DocumentError:
    return DocumentError(f"{asked.name} has no column {column} (it has {shown_names(names)}): {then}.")


def shown_names(names: Iterable[object]) -> str:
    """Return the names of columns for a message, few and short."""
    return ", ".join(str(one)[:_LONGEST] for one in list(names)[:_SHOWN]) or "none"


def bare(name: str) -> str:
    """Return a name as the lists have it: ``fields.bodyText`` and ``Body_Text`` are ``bodytext``."""
    last = name.rpartition(".")[2]
    return "".join(one for one in last.casefold() if one.isalnum() or one in "@#")


def _first(names: Sequence[str], usual: Sequence[str]) -> str | None:
    """Return the name that stands first among the usual ones; one at the top before one within another."""
    ranks = {one: rank for rank, one in enumerate(usual)}
    found = [one for one in names if bare(one) in ranks]
    return min(found, key=lambda one: ("." in one, ranks[bare(one)]), default=None)


def _form(name: str) -> str:
    one = bare(name)
    return next((form for form in ("html", "text") if one.endswith(form) and one != form), "")


def _stems(names: Iterable[str]) -> set[str]:
    """Return what the names of columns speak of, whatever the form: ``content_html`` and ``content_text`` are one."""
    return {bare(one).removesuffix(_form(one)) if _form(one) else bare(one) for one in names}
