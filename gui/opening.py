"""Opening: a project that is read off the GUI thread, until it is shown or no longer wanted."""

from __future__ import annotations

import threading
from dataclasses import dataclass
from pathlib import Path

from filelock import FileLock

from core.errors import UserError
from core.messages import Message
from core.project.project import Project
from core.project.settings import ProjectSettings
from core.training.draft import Draft
from gui.known_runs import KnownRuns, read_runs
from gui.last_stage import last_stage


@dataclass(frozen=True)
class Opened:
    """What a window needs of a project to show it; the images are read afterwards."""

    project: Project
    settings: ProjectSettings | None
    draft: Draft
    known_runs: KnownRuns
    #: the name of the stage at which a window was; "" where none was
    stage: str


class Opening:
    """One request of the user's to open a project. The project's lock is this one's until `take_lock`."""

    def __init__(self, folder: Path, shown: Project | None, must_exist: bool):
        self.folder = folder
        self._shown, self._must_exist = shown, must_exist
        self._guard = threading.Lock()
        self._lock: FileLock | None = None
        self._is_wanted = True

    def read(self) -> Opened | None:
        """Return what is in the folder, or a new project there; None where it is shown or no longer wanted.

        Raise UserError where it cannot be opened. To be called off the GUI thread.
        """
        project = Project(folder=self.folder.resolve())
        if project == self._shown or not self._is_wanted:
            return None
        if self._must_exist and not project.exists:
            raise UserError(Message("not-a-project", folder=project.folder.name))
        project.create()
        settings = project.settings  # raises UserError where it is damaged
        if not self._keep(project.window_lock()):
            return None
        try:
            return Opened(project, settings, project.draft, read_runs(project.runs), last_stage(project))
        except BaseException:
            self.drop()
            raise

    def take_lock(self) -> FileLock | None:
        """Return the lock, which is the caller's from now on."""
        with self._guard:
            lock, self._lock = self._lock, None
            return lock

    def drop(self) -> None:
        """Let others have the project: nobody wants it here any more."""
        with self._guard:
            self._is_wanted = False
            if self._lock:
                self._lock.release()
            self._lock = None

    def _keep(self, lock: FileLock) -> bool:
        """Return whether the lock is still wanted; else release it."""
        with self._guard:
            if self._is_wanted:
                self._lock = lock
            else:
                lock.release()
            return self._is_wanted
