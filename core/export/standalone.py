"""The command line: which images, and where the table of their predictions goes.

This is the main part of the predict.py that lies beside every exported model. core/export/script.py puts it together
with those modules of this project that it imports, and with the runner of the model's format, so that it runs without
the others. The packages of the format are imported only once there is something to predict.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TextIO

import numpy as np

from core.export.runner import Runner
from core.export.table_file import table_file
from core.modalities.images.prepared_frames import prepared_frames
from core.modalities.images.preprocessing import ImageProblem, Preprocessing
from core.modalities.images.readers import is_image, reader_of
from core.prediction.chosen_files import chosen_files
from core.prediction.table import PredictionTable
from core.process.notices import RESEARCH_USE_ONLY
from core.targets.columns import Columns

#: images that pass the model together
BATCH = 16

Load = Callable[[Path], Runner]
#: makes the columns of the target from its names
MakeColumns = Callable[[tuple[str, ...]], Columns]
#: a file, which of its frames where it holds several, and the frame as the model wants it or why there is none
Decoded = tuple[Path, int | None, np.ndarray | str]


def main(load: Load, make_columns: MakeColumns, names_file: str, arguments: Sequence[str] | None = None) -> int:
    """Predict what the command line names. Return the exit status: 0 done, 1 the user can mend it.

    The target's names stand in `names_file`, beside the model.
    """
    options = _parser().parse_args(arguments)
    skipped = Counter[str]()
    try:
        for path in options.paths:
            if not path.exists():
                raise FileNotFoundError(f"There is no file or folder “{path}”.")
        with table_file(options.csv) as file:
            folder = Path(__file__).resolve().parent
            names = json.loads((folder / "assets" / names_file).read_text(encoding="utf-8"))
            _predict(load, folder, make_columns(tuple(names)), chosen_files(options.paths, is_image, skipped), file)
    except OSError as error:
        print(error, file=sys.stderr)
        return 1
    if skipped:
        print(f"Passed over {skipped.total()} hidden files and files of other types.", file=sys.stderr)
    return 0


def _predict(load: Load, model_folder: Path, columns: Columns, files: Iterator[Path], file: TextIO) -> None:
    """Write the table, batch by batch: memory does not grow with the number of files."""
    recipe = json.loads((model_folder / "assets" / "preprocessing.json").read_text(encoding="utf-8"))
    preprocessing = Preprocessing.from_json(recipe)
    model = load(model_folder)
    table = PredictionTable(file, columns)
    frames = (frame for path in files for frame in _decoded(path, preprocessing))
    while batch := list(islice(frames, BATCH)):
        readable = [image for _, _, image in batch if isinstance(image, np.ndarray)]
        results = iter(model.predict(np.stack(readable)) if readable else ())
        for path, frame, image in batch:
            if isinstance(image, np.ndarray):
                table.write(path, frame, next(results))
            else:
                table.write_problem(path, frame, image)


def _decoded(path: Path, preprocessing: Preprocessing) -> Iterator[Decoded]:
    """Yield all of a file."""
    options = preprocessing.read_options()
    try:
        count = reader_of(path).header(path, options, "").frames
    except ImageProblem as problem:
        yield path, None, str(problem)
        return
    for number, image in enumerate(prepared_frames(path, range(count), preprocessing, options)):
        yield path, number if count > 1 else None, str(image) if isinstance(image, ImageProblem) else image


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Write a row of predictions for each image, in comma-separated values.", epilog=RESEARCH_USE_ONLY
    )
    parser.add_argument("paths", nargs="+", type=Path, metavar="IMAGE_OR_FOLDER")
    parser.add_argument("--csv", type=Path, metavar="FILE", help="where to write the table; else it is printed")
    return parser
