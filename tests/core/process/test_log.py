"""The log: warnings of libraries go there, without names, and not to the terminal."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from tests.places import ROOT

WARNED = """
import sys, warnings
from pathlib import Path
from core.process.log import start_logging
start_logging(Path(sys.argv[1]))
warnings.warn("overflow in the values of “Jane Doe” at /home/jane/scan.nii")
"""


def run(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-c", WARNED, str(folder)]
    return subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT, timeout=200)


def test_warnings_go_to_the_log_without_names(tmp_path: Path) -> None:
    ended = run(tmp_path)
    assert (ended.stdout, ended.stderr) == ("", "")
    text = (tmp_path / "frostline.log").read_text(encoding="utf-8")
    assert "WARNING py.warnings" in text
    assert "Jane" not in text
    assert "jane" not in text


def test_warnings_stay_off_the_terminal_where_there_is_no_log(tmp_path: Path) -> None:
    (tmp_path / "taken").write_text("no folder", encoding="utf-8")
    assert run(tmp_path / "taken").stderr == ""
