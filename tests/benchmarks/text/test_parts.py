"""Texts for measuring are parted class by class, the same way for both sides."""

from __future__ import annotations

import csv
from pathlib import Path

from benchmarks.text.parts import PARTS, find_table, read_part, write_parts


def test_texts_are_parted_class_by_class(tmp_path: Path) -> None:
    table = tmp_path / "sentiment" / "reviews.csv"
    table.parent.mkdir()
    rows = [(f"text {number}", ("good", "bad")[number % 2], "shop") for number in range(200)]
    with table.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows([("text", "label", "source"), *rows])

    found = find_table(tmp_path)
    assert found == table
    parts = {part: read_part(write_parts(found, tmp_path / "parts.csv", seed=1), part) for part in PARTS}

    assert {part: len(texts.texts) for part, texts in parts.items()} == {"train": 150, "validation": 10, "test": 40}
    assert {part: int(texts.labels.sum()) for part, texts in parts.items()} == {
        "train": 75,
        "validation": 5,
        "test": 20,
    }
    assert len({text for texts in parts.values() for text in texts.texts}) == 200


def test_where_there_are_no_texts_none_are_found(tmp_path: Path) -> None:
    assert find_table(tmp_path) is None
