"""Right answers to measure with: the seeds' gold claims, and drafts made from human-annotated news.

A draft is in our own unit: one sentence, contiguous, three words or more. The annotated data stands in a folder
of JSON Lines files (``*.dev.jsonl``) that the repository does not have; what their annotation leaves open
(modality, polarity, the speech act) was set by hand and stands in ``labels/gold_dev.json``.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from llmclaims.documents.document import Document
from llmclaims.documents.readers import read
from llmclaims.schema.annotations import Cited, Mention, Role, Verbatim
from llmclaims.schema.news import Event, Relation, Statement

if TYPE_CHECKING:
    from collections.abc import Iterator

    from llmclaims.documents.document import Paragraph

ROOT = Path(__file__).parents[1]
SEEDS = ROOT / "seeds"
LABELS = Path(__file__).parent / "labels" / "gold_dev.json"
MODELS: dict[str, type[Cited]] = {"event": Event, "statement": Statement, "relation": Relation}
SAYING = frozenset(
    [
        "said",
        "says",
        "say",
        "reported",
        "reports",
        "asked",
        "told",
        "replied",
        "confirmed",
        "declared",
        "testified",
        "claimed",
        "claim",
        "stating",
        "recalled",
        "declares",
        "urged",
        "blames",
        "called",
        "admitted",
        "insisted",
        "revealed",
        "announced",
    ]
)  # speech acts are statements, not events


class Cause(Cited):
    """A causal span of the annotated data: the words that show it and the signal in them."""

    signal: Annotated[Mention, Verbatim("quote"), Role.SIGNAL]


MODELS["cause"] = Cause


@dataclass(frozen=True)
class Right:
    """One right draft: where it belongs, its kind and its fields as a model would fill them."""

    source: str
    document: Document
    paragraph: int
    kind: str
    draft: dict[str, Any]

    @property
    def home(self) -> Paragraph:
        """The paragraph that was read."""
        return self.document.paragraphs[self.paragraph]

    def model(self, **changes: Any) -> Cited:
        """The draft as its model, with some fields changed."""
        return MODELS[self.kind].model_validate(self.draft | changes)


def right_answers(folder: Path | None = None) -> list[Right]:
    """Every right draft: those of the seeds, then those of the annotated data when a folder is given."""
    found = [one for one in seed_answers() if one.kind != "relation"]
    if folder is not None:
        found += [*statements(folder), *events(folder), *causes(folder)]
    return found


def seed_answers() -> Iterator[Right]:
    """The gold claims of the sample articles, relations included."""
    for path in sorted(SEEDS.glob("*/claims.jsonl")):
        document = read(path.parent / "article.txt")
        for line in path.read_text(encoding="utf-8").splitlines()[1:]:
            record = json.loads(line)
            kind = record["record"]
            draft = {name: record.get(name) for name in MODELS[kind].model_fields}
            if kind != "relation":
                draft["ref"] = record["id"]
            yield Right("seeds", document, _home(document, record["start"]), kind, draft)


def statements(folder: Path) -> Iterator[Right]:
    """The attributions of PolNeAR and GUM, a sentence each."""
    labels = json.loads(LABELS.read_text(encoding="utf-8"))["statements"]
    for name in ("polnear", "gum_news"):
        for record in _records(folder, name):
            document = Document.from_text(record["text"], language="en")
            for annotated in record["statements"]:
                for span in annotated["content_spans"]:
                    for start, quote in _sentences(document, *span):
                        label = labels.get(record["id"], {}).get(str(start), "")
                        draft = _statement(document, annotated, start, quote, label)
                        if draft:
                            yield Right(name, document, _home(document, start), "statement", draft)


def _sentences(document: Document, start: int, end: int) -> Iterator[tuple[int, str]]:
    """The sentences of a content span, without quotation marks and a leading "that"."""
    from llmclaims.language.segmentation import split_sentences

    text = document.text
    for first, last in split_sentences(text[start:end], start):
        quote = re.sub(r"^that ", "", text[first:last].strip(" \"“”‘',")).strip()
        if len(quote.split()) >= 3:
            yield text.index(quote, first), quote


def _statement(
    document: Document, annotated: dict[str, Any], start: int, quote: str, label: str
) -> dict[str, Any] | None:
    home = document.paragraphs[_home(document, start)]
    if home.zone != "body" or start + len(quote) > home.end:
        return None
    speaker, cue = annotated["speaker"], annotated["cue"]
    beside = speaker and len(annotated["speaker_parts"]) == 1 and speaker in home.text
    act = next((act for act in ("ask", "deny", "demand") if act in label), "assert")
    return {
        "ref": "s1", "quote": quote, "speaker": speaker if beside else None, "speaker_name": None,
        "speaker_type": "person" if beside else "unnamed",
        "cue": cue if cue and cue[0].isalpha() and len(annotated["cue_parts"]) == 1 and cue in home.text else None,
        "act": act, "polarity": "negative" if "negative" in label else "positive", "claim": quote, "time": None,
    }  # fmt: skip


def events(folder: Path) -> Iterator[Right]:
    """The events of WikiEvents and MATRES in the clause of their trigger; verbs of saying are left out."""
    labels = json.loads(LABELS.read_text(encoding="utf-8"))["events"]
    for name in ("wikievents", "matres_platinum"):
        for record in _records(folder, name):
            document = Document.from_text(record["text"], language="en")
            set_by_hand = labels.get(record["id"], {})
            for annotated in record["events"]:
                label = set_by_hand.get(
                    annotated["id"], set_by_hand.get(str(annotated["trigger_span"][0]), "asserted")
                )
                speech = annotated["type"] == "REPORTING" or annotated["trigger"].lower() in SAYING
                quote = None if speech or label == "skip" else _clause(document, *annotated["trigger_span"])
                if quote:
                    modality, _, polarity = label.partition(" ")
                    draft = {
                        "ref": "e1", "quote": quote, "trigger": annotated["trigger"], "type": "OTHER",
                        "participants": [], "location": None, "time": None, "quantity": None,
                        "modality": modality, "polarity": polarity or "positive",
                    }  # fmt: skip
                    yield Right(name, document, _home(document, annotated["trigger_span"][0]), "event", draft)


def _clause(document: Document, start: int, end: int) -> str | None:
    """The stretch between two commas that holds a trigger, or its sentence where that is too short."""
    home = document.paragraphs[_home(document, start)]
    sentence = next((one for one in document.sentences(home) if one[0] <= start and end <= one[1]), None)
    if home.zone != "body" or sentence is None:
        return None
    text, first, last = document.text, *sentence
    for match in re.finditer(r"[,;:—]\s", text[first:last]):
        if sentence[0] + match.end() <= start:
            first = sentence[0] + match.end()
        elif sentence[0] + match.start() >= end:
            last = sentence[0] + match.start()
            break
    quote = text[first:last].strip(' "“”.')
    return quote if len(quote.split()) >= 3 else text[slice(*sentence)].strip(' "“”.')


def causes(folder: Path) -> Iterator[Right]:
    """The explicit causal spans of the Causal News Corpus and BECAUSE: cause, signal and effect in one stretch."""
    for name in ("cnc", "because_masc"):
        for record in _records(folder, name):
            document = Document.from_text(f"Title\n\n{record['text']}\n", language="en")
            for annotated in record["relations"]:
                spans = [annotated.get(f"{part}_span") for part in ("head", "tail", "signal")]
                if annotated.get("type") != "causal" or None in spans or len(annotated["signal_parts"]) != 1:
                    continue
                start, end = min(span[0] for span in spans) + 7, max(span[1] for span in spans) + 7
                home = _home(document, start)
                if end <= document.paragraphs[home].end and document.paragraphs[home].zone == "body":
                    draft = {"quote": document.text[start:end], "signal": annotated["signal"]}
                    yield Right(name, document, home, "cause", draft)


def _records(folder: Path, name: str) -> Iterator[dict[str, Any]]:
    path = folder / f"{name}.dev.jsonl"
    if path.is_file():
        with path.open(encoding="utf-8") as lines:
            yield from (json.loads(line) for line in lines)


def _home(document: Document, offset: int) -> int:
    """The paragraph that holds an offset."""
    return next(one.index for one in document.paragraphs if offset < one.end)
