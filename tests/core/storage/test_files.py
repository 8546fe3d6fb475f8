"""Files: a write happens whole or not at all."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

import pytest

from core.storage.files import (
    folder_written_beside,
    sha256_of,
    sha256_of_file,
    write_bytes,
    write_json,
    write_text,
    written_beside,
)


def names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_what_is_written_stands_there_alone(tmp_path: Path) -> None:
    write_bytes(tmp_path / "new" / "a", b"1")
    write_text(tmp_path / "new" / "b", "grün\n")
    write_json(tmp_path / "new" / "c", {"key": "ü"})

    assert (tmp_path / "new" / "a").read_bytes() == b"1"
    assert (tmp_path / "new" / "b").read_bytes() == "grün\n".encode()
    assert json.loads((tmp_path / "new" / "c").read_text(encoding="utf-8")) == {"key": "ü"}
    assert names_in(tmp_path / "new") == ["a", "b", "c"]


def test_a_write_that_fails_leaves_the_old_file(tmp_path: Path) -> None:
    write_text(tmp_path / "file", "old")

    def fail() -> None:
        with written_beside(tmp_path / "file") as beside:
            beside.write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert (tmp_path / "file").read_text() == "old"
    assert names_in(tmp_path) == ["file"]


def test_a_folder_that_fails_leaves_the_old_folder(tmp_path: Path) -> None:
    write_text(tmp_path / "folder" / "old", "old")

    def fail() -> None:
        with folder_written_beside(tmp_path / "folder") as beside:
            (beside / "new").write_text("half")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert names_in(tmp_path / "folder") == ["old"]
    assert names_in(tmp_path) == ["folder"]


def test_a_folder_takes_the_place_of_the_old_one_whole(tmp_path: Path) -> None:
    write_text(tmp_path / "folder" / "old", "old")

    with folder_written_beside(tmp_path / "folder") as beside:
        write_text(beside / "in" / "new", "new")
        assert names_in(tmp_path / "folder") == ["old"]

    assert names_in(tmp_path / "folder") == ["in"]
    assert (tmp_path / "folder" / "in" / "new").read_text() == "new"
    assert names_in(tmp_path) == ["folder"]


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no such rights")
def test_what_is_written_may_be_read_by_whom_the_user_lets(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        write_text(tmp_path / "file", "")
        with folder_written_beside(tmp_path / "folder"):
            pass
    finally:
        os.umask(before)

    assert (tmp_path / "file").stat().st_mode & 0o777 == 0o644
    assert (tmp_path / "folder").stat().st_mode & 0o777 == 0o755


def test_hashes_tell_values_apart_and_are_the_same_everywhere(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"abc")

    assert sha256_of_file(tmp_path / "file").startswith("ba7816bf")
    assert sha256_of({"b": 1, "a": 2}) == sha256_of({"a": 2, "b": 1})
    assert len({sha256_of(1), sha256_of("1"), sha256_of(1, 2), sha256_of([1, 2]), sha256_of(12)}) == 5
