"""Project: the folder that holds everything a user has set up, as plain files."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from filelock import FileLock

from core.advice.advice import Advice
from core.audit.findings import Audit
from core.backbones.card import read_card
from core.backbones.digest import module_digest
from core.dataset.dataset import Dataset, source_of
from core.errors import UserError
from core.messages import Message
from core.project.leftovers import clear_project
from core.project.locks import remove_unless_shown, reported_when_not_writable, window_lock, work_lock
from core.project.settings import ProjectSettings
from core.storage.disk import refusal_by_disk
from core.storage.files import folder_written_beside
from core.storage.kept_json import LaterFormat, read_kept, write_kept
from core.storage.project_files import ProjectFiles
from core.storage.typed_values import read_as
from core.training.draft import Draft
from core.training.run import Run
from core.training.run_files import PLAN_FILE


@dataclass(frozen=True, kw_only=True)
class Project:
    """What a user has set up, in the plain files of `ProjectFiles`; the caches may be deleted."""

    folder: Path

    @property
    def files(self) -> ProjectFiles:
        return ProjectFiles(self.folder)

    @property
    def exists(self) -> bool:
        return self.files.project.is_file()

    @property
    def settings(self) -> ProjectSettings | None:
        """Return the settings; None in a new project, and where no list of examples can be read."""
        source = self._source
        kept = self.kept_settings(source or self.folder)
        return kept if source else None

    def kept_settings(self, source: Path) -> ProjectSettings | None:
        """Return what was decided, for the examples in `source`, whether or not a list of them is there.

        None before that.
        """
        values = self._values
        try:
            return ProjectSettings.from_json(values, source)
        except LaterFormat as error:
            raise _of_later_version(self, error) from error
        except (KeyError, TypeError, ValueError, AttributeError, OverflowError, RecursionError, UserError) as error:
            raise _damaged(self, error) from error

    def check_list(self) -> None:
        """Raise UserError where a list of examples is there that cannot be read, and nothing else shows what it held.

        What the user has decided about single examples stands in it alone: it is never replaced without a word.
        """
        if self.exists and self.files.dataset.is_file() and not self.runs:
            try:
                Dataset.load(self.files.dataset)
            except LaterFormat:
                raise
            except UserError as error:
                raise UserError(Message("list-of-images-unreadable", reason=error.message)) from error

    def check_nothing_is_lost(self) -> None:
        """Raise UserError where project.json is gone, or empty, but what was decided with it is still there.

        Its key stands between subjects and their names: with another one they would be split anew.
        """
        has_decisions = bool(self.runs)
        if not has_decisions and self.files.dataset.is_file():
            has_decisions = any(
                example.dropped or example.together for example in Dataset.load(self.files.dataset).examples
            )
        if has_decisions:
            raise UserError(Message("project-file-lost", project=self.folder.name))

    @property
    def _source(self) -> Path | None:
        """Return the source of the list of examples, or the last run's where it is lost.

        None where no list can be read.
        """
        for file in (self.files.dataset, *(run.files.dataset for run in reversed(self.runs))):
            try:
                return source_of(file)
            except UserError:
                continue
        return None

    @property
    def dataset(self) -> Dataset | None:
        """Return the dataset as it was last saved; None in a new project."""
        if not self.exists or not self.files.dataset.is_file():
            return None
        try:
            skipped = read_as(_Skipped, self._values).skipped
        except (KeyError, TypeError, ValueError) as error:
            raise _damaged(self, error) from error
        return replace(Dataset.load(self.files.dataset), skipped=skipped)

    @property
    def audit(self) -> Audit | None:
        """Return the last one, whatever has become of the dataset since; None where there was none."""
        return Audit.load(self.files.audit)

    def save_audit(self, audit: Audit) -> None:
        audit.save(self.files.audit)

    @property
    def advice(self) -> Advice | None:
        """Return the last one, whatever has become of the dataset since; None where there was none."""
        return Advice.load(self.files.advice)

    def save_advice(self, advice: Advice) -> None:
        advice.save(self.files.advice)

    @property
    def runs(self) -> list[Run]:
        """Return the runs in the order in which they were begun."""
        plans = sorted(self.files.runs.glob(f"*/{PLAN_FILE}"))
        return [Run(folder=plan.parent) for plan in plans if not plan.parent.name.startswith(".")]

    @property
    def new_run_folder(self) -> Path:
        taken = [int(name) for run in self.files.runs.glob("run-*") if (name := run.name[4:]).isdigit()]
        return self.files.runs / f"run-{max(taken, default=0) + 1:03d}"

    @contextmanager
    def passing_run_folder(self) -> Iterator[Path]:
        """Yield the folder of a run that only tries something: as deep as those in `runs`, and removed at the end."""
        folder = self.files.trial
        shutil.rmtree(folder, ignore_errors=True)  # of a process that was killed
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def save(self, settings: ProjectSettings, dataset: Dataset) -> None:
        dataset.save(self.files.dataset)
        values = {**settings.as_json(), "skipped": dataset.skipped}
        write_kept(self.files.project, values, keeps_others=True)

    @property
    def draft(self) -> Draft:
        """Return what the next run is to be, as the user left it; the default where nothing was chosen yet."""
        try:
            return Draft.from_json(read_kept(self.files.draft))
        except (OSError, ValueError, KeyError, TypeError, UserError):
            return Draft()

    def save_draft(self, draft: Draft) -> None:
        with reported_when_not_writable(self.folder):
            write_kept(self.files.draft, draft.as_json(), keeps_others=True)

    def create(self) -> None:
        """Make the folder of a new project. Raise UserError where that fails, or where something else is in it."""
        if self.folder.is_dir() and not self.exists and any(not file.name.startswith(".") for file in _files(self)):
            raise UserError(Message("project-folder-not-empty", folder=self.folder.name))
        with reported_when_not_writable(self.folder):
            self.folder.mkdir(parents=True, exist_ok=True)
            if not self.exists:
                write_kept(self.files.project, {})

    def delete_run(self, run: Run) -> None:
        """Its folder goes whole, or stays. Raise UserError while training is on, or where it cannot be deleted."""
        with self.locked():
            going = run.folder.with_name(f".{run.folder.name}.deleted")
            shutil.rmtree(going, ignore_errors=True)  # what a kill has left of another one
            try:
                os.replace(run.folder, going)
            except OSError as error:
                raise UserError(Message("run-cannot-be-deleted", run=run.named)) from error
        shutil.rmtree(going, ignore_errors=True)  # may take its time, in which others can work

    def keep_backbone(self, folder: Path) -> Path:
        """Return the project's own copy of a backbone, made once: runs can then be used wherever it goes."""
        digest = module_digest(folder)
        copy = self.files.backbones / f"{folder.name}-{digest[:8]}"
        card, number = read_card(folder), 2
        while copy.is_dir() and read_card(copy) != card:  # imported again, for other pixel values or another size
            copy = copy.with_name(f"{folder.name}-{digest[:8]}-{number}")
            number += 1
        if not copy.is_dir():
            with folder_written_beside(copy) as beside:
                shutil.copytree(folder, beside, dirs_exist_ok=True)
        return copy

    @contextmanager
    def locked(self) -> Iterator[None]:
        """Let only one program work in a project at a time. Raise UserError where another does."""
        with work_lock(self.folder):
            clear_project(self.folder)
            remove_unless_shown(self.folder, self.files.prediction_cache)
            yield

    def window_lock(self) -> FileLock:
        """Return the lock, acquired, by which only one window shows a project. Raise UserError where another does."""
        return window_lock(self.folder)

    @property
    def _values(self) -> dict[str, Any]:
        try:
            return read_kept(self.files.project)
        except LaterFormat as error:
            raise _of_later_version(self, error) from error
        except (OSError, ValueError) as error:
            raise refusal_by_disk(error) or _damaged(self, error) from error


@dataclass(frozen=True, kw_only=True)
class _Skipped:
    """Read one value of `project.json` by itself."""

    skipped: int = 0


def _files(project: Project) -> Iterator[Path]:
    with reported_when_not_writable(project.folder):
        yield from project.folder.iterdir()


def _of_later_version(project: Project, error: LaterFormat) -> UserError:
    return UserError(Message("project-of-later-version", project=project.folder.name, reason=error.message))


def _damaged(project: Project, error: Exception) -> UserError:
    reason = f" ({error.args[0]})" if type(error) is ValueError else ""
    return UserError(Message("no-project", project=project.folder.name, detail=reason))
