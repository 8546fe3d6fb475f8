"""Temporary folders, gone at the end; those of processes that were killed are gone with the next start."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from core.storage.leftovers import MARK, SECONDS_OF_A_DAY, held, remove_where_abandoned

PREFIX = "frostline-"
#: of earlier versions, which held no locks on them
_FORMER = re.compile(rf"{PREFIX}[a-z0-9_]{{8}}")


@contextmanager
def temporary_folder(purpose: str = "") -> Iterator[Path]:
    """Yield a new folder whose name holds `purpose`, for as long as this lasts."""
    clear_temporary_folders()
    with held(lambda: Path(tempfile.mkdtemp(prefix=f"{PREFIX}{purpose}", suffix=MARK))) as folder:
        try:
            yield folder
        finally:
            shutil.rmtree(folder, ignore_errors=True)


def clear_temporary_folders() -> None:
    """Remove what was left by processes of this user that were killed: it may name files."""
    with suppress(OSError):
        for folder in Path(tempfile.gettempdir()).glob(f"{PREFIX}*"):
            if _is_abandoned(folder):
                remove_where_abandoned(folder)


def _is_abandoned(folder: Path) -> bool:
    """Return whether nobody uses a folder any more, by its name, owner and age."""
    try:
        facts = folder.lstat()
    except OSError:  # somebody else has just removed it
        return False
    is_ours = os.name == "nt" or facts.st_uid == os.getuid()
    is_old = time.time() - facts.st_mtime > SECONDS_OF_A_DAY
    return is_ours and (folder.name.endswith(MARK) or (is_old and _FORMER.fullmatch(folder.name) is not None))
