"""Set-up: the virtual environment is made once, and again where it is not complete."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import pytest

from tools.environment import Environment
from tools.system_packages import SetUpError

needs_posix = pytest.mark.skipif(sys.platform == "win32", reason="set-up by make is for Linux and macOS")


@pytest.fixture(scope="module")
def set_up_once(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a lock file that lists nothing, and the environment made from it."""
    folder = tmp_path_factory.mktemp("checkout")
    (folder / "requirements.txt").write_text("# nothing to install\n", encoding="utf-8")
    Environment(folder / ".venv").install(folder / "requirements.txt")
    return folder


@pytest.fixture
def lock(set_up_once: Path, tmp_path: Path) -> Path:
    """The lock file in a folder of the test's own."""
    shutil.copytree(set_up_once, tmp_path, symlinks=True, dirs_exist_ok=True)
    return tmp_path / "requirements.txt"


@pytest.fixture
def environment(lock: Path) -> Environment:
    return Environment(lock.parent / ".venv")


@needs_posix
def test_set_up_does_no_work_twice(environment: Environment, lock: Path, capsys: pytest.CaptureFixture[str]) -> None:
    environment.install(lock)
    assert capsys.readouterr().out == ""

    lock.write_text("# still nothing\n", encoding="utf-8")
    environment.install(lock)
    told = capsys.readouterr().out
    assert "Installing requirements.txt" in told
    assert "Making" not in told


@needs_posix
def test_an_interrupted_set_up_is_not_taken_for_complete(
    environment: Environment, lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    half_installed = lock.parent / ".venv" / "half-installed"
    half_installed.touch()
    (lock.parent / ".venv" / "set-up-unfinished").touch()  # as a killed set-up leaves it

    environment.install(lock)

    assert "Making .venv" in capsys.readouterr().out
    assert not half_installed.exists()


@needs_posix
def test_what_pip_refuses_is_told_and_not_taken_for_installed(
    environment: Environment, lock: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lock.write_text("this is no requirement\n", encoding="utf-8")

    for _ in range(2):
        with pytest.raises(SetUpError, match="Invalid requirement"):
            environment.install(lock)
    assert "Making .venv" not in capsys.readouterr().out  # nothing was changed, so what was installed still serves


@needs_posix
def test_the_choice_of_an_nvidia_card_is_remembered(environment: Environment, lock: Path) -> None:
    assert environment.base_lock() == "requirements.txt"

    environment.install(lock.rename(lock.with_name("requirements-nvidia.txt")))

    assert environment.base_lock() == "requirements-nvidia.txt"
    assert not (lock.parent / ".venv" / "installed-requirements.txt").exists()  # one TensorFlow is not put over another
