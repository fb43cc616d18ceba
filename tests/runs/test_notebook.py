"""A run in a notebook: how it shows itself, and the example that runs from its first cell to its last."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from llmclaims import Document, Extraction, load
from llmclaims.runs.notebook import SHOWN
from llmclaims.schema.claims import Nearest
from tests.support import ROOT
from tests.support.export_runs import hard_run

EXAMPLES = ROOT / "examples"
_SAFE = {
    "div",
    "p",
    "table",
    "thead",
    "tbody",
    "tr",
    "th",
    "td",
    "mark",
    "bdi",
    "code",
    "details",
    "summary",
    "ul",
    "li",
}


class _Reader(HTMLParser):
    """The tags, attributes and text of a fragment."""

    def __init__(self, fragment):
        super().__init__()
        self.tags, self.attributes, self.text, self.marked, self._in_mark = [], set(), "", [], False
        self.feed(fragment)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "mark":
            self._in_mark = True
            self.marked.append("")

    def handle_endtag(self, tag):
        self._in_mark = self._in_mark and tag != "mark"

    def handle_data(self, data):
        self.text += data
        if self._in_mark:
            self.marked[-1] += data


@pytest.fixture(scope="module")
def run():
    """The run of ``export_runs``."""
    return hard_run()


def test_every_quote_is_marked_in_its_words(run):
    """Each part of each quote is marked, and the words of the article before and behind it are there."""
    read = _Reader(run._repr_html_())
    wanted = []
    for claim in run.claims:
        text = next((one.text for one in run.documents if one.id == claim.document), "")
        wanted += [text[start:end] for start, end in claim.spans] or [
            one["quote"] for one in claim.derived["evidence"]
        ]
    # An HTML parser reads a carriage return as a line feed.
    assert read.marked == [one.replace("\r\n", "\n") for one in wanted]
    assert "in all of the four weeks" in read.text
    assert "said Ana Brook, who leads the union." in read.text


def test_refusals_and_failures_are_there(run):
    """Nothing vanishes: what was refused or failed stands under the table with its reason."""
    text = _Reader(run._repr_html_()).text
    assert "3 documents, 10 claims" in text
    assert "1 draft refused, 2 failed" in text
    for part in (
        "WORDS_ALTERED",
        "The quote alters “laughed”.",
        "Nearest: “Harbour”",
        "ReplyError",
        "gone.txt does not exist.",
    ):
        assert part in text


ATTACKS = (
    "<script>alert(1)</script>",  # a script
    '"><img src=x onerror=alert(1)>',  # out of an attribute
    "</mark></td></table><h1>gone",  # out of the table
    "<!-- hidden",  # a comment that swallows the rest
    "<![CDATA[",  # a section
    "&lt;b&gt;",  # what is escaped already
    "$$\\href{javascript:alert(1)}{x}$$",  # mathematics that a notebook sets
    "\u202eevil\u2066",  # marks that turn the line around
)


@pytest.mark.parametrize("attack", ATTACKS)
def test_articles_and_answers_are_text(run, attack):
    """Markup in any field is shown as it is: only the table's own tags are there, and no link, source or handler."""
    text = f"Title\n\n{attack} said {attack} here is the line, she said.\n"
    document = Document.from_text(text, id=attack, path=attack)
    start = text.index(attack) + len(attack)
    claim = run.claims[1]
    body = claim.body.model_copy(update={"speaker": attack, "speaker_name": attack, "cue": attack})
    claim = replace(
        claim,
        id=attack,
        kind=attack,
        document=attack,
        paragraph=1,
        spans=((start, start + 20),),
        codes=(attack,),
        body=body,
    )
    refused = replace(
        run.rejections[0], code=attack, message=attack, nearest=Nearest(start=0, end=1, text=attack)
    )
    failed = replace(run.failures[0], error=attack, message=attack)
    shown = Extraction(run=run.run, records=(document, claim, refused, failed))._repr_html_()
    read = _Reader(shown)
    assert set(read.tags) <= _SAFE
    assert read.attributes <= {"style", "dir", "class"}
    assert shown.startswith(
        '<div class="tex2jax_ignore mathjax_ignore">'
    )  # two sums in dollars are no formula
    assert read.text.count(attack) >= 9
    assert not re.search(r"<!--|<!\[", shown)


def test_a_long_run_shows_its_first_claims(run):
    """A run of thousands does not fill the notebook: the rest is counted."""
    many = Extraction(run=run.run, records=(run.documents[0], *(run.claims[0],) * 1_234))
    read = _Reader(many._repr_html_())
    assert len(read.marked) == SHOWN
    assert "… and 1,134 more claims; .to_pandas() has them all." in read.text


def test_a_run_without_texts_shows_the_quotes(run, tmp_path):
    """Saved without texts, each quote stands alone."""
    run.save(tmp_path / "run.jsonl", text=False)
    read = _Reader(load(tmp_path / "run.jsonl")._repr_html_())
    assert run.statements[0].quote in read.marked


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.ipynb")), ids=lambda path: path.name)
def test_the_examples_are_kept_without_outputs(path):
    """What a cell printed on somebody's machine is not in the repository."""
    nbformat = pytest.importorskip("nbformat")
    book = nbformat.read(path, as_version=4)
    nbformat.validate(book)
    for cell in book.cells:
        if cell.cell_type == "code":
            assert cell.outputs == []
            assert cell.execution_count is None


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.ipynb")), ids=lambda path: path.name)
@pytest.mark.filterwarnings(
    "ignore::DeprecationWarning", "ignore::ResourceWarning"
)  # of the kernel's own client
def test_the_examples_run(path):
    """Every cell of every notebook runs on the seeds, without a model, a key or a network."""
    nbformat, nbclient = pytest.importorskip("nbformat"), pytest.importorskip("nbclient")
    pytest.importorskip("ipykernel")
    book = nbformat.read(path, as_version=4)
    nbclient.NotebookClient(
        book, timeout=120, kernel_name="python3", resources={"metadata": {"path": str(EXAMPLES)}}
    ).execute()
    shown = [
        output
        for cell in book.cells
        if cell.cell_type == "code"
        for output in cell.outputs
        if output.output_type in ("execute_result", "stream")
    ]
    assert len(shown) >= 5
    assert any("<mark>" in one.get("data", {}).get("text/html", "") for one in shown)
