"""The installer for Windows, which needs no administrator."""

from __future__ import annotations

import os
import platform
import shutil
import subprocess
from pathlib import Path

from core import VERSION
from tools.package import ROOT
from tools.package.identity import words
from tools.system_packages import SetUpError

SCRIPT = Path(__file__).with_name("templates") / "installer.nsi"


def write_installer(folder: Path, destination: Path, icon: Path) -> Path:
    """Return an installer of a packaged folder. Raise SetUpError where NSIS is missing or refuses the script."""
    file = destination / f"frostline-{VERSION}-windows-{platform.machine().lower()}.exe"
    named = {key: words()[key] for key in ("name", "version", "id", "copyright", "research_use_only")}
    places = {"folder": folder, "licence": ROOT / "LICENSE", "icon": icon, "file": file}
    defines = [f"-D{key.upper()}={value}" for key, value in {**named, **places}.items()]
    done = subprocess.run(
        [_makensis(), "-V2", "-WX", *defines, str(SCRIPT)], capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise SetUpError(f"NSIS could not make the installer.\n{done.stdout}{done.stderr}")
    return file


def _makensis() -> str:
    usual = Path(os.environ.get("PROGRAMFILES(X86)", "")) / "NSIS" / "makensis.exe"
    found = shutil.which("makensis") or (str(usual) if usual.is_file() else None)
    if found is None:
        raise SetUpError("The installer is made by NSIS, which is missing. Install it, then try again.")
    return found
