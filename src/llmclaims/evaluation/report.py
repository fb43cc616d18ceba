"""One run against one annotated set: every measure with its interval, and the errors behind it."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from llmclaims.documents.document import Document
from llmclaims.evaluation import events, own_kinds, relations, statements
from llmclaims.evaluation.adjacent_statements import join
from llmclaims.evaluation.bootstrap import Interval, Sample
from llmclaims.evaluation.errors import Finding
from llmclaims.evaluation.field_agreement import STATEMENT_FIELDS
from llmclaims.evaluation.items import Gold, Item, Passage, unattributed
from llmclaims.evaluation.matching import Pairs
from llmclaims.evaluation.measures import Count, Counts, Measure, added, precision, recall, scorable, value
from llmclaims.evaluation.run_items import Intake, Sifted, matched, sift
from llmclaims.runs.extraction import Extraction, records


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One measure: micro over all items, its 95 % interval over articles, and the mean over articles.

    ``value`` is F1, or the share for a rate; ``precision`` and ``recall`` are None where they have no sense.
    """

    section: str
    measure: Measure
    value: float
    interval: Interval | None
    macro: float | None
    macro_interval: Interval | None
    precision: float | None = None
    recall: float | None = None
    count: Count | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return it in a form for JSON."""
        found = {key: one for key, one in asdict(self).items() if key not in ("measure", "count")}
        names = ("hits_run", "run", "hits_gold", "gold")
        counts = dict(zip(names, self.count, strict=True)) if self.count else {}
        return {
            "key": self.measure.key,
            "label": self.measure.label,
            "kind": self.measure.kind,
            **found,
            **counts,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """The scores of a run on one annotated set.

    ``articles`` are the independent texts that intervals are drawn over; ``unread`` annotated passages are not
    in the run and are not scored, ``unannotated`` documents of the run have no annotation here; ``own`` statements
    of the article itself are not scored where the set annotates attributions alone. ``clusters`` holds each
    article's counts.
    """

    gold: str
    passages: int
    articles: int
    unread: int
    unannotated: int
    own: int = 0
    whole: bool
    scores: tuple[Score, ...]
    findings: tuple[Finding, ...]
    clusters: Mapping[str, Counts]
    intake: Intake | None = None
    texts: Mapping[str, str]

    def score(self, key: str) -> float | None:
        """Return a measure's score by its key, e.g. "single.span"; None where it was not scored."""
        return next((one.value for one in self.scores if one.measure.key == key), None)

    def as_dict(self) -> dict[str, Any]:
        """Return it in a form for JSON."""
        names = ("gold", "passages", "articles", "unread", "unannotated", "own")
        return {name: getattr(self, name) for name in names} | {
            "headline_view": "joined" if self.whole else "single",
            "scores": [one.as_dict() for one in self.scores],
            "run": self.intake.as_dict() if self.intake else None,
        }


def evaluate(gold: Gold, run: Extraction | Sifted | Sequence[Passage]) -> Report:
    """Score a run against one annotated set. Only the layers that the set has are scored.

    A run too long to hold is given as ``sift`` leaves it.

    Raises:
        DocumentError: the run read none of the annotated texts.
        ConfigError: SciPy is not installed.
    """
    if isinstance(run, Extraction):
        run = sift(records(run), [gold])
    passages, documents = (run.passages, run.documents) if isinstance(run, Sifted) else (run, len(run))
    together = matched(gold, passages)
    author = "statement" not in gold.layers or gold.has_author()
    counts: dict[str, list[Counts]] = defaultdict(list)
    findings: list[Finding] = []
    own = 0
    for wanted, read in together:
        found = read if author else _attributed(read)
        own += len(read.items) - len(found.items)
        one, seen = _passage(wanted, found, gold)
        counts[wanted.cluster or wanted.id].append(one)
        findings.extend(seen)
    clusters = {name: added(many) for name, many in counts.items()}
    return Report(
        gold=gold.name,
        passages=len(together),
        articles=len(clusters),
        unread=len(gold.passages) - len(together),
        unannotated=documents - len({id(found) for _, found in together}),
        own=own,
        whole=gold.whole,
        scores=tuple(scored(clusters)),
        findings=tuple(findings),
        clusters=clusters,
        intake=run.intake if isinstance(run, Sifted) else None,
        texts={wanted.id: wanted.text for wanted, _ in together},
    )


def _attributed(passage: Passage) -> Passage:
    items = tuple(item for item in passage.items if item.kind != "statement" or not unattributed(item))
    return replace(passage, items=items)


def scored(clusters: Mapping[str, Counts]) -> Iterator[Score]:
    """Yield every measure that there are counts for."""
    each = list(clusters.values())
    total = added(each)
    sample = Sample(len(each))
    for section, measure in scorable(total):
        micro, count = value(measure, total), total.get(measure.key)
        if micro is None or (measure.key == "single.nesting" and count and not count[3]):
            continue  # a set without one report in a report has not annotated them
        per_article = [value(measure, one) for one in each]
        known = [one for one in per_article if one is not None]
        yield Score(
            section=section,
            measure=measure,
            value=micro,
            interval=sample.interval(sample.scores(measure, each)),
            macro=sum(known) / len(known) if known else None,
            macro_interval=sample.interval(sample.means(per_article)),
            precision=precision(count) if count and measure.kind == "f1" else None,
            recall=recall(count) if count and measure.kind == "f1" else None,
            count=count,
        )


def _passage(wanted: Passage, found: Passage, gold: Gold) -> tuple[Counts, list[Finding]]:
    counts: Counts = {}
    findings: list[Finding] = []
    ids: dict[str, str] = {}
    if "statement" in gold.layers:
        more, seen, pairs = _statements(wanted, found, gold)
        counts |= more
        findings += seen
        ids |= pairs
    if "event" in gold.layers:
        run, told = found.of("event"), wanted.of("event")
        more, matches = events.score(run, told, gold.layers)
        counts |= more
        findings += events.findings(wanted, run, told, matches, gold.layers)
        ids |= _ids(run, told, matches)
    if "relation" in gold.layers:
        told = wanted.of("relation")
        nodes = relations.nodes_of(found.items, wanted.items, ids)
        run = found.of("relation")
        more, matches = relations.score(run, told, nodes, gold.layers)
        counts |= more
        known = {one.id: one for one in (*wanted.items, *found.items)}
        run = relations.scored(run, gold.layers)
        findings += relations.findings(wanted, run, told, matches, known)
    for kind in own_kinds.own_kinds(gold.layers):
        run, told = found.of(kind), wanted.of(kind)
        more, matches = own_kinds.score(kind, run, told, gold.layers)
        counts |= more
        findings += own_kinds.findings(kind, wanted, run, told, matches, gold.layers)
    return counts, findings


def _statements(wanted: Passage, found: Passage, gold: Gold) -> tuple[Counts, list[Finding], dict[str, str]]:
    """Score both views; return the errors of the headline view, and the pairs of the statements as they are."""
    run, told = found.of("statement"), wanted.of("statement")
    counts, pairs = statements.score(run, told, gold.layers, "single")
    joined, whole = join(run, wanted.text), join(told, wanted.text)
    more, matches = statements.score(joined, whole, gold.layers, "joined")
    floor, _ = statements.score(_floor(wanted), told, frozenset(("statement",)), "floor")
    fields = [name for name in STATEMENT_FIELDS if f"statement.{name}" in gold.layers]
    if gold.whole:
        shown = [name for name in fields if name in ("speaker", "cue")]
        seen = statements.findings(wanted, joined, whole, matches, shown)
    else:
        seen = statements.findings(wanted, run, told, pairs, fields)
    return counts | more | floor, list(seen), _ids(run, told, pairs)


def _ids(run: Sequence[Item], gold: Sequence[Item], pairs: Pairs) -> dict[str, str]:
    return {run[i].id: gold[j].id for i, j in pairs}


def _floor(passage: Passage) -> list[Item]:
    """Return every sentence of the body as a statement of nobody: the score of a sentence splitter."""
    document = Document.from_text(passage.text)
    spans = [span for paragraph in document.body for span in document.sentences(paragraph)]
    return [Item(id=str(number), kind="statement", spans=(span,)) for number, span in enumerate(spans)]
