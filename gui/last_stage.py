"""Keep where the user was in a project: the file of the window, which keeps the name of the stage."""

from __future__ import annotations

from contextlib import suppress

from core.project.project import Project
from core.storage.kept_json import read_kept, write_kept


def last_stage(project: Project) -> str:
    """Return the name of the stage at which the window was; "" where nothing is known of it."""
    try:
        return str(read_kept(project.files.window)["stage"])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def keep_stage(project: Project, stage: str) -> None:
    if last_stage(project) != stage:
        with suppress(ValueError):  # of a later version: it stays as it is
            write_kept(project.files.window, {"stage": stage}, keeps_others=True)
