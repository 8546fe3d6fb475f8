"""Let a command speak of the kind of data that it is about: of images, or of texts."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from core.errors import UserError
from core.wording.spoken_of import speak_of

if TYPE_CHECKING:
    from core.dataset.reading import Reading
    from core.project.project import Project
    from core.training.run import Run


def speak_of_data(project: Project, source: Path | None, reading: Reading) -> None:
    """Speak of what lies there; where that cannot be looked at, whoever does so tells why."""
    from core.project.refresh import kind_of_data

    try:
        speak_of(kind_of_data(project, source, reading))
    except (OSError, UserError):
        return


def run_spoken_of(path: Path) -> Run:
    """Return the run that a command names, of whose data it then speaks. Raise UserError where there is none."""
    from core import tasks

    run = tasks.find_run(path)
    speak_of(run.dataset.kind)
    return run
