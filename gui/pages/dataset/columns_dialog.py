"""Shows the first rows of a table and which column is taken for what, and lets the user change it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QGridLayout, QVBoxLayout, QWidget

from core.dataset.columns import CONTENT, Columns, Role
from core.dataset.table_preview import TablePreview
from core.wording.wording import sentences
from gui.widgets.parts import button, label, row
from gui.widgets.small_table import SmallTable
from gui.widgets.theme import GAP, MARGIN, SPACE

WIDTH = 760
BOX_WIDTH = 220
COLUMNS_OF_BOXES = 2


class ColumnsDialog(QDialog):
    """Emits the columns that were chosen, and closes; without an answer nothing changes."""

    chosen = Signal(object)

    def __init__(self, preview: TablePreview, parent: QWidget | None = None):
        super().__init__(parent)
        self._preview = preview
        self.setWindowTitle(self.tr("Columns of “{table}”").format(table=preview.path.name))
        self.setMinimumWidth(WIDTH)
        self.boxes = {role: self._box(role) for role in Role}
        self.table = SmallTable(self.tr("The first rows of the table"))
        self.action_button = button(self.tr("Use these columns"), kind="primary", on_click=self._choose)
        self.action_button.setDefault(True)
        self._arrange()
        for box in self.boxes.values():
            box.currentIndexChanged.connect(self._show_state)
        self._show_state()

    def read(self) -> Columns:
        """Return the columns as they are chosen now; columns of 0 and 1 are left to be recognised."""
        columns = Columns()
        for role, box in self.boxes.items():
            columns = columns.with_column(role, box.currentData())
        return columns

    @property
    def names(self) -> dict[Role, str]:
        """Return the names of the roles."""
        return {
            Role.FILE: self.tr("Image file", "of all kinds"),
            Role.CLASS: self.tr("Class"),
            Role.SUBJECT: self.tr("Subject (patient)"),
            Role.SPLIT: self.tr("Part (train, test …)"),
            Role.SITE: self.tr("Site (hospital)"),
            Role.FRAME: self.tr("Frame"),
            Role.TEXT: self.tr("Text"),
        }

    def _box(self, role: Role) -> QComboBox:
        """Its data are what `Columns` has: the name, "" for none, None where it is still to be known."""
        made = QComboBox()
        made.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        made.setAccessibleName(self.names[role])
        made.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        made.setFixedWidth(BOX_WIDTH)
        if role is not Role.CLASS:
            made.addItem(self.tr("none"), "")
        elif role is Role.CLASS and self._preview.is_one_hot:
            made.addItem(self.tr("the column that is 1"), None)
        elif role not in self._preview.columns:
            made.addItem(self.tr("Choose …"), None)
        for name in self._preview.names:
            made.addItem(name, name)
        made.setCurrentIndex(max(0, made.findData(self._preview.columns.get(role, None))))
        return made

    def _arrange(self) -> None:
        boxes = QGridLayout()
        boxes.setHorizontalSpacing(GAP)
        boxes.setVerticalSpacing(GAP)
        self._labels = {role: label(self.names[role]) for role in Role}
        for number, (role, box) in enumerate(self.boxes.items()):
            line, place = divmod(number, COLUMNS_OF_BOXES)
            boxes.addWidget(self._labels[role], line, 2 * place)
            boxes.addWidget(box, line, 2 * place + 1)
        boxes.setColumnStretch(2 * COLUMNS_OF_BOXES, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(label(self.tr("Which column is what?"), "heading"))
        layout.addLayout(boxes)
        if text := self._text:
            layout.addWidget(label(text, "muted", wrap=True))
        layout.addWidget(self.table)
        layout.addLayout(row(None, button(self.tr("Cancel"), on_click=self.reject), self.action_button))

    @property
    def _text(self) -> str:
        """Return what is said of the table as a whole."""
        parts = []
        if self._preview.sheet:
            parts.append(self.tr("From the sheet “{sheet}”.").format(sheet=self._preview.sheet))
        if self._preview.assumed:
            text = self.tr("Read as {encoding}: if letters look wrong, save it as “CSV UTF-8”.")
            parts.append(text.format(encoding=self._preview.assumed))
        return sentences(parts)

    def _show_state(self, *_: object) -> None:
        roles = {box.currentData(): self.names[role] for role, box in self.boxes.items() if box.currentData()}
        heads = tuple(f"{name}\n{roles[name]}" if name in roles else f"{name}\n " for name in self._preview.names)
        self.table.show_rows((heads, *self._preview.rows))
        has_texts = bool(self.boxes[Role.TEXT].currentData())
        for widget in (self._labels[Role.FRAME], self.boxes[Role.FRAME]):
            widget.setVisible(not has_texts)
        holding = [role for role in CONTENT if self.boxes[role].currentData()]
        has_class = bool(self.boxes[Role.CLASS].currentData()) or self._preview.is_one_hot
        is_known = len(holding) == 1 and has_class  # a row names a file, or holds a text
        taken = [name for box in self.boxes.values() if (name := box.currentData())]
        self.action_button.setEnabled(is_known and len(set(taken)) == len(taken))

    def _choose(self) -> None:
        self.accept()
        self.chosen.emit(self.read())
