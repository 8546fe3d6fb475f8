"""The self-test of a packaged program, which shows the window and does the whole job."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.program import MAIN, run
from tools.on_screen import display


def test_the_self_test_shows_the_window_and_tells_when(tmp_path: Path) -> None:
    done = run(sys.executable, MAIN, "--self-test", str(tmp_path), "--only-start", QT_QPA_PLATFORM="offscreen")

    assert done.returncode == 0, done.stderr
    report = json.loads((tmp_path / "self-test.json").read_text(encoding="utf-8"))
    assert report["passed"]
    assert report["font"] == "Inter"
    assert report["painted_at"] > 0
    assert report["loaded_tensorflow"] is False


@pytest.mark.skipif(sys.platform != "linux", reason="needs a display that can be taken away")
def test_a_self_test_whose_display_goes_away_ends_and_says_so(tmp_path: Path) -> None:
    with display() as name:
        environment = {**os.environ, "DISPLAY": name, "QT_QPA_PLATFORM": "xcb", "HOME": str(tmp_path)}
        command = [sys.executable, MAIN, "--self-test", str(tmp_path / "out")]
        process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True)
        while not list(tmp_path.glob("out/projects-*/*")):  # until the window is there, and the first click was made
            assert process.poll() is None
            time.sleep(0.1)
    _, errors = process.communicate(timeout=120)

    assert process.returncode == 1
    assert "DisplayLost" in errors or "fatal IO error" in errors  # the latter where the window was just painted
    assert not json.loads((tmp_path / "out" / "self-test.json").read_text(encoding="utf-8"))["passed"]
