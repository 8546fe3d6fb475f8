"""GroupModel: groups of images as lines of a table, however many there are."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate
from pathlib import PurePosixPath
from typing import Any

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, Qt

from core.audit.findings import Finding
from core.dataset.dataset import Dataset, Example
from core.modalities.images.frame import Frame
from core.storage.readable_names import readable_path
from core.wording.catalogue import text_of
from core.wording.wording import listed
from gui.translation import count
from gui.widgets.tool_tip import plain
from gui.widgets.words import image_caption, part_name

Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True)
class Member:
    """An image of a group, and in what it differs from others of the group."""

    image: Example
    frame: Frame
    differs_in_class: bool
    differs_in_part: bool

    @property
    def caption(self) -> str:
        return image_caption(self.image)

    @property
    def part(self) -> str:
        return part_name(self.image.split)


class GroupModel(QAbstractTableModel):
    """A group takes as many lines as it needs; each is made when it is asked for."""

    MEMBER = Qt.ItemDataRole.UserRole

    def __init__(self) -> None:
        super().__init__()
        self._dataset: Dataset | None = None
        self._groups: Sequence[tuple[int, ...]] = ()
        self._details: Sequence[str] = ()
        self._columns = 1
        #: the line after the last of each group
        self._ends: list[int] = []

    def show(self, dataset: Dataset | None, finding: Finding | None) -> None:
        self.beginResetModel()
        self._dataset = dataset
        self._groups = finding.groups if finding and dataset else ()
        self._details = [text_of(one) for one in finding.details] if finding else ()
        self._count_lines()
        self.endResetModel()

    def show_columns(self, columns: int) -> None:
        if columns != self._columns:
            self.beginResetModel()
            self._columns = columns
            self._count_lines()
            self.endResetModel()

    def group_of(self, row: int) -> int:
        """Return the place of the group to which this line belongs."""
        return bisect_right(self._ends, row)

    def is_first(self, row: int) -> bool:
        return row == self._first_line(self.group_of(row))

    def head(self, group: int) -> str:
        """Return what stands above its pictures."""
        parts = [self.tr("Group {number}").format(number=count(group + 1))]
        if group < len(self._details) and self._details[group]:
            parts.append(self._details[group])
        return " · ".join(parts)

    def members(self, group: int) -> list[Example]:
        assert self._dataset
        return [self._dataset.examples[place] for place in self._groups[group]]

    def place_in_group(self, index: Index) -> int | None:
        """Return the place of the image in this cell; None where it is empty."""
        group = self.group_of(index.row())
        place = (index.row() - self._first_line(group)) * self._columns + index.column()
        return place if place < len(self._groups[group]) else None

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() or not self._ends else self._ends[-1]

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else self._columns

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or role not in (
            self.MEMBER,
            Qt.ItemDataRole.DisplayRole,
            Qt.ItemDataRole.ToolTipRole,
            Qt.ItemDataRole.AccessibleTextRole,
        ):
            return None
        member = self._member(index)
        if member is None or role == self.MEMBER:
            return member
        if role == Qt.ItemDataRole.DisplayRole:
            return member.caption
        texts = (readable_path(member.image.file), member.image.label, member.part, text_of(member.image.problem))
        if role == Qt.ItemDataRole.ToolTipRole:
            return plain("\n".join(filter(None, texts)))
        head = self.head(self.group_of(index.row()))
        return listed((PurePosixPath(texts[0]).name, *texts[1:], head))

    def flags(self, index: Index) -> Qt.ItemFlag:
        if index.isValid() and self.place_in_group(index) is None:
            return Qt.ItemFlag.NoItemFlags
        return super().flags(index)

    def _member(self, index: Index) -> Member | None:
        place = self.place_in_group(index)
        if place is None or self._dataset is None:
            return None
        images = self.members(self.group_of(index.row()))
        image = images[place]
        return Member(
            image,
            Frame(self._dataset.path(image), image.frame or 0),
            differs_in_class=any(other.label != image.label for other in images),
            differs_in_part=any(other.split != image.split for other in images),
        )

    def _count_lines(self) -> None:
        self._ends = list(accumulate(-(-len(group) // self._columns) for group in self._groups))

    def _first_line(self, group: int) -> int:
        return self._ends[group - 1] if group else 0
