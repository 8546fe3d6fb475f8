"""WindowPreview: an image as it looks with the window that is being set, and as the network then sees it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPixmap, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from core.modalities.images.preprocessing import Preprocessing, ReadOptions
from gui.translation import count
from gui.widgets.image_dialog import PictureView
from gui.widgets.image_grid import CaptionedImage
from gui.widgets.parts import column, icon_button, label, row, spread
from gui.widgets.theme import GAP, SPACE
from gui.widgets.thumbnails import Thumbnails

#: pixels: less to carry than for a dialog, so that it follows the mouse
LONGEST_SIDE = 768
LEAST_HEIGHT = 150


@dataclass(frozen=True)
class _Wish:
    picture: CaptionedImage
    options: ReadOptions
    preprocessing: Preprocessing | None


class WindowPreview(QWidget):
    """One picture is decoded at a time; then the newest wish, whatever came between."""

    #: pixels to the right and down
    dragged = Signal(int, int)
    #: another picture is shown; carries its place
    place_changed = Signal(int)

    def __init__(self, thumbnails: Thumbnails):
        super().__init__()
        self._thumbnails = thumbnails
        self._pictures: Sequence[CaptionedImage] = ()
        self._place = 0
        self._options = ReadOptions()
        self._preprocessing: Preprocessing | None = None
        self._loading: _Wish | None = None
        self._shown: _Wish | None = None
        self.picture = DraggedView(self.tr("The image in full depth"))
        self.picture.setToolTip(self.tr("Drag: sideways for the width, up and down for the level"))
        self.network = PictureView(self.tr("As the network sees it"), smooth=False)
        self._network_title = label(self.tr("As the network sees it"), "muted")
        self._caption = spread(label("", "muted"))
        self._count = label("", "muted")
        self.previous_button = icon_button(self.tr("Previous image"), "left", on_click=lambda: self._go(-1))
        self.next_button = icon_button(self.tr("Next image"), "right", on_click=lambda: self._go(1))
        for view in (self.picture, self.network):
            view.setMinimumHeight(LEAST_HEIGHT)
        views = QHBoxLayout()
        views.setSpacing(SPACE)
        own = column(self.picture, row(label(self.tr("The image"), "muted"), None), spacing=GAP)
        networks = column(self.network, row(self._network_title, None), spacing=GAP)
        for part, share in ((own, 3), (networks, 2)):
            part.setStretch(0, 1)
            views.addLayout(part, stretch=share)
        bottom = row(self.previous_button, self.next_button, self._count)
        bottom.addWidget(self._caption, stretch=1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GAP)
        layout.addLayout(views, stretch=1)
        layout.addLayout(bottom)
        self.picture.dragged.connect(self.dragged)

    @property
    def place(self) -> int:
        """Return the place of the picture that is shown."""
        return self._place

    def show_pictures(self, pictures: Sequence[CaptionedImage]) -> None:
        """The place stays where it can."""
        self._pictures = pictures
        self._place = min(self._place, max(0, len(pictures) - 1))
        self._shown = None
        self._show()
        if pictures:
            self.place_changed.emit(self._place)

    def show_as(self, options: ReadOptions, preprocessing: Preprocessing | None) -> None:
        self._options, self._preprocessing = options, preprocessing
        self.network.setVisible(preprocessing is not None)
        self._network_title.setVisible(preprocessing is not None)
        self._load()

    def _go(self, step: int) -> None:
        if 0 <= self._place + step < len(self._pictures):
            self._place += step
            self._show()
            self.place_changed.emit(self._place)

    def _show(self) -> None:
        has_pictures = bool(self._pictures)
        picture = self._pictures[self._place] if has_pictures else None
        self._caption.setText(picture.caption if picture else "")
        text = self.tr("{place} of {count}").format(place=count(self._place + 1), count=count(len(self._pictures)))
        self._count.setText(text if has_pictures else "")
        self.previous_button.setEnabled(self._place > 0)
        self.next_button.setEnabled(self._place < len(self._pictures) - 1)
        if picture is None or self._shown is None or self._shown.picture != picture:
            self.picture.show_picture(None)
            self.network.show_picture(None)
        self._load()

    @property
    def _wish(self) -> _Wish | None:
        if not self._pictures:
            return None
        return _Wish(self._pictures[self._place], self._options, self._preprocessing)

    def _load(self) -> None:
        wish = self._wish
        if wish is None or wish == self._shown or self._loading is not None or not self.isVisible():
            return
        self._loading = wish
        self._thumbnails.load(
            wish.picture.frame,
            wish.preprocessing,
            lambda *loaded: self._end_loading(wish, *loaded),
            options=wish.options,
            longest_side=LONGEST_SIDE,
        )

    def _end_loading(self, wish: _Wish, full: QImage, network: QImage | None, problem: str) -> None:
        self._loading = None
        if self._wish is not None and wish.picture == self._wish.picture:  # also where the window has moved on
            self._shown = wish
            if problem:
                self.picture.show_problem(problem)
                self.network.show_picture(None)
            else:
                self.picture.show_picture(QPixmap.fromImage(full))
                self.network.show_picture(QPixmap.fromImage(network) if network else None)
        self._load()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._load()


class DraggedView(PictureView):
    """A picture on which the mouse is dragged with its left or right button."""

    #: pixels to the right and down, since the last time
    dragged = Signal(int, int)

    def __init__(self, name: str):
        super().__init__(name)
        self._last: QPoint | None = None
        self.setCursor(Qt.CursorShape.SizeAllCursor)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._last = event.position().toPoint()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        if self._last is None:
            return
        now = event.position().toPoint()
        moved, self._last = now - self._last, now
        if not moved.isNull():
            self.dragged.emit(moved.x(), moved.y())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        self._last = None
