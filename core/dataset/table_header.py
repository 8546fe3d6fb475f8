"""The first row of a table: whether it names the columns, or is an example itself."""

from __future__ import annotations

from collections.abc import Sequence

from core.dataset.column_contents import IMAGE_NAME, JUDGED_ROWS, cell_at, is_text
from core.dataset.column_names import MAYBE_FILE, UID_NAMES, USUAL_NAMES
from core.dataset.columns import CONTENT, Columns, Role, plain
from core.dataset.table_sheets import Row

MOST_COLUMNS = 20_000


def knows_header(chosen: Columns, with_class: bool, cells: Sequence[str]) -> bool:
    """Return whether a row names the columns that are needed."""
    names = {plain(cell) for cell in cells} - {""}
    if len(cells) > MOST_COLUMNS or (with_class and not _is_named(Role.CLASS, chosen, names)):
        return False
    return any(_is_named(role, chosen, names) for role in CONTENT)


def has_header(rows: Sequence[Row]) -> bool:
    """Return whether the first of these rows names the columns."""
    header = rows[0][1] if rows else []
    return not any(IMAGE_NAME.fullmatch(cell) for cell in header) and not _is_of_texts(rows)


def _is_named(role: Role, chosen: Columns, names: set[str]) -> bool:
    if name := chosen.of(role):
        return plain(name) in names
    usual = (*USUAL_NAMES[role], *UID_NAMES, *MAYBE_FILE) if role is Role.FILE else USUAL_NAMES[role]
    return not names.isdisjoint(usual)


def _is_of_texts(rows: Sequence[Row]) -> bool:
    """Return whether the first row holds a text and its class, as those below it, and names nothing."""
    first = rows[0][1] if rows else []
    known = {name for names in USUAL_NAMES.values() for name in names}
    if not any(is_text([cell]) for cell in first) or any(plain(cell) in known for cell in first):
        return False
    below = rows[1 : JUDGED_ROWS + 1]
    return any(cell and any(cell == cell_at(cells, place) for _, cells in below) for place, cell in enumerate(first))
