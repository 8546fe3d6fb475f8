"""ComparisonBar: on which part runs are compared, and where the comparison can be taken."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QPushButton, QWidget

from core.dataset.dataset import Split
from core.evaluation.comparison import Comparison
from core.evaluation.comparison_csv import as_csv
from gui.pages.comparison.comparison_view import ComparisonView
from gui.pages.page import Page
from gui.plots.plot_export import picture_of
from gui.widgets.file_export import FileExporter
from gui.widgets.parts import button, icon_button


class ComparisonBar(QWidget):
    """Exports what the view shows."""

    #: the user wants to see another part
    part_chosen = Signal()

    def __init__(self, page: Page, view: ComparisonView):
        super().__init__()
        self._view = view
        self._comparison: Comparison | None = None
        self._exporter = FileExporter(page, page.runner, page.notices)
        self.validation_button = self._part_button(self.tr("Validation"))
        self.test_button = self._part_button(self.tr("Test"))
        self.validation_button.setChecked(True)
        self.copy_button = icon_button(self.tr("Copy the table"), "copy", on_click=view.table.copy)
        self.csv_button = button(self.tr("Table (CSV)"), "table", on_click=self._export_csv)
        self.png_button = button(self.tr("Picture (PNG)", "of all kinds"), "picture", on_click=self._export_png)
        self._parts = QButtonGroup(self)
        for made in (self.validation_button, self.test_button):
            self._parts.addButton(made)
        self._parts.buttonClicked.connect(lambda _: self.part_chosen.emit())
        layout = QHBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(4)
        layout.addWidget(self.validation_button)
        layout.addWidget(self.test_button)
        layout.addStretch()
        layout.addWidget(self.copy_button)
        layout.addWidget(self.csv_button)
        layout.addWidget(self.png_button)

    @property
    def part(self) -> Split:
        """Return the one on which runs are compared."""
        return Split.TEST if self.test_button.isChecked() else Split.VALIDATION

    def choose_validation(self) -> None:
        self.validation_button.setChecked(True)

    def show_state(self, comparison: Comparison | None, *, can_choose: bool) -> None:
        """`comparison` is the one that the view shows; `can_choose`: there are runs to compare."""
        self._comparison = comparison
        self.copy_button.setEnabled(comparison is not None)
        for made in (self.csv_button, self.png_button):
            made.setEnabled(comparison is not None)
            made.setToolTip("" if comparison else self.tr("There is nothing to export yet."))
        for made in (self.validation_button, self.test_button):
            made.setEnabled(can_choose)

    def _part_button(self, text: str) -> QPushButton:
        made = button(text)
        made.setCheckable(True)
        return made

    def _export_csv(self) -> None:
        if comparison := self._comparison:
            self._export("csv", lambda: lambda: as_csv(comparison))

    def _export_png(self) -> None:
        def draw() -> Callable[[], bytes]:
            drawn = picture_of(self._view.body)
            return lambda: drawn

        self._export("png", draw)

    def _export(self, kind: str, make: Callable[[], Callable[[], bytes]]) -> None:
        """`make` is called in the GUI thread, and what it gives off it."""
        path = self._exporter.ask(self.tr("Export the comparison"), "comparison", kind)
        if path is not None:
            self._exporter.write(path, make(), self.tr("The comparison is in “{name}”."))
