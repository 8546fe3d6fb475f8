"""What of a project cannot be read: said before anything goes on without it, and before another takes its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from core.advice.advice import Advice
from core.audit.findings import Audit
from core.dataset.dataset import Dataset
from core.errors import UserError
from core.jobs import Job
from core.project.project import Project
from core.storage.disk import refused_by_disk
from core.storage.kept_json import LaterFormat, place_aside, read_kept
from core.training.draft import Draft

#: by the name of the file: how it is read, and what holds as long as it cannot be
FILES: dict[str, tuple[Callable[[dict[str, Any]], object], str]] = {
    "audit.json": (Audit.from_json, "what the last audit found, and a reason to go on all the same, is not known"),
    "advice.json": (Advice.from_json, "the last advice is not known"),
    "draft.json": (Draft.from_json, "the settings of the next run are the usual ones"),
}
#: that are written by tasks, and not by the window alone
OF_TASKS = ("audit.json", "advice.json")


def check_kept_files(project: Project, job: Job) -> None:
    """Report what cannot be read and will be replaced. Raise LaterFormat where a later version has written it."""
    for name in OF_TASKS:
        try:
            with refused_by_disk():
                _read(project.folder / name)
        except LaterFormat:
            raise
        except ValueError:
            job.notice(_said(project.folder / name))
    if project.exists and project.runs and (project.folder / "dataset.csv").exists():
        try:
            Dataset.load(project.folder / "dataset.csv")
        except LaterFormat:
            raise
        except UserError as error:
            aside = place_aside(project.folder / "dataset.csv").name
            job.notice(f"{error.message} The list of the last run takes its place; it is kept as “{aside}”.")


def unreadable_files(project: Project) -> Iterator[UserError]:
    """Yield an error for each file that the window would go on without."""
    for name in FILES:
        file = project.folder / name
        try:
            with refused_by_disk():
                _read(file)
        except LaterFormat as error:
            yield UserError(f"{error.message[:-1]}: {FILES[name][1]}.", error.hint)
        except ValueError:
            yield UserError(_said(file))
        except UserError as error:
            yield UserError(f"{error.message[:-1]}: {FILES[name][1]}.", error.hint)


def _read(file: Path) -> None:
    try:
        values = read_kept(file)
    except FileNotFoundError:
        return
    try:
        FILES[file.name][0](values)
    except UserError as error:  # values that its own class refuses
        raise ValueError(error.message) from error


def _said(file: Path) -> str:
    aside = place_aside(file).name
    return f"“{file.name}” cannot be read: {FILES[file.name][1]}. When it is written again it is kept as “{aside}”."
