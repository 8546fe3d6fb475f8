"""A table of the command line whose columns have headings in words."""

from __future__ import annotations

from rich.table import Table
from rich.text import Text

from core.messages import Message
from core.wording.catalogue import text_of


def headed_table(*headings: Message | str, title: Message | None = None) -> Table:
    """Return a table without rows, its title at the left."""
    table = Table(title=text_of(title) or None, title_justify="left")
    for heading in headings:
        table.add_column(Text(text_of(heading)))
    return table
