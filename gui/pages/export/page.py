"""The export page: the trained model for use elsewhere."""

from __future__ import annotations

from pathlib import Path

import platformdirs
from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QRadioButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from core.export.checked_export import CheckedExport
from core.export.formats import ExportFormat
from core.process.notices import RESEARCH_USE_ONLY
from core.task_table import Export
from core.training.run import Run
from core.wording.wording import listed, translated
from gui.job_runner import JobRunner, Task
from gui.pages.export.export_result import ExportResult
from gui.pages.export.format_words import meaning
from gui.pages.page import Page
from gui.session import Session
from gui.stages import Stage, title
from gui.widgets.busy import BusyReason
from gui.widgets.invitation import Invitation
from gui.widgets.model_names import model_name
from gui.widgets.new_folder_dialog import NewFolderDialog
from gui.widgets.parts import button, card, label
from gui.widgets.run_chooser import RunChooser
from gui.widgets.theme import GAP, SPACE
from gui.widgets.thumbnails import Thumbnails

#: what may stand in the name of a folder everywhere, besides letters and digits
HARMLESS = "-_. "


class ExportPage(Page):
    """The page with the formats at the left, at the right what was exported since the project was opened."""

    def __init__(self, session: Session, runner: JobRunner, thumbnails: Thumbnails):
        super().__init__(session, runner, thumbnails, title(Stage.EXPORT))
        self._place = platformdirs.user_documents_path()
        self.dialog: NewFolderDialog | None = None
        self.results: list[ExportResult] = []
        self.chooser = RunChooser(session)
        self.head.addWidget(label(self.tr("Model"), "muted"))
        self.head.addWidget(self.chooser)
        self._formats = QButtonGroup(self)
        self.formats = {known: self._format_button(known) for known in ExportFormat}
        self.export_button = button(self.tr("Export …"), "export", kind="primary", on_click=self._ask_for_folder)
        self.invitation = Invitation("export")
        self.invitation.show_texts(
            self.tr("Nothing exported yet"),
            self.tr("Each export is checked: it must predict what this program predicts."),
        )
        self._list = QVBoxLayout()  # the newest first
        self._arrange()
        session.project_changed.connect(self._forget)
        session.run_changed.connect(self._show_state)
        runner.state_changed.connect(self._show_state)
        self._show_state()

    @property
    def format(self) -> ExportFormat:
        """Return the one that is chosen."""
        return next(known for known, choice in self.formats.items() if choice.isChecked())

    # ---- arranging

    def _arrange(self) -> None:
        self._list.setSpacing(SPACE)
        self._list.addWidget(self.invitation, stretch=100)
        self._list.addStretch(1)
        body = QWidget()
        body.setProperty("kind", "page")
        sides = QHBoxLayout(body)
        sides.setContentsMargins(0, 0, GAP, 0)
        sides.setSpacing(SPACE)
        sides.addWidget(self._format_card(), 1, Qt.AlignmentFlag.AlignTop)
        sides.addLayout(self._list, 1)
        area = QScrollArea()
        area.setAccessibleName(self.tr("Export"))
        area.setWidgetResizable(True)
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(body)
        self.content.addWidget(area, stretch=1)
        self.content.addWidget(label(translated(RESEARCH_USE_ONLY), "muted", wrap=True))

    def _format_card(self) -> QFrame:
        whole = QHBoxLayout()
        whole.addWidget(self.export_button)
        whole.addStretch()
        says = {known: label(meaning(known), "muted", wrap=True) for known in self.formats}
        choices = [widget for known, choice in self.formats.items() for widget in (choice, says[known])]
        return card(
            label(self.tr("Format"), "heading"),
            *choices,
            label(self.tr("What is in it"), "heading"),
            self._contents(),
            BusyReason(self.runner, wrap=True),
            whole,
            spacing=SPACE,
        )

    def _format_button(self, known: ExportFormat) -> QRadioButton:
        made = QRadioButton(known.facts.title)
        made.setChecked(not self._formats.buttons())
        self._formats.addButton(made)
        return made

    def _contents(self) -> QWidget:
        """Return what lies in the folder, and what it is for."""
        contents = QWidget()
        grid = QGridLayout(contents)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(SPACE)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(1, 1)
        entries = (
            (self.tr("Model"), self.tr("backbone and head, from an image to probabilities")),
            (self.tr("Class names"), self.tr("in the order of the probabilities")),
            (self.tr("Preprocessing"), self.tr("how an image is made ready, the same as here")),
            (
                "predict.py",
                self.tr("images and folders to a table; needs Python and {packages}, not Frostline").format(
                    packages=listed(self.format.facts.packages)
                ),
            ),
            ("README.md", self.tr("the model card: classes, origin, licence, and how to use it")),
        )
        for place, (name, what) in enumerate(entries):
            grid.addWidget(label(name), place, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(label(what, "muted", wrap=True), place, 1)
        return contents

    # ---- what is shown

    def _show_state(self) -> None:
        self.export_button.setEnabled(self.session.run is not None and not self.runner.is_busy)
        self.invitation.setVisible(not self.results)

    def _forget(self) -> None:
        """Exports are remembered until another project is opened."""
        for result in self.results:
            result.deleteLater()
        self.results = []
        self._show_state()

    def show_export(self, exported: CheckedExport, run_title: str) -> None:
        """Add what was exported; it takes the place of what lay in the same folder."""
        result = ExportResult(exported, run_title)
        for earlier in [earlier for earlier in self.results if earlier.exported.folder == exported.folder]:
            self.results.remove(earlier)  # which has just been replaced
            earlier.deleteLater()
        self.results.append(result)
        self._list.insertWidget(0, result)
        self._show_state()

    # ---- exporting

    def _ask_for_folder(self) -> None:
        project, run = self.session.project, self.session.run
        if project is None or run is None:
            return
        name = _folder_name(f"{project.folder.name} {run.title}")
        replaces = self.tr("Only an earlier export in it would be replaced.")
        self.dialog = NewFolderDialog(self.tr("Export the model"), self.tr("Export"), self._place, name, replaces, self)
        dialog = self.dialog
        dialog.accepted.connect(lambda: self._export(run, dialog.folder))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _export(self, run: Run, folder: Path) -> None:
        if self.runner.is_busy:
            return
        self._place = folder.parent
        request = Export(run=run, folder=folder, export_format=self.format)
        self.start(
            Task(request, self.tr("Exporting the model")), lambda exported: self.show_export(exported, model_name(run))
        )


def _folder_name(text: str) -> str:
    """Return one that every system takes, and that a command line takes without quotes."""
    kept = "".join(letter if letter.isalnum() or letter in HARMLESS else "-" for letter in text)
    return "-".join(kept.split()).strip("-.") or "model"
