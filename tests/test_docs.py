"""The documentation is true: each page does what it shows, names all there is, and loads nothing from elsewhere."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tomllib
from importlib.util import find_spec
from pathlib import Path

import click
import pytest

import llmclaims
from llmclaims import errors
from llmclaims.cli import command as group
from llmclaims.export.formats import SHIPPED
from llmclaims.verification.rules.registry import rules
from tests.support import ROOT
from tests.support.doc_pages import Reader, agrees, blocks, commands, differences, environment

DOCS = ROOT / "docs"
PLACE = re.compile(r"<!-- ::: [\w.]+ -->\n.*?<!-- ::: -->\n", re.DOTALL)
PAGES = {page.relative_to(DOCS).as_posix(): page.read_text(encoding="utf-8") for page in DOCS.rglob("*.md")}
FOLLOWED = sorted(
    name for name, page in PAGES.items() if any(block.language != "py" for block in blocks(page))
)


@pytest.mark.parametrize("name", FOLLOWED)
def test_a_page_shows_what_happens(name: str) -> None:
    """Whoever types the commands and the Python of a page sees what the page shows."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.support.doc_pages", str(DOCS / name)],
        cwd=ROOT, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, f"{done.stdout}\n{done.stderr}"


def test_every_block_is_followed_or_read() -> None:
    """No block of a page is passed over: it is typed, run, compared, written to a file, or read as JSON.

    Signatures stand in ``py`` blocks, which are written from the code.
    """
    for name, page in PAGES.items():
        assert "```py\n" not in PLACE.sub("", page), name
        for block in blocks(page):
            if block.language == "json":
                json.loads(block.body)
            else:
                assert block.title or block.language in {"console", "py", "python", "text"}, (
                    name,
                    block.body,
                )
        assert page.count("```") == 2 * len(blocks(page)), name


def test_what_a_page_shows_wrongly_is_found(tmp_path: Path) -> None:
    """Output that is not printed, Python that fails and a command that fails unsaid are told."""
    page = (
        "```console\n$ echo one\ntwo\n$ false\n$ echo right\nri…\n```\n"
        "```python\n1 / 0\n```\n```python\nprint(1)\n```\n```text\n1\n```\n"
    )
    found = differences(page, Reader(tmp_path, environment(tmp_path / "home")))
    assert [one.split("\n")[0] for one in found] == ["$ echo one", "$ false", "$ 1 / 0"]


def test_left_out_lines_are_left_out_only_where_marked() -> None:
    """An ellipsis stands for lines or for a part of one; without it everything must be there."""
    assert agrees(["a", "…", "d"], ["a", "b", "c", "d"])
    assert agrees(["a … d"], ["a b c d"])
    assert not agrees(["a", "d"], ["a", "b", "d"])
    assert not agrees(["…", "x"], ["a", "b"])


def test_every_public_name_is_in_the_reference() -> None:
    """All names of the package, and all exceptions, have their place."""
    reference = "\n".join(page for name, page in PAGES.items() if name.startswith("reference/"))
    named = {name.removeprefix("llmclaims.") for name in re.findall(r"<!-- ::: ([\w.]+) -->", reference)}
    assert set(llmclaims.__all__) | {"errors"} <= named
    assert all(error.__doc__ for error in vars(errors).values() if isinstance(error, type))


def test_the_reference_says_what_the_code_says() -> None:
    """Signatures and docstrings in the pages are those of the code; a page that was edited by hand is named."""
    run = [sys.executable, str(DOCS / "reference.py"), "--check"]
    done = subprocess.run(run, capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr
    assert PLACE.search(PAGES["howto/ray.md"])


def test_every_command_is_shown() -> None:
    """Each command of the program is typed or spelt on some page."""
    text = "\n".join(PAGES.values())
    for name in group.list_commands(click.Context(group)):
        assert re.search(rf"llmclaims {name}\b", text), name


def test_no_page_types_an_option_that_is_not_there() -> None:
    """Options in running text exist, as those in the blocks do."""
    context = click.Context(group)
    found = [group.get_command(context, name) for name in group.list_commands(context)]
    known = {option for command in found for one in command.params for option in one.opts}
    for name, page in PAGES.items():
        for option in re.findall(r"`(--[a-z][a-z-]+)", page):
            assert option in known, (name, option)


def test_every_format_and_extra_is_listed() -> None:
    """The page of formats has a row for each; the first page has every extra that a user may want."""
    for name in SHIPPED:
        assert f"| `{name}` |" in PAGES["formats.md"], name
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    for extra in set(project["optional-dependencies"]):
        assert f"`{extra}`" in PAGES["index.md"], extra


def test_every_rule_is_on_its_page() -> None:
    """Each code of each rule stands on the page of the rules."""
    for rule in rules():
        for code in rule.codes:
            assert f"`{code}`" in PAGES["rules.md"], code


def test_blocks_and_commands_are_read_as_they_stand() -> None:
    """A title names a file; a comment behind two blanks is no part of a command."""
    (one, two) = blocks('```toml title="a.toml"\nx = 1\n```\n```console\n$ a b   # why\nout\n```\n')
    assert (one.title, one.body, two.title) == ("a.toml", "x = 1\n", None)
    assert commands(two.body) == [("a b", ["out"])]


@pytest.mark.skipif(find_spec("mkdocs") is None, reason="needs the docs group")
def test_the_site_is_built_and_loads_nothing_from_the_network(tmp_path: Path) -> None:
    """A strict build has no warning, and no page, style or script of it names another server to load from."""
    done = subprocess.run(
        [sys.executable, "-W", "default", "-m", "mkdocs", "build", "--strict", "-q", "-d", str(tmp_path)],
        cwd=ROOT, env=os.environ | {"NO_MKDOCS_2_WARNING": "1"}, capture_output=True, encoding="utf-8", check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    loads = re.compile(
        r"""<(?:script|img|iframe|source)[^>]*\ssrc=["']?(?:https?:)?//"""
        r"""|<link[^>]*rel=["']?(?:stylesheet|preload|preconnect|icon)[^>]*href=["']?(?:https?:)?//"""
        r"""|url\(["']?(?:https?:)?//|@import""",
        re.IGNORECASE,
    )
    pages = [*tmp_path.rglob("*.html"), *tmp_path.rglob("*.css")]
    assert len(pages) > len(PAGES)
    for page in pages:
        found = loads.search(page.read_text(encoding="utf-8"))
        assert found is None, (page.name, found and found.group())
    assert "{{" not in (tmp_path / "measured.html").read_text(encoding="utf-8")
