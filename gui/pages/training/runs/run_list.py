"""RunList: all runs of the project, and the curves of those that are selected laid over each other."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QItemSelectionModel, QSize, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QLineEdit, QMessageBox, QTableView, QVBoxLayout, QWidget

from core.figures.epoch_curves import EpochCurves, loss_curves, score_curves
from core.figures.span import Span
from core.targets.metrics import ACCURACY
from core.training.run import Run
from core.wording.catalogue import text_of
from gui.pages.training.runs.run_facts import RunFacts
from gui.pages.training.runs.run_model import RunColumn, RunModel, RunState
from gui.plots.drawing import Curve, Drawing
from gui.plots.plot_pair import PlotPair
from gui.translation import tr
from gui.widgets.parts import button, label, row
from gui.widgets.question import question
from gui.widgets.theme import GAP, series_colour, theme
from gui.widgets.tool_tip import plain
from gui.widgets.words import phase_name

SYMBOLS = ("o", "s", "t", "d", "+", "x", "p", "h")
ROW_HEIGHT = 30
LIST_HEIGHT = 150


class RunList(QWidget):
    """A list of runs. It only emits: the page does what is wanted, and shows the runs again."""

    evaluation_wanted = Signal(object)
    resume_wanted = Signal(object)
    #: the run and its new title, "" for its name
    renamed = Signal(object, str)
    #: the run and its new note
    noted = Signal(object, str)
    #: the runs
    delete_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._is_busy = False
        self._shown_note: tuple[Run | None, str] = (None, "")
        self.model = RunModel(self)
        self.model.renamed.connect(self.renamed)
        self.table = self._make_table()
        self.plots = PlotPair()
        self.evaluate_button = button(self.tr("Use for evaluation"), "evaluation", on_click=self._evaluate)
        self.resume_button = button(self.tr("Resume"), "start", on_click=self._resume)
        self.rename_button = button(self.tr("Rename"), "edit", on_click=self._rename)
        self.delete_button = button(self.tr("Delete"), "delete", on_click=self._delete)
        self.note = QLineEdit()
        self.note.setAccessibleName(self.tr("Note on the run"))
        self.note.setPlaceholderText(self.tr("A note on this run"))
        self.note.editingFinished.connect(self._save_note)
        self._hint = label(
            self.tr("Select several runs with Ctrl or Shift to compare their curves."), "muted", wrap=True
        )
        self.outcome_says = label("", wrap=True, selectable=True)
        self.depth_says = label("", wrap=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, GAP, 0, 0)
        layout.setSpacing(GAP)
        layout.addWidget(self.table)
        buttons = row(self.evaluate_button, self.resume_button, self.rename_button, self.delete_button)
        buttons.addWidget(self.note, stretch=1)
        layout.addLayout(buttons)
        layout.addWidget(self._hint)
        layout.addWidget(self.outcome_says)
        layout.addWidget(self.depth_says)
        layout.addWidget(self.plots, stretch=1)
        theme().changed.connect(self._draw)
        self.show_state()

    def show_runs(self, facts: Sequence[RunFacts]) -> None:
        """Show the runs. What was selected stays so; else the newest is."""
        selected = self.selected_runs
        self.model.show_runs(facts)
        known = [shown.run for shown in self.model.facts]
        self.select([run for run in selected if run in known] or known[:1])
        self._show_selection()

    def select(self, runs: Sequence[Run]) -> None:
        selection = self.table.selectionModel()
        selection.clearSelection()
        flags = QItemSelectionModel.SelectionFlag.Select | QItemSelectionModel.SelectionFlag.Rows
        for place, facts in enumerate(self.model.facts):
            if facts.run in runs:
                index = self.model.index(place, RunColumn.TITLE)
                selection.select(index, flags)
                selection.setCurrentIndex(index, QItemSelectionModel.SelectionFlag.NoUpdate)

    @property
    def selected(self) -> list[RunFacts]:
        rows = sorted(index.row() for index in self.table.selectionModel().selectedRows())
        return [self.model.facts[place] for place in rows]

    @property
    def selected_runs(self) -> list[Run]:
        return [facts.run for facts in self.selected]

    def show_running(self, is_busy: bool, run: Run | None) -> None:
        """Show whether a task is on, and the run that is being trained."""
        self._is_busy = is_busy
        self.model.show_running(run)
        self.show_state()

    def show_state(self) -> None:
        selected = self.selected
        one = selected[0] if len(selected) == 1 else None
        state = self.model.state(one) if one else None
        busy = self.tr("Wait until the running task is done.") if self._is_busy else ""
        choose = self.tr("Select one run.")
        self._enable(
            self.evaluate_button, self._why_not(one, state is RunState.FINISHED, self.tr("It has no model yet."))
        )
        self._enable(
            self.resume_button,
            self._why_not(one, state is RunState.INTERRUPTED, self.tr("Only an interrupted run can be resumed."))
            or busy,
        )
        self._enable(self.rename_button, "" if one else choose)
        self._enable(self.delete_button, busy if selected else self.tr("Select a run."))
        self.note.setEnabled(one is not None)
        self.note.setToolTip("" if one else plain(choose))

    def _why_not(self, one: RunFacts | None, is_right: bool, otherwise: str) -> str:
        if one is None:
            return self.tr("Select one run.")
        return "" if is_right else otherwise

    def _enable(self, control: QWidget, why_not: str) -> None:
        control.setEnabled(not why_not)
        control.setToolTip(plain(why_not))

    def _make_table(self) -> QTableView:
        table = QTableView()
        table.setModel(self.model)
        table.setAccessibleName(self.tr("Runs"))
        table.setMinimumHeight(LIST_HEIGHT)
        table.setMaximumHeight(LIST_HEIGHT * 2)
        table.setIconSize(QSize(16, 16))
        table.setShowGrid(False)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        table.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed | QAbstractItemView.EditTrigger.DoubleClicked
        )
        table.setTabKeyNavigation(False)
        table.setTextElideMode(Qt.TextElideMode.ElideRight)
        table.verticalHeader().setVisible(False)
        table.verticalHeader().setDefaultSectionSize(ROW_HEIGHT)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(RunColumn.TITLE, QHeaderView.ResizeMode.Stretch)
        table.selectionModel().selectionChanged.connect(self._show_selection)
        return table

    def _show_selection(self, *_: object) -> None:
        self._save_note()
        selected = self.selected
        one = selected[0] if len(selected) == 1 else None
        if one is None or one.run != self._shown_note[0] or not self.note.hasFocus():  # not under the user's fingers
            self._shown_note = (one.run, one.notes.note) if one else (None, "")
            self.note.setText(self._shown_note[1])
        self.outcome_says.setText(one.outcome_text if one else "")
        self.outcome_says.setVisible(bool(self.outcome_says.text()))
        self.depth_says.setText(one.depth_text if one else "")
        self.depth_says.setVisible(bool(self.depth_says.text()))
        self.show_state()
        self._draw()

    def _draw(self) -> None:
        self.plots.name_score(next((facts.score_name for facts in self.selected), ACCURACY))
        self.plots.draw(
            self._drawing([loss_curves(facts.history) for facts in self.selected]),
            self._drawing([score_curves(facts.history) for facts in self.selected]),
        )

    def _drawing(self, of_runs: Sequence[EpochCurves]) -> Drawing:
        """Draw validation in full; training pale beside it. The phases of a single run are shaded."""
        curves = []
        for number, (facts, of_run) in enumerate(zip(self.selected, of_runs, strict=True)):
            colour, symbol = series_colour(number), SYMBOLS[number % len(SYMBOLS)]
            curves.append(Curve("", of_run.train, colour, symbol, is_dashed=True, is_beside=True))
            curves.append(Curve(facts.title, of_run.validation, colour, symbol))
        alone = of_runs[0] if len(of_runs) == 1 else None
        return Drawing(
            curves=curves,
            spans=[Span(phase_name(span.name), span.start) for span in alone.spans] if alone else (),
            end=max((len(curve.y) for curve in curves), default=0),
            best=alone.best if alone else None,
            best_means=text_of(alone.best_means) if alone and alone.best_means else "",
        )

    def _evaluate(self) -> None:
        self.evaluation_wanted.emit(self.selected_runs[0])

    def _resume(self) -> None:
        self.resume_wanted.emit(self.selected_runs[0])

    def _rename(self) -> None:
        self.table.setFocus()
        self.table.edit(self.table.selectionModel().selectedRows(RunColumn.TITLE)[0])

    def _delete(self) -> None:
        runs, titles = self.selected_runs, [facts.title for facts in self.selected]
        what = (
            self.tr("Delete the run “{title}”?").format(title=titles[0])
            if len(runs) == 1
            else tr("Delete %n run(s)?", "", len(runs))
        )
        box = question(self, what, self.tr("Curves, checkpoints and model are lost. Your images stay."))
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        delete = box.addButton(self.tr("Delete"), QMessageBox.ButtonRole.DestructiveRole)
        keep = box.addButton(self.tr("Keep"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(keep)
        box.setEscapeButton(keep)
        delete.clicked.connect(lambda: self.delete_wanted.emit(runs))
        box.open()

    def _save_note(self) -> None:
        run, note = self._shown_note
        written = self.note.text().strip()
        if run is not None and written != note:
            self._shown_note = run, written
            self.noted.emit(run, written)
