"""The stages of the work at the left of the window, each with its state."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from core.wording.wording import listed
from gui.session import Session
from gui.stages import Stage, StageState, lack, state, title
from gui.widgets.icons import icon
from gui.widgets.theme import theme
from gui.widgets.tool_tip import plain

ROW_HEIGHT = 44
COLOURS = {StageState.DONE: "good", StageState.OPEN: "text", StageState.NOT_YET: "muted"}


class StageList(QListWidget):
    """A list from which one stage is chosen, by mouse or arrow keys."""

    stage_chosen = Signal(object)

    def __init__(self, session: Session):
        super().__init__()
        self._session = session
        self.setProperty("kind", "stages")
        self.setAccessibleName(self.tr("Stages"))
        self.setIconSize(QSize(20, 20))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        for stage in Stage:
            item = QListWidgetItem(title(stage))
            item.setData(Qt.ItemDataRole.UserRole, stage.value)
            item.setSizeHint(QSize(0, ROW_HEIGHT))
            self.addItem(item)
        self.currentItemChanged.connect(self._emit)
        for signal in (
            session.project_changed,
            session.dataset_changed,
            session.advice_changed,
            session.draft_changed,
            session.runs_changed,
        ):
            signal.connect(self.show_states)
        theme().changed.connect(self.show_states)
        self.show_states()

    def choose(self, stage: Stage) -> None:
        self.setCurrentRow(list(Stage).index(stage))

    def show_states(self) -> None:
        marks = {StageState.DONE: self.tr("done"), StageState.OPEN: "", StageState.NOT_YET: self.tr("not yet")}
        for place, stage in enumerate(Stage):
            item, stage_state = self.item(place), state(stage, self._session)
            is_open = stage_state is not StageState.NOT_YET
            item.setIcon(
                icon(stage.value, "good" if stage_state is StageState.DONE else "text" if is_open else "muted")
            )
            item.setForeground(self.palette().text() if is_open else self.palette().placeholderText())
            mark = marks[stage_state]
            item.setText(f"{title(stage)}  ✓" if stage_state is StageState.DONE else title(stage))
            item.setData(Qt.ItemDataRole.AccessibleTextRole, listed((title(stage), mark)))
            missing = lack(stage, self._session)
            item.setToolTip(plain(missing.text) if missing else "")

    def _emit(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.stage_chosen.emit(Stage(item.data(Qt.ItemDataRole.UserRole)))
