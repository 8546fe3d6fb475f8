"""Leftovers: what killed processes had begun is cleared by the next that writes there; nothing else ever is."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

import pytest

from core.project.project import Project
from core.storage.files import folder_written_beside, write_text, written_beside
from core.storage.temporary import clear_temporary_folders, temporary_folder

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such locks; there age decides")

WRITE_AND_DIE = """
import os, signal, sys
from pathlib import Path
from core.storage.files import folder_written_beside, written_beside
from core.storage.temporary import temporary_folder
kind, path = sys.argv[1], Path(sys.argv[2])
if kind == "temporary":
    context = temporary_folder()
else:
    context = written_beside(path) if kind == "file" else folder_written_beside(path)
with context as beside:
    (beside if kind == "file" else beside / "part").write_text("a name")
    if len(sys.argv) > 3:
        os.replace = lambda *paths: (os.rename(*paths), os.kill(os.getpid(), signal.SIGKILL))
    else:
        os.kill(os.getpid(), signal.SIGKILL)
"""


def killed(kind: str, path: Path, *more: str) -> None:
    """A process that was killed while it wrote; with `more` after it has put the old folder aside."""
    ended = subprocess.run([sys.executable, "-c", WRITE_AND_DIE, kind, str(path), *more], check=False)
    assert ended.returncode == -signal.SIGKILL


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_a_killed_process_had_begun_is_gone_once_the_file_is_written_again(tmp_path: Path) -> None:
    killed("file", tmp_path / "table.csv")
    killed("folder", tmp_path / "export")
    assert len(names_in(tmp_path)) == 2
    write_text(tmp_path / "table.csv", "whole")
    with folder_written_beside(tmp_path / "export"):
        pass
    assert names_in(tmp_path) == ["export", "table.csv"]


def test_what_another_process_is_writing_stays(tmp_path: Path) -> None:
    with written_beside(tmp_path / "table.csv") as theirs, folder_written_beside(tmp_path / "export") as folder:
        write_text(tmp_path / "table.csv", "ours")
        with folder_written_beside(tmp_path / "export"):
            pass
        assert folder.is_dir()
        theirs.write_text("theirs")
    assert (tmp_path / "table.csv").read_text() == "theirs"
    assert names_in(tmp_path) == ["export", "table.csv"]


def test_files_that_only_look_alike_stay(tmp_path: Path) -> None:
    alike = [".table.csv.original", ".table.csv.swp", ".table.csv.abcd1234", ".other.csv.abcd1234.frostline"]
    for name in alike:
        (tmp_path / name).write_text("mine")
    write_text(tmp_path / "table.csv", "ours")
    assert names_in(tmp_path) == sorted([*alike, "table.csv"])


def test_a_folder_that_was_put_aside_by_a_killed_process_comes_back(tmp_path: Path) -> None:
    write_text(tmp_path / "export" / "old", "old")
    killed("folder", tmp_path / "export", "while it is replaced")
    assert not (tmp_path / "export").exists()
    with pytest.raises(RuntimeError), folder_written_beside(tmp_path / "export"):
        raise RuntimeError
    assert names_in(tmp_path) == ["export"]
    assert names_in(tmp_path / "export") == ["old"]


def test_a_folder_that_cannot_be_replaced_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_text(tmp_path / "export" / "old", "old")
    replace = os.replace

    def fail(source: Path, target: Path) -> None:
        if target == tmp_path / "export" and source.name != "old":
            raise OSError(28, "No space left on device")
        replace(source, target)

    monkeypatch.setattr("core.storage.files.os.replace", fail)
    with pytest.raises(OSError, match="No space"), folder_written_beside(tmp_path / "export"):
        pass
    assert names_in(tmp_path) == ["export"]
    assert names_in(tmp_path / "export") == ["old"]


def test_working_in_a_project_clears_what_was_left_in_it(tmp_path: Path) -> None:
    project = Project(folder=tmp_path / "project")
    project.create()
    before = names_in(project.folder)
    killed("file", project.folder / "dataset.csv")
    killed("folder", project.folder / "backbones" / "small-12345678")
    killed("file", project.folder / "runs" / "run-001" / "checkpoints" / "00-00000-0000001.npz")
    write_text(project.folder / "runs" / "run-001" / "plan.json", "{}")
    write_text(project.folder / "runs" / "run-002" / "dataset.csv", "a name")
    write_text(project.folder / "runs" / ".run-003.deleted" / "dataset.csv", "a name")
    write_text(project.files.prediction_cache / "table.csv", "a name")
    (project.folder / ".dataset.csv.abcd1234").write_text("of an earlier version")

    with project.locked():
        pass

    left = [file.relative_to(project.folder).as_posix() for file in project.folder.rglob("*") if file.is_file()]
    assert sorted({*left} - {*before}) == [".lock", ".window", "runs/run-001/plan.json"]


def test_an_open_window_keeps_what_it_predicts(tmp_path: Path) -> None:
    project = Project(folder=tmp_path / "project")
    project.create()
    write_text(project.files.prediction_cache / "table.csv", "a name")
    window = project.window_lock()
    with project.locked():
        assert (project.files.prediction_cache / "table.csv").is_file()
    window.release()


def test_temporary_folders_of_killed_processes_are_cleared(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    monkeypatch.setattr(tempfile, "tempdir", None)
    killed("temporary", tmp_path)
    assert len(names_in(tmp_path)) == 1
    with temporary_folder() as ours:
        assert names_in(tmp_path) == [ours.name]
        clear_temporary_folders()
        assert ours.is_dir()
    assert names_in(tmp_path) == []
