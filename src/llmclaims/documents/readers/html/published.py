"""Find the day on which a page was published: what it declares, its address, and at last what it shows beside its headline.

The order follows how often each was right on a thousand pages whose day is known; what was wrong on more than one in
twenty is left out, or must be shown beside the headline as well. A day that the page states of a change, a comment,
another article or an event is not its own.
"""

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from importlib import import_module
from itertools import islice
from typing import Any, NamedTuple

from llmclaims.documents.readers.source import day_of
from llmclaims.language.lexicon import any_of, lists

_MOST_PLACES = 20
"""Dates of a kind that are looked at: a page has one or two."""
_YEAR = r"((?:19[89]|20[0-4])[0-9])"
_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
_IN_ADDRESS = re.compile(
    rf"/{_YEAR}[-/_](0?[1-9]|1[0-2]|{'|'.join(_MONTHS)})[-/_](0?[1-9]|[12][0-9]|3[01])(?=[/_.-]|$)"
    rf"|[-_/]{_YEAR}(0[1-9]|1[0-2])(0[1-9]|[12][0-9]|3[01])(?=[/_.-]|$)"
    rf"|[-_]{_YEAR}-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])(?:/|\.\w+)?$",
    re.IGNORECASE,
)
_ABOVE, _BELOW = 300, 600
"""Characters in front of a headline and from its beginning on, among which a page shows its day."""
_LABEL = 40  # characters in front of a date, among which stands what it is the date of
_PROSE, _PARAGRAPHS = 15, 2
"""Words of a paragraph that is the article's own, and which of them ends what stands beside the headline."""
_HEADLINES = 3
_A_YEAR = re.compile(r"(?<![0-9])(?:19[89]|20[0-4])[0-9](?![0-9])")


class Day(NamedTuple):
    """A date as it stands on the page, where that is, and the same as YYYY-MM-DD.

    ``is_guess`` says that nothing declares it to be the day of publication.
    """

    text: str | None
    place: str | None
    day: str | None
    is_guess: bool = False


def published(
    tree: Any, shown: Any, described: Mapping[str, Any], meta: Mapping[str, str], url: str | None
) -> Day:
    """Return the day of publication of a page.

    ``tree`` is the page as it came, ``shown`` without what it hides; ``described`` its article in JSON-LD, ``meta``
    its ``meta`` elements by their names, ``url`` where it came from.
    """
    declared = next(_declared(tree, described, meta), None)
    if declared is not None:
        return Day(*declared, day_of(declared[0]))
    if found := in_address(_addresses(tree, meta, url)):
        return Day(found, "address", found)
    beside = _Beside(shown)
    for text, place in _weak(meta):
        if (day := day_of(text)) and beside.shows(day):
            return Day(text, place, day)
    if guess := beside.guess():
        return Day(guess, "htmldate", guess, is_guess=True)
    return Day(None, None, None)


def _declared(tree: Any, described: Mapping[str, Any], meta: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield the dates that say of themselves that they are the day of publication, the surest first."""
    stated = described.get("datePublished")
    for text in stated if isinstance(stated, list) else [stated]:
        if isinstance(text, str) and day_of(text):
            yield text, "JSON-LD datePublished"
    words = lists("mul", "page_metadata")
    for name in words["dates"]:
        if day_of(meta.get(name)):
            yield meta[name], f"meta {name}"
    dated = (one for one in tree.iter() if "datePublished" in (one.get("itemprop") or "").split())
    for one in islice(dated, _MOST_PLACES):
        text = one.get("datetime") or one.get("content") or " ".join("".join(one.itertext()).split())
        if day_of(text):
            yield text, "itemprop datePublished"
    for one in islice(tree.iter("time"), _MOST_PLACES):
        marks = re.split(r"[\s_-]+", (one.get("class") or "").casefold())
        if (
            day_of(one.get("datetime"))
            and not set(words["published"]).isdisjoint(marks)
            and set(words["changed"]).isdisjoint(marks)
        ):
            yield one.get("datetime"), "time class"
    own = [one.get("datetime") for one in tree.iter("time") if one.get("pubdate") is not None]
    if len({day_of(one) for one in own}) == 1 and day_of(
        own[0]
    ):  # where there are several, most are of other articles
        yield own[0], "time pubdate"


def _weak(meta: Mapping[str, str]) -> Iterator[tuple[str, str]]:
    """Yield dates that are as often those of a change or of another article: they count where the page shows them."""
    for name in lists("mul", "page_metadata")["weak_dates"]:
        if day_of(meta.get(name)):
            yield meta[name], f"meta {name}"


def _addresses(tree: Any, meta: Mapping[str, str], url: str | None) -> list[str]:
    """Return the addresses that a page has: where it came from, else what it says of itself."""
    if url:
        return [url]
    links = (
        one.get("href") or "" for one in tree.iter("link") if (one.get("rel") or "").lower() == "canonical"
    )
    return [one for one in (*islice(links, 1), meta.get("og:url", "")) if one]


def in_address(addresses: Iterable[str]) -> str | None:
    """Return the one day (YYYY-MM-DD) that addresses name, as in ``/2026/03/05/``; None where they name none or several."""
    days = set()
    for address in addresses:
        for found in _IN_ADDRESS.finditer(re.split(r"[?#]", address[:2_000])[0]):
            year, month, day = (one for one in found.groups() if one)
            number = _MONTHS.index(month.lower()) + 1 if month.isalpha() else int(month)
            try:
                days.add(dt.date(int(year), number, int(day)).isoformat())
            except ValueError:
                continue
    return days.pop() if len(days) == 1 else None


class _Beside:
    """What a page shows beside its headlines."""

    def __init__(self, shown: Any) -> None:
        self._shown = shown
        self._texts = list(_beside_headlines(shown))
        changed = any_of(lists("mul", "page_metadata")["changed"])
        self._changed = re.compile(
            rf"(?i)(?<!\w)(?:{changed})(?:\s+(?:on|am|le|el|il|em|op))?[:\s|,]*(?:[^\W\d_]{{2,12}},?\s*)?$"
        )

    def shows(self, day: str) -> bool:
        """Tell whether a day is written there, in whatever way says but one day, and not as that of a change."""
        if len(day) != len("2026-03-05"):
            return False
        forms = written_forms(day)
        found = (
            text[max(0, one.start() - _LABEL) : one.start()]
            for text in self._texts
            for one in forms.finditer(text)
        )
        return any(not self._changed.search(before) for before in found)

    def guess(self) -> str | None:
        """Return the day that htmldate takes for the page's, if it is written there and nothing speaks against it."""
        if not any(_A_YEAR.search(text) for text in self._texts):
            return None
        import logging

        logging.getLogger("htmldate").setLevel(logging.CRITICAL)
        find_date = import_module("htmldate").find_date
        try:
            found = find_date(deepcopy(self._shown), extensive_search=False, original_date=True)
        except Exception:  # noqa: BLE001 - a guess that fails is none
            return None
        return found if isinstance(found, str) and day_of(found) and self.shows(found) else None


def _beside_headlines(shown: Any) -> Iterator[str]:
    """Yield the text around each of the first headlines."""
    parts: list[str] = []
    length = 0
    begun: list[int] = []
    ends: list[int] = []
    for event, one in import_module("lxml.etree").iterwalk(shown, events=("start", "end")):
        if event == "start" and one.tag == "h1":
            begun.append(length)
        elif (
            event == "start" and one.tag == "p" and begun and len(" ".join(one.itertext()).split()) >= _PROSE
        ):
            ends.append(length)
        text = " ".join(((one.text if event == "start" else one.tail) or "").split())
        if text:
            parts.append(text)
            length += len(text) + 1
    whole = " ".join(parts)
    for place in begun[:_HEADLINES]:
        behind = [one for one in ends if one >= place][:_PARAGRAPHS]
        end = behind[-1] if len(behind) == _PARAGRAPHS else length
        yield whole[max(0, place - _ABOVE) : min(place + _BELOW, end)]


def written_forms(day: str) -> re.Pattern[str]:
    """Return what matches a day (YYYY-MM-DD) as people write it; ``02/06/2026`` says two days, and is none."""
    year, month, number = (int(one) for one in day.split("-"))
    d, m, y = f"0?{number}", f"0?{month}", rf"(?:{year}|’?{year % 100:02d}(?![0-9]))"
    mark = r"\s?[./-]\s?" if number > 12 or number == month else r"\s?\.\s?"
    forms = [
        rf"{d}(?:st|nd|rd|th|er|º|°|\.)?\s+(?:(?:of|de|d')\s*)?[^\W\d_]{{3,12}}\.?,?\s+(?:(?:of|de)\s+)?{year}",
        rf"[^\W\d_]{{3,12}}\.?\s+{d}(?:st|nd|rd|th)?,?\s+{year}",
        rf"{d}{mark}{m}{mark}{y}",
        rf"{year}\D{{1,2}}{m}\D{{1,2}}{d}",
    ]
    if number > 12 or number == month:
        forms.append(rf"{m}[/.-]{d}[/.-]{year}")
    return re.compile(rf"(?<![0-9])(?:{'|'.join(forms)})(?![0-9])")
