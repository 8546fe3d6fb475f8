"""TextBrowser: the classes at the left, the texts of the chosen one at the right, and one of these in full below."""

from __future__ import annotations

from PySide6.QtCore import QItemSelectionModel, Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QHeaderView, QLineEdit, QVBoxLayout, QWidget

from core.dataset.dataset import Dataset, Example
from core.modalities.text.facts import text_facts
from core.modalities.text.token_counts import TokenCounts
from gui.pages.dataset.texts.dataset_texts import CLASS, PART, SUBJECT, TEXT, TOKENS, DatasetTexts
from gui.pages.dataset.texts.text_view import TextView
from gui.translation import tr
from gui.widgets.class_bars import ClassBars
from gui.widgets.dataset_browser import CLASSES_WIDTH
from gui.widgets.part_choice import PartChoice
from gui.widgets.parts import label, row
from gui.widgets.row_table import RowTable
from gui.widgets.theme import GAP, SPACE

SEARCH_WIDTH = 240
WIDTHS = {CLASS: 120, PART: 90, SUBJECT: 90, TOKENS: 70}


class TextBrowser(QWidget):
    """Class, part and what is searched for stay when the dataset changes."""

    #: the user went to another text; carries its example, or None
    text_chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._dataset: Dataset | None = None
        self.classes = ClassBars()
        self.classes.setFixedWidth(CLASSES_WIDTH)
        self.part = PartChoice()
        self.search = QLineEdit()
        self.search.setPlaceholderText(self.tr("Search"))
        self.search.setAccessibleName(self.tr("Search in the texts"))
        self.search.setClearButtonEnabled(True)
        self.search.setMaximumWidth(SEARCH_WIDTH)
        self._count = label("", "muted")
        self.model = DatasetTexts()
        self.table = RowTable()
        self.table.setModel(self.model)
        self.table.setAccessibleName(self.tr("Texts"))
        self.view = TextView()
        self._arrange()
        self.classes.chosen.connect(self._show_texts)
        self.part.currentIndexChanged.connect(self._show_texts)
        self.search.textChanged.connect(self._show_texts)
        self.table.selectionModel().currentRowChanged.connect(lambda *_: self._choose())

    @property
    def chosen(self) -> Example | None:
        """Return the text that is chosen."""
        row_ = self.table.currentIndex().row()
        return self.model.examples[row_] if 0 <= row_ < len(self.model.examples) else None

    def show_dataset(self, dataset: Dataset | None) -> None:
        """Show a dataset, whose texts are at hand as far as they can be read."""
        self._dataset = dataset
        self.classes.show_dataset(dataset)
        self.part.show_dataset(dataset)
        is_known = dataset is not None and any(example.subject for example in dataset.examples)
        self.table.setColumnHidden(SUBJECT, not is_known)
        self._show_texts()

    def show_tokens(self, counts: TokenCounts | None) -> None:
        self.model.show_tokens(counts.of if counts else {})

    def _show_texts(self, *_: object) -> None:
        before = self.chosen
        examples = self.part.examples(self._dataset, self.classes.label) if self._dataset else []
        if wanted := self.search.text().strip().casefold():
            examples = [example for example in examples if wanted in text_facts(example).text.casefold()]
        self.model.show(examples)
        self._count.setText(tr("%n text(s)", "", len(examples)))
        names = [example.name for example in examples]
        place = names.index(before.name) if before and before.name in names else 0
        self.table.selectionModel().setCurrentIndex(
            self.model.index(place, TEXT),
            QItemSelectionModel.SelectionFlag.ClearAndSelect | QItemSelectionModel.SelectionFlag.Rows,
        )
        if not examples:  # then no row is gone to
            self._choose()

    def _choose(self) -> None:
        self.view.show_text(self.chosen)
        self.text_chosen.emit(self.chosen)

    def _arrange(self) -> None:
        header = self.table.horizontalHeader()
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        header.setSectionResizeMode(TEXT, QHeaderView.ResizeMode.Stretch)
        for section, width in WIDTHS.items():
            self.table.setColumnWidth(section, width)
        right = QVBoxLayout()
        right.setSpacing(GAP)
        right.addLayout(row(self.part, self.search, None, self._count))
        right.addWidget(self.table, stretch=1)
        right.addWidget(self.view)
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, GAP, 0, 0)
        layout.setSpacing(SPACE)
        layout.addWidget(self.classes)
        layout.addLayout(right, stretch=1)
