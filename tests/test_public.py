"""What the package promises to the outside: its names, and that neither import nor help load what is heavy."""

from __future__ import annotations

import subprocess
import sys
from inspect import getdoc

import pytest

import llmclaims
from llmclaims.cli import COMMANDS

NAMES = [
    "Cited",
    "Claim",
    "Document",
    "Event",
    "Extraction",
    "Failure",
    "Finding",
    "Grounding",
    "Mention",
    "Name",
    "Quote",
    "Rejection",
    "Relation",
    "Role",
    "Run",
    "Settings",
    "Statement",
    "Summary",
    "aextract",
    "extract",
    "ground",
    "link",
    "load",
    "prepare",
    "read",
    "rule",
    "stream",
    "verify",
]

HEAVY = (
    "openai",
    "instructor",
    "pydantic",
    "rich",
    "vcr",
    "rapidfuzz",
    "diskcache",
    "tenacity",
    "charset_normalizer",
)


def loaded_by(code: str) -> set[str]:
    """The top-level modules that a fresh interpreter holds after some code."""
    shown = "import sys; print('\\n'.join({name.partition('.')[0] for name in sys.modules}), file=sys.stderr)"
    wrapped = f"try:\n    {code}\nexcept SystemExit:\n    pass\n{shown}"
    done = subprocess.run([sys.executable, "-c", wrapped], capture_output=True, text=True, check=True)
    return set(done.stderr.split())


def test_the_public_names_are_these():
    """A name is neither lost nor added by accident."""
    assert sorted(llmclaims.__all__) == NAMES
    assert dir(llmclaims) == NAMES


@pytest.mark.parametrize("name", NAMES)
def test_every_public_name_is_there(name):
    """Each name can be imported from the package."""
    assert getattr(llmclaims, name) is not None


def test_a_star_import_brings_exactly_these():
    """Nothing beside the public names comes along with a star."""
    scope: dict[str, object] = {}
    exec("from llmclaims import *", scope)
    assert sorted(set(scope) - {"__builtins__"}) == NAMES


def test_a_name_that_is_not_there_is_an_attribute_error():
    """A misspelt name fails as in any module."""
    with pytest.raises(AttributeError, match="no attribute 'extrac'"):
        _ = llmclaims.extrac
    assert not hasattr(llmclaims, "link_")


@pytest.mark.parametrize(
    "name", ["extract", "aextract", "stream", "read", "ground", "prepare", "verify", "load", "link"]
)
def test_every_public_function_says_what_it_does(name):
    """Help on a public function is never empty."""
    assert len(getdoc(getattr(llmclaims, name)) or "") > 40


def test_the_version_is_the_packages():
    """The version can be asked for without importing metadata oneself."""
    assert llmclaims.__version__.count(".") >= 2


LIGHT = [
    # the import alone
    "import llmclaims",
    # the help, and the version
    "from llmclaims.cli import main; main(['--help'])",
    "from llmclaims.cli import main; main(['--version'])",
    # the help of each command
    *(f"from llmclaims.cli import main; main(['{name}', '--help'])" for name in COMMANDS),
    # wrong usage is said at once
    "from llmclaims.cli import main; main(['extract', '--nonsense'])",
    # the exceptions, for whoever catches them
    "import llmclaims.errors",
]


@pytest.mark.parametrize("code", LIGHT)
def test_nothing_heavy_is_imported_by(code):
    """Import and help stay quick because what is heavy waits until it is needed."""
    assert not loaded_by(code) & set(HEAVY)


def test_the_check_on_imports_sees_them():
    """The check itself works: reading a document's model does load pydantic."""
    assert "pydantic" in loaded_by("import llmclaims; llmclaims.Event")


def test_the_page_on_ray_has_what_it_names():
    """``llmclaims.ray`` is there without a name of its own at the top."""
    pytest.importorskip("pyarrow", reason="needs pyarrow")
    for code in ("from llmclaims import ray; ray.extract", "import llmclaims; llmclaims.ray.run_file"):
        assert "pyarrow" not in loaded_by(code)
