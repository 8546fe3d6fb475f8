"""Very many texts are written for a prediction, none of them twice."""

from __future__ import annotations

import csv
from pathlib import Path

from benchmarks.text.memory import write_many
from tests.benchmarks.text.texts import write_reviews


def test_no_text_is_written_twice(tmp_path: Path) -> None:
    parts = write_reviews(tmp_path / "parts.csv", [(f"text {number}", "good", "train") for number in range(3)])

    many = write_many(parts, tmp_path / "many.csv", 10)

    with many.open(newline="", encoding="utf-8") as opened:
        texts = [row["text"] for row in csv.DictReader(opened)]
    assert len(set(texts)) == len(texts) == 10
    assert texts[4] == "text 1 4"
