"""The file of a table that is whole or not there.

Its source travels with every exported model.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def table_file(csv: Path | None) -> Iterator[TextIO]:
    """Yield the file to write to: standard output, or one that takes the name `csv` when it is whole."""
    if csv is None:
        sys.stdout.reconfigure(encoding="utf-8", errors="surrogateescape", newline="")  # type: ignore[union-attr]
        yield sys.stdout
        return
    beside = csv.with_name(f".{csv.name}.part")
    try:
        with open(beside, "w", encoding="utf-8", errors="surrogateescape", newline="") as file:
            yield file
        os.replace(beside, csv)
    finally:
        beside.unlink(missing_ok=True)
