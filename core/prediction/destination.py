"""Say where a table of predictions may go: looked at before any image is read."""

from __future__ import annotations

from contextlib import AbstractContextManager
from pathlib import Path

from core.errors import UserError
from core.messages import Message
from core.modalities.images.readers import is_image
from core.storage.disk import reported_as


def check_destination(table: Path) -> None:
    """Raise UserError where `table` has the name of an image or cannot be written."""
    if is_image(table):
        raise UserError(Message("table-named-as-image", table=table.name))
    if table.exists():
        with reported_when_not_writable(table), open(table, "rb+"):  # a spreadsheet may hold it open
            pass


def reported_when_not_writable(table: Path) -> AbstractContextManager[None]:
    """Return a context in which what the disk refuses is said of the table."""
    return reported_as(Message("table-not-written", table=table.name))
