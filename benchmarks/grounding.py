"""Accuracy, speed and growth of the quote check, beside its peers, in one run and one table.

    uv run --isolated --with langextract==1.7.1 --with gtrex==1.1.0 python benchmarks/grounding.py [--every N] [--quick]

Accuracy is measured on the suite of grounding_cases.py: faithful quotes that get exactly the span of the
words (with an ellipsis: of its first to its last word), and unfaithful ones that are accepted at any place.
Speed: 50 quotes, half of them with one word altered, in generated prose, from the raw text, and for llmclaims
with a prepared one too; the best of three runs (peers: of one). Growth: one
quote in texts from 1 KB to 10 MB, ordinary and hostile. Peers: the aligner of langextract as its resolver uses
it (default, and strictest: no fuzzy pass, no partial match), the verifier of gtrex (its default policy, and its
permissive one), the citation helper of instructor, and a plain ``str.find``. A peer that is not installed is left out, and the table says so.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import re
import sys
import time
from typing import TYPE_CHECKING, Any

from grounding_cases import Case, cases
from llmclaims.grounding.quotes import ground, prepare

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

Span = tuple[int, int]
Finder = "Callable[[list[str], str], list[Span | None]]"
PATIENCE = 90
"""Seconds after which a peer is stopped."""


def ours(quotes: list[str], text: str) -> list[Span | None]:
    """Place the quotes with llmclaims, on a text that is prepared once."""
    prepared = prepare(text)
    found = [ground(quote, prepared).spans for quote in quotes]
    return [(spans[0][0], spans[-1][1]) if spans else None for spans in found]


def plain(quotes: list[str], text: str) -> list[Span | None]:
    """Place the quotes with ``str.find``."""
    return [(at, at + len(quote)) if (at := text.find(quote)) >= 0 and quote else None for quote in quotes]


def langextract(*, strictest: bool) -> Finder:
    """The aligner of langextract; raises ImportError where it is not installed."""
    from langextract.core.data import Extraction
    from langextract.resolver import WordAligner

    options: dict[str, Any] = (
        {"enable_fuzzy_alignment": False, "accept_match_lesser": False} if strictest else {}
    )

    def find(quotes: list[str], text: str) -> list[Span | None]:
        group = [Extraction(extraction_class="quote", extraction_text=quote) for quote in quotes]
        try:
            aligned = WordAligner().align_extractions([group], text, **options)
        except ValueError:  # it refuses an empty text
            return [None] * len(quotes)
        places = [one.char_interval for one in aligned[0]]
        return [(one.start_pos, one.end_pos) if one else None for one in places]

    return find


def gtrex(*, permissive: bool) -> Finder:
    """The verifier of gtrex, on a text that is prepared once; raises ImportError where it is not installed."""
    from gtrex import DEFAULT, PERMISSIVE, Verifier

    policy = PERMISSIVE if permissive else DEFAULT

    def find(quotes: list[str], text: str) -> list[Span | None]:
        try:
            verifier = Verifier(text, policy)
            return [_span(verifier.verify(quote)) for quote in quotes]
        except UnicodeEncodeError:  # it refuses a text that cannot be written as UTF-8
            return [None] * len(quotes)

    def _span(found: Any) -> Span | None:
        if not found.grounded:
            return None
        return (-1, -1) if found.start is None else (found.start, found.end)  # grounded, and no place is told

    return find


def instructor() -> Finder:
    """The citation helper of instructor; raises ImportError where it, or regex, is not installed."""
    import regex
    from instructor.dsl.citation import CitationMixin

    def find(quotes: list[str], text: str) -> list[Span | None]:
        return [next(iter(_spans(CitationMixin, quote, text)), None) for quote in quotes]

    def _spans(mixin: type[CitationMixin], quote: str, text: str) -> list[Span]:
        try:
            return list(mixin(substring_quotes=[quote]).get_spans(text))
        except regex.error:
            return []

    return find


def finders() -> Iterator[tuple[str, Finder | None]]:
    """Everything that is compared, by name; None for what is not installed."""
    yield "llmclaims", ours
    makers: tuple[tuple[str, Callable[[], Finder]], ...] = (
        ("langextract, default", lambda: langextract(strictest=False)),
        ("langextract, strictest", lambda: langextract(strictest=True)),
        ("gtrex, default", lambda: gtrex(permissive=False)),
        ("gtrex, permissive", lambda: gtrex(permissive=True)),
        ("instructor citation", instructor),
        ("str.find", lambda: plain),
    )
    for name, make in makers:
        try:
            yield name, make()
        except ImportError:
            yield name, None


# ---- accuracy


def accuracy(find: Finder, suite: list[Case]) -> tuple[float, float, float]:
    """Shares: faithful at the right span, faithful found at all, unfaithful accepted."""
    faithful = [case for case in suite if case.spans]
    unfaithful = [case for case in suite if not case.spans]
    right = found = accepted = 0
    for case in faithful:
        span = find([case.quote], case.text)[0]
        right += bool(case.spans) and span == (case.spans[0][0], case.spans[-1][1])
        found += span is not None
    for case in unfaithful:
        accepted += find([case.quote], case.text)[0] is not None
    return right / len(faithful), found / len(faithful), accepted / len(unfaithful)


# ---- speed

_SYLLABLES = [
    "ba",
    "co",
    "di",
    "fen",
    "gor",
    "hul",
    "ka",
    "lo",
    "mer",
    "nis",
    "pra",
    "qui",
    "ros",
    "sta",
    "tel",
    "vor",
    "win",
    "yar",
    "zen",
    "ter",
    "ing",
    "al",
]
_SMALL = [
    "the",
    "of",
    "to",
    "and",
    "a",
    "in",
    "that",
    "is",
    "was",
    "for",
    "on",
    "with",
    "as",
    "by",
    "at",
    "from",
    "it",
    "his",
    "her",
    "be",
    "are",
    "were",
    "an",
    "this",
    "which",
    "but",
    "not",
]


def prose(words: int, seed: int = 1) -> str:
    """Generated prose: words as frequent as in a natural language, sentences, numbers, curly marks, paragraphs."""
    chance = random.Random(seed)
    known = ["".join(chance.choices(_SYLLABLES, k=chance.randint(1, 4))) for _ in range(8000)]
    drawn = iter(chance.choices(known, [1 / (rank + 1) for rank in range(8000)], k=words))
    sentences: list[str] = []
    left = words
    while left > 0:
        size = min(chance.randint(8, 28), left)
        left -= size
        sentence = [next(drawn) if chance.random() < 0.55 else chance.choice(_SMALL) for _ in range(size)]
        for share, new in (
            (0.3, f"{chance.randint(2, 99)},{chance.randint(100, 999)}"),
            (0.2, "it’s"),
            (0.1, "–"),
        ):
            if chance.random() < share:
                sentence[chance.randrange(size)] = new
        written = " ".join(sentence).capitalize() + "."
        sentences.append(f"“{written}”" if chance.random() < 0.15 else written)
    return "\n\n".join(" ".join(sentences[at : at + 5]) for at in range(0, len(sentences), 5))


def quotes_of(text: str, count: int = 50, seed: int = 2) -> list[tuple[str, Span, bool]]:
    """Quotes of 10 to 24 words with their spans: every other one with a word replaced, dropped or added."""
    chance = random.Random(seed)
    words = [match.span() for match in re.finditer(r"\S+", text)]
    made: list[tuple[str, Span, bool]] = []
    while len(made) < count:
        at = chance.randrange(len(words) - 26)
        start, end = words[at][0], words[at + chance.randint(9, 23)][1]
        start += next(i for i, one in enumerate(text[start:end]) if one.isalnum())
        end -= next(i for i, one in enumerate(reversed(text[start:end])) if one.isalnum())
        quote = text[start:end]
        if "\n" in quote or text.count(quote) > 1:
            continue
        pieces = quote.split(" ")
        place = chance.randrange(2, len(pieces) - 2)
        if len(made) % 2:
            pieces[place : place + chance.randint(0, 1)] = chance.choice([["altered"], [], ["put", "in"]])
        altered = " ".join(pieces)
        if (altered in text) == bool(len(made) % 2):
            continue
        made.append((altered.replace("’", "'"), (start, end), not len(made) % 2))
    return made


def speed(find: Finder, text: str, quotes: list[tuple[str, Span, bool]]) -> tuple[float, int]:
    """Milliseconds for all quotes together, and how many were judged wrongly."""
    begun = time.perf_counter()
    found = find([quote for quote, _, _ in quotes], text)
    took = 1000 * (time.perf_counter() - begun)
    wrong = sum(
        place != (span if true else None) for place, (_, span, true) in zip(found, quotes, strict=True)
    )
    return took, wrong


def limited(name: str, size: int) -> tuple[float, int] | None:
    """The speed of a peer in a process of its own, which is stopped when it takes too long."""
    context = multiprocessing.get_context("fork")
    receive, send = context.Pipe(duplex=False)
    process = context.Process(target=_measured, args=(name, size, send))
    process.start()
    answer = receive.recv() if receive.poll(PATIENCE) else None
    process.kill()
    process.join()
    return answer


def _measured(name: str, size: int, send: Any) -> None:
    find = dict(finders())[name]
    text = prose(size)
    quotes = quotes_of(text)
    assert find is not None
    find([quotes[0][0]], text[:2000])  # imports and tables are made once
    send.send(min(speed(find, text, quotes) for _ in range(3 if name in ("llmclaims", "str.find") else 1)))


def own_speed(size: int) -> tuple[float, float, int, int]:
    """Milliseconds to prepare and for 50 quotes; wrong verdicts, and refusals whose nearest words are others."""
    text = prose(size)
    quotes = quotes_of(text)
    best = (float("inf"), float("inf"))
    for _ in range(3):
        begun = time.perf_counter()
        prepared = prepare(text)
        ready = time.perf_counter()
        found = [ground(quote, prepared) for quote, _, _ in quotes]
        best = min(best[0], 1000 * (ready - begun)), min(best[1], 1000 * (time.perf_counter() - ready))
    wrong = sum(
        got.spans != ([span] if true else []) for got, (_, span, true) in zip(found, quotes, strict=True)
    )
    nearest = [got.nearest and (got.nearest.start, got.nearest.end) for got in found]
    off = sum(not true and near != span for near, (_, span, true) in zip(nearest, quotes, strict=True))
    return *best, wrong, off


def repeated(action: Callable[[], object], times: int = 200) -> float:
    """Milliseconds for one call, the best of five rounds."""
    rounds = []
    for _ in range(5):
        begun = time.perf_counter()
        for _ in range(times):
            action()
        rounds.append(time.perf_counter() - begun)
    return 1000 * min(rounds) / times


# ---- growth

_ORDINARY = "The council met on Monday and spoke about “the bridge” – it isn’t open. "
_TEXTS: tuple[tuple[str, str, str], ...] = (
    ("prose", _ORDINARY, "the council will open the bridge in the spring"),
    ("spaces", " ", "the council will open the bridge"),
    ("no-break spaces", "\u00a0", "the council will open the bridge"),
    ("quotation marks", "\"'“”", "the council will open the bridge"),
    ("angle marks, blanks", "« » ", "the council will open the bridge"),
    ("dots", ".", "the council ... will open the bridge"),
    ("dots, blanks", ". ", "the council will ... open the bridge"),
    ("dashes", "- ", "the council will open the bridge"),
    ("combining marks", "\u0301", "the council will open the bridge"),
    ("letters with marks", "a\u0301\u0327", "á̧ á̧ á̧"),
    ("vowel signs", "\u064e", "the council will open the bridge"),
    ("soft hyphens", "a\u00ad", "the council will open the bridge"),
    ("words over lines", "wo-\nrd ", "word word words word"),
    ("ligatures", "\ufb03", "ffi ffi ffi ffi"),
    ("one word", "a", "the council will open the bridge"),
    ("one letter, blanks", "a ", "a a a b"),
    ("the same everywhere", "a ", "a a a"),
    ("a quote many times", _ORDINARY, "The council met on Monday and spoke about"),
    ("numbers that go on", "111 ", "111 111 111"),
    ("emoji", "👨\u200d👩\u200d👧 ", "the council will open the bridge"),
)


def growth(unit: str, quote: str, size: int) -> float:
    """Milliseconds to prepare a text of so many characters and to place one quote in it."""
    text = (unit * (size // len(unit) + 1))[:size]
    begun = time.perf_counter()
    ground(quote, prepare(text))
    return 1000 * (time.perf_counter() - begun)


# ---- the table


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    parser.add_argument(
        "--every", type=int, default=10, help="try every N-th case on instructor, which is slow (10)"
    )
    parser.add_argument("--quick", action="store_true", help="stop at 10,000 words and at 1 MB")
    chosen = parser.parse_args()
    suite = cases()
    sizes = (1_000, 10_000) if chosen.quick else (1_000, 10_000, 100_000)
    faithful = sum(case.spans is not None for case in suite)
    print(
        f"{faithful} faithful and {len(suite) - faithful} unfaithful quotes; Python {sys.version.split()[0]}\n"
    )
    words = "".join(f"{f'50 quotes, {size // 1000}k words':>24}" for size in sizes)
    print(f"{'':24}{'cases':>6}{'right span':>12}{'found':>8}{'accepted':>10}{words}  ms (judged wrongly)")
    for name, find in finders():
        if find is None:
            print(f"{name:24} not installed")
            continue
        tried = suite[:: chosen.every] if name.startswith("instructor") else suite
        right, found, accepted = accuracy(find, tried)
        print(f"{name:24}{len(tried):6}{right:12.1%}{found:8.1%}{accepted:10.1%}", end="", flush=True)
        measured: tuple[float, int] | None = (0.0, 0)
        for size in sizes:
            measured = limited(name, size) if measured else None
            cell = f"{measured[0]:,.1f} ({measured[1]})" if measured else f"over {PATIENCE:,} s"
            print(f"{cell:>24}", end="", flush=True)
        print()
    _print_own(sizes)
    _print_growth((3, 4, 5, 6) if chosen.quick else (3, 4, 5, 6, 7))


def _print_own(sizes: tuple[int, ...]) -> None:
    print(
        f"\n{'llmclaims, text prepared':24} {'prepare':>10} {'50 quotes':>10} {'wrong':>6} {'nearest elsewhere':>18}"
    )
    for size in sizes:
        ready, took, wrong, off = own_speed(size)
        print(f"{size:>18,} words {ready:8.1f} ms {took:7.2f} ms {wrong:6} {off:18}", flush=True)
    text = prepare(prose(10_000))
    missing = " ".join(prose(90, seed=9).split()[:80])
    paragraph = max(prose(1_000).split("\n\n"), key=len)
    quote = " ".join(paragraph.split()[10:25])
    ready = prepare(paragraph)
    print(
        f"a missing quote of 80 words in 10,000 words {repeated(lambda: ground(missing, text), 20):8.3f} ms"
    )
    print(f"a quote against its paragraph of {len(paragraph.split())} words: prepared {repeated(lambda: ground(quote, ready)):.4f} ms, "
          f"raw {repeated(lambda: ground(quote, paragraph)):.4f} ms, "
          f"raw and typographic {repeated(lambda: ground(quote.replace(' ', chr(0xA0)), paragraph)):.4f} ms")  # fmt: skip


def _print_growth(powers: tuple[int, ...]) -> None:
    names = {3: "1 KB", 4: "10 KB", 5: "100 KB", 6: "1 MB", 7: "10 MB"}
    print(
        f"\n{'prepare and ground, ms':24}"
        + "".join(f"{names[power]:>11}" for power in powers)
        + f"{'ns/char':>10}"
    )
    for name, unit, quote in _TEXTS:
        took = [growth(unit, quote, 10**power) for power in powers]
        row = "".join(f"{one:11,.2f}" for one in took)
        print(f"{name:24}{row}{1e6 * took[-1] / 10 ** powers[-1]:10,.0f}", flush=True)


if __name__ == "__main__":
    main()
