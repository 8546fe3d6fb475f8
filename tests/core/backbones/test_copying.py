"""What is copied of a module's folder, and what is refused on the way."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import pytest

from core.backbones.archive import ArchiveLimits
from core.backbones.copying import copy_module
from core.errors import UserError
from core.jobs import Job

pytestmark = pytest.mark.skipif(sys.platform == "win32", reason="links need a right that users seldom have")


@pytest.fixture
def module(tmp_path: Path) -> Path:
    (tmp_path / "module/variables").mkdir(parents=True)
    (tmp_path / "module/saved_model.pb").write_bytes(b"graph")
    (tmp_path / "module/variables/variables.index").write_bytes(b"index")
    return tmp_path / "module"


@pytest.mark.parametrize("place", ["assets", "variables/more", "LICENSE", "tfhub_module.pb"])
def test_a_link_is_refused_before_anybody_looks_where_it_leads(
    module: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str
) -> None:
    """It may lead to the whole disk."""
    (tmp_path / "elsewhere/more").mkdir(parents=True)
    (module / place).symlink_to(tmp_path / "elsewhere", target_is_directory=True)
    listed: list[Path] = []
    for function in ("scandir", "listdir"):
        honest = getattr(os, function)
        monkeypatch.setattr(os, function, lambda path, honest=honest: (listed.append(Path(path)), honest(path))[1])
    with pytest.raises(UserError, match="contains links"):
        copy_module(module, tmp_path / "copy", Job())
    assert listed
    assert not [path for path in listed if tmp_path / "elsewhere" in (path.resolve(), *path.resolve().parents)]


def test_a_link_to_itself_is_refused(module: Path, tmp_path: Path) -> None:
    (module / "assets").symlink_to(module / "assets")
    with pytest.raises(UserError, match="contains links"):
        copy_module(module, tmp_path / "copy", Job())


def test_what_is_no_file_is_passed_over(module: Path, tmp_path: Path) -> None:
    os.mkfifo(module / "LICENSE")
    os.mkfifo(module / "variables/more")
    copy_module(module, tmp_path / "copy", Job())
    assert sorted(path.name for path in (tmp_path / "copy").rglob("*") if path.is_file()) == [
        "saved_model.pb",
        "variables.index",
    ]


def test_folders_in_folders_are_counted_one_by_one(module: Path, tmp_path: Path) -> None:
    (module / "assets").mkdir()
    deep = module / "assets"
    for _ in range(30):
        deep = deep / "d"
        deep.mkdir()
    with pytest.raises(UserError, match="more than 20 files"):
        copy_module(module, tmp_path / "copy", Job(), ArchiveLimits(files=20))
