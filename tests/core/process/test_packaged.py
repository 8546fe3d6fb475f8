"""The program in its two forms: run by Python, and packaged as its own Python."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from core.process.packaged import fresh_python, program_name, set_up, typed_command
from tests.program import MAIN, run
from tools.package import ROOT


def test_a_script_run_by_the_program_cannot_import_frostline(tmp_path: Path) -> None:
    script = tmp_path / "script.py"
    script.write_text("import sys, numpy\nprint(sys.argv[1:], __name__)\nimport core.tasks", encoding="utf-8")
    done = run(sys.executable, MAIN, "--run-script", str(script), "one", "two")

    assert done.stdout == "['one', 'two'] __main__\n"
    assert done.stderr.endswith("ModuleNotFoundError: No module named 'core'\n")
    assert done.returncode == 1


def test_a_packaged_program_is_its_own_python(monkeypatch: pytest.MonkeyPatch) -> None:
    assert fresh_python("script.py", ["x"]) == [sys.executable, "-I", "script.py", "x"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert fresh_python("script.py", ["x"]) == [sys.executable, "--run-script", "script.py", "x"]
    monkeypatch.setattr(sys, "platform", "win32")
    assert program_name() == typed_command() == "frostline-cli"
    monkeypatch.setattr(sys, "platform", "linux")
    assert program_name() == typed_command() == "frostline"


def test_a_hint_names_a_command_that_runs_where_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for folder in (ROOT, tmp_path):
        monkeypatch.chdir(folder)
        told = subprocess.run(f"{typed_command()} --version", shell=True, capture_output=True, text=True, check=True)
        assert told.stdout.startswith("Frostline ")
        assert (MAIN in typed_command()) == (folder != ROOT)


def test_programs_that_the_packaged_one_starts_find_the_systems_libraries(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "platform", "linux")
    monkeypatch.setenv("LD_LIBRARY_PATH", "/opt/frostline/_internal")
    monkeypatch.setenv("LD_LIBRARY_PATH_ORIG", "/opt/other")
    monkeypatch.setenv("QT_QPA_PLATFORM", "wayland;xcb")
    set_up()
    assert os.environ["LD_LIBRARY_PATH"] == "/opt/other"
    assert os.environ["QT_QPA_PLATFORM"] == "xcb"
    monkeypatch.setenv("QT_QPA_PLATFORM", "offscreen")
    set_up()
    assert "LD_LIBRARY_PATH" not in os.environ
    assert os.environ["QT_QPA_PLATFORM"] == "offscreen"


@pytest.mark.skipif(sys.platform == "win32", reason="closes streams as a shell does")
def test_without_standard_streams_the_program_works(tmp_path: Path) -> None:
    done = run(
        "/bin/sh", "-c", 'exec "$@" <&- >&- 2>&-', "sh", sys.executable, MAIN, "sample", str(tmp_path / "sample")
    )

    assert done.returncode == 0
    assert (tmp_path / "sample" / "sample.csv").is_file()
