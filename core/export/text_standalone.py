"""The command line: which texts, and where the table of their predictions goes.

This is the main part of the predict.py that lies beside every exported model of texts. core/export/script.py puts it
together with those modules of this project that it imports, and with the runner of the model's format, so that it runs
without the others. The packages of the format are imported only once there is something to predict.
"""

from __future__ import annotations

import argparse
import csv
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from itertools import islice
from pathlib import Path
from typing import TextIO

from core.export.plain_texts import STANDARD_INPUT, NoTexts, Read, is_text_file, texts_in
from core.export.table_file import table_file
from core.export.text_runner import Runner
from core.modalities.text.readable import is_readable
from core.prediction.chosen_files import chosen_files
from core.prediction.table import PredictionTable
from core.process.notices import RESEARCH_USE_ONLY
from core.targets.columns import Columns

#: texts that pass the model together
BATCH = 64
EMPTY = "There is no text."
ONLY_BEGUN = "Its row has more cells than the table has columns."
NOT_READ = "A file is not read: all must be in UTF-8, with cells of at most 131,072 characters. {}"

Load = Callable[[Path], Runner]
#: makes the columns of the target from its names
MakeColumns = Callable[[tuple[str, ...]], Columns]


def main(load: Load, make_columns: MakeColumns, names_file: str, arguments: Sequence[str] | None = None) -> int:
    """Predict what the command line names. Return the exit status: 0 done, 1 the user can mend it.

    The target's names stand in `names_file`, beside the model.
    """
    options = _parser().parse_args(arguments)
    skipped = Counter[str]()
    try:
        for path in options.paths:
            if path != STANDARD_INPUT and not path.exists():
                raise FileNotFoundError(f"There is no file or folder “{path}”.")
            if options.csv and options.csv.exists() and path.exists() and path.samefile(options.csv):
                raise FileExistsError(f"“{path}” is to be predicted, and would be replaced by its predictions.")
        with table_file(options.csv) as file:
            folder = Path(__file__).resolve().parent
            names = json.loads((folder / "assets" / names_file).read_text(encoding="utf-8"))
            texts = _texts(options.paths, options.column, skipped)
            _predict(load, folder, make_columns(tuple(names)), texts, file, options.with_text)
    except (OSError, NoTexts) as error:
        print(error, file=sys.stderr)
        return 1
    except (UnicodeDecodeError, csv.Error) as error:
        reason = error.reason if isinstance(error, UnicodeDecodeError) else error  # the bytes would be the text itself
        print(NOT_READ.format(reason), file=sys.stderr)
        return 1
    if skipped:
        print(f"Passed over {skipped.total()} hidden files and files of other types.", file=sys.stderr)
    return 0


def _texts(paths: Sequence[Path], column: str | None, skipped: Counter[str]) -> Iterator[Read]:
    for path in paths:
        files = iter([path]) if path == STANDARD_INPUT else chosen_files([path], is_text_file, skipped)
        for file in files:
            yield from texts_in(file, column)


def _predict(
    load: Load, model_folder: Path, columns: Columns, texts: Iterator[Read], file: TextIO, with_text: bool
) -> None:
    """Write the table, batch by batch: memory does not grow with the number of texts."""
    model = load(model_folder)
    table = PredictionTable(file, columns, "row", with_text)
    while batch := list(islice(texts, BATCH)):
        readable = [text for _, _, text in batch if text is not None and is_readable(text)]
        results = iter(model.predict(readable) if readable else ())
        for path, number, text in batch:
            if text is None:
                table.write_problem(path, number, ONLY_BEGUN, "")
            elif is_readable(text):
                table.write(path, number, next(results), text)
            else:
                table.write_problem(path, number, EMPTY, text)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description="Write a row of predictions for each text, in comma-separated values.", epilog=RESEARCH_USE_ONLY
    )
    parser.add_argument(
        "paths",
        nargs="+",
        type=Path,
        metavar="FILE_OR_FOLDER",
        help="tables (.csv, .tsv, .jsonl), .txt files of one text each, folders of these, and - for standard input, a "
        "text a line; all in UTF-8",
    )
    parser.add_argument("--csv", type=Path, metavar="FILE", help="where to write the table; else it is printed")
    parser.add_argument("--column", metavar="NAME", help="of tables: which column holds the texts")
    parser.add_argument("--with-text", action="store_true", help="repeat the texts in the table")
    return parser
