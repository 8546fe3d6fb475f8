"""The images that a command works on, and the project in which it keeps what it finds."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.storage.temporary import temporary_folder

DATA_HELP = "a folder, a table of file,class,… or text,class,… (CSV, .tsv, .xlsx; .jsonl), or a DICOMDIR"


def add_data_argument(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("data", type=Path, metavar="DATA", help=DATA_HELP)


@contextmanager
def project_or_none(folder: Path | None) -> Iterator[Path]:
    """Yield a folder whose project is kept nowhere where none is named: what is found is then only printed."""
    if folder is not None:
        yield folder
        return
    with temporary_folder() as passing:
        yield passing / "project"
