"""Repainting: when a view of thumbnails is painted anew, and what it need not wait for while it is scrolled."""

from __future__ import annotations

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QAbstractItemView

from gui.widgets.theme import theme
from gui.widgets.thumbnails import Thumbnails

#: thumbnails that come one after the other are painted together
MILLISECONDS_GATHERED = 40
#: after which scrolling is over
MILLISECONDS_OF_REST = 80


class Repainting(QObject):
    """Paints the view once thumbnails have come, and the look has changed."""

    def __init__(self, view: QAbstractItemView, thumbnails: Thumbnails):
        super().__init__(view)
        self._view = view
        #: pictures fly by, too fast to be seen: those that are not in memory are not worth the wait
        self.is_racing = False
        self._gathering = QTimer(view, singleShot=True, interval=MILLISECONDS_GATHERED)
        self._gathering.timeout.connect(view.viewport().update)
        self._resting = QTimer(view, singleShot=True, interval=MILLISECONDS_OF_REST)
        self._resting.timeout.connect(self._end_race)
        for signal in (thumbnails.ready, thumbnails.forgotten):
            signal.connect(self._repaint_soon)
        theme().changed.connect(view.viewport().update)

    def scroll(self, by: int, tile_height: int) -> None:
        """Take note that the view was scrolled by so many pixels."""
        if abs(by) > tile_height and self._resting.isActive():
            self.is_racing = True
        self._resting.start()

    def _repaint_soon(self, *_: object) -> None:
        if self._view.isVisible() and not self.is_racing and not self._gathering.isActive():
            self._gathering.start()

    def _end_race(self) -> None:
        if self.is_racing:
            self.is_racing = False
            self._view.viewport().update()
