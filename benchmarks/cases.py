"""What the rules, and a second reading, say of cases: invented articles with a wrong claim and its faithful twin, or a right one and its foil.

    python benchmarks/cases.py FOLDER [--show KIND] [--reading ANSWERS | --provider NAME | --requests OUT [--neighbours]]

FOLDER holds JSON Lines files. A row has ``id``, ``pattern`` (its kind), ``text``, ``model`` (Event, Statement or
Relation), ``fields`` (the draft), ``expected`` ("reject" and "doubt": the draft is wrong; "accept ...": it is right), and
``twin`` (a right neighbour of a wrong draft) or ``foil`` (a wrong neighbour of a right one), with ``twin_model``,
``twin_ends``, ``foil_model``, ``foil_ends`` where they differ from ``model`` and ``ends`` (the drafts that a relation
joins). Codes in ``foil_not_by`` do not count. ``--show`` prints every case of the kinds that hold the words.

``--requests`` writes what the second reading (M1) asks about each draft, as one short article each, to ``OUT/KEY.request.json``
(messages and JSON schema), with ``--neighbours`` about the twins and foils too; the names say nothing of the case.
``--reading`` takes the answers from ``ANSWERS/KEY.answer.json``, or from a JSON Lines file whose rows have ``key`` and
``verdicts``; ``--provider`` asks a provider of the configuration.
A draft whose answer is missing stands as the rules alone have it, and is counted.
"""

from __future__ import annotations

import argparse
import asyncio
import hashlib
import json
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from llmclaims import Claim, Document, Event, Relation, Statement
from llmclaims.config.settings import Settings
from llmclaims.inference.prompts import load_prompt
from llmclaims.inference.runner_chain import open_runner
from llmclaims.schema.news import DEFAULT_SCHEMA
from llmclaims.verification.coercion import draft_from
from llmclaims.verification.model_checks.entailment import ENTAILMENT
from llmclaims.verification.model_checks.run import STAGE, request_for
from llmclaims.verification.verifier import Policy, verify

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from llmclaims.providers.base import Request
    from llmclaims.schema.claims import Rejection

MODELS = {"Event": Event, "Statement": Statement, "Relation": Relation}
OUTCOMES = ("refused", "flagged", "clean")
NOT_SEEN = "?"
"""The verdict of a reading that has not been answered."""


@dataclass(frozen=True, slots=True)
class Tried:
    """A draft of a case, whether it is wrong, what came of it and by which codes.

    ``request`` asks the second reading about it, None where a hard rule refuses it. What soft rules refuse is accepted
    where all that ``appealed`` says, the places of the draft and of its refused ends, is found carried.
    """

    case: Mapping[str, Any]
    wrong: bool
    neighbour: bool
    outcome: str
    codes: tuple[str, ...]
    request: Request | None = None
    appealed: tuple[int, ...] = ()
    verdict: str = ""

    @property
    def key(self) -> str:
        """A name that says nothing of the case."""
        return hashlib.sha256(json.dumps(shown(self.request)).encode()).hexdigest()[:16]

    def read(self, answer: Sequence[Any] | None) -> Tried:
        """Return the draft as it stands after a reading; None: there is no answer."""
        if self.request is None or answer is None:
            return replace(self, verdict="" if self.request is None else NOT_SEEN)
        opinions = ENTAILMENT.opinions(self.request.data["questions"], answer)
        verdict = opinions[len(opinions) - 1].word
        if self.outcome == "refused":
            upheld = all(opinions[place].word == ENTAILMENT.holds for place in self.appealed)
            return replace(self, verdict=verdict, outcome="flagged" if upheld else "refused")
        if verdict != ENTAILMENT.doubts:
            return replace(self, verdict=verdict)
        return replace(self, verdict=verdict, outcome="flagged", codes=(*self.codes, ENTAILMENT.code))


def shown(request: Request | None) -> dict[str, Any]:
    """What somebody is shown who answers a request."""
    assert request is not None
    messages = [{"role": one.role, "content": one.content} for one in request.messages]
    return {"messages": messages, "schema": request.answer.model_json_schema()}


def judged(
    item: Any, model: str, document: Document, ends: Mapping[str, Claim | None], policy: Policy = Policy()
) -> Claim | Rejection:
    """Verify one draft."""
    draft = draft_from(item, MODELS[model], document)
    if not isinstance(draft, MODELS[model]):
        return draft  # type: ignore[return-value]
    return verify(draft, document, ends=ends, policy=policy)


class Asking:
    """Draw up what the second reading asks about a draft."""

    def __init__(self) -> None:
        """Read the prompt."""
        self._prompt = load_prompt(ENTAILMENT.prompt)

    def request(self, draft: Claim, ends: Sequence[Claim], document: Document) -> Request:
        """Return the request about a draft and the ends that it joins, with the whole article."""
        paragraphs = [
            one for one in document.paragraphs if one in document.body or one.index == draft.paragraph
        ]
        questions = ENTAILMENT.questions([*ends, draft])
        return request_for(ENTAILMENT, self._prompt, document, paragraphs, questions, DEFAULT_SCHEMA)


def attempt(case: Mapping[str, Any], name: str, document: Document, asking: Asking, *, wrong: bool) -> Tried:
    """Try one of a case's drafts: under the rules, and under the rules that a reading cannot overrule."""
    neighbour = name != "fields"
    model = (case.get(f"{name}_model") if neighbour else None) or case["model"]
    drafts = (case.get(f"{name}_ends") if neighbour else None) or case.get("ends") or {}
    kinds = {ref: "Event" if "trigger" in one else "Statement" for ref, one in drafts.items()}
    soft = Policy(soften=True)
    plain = {ref: judged(one, kinds[ref], document, {}) for ref, one in drafts.items()}
    softened = {ref: judged(one, kinds[ref], document, {}, soft) for ref, one in drafts.items()}
    found = judged(case[name], model, document, _claims(plain))
    candidate = judged(case[name], model, document, _claims(softened), soft)
    request, appealed = None, ()
    if isinstance(candidate, Claim):
        joined = [ref for ref, one in softened.items() if isinstance(one, Claim)]
        request = asking.request(candidate, [softened[ref] for ref in joined], document)
        refused = [place for place, ref in enumerate(joined) if not isinstance(plain[ref], Claim)]
        appealed = (*refused, len(joined))
    if not isinstance(found, Claim):
        return Tried(case, wrong, neighbour, "refused", (found.code,), request, appealed)
    codes = tuple(code for code in found.codes if code not in set(case.get("foil_not_by", ())))
    return Tried(case, wrong, neighbour, "flagged" if codes else "clean", codes, request, appealed)


def _claims(found: Mapping[str, Any]) -> dict[str, Claim | None]:
    return {ref: one if isinstance(one, Claim) else None for ref, one in found.items()}


def tried(case: Mapping[str, Any], asking: Asking) -> Iterator[Tried]:
    """Try the draft of a case, and its twin or foil."""
    document = Document.from_text(case["text"], id=case["id"], language="en")
    wrong = case["expected"] in ("reject", "doubt")
    for name, is_wrong in (("fields", wrong), ("twin", False), ("foil", True)):
        if name in case:
            yield attempt(case, name, document, asking, wrong=is_wrong)


def from_files(found: Sequence[Tried], path: Path) -> list[Tried]:
    """Return the drafts with the answers of a folder or a file."""
    if path.is_dir():
        files = {one.name.partition(".")[0]: one for one in path.glob("*.answer.json")}
        answers = {key: json.loads(one.read_text(encoding="utf-8")) for key, one in files.items()}
    else:
        answers = {row["key"]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
    return [
        one.read(answers[one.key]["verdicts"] if one.request and one.key in answers else None)
        for one in found
    ]


async def from_provider(found: Sequence[Tried], settings: Settings) -> list[Tried]:
    """Return the drafts with the answers of a model."""
    async with open_runner(settings, STAGE) as runner:

        async def answered(one: Tried) -> Tried:
            return one.read((await runner.ask(one.request)).items["verdicts"] if one.request else None)

        return list(await asyncio.gather(*map(answered, found)))


def write(found: Sequence[Tried], folder: Path) -> int:
    """Write the requests of the second reading, in the order of their names; return how many."""
    folder.mkdir(parents=True, exist_ok=True)
    asked = {one.key: shown(one.request) for one in found if one.request}
    for key in sorted(asked):
        text = json.dumps(asked[key], ensure_ascii=False, indent=2) + "\n"
        (folder / f"{key}.request.json").write_text(text, encoding="utf-8")
    return len(asked)


def table(found: list[Tried]) -> Iterator[str]:
    """Say what came of each kind, wrong drafts first, and of all."""
    kinds = sorted({one.case["pattern"] for one in found})
    yield f"{'':58}{'wrong':>8}{'refused':>9}{'flagged':>9}{'pass':>6}{'right':>8}{'refused':>9}{'flagged':>9}"
    for kind in (*kinds, "all"):
        cells = [kind[:57].ljust(58)]
        for wrong in (True, False):
            some = [one for one in found if one.wrong is wrong and kind in ("all", one.case["pattern"])]
            counts = Counter(one.outcome for one in some)
            cells.append(f"{len(some):>8}{counts['refused']:>9}{counts['flagged']:>9}")
            cells.append(f"{counts['clean']:>6}" if wrong else "")
        yield "".join(cells)
    for wrong, name in ((True, "wrong"), (False, "right")):
        some = [one for one in found if one.wrong is wrong]
        shares = ", ".join(
            f"{sum(one.outcome == kind for one in some) / len(some):.1%} {kind}" for kind in OUTCOMES
        )
        said = ""
        if any(one.verdict for one in found):
            doubted = sum(one.verdict == ENTAILMENT.doubts for one in some)
            read = sum(one.verdict not in ("", NOT_SEEN) for one in some)
            missing = sum(one.verdict == NOT_SEEN for one in some)
            said = f"; {read} read, {doubted} doubted" + (f", {missing} not answered" if missing else "")
        yield f"{len(some)} {name}: {shares}{said}"


def main() -> None:
    """Print the table of a folder."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("folder", type=Path)
    arguments.add_argument(
        "--show", metavar="KIND", help="print each case of the kinds that hold these words"
    )
    reading = arguments.add_mutually_exclusive_group()
    reading.add_argument(
        "--reading", type=Path, metavar="ANSWERS", help="a folder or a file with answers of the reading"
    )
    reading.add_argument("--provider", metavar="NAME", help="who reads")
    reading.add_argument("--requests", type=Path, metavar="OUT", help="write what the reading asks, and stop")
    arguments.add_argument("--neighbours", action="store_true", help="requests about twins and foils as well")
    asked = arguments.parse_args()
    lines = [
        line
        for file in sorted(asked.folder.glob("*.jsonl"))
        for line in file.read_text(encoding="utf-8").splitlines()
    ]
    asking = Asking()
    found = [one for line in lines for one in tried(json.loads(line), asking)]
    if asked.requests:
        some = [one for one in found if asked.neighbours or not one.neighbour]
        print(f"{write(some, asked.requests)} requests in {asked.requests}; answer each as KEY.answer.json")
        return
    if asked.reading:
        found = from_files(found, asked.reading)
    if asked.provider:
        found = asyncio.run(from_provider(found, Settings.load(provider=asked.provider)))
    print("\n".join(table(found)))
    for one in found if asked.show is not None else ():
        if asked.show in one.case["pattern"]:
            state = f"{'wrong' if one.wrong else 'right'} {one.outcome:8} {one.verdict:12}"
            print(f"{one.case['id']:16} {state} {' '.join(one.codes)}")


if __name__ == "__main__":
    main()
