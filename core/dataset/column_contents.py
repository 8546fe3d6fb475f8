"""What stands in the columns of a table: names of examples, UIDs, texts, zeros and ones."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

#: rows by which a column is judged
JUDGED_ROWS = 2000
IMAGE_NAME = re.compile(
    r".+\.(png|jpe?g|jpe|jfif|tiff?|bmp|gif|webp|dcm|dicom|ima|nii(\.gz)?|svs|lsm|btf|ndpi|ppm|pgm|jp2|hdr|img)$", re.I
)
#: in a cell, on average, from which a column holds text
TEXT_WORDS = 4
#: times that the same text stands in a column on average, from which it is no column of texts
MOST_REPEATED = 10
ONES, ZEROS = (
    frozenset(("1", "1.0", "1,0", "TRUE", "True", "true")),
    frozenset(("0", "0.0", "0,0", "FALSE", "False", "false", "")),
)


@dataclass(frozen=True)
class ColumnContents:
    """The cells of the first rows, column by column; columns are named by their places."""

    rows: Sequence[Sequence[str]]

    def values(self, place: int) -> list[str]:
        """Return what stands in a column, without its empty cells."""
        return [value for cells in self.rows if (value := cell_at(cells, place))]

    def share(self, place: int, pattern: re.Pattern[str]) -> float:
        """Return how many of the values look so."""
        values = self.values(place)
        return sum(bool(pattern.fullmatch(value)) for value in values) / len(values) if values else 0.0

    def holds_images(self, place: int) -> bool:
        """Return whether most values name examples."""
        return self.share(place, IMAGE_NAME) > 0.5

    def is_text(self, place: int) -> bool:
        return is_text(self.values(place))

    def repeats(self, place: int) -> bool:
        """Return whether few values stand in a column again and again, as those of a class do."""
        values = self.values(place)
        return len(values) > MOST_REPEATED and len(set(values)) <= len(values) / MOST_REPEATED

    def is_zero_or_one(self, place: int) -> bool:
        """Return whether nothing but 0 and 1 stands there, in whatever spelling."""
        values = self.values(place)
        return bool(values) and all(value in ONES or value in ZEROS for value in values)

    def words(self, place: int) -> int:
        return sum(len(value.split()) for value in self.values(place))


def is_text(values: Sequence[str], words: float = TEXT_WORDS) -> bool:
    """Return whether these are sentences rather than names, of so many words on average."""
    return bool(values) and sum(len(value.split()) for value in values) / len(values) >= words


def cell_at(cells: Sequence[str], place: int) -> str:
    """Return the cell of a row; "" where the row is shorter."""
    return cells[place] if place < len(cells) else ""
