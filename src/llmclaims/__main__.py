"""Run the command line: ``python -m llmclaims``."""

from llmclaims.cli import main

main()
