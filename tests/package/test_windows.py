"""The installer for Windows, as far as it can be tried elsewhere: its compiler runs here."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from tools.package import identity, windows


def test_the_installer_for_windows_compiles(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "program"
    (program / "_internal").mkdir(parents=True)
    (program / "_internal" / "library.dll").write_bytes(b"x")
    (program / "Frostline.exe").write_bytes(b"x")
    icon = tmp_path / "build" / "frostline.ico"
    icon.parent.mkdir()
    monkeypatch.setattr(sys, "platform", "win32")
    assert identity.icon_file(icon.parent) == str(icon)
    monkeypatch.undo()

    assert windows.write_installer(program, tmp_path, icon).stat().st_size > 10_000
