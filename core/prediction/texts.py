"""Texts to predict: tables, files, folders of them and standard input, one text after the other."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Generator, Iterable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from core.dataset.columns import Columns, ColumnsUnknown
from core.dataset.table_stream import RowOfText, TextTable, is_table_of_texts, open_text_table
from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.modalities.text.read_texts import tokens_in_rows
from core.modalities.text.readable import is_readable
from core.modalities.text.recipe import TextRecipe
from core.modalities.text.text_file import text_in
from core.modalities.text.text_files import EMPTY, ENDING
from core.prediction.asked import AS_USUAL, Asked
from core.prediction.asked_paths import check_paths, files_of
from core.prediction.to_predict import Given
from core.process.device import this_device
from core.process.worker_pool import Failure

FIND_STEP = Message("finding-the-texts")
STEP = Message("predicting")
NOTHING = Message("no-texts-to-predict")
#: a text a line
STANDARD_INPUT = Path("-")
SHOWN_AS = Path("(standard input)")
NOT_READABLE, NO_TEXTS = Message("file-not-readable"), Message("file-holds-no-texts")


@dataclass(frozen=True)
class _Read:
    path: Path
    number: int | None
    text: str
    problem: Message | None = None

    def __repr__(self) -> str:
        """Return it without the text, which must not get into a log."""
        return f"_Read(number={self.number})"


@dataclass(frozen=True)
class TextsToPredict:
    """The `ToPredict` of texts."""

    paths: tuple[Path, ...]
    recipe: TextRecipe
    asked: Asked = AS_USUAL
    #: those that have been opened; their rows are read as they are asked for
    tables: dict[Path, TextTable] = field(default_factory=dict)

    number_column: str = "row"
    nothing: Message = NOTHING

    @property
    def batch(self) -> int:
        """Return so many that groups of one length are mostly full."""
        return this_device().read_together(self.recipe.length)

    def is_example(self, path: Path) -> bool:
        """Return whether it is called as a file of one text is."""
        return path.suffix.lower() == ENDING

    def named_alike(self, table: Path) -> Message:
        """Return that a table is called as an example is."""
        return Message("table-named-as-text", table=table.name)

    def check(self) -> None:
        """Raise UserError where a path is not there."""
        check_paths(path for path in self.paths if path != STANDARD_INPUT)

    def count(self, job: Job) -> tuple[int | None, int]:
        """Return how many texts there are, None with standard input, and how many files are passed over."""
        skipped = Counter[str]()
        total = 0
        for path in job.steps(FIND_STEP, self._files(skipped), None):
            total += self._table(path).count if is_table_of_texts(path) else 1
        return None if STANDARD_INPUT in self.paths else total, skipped.total()

    def examples(self, total: int | None, job: Job) -> Generator[Given, None, None]:
        """Yield all texts. What is held of a table are a few hundred rows."""
        texts = job.steps(STEP, self._texts(), total)
        while some := list(islice(texts, self.batch)):
            good = [one.text for one in some if one.problem is None]
            rows = iter(tokens_in_rows(good, self.recipe) if good else ())
            for one in some:
                row = next(rows) if one.problem is None else Failure(one.problem)
                yield Given(one.path, one.number, row, one.text)

    def _files(self, skipped: Counter[str]) -> Iterator[Path]:
        for path in self.paths:
            if path == STANDARD_INPUT:
                yield path
            else:
                yield from files_of([path], self.is_example, skipped)

    def _texts(self) -> Iterator[_Read]:
        for path in self._files(Counter()):
            if path == STANDARD_INPUT:
                yield from (_read(SHOWN_AS, row) for row in _lines(sys.stdin.buffer))
            elif is_table_of_texts(path):
                yield from (_read(path, row) for row in self._table(path).rows())
            else:
                yield _of_file(path)

    def _table(self, path: Path) -> TextTable:
        if path not in self.tables:
            self.tables[path] = self._opened(path)
        return self.tables[path]

    def _opened(self, path: Path) -> TextTable:
        if self.asked.columns is not None:
            return open_text_table(path, self.asked.columns)
        if self.asked.usual.text:
            with suppress(ColumnsUnknown):
                return open_text_table(path, self.asked.usual)
        return open_text_table(path, Columns())


def _lines(lines: Iterable[bytes]) -> Iterator[RowOfText]:
    for number, line in enumerate(lines):
        yield RowOfText(number, line.decode("utf-8-sig" if number == 0 else "utf-8", "replace").strip())


def _read(path: Path, row: RowOfText) -> _Read:
    return _Read(path, row.number, row.text, row.problem or (None if is_readable(row.text) else EMPTY))


def _of_file(path: Path) -> _Read:
    if path.suffix.lower() != ENDING:
        return _Read(path, None, "", NO_TEXTS)
    try:
        text = text_in(path)
    except OSError:
        return _Read(path, None, "", NOT_READABLE)
    except UserError as error:
        return _Read(path, None, "", error.message)
    return _Read(path, None, text, None if is_readable(text) else EMPTY)
