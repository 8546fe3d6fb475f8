"""What the tests of the command line share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from core.commands.command_line import run_command


@pytest.fixture
def own_folders(tmp_path: Path, small_backbone: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is written to the user's own folders."""
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))


@pytest.fixture
def run(own_folders: None, capsys: pytest.CaptureFixture[str]) -> Callable[..., tuple[int, str, str]]:
    """Runs a command; gives its exit status and what it wrote to standard output and standard error."""

    def command(*arguments: object) -> tuple[int, str, str]:
        capsys.readouterr()
        status = run_command([str(argument) for argument in arguments])
        output = capsys.readouterr()
        return status, output.out, output.err

    return command
