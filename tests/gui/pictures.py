"""Thumbnails without processes: tests say which files cannot be shown."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from core.modalities.images.frame import Frame
from core.modalities.images.preprocessing import Preprocessing, ReadOptions
from core.modalities.images.preview import PICTURE_SIDE


class PaintedThumbnails(QObject):
    """Has the methods of `gui.widgets.thumbnails.Thumbnails`. Each picture is there at once."""

    ready = Signal(object)
    forgotten = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.problems: dict[Frame, str] = {}
        #: what was asked for
        self.asked: list[Frame] = []
        self.loaded: list[tuple[Frame, Preprocessing | None]] = []
        self.times_forgotten = 0
        self.loaded_with: list[ReadOptions | None] = []
        self.options = ReadOptions()
        #: while False, what is to be loaded waits until `load_waiting`
        self.loads_at_once = True
        self._waiting: list[Callable[[], None]] = []
        self._pixmap = QPixmap(128, 96)
        self._pixmap.fill(Qt.GlobalColor.red)

    def get(self, frame: Frame, *, make: bool = True) -> QPixmap | None:
        if make:
            self.asked.append(frame)
        return None if frame in self.problems else self._pixmap

    def problem(self, frame: Frame) -> str:
        return self.problems.get(frame, "")

    def load(
        self,
        frame: Frame,
        preprocessing: Preprocessing | None,
        on_done: Callable[[QImage, QImage | None, str], None],
        options: ReadOptions | None = None,
        longest_side: int = PICTURE_SIDE,
    ) -> None:
        self.loaded.append((frame, preprocessing))
        self.loaded_with.append(options)

        def end() -> None:
            if problem := self.problem(frame):
                on_done(QImage(), None, problem)
            else:
                network = _image(preprocessing.width, preprocessing.height) if preprocessing else None
                on_done(_image(640, 480), network, "")

        if self.loads_at_once:
            end()
        else:
            self._waiting.append(end)

    def load_waiting(self) -> None:
        waiting, self._waiting = self._waiting, []
        for end in waiting:
            end()

    def read_with(self, options: ReadOptions) -> None:
        self.options = options

    def forget(self) -> None:
        self.times_forgotten += 1
        self.forgotten.emit()

    def close(self) -> None: ...


def _image(width: int, height: int) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB888)
    image.fill(Qt.GlobalColor.blue)
    return image
