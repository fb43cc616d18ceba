"""How fast the page to read and to review opens, filters and scrolls in a real browser.

    uv run --with playwright python benchmarks/page.py [--articles 600] [--claims 50] [--repeat 5] [--chromium PATH]

A run of generated articles (nested and crossing claims among them) is written as a page and opened from disk
in headless Chromium. ``opened`` is the time from the start of navigation until the page can be used; ``shown``
until its first text is painted; ``filter`` from a filter's change, and each of the keys below it from its press,
until what comes of it is drawn; ``frame`` the time between frames while 20 screens a second pass, the median and
the 99th percentile. The best and the median of the repeats are printed, and what the page weighs.
"""

from __future__ import annotations

import argparse
import io
import shutil
import statistics
import tempfile
from pathlib import Path
from typing import Any

from llmclaims.documents.document import Document
from llmclaims.export.html import write
from llmclaims.runs.extraction import Extraction, records
from llmclaims.runs.records import Run
from llmclaims.schema.claims import Claim
from llmclaims.schema.news import Event, Statement

PAINTED = "() => performance.getEntriesByType('paint').find(one => one.name === 'first-contentful-paint')?.startTime ?? null"
DRAWN = "new Promise((done) => requestAnimationFrame(() => setTimeout(done, 0)))"
FILTER = f"""async () => {{
    const select = document.querySelector('#filter select[name=kind]');
    const before = performance.now();
    select.value = select.value ? '' : 'statement';
    select.dispatchEvent(new Event('change'));
    await {DRAWN};
    return performance.now() - before;
}}"""
KEY = f"""async (key) => {{
    await {DRAWN};
    const before = performance.now();
    document.body.dispatchEvent(new KeyboardEvent('keydown', {{ key, bubbles: true }}));
    await {DRAWN};
    return performance.now() - before;
}}"""
SEARCH = f"""async () => {{
    const text = document.querySelector('#filter input[name=text]');
    text.value = 'barge 13 ';
    text.dispatchEvent(new Event('input'));
    await new Promise((done) => setTimeout(done, 110));
    const before = performance.now();
    await new Promise((done) => setTimeout(done, 20));
    await {DRAWN};
    const took = performance.now() - before;
    text.value = '';
    text.dispatchEvent(new Event('input'));
    await new Promise((done) => setTimeout(done, 300));
    return took;
}}"""
KEYS = {
    "who said what": "2", "and back": "1", "timeline": "3", "and back ": "1", "relations": "4", "and back  ": "1",
    "next claim": "j", "and the next": "j", "previous": "k", "accept": "a", "reject": "r",
}  # fmt: skip
SCROLL = """() => new Promise((done) => {
    const times = [];
    let last = performance.now(), left = 240;
    const step = (now) => {
        times.push(now - last);
        last = now;
        scrollBy(0, innerHeight / 3);
        if (left-- > 0) requestAnimationFrame(step); else done(times.slice(1));
    };
    requestAnimationFrame(step);
})"""


def generated(articles: int, claims: int) -> Extraction:
    """A run of so many articles with so many claims each: statements with events inside them, five a paragraph."""
    found: list[Any] = []
    for number in range(articles):
        paragraphs, places = [f"Bulletin {number} of the harbour office"], []
        at = len(paragraphs[0]) + 2
        for part in range(0, claims, 5):
            text = ""
            for one in range(part, min(part + 5, claims), 2):
                words = f"crew {one} moved barge {number * one % 97} to quay {one % 13} before the tide of day {one % 28 + 1} turned"
                places.append(("statement", at + len(text), at + len(text) + len(words)))
                if one + 1 < min(part + 5, claims):
                    places.append(("event", at + len(text), at + len(text) + words.index(" before")))
                text += f"{words}, the office of quay {number % 31} said. "
            paragraphs.append(text.strip())
            at += len(text.strip()) + 2
        document = Document.from_text("\n\n".join(paragraphs), id=f"d{number}", path=f"bulletin-{number}.txt")
        found += [document, *(_claim(document, number, one, *place) for one, place in enumerate(places))]
    return Extraction(run=Run(provider="benchmark", model="generated"), records=tuple(found))


def _claim(document: Document, number: int, one: int, kind: str, start: int, end: int) -> Claim:
    quote = document.text[start:end]
    home = next(part.index for part in document.paragraphs if part.start <= start < part.end)
    body = (
        Statement(ref=f"s{one}", quote=quote, speaker=f"the office of quay {number % 31}", speaker_name=None, speaker_type="organisation",
                  cue="said", act="assert", polarity="positive", claim=quote, time=None)
        if kind == "statement"
        else Event(ref=f"e{one}", quote=quote, trigger="moved", type="OTHER", participants=[], location=None, time=None, quantity=None,
                   modality="asserted", polarity="positive")
    )  # fmt: skip
    at = document.text.index("moved", start)
    return Claim(
        id=f"{kind[0]}{number}-{one}", kind=kind, document=document.id, paragraph=home, spans=((start, end),), quote=quote, body=body,
        mentions={"trigger": ((at, at + 5),)} if kind == "event" else {}, tier="exact", provider="benchmark", model="generated",
        codes=("YEAR_INFERRED",) if one % 11 == 0 else (), derived={"time_value": f"20{number % 27:02}-{one % 12 + 1:02}-{one % 28 + 1:02}"},
    )  # fmt: skip


def measured(page: Any, path: Path) -> dict[str, float]:
    """One opening of the page, in milliseconds."""
    page.goto(path.as_uri(), wait_until="commit")
    page.wait_for_selector("html[data-ready]", state="attached")
    ready = page.evaluate("() => performance.getEntriesByName('ready')[0]?.startTime ?? performance.now()")
    page.wait_for_timeout(300)
    painted = page.evaluate(PAINTED) or float("nan")
    filtered = statistics.mean(page.evaluate(FILTER) for _ in range(2))
    searched = page.evaluate(SEARCH)
    pressed = {name: page.evaluate(KEY, key) for name, key in KEYS.items()}
    page.evaluate("scrollTo(0, 0)")
    frames = sorted(page.evaluate(SCROLL))
    return {
        "opened": ready,
        "shown": painted,
        "filter": filtered,
        "search": searched,
        **pressed,
        "frame, median": frames[len(frames) // 2],
        "frame, 99 %": frames[int(len(frames) * 0.99)],
    }


def main() -> None:
    """Write the page, open it as often as was asked, print a table."""
    from playwright.sync_api import sync_playwright

    given = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    given.add_argument("--articles", type=int, default=600)
    given.add_argument("--claims", type=int, default=50)
    given.add_argument("--repeat", type=int, default=5)
    given.add_argument("--chromium", default=shutil.which("chromium") or shutil.which("google-chrome"))
    options = given.parse_args()
    run = generated(options.articles, options.claims)
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as tool:
        path = Path(folder) / "page.html"
        out = io.StringIO()
        write(records(run), out)
        path.write_text(out.getvalue(), encoding="utf-8", newline="\n")
        browser = tool.chromium.launch(executable_path=options.chromium, args=["--no-sandbox"])
        found = []
        for _ in range(options.repeat):
            page = browser.new_page(viewport={"width": 1440, "height": 900})
            found.append(measured(page, path))
            page.close()
        version = browser.version
        browser.close()
        size = path.stat().st_size
    print(f"{options.articles} articles, {len(run.claims):,} claims, {size / 1e6:.1f} MB, Chromium {version}")
    print(f"{'ms':<16}{'best':>8}{'median':>8}")
    for name in found[0]:
        values = [one[name] for one in found]
        print(f"{name:<16}{min(values):>8.0f}{statistics.median(values):>8.0f}")


if __name__ == "__main__":
    main()
