"""One claim is called the same in every output: what a table shows leads to it in each file that is made of the run."""

import io
import re

import pytest

from llmclaims.export.formats import SHIPPED, target_of, writer
from llmclaims.export.shared.claim_view import rows
from llmclaims.runs.extraction import records
from tests.support.export_runs import hard_run

NEEDS = {"parquet": "pyarrow", "duckdb": "duckdb", "xlsx": "xlsxwriter"}
PACKED = ("parquet", "duckdb", "xlsx")
"""Their columns are those of ``csv``, which is read here as text."""
FEWER = {"timeline", "speakers", "entities", "plover"}
"""Formats that leave claims out, of which they say how many."""


def written(name, folder):
    """All that a format writes of the run, as text."""
    write = writer(name)
    if target_of(write) == "stream":
        out = io.StringIO()
        write(records(hard_run()), out)
        return out.getvalue()
    path = folder / "out"
    if target_of(write) == "folder":
        path.mkdir()
    write(records(hard_run()), path)
    files = [path] if path.is_file() else sorted(one for one in path.rglob("*") if one.is_file())
    return "\n".join(one.read_bytes().decode(errors="replace") for one in files)


@pytest.mark.parametrize("name", [one for one in SHIPPED if one not in PACKED])
def test_every_handle_leads_to_its_claim(name, tmp_path):
    """A search for what the table calls a claim finds it in each format that holds it."""
    run, found = hard_run(), written(name, tmp_path)
    claims = [
        one for one in run.claims if one.kind != "relation" or name in {"table", "jsonl", "html", "csv"}
    ]
    lost = {row.handle for row in rows(claims)} - set(re.findall(r"\b[a-z][0-9a-f]{6}", found))
    assert lost < {row.handle for row in rows(claims)} if name in FEWER else not lost
