"""Which package brought a file, and its licence."""

from __future__ import annotations

import sys
from pathlib import Path

from tools.package.origins import Origins, copy_licences, is_library


def test_libraries_are_told_by_what_is_in_them(tmp_path: Path) -> None:
    text = tmp_path / "a.so"
    text.write_text("no library", encoding="utf-8")
    assert is_library(Path(sys.executable))
    assert not is_library(text)


def test_a_file_is_traced_to_the_package_that_brought_it(origins: Origins) -> None:
    assert [one.name for one in origins.distributions] == ["numpy", "pyinstaller", "tensorflow-hub"]
    assert origins.distribution_of(next(iter(origins.files))) == "numpy"


def test_licences_are_passed_on_and_named_where_there_is_no_text(origins: Origins, tmp_path: Path) -> None:
    copy_licences(origins, tmp_path / "licences")
    folders = {path.name.partition("-")[0]: path for path in (tmp_path / "licences").iterdir() if path.is_dir()}
    assert any("LICENSE" in file.name for file in folders["numpy"].iterdir())
    assert "Apache" in (folders["tensorflow"] / "METADATA").read_text(encoding="utf-8")
    assert (tmp_path / "licences" / "LGPL-3.0.txt").is_file()
