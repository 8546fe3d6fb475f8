"""Where an imported module comes to lie: all of it, or nothing."""

from __future__ import annotations

import os
import tempfile
import time
from pathlib import Path

import pytest

from core.backbones.archive import ArchiveLimits
from core.backbones.copying import copy_module, licence_of
from core.backbones.new_backbone import TEMPORARY, new_backbone
from core.errors import JobStopped, UserError
from core.jobs import Job
from core.messages import as_written
from core.wording.catalogue import words_of


@pytest.fixture
def library(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    (tmp_path / "temporary").mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "temporary"))
    return tmp_path / "library"


def test_what_is_written_there_becomes_a_backbone_at_the_end(tmp_path: Path, library: Path) -> None:
    with new_backbone(tmp_path / "net.tar.gz", library=library) as place:
        (place.folder / "saved_model.pb").write_bytes(b"graph")
        (place.temporary / "unpacked").mkdir()
        assert not (library / "net").exists()
    assert (library / "net/saved_model.pb").read_bytes() == b"graph"
    assert not place.temporary.exists()


@pytest.mark.parametrize("error", [JobStopped(), UserError(as_written("No.")), KeyboardInterrupt()])
def test_nothing_is_left_where_it_ends_before(tmp_path: Path, library: Path, error: BaseException) -> None:
    def import_until_error() -> None:
        with new_backbone(tmp_path / "net", library=library) as place:
            (place.folder / "saved_model.pb").write_bytes(b"graph")
            raise error

    with pytest.raises(type(error)):
        import_until_error()
    assert not list(library.iterdir())
    assert not list((tmp_path / "temporary").iterdir())


def test_what_a_killed_import_left_behind_is_cleared_a_day_later(tmp_path: Path, library: Path) -> None:
    old, new, other = library / ".net.abcdefgh", library / ".net.12345678", library / ".git"
    not_ours = library / ".config.abcdefgh"
    unpacked = tmp_path / "temporary" / f"{TEMPORARY}abc"
    for folder in (old, new, other, not_ours, unpacked):
        folder.mkdir(parents=True)
        (folder / ("settings" if folder is not_ours else "saved_model.pb")).touch()
    for folder in (old, other, not_ours, unpacked):
        os.utime(folder, times=(time.time() - 100_000,) * 2)
    with new_backbone(tmp_path / "net", library=library):
        pass
    assert sorted(folder.name for folder in library.iterdir()) == [
        *(".config.abcdefgh", ".git", ".net.12345678", "net")
    ]
    assert not unpacked.exists()


def test_a_library_that_cannot_be_written_to_is_named(tmp_path: Path) -> None:
    (tmp_path / "library").touch()  # a file stands where the folder should
    with (
        pytest.raises(UserError, match="cannot be kept") as refusal,
        new_backbone(tmp_path / "net", library=tmp_path / "library"),
    ):
        pass
    assert "library" in words_of(refusal.value.message).hint


def module_in(folder: Path, **files: int) -> Path:
    for name, length in {"saved_model.pb": 10, **files}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(bytes(length))
    return folder


def test_files_that_are_too_large_together_are_refused_before_any_is_copied(tmp_path: Path) -> None:
    source = module_in(tmp_path / "source", **{"variables/a": 60, "variables/b": 60})
    (tmp_path / "copy").mkdir()
    with pytest.raises(UserError, match="larger than 100 bytes"):
        copy_module(source, tmp_path / "copy", Job(), ArchiveLimits(bytes=100))
    assert not list((tmp_path / "copy").iterdir())


def test_too_many_files_are_refused(tmp_path: Path) -> None:
    source = module_in(tmp_path / "source", **{f"assets/{number}": 1 for number in range(12)})
    with pytest.raises(UserError, match="more than 10 files"):
        copy_module(source, tmp_path, Job(), ArchiveLimits(files=10))


def test_a_disk_that_is_full_is_called_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("core.backbones.copying._copy", full)
    with pytest.raises(UserError, match="cannot be copied: No space left on device"):
        copy_module(module_in(tmp_path / "source"), tmp_path / "copy", Job())


def test_of_a_licence_only_its_top_is_read(tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_bytes(b"\n  Some License  \n" + b"x" * 5_000_000 + b"\xff\xfe")
    assert licence_of(tmp_path) == "Some License"
    (tmp_path / "LICENSE").write_bytes(b"y" * 5_000_000)
    assert licence_of(tmp_path) == "y" * 80
