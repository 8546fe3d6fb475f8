"""Contents: examples that stand in tables or files of their own, read again where they are not at hand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from core.dataset.columns import Columns
from core.dataset.dataset import Dataset, Example
from core.dataset.table_grid import read_grid
from core.dataset.table_header import knows_header
from core.errors import UserError
from core.modalities.example_files import InCells


def with_contents(dataset: Dataset, columns: Columns | None = None, listed: Dataset | None = None) -> Dataset:
    """Return the dataset with all contents at hand that can still be read; of images nothing is held in memory.

    Those that stand in `listed`, which may keep copies, are not looked for.
    Contents are known by their hashes: what is no longer where it was stays away, and nothing else takes its place.
    """
    in_cells = dataset.modality.files.in_cells
    if in_cells is None:
        return dataset
    dataset = _with_listed(dataset, listed, in_cells)
    wanted: dict[str, list[Example]] = defaultdict(list)
    nothing = "", in_cells.sha256("")
    for example in dataset.examples:
        if example.facts is not None and example.sha256 not in nothing and not in_cells.content(example.facts):
            wanted[example.file].append(example)
    if not wanted:
        return dataset
    found: dict[tuple[str, int | None], str] = {}
    for file, examples in wanted.items():
        found |= _found_in(dataset.folder / file, examples, in_cells, columns or Columns())
    return dataset.with_examples(
        replace(example, facts=in_cells.with_content(example.facts, found[example.name]))
        if example.name in found
        else example
        for example in dataset.examples
    )


def _with_listed(dataset: Dataset, listed: Dataset | None, in_cells: InCells) -> Dataset:
    known = {
        example.sha256: content
        for example in (listed.examples if listed else ())
        if example.facts is not None and (content := in_cells.content(example.facts))
    }
    return dataset.with_examples(
        replace(example, facts=in_cells.with_content(example.facts, known[example.sha256]))
        if example.facts is not None and example.sha256 in known and not in_cells.content(example.facts)
        else example
        for example in dataset.examples
    )


def _found_in(
    path: Path, examples: Sequence[Example], in_cells: InCells, columns: Columns
) -> dict[tuple[str, int | None], str]:
    try:
        cells = _cells_of(path, examples[0].frame is None, in_cells, columns)
    except (OSError, UserError):
        return {}
    found = {}
    for example in examples:
        same = (cell for cell in cells.get(example.frame, ()) if in_cells.sha256(cell) == example.sha256)
        if (cell := next(same, None)) is not None:
            found[example.name] = cell
    return found


def _cells_of(path: Path, is_one: bool, in_cells: InCells, columns: Columns) -> Mapping[int | None, Sequence[str]]:
    if is_one:
        return {None: [in_cells.in_file(path)]}
    grid = read_grid(path, lambda header: knows_header(columns, True, header))
    return {number - 1: row for number, row in grid.rows}
