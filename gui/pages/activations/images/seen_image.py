"""SeenImage: the image as the network is given it, and over it where a layer speaks for a class."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPixmap
from PySide6.QtWidgets import QComboBox, QFrame, QSizePolicy, QSpinBox, QVBoxLayout

from core.inspection.activation import ClassGradient
from gui.plots.map_colours import heat_image
from gui.widgets.image_dialog import PictureView
from gui.widgets.number_text import write_around
from gui.widgets.parts import indent_text, label, spread
from gui.widgets.theme import GAP, SPACE
from gui.widgets.tool_tip import plain
from gui.widgets.words import probability

#: at which both are put together
SHARPNESS = 448
HEIGHT = 180


class SeenImage(QFrame):
    """The class whose gradient is wanted is chosen here; the first choice is none."""

    class_chosen = Signal()
    #: another picture of the same file is wanted: carries its number, from 0
    frame_chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("kind", "card")
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)
        self.caption = spread(label("", "muted", selectable=True))
        self._image: QImage | None = None
        self.view = PictureView(self.tr("The image as the network sees it"), smooth=False)
        self.view.setFixedHeight(HEIGHT)
        self.frames = QSpinBox()
        indent_text(self.frames)
        self.frames.setAccessibleName(self.tr("Frame of the file"))
        self.frames.setKeyboardTracking(False)
        self.frames.valueChanged.connect(lambda number: self.frame_chosen.emit(number - 1))
        self.classes = QComboBox()
        self.classes.setAccessibleName(self.tr("Class whose gradient is shown"))
        self.classes.setToolTip(self.tr("How the score of this class changes with the values of the layer"))
        self.says = label("", "muted", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(SPACE, SPACE, SPACE, SPACE)
        layout.setSpacing(GAP)
        for widget in (self.caption, self.view, self.frames, self.classes, self.says):
            layout.addWidget(widget)
        self.classes.activated.connect(lambda _: self.class_chosen.emit())

    @property
    def chosen_class(self) -> str | None:
        return self.classes.currentData()

    def show_image(
        self, name: str, image: np.ndarray | None, classes: Sequence[str], probabilities: np.ndarray
    ) -> None:
        """Show an image [height, width, 3] uint8. The class that was chosen stays so where it is one of these."""
        self.caption.setText(name)
        self.caption.setToolTip(plain(name))
        before = self.chosen_class
        self.classes.clear()
        self.classes.addItem(self.tr("Explain a class …"), None)
        for name, share in zip(classes, probabilities, strict=True):
            self.classes.addItem(f"{name} ({probability(float(share))})", name)
        self.classes.setCurrentIndex(max(0, self.classes.findData(before)) if before is not None else 0)
        self.classes.setVisible(bool(classes))
        self.says.setText("" if classes or image is None else self.tr("Without a head there is no class to explain."))
        self.says.setVisible(bool(self.says.text()))
        self._image = None if image is None else _image(image)
        self.show_gradient(None)

    def show_frames(self, number: int, count: int) -> None:
        """Show which picture of the file this is, from 0, and how many there are."""
        self.frames.blockSignals(True)
        self.frames.setRange(1, max(1, count))
        write_around(self.frames, self.tr("{number} of {count}").replace("{count}", str(count)))
        self.frames.setValue(number + 1)
        self.frames.setVisible(count > 1)
        self.frames.blockSignals(False)

    def show_gradient(self, gradient: ClassGradient | None) -> None:
        """Show the gradient over the image, where a layer still distinguishes places."""
        if gradient is not None:
            has_places = gradient.cam is not None
            self.says.setText(
                self.tr("Highlighted: what supports “{name}” in this layer (Grad-CAM).").format(name=gradient.label)
                if has_places
                else self.tr("This layer has no spatial dimensions any more.")
            )
            self.says.setVisible(True)
        elif self.chosen_class is None and self.classes.count() > 1:
            self.says.setVisible(False)
        self.view.show_picture(self._composed(gradient.cam if gradient else None))

    def _composed(self, cam: np.ndarray | None) -> QPixmap | None:
        if self._image is None:
            return None
        size = self._image.size().scaled(QSize(SHARPNESS, SHARPNESS), Qt.AspectRatioMode.KeepAspectRatio)
        whole = self._image.scaled(size).convertToFormat(QImage.Format.Format_RGB32)
        if cam is not None:
            painter = QPainter(whole)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(whole.rect(), heat_image(cam))
            painter.end()
        return QPixmap.fromImage(whole)


def _image(pixels: np.ndarray) -> QImage:
    height, width = pixels.shape[:2]
    data = np.ascontiguousarray(pixels).tobytes()
    return QImage(data, width, height, 3 * width, QImage.Format.Format_RGB888).copy()
