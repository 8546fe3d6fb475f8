"""Session: the project that is open in the window, and word of what has changed in it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from pathlib import Path

from filelock import FileLock
from PySide6.QtCore import QObject, Signal

from core.advice.advice import Advice, advice_fingerprint
from core.audit.findings import Audit
from core.audit.fingerprint import fingerprint_of
from core.backbones.card import Card
from core.backbones.catalogue import list_backbones
from core.backbones.layer_tree import LayerTree
from core.dataset.dataset import Dataset
from core.dataset.reading import Reading
from core.errors import UserError
from core.messages import Message
from core.project.project import Project
from core.project.settings import ProjectSettings
from core.project.unreadable import unreadable_files
from core.training.draft import Draft
from core.training.run import Run
from gui.job_runner import JobRunner
from gui.known_runs import KnownRuns, read_runs
from gui.listing import Listing, read_listing
from gui.opening import Opened, Opening


@dataclass(frozen=True)
class _Kept:
    """What the project keeps of its images; read together."""

    settings: ProjectSettings | None
    dataset: Dataset | None
    audit: Audit | None
    is_audit_stale: bool
    advice: Advice | None
    is_advice_stale: bool
    #: all that there are, for images and for texts
    backbones: list[Card]


class Session(QObject):
    """Views read from it and redraw when it says so; to change something they call it."""

    project_changed = Signal()
    #: before all else that may change with it; carries the name of the kind of data that is learnt from now
    kind_changed = Signal(str)
    #: a project is being read, or no longer
    opening_changed = Signal()
    dataset_changed = Signal()
    #: it is known what the place gives that the images come from
    listing_read = Signal()
    #: the images were audited, an audit was overridden, or the images are others than those that were audited
    audit_changed = Signal()
    #: there is other advice, or the images are others than those that it was given on
    advice_changed = Signal()
    #: the backbone, the ticked layers or the settings of the next run
    draft_changed = Signal()
    #: a run was begun, finished, renamed or deleted
    runs_changed = Signal()
    #: another run was chosen to be evaluated, used for prediction, or exported
    run_changed = Signal()
    #: the layers of a backbone have been read
    layers_read = Signal()
    #: the project could not be read or written; carries the exception
    saving_failed = Signal(object)

    def __init__(self, runner: JobRunner, parent: QObject | None = None):
        super().__init__(parent)
        self._runner = runner
        self._lock: FileLock | None = None
        self._opening: Opening | None = None
        self.project: Project | None = None
        #: the name of the stage at which a window was when the project was closed; "" where none was
        self.last_stage = ""
        #: where the images come from, and how they are read and split; None before there are any
        self.settings: ProjectSettings | None = None
        #: None until it has been read
        self.listing: Listing | None = None
        self.dataset: Dataset | None = None
        self.audit: Audit | None = None
        #: whether the images have changed since they were audited: places in the audit then mean nothing
        self.is_audit_stale = False
        self.advice: Advice | None = None
        #: whether the images have changed since
        self.is_advice_stale = False
        self.draft = Draft()
        #: what is still being written
        self._unsaved: dict[Path, Draft] = {}
        #: as they were when they were last read; files are looked for then, and not with every question
        self.known_runs = KnownRuns()
        #: the one that is being trained, by whatever task, from when it is in the project until it is known what has
        #: become of it
        self.run_under_way: Run | None = None
        #: of the backbones that were looked at, by their names
        self.layer_trees: dict[str, LayerTree] = {}
        #: the finished run, or the model beside it, that evaluation, prediction and export work with
        self.run: Run | None = None
        runner.state_changed.connect(self._read_run_that_ended)

    @property
    def known_settings(self) -> ProjectSettings | None:
        """Return the settings, once it is known, too, what the source gives."""
        return self.settings if self.listing else None

    @property
    def kind(self) -> str:
        """Return the name of the kind of data that is learnt from; that of images before it is known."""
        return (self.settings.reading if self.settings else Reading()).options.kind

    @property
    def runs(self) -> tuple[Run, ...]:
        """Return the runs in the order in which they were begun."""
        return self.known_runs.runs

    @property
    def finished_runs(self) -> tuple[Run, ...]:
        return self.known_runs.finished

    @property
    def models(self) -> tuple[Run, ...]:
        """Return the models of all finished runs, in the order in which these were begun: kept, and kept beside."""
        return self.known_runs.models

    @property
    def opening(self) -> Path | None:
        """Return the folder that is being opened; None while none is."""
        return self._opening.folder if self._opening else None

    def open_project(
        self, folder: Path, must_exist: bool = False, on_opened: Callable[[], object] = lambda: None
    ) -> None:
        """Open what is in `folder` off the GUI thread, or begin a new project there, unless it must exist.

        Until then the project before stays, and where it fails, which `saving_failed` reports. Of several requests the
        last one counts.
        """
        self._drop_opening()
        opening = self._opening = Opening(folder, self.project, must_exist)

        def show(opened: Opened | None) -> None:
            if self._opening is not opening:
                return
            if opened and self._runner.is_busy:  # it was started meanwhile, and belongs to the project before
                fail(UserError(Message("task-before-project")))
                return
            lock = opening.take_lock()
            self.cancel_opening()
            if opened:
                self._show_project(opened, lock)
            on_opened()

        def fail(error: Exception) -> None:
            if self._opening is opening:
                self.cancel_opening()
                self.saving_failed.emit(error)

        self._runner.read(opening.read, show, fail)
        self.opening_changed.emit()

    def cancel_opening(self) -> None:
        """Stay with what is shown."""
        if self._opening:
            self._drop_opening()
            self.opening_changed.emit()

    def _drop_opening(self) -> None:
        if self._opening:
            self._opening.drop()
        self._opening = None

    def _show_project(self, opened: Opened, lock: FileLock | None) -> None:
        self.close_project()
        project = opened.project
        self._lock = lock
        self.project, self.settings, self.last_stage = project, opened.settings, opened.stage
        self.draft = self._unsaved.get(project.folder) or opened.draft
        self.known_runs = opened.known_runs
        self.run = self.finished_runs[-1] if self.finished_runs else None
        self.kind_changed.emit(self.kind)
        self.project_changed.emit()
        self.reload_dataset()
        self._runner.read(lambda: list(unreadable_files(project)), self._show_unreadable, self.saving_failed.emit)

    def _show_unreadable(self, errors: list[UserError]) -> None:
        for error in errors:
            self.saving_failed.emit(error)

    def close_project(self) -> None:
        self.cancel_opening()
        if self._lock:
            self._lock.release()
        was_open = self.project is not None
        self._lock = self.project = self.settings = self.listing = None
        self.dataset = self.audit = self.advice = self.run = None
        self.is_audit_stale = self.is_advice_stale = False
        self.draft, self.known_runs, self.run_under_way = Draft(), KnownRuns(), None
        self.kind_changed.emit(self.kind)
        if was_open:
            self.project_changed.emit()

    def reload_dataset(self) -> None:
        """Read settings, dataset, audit and advice off the GUI thread; signals report when they are there."""
        project = self.project
        if project is None:
            return

        def show(kept: _Kept) -> None:
            if self.project == project:  # it may have been closed meanwhile
                self.settings, self.dataset = kept.settings, kept.dataset
                self.audit, self.is_audit_stale = kept.audit, kept.is_audit_stale
                self.advice, self.is_advice_stale = kept.advice, kept.is_advice_stale
                self.kind_changed.emit(self.kind)
                self.dataset_changed.emit()
                if self.dataset:
                    self.change_draft(self.draft.for_kind(self.kind, kept.backbones))
                self.audit_changed.emit()
                self.advice_changed.emit()
                self._read_listing(project)

        self._runner.read(lambda: _read_kept(project), show, self.saving_failed.emit)

    def _read_listing(self, project: Project) -> None:
        """Read the listing after the dataset, which need not wait for it: a folder of very many files takes a while."""
        settings = self.settings

        def show(listing: Listing | None) -> None:
            if self.project == project:
                self.listing = listing
                self.listing_read.emit()

        self._runner.read(lambda: read_listing(settings) if settings else None, show)

    def reload_audit(self) -> None:
        """Reload the audit as `reload_dataset` does, where the images have not changed."""
        project, settings, dataset = self.project, self.settings, self.dataset
        if project is None:
            return

        def show(read: tuple[Audit | None, bool]) -> None:
            if self.project == project and self.dataset is dataset:  # else it is being read with the dataset
                self.audit, self.is_audit_stale = read
                self.audit_changed.emit()

        self._runner.read(lambda: _read_audit(project, settings, dataset), show, self.saving_failed.emit)

    def reload_runs(self, select: Run | None = None) -> None:
        """Look again which runs there are, off the GUI thread; `select` is chosen where it is a finished one."""
        self._read_runs(lambda: self._choose_run(select))

    def _read_runs(self, then: Callable[[], None]) -> None:
        project = self.project
        if project is None:
            return

        def show(known: KnownRuns) -> None:
            if self.project == project:
                self.known_runs = known
                then()

        self._runner.read(lambda: read_runs(project.runs), show, self.saving_failed.emit)

    def _choose_run(self, select: Run | None) -> None:
        """Others are known than before; keep the one that is chosen where there is nothing better."""
        self.runs_changed.emit()
        if select in self.models:
            self.select_run(select)
        elif self.run not in self.models:
            self.select_run(self.finished_runs[-1] if self.finished_runs else None)

    def begin_run(self, run: Run) -> None:
        """A task has begun this run, or goes on with it."""
        self.run_under_way = run
        self.reload_runs()

    def _read_run_that_ended(self) -> None:
        """Read the run, which counts as under way until then: what has just finished must not look interrupted."""
        ended = self.run_under_way

        def forget() -> None:
            if self.run_under_way == ended and not self._runner.is_busy:
                self.run_under_way = None
            self._choose_run(None)

        if ended and not self._runner.is_busy:
            self._read_runs(forget)

    def select_run(self, run: Run | None) -> None:
        if run != self.run:
            self.run = run
            self.run_changed.emit()

    def keep_layers(self, backbone: str, tree: LayerTree) -> None:
        """They have been read, and whoever wants to may use them."""
        self.layer_trees[backbone] = tree
        self.layers_read.emit()

    def change_draft(self, draft: Draft) -> None:
        """Save the draft at once, and report it."""
        if draft == self.draft:
            return
        self.draft = draft
        if project := self.project:
            self._unsaved[project.folder] = draft
            self._runner.read(
                lambda: project.save_draft(draft),
                lambda _: self._forget_unsaved(project.folder, draft),
                self.saving_failed.emit,
            )
        self.draft_changed.emit()

    def _forget_unsaved(self, folder: Path, draft: Draft) -> None:
        if self._unsaved.get(folder) == draft:
            del self._unsaved[folder]

    def unfreeze(self, paths: Iterable[str]) -> None:
        """Tick exactly these layers, and fine-tune these: not block by block any more."""
        self.change_draft(replace(self.draft.with_unfrozen(paths), incremental=False))


def _read_kept(project: Project) -> _Kept:
    settings, dataset = project.settings, project.dataset
    _ = dataset and dataset.by_name  # worked out here, and kept
    audit, advice = _read_audit(project, settings, dataset), _read_advice(project, settings, dataset)
    return _Kept(settings, dataset, *audit, *advice, list_backbones())


def _read_audit(
    project: Project, settings: ProjectSettings | None, dataset: Dataset | None
) -> tuple[Audit | None, bool]:
    """Return the last audit, and whether it was of other images."""
    audit = project.audit
    if audit is None or dataset is None:
        return None, False
    reading = settings.reading if settings else Reading()
    return audit, audit.fingerprint != fingerprint_of(dataset, reading.seen)


def _read_advice(
    project: Project, settings: ProjectSettings | None, dataset: Dataset | None
) -> tuple[Advice | None, bool]:
    """Return the last advice, and whether it was on other images."""
    advice = project.advice
    if advice is None or dataset is None:
        return None, False
    return advice, advice.fingerprint != advice_fingerprint(dataset, settings.reading if settings else Reading())
