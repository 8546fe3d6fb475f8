"""Clear what a killed process left in a project, by the next that works in it, since some of it names files."""

from __future__ import annotations

import os
import re
import shutil
from pathlib import Path

from core.storage.leftovers import clear_beside, remove_where_abandoned
from core.storage.project_files import ProjectFiles
from core.training.run_files import RunFiles

#: what earlier versions wrote beside, without a mark of their own
_FORMER = re.compile(r"\.(.+\.(csv|json|npz|bin)|model.*|[A-Za-z0-9].*-[0-9a-f]{8})\.(old\.)?[a-z0-9_]{8}")
_DELETED = re.compile(r"\..+\.deleted")


def clear_project(folder: Path) -> None:
    """Remove it from a project's folder. To be called under the project's lock."""
    for place, folders, files in os.walk(folder):
        here = Path(place)
        clear_beside(here)
        for name in (*folders, *files):
            if _FORMER.fullmatch(name):
                remove_where_abandoned(here / name)
        folders[:] = [name for name in folders if not name.startswith(".")]
    kept = ProjectFiles(folder)
    for run in kept.runs.glob("*"):
        if _DELETED.fullmatch(run.name) or _is_no_run_yet(run):
            shutil.rmtree(run, ignore_errors=True)
    shutil.rmtree(kept.trial, ignore_errors=True)


def _is_no_run_yet(run: Path) -> bool:
    return (
        run.name.startswith("run-")
        and run.is_dir()
        and {file.name for file in run.iterdir()} <= RunFiles(run).before_plan
    )
