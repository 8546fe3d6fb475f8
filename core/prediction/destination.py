"""Where a table of predictions may go: looked at before anything is read."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AbstractContextManager
from pathlib import Path

from core.errors import UserError
from core.messages import Message
from core.prediction.to_predict import ToPredict
from core.storage.disk import reported_as


def check_destination(table: Path, wanted: ToPredict, paths: Iterable[Path]) -> None:
    """Raise UserError where `table` has the name of an example, is itself to be read, or cannot be written."""
    if wanted.is_example(table):
        raise UserError(wanted.named_alike(table))
    if table.exists():
        if any(path.exists() and path.samefile(table) for path in paths):
            raise UserError(Message("table-is-to-be-read", table=table.name))
        with reported_when_not_writable(table), open(table, "rb+"):  # a spreadsheet may hold it open
            pass


def reported_when_not_writable(table: Path) -> AbstractContextManager[None]:
    """Return a context in which what the disk refuses is said of the table."""
    return reported_as(Message("table-not-written", table=table.name))
