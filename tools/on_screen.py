"""Run a command on a display, a virtual one where there is none: `python -m tools.on_screen COMMAND …`."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from tools.system_packages import (
    DISPLAY_NEEDS,
    SCREENSHOT_NEEDS,
    WINDOW_NEEDS,
    SetUpError,
    install_missing_packages,
)

SCREEN = "1920x1080x24"


@contextmanager
def display() -> Iterator[str]:
    """Return the name of a display of our own, on which nothing else is shown. Raise SetUpError where there is none."""
    install_missing_packages(WINDOW_NEEDS + DISPLAY_NEEDS + SCREENSHOT_NEEDS)
    reading, writing = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writing), "-screen", "0", SCREEN, "-nolisten", "tcp"],
        pass_fds=[writing],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    os.close(writing)
    try:
        with open(reading, encoding="ascii") as numbers:
            number = numbers.readline().strip()
        if not number:
            raise SetUpError("The virtual display did not start.")
        yield f":{number}"
    finally:
        server.terminate()
        server.wait()


def run_on_display(command: Sequence[str]) -> int:
    with display() as name:
        environment = os.environ | {"DISPLAY": name, "QT_QPA_PLATFORM": "xcb"}
        return subprocess.run(command, env=environment, check=False).returncode


if __name__ == "__main__":
    try:
        sys.exit(run_on_display(sys.argv[1:]))
    except SetUpError as error:
        sys.exit(str(error))
