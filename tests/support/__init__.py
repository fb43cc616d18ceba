"""What tests share: servers on loopback, builders of drafts and runs, and where the files of the repository lie."""

from pathlib import Path

ROOT = Path(__file__).parents[2]
SEEDS = ROOT / "seeds"
