"""A user without hands, who works with the real window: for tests, and for the packaged `--self-test`."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar, cast

from PySide6.QtCore import QEvent, QEventLoop, QMimeData, QPoint, QPointF, Qt, QTimer, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from gui.pages.page import Page
from gui.stages import Stage
from gui.window.main_window import MainWindow

AnyPage = TypeVar("AnyPage", bound=Page)

#: for one step, on a slow machine
MOST_SECONDS_A_STEP = 240.0


class StepTookTooLong(Exception):
    pass


class DisplayLost(Exception):
    pass


class User:
    """Do what a person does with the window: clicks, keys, dropped files, and waiting."""

    def __init__(self, window: MainWindow):
        self.window = window

    def click(self, widget: QWidget, place: QPoint | None = None) -> None:
        QApplication.processEvents()
        if not widget.isEnabled():
            raise AssertionError(f"{widget.accessibleName() or widget} cannot be clicked")
        QTest.mouseClick(
            widget, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, place or widget.rect().center()
        )

    def wait(self, condition: Callable[[], object], seconds: float = MOST_SECONDS_A_STEP) -> None:
        """Let the window work until the condition holds. Raise StepTookTooLong, or DisplayLost."""
        deadline = time.monotonic() + seconds
        while not condition():
            if time.monotonic() > deadline:
                shown = "\n".join([*self.window.notices.texts, *self.window.notices.details])
                raise StepTookTooLong(f"waited {seconds:.0f} s in vain; the page says: {shown}")
            loop = QEventLoop()
            QTimer.singleShot(20, loop.quit)
            if loop.exec() != 0:  # as it is from then on, at once
                raise DisplayLost("the display is gone, and with it the window")

    def until_idle(self) -> None:
        self.wait(lambda: not self.window.runner.is_busy)

    def go_to(self, stage: Stage, kind: type[AnyPage]) -> AnyPage:
        stages = self.window.stages
        self.click(stages.viewport(), stages.visualItemRect(stages.item(list(Stage).index(stage))).center())
        page = self.window.pages[stage]
        self.wait(page.isVisible)
        return cast("AnyPage", page)

    def drop(self, page: QWidget, path: Path) -> None:
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path))])
        copy, left, no_keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        QApplication.sendEvent(page, QDragEnterEvent(QPoint(50, 50), copy, data, left, no_keys))
        QApplication.sendEvent(page, QDropEvent(QPointF(50, 50), copy, data, left, no_keys, QEvent.Type.Drop))

    def type_number(self, field: QWidget, text: str) -> None:
        field.setFocus()
        QTest.keyClick(field, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        QTest.keyClicks(field, text)
        QTest.keyClick(field, Qt.Key.Key_Tab)

    def tick_last_blocks(self, backbone: str, count: int) -> None:
        from gui.pages.backbone.page import BackbonePage

        page = self.go_to(Stage.BACKBONE, BackbonePage)
        self.wait(lambda: backbone in page.cards.names)
        self.click(page.cards.card(backbone))
        self.wait(lambda: page.layers.view.isVisible() and page.layers.last_button.isEnabled())
        page.layers.blocks.setValue(count)
        self.click(page.layers.last_button)

    def look_inside(self) -> None:
        """Look at what the first two layers of the chosen network make of the first image."""
        from gui.pages.activations.page import ActivationsPage

        page = self.go_to(Stage.ACTIVATIONS, ActivationsPage)
        self.click(page.images.first_button)
        assert page.images.dialog
        grid = page.images.dialog.browser.grid
        grid.setCurrentIndex(grid.model().index(0, 0))
        self.click(page.images.dialog.take_button)
        self.wait(lambda: page.images.maps.grid.count > 0)
        before = page.images.maps.title.text()
        self.click(page.images.layers.forward_button)
        self.wait(lambda: page.images.maps.title.text() != before)

    def audit(self) -> None:
        """Have the images audited, and do what is proposed first about each error."""
        from gui.pages.dataset.page import DatasetPage

        page, session = self.go_to(Stage.DATASET, DatasetPage), self.window.session
        panel = page.overview.audit
        self.click(page.overview.audit_button)
        self.wait(lambda: panel.audit_button.isVisible() and panel.audit_button.isEnabled())
        self.click(panel.audit_button)
        self.wait(lambda: session.audit is not None and not session.is_audit_stale)
        self.until_idle()
        while session.audit and session.audit.errors:
            before = session.audit
            self.click(panel.list.viewport(), panel.list.visualRect(panel.list.model().index(0, 0)).center())
            self.click(panel.finding.buttons[before.errors[0].actions[0]])
            self.wait(lambda before=before: session.audit != before and not session.is_audit_stale)  # type: ignore[misc]
            self.until_idle()
