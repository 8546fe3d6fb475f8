"""Disk: what it refuses is told with the folder and what to do, wherever in the work it happens; nothing is lost."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.commands.command_line import run_command
from core.commands.sub_command import DONE, FAILED
from core.engine import Engine
from core.errors import UserError
from core.project.project import Project
from core.storage.disk import refusal_by_disk
from core.storage.files import folder_written_beside, write_text
from core.task_table import WriteSample
from core.wording.catalogue import text_of, words_of

NO_SPACE = os.strerror(errno.ENOSPC)


def failing(number: int) -> Callable[..., None]:
    def fail(*_: object, **__: Any) -> None:
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize(
    ("number", "said", "do"),
    [
        (errno.ENOSPC, "is full", "Free some space"),
        (errno.EDQUOT, "is full", "Free some space"),
        (errno.EROFS, "is read-only", "Choose another folder"),
        (errno.EIO, "reports an error", "connected and sound"),
        (errno.ESTALE, "is gone", "Connect it again"),
    ],
)
def test_what_a_disk_refuses_names_the_folder_and_what_to_do(tmp_path: Path, number: int, said: str, do: str) -> None:
    refusal = refusal_by_disk(OSError(number, "", str(tmp_path / "file")))
    assert refusal is not None
    assert said in text_of(refusal.message)
    assert f"“{tmp_path}”" in text_of(refusal.message)
    assert do in words_of(refusal.message).hint


def test_what_may_not_be_opened_is_named(tmp_path: Path) -> None:
    refusal = refusal_by_disk(PermissionError(errno.EACCES, "", str(tmp_path / "file")))
    assert refusal is not None
    assert text_of(refusal.message) == f"“{tmp_path / 'file'}” may not be opened or changed."


def test_faults_of_the_program_are_not_blamed_on_a_disk() -> None:
    for error in (
        ValueError("x"),
        OSError(errno.EBADF, "x"),
        PermissionError(errno.EPERM, "kill"),
        FileNotFoundError(),
    ):
        assert refusal_by_disk(error) is None


def test_a_disk_that_fails_while_a_file_is_synced_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write_text(tmp_path / "file", "old")
    monkeypatch.setattr("core.storage.files.os.fsync", failing(errno.ENOSPC))
    with pytest.raises(OSError, match=NO_SPACE) as caught:
        write_text(tmp_path / "file", "new")
    assert f"“{tmp_path}”" in str(refusal_by_disk(caught.value))
    assert (tmp_path / "file").read_text() == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["file"]


def test_a_folder_that_cannot_be_copied_is_named_as_what_it_was_to_be(tmp_path: Path) -> None:
    def copied() -> None:
        with folder_written_beside(tmp_path / "copy"):
            raise shutil.Error([("a", "b", f"[Errno 28] {NO_SPACE}: 'b'")])

    with pytest.raises(OSError, match=NO_SPACE) as caught:
        copied()
    assert str(refusal_by_disk(caught.value)).startswith(f"The disk on which “{tmp_path}” lies is full.")


def test_a_name_that_was_written_beside_is_not_shown(tmp_path: Path) -> None:
    def written() -> None:
        with folder_written_beside(tmp_path / "model") as beside:
            raise OSError(errno.ENOSPC, NO_SPACE, str(beside / "variables" / "x"))

    with pytest.raises(OSError, match=NO_SPACE) as caught:
        written()
    assert str(refusal_by_disk(caught.value)).startswith(f"The disk on which “{tmp_path}” lies is full.")


def test_a_command_says_that_the_disk_is_full(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("core.storage.files.os.fsync", failing(errno.ENOSPC))
    assert run_command(["sample", str(tmp_path / "sample")]) == FAILED
    said = capsys.readouterr().err
    assert f"The disk on which “{tmp_path / 'sample'}” lies is full." in said
    assert "Something went wrong" not in said
    monkeypatch.undo()
    assert run_command(["sample", str(tmp_path / "sample")]) == DONE


def test_a_lock_that_cannot_be_made_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Project(folder=tmp_path / "project").create()
    monkeypatch.setattr("filelock.FileLock.acquire", failing(errno.EROFS))
    with pytest.raises(UserError, match=r"cannot be used.*read-only"), Project(folder=tmp_path / "project").locked():
        pass


def test_the_engine_says_that_the_disk_is_full(tmp_path: Path) -> None:
    if not Path("/dev/full").exists():
        pytest.skip("needs /dev/full, which only Linux has")
    engine = Engine()
    try:
        with pytest.raises(UserError, match="stands in its way"):
            engine.run(WriteSample(kind="images", folder=Path("/dev/full/sample")), lambda event: None)
    finally:
        engine.close()
