"""A provider that falsifies one thing in a right answer, deterministically.

``KINDS`` names the twenty-five ways; each takes a right draft and a variant number and gives the items of the
false answer, the falsified one last, or None where the draft has nothing to falsify in that way.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from llmclaims.providers.base import Reply

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from llmclaims.providers.base import Request
    from right_answers import Right

Item = tuple[str, dict[str, Any]]
Falsify = "Callable[[Right, int, Material], list[Item] | None]"

NAMES = ("Ostervald", "Quillane", "Brezhko", "Tamsin Orrery", "Vandermolen")
DIGITS = str.maketrans("0123456789", "3589720164")
UNITS = {
    "percent": ("points", "times"), "per cent": ("points", "times"), "%": (" points", " times"),
    "percentage": ("basis",), "millimeters": ("centimeters", "inches"), "meters": ("feet", "yards"),
    "metres": ("feet", "yards"), "kilometers": ("miles", "meters"), "miles": ("kilometers", "yards"),
    "feet": ("meters", "inches"), "acres": ("hectares",), "tons": ("kilograms", "pounds"),
    "million": ("billion", "thousand"), "billion": ("million", "trillion"), "trillion": ("billion", "million"),
    "minutes": ("hours", "seconds"), "hours": ("days", "minutes"), "days": ("weeks", "hours"),
    "weeks": ("months", "days"), "months": ("years", "weeks"), "years": ("months", "decades"),
    "$": ("€", "£"), "dollars": ("euros", "pounds"), "euros": ("dollars", "pounds"),
}  # fmt: skip
SWAPS = {
    "said": "denied", "and": "or", "in": "outside", "more": "less", "will": "may", "has": "lacks", "was": "was almost",
    "are": "were", "is": "was", "to": "against", "of": "without", "for": "despite", "the": "no", "a": "no",
}  # fmt: skip
NEGATOR = re.compile(r"\b(?:not|never|no|cannot|nobody|none|nothing|neither)\b|\b\w+n['’]t\b", re.IGNORECASE)
TURN = re.compile(
    r"\b(?:not|never|no|cannot|nobody|none|nothing|if|unless|may|might|could|would|will|allegedly|reportedly|"
    r"accused of|not true that|evidence that|appears to|likely to|expected to|supposed to|set to|should|must)\b"
    r"|\b\w+n['’]t\b",
    re.IGNORECASE,
)
HEDGE = re.compile(
    r"\b(?:may|might|could|apparently|allegedly|reportedly|probably|possibly|perhaps|likely to|appears? to be|seems to be|"
    r"appears to|seems to)\b"
)
PRONOUNS = {"he", "she", "it", "they", "who", "which", "that", "i", "we", "you"}
MAX_WORDS = 55
WORD = re.compile(r"[^\W\d_][\w'’-]*")
CAPITALS = re.compile(r"(?<=[a-z,] )(?:[A-Z][\w’'.-]*)(?: [A-Z][\w’'.-]*)*")
FULL_NAME = re.compile(r"[A-Z][a-z]+ [A-Z][a-z]+")


@dataclass(frozen=True)
class Material:
    """What falsifying draws on: all right answers, and the drafts of the prompt's worked examples."""

    rights: Sequence[Right]
    examples: Sequence[Item] = ()
    by_paragraph: Mapping[tuple[str, int], Sequence[Right]] = field(default_factory=dict)

    def beside(self, right: Right, kind: str) -> list[Right]:
        """Other right drafts of a kind from the same paragraph."""
        found = self.by_paragraph.get((right.document.id, right.paragraph), ())
        return [one for one in found if one.kind == kind and one is not right]

    def elsewhere(self, right: Right, kind: str) -> list[Right]:
        """Right drafts of a kind from other paragraphs of the same document."""
        return [
            one for (document, index), rights in self.by_paragraph.items()
            if document == right.document.id and index != right.paragraph
            for one in rights if one.kind == kind
        ]  # fmt: skip


def material(rights: Sequence[Right], examples: Sequence[Item] = ()) -> Material:
    """Index right answers by their paragraph."""
    found: dict[tuple[str, int], list[Right]] = {}
    for one in rights:
        found.setdefault((one.document.id, one.paragraph), []).append(one)
    return Material(rights, examples, found)


def false(right: Right, **changes: Any) -> list[Item]:
    """An answer with the one draft, some fields changed."""
    return [(right.kind, right.draft | changes)]


def pick(values: Sequence[Any], variant: int) -> Any:
    """One of several, by the variant's number; None of none."""
    return values[variant % len(values)] if values else None


def quote_or_claim(right: Right, old: str, new: str, variant: int) -> list[Item] | None:
    """Replace words in the quote, or in the claim for every second variant."""
    where = "claim" if right.kind == "statement" and variant % 2 else "quote"
    text = right.draft[where] or ""
    return false(right, **{where: text.replace(old, new, 1)}) if old in text else None


def digit(right: Right, variant: int, _: Material) -> list[Item] | None:
    """Another digit in a number of the quote or of the claim."""
    numbers = re.findall(r"\d[\d,.]*\d|\d", right.draft["quote"])
    old = pick(numbers, variant)
    return quote_or_claim(right, old, old[:-1] + old[-1].translate(DIGITS), variant) if old else None


def unit(right: Right, variant: int, _: Material) -> list[Item] | None:
    """Another unit behind a number of the quote or of the claim, each place with several units."""
    found = [
        (match, new)
        for old in UNITS
        for match in re.findall(
            rf"\d[\d,.]*[\s-]?{re.escape(old)}(?!\w)|{re.escape(old)}\d[\d,.]*", right.draft["quote"]
        )
        for new in (match.replace(old, other) for other in UNITS[old])
    ]
    place = pick(found, variant // 2)
    return quote_or_claim(right, *place, variant) if place else None


def name_in_claim(right: Right, variant: int, _: Material) -> list[Item] | None:
    """An invented name in the place of a name of the claim."""
    if right.kind != "statement":
        return None
    names = [
        match.group()
        for match in WORD.finditer(right.draft["claim"])
        if match.start() and match.group()[0].isupper() and match.group() not in {"I", "I'm", "I've"}
    ]
    old = pick(names, variant)
    return false(right, claim=right.draft["claim"].replace(old, pick(NAMES, variant))) if old else None


def speaker_swapped(right: Right, variant: int, given: Material) -> list[Item] | None:
    """The speaker of another statement of the paragraph, or somebody else whom it names.

    Another word for the same person would be no falsification: so a pronoun, which may stand for anybody, is
    left alone, and only a name is exchanged for a name that nothing in the answers calls a speaker.
    """
    speaker = right.draft["speaker"] if right.kind == "statement" else None
    if not speaker or speaker.lower() in PRONOUNS:
        return None
    mine, known = _parts(speaker, right.draft["speaker_name"]), right.draft["speaker_name"]
    beside = [one.draft for one in given.beside(right, "statement") if one.draft["speaker"]]
    others = [
        one["speaker"] for one in beside
        if not mine & _parts(one["speaker"], one["speaker_name"])
        and (known is None or one["speaker_name"] != known) and one["speaker"].lower() not in PRONOUNS
    ]  # fmt: skip
    if speaker.split()[-1][0].isupper():
        rest = right.home.text.replace(right.draft["quote"], " ")
        others += [
            name for name in CAPITALS.findall(rest)
            if FULL_NAME.fullmatch(name) and not mine & _parts(name, None) and not re.search(rf"{re.escape(speaker)},? {name}", rest)
        ]  # fmt: skip
    other = pick(list(dict.fromkeys(others)), variant)
    return false(right, speaker=other, speaker_name=None) if other else None


def _parts(speaker: str, name: str | None) -> set[str]:
    """The words of a mention and of the full name behind it."""
    return set(re.findall(r"\w+", f"{speaker} {name or ''}".lower()))


def speaker_elsewhere(right: Right, variant: int, given: Material) -> list[Item] | None:
    """A speaker from another paragraph."""
    if right.kind != "statement":
        return None
    others = [one.draft["speaker"] for one in given.elsewhere(right, "statement") if one.draft["speaker"]]
    other = pick(
        sorted(
            {one for one in others if not re.search(rf"\b{re.escape(one)}\b", right.home.text, re.IGNORECASE)}
        ),
        variant,
    )
    return false(right, speaker=other, speaker_name=None, speaker_type="person") if other else None


def negation_cut(right: Right, variant: int, __: Material) -> list[Item] | None:
    """The quote begins behind one of its negators, or a word further, and what is left is called positive."""
    match = pick(list(NEGATOR.finditer(right.draft["quote"])), variant // 2)
    rest = right.draft["quote"][match.end() :].strip(" ,") if match else ""
    if variant % 2:
        dropped, _, rest = rest.partition(" ")
        rest = "" if dropped.endswith((",", ";")) else rest  # what is left would be a clause of its own
    if right.draft.get("polarity") != "negative" or right.draft.get("act") == "ask" or len(rest.split()) < 3:
        return None
    trigger = right.draft.get("trigger")
    if trigger and trigger not in rest:
        return None
    changes = {"quote": rest, "polarity": "positive"}
    return false(right, **changes | ({"claim": rest} if right.kind == "statement" else {}))


def negation_added(right: Right, _: int, __: Material) -> list[Item] | None:
    """The claim denies what the quote says."""
    if (
        right.kind != "statement"
        or NEGATOR.search(right.draft["quote"])
        or right.draft["act"] in {"ask", "deny"}
    ):
        return None
    return false(right, claim=f"It is not so that {right.draft['claim']}")


def modality_asserted(right: Right, variant: int, _: Material) -> list[Item] | None:
    """A planned or alleged event told as a fact, every second time with its whole sentence as the quote."""
    if right.draft.get("modality") not in {"planned", "alleged"}:
        return None
    if not variant % 2:
        return false(right, modality="asserted")
    start = right.document.text.index(right.draft["quote"], right.home.start)
    sentence = next((one for one in right.document.sentences(right.home) if one[0] <= start < one[1]), None)
    quote = right.document.text[slice(*sentence)] if sentence else ""
    if right.draft["quote"] not in quote or len(quote.split()) > MAX_WORDS:
        return None
    return false(right, modality="asserted", quote=quote)


def hedge_dropped(right: Right, variant: int, _: Material) -> list[Item] | None:
    """The claim leaves the quote's hedge out, or has the contrary in its place."""
    if right.kind != "statement" or len(HEDGE.findall(right.draft["claim"])) != 1:
        return None
    claim = re.sub(r"\s+", " ", HEDGE.sub(pick(("", "certainly", "clearly"), variant), right.draft["claim"]))
    return false(right, claim=claim) if HEDGE.search(right.draft["quote"]) else None


def attribution_dropped(right: Right, _: int, __: Material) -> list[Item] | None:
    """What somebody said, as the author's own words."""
    said = right.kind == "statement" and right.draft["speaker_type"] != "author" and right.draft["cue"]
    return false(right, speaker=None, speaker_name=None, speaker_type="author", cue=None) if said else None


def question_sold(right: Right, variant: int, _: Material) -> list[Item] | None:
    """A question recorded as an assertion, or as another act that asserts."""
    act = pick(("assert", "criticize", "deny", "support", "demand", "threaten", "commit"), variant)
    return false(right, act=act) if right.draft.get("act") == "ask" else None


def meaning_turned(right: Right, variant: int, __: Material) -> list[Item] | None:
    """The quote begins just behind the word that turned its meaning."""
    matches = list(TURN.finditer(right.draft["quote"]))
    match = pick(matches, variant)
    rest = right.draft["quote"][match.end() :].strip(" ,") if match else ""
    if len(rest.split()) < 3 or NEGATOR.search(rest) or TURN.search(rest):
        return None
    if right.kind == "statement":
        return false(right, quote=rest, claim=rest, polarity="positive")
    trigger = right.draft.get("trigger")
    return (
        false(right, quote=rest, modality="asserted", polarity="positive")
        if trigger and rest.find(trigger) in range(20)
        else None
    )


def spliced(right: Right, variant: int, given: Material) -> list[Item] | None:
    """The first half of one quote and the second half of another, from one paragraph."""
    others = given.beside(right, right.kind)
    other = pick(
        [
            one
            for one in others
            if one.draft["quote"] not in right.draft["quote"]
            and right.draft["quote"] not in one.draft["quote"]
        ],
        variant,
    )
    if other is None:
        return None
    mine, theirs = right.draft["quote"].split(), other.draft["quote"].split()
    joined = " ".join([*mine[: max(len(mine) // 2, 2)], *theirs[len(theirs) // 2 :]])
    return None if joined in right.home.text else false(right, quote=joined)


def other_paragraph(right: Right, variant: int, given: Material) -> list[Item] | None:
    """A quote that stands in another paragraph."""
    other = pick(
        [one for one in given.elsewhere(right, right.kind) if one.draft["quote"] not in right.home.text],
        variant,
    )
    return false(right, quote=other.draft["quote"]) if other else None


def other_article(right: Right, variant: int, given: Material) -> list[Item] | None:
    """A quote that stands in another article."""
    others = given.rights
    other = others[(variant * 37 + len(right.draft["quote"])) % len(others)]
    return (
        false(right, quote=other.draft["quote"]) if other.draft["quote"] not in right.document.text else None
    )


def word_altered(right: Right, variant: int, _: Material) -> list[Item] | None:
    """One word of the quote is another one."""
    words = right.draft["quote"].split()
    places = [index for index, word in enumerate(words) if word in SWAPS]
    place = pick(places, variant)
    if place is None:
        return None
    words[place] = SWAPS[words[place]]
    return false(right, quote=" ".join(words))


def number_added(right: Right, variant: int, _: Material) -> list[Item] | None:
    """A number in the claim that the text does not have."""
    if right.kind != "statement":
        return None
    number = pick(("417", "9,430", "63 million", "eighty-nine", "7.35"), variant)
    return (
        None
        if number in right.document.text
        else false(right, claim=f"{right.draft['claim'].rstrip('.')}, {number} in all.")
    )


def date_added(right: Right, variant: int, _: Material) -> list[Item] | None:
    """A date in the claim, or as an event's time, that the text does not have."""
    date = pick(("3 October 1987", "on July 29", "in 1911", "March 23, 1963"), variant)
    if any(part in right.document.text for part in re.findall(r"[A-Z][a-z]+|\d{4}", date)):
        return None
    if right.kind == "event":
        return false(right, time=date.removeprefix("on ").removeprefix("in "))
    return (
        false(right, claim=f"{right.draft['claim'].rstrip('.')} ({date}).")
        if right.kind == "statement"
        else None
    )


def trigger_outside(right: Right, variant: int, _: Material) -> list[Item] | None:
    """A trigger from the paragraph that the quote does not have."""
    if right.kind != "event":
        return None
    words = [
        word
        for word in WORD.findall(right.home.text)
        if len(word) > 5 and word.lower() not in right.draft["quote"].lower()
    ]
    word = pick(words, variant)
    return false(right, trigger=word) if word else None


def participant_elsewhere(right: Right, variant: int, _: Material) -> list[Item] | None:
    """A participant whom only another paragraph names."""
    if right.kind != "event":
        return None
    names = [
        name for one in right.document.body if one.index != right.paragraph
        for name in re.findall(r"(?<=[a-z,] )[A-Z][a-z]+(?: [A-Z][a-z]+)*", one.text)
        if not re.search(rf"\b{re.escape(name)}\b", right.home.text, re.IGNORECASE)
    ]  # fmt: skip
    name = pick(names, variant)
    extra = {"role": "actor", "mention": name, "name": name}
    return false(right, participants=[*right.draft["participants"], extra][-5:]) if name else None


def boilerplate_quoted(right: Right, variant: int, _: Material) -> list[Item] | None:
    """Words of a byline, a biography or the page's furniture as a statement."""
    zones = [
        one
        for one in right.document.paragraphs
        if one.zone in {"bio", "boilerplate", "byline"} and len(one.text.split()) >= 4
    ]
    home = pick(zones, variant)
    if home is None:
        return None
    first = variant % 5
    quote = " ".join(home.text.split()[first : first + 8]).strip(".,;")
    draft = {
        "ref": "s1", "quote": quote, "speaker": None, "speaker_name": None, "speaker_type": "author", "cue": None,
        "act": "assert", "polarity": "positive", "claim": quote, "time": None, "@paragraph": home.index,
    }  # fmt: skip
    return [("statement", draft)] if quote in home.text and len(quote.split()) >= 4 else None


def prompt_echoed(_: Right, variant: int, given: Material) -> list[Item] | None:
    """A draft of the prompt's own worked example."""
    example = pick(given.examples, variant)
    return [example] if example else None


def relation_without_end(right: Right, variant: int, _: Material) -> list[Item] | None:
    """A relation to a claim that is not there."""
    if right.kind not in {"event", "statement"}:
        return None
    draft = {"type": pick(("before", "same_as", "causes"), variant), "source": right.draft["ref"], "target": "e99",
             "quote": right.draft["quote"], "signal": None}  # fmt: skip
    return [(right.kind, right.draft), ("relation", draft)]


def cause_without_signal(right: Right, variant: int, given: Material) -> list[Item] | None:
    """A cause that no word of the text states, between two claims that stand side by side."""
    other = pick(given.beside(right, right.kind), variant)
    if right.kind != "event" or other is None:
        return None
    first, second = right.draft | {"ref": "e1"}, other.draft | {"ref": "e2"}
    return [
        ("event", first),
        ("event", second),
        (
            "relation",
            {"type": "causes", "source": "e1", "target": "e2", "quote": right.draft["quote"], "signal": None},
        ),
    ]


def duplicate(right: Right, variant: int, _: Material) -> list[Item] | None:
    """The same draft twice, every second time with other wording."""
    if right.kind == "cause":
        return None
    changes = (
        {"claim": right.draft["claim"].rstrip(".") + "."} if right.kind == "statement" and variant % 2 else {}
    )
    return [(right.kind, right.draft), (right.kind, right.draft | {"ref": "x2"} | changes)]


KINDS: dict[str, Any] = {
    "digit": digit, "unit": unit, "name in claim": name_in_claim, "speaker swapped": speaker_swapped,
    "speaker from another paragraph": speaker_elsewhere, "negation cut off": negation_cut,
    "negation added to claim": negation_added, "modality asserted": modality_asserted, "hedge dropped": hedge_dropped,
    "attribution dropped": attribution_dropped, "question sold as assertion": question_sold,
    "quote cut, meaning turned": meaning_turned, "two quotes spliced": spliced,
    "quote from another paragraph": other_paragraph, "quote from another article": other_article,
    "one word altered": word_altered, "number not in text": number_added, "date from nowhere": date_added,
    "trigger outside quote": trigger_outside, "participant elsewhere": participant_elsewhere,
    "bio or boilerplate quoted": boilerplate_quoted, "prompt example echoed": prompt_echoed,
    "relation with missing end": relation_without_end, "cause without signal": cause_without_signal,
    "duplicate": duplicate,
}  # fmt: skip


class Saboteur:
    """A provider that knows the right answers and gives each paragraph's with one draft falsified.

    ``answers`` maps a paragraph (document id, index) to the items to give, as ``KINDS`` makes them.
    """

    name, model = "saboteur", "falsified"

    def __init__(self, answers: Mapping[tuple[str, int], Sequence[Item]]) -> None:
        """Keep the answers."""
        self.answers = answers

    async def __call__(self, request: Request) -> Reply:
        """The paragraph's answer, empty where there is none."""
        items: dict[str, list[Any]] = {}
        for kind, draft in self.answers.get((request.document.id, request.paragraph.index), ()):
            items.setdefault(kind, []).append({key: value for key, value in draft.items() if key[0] != "@"})
        return Reply(items=items, provider=self.name, model=self.model)
