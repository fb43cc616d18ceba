"""Whether a test notices when a rule breaks: every code of every rule is silenced once, and the tests must fail.

    python benchmarks/mutations.py [RULE ...]

Prints each code with the first test that notices; a code that nobody misses ends the script with 1.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from llmclaims.verification.rules.registry import rules

ROOT = Path(__file__).parents[1]
GRAPH = {
    "CYCLE",
    "DUPLICATE",
}  # found between drafts: ``conflicts`` and ``duplicates`` have tests of their own
TESTS = sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("tests/verification/test_*.py"))


def noticed(rule: str, code: str) -> str | None:
    """The first test that fails when a code is never found, None when none does."""
    command = [
        sys.executable, "-m", "pytest", "-q", "-x", "-n0", "-rf", "--no-header", "--tb=no", "-p", "no:cacheprovider", "-p", "mutant",
        "tests/verification/test_vectors.py", *TESTS,
    ]  # fmt: skip
    environment = os.environ | {"MUTANT": f"{rule} {code}", "PYTHONPATH": str(ROOT / "benchmarks")}
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)
    failed = re.search(r"^FAILED (\S+)", done.stdout, re.MULTILINE)
    return failed.group(1) if failed else None


def main() -> None:
    """Print the table."""
    missed = 0
    for rule in rules():
        if sys.argv[1:] and rule.id not in sys.argv[1:]:
            continue
        for code in sorted(set(rule.codes) - GRAPH):
            test = noticed(rule.id, code)
            missed += test is None
            print(f"{rule.id:8} {code:30} {test or 'NOT NOTICED'}", flush=True)
    sys.exit(1 if missed else 0)


if __name__ == "__main__":
    main()
