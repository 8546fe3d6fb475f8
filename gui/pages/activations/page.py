"""The activations page: what each layer of a network makes of an image or a text, step by step."""

from __future__ import annotations

from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QStackedWidget

from core import tasks
from core.wording.spoken_of import OF_TEXTS
from gui.job_runner import JobRunner
from gui.pages.activations.images.image_look import ImageLook
from gui.pages.activations.look.model_chooser import ModelChooser
from gui.pages.activations.texts.text_look import TextLook
from gui.pages.page import Page
from gui.session import Session
from gui.stages import Stage, title
from gui.widgets.busy import BusyReason
from gui.widgets.parts import label
from gui.widgets.thumbnails import Thumbnails


class ActivationsPage(Page):
    """A model is chosen above; below stands the look that fits the kind of data of the project."""

    def __init__(self, session: Session, runner: JobRunner, thumbnails: Thumbnails):
        super().__init__(session, runner, thumbnails, title(Stage.ACTIVATIONS))
        session.project_changed.connect(self._forget)  # before another model is chosen for the old image
        self.chooser = ModelChooser(session)
        self.images, self.texts = ImageLook(self, self.chooser), TextLook(self, self.chooser)
        self._busy = BusyReason(runner)
        self._stack = QStackedWidget()
        self._arrange()
        self.chooser.model_changed.connect(self._go_on)
        session.dataset_changed.connect(self._show_state)
        runner.state_changed.connect(self._go_on)
        self._forget()
        runner.read(tasks.list_backbones, self.chooser.show_backbones, self.notices.show_exception)

    @property
    def _look(self) -> ImageLook | TextLook:
        """Return the look that fits the project."""
        return self.texts if self.session.kind == OF_TEXTS else self.images

    def _show_state(self) -> None:
        look = self._look
        for made in (self.images, self.texts):
            made.choose_button.setVisible(made is look and made.example is not None)
        self._busy.setVisible(self.runner.is_busy and not look.is_opening)
        look.show_state()
        self._stack.setCurrentWidget(look)

    def _go_on(self) -> None:
        self._show_state()
        self._look.open()

    def _forget(self) -> None:
        """Show nothing of the project before: another was opened, or none."""
        self.images.forget()
        self.texts.forget()
        self._show_state()

    def _arrange(self) -> None:
        self.head.addWidget(label(self.tr("Model"), "muted"))
        for widget in (self.chooser, self.images.choose_button, self.texts.choose_button):
            self.head.addWidget(widget)
        for look in (self.images, self.texts):
            self._stack.addWidget(look)
        self.content.addWidget(self._busy)
        self.content.addWidget(self._stack, stretch=1)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._look.open()
