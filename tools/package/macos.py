"""The disk image for macOS."""

from __future__ import annotations

import platform
import shutil
import subprocess
from pathlib import Path

from core import VERSION
from core.process.notices import RESEARCH_USE_ONLY
from tools.package import ROOT
from tools.package.identity import NAME


def write_disk_image(application: Path, destination: Path) -> Path:
    """Return a .dmg with the application, beside a link to the folder that it is dragged to."""
    stage = ROOT / "build" / "disk-image"
    shutil.rmtree(stage, ignore_errors=True)
    stage.mkdir(parents=True)
    shutil.copytree(application, stage / application.name, symlinks=True)
    (stage / "Applications").symlink_to("/Applications")
    (stage / "Read me.txt").write_text(f"{RESEARCH_USE_ONLY}\n", encoding="utf-8")
    file = destination / f"frostline-{VERSION}-macos-{platform.machine()}.dmg"
    command = ["hdiutil", "create", "-quiet", "-ov", "-volname", NAME, "-srcfolder", str(stage), "-format", "ULFO"]
    subprocess.run([*command, str(file)], check=True)
    return file
