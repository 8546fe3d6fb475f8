"""The virtual environment: made once per lock file, and again where an earlier set-up was interrupted."""

from __future__ import annotations

import hashlib
import shutil
import subprocess
import sys
import time
from pathlib import Path

from tools.system_packages import SetUpError

#: one of these has been installed as the base; a card from NVIDIA needs another TensorFlow
BASE_LOCKS = ("requirements.txt", "requirements-nvidia.txt")

LINES_OF_A_FAILURE = 15


class Environment:
    """A folder `.venv` into which lock files are installed.

    A stamp per lock file, written last, holds its hash. While pip works a marker says so: what a killed pip leaves can
    look installed without being whole, so an environment with a marker is made anew.
    """

    def __init__(self, folder: Path):
        self._folder = folder
        self._unfinished = folder / "set-up-unfinished"
        self._report = folder / "set-up.log"
        self.python = folder / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python")

    def base_lock(self) -> str:
        """Return the lock that this environment was made from, so that `make nvidia` is needed only once."""
        return next((lock for lock in reversed(BASE_LOCKS) if self._stamp(lock).exists()), BASE_LOCKS[0])

    def install(self, lock: Path) -> None:
        """Install what a lock file lists, hashes checked, unless that is done. Raise SetUpError where it fails."""
        if not self._is_usable() or self._holds_other_base(lock):
            self._make()
        if self._is_installed(lock):
            return
        print(f"  Installing {lock.name}, which takes a few minutes …", flush=True)
        started = time.monotonic()
        self._stamp(lock.name).unlink(missing_ok=True)
        self._unfinished.touch()
        self._run_pip(
            ["install", "--no-deps", "--require-hashes", "--only-binary=:all:", "--requirement", str(lock)],
            f"The packages of {lock.name} could not be installed.",
        )
        self._stamp(lock.name).write_text(_hash(lock), encoding="utf-8")
        self._unfinished.unlink()
        print(f"  Installed {lock.name} in {time.monotonic() - started:.0f} s", flush=True)

    def _make(self) -> None:
        print(f"  Making {self._folder.name} with Python {sys.version.split()[0]} …", flush=True)
        shutil.rmtree(self._folder, ignore_errors=True)
        self._folder.mkdir(parents=True)
        self._unfinished.touch()
        self._run([_base_python(), "-m", "venv", str(self._folder)], "The virtual environment could not be made.")
        self._unfinished.unlink()

    def _is_usable(self) -> bool:
        """Return whether the environment is whole, and its Python still the one that it was made with."""
        if self._unfinished.exists() or not self.python.exists():
            return False
        return subprocess.run([self.python, "-c", "import pip"], capture_output=True, check=False).returncode == 0

    def _holds_other_base(self, lock: Path) -> bool:
        """TensorFlow's packages share a folder: one must not be installed over another."""
        return lock.name in BASE_LOCKS and any(
            self._stamp(other).exists() for other in BASE_LOCKS if other != lock.name
        )

    def _is_installed(self, lock: Path) -> bool:
        stamp = self._stamp(lock.name)
        return stamp.exists() and stamp.read_text(encoding="utf-8") == _hash(lock)

    def _stamp(self, lock: str) -> Path:
        return self._folder / f"installed-{lock}"

    def _run_pip(self, arguments: list[str], failure: str) -> None:
        try:
            patience = ["--disable-pip-version-check", "--retries=5", "--timeout=180"]
            self._run([str(self.python), "-m", "pip", *patience, *arguments], failure)
        except SetUpError:
            if "Installing collected packages" not in self._report.read_text(encoding="utf-8"):
                self._unfinished.unlink()  # pip could not fetch them all, and has changed nothing
            raise

    def _run(self, command: list[str], failure: str) -> None:
        """Run a command silently. Raise SetUpError with the end of what it said where it fails."""
        done = subprocess.run(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
        )
        self._report.write_text(done.stdout, encoding="utf-8")
        if done.returncode:
            end = "\n".join(done.stdout.splitlines()[-LINES_OF_A_FAILURE:])
            raise SetUpError(f"{failure} All of the report is in {self._report}; it ends with:\n{end}")


def _base_python() -> str:
    """Return the Python outside of any environment: with `.venv` activated, the running one has just been removed."""
    return str(getattr(sys, "_base_executable", sys.executable))


def _hash(lock: Path) -> str:
    return hashlib.sha256(lock.read_bytes()).hexdigest()
