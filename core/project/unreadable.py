"""Report what of a project cannot be read, before anything goes on without it, and before another takes its place."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from core.advice.advice import Advice
from core.audit.findings import Audit
from core.dataset.dataset import Dataset
from core.errors import UserError
from core.jobs import Job
from core.messages import Message
from core.project.project import Project
from core.storage.disk import refused_by_disk
from core.storage.kept_json import LaterFormat, place_aside, read_kept
from core.storage.project_files import ProjectFiles
from core.training.draft import Draft

_OF_ANY = ProjectFiles(Path())
#: by the name of the file: how it is read, and what holds as long as it cannot be
FILES: dict[str, tuple[Callable[[dict[str, Any]], object], Message]] = {
    _OF_ANY.audit.name: (Audit.from_json, Message("last-audit-unknown")),
    _OF_ANY.advice.name: (Advice.from_json, Message("last-advice-unknown")),
    _OF_ANY.draft.name: (Draft.from_json, Message("settings-are-usual-ones")),
}


def check_kept_files(project: Project, job: Job) -> None:
    """Report what cannot be read and will be replaced. Raise LaterFormat where a later version has written it."""
    files = project.files
    for file in (files.audit, files.advice):  # which tasks write, and not the window alone
        try:
            with refused_by_disk():
                _read(file)
        except LaterFormat:
            raise
        except ValueError:
            job.notice(_said(file))
    if project.exists and project.runs and files.dataset.exists():
        try:
            Dataset.load(files.dataset)
        except LaterFormat:
            raise
        except UserError as error:
            aside = place_aside(files.dataset).name
            job.notice(Message("list-of-last-run-instead", reason=error.message, aside=aside))


def unreadable_files(project: Project) -> Iterator[UserError]:
    """Yield an error for each file that the window would go on without."""
    for name in FILES:
        file = project.folder / name
        try:
            with refused_by_disk():
                _read(file)
        except LaterFormat as error:
            yield UserError(Message("kept-file-refused", reason=error.message, meanwhile=FILES[name][1]))
        except ValueError:
            yield UserError(_said(file))
        except UserError as error:
            yield UserError(Message("kept-file-refused", reason=error.message, meanwhile=FILES[name][1]))


def _read(file: Path) -> None:
    try:
        values = read_kept(file)
    except FileNotFoundError:
        return
    try:
        FILES[file.name][0](values)
    except UserError as error:  # values that its own class refuses
        raise ValueError(error.message.code) from error


def _said(file: Path) -> Message:
    return Message("kept-file-unreadable", file=file.name, meanwhile=FILES[file.name][1], aside=place_aside(file).name)
