"""The terminal table, on runs made by hand: what a person sees of claims, refusals and failures."""

from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from rich.cells import cell_len

from llmclaims.documents.document import Document
from llmclaims.errors import ConfigError
from llmclaims.export.formats import formats, writer
from llmclaims.export.shared.claim_view import rows
from llmclaims.export.shared.terminal import printable
from llmclaims.runs.extraction import Extraction, records
from llmclaims.runs.records import Run, Summary
from llmclaims.schema.annotations import Cited, Mention
from llmclaims.schema.claims import Claim, Failure, Nearest, Rejection, claim_id
from llmclaims.schema.news import Event, Relation, Statement
from llmclaims.schema.usage import Usage
from llmclaims.verification.verifier import verify
from tests.support.html_runs import called

TEXT = """Ferry Line Halts Night Crossings After Collision

Port Halden, May 3, 2026: The Halden Ferry Line cancelled its night crossings on Friday because a trawler had rammed the Sea Lark. “We did not see a light on that boat,” Captain Mo Ruud said.

She added that nobody was hurt. The harbour office plans to question both crews on Monday.
"""


class Pledge(Cited):
    """Something that somebody promises, as a user might define it."""

    promiser: Mention
    amount: Mention | None


def placed(document: Document, kind: str, body: Cited, **given: object) -> Claim:
    """A claim whose quote and mentions stand in the document's text."""
    start = document.text.index(body.quote)
    where = next(one.index for one in document.paragraphs if one.start <= start < one.end)
    mentions = {}
    if isinstance(body, Event):
        at = document.text.index(body.trigger, start)
        mentions = {"trigger": ((at, at + len(body.trigger)),)}
    span = (start, start + len(body.quote))
    name = claim_id(document.id, kind, (span,), body.model_dump(mode="json", warnings=False))
    defaults = {"id": name, "tier": "exact", "mentions": mentions} | given
    return Claim(
        kind=kind,
        document=document.id,
        paragraph=where,
        spans=(span,),
        quote=body.quote,
        body=body,
        **defaults,
    )


def event(quote: str, trigger: str, **given: object) -> Event:
    """An event with nothing but what a test is about."""
    blank = dict.fromkeys(("location", "time", "quantity"))
    plain = {"ref": "e", "type": "OTHER", "participants": [], "modality": "asserted", "polarity": "positive"}
    return Event(**blank | plain | {"quote": quote, "trigger": trigger} | given)


def statement(quote: str, speaker: str | None, cue: str | None = "said", **given: object) -> Statement:
    """A statement with nothing but what a test is about."""
    plain = {
        "ref": "s",
        "speaker_name": None,
        "speaker_type": "person",
        "act": "assert",
        "polarity": "positive",
    }
    return Statement(
        **plain | {"quote": quote, "speaker": speaker, "cue": cue, "claim": quote, "time": None} | given
    )


def ferry() -> Extraction:
    """A run over one invented article: six claims, two refusals, one paragraph that failed."""
    document = Document.from_text(TEXT, path="ferry.txt")
    halt = event(
        "The Halden Ferry Line cancelled its night crossings on Friday",
        "cancelled",
        time="Friday",
        participants=[{"role": "actor", "mention": "The Halden Ferry Line", "name": None}],
    )
    crash = event("a trawler had rammed the Sea Lark", "rammed", type="ASSAULT")
    light = statement("We did not see a light on that boat", "Captain Mo Ruud", polarity="negative")
    hurt = statement("nobody was hurt", "She", "added", speaker_name="Mo Ruud", polarity="negative")
    plan = event(
        "The harbour office plans to question both crews on Monday",
        "question",
        type="COERCE",
        modality="planned",
    )
    because = Relation(
        type="causes", source="", target="", signal="because",
        quote="because a trawler had rammed the Sea Lark",
    )  # fmt: skip
    note = {"notes": {"SPEAKER_FAR_FROM_CUE": "Other names stand between the speaker and “added”."}}
    first = placed(document, "event", halt, derived={"time_value": "2026-05-01"})
    cause = placed(document, "event", crash)
    because = because.model_copy(update={"source": cause.id, "target": first.id})
    refused = Rejection(
        kind="statement",
        document=document.id,
        paragraph=1,
        code="NEGATION_ALTERED",
        message="The quote leaves out “not”.",
        nearest=Nearest(start=0, end=3, text="We did not see a light on that boat"),
        draft={"quote": "We did see a light on that boat"},
    )
    odd = Rejection(
        kind="event", document=document.id, paragraph=2, code="SCHEMA_INVALID", message="trigger: missing.",
        nearest=None, draft=["not", "an object"],
    )  # fmt: skip
    failure = Failure(
        document=document.id,
        paragraph=2,
        error="ProviderUnavailableError",
        message="No answer in 60 s.",
        attempts=6,
    )
    found = (
        document,
        first,
        cause,
        placed(document, "statement", light, derived={"form": "direct"}),
        placed(document, "relation", because, repaired=True),
        refused,
        placed(
            document, "statement", hurt, derived={"form": "indirect", **note}, codes=("SPEAKER_FAR_FROM_CUE",)
        ),
        placed(document, "event", plan),
        odd,
        failure,
    )
    summary = Summary(
        paragraphs=2, done=1, failed=1, proposed=8, accepted=6, rejected=2,
        usage=Usage(requests=3, cache_hits=1, input_tokens=4200, cached_input_tokens=1000, output_tokens=310, cost=None),
    )  # fmt: skip
    return Extraction(run=Run(provider="openai", model="a-model"), records=found, summary=summary)


def table(run: Extraction, **given: int) -> str:
    """The run as its table in a pipe."""
    out = io.StringIO()
    writer("table")(records(run), out, **given)
    return out.getvalue()


def lines_of(run: Extraction) -> list[str]:
    """The table's lines."""
    return table(run).splitlines()


def one_claim(body: Cited, text: str, kind: str, **given: object) -> Extraction:
    """A run with one claim over a text of its own."""
    document = Document.from_text(text, path="one.txt")
    return Extraction(
        run=Run(provider="builtin", model="rules-1"),
        records=(document, placed(document, kind, body, **given)),
    )


SHOWN = [
    # the title heads its document
    "Ferry Line Halts Night Crossings After Collision",
    # path, dateline and what was found stand below it
    "ferry.txt · Port Halden, May 3, 2026 · 2 statements, 3 events, 1 relation",
    # an event of no special type shows its trigger
    "{e1}  cancelled ",
    # any other its type too
    "{e2}  ASSAULT rammed ",
    # a participant under its role, a date with what it was resolved to
    "actor: The Halden Ferry Line; time: Friday (2026-05-01)",
    # a statement its speaker
    "{s1}  Captain Mo Ruud ",
    # a pronoun with the name behind it
    "{s2}  Mo Ruud (“She”) ",
    # the cue, what does not go without saying, and the form
    "added, negative, indirect",
    # modality where it is not the plain one
    "planned",
    # a relation by the handles of its ends
    "{r1}  {e2} -causes-> {e1} ",
    # a claim whose quote the model corrected says so
    "repaired",
    # the source's words in quotation marks
    "“We did not see a light on that boat”",
    # a flag with its sentence
    "! SPEAKER_FAR_FROM_CUE: Other names stand between the speaker and “added”.",
    # refused drafts counted by reason
    "2 of 8 drafts rejected: NEGATION_ALTERED 1, SCHEMA_INVALID 1",
    # each with its code and its quote
    "NEGATION_ALTERED: statement “We did see a light on that boat”",
    # what differs
    "The quote leaves out “not”.",
    # and the words of the source that come nearest
    "nearest: “We did not see a light on that boat”",
    # a draft without a quote as it came
    'SCHEMA_INVALID: event ["not", "an object"]',
    # a paragraph that failed, with its number as in the file
    "Failed after 6 tries, ¶2: No answer in 60 s.",
    # the tally
    "1 document, 2 paragraphs: 1 done, 1 failed",
    # claims and flags
    "6 claims: 2 statements, 3 events, 1 relation; 1 flagged (SPEAKER_FAR_FROM_CUE 1)",
    # tokens, and a cost that nobody knows
    "openai a-model: 3 requests, 1 answer from the cache; 4,200 tokens in (1,000 cached), 310 out; cost unknown",
]


@pytest.mark.parametrize("shown", SHOWN)
def test_a_person_sees(shown, monkeypatch):
    """Each thing that a reader needs stands in the table."""
    monkeypatch.setenv("COLUMNS", "140")
    for name, handle in called(ferry()).items():
        shown = shown.replace(f"{{{name}}}", handle)
    assert shown in table(ferry())


@pytest.mark.parametrize("width", [60, 80, 100, 120, 200])
def test_every_line_fits_and_no_word_is_lost(width, monkeypatch):
    """At any width no line is longer than the screen, and every quote is there to its last word."""
    monkeypatch.setenv("COLUMNS", str(width))
    lines = lines_of(ferry())
    assert max(map(cell_len, lines)) <= width
    assert all(line == line.rstrip() for line in lines)
    words = re.findall(r"\w+", " ".join(lines))
    for claim in ferry().claims:
        assert not set(re.findall(r"\w+", claim.quote)) - set(words)


def test_a_pipe_without_columns_gets_eighty(monkeypatch):
    """Where nobody says how wide it is, the table is 80 columns wide and has no colours."""
    monkeypatch.delenv("COLUMNS", raising=False)
    text = table(ferry())
    assert 70 < max(map(cell_len, text.splitlines())) <= 80
    assert "\x1b" not in text


def test_long_quotes_wrap_to_their_end():
    """A quote of many lines, without a place to break it, and in wide characters, is there in full."""
    quote = "so " * 200 + "x" * 300 + " " + "雨" * 150 + " end"
    body = statement(quote.strip(), "Ann Oduya")
    shown = table(one_claim(body, f"Ann Oduya said {quote}.", "statement"))
    quoted = "".join(line[30:] for line in shown.splitlines()).replace(" ", "")
    assert quote.replace(" ", "") in quoted
    assert max(map(cell_len, shown.splitlines())) <= 80


def test_offsets_show_where_there_is_room(monkeypatch):
    """From 100 columns on each claim has its place in code points, as the file has it."""
    monkeypatch.setenv("COLUMNS", "100")
    claim = ferry().claims[0]
    assert f"{claim.start}-{claim.end}" in table(ferry())


HOSTILE = [
    ("\x1b[2Jwipes the screen away", r"\x1b[2Jwipes"),  # an escape sequence
    ("\x9b31mcolours it all red", r"\x9b31mcolours"),  # the same in one character of C1
    ("\x1b]0;new title\x07 for the window", r"\x1b]0;new title\x07"),  # a title and a bell
    ("[bold red]markup[/] of the layout", "[bold red]markup[/]"),  # rich's own markup
    (":skull: is not a picture", ":skull: is"),  # a name of an emoji
    ("[link=https://a.example]press here", "[link=https://a.example]press here"),  # a link in markup
    ("right\u202eto left it goes", r"right\u202eto left"),  # turns the reading order around
    ("hidden\U000e0041\U000e0042 in tag characters", r"hidden\U000e0041\U000e0042 in"),  # what no font shows
    ("half \ud800 of a pair", r"half \ud800 of"),  # cannot be written as UTF-8
    ("one\rover the other", "one over the other"),  # a carriage return overwrites the line
    ("broken\n  over two\tlines", "broken over two lines"),  # a hard-wrapped quote reads as one
]


@pytest.mark.parametrize(("said", "shown"), HOSTILE)
def test_what_others_wrote_is_data(said, shown):
    """Article text and model output cannot drive the terminal, wherever they appear."""
    body = statement(said, said, said, speaker_name=said)
    run = one_claim(
        body, said, "statement", codes=("A_CODE",), derived={"notes": {"A_CODE": said}, "form": said}
    )
    rejection = Rejection(
        kind=said, document="x", paragraph=1, code=said, message=said, draft={"quote": f"a {said}"},
        nearest=Nearest(start=0, end=1, text=said),
    )  # fmt: skip
    failure = Failure(document=said, paragraph=None, error="DocumentError", message=said)
    run = Extraction(run=run.run, records=(*run.records, rejection, failure), summary=run.summary)
    text = table(run)
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\ud800-\udfff\U000e0000-\U000e007f]", text)
    assert shown.replace(" ", "") in re.sub(r"\s+", "", text)


def test_joiners_and_accents_stay():
    """What scripts and emoji need is left as it is."""
    text = "می‌خواهم café 👩‍🚒 \u200f"
    assert printable(text) == text


def test_a_model_of_ones_own_shows_its_fields():
    """A user's kind is named, gets a handle of its own, and shows what it holds."""
    text = "Ann Oduya said she would pay 5,000 crowns to the school."
    document = Document.from_text(text, path="pledge.txt")
    body = Pledge(quote="would pay 5,000 crowns to the school", promiser="Ann Oduya", amount="5,000 crowns")
    shown = table(
        Extraction(run=Run(provider="p", model="m"), records=(document, placed(document, "pledge", body)))
    )
    assert re.search(r" p[0-9a-f]{6}  pledge", shown)
    assert "promiser: Ann Oduya" in shown
    assert "1 claim: 1 pledge" in shown


def test_a_handle_begins_the_claims_id_and_no_other_claims():
    """Seven signs tell claims apart; where two ids begin alike, both get so many that they differ."""
    document = Document.from_text("Ann Oduya said nobody was hurt.")
    body = statement("nobody was hurt", "Ann Oduya")
    ids = ["s111111aaaaaa", "s222222aaaaaa", "s222222abbbbb", "s222222c", "s22"]
    found = [row.handle for row in rows([placed(document, "statement", body, id=one) for one in ids])]
    assert found == ["s111111", "s222222aa", "s222222ab", "s222222c", "s22"]


def test_a_name_that_was_left_out_is_told():
    """A person sees which name the model gave and the document does not have."""
    document = Document.from_text("Ann Oduya said nobody was hurt.")
    left_out = {"emptied": {"speaker_name": "Ann Jo Oduya"}}
    said = placed(document, "statement", statement("nobody was hurt", "Ann Oduya"), derived=left_out)
    assert "speaker_name: left empty, “Ann Jo Oduya” is not in the document" in rows([said])[0].details


def test_a_trigger_is_marked_in_its_quote():
    """The word that an event rests on stands out in the quote."""
    row = rows(ferry().events)[1]
    assert row.quote == (("a trawler had ", False), ("rammed", True), (" the Sea Lark", False))


def test_our_quotation_marks_are_not_the_sources():
    """A quote with quotation marks of its own stands in others, and an act that its cue names is not said twice."""
    said = statement("it called that “a mere formality”", "The board", "denied", act="deny")
    shown = table(one_claim(said, f"The board denied {said.quote}.", "statement", derived={"form": "mixed"}))
    assert "«it called that “a mere formality”»" in shown
    assert "denied, mixed" in shown


def test_the_most_salient_claims_keep_their_order_and_their_handles(monkeypatch):
    """Two of six are shown as the source has them; the counts are those of all, and a line says what is not shown."""
    monkeypatch.setenv("COLUMNS", "120")
    run = ferry()
    worth = {"cancelled": 0.4, "question": 0.9}
    ranked = [
        replace(one, derived={**one.derived, "salience": worth.get(getattr(one.body, "trigger", ""), 0.1)})
        if isinstance(one, Claim)
        else one
        for one in run.records
    ]
    run = replace(run, records=tuple(ranked))
    whole, some = table(run), table(run, top=2)
    known = called(run)
    assert [line[4:28] for line in some.splitlines() if " e" in line[:5]] == [
        f"{known['e1']}  cancelled      ",
        f"{known['e3']}  COERCE question",
    ]
    assert "planned, salience 0.90" in some
    assert "2 of 6 claims shown, the most salient; a run that is saved with -o keeps them all" in " ".join(
        some.split()
    )
    assert "2 statements, 3 events, 1 relation" in some
    assert "2 of 8 drafts rejected" in some
    assert "salience" not in whole
    assert "claims shown" not in table(run, top=6)


def test_a_claim_is_called_the_same_wherever_it_stands():
    """Beside other claims, in another run or alone with the most salient, a claim keeps its handle."""
    run = ferry()
    alone = Extraction(run=run.run, records=(run.records[0], run.events[1]), summary=run.summary)
    assert f" {run.events[1].id[:7]}  ASSAULT rammed" in table(alone)
    twice = Extraction(run=run.run, records=run.records * 2, summary=run.summary)
    assert table(twice).count(f" {run.events[0].id[:7]}  cancelled") == 2


def test_colours_on_a_terminal_only_and_not_against_the_readers_wish(monkeypatch):
    """A terminal gets colours, but none where NO_COLOR is set."""

    class Screen(io.StringIO):
        def isatty(self):
            return True

    monkeypatch.setenv("TERM", "xterm-256color")
    monkeypatch.setenv("COLUMNS", "80")
    found = {}
    for value in ("", "1"):
        monkeypatch.setenv("NO_COLOR", value)
        screen = Screen()
        writer("table")(records(ferry()), screen)
        found[value] = re.findall(r"\x1b\[[0-9;]*m", screen.getvalue())
    assert any("32" in code for code in found[""])
    assert not any(re.search(r"[;\[](3|4|9)\d", code) for code in found["1"])


COSTS = [
    (Usage(), "no model was asked, no cost"),  # the builtin rules
    (Usage(cache_hits=2), "2 answers from the cache; no tokens; cost 0.0000"),  # paid for earlier
    (Usage(requests=1, cost=None), "1 request; tokens unknown; cost unknown"),  # a server that counts nothing
    (
        Usage(requests=1, input_tokens=9, output_tokens=1, cost=0.5),
        "9 tokens in, 1 out; cost 0.5000",
    ),  # all known
]


@pytest.mark.parametrize(("usage", "said"), COSTS)
def test_cost_is_never_made_up(usage, said):
    """What is unknown is called unknown, and only what cost nothing is nothing."""
    run = ferry()
    summary = Summary(usage=usage)
    shown = " ".join(table(Extraction(run=run.run, records=run.records, summary=summary)).split())
    assert said in shown


def test_what_was_finished_shows_when_a_run_breaks_off():
    """Without a summary the last document is printed all the same, and the end says that it broke off."""
    out = io.StringIO()
    writer("table")(iter([ferry().run, *ferry().records[:3]]), out)
    assert "ASSAULT rammed" in out.getvalue()
    assert "the run broke off" in out.getvalue()


def test_alike_failures_are_one_line():
    """Paragraphs that were never asked for one reason take one line, not one each."""
    document = Document.from_text(TEXT, path="ferry.txt")
    skipped = [
        Failure(document=document.id, paragraph=n, error="Skipped", message="Not asked: it ended.")
        for n in (1, 2)
    ]
    run = Extraction(
        run=Run(provider="p", model="m"),
        records=(document, *skipped),
        summary=Summary(skipped=2, paragraphs=2),
    )
    assert "Left out, ¶1, ¶2: Not asked: it ended." in table(run)


def test_a_format_is_named_or_refused():
    """The shipped formats are known by name; another name says what there is."""
    assert list(formats())[:2] == ["jsonl", "table"]
    with pytest.raises(ConfigError, match="choose one of jsonl, table"):
        writer("ods")


def test_jsonl_is_the_file_that_save_writes(tmp_path):
    """The format jsonl and ``Extraction.save`` write the same bytes."""
    ferry().save(tmp_path / "run.jsonl")
    out = io.StringIO(newline="")
    writer("jsonl")(records(ferry()), out)
    assert (tmp_path / "run.jsonl").read_text(encoding="utf-8") == out.getvalue()


def test_a_weekday_of_no_known_week_is_told_in_words():
    """With what would tell which one; a day that is known stands as it is."""
    said = "She closed the gate on Thursday"
    for day, shown in (("2026-03-06", "2026-03-05"), (None, "a Thursday; --published tells which")):
        document = Document.from_text(f"Rows at the dam\n\n{said}.\n", published=day, language="en")
        draft = Event(
            quote=said, trigger="closed", type="OTHER", participants=[], time="Thursday",
            modality="asserted", polarity="positive",
        )  # fmt: skip
        assert f"time: Thursday ({shown})" in rows([verify(draft, document)])[0].details
