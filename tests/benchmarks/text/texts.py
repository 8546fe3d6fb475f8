"""Tables of texts in parts, as benchmarks read them."""

from __future__ import annotations

import csv
from pathlib import Path


def write_reviews(file: Path, rows: list[tuple[str, str, str]]) -> Path:
    """Write texts with their class and part."""
    with file.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows([("text", "class", "split"), *rows])
    return file
