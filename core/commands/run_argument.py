"""The run that a command works on."""

from __future__ import annotations

import argparse
from pathlib import Path

RUN_HELP = "a run's folder, or a project for its last run; behind either :fine-tuned or :head for that model of it"


def add_run_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("run", type=Path, metavar="RUN", help=RUN_HELP)
