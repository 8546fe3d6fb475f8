"""TickHistory: undo and redo of what was ticked in the layer tree."""

from __future__ import annotations

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand, QUndoStack

from gui.pages.backbone.ticks import Paths
from gui.session import Session


class TickHistory(QUndoStack):
    """Steps between sets of ticks in the session's draft. Forgotten once the ticks are changed by anyone else."""

    def __init__(self, session: Session, parent: QObject | None = None):
        super().__init__(parent)
        self._session = session
        self._is_at_work = False
        self._seen = self._now
        session.draft_changed.connect(self._forget_what_is_past)
        session.project_changed.connect(self.clear)

    def unfreeze(self, paths: Paths) -> None:
        """Tick exactly these layers."""
        if paths != self._session.draft.unfrozen:
            self.push(_Unfreeze(self, self._session.draft.unfrozen, paths))

    def go_to(self, paths: Paths) -> None:
        self._is_at_work = True
        self._session.unfreeze(paths)
        self._is_at_work = False

    @property
    def _now(self) -> tuple[str, Paths]:
        return self._session.draft.backbone, self._session.draft.unfrozen

    def _forget_what_is_past(self) -> None:
        if self._now != self._seen and not self._is_at_work:
            self.clear()
        self._seen = self._now


class _Unfreeze(QUndoCommand):
    def __init__(self, history: TickHistory, before: Paths, after: Paths):
        super().__init__()
        self._history, self._before, self._after = history, before, after

    def redo(self) -> None:
        self._history.go_to(self._after)

    def undo(self) -> None:
        self._history.go_to(self._before)
