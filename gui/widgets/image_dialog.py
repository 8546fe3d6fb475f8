"""ImageDialog: one picture large, and beside it what the network is given of it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QImage, QKeySequence, QPainter, QPaintEvent, QPixmap, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.modalities.images.preprocessing import Preprocessing
from core.modalities.images.preview import PICTURE_SIDE
from gui.translation import count, tr
from gui.widgets.icons import icon
from gui.widgets.image_grid import CaptionedImage
from gui.widgets.parts import button, column, icon_button, label, row
from gui.widgets.theme import GAP, MARGIN, SPACE, colour, theme
from gui.widgets.thumbnails import Thumbnails

SIZE = QSize(1040, 640)
SMALLEST = QSize(640, 420)
SIGN_SIZE = 48


class ImageDialog(QDialog):
    """The arrow keys lead to the picture before and the next."""

    def __init__(
        self,
        pictures: Sequence[CaptionedImage],
        place: int,
        thumbnails: Thumbnails,
        preprocessing: Preprocessing | None,
        parent: QWidget | None = None,
    ):
        super().__init__(parent)
        self._pictures, self._place = pictures, place
        self._thumbnails, self._preprocessing = thumbnails, preprocessing
        self._loading: CaptionedImage | None = None
        self._is_closed = False
        self.setMinimumSize(SMALLEST)
        self.resize(SIZE)
        self.picture = PictureView(self.tr("The image"))
        self.network = PictureView(self.tr("As the network sees it"), smooth=False)
        self.caption = label("", "heading", selectable=True)
        self.caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._size = label("", "muted")
        self._network_size = label("", "muted")
        self._count = label("", "muted")
        self.previous_button = icon_button(self.tr("Previous image"), "left", on_click=lambda: self._go(-1))
        self.next_button = icon_button(self.tr("Next image"), "right", on_click=lambda: self._go(1))
        self.close_button = button(self.tr("Close"), on_click=self.accept)
        for key, step in ((Qt.Key.Key_Left, -1), (Qt.Key.Key_Right, 1)):
            QShortcut(QKeySequence(key), self).activated.connect(lambda step=step: self._go(step))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, SPACE, MARGIN, SPACE)
        layout.setSpacing(SPACE)
        layout.addWidget(self.caption)
        layout.addLayout(self._views(), stretch=1)
        layout.addLayout(row(self.previous_button, self.next_button, self._count, None, self.close_button))
        self._show()

    @property
    def place(self) -> int:
        """Return the place of the picture that is shown."""
        return self._place

    def _views(self) -> QHBoxLayout:
        views = QHBoxLayout()
        views.setSpacing(SPACE)
        own = column(self.picture, row(label(self.tr("The image")), self._size, None), spacing=GAP)
        views.addLayout(own, stretch=3)
        if self._preprocessing:
            title = label(self.tr("As the network sees it"))
            views.addLayout(column(self.network, row(title, self._network_size, None), spacing=GAP), stretch=2)
        return views

    def _go(self, step: int) -> None:
        place = self._place + step
        if 0 <= place < len(self._pictures):
            self._place = place
            self._show()

    def _show(self) -> None:
        picture = self._pictures[self._place]
        self.setWindowTitle(picture.frame.path.name)
        self.caption.setText(picture.caption or picture.frame.path.name)
        self._count.setText(
            self.tr("{place} of {count}").format(place=count(self._place + 1), count=count(len(self._pictures)))
        )
        self.previous_button.setEnabled(self._place > 0)
        self.next_button.setEnabled(self._place < len(self._pictures) - 1)
        for shown in (self._size, self._network_size):
            shown.setText("")
        self.picture.show_picture(self._thumbnails.get(picture.frame))
        self.network.show_picture(None)
        self._load()

    def _load(self) -> None:
        """One at a time: who leafs through quickly does not wait for what was passed over."""
        if self._loading is None:
            picture = self._loading = self._pictures[self._place]
            self._thumbnails.load(
                picture.frame, self._preprocessing, lambda *loaded: self._end_loading(picture, *loaded)
            )

    def _end_loading(self, picture: CaptionedImage, full: QImage, network: QImage | None, problem: str) -> None:
        self._loading = None
        if self._is_closed:
            return
        if picture != self._pictures[self._place]:
            self._load()
        elif problem:
            self.picture.show_problem(problem)
            self.network.show_problem(self.tr("Nothing: the image is left out."))
        else:
            self.picture.show_picture(QPixmap.fromImage(full))
            self.network.show_picture(QPixmap.fromImage(network) if network else None)
            self._size.setText(_size_text(full) if max(full.width(), full.height()) < PICTURE_SIDE else "")
            self._network_size.setText(_size_text(network) if network else "")

    def done(self, result: int) -> None:
        self._is_closed = True
        super().done(result)


class PictureView(QWidget):
    """A picture as large as there is room, or why there is none."""

    def __init__(self, name: str, smooth: bool = True):
        super().__init__()
        self.setAccessibleName(name)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._smooth = smooth
        self.pixmap: QPixmap | None = None
        self.problem = ""
        theme().changed.connect(self.update)

    def show_picture(self, pixmap: QPixmap | None) -> None:
        self.pixmap, self.problem = pixmap, ""
        self.setAccessibleDescription("")
        self.update()

    def show_problem(self, problem: str) -> None:
        self.pixmap, self.problem = None, problem
        self.setAccessibleDescription(problem)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), colour("raised"))
        if self.pixmap is not None:
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self._smooth)
            painter.drawPixmap(self._fitted(self.pixmap.size()), self.pixmap)
        elif self.problem:
            self._paint_problem(painter)
        painter.end()

    def _fitted(self, size: QSize) -> QRect:
        place = QRect(0, 0, 0, 0)
        place.setSize(size.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio))
        place.moveCenter(self.rect().center())
        return place

    def _paint_problem(self, painter: QPainter) -> None:
        sign = QRect(0, 0, SIGN_SIZE, SIGN_SIZE)
        sign.moveCenter(self.rect().center())
        sign.translate(0, -SIGN_SIZE)
        painter.drawPixmap(sign.topLeft(), icon("broken", "muted").pixmap(SIGN_SIZE))
        painter.setPen(colour("text"))
        below = self.rect().adjusted(MARGIN, 0, -MARGIN, 0)
        below.setTop(sign.bottom() + SPACE)
        flags = Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
        painter.drawText(below, flags, self.problem)


def _size_text(image: QImage) -> str:
    return tr("{width} × {height} pixels").format(width=image.width(), height=image.height())
