"""What it takes to start and to install, beside langextract, in one run and one table.

    uv run --isolated --with langextract==1.7.1 python benchmarks/startup.py [--installed]

Times are the best of several fresh processes, less nothing: the bare interpreter stands in its own row. With
``--installed`` the wheel of this project, and langextract with what it needs to ask an OpenAI server, go each into a
fresh environment (this takes ``uv`` and its cache or a registry), and what that adds on disk is counted,
bytecode left out.
"""

from __future__ import annotations

import argparse
import importlib.util
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).parent.parent
TRIES = 7
COMMANDS = {
    "python -c pass": ["-c", "pass"],
    "import llmclaims": ["-c", "import llmclaims"],
    "llmclaims --help": [
        "-c",
        "import sys; from llmclaims.cli import main; sys.argv[1:] = ['--help']; main()",
    ],
    "llmclaims extract --help": [
        "-c",
        "import sys; from llmclaims.cli import main; sys.argv[1:] = ['extract', '--help']; main()",
    ],
    "import langextract": ["-c", "import langextract"],
    "langextract, first use": ["-c", "import langextract; langextract.extract"],
}


def best(arguments: list[str]) -> float:
    """The shortest wall time of a fresh interpreter, in seconds; the first run may write bytecode."""
    times = []
    for _ in range(TRIES):
        began = time.perf_counter()
        subprocess.run([sys.executable, *arguments], check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    return min(times)


def installed(*packages: str) -> float:
    """What a fresh environment holds with these packages in it, in MB, bytecode left out."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name) / "env"
        subprocess.run(["uv", "venv", "-q", "--python", sys.executable, str(place)], check=True)
        subprocess.run(
            ["uv", "pip", "install", "-q", "--python", str(place / "bin" / "python"), *packages], check=True
        )
        return sum(
            file.stat().st_size
            for file in place.rglob("*")
            if file.is_file() and not file.is_symlink() and file.suffix != ".pyc"
        ) / 1e6  # fmt: skip


def wheel(folder: str) -> str:
    """The wheel of this project, built into a folder."""
    subprocess.run(["uv", "build", "-q", "--wheel", "--out-dir", folder, str(ROOT)], check=True)
    return str(next(Path(folder).glob("*.whl")))


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--installed", action="store_true", help="install both, and weigh them")
    asked = parser.parse_args()
    print(f"{'fresh process, best of ' + str(TRIES):32s}{'s':>8s}")
    for name, arguments in COMMANDS.items():
        if "langextract" in name and importlib.util.find_spec("langextract") is None:
            print(f"{name:32s}   not installed")
            continue
        print(f"{name:32s}{best(arguments):8.3f}", flush=True)
    if asked.installed:
        with tempfile.TemporaryDirectory() as folder:
            mine = installed(wheel(folder))
        peer = installed("langextract[openai]==1.7.1")
        print(f"\ninstalled, without bytecode: llmclaims {mine:.0f} MB, langextract[openai] {peer:.0f} MB")


if __name__ == "__main__":
    main()
