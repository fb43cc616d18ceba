"""What a user writes passes a strict type checker, and slips do not."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.support import ROOT
from tests.support.doc_pages import blocks

pytest.importorskip("mypy", reason="needs mypy")

HERE = Path(__file__).parent
PAGES = (ROOT / "README.md", ROOT / "docs" / "howto" / "own-model.md")


def test_strict_mypy_passes(tmp_path: Path) -> None:
    """The files beside this one and whole Python files of the documentation have no error, nor an unused ignore."""
    shown = [
        (page.stem, block)
        for page in PAGES
        for block in blocks(page.read_text(encoding="utf-8"))
        if block.language == "python" and (block.title or page.stem == "README")
    ]
    assert len(shown) >= 3
    for number, (name, block) in enumerate(shown):
        (tmp_path / f"{name.replace('-', '_')}_{number}.py").write_text(block.body, encoding="utf-8")
    own = [path for path in HERE.glob("*.py") if not path.name.startswith("test_")]
    files = map(str, [*own, *tmp_path.glob("*.py")])
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", *files], cwd=ROOT, capture_output=True, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr
