"""Set-up: the Python that it takes."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.places import ROOT

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="set-up by make is for Linux and macOS")


@needs_posix
def test_a_python_that_is_too_old_or_does_not_run_is_passed_over(tmp_path: Path) -> None:
    sh = shutil.which("sh")
    assert sh is not None
    make_python(tmp_path / "python3", "exit 1")  # too old, too new, or a shim without a version behind it
    (tmp_path / "python3.12").symlink_to(sys.executable)
    find = [sh, str(ROOT / "tools" / "find_python.sh")]

    done = subprocess.run(find, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert done.stdout.strip() == str(tmp_path / "python3.12")

    (tmp_path / "python3.12").unlink()
    done = subprocess.run(find, env={"PATH": str(tmp_path)}, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert "sudo apt-get install python3" in done.stderr


def make_python(file: Path, script: str) -> None:
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
