"""Thumbnails without processes: tests say which files cannot be shown."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QImage, QPixmap

from core.dataset.preprocessing import Preprocessing


class PaintedThumbnails(QObject):
    """Has the methods of `gui.thumbnails.Thumbnails`. Each picture is there at once."""

    ready = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.problems: dict[Path, str] = {}
        #: what was asked for
        self.asked: list[Path] = []
        self.loaded: list[tuple[Path, Preprocessing | None]] = []
        self.forgotten = 0
        #: while False, what is to be loaded waits until `load_waiting`
        self.loads_at_once = True
        self._waiting: list[Callable[[], None]] = []
        self._pixmap = QPixmap(128, 96)
        self._pixmap.fill(Qt.GlobalColor.red)

    def get(self, path: Path, *, make: bool = True) -> QPixmap | None:
        if make:
            self.asked.append(path)
        return None if path in self.problems else self._pixmap

    def problem(self, path: Path) -> str:
        return self.problems.get(path, "")

    def load(
        self,
        path: Path,
        preprocessing: Preprocessing | None,
        on_done: Callable[[QImage, QImage | None, str], None],
    ) -> None:
        self.loaded.append((path, preprocessing))

        def end() -> None:
            if problem := self.problem(path):
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

    def forget(self) -> None:
        self.forgotten += 1

    def close(self) -> None: ...


def _image(width: int, height: int) -> QImage:
    image = QImage(width, height, QImage.Format.Format_RGB888)
    image.fill(Qt.GlobalColor.blue)
    return image
