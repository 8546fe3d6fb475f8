"""The texts that are measured: reviews with a class, in parts that both sides read from one table."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from benchmarks.bench import Bench

ENCODER = "all_minilm_l6_v2"
TABLE = "sentiment/reviews.csv"
#: of all texts, those for validation and for test; the rest is learnt from
VALIDATION, TEST = 0.05, 0.2
PARTS = ("train", "validation", "test")


@dataclass(frozen=True, kw_only=True)
class Texts:
    """Texts of one part with their classes, as numbers."""

    texts: list[str]
    labels: np.ndarray


def find_table(data: Path) -> Path | None:
    """Return the table of reviews; None where it is not there."""
    table = data / TABLE
    return table if table.is_file() else None


def write_parts(table: Path, file: Path, seed: int, most_per_class: int | None = None) -> Path:
    """Write a table with a column of parts, drawn class by class; 80 of 100 texts are not for test."""
    with table.open(newline="", encoding="utf-8") as opened:
        rows = [(row["text"], row["label"]) for row in csv.DictReader(opened)]
    chance = np.random.default_rng(seed)
    written = []
    for label in sorted({label for _, label in rows}):
        texts = [text for text, own in rows if own == label][:most_per_class]
        order = chance.permutation(len(texts))
        ends = np.cumsum([round(len(texts) * share) for share in (TEST, VALIDATION)])
        for place, number in enumerate(order):
            part = PARTS[2 - int(np.searchsorted(ends, place, side="right"))]
            written.append((texts[number], label, part))
    with file.open("w", newline="", encoding="utf-8") as opened:
        csv.writer(opened).writerows([("text", "class", "split"), *written])
    return file


def read_part(file: Path, part: str) -> Texts:
    """Return what `write_parts` has put into this part."""
    with file.open(newline="", encoding="utf-8") as opened:
        rows = list(csv.DictReader(opened))
    names = sorted({row["class"] for row in rows})
    own = [row for row in rows if row["split"] == part]
    return Texts(texts=[row["text"] for row in own], labels=np.array([names.index(row["class"]) for row in own]))


def tables(bench: Bench) -> list[Path]:
    """Return a table of parts for each seed, written when first asked for; none where there are no texts."""
    table, folder = find_table(bench.settings.data), bench.scratch / "texts"
    if table is None:
        bench.report("no texts to measure")
        return []
    folder.mkdir(exist_ok=True)
    files = [folder / f"reviews-{seed}.csv" for seed in range(bench.settings.seeds)]
    for seed, file in enumerate(files):
        if not file.exists():
            write_parts(table, file, seed, bench.settings.most_per_class)
    return files
