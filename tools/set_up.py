"""Set a checkout up, so that the program runs: `python3 -m tools.set_up [--dev] [--nvidia]`.

System libraries, the virtual environment, the backbones, the texts of the window. What is there is left as it is.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from gui.widgets.display import has_display
from tools.environment import Environment
from tools.system_packages import DISPLAY_NEEDS, NEEDS, WINDOW_NEEDS, Need, SetUpError, install_missing_packages

ROOT = Path(__file__).resolve().parents[1]


def set_up(dev: bool, nvidia: bool) -> None:
    """Make everything ready to run, and with `dev` to test. Raise SetUpError where something cannot be had."""
    install_missing_packages(needs(dev))
    environment = Environment(ROOT / ".venv")
    environment.install(ROOT / ("requirements-nvidia.txt" if nvidia else environment.base_lock()))
    if dev:
        environment.install(ROOT / "requirements-dev.txt")
    build_backbones(environment.python)
    build_translations(environment.python)


def needs(dev: bool) -> tuple[Need, ...]:
    """Return what is needed of the operating system. With no display and no tests, the window is of no use."""
    display = has_display()
    return NEEDS + (WINDOW_NEEDS if dev or display else ()) + (DISPLAY_NEEDS if display else ())


def build_backbones(python: Path) -> None:
    command = [str(python), "-m", "resources.build_backbones"]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise SetUpError("The backbones could not be built.")


def build_translations(python: Path) -> None:
    command = [str(python), "-m", "resources.build_translations"]
    done = subprocess.run(command, cwd=ROOT, stdin=subprocess.DEVNULL, check=False)
    if done.returncode:
        raise SetUpError("The texts of the window could not be compiled.")


@contextmanager
def one_at_a_time() -> Iterator[None]:
    """Wait while another set-up of this checkout is at work."""
    if sys.platform == "win32":
        yield
        return
    import fcntl

    with open(__file__, "rb") as file:
        fcntl.flock(file, fcntl.LOCK_EX)  # let go when the file is closed, also by a crash
        yield


def main() -> int:
    parser = argparse.ArgumentParser(description="Set a checkout of Frostline up.")
    parser.add_argument("--dev", action="store_true", help="also what tests and lint need")
    parser.add_argument("--nvidia", action="store_true", help="with TensorFlow for NVIDIA cards on Linux")
    options = parser.parse_args()
    started = time.monotonic()
    try:
        with one_at_a_time():
            set_up(options.dev, options.nvidia)
    except SetUpError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Set-up was stopped; the next time it begins where it must.", file=sys.stderr)
        return 130
    if time.monotonic() - started > 5:
        print(f"  Set up in {time.monotonic() - started:.0f} s", flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
