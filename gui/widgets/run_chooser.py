"""The combo box in which the user chooses the trained model that a page works with."""

from __future__ import annotations

from PySide6.QtWidgets import QComboBox

from gui.session import Session
from gui.widgets.model_names import model_name
from gui.widgets.tool_tip import plain

WIDTH = 260


class RunChooser(QComboBox):
    """Shows the models of the session's finished runs, the newest first, and chooses one for all pages."""

    def __init__(self, session: Session):
        super().__init__()
        self._session = session
        self.setAccessibleName(self.tr("Model"))
        self.setFixedWidth(WIDTH)
        self.activated.connect(lambda place: session.select_run(self.itemData(place)))
        for signal in (session.project_changed, session.runs_changed):
            signal.connect(self.show_runs)
        session.run_changed.connect(self.show_run)
        self.show_runs()

    def show_runs(self) -> None:
        self.clear()
        for run in reversed(self._session.models):
            self.addItem(model_name(run), run)
        self.show_run()

    def show_run(self) -> None:
        runs = [self.itemData(place) for place in range(self.count())]
        self.setCurrentIndex(runs.index(self._session.run) if self._session.run in runs else -1)
        self.setToolTip(plain(self.currentText()))
